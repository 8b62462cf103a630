"""The alternative vote and the supplementary vote."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from comitia.count import AskRuling, EarlierStage, Papers, PublicLot, papers, tell
from comitia.count.formats import Source, receive
from comitia.count.ties import replay
from comitia.errors import Malformed, Unprovided
from tests.count.transferable.ballots import blt, json_of, text_of

DATA = Path(__file__).parent / "data" / "us-irv"


def test_burlington_2009_ends_as_published() -> None:
    """Final round 4313 to 4060; 607 papers exhausted, which counts the four blank or void ones."""
    sheet = tell("av", blt(DATA / "us_vt_btv_2009_03_mayor.blt.gz"), ties=[EarlierStage()])
    last = sheet.stages[-1]
    assert sheet.winner_names == ("Bob Kiss",)
    assert sorted(t for t in last.totals if t) == [4060, 4313]
    assert last.lost == 607 - 4 and sheet.valid == 8976


def test_every_us_contest_of_the_shared_data_has_its_winner(shared: Path) -> None:
    folder = shared / "ballots"
    contests = [d for d in json.loads((folder / "manifest.json").read_text())["datasets"] if d["group"] == "us-irv"]
    assert len(contests) >= 6
    for contest in contests:
        sheet = tell("av", blt(folder / contest["file"]), seats=1, ties=[EarlierStage(), PublicLot("any seed")])
        assert [c + 1 for c in sheet.winners] == contest["winners"], contest["name"]


def test_the_winner_of_each_shared_society_election_is_condorcet_phps(shared: Path) -> None:
    """Its instant run-off, with preferences taken as marked ("explicit")."""
    folder = shared / "ballots" / "tideman"
    reports = sorted(folder.glob("*.expected.json*"))
    assert len(reports) >= 20
    for report in reports:
        stem = report.name.split(".")[0]
        poll = receive(Source(f"{stem}.hil", text_of(next(folder.glob(f"{stem}.hil*"))).encode()))
        sheet = tell("av", poll, seats=1, ties=[EarlierStage(), PublicLot("any seed")])
        first = json_of(report)["explicit"]["Instant-runoff"].split(" > ")[0].split(" = ")
        assert {str(sheet.winners[0] + 1), sheet.winner_names[0]} & set(first), stem


def test_the_majority_is_of_the_continuing_votes_not_of_the_valid_ones() -> None:
    sheet = tell("av", papers("4 A, 3 B, 2 C"))
    assert sheet.winner_names == ("A",)
    assert [stage.quota for stage in sheet.stages] == [5, 4]
    assert sheet.stage(2).non_transferable == (("exhausted", 2),)


def test_a_tie_for_last_stops_the_count_and_is_named() -> None:
    with pytest.raises(Unprovided, match="B, C are tied"):
        tell("av", papers("4 A, 3 B>C, 3 C>B"))


def test_a_lot_is_shown_can_be_replayed_and_says_what_the_other_fall_would_have_meant() -> None:
    sheet = tell("av", papers("4 A, 3 B>C, 3 C>B"), ties=[PublicLot("seed of the day")])
    tie = sheet.ties[0]
    assert tie.draw is not None and replay(tie.draw, sheet.candidates) == tie.chosen
    other = next(c for c in (1, 2) if c != tie.chosen)
    assert tie.otherwise == ((other, (tie.chosen,)),)


def test_a_ruling_settles_the_tie_that_it_names() -> None:
    sheet = tell("av", papers("4 A, 3 B>C, 3 C>B"), ties=[AskRuling({1: "C"}, "the chair")])
    assert sheet.excluded_at(stage=1) == "C"
    assert sheet.ties[0].settled_by == "ruling"


def test_more_seats_than_one_are_refused() -> None:
    with pytest.raises(Malformed, match="fills one seat"):
        tell("av", papers("4 A, 3 B"), seats=2)


def test_no_papers_and_no_candidates_elect_nobody_by_themselves() -> None:
    nobody = tell("av", Papers.of_rankings([], []))
    assert nobody.winners == ()
    with pytest.raises(Unprovided):
        tell("av", Papers.of_rankings(["A", "B"], []))
    assert tell("av", Papers.of_rankings(["A"], [])).winner_names == ("A",)


def test_half_a_million_papers_are_counted_from_a_matrix_as_from_a_list() -> None:
    rng = np.random.default_rng(2016)
    marks = rng.integers(0, 5, (506_438, 1)).astype(np.int16)
    sheet = tell("av", Papers.of_marks(["A", "B", "C", "D", "E"], marks), ties=[EarlierStage()])
    assert sheet.valid == 506_438
    assert list(sheet.stage(1).totals) == np.bincount(marks[:, 0]).tolist()


def test_supplementary_vote_counts_only_second_choices_of_papers_left_out() -> None:
    sheet = tell("supplementary", papers("5 A>B, 4 B>A, 3 C>B, 2 D>C>A"))
    assert sheet.winner_names == ("B",)
    assert sheet.stage(2).totals == (5, 7, 0, 0)


def test_supplementary_vote_keeps_all_who_are_equal_second() -> None:
    sheet = tell("supplementary", papers("6 A, 3 B, 3 C, 2 D>C"))
    assert sheet.excluded_at(stage=1) == "D"
    assert sheet.stage(2).totals == (6, 3, 5, 0)
    assert sheet.winner_names == ("A",)


def test_supplementary_vote_ends_at_once_with_more_than_half() -> None:
    sheet = tell("supplementary", papers("5 A, 3 B, 1 C"))
    assert len(sheet.stages) == 1 and sheet.winner_names == ("A",)


def test_half_of_the_first_preferences_is_not_more_than_half() -> None:
    """Supplementary vote: A's 3 of 6 go to the second count, where B has as many."""
    with pytest.raises(Unprovided, match="A, B are tied"):
        tell("supplementary", papers("3 A, 2 B, 1 C>B"))
    with pytest.raises(Unprovided, match="A, B are tied"):
        tell("supplementary", papers("1 A, 1 B"))


def test_a_sole_candidate_wins_the_supplementary_vote() -> None:
    assert tell("supplementary", papers("1 A")).winner_names == ("A",)
    assert tell("supplementary", Papers.of_rankings(["A"], [])).winner_names == ("A",)
