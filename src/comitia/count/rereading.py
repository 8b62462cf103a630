"""Papers of ranked choice voting: who has them, when they are read in each round.

American rules let a paper say more than an order: a rank may be given to several and still count when one of them is
left. So `ReadAfresh` follows the ranks of a paper from the first one in every round, which is the rule itself, and
slow. Where no such rank can come back to life, a paper read in round 1 is the paper read in round 9, and `ReadOnce`
turns it into a strict order and moves parcels. The tests prove that both count alike.

Why a paper is spent is kept apart as RCTab does: exhausted, overmarked, skipped, repeated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from comitia.count.board import Board, cause_of
from comitia.count.packing import OVERVOTE, SHARED, SKIPPED, group
from comitia.count.papers import EXHAUSTED, OVERMARKED, REPEATED, SKIP_STOP, Papers, Policy
from comitia.count.piles import Parcel, Piles, by_value
from comitia.count.reading import follow, irregular_rows, places_of


class Held(Protocol):
    """Papers and who has them. `valid`: papers with a mark; `blank`: those without."""

    valid: int
    blank: int

    def deal(self, board: Board, able: Sequence[bool]) -> None:
        """First preferences, and what is spent from the start."""

    def pass_on(self, board: Board, source: int, able: Sequence[bool]) -> None:
        """All papers of `source` to their next choice, at the value that they have."""

    def shrink(self, c: int, part: int) -> int:
        """Make each paper of c worth value x part / unit, cut; give the sum of the new values."""


class ReadOnce:
    """Papers as strict orders, read once under a policy that does not change with the rounds."""

    def __init__(self, papers: Papers, policy: Policy, unit: int, most_ranks: int) -> None:
        papers = cut(papers, most_ranks)
        marks = papers.marks
        orders = np.full((len(marks), marks.shape[1] + 1), EXHAUSTED, dtype=np.int16)
        orders[:, :-1] = marks
        for g in np.flatnonzero(irregular_rows(papers)).tolist():
            order, end, _ = follow(marks[g].tolist(), papers.withdrawn, policy)
            orders[g, : len(order)] = order
            orders[g, len(order) :] = end
        marked = (marks != SKIPPED).any(axis=1)
        weights = papers.weights[marked]
        self.valid = int(weights.sum())
        self.blank = papers.n - self.valid
        self.unit = unit
        self.piles = Piles(orders[marked], weights, len(papers.candidates))

    def deal(self, board: Board, able: Sequence[bool]) -> None:
        """See `Held`."""
        self.piles.able[: len(able)] = able
        for heap in self.piles.deal(self.unit):
            if heap.to >= 0:
                board.credit(heap.to, heap.n * self.unit)
            else:
                cause = cause_of(heap.to)
                board.lost[cause] = board.lost.get(cause, 0) + heap.n * self.unit

    def pass_on(self, board: Board, source: int, able: Sequence[bool]) -> None:
        """See `Held`."""
        self.piles.able[: len(able)] = able
        for parcel in by_value(self.piles.take(source)):
            for heap in self.piles.sort(parcel.rows):
                if heap.to >= 0:
                    board.move(source, heap.to, heap.n * parcel.value, heap.n)
                    self.piles.give(heap.to, Parcel(heap.rows, heap.n, parcel.value, board.number))
                else:
                    board.lose(source, cause_of(heap.to), heap.n * parcel.value, heap.n)

    def shrink(self, c: int, part: int) -> int:
        """See `Held`."""
        parcels = [replace(parcel, value=parcel.value * part // self.unit) for parcel in self.piles.held[c]]
        self.piles.held[c] = parcels
        return sum(parcel.value * parcel.n for parcel in parcels)


class ReadAfresh:
    """Papers as ranks, followed from the first in every round; `one_left`: a rank of several may count for its last."""

    def __init__(self, papers: Papers, policy: Policy, unit: int, most_ranks: int, *, one_left: bool = True) -> None:
        self.policy = policy
        self.one_left = one_left and policy.overmarked != "next"
        self.ranks: list[list[list[int]]] = []
        self.weights: list[int] = []
        for row, weight in zip(papers.marks.tolist(), papers.weights.tolist(), strict=True):
            if any(places := places_of(row)[:most_ranks]):
                self.ranks.append(places)
                self.weights.append(weight)
        self.valid = sum(self.weights)
        self.blank = papers.n - self.valid
        self.unit = unit
        self.values = [unit] * len(self.ranks)
        self.held: dict[int, list[int]] = {}

    def deal(self, board: Board, able: Sequence[bool]) -> None:
        """See `Held`."""
        for paper in range(len(self.ranks)):
            to, amount = self.next_choice(paper, able), self.unit * self.weights[paper]
            if to >= 0:
                board.credit(to, amount)
                self.held.setdefault(to, []).append(paper)
            else:
                board.lost[cause_of(to)] = board.lost.get(cause_of(to), 0) + amount

    def pass_on(self, board: Board, source: int, able: Sequence[bool]) -> None:
        """See `Held`."""
        for paper in self.held.pop(source, []):
            to, amount = self.next_choice(paper, able), self.values[paper] * self.weights[paper]
            if to >= 0:
                board.move(source, to, amount, self.weights[paper])
                self.held.setdefault(to, []).append(paper)
            else:
                board.lose(source, cause_of(to), amount, self.weights[paper])

    def shrink(self, c: int, part: int) -> int:
        """See `Held`."""
        mine = self.held.get(c, [])
        for paper in mine:
            self.values[paper] = self.values[paper] * part // self.unit
        return sum(self.values[paper] * self.weights[paper] for paper in mine)

    def next_choice(self, paper: int, able: Sequence[bool]) -> int:
        """A continuing candidate, or the negative reason why the paper is spent."""
        last_seen, seen = 0, set[int]()
        for rank, place in enumerate(self.ranks[paper], start=1):
            if not place:
                continue
            if rank - last_seen > self.policy.skipped_allowed + 1:
                return SKIP_STOP
            last_seen = rank
            if len(place) > 1 or place[0] == OVERVOTE:
                left = [c for c in place if c >= 0 and able[c]]
                if self.policy.overmarked == "stop" and not (self.one_left and len(left) <= 1):
                    return OVERMARKED
                if self.one_left and left:
                    return left[0]
                continue
            candidate = place[0]
            if candidate in seen and self.policy.repeated == "stop":
                return REPEATED
            seen.add(candidate)
            if able[candidate]:
                return candidate
        return EXHAUSTED


def cut(papers: Papers, most_ranks: int) -> Papers:
    """The papers with their first ranks only."""
    if most_ranks >= papers.marks.shape[1]:
        return papers
    if bool((papers.marks >= SHARED).any()):
        rows = [places_of(row)[:most_ranks] for row in papers.marks.tolist()]
        grouped = Papers.of_rankings(papers.candidates, rows, papers.weights.tolist())
        return replace(papers, marks=grouped.marks, weights=grouped.weights, receipt=None)
    marks = papers.marks[:, :most_ranks]
    found = group(marks, papers.weights)
    return replace(papers, marks=marks[found.first], weights=found.weights, receipt=None)
