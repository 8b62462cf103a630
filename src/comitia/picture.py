"""A picture as a value: marks that read without colour, words that stand for it, and its table.

- What tells marks apart is a pattern or a shape; the colours of the look (`TOKENS`) only help. Each class of mark has
  one meaning: `aye` solid, `noe` ring with a dot or stripes, `apart` a dotted field, `none` hollow, `need` the broken
  line of a threshold in ink.
- Text is 13 px or more, and a picture is drawn for the width at which it is shown, never scaled down.
- `standalone` is a whole file with its own styles and a light ground; `inline` leaves the styles to the page (the
  class names are those of the site's style sheet), for a page whose content policy allows no style of a picture's
  own.
- A picture is never alone: `table` has every figure, as text and as an accessible HTML table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

TOKENS = {
    "paper": "#faf8f3",
    "sheet": "#ffffff",
    "tint": "#efebe1",
    "ink": "#17202b",
    "ink2": "#4a5360",
    "rule": "#cfc8b8",
    "edge": "#6f7681",
    "aye": "#0b5260",
    "noe": "#a04a12",
    "apart": "#6f7681",
    "vacant": "#a04a12",
}
"""The light colours of the look; a site puts its own over them."""

SANS = '"Source Sans 3","Source Sans Pro","Noto Sans","Liberation Sans","DejaVu Sans",sans-serif'
SERIF = '"Source Serif 4","Source Serif Pro","Noto Serif","Liberation Serif","DejaVu Serif",serif'

_STYLE = """
text{{fill:{ink};font:400 15px/1 {sans};font-variant-numeric:lining-nums tabular-nums}}
.b{{font-weight:600}}.q{{fill:{ink2}}}.end{{text-anchor:end}}.mid{{text-anchor:middle}}.s{{font-size:13px}}.h{{font-size:17px}}
.serif{{font-family:{serif};font-weight:600}}.vac{{fill:{vacant};font-weight:600}}
.f-aye{{fill:{aye}}}.f-noe{{fill:url(#p-noe);stroke:{noe};stroke-width:1.5}}
.f-apart{{fill:url(#p-apart);stroke:{apart};stroke-width:1.5}}.f-none{{fill:none;stroke:{apart};stroke-width:1.5}}
.f-ring{{fill:{sheet};stroke:{noe};stroke-width:2}}.f-dot{{fill:{noe}}}.f-paper{{fill:{paper}}}.f-sheet{{fill:{sheet}}}
.f-flow{{fill:{aye};opacity:.34}}.f-stay{{fill:{tint};stroke:{rule};stroke-width:.5}}.f-lost{{fill:url(#p-apart)}}
.on{{fill:{sheet};font-weight:600}}
.g-0{{fill:{aye}}}.g-1{{fill:url(#p-dense)}}.g-2{{fill:url(#p-mid)}}.g-3{{fill:url(#p-dots)}}.g-4{{fill:{tint}}}
.g-5{{fill:url(#p-apart)}}.g-6{{fill:{sheet}}}.g-0,.g-1,.g-2,.g-3,.g-4,.g-5,.g-6{{stroke:{aye};stroke-width:1}}
.f-tint{{fill:{tint}}}.f-ink{{fill:{ink}}}
.l-need{{stroke:{ink};stroke-width:2;stroke-dasharray:6 4;fill:none}}.l-halo{{stroke:{paper};stroke-width:7;fill:none}}
.l-axis{{stroke:{edge};stroke-width:1}}.l-hair{{stroke:{rule};stroke-width:1}}
.s-old{{fill:{tint};stroke:{edge}}}.s-new{{fill:{aye}}}.s-mid{{fill:url(#p-mid);stroke:{aye}}}
.s-gap{{stroke:{vacant};stroke-width:3;stroke-dasharray:3 4}}
"""

_DEFS = """<defs>
<pattern id="p-noe" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<rect width="6" height="6" fill="{sheet}"/><rect width="2.6" height="6" fill="{noe}"/></pattern>
<pattern id="p-apart" width="5" height="5" patternUnits="userSpaceOnUse">
<rect width="5" height="5" fill="{sheet}"/><circle cx="2.5" cy="2.5" r="1.1" fill="{apart}"/></pattern>
<pattern id="p-dense" width="5" height="5" patternUnits="userSpaceOnUse">
<rect width="5" height="5" fill="{aye}"/><rect width="1.2" height="5" fill="{sheet}"/></pattern>
<pattern id="p-dots" width="6" height="6" patternUnits="userSpaceOnUse">
<rect width="6" height="6" fill="{sheet}"/><circle cx="3" cy="3" r="1.5" fill="{aye}"/></pattern>
<pattern id="p-mid" width="5" height="5" patternUnits="userSpaceOnUse">
<rect width="5" height="5" fill="{sheet}"/><rect width="5" height="2" fill="{aye}"/></pattern>
</defs>"""

_NARROW = frozenset("iljtfrI.,:;'|!()[]/ -")
_WIDE = frozenset("mwMW@%—…")


@dataclass(frozen=True, slots=True)
class Table:
    """What a picture shows, in rows; columns in `numbers` (from 0) hold figures and stand to the right."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()

    def as_text(self, width: int = 100) -> str:
        """The table in plain text, no line longer than `width` (unless a single word is).

        Cells fold at spaces, never within a figure. Columns that do not fit side by side follow below, each part with
        the first column again.
        """
        cells = [self.headings, *self.rows]
        least = [
            max([len(word) for row in cells for word in row[at].split()] + [1]) for at in range(len(self.headings))
        ]
        first = min(max(len(row[0]) for row in cells), max(least[0], width // 3))
        parts: list[list[int]] = [[]]
        room = width - first
        for at in range(1, len(self.headings)):
            if parts[-1] and room < least[at] + 2:
                parts.append([])
                room = width - first
            parts[-1].append(at)
            room -= least[at] + 2
        blocks = [self._block([0, *part], [first, *(least[at] for at in part)], width) for part in parts]
        return "\n\n".join([self.caption, *blocks]) + "\n"

    def _block(self, columns: list[int], widths: list[int], width: int) -> str:
        """Some columns side by side; what room is left goes to those that would fold."""
        cells = [[row[at] for at in columns] for row in (self.headings, *self.rows)]
        wanted = [max(len(row[place]) for row in cells) for place in range(len(columns))]
        left = width - sum(widths) - 2 * (len(widths) - 1)
        for place in sorted(range(len(columns)), key=lambda place: wanted[place]):
            more = max(0, min(wanted[place] - widths[place], left))
            widths[place] += more
            left -= more
        lines = []
        for row in cells:
            folded = [_fold(cell, widths[place]) for place, cell in enumerate(row)]
            for part in range(max(len(cell) for cell in folded)):
                texts = [cell[part] if part < len(cell) else "" for cell in folded]
                padded = [
                    text.rjust(widths[place]) if columns[place] in self.numbers else text.ljust(widths[place])
                    for place, text in enumerate(texts)
                ]
                lines.append("  ".join(padded).rstrip())
        return "\n".join(lines)

    def as_html(self) -> str:
        """The table in HTML: a caption, scoped heads, the first column as row heads."""
        heads = "".join(
            f'<th scope="col"{_n(column in self.numbers)}>{escape(text)}</th>'
            for column, text in enumerate(self.headings)
        )
        body = "".join(
            f'<tr><th scope="row">{escape(row[0])}</th>'
            + "".join(f"<td{_n(at in self.numbers)}>{escape(cell)}</td>" for at, cell in enumerate(row) if at)
            + "</tr>"
            for row in self.rows
        )
        caption = escape(self.caption)
        return f"<table><caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


@dataclass(frozen=True, slots=True)
class Picture:
    """Marks on a ground of `width` by `height` px, with the words and the table that say the same."""

    title: str
    description: str
    width: int
    height: int
    marks: tuple[str, ...]
    table: Table

    def standalone(self) -> str:
        """A whole SVG file, with its styles, on a light ground."""
        ground = f'<rect class="f-paper" x="-16" y="-16" width="{self.width + 32}" height="{self.height + 32}"/>'
        view = f"-16 -16 {self.width + 32} {self.height + 32}"
        size = f'width="{self.width + 32}" height="{self.height + 32}"'
        return self._svg(
            f'viewBox="{view}" {size}', f"<style>{self.style()}</style>\n{_DEFS.format(**TOKENS)}\n{ground}"
        )

    @staticmethod
    def style() -> str:
        """The style rules that an `inline` picture needs, in the light colours of the look."""
        return _STYLE.format(**TOKENS, sans=SANS, serif=SERIF).strip()

    @staticmethod
    def defs() -> str:
        """The patterns that an `inline` picture needs once on its page, in an SVG that takes no room."""
        return f'<svg width="0" height="0" aria-hidden="true" focusable="false">{_DEFS.format(**TOKENS)}</svg>'

    def inline(self) -> str:
        """The SVG for a page that brings the styles, the patterns of `defs` and the table."""
        size = f'width="{self.width}" height="{self.height}"'
        return self._svg(f'class="pic" viewBox="0 0 {self.width} {self.height}" {size}', "")

    def page(self) -> str:
        """A whole HTML page of the picture and its table, for a reader who has only a browser."""
        return (
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{escape(self.title)}</title><style>body{{font:18px/1.5 {SANS};margin:2rem auto;max-width:64rem;"
            f"padding:0 1rem;background:{TOKENS['paper']};color:{TOKENS['ink']}}}table{{border-collapse:collapse}}"
            "th,td{text-align:start;padding:.25rem 1rem .25rem 0;vertical-align:top}.n{text-align:end}"
            f"caption{{text-align:start;font-weight:600}}tr{{border-bottom:1px solid {TOKENS['rule']}}}"
            "figure{margin:0 0 2rem;overflow-x:auto}caption{padding-bottom:.5rem}</style></head><body>"
            f"<h1>{escape(self.title)}</h1><figure>{self.standalone()}"
            f"<figcaption>{escape(self.description)}</figcaption></figure>{self.table.as_html()}</body></html>\n"
        )

    def _svg(self, attributes: str, before: str) -> str:
        name = "".join(letter if letter.isalnum() else "-" for letter in self.title.lower()) + f"-{self.width}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {attributes} role="img" aria-labelledby="t-{name} d-{name}">\n'
            f'<title id="t-{name}">{escape(self.title)}</title>\n'
            f'<desc id="d-{name}">{escape(self.description)}</desc>\n'
            f"{before}\n" + "\n".join(self.marks) + "\n</svg>\n"
        )


def text(x: float, y: float, words: str, classes: str = "", **more: object) -> str:
    """A line of text whose baseline begins (or with `end`, ends; with `mid`, centres) at x, y."""
    return f'<text{_class(classes)} x="{px(x)}" y="{px(y)}"{_more(more)}>{escape(words)}</text>'


def rect(x: float, y: float, width: float, height: float, classes: str) -> str:
    """A rectangle; nothing where it has no width."""
    if width <= 0 or height <= 0:
        return ""
    return f'<rect{_class(classes)} x="{px(x)}" y="{px(y)}" width="{px(width)}" height="{px(height)}"/>'


def circle(x: float, y: float, radius: float, classes: str) -> str:
    """A disc or ring about x, y."""
    return f'<circle{_class(classes)} cx="{px(x)}" cy="{px(y)}" r="{px(radius)}"/>'


def line(x1: float, y1: float, x2: float, y2: float, classes: str) -> str:
    """A straight line."""
    return f'<line{_class(classes)} x1="{px(x1)}" y1="{px(y1)}" x2="{px(x2)}" y2="{px(y2)}"/>'


def path(d: str, classes: str) -> str:
    """A path, its commands as they stand."""
    return f'<path{_class(classes)} d="{d}"/>'


def px(value: float) -> str:
    """A length to a tenth of a pixel, the same text on every machine."""
    rounded = f"{value:.1f}"
    return "0" if rounded in ("-0.0", "0.0") else rounded.removesuffix(".0")


def text_width(words: str, size: float = 15, *, bold: bool = False) -> float:
    """About how many pixels a line of text takes, on the safe side for the fallback fonts."""
    units = sum(0.34 if letter in _NARROW else 0.9 if letter in _WIDE else 0.58 for letter in words)
    return units * size * (1.06 if bold else 1.0)


def cut(words: str, room: float, size: float = 15) -> str:
    """A line of text cut with an ellipsis to the room it has."""
    if text_width(words, size) <= room:
        return words
    while words and text_width(words + "…", size) > room:
        words = words[:-1]
    return words.rstrip(" ,(") + "…" if words else ""


def fold(words: str, room: float, size: float = 15, *, bold: bool = False) -> list[str]:
    """A text folded at its spaces into lines that fit the room."""
    lines: list[str] = []
    for word in words.split():
        if lines and text_width(f"{lines[-1]} {word}", size, bold=bold) <= room:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines or [""]


def _fold(cell: str, width: int) -> list[str]:
    """A cell folded at its spaces; a word longer than the column stands out of it, whole."""
    lines: list[str] = []
    for word in cell.split():
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [""]


def _class(classes: str) -> str:
    return f' class="{classes}"' if classes else ""


def _more(more: dict[str, object]) -> str:
    return "".join(f' {name.replace("_", "-")}="{escape(str(value))}"' for name, value in more.items())


def _n(is_number: bool) -> str:
    return ' class="n"' if is_number else ""


def joined(parts: Sequence[str]) -> str:
    """Words in a row: "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else list(parts))
