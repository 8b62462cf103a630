"""Majority Judgement: linear in the grades, equal to taking medians one at a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.count import GradedPapers, PublicLot, tell
from comitia.count.graded.majority_judgement import (
    Run,
    _equal_medians,
    compare_sequences,
    lower_median,
    majority_sequence,
    rank_by_grades,
)
from comitia.errors import Unprovided

Counts = list[int]
PARIS = ("Très bien", "Bien", "Assez bien", "Passable", "Insuffisant", "À rejeter")


def one_at_a_time(counts: Counts) -> list[int]:
    """The rule as it is told: take away one median grade after the other (the worse of two middle ones)."""
    grades = [grade for grade, number in enumerate(counts) for _ in range(number)]
    taken = []
    while grades:
        taken.append(grades.pop(len(grades) // 2))
    return taken


def spelt_out(runs: list[Run]) -> list[int]:
    return [g for run in runs for _ in range(run.times) for g in (run.first, run.second) if g >= 0]


counts_of_grades = st.lists(st.integers(0, 6), min_size=1, max_size=6)


@given(counts_of_grades)
def test_the_runs_are_the_medians_taken_one_at_a_time(counts: Counts) -> None:
    runs = majority_sequence(counts)
    assert spelt_out(runs) == one_at_a_time(counts)
    assert len(runs) <= 2 * len(counts) + 1
    if sum(counts):
        assert lower_median(counts) == one_at_a_time(counts)[0]


@given(st.integers(1, 12), st.data())
def test_comparing_runs_is_comparing_the_medians_taken_one_at_a_time(n: int, data: st.DataObject) -> None:
    grades = st.lists(st.integers(0, 3), min_size=n, max_size=n)
    ours, theirs = (np.bincount(data.draw(grades), minlength=4).tolist() for _ in range(2))
    order = compare_sequences(majority_sequence(ours), majority_sequence(theirs))
    a, b = one_at_a_time(ours), one_at_a_time(theirs)
    assert (order < 0, order > 0) == (a < b, a > b)


def graded(rows: list[list[int]], weights: list[int], labels: tuple[str, ...] = PARIS) -> GradedPapers:
    names = tuple("ABCDE"[: len(rows[0])])
    return GradedPapers(names, np.array(rows, np.int16), np.array(weights, np.int64), labels)


def test_equal_medians_are_parted_by_the_grades_around_them() -> None:
    """Both Bien: one with more above, one with more below."""
    sheet = tell("majority-judgement", graded([[0, 1], [1, 1], [2, 2]], [3, 3, 2]), seats=1)
    assert sheet.profiles is not None
    assert sheet.profiles.medians == (1, 1)
    assert sheet.winner_names == ("A",)
    assert sheet.notes == (
        "A and B both have the majority grade Bien; they differ when 3 grades have been taken from each.",
    )


def test_a_million_papers_cost_no_more_than_ten() -> None:
    poll = graded([[0, 1], [1, 0], [2, 1]], [400_000, 300_000, 300_001])
    sheet = tell("majority-judgement", poll, seats=1)
    assert sheet.profiles is not None and sheet.profiles.counts[0] == (400_000, 300_000, 300_001, 0, 0, 0)
    assert len(majority_sequence(sheet.profiles.counts[0])) <= 7


def test_a_missing_grade_is_the_worst_and_a_blank_paper_is_counted_apart() -> None:
    sheet = tell("majority-judgement", graded([[0, -1], [1, 1], [-1, -1]], [2, 1, 5]), seats=1)
    assert sheet.rejected == {"blank": 5}
    assert sheet.irregular == {"some without a grade": 2}
    assert sheet.profiles is not None and sheet.profiles.counts[1] == (0, 1, 0, 0, 0, 2)
    assert (sheet.papers, sheet.valid) == (8, 3)


def test_without_labels_a_higher_score_is_better() -> None:
    sheet = tell("majority-judgement", graded([[5, 3], [4, 4], [0, 3]], [1, 1, 1], labels=()), seats=1)
    assert sheet.profiles is not None
    assert sheet.profiles.labels == ("5", "4", "3", "2", "1", "0")
    assert sheet.winner_names == ("A",)


def test_equal_in_every_grade_is_a_tie_that_the_count_does_not_guess() -> None:
    poll = graded([[0, 1], [1, 0]], [2, 2])
    with pytest.raises(Unprovided, match="A, B are tied"):
        tell("majority-judgement", poll, seats=1)
    sheet = tell("majority-judgement", poll, seats=1, ties=[PublicLot("seed")])
    assert len(sheet.ties) == 1 and sheet.ties[0].draw is not None


def test_no_papers_judge_nobody() -> None:
    empty = GradedPapers(("A", "B"), np.zeros((0, 2), np.int16), np.zeros(0, np.int64), PARIS)
    with pytest.raises(Unprovided):
        tell("majority-judgement", empty, seats=1)
    assert tell("majority-judgement", empty, seats=2).winners == (0, 1)


@given(st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=1, max_size=9))
def test_our_winner_is_among_pref_votings_who_stops_at_the_majority_gauge(rows: list[list[int]]) -> None:
    """It compares the shares above and below the median alone, so it leaves ties that taking medians one at a time
    parts."""
    pytest.importorskip("pref_voting")
    from pref_voting.grade_methods import majority_judgement
    from pref_voting.grade_profiles import GradeProfile

    ballots = [dict(enumerate(row)) for row in rows]
    theirs = majority_judgement(GradeProfile(ballots, [0, 1, 2, 3, 4]))
    sheet = tell("majority-judgement", graded(rows, [1] * len(rows), labels=()), seats=3)
    assert sheet.profiles is not None
    assert set(sheet.profiles.ranking[0]) <= set(theirs)


def test_equals_below_the_first_stand_on_one_level() -> None:
    """Two good grades are best; one good and one poor are alike for two others, who share the second place."""
    assert rank_by_grades([[2, 0], [1, 1], [1, 1]], [0, 1, 2]) == ((0,), (1, 2))
    assert rank_by_grades([[1, 1], [0, 2], [1, 1], [2, 0]], [0, 1, 2, 3]) == ((3,), (0, 2), (1,))


def test_medians_in_common_are_counted_to_their_end_where_one_run_is_longer() -> None:
    """Six and five medians begin alike: after four the runs differ in length, the fifth is alike, the sixth is not."""
    longer, shorter = [Run(0, 0, 3)], [Run(0, 0, 2), Run(0, 1, 1)]
    assert _equal_medians(longer, shorter) == _equal_medians(shorter, longer) == 5
