"""A BLT word by word: papers that run on over lines, and files that stand on one line.

The format is of words (Hill, Wichmann and Woodall), but lines tell where a 0 was forgotten or stands for a preference
left out. So they are believed as far as they go:

* where the head and the 0 after the papers have lines of their own, no second paper starts on the line of another;
* a paper that runs on over lines names nobody twice: it would be two papers, and a 0 forgotten between them;
* the names follow in quotation marks.

Where the words make no sense either, the fault is that of the lines, unless the file has parted from them before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np

from comitia.count.formats.blt.head import SETTING, Head, receive_first_line, receive_remark, receive_withdrawal
from comitia.count.formats.blt.papers import Part, expected_paper, receive_place, texts
from comitia.count.formats.lines import Groups, Source, quoted, ragged, whole
from comitia.count.packing import SHARED, SKIPPED
from comitia.errors import Malformed

_WORD = re.compile(r"\([^()]*\)|\[[^\]]*\]?|\S+")


class _Reader:
    """The words of one file in order; what was read of it so far."""

    def __init__(self, source: Source, lines: Sequence[bytes], cause: Malformed) -> None:
        self.source, self.cause = source, cause
        self.lines = iter(texts(source, lines, 0))
        self.line, self.text = 0, ""
        self.left = False  # whether the file has parted from one paper a line

    def fault(self, expected: str) -> Malformed:
        return self.source.fault(self.line, quoted(self.text), expected) if self.left else self.cause

    def head(self) -> tuple[Head, str]:
        """The head, and what stands behind it on its line."""
        for line, text in self.lines:
            if SETTING.fullmatch(text):
                continue
            self.line, self.text = line, text
            found = re.match(r"(\S+\s+\S+)\s*(.*)", text)
            if found is None:
                break
            return receive_first_line(self.source, found[1], self.line), found[2]
        raise self.cause

    def words(self, rest: str) -> Iterator[tuple[str, str]]:
        """Each word with what follows it on its line."""
        for found in _WORD.finditer(rest):
            yield found[0], rest[found.end() :].strip()
        for line, text in self.lines:
            self.line, self.text = line, text
            for found in _WORD.finditer(text):
                yield found[0], text[found.end() :].strip()


def receive_words(source: Source, lines: Sequence[bytes], keep_receipt: bool, cause: Malformed) -> Part:
    """Head and papers, word by word; `cause` is why they could not be read line by line.

    Raises:
        Malformed: with file, line, found and expected.
    """
    reader = _Reader(source, lines, cause)
    head, rest = reader.head()
    reader.left = head_shares = bool(rest)
    flat: list[int] = []
    lengths: list[int] = []
    weights: list[int] = []
    row: list[int] = []
    weight, began, ended = 0, (0, ""), 0
    shared: tuple[int, str] | None = None
    behind: str | None = None
    for word, behind_word in reader.words(rest):
        if weight:
            if word != "0":
                place = receive_place(head, word)
                if place is None:
                    raise reader.fault(f"{expected_paper(head)}; {word!r:.40} is none of these")
                row.extend(place)
                continue
            if began[0] != reader.line:
                _check_once(source, head, row, began, reader.line)
                reader.left = True
            flat.extend(row)
            lengths.append(len(row))
            weights.append(weight)
            weight, row, ended = 0, [], reader.line
        elif word == "0":
            behind = behind_word
            break
        else:
            weight = _before_paper(reader, head, word, first=not weights)
            if weight:
                began = (reader.line, reader.text)
                if ended == reader.line:
                    shared, reader.left = shared or began, True
            elif word[0] != "(":
                ended = reader.line
    if behind is None:
        raise cause
    if shared is not None and not head_shares and reader.text == "0":
        line, text = shared
        source.refuse(line, quoted(text), f"{expected_paper(head)} alone (a preference left out is -, not 0)")
    after = list(chain([(reader.line, behind)] if behind else [], reader.lines))
    if not after or not after[0][1].startswith('"'):
        raise cause
    order = np.arange(len(weights), dtype=np.int64) if keep_receipt else None
    groups = Groups([], np.ones(len(weights), np.int64), order)
    marks = ragged(np.array(flat, np.int16), np.array(lengths, np.int64))
    return Part(head, marks, np.array(weights, np.int64), groups, after)


def _before_paper(reader: _Reader, head: Head, word: str, *, first: bool) -> int:
    """The weight with which a paper begins; 0 for what may stand before it (its mark in brackets; before the first
    paper remarks and withdrawals)."""
    if first and word[0] == "[":
        receive_remark(reader.source, head, word, reader.line)
    elif first and word[0] == "-":
        receive_withdrawal(reader.source, head, word, reader.text, reader.line)
    elif word[0] != "(":
        weight = whole(word)
        if weight:
            return weight
        if word[0] == '"':
            raise reader.cause
        raise reader.fault(f"{expected_paper(head)} (the weight a whole number)")
    return 0


def _check_once(source: Source, head: Head, row: Sequence[int], began: tuple[int, str], end: int) -> None:
    named = [mark & ~SHARED for mark in row if mark != SKIPPED]
    if len(set(named)) != len(named):
        expected = f"{expected_paper(head)}; read on to line {end}, it names a candidate twice: is a 0 missing?"
        source.refuse(began[0], quoted(began[1]), expected)
