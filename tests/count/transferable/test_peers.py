"""Agreement with other programs on random polls, wherever they count the same rule.

What they do otherwise is told on the method's page in docs/counting. Polls in which a lot would be drawn are left out,
because each program draws its own.
"""

from __future__ import annotations

import random
import warnings

import numpy as np
import pytest

from comitia.count import Papers, Sheet, tell
from comitia.errors import Unprovided

pyrankvote = pytest.importorskip("pyrankvote")

NAMES = ["Ann", "Bob", "Cem", "Dai", "Eva", "Fay"]


def polls(n_polls: int, complete: bool) -> list[list[list[int]]]:
    """Random polls of 30 to 300 papers, candidates of unequal strength."""
    rng = np.random.default_rng(48)
    out = []
    for _ in range(n_polls):
        n_papers = int(rng.integers(30, 300))
        strength = 1 + np.arange(len(NAMES)) * float(rng.random())
        orders = np.argsort(rng.random((n_papers, len(NAMES))) ** strength, axis=1)
        lengths = [len(NAMES)] * n_papers if complete else rng.integers(1, len(NAMES) + 1, n_papers).tolist()
        out.append([row[:k].tolist() for row, k in zip(orders, lengths, strict=True)])
    return out


def counted(method: str, rankings: list[list[int]], seats: int) -> Sheet | None:
    """Our sheet, or `None` if a lot would be needed."""
    try:
        return tell(method, Papers.of_rankings(NAMES, rankings), seats=seats)
    except Unprovided:
        return None


def test_pyrankvote_finds_the_same_winner_of_the_alternative_vote() -> None:
    """Its majority is of the papers that are not exhausted, as ours."""
    random.seed(1)
    people = [pyrankvote.Candidate(name) for name in NAMES]
    compared = 0
    for rankings in polls(60, complete=False):
        sheet = counted("av", rankings, 1)
        if sheet is None:
            continue
        ballots = [pyrankvote.Ballot([people[c] for c in r]) for r in rankings]
        theirs = pyrankvote.instant_runoff_voting(people, ballots).get_winners()
        assert [w.name for w in theirs] == list(sheet.winner_names)
        compared += 1
    assert compared >= 40


def test_pref_voting_finds_the_same_winner_of_the_alternative_vote() -> None:
    iterative = pytest.importorskip("pref_voting.iterative_methods")
    profiles = pytest.importorskip("pref_voting.profiles")
    compared = 0
    for rankings in polls(60, complete=True):
        sheet = counted("av", rankings, 1)
        if sheet is None:
            continue
        assert iterative.instant_runoff(profiles.Profile(rankings)) == list(sheet.winners)
        compared += 1
    assert compared >= 40


@pytest.mark.parametrize("seats", [2, 3])
def test_pref_voting_elects_the_same_by_the_scottish_rules(seats: int) -> None:
    methods = pytest.importorskip("pref_voting.proportional_methods")
    profiles = pytest.importorskip("pref_voting.profiles")
    compared = 0
    for rankings in polls(40, complete=True):
        sheet = counted("scottish", rankings, seats)
        if sheet is None:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = methods.stv_scottish(profiles.Profile(rankings), num_seats=seats)
        assert set(theirs) == set(sheet.winners)
        compared += 1
    assert compared >= 8


def test_pref_voting_elects_the_same_by_meek_unless_the_last_is_decided_by_a_hair() -> None:
    """Its factors are floats iterated to 10^-10; ours have nine decimals and stop at 10^-6."""
    methods = pytest.importorskip("pref_voting.proportional_methods")
    profiles = pytest.importorskip("pref_voting.profiles")
    compared = 0
    for rankings in polls(3, complete=True):
        sheet = counted("meek-prf", rankings, 3)
        if sheet is None or any(sheet.scale.votes(m.amount) < 1 for m in sheet.margins):
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = methods.stv_meek(profiles.Profile(rankings), num_seats=3)
        assert set(theirs) == set(sheet.winners)
        compared += 1
    assert compared >= 1
