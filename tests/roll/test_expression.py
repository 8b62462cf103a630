"""A rule from outside is a checked tree, or refused with the place in it."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.errors import Malformed
from comitia.roll import move_freeze, receive_rules
from comitia.roll.rule.expression import Compare, Value, receive_node, shift_date

DATE = {"value": "2016-01-12", "type": "date"}
FACT = {"fact": "joined_on", "type": "date"}


@pytest.mark.parametrize(
    ("node", "said"),
    [
        (None, "expected an object"),
        ({"op": "xor", "of": []}, "found the operation 'xor'"),
        ({"op": "and", "of": DATE}, "needs a list"),
        ({"op": "<=", "left": FACT, "right": {"value": "x", "type": "text"}}, "both sides must be of one type"),
        ({"op": "<", "left": {"value": "a", "type": "text"}, "right": {"value": "b", "type": "text"}}, "have an order"),
        ({"op": "<=", "left": FACT, "right": {"value": "12/01/2016", "type": "date"}}, "found the value '12/01/2016'"),
        ({"op": "<=", "left": FACT, "right": {"value": "2016-01-12T12:00:00", "type": "instant"}}, "with their zone"),
        ({"op": "==", "left": {"value": 1.5, "type": "number"}, "right": {"value": 1, "type": "number"}}, "1.5"),
        ({"op": "==", "left": {"value": True, "type": "number"}, "right": {"value": 1, "type": "number"}}, "True"),
        ({"op": "==", "left": {"value": "1/0", "type": "number"}, "right": {"value": 1, "type": "number"}}, "1/0"),
        ({"op": "in", "left": FACT, "right": DATE}, "asks whether a text is in texts"),
        ({"op": "is", "of": FACT}, "needs a fact of type truth"),
        ({"op": "<=", "left": {"op": "shift", "of": FACT, "months": 10**9}, "right": DATE}, "at most 2,400"),
        ({"op": "<=", "left": {"type": "date"}, "right": DATE}, "expected a `fact`, a `value`"),
        ({"op": "<=", "left": {"fact": "", "type": "date"}, "right": DATE}, "needs a name"),
        ({"op": "<=", "left": {"fact": "x", "type": "colour"}, "right": DATE}, "found the type 'colour'"),
    ],
)
def test_what_is_no_rule_is_refused_with_the_reason(node: Any, said: str) -> None:
    with pytest.raises(Malformed, match=said):
        receive_node(node, "rule")


def test_a_tree_of_any_depth_is_refused_and_not_followed_to_the_end() -> None:
    node: dict[str, Any] = {"op": "true"}
    for _ in range(5000):
        node = {"op": "not", "of": node}
    with pytest.raises(Malformed, match="deeper than"):
        receive_node(node, "rule")


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)), st.integers(-240, 240))
def test_shifting_by_months_keeps_the_day_or_cuts_it_to_the_months_last(day: dt.date, months: int) -> None:
    moved = shift_date(day, months, 0)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved.day < day.day and (moved + dt.timedelta(1)).day == 1)


def test_six_months_before_the_last_of_august_is_the_last_of_february() -> None:
    assert shift_date(dt.date(2015, 8, 31), -6, 0) == dt.date(2015, 2, 28)


def test_an_electorate_that_asks_nothing_is_refused(six_months: dict[str, Any]) -> None:
    with pytest.raises(Malformed, match="would admit everybody"):
        receive_rules({**six_months, "tests": []}, "rule.json")


@pytest.mark.parametrize("weight", ["0", "-1", "1/0", 0.5, "a third", True, {"fact": 3}])
def test_a_weight_that_is_no_fraction_above_nought_is_refused(six_months: dict[str, Any], weight: object) -> None:
    with pytest.raises(Malformed, match="the weight is"):
        receive_rules({**six_months, "weight": weight}, "rule.json")


def test_two_sections_of_one_name_cannot_each_give_a_vote(six_months: dict[str, Any]) -> None:
    with pytest.raises(Malformed, match="two electorates have the section 'members'"):
        receive_rules({"counts": "each", "any": [six_months, {**six_months, "name": "other"}]}, "rule.json")


def test_a_moved_freeze_moves_the_date_in_tests_and_words(six_months: dict[str, Any]) -> None:
    (rule,), _ = receive_rules(move_freeze(six_months, dt.date(2016, 6, 24)), "rule.json")
    first = rule.tests[0].node
    assert isinstance(first, Compare) and isinstance(first.right, Value)
    assert first.right.value == rule.frozen_on == dt.date(2016, 6, 24)
    assert rule.tests[0].sentence == "joined on or before 24 June 2016"


def test_a_rule_without_a_freeze_date_cannot_be_moved(six_months: dict[str, Any]) -> None:
    with pytest.raises(Malformed, match="names no freeze date"):
        move_freeze({**six_months, "frozen_on": None}, dt.date(2016, 6, 24))
