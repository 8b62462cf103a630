"""ABIF: aggregated ballots in text.

    {title: "Capital of Tennessee"}        remarks in braces, passed over except the title and the seats
    =Memph:[Memphis, TN]                   a short word for a candidate
    42:Memph/5>Nash/2>[Chattanooga, TN]/1>Knox/0     42 papers: order by `>`, equal by `=`, scores after `/`
    26:Nash/5,Chat/3,Knox/2                scores alone, between commas: the order is that of the scores
    500:                                   blank papers

The same file can be read as rankings (`Papers`) or as scores (`GradedPapers`). As rankings: `>` ranks; `=` and `,` join
equals, except that where every candidate between the commas has a score, the scores rank them. As scores: the number
after `/`, none where there is none.

>>> from comitia.count.formats.lines import Source
>>> poll = receive_abif(Source("x.abif", b"3:A>B=C\\n2:C/5,A/3"))
>>> poll.candidates, poll.n
(('A', 'B', 'C'), 5)
>>> receive_abif_scores(Source("x.abif", b"3:A/5>B/5\\n2:B/0")).grades.tolist()
[[5, 5], [-1, 0]]
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from comitia.count.formats.lines import Source, assemble, group, line_of, quoted, ragged, whole
from comitia.count.packing import SHARED
from comitia.count.papers import GradedPapers, Papers
from comitia.errors import Malformed

_DECLARED = re.compile(r"=\s*(\[[^\]]*\]|[^:\[\]]+?)\s*:\s*(\[[^\]]*\]|\S.*)$")
_REMARK = re.compile(r"^\{\s*\"?([\w ]+?)\"?\s*:\s*(.*?)\s*,?\s*\}$")
_CANDIDATE = re.compile(r"\s*(\[[^\]]*\]|\"[^\"]*\"|[^\s\[\]\">=,/:]+(?:\s+[^\s\[\]\">=,/:]+)*)\s*(?:/\s*(\d+))?\s*")
MOST_SCORE = 30000


@dataclass(slots=True)
class _File:
    """What the lines of the file say besides papers."""

    names: list[str] = field(default_factory=list)
    number: dict[str, int] = field(default_factory=dict)
    title: str = ""
    seats: int | None = None

    def candidate(self, word: str) -> int:
        """The number of a candidate by word or name; a new one is added."""
        bare = _bare(word)
        if bare not in self.number:
            self.number[bare] = len(self.names)
            self.names.append(bare)
        return self.number[bare]


@dataclass(frozen=True, slots=True)
class _Paper:
    """One line: `places[k]` are the candidates at place k; `scores` what stands after the strokes."""

    weight: int
    places: list[list[int]]
    scores: dict[int, int]


def receive_abif(source: Source, *, keep_receipt: bool = False) -> Papers:
    """Read an ABIF file as rankings.

    Raises:
        Malformed: with file, line, found and expected; nothing is half-read.
    """
    file, lines, votes = _receive(source)
    groups = group(votes, keep_receipt)
    flat: list[int] = []
    lengths, weights = [], []
    for raw in groups.distinct:
        paper = _paper(source, file, lines, raw)
        row = [c | (SHARED if k else 0) for place in paper.places for k, c in enumerate(place)]
        flat.extend(row)
        lengths.append(len(row))
        weights.append(paper.weight)
    marks = ragged(np.array(flat, np.int16), np.array(lengths, np.int64))
    try:
        return assemble(file.names, marks, np.array(weights, np.int64), groups, title=file.title, seats=file.seats)
    except Malformed as fault:
        raise Malformed(f"{source.name}: {fault}") from None


def receive_abif_scores(source: Source) -> GradedPapers:
    """Read an ABIF file as scores.

    Raises:
        Malformed: as above, or a paper ranks candidates and gives none a score.
    """
    file, lines, votes = _receive(source)
    groups = group(votes)
    read = [_paper(source, file, lines, raw) for raw in groups.distinct]
    for raw, paper in zip(groups.distinct, read, strict=True):
        if paper.places and not paper.scores:
            source.refuse(
                line_of(lines, raw), raw, "scores after the candidates, such as A/5>B/3 (this method counts scores)"
            )
    grades = np.full((len(read), len(file.names)), -1, dtype=np.int16)
    for k, paper in enumerate(read):
        for candidate, score in paper.scores.items():
            grades[k, candidate] = score
    weights = np.array([paper.weight for paper in read], np.int64) * groups.counts
    return GradedPapers(tuple(file.names), grades, weights, seats=file.seats, title=file.title)


def _receive(source: Source) -> tuple[_File, list[bytes], list[bytes]]:
    """The file's remarks and names, all its lines, and those that are papers."""
    source.text()
    file, lines, votes = _File(), source.lines(), []
    for k, raw in enumerate(lines):
        head = raw.lstrip()[:1]
        if not head or head == b"#":
            continue
        if head == b"{":
            _remark(source, file, raw.decode().strip(), k + 1)
        elif head == b"=":
            _declare(source, file, raw.decode().strip(), k + 1)
        else:
            votes.append(raw)
    if not votes:
        source.refuse(None, "no papers", "ABIF: lines such as 42:A>B=C")
    return file, lines, votes


def _remark(source: Source, file: _File, text: str, line: int) -> None:
    found = _REMARK.match(text)
    if found is None:
        source.refuse(line, quoted(text), '{key: value} or {"key": "value"} on one line')
    key, value = found[1].strip().lower(), found[2]
    try:
        plain = str(json.loads(value, parse_float=str)) if len(value) < 10_000 else value
    except (ValueError, RecursionError):
        plain = value.strip('"')
    if key == "title" or (key == "description" and not file.title):
        file.title = plain
    elif key in {"seats", "max_winners", "winners", "num_seats"}:
        file.seats = whole(plain)
        if not file.seats:
            source.refuse(line, quoted(text), "a number of seats of at least 1")


def _declare(source: Source, file: _File, text: str, line: int) -> None:
    found = _DECLARED.match(text)
    if found is None:
        source.refuse(line, quoted(text), "a candidate's word and name, such as =Memph:[Memphis, TN]")
    word, name = _bare(found[1]), _bare(found[2])
    if not word or not name:
        source.refuse(line, quoted(text), "a candidate's word and name, neither of them empty")
    if word in file.number:
        source.refuse(line, quoted(text), f"each candidate declared once; {word!r} is known already")
    file.number[word] = len(file.names)
    file.names.append(name)
    file.number.setdefault(name, file.number[word])


def _bare(word: str) -> str:
    """A word or a name without the brackets or quotation marks around it, the same wherever it stands."""
    bare = word.strip()
    return bare[1:-1].strip() if len(bare) > 1 and bare[0] + bare[-1] in {"[]", '""'} else bare


def _paper(source: Source, file: _File, lines: Sequence[bytes], raw: bytes) -> _Paper:
    text = raw.decode().split("#", 1)[0].strip()
    before, mark, body = text.partition(":")
    weight = whole(before)
    expected = "a number of papers, ':', and candidates with > = , between them, such as 42:A/5>B/3=C"
    if not mark or weight is None:
        source.refuse(line_of(lines, raw), raw, expected)
    signs: list[str] = []
    items: list[tuple[int, int | None]] = []
    at = 0
    while at < len(body) and body.strip():
        found = _CANDIDATE.match(body, at)
        if found is None or not found[0].strip():
            source.refuse(line_of(lines, raw), raw, f"{expected}; cannot read {body[at:]!r}")
        score = None if found[2] is None else int(found[2][:6])
        if score is not None and score > MOST_SCORE:
            source.refuse(line_of(lines, raw), raw, f"scores of at most {MOST_SCORE}")
        items.append((file.candidate(found[1]), score))
        at = found.end()
        if at < len(body):
            if body[at] not in ">=,":
                source.refuse(line_of(lines, raw), raw, f"{expected}; cannot read {body[at:]!r}")
            signs.append(body[at])
            at += 1
            if at == len(body):
                source.refuse(line_of(lines, raw), raw, f"{expected}; it ends with {body[-1]!r}")
    if len({candidate for candidate, _ in items}) != len(items):
        source.refuse(line_of(lines, raw), raw, "each candidate once on a paper")
    return _Paper(weight, _places(items, signs), {c: score for c, score in items if score is not None})


def _places(items: Sequence[tuple[int, int | None]], signs: Sequence[str]) -> list[list[int]]:
    """Groups of equals in order: `>` parts them; within commas, complete scores rank."""
    places: list[list[tuple[int, int | None]]] = []
    for k, item in enumerate(items):
        if k and signs[k - 1] != ">":
            places[-1].append(item)
        else:
            places.append([item])
    if signs and set(signs) == {","}:
        # Candidates without a score (the last-place ones of a list of scores) come after those with one.
        levels = sorted({score for _, score in items if score is not None}, reverse=True)
        ranked = [[c for c, score in items if score == level] for level in levels]
        without = [c for c, score in items if score is None]
        if not levels:
            return [without]
        return [*ranked, without] if without else ranked
    return [[c for c, _ in place] for place in places]
