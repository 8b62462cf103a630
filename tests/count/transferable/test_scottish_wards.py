"""Real wards under the Scottish rules: every stage as the returning officers published it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from comitia.count import Sheet, papers, tell
from tests.count.transferable.ballots import blt, json_of

DATA = Path(__file__).parent / "data"
SELECTION = sorted(DATA.glob("scotland/*.blt.gz"))
TYPED_WRONG = {("glasgow_2017_ward1", 3), ("midlothian_2017_ward1", None)}
"""Published cells that are wrong or differ in the last digit; see the README of the data."""


@pytest.mark.parametrize("path", SELECTION, ids=lambda path: path.name.split(".")[0])
def test_a_ward_is_counted_as_its_returning_officer_published_it(path: Path) -> None:
    check_ward(path)


def test_every_ward_of_the_shared_data_is_counted_as_published(shared: Path) -> None:
    wards = sorted((shared / "ballots" / "scotland").glob("*.blt.gz"))
    assert len(wards) >= 100
    for path in wards:
        check_ward(path)


def check_ward(path: Path) -> None:
    """Winners, totals and non-transferable votes of each stage, against the file of stages beside the ballots."""
    expected = json_of(path.with_name(path.name.replace(".blt.gz", ".stages.json.gz")))
    sheet = tell("scottish", blt(path))
    assert sorted(c + 1 for c in sheet.winners) == expected["winners"], path.name
    if expected.get("order_of_election"):
        assert set(expected["order_of_election"]) == {c + 1 for c in sheet.winners}
    if expected.get("quota"):
        assert sheet.quota == int(expected["quota"]) * 100_000
    assert len(sheet.stages) >= len(expected["stages"]), path.name
    for stage in expected["stages"]:
        check_stage(path.name, sheet, stage)


def check_stage(ward: str, sheet: Sheet, expected: dict[str, Any]) -> None:
    """Exact against the totals by the rule; the published totals to their own precision."""
    ours = sheet.stage(expected["stage"])
    assert ours.column == sheet.valid
    for c, name in enumerate(sheet.candidates):
        shown = sheet.show(ours.totals[c])
        by_rule = (expected.get("totals_by_rule") or expected["totals"])[str(c + 1)]
        assert shown == by_rule, (ward, expected["stage"], name)
    if "non_transferable_by_rule" in expected:
        assert sheet.show(ours.lost) == expected["non_transferable_by_rule"]
    for c, published in expected.get("totals", {}).items():
        published = published or "0"  # a blank cell: excluded at an earlier stage
        if abs(Decimal(sheet.show(ours.totals[int(c) - 1])) - Decimal(published)) > Decimal("0.006"):
            assert (ward.split(".")[0], expected["stage"]) in TYPED_WRONG, (ward, expected["stage"], c)


def test_the_latest_difference_decides_a_tie_and_not_the_first() -> None:
    """Rule 51(2): B had 6 and C 5 at stage 1, C 7 and B 6 at stage 2, both 8 at stage 3: B goes."""
    sheet = tell("scottish", papers("15 A, 14 F, 6 B, 5 C, 2 D>C, 2 E>B, 1 E>C"), seats=1)
    assert sheet.excluded_at(stage=3) == "B"


def test_of_equal_surpluses_the_one_ahead_at_the_latest_difference_goes_first() -> None:
    """Rule 49(2): A and B reach 12 together, the quota is 11; at stage 1 B was ahead."""
    sheet = tell("scottish", papers("9 A>C, 10 B>D, 7 C, 10 D, 3 E>A, 2 E>B"), seats=3)
    surpluses = [sheet.names(stage.subjects)[0] for stage in sheet.stages if stage.action == "surplus"]
    assert surpluses[:1] == ["B"]
    assert sheet.ties[0].wanted == "whose surplus goes first"


def test_a_paper_passes_over_those_who_have_the_quota_already() -> None:
    """Rule 48(2) and North Ayrshire ward 1: B is elected with A, so A's surplus for B goes on to C."""
    sheet = tell("scottish", papers("9 A>B>C, 7 B, 2 C, 3 D"), seats=3)
    assert sheet.stage(1).elected == (0, 1)
    assert sheet.stage(2).transfers[1] == 0 and sheet.stage(2).transfers[2] > 0


def test_the_vacancies_are_filled_without_a_further_transfer() -> None:
    """Rule 52(2): A's surplus stays where it is."""
    few = tell("scottish", papers("9 A>B, 2 B"), seats=2)
    assert len(few.stages) == 1 and few.winner_names == ("A", "B")
