"""Who held which post from day to day, as a picture: one lane a post, time from left to right.

- Left of the lane stands who held the post as the first day began, right of it who holds it as the last day ends.
- Tint with an edge: held since before. Solid: the holder at the end, new in the post. Stripes: came and went (named
  below the lane). Broken line: vacant. Dotted thin line at the edge of a lane: the post did not exist yet, or any
  more.
- A change stands at its hour, where a source gives one; else at noon, but never before the entry above it.
- Posts that changed come first, those vacant at the end before the others; unchanged ones follow.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from comitia.errors import Malformed
from comitia.picture import Picture, Table, cut, fold, line, rect, text, text_width
from comitia.record import answers
from comitia.record.offices import Holding, OfficeEvent, Post, Register

WIDE, NARROW = 1040, 343
"""The two widths in px at which a page shows the picture."""

MOST_DAYS = 36_600
_NOON = time(12)
_KEY = (
    ("s-old", "held since before"),
    ("s-gap", "vacant"),
    ("s-mid", "came and went"),
    ("s-new", "new in the post, there at the end"),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment to draw through all lanes, with its name: a ballot, a deadline."""

    at: datetime
    label: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a lane, in days from the start of the first day: vacant where there is no holding."""

    start: float
    end: float
    holding: Holding | None


@dataclass(frozen=True, slots=True)
class Lane:
    """One post (or one of the holders side by side of a post for several) over the days."""

    post: Post
    spans: tuple[Span, ...]
    n_days: int
    is_first: bool = True

    def at_start(self) -> Holding | None:
        return self.spans[0].holding if self.spans and self.spans[0].start == 0 else None

    def at_end(self) -> Holding | None:
        return self.spans[-1].holding if self.spans and self.spans[-1].end == self.n_days else None

    def is_vacant_at_start(self) -> bool:
        return bool(self.spans) and self.spans[0].start == 0 and self.spans[0].holding is None

    def is_vacant_at_end(self) -> bool:
        return bool(self.spans) and self.spans[-1].end == self.n_days and self.spans[-1].holding is None

    def is_changed(self) -> bool:
        return not (len(self.spans) == 1 and self.at_start() is not None and self.at_end() is not None)


def draw_timeline(
    register: Register, a: date, z: date, scope: answers.Scope = None, marks: Sequence[Mark] = (), width: int = WIDE
) -> Picture:
    """Draw the holders of the posts of a scope from the start of `a` to the end of `z`.

    Raises:
        Malformed: the range runs backwards, a mark lies outside it, or the scope is not known.
    """
    if z < a:
        raise Malformed(f"timeline: from {a} to {z} runs backwards; swap the days")
    n_days = (z - a).days + 1
    if n_days > MOST_DAYS:
        raise Malformed(f"timeline: {n_days:,} days; at most {MOST_DAYS:,} can be drawn so that anybody sees them")
    for mark in marks:
        if not a <= mark.at.date() <= z:
            raise Malformed(f'timeline: the mark "{mark.label}" of {mark.at.date()} lies outside {a} to {z}')
    posts = [lanes for post in answers.posts_in(register, scope) if (lanes := lanes_of(register, post, a, z))]
    vacant = [lanes for lanes in posts if any(lane.is_vacant_at_end() for lane in lanes)]
    changed = [lanes for lanes in posts if lanes not in vacant and any(lane.is_changed() for lane in lanes)]
    groups = [
        ("Vacant at the end", vacant),
        ("Changed hands", changed),
        ("As before", [lanes for lanes in posts if lanes not in vacant and lanes not in changed]),
    ]
    drawing = _Drawing.of(register, a, n_days, width)
    y = drawing.draw_axis(drawing.draw_key(), marks)
    top = y
    for heading, group in groups:
        if group:
            y = drawing.draw_group(f"{heading} ({len(group)})", group, y)
    drawing.draw_marks(marks, top, y)
    return Picture(
        title=f"Who held which post, {_day(a)} to {_day(z)}",
        description=_description(register, a, z, scope, groups, marks),
        width=width,
        height=int(y + 8),
        marks=tuple(drawing.under + drawing.over),
        table=timeline_table(register, a, z, scope),
    )


def timeline_table(register: Register, a: date, z: date, scope: answers.Scope = None) -> Table:
    """Every holding and every vacancy of the scope that touches the days, post by post."""
    rows: list[tuple[str, ...]] = []
    for post in answers.posts_in(register, scope):
        holdings = [one for one in register.holdings if one.post == post.id and _touches(one, a, z)]
        lines = [
            (one.from_on, one.to_on, register.name(one.person), one.ended.event if one.ended else "")
            for one in holdings
        ]
        for spell in answers.vacancy_spells(register, post.id, a, z):
            until = date.fromisoformat(spell["to"]) if spell["to"] else None
            lines.append((date.fromisoformat(spell["from"]), until, "vacant", ""))
        rows += [
            (post.title, who, start.isoformat(), until.isoformat() if until else "", how.replace("_", " "))
            for start, until, who, how in sorted(lines, key=lambda row: (row[0], row[1] or date.max))
        ]
    return Table(
        caption=f"{register.title}: holders from {_day(a)} to {_day(z)}. To: the first day no longer held.",
        headings=("Post", "Holder", "From", "To", "Ended by"),
        rows=tuple(rows),
    )


def lanes_of(register: Register, post: Post, a: date, z: date) -> list[Lane]:
    """The lanes of one post: one, or as many as its holders need side by side; none out of being."""
    n_days = (z - a).days + 1
    held = [one for one in register.holdings if one.post == post.id and _touches(one, a, z)]
    rows: list[list[Holding]] = []
    for holding in held:
        free = [row for row in rows if row[-1].ended is not None and row[-1].ended.seq < holding.begun.seq]
        if free:
            free[0].append(holding)
        else:
            rows.append([holding])
    if not rows and post.single_holder and (post.exists_on(a) or post.exists_on(z)):
        rows = [[]]
    first = max(0, (post.valid_from - a).days) if post.valid_from else 0
    last = min(n_days, (post.valid_to - a).days) if post.valid_to else n_days
    return [
        Lane(post, tuple(_spans(row, a, first, last, n_days, post.single_holder)), n_days, place == 0)
        for place, row in enumerate(rows)
    ]


def _spans(row: Iterable[Holding], a: date, first: int, last: int, n_days: int, is_single: bool) -> Iterable[Span]:
    at = 0.0 if first <= 0 else float(first)
    for holding in row:
        start = max(at, _place(holding.begun, a))
        if is_single and start > at:
            yield Span(at, start, None)
        end = min(float(n_days), _place(holding.ended, a)) if holding.ended else float(n_days)
        end = max(start, end)
        yield Span(start, end, holding)
        at = end
    if is_single and at < last:
        yield Span(at, float(last), None)


def _place(event: OfficeEvent, a: date) -> float:
    """Days from the start of the first day to an entry."""
    clock = event.clock or _NOON
    return max(0.0, (event.on - a) / timedelta(days=1) + (clock.hour * 60 + clock.minute) / 1440)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """The page in the making: where the lanes stand, and the marks so far (under and over the halo of a moment)."""

    register: Register
    a: date
    n_days: int
    width: int
    x: float
    room: float
    title_room: float
    name_room: float
    under: list[str]
    over: list[str]
    bars: list[float]  # the tops of the lanes' bars

    @classmethod
    def of(cls, register: Register, a: date, n_days: int, width: int) -> "_Drawing":
        if width < 700:  # narrow: title, then the lane, then the two names below it
            return cls(register, a, n_days, width, 0.0, float(width), float(width), width / 2 - 6, [], [], [])
        title_room, name_room = 262.0, 196.0
        x = title_room + name_room + 24
        return cls(register, a, n_days, width, x, width - x - name_room - 12, title_room, name_room, [], [], [])

    def is_wide(self) -> bool:
        return self.x > 0

    def at(self, days: float) -> float:
        return self.x + self.room * days / self.n_days

    def draw_key(self) -> float:
        """What the marks mean; returns where the key ends."""
        x, y = 0.0, 12.0
        for kind, words in _KEY:
            room = 26 + text_width(words, 13) + 18
            if x + room > self.width:
                x, y = 0.0, y + 20
            if kind == "s-gap":
                self.over.append(line(x, y - 4, x + 20, y - 4, kind))
            else:
                self.over.append(rect(x, y - 11, 20, 14, kind))
            self.over.append(text(x + 26, y, words, "s q"))
            x += room
        return y + 8

    def draw_axis(self, y: float, marks: Sequence[Mark]) -> float:
        """Days below the key; returns where the lanes begin."""
        y += 22 + (20 if marks else 0)
        blocked = [self._at_moment(mark) for mark in marks]
        is_long = self.n_days > 62
        last, end = "", -100.0
        for day in _ticks(self.a, self.n_days):
            x = self.at((day - self.a).days)
            words = f"{day.day} {day:%B}" if f"{day:%B}" != last else str(day.day)
            if is_long:
                words = f"{day:%b %Y}" if day.month == 1 or not last else f"{day:%b}"
            length = text_width(words, 13)
            self.under.append(line(x, y + 4, x, y + 10, "l-axis"))
            is_free = x >= end + 8 and not any(x - 6 < spot < x + length + 6 for spot in blocked)
            if is_free and x + length <= self.x + self.room + (8 if self.is_wide() else 0):
                last = f"{day:%B}"
                self.under.append(text(x, y, words, "s q"))
                end = x + length
        if self.is_wide():
            z = self.a + timedelta(days=self.n_days - 1)
            form = _day if is_long else _short
            self.under.append(text(0, y, "Post", "s q"))
            self.under.append(text(self.x - 12, y, form(self.a), "s q end"))
            self.under.append(text(self.x + self.room + 12, y, form(z), "s q"))
        self.under.append(line(0, y + 10, self.width, y + 10, "l-axis"))
        return y + 12

    def draw_group(self, heading: str, posts: Sequence[Sequence[Lane]], y: float) -> float:
        """A heading and the lanes of its posts; returns where they end."""
        y += 26
        self.over.append(text(0, y, heading, "b h"))
        y += 10
        for lanes in posts:
            for lane in lanes:
                y = self.draw_lane(lane, y)
            self.under.append(line(0, y, self.width, y, "l-hair"))
        return y

    def draw_lane(self, lane: Lane, y: float) -> float:
        """One lane; returns where it ends."""
        titles = fold(lane.post.title, self.title_room, bold=not self.is_wide()) if lane.is_first else [""]
        between = [span for span in lane.spans if span.holding and span.start > 0 and span.end < self.n_days]
        bar_y = y + 6 if self.is_wide() else y + 13 + 18 * len(titles)
        for place, words in enumerate(titles):
            self.over.append(text(0, y + 22 + 18 * place, words, "b" if not self.is_wide() else ""))
        self.bars.append(bar_y)
        for span in lane.spans:
            self._draw_span(span, bar_y)
        names_y = bar_y + 16 if self.is_wide() else bar_y + 40
        self._draw_name(lane.at_start(), lane, names_y, is_start=True)
        self._draw_name(lane.at_end(), lane, names_y, is_start=False)
        end = max(bar_y + 28, y + 12 + 18 * len(titles)) if self.is_wide() else names_y + 8
        if self.is_wide() and between:
            end = bar_y + 30
        notes_room = self.room if self.is_wide() else float(self.width)
        notes = "; ".join(self._between(span) for span in between)
        for words in fold(notes, notes_room, 13) if notes else []:
            self.over.append(rect(self.x, end - 5, text_width(words, 13), 17, "f-paper"))
            self.over.append(text(self.x, end + 8, words, "s q"))
            end += 16
        return max(end, y + 12 + 18 * len(titles)) + 6

    def draw_marks(self, marks: Sequence[Mark], top: float, bottom: float) -> None:
        """Moments through all lanes, each named on top; on a narrow page through the bars alone, not through words."""
        for mark in marks:
            x = self._at_moment(mark)
            ends = [(top - 26, bottom)] if self.is_wide() else [(top - 26, top), *((y - 3, y + 25) for y in self.bars)]
            for y1, y2 in ends:
                self.under.extend([line(x, y1, x, y2, "l-halo"), line(x, y1, x, y2, "l-need")])
            half = text_width(mark.label, 13, bold=True) / 2
            self.over.append(text(min(max(x, half), self.width - half), top - 32, mark.label, "s b mid"))

    def _at_moment(self, mark: Mark) -> float:
        start = datetime.combine(self.a, time())
        return self.at((mark.at.replace(tzinfo=None) - start) / timedelta(days=1))

    def _draw_span(self, span: Span, y: float) -> None:
        x, width = self.at(span.start), self.room * (span.end - span.start) / self.n_days
        if span.holding is None:
            self.under.append(line(x, y + 11, x + width, y + 11, "s-gap"))
            return
        is_new = span.start > 0
        kind = "s-old" if not is_new else "s-new" if span.end == self.n_days else "s-mid"
        self.under.append(rect(x, y, max(width, 2.0), 22, kind))

    def _draw_name(self, holding: Holding | None, lane: Lane, y: float, *, is_start: bool) -> None:
        if holding is not None:
            name = cut(self.register.name(holding.person), self.name_room)
            stays = len(lane.spans) == 1
            words = "the same" if stays and not is_start and self.is_wide() else name
            classes = "q" if (is_start and not stays) or words == "the same" else ""
        elif lane.is_vacant_at_start() if is_start else lane.is_vacant_at_end():
            words, classes = "vacant", "vac"
        else:
            words, classes = ("not yet a post", "q s") if is_start else ("no post any more", "q s")
            if not lane.post.single_holder:
                words = ""
        if is_start:
            x, anchor = (self.x - 12, "end") if self.is_wide() else (0.0, "")
        else:
            x, anchor = (self.x + self.room + 12, "") if self.is_wide() else (float(self.width), "end")
        if words:
            self.over.append(text(x, y, words, f"{classes} {anchor}".strip()))

    def _between(self, span: Span) -> str:
        assert span.holding is not None
        until = span.holding.to_on or self.a
        form = _day if self.n_days > 300 else _short
        return f"{self.register.name(span.holding.person)}, {form(span.holding.from_on)} to {form(until)}"


def _ticks(a: date, n_days: int) -> Iterable[date]:
    if n_days > 62:
        day = a
        while day < a + timedelta(days=n_days):
            yield day
            day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        return
    step = 1 if n_days <= 8 else 2 if n_days <= 16 else 3 if n_days <= 31 else 7
    for days in range(0, n_days, step):
        yield a + timedelta(days=days)


def _description(
    register: Register,
    a: date,
    z: date,
    scope: answers.Scope,
    groups: Sequence[tuple[str, Sequence[Sequence[Lane]]]],
    marks: Sequence[Mark],
) -> str:
    then = a - timedelta(days=1)
    moves = answers.in_out(register, then, z, scope)
    parts = [
        f"{answers.size(register, then, scope)} persons as {_day(a)} began, "
        f"{answers.size(register, z, scope)} at the end of {_day(z)}: "
        f"{len(moves['in'])} came in, {len(moves['out'])} left.",
        "; ".join(f"{heading.lower()}: {len(posts)} posts" for heading, posts in groups if posts).capitalize() + ".",
        "Tint: held since before. Solid: new in the post and there at the end. Stripes: came and went.",
        "Broken line: vacant.",
        "A change whose hour is not known stands at noon.",
    ]
    parts += [f"Broken upright line: {mark.label}, {_day(mark.at.date())}, {mark.at:%H:%M}." for mark in marks]
    return " ".join(parts)


def _touches(holding: Holding, a: date, z: date) -> bool:
    """Whether a holding lasts at some moment from the start of `a` to the end of `z`."""
    return holding.from_on <= z and (holding.to_on is None or holding.to_on >= a)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _short(day: date) -> str:
    return f"{day.day} {day:%B}"
