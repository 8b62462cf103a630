"""The sheet: what it says is exact, complete and checked."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from comitia.count import Scale, methods, papers, tell
from comitia.count.sheet import Stage
from comitia.errors import Invalid, Malformed

POLL = papers("7 A>B, 3 B, 2 C, 1 D>C, 1 -, 1 A=B")


def test_amounts_are_printed_exactly_and_never_rounded_up() -> None:
    assert Scale(100_000, 5).show(51713156) == "517.13156"
    assert Scale(1, 0).show(7) == "7"
    assert Scale(1, 3).show(Fraction(2, 3)) == "0.666"
    assert Scale(100, 2).show(-5) == "-0.05"
    assert Scale(1, 2).show(Fraction(-1, 1000)) == "0.00"


def test_a_column_that_does_not_add_up_is_refused() -> None:
    sheet = tell("scottish", POLL, seats=2)
    first = sheet.stages[0]
    wrong = replace(first, totals=(first.totals[0] + 1, *first.totals[1:]))
    with pytest.raises(Invalid, match="stage 1 adds to"):
        replace(sheet, stages=(wrong, *sheet.stages[1:])).check()
    debt = replace(first, totals=(first.totals[0] + first.totals[1] + 1, -1, *first.totals[2:]))
    with pytest.raises(Invalid, match="below 0"):
        replace(sheet, stages=(debt,)).check()


def test_papers_that_do_not_count_are_told_apart() -> None:
    sheet = tell("scottish", POLL, seats=2)
    assert sheet.papers == 15
    assert sheet.rejected == {"blank": 1, "overmarked": 1}
    assert sheet.show(sheet.valid) == "13.00000"


def test_every_decision_has_its_clause_its_figures_and_a_sentence() -> None:
    sheet = tell("scottish", POLL, seats=2)
    kinds = [d.kind for d in sheet.decisions]
    assert {"quota", "elected", "surplus"} <= set(kinds)
    for decision in sheet.decisions:
        assert decision.clause.startswith("rule ") and decision.reason.endswith(".")
    elected = next(d for d in sheet.decisions if d.kind == "elected")
    assert [sheet.show(f.amount) for f in elected.figures] == ["7.00000", "5.00000"]


def test_the_flows_of_a_stage_are_its_transfers() -> None:
    sheet = tell("scottish", papers("9 A>B, 3 B, 4 C>B, 2 D>A>C"), seats=2)
    for stage in sheet.stages[1:]:
        for c in range(4):
            came = sum(f.amount for f in stage.flows if f.target == c)
            went = sum(f.amount for f in stage.flows if f.source == c)
            assert came - went == stage.transfers[c]


def test_json_has_the_fields_that_are_promised() -> None:
    out = json.loads(json.dumps(tell("scottish", POLL, seats=2).to_json()))
    assert out["method"] == "scottish"
    assert out["candidates"] == ["A", "B", "C", "D"]
    assert out["winners"] == ["A", "B"] and out["winners_index"] == [1, 2]
    assert out["quota"] == "5.00000"
    stage = out["stages"][1]
    assert stage["totals"]["A"] == "5.00000" and stage["clause"] == "rule 48"
    assert stage["transfer_value"] == "0.28571"
    assert stage["non_transferable_by_cause"] == {"rounding": "0.00003"}
    assert stage["sum"] == out["valid"]


def test_fractions_that_do_not_end_are_shown_exactly_beside_the_decimals() -> None:
    from comitia.count.transferable.electoral_college import College

    college = College.of({"all": (Fraction(1), papers("2 A, 1 B"))})
    out = tell("electoral-college", college).to_json()
    assert out["stages"][0]["totals"]["A"] == "66.66666"
    assert out["stages"][0]["exact"] == ["200/3", "100/3"]


def test_the_margin_says_how_near_the_nearest_decision_was() -> None:
    sheet = tell("scottish", papers("9 A, 4 B, 3 C>B, 8 D"), seats=1)
    margin = sheet.margins[0]
    assert (margin.stage, margin.amount) == (1, 100_000)
    assert margin.sentence == "1.00000 votes decided stage 1: C behind B"


def test_methods_are_known_by_name_and_an_unknown_name_lists_them() -> None:
    assert {"scottish", "ers97", "meek-nz", "meek-prf", "av", "supplementary"} <= set(methods())
    with pytest.raises(Malformed, match="scottish"):
        tell("skottish", POLL)


def test_papers_of_another_kind_are_refused() -> None:
    with pytest.raises(Malformed, match="counts Rounds"):
        tell("exhaustive", POLL)


def test_a_stage_adds_up_what_is_lost() -> None:
    stage = Stage(1, "x", (), "", (1, 2), (1, 2), (("exhausted", 3), ("rounding", 4)))
    assert (stage.lost, stage.column) == (7, 10)
