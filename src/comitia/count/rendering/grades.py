"""Grades as bars: how each candidate was graded, best grade first, with a broken line at the half.

The grade in which the line falls is the majority grade. Grades differ by pattern, from solid (best) through stripes
and dots to plain (worst); every bar is as long as all valid papers.
"""

from __future__ import annotations

from comitia.count.rendering.words import heading
from comitia.count.sheet import Sheet
from comitia.picture import Picture, Table, cut, line, rect, text, text_width

MOST_PATTERNS = 7


def draw_grades(sheet: Sheet, width: int = 960) -> Picture | None:
    """Bars of grades; None where the method has none, or more grades than there are patterns to tell apart."""
    grades = sheet.profiles
    if grades is None or not 2 <= len(grades.labels) <= MOST_PATTERNS:
        return None
    listed = [c for level in grades.ranking for c in level]
    who = [*listed, *(c for c in range(len(sheet.candidates)) if c not in listed)]
    is_wide = width >= 700
    name_room = min(max(text_width(sheet.candidates[c]) for c in who) + 12, 240.0) if is_wide else 0.0
    grade_room = max(text_width(label, bold=True) for label in grades.labels) + 16 if is_wide else 0.0
    room = width - name_room - grade_room
    patterns = _patterns(len(grades.labels))
    marks, x, y = list[str](), 0.0, 12.0
    for label, css in zip(grades.labels, patterns, strict=True):
        if x and x + 44 + text_width(label, 13) > width:
            x, y = 0.0, y + 20
        marks += [rect(x, y - 11, 20, 14, css), text(x + 26, y, label, "s q")]
        x += 44 + text_width(label, 13)
    top = y + 36
    marks.append(text(name_room + room / 2, top - 10, "half", "s mid"))
    step, half_x = (40.0 if is_wide else 62.0), name_room + room / 2
    for place, c in enumerate(who):
        bar_y = top + step * place + (0 if is_wide else 22)
        total, at = max(sum(grades.counts[c]), 1), name_room
        label = grades.labels[grades.medians[c]]
        marks.append(
            text(0, bar_y + 19 if is_wide else bar_y - 6, cut(sheet.candidates[c], name_room or width * 0.55), "b")
        )
        label_x, anchor = (width - grade_room + 12, "b") if is_wide else (float(width), "b end")
        marks.append(text(label_x, bar_y + 19 if is_wide else bar_y - 6, label, anchor))
        for count, css in zip(grades.counts[c], patterns, strict=True):
            length = room * count / total
            marks.append(rect(at, bar_y, length, 28, css))
            figure = f"{count:,}"
            if count and length > text_width(figure, 13) + 12:
                middle, half = at + length / 2, text_width(figure, 13) / 2 + 3
                if abs(middle - half_x) < half + 6:  # beside the line, in the longer part of the bar
                    middle = half_x + (half + 7 if at + length - half_x > half_x - at else -half - 7)
                if css not in ("g-0", "g-4", "g-6"):  # stripes and dots are no ground for figures
                    marks.append(rect(middle - half, bar_y + 5, 2 * half, 18, "f-sheet"))
                marks.append(text(middle, bar_y + 19, figure, "s mid on" if css == "g-0" else "s mid"))
            at += length
        marks += [line(half_x, bar_y - 5, half_x, bar_y + 33, css) for css in ("l-halo", "l-need")]
    return Picture(
        title=f"{heading(sheet)}: grades as bars",
        description=_description(sheet, who),
        width=width,
        height=int(top + step * len(who) + 4),
        marks=tuple(mark for mark in marks if mark),
        table=Table(
            caption=f"{heading(sheet)}: papers by grade, and the majority grade",
            headings=("Candidate", *grades.labels, "Majority grade"),
            rows=tuple(
                (sheet.candidates[c], *(f"{n:,}" for n in grades.counts[c]), grades.labels[grades.medians[c]])
                for c in who
            ),
            numbers=frozenset(range(1, len(grades.labels) + 1)),
        ),
    )


def _patterns(n: int) -> list[str]:
    """From the best to the worst, as far apart as the number of grades allows."""
    chosen = {2: (0, 6), 3: (0, 2, 6), 4: (0, 2, 3, 6), 5: (0, 1, 2, 3, 6), 6: (0, 1, 2, 3, 4, 6)}
    return [f"g-{at}" for at in chosen.get(n, range(n))]


def _description(sheet: Sheet, who: list[int]) -> str:
    grades = sheet.profiles
    assert grades is not None
    each = "; ".join(f"{sheet.candidates[c]}: {grades.labels[grades.medians[c]]}" for c in who)
    return (
        f"One bar a candidate, all valid papers long, from {grades.labels[0]} to {grades.labels[-1]}; "
        f"the broken line stands at half. Majority grades: {each}."
    )
