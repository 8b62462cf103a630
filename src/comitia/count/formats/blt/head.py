"""What stands before the first paper of a BLT: candidates and seats, withdrawals, bracketed remarks.

A remark that nobody knows is refused: it might say how to count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from comitia.count.formats.lines import Source, quoted, whole
from comitia.count.papers import MOST_CANDIDATES

PASSED_OVER = {"tie", "droop", "undeclared", "title", "source", "comment"}
SETTING = re.compile(r"[A-Za-z_]+\s*=\s*\S+")
"""A line before the first, as votelib writes them."""


@dataclass(slots=True)
class Head:
    """What stands before the first paper."""

    candidates: int
    seats: int
    withdrawn: set[int] = field(default_factory=set)
    words: dict[str, int] = field(default_factory=dict)


def receive_head(source: Source, lines: Sequence[bytes]) -> tuple[Head, int]:
    """The head, and the 0-based line at which the papers start."""
    head: Head | None = None
    for k, raw in enumerate(lines):
        text = line_of_text(source, raw, k)
        if not text or (head is None and SETTING.fullmatch(text)):
            continue
        if head is None:
            head = receive_first_line(source, text, k + 1)
        elif text.startswith("["):
            receive_remark(source, head, text, k + 1)
        elif text.startswith("-") and not text.startswith("- "):
            for word in text.split():
                receive_withdrawal(source, head, word, text, k + 1)
        else:
            return head, k
    if head is None:
        source.refuse(None, "an empty file", "BLT: a first line with the number of candidates and of seats")
    raise source.fault(len(lines), "the end of the file", "papers, a line with 0, and the names")


def receive_first_line(source: Source, text: str, line: int) -> Head:
    """Candidates and seats."""
    numbers = [whole(word) for word in text.split()]
    expected = "the number of candidates and the number of seats, such as 7 4"
    if len(numbers) != 2 or numbers[0] is None or numbers[1] is None:
        source.refuse(line, quoted(text), expected)
    candidates, seats = numbers[0], numbers[1]
    if not 1 <= candidates <= MOST_CANDIDATES or seats < 1:
        source.refuse(line, quoted(text), f"{expected} (at least 1 of each, at most {MOST_CANDIDATES} candidates)")
    return Head(candidates, seats, words={str(c + 1): c for c in range(candidates)})


def receive_withdrawal(source: Source, head: Head, word: str, text: str, line: int) -> None:
    """Note a candidate as withdrawn: `-2`."""
    number = whole(word[1:])
    if not word.startswith("-") or number is None or not 1 <= number <= head.candidates:
        source.refuse(line, quoted(text), f"withdrawn candidates such as -2 (from -1 to -{head.candidates})")
    head.withdrawn.add(number - 1)


def receive_remark(source: Source, head: Head, text: str, line: int) -> None:
    """Note what a remark in brackets says, if it concerns the count."""
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


def line_of_text(source: Source, raw: bytes, k: int) -> str:
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
