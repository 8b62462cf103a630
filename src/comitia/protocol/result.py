"""The result: for each question, how many votes each answer got, or what each ballot says.

`values[i][j]` is the number of votes for answer j of question i, weights counted; with a blank box, box 0 is the
blank votes; for lists `values[i][j][k]`, where k = 0 is the list itself. Numbers above 2^30 - 1 are written as
decimal texts. For a non-homomorphic question `values[i][b][j]` is what ballot b says of answer j, 0 to 255, the ballots
in the order of the last shuffle; what the question's method makes of it is for `preferences` and the count.

>>> question = HomomorphicQuestion("Confidence", ("Aye", "No"), 1, 1, blank=True)
>>> receive_result(b'{"result":[[4,172,40]]}', (question,))
Result(values=((4, 172, 40),))
>>> render_result(Result(((4, 172, 40),)))
b'{"result":[[4,172,40]]}'

Source: Belenios specification, "Election result".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from comitia.canonical import Json, receive_json, render_json
from comitia.errors import Malformed
from comitia.protocol.fields import render_votes, take_list, take_object, take_small, take_votes
from comitia.protocol.question import (
    LARGEST_NUMBER,
    HomomorphicQuestion,
    ListsQuestion,
    NonHomomorphicQuestion,
    Question,
)

Values: TypeAlias = tuple[tuple[int, ...] | tuple[tuple[int, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """The numbers of votes, nested as the questions are; in votes. Of ranks and grades, the plain answers."""

    values: Values

    def as_json(self) -> Json:
        """The array of the archive's result record."""
        return [_render_row(row) for row in self.values]


def receive_result(raw: bytes, questions: Sequence[Question]) -> Result:
    """Read a result record; whether it is true is for the factors to say.

    Raises:
        Malformed: another shape than the questions', not numbers of votes, or not the canonical spelling.
    """
    what = "result"
    rows = take_list(take_object(receive_json(raw, what), what, ("result",))["result"], what)
    if len(rows) != len(questions):
        raise Malformed(f"{what}: has {len(rows)} rows, expected {len(questions)}, one for each question")
    values = tuple(
        _read_row(row, question, f"{what}, question {number}")
        for number, (row, question) in enumerate(zip(rows, questions, strict=True), 1)
    )
    result = Result(values)
    if render_result(result) != raw:
        raise Malformed(f"{what}: not in the canonical spelling (compact JSON)")
    return result


def make_result(values: Sequence[Sequence[int] | Sequence[Sequence[int]]]) -> Result:
    """A result out of nested lists of numbers."""
    return Result(tuple(_freeze(row) for row in values))


def render_result(result: Result) -> bytes:
    """The way back of `receive_result`."""
    return render_json({"result": result.as_json()})


def _read_row(row: Json, question: Question, what: str) -> tuple[int, ...] | tuple[tuple[int, ...], ...]:
    match question:
        case HomomorphicQuestion():
            return _read_numbers(row, question.n_ciphertexts, what)
        case ListsQuestion():
            parts = take_list(row, what)
            if len(parts) != len(question.lists):
                raise Malformed(f"{what}: has {len(parts)} lists, expected {len(question.lists)}")
            return tuple(
                _read_numbers(part, len(names), f"{what}, list {number}")
                for number, (part, names) in enumerate(zip(parts, question.lists, strict=True), 1)
            )
        case NonHomomorphicQuestion():
            return tuple(
                _read_answer(answer, len(question.answers), f"{what}, answer {number}")
                for number, answer in enumerate(take_list(row, what), 1)
            )


def _read_numbers(row: Json, length: int, what: str) -> tuple[int, ...]:
    numbers = take_list(row, what)
    if len(numbers) != length:
        raise Malformed(f"{what}: has {len(numbers)} numbers, expected {length}")
    return tuple(take_votes(number, what) for number in numbers)


def _read_answer(row: Json, length: int, what: str) -> tuple[int, ...]:
    numbers = take_list(row, what)
    if len(numbers) != length:
        raise Malformed(f"{what}: has {len(numbers)} numbers, expected {length}")
    return tuple(take_small(number, what, most=LARGEST_NUMBER) for number in numbers)


def _freeze(row: Sequence[int] | Sequence[Sequence[int]]) -> tuple[int, ...] | tuple[tuple[int, ...], ...]:
    plain: list[int] = []
    nested: list[tuple[int, ...]] = []
    for part in row:
        if isinstance(part, int):
            plain.append(part)
        else:
            nested.append(tuple(part))
    return tuple(nested) if nested else tuple(plain)


def _render_row(row: tuple[int, ...] | tuple[tuple[int, ...], ...]) -> Json:
    return [render_votes(part) if isinstance(part, int) else [render_votes(number) for number in part] for part in row]
