"""Belenios' own single transferable vote, as `belenios-tool method stv` counts it (version 2.0).

What it does was found by trying it on many papers (its source was not read):

1. A paper is valid if its ranks are 1, 2, 3 ... without gap or repetition; a blank paper is valid. Quota: valid
   papers divided by seats + 1, the fraction dropped, plus 1. Only candidates whom some valid paper ranks take part.
2. If no more candidates remain than seats, they are all elected, in the order of the question.
3. Else each paper counts for its first remaining candidate. If somebody has the quota, the one with most is elected,
   one at a time; of equals the first in the question. Their papers go on with weight x (total - quota) / total.
4. Else the one with least is excluded; of equals the last in the question. Their papers go on with the weight they
   have.

Weights and totals are binary64 numbers (`binary64.py`), added in an order that matters: papers stand sorted by
preference; those of the elected come to the front, those of the excluded go to the end.

It is not the statutory count: the quota is the same, but surpluses are given one at a time to candidates who have
already passed the quota, numbers are not cut at a stated place, and ties fall by the order of the question.
`docs/counting/where-belenios-parts.md` shows where another candidate is elected.

Papers: equal, skipped and repeated preferences make a paper invalid.

>>> from comitia.count.papers import papers
>>> poll = papers("6 A>B, 2 B, 2 C")
>>> stv_result(poll, 2)["events"]
[['Win', [0]], ['Win', [1]]]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from comitia.count.belenios.binary64 import add_times, as_fraction, of, over, subtract, times
from comitia.count.packing import SHARED, SKIPPED
from comitia.count.papers import Papers
from comitia.count.sheet import Amount, Decision, Figure, Flow, Scale, Sheet, Stage
from comitia.count.tell import Method
from comitia.count.ties import Desk

SOURCE = "belenios-tool 2.0, `method stv` (as observed)"
PLACES = Scale(1, 5)


@dataclass(slots=True)
class _Pile:
    """Equal papers: their remaining preferences, how many they are, and the weight of each."""

    rest: tuple[int, ...]
    papers: int
    weight: int


@dataclass(frozen=True, slots=True)
class _Round:
    """One round: totals of those who remained, what happened, and to whom."""

    event: str
    who: tuple[int, ...]
    tied: tuple[int, int] | None
    totals: dict[int, int]
    factor: int | None
    flows: dict[int | None, tuple[int, Fraction]]


@dataclass(frozen=True, slots=True)
class _Valid:
    """Valid papers as orders with their numbers, sorted; and how many are not."""

    orders: list[tuple[tuple[int, ...], int]]
    invalid: list[tuple[tuple[int, ...], int]]

    @property
    def n(self) -> int:
        return sum(number for _, number in self.orders)


def stv_result(papers: Papers, seats: int) -> dict[str, Any]:
    """What the tool prints, as JSON values: `ballots`, `invalid`, `events`, `winners` (candidates from 0).

    `ballots` are the valid orders, sorted; `invalid` the rank vectors of the others, sorted.
    """
    valid = _sorted_papers(papers)
    events: list[list[Any]] = []
    winners: list[int] = []
    for one in _rounds(valid, seats):
        if one.tied is not None:
            events.append([f"Tie{one.event}", list(one.tied)])
        events.append([one.event, list(one.who)] if one.event == "Win" else [one.event, one.who[0]])
        winners.extend(one.who if one.event == "Win" else ())
    return {
        "ballots": [list(order) for order, number in valid.orders for _ in range(number)],
        "invalid": [list(ranks) for ranks, number in valid.invalid for _ in range(number)],
        "events": events,
        "winners": winners,
    }


def _sorted_papers(papers: Papers) -> _Valid:
    orders: dict[tuple[int, ...], int] = {}
    wrong: dict[tuple[int, ...], int] = {}
    ranks = papers.ranks().tolist()
    for k, (row, number) in enumerate(zip(papers.marks.tolist(), papers.weights.tolist(), strict=True)):
        order = tuple(row)
        while order and order[-1] == SKIPPED:
            order = order[:-1]
        if all(0 <= mark < SHARED for mark in order) and len(set(order)) == len(order):
            kept = tuple(c for c in order if c not in papers.withdrawn)
            orders[kept] = orders.get(kept, 0) + number
        else:
            vector = tuple(ranks[k])
            wrong[vector] = wrong.get(vector, 0) + number
    return _Valid(sorted(orders.items()), sorted(wrong.items()))


def _rounds(valid: _Valid, seats: int) -> list[_Round]:
    """Steps 1 to 4."""
    quota = of(valid.n // (seats + 1) + 1)  # (1)
    left = sorted({c for order, _ in valid.orders for c in order})
    heaps: dict[int, list[_Pile]] = {c: [] for c in left}
    for order, number in valid.orders:
        if order:
            heaps[order[0]].append(_Pile(order, number, of(1)))
    totals = {c: _sum(heaps[c]) for c in left}
    room, out = seats, []
    while room > 0:
        if len(left) <= room:  # (2)
            out.append(_Round("Win", tuple(left), None, dict(totals), None, {}))
            break
        most = max(totals.values())
        if most >= quota:  # (3)
            equal = [c for c in left if totals[c] == most]
            event, factor = "Win", over(subtract(most, quota), most)
            room -= 1
        else:  # (4)
            least = min(totals.values())
            equal = [c for c in reversed(left) if totals[c] == least]
            event, factor = "Lose", None
        one, shown = equal[0], dict(totals)
        left.remove(one)
        del totals[one]
        flows = _move(heaps, one, left, factor)
        for target in flows:
            if target is not None:
                totals[target] = _sum(heaps[target])
        out.append(_Round(event, (one,), (equal[0], equal[1]) if len(equal) > 1 else None, shown, factor, flows))
    return out


def _sum(heap: Sequence[_Pile]) -> int:
    """The weights added one paper after the other, in the order in which the papers lie."""
    total = 0
    for pile in heap:
        total = add_times(total, pile.weight, pile.papers)
    return total


def _move(
    heaps: dict[int, list[_Pile]], one: int, left: Sequence[int], factor: int | None
) -> dict[int | None, tuple[int, Fraction]]:
    """Give a candidate's papers to the next who is left, at the new weight to the front or as they are to the end."""
    moved: dict[int | None, list[_Pile]] = {}
    able = set(left)
    for pile in heaps.pop(one):
        if factor is not None:
            pile.weight = times(pile.weight, factor)
        at = next((k for k, c in enumerate(pile.rest) if c in able), None)
        pile.rest = () if at is None else pile.rest[at:]
        moved.setdefault(pile.rest[0] if pile.rest else None, []).append(pile)
    flows: dict[int | None, tuple[int, Fraction]] = {}
    for target, piles in moved.items():
        weight = sum(pile.papers * pile.weight for pile in piles)
        flows[target] = (sum(pile.papers for pile in piles), as_fraction(weight))
        if target is not None:
            heaps[target] = piles + heaps[target] if factor is not None else heaps[target] + piles
    return flows


def _count(papers: Papers, seats: int, desk: Desk) -> Sheet:
    valid = _sorted_papers(papers)
    rounds = _rounds(valid, seats)
    names, n = papers.candidates, valid.n
    quota = n // (seats + 1) + 1
    stages: list[Stage] = []
    winners: list[int] = []
    before: tuple[Amount, ...] = (0,) * len(names)
    blank = Fraction(sum(number for order, number in valid.orders if not order))
    for k, one in enumerate(rounds, 1):
        totals: list[Amount] = [quota if c in winners else 0 for c in range(len(names))]
        for c, amount in one.totals.items():
            totals[c] = _plain(as_fraction(amount))
        lost = _plain(n - sum(map(Fraction, totals), Fraction(0)) - blank)
        elected = one.who if one.event == "Win" else ()
        last = rounds[k - 2] if k > 1 else None
        stages.append(
            Stage(
                number=k,
                action="first count" if last is None else ("surplus" if last.event == "Win" else "exclusion"),
                subjects=() if last is None else last.who,
                clause=f"belenios-tool: {one.event}",
                totals=tuple(totals),
                transfers=tuple(
                    _plain(Fraction(now) - Fraction(then)) for now, then in zip(totals, before, strict=True)
                ),
                non_transferable=(("blank", _plain(blank)), ("exhausted, and rounding in binary", lost)),
                quota=quota,
                transfer_value=None if last is None or last.factor is None else _plain(as_fraction(last.factor)),
                elected=elected,
                excluded=one.who if one.event == "Lose" else (),
                continuing=tuple(one.totals),
                decisions=_decisions(one, names, totals, quota, k),
                flows=_flows(last),
                title=_title(last, names),
            )
        )
        winners.extend(elected)
        before = tuple(totals)
    invalid = sum(number for _, number in valid.invalid)
    return Sheet(
        method=STV.identifier,
        title=STV.title,
        source=SOURCE,
        candidates=names,
        seats=seats,
        scale=PLACES,
        papers=papers.n + sum(papers.set_aside.values()),
        valid=n,
        winners=tuple(winners),
        stages=tuple(stages),
        quota=quota,
        rejected={k: v for k, v in {"invalid": invalid, **papers.set_aside}.items() if v},
        withdrawn=tuple(sorted(papers.withdrawn)),
        notes=("Amounts are binary64 numbers, shown to five places; ties fall by the order of the question.",),
        contest=papers.title,
    )


def _decisions(
    one: _Round, names: Sequence[str], totals: Sequence[Amount], quota: int, stage: int
) -> tuple[Decision, ...]:
    figures = tuple(Figure(totals[c], c, stage) for c in one.who)
    who = ", ".join(names[c] for c in one.who)
    shown = ", ".join(PLACES.show(totals[c]) for c in one.who)
    if one.event == "Lose":
        reason = f"{who} has {shown}, the fewest: excluded"
    elif one.factor is None:
        reason = f"no more candidates than seats remain: {who} elected"
    else:
        reason = f"{who} has {shown}, the most, and the quota of {quota}: elected"
    kind = "excluded" if one.event == "Lose" else "elected"
    decided = Decision(kind, one.who, f"belenios-tool: {one.event}", reason, figures)
    if one.tied is None:
        return (decided,)
    first, second = one.tied
    sentence = f"{names[first]} and {names[second]} are equal: the order of the question decides for {names[first]}"
    return (Decision("tie", one.tied, f"belenios-tool: Tie{one.event}", sentence), decided)


def _flows(last: _Round | None) -> tuple[Flow, ...]:
    if last is None:
        return ()
    return tuple(
        Flow(last.who[0], target, _plain(amount), papers, "" if target is not None else "exhausted")
        for target, (papers, amount) in last.flows.items()
    )


def _title(last: _Round | None, names: Sequence[str]) -> str:
    if last is None:
        return "First preferences"
    who = ", ".join(names[c] for c in last.who)
    return f"Surplus of {who}" if last.event == "Win" else f"Exclusion of {who}"


def _plain(amount: Fraction | int) -> Amount:
    value = Fraction(amount)
    return int(value) if value.denominator == 1 else value


STV = Method("belenios-stv", "Belenios STV", SOURCE, "belenios", _count, page="belenios.md")
