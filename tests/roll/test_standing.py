"""The roll on a day: the latest word up to that day, and nothing before the first."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.errors import Malformed, OutOfOrder
from comitia.roll import history, make_roll, members_on
from comitia.roll.standing import read_members
from tests.roll.made import snapshot

DAY = dt.date(2016, 7, 12)


def test_before_the_first_file_nothing_is_known_and_nothing_is_guessed() -> None:
    roll = make_roll([snapshot(1, "2016-07-12", [{"number": "L1"}], "number")])
    with pytest.raises(OutOfOrder, match="the roll begins on 2016-07-12"):
        members_on(roll, dt.date(2016, 7, 11))


def test_a_later_file_speaks_for_the_members_and_fields_it_holds_and_no_others() -> None:
    first = snapshot(
        1, "2016-01-01", [{"number": "L1", "branch": "Hove", "category": "member"}, {"number": "L2", "branch": "Hove"}],
        "number", "branch", "category",
    )  # fmt: skip
    second = snapshot(2, "2016-06-01", [{"number": "L1", "branch": "Lewes"}, {"number": "L3"}], "number", "branch")
    table = members_on(make_roll([first, second]), DAY, ["branch", "category"])
    assert table.rows() == [("L1", "Lewes", "member"), ("L2", "Hove", None), ("L3", None, None)]
    assert members_on(make_roll([first, second]), dt.date(2016, 5, 31), ["branch"]).rows() == [
        ("L1", "Hove"),
        ("L2", "Hove"),
    ]


def test_a_file_of_an_earlier_day_taken_in_later_takes_its_place_by_day() -> None:
    late = snapshot(1, "2016-06-01", [{"number": "L1", "branch": "Lewes"}], "number", "branch")
    early = snapshot(2, "2016-01-01", [{"number": "L1", "branch": "Hove"}], "number", "branch")
    roll = make_roll([late, early])
    assert members_on(roll, DAY, ["branch"]).rows() == [("L1", "Lewes")]
    assert members_on(roll, dt.date(2016, 2, 1), ["branch"]).rows() == [("L1", "Hove")]


def test_an_empty_cell_in_a_later_file_empties_the_fact() -> None:
    first = snapshot(1, "2016-01-01", [{"number": "L1", "left_on": dt.date(2016, 1, 1)}], "number", "left_on")
    second = snapshot(2, "2016-06-01", [{"number": "L1", "left_on": None}], "number", "left_on")
    assert members_on(make_roll([first, second]), DAY, ["left_on"]).rows() == [("L1", None)]


@pytest.mark.parametrize(
    ("dates", "status"),
    [
        ((None, None, None, None), None),
        (("2016-07-13", None, None, None), "not yet"),
        (("2016-07-12", None, None, None), "current"),
        (("2010-01-01", "2016-07-12", None, None), "left"),
        (("2010-01-01", "2016-07-13", None, None), "current"),
        (("2016-01-01", "2014-01-01", None, None), "current"),
        (("2010-01-01", None, "2016-07-12", None), "suspended"),
        (("2010-01-01", None, "2016-07-01", "2016-07-12"), "suspended"),
        (("2010-01-01", None, "2016-07-01", "2016-07-11"), "current"),
    ],
)
def test_status_is_worked_out_from_the_dates_on_the_day(dates: tuple[str | None, ...], status: str | None) -> None:
    fields = ("joined_on", "left_on", "suspended_from", "suspended_until")
    row = {name: None if day is None else dt.date.fromisoformat(day) for name, day in zip(fields, dates, strict=True)}
    roll = make_roll([snapshot(1, "2016-01-01", [{"number": "L1", **row}], "number", *fields)])
    assert members_on(roll, DAY, ["status"]).rows() == [("L1", status)]


def test_facts_of_every_kind_come_back_as_they_were_written() -> None:
    row = {
        "number": "=1",
        "name": 'Ann "the\nHammer", Smith',
        "bodies": ";eplp;plp;",
        "joined_on": dt.date(2016, 1, 12),
        "seen_at": dt.datetime(2016, 7, 20, 17, 0, 0, 5, tzinfo=dt.UTC),
        "votes": -3,
        "arrears": False,
    }
    held = snapshot(
        1, "2016-01-01", [row], "number", "name", "bodies", "joined_on", "seen_at:instant", "votes", "arrears"
    )
    assert held.neutralised == 1 and b"'=1" in held.source
    assert read_members(held, list(row)).row(0, named=True) == row


texts = st.text(st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" ,\"';#=")).map(str.strip)


@given(st.lists(st.tuples(texts, texts), max_size=6))
def test_any_text_comes_back_as_it_was_written(rows: list[tuple[str, str]]) -> None:
    written = [
        {"number": f"L{n}", "name": name or None, "branch": branch or None} for n, (name, branch) in enumerate(rows)
    ]
    held = snapshot(1, "2016-01-01", written, "number", "name", "branch")
    assert read_members(held, ["number", "name", "branch"]).rows(named=True) == written


def test_the_history_of_a_member_keeps_what_was_believed() -> None:
    first = snapshot(1, "2016-01-01", [{"number": "L1", "branch": "Hove"}], "number", "branch")
    second = snapshot(2, "2016-06-01", [{"number": "L2", "branch": "Hove"}], "number", "branch")
    assert [facts for _, facts in history(make_roll([first, second]), "L1")] == [
        {"number": "L1", "branch": "Hove"},
        None,
    ]


def test_one_field_of_two_kinds_is_refused() -> None:
    with pytest.raises(Malformed, match="taken as two kinds"):
        make_roll(
            [
                snapshot(1, "2016-01-01", [], "number", "paid:truth"),
                snapshot(2, "2016-01-02", [], "number", "paid:date"),
            ]
        )


def test_an_empty_roll_says_what_to_do() -> None:
    with pytest.raises(OutOfOrder, match="import a file of members first"):
        make_roll([])
