"""What is an archive, what is none, and what this release cannot verify."""

import gzip
import io
import tarfile
from pathlib import Path

import pytest

from comitia.errors import Malformed
from comitia.scrutineer import NotAnArchive, audit
from comitia.scrutineer.source import receive_source

TAMPERING = Path(__file__).parent.parent / "tampering"
CORPUS = TAMPERING / "corpus"


def unpacked(name: str) -> bytes:
    return gzip.decompress((CORPUS / f"{name}.bel.gz").read_bytes())


def other_tar() -> bytes:
    """What `tar` makes of a folder: a tar, but not ours."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        member = tarfile.TarInfo("minutes.txt")
        member.size = 5
        tar.addfile(member, io.BytesIO(b"hello"))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b"", "an empty or unreadable file"),
        (b"\x1f\x8b", "an empty or unreadable file"),
        (b"Dear members,\n", "a file that begins with b'Dear mem'"),
        (b'{"result":[[1,2]]}', "a JSON document"),
        (b"BELENIO", "a file that begins with b'BELENIO'"),
        (other_tar(), "a tar file of another kind"),
        (gzip.compress(b"Dear members,\n", mtime=0), "a file that begins with b'Dear mem'"),
        (bytes(4096), "a file that begins with"),
    ],
)
def test_what_does_not_begin_like_an_archive_is_none(tmp_path: Path, raw: bytes, found: str) -> None:
    path = tmp_path / "sent.bel"
    path.write_bytes(raw)
    with pytest.raises(NotAnArchive, match="expected a Belenios archive") as refused:
        receive_source(path)
    assert found in str(refused.value)


def test_a_folder_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(NotAnArchive, match="found a folder"):
        receive_source(tmp_path)


def test_a_damaged_first_byte_does_not_make_an_archive_something_else(tmp_path: Path) -> None:
    """The second member still has the name that archives give: damage is for check 1 to name."""
    path = tmp_path / "damaged.bel"
    path.write_bytes(b"X" + unpacked("honest_election")[1:])
    report = audit(path)
    assert report.first_failure is not None
    assert report.first_failure.check.name == "archive"


def test_a_gzipped_file_that_was_cut_fails_at_the_archive(tmp_path: Path) -> None:
    path = tmp_path / "cut.bel.gz"
    path.write_bytes((CORPUS / "honest_election.bel.gz").read_bytes()[:-100])
    report = audit(path)
    assert report.first_failure is not None
    assert report.first_failure.check.name == "archive"
    assert "cannot be unpacked to its end" in report.first_failure.detail


def test_a_gzipped_file_that_was_damaged_fails_at_the_archive(tmp_path: Path) -> None:
    raw = bytearray((CORPUS / "honest_election.bel.gz").read_bytes())
    raw[-8] ^= 1  # the checksum of what is inside
    path = tmp_path / "damaged.bel.gz"
    path.write_bytes(raw)
    report = audit(path)
    assert report.first_failure is not None
    assert report.first_failure.check.name == "archive"


def test_a_bomb_is_not_unpacked_to_its_end(tmp_path: Path) -> None:
    """A member that claims a gigabyte of zeros, in a file of a megabyte: refused after 100 times the file's size."""
    head = bytearray(unpacked("honest_election")[:1024])
    path = tmp_path / "bomb.bel.gz"
    with gzip.open(path, "wb", compresslevel=9) as bomb:
        bomb.write(head)
        from tests.tampering.archive import write_member

        bomb.write(write_member("0" * 64 + ".data.json", b"", 1467104400)[:124])
        bomb.write(b"07777777777\0")
        for _ in range(300):
            bomb.write(bytes(1 << 20))
    with receive_source(path).open() as stream, pytest.raises(Malformed, match="unpacks to more than 100 times"):
        while stream.read(1 << 20):
            pass
    assert audit(path).verdict == "fails"
