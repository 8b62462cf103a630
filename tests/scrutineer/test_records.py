"""Whatever stands in a record, an audit ends in a report or a typed refusal: each record in turn is replaced, the
rest chained anew."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comitia.errors import ComitiaError
from comitia.scrutineer import audit
from tests.tampering.archive import Event, compact, sha256, write_archive
from tests.tampering.faults import forge

EVENTS = forge("mixed").events()
SETUP, BALLOT, TALLY, PARTIAL, RESULT = (
    next(place for place, event in enumerate(EVENTS) if event.kind == kind)
    for kind in ("Setup", "Ballot", "EncryptedTally", "PartialDecryption", "Result")
)
PLACES = [
    (SETUP, 0),
    (SETUP, 1),
    (SETUP, 2),
    (BALLOT, 0),
    (TALLY, 0),
    (TALLY, 1),
    (PARTIAL, 0),
    (PARTIAL, 1),
    (RESULT, 0),
]

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=40),
    st.sampled_from(["0", "1", "-1", "00", "6" * 64, "f" * 64, "0" * 64, "9" * 700]),
    st.sampled_from(["NonHomomorphic", "Lists", "Pedersen", "Single", "Ed25519", "BELENIOS-2048"]),
)  # fmt: skip
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)


def paths(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every place of a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way, *(path for key, part in inner for path in paths(part, (*way, key)))]


def replaced(value: Any, way: tuple[Any, ...], new: Any) -> Any:
    if not way:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[way[0]] = replaced(value[way[0]], way[1:], new)
    return copy


def rechained(place: tuple[int, int], record: bytes) -> bytes:
    """The archive with one record replaced, the references to it mended, the chain made anew."""
    number, index = place
    events = list(EVENTS)
    old = events[number].records
    records = [*old[:index], record, *old[index + 1 :]]
    if index < len(old) - 1:
        records[-1] = old[-1].replace(sha256(old[index]).encode(), sha256(record).encode())
    events[number] = Event(events[number].kind, tuple(records))
    return write_archive(events)


def ends_in_a_report_or_a_refusal(folder: Path, raw: bytes) -> None:
    path = folder / "archive.bel"
    path.write_bytes(raw)
    try:
        report = audit(path)
    except ComitiaError as refused:
        assert str(refused)
    else:
        assert report.verdict in ("holds", "fails")
        json.dumps(report.as_json())


AS_THEY_COME = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


@AS_THEY_COME
@given(place=st.sampled_from(PLACES), record=st.binary(max_size=300))
def test_a_record_of_any_bytes(tmp_path: Path, place: tuple[int, int], record: bytes) -> None:
    ends_in_a_report_or_a_refusal(tmp_path, rechained(place, record))


@AS_THEY_COME
@given(place=st.sampled_from(PLACES), record=JSON)
def test_a_record_of_any_json(tmp_path: Path, place: tuple[int, int], record: Any) -> None:
    ends_in_a_report_or_a_refusal(tmp_path, rechained(place, compact(record)))


@AS_THEY_COME
@given(place=st.sampled_from(PLACES), new=JSON, data=st.data())
def test_a_record_with_one_place_changed(tmp_path: Path, place: tuple[int, int], new: Any, data: st.DataObject) -> None:
    value = json.loads(EVENTS[place[0]].records[place[1]])
    way = data.draw(st.sampled_from(paths(value)))
    ends_in_a_report_or_a_refusal(tmp_path, rechained(place, compact(replaced(value, way, new))))


@pytest.mark.parametrize("place", PLACES)
def test_a_record_nested_without_end(tmp_path: Path, place: tuple[int, int]) -> None:
    ends_in_a_report_or_a_refusal(tmp_path, rechained(place, b"[" * 200_000 + b"]" * 200_000))
    ends_in_a_report_or_a_refusal(tmp_path, rechained(place, b'{"a":' * 100_000))
