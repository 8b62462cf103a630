"""Crosses, approvals, points and scores."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.count import GradedPapers, Papers, PublicLot, papers, tell
from comitia.count.packing import OVERVOTE
from comitia.count.simple import limited
from comitia.errors import Malformed, Unprovided
from tests.count.condorcet.papers_at_random import of_vectors, rank_vectors


def scored(rows: list[list[int]], weights: list[int]) -> GradedPapers:
    return GradedPapers(tuple("ABCD"[: len(rows[0])]), np.array(rows, np.int16), np.array(weights, np.int64))


def test_first_past_the_post_counts_first_preferences_alone() -> None:
    sheet = tell("fptp", papers("5 A>B=C, 4 B>A, 3 C, 2 B=C, 1 -"), seats=1)
    assert sheet.stages[0].totals == (5, 4, 3)
    assert sheet.rejected == {"blank": 1, "overmarked": 2}
    assert sheet.winner_names == ("A",)
    assert sheet.margins[0].amount == 1


def test_a_tie_for_the_last_seat_stops_the_count_or_falls_to_the_lot() -> None:
    poll = papers("3 A, 2 B, 2 C")
    with pytest.raises(Unprovided, match=r"B, C are tied \(to be elected\)"):
        tell("fptp", poll, seats=2)
    assert tell("fptp", poll, seats=3).winner_names == ("A", "B", "C")
    drawn = tell("fptp", poll, seats=2, ties=[PublicLot("23 November")])
    assert drawn.ties[0].among == (1, 2)
    other = ({1, 2} - {drawn.ties[0].chosen}).pop()
    assert drawn.ties[0].otherwise == ((other, (0, other)),)


def test_a_paper_with_more_crosses_than_votes_is_void() -> None:
    poll = papers("5 A=B, 4 B=C, 3 C, 1 A=B=C, 2 -", candidates="A B C D")
    block = tell("block", poll, seats=2)
    assert block.stages[0].totals == (5, 9, 7, 0)
    assert block.rejected == {"blank": 2, "overmarked": 1}
    assert block.stages[0].non_transferable == (("votes not used", 3),)
    assert (block.valid, block.column) == (12, 24)
    assert tell("limited", poll, seats=2, ties=[PublicLot("x")]).stages[0].totals == (0, 0, 3, 0)
    assert tell(limited(3), poll, seats=2).stages[0].totals == (6, 10, 8, 0)


def test_a_limited_vote_without_votes_is_refused() -> None:
    with pytest.raises(Malformed, match="at least one vote, found 0"):
        limited(0)


def test_a_cross_given_twice_is_one_vote_but_two_in_the_cumulative_vote() -> None:
    poll = Papers.of_rankings("AB", [[0, 0], [1]], [3, 4])
    assert tell("block", poll, seats=2).stages[0].totals == (3, 4)
    assert tell("block", poll, seats=2).irregular == {"repeated": 3}
    assert tell("cumulative", poll, seats=2).stages[0].totals == (6, 4)
    assert tell("cumulative", scored([[2, 0], [0, 1], [2, 1]], [3, 4, 1]), seats=2).stages[0].totals == (6, 4)
    assert tell("cumulative", scored([[2, 0], [0, 1], [2, 1]], [3, 4, 1]), seats=2).rejected == {"overmarked": 1}


def test_marks_for_unnamed_candidates_void_a_paper_of_crosses_and_approve_nobody() -> None:
    poll = Papers.of_marks("AB", np.array([[0, OVERVOTE], [1, -1]], np.int16))
    assert tell("block", poll, seats=2).rejected == {"overmarked": 1}
    assert tell("approval", poll, seats=1, ties=[PublicLot("x")]).irregular == {"overmarked": 1}


def test_approval_and_disapproval_read_the_same_papers_from_both_sides() -> None:
    poll = papers("5 A=B, 4 B, 3 C=B, 2 A, 1 -")
    assert tell("approval", poll, seats=1).stages[0].totals == (7, 12, 3)
    assert tell("approval", poll, seats=1).rejected == {"blank": 1}
    against = tell("disapproval", poll, seats=1)
    assert (against.stages[0].totals, against.valid) == ((8, 3, 12), 15)


def test_borda_shares_the_points_of_equal_and_of_unmarked_candidates() -> None:
    sheet = tell("borda", papers("1 A=B>C, 1 C", candidates="A B C D"), seats=1)
    assert sheet.stages[0].totals == (Fraction(7, 2), Fraction(7, 2), 4, 1)
    assert sheet.show(sheet.stages[0].totals[0]) == "3.5000"


def test_dowdall_gives_unmarked_candidates_nothing() -> None:
    assert tell("dowdall", papers("2 A>B>C, 1 C"), seats=1).stages[0].totals == (2, 1, Fraction(5, 3))


@given(rank_vectors())
def test_borda_hands_out_the_same_points_on_every_paper(vectors: tuple[list[list[int]], list[int]]) -> None:
    poll = of_vectors(vectors)
    m = len(poll.candidates)
    sheet = tell("borda", poll, seats=m)
    assert sum(sheet.stages[0].totals) == sheet.valid * m * (m - 1) // 2


def test_star_goes_from_the_two_highest_sums_to_the_one_more_papers_prefer() -> None:
    """Tennessee's capital as electowiki scores it; the same ends are published there."""
    poll = scored([[5, 2, 1, 0], [0, 5, 3, 2], [0, 2, 5, 3], [0, 1, 3, 5]], [42, 26, 15, 17])
    sheet = tell("star", poll, seats=1)
    assert sheet.tables[0].rows == (("A", (210,)), ("B", (261,)), ("C", (246,)), ("D", (182,)))
    assert sheet.stages[0].totals == (0, 68, 32, 0)
    assert sheet.winner_names == ("B",)
    assert tell("score", poll, seats=2).winner_names == ("B", "C")


def test_star_breaks_a_tie_in_the_runoff_by_the_sum_of_scores() -> None:
    sheet = tell("star", scored([[5, 0], [3, 4]], [1, 1]), seats=1)
    assert sheet.winner_names == ("A",)
    assert "a tie, settled by the sum of scores (8 and 4)" in sheet.stages[0].decisions[0].reason


def test_star_breaks_a_tie_for_the_runoff_between_the_tied_alone() -> None:
    """B, C and D have 6 points; among themselves C loses to both, B to D: D goes to the run-off with A."""
    poll = scored([[5, 1, 0, 2], [5, 2, 3, 1], [5, 3, 3, 3]], [2, 1, 1])
    assert [int(x) for x in tell("score", poll, seats=4).stages[0].totals] == [20, 7, 6, 8]
    tied = scored([[5, 2, 1, 3], [5, 2, 3, 1], [5, 2, 2, 2]], [1, 1, 1])
    with pytest.raises(Unprovided, match="to go to the run-off"):
        tell("star", tied, seats=1)


def test_a_paper_that_scores_nobody_is_blank_and_one_that_leaves_some_out_is_valid() -> None:
    sheet = tell("score", scored([[-1, -1], [3, -1]], [2, 1]), seats=1)
    assert (sheet.rejected, sheet.irregular, sheet.stages[0].totals) == (
        {"blank": 2},
        {"some without a score": 1},
        (3, 0),
    )


@given(st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=1, max_size=9))
def test_pref_voting_has_the_same_score_winners(rows: list[list[int]]) -> None:
    pytest.importorskip("pref_voting")
    from pref_voting.grade_methods import score_voting
    from pref_voting.grade_profiles import GradeProfile

    theirs = score_voting(GradeProfile([dict(enumerate(row)) for row in rows], [0, 1, 2, 3]), evaluation_method="sum")
    totals = tell("score", scored(rows, [1] * len(rows)), seats=3).stages[0].totals
    assert sorted(c for c in range(3) if totals[c] == max(totals)) == sorted(theirs)


@pytest.mark.parametrize(
    "method", ["fptp", "block", "limited", "approval", "disapproval", "borda", "dowdall", "cumulative"]
)
def test_no_papers_and_more_seats_than_candidates_elect_everybody(method: str) -> None:
    empty = Papers.of_rankings("AB", [])
    assert tell(method, empty, seats=3).winners == (0, 1)
    assert tell(method, Papers.of_rankings("A", [[0]]), seats=1).winners == (0,)
