"""Inputs that are not papers of one poll: divisions, rounds, electoral colleges, delegations.

    {"ayes": 172, "noes": 40, "abstained": 4, "entitled": 229}                               a division
    {"rounds": [{"May": 165, "Leadsom": 66}, ...], "withdrew": {"1": ["Crabb"]}, "thresholds": {"1": 17}}
    {"sections": {"members": {"share": "1/3", "votes": {"A": 5}}, "mps": {"share": "1/3", "file": "mps.blt"}}}
    delegate,votes,For,Against                                                               delegations (CSV)

In rounds, a candidate who does not stand in the next round and was not the lowest has withdrawn, whether or not
`withdrew` says so. A section's papers are a tally of first votes, or another file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from comitia.canonical import receive_json
from comitia.count.formats.convert import papers_of_tally
from comitia.count.formats.lines import Source, quoted, whole
from comitia.count.formats.table import receive_rows
from comitia.count.formats.tally import bases_of, receive_tally
from comitia.count.lists.delegates import Delegation, Delegations
from comitia.count.papers import Papers, Tally
from comitia.count.simple.division import Division, division_of
from comitia.count.transferable.electoral_college import College
from comitia.count.transferable.exhaustive import Rounds
from comitia.errors import Malformed

ROUND_KEYS = {
    "rounds",
    "withdrew",
    "thresholds",
    "spoilt",
    "title",
    "what",
    "kind",
    "source",
    "note",
    "expected",
    "seats",
}
SECTION_KEYS = {"sections", "title", "what", "kind", "source", "note", "expected"}


def receive_division(source: Source, column: str | None = None) -> Division:
    """Ayes and noes, with whatever bases the file gives.

    Raises:
        Malformed: with file, line, found and expected.
    """
    tally = receive_tally(source, column=column)
    return division_of(tally, bases_of(source) if source.raw.lstrip()[:1] == b"{" else None)


def receive_rounds(source: Source) -> Rounds:
    """The tallies of each round.

    Raises:
        Malformed: as above.
    """
    value = receive_json(source.raw, source.name)
    if not isinstance(value, dict) or not isinstance(value.get("rounds"), list) or not value["rounds"]:
        source.refuse(None, "no list called rounds", 'an object such as {"rounds": [{"A": 10, "B": 7}]}')
    if set(value) - ROUND_KEYS:
        source.refuse(None, f"the keys {sorted(set(value) - ROUND_KEYS)}", f"only {', '.join(sorted(ROUND_KEYS))}")
    rounds = [_votes(source, f"round {k}", tally) for k, tally in enumerate(value["rounds"], 1)]
    thresholds = _by_round(source, value, "thresholds", _threshold)
    withdrew = _by_round(source, value, "withdrew", _names)
    spoilt = _by_round(source, value, "spoilt", _number)
    for k, (held, after) in enumerate(pairwise(rounds), 1):
        missing = [name for name in held if name not in after]
        needed = thresholds.get(k)
        if needed is not None:
            bar = needed * sum(held.values()) if isinstance(needed, Fraction) else needed
            out = [name for name in missing if held[name] < bar]
        else:
            out = []
        if not out:
            out = [name for name in missing if held[name] == min(held.values())][:1]
        withdrew.setdefault(k, tuple(name for name in missing if name not in out))
    names = list(dict.fromkeys(name for held in rounds for name in held))
    title = str(value.get("title", value.get("what", "")))
    return Rounds.of(
        names,
        rounds,
        withdrew=withdrew,
        thresholds=thresholds,
        spoilt=spoilt,
        title=title,
        seats=int(value.get("seats") or 0),
    )


def receive_college(source: Source, beside: Callable[[str], Papers]) -> College:
    """Sections with their shares and papers; `beside` reads a file of papers that a section names.

    Raises:
        Malformed: as above.
    """
    value = receive_json(source.raw, source.name)
    sections = value.get("sections") if isinstance(value, dict) else None
    if not isinstance(sections, dict) or not sections or set(value) - SECTION_KEYS:
        source.refuse(
            None, "no sections", 'an object such as {"sections": {"members": {"share": "1/3", "votes": {"A": 5}}}}'
        )
    found: dict[str, tuple[Fraction, Papers]] = {}
    everybody: list[str] = []
    for name, part in sections.items():
        if (
            not isinstance(part, dict)
            or set(part) - {"share", "votes", "file"}
            or ("votes" in part) == ("file" in part)
        ):
            source.refuse(None, f"section {name!r}", "an object with share, and either votes or file")
        share = _share(source, name, part.get("share"))
        if "votes" in part:
            votes = _votes(source, f"section {name}", part["votes"])
            papers = papers_of_tally(Tally(tuple(votes), tuple(votes.values())))
        else:
            papers = beside(str(part["file"]))
        everybody.extend(c for c in papers.candidates if c not in everybody)
        found[name] = (share, papers)
    title = str(value.get("title", value.get("what", "")))
    return College.of({name: (share, _among(papers, everybody)) for name, (share, papers) in found.items()}, title)


def receive_delegations(source: Source) -> Delegations:
    """A table: the delegate, the votes that they have, and the votes that they give to each answer.

    Raises:
        Malformed: as above.
    """
    rows = receive_rows(source, True)
    if len(rows.head) < 3:
        source.refuse(
            1, quoted(",".join(rows.head)), "delegate,votes,answer,answer: a name, a number, then one column an answer"
        )
    votes = []
    for k, cells in enumerate(rows.cells):
        numbers = [whole(cell or "0") for cell in cells[1:]]
        for cell, number in zip(cells[1:], numbers, strict=True):
            if number is None:
                source.refuse(rows.lines[k], quoted(cell), f"a whole number of votes for {cells[0].strip()!r}")
        given = tuple(number or 0 for number in numbers)
        votes.append(Delegation(cells[0].strip(), given[0], given[1:]))
    return Delegations(tuple(rows.head[2:]), tuple(votes))


def _among(papers: Papers, everybody: list[str]) -> Papers:
    """The same papers with candidates numbered as in `everybody`."""
    if papers.candidates == tuple(everybody):
        return papers
    number = [everybody.index(name) for name in papers.candidates]
    marks = papers.marks.copy()
    for mark, place in ((c, number[c]) for c in range(len(number))):
        named = papers.marks >= 0
        same = named & ((papers.marks & 0x3FFF) == mark)
        marks[same] = (papers.marks[same] & 0x4000) | place
    withdrawn = frozenset(number[c] for c in papers.withdrawn)
    again = Papers.of_marks(everybody, marks, papers.weights)
    return replace(again, withdrawn=withdrawn, seats=papers.seats, title=papers.title, set_aside=papers.set_aside)


def _votes(source: Source, what: str, tally: Any) -> dict[str, int]:
    if not isinstance(tally, dict) or not tally:
        source.refuse(None, f"{what}: no votes", "an object with a whole number for each name")
    for name, number in tally.items():
        _number(source, f"{what}, {name}", number)
    return dict(tally)


def _by_round(
    source: Source, value: dict[str, Any], key: str, read: Callable[[Source, str, Any], Any]
) -> dict[int, Any]:
    part = value.get(key, {})
    if not isinstance(part, dict):
        source.refuse(None, f"{key} that is no object", f'an object by round, such as {{"1": ...}} in {key}')
    out = {}
    for word, item in part.items():
        found = re.search(r"\d{1,4}", word)
        if found is None:
            source.refuse(None, f"{key}: {word!r}", "the number of a round")
        out[int(found[0])] = read(source, f"{key}, round {found[0]}", item)
    return out


def _number(source: Source, what: str, item: Any) -> int:
    if type(item) is not int or not 0 <= item < 10**15:
        source.refuse(None, f"{what}: {item!r:.40}", "a whole number")
    return item


def _names(source: Source, what: str, item: Any) -> tuple[str, ...]:
    if not isinstance(item, list) or not all(isinstance(name, str) for name in item):
        source.refuse(None, f"{what}: {item!r:.40}", "a list of names")
    return tuple(item)


def _threshold(source: Source, what: str, item: Any) -> int | Fraction:
    return _number(source, what, item) if type(item) is int else _share(source, what, item)


def _share(source: Source, what: str, item: Any) -> Fraction:
    text = str(item) if not isinstance(item, bool) else ""
    found = re.fullmatch(r"(\d{1,12})/(\d{1,12})|(\d{1,3})(?:\.(\d{1,9}))? ?%", text)
    if found is None or (found[2] and int(found[2]) == 0):
        source.refuse(None, f"{what}: share {item!r:.40}", 'a fraction such as "1/3", or a percentage such as "5 %"')
    if found[1]:
        return Fraction(int(found[1]), int(found[2]))
    return Fraction(f"{found[3]}.{found[4] or 0}") / 100


def share_of(text: str) -> Fraction:
    """A share as written: 1/3, 5 %, 0.05.

    Raises:
        Malformed: anything else.
    """
    bare = text.strip()
    if re.fullmatch(r"\d{1,12}/0*[1-9]\d{0,11}|\d{1,3}(\.\d{1,9})?|\d{1,3}(\.\d{1,9})? ?%", bare):
        return Fraction(bare.rstrip("% ")) / 100 if bare.endswith("%") else Fraction(bare)
    raise Malformed(f"the share {text!r} cannot be read; expected 1/3, 0.05 or 5 %")
