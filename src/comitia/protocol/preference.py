"""Ranks and grades: what the numbers of a non-homomorphic answer mean, by the question's counting method.

The protocol carries numbers from 0 to 255, one for each answer, and lets every voter give any. What they mean is told
by a hint on the question (`extra`), in the conventions of the Belenios project:

| method | hint | numbers | all 0 |
| --- | --- | --- | --- |
| `MajorityJudgment` | `blank`, `grades` (the best first) | 1 the best grade, 2 the next ...; each answer has one |
blank vote, if `blank` |
| `Schulze` | `blank` | 1 the first rank; equal ranks and gaps allowed; 0 not ranked, below all others | blank vote,
if `blank` |
| `STV` | `seats` | 1, 2, 3 ..., each once and without gap; 0 not ranked | blank vote |
| none | | any | any |

The booth of an honest voter makes only such answers (`check_preference`). Another may encrypt anything, and that comes
to light after the shuffles, when nobody knows whose it was: it is published as it was, and `standing_of` says of each
answer whether it is valid, blank or invalid. Invalid ones are told and counted as invalid; they are never dropped.

>>> method = read_method({"method": "STV", "seats": 1})
>>> [standing_of(method, answer).value for answer in ((2, 1, 0), (0, 0, 0), (1, 1, 0), (3, 1, 0))]
['valid', 'blank', 'invalid', 'invalid']
>>> check_preference(method, 3, (1, 3, 0), "question 1")  # doctest: +ELLIPSIS
Traceback (most recent call last):
    ...
comitia.errors.Malformed: question 1: found ranks that leave a gap or stand twice, expected 1, 2, 3 ...

Source: Belenios specification, "Questions" and "Non-homomorphic answers"; the project's pages "Alternative voting
methods" and "Condorcet method" (belenios.org), and `belenios-tool method` of version 2.0 as observed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from comitia.canonical import Json
from comitia.errors import ComitiaError, Malformed
from comitia.protocol.fields import take_flag, take_list, take_object, take_small, take_text

LARGEST_NUMBER: Final = 255
"""The largest number that an answer can carry: 8 bits each."""


@dataclass(frozen=True, slots=True)
class MajorityJudgment:
    """A grade for each answer; `grades` the best first. `blank`: a ballot without grades is a blank vote."""

    grades: tuple[str, ...]
    blank: bool


@dataclass(frozen=True, slots=True)
class Schulze:
    """Ranks with ties. `blank`: a ballot without ranks is a blank vote, else all its answers are equal."""

    blank: bool


@dataclass(frozen=True, slots=True)
class TransferableVote:
    """Ranks without ties or gaps, for so many seats."""

    seats: int


Method: TypeAlias = MajorityJudgment | Schulze | TransferableVote


class Standing(StrEnum):
    """What a plain answer is to its question's counting method."""

    VALID = "valid"
    BLANK = "blank"
    INVALID = "invalid"


def receive_method(extra: Json, what: str) -> Method | None:
    """The hint of a question that somebody is drawing up; None where there is none.

    Raises:
        Malformed: not one of the three methods with its parameters.
    """
    if extra is None:
        return None
    name = extra.get("method") if isinstance(extra, dict) else None
    match name:
        case "MajorityJudgment":
            fields = take_object(extra, what, ("method", "blank", "grades"))
            grades = tuple(take_text(grade, f"{what}: grades") for grade in take_list(fields["grades"], what))
            if not 2 <= len(grades) <= LARGEST_NUMBER or len(set(grades)) != len(grades):
                raise Malformed(f"{what}: grades has {len(grades)} names, expected from 2 to 255 different ones")
            return MajorityJudgment(grades, take_flag(fields["blank"], f"{what}: blank"))
        case "Schulze":
            return Schulze(take_flag(take_object(extra, what, ("method", "blank"))["blank"], f"{what}: blank"))
        case "STV":
            seats = take_object(extra, what, ("method", "seats"))["seats"]
            return TransferableVote(take_small(seats, f"{what}: seats", least=1))
        case _:
            raise Malformed(f"{what}: found the counting method {str(name)[:40]!r}, expected MajorityJudgment, Schulze "
                            "or STV")  # fmt: skip


def read_method(extra: Json) -> Method | None:
    """The hint of a published question; None where there is none that is known: it is a hint, and proves nothing."""
    try:
        return receive_method(extra, "method")
    except ComitiaError:
        return None


def standing_of(method: Method | None, answer: Sequence[int]) -> Standing:
    """What the count makes of a plain answer, `answer[j]` from 0 to 255 for answer j of the question."""
    is_empty = not any(answer)
    match method:
        case MajorityJudgment(grades, blank):
            if is_empty:
                return Standing.BLANK if blank else Standing.INVALID
            return Standing.VALID if all(1 <= grade <= len(grades) for grade in answer) else Standing.INVALID
        case Schulze(blank):
            return Standing.BLANK if is_empty and blank else Standing.VALID
        case TransferableVote():
            if is_empty:
                return Standing.BLANK
            ranks = sorted(rank for rank in answer if rank)
            return Standing.VALID if ranks == list(range(1, len(ranks) + 1)) else Standing.INVALID
        case None:
            return Standing.VALID


def check_preference(method: Method | None, n_answers: int, answer: Sequence[int], what: str) -> None:
    """Whether a voter may give this answer: what the count takes, and nothing that only looks like it.

    The message says the rule and never repeats the vote.

    Raises:
        Malformed: not one number from 0 to 255 for each answer; a grade that is none; ranks that the method does not
            take; a blank vote where none is provided for.
    """
    if len(answer) != n_answers:
        raise Malformed(f"{what}: found {len(answer)} numbers, expected {n_answers}, one for each answer")
    if not all(isinstance(one, int) and not isinstance(one, bool) and 0 <= one <= LARGEST_NUMBER for one in answer):
        raise Malformed(f"{what}: expected a whole number from 0 to {LARGEST_NUMBER} for each answer")
    is_empty = not any(answer)
    match method:
        case MajorityJudgment(grades, blank) if standing_of(method, answer) is Standing.INVALID:
            rest = ", or 0 for all as a blank vote" if blank else "; a blank vote is not provided for"
            raise Malformed(f"{what}: expected a grade from 1 to {len(grades)} for each answer{rest}")
        case Schulze(blank) if is_empty and not blank:
            raise Malformed(f"{what}: ranks no answer, and a blank vote is not provided for; rank at least one")
        case Schulze() if max(answer) > n_answers:
            raise Malformed(f"{what}: found a rank above {n_answers}, expected from 1 to {n_answers}, 0 for not ranked")
        case TransferableVote() if standing_of(method, answer) is Standing.INVALID:
            raise Malformed(
                f"{what}: found ranks that leave a gap or stand twice, expected 1, 2, 3 ... each once, and 0 for an "
                "answer that is not ranked"
            )
        case _:
            pass
