"""Ranks and grades as a voter writes them: in a vote file, or asked for on the terminal.

In a vote file the answer to such a question is one of

- the answers in order of preference, equals in a list of their own: `["Ben", ["Ann", "Cid"]]` (ranks 1, 2, 2; who is
  not named is not ranked);
- each answer with its grade or number: `{"Ann": "Good", "Ben": "Poor"}`, `{"Ann": 2, "Ben": 1}`;
- the numbers themselves, as the protocol orders them: `[2, 1, 2]`;
- `"blank"`, where the counting method knows a blank vote.

What the method does not take is refused before it is encrypted. No message repeats the vote.
"""

from typing import TYPE_CHECKING

import typer

from comitia.canonical import Json
from comitia.cli.files import harmless
from comitia.errors import Malformed

if TYPE_CHECKING:
    from comitia.protocol.question import NonHomomorphicQuestion


def read_preference(question: "NonHomomorphicQuestion", entry: Json, what: str) -> tuple[int, ...]:
    """One entry of a vote file, as numbers; `check_selection` says whether the method takes them.

    Raises:
        Malformed: another shape, or an answer or a grade that the question does not have.
    """
    from comitia.protocol.preference import MajorityJudgment

    if entry == "blank":
        return _blank(question, what)
    if isinstance(entry, dict):
        return _named(question, entry, what)
    if isinstance(entry, list) and entry and all(isinstance(one, int) and not isinstance(one, bool) for one in entry):
        return tuple(entry)
    if isinstance(entry, list) and not isinstance(question.method, MajorityJudgment):
        return _ordered(question, entry, what)
    raise Malformed(f"{what}: expected each answer with its grade or number, or the numbers themselves")


def ask_preference(question: "NonHomomorphicQuestion", what: str) -> tuple[int, ...]:
    """Ask for ranks or grades on the terminal, again until the method takes them."""
    from comitia.protocol.preference import MajorityJudgment, check_preference

    method = question.method
    for place, answer in enumerate(question.answers, 1):
        print(f"  {place}  {harmless(answer)}")
    if isinstance(method, MajorityJudgment):
        print("Grades: " + ", ".join(f"{number} {harmless(grade)}" for number, grade in enumerate(method.grades, 1)))
    while True:
        try:
            if method is None or isinstance(method, MajorityJudgment):
                words = typer.prompt("A number for each answer, in the order above (with spaces)").split()
                numbers = tuple(_number(word, what) for word in words)
            else:
                words = typer.prompt(
                    "Your order: numbers from the best on, with spaces (1=2 for equals; Enter for none)",
                    default="", show_default=False,
                ).split()  # fmt: skip
                numbers = _places(words, len(question.answers), what)
            check_preference(method, len(question.answers), numbers, what)
        except Malformed as fault:
            print(f"  {fault}")
            continue
        return numbers


def _blank(question: "NonHomomorphicQuestion", what: str) -> tuple[int, ...]:
    from comitia.protocol.preference import Standing, standing_of

    numbers = (0,) * len(question.answers)
    if standing_of(question.method, numbers) is not Standing.BLANK:
        raise Malformed(f"{what}: a blank vote is not provided for")
    return numbers


def _named(question: "NonHomomorphicQuestion", entry: dict[str, Json], what: str) -> tuple[int, ...]:
    from comitia.protocol.preference import MajorityJudgment

    grades = question.method.grades if isinstance(question.method, MajorityJudgment) else ()
    numbers = dict.fromkeys(question.answers, 0)
    for name, value in entry.items():
        if name not in numbers:
            raise Malformed(f"{what}: names an answer that the question does not have")
        if isinstance(value, str) and value in grades:
            numbers[name] = grades.index(value) + 1
        elif isinstance(value, int) and not isinstance(value, bool):
            numbers[name] = value
        else:
            expected = f"one of {', '.join(grades)}" if grades else "a whole number"
            raise Malformed(f"{what}: expected {expected} for each answer")
    return tuple(numbers.values())


def _ordered(question: "NonHomomorphicQuestion", entry: list[Json], what: str) -> tuple[int, ...]:
    numbers = dict.fromkeys(question.answers, 0)
    for rank, level in enumerate(entry, 1):
        for name in level if isinstance(level, list) else [level]:
            if not isinstance(name, str) or name not in numbers or numbers[name]:
                raise Malformed(f"{what}: names an answer that the question does not have, or one twice")
            numbers[name] = rank
    return tuple(numbers.values())


def _places(words: list[str], n_answers: int, what: str) -> tuple[int, ...]:
    numbers = [0] * n_answers
    for rank, word in enumerate(words, 1):
        for part in word.split("="):
            place = _number(part, what)
            if not 1 <= place <= n_answers or numbers[place - 1]:
                raise Malformed(f"{what}: expected different numbers from 1 to {n_answers}")
            numbers[place - 1] = rank
    return tuple(numbers)


def _number(word: str, what: str) -> int:
    if not (word.isascii() and word.isdigit() and len(word) < 6):
        raise Malformed(f"{what}: expected whole numbers with spaces between them")
    return int(word)
