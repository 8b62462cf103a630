"""The electorates of a ballot as the rulebook hands them over: plain data, checked at this door.

>>> rules, counts = receive_rules({"name": "member", "clause": "4.II.2.C(vii)", "edition": "0" * 64, "weight": "1",
...     "frozen_on": "2016-01-12", "tests": [{"clause": "4.II.2.C(vii)", "sentence": "joined by 12 January 2016",
...     "otherwise": "joined after 12 January 2016", "node": {"op": "<=", "left": {"fact": "joined_on", "type": "date"},
...     "right": {"value": "2016-01-12", "type": "date"}}}]}, "rule.json")
>>> rules[0].section, counts
('member', 'once')
"""

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from comitia.canonical import render_sorted_json, sha256_hex
from comitia.errors import Malformed
from comitia.roll.fields import Kind
from comitia.roll.rule.expression import (
    MAX_LEAVES,
    Compare,
    Fact,
    Node,
    Value,
    leaves_of,
    receive_node,
)


@dataclass(frozen=True, slots=True)
class Test:
    """One condition of an electorate: its clause, the sentence said of those who pass and of those who fail."""

    clause: str
    node: Node
    sentence: str
    otherwise: str


@dataclass(frozen=True, slots=True)
class Rule:
    """An electorate: in where every test holds. `weight` is the same for all, or a fact of each member (a delegate's
    votes).

    `frozen_on` is the date on which the rulebook freezes it, if it names one; `sha256` is that of the data it came as.
    """

    name: str
    clause: str
    edition: str
    section: str
    weight: Fraction | Fact
    frozen_on: dt.date | None
    readings: tuple[str, ...]
    tests: tuple[Test, ...]
    sha256: str


def receive_rules(raw: object, what: str) -> tuple[tuple[Rule, ...], str]:
    """Read one electorate, or a ballot's: `{"counts": "once" | "each", "any": [electorate, ...]}`.

    Raises:
        Malformed: a key missing or of the wrong type, no test, two electorates of one name.
    """
    if isinstance(raw, Mapping) and "any" in raw:
        parts, counts = raw["any"], raw.get("counts")
    else:
        parts, counts = [raw], "once"
    if not isinstance(parts, Sequence) or isinstance(parts, str) or not 1 <= len(parts) <= 20:
        raise Malformed(f"{what}: expected an electorate, or `any` with a list of 1 to 20 electorates")
    if counts not in ("once", "each"):
        raise Malformed(f'{what}: `counts` is {counts!r}; expected "once" or "each"')
    rules = tuple(_rule(part, f"{what}, electorate {index}") for index, part in enumerate(parts, 1))
    for attribute in ("name", "section"):
        words = [getattr(rule, attribute) for rule in rules]
        twice = {word for word in words if words.count(word) > 1}
        if twice and (attribute == "name" or counts == "each"):
            raise Malformed(f"{what}: two electorates have the {attribute} {min(twice)!r}")
    return rules, counts


def move_freeze(raw: object, to: dt.date) -> object:
    """The same electorate, or all those of a ballot, frozen on another day: the data as they came, with each date of
    the tests that is the freeze date, and the words that name it, replaced by the other day.

    An electorate that names no freeze date stays as it is.

    Raises:
        Malformed: none of them names a freeze date, so that nothing would move.
    """
    if isinstance(raw, Mapping) and "any" in raw and isinstance(raw["any"], Sequence):
        parts = list(raw["any"])
        if not any(isinstance(part, Mapping) and part.get("frozen_on") for part in parts):
            raise _nothing_to_move()
        return {**raw, "any": [move_freeze(part, to) if part.get("frozen_on") else part for part in parts]}
    if not isinstance(raw, Mapping) or not raw.get("frozen_on"):
        raise _nothing_to_move()
    old = _date(raw["frozen_on"], "electorate")
    return _moved(dict(raw), {str(old): str(to), _in_words(old or to): _in_words(to)})


def _nothing_to_move() -> Malformed:
    return Malformed(
        "electorate: the rule names no freeze date that could be moved; choose another day of the roll instead"
    )


def _moved(part: Any, words: Mapping[str, str]) -> Any:
    if isinstance(part, Mapping):
        return {key: _moved(value, words) for key, value in part.items()}
    if isinstance(part, (list, tuple)):
        return [_moved(value, words) for value in part]
    if isinstance(part, str):
        for old, new in words.items():
            part = part.replace(old, new)
    return part


def _in_words(day: dt.date) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def _rule(raw: object, where: str) -> Rule:
    if not isinstance(raw, Mapping):
        raise Malformed(f"{where}: expected an object with name, clause and tests, found {type(raw).__name__}")
    name = _words(raw, "name", where)
    where = f"{where} ({name})"
    clause, edition = _words(raw, "clause", where), _words(raw, "edition", where, default="")
    parts = raw.get("tests")
    if not isinstance(parts, Sequence) or isinstance(parts, str) or not 1 <= len(parts) <= 60:
        raise Malformed(
            f"{where}: `tests` must be a list of 1 to 60 tests; one that asks nothing would admit everybody"
        )
    tests = [_test(part, clause, f"{where}, test {index}") for index, part in enumerate(parts, 1)]
    weight = _weight(raw.get("weight", "1"), where)
    if isinstance(weight, Fact):
        positive = Compare(">", weight, Value(Fraction(0), Kind.NUMBER))
        tests.append(Test(clause, positive, f"has votes ({weight.name})", f"has no votes ({weight.name})"))
    if sum(1 for test in tests for _ in leaves_of(test.node)) > MAX_LEAVES:
        raise Malformed(f"{where}: more than {MAX_LEAVES} conditions")
    readings = raw.get("readings", ())
    if not isinstance(readings, Sequence) or isinstance(readings, str):
        raise Malformed(f"{where}: `readings` must be a list of names")
    return Rule(
        name=name,
        clause=clause,
        edition=edition,
        section=_words(raw, "section", where, default=name) or name,
        weight=weight,
        frozen_on=_date(raw.get("frozen_on"), where),
        readings=tuple(str(reading) for reading in readings),
        tests=tuple(tests),
        sha256=sha256_hex(render_sorted_json(dict(raw))),
    )


def _test(raw: object, clause: str, where: str) -> Test:
    if not isinstance(raw, Mapping):
        raise Malformed(f"{where}: expected an object with clause, node, sentence, found {type(raw).__name__}")
    sentence = _words(raw, "sentence", where)
    return Test(
        clause=_words(raw, "clause", where, default=clause),
        node=receive_node(raw.get("node"), where),
        sentence=sentence,
        otherwise=_words(raw, "otherwise", where, default=f"not: {sentence}"),
    )


def _weight(raw: object, where: str) -> Fraction | Fact:
    if isinstance(raw, Mapping) and isinstance(raw.get("fact"), str):
        return Fact(raw["fact"], Kind.NUMBER)
    try:
        if isinstance(raw, (int, str)) and not isinstance(raw, bool) and len(str(raw)) < 40 and Fraction(raw) > 0:
            return Fraction(raw)
    except (ValueError, ZeroDivisionError):
        pass  # Told below.
    raise Malformed(f'{where}: the weight is {str(raw)[:40]!r}; expected a fraction above 0 such as "1/3", or a fact')


def _words(raw: Mapping[str, Any], key: str, where: str, default: str | None = None) -> str:
    value = raw.get(key, default)
    if value is None and default is not None:
        return default
    if not isinstance(value, str) or (not value and default is None) or any(ord(letter) < 32 for letter in value):
        raise Malformed(f"{where}: `{key}` must be a text of one line, found {str(value)[:40]!r}")
    return value


def _date(raw: object, where: str) -> dt.date | None:
    if raw is None:
        return None
    try:
        return dt.date.fromisoformat(str(raw)[:10])
    except ValueError:
        raise Malformed(f"{where}: `frozen_on` is {str(raw)[:40]!r}; expected a date such as 2016-01-12") from None
