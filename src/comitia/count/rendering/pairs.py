"""Pairs as matrices: how many papers prefer the row to the column, and the strength of the strongest path.

A solid cell with pale figures: the row beats the column. A plain one: it loses. A dotted one: they are equal. Above
twelve candidates the figures give way to squares, columns go by numbers, and the table has them all.
"""

from __future__ import annotations

from collections.abc import Sequence

from comitia.count.rendering.words import grouped, heading, joined
from comitia.count.sheet import Amount, Sheet
from comitia.picture import Picture, Table, cut, line, rect, text, text_width

MOST_WITH_FIGURES = 12


def draw_pairs(sheet: Sheet, width: int = 960) -> Picture | None:
    """The matrix of pairs; None where the method compares none."""
    if sheet.pairwise is None:
        return None
    return _matrix(sheet, sheet.pairwise.wins, "papers that prefer the row to the column", "prefer", width)


def draw_paths(sheet: Sheet, width: int = 960) -> Picture | None:
    """The matrix of strongest paths; None where the method has none."""
    if sheet.pairwise is None or sheet.pairwise.paths is None:
        return None
    return _matrix(
        sheet, sheet.pairwise.paths, "strength of the strongest path from the row to the column", "path", width
    )


def _matrix(sheet: Sheet, cells: Sequence[Sequence[Amount]], what: str, verb: str, width: int) -> Picture:
    who = _order(sheet)
    n = len(who)
    has_figures = n <= MOST_WITH_FIGURES and width >= 700
    names = [f"{place + 1}. {sheet.candidates[c]}" for place, c in enumerate(who)]
    name_room = min(max(text_width(name) for name in names) + 10, width * 0.4)
    longest = max([text_width(grouped(str(cells[a][b])), 13) for a in who for b in who if a != b] + [20.0])
    pitch = min((width - name_room) / max(n, 1), max(longest + 14, 34.0) if has_figures else 34.0)
    high = 30.0 if has_figures else max(18.0, min(pitch, 26.0))
    marks, top = _key(verb, width)
    top += 22
    for place, name in enumerate(names):
        y = top + high * place
        marks.append(text(0, y + high / 2 + 5, cut(name, name_room - 6)))
        if pitch >= 16 or place % 5 == 4:
            marks.append(text(name_room + pitch * (place + 0.5), top - 6, str(place + 1), "s q mid"))
        for column, b in enumerate(who):
            a = who[place]
            if a != b:
                marks += _cell(cells[a][b], cells[b][a], name_room + pitch * column, y, pitch, high, has_figures)
    marks.append(line(0, top - 1, name_room + pitch * n, top - 1, "l-axis"))
    return Picture(
        title=f"{heading(sheet)}: {what}",
        description=_description(sheet, what, has_figures),
        width=width,
        height=int(top + high * n + 10),
        marks=tuple(mark for mark in marks if mark),
        table=Table(
            caption=f"{heading(sheet)}: {what}",
            headings=("", *(str(place + 1) for place in range(n))),
            rows=tuple(
                (names[place], *("" if a == b else grouped(str(cells[a][b])) for b in who))
                for place, a in enumerate(who)
            ),
            numbers=frozenset(range(1, n + 1)),
        ),
    )


def _cell(
    ours: Amount, theirs: Amount, x: float, y: float, width: float, height: float, has_figures: bool
) -> list[str]:
    css = "f-aye" if ours > theirs else "f-apart" if ours == theirs else "f-tint"
    inset = 1.5
    marks = [rect(x + inset, y + inset, width - 2 * inset, height - 2 * inset, css)]
    if has_figures:
        figure = grouped(str(ours))
        if css == "f-apart":  # a field of dots is no ground for figures
            half = text_width(figure, 13) / 2 + 2
            marks.append(rect(x + width / 2 - half, y + 5, 2 * half, height - 10, "f-sheet"))
        marks.append(text(x + width / 2, y + height / 2 + 5, figure, "s mid on" if css == "f-aye" else "s mid"))
    return marks


def _order(sheet: Sheet) -> list[int]:
    ranking = sheet.pairwise.ranking if sheet.pairwise is not None else ()
    listed = [c for level in ranking for c in level]
    return [*listed, *(c for c in range(len(sheet.candidates)) if c not in listed)]


def _key(verb: str, width: int) -> tuple[list[str], float]:
    words = {
        "prefer": ("the row beats the column", "loses", "equal"),
        "path": ("the stronger path", "the weaker", "equal"),
    }
    marks, x, y = list[str](), 0.0, 12.0
    for css, label in zip(("f-aye", "f-tint", "f-apart"), words[verb], strict=True):
        if x and x + 40 + text_width(label, 13) > width:
            x, y = 0.0, y + 20
        marks.append(rect(x, y - 11, 20, 14, css))
        marks.append(text(x + 26, y, label, "s q"))
        x += 44 + text_width(label, 13)
    return marks, y + 10


def _description(sheet: Sheet, what: str, has_figures: bool) -> str:
    parts = [
        f"A matrix of {len(sheet.candidates)} candidates: {what}.",
        "Solid: more than the other way round. Plain: fewer.",
    ]
    parts.append("Dotted: equal." if has_figures else "Dotted: equal. The figures are in the table.")
    if sheet.pairwise is not None and sheet.pairwise.ranking:
        parts.append(f"First: {joined(sheet.names(sheet.pairwise.ranking[0]))}.")
    return " ".join(parts)
