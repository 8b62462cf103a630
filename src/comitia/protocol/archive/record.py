"""One member of an archive: 512 bytes of header in one spelling, the content, NULs up to the next multiple of 512.

The header is that of an old-style tar, with every byte fixed:

| bytes | holds |
| --- | --- |
| 0-99 | name, NUL-padded |
| 100-107, 108-115, 116-123 | mode `0000644`, uid `0000000`, gid `0000000`, each with a NUL |
| 124-135, 136-147 | size of the content and time of the archive, 11 octal digits and a NUL |
| 148-155 | checksum, 6 octal digits, NUL, space |
| 156 | `0`: a plain file |
| 157-511 | NUL |

No two zero blocks at the end: an archive ends where its last member ends. Every member carries the time of the header.

>>> block = render_header_block("BELENIOS", 38, 1467072000)
>>> len(block), block[:8], block[148:157]
(512, b'BELENIOS', b'005707\\x00 0')
>>> read_header_block(block, 0)
MemberHeader(name='BELENIOS', size=38, time=1467072000)
"""

import re
from dataclasses import dataclass
from typing import Final

from comitia.errors import Malformed

BLOCK: Final = 512

LARGEST_CONTENT: Final = 2**31
"""Two gigabytes: public credentials of 30 million voters."""

LARGEST_TIME: Final = 8**11 - 1

_OCTAL = re.compile(rb"[0-7]{11}\0", re.ASCII)


@dataclass(frozen=True, slots=True)
class MemberHeader:
    """A member's name, the size of its content in bytes and the archive's time in seconds since 1970."""

    name: str
    size: int
    time: int


def render_header_block(name: str, size: int, time: int) -> bytes:
    """The 512 bytes that stand before a member's content."""
    before = b"".join(
        (
            name.encode("ascii").ljust(100, b"\0"),
            b"0000644\0",
            b"0000000\0",
            b"0000000\0",
            b"%011o\0" % size,
            b"%011o\0" % time,
        )
    )
    after = b"0".ljust(BLOCK - 156, b"\0")
    checksum = sum(before) + 8 * ord(" ") + sum(after)  # its own eight bytes count as spaces
    return before + b"%06o\0 " % checksum + after


def render_member(name: str, content: bytes, time: int) -> bytes:
    """A whole member: header, content, padding."""
    return render_header_block(name, len(content), time) + content + b"\0" * padding_of(len(content))


def padding_of(size: int) -> int:
    """How many NULs follow a content of that size."""
    return -size % BLOCK


def read_header_block(block: bytes, offset: int) -> MemberHeader:
    """Read 512 bytes that stand at `offset` of an archive, and compare them with the one spelling.

    Raises:
        Malformed: the zero blocks that other tar writers put at the end, or any byte that differs from the table above.
    """
    where = f"archive, byte {offset}"
    if not any(block):
        raise Malformed(
            f"{where}: found a block of zeros, expected a record or the end of the file; other tar programs end "
            "their files so, a Belenios archive must not be rewritten by them"
        )
    if not _OCTAL.fullmatch(block[124:136]) or not _OCTAL.fullmatch(block[136:148]):
        raise Malformed(
            f"{where}: not a tar header (size and time are not 11 octal digits); is this a Belenios archive?"
        )
    name = block[:100].rstrip(b"\0")
    if not name or not name.isascii() or not name.decode("ascii").isprintable():
        raise Malformed(f"{where}: not a tar header (its name is not printable ASCII); is this a Belenios archive?")
    header = MemberHeader(name.decode("ascii"), int(block[124:135], 8), int(block[136:147], 8))
    expected = render_header_block(*_parts(header))
    if block != expected:
        first = next(place for place in range(BLOCK) if block[place] != expected[place])
        raise Malformed(
            f"{where}: the tar header of {header.name} differs from the one spelling that the protocol allows at "
            f"byte {first} of the header ({_field_at(first)}): found {block[first]:#04x}, expected "
            f"{expected[first]:#04x}"
        )
    if header.size > LARGEST_CONTENT:
        raise Malformed(f"{where}: {header.name} claims {header.size:,} bytes, expected at most {LARGEST_CONTENT:,}")
    return header


def _parts(header: MemberHeader) -> tuple[str, int, int]:
    return header.name, header.size, header.time


def _field_at(place: int) -> str:
    for end, name in (
        (100, "name"), (108, "mode"), (116, "uid"), (124, "gid"), (136, "size"), (148, "time"), (156, "checksum"),
        (157, "type"),
    ):  # fmt: skip
        if place < end:
            return name
    return "the rest, which is NUL"
