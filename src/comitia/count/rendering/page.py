"""The sheet as a page: the outcome first, then the sheet, then the pictures, each with its table, then every reason.

`render_html` is a whole page that needs no network and no script. `render_html_body` is its content for a page that
brings its own head and style sheet (classes of the look: `n`, `quiet`, `dec`, `total`, `scroll`). Tables have
captions and scoped heads; decimals that the rule keeps are set smaller; figures are isolated, so that right-to-left
text never turns them.
"""

from __future__ import annotations

from html import escape
from itertools import pairwise

from comitia.count.rendering import sentences
from comitia.count.rendering.pictures import NARROW, draw_pictures
from comitia.count.rendering.words import (
    cell,
    change,
    facts,
    heading,
    lost_rows,
    order,
    pairwise_table,
    stage_name,
    standing,
    votes,
)
from comitia.count.sheet import Amount, Sheet, Table
from comitia.picture import SANS, SERIF, TOKENS, Picture

_STYLE = """
body{{font:18px/1.5 {sans};max-width:80rem;margin:2rem auto;padding:0 1rem;background:{paper};color:{ink}}}
h1,h2{{font-family:{serif};line-height:1.2}}h2{{border-top:2px solid {ink};padding-top:.5rem;margin-top:2.5rem}}
.lead{{font-size:1.3rem}}.note,.quiet,.dec{{color:{ink2}}}.dec{{font-size:.85em}}
table{{border-collapse:collapse}}caption{{text-align:start;font-weight:600;padding-bottom:.5rem}}
th,td{{text-align:start;vertical-align:top;padding:.3rem .75rem .3rem 0;border-bottom:1px solid
{rule};font-weight:400}} thead
th{{font-weight:600;vertical-align:bottom}}.n{{text-align:end;font-variant-numeric:lining-nums
tabular-nums;direction:ltr}} .total>*{{border-top:2px solid
{ink};font-weight:600}}.scroll,figure{{overflow-x:auto}}figure{{margin:1.5rem 0}} .scroll:focus{{outline:3px solid
{ink}}} .sheet-table th[scope=row]{{min-width:9rem}}.wide{{display:none}}
@media (min-width:64rem){{.wide{{display:block}}.narrow{{display:none}}}}
.pic{{display:block}}dl{{display:grid;grid-template-columns:max-content 1fr;gap:.2rem
1.5rem}}dd{{margin:0}}figcaption{{max-width:45rem}} @media print{{body{{background:#fff;margin:0;max-width:none}}}}
"""


def render_html(sheet: Sheet) -> str:
    """A whole page."""
    style = _STYLE.format(**TOKENS, sans=SANS, serif=SERIF).strip()
    return (
        '<!doctype html>\n<html lang="en" dir="ltr">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(heading(sheet))}</title>\n<style>{style}\n{Picture.style()}</style>\n</head>\n<body>\n"
        f"{Picture.defs()}\n<main>\n"
        f"{render_html_body(sheet)}</main>\n</body>\n</html>\n"
    )


def render_html_body(sheet: Sheet) -> str:
    """The content: headings from h1, sections, tables, pictures inline; the page around it has their patterns."""
    rows = "".join(f"<dt>{escape(name)}</dt><dd><bdi>{escape(value)}</bdi></dd>" for name, value in facts(sheet))
    parts = [
        f"<h1>{escape(heading(sheet))}</h1>",
        f'<p class="lead"><strong>{escape(sentences.outcome(sheet))}</strong> {escape(sentences.base(sheet))}</p>',
        f'<dl>{rows}</dl><p class="note">{escape(sheet.source)}</p>',
    ]
    if sheet.stages:
        parts.append(_section("The sheet", _stage_table(sheet)))
    for table in [*([pairwise_table(sheet)] if sheet.pairwise is not None else []), *sheet.tables]:
        parts.append(_section(table.title, _table(sheet, table)))
    narrow = draw_pictures(sheet, NARROW)
    for name, picture in draw_pictures(sheet).items():
        content = _figure(sheet, name, picture, narrow[name])
        parts.append(_section(picture.title.rpartition(": ")[2].capitalize(), content))
    reasons = [*sentences.stages(sheet), *sentences.ties(sheet), *sentences.nearness(sheet), *sheet.notes]
    if reasons:
        parts.append(_section("Why", "".join(f"<p>{escape(line)}</p>" for line in reasons)))
    return "\n".join(parts) + "\n"


def _section(title: str, content: str) -> str:
    return f"<section><h2>{escape(title)}</h2>\n{content}\n</section>"


def _figure(sheet: Sheet, name: str, picture: Picture, narrow: Picture) -> str:
    """The picture; its own table follows where the page does not have it already (the sheet, the matrix)."""
    figure = (
        f'<figure><div class="wide">{picture.inline()}</div><div class="narrow">{narrow.inline()}</div>'
        f"<figcaption>{escape(picture.description)}</figcaption></figure>"
    )
    has_table = name in ("stages.svg", "pairs.svg") or (
        name == "grades.svg" and any(t.title == "Grades" for t in sheet.tables)
    )
    if has_table:
        return figure
    return f"{figure}<details><summary>The figures of this picture</summary>{picture.table.as_html()}</details>"


def _stage_table(sheet: Sheet) -> str:
    heads = []
    for place, stage in enumerate(sheet.stages):
        name = f"Stage {stage.number}<br>{escape(stage_name(stage))}"
        clause = f'<br><span class="note">{escape(stage.clause)}</span>' if stage.clause else ""
        span = 'scope="colgroup" colspan="2"' if place else 'scope="col"'
        heads.append(f'<th {span} class="n">{name}{clause}</th>')
    body = []
    for c in order(sheet):
        place_words = standing(sheet, c)
        note = f'<br><span class="note">{escape(place_words)}</span>' if place_words else ""
        name = escape(sheet.candidates[c])
        name = f"<strong>{name}</strong>" if c in sheet.winners else name
        cells = [_pair(sheet, place, stage.transfers[c], stage.totals[c]) for place, stage in enumerate(sheet.stages)]
        body.append(f'<tr><th scope="row">{name}{note}</th>{"".join(cells)}</tr>')
    for label, totals in lost_rows(sheet):
        moved = [0, *(after - before for before, after in pairwise(totals))]
        cells = [_pair(sheet, place, moved[place], total) for place, total in enumerate(totals)]
        body.append(f'<tr><th scope="row">{escape(label)}</th>{"".join(cells)}</tr>')
    sums = "".join(
        ("" if place == 0 else "<td></td>") + _td(sheet, stage.column) for place, stage in enumerate(sheet.stages)
    )
    body.append(f'<tr class="total"><th scope="row">Total</th>{sums}</tr>')
    if any(stage.quota is not None for stage in sheet.stages):
        quotas = "".join(
            ("" if place == 0 else "<td></td>") + ("<td></td>" if stage.quota is None else _td(sheet, stage.quota))
            for place, stage in enumerate(sheet.stages)
        )
        body.append(f'<tr><th scope="row">Quota</th>{quotas}</tr>')
    caption = "Votes at each stage; from the second on, the transfer and then the total"
    return (
        '<div class="scroll" role="region" aria-label="Table of the count" tabindex="0"><table class="sheet-table">'
        f'<caption>{caption}</caption><thead><tr><th scope="col">Candidate</th>{"".join(heads)}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def _pair(sheet: Sheet, place: int, moved: Amount, total: Amount) -> str:
    transfer = f'<td class="n quiet">{_figures(change(sheet, moved))}</td>' if place else ""
    return transfer + _td(sheet, total)


def _td(sheet: Sheet, amount: Amount) -> str:
    return f'<td class="n">{_figures(votes(sheet, amount))}</td>'


def _figures(shown: str) -> str:
    """Decimals set smaller, the whole figure isolated."""
    whole, dot, rest = shown.partition(".")
    return f'<bdi>{whole}<span class="dec">{dot}{rest}</span></bdi>' if dot else f"<bdi>{whole}</bdi>"


def _table(sheet: Sheet, table: Table) -> str:
    heads = "".join(f'<th scope="col" class="n">{escape(name)}</th>' for name in table.columns)
    body = "".join(
        f'<tr><th scope="row">{escape(label)}</th>'
        + "".join(f'<td class="n">{escape(cell(sheet, value))}</td>' for value in values)
        + "</tr>"
        for label, values in table.rows
    )
    return (
        f'<div class="scroll" role="region" aria-label="{escape(table.title)}" tabindex="0"><table>'
        f"<caption>{escape(table.title)}</caption><thead><tr><td></td>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )
