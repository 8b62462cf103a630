"""CSV: papers as a table, in each of the three shapes that people use.

* one rank a column: `Choice 1,Choice 2,Choice 3` and names in the cells (an empty cell is a number left out);
* one candidate a column: the names in the first row and ranks (or scores, or grades) in the cells;
* one ranking a cell: `ranking,count` and `A>B=C,12`.

A column called count, weight, votes, papers or number holds how many such papers there are; columns such as id,
ballot, precinct or timestamp are passed over. Cells are parted by comma, semicolon or tab. In a rank column
`undervote`, `skipped` and `-` mean a number left out and `overvote` a number given to several candidates.

>>> from comitia.count.formats.lines import Source
>>> receive_table(Source("x.csv", b"1st choice,2nd choice\\nA,B\\nB,\\nB,A")).candidates
('A', 'B')
>>> receive_table(Source("x.csv", b"A,B,C,count\\n1,2,,40\\n,1,1,2")).n
42
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from comitia.count.formats.lines import Source, group, quoted, whole
from comitia.count.packing import OVERVOTE, SHARED, SKIPPED
from comitia.count.papers import GradedPapers, Papers
from comitia.errors import Malformed

WEIGHT_WORDS = {"count", "weight", "votes", "papers", "ballots", "number", "n", "multiplicity", "frequency", "quantity"}
PASSED_OVER = re.compile(
    r"(voter|ballot|paper|record|row|receipt|vote)?[ _-]*(id|#|no\.?|nr\.?|number)|ballot|paper|voter|cast vote record"
    r"|precinct|batch|ballot style|timestamp|time|date|district|station|box|remark|comment|",
    re.IGNORECASE,
)
_RANK = re.compile(
    r"(?:\D*?[ _#-])??(\d{1,4})(?:st|nd|rd|th)?(?:$|[ _.:)-].*)|(?:rank|choice|preference|pref|place)(\d{1,4})$", re.I
)
_RANK_WORDS = re.compile(r"rank|choice|pref|place|vote|^\s*\d+(st|nd|rd|th)?\s*$", re.IGNORECASE)
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ORDINAL = re.compile(rf"({'|'.join(ORDINALS)})(?:[ _-]+(?:choice|preference|pref|rank|place|vote)\.?)?", re.IGNORECASE)
LEFT_OUT = {"", "-", "undervote", "skipped", "skip", "blank"}
OVERMARKED = {"overvote", "over-vote", "overmarked"}


@dataclass(frozen=True, slots=True)
class Rows:
    """The cells of each different row below the head, how often it stands, and its line for messages."""

    head: list[str]
    cells: list[list[str]]
    counts: list[int]
    lines: list[int]
    order: list[int] | None


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns are: `columns` hold marks, `weight` (if any) the number of papers."""

    shape: str
    columns: list[int]
    weight: int | None


def receive_table(source: Source, *, candidates: Sequence[str] | None = None, keep_receipt: bool = False) -> Papers:
    """Read a CSV file as rankings; `candidates` fixes names and order where the cells hold names.

    Raises:
        Malformed: with file, line, found and expected; nothing is half-read.
    """
    rows = receive_rows(source, keep_receipt, header=not _is_bare_tally(source))
    if not any(rows.head) and len(rows.head) == 2:
        rows = replace(rows, head=["ranking", "count"])
    layout = _layout(source, rows)
    weights = _weights(source, rows, layout)
    if layout.shape == "ranks":
        names = [rows.head[c].strip() for c in layout.columns]
        rankings = [_by_rank(source, rows, k, layout.columns) for k in range(len(rows.cells))]
    else:
        names = list(candidates or ())
        known = {name: k for k, name in enumerate(names)}
        rankings = []
        for k, cells in enumerate(rows.cells):
            places = (
                [cells[c].strip() for c in layout.columns]
                if layout.shape == "places"
                else [place.strip() for place in cells[layout.columns[0]].split(">")]
            )
            ranking: list[list[int] | int] = []
            for place in places:
                ranking.append(_place(source, rows.lines[k], place, names, known, fixed=candidates is not None))
            rankings.append(ranking)
    return of_places(source, names, rankings, weights, rows)


def receive_table_grades(source: Source, *, labels: Sequence[str] = ()) -> GradedPapers:
    """Read a CSV file with one candidate a column as scores (whole numbers) or, with `labels` (best first), as grades.

    Raises:
        Malformed: as above, or a cell is neither a whole number nor one of the labels.
    """
    rows = receive_rows(source, False)
    weight = _weight_column(rows.head)
    columns = [c for c, name in enumerate(rows.head) if c != weight and not PASSED_OVER.fullmatch(name.strip())]
    weights = _weights(source, rows, Layout("ranks", columns, weight))
    number = {label.casefold(): k for k, label in enumerate(labels)}
    grades = np.full((len(rows.cells), len(columns)), -1, dtype=np.int16)
    for k, cells in enumerate(rows.cells):
        for j, c in enumerate(columns):
            text = cells[c].strip()
            if not text:
                continue
            value = number.get(text.casefold()) if labels else whole(text)
            if value is None or value > 30000:
                expected = f"one of the grades {', '.join(labels)}" if labels else "a score (a whole number) or nothing"
                source.refuse(rows.lines[k], quoted(text), f"{expected} for {rows.head[c].strip()!r}")
            grades[k, j] = value
    counts = np.array(weights, np.int64) * np.array(rows.counts, np.int64)
    return GradedPapers(tuple(rows.head[c].strip() for c in columns), grades, counts, labels=tuple(labels))


def receive_rows(source: Source, keep_receipt: bool, header: bool = True, separator: str = "") -> Rows:
    """The table itself: rows of equal length, different ones once.

    Raises:
        Malformed: not UTF-8, quotation marks that do not close, or a row longer than the head.
    """
    text = source.text()
    lines = source.lines()
    if not lines:
        source.refuse(None, "an empty file", "a table (CSV)")
    numbers = {line: k for k, line in reversed(list(enumerate(lines, 1)))}
    separator = separator or _separator(lines[0].decode())
    if b'"' in source.raw and any(line.count(b'"') % 2 for line in numbers):
        cells, at = _parse_whole(source, text, separator)
        counts = [1] * len(cells)
        order: list[int] | None = list(range(len(cells)))
    else:
        start = 1 if header else 0
        groups = group([line for line in lines[start:] if line.strip()], keep_receipt)
        cells = [_parse_line(source, line, numbers[line], separator) for line in groups.distinct]
        at = [numbers[line] for line in groups.distinct]
        counts = groups.counts.tolist()
        order = None if groups.order is None else groups.order.tolist()
        if header:
            cells.insert(0, _parse_line(source, lines[0], 1, separator))
    head = [cell.strip() for cell in cells.pop(0)] if header else [""] * max(map(len, cells), default=0)
    if len(at) > len(cells):
        at, counts = at[1:], counts[1:]
        order = list(range(len(cells)))
    for k, row in enumerate(cells):
        if len(row) > len(head) and any(cell.strip() for cell in row[len(head) :]):
            source.refuse(at[k], f"{len(row)} cells", f"{len(head)}, as in the first row")
        row.extend("" for _ in range(len(head) - len(row)))
    return Rows(head, cells, counts, at, order if keep_receipt else None)


def of_places(
    source: Source, names: Sequence[str], rankings: Sequence[Sequence[list[int] | int]], weights: list[int], rows: Rows
) -> Papers:
    """Papers from places: a list of candidates who share the place, or `SKIPPED` or `OVERVOTE`."""
    flat = [
        [
            mark
            for place in ranking
            for mark in ([place] if isinstance(place, int) else [place[0], *(c | SHARED for c in place[1:])])
        ]
        for ranking in rankings
    ]
    for row in flat:
        while row and row[-1] == SKIPPED:
            row.pop()
    marks = np.full((len(flat), max(map(len, flat), default=0)), SKIPPED, dtype=np.int16)
    for k, row in enumerate(flat):
        marks[k, : len(row)] = row
    given = np.array(weights, np.int64)
    try:
        if rows.order is not None:
            at = np.array(rows.order, np.int64)
            return Papers.of_marks(names, marks[at], given[at], keep_receipt=True)
        return Papers.of_marks(names, marks, given * np.array(rows.counts, np.int64))
    except Malformed as fault:
        raise Malformed(f"{source.name}: {fault}") from None


def _is_bare_tally(source: Source) -> bool:
    """Whether the first line is no head but a name and a number, as in `Zuzana;870415`."""
    source.text()
    first = source.lines()[:1]
    cells = _parse_line(source, first[0], 1, _separator(first[0].decode())) if first else []
    return len(cells) == 2 and whole(cells[0]) is None and bool(cells[0].strip()) and whole(cells[1]) is not None


def _separator(first: str) -> str:
    return max(",;\t", key=first.count)


def _parse_line(source: Source, line: bytes, number: int, separator: str) -> list[str]:
    text = line.decode()
    if '"' not in text:
        return text.split(separator)
    try:
        return next(csv.reader([text], delimiter=separator, strict=True))
    except csv.Error as fault:
        source.refuse(number, quoted(text), f"cells between {separator!r}, quotation marks closed ({fault})")


def _parse_whole(source: Source, text: str, separator: str) -> tuple[list[list[str]], list[int]]:
    """Tables whose quoted cells run over several lines."""
    reader = csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True)
    cells, at = [], []
    try:
        for row in reader:
            if row:
                cells.append(row)
                at.append(reader.line_num)
    except csv.Error as fault:
        source.refuse(reader.line_num, "a row that cannot be read", f"cells between {separator!r} ({fault})")
    return cells, at


def _layout(source: Source, rows: Rows) -> Layout:
    """Which of the three shapes it is."""
    weight = _weight_column(rows.head)
    ranks = {c: _rank_of(name) for c, name in enumerate(rows.head) if c != weight}
    named = [c for c, rank in ranks.items() if rank is not None]
    if named and [ranks[c] for c in named] == list(range(1, len(named) + 1)) and not _all_numbers(rows, named):
        return Layout("places", named, weight)
    rest = [c for c, name in enumerate(rows.head) if c != weight and not PASSED_OVER.fullmatch(name)]
    if len(rest) == 1 and (rows.head[rest[0]] == "ranking" or any(">" in cells[rest[0]] for cells in rows.cells)):
        return Layout("ranking", rest, weight)
    if rest and _all_numbers(rows, rest):
        return Layout("ranks", rest, weight)
    if len(rest) == 1 and _RANK_WORDS.search(rows.head[rest[0]]):
        return Layout("ranking", rest, weight)
    for k, cells in enumerate(rows.cells):
        for c in rest:
            if cells[c].strip() and whole(cells[c]) is None:
                source.refuse(
                    rows.lines[k],
                    quoted(cells[c]),
                    f"a rank for {rows.head[c]!r} (a whole number), or columns called 1st choice, 2nd choice and so on",
                )
    raise source.fault(1, quoted(",".join(rows.head)), "columns for the choices in order, or for the candidates")


def _weight_column(head: Sequence[str]) -> int | None:
    found = [c for c, name in enumerate(head) if name.strip().casefold() in WEIGHT_WORDS]
    return found[-1] if found else None


def _rank_of(name: str) -> int | None:
    bare = name.strip()
    in_words = _ORDINAL.fullmatch(bare)
    if in_words is not None:
        return ORDINALS.index(in_words[1].casefold()) + 1
    found = _RANK.fullmatch(bare)
    if found is None or not _RANK_WORDS.search(name):
        return None
    return int(found[1] or found[2])


def _all_numbers(rows: Rows, columns: Sequence[int]) -> bool:
    return all(not cells[c].strip() or whole(cells[c]) is not None for cells in rows.cells for c in columns)


def _weights(source: Source, rows: Rows, layout: Layout) -> list[int]:
    if layout.weight is None:
        return [1] * len(rows.cells)
    out = []
    for k, cells in enumerate(rows.cells):
        number = whole(re.sub(r"\.0+$", "", cells[layout.weight].strip()))
        if number is None and any(cell.strip() for cell in cells):
            source.refuse(
                rows.lines[k], quoted(cells[layout.weight]), f"a whole number of papers in {rows.head[layout.weight]!r}"
            )
        out.append(number or 0)
    return out


def _by_rank(source: Source, rows: Rows, k: int, columns: Sequence[int]) -> list[list[int] | int]:
    """Places in order from the ranks in one row; gaps stay gaps, at most one for each candidate."""
    places: dict[int, list[int]] = {}
    for candidate, c in enumerate(columns):
        rank = whole(rows.cells[k][c] or "0")
        if rank is None:
            source.refuse(rows.lines[k], quoted(rows.cells[k][c]), f"a rank for {rows.head[c]!r}")
        if rank:
            places.setdefault(rank, []).append(candidate)
    out: list[list[int] | int] = []
    before = 0
    for rank in sorted(places):
        out.extend([SKIPPED] * min(rank - before - 1, len(columns)))
        out.append(places[rank])
        before = rank
    return out


def _place(
    source: Source, line: int, cell: str, names: list[str], known: dict[str, int], *, fixed: bool
) -> list[int] | int:
    if cell.casefold() in LEFT_OUT:
        return SKIPPED
    if cell.casefold() in OVERMARKED:
        return OVERVOTE
    words = [cell] if cell in known or "=" not in cell else [word.strip() for word in cell.split("=")]
    for word in words:
        if word not in known:
            if fixed:
                source.refuse(line, quoted(word), f"one of the candidates {quoted(', '.join(names))}")
            known[word] = len(names)
            names.append(word)
    return [known[word] for word in words]
