"""Piles: where each paper lies during a count, moved parcel by parcel.

A *parcel* is a set of papers that came together, at one value, from one source. The only act is `sort`: take papers,
look for the next preference among those who may still receive, and give back one heap for each destination. Only the
papers that move are touched, and identical papers are one row, so a stage costs what it moves and not what was cast.

>>> from comitia.count.papers import Policy, papers
>>> reading = papers("4 A>B, 3 B, 2 C>A").read(Policy())
>>> piles = Piles(reading.orders, reading.weights, n_candidates=3)
>>> [(heap.to, heap.n) for heap in piles.deal()]
[(0, 4), (1, 3), (2, 2)]
>>> piles.able[2] = False
>>> [(heap.to, heap.n) for heap in piles.sort(piles.rows_of(2))]
[(0, 2)]
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from comitia.count.packing import Counts, Marks

N_CAUSES = 4
"""Negative codes in `Reading.orders` run from -1 to -4; as indexes they fall on the last entries of `able`."""

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Heap:
    """Papers that go the same way: `to` is a candidate, or a negative code that says why there is no next
    preference.
    """

    to: int
    rows: Rows
    n: int


@dataclass(frozen=True, slots=True, eq=False)
class Parcel:
    """Papers that a candidate holds: received at `stage`, each worth `value` units; `n` papers in all."""

    rows: Rows
    n: int
    value: int
    stage: int = 1
    batch: int = 0


class Piles:
    """The papers of a count and the parcels that each candidate holds.

    `able[c]` says whether c may still receive papers; the rule sets it. `held[c]` are c's parcels in the order
    received.
    """

    def __init__(self, orders: Marks, weights: Counts, n_candidates: int) -> None:
        self.width = orders.shape[1]
        self.orders = np.ascontiguousarray(orders).reshape(-1)
        self.weights = weights
        self.place = np.full(len(weights), -1, dtype=np.int64)
        self.able = np.ones(n_candidates + N_CAUSES, dtype=np.bool_)
        self.held: list[list[Parcel]] = [[] for _ in range(n_candidates)]
        self.batches = 0

    def deal(self, value: int = 1) -> list[Heap]:
        """All papers by first preference; each candidate's heap becomes their first parcel, at full value."""
        heaps = self.sort(np.arange(len(self.weights), dtype=np.int64))
        for heap in heaps:
            if heap.to >= 0:
                self.held[heap.to].append(Parcel(heap.rows, heap.n, value))
        return heaps

    def sort(self, rows: Rows) -> list[Heap]:
        """Heaps by next available preference, candidates in the order of the paper after the codes of the spent
        papers.
        """
        if len(rows) == 0:
            return []
        place = self.place[rows] + 1
        offset = rows * self.width
        choice = self.orders[offset + place]
        waiting = np.flatnonzero(~self.able[choice])
        while len(waiting):
            place[waiting] += 1
            choice[waiting] = self.orders[offset[waiting] + place[waiting]]
            waiting = waiting[~self.able[choice[waiting]]]
        self.place[rows] = place
        order = np.argsort(choice, kind="stable")
        sorted_choice = choice[order]
        edges = np.flatnonzero(np.diff(sorted_choice)) + 1
        heaps = []
        for chunk in np.split(order, edges):
            mine = rows[chunk]
            heaps.append(Heap(int(choice[chunk[0]]), mine, int(self.weights[mine].sum())))
        return heaps

    def new_batch(self) -> int:
        """The number of a new batch (papers transferred at one value at one time), higher than all before."""
        self.batches += 1
        return self.batches

    def give(self, to: int, parcel: Parcel) -> None:
        """Put a parcel on a candidate's pile."""
        self.held[to].append(parcel)

    def take(self, candidate: int) -> list[Parcel]:
        """Take away all that a candidate holds, in the order received."""
        parcels, self.held[candidate] = self.held[candidate], []
        return parcels

    def rows_of(self, candidate: int) -> Rows:
        """All the rows that a candidate holds."""
        return joined(parcel.rows for parcel in self.held[candidate])


def by_value(parcels: Sequence[Parcel]) -> list[Parcel]:
    """Parcels of the same value put together, the highest value first."""
    ordered = sorted(parcels, key=lambda parcel: -parcel.value)
    merged = []
    for value, same in groupby(ordered, key=lambda parcel: parcel.value):
        members = list(same)
        rows = members[0].rows if len(members) == 1 else joined(member.rows for member in members)
        merged.append(Parcel(rows, sum(member.n for member in members), value, members[-1].stage, members[-1].batch))
    return merged


def joined(rows: Iterable[Rows]) -> Rows:
    """One array of several, empty if there are none."""
    parts = list(rows)
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
