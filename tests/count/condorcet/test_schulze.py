"""Schulze's strongest paths."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from comitia.count import Papers, papers, tell
from tests.count.condorcet.papers_at_random import of_vectors, rank_vectors, strict_papers

EXAMPLE_1 = "5 A>C>B>E>D, 5 A>D>E>C>B, 8 B>E>D>A>C, 3 C>A>B>E>D, 7 C>A>E>B>D, 2 C>B>A>D>E, 7 D>C>E>B>A, 8 E>B>A>D>C"
"""Schulze 2011, the example with 45 voters."""


def test_the_example_of_the_paper_has_its_strongest_paths_and_its_ranking() -> None:
    sheet = tell("schulze", papers(EXAMPLE_1), seats=1)
    assert sheet.pairwise is not None
    assert sheet.pairwise.wins[0] == (0, 20, 26, 30, 22)
    assert sheet.pairwise.paths == (
        (0, 28, 28, 30, 24), (25, 0, 28, 33, 24), (25, 29, 0, 29, 24), (25, 28, 28, 0, 24), (25, 28, 28, 31, 0),
    )  # fmt: skip
    assert [sheet.names(level) for level in sheet.pairwise.ranking] == [("E",), ("A",), ("C",), ("B",), ("D",)]


def test_winning_votes_and_margins_can_elect_different_candidates() -> None:
    poll = papers("7 C, 6 B>A, 3 A")
    assert tell("schulze", poll, seats=1).winner_names == ("A",)
    assert tell("schulze-margins", poll, seats=1).winner_names == ("B",)


def test_a_condorcet_winner_is_named_and_wins() -> None:
    sheet = tell("schulze", papers("3 A>B>C, 2 B>A>C, 2 C>A>B"), seats=1)
    assert sheet.winner_names == ("A",)
    assert sheet.notes[0] == "A defeats every other candidate in pairs."


def test_blank_equal_skipped_and_repeated_marks_are_counted_apart() -> None:
    poll = Papers.of_rankings("ABC", [[], [[0, 1], 2], [0, None, 1], [2, 0, 2]], [4, 3, 2, 1])
    sheet = tell("schulze", poll, seats=1)
    assert sheet.rejected == {"blank": 4}
    assert sheet.irregular == {"equal": 3, "skipped": 2, "repeated": 1}
    assert (sheet.papers, sheet.valid) == (10, 6)
    assert sheet.pairwise is not None and sheet.pairwise.wins == ((0, 3, 5), (0, 0, 5), (1, 1, 0))


def test_withdrawn_candidates_take_no_part() -> None:
    poll = Papers.of_rankings("ABC", [[1, 0], [1, 2], [2, 0]], [3, 2, 4], withdrawn=frozenset({1}))
    sheet = tell("schulze", poll, seats=1)
    assert sheet.winner_names == ("C",)
    assert sheet.pairwise is not None and sheet.pairwise.wins == ((0, 0, 3), (0, 0, 0), (6, 0, 0))
    assert sheet.irregular == {}


@given(rank_vectors())
def test_the_relation_of_paths_is_transitive_and_ranks_a_condorcet_winner_first(
    vectors: tuple[list[list[int]], list[int]],
) -> None:
    sheet = tell("schulze", of_vectors(vectors), seats=len(vectors[0][0]))
    assert sheet.pairwise is not None and sheet.pairwise.paths is not None
    paths, m = sheet.pairwise.paths, len(sheet.candidates)
    for a in range(m):
        for b in range(m):
            for c in range(m):
                if paths[a][b] > paths[b][a] and paths[b][c] > paths[c][b]:
                    assert paths[a][c] > paths[c][a]
    wins = sheet.pairwise.wins
    beats_all = [a for a in range(m) if all(wins[a][b] > wins[b][a] for b in range(m) if b != a)]
    if beats_all:
        assert sheet.pairwise.ranking[0] == (beats_all[0],)


@given(rank_vectors(), st.randoms(use_true_random=False))
def test_the_order_of_papers_and_of_candidates_changes_nothing(
    vectors: tuple[list[list[int]], list[int]], chance: st.DataObject
) -> None:
    rows, weights = vectors
    m = len(rows[0])
    order = list(range(m))
    chance.shuffle(order)  # type: ignore[attr-defined]
    other = ([[row[c] for c in order] for row in reversed(rows)], list(reversed(weights)))
    one, two = tell("schulze", of_vectors(vectors), seats=m), tell("schulze", of_vectors(other), seats=m)
    assert one.pairwise is not None and two.pairwise is not None
    assert [{order[c] for c in level} for level in two.pairwise.ranking] == [
        set(level) for level in one.pairwise.ranking
    ]


@given(strict_papers())
def test_for_each_pair_the_papers_divide_into_those_for_one_the_other_and_neither(poll: Papers) -> None:
    sheet = tell("schulze", poll, seats=len(poll.candidates))
    assert sheet.pairwise is not None
    for a in range(len(poll.candidates)):
        for b in range(a):
            wins = sheet.pairwise.wins
            assert 0 <= wins[a][b] + wins[b][a] <= sheet.valid
