"""Exhaustive ballots, eliminative rounds and electoral colleges."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from comitia.count import AskRuling, papers, tell
from comitia.count.transferable.electoral_college import College
from comitia.count.transferable.exhaustive import Rounds
from comitia.errors import Malformed, Unprovided

DATA = Path(__file__).parent / "data" / "stv"


def test_conservative_mps_in_2016_leave_two_and_then_one() -> None:
    poll = json.loads((DATA / "conservative_mps_2016.json").read_text())
    expected = poll["expected"]
    names = list(poll["rounds"][0])
    withdrew = {int(key.split()[-1]): who for key, who in expected["withdrew"].items()}
    last_two = tell("eliminative", Rounds.of(names, poll["rounds"], withdrew={1: withdrew[1]}), seats=2)
    assert list(last_two.winner_names) == expected["final_two"]
    assert [list(last_two.names(stage.excluded)) for stage in last_two.stages] == expected["eliminated"]
    alone = tell("eliminative", Rounds.of(names, poll["rounds"], withdrew=withdrew), seats=2)
    assert alone.winner_names == (expected["unopposed_winner"],)


def test_several_fall_below_the_threshold_together() -> None:
    """2019: seventeen votes to pass the first round; the last falls only if nobody is below it."""
    held = Rounds.of(["A", "B", "C", "D", "E"], [{"A": 110, "B": 50, "C": 40, "D": 16, "E": 9}], thresholds={1: 17})
    sheet = tell("eliminative", held, seats=2)
    assert sheet.excluded_at(stage=1) == ("E", "D")
    assert sheet.winners == () and sheet.outcome == "another round among A, B and C"
    share = Rounds.of(["A", "B", "C"], [{"A": 50, "B": 45, "C": 5}], thresholds={1: Fraction(1, 10)})
    assert tell("eliminative", share, seats=2).winner_names == ("A", "B")


def test_nobody_above_the_threshold_is_not_provided_for() -> None:
    held = Rounds.of(["A", "B", "C"], [{"A": 5, "B": 4, "C": 3}], thresholds={1: 10})
    with pytest.raises(Unprovided, match="nobody"):
        tell("eliminative", held, seats=1)


def test_a_tie_for_last_in_a_round_needs_a_ruling() -> None:
    held = Rounds.of(["A", "B", "C"], [{"A": 5, "B": 3, "C": 3}])
    with pytest.raises(Unprovided, match="B, C are tied"):
        tell("eliminative", held, seats=2)
    assert tell("eliminative", held, seats=2, ties=[AskRuling({1: "B"})]).winner_names == ("A", "C")


def test_an_exhaustive_ballot_ends_with_more_than_half_of_a_round() -> None:
    held = Rounds.of(["A", "B", "C"], [{"A": 40, "B": 40, "C": 20}, {"A": 48, "B": 48}], spoilt={2: 4})
    tied = tell("exhaustive", Rounds.of(["A", "B", "C"], [{"A": 40, "B": 35, "C": 20}]))
    assert tied.outcome == "another round among A and B"
    with pytest.raises(Unprovided):
        tell("exhaustive", held)


def test_a_round_held_among_others_is_refused() -> None:
    with pytest.raises(Malformed, match="round 2"):
        tell("exhaustive", Rounds.of(["A", "B", "C"], [{"A": 40, "B": 35, "C": 20}, {"A": 48, "C": 52}]))
    with pytest.raises(Malformed, match="settled in round 1"):
        tell("exhaustive", Rounds.of(["A", "B"], [{"A": 40, "B": 35}, {"A": 48, "B": 52}]))


def test_exhausted_papers_leave_their_own_section() -> None:
    """The small section's plumpers for C go out with C, and its weight stays whole."""
    college = College.of(
        {
            "members": (Fraction(1, 2), papers("600 A, 390 B, 10 C>B", "A B C")),
            "affiliates": (Fraction(1, 2), papers("4 A, 5 B, 2 C", "A B C")),
        }
    )
    sheet = tell("electoral-college", college)
    last = sheet.stages[-1]
    assert sheet.excluded_at(stage=1) == "C"
    assert last.totals[0] == Fraction(100, 2) * Fraction(600, 1000) + Fraction(100, 2) * Fraction(4, 9)
    assert last.totals[1] == Fraction(100, 2) * Fraction(400, 1000) + Fraction(100, 2) * Fraction(5, 9)
    assert sheet.winner_names == ("A",)
    assert sum(last.totals) == 100


def test_a_section_without_a_live_vote_has_no_weight() -> None:
    """All of the parliament's papers plump for D, who goes first: 20 per cent are then in nobody's hands."""
    college = College.of(
        {
            "members": (Fraction(4, 5), papers("6 A, 4 B", "A B D")),
            "parliament": (Fraction(1, 5), papers("3 D", "A B D")),
        }
    )
    sheet = tell("electoral-college", college)
    assert sheet.excluded_at(stage=1) == "D"
    assert sheet.stages[-1].lost == 20
    assert sheet.winner_names == ("A",)


def test_shares_that_do_not_add_to_one_are_refused() -> None:
    with pytest.raises(Malformed, match="add to 1"):
        College.of({"members": (Fraction(1, 3), papers("1 A"))})


def test_an_exhaustive_ballot_elects_one_as_soon_as_somebody_has_more_than_half() -> None:
    """In the first round of three, and in the second of the two who were left; the other of them is not elected."""
    at_once = tell("exhaustive", Rounds.of(["A", "B", "C"], [{"A": 60, "B": 25, "C": 15}]))
    assert (at_once.winner_names, at_once.outcome) == (("A",), "settled")
    later = tell("exhaustive", Rounds.of(["A", "B", "C"], [{"A": 40, "B": 35, "C": 20}, {"A": 45, "B": 50}]))
    assert (later.winner_names, later.outcome) == (("B",), "settled")


def test_no_more_candidates_than_places_and_nobody_leaves() -> None:
    held = Rounds.of(["A", "B", "C"], [{"A": 3, "B": 1, "C": 0}])
    assert tell("eliminative", held, seats=3).winner_names == ("A", "B", "C")


def test_who_has_exactly_the_threshold_stays() -> None:
    """2019: "fewer than 17"; and a share of the valid vote likewise."""
    held = Rounds.of(["A", "B", "C", "D", "E"], [{"A": 110, "B": 50, "C": 40, "D": 17, "E": 9}], thresholds={1: 17})
    assert tell("eliminative", held, seats=2).excluded_at(stage=1) == "E"
    votes = {"A": 45, "B": 35, "C": 12, "D": 8}
    share = Rounds.of(list(votes), [votes], thresholds={1: Fraction(12, 100)})
    assert tell("eliminative", share, seats=2).excluded_at(stage=1) == "D"


def test_all_below_a_share_fall_together() -> None:
    votes = {"A": 50, "B": 40, "C": 6, "D": 4}
    held = Rounds.of(list(votes), [votes], thresholds={1: Fraction(1, 10)})
    assert tell("eliminative", held, seats=2).winner_names == ("A", "B")


def test_in_a_college_papers_pass_over_those_who_are_out_and_reach_the_first_candidate() -> None:
    """D goes, then C: the two papers that name D next go on to A, who beats B by 8 to 6."""
    college = College.of({"members": (Fraction(1), papers("5 A, 6 B, 2 C>D>A, 1 D>C>A"))})
    sheet = tell("electoral-college", college)
    assert [sheet.excluded_at(stage) for stage in (1, 2)] == ["D", "C"]
    assert sheet.winner_names == ("A",)
    assert sheet.stages[-1].totals[:2] == (Fraction(800, 14), Fraction(600, 14))


def test_a_sole_candidate_wins_a_college() -> None:
    assert tell("electoral-college", College.of({"members": (Fraction(1), papers("3 A"))})).winner_names == ("A",)
