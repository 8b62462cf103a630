"""The value of a guard, given the facts: the plain reference for every compiler of the expression form.

>>> node = {"op": "<=", "left": {"fact": "joined_on", "type": "date"}, "right": {"value": "2016-01-12", "type": "date"}}
>>> holds(node, {"joined_on": date(2016, 1, 12)}), holds(node, {"joined_on": None})
(True, False)
"""

import calendar
import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from comitia.errors import Malformed
from comitia.rulebook.arithmetic.numbers import exact
from comitia.rulebook.form.guard import Node

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def holds(node: Node, facts: Mapping[str, Any]) -> bool:
    """Is the guard true of these facts? A fact given as None is null; one that is not given is refused.

    Raises:
        Malformed: a fact on which the answer hangs is not given: an unknown fact is not a false one.
    """
    try:
        return _holds(node, facts)
    except _NotGiven as fault:
        raise Malformed(str(fault)) from None


def _holds(node: Node, facts: Mapping[str, Any]) -> bool:
    op = node["op"]
    if op in ("true", "false"):
        return bool(op == "true")
    if op in ("and", "or"):
        return _joined(node["of"], facts, settles=op == "or")
    if op == "not":
        return not _holds(node["of"], facts)
    if op == "is-null":
        return term_value(node["of"], facts) is None
    if op == "is":
        return term_value(node["of"], facts) is True
    left, right = term_value(node["left"], facts), term_value(node["right"], facts)
    if left is None or right is None:
        return False
    return left in right if op == "in" else _COMPARE[op](left, right)


class _NotGiven(Malformed):
    """A fact that is needed and was not given."""


def _joined(parts: Sequence[Node], facts: Mapping[str, Any], *, settles: bool) -> bool:
    """Parts joined by `or` (settled by one that is true) or `and` (by one that is false).

    A fact that could not change the answer is not asked for: once the chair is vacant, `vacant(chair) or term_ends` is
    true whether the term ends or not.
    """
    missing: _NotGiven | None = None
    found = []
    for part in parts:
        try:
            found.append(_holds(part, facts))
        except _NotGiven as fault:
            missing = missing or fault
    if settles in found:
        return settles
    if missing is not None:
        raise missing
    return not settles


def term_value(term: Node, facts: Mapping[str, Any]) -> Any:
    """The value of a term, None if it is null."""
    if "fact" in term:
        if term["fact"] not in facts:
            raise _NotGiven(f"the fact {term['fact']!r} is needed here and was not given; say what it is (or null)")
        return _typed(facts[term["fact"]], term["type"], term["fact"])
    if "value" in term:
        return _typed(term["value"], term["type"], "value")
    base = term_value(term["of"], facts)
    return None if base is None else shift(base, term["months"], term["days"])


def shift(day: date, months: int, days: int) -> date:
    """A date moved by months, the day cut to the month's last one, then by days.

    Raises:
        Malformed: the date would leave the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        moved = date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
        return moved + timedelta(days=days)
    except (ValueError, OverflowError, calendar.IllegalMonthError):
        raise Malformed(f"{day} moved by {months} months and {days} days leaves the calendar") from None


def _typed(value: Any, type_name: str, what: str) -> Any:
    if value is None:
        return None
    try:
        if type_name == "date" and isinstance(value, str):
            return date.fromisoformat(value)
        if type_name == "instant" and isinstance(value, str):
            return datetime.fromisoformat(value)
    except ValueError:
        raise Malformed(f"the fact {what!r}: found {value!r}, expected a {type_name} such as 2016-06-28") from None
    if type_name == "number":
        return exact(value, what)
    if type_name == "texts" and isinstance(value, (list, tuple, set, frozenset)):
        return frozenset(value)
    kinds: Mapping[str, type] = {"date": date, "instant": datetime, "text": str, "truth": bool}
    if not isinstance(value, kinds.get(type_name, Fraction)):
        raise Malformed(f"the fact {what!r}: found {value!r}, expected a {type_name}")
    return value
