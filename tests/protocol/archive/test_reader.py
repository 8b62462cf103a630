"""Archives as streams: those of another implementation are read, and no changed byte passes."""

import gzip
import io
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from comitia.errors import ComitiaError, Malformed, NotSupported
from comitia.protocol.archive.event import EventType
from comitia.protocol.archive.reader import (
    Entry,
    Truncated,
    check_link,
    check_payload,
    open_archive,
    read_entries,
    receive_archive_header,
    render_archive_header,
)

DATA = Path(__file__).parent.parent / "data"
SMALL = gzip.decompress((DATA / "a-ed25519-v33.bel.gz").read_bytes())


def read_all(raw: bytes) -> list[Entry]:
    entries: list[Entry] = []
    _, records = open_archive(io.BytesIO(raw))
    for entry in read_entries(records):
        check_link(entry, entries[-1] if entries else None)
        check_payload(entry)
        entries.append(entry)
    return entries


@pytest.mark.parametrize("path", sorted(DATA.glob("*.bel.gz")), ids=lambda path: path.name)
def test_an_archive_of_another_implementation_reads_to_its_end(path: Path) -> None:
    raw = gzip.decompress(path.read_bytes())
    entries = read_all(raw)
    assert entries[0].event.type is EventType.SETUP
    assert entries[-1].event.type is EventType.RESULT
    assert entries[-1].end == len(raw)
    assert [entry.event.height for entry in entries] == list(range(len(entries)))


@given(place=st.integers(0, len(SMALL) - 1), change=st.integers(1, 255))
def test_no_byte_of_an_archive_can_be_another(place: int, change: int) -> None:
    raw = bytearray(SMALL)
    raw[place] ^= change
    with pytest.raises(ComitiaError):
        read_all(bytes(raw))


HEADER_ALONE = 1024
"""Where the first member ends: a header and one block of content."""


@example(length=HEADER_ALONE)
@given(length=st.integers(0, len(SMALL) - 1))
def test_a_cut_archive_says_so_unless_it_is_cut_after_an_event(length: int) -> None:
    ends = {entry.end for entry in read_all(SMALL)}
    if length == HEADER_ALONE:
        assert read_all(SMALL[:length]) == []
    elif length in ends:
        assert read_all(SMALL[:length])[-1].end == length
    else:
        with pytest.raises(Malformed) as fault:
            read_all(SMALL[:length])
        assert length < HEADER_ALONE or isinstance(fault.value, Truncated)


def test_a_record_that_claims_to_be_huge_costs_no_memory() -> None:
    from comitia.protocol.archive.record import render_header_block

    lie = SMALL[:1024] + render_header_block("0" * 64 + ".data.json", 2**31, 1795469109)
    with pytest.raises(Truncated):
        read_all(lie + b"{}")


def test_padding_holds_nothing_but_nul() -> None:
    raw = bytearray(SMALL)
    raw[512 + 38] = 65
    with pytest.raises(Malformed, match="NUL"):
        read_all(bytes(raw))


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b'{"version":2,"timestamp":"1"}', NotSupported),
        (b'{"version":1,"timestamp":"01"}', Malformed),
        (b'{"version":1,"timestamp":"\xc2\xb2"}', Malformed),
        (b'{"version":1,"timestamp":-1}', Malformed),
        (b'{"version":1,"timestamp":99999999999999}', Malformed),
        (b'{"timestamp":"1","version":1}', Malformed),
        (b'{"version":1}', Malformed),
    ],
)
def test_another_header_is_refused(raw: bytes, fault: type[ComitiaError]) -> None:
    with pytest.raises(fault):
        receive_archive_header(raw)


def test_the_time_of_an_archive_may_be_a_text_or_a_number() -> None:
    assert receive_archive_header(render_archive_header(1467072000)).time == 1467072000
    assert receive_archive_header(b'{"version":1,"timestamp":1467072000}').time == 1467072000
