"""One cell, read exactly or not at all."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.errors import Malformed
from comitia.roll.fields import Kind
from comitia.roll.readings import ISO, Fault, read_cell, receive_date_form

FORMS = {"YYYY-MM-DD": "%Y-%m-%d", "DD/MM/YYYY": "%d/%m/%Y", "MM.DD.YYYY": "%m.%d.%Y", "YYYYMMDD": "%Y%m%d"}
days = st.dates(dt.date(1800, 1, 1), dt.date(2199, 12, 31))


@given(days, st.sampled_from(sorted(FORMS)))
def test_a_date_written_in_the_named_form_is_read(day: dt.date, words: str) -> None:
    assert read_cell(day.strftime(FORMS[words]), Kind.DATE, receive_date_form(words)) == day


@pytest.mark.parametrize(
    "cell",
    ["2016-02-30", "2015-02-29", "12/01/2016", "16-01-12", "2016-1", "0016-01-12", "3016-01-12", "２０１６-01-12"],
)
def test_what_is_no_such_date_is_a_fault_and_never_guessed(cell: str) -> None:
    assert isinstance(read_cell(cell, Kind.DATE, ISO), Fault)


def test_a_time_of_day_is_left_out_only_where_the_form_says_so() -> None:
    assert isinstance(read_cell("2016-01-12 00:00:00", Kind.DATE, ISO), Fault)
    form = receive_date_form("YYYY-MM-DD hh:mm:ss")
    assert read_cell("2016-01-12 00:00:00", Kind.DATE, form) == dt.date(2016, 1, 12)


@pytest.mark.parametrize("words", ["", "YYYY-MM", "DD-DD-YYYY", "YYYY-MM-DDx", "d/m/y"])
def test_a_form_without_each_part_once_is_refused(words: str) -> None:
    with pytest.raises(Malformed):
        receive_date_form(words)


@pytest.mark.parametrize(
    ("cell", "kind", "expected"),
    [
        ("yes", Kind.TRUTH, True),
        ("N", Kind.TRUTH, False),
        ("-3", Kind.NUMBER, -3),
        ("007", Kind.NUMBER, 7),
        ("plp; eplp;plp", Kind.TEXTS, ";eplp;plp;"),
        ("2016-07-20T18:00:00+01:00", Kind.INSTANT, dt.datetime(2016, 7, 20, 17, tzinfo=dt.UTC)),
    ],
)
def test_cells_of_other_kinds_are_read_exactly(cell: str, kind: Kind, expected: object) -> None:
    assert read_cell(cell, kind, ISO) == expected


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("maybe", Kind.TRUTH),
        ("1.5", Kind.NUMBER),
        ("٣", Kind.NUMBER),
        (";", Kind.TEXTS),
        ("2016-07-20T18:00:00", Kind.INSTANT),
    ],
)
def test_cells_that_leave_a_doubt_are_faults(cell: str, kind: Kind) -> None:
    assert isinstance(read_cell(cell, kind, ISO), Fault)
