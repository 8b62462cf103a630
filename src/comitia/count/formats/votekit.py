"""VoteKit's rank profile in CSV: a head with the candidates and their prefixes, then one ranking a row.

    VoteKit RankProfile
    Candidates
    (ANN ARBOR:ANN),(BOB BRIXTON:BOB)
    ...
    Ranking_1,Ranking_2,&,Weight,&
    {'ANN'},{'BOB'},&,3.0,&

A place is a set of prefixes in braces, empty where nothing was marked. Weights are whole numbers (written 3.0).

>>> from comitia.count.formats.lines import Source
>>> raw = b"VoteKit RankProfile\\nCandidates\\n(ANN:A),(BOB:B)\\nRanking_1,Ranking_2,&,Weight,&\\n{'A'},{'B'},&,3.0,&\\n"
>>> receive_votekit(Source("x.csv", raw)).n
3
"""

from __future__ import annotations

import re

from comitia.count.formats.lines import Source, group, line_of, quoted, whole
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
    for raw in groups.distinct:
        line = line_of(lines, raw, start)
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
