"""One cell, read as its field's kind says, exactly or not at all.

A date is read in the one form that the secretary names, never guessed cell by cell: `03/04/2016` is two dates, and a
roll that takes both has members who joined on days that never were. What cannot be read is a fault with the reason;
the row is refused, not half taken.

>>> form = receive_date_form("DD/MM/YYYY")
>>> read_cell("31/02/2016", Kind.DATE, form)
Fault(why="'31/02/2016' is no day of the calendar")
>>> read_cell("12/01/2016", Kind.DATE, form)
datetime.date(2016, 1, 12)
"""

import datetime as dt
import re
from dataclasses import dataclass

from comitia.errors import Malformed
from comitia.roll.fields import Kind

EARLIEST, LATEST = dt.date(1800, 1, 1), dt.date(2200, 1, 1)
MAX_NUMBER = 10**15
_YES, _NO = {"yes", "y", "true", "1"}, {"no", "n", "false", "0"}
_PARTS = {"YYYY": r"(?P<year>\d{4})", "MM": r"(?P<month>\d{1,2})", "DD": r"(?P<day>\d{1,2})"}
_CLOCK = r"(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell cannot be read."""

    why: str


@dataclass(frozen=True, slots=True)
class DateForm:
    """How a file writes its dates: `words` as the secretary gave them."""

    words: str
    pattern: re.Pattern[str]


def receive_date_form(words: str) -> DateForm:
    """Read `YYYY-MM-DD`, `DD/MM/YYYY`, `DD.MM.YYYY`, `MM/DD/YYYY`, `YYYYMMDD`, any order and any dividing sign; with
    ` hh:mm` or ` hh:mm:ss` after it a time of day may follow and is left out.

    Raises:
        Malformed: not each of YYYY, MM and DD once.
    """
    day, clock, _ = re.sub(r"[ T]hh:mm(:ss)?$", "|", words).partition("|")
    if sorted(re.findall("YYYY|MM|DD", day)) != ["DD", "MM", "YYYY"] or re.search(
        r"[A-Za-z0-9]", re.sub("YYYY|MM|DD", "", day)
    ):
        raise Malformed(f"date form {words!r}: expected YYYY, MM and DD once each, as in YYYY-MM-DD or DD/MM/YYYY")
    pattern = re.sub("YYYY|MM|DD", lambda part: _PARTS[part[0]], re.escape(day))
    if re.sub("YYYY|MM|DD", "", day) == "":
        pattern = pattern.replace("{1,2}", "{2}")
    return DateForm(words, re.compile(pattern + (_CLOCK if clock else ""), re.ASCII))


ISO = receive_date_form("YYYY-MM-DD")


def read_cell(cell: str, kind: Kind, form: DateForm) -> str | int | bool | dt.date | dt.datetime | Fault:
    """Read a cell that is not empty and has no space around it.

    Texts (several words parted by semicolons) come back as a roll holds them: sorted, each between semicolons.
    """
    match kind:
        case Kind.DATE:
            return _date(cell, form)
        case Kind.NUMBER:
            return int(cell) if re.fullmatch(r"-?[0-9]{1,15}", cell) else Fault(f"{cell[:40]!r} is not a whole number")
        case Kind.TRUTH:
            word = cell.casefold()
            return word in _YES if word in _YES | _NO else Fault(f"{cell[:40]!r} is neither yes nor no")
        case Kind.INSTANT:
            return _instant(cell)
        case Kind.TEXTS:
            words = sorted({word.strip() for word in cell.split(";")} - {""})
            return f";{';'.join(words)};" if words else Fault(f"{cell[:40]!r} holds no word")
        case Kind.TEXT:
            return cell


def _date(cell: str, form: DateForm) -> dt.date | Fault:
    parts = form.pattern.fullmatch(cell)
    if parts is None:
        return Fault(f"{cell[:40]!r} is not a date written {form.words}")
    try:
        day = dt.date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    except ValueError:
        return Fault(f"{cell!r} is no day of the calendar")
    return day if EARLIEST <= day < LATEST else Fault(f"{cell!r} lies outside {EARLIEST.year} to {LATEST.year - 1}")


def _instant(cell: str) -> dt.datetime | Fault:
    try:
        instant = dt.datetime.fromisoformat(cell)
    except ValueError:
        return Fault(f"{cell[:40]!r} is not an instant such as 2016-07-20T17:00:00+01:00")
    if instant.tzinfo is None:
        return Fault(f"{cell!r} does not say its zone; write it as 2016-07-20T17:00:00+01:00")
    if not EARLIEST <= instant.date() < LATEST:
        return Fault(f"{cell!r} lies outside {EARLIEST.year} to {LATEST.year - 1}")
    return instant.astimezone(dt.UTC)
