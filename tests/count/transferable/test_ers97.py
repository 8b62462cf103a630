"""ERS97: the clauses that other rules do not have."""

from __future__ import annotations

from pathlib import Path

import pytest

from comitia.count import AskRuling, papers, tell
from comitia.errors import Unprovided
from tests.count.transferable.ballots import blt

DATA = Path(__file__).parent / "data" / "stv"


def test_the_model_election_goes_as_the_clauses_say() -> None:
    """753 papers, six places: quota 107.58 (5.1.6), Smith's surplus at 0.21 (5.3.7), deferral, exclusions together."""
    sheet = tell("ers97", blt(DATA / "ers97.blt"))
    assert sheet.quota == 10758
    assert set(sheet.winner_names) == {"Smith", "Carpenter", "Duke", "Prince", "Vicar", "Freeman"}
    assert sheet.stage(2).transfer_value == 21
    assert dict(sheet.stage(2).non_transferable) == {"rounding": 59}
    assert sheet.excluded_at(stage=3) == ("Wright", "Glazier")
    assert [d.clause for d in sheet.stage(3).decisions if d.kind == "deferred"] == ["5.2.2"]
    assert [sheet.show(t) for t in sheet.stage(4).totals] == [
        "107.58", "122.35", "0.00", "0.00", "108.68", "104.31", "68.26", "67.10", "71.31", "0.00", "96.62",
    ]  # fmt: skip


def test_a_surplus_smaller_than_the_gap_of_the_two_lowest_waits() -> None:
    """5.2.2(a), the model election's stage 5: Duke's 1.10 against Abbot's 68.10 and Baron's 70.26; only Abbot goes."""
    sheet = tell("ers97", blt(DATA / "ers97.blt"))
    deferred = [d for d in sheet.stage(5).decisions if d.kind == "deferred"]
    assert [sheet.show(f.amount) for d in deferred for f in d.figures] == ["1.10"]
    assert sheet.excluded_at(stage=5) == "Abbot"


def test_a_surplus_that_could_change_who_is_last_is_transferred_first() -> None:
    """5.2.2: 2 to share out, and the two lowest are 1 apart."""
    sheet = tell("ers97", papers("12 A>C, 7 B, 5 C, 6 D"), seats=2)
    assert sheet.stage(2).action == "surplus"
    assert sheet.stage(2).totals[2] > sheet.stage(2).totals[3]


def test_an_exact_quota_gets_no_hundredth_more() -> None:
    """5.1.6."""
    assert tell("ers97", papers("6 A, 4 B, 2 C>B"), seats=2).quota == 400
    assert tell("ers97", papers("6 A, 3 B, 4 C>B"), seats=2).quota == 434


def test_a_surplus_goes_on_the_last_batch_alone() -> None:
    """5.3.2: A reaches the quota by C's papers, so only those go on, to D; A's own papers for B stay."""
    sheet = tell("ers97", papers("9 A>B, 7 B, 7 D, 6 E, 3 C>A>D"), seats=2)
    surplus = next(stage for stage in sheet.stages if stage.action == "surplus")
    assert sheet.names(surplus.subjects) == ("A",)
    assert surplus.transfers[sheet.candidates.index("B")] == 0
    assert surplus.transfers[sheet.candidates.index("D")] == 3 * 44
    assert surplus.transfer_value == 44


def test_a_transfer_value_never_exceeds_the_present_value() -> None:
    """5.3.7: fewer transferable papers than the surplus: each keeps its value, and the rest is non-transferable."""
    sheet = tell("ers97", papers("9 A, 1 A>B, 3 B, 4 C"), seats=2)
    stage = sheet.stage(2)
    assert stage.transfer_value == 100
    assert stage.transfers[1] == 100
    assert dict(stage.non_transferable) == {"exhausted": 10 * 100 - 567 - 100}


def test_the_quota_falls_while_nobody_is_elected() -> None:
    """5.4.8: D's five papers name nobody else, and nobody is elected yet: 61 votes for two places are 20.34 each."""
    sheet = tell("ers97", papers("20 A, 19 B, 18 C, 5 D, 4 E>A"), seats=2)
    assert sheet.quota == 2200
    assert sheet.stage(2).decisions[0].clause == "5.4.8"
    assert sheet.stage(2).quota == 2034
    assert sheet.elected_at(2) == ("A",)


def test_ties_look_at_the_first_difference_not_the_latest() -> None:
    """5.2.5: B and C meet at 11; at the first stage B had 10 and C 8, so C goes; nobody draws lots."""
    sheet = tell("ers97", papers("20 A, 18 E, 10 B, 8 C, 3 D>C, 1 D>B"), seats=1)
    tie = next(tie for tie in sheet.ties if {1, 2} <= set(tie.among))
    assert tie.settled_by == "earlier stage"
    assert sheet.candidates[tie.chosen] == "C"


def test_equal_at_every_point_needs_a_lot() -> None:
    with pytest.raises(Unprovided, match=r"5\.2\.5"):
        tell("ers97", papers("20 A, 18 E, 10 B, 10 C"), seats=1)


def test_when_all_places_are_filled_nothing_moves_any_more() -> None:
    """5.5.2."""
    sheet = tell("ers97", papers("6 A, 6 B, 2 C"), seats=2)
    assert len(sheet.stages) == 1
    assert sheet.excluded_at(stage=1) == "C"


def test_exactly_the_quota_is_no_surplus() -> None:
    sheet = tell("ers97", papers("4 A>B, 3 B, 3 C, 2 D>B"), seats=2)
    assert sheet.elected_at(1) == ("A",)
    assert [stage.action for stage in sheet.stages] == ["first preferences", "exclusion"]


def test_an_elected_candidate_gets_no_further_batch_of_an_exclusion() -> None:
    """5.4.10: B's own six papers elect A; the batch worth 0.21, which names A next, passes A over and goes to C."""
    sheet = tell("ers97", papers("6 B>A, 12 E>D>C, 9 A, 5 D, 2 E>B>A>C, 10 C"), seats=3)
    assert sheet.names(sheet.stage(3).subjects) == ("B",)
    assert sheet.stage(3).transfers == (600, -642, 42, 0, 0)
    assert sheet.elected_at(3) == ("A",)


def test_a_surplus_equal_to_the_gap_waits() -> None:
    """5.2.2(a): "does not exceed"."""
    sheet = tell("ers97", papers("11 A>C, 8 B, 5 C, 6 D"), seats=2)
    assert [d.kind for d in sheet.stage(1).decisions] == ["elected", "deferred", "excluded"]
    assert sheet.excluded_at(stage=1) == "C"


def test_a_surplus_waits_for_a_group_that_can_go_together() -> None:
    """5.2.2(b): C and D are equal, so 1 could change who is last; but both go, with 3 against E's 8."""
    sheet = tell("ers97", papers("11 A>C, 9 B, 8 E, 1 C, 1 D"), seats=2)
    assert sheet.excluded_at(stage=1) == ("C", "D")


def test_the_first_candidate_of_the_paper_receives_a_surplus_like_any_other() -> None:
    sheet = tell("ers97", papers("12 B>A, 5 A, 6 C, 7 D"), seats=2)
    assert sheet.stage(2).transfers == (12 * 16, -200, 0, 0)


def test_papers_can_go_on_at_nothing_and_are_still_a_batch_of_their_own() -> None:
    """0.33 on 101 papers is 0.00 each; they move, worth nothing, and the rest is lost."""
    poll = papers("101 A>C>D, 71 B, 65 C, 65 D>C")
    sheet = tell("ers97", poll, seats=2, ties=[AskRuling({1: "C"})])
    assert sheet.quota == 10067
    assert sheet.stage(2).transfer_value == 0
    assert sheet.stage(2).transfers == (-33, 0, 0, 0)
    assert dict(sheet.stage(2).non_transferable) == {"rounding": 33}
    assert sheet.names(sheet.stage(3).subjects) == ("C",)
    assert len(sheet.winners) == 2


def test_as_many_candidates_as_places_are_all_elected() -> None:
    """5.5.1: B has less than the quota of 4.67, and C less than anybody's surplus; there are three places."""
    assert tell("ers97", papers("5 A, 3 B, 1 C"), seats=3).winner_names == ("A", "B", "C")
    assert tell("ers97", papers("5 A, 4 B"), seats=3).winner_names == ("A", "B")
    assert tell("ers97", papers("9 A>B, 1 B"), seats=3).winner_names == ("A", "B")


def test_the_last_place_goes_to_whom_an_exclusion_leaves_alone() -> None:
    """5.5.1, after 5.2.5: B goes, and C is the one who is left."""
    sheet = tell("ers97", papers("6 D, 5 F, 2 C, 1 B"), seats=3)
    assert sheet.winner_names == ("D", "F", "C")
    assert "B" in [sheet.excluded_at(stage.number) for stage in sheet.stages]


def test_a_surplus_passes_over_those_who_are_elected_already() -> None:
    """5.3.3 and 5.1.7: A and B both have the quota of 5.25 at first; A's papers name B next, then C."""
    sheet = tell("ers97", papers("9 A>B>C, 7 B, 2 C, 3 D"), seats=3)
    assert sheet.elected_at(1) == ("A", "B")
    assert sheet.stage(2).transfers[:3] == (-375, 0, 9 * 41)


def test_who_reaches_the_quota_by_a_surplus_is_elected_at_that_stage() -> None:
    """5.3.13: 9 papers at 0.33 bring B from 4.00 to 6.97; the quota is 6.00."""
    sheet = tell("ers97", papers("9 A>B, 4 B, 3 C, 2 D"), seats=2)
    assert sheet.stage(2).totals[1] == 697
    assert sheet.elected_at(2) == ("B",)


def test_of_more_equals_than_places_none_is_elected_and_one_is_excluded_by_lot() -> None:
    """5.6.2, then 5.2.5: A and B have half each and always had."""
    sheet = tell("ers97", papers("3 A, 3 B"), seats=1, ties=[AskRuling({1: "A"})])
    assert "5.6.2" in [decision.clause for decision in sheet.stage(1).decisions]
    assert sheet.excluded_at(stage=1) == "A"
    assert sheet.winner_names == ("B",)
