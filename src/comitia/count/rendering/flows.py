"""Where the votes went: a flow of transfers from stage to stage.

- Height is votes, on one scale. A bar is a candidate at a stage: solid when elected, striped while continuing. Pale
  bands stay with their candidate, tinted bands are transferred, dotted ones could not be.
- Above eight candidates the smallest are drawn as one, "n others": votes that move among them do not show, the stages
  that move only them are drawn as one step, and the table names them all. So the picture stays readable and still
  adds up.
- A method that does not say which votes went where (Meek's, whose every keep factor moves at each stage) has no such
  picture.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from comitia.count.rendering.words import grouped, heading, n_of, order, stage_head, votes
from comitia.count.sheet import Amount, Sheet, Stage
from comitia.picture import Picture, Table, cut, fold, path, px, rect, text, text_width

MOST_DRAWN = 8
_BAR, _GAP = 14.0, 9.0
_LOST = -1
"""The node of votes that could not be transferred."""


@dataclass(frozen=True, slots=True)
class Column:
    """A stage as it is drawn: heading, what each node holds, and what came to it since the column before."""

    title: str
    held: tuple[tuple[int, Amount], ...]
    moved: tuple[tuple[int, int, Amount], ...]
    elected: frozenset[int]


def draw_flows(sheet: Sheet, width: int = 960) -> Picture | None:
    """The flow of transfers; None where the sheet has fewer than two stages or does not say where votes went."""
    if len(sheet.stages) < 2 or not _is_known(sheet):
        return None
    nodes, others = _nodes(sheet)
    columns = _columns(sheet, nodes, others)
    names = {c: sheet.candidates[c] for c in nodes if c >= 0 and c not in others}
    if others:
        names[min(others)] = f"{len(others)} others"
    names[_LOST] = "Not transferable"
    is_wide = width >= 700
    label_room = min(max(text_width(name, 13) for name in names.values()) + 10, 190.0 if is_wide else 104.0)
    right_room = label_room if is_wide else 0.0
    bottom_up = 430.0 / float(sheet.stages[0].column or 1)
    pitch = (width - label_room - right_room - _BAR) / (len(columns) - 1)
    heads = [
        fold(column.title, pitch - 10, 13, bold=True) if is_wide else [_number(column.title)] for column in columns
    ]
    top = 18.0 + 16 * max(len(head) for head in heads)
    places = [_places(column, nodes, top, bottom_up) for column in columns]
    xs = [label_room + pitch * at for at in range(len(columns))]
    marks: list[str] = []
    for at in range(1, len(columns)):
        marks += _bands(columns[at], places[at - 1], places[at], xs[at - 1] + _BAR, xs[at], bottom_up)
    for at, column in enumerate(columns):
        for row, words in enumerate(heads[at]):
            marks.append(text(xs[at], 14 + 16 * row, words, "s b"))
        for node, amount in column.held:
            css = "f-lost f-apart" if node == _LOST else "f-aye" if node in column.elected else "s-mid"
            marks.append(rect(xs[at], places[at][node], _BAR, max(float(amount) * bottom_up, 1.0), css))
    marks += _labels(sheet, columns, places, xs, names, label_room, bottom_up)
    if is_wide:
        marks += _labels(sheet, columns, places, xs, names, label_room, bottom_up, at=-1)
    ends = [
        y[node] + float(held) * bottom_up for y, one in zip(places, columns, strict=True) for node, held in one.held
    ]
    return Picture(
        title=f"{heading(sheet)}: where the votes went",
        description=_description(sheet, others),
        width=width,
        height=int(max(ends) + 20),
        marks=tuple(marks),
        table=flows_table(sheet),
    )


def flows_table(sheet: Sheet) -> Table:
    """Every transfer: stage, from whom, to whom, votes, papers where the count knows them."""
    rows = []
    for stage in sheet.stages:
        for flow in stage.flows:
            target = (
                sheet.candidates[flow.target]
                if flow.target is not None
                else f"not transferable ({flow.cause or 'no cause given'})"
            )
            papers = f"{flow.papers:,}" if flow.papers is not None else ""
            rows.append((str(stage.number), sheet.candidates[flow.source], target, votes(sheet, flow.amount), papers))
    return Table(
        caption=f"{heading(sheet)}: every transfer",
        headings=("Stage", "From", "To", "Votes", "Papers"),
        rows=tuple(rows) or (("", "none", "", "", ""),),
        numbers=frozenset({3, 4}),
    )


def _is_known(sheet: Sheet) -> bool:
    """Whether the flows of every stage account for its transfers."""
    for stage in sheet.stages[1:]:
        net: list[Amount] = [0] * len(sheet.candidates)
        for flow in stage.flows:
            net[flow.source] -= flow.amount
            if flow.target is not None:
                net[flow.target] += flow.amount
        if net != list(stage.transfers):
            return False
    return True


def _nodes(sheet: Sheet) -> tuple[list[int], frozenset[int]]:
    """The nodes from top to bottom, one of them for all of `others`; the lost votes last."""
    who = order(sheet)
    if len(who) <= MOST_DRAWN:
        return [*who, _LOST], frozenset()
    most = {c: max(stage.totals[c] for stage in sheet.stages) for c in who}
    big = sorted(who, key=lambda c: (c not in sheet.winners, -most[c], c))[: MOST_DRAWN - 1]
    others = frozenset(who) - frozenset(big)
    return [*(c for c in who if c in big), min(others), _LOST], others


def _columns(sheet: Sheet, nodes: Sequence[int], others: frozenset[int]) -> list[Column]:
    def node(c: int | None) -> int:
        return _LOST if c is None else min(others) if c in others else c

    steps: list[list[Stage]] = [[sheet.stages[0]]]
    for stage in sheet.stages[1:]:
        only_others = bool(others) and bool(stage.flows) and all(flow.source in others for flow in stage.flows)
        before = steps[-1]
        if only_others and len(steps) > 1 and all(flow.source in others for one in before for flow in one.flows):
            before.append(stage)
        else:
            steps.append([stage])
    columns = []
    for step in steps:
        last = step[-1]
        held: dict[int, Amount] = dict.fromkeys(nodes, 0)
        for c, total in enumerate(last.totals):
            held[node(c)] += total
        held[_LOST] = last.lost
        moved: dict[tuple[int, int], Amount] = {}
        for stage in step:
            for flow in stage.flows:
                pair = (node(flow.source), node(flow.target))
                if pair[0] != pair[1]:
                    moved[pair] = moved.get(pair, 0) + flow.amount
        elected = frozenset(c for stage in sheet.stages[: last.number] for c in stage.elected if c not in others)
        columns.append(
            Column(
                title=_title(sheet, step),
                held=tuple((n, held[n]) for n in nodes if held[n]),
                moved=tuple((a, b, amount) for (a, b), amount in moved.items() if amount),
                elected=elected,
            )
        )
    return columns


def _title(sheet: Sheet, step: Sequence[Stage]) -> str:
    if len(step) == 1:
        return stage_head(step[0])
    return f"{step[0].number}–{step[-1].number}. {n_of(len(step), 'exclusion')} of others"


def _number(title: str) -> str:
    """The number of a heading, where there is no room for its words."""
    found = re.search(r"\d+(–\d+)?", title)
    return found.group() if found else title


def _places(column: Column, nodes: Sequence[int], top: float, scale: float) -> dict[int, float]:
    """The top of each node's bar."""
    y, places, held = top, {}, dict(column.held)
    for node in nodes:
        if node in held:
            places[node] = y
            y += max(float(held[node]) * scale, 1.0) + _GAP
    return places


def _bands(
    column: Column, before: dict[int, float], after: dict[int, float], x1: float, x2: float, scale: float
) -> list[str]:
    """What stayed and what moved; at each bar stacked in the order of the bars at the other end, so that few bands
    cross.
    """
    came: dict[int, Amount] = {}
    for _, target, amount in column.moved:
        came[target] = came.get(target, 0) + amount
    bands = [(n, n, float(total - came.get(n, 0)) * scale) for n, total in column.held if n in before]
    bands += [(a, b, float(amount) * scale) for a, b, amount in column.moved if a in before and b in after]
    bands = [band for band in bands if band[2] > 0]
    starts, ends = dict(before), dict(after)
    left: dict[tuple[int, int], float] = {}
    right: dict[tuple[int, int], float] = {}
    for source, target, height in sorted(bands, key=lambda band: after[band[1]]):
        left[(source, target)] = starts[source]
        starts[source] += height
    for source, target, height in sorted(bands, key=lambda band: before[band[0]]):
        right[(source, target)] = ends[target]
        ends[target] += height
    marks = []
    for source, target, height in sorted(bands, key=lambda band: band[0] != band[1]):
        css = "f-lost" if target == _LOST else "f-stay" if source == target else "f-flow"
        marks.append(_band(x1, left[(source, target)], x2, right[(source, target)], height, css))
    return marks


def _band(x1: float, y1: float, x2: float, y2: float, height: float, css: str) -> str:
    middle = (x1 + x2) / 2
    return path(
        f"M{px(x1)} {px(y1)}C{px(middle)} {px(y1)} {px(middle)} {px(y2)} {px(x2)} {px(y2)}"
        f"V{px(y2 + height)}C{px(middle)} {px(y2 + height)} {px(middle)} {px(y1 + height)} {px(x1)} {px(y1 + height)}Z",
        css,
    )


def _labels(
    sheet: Sheet,
    columns: Sequence[Column],
    places: Sequence[dict[int, float]],
    xs: Sequence[float],
    names: dict[int, str],
    room: float,
    scale: float,
    at: int = 0,
) -> list[str]:
    """Names with their votes, at the left of the first column or (`at` -1) at the right of the last."""
    x, anchor = (xs[0] - 6, "end") if at == 0 else (xs[-1] + _BAR + 6, "")
    marks, y_free = list[str](), -100.0
    for node, amount in columns[at].held:
        middle = places[at][node] + float(amount) * scale / 2
        y = max(middle - 2, y_free)
        marks.append(text(x, y, cut(names[node], room - 8, 13), f"s b {anchor}".strip()))
        whole = sheet.show(amount).partition(".")[0]
        marks.append(text(x, y + 15, grouped(whole), f"s q {anchor}".strip()))
        y_free = y + 32
    return marks


def _description(sheet: Sheet, others: frozenset[int]) -> str:
    parts = [
        f"{n_of(len(sheet.stages), 'stage')}, from left to right. Height is votes. Solid bars: elected.",
        "Striped bars: continuing.",
        "Pale bands stay with their candidate, tinted bands are transferred, dotted ones could not be.",
        "Figures beside the bars are whole votes, cut.",
    ]
    if others:
        parts.append(
            f"{len(others)} candidates with few votes are drawn as one, and votes that moved among them do not show: "
            f"{', '.join(sheet.candidates[c] for c in sorted(others))}."
        )
    return " ".join(parts)
