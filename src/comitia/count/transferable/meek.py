"""Meek's distribution: each elected candidate keeps a part of every paper and passes the rest on.

A paper begins with weight 1. Each candidate on it in turn keeps weight x keep factor, rounded up in the ninth place,
and the rest goes on. A hopeful candidate has keep factor 1 and so ends the paper; an excluded one has 0 and is passed
over. So between two elections or exclusions all that matters of a paper is *which elected candidates it meets before
its first hopeful one*: papers that agree in this are one path. There are few paths, whatever the number of papers,
and an iteration costs no more than the paths: `Paths` finds them once for each set of hopefuls, `distribute` does the
arithmetic in integers of 10^-9.

`distribute_paper_by_paper` is the rule read literally, one paper and one candidate after the other; the tests prove
both equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comitia.count.packing import Counts, Marks, group

UNIT = 1_000_000_000
"""Nine decimal places."""
ENDS = 4
"""Reasons why a paper ends (`papers.CAUSES`), at the negative indexes -1 to -4."""


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """The ways that papers go for one set of elected and hopeful candidates.

    Each row of `steps` names the elected candidates that keep a part, then, in the last used place, the hopeful
    candidate or the negative code that takes the rest; the row is filled with that end. `weights` are numbers of
    papers.
    """

    steps: Marks
    weights: Counts

    @classmethod
    def of(cls, orders: Marks, weights: Counts, hopeful: Sequence[int], elected: Sequence[int], n: int) -> Paths:
        """Find the paths of all papers; `n` is the number of candidates."""
        ends = np.zeros(n + ENDS, dtype=np.bool_)
        ends[list(hopeful)] = True
        ends[n:] = True
        keeps = np.zeros(n + ENDS, dtype=np.bool_)
        keeps[list(elected)] = True
        deep = len(elected) + 1
        steps = np.full((len(orders), deep), -1, dtype=np.int16)
        used = np.zeros(len(orders), dtype=np.int64)
        alive = np.arange(len(orders))
        for column in range(orders.shape[1]):
            code = orders[alive, column]
            stays = keeps[code]
            steps[alive[stays], used[alive[stays]]] = code[stays]
            used[alive[stays]] += 1
            over = ends[code]
            finished = alive[over]
            steps[finished, used[finished]] = code[over]
            alive = alive[~over]
            if len(alive) == 0:
                break
        # An end repeats itself to the end of the row, so that equal paths are equal rows.
        last = steps[np.arange(len(steps)), used] if len(steps) else steps[:, 0]
        for k in range(1, deep):
            late = used < k
            steps[late, k] = last[late]
        grouped = group(np.where(steps < 0, n - 1 - steps, steps).astype(np.int16), weights)
        return cls(steps[grouped.first], grouped.weights)

    def distribute(self, keep: NDArray[np.int64]) -> NDArray[np.int64]:
        """Votes in units of 10^-9 of every candidate, then of each reason for ending (at the negative indexes)."""
        n = len(keep)
        votes = np.zeros(n + ENDS, dtype=np.int64)
        weight = np.full(len(self.weights), UNIT, dtype=np.int64)
        factor = np.concatenate([keep, np.full(ENDS, UNIT, dtype=np.int64)])
        for column in self.steps.T:
            kept = -(-weight * factor[column] // UNIT)  # rounded up; weight, factor <= 10^9, so the product fits
            np.add.at(votes, column, kept * self.weights)
            weight = weight - kept
        return votes


def distribute_paper_by_paper(
    orders: Sequence[Sequence[int]], weights: Sequence[int], keep: Sequence[int]
) -> tuple[list[int], int]:
    """The rule read literally: (votes of every candidate, weight that nobody kept), in units of 10^-9."""
    votes = [0] * len(keep)
    nobody = 0
    for order, papers in zip(orders, weights, strict=True):
        weight = UNIT
        for candidate in order:
            if candidate < 0 or weight == 0:
                break
            kept = -(-weight * keep[candidate] // UNIT)
            votes[candidate] += kept * papers
            weight -= kept
        nobody += weight * papers
    return votes, nobody


def most_papers() -> int:
    """How many papers can be distributed without leaving 63 bits."""
    return (1 << 62) // UNIT
