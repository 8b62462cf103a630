"""Reserved and capped seats: a count whose result must keep to quotas.

A constraint names a group of candidates and says how many of them at least (`reserved`) and at most (`capped`) may be
elected. Candidates are taken in the order of the count (most votes first). One is passed over (*doomed*) if with them
elected the constraints could no longer be met: the cap of a group would be broken, or too few seats would remain for
what is reserved. One is *guarded*, and taken before their turn, only in so far as passing over the others brings them
forward.

Whether the constraints can still be met is decided exactly: candidates that belong to the same groups are alike, so
it is asked whether so many of each kind can be taken, by trying the numbers. If they cannot be met even at the start
(too few women stand for the seats reserved to them), the count says so and stops: the rules must say what follows.

Source: the body's own rules; the terms are those of the Church of England's STV regulations (GS 1533), which apply
them to a transferable vote.

>>> from comitia.count import papers, tell
>>> method = constrained("block", (Constraint("women", frozenset({"Ann", "Eve"}), reserved=1),))
>>> poll = papers("5 Bob=Carl, 4 Bob=Dan, 3 Carl=Ann, 2 Dan=Eve")
>>> tell(method, poll, seats=2).winner_names
('Bob', 'Ann')
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from comitia.count.sheet import Decision, Sheet
from comitia.count.simple.filling import levels_by
from comitia.count.tell import Method, method_named
from comitia.count.ties import Desk, Question
from comitia.errors import Malformed, Unprovided


@dataclass(frozen=True, slots=True)
class Constraint:
    """A group of candidates by name, and how many of them are elected at least and at most."""

    group: str
    members: frozenset[str]
    reserved: int = 0
    capped: int | None = None


def constrained(base: Method[Any] | str, constraints: Sequence[Constraint]) -> Method[Any]:
    """A method that counts like `base` (one with a single stage of totals) and keeps to the constraints."""
    method = method_named(base) if isinstance(base, str) else base

    def rule(papers: Any, seats: int, desk: Desk) -> Sheet:
        sheet = method.rule(papers, seats, _Anybody())
        if len(sheet.stages) != 1:
            raise Malformed(
                f"{method.identifier}: constraints apply to a count of one stage, this one has {len(sheet.stages)}"
            )
        return _constrain(sheet, seats, desk, constraints)

    return replace(
        method,
        title=f"{method.title}, with reserved or capped seats",
        rule=rule,
        page="constraints.md",
    )


class _Anybody(Desk):
    """A desk for the base count, whose own choice of winners is not used."""

    def __init__(self) -> None:
        super().__init__(())

    def settle(self, question: Question) -> int:
        return question.among[0]


def _constrain(sheet: Sheet, seats: int, desk: Desk, constraints: Sequence[Constraint]) -> Sheet:
    names = sheet.candidates
    unknown = sorted({name for c in constraints for name in c.members} - set(names))
    if unknown:
        raise Malformed(f"constraints: {unknown[0]!r} does not stand; there are: {', '.join(names)}")
    stage = sheet.stages[0]
    groups = {c: tuple(names[c] in one.members for one in constraints) for c in stage.continuing}
    seats = min(seats, len(stage.continuing))
    if not _can_be_met((), stage.continuing, groups, seats, constraints):
        raise Unprovided(
            f"constraints: with these candidates no {seats} can be elected that keep to "
            + "; ".join(_in_words(c) for c in constraints)
            + "; the rules must say what follows"
        )
    elected: list[int] = []
    decisions: list[Decision] = []
    left = list(stage.continuing)
    while len(elected) < seats:
        possible = []
        for c in left:
            others = [o for o in left if o != c]
            if _can_be_met((*elected, c), others, groups, seats, constraints):
                possible.append(c)
        for c in [c for c in left if c not in possible]:
            left.remove(c)
            decisions.append(
                Decision(
                    "barred",
                    (c,),
                    "constraint",
                    f"{names[c]} is passed over: with them elected the constraints could not be met",
                )
            )
        best = levels_by(stage.totals, possible)[0]
        # Equals need no lot only where all of them can be elected together.
        rest = [c for c in left if c not in best]
        together = _can_be_met((*elected, *best), rest, groups, seats, constraints)
        one = best[0] if together else desk.settle(Question(best, "to be elected", "most", "most votes", names, 1))
        elected.append(one)
        left.remove(one)
        decisions.append(
            Decision("elected", (one,), stage.clause, f"{names[one]} is elected with {sheet.show(stage.totals[one])}")
        )
    winners = tuple(elected)
    constrained_stage = replace(stage, elected=winners, decisions=tuple(decisions))
    return replace(
        sheet,
        winners=winners,
        stages=(constrained_stage,),
        margins=(),
        notes=(*sheet.notes, *(_in_words(c) for c in constraints)),
    )


def _can_be_met(
    elected: Sequence[int],
    left: Sequence[int],
    groups: dict[int, tuple[bool, ...]],
    seats: int,
    constraints: Sequence[Constraint],
) -> bool:
    """Whether the seats that remain can be filled from `left` so that every group has its least and most."""
    have = [sum(groups[c][k] for c in elected) for k in range(len(constraints))]
    kinds: dict[tuple[bool, ...], int] = {}
    for c in left:
        kinds[groups[c]] = kinds.get(groups[c], 0) + 1
    return _fill(tuple(kinds.items()), seats - len(elected), tuple(have), constraints)


def _fill(
    kinds: tuple[tuple[tuple[bool, ...], int], ...], room: int, have: tuple[int, ...], constraints: Sequence[Constraint]
) -> bool:
    if room < 0 or any(c.capped is not None and n > c.capped for n, c in zip(have, constraints, strict=True)):
        return False
    if sum(number for _, number in kinds) < room:
        return False
    if not kinds:
        return room == 0 and all(n >= c.reserved for n, c in zip(have, constraints, strict=True))
    (belongs, number), rest = kinds[0], kinds[1:]
    return any(
        _fill(rest, room - k, tuple(n + k * b for n, b in zip(have, belongs, strict=True)), constraints)
        for k in range(min(number, room) + 1)
    )


def _in_words(constraint: Constraint) -> str:
    parts = []
    if constraint.reserved:
        parts.append(f"at least {constraint.reserved}")
    if constraint.capped is not None:
        parts.append(f"at most {constraint.capped}")
    return f"{constraint.group}: {' and '.join(parts) or 'any number'}"
