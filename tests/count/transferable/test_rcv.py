"""Ranked choice voting: the settings that RCTab's test sets do not reach."""

from __future__ import annotations

from fractions import Fraction

import pytest

from comitia.count import EarlierStage, PublicLot, papers, tell
from comitia.count.transferable.rcv import WRITE_INS, Rcv, rcv_method
from comitia.errors import Malformed

LOT = [EarlierStage(), PublicLot("seed")]


def test_a_repeated_name_is_passed_over_or_spends_the_paper() -> None:
    poll = papers("5 A, 4 B, 3 C>C>B, 1 D>B")
    passed = tell(rcv_method(Rcv()), poll, ties=LOT)
    assert passed.winner_names == ("B",)
    stopped = tell(rcv_method(Rcv(repeated_stops=True)), poll, ties=LOT)
    assert dict(stopped.stages[-1].non_transferable) == {"repeated": 30_000}


def test_an_overmarked_rank_counts_if_just_one_of_it_is_left() -> None:
    """A goes out first; then A and B on one rank is a vote for B."""
    poll = papers("5 C, 4 B, 1 A, 2 A=B>C")
    sheet = tell(rcv_method(Rcv(overmarked="one-left")), poll, ties=LOT)
    assert dict(sheet.stage(1).non_transferable) == {"overmarked": 20_000}
    later = tell(rcv_method(Rcv(overmarked="one-left")), papers("5 C, 4 B, 1 A>A=B"), ties=LOT)
    assert later.stages[-1].totals[1] == 50_000


def test_ranks_beyond_the_most_that_count_are_not_read() -> None:
    poll = papers("5 A, 4 B, 3 C>D>B, 1 D")
    assert tell(rcv_method(Rcv(most_ranks=2)), poll, ties=LOT).winner_names == ("A",)
    assert tell(rcv_method(Rcv(most_ranks=3)), poll, ties=LOT).winner_names == ("B",)


def test_all_below_the_minimum_of_the_first_round_go_together() -> None:
    sheet = tell(rcv_method(Rcv(minimum=3)), papers("8 A, 7 B, 2 C>B, 1 D>B, 3 E"), ties=LOT)
    assert sheet.excluded_at(stage=1) == ("D", "C")
    assert sheet.excluded_at(stage=2) == "E"


def test_a_threshold_fixed_by_the_first_round_does_not_fall() -> None:
    poll = papers("5 A, 4 B, 3 C")
    assert [s.quota for s in tell(rcv_method(Rcv(first_round_threshold=True)), poll, ties=LOT).stages] == [70_000] * 2
    assert [s.quota for s in tell(rcv_method(Rcv()), poll, ties=LOT).stages] == [70_000, 50_000]


@pytest.mark.parametrize(("kind", "quota"), [("whole", 40_000), ("decimal", 33_334), ("hare", 50_000)])
def test_thresholds_for_two_seats(kind: str, quota: int) -> None:
    rules = Rcv(threshold=kind)  # type: ignore[arg-type]
    assert tell(rcv_method(rules), papers("5 A>B, 3 B, 2 C"), seats=2, ties=LOT).quota == quota


def test_a_surplus_loses_only_what_its_cutting_takes() -> None:
    sheet = tell(rcv_method(Rcv()), papers("7 A>B, 2 B, 1 C"), seats=2, ties=LOT)
    assert sheet.stage(2).transfers == (-30_000, 7 * 4285, 0)
    assert dict(sheet.stage(2).non_transferable) == {"residual surplus": 5}


def test_write_ins_go_out_before_anybody_is_elected_for_several_seats() -> None:
    poll = papers(f"7 A>B, 2 B, 1 C, 1 {WRITE_INS}>B")
    sheet = tell(rcv_method(Rcv()), poll, seats=2, ties=LOT)
    assert sheet.excluded_at(stage=1) == WRITE_INS
    assert sheet.elected_at(stage=2) == ("A",)


def test_bottoms_up_keeps_all_above_a_share() -> None:
    rules = Rcv(bottoms_up=Fraction(1, 4))
    sheet = tell(rcv_method(rules), papers("5 A, 4 B, 1 C>B, 1 D>A"), ties=LOT)
    assert set(sheet.winner_names) == {"A", "B"}
    assert len(sheet.stages) == 3


def test_one_seat_after_the_other_passes_over_those_elected() -> None:
    sheet = tell(rcv_method(Rcv(sequential=True)), papers("6 A>B, 3 C, 2 D"), seats=2, ties=LOT)
    assert sheet.winner_names == ("A", "B")
    assert [stage.number for stage in sheet.stages] == list(range(1, len(sheet.stages) + 1))
    assert sheet.stages[1].title == "Seat 2, round 1"


def test_settings_that_are_not_known_are_refused() -> None:
    with pytest.raises(Malformed, match="winnerElectionMode"):
        Rcv.of({"winnerElectionMode": "approval", "overvoteRule": "exhaustImmediately"})
    with pytest.raises(Malformed, match="overvoteRule"):
        Rcv.of({"overvoteRule": "guess"})
    with pytest.raises(Malformed, match="maxRankingsAllowed"):
        Rcv.of({"overvoteRule": "exhaustImmediately", "maxRankingsAllowed": "many"})


def test_write_ins_are_nobody_and_cannot_be_elected() -> None:
    """They have more than half, and go out first."""
    sheet = tell(rcv_method(Rcv()), papers(f"6 {WRITE_INS}>A, 3 A, 2 B"), ties=LOT)
    assert sheet.excluded_at(stage=1) == WRITE_INS
    assert sheet.winner_names == ("A",)


def test_bottoms_up_until_the_seats_elects_nobody_on_the_way() -> None:
    """A has twice the threshold in the first round, and is elected with B when two are left."""
    rules = Rcv.of({"overvoteRule": "exhaustImmediately", "winnerElectionMode": "bottomsUp"})
    sheet = tell(rcv_method(rules), papers("8 A, 2 B, 1 C>B, 1 D>C"), seats=2, ties=LOT)
    assert sheet.winner_names == ("A", "B")
    assert [stage.elected for stage in sheet.stages][:-1] == [()] * (len(sheet.stages) - 1)
    assert all(stage.action != "surplus" for stage in sheet.stages)


def test_the_minimum_applies_after_write_ins_have_gone() -> None:
    sheet = tell(rcv_method(Rcv(minimum=4)), papers(f"8 A, 7 B, 2 C>B, 3 D, 1 {WRITE_INS}>C"), ties=LOT)
    assert sheet.excluded_at(stage=1) == WRITE_INS
    assert set(sheet.excluded_at(stage=2) or ()) == {"C", "D"}
