"""Schulze's method: the strongest paths.

1. A defeat of b by a has a strength: the papers that prefer a to b (winning votes), or that number less those that
   prefer b to a (margins), or their quotient (ratio).
2. The strength of a path is that of its weakest defeat; `p[a][b]` is the strength of the strongest path from a to b,
   0 if none.
3. a ranks before b if `p[a][b] > p[b][a]`. This relation is transitive; those whom nobody beats win.

Where several win, the rule of the paper says no more for one seat: the tie goes to the desk (Schulze's own
tie-breaking ranking by a random paper is a lot, and so it is drawn as one).

Papers: unmarked candidates rank equal last; equal numbers prefer neither; skipped numbers change nothing; a candidate
ranked twice has the better number; blank papers are counted apart. Each is counted in the sheet.

Source: M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
election method", Social Choice and Welfare 36 (2011), section 2.

>>> from comitia.count import papers, tell
>>> rows = "5 A>C>B>E>D, 5 A>D>E>C>B, 8 B>E>D>A>C, 3 C>A>B>E>D, 7 C>A>E>B>D, 2 C>B>A>D>E, 7 D>C>E>B>A, 8 E>B>A>D>C"
>>> sheet = tell("schulze", papers(rows), seats=1)
>>> sheet.winner_names, [sheet.names(level) for level in sheet.pairwise.ranking]
(('E',), [('E',), ('A',), ('C',), ('B',), ('D',)])
>>> sheet.pairwise.paths[4][0], sheet.pairwise.paths[0][4]
(25, 24)
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from comitia.count.condorcet.ranking import levels_of, pairwise_sheet
from comitia.count.papers import Papers
from comitia.count.sheet import Amount, Sheet
from comitia.count.simple.pairwise import Comparison, compare
from comitia.count.tell import Method
from comitia.count.ties import Desk

SOURCE = "M. Schulze, Social Choice and Welfare 36 (2011), section 2"
Strength = Callable[[int, int], Amount]


def winning_votes(ours: int, theirs: int) -> Amount:
    """The strength of a defeat: the papers on the winning side."""
    return ours


def margin(ours: int, theirs: int) -> Amount:
    """The strength of a defeat: how many more papers."""
    return ours - theirs


def ratio(ours: int, theirs: int) -> Amount:
    """The strength of a defeat: how many times as many papers; against none, more than any finite ratio, by the
    votes."""
    return Fraction(ours, theirs) if theirs else Fraction(ours * 10**15)


def strongest_paths(comparison: Comparison, strength: Strength) -> list[list[Amount]]:
    """`p[a][b]`: Floyd's and Warshall's algorithm with minimum along a path and maximum over paths."""
    count = len(comparison.wins)
    paths: list[list[Amount]] = [[0] * count for _ in range(count)]
    for a in comparison.standing:
        for b in comparison.standing:
            if comparison.defeats(a, b):
                paths[a][b] = strength(comparison.wins[a][b], comparison.wins[b][a])
    for via in comparison.standing:
        for a in comparison.standing:
            to_via = paths[a][via]
            if not to_via:
                continue
            row, onward = paths[a], paths[via]
            for b in comparison.standing:
                path = min(to_via, onward[b])
                if path > row[b] and a != b:
                    row[b] = path
    return paths


def rank_by_paths(comparison: Comparison, paths: list[list[Amount]]) -> tuple[tuple[int, ...], ...]:
    """Step 3: levels of the relation p[a][b] > p[b][a]."""
    return levels_of(comparison.standing, lambda a, b: paths[a][b] > paths[b][a])


def _method(identifier: str, title: str, strength: Strength) -> Method[Papers]:
    def rule(papers: Papers, seats: int, desk: Desk) -> Sheet:
        comparison = compare(papers)
        paths = strongest_paths(comparison, strength)
        levels = rank_by_paths(comparison, paths)
        return pairwise_sheet(
            method, papers, seats, desk, comparison, levels, clause="Schulze 2011, section 2.2", paths=paths
        )

    method = Method(identifier, title, SOURCE, "condorcet", rule, page="schulze.md")
    return method


SCHULZE = _method("schulze", "Schulze, winning votes", winning_votes)
SCHULZE_MARGINS = _method("schulze-margins", "Schulze, margins", margin)
SCHULZE_RATIO = _method("schulze-ratio", "Schulze, ratio", ratio)
