"""Laws that hold for every method without transfers that counts ranked papers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.count import Papers, Sheet, methods, tell
from comitia.errors import Unprovided
from tests.count.condorcet.papers_at_random import NAMES, of_vectors, rank_vectors

FAMILIES = ("simple", "condorcet")
RANKED = [m.identifier for m in methods().values() if m.family in FAMILIES and m.takes is Papers]
METHODS = [*RANKED, "belenios-schulze"]
Vectors = tuple[list[list[int]], list[int]]


def counted(method: str, papers: Papers) -> Sheet | None:
    """The sheet, or nothing where a tie stops the count."""
    try:
        return tell(method, papers, seats=1)
    except Unprovided:
        return None


def of(rows: list[list[int]], weights: list[int], names: tuple[str, ...]) -> Papers:
    every = [row for row, w in zip(rows, weights, strict=True) for _ in range(w)]
    return Papers.of_ranks(names, every)


@pytest.mark.parametrize("method", METHODS)
@given(vectors=rank_vectors(most_rows=6), order=st.permutations(range(5)))
def test_permuting_papers_and_candidates_elects_the_same(method: str, vectors: Vectors, order: list[int]) -> None:
    rows, weights = vectors
    names = NAMES[: len(rows[0])]
    order = [c for c in order if c < len(names)]
    other = of([[row[c] for c in order] for row in rows[::-1]], weights[::-1], tuple(names[c] for c in order))
    one, two = counted(method, of(rows, weights, names)), counted(method, other)
    assert (one is None) == (two is None)
    if one is not None and two is not None:
        assert one.winner_names == two.winner_names


@pytest.mark.parametrize("method", [m for m in METHODS if not methods()[m].single_seat])
@given(vectors=rank_vectors(most_rows=6))
def test_no_paper_is_lost_and_each_column_adds_up(method: str, vectors: Vectors) -> None:
    papers = of_vectors(vectors)
    sheet = tell(method, papers, seats=len(papers.candidates))
    assert sheet.papers == papers.n
    assert sheet.valid + sum(sheet.rejected.values()) == papers.n
    assert len(sheet.winners) == len(papers.candidates)
    sheet.check()


@pytest.mark.parametrize("method", METHODS)
def test_no_papers_one_candidate_and_more_seats_than_candidates(method: str) -> None:
    single = methods()[method].single_seat
    assert tell(method, Papers.of_rankings("A", []), seats=1).winners == (0,)
    assert tell(method, Papers.of_rankings("A", [[0]]), seats=1).winners == (0,)
    if not single:
        assert tell(method, Papers.of_rankings("AB", []), seats=5).winners == (0, 1)


@pytest.mark.parametrize("method", METHODS)
def test_all_tied_stops_the_count_and_names_them_all(method: str) -> None:
    equal = Papers.of_rankings("ABC", [[0], [1], [2]], [2, 2, 2])
    with pytest.raises(Unprovided, match="A, B, C are tied"):
        tell(method, equal, seats=1)


@pytest.mark.parametrize("method", METHODS)
def test_grouping_equal_papers_changes_nothing(method: str) -> None:
    rows = [[0, 1], [1, 2], [1, 2], [0, 1], [2], [1]]
    apart = Papers.of_rankings("ABC", rows)
    together = Papers.of_rankings("ABC", [[0, 1], [1, 2], [2], [1]], [2, 2, 1, 1])
    assert counted(method, apart) == counted(method, together)
