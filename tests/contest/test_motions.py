"""Motions put within a contest: the people they ask for, their sentence on the page, their effects on the offices."""

import json
from typing import Any

import pytest

from comitia.contest import Standing, as_data, tell
from comitia.errors import Malformed
from tests.contest.made import contest, fact, on


def run(day: str, **put: Any) -> Standing:
    facts = [
        fact("2026-10-01", "holder", office="chair", person="Ann Ash"),
        fact("2026-10-01", "holder", office="secretary", person="Bob Box"),
        fact("2026-10-17", "put", **put),
    ]
    return on(contest("template", "chair", facts), day)


def test_a_quorum_of_those_present_can_be_met_and_missed() -> None:
    figures = {"motion": "confidence", "ayes": 3, "noes": 5, "entitled": 40}
    assert run("2026-10-17", **figures, present=10).motions[0].result == "lost"
    assert run("2026-10-17", **figures, present=9).motions[0].result == "invalid"


def test_the_statutory_number_and_the_seats_filled_may_be_stated() -> None:
    figures = {"motion": "remove-chair", "ayes": 21, "noes": 0, "entitled": 40, "members": 40, "seats-filled": 38}
    noticed = [fact("2026-10-01", "states", name="notice_given", value=True), fact("2026-10-17", "put", **figures)]
    facts = [fact("2026-10-01", "holder", office="chair", person="Ann Ash"), *noticed]
    assert on(contest("template", "chair", facts), "2026-10-17").motions[0].result == "carried"


def test_more_papers_than_people_present_are_refused() -> None:
    with pytest.raises(Malformed, match="8 papers, but only 7 present"):
        run("2026-10-17", motion="confidence", ayes=3, noes=5, entitled=40, present=7)


def test_the_page_tells_a_motion_with_its_figures_and_its_arithmetic() -> None:
    standing = run("2026-10-17", motion="confidence", ayes=3, noes=20, entitled=40, present=25)
    page = " ".join(tell(standing).split())
    assert "confidence in the chair lost, 3 for, 20 against (10 needed" in page
    assert "votes for: 3 of 23 votes for or against (13.0 %); more than half needs 12: not met, 9 short" in page
    assert json.loads(json.dumps(as_data(standing)))["motions"][0]["tally"] == {"for": 3, "against": 20}


def test_what_befell_the_offices_is_told_as_data_with_clause_and_cause() -> None:
    standing = run("2026-10-17", motion="confidence", ayes=3, noes=20, entitled=40, present=25)
    told = [(c["office"], c["event"], c["person"], c["clause"], c["by"]) for c in as_data(standing)["office_changes"]]
    assert told == [
        ("chair", "leaves", "Ann Ash", "2.4", "motion"),
        ("chair", "acts", "Bob Box", "3.4", "succession"),
        ("chair", "may-stand", "Ann Ash", "2.4", "motion"),
    ]
