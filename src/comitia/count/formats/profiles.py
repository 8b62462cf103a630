"""Two CSV files of researchers that are no plain tables: VoteKit's rank profile, and MGGG's of Scottish wards.

VoteKit: a head with the candidates and their prefixes, then one ranking a row.

    VoteKit RankProfile
    Candidates
    (ANN ARBOR:ANN),(BOB BRIXTON:BOB)
    ...
    Ranking_1,Ranking_2,&,Weight,&
    {'ANN'},{'BOB'},&,3.0,&

A place is a set of prefixes in braces, empty where nothing was marked. Weights are whole numbers (written 3.0).

MGGG: as BLT with commas; a first line with candidates and seats, papers, then a row for each candidate and the title.

    7,4,
    146,1,
    22,1,2,
    "Candidate 1","Ian Clarkson","Labour (Lab)",
    "Irvine West",

>>> from comitia.count.formats.lines import Source
>>> names = b'"Candidate 1","Ann","Lab",\\n"Candidate 2","Bob","Con",\\n"Ward 1",'
>>> receive_mggg(Source("w.csv", b"2,1,\\n3,1,2,\\n2,2,\\n" + names)).n
5
>>> head = b"VoteKit RankProfile\\nCandidates\\n(ANN:A),(BOB:B)\\nRanking_1,Ranking_2,&,Weight,&\\n"
>>> raw = head + b"{'A'},{'B'},&,3.0,&\\n"
>>> receive_votekit(Source("x.csv", raw)).n
3
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import replace

from comitia.count.formats.lines import Source, first_lines, group, line_of, quoted, whole
from comitia.count.formats.table import Rows, of_places
from comitia.count.packing import SKIPPED
from comitia.count.papers import Papers

FIRST_LINE = b"VoteKit RankProfile"
_CANDIDATE = re.compile(r"\(([^()]*(?:\([^()]*\)[^()]*)*):([^:()]*)\)")
_PLACE = re.compile(r"\{([^{}]*)\}|frozenset\(\)|")


def receive_votekit(source: Source, *, keep_receipt: bool = False) -> Papers:
    """Read a rank profile.

    Raises:
        Malformed: with file, line, found and expected; nothing is half-read.
    """
    source.text()
    lines = source.lines()
    try:
        at = lines.index(b"Candidates") + 1
        start = next(k for k, line in enumerate(lines) if line.startswith(b"Ranking_1"))
    except (ValueError, StopIteration):
        source.refuse(None, "no lines called Candidates and Ranking_1,...", "VoteKit's RankProfile")
    pairs = _CANDIDATE.findall(lines[at].decode())
    if not pairs:
        source.refuse(at + 1, lines[at], "candidates such as (ANN ARBOR:ANN),(BOB BRIXTON:BOB)")
    prefix = {short.strip(): k for k, (_, short) in enumerate(pairs)}
    width = lines[start].decode().split(",").index("&") if b"&" in lines[start] else 0
    groups = group([line for line in lines[start + 1 :] if line.strip()], keep_receipt)
    rankings, weights = [], []
    number = first_lines(lines, start)
    for raw in groups.distinct:
        line = number[raw]
        cells = re.split(r",(?![^{]*\})", raw.decode())
        weight = whole(re.sub(r"\.0+$", "", cells[width + 1])) if len(cells) > width + 1 else None
        if weight is None:
            source.refuse(line, raw, f"{width} places, &, a whole weight, &")
        ranking: list[list[int] | int] = []
        for cell in cells[:width]:
            found = _PLACE.fullmatch(cell.strip())
            words = [word.strip(" '\"") for word in (found[1] or "").split(",")] if found else [cell]
            if found is None or any(word and word not in prefix and word != "~" for word in words):
                source.refuse(line, quoted(cell), f"prefixes in braces: {', '.join(prefix)}")
            place = [prefix[word] for word in words if word in prefix]
            ranking.append(place or SKIPPED)
        rankings.append(ranking)
        weights.append(weight)
    order = None if groups.order is None else groups.order.tolist()
    rows = Rows([], [], groups.counts.tolist(), [], order)
    return of_places(source, [name.strip() for name, _ in pairs], rankings, weights, rows)


def is_mggg(source: Source) -> bool:
    """Whether the first line is two numbers and a comma, as `7,4,`."""
    return re.match(rb"\s*\d+,\d+,\s*\n", source.raw[:200]) is not None


def receive_mggg(source: Source, *, keep_receipt: bool = False) -> Papers:
    """Read a ward of MGGG's collection.

    Raises:
        Malformed: as above.
    """
    source.text()
    lines = source.lines()
    count, seats = (int(word) for word in lines[0].decode().strip(" ,").split(",")[:2])
    start = next((k for k, line in enumerate(lines) if line.startswith(b'"')), len(lines))
    names, title = _mggg_names(source, lines, start, count)
    groups = group(lines[1:start], keep_receipt)
    rankings: list[list[list[int] | int]] = []
    weights = []
    for raw in groups.distinct:
        numbers = [whole(word) for word in raw.decode().strip().rstrip(",").split(",")]
        weight, ranking = numbers[0], numbers[1:]
        if weight is None or any(n is None or not 1 <= n <= count for n in ranking):
            source.refuse(line_of(lines, raw), raw, f"a weight and candidates from 1 to {count}, each with a comma")
        rankings.append([[n - 1] for n in ranking if n is not None])
        weights.append(weight)
    order = None if groups.order is None else groups.order.tolist()
    papers = of_places(source, names, rankings, weights, Rows([], [], groups.counts.tolist(), [], order))
    return replace(papers, seats=seats, title=title)


def _mggg_names(source: Source, lines: Sequence[bytes], start: int, count: int) -> tuple[list[str], str]:
    rows = list(csv.reader(line.decode() for line in lines[start:] if line.strip()))
    people = [row for row in rows if len(row) >= 2 and row[0] == f"Candidate {rows.index(row) + 1}"]
    if len(people) != count:
        source.refuse(start + 1, f"{len(people)} candidates", f'{count} rows such as "Candidate 1","name","party",')
    title = rows[count][0] if len(rows) > count and rows[count] else ""
    return [f"{row[1]} ({row[2]})" if len(row) > 2 and row[2] else row[1] for row in people], title
