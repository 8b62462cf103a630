"""The sheet on a terminal: candidates down, stages across, folded into as many tables as the width asks for.

Each stage has its transfer and its total; elected and out are words, so that nothing depends on colour. Below the
tables stand the reasons, as members read them.
"""

from __future__ import annotations

from itertools import pairwise

from rich.console import Console
from rich.markup import escape
from rich.table import Table as RichTable
from rich.text import Text

from comitia.count.rendering import sentences
from comitia.count.rendering.words import (
    cell,
    change,
    facts,
    heading,
    lost_rows,
    order,
    pairwise_table,
    stage_head,
    standing,
    votes,
)
from comitia.count.sheet import Amount, Sheet, Table


def render_terminal(sheet: Sheet, console: Console) -> None:
    """Print the sheet on a console; nothing is wider than it, from 60 columns on."""
    console.print(Text(heading(sheet), style="bold"))
    console.print(Text(sheet.source, style="dim"))
    console.print(Text("   ".join(f"{name}: {value}" for name, value in facts(sheet))))
    console.print()
    console.print(Text(sentences.outcome(sheet), style="bold"))
    for block in _blocks(sheet, console.width):
        console.print()
        console.print(block)
    for table in _further(sheet):
        console.print()
        _print_table(sheet, table, console)
    lines = [*sentences.stages(sheet), *sentences.ties(sheet), *sentences.nearness(sheet), *sheet.notes]
    if lines:
        console.print()
    for line in lines:
        console.print(Text(line))


def _blocks(sheet: Sheet, width: int) -> list[RichTable]:
    """Tables of as many stages as fit beside the names, the first stage alone in its column."""
    if not sheet.stages:
        return []
    rows = _rows(sheet)
    longest = max(len(line) for name, _, _ in rows for line in name.splitlines())
    name_width = min(max(longest, len("Candidate")), max(18, width // 3))
    widths = [
        max([len(row[2][place][0]) for row in rows] + [0]) + max(len(row[2][place][1]) for row in rows) + 1
        for place in range(len(sheet.stages))
    ]
    blocks, place = [], 0
    while place < len(sheet.stages):
        taken, room = place, width - name_width - 2
        while taken < len(sheet.stages) and (taken == place or room >= widths[taken] + 2):
            room -= widths[taken] + 2
            taken += 1
        spare = max(0, room) // (taken - place)
        blocks.append(_block(sheet, rows, range(place, taken), name_width, [w + min(spare, 12) for w in widths]))
        place = taken
    return blocks


_Row = tuple[str, str, list[tuple[str, str]]]


def _block(sheet: Sheet, rows: list[_Row], places: range, name_width: int, widths: list[int]) -> RichTable:
    table = RichTable(box=None, pad_edge=False, header_style="bold", show_footer=False)
    table.add_column("Candidate", overflow="fold", width=name_width)
    for place in places:
        stage = sheet.stages[place]
        clause = f"\n{stage.clause}" if stage.clause else ""
        table.add_column(escape(f"{stage_head(stage)}{clause}"), justify="right", overflow="fold", width=widths[place])
    for name, style, cells in rows:
        shown = []
        for place in places:
            moved = max(len(row[2][place][0]) for row in rows)
            total = max(len(row[2][place][1]) for row in rows)
            shown.append(Text(f"{cells[place][0]:>{moved}} {cells[place][1]:>{total}}".strip(), no_wrap=True))
        table.add_row(Text(name), *shown, style=style)
    return table


def _rows(sheet: Sheet) -> list[_Row]:
    """Label, style, and for each stage (transfer, total)."""
    rows: list[_Row] = []
    for c in order(sheet):
        cells = []
        for place, stage in enumerate(sheet.stages):
            moved = "" if place == 0 else change(sheet, stage.transfers[c])
            cells.append((moved, votes(sheet, stage.totals[c])))
        label = standing(sheet, c)
        rows.append((f"{sheet.candidates[c]}\n  {label}" if label else sheet.candidates[c], "", cells))
    for label, totals in lost_rows(sheet):
        rows.append((label, "dim", _running(sheet, totals)))
    rows.append(("Total", "bold", [("", votes(sheet, stage.column)) for stage in sheet.stages]))
    if len({stage.quota for stage in sheet.stages}) > 1:
        quotas = [("", "" if stage.quota is None else votes(sheet, stage.quota)) for stage in sheet.stages]
        rows.append(("Quota", "", quotas))
    return rows


def _running(sheet: Sheet, totals: list[Amount]) -> list[tuple[str, str]]:
    moved = ["", *(change(sheet, after - before) for before, after in pairwise(totals))]
    return [(sign, votes(sheet, total)) for sign, total in zip(moved, totals, strict=True)]


def _further(sheet: Sheet) -> list[Table]:
    pairs = [pairwise_table(sheet)] if sheet.pairwise is not None else []
    return [*pairs, *sheet.tables]


def _print_table(sheet: Sheet, table: Table, console: Console) -> None:
    """A further table; a matrix too wide for the console is folded by columns, each part with its row heads."""
    cells = [(label, [cell(sheet, value) for value in values]) for label, values in table.rows]
    label_width = min(max([len(label) for label, _ in cells] + [1]), 24)
    room = console.width - label_width - 2
    place = 0
    console.print(Text(table.title, style="bold"))
    while place < len(table.columns):
        taken, left = place, room
        while taken < len(table.columns):
            longest = max([len(values[taken]) for _, values in cells] + [0])
            need = max(longest, min(len(table.columns[taken]), 14)) + 2
            if taken > place and left < need:
                break
            left -= need
            taken += 1
        part = RichTable(box=None, pad_edge=False, header_style="bold")
        part.add_column("", max_width=label_width, overflow="fold")
        for column in range(place, taken):
            longest = max([len(values[column]) for _, values in cells] + [1])
            part.add_column(
                escape(table.columns[column]),
                justify="right" if _is_figures([values[column] for _, values in cells]) else "left",
                overflow="fold",
                max_width=max(longest, 14),
            )
        for label, values in cells:
            part.add_row(Text(label), *(Text(value) for value in values[place:taken]))
        if place:
            console.print()
        console.print(part)
        place = taken


def _is_figures(values: list[str]) -> bool:
    return all(not value or value[0].isdigit() or value[0] in "+−" for value in values)
