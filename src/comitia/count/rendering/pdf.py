"""The sheet on paper: PDF by typst, the extra `comitia[pdf]`.

The document is handed to typst as data, never as markup: every name and figure goes in as a string, so that a
candidate called `#eval(...)` is printed and not run. The same sheet gives the same bytes (no date is set). The
document is PDF/UA-1: tagged, its pictures with words. Stages are folded so that the table fits the page; the pictures
follow, and every reason.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from comitia.count.rendering import sentences
from comitia.count.rendering.pictures import draw_pictures
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
from comitia.count.sheet import Sheet
from comitia.errors import Unprovided

STAGES_ACROSS = 4
"""Stages in one table on an A4 page turned sideways."""

COLUMNS_ACROSS = 12
"""Columns of a matrix in one table."""

PICTURE_HIGH = 0.5
"""A picture is at most half as high as the text is wide, so that it stands on one page with its words."""

_FONTS = '("Source Sans 3", "Noto Sans", "Liberation Sans", "DejaVu Sans", "Libertinus Serif")'
_DOCUMENT = f"""
#let sheet = json(bytes(sys.inputs.sheet))
#set document(title: sheet.title, date: none)
#set page(paper: "a4", flipped: true, margin: (x: 18mm, y: 16mm), numbering: "1 / 1")
#set text(font: {_FONTS}, size: 9.5pt, lang: "en")
#set table(stroke: (x, y) => (bottom: 0.4pt + luma(170)), inset: (x: 4pt, y: 3.2pt))
#show heading: set block(above: 1.4em, below: 0.8em)
= #sheet.title
#text(size: 13pt, weight: "bold")[#sheet.outcome]

#sheet.base

#text(fill: luma(80))[#sheet.source]

#grid(columns: 2, column-gutter: 1.5em, row-gutter: 0.5em, ..sheet.facts.flatten())
#for part in sheet.blocks [
  == #part.title
  #table(
    columns: part.head.len(),
    align: (x, y) => if x == 0 or (x == 1 and part.words == 2) {{ left }} else {{ right }},
    table.header(..part.head.map(it => strong(it))),
    ..part.rows.flatten(),
  )
]
#for picture in sheet.pictures [
  == #picture.title
  #image(bytes(picture.svg), format: "svg", width: picture.share * 1%, alt: picture.description)
  #text(fill: luma(80))[#picture.description]
]
#if sheet.reasons.len() > 0 [
  == Why
  #for line in sheet.reasons [
    #line

  ]
]
"""


def render_pdf(sheet: Sheet) -> bytes:
    """The sheet as a PDF document.

    Raises:
        Unprovided: typst is not installed here; the message says how to get it.
    """
    try:
        import typst
    except ImportError:
        raise Unprovided(
            "pdf: the package typst is not installed; install comitia[pdf], or print the HTML page from a browser"
        ) from None
    data = json.dumps(_data(sheet), ensure_ascii=False)
    compiled: bytes = typst.compile(
        _DOCUMENT.encode(), format="pdf", sys_inputs={"sheet": data}, pdf_standards=["ua-1"]
    )
    return compiled


def _data(sheet: Sheet) -> dict[str, Any]:
    pictures = []
    for picture in draw_pictures(sheet).values():
        high = picture.height / picture.width
        share = min(100, int(100 * PICTURE_HIGH / high))  # as wide as the page, or as lets it stand on one page
        pictures.append(
            {
                "title": picture.title.rpartition(": ")[2].capitalize(),
                "description": picture.description,
                "svg": picture.standalone(),
                "share": share,
            }
        )
    return {
        "title": heading(sheet),
        "outcome": sentences.outcome(sheet),
        "base": sentences.base(sheet),
        "source": sheet.source,
        "facts": [list(pair) for pair in facts(sheet)],
        "blocks": [*_stage_blocks(sheet), *_tables(sheet)],
        "pictures": pictures,
        "reasons": [*sentences.stages(sheet), *sentences.ties(sheet), *sentences.nearness(sheet), *sheet.notes],
    }


def _stage_blocks(sheet: Sheet) -> list[dict[str, Any]]:
    blocks = []
    for start in range(0, len(sheet.stages), STAGES_ACROSS):
        places = range(start, min(start + STAGES_ACROSS, len(sheet.stages)))
        head = ["Candidate", "Standing"]
        for place in places:
            name = stage_head(sheet.stages[place])
            head += [name] if place == 0 else ["Transfer", name]
        rows = []
        for c in order(sheet):
            row = [sheet.candidates[c], standing(sheet, c)]
            for place in places:
                stage = sheet.stages[place]
                row += ([] if place == 0 else [change(sheet, stage.transfers[c])]) + [votes(sheet, stage.totals[c])]
            rows.append(row)
        for label, totals in lost_rows(sheet):
            moved = ["", *(change(sheet, after - before) for before, after in pairwise(totals))]
            row = [label, ""]
            for place in places:
                row += ([] if place == 0 else [moved[place]]) + [votes(sheet, totals[place])]
            rows.append(row)
        total = ["Total", ""]
        for place in places:
            total += ([] if place == 0 else [""]) + [votes(sheet, sheet.stages[place].column)]
        rows.append(total)
        last = places[-1] + 1
        title = (
            "Votes"
            if len(sheet.stages) == 1
            else f"Stages {start + 1} to {last}"
            if last > start + 1
            else f"Stage {last}"
        )
        blocks.append({"title": title, "head": head, "rows": rows, "words": 2})
    return blocks


def _tables(sheet: Sheet) -> list[dict[str, Any]]:
    blocks = []
    for table in [*([pairwise_table(sheet)] if sheet.pairwise is not None else []), *sheet.tables]:
        for start in range(0, max(len(table.columns), 1), COLUMNS_ACROSS):
            part = slice(start, start + COLUMNS_ACROSS)
            rows = [[label, *(cell(sheet, value) for value in values[part])] for label, values in table.rows]
            blocks.append({"title": table.title, "head": ["", *table.columns[part]], "rows": rows, "words": 1})
    return blocks
