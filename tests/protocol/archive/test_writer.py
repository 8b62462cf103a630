"""Appending: a kill at any byte leaves a readable prefix, and nothing acknowledged is ever lost."""

import gzip
import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from comitia.errors import ComitiaError, Invalid, OutOfOrder
from comitia.protocol.archive import writer as writer_module
from comitia.protocol.archive.event import EventType
from comitia.protocol.archive.reader import Entry, Truncated, check_link, check_payload, open_archive, read_entries
from comitia.protocol.archive.writer import ArchiveFile, create_archive

DATA = Path(__file__).parent.parent / "data"
SMALL = gzip.decompress((DATA / "a-ed25519-v33.bel.gz").read_bytes())


def entries_of(raw: bytes) -> list[Entry]:
    _, records = open_archive(io.BytesIO(raw))
    return list(read_entries(records))


def readable_entries(raw: bytes) -> list[Entry]:
    """What any reader gets out of an archive before it meets a torn tail."""
    entries: list[Entry] = []
    try:
        _, records = open_archive(io.BytesIO(raw))
        for entry in read_entries(records):
            check_link(entry, entries[-1] if entries else None)
            check_payload(entry)
            entries.append(entry)
    except Truncated:
        pass
    return entries


def copy_by_appending(path: Path, source: list[Entry]) -> None:
    create_archive(path, 1795469109, [record.content for record in source[0].data])
    with ArchiveFile(path) as archive:
        list(archive.replay())
        for entry in source[1:]:
            archive.append(entry.event.type, [record.content for record in entry.data])


def test_an_archive_written_anew_is_the_other_implementations_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "copy.bel"
    copy_by_appending(path, entries_of(SMALL))
    assert path.read_bytes() == SMALL


def test_a_kill_at_any_byte_of_an_append_leaves_a_readable_prefix(tmp_path: Path) -> None:
    """Every length that the file can have while one ballot is being written, at every byte of it."""
    before, ballot = entries_of(SMALL)[1], entries_of(SMALL)[2]
    path = tmp_path / "torn.bel"
    for length in range(before.end, ballot.end):
        torn = SMALL[:length]
        assert [entry.digest for entry in readable_entries(torn)][-1] == before.digest
        if length % 97 and length not in (before.end, ballot.end - 1):
            continue  # recovery writes to disk: at every 97th byte, and at both ends
        path.write_bytes(torn)
        with ArchiveFile(path) as archive:
            assert [entry.digest for entry in archive.replay()][-1] == before.digest
            assert (archive.cut_off is None) == (length == before.end)
            if archive.cut_off is not None:
                assert archive.cut_off.read_bytes() == torn[before.end :]  # nothing that was sent is thrown away
                archive.cut_off.unlink()
            archive.append(EventType.BALLOT, [ballot.data[0].content])
        assert path.read_bytes() == SMALL[: ballot.end]


def test_damage_that_no_kill_explains_is_not_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "damaged.bel"
    raw = bytearray(SMALL)
    last = entries_of(SMALL)[-1]
    raw[last.start + 600] ^= 1
    path.write_bytes(raw)
    with ArchiveFile(path) as archive, pytest.raises(ComitiaError):
        list(archive.replay())
    assert path.read_bytes() == bytes(raw)


def test_a_full_disk_leaves_the_archive_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "full.bel"
    source = entries_of(SMALL)
    copy_by_appending(path, source[:2])
    before = path.read_bytes()
    genuine = os.pwrite

    def write_half(descriptor: int, content: bytes, place: int) -> int:
        genuine(descriptor, content[: len(content) // 2], place)
        raise OSError(28, "No space left on device")

    with ArchiveFile(path) as archive:
        list(archive.replay())
        monkeypatch.setattr(writer_module.os, "pwrite", write_half)
        with pytest.raises(OSError, match="No space"):
            archive.append(EventType.BALLOT, [source[2].data[0].content])
        monkeypatch.undo()
        assert path.read_bytes() == before
        archive.append(EventType.BALLOT, [source[2].data[0].content])
    assert path.read_bytes() == SMALL[: source[2].end]


APPENDER = """
import sys
from pathlib import Path
from comitia.protocol.archive.event import EventType
from comitia.protocol.archive.writer import ArchiveFile

with ArchiveFile(Path(sys.argv[1])) as archive:
    list(archive.replay())
    for number in range(100_000):
        archive.append(EventType.BALLOT, [b'{"ballot":%d}' % number + b" " * (number % 1500)])
        print(number, flush=True)
"""


@pytest.mark.parametrize("acknowledged", [0, 1, 7, 40])
def test_a_process_that_is_killed_loses_nothing_that_it_acknowledged(tmp_path: Path, acknowledged: int) -> None:
    path = tmp_path / "killed.bel"
    copy_by_appending(path, entries_of(SMALL)[:1])
    appender = subprocess.Popen([sys.executable, "-c", APPENDER, str(path)], stdout=subprocess.PIPE)
    assert appender.stdout is not None
    for _ in range(acknowledged):
        appender.stdout.readline()
    appender.send_signal(signal.SIGKILL)
    said = acknowledged + len(appender.stdout.read().split(b"\n")) - 1
    appender.wait()
    survived = readable_entries(path.read_bytes())[1:]
    assert len(survived) >= said
    for number, entry in enumerate(survived):
        assert entry.data[0].content == b'{"ballot":%d}' % number + b" " * (number % 1500)
    with ArchiveFile(path) as archive:
        assert len(list(archive.replay())) == len(survived) + 1
        archive.append(EventType.END_BALLOTS, [])


def test_an_append_is_on_disk_before_it_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "synced.bel"
    source = entries_of(SMALL)
    copy_by_appending(path, source[:1])
    synced: list[int] = []
    genuine = os.fsync
    monkeypatch.setattr(writer_module.os, "fsync", lambda descriptor: (synced.append(descriptor), genuine(descriptor)))
    with ArchiveFile(path) as archive:
        list(archive.replay())
        archive.append(EventType.BALLOT, [source[1].data[0].content])
        assert synced


def test_nothing_is_written_over_an_archive_that_exists(tmp_path: Path) -> None:
    path = tmp_path / "there.bel"
    path.write_bytes(b"somebody's")
    with pytest.raises(OutOfOrder, match="exists already"):
        create_archive(path, 0, [b"{}"] * 4)
    assert path.read_bytes() == b"somebody's"


def test_an_archive_must_be_read_to_its_end_before_it_is_added_to(tmp_path: Path) -> None:
    path = tmp_path / "unread.bel"
    copy_by_appending(path, entries_of(SMALL)[:2])
    with ArchiveFile(path) as archive:
        next(archive.replay())
        with pytest.raises(OutOfOrder, match="to its end"):
            archive.append(EventType.END_BALLOTS, [])


def test_a_setup_that_does_not_refer_to_its_records_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "wrong.bel"
    records = [record.content for record in entries_of(SMALL)[0].data]
    with pytest.raises(Invalid):
        create_archive(path, 0, [b"{}", *records[1:]])
    assert not path.exists()
