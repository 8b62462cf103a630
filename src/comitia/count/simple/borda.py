"""Points by rank: Borda and Dowdall.

*Borda*: with m candidates standing the first gets m - 1 points, the next m - 2, the last 0. *Dowdall* (Nauru): 1,
1/2, 1/3 and so on.

Candidates with the same number share the points of the ranks that they take together, in equal parts (exact fractions).
Unmarked candidates share what is left in Borda, as if they were equal last; in Dowdall they get nothing. Skipped
numbers close up: only the order counts. A candidate ranked twice has the better number; a blank paper is counted
apart.

Sources: J.-C. de Borda, Mémoire sur les élections au scrutin (1781), with averaged points for ties; Electoral Act
1965 (Nauru), as amended in 1971.

>>> from comitia.count import papers, tell
>>> [str(n) for n in tell("borda", papers("3 A>B>C, 2 B>C>A, 1 C"), seats=1).stages[0].totals]
['13/2', '15/2', '4']
>>> [str(n) for n in tell("dowdall", papers("3 A>B>C, 2 B>C>A, 1 C"), seats=1).stages[0].totals]
['11/3', '7/2', '3']
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from comitia.count.packing import SHARED
from comitia.count.papers import Papers
from comitia.count.sheet import Amount, Scale, Sheet
from comitia.count.simple.outcome import Totals, one_stage_sheet
from comitia.count.simple.pairwise import Comparison, compare
from comitia.count.tell import Method
from comitia.count.ties import Desk

BORDA_SOURCE = "J.-C. de Borda, Mémoire sur les élections au scrutin (1781), ties averaged"
DOWDALL_SOURCE = "Electoral Act 1965 (Nauru), as amended in 1971"


def _borda(papers: Papers, seats: int, desk: Desk) -> Sheet:
    """A candidate's points on a paper are those ranked below it and half of those ranked with it.

    So Borda's totals are sums over pairs: the papers that prefer the one, and half of those that prefer neither.
    """
    comparison = compare(papers)
    wins, standing, valid = comparison.wins, comparison.standing, comparison.valid
    amounts: list[Fraction] = [Fraction(0)] * len(papers.candidates)
    for c in standing:
        doubled = sum(valid + wins[c][b] - wins[b][c] for b in standing if b != c)
        amounts[c] = Fraction(doubled, 2)
    return _sheet(BORDA, papers, seats, desk, comparison, amounts)


def _dowdall(papers: Papers, seats: int, desk: Desk) -> Sheet:
    """The k-th place is worth 1/k; equals share, unmarked ones get nothing."""
    comparison = compare(papers)
    marks, weights = papers.marks, papers.weights
    amounts: list[Fraction] = [Fraction(0)] * len(papers.candidates)
    odd = _odd_rows(papers)
    for place, column in enumerate(marks[~odd].T, start=1):
        votes = np.zeros(len(papers.candidates), dtype=np.int64)
        named = column >= 0
        np.add.at(votes, column[named], weights[~odd][named])
        for c, number in enumerate(votes.tolist()):
            amounts[c] += Fraction(number, place)
    for row, weight in zip(marks[odd].tolist(), weights[odd].tolist(), strict=True):
        place = 1
        for level in _levels(row, set(papers.standing)):
            shared = sum((Fraction(1, p) for p in range(place, place + len(level))), Fraction(0)) / len(level)
            for c in level:
                amounts[c] += weight * shared
            place += len(level)
    return _sheet(DOWDALL, papers, seats, desk, comparison, amounts)


def _sheet(
    method: Method[Papers], papers: Papers, seats: int, desk: Desk, comparison: Comparison, amounts: list[Fraction]
) -> Sheet:
    plain: list[Amount] = [int(a) if a.denominator == 1 else a for a in amounts]
    places = 0 if all(isinstance(a, int) for a in plain) else 4
    totals = Totals(
        plain, comparison.valid, comparison.rejected, comparison.irregular, (), Scale(1, places), unit="points"
    )
    return one_stage_sheet(method, papers, seats, desk, totals, "most points", standing=papers.standing)


def _odd_rows(papers: Papers) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Rows with equal, skipped or repeated marks, or marks for withdrawn candidates: they are read one by one."""
    marks = papers.marks
    gaps = (marks[:, 1:] >= 0) & (marks[:, :-1] < 0)
    odd = (marks >= SHARED).any(axis=1) | (marks < -1).any(axis=1) | gaps.any(axis=1)
    odd |= np.isin(marks, sorted(papers.withdrawn)).any(axis=1)
    ordered = np.sort(marks, axis=1)
    odd |= ((ordered[:, 1:] == ordered[:, :-1]) & (ordered[:, 1:] >= 0)).any(axis=1)
    return np.asarray(odd)


def _levels(row: list[int], standing: set[int]) -> list[list[int]]:
    """Candidates by place on one paper, each at its first mark."""
    levels: list[list[int]] = []
    seen: set[int] = set()
    level: list[int] = []
    for mark in row:
        if mark < SHARED:  # a new place; a shared mark stays in the one before it
            level = []
        candidate = mark & (SHARED - 1)
        if mark < 0 or candidate in seen or candidate not in standing:
            continue
        seen.add(candidate)
        if not level:
            levels.append(level)
        level.append(candidate)
    return levels


BORDA = Method("borda", "Borda count", BORDA_SOURCE, "simple", _borda, page="borda.md")
DOWDALL = Method("dowdall", "Dowdall", DOWDALL_SOURCE, "simple", _dowdall, page="borda.md")
