"""Weighted votes: a delegate casts the votes of those who sent them, whole (block) or split.

Each delegation is entitled to a whole number of votes. It gives them to the answers as it likes, no more in all than
it has; what it does not give is counted apart as not cast. A *block* vote gives all to one answer: with
`split_allowed=False` a delegation that gives votes to two answers is void, as it is when it gives more than it has.
The answer, or the candidates, with the most votes win.

Proxies are delegations too: a member with five proxies has six votes. No index of power is computed: that is not a
count.

Source: the conference's standing orders.

>>> from comitia.count import tell
>>> conference = Delegations(("For", "Against"), (
...     Delegation("North", 1200, (1200, 0)), Delegation("South", 900, (400, 500)), Delegation("East", 10, (11, 0))))
>>> sheet = tell("delegates", conference, seats=1)
>>> sheet.stages[0].totals, sheet.rejected
((1600, 500), {'more votes than entitled': 10})
>>> tell(delegates(split_allowed=False), conference, seats=1).stages[0].totals
(1200, 0)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from comitia.count.papers import Tally
from comitia.count.sheet import Sheet, Table
from comitia.count.simple.outcome import Totals, one_stage_sheet
from comitia.count.tell import Method
from comitia.count.ties import Desk
from comitia.errors import Malformed


@dataclass(frozen=True, slots=True)
class Delegation:
    """Who votes, how many votes they have, and how many they give to each answer."""

    name: str
    entitled: int
    given: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Delegations:
    """All delegations of one vote.

    Raises:
        Malformed: a delegation twice, a number below 0, or as many numbers as there are answers are not given.
    """

    candidates: tuple[str, ...]
    votes: tuple[Delegation, ...]
    seats: int | None = None
    title: str = ""
    set_aside: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = [vote.name for vote in self.votes]
        if len(set(names)) != len(names):
            raise Malformed(
                f"delegations: {next(n for n in names if names.count(n) > 1)!r} votes twice; expected each once"
            )
        for vote in self.votes:
            if len(vote.given) != len(self.candidates) or vote.entitled < 0 or min(vote.given, default=0) < 0:
                raise Malformed(
                    f"delegations: {vote.name!r} gives {vote.given}, "
                    f"expected {len(self.candidates)} whole numbers of votes"
                )


def delegates(*, split_allowed: bool = True) -> Method[Delegations]:
    """The method, with or without split votes."""

    def rule(votes: Delegations, seats: int, desk: Desk) -> Sheet:
        totals, rows = _added(votes, split_allowed)
        sheet = one_stage_sheet(
            method, votes, seats, desk, totals, "most votes of delegations", standing=range(len(votes.candidates))
        )
        table = Table("Delegations", ("entitled", *votes.candidates, "counted"), rows)
        return replace(sheet, tables=(table,))

    method = Method(
        "delegates", "Delegates with weighted votes", "the conference's standing orders", "lists", rule, Delegations,
        page="delegates.md",
    )  # fmt: skip
    return method


def tally_of_delegations(votes: Delegations) -> Tally:
    """The votes added up, for a method that shares seats among lists."""
    totals, _ = _added(votes, True)
    return Tally(
        votes.candidates, tuple(int(n) for n in totals.amounts), votes.seats, votes.title, dict(totals.rejected)
    )


def _added(votes: Delegations, split_allowed: bool) -> tuple[Totals, tuple[tuple[str, tuple[int | str, ...]], ...]]:
    amounts = [0] * len(votes.candidates)
    rejected = {"more votes than entitled": 0, "split": 0, **votes.set_aside}
    unused = valid = 0
    rows: list[tuple[str, tuple[int | str, ...]]] = []
    for vote in votes.votes:
        used = sum(vote.given)
        if used > vote.entitled:
            rejected["more votes than entitled"] += vote.entitled
            counted = "void: more votes than entitled"
        elif not split_allowed and sum(n > 0 for n in vote.given) > 1:
            rejected["split"] += vote.entitled
            counted = "void: split"
        else:
            amounts = [a + n for a, n in zip(amounts, vote.given, strict=True)]
            unused += vote.entitled - used
            valid += vote.entitled
            counted = "yes"
        rows.append((vote.name, (vote.entitled, *vote.given, counted)))
    return Totals(amounts, valid, rejected, {}, (("not cast", unused),)), tuple(rows)


DELEGATES = delegates()
