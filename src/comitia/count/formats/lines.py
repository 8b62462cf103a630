"""Lines of a file: decoded, grouped before they are parsed, and named when they are wrong.

Half a million papers are rarely half a million different papers. Every reader here groups the raw lines first and
parses each different one once; where the lines are plain numbers, all of them are parsed together. When a line is
wrong, the message names the file, the line, what was found there and what was expected, and nothing of the file is
kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from comitia.count.packing import SKIPPED
from comitia.count.papers import Papers
from comitia.errors import Malformed

DIGITS_AND_SPACE = b"0123456789 \t"
MOST_DIGITS = 15
"""A weight or a number in a file of papers is never longer; a longer one is a slip or an attack."""
MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it came: its name for messages, and its bytes."""

    name: str
    raw: bytes

    def refuse(self, line: int | None, found: str | bytes, expected: str) -> NoReturn:
        """Say what is wrong, and where; see `fault`.

        Raises:
            Malformed: always.
        """
        raise self.fault(line, found, expected)

    def fault(self, line: int | None, found: str | bytes, expected: str) -> Malformed:
        """The error to raise. Bytes are quoted as they stand; a string is the description of what was found."""
        where = f"{self.name}, line {line}" if line is not None else self.name
        return Malformed(f"{where}: found {quoted(found) if isinstance(found, bytes) else found}, expected {expected}")

    def text(self) -> str:
        """The bytes as UTF-8 text, without a byte-order mark.

        Raises:
            Malformed: they are not UTF-8.
        """
        try:
            return self.raw.decode("utf-8-sig")
        except UnicodeDecodeError as fault:
            line = self.raw.count(b"\n", 0, fault.start) + 1
            byte = self.raw[fault.start]
            raise Malformed(
                f"{self.name}, line {line}: found the byte 0x{byte:02x}, which is not UTF-8 text; "
                "save the file as UTF-8"
            ) from None

    def lines(self) -> list[bytes]:
        """The raw lines without their ends (LF, CR LF, or CR alone)."""
        raw = self.raw[3:] if self.raw.startswith(b"\xef\xbb\xbf") else self.raw
        raw = raw.rstrip(b"\x1a")  # old programs end a file so
        if b"\r" in raw:
            raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        lines = raw.split(b"\n")
        if lines and not lines[-1]:
            lines.pop()
        return lines


@dataclass(frozen=True, slots=True)
class Groups:
    """Equal lines once: `distinct[k]` stands `counts[k]` times; `order` (if kept) gives the k of each line as
    received."""

    distinct: list[bytes]
    counts: NDArray[np.int64]
    order: NDArray[np.int64] | None


def group(lines: Sequence[bytes], keep_receipt: bool = False) -> Groups:
    """Group equal lines; the distinct ones stand in the order of their first appearance."""
    if not keep_receipt:
        tally = Counter(lines)
        return Groups(list(tally), np.fromiter(tally.values(), np.int64, len(tally)), None)
    number: dict[bytes, int] = {}
    order = np.fromiter((number.setdefault(line, len(number)) for line in lines), np.int64, len(lines))
    return Groups(list(number), np.bincount(order, minlength=len(number)).astype(np.int64), order)


def line_of(lines: Sequence[bytes], line: bytes, first: int = 0) -> int:
    """The number (from 1) of the first line from `first` (0-based) that reads so."""
    return lines.index(line, first) + 1


def first_lines(lines: Sequence[bytes], first: int = 0) -> dict[bytes, int]:
    """For each different line from `first` (0-based) on, the number (from 1) at which it stands first."""
    return {line: k for k, line in reversed(list(enumerate(lines[first:], first + 1)))}


def ragged(flat: NDArray[Any], lengths: NDArray[Any]) -> NDArray[np.int16]:
    """Rows of different lengths as one matrix of marks, filled up with `SKIPPED`."""
    width = int(lengths.max()) if len(lengths) else 0
    out = np.full((len(lengths), width), SKIPPED, dtype=np.int16)
    out[np.arange(width) < lengths[:, None]] = flat
    return out


def assemble(
    candidates: Sequence[str],
    marks: NDArray[np.int16],
    weights: NDArray[np.int64],
    groups: Groups,
    **rest: Any,
) -> Papers:
    """Papers from the marks of each distinct line; `weights` are those that stand in the line, if any.

    Where the order of receipt was kept, a line of weight w is w papers received one after the other.
    """
    if groups.order is None:
        return Papers.of_marks(candidates, marks, weights * groups.counts, **rest)
    order = groups.order
    return Papers.of_marks(candidates, marks[order], weights[order], keep_receipt=True, **rest)


def whole(text: str) -> int | None:
    """A whole number in plain digits, or `None`."""
    bare = text.strip()
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) <= MOST_DIGITS else None


def quoted(found: str | bytes) -> str:
    """Words from the file as they stand there, short enough for one message."""
    text = found.decode("utf-8", "replace") if isinstance(found, bytes) else found
    bare = text.strip()
    if not bare:
        return "nothing"
    return repr(bare if len(bare) <= MOST_SHOWN else bare[: MOST_SHOWN - 1] + "…")
