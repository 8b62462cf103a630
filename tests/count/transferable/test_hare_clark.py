"""Hare-Clark and the filling of casual vacancies."""

from __future__ import annotations

from pathlib import Path

import pytest

from comitia.count import Papers, PublicLot, papers, tell
from comitia.count.transferable.countback import Vacancy
from comitia.errors import Malformed, Unprovided
from tests.count.transferable.ballots import json_of

DATA = Path(__file__).parent / "data" / "concretestv"
UNIT = 1_000_000


def concrete(path: Path) -> Papers:
    """An example of ConcreteSTV: votes below the line as they are, those above it by party in candidates' order."""
    value = json_of(path)
    meta = value["metadata"]
    names = [c["name"] for c in meta["candidates"]]
    of_party: dict[int, list[int]] = {}
    for number, candidate in enumerate(meta["candidates"]):
        if candidate.get("party") is not None:
            of_party.setdefault(candidate["party"], []).append(number)
    rankings = [vote["candidates"] for vote in value["btl"]]
    rankings += [[c for party in vote["parties"] for c in of_party[party]] for vote in value["atl"]]
    weights = [vote["n"] for vote in (*value["btl"], *value["atl"])]
    return Papers.of_rankings(names, rankings, weights, seats=meta["vacancies"])


@pytest.mark.parametrize("path", sorted(DATA.glob("*.stv")), ids=lambda path: path.stem)
@pytest.mark.parametrize("method", ["hare-clark", "scottish", "ers97", "meek-prf", "meek-nz", "wigm-prf"])
def test_polls_that_break_other_rules_break_nothing_here(path: Path, method: str) -> None:
    """No total below nothing, no paper worth more than a vote, as many elected as there are seats."""
    poll = concrete(path)
    sheet = tell(method, poll, ties=[PublicLot("seed")])
    assert len(sheet.winners) == poll.seats
    for stage in sheet.stages:
        assert min(stage.totals) >= 0
        assert stage.transfer_value is None or 0 <= stage.transfer_value <= sheet.scale.unit


def test_a_surplus_goes_on_the_last_parcel_at_an_exact_fraction() -> None:
    """Clauses 6 and 1C(2): C's five papers make A successful with 1 too many: each is worth 1/5 for the next."""
    sheet = tell("hare-clark", papers("7 A>D, 8 B, 7 D, 5 C>A>D"), seats=2)
    assert sheet.quota == 10 * UNIT
    surplus = next(stage for stage in sheet.stages if stage.action == "surplus")
    assert sheet.names(surplus.subjects) == ("A",)
    assert surplus.transfers == (-2 * UNIT, 0, 0, 2 * UNIT)
    assert surplus.transfer_value == 400_000


def test_count_votes_are_cut_at_six_places_for_each_candidate() -> None:
    """Clause 1A: a surplus of 1 on three papers, two to B and one to C, is 0.666666 and 0.333333."""
    sheet = tell("hare-clark", papers("2 A>B, 1 A>C, 1 B, 1 C"), seats=2)
    stage = sheet.stage(2)
    assert stage.transfers == (-UNIT, 666_666, 333_333)
    assert dict(stage.non_transferable) == {"rounding": 1}


def test_a_transfer_value_is_never_above_the_one_at_which_papers_came() -> None:
    """Clause 1C(4)."""
    sheet = tell("hare-clark", papers("9 A, 1 A>B, 3 B, 4 C"), seats=2)
    stage = sheet.stage(2)
    assert stage.transfer_value == UNIT
    assert dict(stage.non_transferable) == {"exhausted": 3 * UNIT}


def test_papers_of_the_excluded_go_by_transfer_value_in_counts_of_their_own() -> None:
    """Clause 9: D has two papers of 1, which go to C first, and then twenty of A's at 0.3, which elect B."""
    sheet = tell("hare-clark", papers("20 A>D>B, 11 B, 10 C, 2 D>C, 9 E"), seats=3)
    first, second = (stage for stage in sheet.stages if sheet.names(stage.subjects) == ("D",))
    assert (first.transfer_value, second.transfer_value) == (UNIT, 300_000)
    assert first.transfers == (0, 0, 2 * UNIT, -2 * UNIT, 0)
    assert second.transfers == (0, 6 * UNIT, 0, -6 * UNIT, 0)
    assert sheet.names(second.elected) == ("B",)


def test_who_becomes_successful_on_the_way_gets_no_later_count() -> None:
    """Clause 9(2)(d): C reaches the quota of 14 by D's own papers; A's at 0.3 pass C over and go to B."""
    sheet = tell("hare-clark", papers("20 A>D>C>B, 11 B, 12 C, 2 D>C, 9 E"), seats=3)
    second = [stage for stage in sheet.stages if sheet.names(stage.subjects) == ("D",)][1]
    assert second.transfers == (0, 6 * UNIT, 0, -6 * UNIT, 0)


def test_exactly_the_quota_is_no_surplus() -> None:
    sheet = tell("hare-clark", papers("4 A>B, 3 B, 2 C, 1 D>B"), seats=2)
    assert sheet.elected_at(1) == ("A",)
    assert "surplus" not in {stage.action for stage in sheet.stages}


def test_a_countback_recounts_only_what_elected_the_one_who_left() -> None:
    """A's papers all name C next; B's friends, who have most papers after A, have no part in it."""
    election = papers("8 A>C, 5 B>D, 2 D, 1 C")
    sheet = tell("countback", Vacancy(election, 2, "A", ("C", "D")))
    assert sheet.winner_names == ("C",)
    assert sheet.stage(1).totals[3] == 0


def test_papers_passed_on_with_a_surplus_count_only_for_what_stayed() -> None:
    """Clause 13: A has 9 papers and a quota of 6: each is worth 1 - 3/9 in the countback."""
    election = papers("9 A>B>C, 5 C, 3 D")
    sheet = tell("countback", Vacancy(election, 2, "A", ("B", "D")))
    assert sheet.winner_names == ("B",)
    assert sheet.stage(1).totals[1] == 6 * UNIT


def test_a_vacancy_of_somebody_who_was_not_elected_is_refused() -> None:
    election = papers("8 A>C, 5 B>D, 2 D, 1 C")
    with pytest.raises(Malformed, match="not elected"):
        tell("countback", Vacancy(election, 2, "D"))
    with pytest.raises(Malformed, match="did not stand"):
        tell("countback", Vacancy(election, 2, "Z"))


def test_a_recount_protects_those_who_sit() -> None:
    """ERS97, 7.1: C stays, whatever the papers say without A; the first new one fills the seat."""
    election = papers("8 A>C, 5 B, 3 C>D, 3 D>C")
    assert tell("ers97", election, seats=2).winner_names == ("A", "C")
    sheet = tell("recount", Vacancy(election, 2, "A"))
    assert sheet.winner_names == ("D",)
    assert not any("C" in sheet.names(stage.excluded) for stage in sheet.stages)


def test_papers_without_a_next_preference_are_exhausted_at_their_value() -> None:
    """Five of A's papers name nobody after D: at 0.3 they are 1.5 votes."""
    sheet = tell("hare-clark", papers("15 A>D>B, 5 A>D, 11 B, 10 C, 2 D>C, 9 E"), seats=3)
    second = [stage for stage in sheet.stages if sheet.names(stage.subjects) == ("D",)][1]
    assert second.transfers == (0, 4_500_000, 0, -6 * UNIT, 0)
    assert dict(second.non_transferable) == {"exhausted": 1_500_000}


def test_ties_look_at_the_last_count_at_which_they_differed() -> None:
    """Clause 8(2): B had 6 and C 5 at first, then C 7 and B 6, then both 8: B goes."""
    sheet = tell("hare-clark", papers("15 A, 14 F, 6 B, 5 C, 2 D>C, 2 E>B, 1 E>C"), seats=1)
    assert sheet.excluded_at(stage=3) == "B"


def test_the_surplus_of_the_earliest_count_goes_before_a_larger_one() -> None:
    """Clause 7: B has 5 since count 1, C gets 16 at count 2; B's goes first. The Scottish rules take the largest."""
    poll = papers("35 A>C, 22 B>D, 15 C>E, 5 D, 3 E")
    for method, order in (("hare-clark", ["A", "B", "C"]), ("scottish", ["A", "C", "B"])):
        sheet = tell(method, poll, seats=4)
        given = [sheet.names(stage.subjects)[0] for stage in sheet.stages if stage.action == "surplus"]
        assert given[:2] == order[:2], method


def test_the_first_candidate_of_the_paper_receives_like_any_other() -> None:
    sheet = tell("hare-clark", papers("12 B>A, 5 A, 6 C, 7 D"), seats=2)
    assert sheet.stage(2).transfers[0] == UNIT  # twelve times one twelfth, which is not cut


def test_a_countback_excludes_the_lowest_until_somebody_has_half_and_one() -> None:
    """Clauses 8, 9 and 12, by hand: 5 for C, 4 for B, 2 for D, 1 for E; the quota is 7. F goes with nothing, E's paper
    to B, and D's two, which name E next, pass over E and make B's 5 the 7 that end it."""
    election = papers("5 A>C, 4 A>B, 2 A>D>E>B, 1 A>E>B, 11 F")
    assert tell("hare-clark", election, seats=1).quota == 12 * UNIT
    sheet = tell("countback", Vacancy(election, 1, "A"))
    assert [sheet.excluded_at(stage) for stage in (1, 2, 3)] == ["F", "E", "D"]
    assert len(sheet.stages) == 4
    assert sheet.stages[-1].totals == (0, 7 * UNIT, 5 * UNIT, 0, 0, 0)
    assert sheet.winner_names == ("B",)


def test_papers_that_could_not_go_on_with_the_surplus_keep_their_whole_value() -> None:
    """Clause 13: A has 10 for a quota of 9 by E's three papers, which named nobody who was continuing. In the
    countback they are three whole votes for E, beside the seven of A's first count for C."""
    election = papers("7 A>C, 3 E>A, 9 B, 6 C")
    sheet = tell("countback", Vacancy(election, 2, "A"))
    assert sheet.candidates == ("A", "B", "C", "E")
    assert sheet.stage(1).totals == (0, 0, 7 * UNIT, 3 * UNIT)
    assert sheet.winner_names == ("C",)


def test_half_of_the_votes_is_not_the_quota_of_a_countback() -> None:
    """Clause 12: 6 of 12 each; the paper does not decide between them."""
    with pytest.raises(Unprovided, match="B, C are tied"):
        tell("countback", Vacancy(papers("6 A>B, 6 A>C, 11 F"), 1, "A", ("B", "C")))


def test_who_alone_contests_a_vacancy_fills_it() -> None:
    election = papers("6 A>B, 6 A>C, 11 F")
    assert tell("countback", Vacancy(election, 1, "A", ("F",))).winner_names == ("F",)


def test_when_all_places_are_filled_nothing_moves_any_more() -> None:
    """Clause 4: A and B have the quota of 5; their equal surpluses need no lot."""
    sheet = tell("hare-clark", papers("6 A, 6 B, 1 C, 1 D"), seats=2)
    assert len(sheet.stages) == 1
    assert set(sheet.winner_names) == {"A", "B"}


def test_a_surplus_is_distributed_before_the_rest_are_elected_unopposed() -> None:
    """Clause 4(2): B gets A's 4 and the quota of 2, and so stands before C in the order of election."""
    assert tell("hare-clark", papers("6 A>B>C, 1 C"), seats=3).winner_names == ("A", "B", "C")


def test_a_surplus_passes_over_those_who_are_successful_already() -> None:
    """Clause 1B: A and B have the quota of 6 at first; A's surplus of 3 for B goes on to C."""
    sheet = tell("hare-clark", papers("9 A>B>C, 7 B, 2 C, 3 D"), seats=3)
    assert sheet.elected_at(1) == ("A", "B")
    assert sheet.stage(2).transfers == (-3 * UNIT, 0, 3 * UNIT, 0)


def test_a_tie_looks_back_to_the_count_of_a_surplus() -> None:
    """Clause 8(2): B and C have 5 at count 1 and 6 at count 3; at count 2, by A's surplus, B had 6 and C 5."""
    sheet = tell("hare-clark", papers("12 A>B, 5 B, 5 C, 1 D>C, 9 E"), seats=2)
    assert sheet.excluded_at(stage=3) == "C"
    assert sheet.ties[0].settled_by == "earlier stage"


def test_a_vacancy_of_one_elected_without_the_quota_is_counted_from_all_their_papers() -> None:
    """Clauses 4(2) and 13(1): B was left over with 2 votes of a quota of 3; both papers name C next."""
    election = papers("5 A, 2 B>C, 1 C")
    assert tell("hare-clark", election, seats=2).winner_names == ("A", "B")
    sheet = tell("countback", Vacancy(election, 2, "B"))
    assert sheet.stage(1).totals == (0, 0, 2 * UNIT)
    assert sheet.winner_names == ("C",)


def test_the_first_candidate_of_the_paper_can_fill_a_vacancy() -> None:
    """B has exactly the quota of 12; seven of the twelve name A next, five C."""
    sheet = tell("countback", Vacancy(papers("7 B>A, 5 B>C, 11 D"), 1, "B"))
    assert sheet.stage(1).totals == (7 * UNIT, 0, 5 * UNIT, 0)
    assert sheet.winner_names == ("A",)


def test_a_surplus_of_one_vote_has_gone_on_like_any_other() -> None:
    """Clause 13: thirteen papers for a quota of 12 are worth twelve votes when the seat falls vacant."""
    sheet = tell("countback", Vacancy(papers("13 A>B, 10 C"), 1, "A"))
    assert sheet.stage(1).totals == (0, 12 * UNIT, 0)


def test_in_a_countback_an_excluded_candidates_papers_reach_the_first_of_the_paper() -> None:
    """Clause 9: 5 for A, 6 for C, 2 for D; D goes, and both papers make A's 5 the 7 of 13 that end it."""
    sheet = tell("countback", Vacancy(papers("5 B>A, 6 B>C, 2 B>D>A, 12 E"), 1, "B", ("A", "C", "D")))
    assert sheet.excluded_at(stage=1) == "D"
    assert sheet.winner_names == ("A",)
