"""The Irish rules: whole papers, in the order in which they lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from comitia.count import Papers, PublicLot, papers, tell
from comitia.errors import Unprovided
from tests.count.transferable.ballots import blt

LOT = PublicLot("seed")


def in_order(rankings: list[list[int]], names: str = "ABCD") -> Papers:
    """Papers in the order received."""
    return Papers.of_rankings(list(names), rankings, keep_receipt=True)


def test_the_papers_last_filed_are_those_that_go() -> None:
    """Section 121(8): two of A's eight papers go to B, the last two; B is excluded, and they name C or D next."""
    to_d, to_c = [0, 1, 3], [0, 1, 2]
    rest = [[2]] * 4 + [[3]] * 4
    for last, winner in ((to_c, "C"), (to_d, "D")):
        first = to_d if last is to_c else to_c
        sheet = tell("irish", in_order([first] * 6 + [last] * 2 + rest), seats=2)
        assert sheet.quota == 6
        assert sheet.winner_names == ("A", winner)


def test_whole_papers_are_shared_out_by_the_largest_fractions() -> None:
    """Section 121(6): surplus 3 of 8 papers, 5 to B and 3 to C: 1.875 and 1.125, so two and one."""
    sheet = tell("irish", in_order([[0, 1]] * 5 + [[0, 2]] * 3 + [[1]] * 3 + [[2]] * 3), seats=2)
    assert sheet.quota == 5
    surplus = sheet.stage(2)
    assert surplus.transfers == (-3, 2, 1, 0)


def test_too_few_transferable_papers_all_go_and_the_rest_is_lost() -> None:
    """Section 121(5)."""
    sheet = tell("irish", in_order([[0]] * 9 + [[0, 1]] + [[1]] * 4 + [[2]] * 4), seats=2)
    assert sheet.quota == 7
    surplus = next(stage for stage in sheet.stages if stage.action == "surplus")
    assert surplus.transfers[:2] == (-3, 1)
    assert surplus.lost == 2


def test_papers_without_an_order_are_mixed_by_the_public_seed_or_refused() -> None:
    poll = papers("7 A>B, 3 B, 3 C, 1 D>C")
    with pytest.raises(Unprovided, match="order"):
        tell("irish", poll, seats=2)
    assert tell("irish", poll, seats=2, ties=[LOT]).to_json() == tell("irish", poll, seats=2, ties=[LOT]).to_json()


def test_one_more_than_the_vacancies_and_hopelessly_last_ends_the_count() -> None:
    """Section 124(1A), as amended in 2001."""
    sheet = tell("irish", papers("6 A, 5 B, 4 C, 2 D"), seats=3, ties=[LOT])
    assert set(sheet.winner_names) == {"A", "B", "C"}
    assert {d.clause for d in sheet.decisions if d.kind == "elected"} == {"section 121(1)", "section 124(1A)"}


def test_dublin_west_2002_elects_those_who_were_elected(shared: Path) -> None:
    """The first count is official; later ones depend on how the papers were mixed, the winners did not."""
    poll = blt(shared / "ballots" / "stv" / "dublin_west.blt.gz")
    for seed in ("one", "two"):
        sheet = tell("irish", poll, ties=[PublicLot(seed)])
        assert sheet.winner_names == ("Lenihan", "Higgins", "Burton")
        assert sheet.quota == 7498
        assert sheet.stage(1).totals[4] == 8086


def plumpers(votes: list[int]) -> Papers:
    """Papers that name one candidate each but for A's, which name B next."""
    rankings = [[0, 1]] * votes[0] + [[c] for c, n in enumerate(votes) if c for _ in range(n)]
    return in_order(rankings, "ABCDE")


@pytest.mark.parametrize(
    ("votes", "waits"),
    [
        ([23, 15, 11, 8, 3], True),
        ([23, 19, 9, 6, 3], False),  # B's 19 and the surplus of 2 are the quota of 21
        ([23, 13, 11, 7, 6], False),  # E's 6 and 2 are more than D's 7
        ([23, 15, 10, 8, 4], False),  # E has less than a quarter of the quota, and would have more
    ],
)
def test_a_surplus_waits_only_while_it_can_change_nothing(votes: list[int], waits: bool) -> None:
    """Section 121(10)."""
    sheet = tell("irish", plumpers(votes), seats=2)
    assert sheet.quota == 21
    assert (sheet.stage(2).action == "exclusion") == waits
    assert ("deferred" in {d.kind for d in sheet.stage(1).decisions}) == waits


@pytest.mark.parametrize(
    ("votes", "excluded"),
    [
        ([20, 19, 17, 3, 1], ("E", "D")),  # together 4, less than C's 17, and not a quarter of 21
        ([18, 15, 14, 7, 6], ("E", "D")),  # both have more than a quarter
        ([19, 16, 15, 7, 3], "E"),  # together they would pass the quarter that E has not
        ([20, 14, 13, 7, 6], "E"),  # together 13, which is not less than C's 13
    ],
)
def test_two_go_together_if_neither_their_order_nor_their_expenses_can_change(
    votes: list[int], excluded: str | tuple[str, ...]
) -> None:
    """Section 122(2)."""
    assert tell("irish", plumpers(votes), seats=2).excluded_at(stage=1) == excluded


def test_one_vacancy_goes_to_who_has_more_than_all_others_together() -> None:
    """Section 124(2): 13 is short of the quota of 14, but D's papers are spent and B and C have 12."""
    sheet = tell("irish", plumpers([13, 8, 4, 2, 0]), seats=1)
    assert sheet.quota == 14
    assert {d.clause for d in sheet.decisions if d.kind == "elected"} == {"section 124(2)"}
    assert sheet.winner_names == ("A",)


def test_the_last_but_one_who_could_be_caught_up_with_is_not_elected_yet() -> None:
    """Section 124(1A): C's 4 and the surplus of 2 are not less than B's 6, so the surplus is transferred."""
    sheet = tell("irish", in_order([[0, 1]] * 9 + [[1]] * 6 + [[2]] * 4, "ABC"), seats=2)
    assert sheet.stage(2).action == "surplus"
    assert sheet.winner_names == ("A", "B")


def test_the_first_candidate_of_the_paper_receives_like_any_other() -> None:
    sheet = tell("irish", in_order([[0]] * 5 + [[1]] * 7 + [[2, 0]] * 3, "ABC"), seats=1)
    assert sheet.excluded_at(stage=1) == "C"
    assert sheet.stage(2).transfers == (3, 0, -3)
    assert sheet.winner_names == ("A",)


def test_a_surplus_reaches_the_first_candidate_of_the_paper_too() -> None:
    """Section 121(6): all nine name A next, and three of them go."""
    sheet = tell("irish", in_order([[1, 0]] * 9 + [[0]] * 3 + [[2]] * 4, "ABC"), seats=2)
    assert sheet.quota == 6
    assert sheet.stage(2).transfers == (3, -3, 0)


def test_a_surplus_passes_over_those_who_are_elected_already() -> None:
    """Section 121(3): A and B are elected at the first count, so A's papers for B go on to C."""
    sheet = tell("irish", in_order([[0, 1, 2]] * 9 + [[1]] * 7 + [[2]] * 2 + [[3]] * 3), seats=3)
    assert sheet.elected_at(1) == ("A", "B")
    assert sheet.stage(2).transfers == (-3, 0, 3, 0)


def test_equals_for_last_are_told_apart_by_the_first_count_and_not_by_the_paper() -> None:
    """Section 122(3): B and C meet at 11 without a surplus anywhere; B had 10 at first and C 8."""
    sheet = tell("irish", papers("20 A, 18 E, 10 B, 8 C, 3 D>C, 1 D>B"), seats=1, ties=[LOT])
    assert sheet.excluded_at(stage=2) == "C"
    assert [(tie.among, tie.settled_by) for tie in sheet.ties][:1] == [((1, 2), "earlier stage")]


def test_all_but_a_hopeless_last_are_elected_however_many_places_are_left() -> None:
    """Section 124(1A): two places; D's 1 and A's surplus of 2 are less than the 4 of B and of C."""
    sheet = tell("irish", in_order([[0]] * 7 + [[1]] * 4 + [[2]] * 4 + [[3]]), seats=3)
    assert sheet.quota == 5 and len(sheet.stages) == 1
    assert set(sheet.winner_names) == {"A", "B", "C"}


def test_as_many_candidates_as_places_are_all_elected() -> None:
    """Section 124(1): C without a vote too."""
    assert tell("irish", in_order([[0]] * 3 + [[1]] * 2, "ABC"), seats=3).winner_names == ("A", "B", "C")


def test_exactly_the_quota_is_no_surplus() -> None:
    """Section 121(1): A has the quota of 5 and nothing to pass on; B and C are equal, and a lot must decide."""
    sheet = tell("irish", papers("5 A>B, 3 B, 2 C, 2 D, 2 E"), seats=2, ties=[LOT])
    assert sheet.quota == 5 and sheet.elected_at(1) == ("A",)
    assert "surplus" not in [stage.action for stage in sheet.stages]
