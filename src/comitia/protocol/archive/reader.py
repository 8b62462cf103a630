"""Reading an archive as a stream: its header, its records, its entries.

Three functions, each on top of the one before; none holds more than one entry in memory.

- `open_archive(stream)` reads the header and gives the records that follow. Each record's place in the file, its tar
  header (byte for byte), its padding and its hash against its name are checked as it passes.
- `read_entries(records)` puts each event together with the data before it, which are its *entry*.
- `check_link(entry, previous)` and `check_payload(entry)` check what the entry says of its place in the chain and
  whether its data are those that its type has. Which type may follow which is the board's business
  (`comitia.protocol.board`).

They are four steps and not one so that an audit can say which of them failed.

Source: Belenios specification, "Public data"; the order of the data before each event is the specification's table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from comitia.canonical import Json, receive_json, render_json, sha256_hex
from comitia.errors import Invalid, Malformed
from comitia.protocol import NotSupported
from comitia.protocol.archive.event import Event, EventType, receive_event
from comitia.protocol.archive.record import BLOCK, LARGEST_TIME, padding_of, read_header_block
from comitia.protocol.fields import check_spelling, take_hash, take_object, take_small

HEADER_NAME: Final = "BELENIOS"
DATA_SUFFIX: Final = ".data.json"
EVENT_SUFFIX: Final = ".event.json"

_CHUNK: Final = 1 << 20


class Truncated(Malformed):
    """The archive ends in the middle of a record or before the event that its last records belong to."""


@dataclass(frozen=True, slots=True)
class ArchiveHeader:
    """The version of the protocol and the time of the archive, in seconds since 1970; `raw` as it was written."""

    version: int
    time: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class Record:
    """One record: `digest` is the SHA-256 of `content` in hexadecimal; it fills the bytes `start` to `end` of the
    archive.
    """

    is_event: bool
    digest: str
    content: bytes
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An event and the data records before it, in their order; `raw_event` is what the next event's parent is the
    hash of.
    """

    event: Event
    digest: str
    data: tuple[Record, ...]
    start: int
    end: int

    @property
    def payload(self) -> bytes:
        """The record that the event refers to, after `check_payload`: the last of its data."""
        return self.data[-1].content

    @property
    def name(self) -> str:
        """How messages call it: `event 7 (Ballot)`."""
        return f"event {self.event.height} ({self.event.type.value})"


def receive_archive_header(raw: bytes) -> ArchiveHeader:
    """Read the content of the first member: `{"version":1,"timestamp":"1467072000"}`; the time may be a number too.

    Raises:
        Malformed: another shape.
        NotSupported: another version.
    """
    what = "archive header"
    fields = take_object(receive_json(raw, what, max_bytes=4096), what, ("version", "timestamp"))
    version = take_small(fields["version"], f"{what}: version")
    if version != 1:
        raise NotSupported(f"{what}: written for version {version} of the protocol, this program reads version 1")
    stamp = fields["timestamp"]
    if isinstance(stamp, str):
        if not stamp.isascii() or not stamp.isdigit() or len(stamp) > 11 or str(int(stamp)) != stamp:
            raise Malformed(f"{what}: found the timestamp {stamp[:40]!r}, expected whole seconds since 1970")
        time = int(stamp)
    else:
        if not isinstance(stamp, int) or isinstance(stamp, bool) or stamp < 0:
            raise Malformed(f"{what}: the timestamp is no whole number of seconds since 1970")
        time = stamp
    if time > LARGEST_TIME:
        raise Malformed(f"{what}: the timestamp {time} does not fit into 11 octal digits")
    if render_json({"version": version, "timestamp": stamp}) != raw:
        raise Malformed(f"{what}: not in the canonical spelling (compact JSON; version, timestamp)")
    return ArchiveHeader(version, time, raw)


def render_archive_header(time: int) -> bytes:
    """The content of the first member, as both other implementations write it: the time is a text."""
    return render_json({"version": 1, "timestamp": str(time)})


def open_archive(stream: BinaryIO) -> tuple[ArchiveHeader, Iterator[Record]]:
    """Read the header of an archive and give its records one by one.

    The iterator raises at the record that is wrong; everything before it was right.

    Raises:
        Truncated: the file ends inside a record.
        Malformed: any byte of a tar header, of the padding or of the archive's header that is not as it must be; a name
            that is not `<hash>.data.json` or `<hash>.event.json`.
        Invalid: a content that does not have the hash of its name.
    """
    name, content, end, time = _read_member(stream, 0)
    if name != HEADER_NAME:
        raise Malformed(
            f"archive: its first member is {name[:80]!r}, expected {HEADER_NAME}; is this a Belenios archive?"
        )
    header = receive_archive_header(content)
    if header.time != time:
        raise Malformed(
            f"archive, byte 0: the tar header has the time {time}, expected {header.time} as the header says"
        )
    return header, _read_records(stream, header.time, end)


def read_entries(records: Iterator[Record]) -> Iterator[Entry]:
    """Put each event together with the data before it.

    Raises:
        Truncated: data after the last event.
        Malformed: an event that is none; more data than any event has.
    """
    data: list[Record] = []
    height = 0
    for record in records:
        if not record.is_event:
            data.append(record)
            if len(data) > 5:
                raise Malformed(
                    f"archive, byte {record.start}: a sixth data record without an event; no event has more than five"
                )
            continue
        event = receive_event(record.content, f"event record {height} (byte {record.start})")
        start = data[0].start if data else record.start
        yield Entry(event, record.digest, tuple(data), start, record.end)
        data = []
        height += 1
    if data:
        raise Truncated(
            f"archive, byte {data[0].start}: {len(data)} data records at the end that no event refers to; expected "
            "the archive to end with an event"
        )


def check_link(entry: Entry, previous: Entry | None) -> None:
    """Whether an entry's event follows the previous one in the chain.

    Raises:
        Invalid: parent is not the hash of the previous event, or height is not one more than its height.
    """
    expected_height = 0 if previous is None else previous.event.height + 1
    expected_parent = None if previous is None else previous.digest
    if entry.event.parent != expected_parent:
        raise Invalid(
            f"{entry.name}: its parent is {entry.event.parent or 'absent'}, expected "
            f"{expected_parent or 'none, it is the first'}; an event was removed, inserted or exchanged here"
        )
    if entry.event.height != expected_height:
        raise Invalid(f"{entry.name}: its height is {entry.event.height}, expected {expected_height}")


def check_payload(entry: Entry) -> None:
    """Whether an entry has exactly the data of its type, in their order, each referred to by hash.

    Raises:
        Malformed: too few or too many data records, or a reference record (setup data, sized tally, owned shuffle or
            partial decryption) of another shape.
        Invalid: a reference that is not the hash of the record it must refer to.
    """
    event, data = entry.event, entry.data
    counts = _DATA_COUNTS[event.type]
    if len(data) not in counts:
        expected = " or ".join(str(count) for count in counts)
        raise Malformed(f"{entry.name}: {len(data)} data records stand before it, expected {expected}")
    if event.payload is None:
        return
    if event.payload != data[-1].digest:
        raise Invalid(f"{entry.name}: its payload is {event.payload}, expected {data[-1].digest}, the record before it")
    references = _references(entry)
    for (name, reference), record in zip(references, data[:-1], strict=True):
        if reference != record.digest:
            raise Invalid(
                f"{entry.name}: {name} is {reference}, expected {record.digest}, the hash of the record in its place"
            )


_DATA_COUNTS: Final = {
    EventType.SETUP: (4, 5),  # newer releases may put a certificate of the credential authority before the setup data
    EventType.BALLOT: (1,),
    EventType.END_BALLOTS: (0,),
    EventType.ENCRYPTED_TALLY: (2,),
    EventType.SHUFFLE: (2,),
    EventType.END_SHUFFLES: (0,),
    EventType.PARTIAL_DECRYPTION: (2,),
    EventType.RESULT: (1,),
}


def _references(entry: Entry) -> list[tuple[str, str]]:
    """The (name, hash) pairs by which an entry's payload refers to the data before it, in their order."""
    match entry.event.type:
        case EventType.SETUP:
            names = ["election", "trustees", "credentials"]
            fields = _reference_record(entry, "setup data", names, len(entry.data) - 1)
            return [
                (f"setup data: {name}", take_hash(value, f"{entry.name}: {name}")) for name, value in fields.items()
            ]
        case EventType.ENCRYPTED_TALLY:
            fields = _reference_record(entry, "sized tally", ["num_tallied", "total_weight", "encrypted_tally"], 3)
            name = "encrypted_tally"
        case EventType.SHUFFLE | EventType.PARTIAL_DECRYPTION:
            fields = _reference_record(entry, "owned record", ["owner", "payload"], 2)
            name = "payload"
        case _:
            return []
    return [(name, take_hash(fields[name], f"{entry.name}: {name}"))]


def _reference_record(entry: Entry, what: str, names: list[str], length: int) -> dict[str, Json]:
    raw = entry.payload
    what = f"{entry.name}: {what}"
    fields = receive_json(raw, what, max_bytes=4096)
    if not isinstance(fields, dict) or list(fields)[: len(names)] != names or len(fields) != length:
        raise Malformed(
            f"{what}: expected the fields {', '.join(names)} in this order and as many as there are records"
        )
    check_spelling(fields, raw, what)
    return fields


def _read_records(stream: BinaryIO, time: int, offset: int) -> Iterator[Record]:
    while True:
        block = stream.read(BLOCK)
        if not block:
            return
        name, content, end, member_time = _read_member(stream, offset, block)
        if member_time != time:
            raise Malformed(
                f"archive, byte {offset}: {name} has the time {member_time} in its tar header, expected {time} as "
                "the first one"
            )
        is_event = name.endswith(EVENT_SUFFIX)
        if not is_event and not name.endswith(DATA_SUFFIX):
            raise Malformed(
                f"archive, byte {offset}: found a member {name[:80]!r}, expected <hash>{DATA_SUFFIX} or "
                f"<hash>{EVENT_SUFFIX}"
            )
        suffix = EVENT_SUFFIX if is_event else DATA_SUFFIX
        claimed = take_hash(name.removesuffix(suffix), f"archive, byte {offset}: name {name!r}")
        digest = sha256_hex(content)
        if digest != claimed:
            raise Invalid(
                f"archive, byte {offset}: the record {name} has the hash {digest}; its content was changed after it "
                "was named"
            )
        yield Record(is_event, digest, content, offset, end)
        offset = end


def _read_member(stream: BinaryIO, offset: int, block: bytes | None = None) -> tuple[str, bytes, int, int]:
    """One member: (name, content, offset of the next, time)."""
    if block is None:
        block = stream.read(BLOCK)
    if len(block) < BLOCK and offset == 0:
        raise Malformed(f"archive: {len(block)} bytes long, expected a header of {BLOCK}; is this a Belenios archive?")
    if len(block) < BLOCK:
        block += _read_exactly(stream, BLOCK - len(block), offset)
    header = read_header_block(block, offset)
    content = _read_exactly(stream, header.size, offset)
    padding = _read_exactly(stream, padding_of(header.size), offset)
    if any(padding):
        raise Malformed(f"archive, byte {offset}: the content of {header.name} is followed by other bytes than NUL")
    return header.name, content, offset + BLOCK + header.size + len(padding), header.time


def _read_exactly(stream: BinaryIO, size: int, offset: int) -> bytes:
    """`size` bytes, in pieces: a record may claim more than there is, and then must not cost memory."""
    pieces: list[bytes] = []
    missing = size
    while missing:
        piece = stream.read(min(missing, _CHUNK))
        if not piece:
            raise Truncated(
                f"archive, byte {offset}: the record that begins here is cut short, {missing} bytes are missing; the "
                "file was not copied whole, or its last event was not yet written"
            )
        pieces.append(piece)
        missing -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)
