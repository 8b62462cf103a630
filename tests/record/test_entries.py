"""The record: entries only ever added, in one order, each naming the digest of the one before it."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.errors import ComitiaError, Invalid, Malformed, OutOfOrder
from comitia.record import answers
from comitia.record.entries import (
    Record,
    append,
    check_untouched,
    receive_draft,
    receive_record,
    render_record,
)
from comitia.record.holdings import Clash
from comitia.record.ledger import enter_register, register_from
from comitia.record.offices import Register

NOW = datetime(2016, 11, 1, 9, 0, tzinfo=UTC)


def draft(kind: str, fact: dict[str, Any] | None, *sources: str, **more: Any) -> Any:
    value = {"kind": kind, "fact": fact, "sources": list(sources), **more}
    return receive_draft(json.dumps(value).encode())


def record_of(*drafts: Any) -> Record:
    record = Record()
    for number, one in enumerate(drafts):
        record = append(record, one, NOW + timedelta(minutes=number))
    return record


MINUTES = draft("source", {"id": "minutes", "title": "Minutes"})
ANN = draft("person", {"id": "ann", "name": "Ann"}, "minutes")


def test_receive_after_render_is_the_identity_and_the_bytes_are_the_same_again(labour: Register) -> None:
    record = enter_register(labour, NOW)
    raw = render_record(record)
    assert receive_record(raw) == record
    assert render_record(receive_record(raw)) == raw


def test_a_register_written_down_answers_as_before(labour: Register) -> None:
    again = register_from(receive_record(render_record(enter_register(labour, NOW))))
    assert again.events == labour.events
    assert again.holdings == labour.holdings


def test_each_entry_names_the_digest_of_the_line_before_it() -> None:
    record = record_of(MINUTES, ANN)
    assert record.entries[0].previous == "0" * 64
    assert record.entries[1].previous == record.entries[0].digest()


@given(st.data())
def test_no_line_can_be_changed_moved_or_taken_away_unseen(data: st.DataObject) -> None:
    cat = draft("person", {"id": "cat", "name": "Cat"}, "minutes")
    record = record_of(MINUTES, ANN, cat, draft("person", {"id": "ben", "name": "Ben"}, "minutes"))
    lines = render_record(record).splitlines(keepends=True)
    act = data.draw(st.sampled_from(["change", "drop", "swap"]))
    at = data.draw(st.integers(0, len(lines) - 2))
    if act == "change":
        lines[at] = lines[at].replace(b'"recorded_at":"2016', b'"recorded_at":"2015')
    elif act == "drop":
        del lines[at]
    else:
        lines[at], lines[at + 1] = lines[at + 1], lines[at]
    with pytest.raises(ComitiaError):
        receive_record(b"".join(lines))


def test_a_record_that_lost_its_end_is_caught_by_an_older_copy() -> None:
    record = record_of(MINUTES, ANN)
    shorter = receive_record(render_record(record).splitlines(keepends=True)[0])
    check_untouched(shorter, record)
    with pytest.raises(Invalid, match="nothing may be taken away"):
        check_untouched(record, shorter)
    other = record_of(MINUTES, draft("person", {"id": "ann", "name": "Anne"}, "minutes"))
    with pytest.raises(Invalid, match="entry 2"):
        check_untouched(record, other)


def test_a_correction_supersedes_and_both_stay_readable() -> None:
    right = draft("person", {"id": "ann", "name": "Anne"}, "minutes", reason="misspelt")
    record = append(record_of(MINUTES, ANN), right, NOW + timedelta(days=1))
    fact = record.fact("person", "ann")
    assert fact is not None and fact.get("name") == "Anne"
    assert [entry.fact.get("name") for entry in record.versions("person", "ann") if entry.fact] == ["Ann", "Anne"]
    assert record.entries[2].supersedes == 2


def test_a_fact_can_be_struck_and_then_no_longer_counts() -> None:
    record = append(
        record_of(MINUTES, ANN), draft("person", None, "minutes", id="ann", reason="an error"), NOW + timedelta(hours=1)
    )
    assert record.fact("person", "ann") is None
    assert record.current("person") == []
    assert len(record.entries) == 3


def test_a_correction_without_a_reason_is_refused() -> None:
    with pytest.raises(Malformed, match="gives no reason"):
        record_of(MINUTES, ANN, ANN)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (draft("person", {"id": "ben", "name": "Ben"}), "names no source"),
        (draft("person", {"id": "ben", "name": "Ben"}, "rumour"), 'source "rumour"'),
        (draft("membership", {"id": "m", "person_id": "ben", "organization_id": "club"}, "minutes"), "does not know"),
        (draft("person", None, "minutes", id="ben", reason="gone"), "never had"),
    ],
)
def test_an_entry_that_stands_on_nothing_is_refused(wrong: Any, says: str) -> None:
    with pytest.raises(ComitiaError, match=says):
        record_of(MINUTES, ANN, wrong)


def test_time_runs_forwards_and_has_a_zone() -> None:
    record = record_of(MINUTES)
    with pytest.raises(OutOfOrder, match="time runs forwards"):
        append(record, ANN, NOW - timedelta(seconds=1))
    with pytest.raises(Malformed, match="no zone"):
        append(record, ANN, NOW.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("kind", "fact", "says"),
    [
        ("person", {"id": "ann", "name": "Ann", "vote": "yes"}, "no field of a person"),
        ("ballot", {"id": "b"}, "expected one of"),
        ("vote_event", {"id": "v", "organization_id": "o", "date": "2016-06-28", "is_secret": True}, "counts"),
        ("statement", {"id": "s", "says": "mutters", "by_person_id": "a", "about_person_id": "b"}, "date"),
        (
            "statement",
            {"id": "s", "says": "mutters", "by_person_id": "a", "about_person_id": "b", "date": "2016-06-28"},
            "expected one of supports",
        ),
        ("statement", {"id": "s", "says": "supports", "about_person_id": "b", "date": "2016-06-28"}, "who speaks"),
        ("statement", {"id": "s", "says": "supports", "by_person_id": "b", "date": "2016-06-28"}, "about what"),
        ("office_event", {"id": "e", "person_id": "a", "post_id": "p", "event": "elected"}, "missing"),
    ],
)
def test_a_fact_of_another_shape_is_refused(kind: str, fact: dict[str, Any], says: str) -> None:
    with pytest.raises(Malformed, match=says):
        draft(kind, fact, "minutes")


@pytest.mark.parametrize("raw", [b"{}\n", b"x\n", b"{}", b"[" * 5000 + b"\n", b"\xff\n", b"null\n", b"\n"])
def test_bytes_that_are_no_record_are_refused(raw: bytes) -> None:
    with pytest.raises(ComitiaError):
        receive_record(raw)


def test_another_spelling_of_the_same_entry_is_refused() -> None:
    raw = render_record(record_of(MINUTES))
    with pytest.raises(Malformed, match="one spelling"):
        receive_record(raw.replace(b'"seq":1', b'"seq": 1'))


def _corrected(labour: Register, seq: int, **changes: Any) -> Record:
    record = enter_register(labour, NOW)
    name = f"{labour.id}-{seq}"
    fact = record.fact("office_event", name)
    assert fact is not None
    body = {**fact.body, **changes}
    return append(record, draft("office_event", body, "bbc_whips", reason="a better source"), NOW)


def test_a_corrected_date_changes_the_answer(labour: Register) -> None:
    """Entry 402: Barry Gardiner to Trade, 14 July 2016; another source says 20 July."""
    corrected = register_from(_corrected(labour, 402, date="2016-07-20"))
    post = "shadow-international-trade-secretary"
    assert answers.holder_on(labour, post, date(2016, 7, 15)) == ["barry-gardiner"]
    assert answers.holder_on(corrected, post, date(2016, 7, 15)) == []
    assert answers.holder_on(corrected, post, date(2016, 7, 20)) == ["barry-gardiner"]


def test_a_correction_that_contradicts_the_offices_is_refused(labour: Register) -> None:
    with pytest.raises(Clash, match="still filled"):
        register_from(_corrected(labour, 387, date="2016-06-20"))


def test_a_late_timed_entry_takes_its_place_in_the_day(register_of: Any) -> None:
    register = register_of("2020-03-01 10:00 ann elected chair", "2020-03-01 12:00 ben appointed steward")
    record = enter_register(register, NOW)
    late = {"id": "late", "person_id": "ann", "post_id": "chair", "event": "resigned"}
    late |= {"date": "2020-03-01", "time": "11:00", "confidence": "0.9"}
    again = register_from(append(record, draft("office_event", late, "minutes"), NOW))
    assert [event.event for event in again.events] == ["elected", "resigned", "appointed"]
    assert [event.seq for event in again.events] == [1, 2, 3]
