"""Ranked pairs (Tideman): lock the defeats from the strongest down, and pass over what would close a circle.

1. Sort the defeats by strength: by the papers on the winning side (winning votes) or by how many more they are
   (margins); of equal ones, the one with fewer papers on the losing side is the stronger.
2. Take them from the strongest down. Lock a defeat unless, with those locked before, it would close a circle.
3. Whom no locked defeat reaches, wins; taking winners away again and again gives the ranking.

Defeats that are equal in both are taken together: those that lie on a circle made of locked defeats and of one
another are all passed over, so that neither the order of candidates nor a lot decides between them. The sheet says
where that has happened, because a rule that draws lots between equal defeats may then elect another. Winners who
remain equal are a tie.

Papers: as in `schulze.py`.

Source: T. N. Tideman, "Independence of clones as a criterion for voting rules", Social Choice and Welfare 4 (1987),
section 5; equal defeats as in T. M. Zavist and T. N. Tideman, Social Choice and Welfare 6 (1989), except that no lot
is drawn.

>>> from comitia.count import papers, tell
>>> sheet = tell("ranked-pairs", papers("42 M>N>C>K, 26 N>C>K>M, 15 C>K>N>M, 17 K>C>N>M"), seats=1)
>>> [sheet.names(level) for level in sheet.pairwise.ranking]
[('N',), ('C',), ('K',), ('M',)]
"""

from __future__ import annotations

from collections.abc import Sequence

from comitia.count.condorcet.ranking import levels_of, pairwise_sheet
from comitia.count.condorcet.schulze import Strength, margin, winning_votes
from comitia.count.papers import Papers
from comitia.count.sheet import Amount, Sheet
from comitia.count.simple.pairwise import Comparison, compare
from comitia.count.tell import Method
from comitia.count.ties import Desk

SOURCE = "T. N. Tideman, Social Choice and Welfare 4 (1987), section 5"
Edge = tuple[int, int]


def sorted_defeats(comparison: Comparison, strength: Strength) -> list[tuple[Amount, list[Edge]]]:
    """Step 1: defeats of equal strength and equal opposition together, the strongest first."""
    found: dict[tuple[Amount, int], list[Edge]] = {}
    for a in comparison.standing:
        for b in comparison.standing:
            if comparison.defeats(a, b):
                ours, theirs = comparison.wins[a][b], comparison.wins[b][a]
                found.setdefault((strength(ours, theirs), -theirs), []).append((a, b))
    return [(key[0], edges) for key, edges in sorted(found.items(), reverse=True)]


def lock(groups: Sequence[tuple[Amount, list[Edge]]], count: int) -> tuple[list[Edge], list[tuple[Amount, list[Edge]]]]:
    """Step 2: the locked defeats, and the equal ones that were passed over because of one another.

    `reach[a]` are the candidates whom locked defeats lead to from a, as bits.
    """
    reach = [0] * count
    locked: list[Edge] = []
    together: list[tuple[Amount, list[Edge]]] = []
    for strength, edges in groups:
        trial = list(reach)
        for edge in edges:
            _join(trial, edge)
        kept = [(a, b) for a, b in edges if not trial[b] >> a & 1]
        fitting = [(a, b) for a, b in edges if not reach[b] >> a & 1]
        if len(kept) < len(fitting):
            together.append((strength, [edge for edge in fitting if edge not in kept]))
        for edge in kept:
            _join(reach, edge)
        locked.extend(kept)
    return locked, together


def _join(reach: list[int], edge: Edge) -> None:
    """Add a defeat to what can be reached."""
    a, b = edge
    beyond = reach[b] | 1 << b
    for c in range(len(reach)):
        if c == a or reach[c] >> a & 1:
            reach[c] |= beyond


def _method(identifier: str, title: str, strength: Strength) -> Method[Papers]:
    def rule(papers: Papers, seats: int, desk: Desk) -> Sheet:
        comparison = compare(papers)
        locked, together = lock(sorted_defeats(comparison, strength), len(papers.candidates))
        edges = set(locked)
        levels = levels_of(comparison.standing, lambda a, b: (a, b) in edges)  # step 3
        names = papers.candidates
        notes = [
            "Equal defeats that close a circle with one another were passed over: "
            + ", ".join(f"{names[a]} over {names[b]}" for a, b in pairs)
            + f" (strength {weight})."
            for weight, pairs in together
        ]
        return pairwise_sheet(
            method, papers, seats, desk, comparison, levels, clause="Tideman 1987, section 5", edges=locked, notes=notes
        )

    method = Method(identifier, title, SOURCE, "condorcet", rule, page="ranked-pairs.md")
    return method


RANKED_PAIRS = _method("ranked-pairs", "Ranked pairs, winning votes", winning_votes)
RANKED_PAIRS_MARGINS = _method("ranked-pairs-margins", "Ranked pairs, margins", margin)
