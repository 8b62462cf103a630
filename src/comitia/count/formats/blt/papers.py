"""The papers of a BLT as nearly every file has them: each on a line of its own, and a line with 0 after the last.

Lines of plain numbers are parsed all together; others, each different one once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comitia.count.formats.blt.head import Head, line_of_text, receive_head
from comitia.count.formats.lines import (
    DIGITS_AND_SPACE,
    MOST_DIGITS,
    Groups,
    Source,
    first_lines,
    group,
    quoted,
    ragged,
    whole,
)
from comitia.count.packing import SHARED, SKIPPED

PAPER_ID = re.compile(r"^\(([^()]*)\)\s*")


@dataclass(frozen=True, slots=True)
class Part:
    """A file up to the 0 after the papers; `after` gives the lines behind it, each with its number (from 1)."""

    head: Head
    marks: NDArray[np.int16]
    weights: NDArray[np.int64]
    groups: Groups
    after: Iterable[tuple[int, str]]


def receive_lines(source: Source, lines: Sequence[bytes], keep_receipt: bool) -> Part:
    """Head and papers, each paper on a line of its own.

    Raises:
        Malformed: with file, line, found and expected.
    """
    head, start = receive_head(source, lines)
    end = end_of_papers(source, lines, start)
    groups = group(lines[start:end], keep_receipt)
    marks, weights = marks_of_lines(source, lines, start, head, groups)
    return Part(head, marks, weights, groups, texts(source, lines, end + 1))


def texts(source: Source, lines: Sequence[bytes], start: int) -> Iterable[tuple[int, str]]:
    """The lines from `start` (0-based) on as text without comments, each with its number (from 1); none is empty."""
    for k in range(start, len(lines)):
        text = line_of_text(source, lines[k], k)
        if text:
            yield k + 1, text


def end_of_papers(source: Source, lines: Sequence[bytes], start: int) -> int:
    """The 0-based line of the single 0."""
    try:
        return lines.index(b"0", start)
    except ValueError:
        pass
    for k in range(start, len(lines)):
        if lines[k].lstrip()[:1] == b"0" and line_of_text(source, lines[k], k) == "0":
            return k
    raise source.fault(len(lines), "the end of the file", "a line with 0 alone after the last paper, then the names")


def marks_of_lines(
    source: Source, lines: Sequence[bytes], start: int, head: Head, groups: Groups
) -> tuple[NDArray[np.int16], NDArray[np.int64]]:
    """One row of marks and one weight for each distinct line."""
    quick = _all_at_once(groups.distinct, head.candidates)
    if quick is not None:
        return quick
    flat: list[int] = []
    lengths, weights = [], []
    number = first_lines(lines, start)
    for raw in groups.distinct:
        line = number[raw]
        text = line_of_text(source, raw, line - 1)
        row, weight = ([], 0) if not text else receive_paper(source, head, text, line)
        flat.extend(row)
        lengths.append(len(row))
        weights.append(weight)
    return ragged(np.array(flat, np.int16), np.array(lengths, np.int64)), np.array(weights, np.int64)


def _all_at_once(distinct: Sequence[bytes], candidates: int) -> tuple[NDArray[np.int16], NDArray[np.int64]] | None:
    """All lines parsed together, if each is plain numbers with one 0, at its end; `None` if one is anything else."""
    joined = b" ".join(distinct)
    if not distinct or joined.translate(None, DIGITS_AND_SPACE) or max(map(len, joined.split())) > MOST_DIGITS:
        return None
    if not all(line.endswith(b" 0") for line in distinct):
        return None
    numbers = np.array(joined.split(), dtype=np.int64)
    ends = np.flatnonzero(numbers == 0)
    if len(ends) != len(distinct) or int(numbers[-1]) != 0:
        return None
    starts = np.concatenate(([0], ends[:-1] + 1))
    keep = np.ones(len(numbers), dtype=bool)
    keep[starts] = keep[ends] = False
    if bool((starts == ends).any()) or int(numbers[keep].max(initial=1)) > candidates:
        return None
    return ragged((numbers[keep] - 1).astype(np.int16), ends - starts - 1), numbers[starts]


def receive_paper(source: Source, head: Head, text: str, line: int) -> tuple[list[int], int]:
    """The marks and the weight of one paper."""
    expected = expected_paper(head)
    words = PAPER_ID.sub("", text).split()
    weight = whole(words[0]) if words else None
    if weight is None:
        source.refuse(line, quoted(text), f"{expected} (the weight a whole number)")
    if weight == 0:
        source.refuse(line, quoted(text), f"{expected}; after the last paper, a line with 0 alone")
    if words[-1] != "0" or len(words) == 1:
        source.refuse(line, quoted(text), expected)
    row: list[int] = []
    for word in words[1:-1]:
        place = receive_place(head, word)
        if place is None:
            source.refuse(line, quoted(text), f"{expected}; {word!r} is none of these")
        row.extend(place)
    return row, weight


def expected_paper(head: Head) -> str:
    return f"a weight, candidates from 1 to {head.candidates} in order of preference, and 0 at the end"


def receive_place(head: Head, word: str) -> list[int] | None:
    """The marks of one place (`4`, `4=2`, `-`), or `None` if the word is none."""
    if word == "-":
        return [SKIPPED]
    marks = []
    for k, part in enumerate(word.split("=")):
        candidate = head.words.get(part)
        if candidate is None:
            return None
        marks.append(candidate | (SHARED if k else 0))
    return marks
