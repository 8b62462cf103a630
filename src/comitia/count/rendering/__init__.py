"""The sheet, told: for the terminal, a page, a spreadsheet, another program, a printer, a member, and the eye.

Each function takes a `Sheet` and gives text or bytes; none counts anything again, and none decides. A figure that
stands in one of them stands in all, in the same number of places; where a picture cuts it, the table beside it has it
whole.

| function | gives |
| --- | --- |
| `render_terminal(sheet, console)` | tables of at most the console's width: candidates down, stages across, folded |
| `render_html(sheet)` | a page, or with `render_html_body` its content: accessible tables, pictures, sentences |
| `render_csv(sheet)` | candidates down, stages across, transfer and total |
| `render_cdf(sheet, report)` | NIST SP 1500-100 version 2, JSON |
| `render_pdf(sheet)` | PDF by typst (the extra `pdf`) |
| `render_sentences(sheet)` | what happened, for members |
| `draw(sheet)` | SVG pictures, file name -> text; `draw_pictures` gives them with their tables |
"""

from comitia.count.rendering.cdf import Report, render_cdf
from comitia.count.rendering.page import render_html, render_html_body
from comitia.count.rendering.pdf import render_pdf
from comitia.count.rendering.pictures import draw, draw_pictures
from comitia.count.rendering.sentences import render_sentences
from comitia.count.rendering.spreadsheet import render_csv
from comitia.count.rendering.terminal import render_terminal

__all__ = [
    "Report",
    "draw",
    "draw_pictures",
    "render_cdf",
    "render_csv",
    "render_html",
    "render_html_body",
    "render_pdf",
    "render_sentences",
    "render_terminal",
]
