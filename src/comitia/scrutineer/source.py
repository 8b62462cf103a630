"""Opening what somebody sent: a plain archive or a gzipped one, and finding out whether it is an archive at all.

*Is this a Belenios archive?* is answered from the first members, leniently: a file that begins like an archive is one,
however damaged, and damage is for check 1 to name. A file that does not is refused here and gets no report.

An archive is read several times and may be larger than memory, so a source is opened anew for each pass and read as a
stream. A gzipped file may claim to hold far more than it weighs; honest archives shrink to a third or a tenth (a hash
has no redundancy), so a file that unpacks to more than `LARGEST_RATIO` times its size is not read to its end.
"""

import gzip
import re
import zlib
from dataclasses import dataclass
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import BinaryIO, Final, cast

from comitia.errors import Malformed

LARGEST_RATIO: Final = 100
"""How many times its own size a gzipped archive may unpack to, and a mebibyte more."""

_GZIP: Final = b"\x1f\x8b"
_BLOCK: Final = 512
_RECORD_NAME: Final = re.compile(rb"[0-9a-f]{64}\.(data|event)\.json\0", re.ASCII)


class NotAnArchive(Malformed):
    """These bytes do not begin like a Belenios archive, whatever else they are."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that begins like an archive; `is_gzip` says that it is packed."""

    path: Path
    is_gzip: bool

    def open(self) -> BinaryIO:
        """The bytes of the archive from the beginning.

        Reading raises `Malformed` where a packed file is damaged, cut short or too large.
        """
        if not self.is_gzip:
            return self.path.open("rb", buffering=1 << 20)
        return cast(BinaryIO, BufferedReader(_Unpacked(self.path), buffer_size=1 << 20))


def receive_source(path: Path) -> Source:
    """Find out whether a file is an archive.

    Raises:
        NotAnArchive: the file does not begin like one.
        OSError: the file cannot be read.
    """
    if path.is_dir():
        raise NotAnArchive(f"{path}: found a folder, expected a Belenios archive (a file whose name ends in .bel)")
    with path.open("rb") as file:
        source = Source(path, file.read(2) == _GZIP)
    with source.open() as stream:
        try:
            head = stream.read(4 * _BLOCK)
        except Malformed:
            head = b""
        if not _begins_like_an_archive(head):
            raise NotAnArchive(
                f"{path}: found {_describe(head)}, expected a Belenios archive: a tar file whose first member is "
                "BELENIOS; ask for the file that the election's server publishes as <uuid>.bel"
            )
    return source


def _begins_like_an_archive(head: bytes) -> bool:
    """One of the first members has the name that an archive gives it, in its place."""
    if head.startswith(b"BELENIOS\0") or _RECORD_NAME.match(head):
        return True
    return _RECORD_NAME.match(head, 2 * _BLOCK) is not None


def _describe(head: bytes) -> str:
    if not head:
        return "an empty or unreadable file"
    if head[257:262] == b"ustar":
        return "a tar file of another kind"
    if head[:1] in (b"{", b"["):
        return "a JSON document"
    return f"a file that begins with {head[:8]!r}"


class _Unpacked(RawIOBase):
    """The content of a gzipped file, which may not be larger than `LARGEST_RATIO` allows."""

    def __init__(self, path: Path) -> None:
        self._file = gzip.GzipFile(path, "rb")
        self._path = path
        self._left = path.stat().st_size * LARGEST_RATIO + (1 << 20)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer))
        try:
            piece = self._file.read1(len(view))  # as much as there is: what stands before the damage is given out
        except (EOFError, zlib.error, gzip.BadGzipFile) as fault:
            raise Malformed(
                f"archive: the gzipped file {self._path.name} cannot be unpacked to its end ({fault}); "
                "it is cut short or damaged"
            ) from None
        self._left -= len(piece)
        if self._left < 0:
            raise Malformed(
                f"archive: the gzipped file {self._path.name} unpacks to more than {LARGEST_RATIO} times its size, "
                "which no archive does; it was not read further"
            )
        view[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()
