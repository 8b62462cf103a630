"""Whatever comes in, it is taken, or refused in a sentence; never a traceback, and never a row without a word."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from comitia.errors import ComitiaError, Malformed
from comitia.roll import check_rows, receive_date_form, receive_mapping, receive_rules, receive_table
from comitia.roll.claims import receive_electors

SIGNS = b', " \n \r\n \r ; \t \x00 \xff \xef\xbb\xbf number 1 \xc3\xa9 = \x01'
awkward = st.sampled_from(SIGNS.split(b" "))


@settings(max_examples=200)
@given(st.lists(awkward | st.binary(max_size=3), max_size=30).map(b"".join))
def test_any_bytes_are_a_table_or_refused(raw: bytes) -> None:
    try:
        received = receive_table(raw, "members.csv")
    except Malformed as refusal:
        assert "members.csv" in str(refusal)
        return
    assert received.table.width == len(received.header) + 1
    title = next(title for title in received.header if title.strip())
    intake = check_rows(received, receive_mapping([f"number={title}"]), receive_date_form("YYYY-MM-DD"), None)
    rows = received.table.height + len(received.ragged)
    assert intake.report["row"].to_list() == list(range(2, rows + 2))


@given(st.binary(max_size=80) | st.binary(max_size=40).map(lambda tail: b"comitia-electorate/1\n" + tail))
def test_any_bytes_are_a_list_of_electors_or_refused(raw: bytes) -> None:
    try:
        receive_electors(raw)
    except Malformed as refusal:
        assert "list of electors" in str(refusal)


KEYS = "op of left right fact value type name clause tests node sentence any counts weight".split()  # noqa: SIM905
WORDS = ["and", "==", "date", "2016-01-12", "1/0"]
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(KEYS),
        inner,
        max_size=5,
    ),
    max_leaves=20,
)  # fmt: skip


@settings(max_examples=200)
@given(json_values)
def test_any_data_is_a_rule_or_refused(raw: Any) -> None:
    try:
        receive_rules(raw, "rule.json")
    except ComitiaError as refusal:
        assert "rule.json" in str(refusal)
