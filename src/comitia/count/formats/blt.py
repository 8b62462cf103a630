r"""BLT, the file of Hill, Wichmann and Woodall's program that every STV program reads; and HIL, Tideman's variant of
it.

    4 2                     candidates, seats
    -2                      candidate 2 has withdrawn (any number of these)
    [nick a b c d]          other words for the candidates, in order (Droop); [tie ...] and [droop ...] are passed over
    3 1 4=2 - 3 0           three papers: first 1, then 4 and 2 alike, a number left out, then 3; 0 ends the paper
    0                       end of the papers
    "Amy" "Bob" ...         the names, then the title; on one line (HIL) or one a line (BLT)

After the title may stand its source and a remark in quotation marks, and then any text, which is not read (Droop).
`#` starts a comment outside quotation marks. A quotation mark inside a name is doubled or escaped. A weight is a
whole number: a fraction of a paper is refused, not rounded. A name without quotation marks is read if it has its line
to itself; a second name on the line of each candidate is the party. A candidate who stands twice on a paper is kept
twice (a repeated preference): what that means is for the rule to say.

>>> from comitia.count.formats.lines import Source
>>> poll = receive_blt(Source("example.blt", b'3 1\n4 1 2 0\n3 3 0\n2 0\n0\n"A" "B" "C" "Example"'))
>>> poll.candidates, poll.seats, poll.title, poll.n
(('A', 'B', 'C'), 1, 'Example', 9)
>>> print(render_blt(poll).decode(), end="")
3 1
2 0
4 1 2 0
3 3 0
0
"A"
"B"
"C"
"Example"
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from comitia.count.formats.lines import (
    DIGITS_AND_SPACE,
    MOST_DIGITS,
    Groups,
    Source,
    assemble,
    first_lines,
    group,
    quoted,
    ragged,
    whole,
)
from comitia.count.packing import SHARED, SKIPPED
from comitia.count.papers import MOST_CANDIDATES, Papers
from comitia.errors import Malformed

_NAME = re.compile(r'"((?:[^"\\]|\\.|"")*)"')
_PAPER_ID = re.compile(r"^\(([^()]*)\)\s*")
PASSED_OVER = {"tie", "droop", "undeclared", "title", "source", "comment"}


@dataclass(slots=True)
class _Head:
    """What stands before the first paper."""

    candidates: int
    seats: int
    withdrawn: set[int] = field(default_factory=set)
    words: dict[str, int] = field(default_factory=dict)


def receive_blt(source: Source, *, keep_receipt: bool = False) -> Papers:
    """Read a BLT or HIL file.

    With `keep_receipt` the papers are taken to stand in the order in which they were received.

    Raises:
        Malformed: with file, line, found and expected; nothing is half-read.
    """
    lines = source.lines()
    head, start = _receive_head(source, lines)
    end = _end_of_papers(source, lines, start)
    groups = group(lines[start:end], keep_receipt)
    marks, weights = _marks(source, lines, start, head, groups)
    names, title = _receive_names(source, lines, end, head)
    try:
        return assemble(
            names, marks, weights, groups, withdrawn=frozenset(head.withdrawn), seats=head.seats, title=title
        )
    except Malformed as fault:
        raise Malformed(f"{source.name}: {fault}") from None


def render_blt(papers: Papers) -> bytes:
    """Write papers as BLT; receiving them again gives the same papers (equal, skipped and repeated marks included).

    Raises:
        Malformed: a number was given to candidates that the papers do not name; BLT cannot say that.
    """
    if papers.marks.size and int(papers.marks.min()) < SKIPPED:
        raise Malformed("BLT cannot hold a number that was given to unnamed candidates; write JSON")
    out = [f"{len(papers.candidates)} {papers.seats or 1}"]
    out.extend(f"-{c + 1}" for c in sorted(papers.withdrawn))
    for row, weight in zip(papers.marks.tolist(), papers.weights.tolist(), strict=True):
        out.append(" ".join(filter(None, (str(weight), _paper(row), "0"))))
    out.append("0")
    out.extend(_quoted(name) for name in papers.candidates)
    out.append(_quoted(papers.title))
    return ("\n".join(out) + "\n").encode()


def _paper(row: Sequence[int]) -> str:
    while row and row[-1] == SKIPPED:
        row = row[:-1]
    text = ""
    for mark in row:
        word = "-" if mark == SKIPPED else str((mark & ~SHARED) + 1)
        text += ("=" if mark >= SHARED else " ") + word
    return text.strip()


def _quoted(name: str) -> str:
    plain = " ".join(name.split("\n")).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


# (1) The head: candidates and seats, withdrawals, bracketed remarks.


def _receive_head(source: Source, lines: Sequence[bytes]) -> tuple[_Head, int]:
    """The head, and the 0-based line at which the papers start."""
    head: _Head | None = None
    for k, raw in enumerate(lines):
        text = _line(source, raw, k)
        if not text or (head is None and re.fullmatch(r"[A-Za-z_]+\s*=\s*\S+", text)):
            continue
        if head is None:
            head = _first_line(source, text, k + 1)
        elif text.startswith("["):
            _remark(source, head, text, k + 1)
        elif text.startswith("-") and not text.startswith("- "):
            for word in text.split():
                number = whole(word[1:])
                if not word.startswith("-") or number is None or not 1 <= number <= head.candidates:
                    source.refuse(
                        k + 1, quoted(text), f"withdrawn candidates such as -2 (from -1 to -{head.candidates})"
                    )
                head.withdrawn.add(number - 1)
        else:
            return head, k
    if head is None:
        source.refuse(None, "an empty file", "BLT: a first line with the number of candidates and of seats")
    raise source.fault(len(lines), "the end of the file", "papers, a line with 0, and the names")


def _first_line(source: Source, text: str, line: int) -> _Head:
    numbers = [whole(word) for word in text.split()]
    expected = "the number of candidates and the number of seats, such as 7 4"
    if len(numbers) != 2 or numbers[0] is None or numbers[1] is None:
        source.refuse(line, quoted(text), expected)
    candidates, seats = numbers[0], numbers[1]
    if not 1 <= candidates <= MOST_CANDIDATES or seats < 1:
        source.refuse(line, quoted(text), f"{expected} (at least 1 of each, at most {MOST_CANDIDATES} candidates)")
    return _Head(candidates, seats, words={str(c + 1): c for c in range(candidates)})


def _remark(source: Source, head: _Head, text: str, line: int) -> None:
    if not text.endswith("]"):
        source.refuse(line, quoted(text), "a remark that ends with ] on the same line")
    words = text[1:-1].split()
    key = words[0].lower() if words else ""
    if key == "nick":
        if len(words) - 1 != head.candidates or len(set(words[1:])) != head.candidates:
            source.refuse(line, quoted(text), f"{head.candidates} different short names")
        head.words.update({word: c for c, word in enumerate(words[1:])})
    elif key == "withdrawn":
        for word in words[1:]:
            if word not in head.words:
                source.refuse(line, quoted(text), f"numbers of candidates from 1 to {head.candidates}")
            head.withdrawn.add(head.words[word])
    elif key not in PASSED_OVER:
        source.refuse(line, quoted(text), f"[nick ...], [withdrawn ...] or one of {sorted(PASSED_OVER)}")


# (2) The papers.


def _end_of_papers(source: Source, lines: Sequence[bytes], start: int) -> int:
    """The 0-based line of the single 0."""
    try:
        return lines.index(b"0", start)
    except ValueError:
        pass
    for k in range(start, len(lines)):
        if lines[k].lstrip()[:1] == b"0" and _line(source, lines[k], k) == "0":
            return k
    raise source.fault(len(lines), "the end of the file", "a line with 0 alone after the last paper, then the names")


def _marks(
    source: Source, lines: Sequence[bytes], start: int, head: _Head, groups: Groups
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
        text = _line(source, raw, line - 1)
        row, weight = ([], 0) if not text else _one(source, head, text, line)
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


def _one(source: Source, head: _Head, text: str, line: int) -> tuple[list[int], int]:
    """The marks and the weight of one paper."""
    expected = f"a weight, candidates from 1 to {head.candidates} in order of preference, and 0 at the end"
    words = _PAPER_ID.sub("", text).split()
    weight = whole(words[0]) if words else None
    if weight is None:
        source.refuse(line, quoted(text), f"{expected} (the weight a whole number)")
    if weight == 0:
        source.refuse(line, quoted(text), f"{expected}; after the last paper, a line with 0 alone")
    if words[-1] != "0" or len(words) == 1:
        source.refuse(line, quoted(text), expected)
    row: list[int] = []
    for word in words[1:-1]:
        if word == "-":
            row.append(SKIPPED)
            continue
        place = [head.words.get(part) for part in word.split("=")]
        for k, candidate in enumerate(place):
            if candidate is None:
                source.refuse(line, quoted(text), f"{expected}; {word!r} is none of these")
            row.append(candidate | (SHARED if k else 0))
    return row, weight


# (3) The names and the title.


def _receive_names(source: Source, lines: Sequence[bytes], end: int, head: _Head) -> tuple[list[str], str]:
    """Names and title; where each name has its line and its party beside it, the party in brackets after the name."""
    rows: list[list[str]] = []
    count = head.candidates
    for k in range(end + 1, len(lines)):
        text = _line(source, lines[k], k)
        row: list[str] = []
        while text:
            match = _NAME.match(text)
            if match is None and sum(map(len, rows)) + len(row) > count:
                return _named(source, rows, count, len(lines))
            if match is None and ('"' in text or row):
                source.refuse(k + 1, quoted(text), f"a name or the title in quotation marks ({count} names, 1 title)")
            row.append(text if match is None else re.sub(r'\\(.)|""', lambda m: m[1] or '"', match[1]).strip())
            text = "" if match is None else text[match.end() :].strip()
        if row:
            rows.append(row)
        if len(rows) > count + 3:
            source.refuse(k + 1, quoted(row[0]), f"the end: {count} names and the title were read")
    return _named(source, rows, count, len(lines))


def _named(source: Source, rows: list[list[str]], count: int, last: int) -> tuple[list[str], str]:
    if len(rows) >= count > 1 and all(len(row) == 2 for row in rows[:count]):
        names = [f"{name} ({party})" if party else name for name, party in rows[:count]]
        return names, rows[count][0] if len(rows) > count else ""
    found = [name for row in rows for name in row]
    if len(found) < count:
        source.refuse(
            last, f"the end of the file after {len(found)} name(s)", f"{count} names in quotation marks, then the title"
        )
    if len(found) > count + 3:
        source.refuse(last, quoted(found[-1]), f"the end: {count} names and the title were read")
    return found[:count], found[count] if len(found) > count else ""


def _line(source: Source, raw: bytes, k: int) -> str:
    """One line as text, without comment and margins."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        source.refuse(k + 1, f"the byte 0x{raw[fault.start]:02x}", "UTF-8 text")
    if "#" not in text:
        return text.strip()
    quoted = False
    for at, letter in enumerate(text):
        if letter == '"' and text[at - 1 : at] != "\\":
            quoted = not quoted
        elif letter == "#" and not quoted:
            return text[:at].strip()
    return text.strip()
