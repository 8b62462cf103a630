"""Our own file of papers, in JSON; and papers written as CSV.

    {"schema": "comitia-papers-1", "title": "", "candidates": ["A", "B", "C"], "seats": 2, "withdrawn": ["C"],
     "papers": [{"weight": 3, "preferences": [1, [2, 3], null, "overvote"]}]}

Candidates in `preferences` are numbered from 1; a list is candidates given the same number, `null` a number left out,
`"overvote"` a number given to candidates that are not known. Scores and grades stand instead as `"grades": [5, null,
0]`, one a candidate, with `"labels"` (best first) where the grades have names: then a grade is a label. Unknown keys
are refused.

>>> from comitia.count import papers
>>> poll = papers("3 A>B=C, 2 C>>A, 1 -")
>>> again = receive_plain(Source("p.json", render_plain(poll)))
>>> again.marks.tolist() == poll.marks.tolist(), again.weights.tolist()
(True, [1, 3, 2])
>>> print(render_csv(poll).decode(), end="")
count,1st choice,2nd choice,3rd choice
1,,,
3,A,B=C,
2,C,,A
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import numpy as np

from comitia.canonical import receive_json, render_json
from comitia.count.formats.lines import Source
from comitia.count.formats.table import Rows, of_places
from comitia.count.packing import OVERVOTE, SHARED, SKIPPED
from comitia.count.papers import GradedPapers, Papers
from comitia.errors import Malformed

SCHEMA = "comitia-papers-1"
KEYS = {"schema", "title", "candidates", "seats", "withdrawn", "papers", "labels"}
Place = int | list[int]


def receive_plain(source: Source, *, keep_receipt: bool = False) -> Papers:
    """Read papers with preferences.

    Raises:
        Malformed: another schema, an unknown key, a candidate out of range.
    """
    value, names = _receive_head(source)
    rankings: list[list[Place]] = []
    weights: list[int] = []
    for k, entry in enumerate(value["papers"]):
        what, preferences = f"paper {k + 1}", entry.get("preferences") if isinstance(entry, dict) else None
        if not isinstance(preferences, list) or set(entry) - {"weight", "preferences"}:
            source.refuse(None, what, "an object with weight and preferences (a list)")
        weights.append(_weight(source, what, entry))
        rankings.append([_place(source, what, place, len(names)) for place in preferences])
    order = list(range(len(rankings))) if keep_receipt else None
    papers = of_places(source, names, rankings, weights, Rows([], [], [1] * len(weights), [], order))
    withdrawn = frozenset(names.index(name) for name in value.get("withdrawn", []))
    return Papers(
        papers.candidates,
        papers.marks,
        papers.weights,
        withdrawn,
        value.get("seats"),
        value.get("title", ""),
        {},
        papers.receipt,
    )


def receive_plain_grades(source: Source) -> GradedPapers:
    """Read papers with scores or grades.

    Raises:
        Malformed: as above.
    """
    value, names = _receive_head(source)
    labels = value.get("labels", [])
    number = {label: k for k, label in enumerate(labels)}
    grades = np.full((len(value["papers"]), len(names)), -1, dtype=np.int16)
    weights = []
    for k, entry in enumerate(value["papers"]):
        what, given = f"paper {k + 1}", entry.get("grades") if isinstance(entry, dict) else None
        if not isinstance(given, list) or len(given) != len(names) or set(entry) - {"weight", "grades"}:
            source.refuse(None, what, f"an object with weight and grades (a list of {len(names)})")
        weights.append(_weight(source, what, entry))
        for c, grade in enumerate(given):
            if grade is None:
                continue
            score = number.get(grade) if labels and isinstance(grade, str) else grade
            if type(score) is not int or not 0 <= score <= 30000 or (labels and score >= len(labels)):
                source.refuse(
                    None,
                    f"{what}: {grade!r} for {names[c]!r}",
                    f"null or {'a grade of ' + ', '.join(labels) if labels else 'a score'}",
                )
            grades[k, c] = score
    return GradedPapers(
        tuple(names), grades, np.array(weights, np.int64), tuple(labels), value.get("seats"), value.get("title", "")
    )


def render_plain(papers: Papers) -> bytes:
    """Write papers in this JSON; receiving them again gives the same papers."""
    return render_json(
        {
            "schema": SCHEMA,
            "title": papers.title,
            "candidates": list(papers.candidates),
            "seats": papers.seats,
            "withdrawn": [papers.candidates[c] for c in sorted(papers.withdrawn)],
            "papers": [
                {"weight": weight, "preferences": [_shown(place) for place in places(row)]}
                for row, weight in zip(papers.marks.tolist(), papers.weights.tolist(), strict=True)
            ],
        }
    )


def render_csv(papers: Papers) -> bytes:
    """Write papers as CSV, one rank a column and the number of such papers first.

    Raises:
        Malformed: a candidate's name holds `=` or is a word that CSV reads otherwise; write JSON or BLT.
    """
    for name in papers.candidates:
        if (
            "=" in name
            or not name.strip()
            or name.casefold() in {"-", "undervote", "skipped", "skip", "blank", "overvote"}
        ):
            raise Malformed(f"the candidate {name!r} cannot be written in CSV without doubt; write JSON or BLT")
    rows = [places(row) for row in papers.marks.tolist()]
    width = max(1, max(map(len, rows), default=0))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["count", *(f"{k}{_ending(k)} choice" for k in range(1, width + 1))])
    for row, weight in zip(rows, papers.weights.tolist(), strict=True):
        cells = [_cell(papers.candidates, place) for place in row]
        writer.writerow([weight, *cells, *([""] * (width - len(cells)))])
    return out.getvalue().encode()


def places(row: Sequence[int]) -> list[Place]:
    """One row of marks as places: candidates who share one, or `SKIPPED` or `OVERVOTE`; nothing after the last mark."""
    out: list[Place] = []
    for mark in row:
        if mark >= SHARED:
            last = out[-1]
            if isinstance(last, list):
                last.append(mark & (SHARED - 1))
        else:
            out.append(mark if mark < 0 else [mark])
    while out and out[-1] == SKIPPED:
        out.pop()
    return out


def _receive_head(source: Source) -> tuple[dict[str, Any], list[str]]:
    value = receive_json(source.raw, source.name)
    if not isinstance(value, dict) or value.get("schema") != SCHEMA:
        source.refuse(None, "another kind of JSON", f'an object with "schema": "{SCHEMA}"')
    if set(value) - KEYS:
        source.refuse(None, f"the keys {sorted(set(value) - KEYS)}", f"only {', '.join(sorted(KEYS))}")
    for key, kind in (("candidates", str), ("withdrawn", str), ("labels", str), ("papers", dict)):
        part = value.get(key, [])
        if not isinstance(part, list) or not all(isinstance(item, kind) for item in part):
            source.refuse(None, f"{key} of another kind", f"a list of {'objects' if kind is dict else 'texts'}")
    seats, title, names = value.get("seats"), value.get("title", ""), value.get("candidates", [])
    if not isinstance(title, str) or not (seats is None or (type(seats) is int and seats >= 1)):
        source.refuse(
            None, f"title {title!r:.40}, seats {seats!r:.40}", "a text, and a whole number of at least 1 or null"
        )
    if "papers" not in value or set(value.get("withdrawn", [])) - set(names):
        source.refuse(
            None, "no papers, or a withdrawn name that nobody has", "papers, and withdrawn candidates by name"
        )
    return value, names


def _weight(source: Source, what: str, entry: dict[str, Any]) -> int:
    weight = entry.get("weight", 1)
    if type(weight) is not int or not 0 <= weight < 10**15:
        source.refuse(None, f"{what}: weight {weight!r:.40}", "a whole number")
    return weight


def _place(source: Source, what: str, place: Any, count: int) -> Place:
    if place is None:
        return SKIPPED
    if place == "overvote":
        return OVERVOTE
    numbers = place if isinstance(place, list) else [place]
    if not numbers or not all(type(n) is int and 1 <= n <= count for n in numbers):
        source.refuse(
            None, f"{what}: {place!r:.60}", f"a candidate from 1 to {count}, a list of such, null or overvote"
        )
    return [n - 1 for n in numbers]


def _shown(place: Place) -> Any:
    if isinstance(place, int):
        return None if place == SKIPPED else "overvote"
    return place[0] + 1 if len(place) == 1 else [c + 1 for c in place]


def _cell(names: Sequence[str], place: Place) -> str:
    if isinstance(place, int):
        return "" if place == SKIPPED else "overvote"
    return "=".join(names[c] for c in place)


def _ending(k: int) -> str:
    return "th" if 10 < k % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(k % 10, "th")
