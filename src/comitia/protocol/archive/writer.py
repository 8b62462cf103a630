"""Adding to an archive, so that nothing acknowledged is ever lost.

1. A new archive is written beside its place, synced and renamed: it exists whole, with its Setup event, or not at all.
2. An entry (its data, then its event) is written at the end in one piece and synced *before* `append` returns. Who
   was told "accepted" finds the entry after any power cut.
3. A kill in the middle leaves a torn tail: a record cut short, or data without its event. Readers refuse the tail and
   have read everything before it. The next `ArchiveFile.replay` cuts it off, after putting the torn bytes in a file
   beside the archive: whoever sent them was never told "accepted", but bytes are not thrown away here.
4. A fault that no torn write can explain (a changed byte, a wrong hash) is never cut off. It raises.
5. One process at a time: the file is locked while it is open.
"""

import fcntl
import os
from collections.abc import Iterator, Sequence
from io import BufferedRandom
from pathlib import Path
from types import TracebackType
from typing import Self

from comitia.canonical import sha256_hex, write_whole
from comitia.errors import Malformed, OutOfOrder
from comitia.protocol.archive.event import Event, EventType, render_event
from comitia.protocol.archive.reader import (
    DATA_SUFFIX,
    EVENT_SUFFIX,
    HEADER_NAME,
    ArchiveHeader,
    Entry,
    Record,
    Truncated,
    check_link,
    check_payload,
    open_archive,
    read_entries,
    render_archive_header,
)
from comitia.protocol.archive.record import LARGEST_TIME, render_member


def create_archive(path: Path, time: int, setup: Sequence[bytes]) -> None:
    """Publish a new archive that holds its header and a Setup entry.

    `setup` are the data records in their order: election, trustees, public credentials, setup data.

    Raises:
        OutOfOrder: there is a file of that name already; nothing is overwritten.
        Malformed: a time before 1970 or after the year 2242, which the format cannot write.
    """
    if not 0 <= time <= LARGEST_TIME:
        raise Malformed(f"archive: the time {time} is not between 0 and {LARGEST_TIME} seconds since 1970")
    if path.exists():
        raise OutOfOrder(f"{path}: exists already; an election is opened once. Choose another place")
    header = render_member(HEADER_NAME, render_archive_header(time), time)
    _, members = _render_entry(EventType.SETUP, setup, None, time)
    write_whole(path, header + members)


class ArchiveFile:
    """An archive on disk, locked for this process, to be replayed and then added to."""

    def __init__(self, path: Path) -> None:
        """Open and lock the archive; wait while another process has it.

        Raises:
            OSError: there is no such file, or it may not be written.
        """
        self._path = path
        self._file: BufferedRandom = path.open("r+b")
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self._header: ArchiveHeader | None = None
        self._last: Entry | None = None
        self._is_replayed = False
        self.cut_off: Path | None = None

    def __enter__(self) -> Self:
        """Use the archive in a `with` block; its lock ends with the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close and unlock."""
        self._file.close()

    @property
    def path(self) -> Path:
        """Where the archive is."""
        return self._path

    @property
    def time(self) -> int:
        """The time of the archive, in seconds since 1970; there once `replay` has begun."""
        return self._require_header().time

    @property
    def last(self) -> Entry | None:
        """The last entry that `replay` or `append` has passed."""
        return self._last

    def replay(self) -> Iterator[Entry]:
        """Every entry from the first, its link and its data checked; a torn tail is cut off (see the module).

        `cut_off` then names the file that holds the torn bytes.

        Raises:
            Malformed, Invalid: the archive was damaged or changed; it is left as it is.
        """
        self._file.seek(0)
        self._last = None
        self._header, records = open_archive(self._file)
        entries = read_entries(records)
        while True:
            try:
                entry = next(entries, None)
            except Truncated:
                if self._last is None:
                    raise
                self._cut_off(self._last.end)
                break
            if entry is None:
                break
            check_link(entry, self._last)
            check_payload(entry)
            self._last = entry
            yield entry
        self._is_replayed = True

    def append(self, kind: EventType, data: Sequence[bytes]) -> Entry:
        """Add an event and the data before it; when this returns, they are on disk.

        Whether an event of that type may come now is the board's business.

        Raises:
            OutOfOrder: the archive has not been replayed to its end.
            OSError: the disk is full or fails; the archive is then as it was before.
        """
        if not self._is_replayed or self._last is None:
            raise OutOfOrder(f"{self._path}: read the archive to its end before adding to it")
        entry, members = _render_entry(kind, data, self._last, self._require_header().time)
        descriptor = self._file.fileno()
        place = self._last.end
        try:
            written = 0
            while written < len(members):
                written += os.pwrite(descriptor, members[written:], place + written)
            os.fsync(descriptor)
        except BaseException:
            os.ftruncate(descriptor, place)
            raise
        self._last = entry
        return entry

    def _cut_off(self, end: int) -> None:
        self._file.seek(end)
        torn = self._file.read()
        aside = self._path.with_name(f"{self._path.name}.torn-{end}-{sha256_hex(torn)[:8]}")
        write_whole(aside, torn)
        os.ftruncate(self._file.fileno(), end)
        os.fsync(self._file.fileno())
        self.cut_off = aside

    def _require_header(self) -> ArchiveHeader:
        if self._header is None:
            raise OutOfOrder(f"{self._path}: read the archive first")
        return self._header


def _render_entry(kind: EventType, data: Sequence[bytes], previous: Entry | None, time: int) -> tuple[Entry, bytes]:
    """The next entry, and its members as they stand in the archive after the previous one."""
    start = place = 0 if previous is None else previous.end
    records: list[Record] = []
    members: list[bytes] = []
    for content in data:
        digest = sha256_hex(content)
        members.append(render_member(digest + DATA_SUFFIX, content, time))
        records.append(Record(False, digest, content, place, place + len(members[-1])))
        place = records[-1].end
    event = Event(
        type=kind,
        height=0 if previous is None else previous.event.height + 1,
        parent=None if previous is None else previous.digest,
        payload=records[-1].digest if kind.has_payload else None,
    )
    raw = render_event(event)
    members.append(render_member(sha256_hex(raw) + EVENT_SUFFIX, raw, time))
    entry = Entry(event, sha256_hex(raw), tuple(records), start, place + len(members[-1]))
    check_payload(entry)  # what is about to be published must be readable by everybody
    return entry, b"".join(members)
