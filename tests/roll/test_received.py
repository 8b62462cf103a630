"""Bytes to a table of texts: no row is lost, and the two readers agree."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comitia.errors import Malformed
from comitia.roll.received import Ragged, _fast, _patient, receive_table

cell = st.text(st.sampled_from('ab1 ",;\n\té'), max_size=5)
tables = st.integers(2, 4).flatmap(lambda n: st.lists(st.lists(cell, min_size=n, max_size=n), min_size=1, max_size=6))


@given(tables)
def test_every_cell_of_a_well_formed_file_is_read(table: list[list[str]]) -> None:
    header = [f"h{index}" for index in range(len(table[0]))]
    out = io.StringIO()
    csv.writer(out).writerows([header, *table])
    received = receive_table(out.getvalue().encode(), "members.csv", separator=",")
    assert received.table.drop("row").rows() == [tuple(row) for row in table]
    assert received.table["row"].to_list() == list(range(2, len(table) + 2))


@settings(max_examples=400)
@given(st.text(st.sampled_from('a",\n\r;'), max_size=20))
def test_where_the_fast_reader_answers_it_answers_as_the_patient_one(text: str) -> None:
    raw = f"h1,h2\n{text}".encode()
    fast = _fast(raw, ",")
    if fast is None:
        return
    try:
        patient = _patient(raw, ",", "members.csv")
    except Malformed:
        pytest.fail(f"the fast reader took {raw!r}, the patient one refuses it")
    assert (fast[0].rows(), fast[1], fast[2]) == (patient[0].rows(), patient[1], patient[2])


def test_short_long_and_empty_rows_are_named_and_not_filled_up() -> None:
    received = receive_table(b"a,b,c\n1,2,3\n4,5\n6,7,8,9\n\n10,11,12\n", "members.csv")
    assert received.table["row"].to_list() == [2, 6]
    assert received.ragged == [Ragged(3, 2, "4,5"), Ragged(4, 4, "6,7,8,9"), Ragged(5, 0, "")]


def test_a_short_row_is_found_even_when_a_long_one_makes_up_the_count() -> None:
    assert [ragged.row for ragged in receive_table(b"a,b\n1\n2,3,4\n", "x").ragged] == [2, 3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_common_encodings_of_unicode_are_read(encoding: str) -> None:
    raw = "No;Name\n1;Żółć\n".encode(encoding)
    received = receive_table(raw, "x", encoding="utf-16-le" if encoding == "utf-16-le" else None)
    assert (received.header, received.table["1"].to_list()) == (("No", "Name"), ["Żółć"])


def test_an_older_encoding_is_refused_with_the_line_and_read_when_it_is_named() -> None:
    raw = "No,Name\n1,José\n".encode("windows-1252")
    with pytest.raises(Malformed, match=r"line 2 .*windows-1252"):
        receive_table(raw, "x")
    assert receive_table(raw, "x", encoding="windows-1252").table["1"].to_list() == ["José"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b",,\n1,2,3\n", "first row is empty"),
        (b"a,b,a\n1,2,3\n", "two columns are called 'a'"),
        (b"a,b\n\x001,2\n", "NUL"),
        (b'a,b\n"1,2\n', "quot|end of data"),
        (b"PK\x03\x04\xff\xfe", "not utf-8"),
        (b"a,b\n1," + b"x" * 200_000 + b"\n1", "."),
    ],
)
def test_what_is_no_table_of_members_is_refused_with_the_reason(raw: bytes, said: str) -> None:
    with pytest.raises(Malformed, match=said):
        receive_table(raw, "members.csv")


def test_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(Malformed, match="no encoding 'klingon'"):
        receive_table(b"a,b\n", "x", encoding="klingon")
