"""The names and the title at the end of a BLT, in each of the two ways that they are written.

* *By lines*: a candidate a line, perhaps with the party beside the name, then the title. After it may stand its source
  and a remark, on lines of their own and in quotation marks, and after these, text that is not read.
* *By words*: names and title one after the other, wherever the lines end (HIL has them all on one).

A file that can be read both ways, with different names, is refused, and so is one with anything behind the title: it
may be one more candidate, or a second file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from comitia.count.formats.lines import Source, quoted

_NAME = re.compile(r'"((?:[^"\\]|\\.|"")*)"')
_PAPER = re.compile(r"0|\d+(\s+[\d=-]+)*\s+0")
_HEAD = re.compile(r"\d+\s+\d+")
EXTRA = 3
"""Title, source and remark."""

Row = tuple[int, list[str]]


def receive_names(source: Source, lines: Iterable[tuple[int, str]], count: int, last: int) -> tuple[list[str], str]:
    """Names and title from the `lines` after the papers; a party stands in brackets after the name.

    Raises:
        Malformed: too few, too many, or two ways to read them; with file, line, found and expected.
    """
    rows: list[Row] = []
    for line, text in lines:
        bare = not text.startswith('"')
        if bare and len(rows) == count + EXTRA:
            if _HEAD.fullmatch(text):
                source.refuse(line, quoted(text), "the end; is this a second file behind the first?")
            continue
        if len(rows) >= count + EXTRA or (bare and (len(rows) > count or _PAPER.fullmatch(text))):
            source.refuse(line, quoted(text), _end(count))
        rows.append((line, [text] if bare else _strings(source, line, text, count)))
    return _named(source, rows, count, last)


def _strings(source: Source, line: int, text: str, count: int) -> list[str]:
    """What stands in quotation marks on one line."""
    found = []
    while text:
        match = _NAME.match(text)
        if match is None:
            source.refuse(line, quoted(text), f"a name or the title in quotation marks ({count} names, 1 title)")
        found.append(re.sub(r'\\(.)|""', lambda m: m[1] or '"', match[1]).strip())
        text = text[match.end() :].strip()
    return found


def _named(source: Source, rows: Sequence[Row], count: int, last: int) -> tuple[list[str], str]:
    words = [name for _, row in rows for name in row]
    by_lines, by_words = _by_lines(rows, count), words if count <= len(words) <= count + 1 else None
    if len(words) < count:
        source.refuse(
            last, f"the end of the file after {len(words)} name(s)", f"{count} names in quotation marks, then the title"
        )
    if by_lines is not None and by_words is not None and by_lines != by_words:
        line, row = next((line, row) for line, row in rows if len(row) > 1)
        source.refuse(
            line,
            quoted(" ".join(f'"{name}"' for name in row)),
            f"one candidate a line and the title last, or {count} names on one line; this may be a name and its party, "
            "or two names",
        )
    told = by_lines or by_words
    if told is None:
        numbers = [line for line, row in rows for _ in row]
        raise source.fault(numbers[count + 1], quoted(words[count + 1]), _end(count))
    return told[:count], told[count] if len(told) > count else ""


def _by_lines(rows: Sequence[Row], count: int) -> list[str] | None:
    """Names and what follows, one a line; `None` if the lines are not so."""
    if len(rows) - count not in {0, 1, EXTRA} or len(rows) == 1:
        return None
    if any(len(row) > 2 for _, row in rows[:count]) or any(len(row) > 1 for _, row in rows[count:]):
        return None
    names = [row[0] if len(row) == 1 or not row[1] else f"{row[0]} ({row[1]})" for _, row in rows]
    return names[: count + 1]


def _end(count: int) -> str:
    return f"the end: {count} names and the title were read (a party stands on the line of its candidate)"
