"""Belenios' own Schulze, as `belenios-tool method schulze` counts it (version 2.0).

It ranks defeats by the papers on the winning side and, of equal ones, by fewer papers on the losing side; `schulze`
(Schulze 2011, winning votes) takes the first alone. Where no two defeats have equal winning votes the two give the
same. The paths of a candidate to themselves are computed too and printed. With `blank_allowed` a paper without a rank
is counted apart and is no valid paper; without it, it is a valid paper that prefers nobody.

Papers: as in `condorcet/schulze.py`; any number is a rank, gaps do not matter, equal ranks prefer neither, unranked
is last.

>>> from comitia.count.papers import papers
>>> result = schulze_result(papers("3 A>B, 2 B>A, 1 -"), blank_allowed=True)
>>> result["valid"], result["blank"], result["raw"], result["winners"]
(5, 1, [[0, 3], [2, 0]], [[0], [1]])
"""

from __future__ import annotations

from typing import Any

from comitia.count.condorcet.ranking import levels_of, pairwise_sheet
from comitia.count.papers import Papers
from comitia.count.sheet import Sheet
from comitia.count.simple.pairwise import Comparison, compare
from comitia.count.tell import Method
from comitia.count.ties import Desk

SOURCE = "belenios-tool 2.0, `method schulze` (as observed)"
Strength = tuple[int, int]
"""Papers on the winning side, papers on the losing side; a stronger one has more of the first, then fewer of the
second."""


def schulze_result(papers: Papers, *, blank_allowed: bool) -> dict[str, Any]:
    """What the tool prints, as JSON values. The order within a level of `winners` has no meaning."""
    comparison = compare(papers)
    paths = _paths(comparison)
    blank = comparison.rejected.get("blank", 0)
    out: dict[str, Any] = {"valid": comparison.valid + (0 if blank_allowed else blank)}
    if blank_allowed:
        out["blank"] = blank
    out["raw"] = [list(row) for row in comparison.wins]
    out["beatpaths"] = [[list(path) for path in row] for row in paths]
    out["winners"] = [list(level) for level in _levels(comparison, paths)]
    return out


def _paths(comparison: Comparison) -> list[list[Strength]]:
    wins, count = comparison.wins, len(comparison.wins)
    paths: list[list[Strength]] = [
        [(wins[a][b], wins[b][a]) if comparison.defeats(a, b) else (0, 0) for b in range(count)] for a in range(count)
    ]
    for via in range(count):
        for a in range(count):
            if a == via:
                continue
            for b in range(count):
                if b == via:
                    continue
                path = min(paths[a][via], paths[via][b], key=_key)
                if _key(path) > _key(paths[a][b]):
                    paths[a][b] = path
    return paths


def _key(path: Strength) -> tuple[int, int]:
    return path[0], -path[1]


def _levels(comparison: Comparison, paths: list[list[Strength]]) -> tuple[tuple[int, ...], ...]:
    return levels_of(comparison.standing, lambda a, b: _key(paths[a][b]) > _key(paths[b][a]))


def _count(papers: Papers, seats: int, desk: Desk) -> Sheet:
    comparison = compare(papers)
    paths = _paths(comparison)
    strengths = [[path[0] if a != b else 0 for b, path in enumerate(row)] for a, row in enumerate(paths)]
    return pairwise_sheet(
        SCHULZE, papers, seats, desk, comparison, _levels(comparison, paths), clause="belenios-tool", paths=strengths
    )


SCHULZE = Method("belenios-schulze", "Belenios Schulze", SOURCE, "belenios", _count, page="belenios.md")
