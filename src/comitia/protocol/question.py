"""A question: what is put to the voters, and the shape of an answer.

The protocol knows three kinds, and the difference is what becomes known at the end:

- *homomorphic*: the voter ticks between `least` and `most` of the answers, or, where that is allowed, votes blank.
  Only the sum for each answer is ever decrypted. A blank question has one more number in front: how many voted blank.
- *lists*: the voter chooses one list and at least one of its candidates. Only sums are decrypted.
- *non-homomorphic*: the voter gives each answer a number (a rank, a grade). The ballots are shuffled and each is
  decrypted. What the numbers mean is told in `comitia.protocol.preference`.

A plain vote is a `Selection`: whole numbers of the same shape as the answers. For a homomorphic question `(0, 1)`
ticks the second of two answers; where blank is allowed it has the blank box first: `(0, 0, 1)`, and `(1, 0, 0)` is a
blank vote.

>>> confidence = HomomorphicQuestion("That this House has no confidence", ("Aye", "No"), least=1, most=1, blank=True)
>>> confidence.n_ciphertexts
3
>>> check_selection(confidence, (1, 0, 1), "question 1")
Traceback (most recent call last):
    ...
comitia.errors.Malformed: question 1: the blank box is ticked and so is an answer; a blank vote ticks no answer
>>> leader = NonHomomorphicQuestion("Rank the candidates", ("Ann", "Ben"), {"method": "STV", "seats": 1})
>>> check_selection(leader, (2, 1), "question 2")

Source: Belenios specification, "Questions" and "Encrypted answers".
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

from comitia.canonical import Json
from comitia.errors import Malformed
from comitia.protocol.fields import take_flag, take_list, take_object, take_open_object, take_small, take_text
from comitia.protocol.preference import LARGEST_NUMBER, Method, check_preference, read_method, receive_method

__all__ = [
    "LARGEST_NUMBER", "HomomorphicQuestion", "ListsQuestion", "NonHomomorphicQuestion", "Question", "Selection",
    "check_askable", "check_fits", "check_selection", "read_question", "render_question",
]  # fmt: skip

Selection: TypeAlias = tuple[int, ...] | tuple[tuple[int, ...], ...]
"""A plain vote on one question: `selection[j]`, or for lists `selection[i][j]` with the list's own box at j = 0."""

MOST_RANKED: Final = {"Ed25519": 30, "RFC-3526-2048": 254}
"""How many numbers of 8 bits one element of a group carries; BELENIOS-2048 has no such encoding."""


@dataclass(frozen=True, slots=True)
class HomomorphicQuestion:
    """Tick `least` to `most` of the answers; `blank` adds a box for a blank vote, first in every vector."""

    wording: str
    answers: tuple[str, ...]
    least: int
    most: int
    blank: bool

    @property
    def n_ciphertexts(self) -> int:
        """How many ciphertexts an answer has, and how many sums the result: one for each answer, one more for blank."""
        return len(self.answers) + (1 if self.blank else 0)


@dataclass(frozen=True, slots=True)
class ListsQuestion:
    """Choose one list and at least one of its candidates; `lists[i]` is the list's name, then its candidates."""

    wording: str
    lists: tuple[tuple[str, ...], ...]

    @property
    def n_ciphertexts(self) -> int:
        """How many ciphertexts an answer has: one for each name of each list."""
        return sum(len(names) for names in self.lists)


@dataclass(frozen=True, slots=True)
class NonHomomorphicQuestion:
    """Give each answer a small number; `extra` is the hint about counting, as it was published, or None."""

    wording: str
    answers: tuple[str, ...]
    extra: Json

    @property
    def method(self) -> Method | None:
        """The counting method that the hint names; None if it names none of the three."""
        return read_method(self.extra)

    @property
    def n_ciphertexts(self) -> int:
        """One: all numbers of an answer stand in one group element."""
        return 1


WIDEST_RANGE: Final = 4096
"""How far apart min and max may be; a ballot's proof, and the work of checking it, grow with it."""

Question: TypeAlias = HomomorphicQuestion | ListsQuestion | NonHomomorphicQuestion


def read_question(value: Json, what: str) -> Question:
    """One entry of an election's `questions`.

    Raises:
        Malformed: not a question, a question without answers, or one that no ballot can answer (min above max).
    """
    if isinstance(value, dict) and "type" in value:
        fields = take_object(value, what, ("type", "value"), ("extra",))
        kind = take_text(fields["type"], f"{what}: type")
        if kind == "Lists":
            return _read_lists(fields["value"], what)
        if kind == "NonHomomorphic":
            inner = take_open_object(fields["value"], what, ("answers", "question"))
            return NonHomomorphicQuestion(
                take_text(inner["question"], f"{what}: question"),
                _read_answers(inner["answers"], what),
                fields.get("extra"),
            )
        raise Malformed(f"{what}: found the type {kind[:40]!r}, expected NonHomomorphic, Lists, or no type at all")
    fields = take_open_object(value, what, ("answers", "min", "max", "question"))
    question = HomomorphicQuestion(
        wording=take_text(fields["question"], f"{what}: question"),
        answers=_read_answers(fields["answers"], what),
        least=take_small(fields["min"], f"{what}: min"),
        most=take_small(fields["max"], f"{what}: max"),
        blank=take_flag(fields.get("blank", False), f"{what}: blank"),
    )
    if question.least > question.most:
        raise Malformed(f"{what}: min is {question.least} and max {question.most}; expected min at most max")
    if question.most - question.least > WIDEST_RANGE:
        raise Malformed(
            f"{what}: min is {question.least} and max {question.most}; expected at most {WIDEST_RANGE} apart: every "
            "ballot has a proof for each number between"
        )
    return question


def render_question(question: Question) -> Json:
    """A question as a JSON value whose keys stand in the order of the specification."""
    match question:
        case HomomorphicQuestion():
            blank = {"blank": True} if question.blank else {}
            return {
                "answers": list(question.answers), **blank, "min": question.least, "max": question.most,
                "question": question.wording,
            }  # fmt: skip
        case ListsQuestion():
            value = {"answers": [list(names) for names in question.lists], "question": question.wording}
            return {"type": "Lists", "value": value}
        case NonHomomorphicQuestion():
            value = {"answers": list(question.answers), "question": question.wording}
            extra = {} if question.extra is None else {"extra": question.extra}
            return {"type": "NonHomomorphic", "value": value, **extra}


def check_askable(question: Question, what: str) -> None:
    """Whether a question that somebody is drawing up can be meant so: stricter than `read_question`, for drafts only.

    Raises:
        Malformed: more ticks asked for than there are answers, the same answer twice, a list with no candidate, an
            unknown counting method.
    """
    match question:
        case NonHomomorphicQuestion():
            receive_method(question.extra, f"{what}: extra")
            groups: tuple[tuple[str, ...], ...] = (question.answers,)
        case HomomorphicQuestion():
            groups = (question.answers,)
        case ListsQuestion():
            groups = (tuple(names[0] for names in question.lists), *(names[1:] for names in question.lists))
    for names in groups:
        for name in names:
            if not name.strip():
                raise Malformed(f"{what}: an answer is empty; give each answer its words")
            if names.count(name) > 1:
                raise Malformed(f"{what}: the answer {name[:60]!r} stands twice; voters could not tell them apart")
    if isinstance(question, HomomorphicQuestion) and question.most > len(question.answers):
        raise Malformed(
            f"{what}: max is {question.most} and there are {len(question.answers)} answers; expected max at most that"
        )


def check_selection(question: Question, selection: Selection, what: str) -> None:
    """Whether a plain vote answers the question.

    Raises:
        Malformed: another shape than the answers, a number that is not 0 or 1, too few or too many ticks, a blank vote
            with ticks, ticks under more than one list or under none.
    """
    match question:
        case HomomorphicQuestion():
            boxes = _boxes(selection, question.n_ciphertexts, what)
            ticks = boxes[1:] if question.blank else boxes
            if question.blank and boxes[0]:
                if any(ticks):
                    raise Malformed(
                        f"{what}: the blank box is ticked and so is an answer; a blank vote ticks no answer"
                    )
            elif not question.least <= sum(ticks) <= question.most:
                raise Malformed(
                    f"{what}: {sum(ticks)} answers ticked, expected {_range(question.least, question.most)}"
                )
        case ListsQuestion():
            if len(selection) != len(question.lists):
                raise Malformed(f"{what}: found {len(selection)} lists, expected {len(question.lists)}")
            rows = [
                _boxes(row, len(names), f"{what}, list {number}")
                for number, (row, names) in enumerate(zip(selection, question.lists, strict=True), 1)
            ]
            if sum(row[0] for row in rows) != 1:
                raise Malformed(f"{what}: {sum(row[0] for row in rows)} lists chosen, expected exactly one")
            for number, row in enumerate(rows, 1):
                if row[0] and not any(row[1:]):
                    raise Malformed(
                        f"{what}: list {number} is chosen and none of its candidates; expected at least one"
                    )
                if not row[0] and any(row[1:]):
                    raise Malformed(f"{what}: a candidate of list {number} is ticked, but another list is chosen")
        case NonHomomorphicQuestion():
            if not all(isinstance(number, int) for number in selection):
                raise Malformed(f"{what}: expected one number for each answer, found lists of them")
            numbers = [number for number in selection if isinstance(number, int)]
            check_preference(question.method, len(question.answers), numbers, what)


def check_fits(question: NonHomomorphicQuestion, group: str, what: str) -> None:
    """Whether the numbers of an answer fit into one element of the group.

    Raises:
        Malformed: they do not.
    """
    most = MOST_RANKED.get(group, 0)
    if not most:
        raise Malformed(
            f"{what}: asks for ranks or grades, which the group {group} cannot carry; expected Ed25519 or RFC-3526-2048"
        )
    if len(question.answers) > most:
        raise Malformed(
            f"{what}: has {len(question.answers)} answers to rank or grade, expected at most {most} in {group}"
        )


def _read_lists(value: Json, what: str) -> ListsQuestion:
    fields = take_open_object(value, what, ("answers", "question"))
    lists = tuple(
        _read_answers(names, f"{what}, list {number}")
        for number, names in enumerate(take_list(fields["answers"], f"{what}: answers"), 1)
    )
    if not lists:
        raise Malformed(f"{what}: found no lists, expected at least one")
    for number, names in enumerate(lists, 1):
        if len(names) < 2:
            raise Malformed(f"{what}, list {number}: has a name and no candidate, expected at least one candidate")
    return ListsQuestion(take_text(fields["question"], f"{what}: question"), lists)


def _read_answers(value: Json, what: str) -> tuple[str, ...]:
    answers = tuple(take_text(answer, f"{what}: answers") for answer in take_list(value, f"{what}: answers"))
    if not answers:
        raise Malformed(f"{what}: found no answers, expected at least one")
    return answers


def _boxes(row: object, length: int, what: str) -> tuple[int, ...]:
    if not isinstance(row, (tuple, list)) or len(row) != length:
        found = f"{len(row)} numbers" if isinstance(row, (tuple, list)) else "one number"
        raise Malformed(f"{what}: found {found}, expected {length}, one for each box")
    boxes: list[int] = []
    for box in row:
        if not isinstance(box, int) or box not in (0, 1):
            raise Malformed(f"{what}: found {box!r}, expected 0 or 1 for each box")
        boxes.append(box)
    return tuple(boxes)


def _range(least: int, most: int) -> str:
    return f"exactly {least}" if least == most else f"from {least} to {most}"
