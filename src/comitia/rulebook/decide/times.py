"""Days counted as rules count them: calendar, clear, working.

- *n calendar days after D* is D + n.
- *n clear days* leave out the day of the event and the day of the act: between them lie n whole days, so D + n + 1.
- *n working days* leave out Saturdays, Sundays and the holidays that the rulebook names.
- *n hours* are told with the day on which they have run out, whole days only: 48 hours after D is D + 2.
- *n months after D* is the same day n months on, cut to the month's last.

>>> from comitia.rulebook.form.vocabulary import Span
>>> due_on(date(2016, 7, 1), Span(days=2, kind="clear"), []), due_on(date(2016, 7, 1), Span(days=2, kind="working"), [])
(datetime.date(2016, 7, 4), datetime.date(2016, 7, 5))
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from comitia.errors import Malformed
from comitia.rulebook.form.book import RulesOfDay
from comitia.rulebook.form.evaluate import shift
from comitia.rulebook.form.vocabulary import Deadline, Span


@dataclass(frozen=True, slots=True)
class DueDate:
    """One date of a timetable: the moment, the day, the clause, and how it was counted."""

    moment: str
    title: str
    on: date
    clause: str
    sentence: str


def due_on(day: date, span: Span, holidays: Collection[date], *, before: bool = False) -> date:
    """The day so long after (or before) another.

    Raises:
        Malformed: the day would leave the calendar.
    """
    sign = -1 if before else 1
    if span.days is None:
        hours = span.hours or 0
        return shift(day, sign * ((span.months or 0) + 12 * (span.years or 0)), sign * (-(-hours // 24)))
    if span.kind == "working":
        return _working(day, span.days, sign, holidays)
    return shift(day, 0, sign * (span.days + (1 if span.kind == "clear" else 0)))


def span_words(span: Span) -> str:
    """`21 days`, `3 clear days`, `one year`."""
    for unit in ("days", "months", "years", "hours"):
        number = getattr(span, unit)
        if number is not None:
            kind = "" if span.kind == "calendar" else f"{span.kind} "
            return f"one {kind}{unit.removesuffix('s')}" if number == 1 else f"{number} {kind}{unit}"
    raise AssertionError("a span has one unit")


def timetable(
    rules: RulesOfDay, of: str, moments: Mapping[str, date], holidays: Collection[date] = ()
) -> tuple[DueDate, ...]:
    """Every deadline of a contest or motion (`ballot.leader`), from the moments that are known, by date.

    Deadlines may hang on each other; those whose anchor is not known yet are left out.

    Raises:
        Malformed: two deadlines give the same moment different days.
    """
    free = (*rules.rulebook.header.holidays, *holidays)
    waiting = [found for found in rules.all("deadline") if found.as_(Deadline).of == of]
    known = dict(moments)
    told: list[DueDate] = []
    while waiting:
        ready = [f for f in waiting if (f.as_(Deadline).after or f.as_(Deadline).before) in known]
        if not ready:
            break
        for found in ready:
            waiting.remove(found)
            due = _deadline(found.as_(Deadline), known, free)
            if due.moment in known and due.moment not in moments and known[due.moment] != due.on:
                raise Malformed(f"{of}: {due.moment} falls on {known[due.moment]} and, by {due.clause}, on {due.on}")
            known.setdefault(due.moment, due.on)
            told.append(due)
    return tuple(sorted(told, key=lambda due: (due.on, due.moment)))


def _deadline(deadline: Deadline, known: Mapping[str, date], free: Collection[date]) -> DueDate:
    anchor = deadline.after or deadline.before or ""
    before = deadline.before is not None
    on = due_on(known[anchor], deadline.within, free, before=before)
    side = "before" if before else "after"
    at = f" at {deadline.at}" if deadline.at else ""
    sentence = (
        f"{deadline.title}: {on.isoformat()}{at}, {span_words(deadline.within)} {side} {anchor} "
        f"({known[anchor].isoformat()}); {deadline.clause}"
    )
    return DueDate(deadline.moment, deadline.title, on, deadline.clause, sentence)


def _working(day: date, days: int, sign: int, holidays: Collection[date]) -> date:
    free = frozenset(holidays)
    while days:
        day += timedelta(days=sign)
        if day.weekday() < 5 and day not in free:
            days -= 1
    return day
