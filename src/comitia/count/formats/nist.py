"""NIST's Common Data Format for cast vote records (SP 1500-103), in JSON and in XML.

A report holds the ballots of many contests. One is read, named by `contest` (its identifier or its name); a report of
a single contest needs no name. Of each record the current snapshot counts. A position counts unless it says that it
has no indication or is not allocable; its `Rank` is its place. A contest without ranks (vote for one, vote for
several) gives papers on which all marks share the first place. A mark for a write-in that no selection stands for is
read as a candidate `Undeclared Write-ins`.

Source: NIST SP 1500-103, Cast Vote Records Common Data Format Specification, version 1.0 (2020).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree import ElementTree

from comitia.canonical import receive_json
from comitia.count.formats.lines import Source, whole
from comitia.count.papers import Papers
from comitia.errors import Malformed

WRITE_INS = "Undeclared Write-ins"
Mark = tuple[int | None, str]
"""Rank (none in a contest without ranks), and identifier of the selection."""


def receive_nist(
    source: Source,
    *,
    contest: str | None = None,
    candidates: Sequence[str] | None = None,
    keep_receipt: bool = False,
    ranked_only: bool = False,
) -> Papers:
    """Read one contest of a report of cast vote records.

    `candidates` fixes the order (names as in the report); otherwise it is that of the contest's selections. With
    `ranked_only` a mark without a rank is no mark.

    Raises:
        Malformed: not such a report, no such contest, or a record that names an unknown selection.
    """
    report = _Xml.of(source) if source.raw.lstrip()[:1] == b"<" else _Json.of(source)
    target, title, names = _contest(source, report, contest)
    tally: Counter[tuple[Mark, ...]] = Counter()
    received: list[tuple[Mark, ...]] = []
    for record in report.all("CVR"):
        for chosen in _snapshot(record).all("CVRContest"):
            if chosen.text("ContestId") == target:
                marks = [mark for mark in _marks(chosen) if mark[0] is not None or not ranked_only]
                paper = tuple(sorted(marks, key=lambda mark: (mark[0] or 0, mark[1])))
                tally[paper] += 1
                if keep_receipt:
                    received.append(paper)
    unknown = {word for paper in tally for _, word in paper} - set(names) - {""}
    if unknown:
        source.refuse(
            None, f"marks for {sorted(unknown)[:3]}", f"selections of contest {title or target}: {', '.join(names)}"
        )
    if any(word == "" for paper in tally for _, word in paper):
        names[""] = WRITE_INS
    order = _order(source, names, candidates)
    rows = received if keep_receipt else list(tally)
    weights = [1] * len(rows) if keep_receipt else list(tally.values())
    rankings = [_places(paper, names, order) for paper in rows]
    try:
        return Papers.of_rankings(list(order), rankings, weights, title=title, keep_receipt=keep_receipt)
    except Malformed as fault:
        raise Malformed(f"{source.name}: {fault}") from None


def contests(source: Source) -> list[tuple[str, str]]:
    """Identifier and name of every contest in the report."""
    report = _Xml.of(source) if source.raw.lstrip()[:1] == b"<" else _Json.of(source)
    return [
        (node.identifier, node.text("Name")) for election in report.all("Election") for node in election.all("Contest")
    ]


class _Json:
    """A node of a JSON report."""

    def __init__(self, value: dict[str, Any]) -> None:
        self.value = value

    @classmethod
    def of(cls, source: Source) -> _Json:
        value = receive_json(source.raw, source.name)
        if not isinstance(value, dict) or not isinstance(value.get("CVR"), list):
            source.refuse(None, "no list called CVR", "a report of cast vote records (NIST SP 1500-103)")
        return cls(value)

    def all(self, name: str) -> Iterator[_Json]:
        value = self.value.get(name, [])
        for part in value if isinstance(value, list) else [value]:
            if not isinstance(part, dict):
                raise Malformed(f"report of cast vote records: {name} holds {str(part)[:40]!r}, expected an object")
            yield _Json(part)

    def text(self, name: str) -> str:
        value = self.value.get(name, "")
        if isinstance(value, list):
            value = value[0] if value else ""
        if isinstance(value, dict):
            inner = value.get("Text", "")
            value = (
                inner[0].get("Content", "")
                if isinstance(inner, list) and inner and isinstance(inner[0], dict)
                else inner
            )
        return " ".join(str(value).split())

    @property
    def identifier(self) -> str:
        return str(self.value.get("@id", ""))


class _Xml:
    """A node of an XML report; names without their namespace."""

    def __init__(self, element: ElementTree.Element) -> None:
        self.element = element

    @classmethod
    def of(cls, source: Source) -> _Xml:
        if re.search(rb"<!(DOCTYPE|ENTITY)", source.raw, re.IGNORECASE):
            source.refuse(
                None, "a document type declaration", "a plain XML report: declarations of entities are not read"
            )
        try:
            root = ElementTree.fromstring(source.raw)
        except ElementTree.ParseError as fault:
            line, _ = fault.position
            source.refuse(line, f"what is not XML ({fault})", "a report of cast vote records (NIST SP 1500-103)")
        except (ValueError, LookupError) as fault:
            source.refuse(None, f"an encoding that cannot be read ({fault})", "XML in UTF-8")
        if _bare(root.tag) != "CastVoteRecordReport":
            source.refuse(
                None, f"XML that starts with <{_bare(root.tag)}>", "<CastVoteRecordReport> (NIST SP 1500-103)"
            )
        return cls(root)

    def all(self, name: str) -> Iterator[_Xml]:
        return (_Xml(child) for child in self.element if _bare(child.tag) == name)

    def text(self, name: str) -> str:
        return next((" ".join("".join(node.element.itertext()).split()) for node in self.all(name)), "")

    @property
    def identifier(self) -> str:
        return self.element.get("ObjectId", "")


_Node = _Json | _Xml


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]


def _contest(source: Source, report: _Node, wanted: str | None) -> tuple[str, str, dict[str, str]]:
    """Identifier, name, and the candidate's name for each selection of the wanted contest."""
    people: dict[str, str] = {}
    found: list[_Node] = []
    for election in report.all("Election"):
        for person in election.all("Candidate"):
            people[person.identifier] = person.text("Name") or person.text("CandidateName") or person.identifier
        found.extend(election.all("Contest"))
    chosen = [c for c in found if wanted is None or wanted in (c.identifier, c.text("Name"))]
    if len(chosen) != 1:
        what = f"no contest {wanted!r}" if wanted and not chosen else f"{len(chosen)} contests"
        listed = "; ".join(f"{c.identifier} ({c.text('Name')})" for c in found[:12])
        source.refuse(None, what, f"one contest, named by identifier or name: {listed or 'the report has none'}")
    names: dict[str, str] = {}
    for selection in chosen[0].all("ContestSelection"):
        who = selection.text("CandidateIds")
        name = people.get(who) or who or selection.text("Selection") or selection.identifier
        if selection.text("IsWriteIn").lower() == "true" and name == who:
            name = WRITE_INS
        names[selection.identifier] = name
    return chosen[0].identifier, chosen[0].text("Name"), names


def _snapshot(record: _Node) -> _Node:
    """The current snapshot of a record."""
    snapshots: list[_Node] = list(record.all("CVRSnapshot"))
    current = record.text("CurrentSnapshotId")
    for snapshot in snapshots:
        if snapshot.identifier == current:
            return snapshot
    if len(snapshots) == 1:
        return snapshots[0]
    raise Malformed(
        f"report of cast vote records: a record has {len(snapshots)} snapshots and none is the current one, {current!r}"
    )


def _marks(chosen: _Node) -> Iterator[Mark]:
    for selection in chosen.all("CVRContestSelection"):
        word = selection.text("ContestSelectionId")
        for position in selection.all("SelectionPosition"):
            if position.text("HasIndication") == "no" or position.text("IsAllocable") == "no":
                continue
            if position.text("NumberVotes") == "0":
                continue
            rank = whole(position.text("Rank") or selection.text("Rank"))
            yield rank, word


def _order(source: Source, names: dict[str, str], candidates: Sequence[str] | None) -> dict[str, int]:
    every = list(dict.fromkeys(names.values()))
    if candidates is not None:
        missing = [name for name in every if name not in candidates and name != WRITE_INS]
        if missing:
            source.refuse(None, f"candidates {missing}", f"only those named: {', '.join(candidates)}")
        every = [*candidates, *([WRITE_INS] if WRITE_INS in every and WRITE_INS not in candidates else [])]
    return {name: k for k, name in enumerate(every)}


def _places(paper: Sequence[Mark], names: dict[str, str], order: dict[str, int]) -> list[list[int]]:
    """Places in order: equal ranks share one, a rank that nobody has is empty."""
    if not paper:
        return []
    by_rank: dict[int, list[int]] = {}
    for rank, word in paper:
        by_rank.setdefault(rank or 1, []).append(order[names[word]])
    most = max(by_rank)
    if most > 4 * len(order) + 64:
        raise Malformed(f"report of cast vote records: a rank of {most} in a contest of {len(order)} candidates")
    return [list(dict.fromkeys(by_rank.get(rank, []))) for rank in range(1, most + 1)]
