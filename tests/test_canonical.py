"""Bytes in, values out, and the same bytes back."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.canonical import receive_json, render_json, render_sorted_json, write_whole
from comitia.errors import ComitiaError, Malformed

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_reading_after_writing_is_the_identity(value: object) -> None:
    assert receive_json(render_json(value), "value") == value
    assert receive_json(render_sorted_json(value), "value") == value


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_one_sentence(raw: bytes) -> None:
    try:
        receive_json(raw, "bytes")
    except ComitiaError as fault:
        assert str(fault).startswith("bytes: ")


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"[" * 100_000, "nested deeper"),
        (b"[" * 65 + b"]" * 65, "nested deeper"),
        (b"1" * 5_000, "4,300 digits"),
        (b'{"a":1,"a":2}', "twice"),
        (b'"\\ud800"', "surrogate"),
        (b"\xff", "UTF-8"),
        (b"NaN", "finite"),
        (b"1e999999999", "out of range"),
        (b"", "not JSON"),
        (b"{} {}", "not JSON"),
    ],
)
def test_a_document_that_could_be_read_two_ways_is_refused(raw: bytes, says: str) -> None:
    with pytest.raises(Malformed, match=says):
        receive_json(raw, "document")


def test_brackets_inside_a_string_are_not_depth() -> None:
    assert receive_json(b'["' + b"[" * 500 + b'\\""]', "document") == ["[" * 500 + '"']


def test_escapes_are_those_of_the_belenios_protocol() -> None:
    r"""Specification, "Datatypes" (strings): short forms, `\u00xx` in lower case for other controls and for DEL."""
    assert (
        render_json('"\\\b\f\n\r\t\x1f\x7f/é\U0001f5f3')
        == '"\\"\\\\\\b\\f\\n\\r\\t\\u001f\\u007f/é\U0001f5f3"'.encode()
    )


def test_a_failed_write_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "roll.json"
    write_whole(path, b"old")

    def fails(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(OSError, match="disk full"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["roll.json"]
