"""A division as a picture: a hemicycle of marks, and bars, each with the threshold drawn in.

- One mark is one vote. Ayes are filled, from the left; noes are rings with a dot, from the right; a mark's place means
  nothing more. Above `MOST_MARKS` votes the marks become two fields of exact angle.
- The base of the rule stands in the half circle. What the base does not count (spoilt, blank, not voting) stands
  apart, below a line, in squares: never among the noes.
- The threshold is a broken line with its number. It is drawn before the mark that carries, so that half of an even
  number falls between two marks: every row holds an even number while the total is even.
- Bars begin at 0, on one scale, everybody who was entitled.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, pi, sin

from comitia.errors import Malformed
from comitia.picture import Picture, Table, circle, joined, line, path, px, rect, text, text_width
from comitia.record.rendering.seats import MOST_MARKS, Seat, parted, seats_in

WIDE, NARROW = 720, 343
"""The two widths in px at which a page shows a picture."""

MOST_VOTES = 10**12
"""More votes than anybody will count; a larger number is a slip."""


@dataclass(frozen=True, slots=True)
class Part:
    """Papers that are neither aye nor noe: what they are called, how many, and whether the rule's base counts them."""

    label: str
    number: int
    in_base: bool = False
    returned: bool = True  # False: nobody sent these in (did not vote)


@dataclass(frozen=True, slots=True)
class Division:
    """The figures of one vote. `needed` ayes carry it (None: not known); `base` names what that is a share of."""

    title: str
    ayes: int
    noes: int
    parts: tuple[Part, ...] = ()
    needed: int | None = None
    base: str = "yes and no together"
    is_secret: bool = True

    def __post_init__(self) -> None:
        for label, number in (
            ("ayes", self.ayes),
            ("noes", self.noes),
            *((part.label, part.number) for part in self.parts),
        ):
            if not 0 <= number <= MOST_VOTES:
                raise Malformed(
                    f"division: {label}: found {str(number)[:20]}, expected a number of votes from 0 to {MOST_VOTES:,}"
                )
        if self.needed is not None and not 0 <= self.needed <= self.n_base + 1:
            raise Malformed(
                f"division: needed: found {self.needed}, but the base ({self.base}) has {self.n_base} votes; "
                "name the parts that the base counts"
            )

    @property
    def n_base(self) -> int:
        """Votes in the base of the rule."""
        return self.ayes + self.noes + sum(part.number for part in self.parts if part.in_base)

    @property
    def n_entitled(self) -> int:
        """Everybody in the figures."""
        return self.ayes + self.noes + sum(part.number for part in self.parts)

    def needed_words(self) -> str:
        """The threshold in words."""
        if self.needed is None:
            return "What was needed is not known."
        return f"{_votes(self.needed, 'aye')} carry it, of {self.n_base:,} ({self.base})."


BASES = {
    "yes+no": "yes and no together",
    "valid": "valid papers",
    "cast": "papers cast",
    "entitled": "everybody entitled",
}
"""What a rule may count, and its words."""


def parts_of(
    base: str, *, abstained: int = 0, blank: int = 0, spoilt: int = 0, not_voting: int = 0
) -> tuple[Part, ...]:
    """The parts apart of a division under a base; those that are 0 are left out, but not voting stays.

    Raises:
        Malformed: an unknown base.
    """
    if base not in BASES:
        raise Malformed(f'division: base: found "{base}", expected one of {", ".join(BASES)}')
    counted = {
        "yes+no": (),
        "valid": ("abstained",),
        "cast": ("abstained", "blank", "spoilt"),
        "entitled": ("abstained", "blank", "spoilt", "did not vote"),
    }[base]
    numbers = (("abstained", abstained), ("blank", blank), ("spoilt", spoilt), ("did not vote", not_voting))
    return tuple(
        Part(label, number, label in counted, label != "did not vote")
        for label, number in numbers
        if number or label == "did not vote"
    )


def draw_hemicycle(division: Division, width: int = WIDE) -> Picture:
    """The division as a half circle of marks, with what stands apart below it."""
    radius = width / 2 - 6
    centre_x, base_y = width / 2, 30.0 + width / 2 - 6
    marks: list[str] = []
    seats, angle = parted(seats_in(division.n_base, radius), division.needed)
    if division.n_base <= MOST_MARKS and (not seats or seats[0].size >= 2.2):
        marks += _seat_marks(division, seats, centre_x, base_y)
        says_marks = "One mark is one vote. Filled: aye. Ring with a dot: no. Dotted and hollow squares: apart."
    else:
        marks += list(_fields(division, radius, centre_x, base_y))
        says_marks = "The angles are exact. Solid: aye. Stripes: no."
    if division.needed is not None and division.n_base:
        angle = pi * min(division.needed, division.n_base) / division.n_base if angle is None else angle
        marks += _threshold(division.needed, angle, radius, centre_x, base_y)
    size = 61 if width >= WIDE else 27
    number = f"{division.ayes:,} to {division.noes:,}"
    size = min(size, int(size * 0.62 * radius * 2 * 0.5 / max(text_width(number, size), 1)) or 13)
    if size >= 20:
        marks.append(text(centre_x, base_y - 4, number, "serif mid", font_size=size, style=f"font-size:{size}px"))
        marks.append(text(centre_x, base_y - size - 6, f"of {division.n_base:,}", "mid q"))
    y = base_y + 28
    marks.append(text(4, y, _votes(division.ayes, "aye"), "b"))
    marks.append(text(width - 4, y, _votes(division.noes, "no", "noes"), "b end"))
    apart, y = _apart(division, y + 14, width)
    return Picture(
        title=division.title,
        description=_description(division, says_marks),
        width=width,
        height=int(y + 8),
        marks=tuple(marks + apart),
        table=division_table(division),
    )


def draw_bars(division: Division, width: int = WIDE) -> Picture:
    """The division as bars on one scale from 0 to everybody entitled, with the threshold drawn across the ayes."""
    rows = [("Ayes", division.ayes, "f-aye"), ("Noes", division.noes, "f-noe")]
    rows += [
        (part.label[:1].upper() + part.label[1:], part.number, "f-apart" if part.returned else "f-none")
        for part in division.parts
    ]
    most = max([division.n_base, division.needed or 0, *(number for _, number, _ in rows), 1])
    is_wide = width >= WIDE
    left = max(text_width(label) for label, _, _ in rows) + 14 if is_wide else 0.0
    room = width - left - max(text_width(f"{number:,}", bold=True) for _, number, _ in rows) - 10
    step, y, marks = (44.0 if is_wide else 54.0), 34.0, list[str]()
    ends = (y, y)
    for place, (label, number, classes) in enumerate(rows):
        if place == 2:
            marks.append(line(0, y + 3, width, y + 3, "l-hair"))
            y += 16
        at = y if is_wide else y + 20
        marks.append(text(0, at + 20 if is_wide else y + 14, label, "b" if place < 2 else ""))
        marks.append(rect(left, at, room * number / most, 28, classes))
        label_x = left + room * number / most + 8
        if place == 0:
            ends = (at - 8, at + 28 + 8)
            needed_x = left + room * (division.needed or 0) / most
            length = text_width(f"{number:,}", bold=True)
            if division.needed is not None and needed_x - length - 10 < label_x < needed_x + 10:
                label_x = needed_x + 10  # the figure steps over the line
        marks.append(text(label_x, at + 20, f"{number:,}", "b"))
        y += step
    if division.needed is not None:
        x = left + room * division.needed / most
        marks += [line(x, ends[0], x, ends[1], "l-halo"), line(x, ends[0], x, ends[1], "l-need")]
        words = f"{division.needed:,} needed"
        anchor = "mid" if left + 50 < x < width - 60 else "end" if x >= width - 60 else ""
        marks.append(text(x, ends[0] - 8, words, f"b {anchor}".strip()))
    marks.append(line(left, 26 if is_wide else 46, left, y - step + 32 + (0 if is_wide else 20), "l-axis"))
    return Picture(
        title=division.title,
        description=_description(
            division, "Bars from 0. Solid: ayes. Stripes: noes. Dotted: papers apart. Hollow: not voting."
        ),
        width=width,
        height=int(y),
        marks=tuple(mark for mark in marks if mark),
        table=division_table(division),
    )


def division_table(division: Division) -> Table:
    """Every paper accounted for: its number, and its share of the rule's base and of all entitled."""
    returned = division.ayes + division.noes + sum(part.number for part in division.parts if part.returned)
    rows = [("Ayes", division.ayes, True), ("Noes", division.noes, True)]
    rows += [
        (part.label[:1].upper() + part.label[1:], part.number, part.in_base) for part in division.parts if part.returned
    ]
    rows += [("Returned", returned, False)]
    rows += [
        (part.label[:1].upper() + part.label[1:], part.number, part.in_base)
        for part in division.parts
        if not part.returned
    ]
    rows += [("Entitled", division.n_entitled, False)]
    return Table(
        caption=f"{division.title}. {division.needed_words()} Shares are cut to a tenth, not rounded.",
        headings=(
            "Papers",
            "Number",
            f"Of {division.n_base:,} ({division.base})",
            f"Of {division.n_entitled:,} entitled",
        ),
        rows=tuple(
            (
                label,
                f"{number:,}",
                _share(number, division.n_base) if in_base else "",
                _share(number, division.n_entitled),
            )
            for label, number, in_base in rows
        ),
        numbers=frozenset({1, 2, 3}),
    )


def _seat_marks(division: Division, seats: list[Seat], centre_x: float, base_y: float) -> Iterator[str]:
    kinds = ["aye"] * division.ayes
    for part in division.parts:
        kinds += (["apart"] if part.returned else ["none"]) * (part.number if part.in_base else 0)
    kinds += ["noe"] * division.noes
    for seat, kind in zip(seats, kinds, strict=True):
        x, y = centre_x - seat.radius * cos(seat.angle), base_y - seat.radius * sin(seat.angle)
        if kind == "aye":
            yield circle(x, y, seat.size, "f-aye")
        elif kind == "noe":
            yield circle(x, y, max(seat.size - 1, 1.2), "f-ring")
            yield circle(x, y, max(seat.size * 0.32, 0.7), "f-dot")
        else:
            side = seat.size * 1.5
            yield rect(x - side / 2, y - side / 2, side, side, "f-apart" if kind == "apart" else "f-none")


def _fields(division: Division, radius: float, centre_x: float, base_y: float) -> Iterator[str]:
    parts = [(division.ayes, "f-aye")]
    parts += [(part.number, "f-apart" if part.returned else "f-none") for part in division.parts if part.in_base]
    parts += [(division.noes, "f-noe")]
    start = 0
    for number, classes in parts:
        if number:
            a, z = (pi * at / division.n_base for at in (start, start + number))
            yield path(_sector(centre_x, base_y, 0.5 * radius, radius, a, z), classes)
        start += number


def _sector(x: float, y: float, inner: float, outer: float, a: float, z: float) -> str:
    def at(r: float, angle: float) -> str:
        return f"{px(x - r * cos(angle))} {px(y - r * sin(angle))}"

    return (
        f"M{at(outer, a)}A{px(outer)} {px(outer)} 0 0 1 {at(outer, z)}"
        f"L{at(inner, z)}A{px(inner)} {px(inner)} 0 0 0 {at(inner, a)}Z"
    )


def _threshold(needed: int, angle: float, radius: float, centre_x: float, base_y: float) -> list[str]:
    """The broken line at its angle, with its number at the outer end."""
    inner, outer = 0.36 * radius, radius + 8
    spots = [(centre_x - r * cos(angle), base_y - r * sin(angle)) for r in (inner, outer)]
    (x1, y1), (x2, y2) = spots
    words = f"{_votes(needed, 'aye')} carry it" if needed != 1 else "1 aye carries it"
    marks = [line(x1, y1, x2, y2, "l-halo"), line(x1, y1, x2, y2, "l-need")]
    half = text_width(words, bold=True) / 2
    if abs(angle - pi / 2) < 0.35:
        return [*marks, text(min(max(x2, half + 2), 2 * centre_x - half - 2), max(y2 - 8, 13), words, "b mid")]
    # A slanting line: the words go outwards from its end, where no mark stands; a flat one has them in the corner.
    is_right = angle > pi / 2
    label_x = x2 + 4 if is_right else x2 - 4
    if 2 * half <= label_x <= 2 * centre_x - 2 * half:
        return [*marks, text(label_x, max(y2 - 6, 13), words, "b" if is_right else "b end")]
    corner = 2 * centre_x - 2 if is_right else 2.0
    leader = min(max(x2, 2.0), 2 * centre_x - 2)
    marks.append(line(leader, 19, leader, y2 - 3, "l-axis"))
    return [*marks, text(corner, 13, words, "b end" if is_right else "b")]


def _apart(division: Division, y: float, width: int) -> tuple[list[str], float]:
    """What the base does not count, in squares below a line; too many for it become one bar, its length their share."""
    parts = [part for part in division.parts if not part.in_base and part.number]
    if not parts:
        return [], y
    marks = [line(0, y, width, y, "l-hair")]
    y += 16
    side = 16.0
    for part in parts:
        classes = "f-apart" if part.returned else "f-none"
        words = f"{part.number:,} {part.label}"
        label = text_width(words, bold=True) + 12
        room = width - label - 8
        steps = [(mark, pitch) for mark, pitch in ((16, 22), (11, 15), (8, 11)) if part.number * pitch <= room]
        if steps:
            mark, pitch = steps[0]
            marks += [rect(4 + at * pitch, y + (side - mark) / 2, mark, mark, classes) for at in range(part.number)]
            end = 4.0 + part.number * pitch
        else:
            length = max(8.0, min(room, (width - 8) * part.number / max(division.n_entitled, 1)))
            marks.append(rect(4, y, length, side, classes))
            end = 4 + length + 6
        marks.append(text(end + 4, y + 13, words))
        y += side + 14
    return marks, y


def _description(division: Division, says_marks: str) -> str:
    apart = [f"{part.number:,} {part.label}" for part in division.parts]
    parts = [f"{_votes(division.ayes, 'aye')}, {_votes(division.noes, 'no', 'noes')}."]
    if apart:
        parts.append(f"{joined(apart)}, of {division.n_entitled:,} entitled.")
    parts += [division.needed_words(), says_marks]
    if division.needed is not None:
        parts.append("The broken line stands before the aye that carries.")
    if division.is_secret:
        parts.append("The ballot was secret: a mark's place means nothing.")
    return " ".join(parts)


def _share(number: int, whole: int) -> str:
    """A percentage cut, not rounded, to a tenth: it never says 50.0 of what is short of half."""
    if whole == 0:
        return ""
    tenths = number * 1000 // whole
    return f"{tenths // 10}.{tenths % 10}%"


def _votes(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
