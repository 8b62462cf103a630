"""Tallies: votes that somebody has already added up, in JSON or as a table.

    {"votes": {"ODS": 99182, "ANO": 124445}, "seats": 24, "set_aside": {"spoilt": 310}}
    {"ayes": 172, "noes": 40, "spoilt": 4, "entitled": 229}                      a division
    {"sections": {"members": {"A": 5, "B": 3}, "affiliates": {"A": 1, "B": 4}}}  added up, one member one vote
    party;votes                                                                  a table: name, then a number

In a table with several columns of numbers, `column` says which (its heading, its number from 1, or `sum`).

>>> from comitia.count.formats.lines import Source
>>> receive_tally(Source("v.csv", b"ODS;12\\nANO;30\\n")).votes
(12, 30)
>>> receive_tally(Source("v.json", b'{"ayes": 172, "noes": 40, "spoilt": 4}')).set_aside
{'spoilt': 4}
"""

from __future__ import annotations

import re
from typing import Any

from comitia.canonical import receive_json
from comitia.count.formats.lines import Source, quoted, whole
from comitia.count.formats.table import WEIGHT_WORDS, receive_rows
from comitia.count.papers import Tally

ANSWERS = ("ayes", "noes")
APART = {"abstained", "spoilt", "abstained_or_spoilt", "blank", "rejected", "absent"}
BASES = {"present", "entitled", "electorate", "members", "seats_filled", "cast"}
NAMED = {"candidate", "candidates", "name", "option", "party", "list"}
"""Headings of a first column of names, which make a table with a column of votes a tally (see `is_tally_table`)."""
REMARKS = {"what", "kind", "title", "source", "seats", "expected", "set_aside", "note"}


def receive_tally(source: Source, *, column: str | None = None) -> Tally:
    """Read votes that were added up.

    Raises:
        Malformed: with file, line, found and expected; nothing is half-read.
    """
    if source.raw.lstrip()[:1] == b"{":
        return _from_json(source, receive_json(source.raw, source.name))
    return _from_table(source, column)


def is_tally_table(source: Source) -> bool:
    """Whether a table is one of votes added up: `candidate,votes` in its first row, and no ranking (`A>B`) below."""
    first = re.split(r"[\r\n]", source.text(), maxsplit=1)[0]
    head = [cell.strip(' "').casefold() for cell in re.split(r"[,;\t]", first)]
    return head[0] in NAMED and any(cell in WEIGHT_WORDS for cell in head[1:]) and b">" not in source.raw


def bases_of(source: Source) -> dict[str, int]:
    """In a tally of a division: how many were present, entitled, members and so on, as far as it says."""
    value = receive_json(source.raw, source.name)
    return {key: _whole(source, key, value[key]) for key in BASES if isinstance(value, dict) and key in value}


def _from_json(source: Source, value: Any) -> Tally:
    if not isinstance(value, dict):
        source.refuse(None, "a JSON value that is no object", "an object with votes, or with ayes and noes")
    known = REMARKS | APART | BASES | {"votes", "sections", *ANSWERS}
    if set(value) - known:
        source.refuse(None, f"the keys {sorted(set(value) - known)}", f"only {', '.join(sorted(known))}")
    votes: dict[str, int] = {}
    parts: list[Any] = [value["votes"]] if "votes" in value else []
    if "sections" in value:
        sections = value["sections"]
        if not isinstance(sections, dict):
            source.refuse(None, "sections that are no object", "an object: the votes of each section")
        parts.extend(sections.values())
    if "ayes" in value or "noes" in value:
        parts.append({answer: value.get(answer) for answer in ANSWERS})
    for part in parts:
        if not isinstance(part, dict):
            source.refuse(None, "votes that are no object", "an object: a whole number for each name")
        for name, number in part.items():
            votes[name] = votes.get(name, 0) + _whole(source, name, number)
    if not votes:
        source.refuse(None, "no votes", "votes, sections, or ayes and noes")
    given = value.get("set_aside", {})
    apart = {k: _whole(source, k, v) for k, v in given.items()} if isinstance(given, dict) else {}
    apart.update({key: _whole(source, key, value[key]) for key in sorted(APART & set(value))})
    seats = value.get("seats")
    title = value.get("title", value.get("what", ""))
    return Tally(
        tuple(votes),
        tuple(votes.values()),
        None if seats is None else _whole(source, "seats", seats),
        str(title),
        apart,
    )


def _from_table(source: Source, column: str | None) -> Tally:
    first = source.lines()[:1]
    separator = max(b",;\t", key=lambda code: first[0].count(code)) if first else ord(",")
    cells = first[0].decode("utf-8", "replace").split(chr(separator)) if first else []
    has_head = bool(cells) and all(whole(cell) is None for cell in cells)
    rows = receive_rows(source, False, header=has_head, separator=chr(separator))
    width = max(map(len, rows.cells), default=0)
    for k, row in enumerate(rows.cells):
        if len(row) != width:
            source.refuse(rows.lines[k], f"{len(row)} cells", f"{width}, as in the longest row")
    numeric = [c for c in range(1, width) if all(whole(row[c] or "0") is not None for row in rows.cells)]
    chosen = _columns(source, rows.head, numeric, column)
    votes: dict[str, int] = {}
    for k, row in enumerate(rows.cells):
        name = row[0].strip()
        if not name:
            source.refuse(rows.lines[k], "no name in the first column", "a name and its votes")
        if name in votes:
            source.refuse(rows.lines[k], quoted(name), "each name once; this one stands twice")
        numbers = [whole(row[c] or "0") for c in chosen]
        for c, number in zip(chosen, numbers, strict=True):
            if number is None:
                source.refuse(rows.lines[k], quoted(row[c]), f"a whole number of votes for {name!r}")
        votes[name] = sum(number for number in numbers if number is not None)
    if not votes:
        source.refuse(None, "no rows", "a name and its votes in each row")
    return Tally(tuple(votes), tuple(votes.values()))


def _columns(source: Source, head: list[str], numeric: list[int], wanted: str | None) -> list[int]:
    titles = ", ".join(f"{c + 1} {head[c]!r}" if c < len(head) and head[c] else str(c + 1) for c in numeric)
    if wanted == "sum":
        return numeric
    if wanted is not None:
        at = [c for c in range(1, len(head)) if head[c] == wanted] or [(whole(wanted) or 0) - 1]
        if at[0] < 1 or at[0] >= len(head):
            source.refuse(None, f"no column {wanted!r}", f"one of: {titles}, or sum")
        return at
    if len(numeric) != 1:
        source.refuse(
            None,
            f"{len(numeric)} columns of numbers ({titles})",
            "one, or --column with its heading, its number or sum",
        )
    return numeric


def _whole(source: Source, key: str, value: Any) -> int:
    if type(value) is not int or not 0 <= value < 10**15:
        source.refuse(None, f"{key}: {value!r:.40}", "a whole number of votes")
    return value
