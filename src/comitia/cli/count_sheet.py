"""The sheet on a terminal: candidates down, stages across, and the reasons in sentences below.

A sheet with more stages than the width holds is printed in blocks. Under a total stands what it changed by. Long tables
of pairs and of grades are numbered as in the list of candidates.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from comitia.count import Sheet, Stage
    from comitia.count.sheet import Amount

WIDEST_NAME = 28


def show_sheet(sheet: Sheet, console: Console) -> None:
    """Print all of a sheet."""
    _head(sheet, console)
    _stages(sheet, console)
    _pairs(sheet, console)
    for table in sheet.tables:
        _table(sheet, table, console)
    _reasons(sheet, console)
    _foot(sheet, console)


def _head(sheet: Sheet, console: Console) -> None:
    console.print(Text(sheet.contest or sheet.title, style="bold"))
    console.print(Text(f"{sheet.title}; {sheet.source}"))
    facts = [f"seats {sheet.seats}", f"papers {sheet.papers:,}", f"valid {sheet.show(sheet.valid)}"]
    if sheet.quota is not None:
        facts.append(f"quota {sheet.show(sheet.quota)}")
    console.print("; ".join(facts))
    for label, counts in (("rejected", sheet.rejected), ("irregular but valid", sheet.irregular)):
        if counts:
            console.print(Text(f"{label}: " + ", ".join(f"{cause} {number:,}" for cause, number in counts.items())))
    if sheet.withdrawn:
        console.print(Text("withdrawn: " + ", ".join(sheet.names(sheet.withdrawn))))
    console.print()


def _stages(sheet: Sheet, console: Console) -> None:
    if not sheet.stages:
        return
    name = min(WIDEST_NAME, max((len(n) for n in (*sheet.candidates, "Non-transferable")), default=8))
    cell = max(len(sheet.show(s.column)) for s in sheet.stages) + 2
    room = max(1, (console.width - name - 2) // (cell + 1))
    for start in range(0, len(sheet.stages), room):
        block = sheet.stages[start : start + room]
        console.print(_block(sheet, block, name))
        console.print()


def _block(sheet: Sheet, stages: tuple[Stage, ...], width: int) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("", max_width=width, no_wrap=True, overflow="ellipsis")
    for stage in stages:
        table.add_column(f"stage {stage.number}", justify="right", no_wrap=True)
    show = sheet.show
    gone: set[int] = set()
    for c, name in enumerate(sheet.candidates):
        cells = []
        for stage in stages:
            mark = " E" if c in stage.elected else " x" if c in stage.excluded else "  "
            changed = stage.transfers[c] and stage.number > 1
            cells.append(
                Text.assemble(
                    show(stage.totals[c]), mark, f"\n{_signed(sheet, stage.transfers[c])}  " if changed else ""
                )
            )
        gone.add(c)
        table.add_row(Text(name), *cells)
    if any(stage.lost for stage in stages):
        table.add_row("Non-transferable", *(f"{show(stage.lost)}  " for stage in stages))
    table.add_row("Sum", *(f"{show(stage.column)}  " for stage in stages), style="dim")
    return table


def _signed(sheet: Sheet, amount: Amount) -> str:
    return f"{'+' if amount > 0 else ''}{sheet.show(amount)}"


def _pairs(sheet: Sheet, console: Console) -> None:
    if sheet.pairwise is None:
        return
    standing = [c for level in sheet.pairwise.ranking for c in level]
    widest = max((len(str(n)) for row in sheet.pairwise.wins for n in row), default=1)
    name = min(WIDEST_NAME, max((len(sheet.candidates[c]) for c in standing), default=8)) + 5
    room = max(1, (console.width - name) // (max(widest, 3) + 1))
    for title, matrix in (
        ("Papers that prefer the row to the column", sheet.pairwise.wins),
        ("Strongest paths", sheet.pairwise.paths),
    ):
        if matrix is None or len(standing) < 2:
            continue
        console.print(title + ", in the order of the ranking")
        for start in range(0, len(standing), room):
            columns = standing[start : start + room]
            table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
            table.add_column("", max_width=name, no_wrap=True, overflow="ellipsis")
            for c in columns:
                table.add_column(f"{c + 1}", justify="right")
            for a in standing:
                cells = ["-" if a == b else sheet.show(matrix[a][b]) for b in columns]
                table.add_row(Text(f"{a + 1:>3} {sheet.candidates[a]}"), *cells)
            console.print(table)
        console.print()
    order = " > ".join(" = ".join(sheet.names(level)) for level in sheet.pairwise.ranking)
    console.print(Text(f"Ranking: {order}"))
    console.print()


def _table(sheet: Sheet, given: object, console: Console) -> None:
    from comitia.count.sheet import Table as SheetTable

    assert isinstance(given, SheetTable)
    table = Table(title=given.title, title_justify="left", box=None, pad_edge=False)
    table.add_column("", max_width=WIDEST_NAME, overflow="fold")
    for k, column in enumerate(given.columns):
        words = any(isinstance(cells[k], str) for _, cells in given.rows)
        table.add_column(Text(column), justify="left" if words else "right", overflow="fold")
    for label, cells in given.rows:
        table.add_row(
            Text(label), *(Text(c if isinstance(c, str) else "" if c is None else sheet.show(c)) for c in cells)
        )
    console.print(table)
    console.print()


def _reasons(sheet: Sheet, console: Console) -> None:
    for stage in sheet.stages:
        if len(sheet.stages) > 1:
            value = "" if stage.transfer_value is None else f", transfer value {sheet.show(stage.transfer_value)}"
            console.print(
                Text(f"Stage {stage.number}: {stage.title or stage.action} ({stage.clause}){value}", style="bold")
            )
        _lines(console, (f"  {decision.reason} [{decision.clause}]" for decision in stage.decisions))
    for tie in sheet.ties:
        among = ", ".join(sheet.names(tie.among))
        console.print(
            Text(
                f"Tie {tie.number}: {among}, {tie.wanted}; settled by {tie.settled_by}: {sheet.candidates[tie.chosen]}"
            )
        )
        _lines(console, (f"  {step}" for step in tie.steps))
        _lines(
            console,
            (
                f"  had it fallen on {sheet.candidates[c]}: {', '.join(sheet.names(winners))}"
                for c, winners in tie.otherwise
            ),
        )


def _foot(sheet: Sheet, console: Console) -> None:
    _lines(console, (f"Margin, stage {m.stage}: {m.sentence}" for m in sheet.margins))
    _lines(console, sheet.notes)
    if sheet.seats_won is not None:
        won = ", ".join(f"{name} {n}" for name, n in zip(sheet.candidates, sheet.seats_won, strict=True) if n)
        console.print(Text(f"Seats: {won or 'none'}", style="bold"))
    elif sheet.outcome is not None:
        console.print(Text(f"Outcome: {sheet.outcome}", style="bold"))
    else:
        console.print(Text(f"Elected: {', '.join(sheet.winner_names) or 'nobody'}", style="bold"))


def _lines(console: Console, lines: Iterable[str]) -> None:
    for line in lines:
        console.print(Text(line))
