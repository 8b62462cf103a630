"""The sheet as CSV: candidates down, stages across, for each stage the transfer and the total.

UTF-8, CRLF (RFC 4180). Amounts are plain decimals with all the places that the rule keeps, so that a spreadsheet adds
them up to the valid vote; a name that it would take for a formula gets an apostrophe before it. Methods without
stages give their matrix, grades or further tables, each under a line with its title.
"""

from __future__ import annotations

import csv
import io
from itertools import pairwise

from comitia.count.rendering.words import lost_rows, order, pairwise_table, stage_head, standing
from comitia.count.sheet import Sheet, Table


def render_csv(sheet: Sheet) -> str:
    """The whole sheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    head: list[list[object]] = [
        ["Contest", _safe(sheet.contest)],
        ["Method", _safe(sheet.title), sheet.method],
        ["Source", _safe(sheet.source)],
        ["Seats", sheet.seats],
        ["Papers", sheet.papers],
        ["Valid", sheet.show(sheet.valid)],
        *[["Rejected", _safe(cause), n] for cause, n in sheet.rejected.items()],
    ]
    if sheet.quota is not None:
        head.append(["Quota", sheet.show(sheet.quota)])
    if sheet.outcome is not None:
        head.append(["Outcome", _safe(sheet.outcome)])
    writer.writerows(head)
    if sheet.stages:
        writer.writerow([])
        writer.writerows(_stage_rows(sheet))
    for table in _tables(sheet):
        writer.writerow([])
        writer.writerow([_safe(table.title)])
        writer.writerow(["", *map(_safe, table.columns)])
        for label, cells in table.rows:
            writer.writerow([_safe(label), *(_cell(sheet, cell) for cell in cells)])
    return out.getvalue()


def _stage_rows(sheet: Sheet) -> list[list[object]]:
    head: list[object] = ["Candidate", "Standing"]
    clauses: list[object] = ["", ""]
    for place, stage in enumerate(sheet.stages):
        name = _safe(stage_head(stage))
        head += [name] if place == 0 else [f"{name}: transfer", f"{name}: total"]
        clauses += [_safe(stage.clause)] if place == 0 else [_safe(stage.clause), ""]
    rows: list[list[object]] = [head, clauses]
    for c in order(sheet):
        row: list[object] = [_safe(sheet.candidates[c]), standing(sheet, c)]
        for place, stage in enumerate(sheet.stages):
            row += ([] if place == 0 else [sheet.show(stage.transfers[c])]) + [sheet.show(stage.totals[c])]
        rows.append(row)
    for label, totals in lost_rows(sheet):
        lost: list[object] = [label, "", sheet.show(totals[0])]
        for before, after in pairwise(totals):
            lost += [sheet.show(after - before), sheet.show(after)]
        rows.append(lost)
    total: list[object] = ["Total", ""]
    quota: list[object] = ["Quota", ""]
    for place, stage in enumerate(sheet.stages):
        gap = [] if place == 0 else [""]
        total += [*gap, sheet.show(stage.column)]
        quota += [*gap, "" if stage.quota is None else sheet.show(stage.quota)]
    rows.append(total)
    if any(stage.quota is not None for stage in sheet.stages):
        rows.append(quota)
    return rows


def _tables(sheet: Sheet) -> list[Table]:
    tables = [pairwise_table(sheet)] if sheet.pairwise is not None else []
    if sheet.profiles is not None and not any(table.title == "Grades" for table in sheet.tables):
        grades = sheet.profiles
        rows = tuple((sheet.candidates[c], tuple(str(n) for n in counts)) for c, counts in enumerate(grades.counts))
        tables.append(Table("Grades", grades.labels, rows))
    return [*tables, *sheet.tables]


def _cell(sheet: Sheet, value: object) -> object:
    if value is None:
        return ""
    return _safe(value) if isinstance(value, str) else sheet.show(value)  # type: ignore[arg-type]


def _safe(words: str) -> str:
    return f"'{words}" if words[:1] in ("=", "+", "-", "@", "\t", "\r") else words
