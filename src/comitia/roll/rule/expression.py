"""The electorate's rule as it comes from the rulebook: plain data in, a checked tree out.

The rulebook resolves clauses, dates of force and readings, and hands over an expression: tests in order, each with its
clause and the two sentences said of those who pass and of those who fail. This room knows no clause; it applies tests.

A tree is made of *leaves* (a comparison, a membership in a set, a presence, a fact that is itself yes or no) joined
by `and`, `or`, `not`. Everything is finite and total: no loop, no call, no division, nothing that could fail for one
member and not for another. A fact that the roll does not know makes a leaf *unknown*, and unknown is carried through:
`and` is decided by a false part, `or` by a true one.

>>> node = receive_node({"op": "<=", "left": {"fact": "joined_on", "type": "date"},
...                      "right": {"value": "2016-01-12", "type": "date"}}, "rule")
>>> [fact.name for fact in facts_of(node)]
['joined_on']
"""

import calendar
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from comitia.errors import Malformed
from comitia.roll.fields import Kind

ORDERED = (Kind.DATE, Kind.INSTANT, Kind.NUMBER)
MAX_DEPTH = 40
MAX_LEAVES = 200
MAX_SHIFT_MONTHS = 2400
MAX_SHIFT_DAYS = 100_000
MAX_NUMBER = 10**15

Scalar: TypeAlias = str | dt.date | dt.datetime | int | Fraction | bool | frozenset[str]


@dataclass(frozen=True, slots=True)
class Fact:
    """What the roll says of the member."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Value:
    """A value that the rule gives."""

    value: Scalar | None
    kind: Kind


@dataclass(frozen=True, slots=True)
class Shift:
    """A date moved by calendar months (the day cut to the month's last), then by days."""

    of: "Term"
    months: int
    days: int
    kind: Kind = Kind.DATE


Term: TypeAlias = Fact | Value | Shift


@dataclass(frozen=True, slots=True)
class Constant:
    """Always, or never."""

    holds: bool


@dataclass(frozen=True, slots=True)
class Compare:
    """`left op right`, op one of == != < <= > >=."""

    op: str
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class In:
    """Whether a text is in a set of texts."""

    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class IsNull:
    """Whether there is no such fact."""

    of: Term


@dataclass(frozen=True, slots=True)
class Is:
    """A fact that is itself yes or no."""

    of: Term


@dataclass(frozen=True, slots=True)
class And:
    """All of the parts; true if there is none."""

    of: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of the parts; false if there is none."""

    of: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary."""

    of: "Node"


Leaf: TypeAlias = Compare | In | IsNull | Is
Node: TypeAlias = Constant | Leaf | And | Or | Not


def receive_node(raw: object, where: str, depth: int = 0) -> Node:
    """Read one truth-valued node; `where` leads to it in messages ("electorate member, test 1").

    Raises:
        Malformed: an operation or a type that is none, sides of different types, too deep.
    """
    if depth > MAX_DEPTH:
        raise Malformed(f"{where}: nested deeper than {MAX_DEPTH} levels; no rule of an electorate is so deep")
    node = _mapping(raw, where)
    op = node.get("op")
    match op:
        case "true" | "false":
            return Constant(op == "true")
        case "and" | "or":
            parts = node.get("of")
            if not isinstance(parts, (list, tuple)):
                raise Malformed(f"{where}: {op!r} needs a list `of` nodes, found {type(parts).__name__}")
            nodes = tuple(receive_node(part, f"{where}, part {i}", depth + 1) for i, part in enumerate(parts, 1))
            return And(nodes) if op == "and" else Or(nodes)
        case "not":
            return Not(receive_node(node.get("of"), f"{where}, not", depth + 1))
        case "==" | "!=" | "<" | "<=" | ">" | ">=":
            return _compare(op, node, where)
        case "in":
            left, right = receive_term(node.get("left"), where), receive_term(node.get("right"), where)
            if left.kind is not Kind.TEXT or right.kind is not Kind.TEXTS:
                raise Malformed(f"{where}: `in` asks whether a text is in texts, found {left.kind} in {right.kind}")
            return In(left, right)
        case "is-null":
            return IsNull(receive_term(node.get("of"), where))
        case "is":
            of = receive_term(node.get("of"), where)
            if of.kind is not Kind.TRUTH:
                raise Malformed(f"{where}: `is` needs a fact of type truth, found {of.kind}")
            return Is(of)
    raise Malformed(
        f"{where}: found the operation {op!r}; expected true, false, and, or, not, is, is-null, in or a comparison"
    )


def receive_term(raw: object, where: str, depth: int = 0) -> Term:
    """Read a fact, a value or a shifted date.

    Raises:
        Malformed: none of the three, a value that is not of its type, a shift of something else than a date.
    """
    if depth > MAX_DEPTH:
        raise Malformed(f"{where}: nested deeper than {MAX_DEPTH} levels")
    term = _mapping(raw, where)
    if term.get("op") == "shift":
        of = receive_term(term.get("of"), where, depth + 1)
        if of.kind is not Kind.DATE:
            raise Malformed(f"{where}: only a date can be shifted, found {of.kind}")
        months = _whole(term.get("months", 0), MAX_SHIFT_MONTHS, f"{where}: months")
        days = _whole(term.get("days", 0), MAX_SHIFT_DAYS, f"{where}: days")
        return Shift(of, months, days)
    kind_word = term.get("type")
    if not isinstance(kind_word, str) or kind_word not in list(Kind):
        raise Malformed(f"{where}: found the type {kind_word!r}, expected one of {', '.join(Kind)}")
    kind = Kind(kind_word)
    if "fact" in term:
        name = term["fact"]
        if not isinstance(name, str) or not name:
            raise Malformed(f"{where}: a fact needs a name, found {name!r}")
        return Fact(name, kind)
    if "value" in term:
        return Value(receive_value(term["value"], kind, where), kind)
    raise Malformed(f"{where}: expected a `fact`, a `value` or a `shift`, found the keys {sorted(map(str, term))}")


def receive_value(raw: object, kind: Kind, where: str) -> Scalar | None:
    """Read a value of a rule: null, or of its kind exactly."""
    if raw is None:
        return None
    try:
        match kind:
            case Kind.TEXT if isinstance(raw, str):
                return raw
            case Kind.TEXTS if isinstance(raw, (list, tuple)) and all(isinstance(text, str) for text in raw):
                return frozenset(raw)
            case Kind.DATE if isinstance(raw, str):
                return dt.date.fromisoformat(raw)
            case Kind.INSTANT if isinstance(raw, str):
                instant = dt.datetime.fromisoformat(raw)
                if instant.tzinfo is not None:
                    return instant.astimezone(dt.UTC)
            case Kind.NUMBER if isinstance(raw, (int, str)) and not isinstance(raw, bool) and len(str(raw)) < 40:
                number = Fraction(raw)
                if abs(number) <= MAX_NUMBER:
                    return number
            case Kind.TRUTH if isinstance(raw, bool):
                return raw
    except (ValueError, ZeroDivisionError, OverflowError):
        pass  # Told below, with the type that was expected.
    raise Malformed(
        f"{where}: found the value {str(raw)[:60]!r}, expected {kind} (dates as 2016-01-12, instants with their zone)"
    )


def leaves_of(node: Node) -> Iterator[Leaf]:
    """The leaves of a tree from left to right, repeated ones repeated."""
    match node:
        case And(of) | Or(of):
            for part in of:
                yield from leaves_of(part)
        case Not(inner):
            yield from leaves_of(inner)
        case Constant():
            return
        case leaf:
            yield leaf


def terms_of(leaf: Leaf) -> tuple[Term, ...]:
    """The terms of one leaf, from left to right."""
    return (leaf.left, leaf.right) if isinstance(leaf, (Compare, In)) else (leaf.of,)


def facts_of(node: Node) -> tuple[Fact, ...]:
    """The facts that a tree asks for, each once, in the order in which they stand."""
    found: dict[Fact, None] = {}
    for leaf in leaves_of(node):
        for term in terms_of(leaf):
            while isinstance(term, Shift):
                term = term.of
            if isinstance(term, Fact):
                found[term] = None
    return tuple(found)


def shift_date(day: dt.date, months: int, days: int) -> dt.date:
    """The date `months` calendar months on (the day cut to the month's last), then `days` days on.

    >>> shift_date(dt.date(2016, 8, 31), -6, 0)
    datetime.date(2016, 2, 29)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last)) + dt.timedelta(days=days)


def _compare(op: str, node: Mapping[str, Any], where: str) -> Compare:
    left, right = receive_term(node.get("left"), where), receive_term(node.get("right"), where)
    if left.kind is not right.kind:
        raise Malformed(f"{where}: {op} between {left.kind} and {right.kind}; both sides must be of one type")
    if op not in ("==", "!=") and left.kind not in ORDERED:
        raise Malformed(f"{where}: {op} on {left.kind}; only dates, instants and numbers have an order")
    return Compare(op, left, right)


def _mapping(raw: object, where: str) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise Malformed(f"{where}: expected an object, found {type(raw).__name__}")
    return raw


def _whole(raw: object, most: int, where: str) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool) or abs(raw) > most:
        raise Malformed(f"{where}: found {str(raw)[:30]!r}, expected a whole number of at most {most:,}")
    return raw
