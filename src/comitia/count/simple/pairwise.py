"""Pairwise comparison: how many papers prefer each candidate to each other. All Condorcet methods start here.

What a paper says about a pair:

* two candidates ranked: the one with the better number is preferred; the same number (equal or over-marked) prefers
  neither;
* one ranked and one not: the ranked one is preferred (every rule here ranks those unmarked equal last);
* a number left out changes nothing; a candidate ranked twice has the better of the two numbers;
* a blank paper prefers nobody; it is counted apart and is no valid paper.

`unranked="ignored"` instead compares only pairs that are both ranked; no method of the registry does so, it serves
comparison with programs that do ("explicit" ranking).

The work is one comparison and one sum for each pair, over all papers at once, in whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from comitia.count.packing import SHARED, SKIPPED
from comitia.count.papers import Papers

Matrix = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The matrix and what the papers were like.

    `wins[a][b]` papers prefer a to b (0 for withdrawn candidates). `valid` papers rank at least one standing candidate.
    """

    wins: Matrix
    standing: tuple[int, ...]
    valid: int
    rejected: dict[str, int]
    irregular: dict[str, int]

    def defeats(self, a: int, b: int) -> bool:
        """Whether more papers prefer a to b than b to a."""
        return self.wins[a][b] > self.wins[b][a]


def compare(papers: Papers, unranked: Literal["last", "ignored"] = "last") -> Comparison:
    """Compare every pair of candidates on every paper."""
    ranks, repeated = _ranks(papers)
    any_mark: NDArray[np.bool_] = np.asarray((ranks > 0).any(axis=0))
    wins = _wins(ranks, papers.weights, papers.standing, ignore_unranked=unranked == "ignored")
    rejected = {"blank": int(papers.weights[~any_mark].sum()), **{k: v for k, v in papers.set_aside.items() if v}}
    return Comparison(
        tuple(tuple(int(n) for n in row) for row in wins),
        papers.standing,
        int(papers.weights[any_mark].sum()),
        {cause: n for cause, n in rejected.items() if n},
        _irregular(papers, any_mark, repeated, _share_a_number(ranks, papers)),
    )


def _ranks(papers: Papers) -> tuple[NDArray[np.int16], NDArray[np.bool_]]:
    """Ranks with one row a candidate (candidates x papers), 0 where unranked; and which papers rank somebody twice."""
    count, marks = len(papers.candidates), papers.marks
    plain = marks.size > 0 and int(marks.max()) < SHARED
    if plain:
        out = np.zeros((count + 1, len(marks)), dtype=np.int16)
        at = np.arange(len(marks))
        for place in range(marks.shape[1] - 1, -1, -1):
            out[np.where(marks[:, place] >= 0, marks[:, place], count), at] = place + 1
        ranks = out[:count]
        for candidate in papers.withdrawn:
            ranks[candidate] = 0
    else:
        ranks = np.ascontiguousarray(papers.ranks().T)
    marked = (marks >= 0).sum(axis=1)
    named = (papers.ranks().T if papers.withdrawn or not plain else ranks).astype(bool).sum(axis=0)
    repeated = marked > named
    if papers.withdrawn:
        gone = np.isin(marks & (SHARED - 1), sorted(papers.withdrawn)) & (marks >= 0)
        repeated = marked - gone.sum(axis=1) > named
    return ranks, repeated


def _wins(
    ranks: NDArray[np.int16], weights: NDArray[np.int64], standing: tuple[int, ...], *, ignore_unranked: bool
) -> NDArray[np.int64]:
    count = len(ranks)
    wins = np.zeros((count, count), dtype=np.int64)
    if ranks.shape[1] == 0:
        return wins
    last = np.where(ranks > 0, ranks, np.int16(32767))
    once = int(weights.max(initial=1)) == 1
    for a in standing:
        for b in standing:
            if a == b:
                continue
            better = last[a] < last[b]
            if ignore_unranked:
                better &= ranks[b] > 0
            wins[a, b] = np.count_nonzero(better) if once else weights[better].sum()
    return wins


def _share_a_number(ranks: NDArray[np.int16], papers: Papers) -> NDArray[np.bool_]:
    """Papers that give one number to two standing candidates, or to unnamed ones."""
    unnamed = np.asarray((papers.marks < SKIPPED).any(axis=1))
    if not papers.withdrawn:
        return np.asarray((papers.marks >= SHARED).any(axis=1)) | unnamed
    for a in papers.standing:
        for b in papers.standing:
            if a < b:
                unnamed |= (ranks[a] == ranks[b]) & (ranks[a] > 0)
    return unnamed


def _irregular(
    papers: Papers, valid: NDArray[np.bool_], repeated: NDArray[np.bool_], shared: NDArray[np.bool_]
) -> dict[str, int]:
    marks = papers.marks
    if marks.size == 0:
        return {}
    used = marks != SKIPPED
    last = marks.shape[1] - 1 - np.argmax(used[:, ::-1], axis=1)
    skipped = ((~used).cumsum(axis=1)[np.arange(len(marks)), last] > 0) & used.any(axis=1)
    found = {"equal": shared, "skipped": skipped, "repeated": repeated}
    counts = {cause: int(papers.weights[which & valid].sum()) for cause, which in found.items()}
    return {cause: n for cause, n in counts.items() if n}
