"""Cross-check against pref_voting on random papers, wherever the rules coincide.

pref_voting returns every winner; a level of ours has as many. Where they part is told in docs/counting: its ranked
pairs returns the winners under every order of equal defeats, ours takes equal ones together, so ours must be among
them only where no equal defeats exist."""

from __future__ import annotations

import pytest
from hypothesis import given

from comitia.count import Papers, tell
from tests.count.condorcet.papers_at_random import of_vectors, rank_vectors

pref_voting = pytest.importorskip("pref_voting")
from pref_voting.c1_methods import copeland  # noqa: E402
from pref_voting.margin_based_methods import beat_path, minimax, ranked_pairs  # noqa: E402
from pref_voting.profiles_with_ties import ProfileWithTies  # noqa: E402

Vectors = tuple[list[list[int]], list[int]]


def profile(papers: Papers) -> ProfileWithTies:
    """The same papers for pref_voting, the unranked below the ranked."""
    rankings = [{c: r for c, r in enumerate(row) if r} for row in papers.ranks().tolist()]
    found = ProfileWithTies(rankings, papers.weights.tolist(), candidates=list(range(len(papers.candidates))))
    found.use_extended_strict_preference()
    return found


def first(method: str, papers: Papers) -> list[int]:
    sheet = tell(method, papers, seats=len(papers.candidates))
    assert sheet.pairwise is not None
    return sorted(sheet.pairwise.ranking[0])


@given(rank_vectors())
def test_pairwise_numbers_are_the_same(vectors: Vectors) -> None:
    papers = of_vectors(vectors)
    theirs = profile(papers)
    sheet = tell("schulze", papers, seats=len(papers.candidates))
    assert sheet.pairwise is not None
    for a in range(len(papers.candidates)):
        for b in range(len(papers.candidates)):
            if a != b:
                assert sheet.pairwise.wins[a][b] == theirs.support(a, b)


@given(rank_vectors())
def test_schulze_has_the_same_winners_by_margins_and_by_winning_votes(vectors: Vectors) -> None:
    papers = of_vectors(vectors)
    theirs = profile(papers)
    assert first("schulze-margins", papers) == sorted(beat_path(theirs))
    assert first("schulze", papers) == sorted(beat_path(theirs, strength_function=theirs.support))


@given(rank_vectors())
def test_minimax_by_margins_and_copeland_have_the_same_winners(vectors: Vectors) -> None:
    papers = of_vectors(vectors)
    theirs = profile(papers)
    assert first("minimax-margins", papers) == sorted(minimax(theirs))
    assert first("copeland", papers) == sorted(copeland(theirs))


@given(rank_vectors())
def test_ranked_pairs_by_margins_has_the_same_winner_where_no_defeats_are_equal(vectors: Vectors) -> None:
    papers = of_vectors(vectors)
    theirs = profile(papers)
    m = range(len(papers.candidates))
    margins = [abs(theirs.margin(a, b)) for a in m for b in m if a < b]
    if len(set(margins)) == len(margins) and 0 not in margins:
        assert first("ranked-pairs-margins", papers) == sorted(ranked_pairs(theirs))
