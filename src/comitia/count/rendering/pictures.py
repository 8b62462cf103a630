"""Pictures of a count, each a value with its words and its table.

`draw_pictures` gives those that the method has: bars by stage with the quota line, the flow of transfers, the matrix
of pairs and of strongest paths, grades with their middle. Each is drawn wide (960 px) or narrow (343 px), holds text
of 13 px and more, and says nothing by colour alone. A value is cut in a picture as the rule cuts, towards nought, and
its table has it whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from comitia.count.rendering.flows import draw_flows
from comitia.count.rendering.grades import draw_grades
from comitia.count.rendering.pairs import draw_pairs, draw_paths
from comitia.count.rendering.words import (
    change,
    grouped,
    heading,
    lost_rows,
    n_of,
    order,
    plain,
    stage_head,
    stage_name,
    standing,
    votes,
)
from comitia.count.sheet import Amount, Sheet, Stage
from comitia.picture import Picture, Table, cut, fold, line, rect, text, text_width

WIDE, NARROW = 960, 343


def draw(sheet: Sheet, width: int = WIDE) -> dict[str, str]:
    """Every picture of the sheet as a whole SVG file, by its file name."""
    return {name: picture.standalone() for name, picture in draw_pictures(sheet, width).items()}


def draw_pictures(sheet: Sheet, width: int = WIDE) -> dict[str, Picture]:
    """Every picture of the sheet, by its file name; empty where the method has no figures to draw."""
    pictures = {
        "stages.svg": draw_stages(sheet, width) if sheet.stages else None,
        "flows.svg": draw_flows(sheet, width),
        "pairs.svg": draw_pairs(sheet, width),
        "paths.svg": draw_paths(sheet, width),
        "grades.svg": draw_grades(sheet, width),
    }
    return {name: picture for name, picture in pictures.items() if picture is not None}


def draw_stages(sheet: Sheet, width: int = WIDE) -> Picture:
    """Bars for each stage on one scale from 0, with a broken line at the quota; solid: elected, stripes: continuing."""
    who = order(sheet)
    names = max(text_width(sheet.candidates[c]) for c in who) + 10
    name_room = min(names, 250.0 if width >= WIDE else width * 0.42)
    label_room = max(text_width(_cut(sheet, stage.totals[c]), 13) for stage in sheet.stages for c in who) + 8
    n_across = max(1, int((width - name_room) // (label_room + 110)))
    n_across = min(n_across, len(sheet.stages))
    panel = (width - name_room) / n_across
    room = panel - label_room - 14
    most = max([total for stage in sheet.stages for total in stage.totals] + [sheet.quota or 0, 1])
    marks, y = _key(sheet, width)
    for start in range(0, len(sheet.stages), n_across):
        row = sheet.stages[start : start + n_across]
        heads = [fold(_head(sheet, stage), panel - 12, 13, bold=True) for stage in row]
        top = y + 17 * max(len(head) for head in heads) + 30
        for place, c in enumerate(who):
            marks.append(text(0, top + 24 * place + 15, cut(sheet.candidates[c], name_room - 6)))
        for column, (stage, head) in enumerate(zip(row, heads, strict=True)):
            x = name_room + panel * column
            marks += [text(x, y + 17 * (at + 1), words, "s b") for at, words in enumerate(head)]
            marks += _panel(sheet, stage, who, x, top, room / float(most))
        y = top + 24 * len(who) + 14
    return Picture(
        title=f"{heading(sheet)}: votes stage by stage",
        description=_description(sheet),
        width=width,
        height=int(y),
        marks=tuple(mark for mark in marks if mark),
        table=stages_table(sheet),
    )


def stages_table(sheet: Sheet) -> Table:
    """The whole sheet as a table: candidates down, stages across, transfer and total in one cell."""
    rows = []
    for c in order(sheet):
        cells = [_both(sheet, place, stage.transfers[c], stage.totals[c]) for place, stage in enumerate(sheet.stages)]
        rows.append((sheet.candidates[c], standing(sheet, c), *cells))
    for label, totals in lost_rows(sheet):
        moved = [after - before for before, after in zip([0, *totals], totals, strict=False)]
        rows.append((label, "", *(_both(sheet, at, moved[at], total) for at, total in enumerate(totals))))
    rows.append(("Total", "", *(votes(sheet, stage.column) for stage in sheet.stages)))
    return Table(
        caption=f"{heading(sheet)}. {n_of(len(sheet.stages), 'stage')}; transfer and total at each.",
        headings=("Candidate", "Standing", *map(stage_head, sheet.stages)),
        rows=tuple(rows),
        numbers=frozenset(range(2, 2 + len(sheet.stages))),
    )


def _panel(sheet: Sheet, stage: Stage, who: Sequence[int], x: float, top: float, scale: float) -> list[str]:
    marks = []
    in_office = {c for earlier in sheet.stages[: stage.number] for c in earlier.elected}
    if sheet.seats_won is not None:
        in_office = {c for c, n in enumerate(sheet.seats_won) if n}
    needed = stage.quota if stage.quota is not None else sheet.quota
    needed_x = x + float(needed) * scale if needed is not None else None
    for place, c in enumerate(who):
        total, y = stage.totals[c], top + 24 * place
        length = float(total) * scale
        if not total and place and any(earlier.totals[c] for earlier in sheet.stages[: stage.number]):
            marks.append(text(x + 4, y + 15, "out", "s q"))
            continue
        marks.append(rect(x, y + 2, max(length, 1.0 if total else 0.0), 17, _css(sheet, c, in_office)))
        label_x = x + length + 5
        words = _cut(sheet, total)
        if needed_x is not None and label_x - 3 < needed_x < label_x + text_width(words, 13) + 3:
            label_x = needed_x + 5
        marks.append(text(label_x, y + 15, words, "s"))
    bottom = top + 24 * len(who)
    marks.append(line(x, top - 2, x, bottom, "l-axis"))
    if needed_x is not None and needed is not None:
        marks += [
            line(needed_x, top - 6, needed_x, bottom, "l-halo"),
            line(needed_x, top - 6, needed_x, bottom, "l-need"),
        ]
        marks.append(text(needed_x, top - 9, _cut(sheet, needed), "s mid"))
    return marks


def _css(sheet: Sheet, candidate: int, in_office: set[int]) -> str:
    if sheet.outcome is not None:
        return "f-aye" if candidate == 0 else "f-noe" if candidate == 1 else "f-apart"
    return "f-aye" if candidate in in_office else "s-mid"


def _head(sheet: Sheet, stage: Stage) -> str:
    return stage_head(stage) if len(sheet.stages) > 1 else stage_name(stage)


def _key(sheet: Sheet, width: int) -> tuple[list[str], float]:
    entries = [("f-aye", "elected"), ("s-mid", "continuing, or not elected")]
    if sheet.outcome is not None:
        entries = [("f-aye", sheet.candidates[0]), *(("f-noe", name) for name in sheet.candidates[1:2])]
    elif sheet.seats_won is not None:
        entries = [("f-aye", "has a seat"), ("s-mid", "has none")]
    if any(stage.quota is not None for stage in sheet.stages) or sheet.quota is not None:
        entries.append(("l-need", "needed (the quota)"))
    marks, x, y = list[str](), 0.0, 12.0
    for css, words in entries:
        step = 26 + text_width(words, 13) + 18
        if x and x + step > width:
            x, y = 0.0, y + 20
        marks.append(line(x + 10, y - 12, x + 10, y + 4, css) if css == "l-need" else rect(x, y - 11, 20, 14, css))
        marks.append(text(x + 26, y, words, "s q"))
        x += step
    return marks, y + 12


def _cut(sheet: Sheet, amount: Amount) -> str:
    """At most two decimals, cut: enough for a picture."""
    whole, dot, rest = sheet.show(amount).partition(".")
    return grouped(f"{whole}{dot}{rest[:2]}" if rest.strip("0") else whole)


def _meaning(sheet: Sheet) -> str:
    if sheet.outcome is not None:
        return f"Solid: {sheet.candidates[0]}."
    if sheet.seats_won is not None:
        return "Solid: has a seat. Stripes: has none."
    return "Solid: elected. Stripes: continuing, or not elected."


def _both(sheet: Sheet, place: int, moved: Amount, total: Amount) -> str:
    return votes(sheet, total) if place == 0 else f"{change(sheet, moved)} {votes(sheet, total)}"


def _description(sheet: Sheet) -> str:
    first, last = sheet.stages[0], sheet.stages[-1]
    winners = () if sheet.outcome is not None or sheet.seats_won is not None else sheet.winners
    elected = ", ".join(f"{sheet.candidates[c]} {votes(sheet, last.totals[c])}" for c in winners)
    most = max(range(len(sheet.candidates)), key=lambda c: first.totals[c]) if sheet.candidates else 0
    parts = [
        f"{n_of(len(sheet.stages), 'stage')}. Most votes at the first: {sheet.candidates[most]}, "
        f"{votes(sheet, first.totals[most])}.",
        f"Elected, with their votes at the last stage: {elected}." if elected else "",
        f"Needed: {plain(sheet, sheet.quota)}." if sheet.quota is not None else "",
        f"Bars begin at 0 and share one scale. {_meaning(sheet)}",
        "Values are cut to two decimals; the table has them whole.",
    ]
    return " ".join(part for part in parts if part)
