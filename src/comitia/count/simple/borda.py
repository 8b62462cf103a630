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

from collections.abc import Callable
from fractions import Fraction

from comitia.count.packing import OVERVOTE, SHARED
from comitia.count.papers import Papers
from comitia.count.sheet import Amount, Scale, Sheet
from comitia.count.simple.outcome import Totals, one_stage_sheet
from comitia.count.tell import Method
from comitia.count.ties import Desk

BORDA_SOURCE = "J.-C. de Borda, Mémoire sur les élections au scrutin (1781), ties averaged"
DOWDALL_SOURCE = "Electoral Act 1965 (Nauru), as amended in 1971"
Points = Callable[[int, int], Fraction]


def _borda_points(place: int, standing: int) -> Fraction:
    return Fraction(standing - place)


def _dowdall_points(place: int, standing: int) -> Fraction:
    return Fraction(1, place)


def _added(papers: Papers, points: Points, *, share_the_rest: bool) -> Totals:
    standing, names = papers.standing, papers.candidates
    amounts: list[Fraction] = [Fraction(0)] * len(names)
    valid = blank = equal = repeated = 0
    for row, weight in zip(papers.marks.tolist(), papers.weights.tolist(), strict=True):
        levels, twice = _levels(row, set(standing))
        if not levels:
            blank += weight
            continue
        valid += weight
        equal += weight * any(len(level) > 1 for level in levels)
        repeated += weight * twice
        rest = [c for c in standing if not any(c in level for level in levels)]
        place = 1
        for level in [*levels, *([rest] if rest and share_the_rest else [])]:
            shared = sum((points(p, len(standing)) for p in range(place, place + len(level))), Fraction(0)) / len(level)
            for c in level:
                amounts[c] += weight * shared
            place += len(level)
    plain: list[Amount] = [int(a) if a.denominator == 1 else a for a in amounts]
    places = 0 if all(isinstance(a, int) for a in plain) else 4
    return Totals(
        plain,
        valid,
        {"blank": blank, **papers.set_aside},
        {"equal": equal, "repeated": repeated},
        (),
        Scale(1, places),
        "points",
    )


def _levels(row: list[int], standing: set[int]) -> tuple[list[list[int]], bool]:
    """Candidates by place on one paper, each once; and whether one stands twice."""
    levels: list[list[int]] = []
    seen: set[int] = set()
    twice = False
    fresh = True
    for mark in row:
        if mark < 0:
            fresh = True
            if mark == OVERVOTE:
                continue
            continue
        candidate = mark & (SHARED - 1)
        new_place = mark < SHARED
        if new_place:
            fresh = True
        if candidate in seen:
            twice = True
            continue
        if candidate not in standing:
            continue
        seen.add(candidate)
        if fresh:
            levels.append([candidate])
            fresh = False
        else:
            levels[-1].append(candidate)
    return levels, twice


def _method(identifier: str, title: str, source: str, points: Points, *, share_the_rest: bool) -> Method[Papers]:
    def rule(papers: Papers, seats: int, desk: Desk) -> Sheet:
        totals = _added(papers, points, share_the_rest=share_the_rest)
        return one_stage_sheet(method, papers, seats, desk, totals, "most points", standing=papers.standing)

    method = Method(identifier, title, source, "simple", rule, page="borda.md")
    return method


BORDA = _method("borda", "Borda count", BORDA_SOURCE, _borda_points, share_the_rest=True)
DOWDALL = _method("dowdall", "Dowdall", DOWDALL_SOURCE, _dowdall_points, share_the_rest=False)
