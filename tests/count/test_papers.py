"""Papers: what was marked survives packing, whatever it is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.count import Papers, Policy, papers
from comitia.count.packing import OVERVOTE, SHARED, SKIPPED, group
from comitia.count.reading import places_of
from comitia.errors import Malformed

PLACES = st.lists(st.lists(st.integers(0, 4), max_size=3, unique=True), max_size=6)


@given(polls=st.lists(PLACES, max_size=30))
def test_packing_keeps_every_paper_and_its_number(polls: list[list[list[int]]]) -> None:
    grouped = Papers.of_rankings("ABCDE", polls)

    def bare(places: list[list[int]]) -> tuple[tuple[int, ...], ...]:
        while places and not places[-1]:
            places = places[:-1]
        return tuple(tuple(p) for p in places)

    expected: dict[object, int] = {}
    for poll in polls:
        expected[bare(poll)] = expected.get(bare(poll), 0) + 1
    found = {
        bare(places_of(row)): int(n) for row, n in zip(grouped.marks.tolist(), grouped.weights.tolist(), strict=True)
    }
    assert found == expected
    assert grouped.n == len(polls)


@given(rows=st.lists(st.lists(st.integers(-2, 40), min_size=14, max_size=14), min_size=1, max_size=40))
def test_wide_rows_are_grouped_as_numpy_groups_them(rows: list[list[int]]) -> None:
    """Fourteen places of forty candidates do not fit into one word of 62 bits."""
    matrix = np.array(rows, dtype=np.int16)
    ours = group(matrix)
    unique, counts = np.unique(matrix, axis=0, return_counts=True)
    assert ours.weights.tolist() == counts.tolist()
    assert matrix[ours.first].tolist() == unique.tolist()
    assert matrix[ours.first][ours.inverse].tolist() == matrix.tolist()


@given(rows=st.lists(st.lists(st.integers(0, 5), min_size=4, max_size=4), max_size=30))
def test_rank_vectors_give_the_same_ranks_back_up_to_runs_of_gaps(rows: list[list[int]]) -> None:
    poll = Papers.of_ranks("ABCD", rows, keep_receipt=True)
    assert poll.receipt is not None
    back = poll.ranks()[poll.receipt]
    for given_ranks, found in zip(rows, back.tolist(), strict=True):
        for a in range(4):
            assert (given_ranks[a] == 0) == (found[a] == 0)
            for b in range(4):
                if given_ranks[a] and given_ranks[b]:
                    assert (given_ranks[a] < given_ranks[b]) == (found[a] < found[b])


def test_the_order_of_receipt_is_kept_only_if_asked_for() -> None:
    rankings = [[1], [0], [1], [0, 1]]
    assert Papers.of_rankings("AB", rankings).receipt is None
    kept = Papers.of_rankings("AB", rankings, keep_receipt=True)
    assert kept.receipt is not None
    assert [kept.marks[g].tolist()[0] for g in kept.receipt] == [1, 0, 1, 0]


@pytest.mark.parametrize(
    ("policy", "valid", "rejected"),
    [
        (Policy("stop", "stop", "stop"), 7, {"blank": 1, "overmarked": 2}),
        (Policy("next", "next", "next"), 9, {"blank": 1}),
        (Policy("void", "void", "void"), 4, {"blank": 1, "overmarked": 2, "repeated": 2, "skipped": 1}),
    ],
)
def test_a_policy_says_what_irregular_papers_are_worth(policy: Policy, valid: int, rejected: dict[str, int]) -> None:
    poll = papers("4 A, 2 C=A>B, 1 A>>B, 2 B>B>C, 1 -")
    reading = poll.read(policy)
    assert reading.valid == valid
    assert reading.rejected == rejected


def test_a_skipped_number_within_what_is_allowed_is_passed_over() -> None:
    poll = papers("1 A>>B>>>C")
    assert poll.read(Policy(skipped="stop")).orders[0].tolist()[:2] == [0, -3]
    assert poll.read(Policy(skipped="stop", skipped_allowed=1)).orders[0].tolist()[:3] == [0, 1, -3]
    assert poll.read(Policy(skipped="stop", skipped_allowed=2)).orders[0].tolist()[:4] == [0, 1, 2, -1]


def test_an_overvote_without_names_is_an_overmarked_number() -> None:
    poll = Papers.of_marks("AB", np.array([[OVERVOTE, 0], [0, OVERVOTE], [0, 1 | SHARED]]))
    reading = poll.read(Policy(overmarked="stop"))
    assert reading.rejected == {"overmarked": 2} and reading.valid == 1
    assert poll.read(Policy(overmarked="next")).valid == 2
    assert poll.ranks().max() == 2


def test_irregular_marks_are_counted_even_where_they_never_mattered() -> None:
    reading = papers("3 A>B>B, 2 A>>B, 1 B").read(Policy("next", "next", "next"))
    assert reading.irregular == {"repeated": 3, "skipped": 2}


def test_withdrawn_candidates_are_passed_over_and_papers_for_them_alone_rejected() -> None:
    reading = papers("2 A>B, 1 A", withdrawn=frozenset({0})).read(Policy())
    assert reading.valid == 2 and reading.rejected == {"withdrawn": 1}


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Papers.of_marks("AA", np.zeros((0, 0))),
        lambda: Papers.of_marks("AB", np.array([[2]])),
        lambda: Papers.of_marks("AB", np.array([[-3]])),
        lambda: Papers.of_marks("AB", np.array([[0 | SHARED]])),
        lambda: Papers.of_marks("AB", np.array([0, 1])),
        lambda: Papers.of_marks("AB", np.array([[0]]), np.array([-1])),
        lambda: Papers.of_marks("AB", np.array([[0]]), np.array([1, 2])),
        lambda: Papers.of_marks("AB", np.array([[0]]), np.array([1.5])),
        lambda: Papers.of_rankings("AB", [[0]], [10**30]),
        lambda: Papers.of_rankings("AB", [[0]], [True]),
        lambda: Papers.of_rankings("AB", [[0], [1]], [4_000_000_000, 1]),
        lambda: Papers.of_rankings("AB", [[0]], [30_000_000], keep_receipt=True),
        lambda: Papers.of_ranks("AB", [[-1, 0]]),
        lambda: papers("1 A", "B C"),
    ],
)
def test_what_is_not_a_paper_is_refused(wrong: object) -> None:
    with pytest.raises(Malformed):
        wrong()  # type: ignore[operator]


def test_more_than_sixty_two_candidates_are_watched_for_repeats() -> None:
    names = [f"c{k}" for k in range(130)]
    twice = Papers.of_rankings(names, [[5, 100, 128, 100], [5, 100, 128, 99]])
    assert twice.read(Policy(repeated="void")).rejected == {"repeated": 1}


def test_an_empty_mark_is_a_skip() -> None:
    assert Papers.of_rankings("AB", [[None, 1]]).marks.tolist() == [[SKIPPED, 1]]
