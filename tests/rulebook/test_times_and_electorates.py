"""Days counted by rule, timetables with their clauses, electorates as plain data."""

import json
from datetime import date

import pytest

from comitia.errors import Malformed
from comitia.rulebook.api import due_on, electorate_on, holds, timetable, voters_of
from comitia.rulebook.form.vocabulary import Span
from tests.rulebook.pages import rulebook

FRIDAY = date(2016, 7, 1)


@pytest.mark.parametrize(
    ("span", "after", "before"),
    [
        (Span(days=1), date(2016, 7, 2), date(2016, 6, 30)),
        (Span(days=14, kind="clear"), date(2016, 7, 16), date(2016, 6, 16)),
        (Span(days=1, kind="working"), date(2016, 7, 4), date(2016, 6, 30)),
        (Span(days=5, kind="working"), date(2016, 7, 8), date(2016, 6, 24)),
        (Span(days=0), FRIDAY, FRIDAY),
        (Span(months=12), date(2017, 7, 1), date(2015, 7, 1)),
        (Span(years=5), date(2021, 7, 1), date(2011, 7, 1)),
        (Span(hours=48), date(2016, 7, 3), date(2016, 6, 29)),
    ],
)
def test_days_are_counted_as_rules_count_them(span: Span, after: date, before: date) -> None:
    assert due_on(FRIDAY, span, []) == after
    assert due_on(FRIDAY, span, [], before=True) == before


def test_holidays_are_no_working_days() -> None:
    assert due_on(FRIDAY, Span(days=1, kind="working"), [date(2016, 7, 4)]) == date(2016, 7, 5)


def test_a_timetable_follows_from_the_moments_that_are_known() -> None:
    rules = rulebook("template").on(date(2026, 3, 1))
    due = timetable(rules, "ballot.chair", {"ballot-opens": date(2026, 4, 8)})
    assert [(d.moment, d.on, d.clause) for d in due] == [
        ("nominations-close", date(2026, 4, 1), "3.2"),
        ("ballot-closes", date(2026, 4, 15), "3.2"),
    ]
    assert timetable(rules, "ballot.chair", {}) == ()


def test_deadlines_hang_on_each_other() -> None:
    """The timetable of 2016: from the close of nominations to the result."""
    rules = rulebook("labour-2016").on(date(2016, 7, 20))
    due = timetable(rules, "ballot.leader", {"nominations-close": date(2016, 7, 25)})
    assert [d.moment for d in due] == ["ballot-opens", "ballot-closes", "result"]
    assert [d.on for d in due] == [date(2016, 8, 22), date(2016, 9, 21), date(2016, 9, 24)]
    assert "30 days after ballot-opens (2016-08-22)" in due[1].sentence


@pytest.mark.parametrize(
    ("on", "frozen_on", "readings", "joined_in_march_votes"),
    [
        (date(2016, 7, 12), date(2016, 1, 12), (), False),
        (date(2016, 8, 8), None, ("evangelou-high-court",), True),
        (date(2016, 8, 12), date(2016, 1, 12), ("evangelou-appeal",), False),
    ],
)
def test_the_electorate_of_2016_changed_twice_in_court(
    on: date, frozen_on: date | None, readings: tuple[str, ...], joined_in_march_votes: bool
) -> None:
    rule = electorate_on(rulebook("labour-2016").on(on), "member", {})
    assert (rule.frozen_on, rule.readings) == (frozen_on, readings)
    member = {"category": "member", "joined_on": "2016-03-01", "status": "current"}
    assert all(holds(test.node, member) for test in rule.tests) is joined_in_march_votes
    assert holds(rule.as_data()["node"], {**member, "joined_on": "2016-01-12"}) is True


def test_an_electorate_is_plain_data_with_a_reason_for_each_test() -> None:
    told = electorate_on(rulebook("labour-2016").on(date(2016, 7, 12)), "member", {}).as_data()
    assert json.loads(json.dumps(told)) == told
    assert told["facts"] == {"category": "text", "joined_on": "date", "status": "text"}
    assert told["tests"][1] == {
        "clause": "4.II.2.C(vii)",
        "node": {
            "op": "<=",
            "left": {"fact": "joined_on", "type": "date"},
            "right": {"value": "2016-01-12", "type": "date"},
        },
        "sentence": "joined on or before 12 January 2016",
        "otherwise": "not: joined on or before 12 January 2016",
    }


def test_a_freeze_at_a_moment_needs_its_day() -> None:
    rules = rulebook("conservative-1998-2024").on(date(2022, 8, 1))
    with pytest.raises(Malformed, match="frozen at ballot-opens"):
        electorate_on(rules, "members", {})
    rule = electorate_on(rules, "members", {"ballot-opens": date(2022, 8, 31)})
    assert rule.tests[0].sentence == "joined on or before 3 months before 31 August 2022"
    assert holds(rule.tests[0].node, {"joined_on": "2022-05-31"}) is True
    assert holds(rule.tests[0].node, {"joined_on": "2022-06-01"}) is False


def test_the_voters_of_a_ballot_say_whether_each_votes_once() -> None:
    counts, electorates = voters_of(rulebook("labour-2016").on(date(2016, 8, 22)), "leader", {})
    assert counts == "once"
    assert [rule.name for rule in electorates] == ["member", "affiliated", "registered"]
