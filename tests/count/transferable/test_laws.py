"""Laws that every transferable count keeps, on papers drawn at random."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.count import Papers, PublicLot, Sheet, tell
from comitia.errors import Malformed, Unprovided

MANY = ["scottish", "ers97", "irish", "hare-clark", "meek-nz", "meek-prf", "wigm-prf", "wigm-prf-batch", "rcv"]
ONE = ["av", "supplementary"]
LOT = PublicLot("published before the papers were opened")
NAMES = ["Ann", "Bob", "Cem", "Dai", "Eva", "Fay"]


@st.composite
def polls(draw: st.DrawFn) -> tuple[list[list[int]], int, int]:
    """(rankings, number of candidates, seats); few candidates and short papers make ties frequent."""
    n = draw(st.integers(1, 6))
    seats = draw(st.integers(1, 4))
    ranking = st.permutations(range(n)).flatmap(lambda order: st.integers(0, n).map(lambda k: order[:k]))
    return draw(st.lists(ranking, max_size=40)), n, seats


def of(rankings: list[list[int]], n: int, **rest: Any) -> Papers:
    """Papers of those rankings."""
    return Papers.of_rankings(NAMES[:n], rankings, **rest)


def count(method: str, papers: Papers, seats: int) -> Sheet:
    """Count with a lot at hand."""
    return tell(method, papers, seats=1 if method in ONE else seats, ties=[LOT])


@pytest.mark.parametrize("method", ONE + MANY)
@given(poll=polls())
def test_no_vote_is_made_or_lost_at_any_stage(method: str, poll: tuple[list[list[int]], int, int]) -> None:
    rankings, n, seats = poll
    sheet = count(method, of(rankings, n), seats)
    for stage in sheet.stages:
        assert stage.column == sheet.valid
        assert min(stage.totals) >= 0
    before = None
    for stage in sheet.stages:
        if before is not None:
            assert tuple(a - b for a, b in zip(stage.totals, before, strict=True)) == stage.transfers
        before = stage.totals
    assert len(set(sheet.winners)) == len(sheet.winners) == min(n, 1 if method in ONE else seats)


@pytest.mark.parametrize("method", ONE + MANY)
@given(poll=polls(), seed=st.randoms(use_true_random=False))
def test_the_order_of_the_papers_changes_nothing(
    method: str, poll: tuple[list[list[int]], int, int], seed: Any
) -> None:
    rankings, n, seats = poll
    shuffled = list(rankings)
    seed.shuffle(shuffled)
    assert count(method, of(rankings, n), seats).to_json() == count(method, of(shuffled, n), seats).to_json()


@pytest.mark.parametrize("method", [m for m in ONE + MANY if m not in {"meek-nz", "irish"}])
@given(poll=polls(), seed=st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_changes_nothing(
    method: str, poll: tuple[list[list[int]], int, int], seed: Any
) -> None:
    """But for New Zealand's generator, which numbers them, and the Irish mixing, which knows papers by number."""
    rankings, n, seats = poll
    order = list(range(n))
    seed.shuffle(order)
    place = {c: k for k, c in enumerate(order)}
    moved = Papers.of_rankings([NAMES[c] for c in order], [[place[c] for c in r] for r in rankings])
    first, second = count(method, of(rankings, n), seats), count(method, moved, seats)
    assert set(first.winner_names) == set(second.winner_names)
    assert len(first.stages) == len(second.stages)
    for a, b in zip(first.stages, second.stages, strict=True):
        assert dict(zip(first.candidates, a.totals, strict=True)) == dict(zip(second.candidates, b.totals, strict=True))


@pytest.mark.parametrize("method", ONE + MANY)
@given(poll=polls())
def test_grouping_equal_papers_changes_nothing(method: str, poll: tuple[list[list[int]], int, int]) -> None:
    rankings, n, seats = poll
    grouped = of(rankings, n)
    rows = np.repeat(np.arange(len(grouped.weights)), grouped.weights)
    single = Papers(grouped.candidates, grouped.marks[rows], np.ones(len(rows), dtype=np.int64))
    first, second = count(method, grouped, seats), count(method, single, seats)
    if method == "irish":  # papers alike are mixed by their number among their like, which lone rows do not have
        assert first.stage(1) == second.stage(1)
    else:
        assert first.to_json() == second.to_json()


@pytest.mark.parametrize("method", ONE + MANY)
def test_all_tied_needs_a_lot_and_with_one_is_settled(method: str) -> None:
    rankings = [[0], [1], [2], [3]]
    if method != "meek-nz":  # which has a generator of its own
        with pytest.raises(Unprovided):
            tell(method, of(rankings, 4), seats=1, ties=[])
    sheet = count(method, of(rankings, 4), 1)
    assert len(sheet.winners) == 1
    assert any(tie.by_chance for tie in sheet.ties)
    assert any(tie.otherwise for tie in sheet.ties)


@pytest.mark.parametrize("method", ONE + MANY)
def test_without_papers_the_count_ends_and_says_what_it_can(method: str) -> None:
    assert count(method, of([], 1), 1).winner_names == ("Ann",)
    assert count(method, of([[]] * 3, 1), 1).rejected.get("blank") == 3
    assert len(count(method, of([], 4), 1).winners) == 1  # by lot


@pytest.mark.parametrize("method", MANY)
def test_as_many_seats_as_candidates_elect_everybody(method: str) -> None:
    for seats in (3, 5):
        sheet = count(method, of([[0, 1], [1], [0]], 3), seats)
        assert set(sheet.winner_names) == {"Ann", "Bob", "Cem"}


@pytest.mark.parametrize("method", ONE + MANY)
def test_one_paper_elects_its_first_preference(method: str) -> None:
    assert count(method, of([[2, 1, 0]], 4), 1).winner_names == ("Cem",)


@pytest.mark.parametrize("method", ONE + MANY)
@given(poll=polls())
def test_a_withdrawn_candidate_is_passed_over(method: str, poll: tuple[list[list[int]], int, int]) -> None:
    rankings, n, seats = poll
    gone = n - 1
    if n == 1:
        return
    with_gap = of(rankings, n, withdrawn=frozenset({gone}))
    sheet = count(method, with_gap, seats)
    assert gone not in sheet.winners and all(stage.totals[gone] == 0 for stage in sheet.stages)
    if method == "supplementary" or method == "irish":
        return
    without = of([[c for c in r if c != gone] for r in rankings], n - 1)
    assert sheet.winner_names == count(method, without, seats).winner_names or method == "meek-nz"


@pytest.mark.parametrize("method", ONE + MANY)
@given(poll=polls())
def test_the_json_of_a_sheet_is_plain_and_names_its_candidates(
    method: str, poll: tuple[list[list[int]], int, int]
) -> None:
    rankings, n, seats = poll
    out = json.loads(json.dumps(count(method, of(rankings, n), seats).to_json(), allow_nan=False))
    assert out["method"] == method
    assert [out["candidates"][k - 1] for k in out["winners_index"]] == out["winners"]
    for stage in out["stages"]:
        assert set(stage["totals"]) == set(out["candidates"])
        assert {"non_transferable", "elected", "excluded", "clause"} <= set(stage)


def test_seats_below_one_are_refused() -> None:
    with pytest.raises(Malformed, match="seats"):
        tell("scottish", of([[0]], 1), seats=0)
