"""Real elections of societies: every method in common with Condorcet-PHP gives the whole ranking that it gives."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from comitia.count import Papers, tell
from comitia.count.condorcet.minimax import (
    copeland_score,
    worst_by_margin,
    worst_by_opposition,
    worst_by_winning_votes,
)
from comitia.count.condorcet.ranked_pairs import lock, sorted_defeats
from comitia.count.condorcet.ranking import levels_of
from comitia.count.condorcet.schulze import margin, rank_by_paths, ratio, strongest_paths, winning_votes
from comitia.count.formats import Source, receive
from comitia.count.formats.convert import tally_of_papers
from comitia.count.simple.filling import Levels, levels_by
from comitia.count.simple.pairwise import Comparison, compare
from comitia.errors import Unprovided

DATA = Path(__file__).parent / "data"
SELECTION = sorted(DATA.glob("*.expected.json.gz"))
RATIO_DIFFERS = {("A04", "explicit")}
"""Condorcet-PHP's ratio divides by the votes against, and takes votes against nobody as their number:
docs/counting/schulze.md."""


def rankings(comparison: Comparison) -> dict[str, Levels]:
    """Levels by every method, under the names that the expected files use."""
    everybody = comparison.standing

    def by(score: Any, sign: int) -> Levels:
        return levels_by([sign * score(comparison, c) for c in everybody], everybody)

    def pairs(strength: Any) -> Levels:
        locked = set(lock(sorted_defeats(comparison, strength), len(comparison.wins))[0])
        return levels_of(everybody, lambda a, b: (a, b) in locked)

    return {
        "Schulze Winning": rank_by_paths(comparison, strongest_paths(comparison, winning_votes)),
        "Schulze Margin": rank_by_paths(comparison, strongest_paths(comparison, margin)),
        "Schulze Ratio": rank_by_paths(comparison, strongest_paths(comparison, ratio)),
        "Ranked Pairs Winning": pairs(winning_votes),
        "Ranked Pairs Margin": pairs(margin),
        "Minimax Winning": by(worst_by_winning_votes, -1),
        "Minimax Margin": by(worst_by_margin, -1),
        "Minimax Opposition": by(worst_by_opposition, -1),
        "Copeland": by(copeland_score, 1),
    }


def check(papers: Papers, name: str, expected: dict[str, dict[str, str]]) -> int:
    """Compare all rankings of one election; returns how many were compared."""
    number = 0
    for kind, unranked in (("implicit", "last"), ("explicit", "ignored")):
        comparison = compare(papers, unranked)  # type: ignore[arg-type]
        for title, levels in rankings(comparison).items():
            if title == "Schulze Ratio" and (name, kind) in RATIO_DIFFERS:
                continue
            told = [sorted(papers.candidates[c] for c in level) for level in levels]
            wanted = [sorted(w.strip() for w in level.split("=")) for level in expected[kind][title].split(">")]
            assert told == wanted, (name, kind, title)
            number += 1
    return number


def check_totals(papers: Papers, expected: dict[str, str]) -> int:
    """First past the post and Borda rank everybody; the list methods share the seats wherever no equal quotients
    decide."""
    number = 0
    for title, method in (("First-past-the-post voting", "fptp"), ("BordaCount", "borda")):
        sheet = tell(method, papers, seats=len(papers.candidates))
        levels = levels_by(sheet.stages[0].totals, papers.standing)
        wanted = [sorted(w.strip() for w in level.split("=")) for level in expected[title].split(">")]
        assert [sorted(sheet.names(level)) for level in levels] == wanted, (papers.title, title)
        number += 1
    tally = tally_of_papers(papers)
    for title, method in (
        ("Jefferson", "dhondt"),
        ("Sainte-Laguë", "sainte-lague"),
        ("Largest Remainder", "largest-remainder"),
    ):
        try:
            sheet = tell(method, tally, seats=int(expected["Number of Seats"]))
        except Unprovided:
            continue  # equal quotients: Condorcet-PHP takes one of them
        assert Counter(sheet.winner_names) == Counter(w.strip() for w in expected[title].split(">")), (
            papers.title,
            title,
        )
        number += 1
    return number


def read(path: Path) -> Papers:
    raw = path.read_bytes()
    papers = receive(Source(path.name, gzip.decompress(raw) if path.suffix == ".gz" else raw))
    assert isinstance(papers, Papers)
    return papers


def election(folder: Path, name: str) -> Papers:
    plain = folder / f"{name}.hil"
    return read(plain if plain.exists() else folder / f"{name}.hil.gz")


@pytest.mark.parametrize("path", SELECTION, ids=lambda path: path.name.split(".")[0])
def test_an_election_ranks_as_condorcet_php_ranks_it(path: Path) -> None:
    name = path.name.split(".")[0]
    expected = json.loads(gzip.decompress(path.read_bytes()))
    papers = election(DATA, name)
    assert check(papers, name, expected) >= 17
    assert check_totals(papers, expected["implicit"]) >= 2


def test_every_election_of_the_shared_data_ranks_as_condorcet_php_ranks_it(shared: Path) -> None:
    folder = shared / "ballots" / "tideman"
    found = sorted(folder.glob("*.expected.json"))
    assert len(found) >= 40
    compared = 0
    for path in found:
        name, expected = path.name.split(".")[0], json.loads(path.read_text())
        papers = election(folder, name)
        check(papers, name, expected)
        compared += check_totals(papers, expected["implicit"])
    assert compared >= 4 * len(found)
