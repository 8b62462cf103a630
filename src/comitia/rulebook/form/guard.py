"""Guards: total boolean expressions over named facts, read from text into plain data.

    vacant(leader) and today < annual_conference
    joined_on <= freeze - 6 months and not arrears
    status in ["current", "honorary"] or left_on is null

Words or signs: `and`, `&&`, `or`, `||`, `not`, `!`; `== != < <= > >=`; `in`; `is null`, `is not null`;
dates
(2016-01-12); `+` and `-` a number of days, months or years after a date. No arithmetic on votes: thresholds are data.

The result is the expression form that other rooms compile (JSON-like):

- node: `{"op": "and"|"or", "of": [node]}`, `{"op": "not", "of": node}`, `{"op": "true"|"false"}`,
  `{"op": "=="|"!="|"<"|"<="|">"|">="|"in", "left": term, "right": term}`, `{"op": "is-null"|"is", "of": term}`;
- term: `{"fact": name, "type": type}`, `{"value": value, "type": type}`,
  `{"op": "shift", "of": term, "months": n, "days": n}`.

Types: date, instant, number, text, texts (a set), truth. A comparison with a null is false, `!=` too; only `is-null`
sees it. So every guard has a value for every fact, and `not` is the plain opposite.

>>> read_guard("not arrears", FactTable({"arrears": "truth"}))
{'op': 'not', 'of': {'op': 'is', 'of': {'fact': 'arrears', 'type': 'truth'}}}
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, TypeAlias

from comitia.errors import Malformed
from comitia.rulebook.form.facts import FactTable

Node: TypeAlias = dict[str, Any]
"""A node or a term, as plain data."""

LONGEST = 2000
DEEPEST = 40
COMPARISONS = ("==", "!=", "<=", ">=", "<", ">")
ORDERED = ("date", "instant", "number")
_TOKEN = re.compile(
    r"\s*(?:(?P<date>\d{4}-\d{2}-\d{2})|(?P<number>\d+(?:/\d+|\.\d+)?)|\"(?P<text>[^\"]*)\""
    r"|(?P<sign>&&|\|\||==|!=|<=|>=|[<>!()\[\],+-])"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_]*(?:\(\s*[A-Za-z0-9_-]+\s*\))?))"
)
_UNITS = {"day": (0, 1), "month": (1, 0), "year": (12, 0)}
_SAME = {"&&": "and", "||": "or", "!": "not"}


def read_guard(text: str, facts: FactTable) -> Node:
    """Read one guard and check its facts and types.

    Raises:
        Malformed: not a guard, a fact that is not known here, or a comparison of two kinds of value.
    """
    if len(text) > LONGEST:
        raise Malformed(f"a guard of {len(text):,} characters, expected at most {LONGEST:,}; split it with exceptions")
    reader = _Reader(_tokens(text), facts)
    node = reader.either(0)
    if reader.place < len(reader.tokens):
        raise reader.expected("`and`, `or` or the end of the guard")
    return node


def literal(value: Any, type_name: str) -> Node:
    """A term that is a value; dates become ISO text."""
    return {"value": value.isoformat() if isinstance(value, date) else value, "type": type_name}


def facts_of(node: Node) -> dict[str, str]:
    """Every fact that a node names, with its type, in order of appearance."""
    found: dict[str, str] = {}
    if "fact" in node:
        found[node["fact"]] = node["type"]
    for part in parts_of(node):
        found |= facts_of(part)
    return found


def parts_of(node: Node) -> list[Node]:
    """The nodes and terms directly inside a node or term."""
    inner = node.get("of", [])
    sides = [node[side] for side in ("left", "right") if side in node]
    return [*(inner if isinstance(inner, list) else [inner]), *sides]


def conjuncts(node: Node) -> list[Node]:
    """The tests that a node joins by `and`, flat; a node that is no `and` is one test."""
    return [test for part in node["of"] for test in conjuncts(part)] if node["op"] == "and" else [node]


def replace_fact(node: Any, name: str, value: Node) -> Any:
    """The same node with one fact put in as a value."""
    if isinstance(node, dict):
        if node.get("fact") == name:
            return value
        return {key: replace_fact(part, name, value) for key, part in node.items()}
    return [replace_fact(part, name, value) for part in node] if isinstance(node, list) else node


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    place, end = 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            raise Malformed(
                f"guard {text!r}: cannot read {text[place:].strip()[:20]!r}; expected a fact, value or sign"
            )
        kind = match.lastgroup or ""
        value = match[kind]
        tokens.append(
            (kind, _SAME.get(value, value) if kind == "sign" else value.replace(" ", ""))
            if kind != "text"
            else (kind, value)
        )
        place = match.end()
    return tokens


class _Reader:
    """A descent over the tokens; `place` is the next one."""

    def __init__(self, tokens: list[tuple[str, str]], facts: FactTable) -> None:
        self.tokens = tokens
        self.facts = facts
        self.place = 0

    def expected(self, what: str) -> Malformed:
        found = repr(self.tokens[self.place][1]) if self.place < len(self.tokens) else "the end"
        return Malformed(f"guard: found {found}, expected {what}")

    def take(self, *words: str) -> str | None:
        if self.place < len(self.tokens):
            kind, value = self.tokens[self.place]
            if kind in ("sign", "word") and value in words:
                self.place += 1
                return value
        return None

    def either(self, depth: int) -> Node:
        return self.joined("or", self.both, depth)

    def both(self, depth: int) -> Node:
        return self.joined("and", self.negated, depth)

    def joined(self, word: str, part: Callable[[int], Node], depth: int) -> Node:
        parts = [part(depth)]
        while self.take(word):
            parts.append(part(depth))
        return parts[0] if len(parts) == 1 else {"op": word, "of": parts}

    def negated(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise Malformed(f"guard: nested deeper than {DEEPEST}; split it with exceptions")
        if self.take("not"):
            return {"op": "not", "of": self.negated(depth + 1)}
        if self.take("("):
            inner = self.either(depth + 1)
            if not self.take(")"):
                raise self.expected("`)`")
            return inner
        if constant := self.take("true", "false"):
            return {"op": constant}
        return self.comparison()

    def comparison(self) -> Node:
        left = self.term()
        if op := self.take(*COMPARISONS):
            return self.compared(op, left, self.term())
        if self.take("in"):
            return self.member(left)
        if self.take("is"):
            absent = self.take("not") is None
            if not self.take("null"):
                raise self.expected("`null`")
            node: Node = {"op": "is-null", "of": left}
            return node if absent else {"op": "not", "of": node}
        if left["type"] != "truth":
            raise self.expected(f"a comparison, for this is a {left['type']} and not true or false by itself")
        return {"op": "is", "of": left}

    def compared(self, op: str, left: Node, right: Node) -> Node:
        if left["type"] != right["type"]:
            raise Malformed(f"guard: compares a {left['type']} with a {right['type']}; expected two of one kind")
        if op in ("<", "<=", ">", ">=") and left["type"] not in ORDERED:
            raise Malformed(
                f"guard: {op} between values of kind {left['type']}, which have no order; expected == or in"
            )
        return {"op": op, "left": _untyped(left), "right": _untyped(right)}

    def member(self, left: Node) -> Node:
        if left["type"] != "text":
            raise Malformed(f"guard: `in` after a {left['type']}, expected a text")
        if not self.take("["):
            right = self.term()
            if right["type"] != "texts":
                raise Malformed(
                    f"guard: `in` before a {right['type']}, expected a list or a fact that holds several texts"
                )
            return {"op": "in", "left": left, "right": right}
        values = []
        while not self.take("]"):
            if self.place >= len(self.tokens) or self.tokens[self.place][0] != "text":
                raise self.expected('a text such as "current" or `]`')
            values.append(self.tokens[self.place][1])
            self.place += 1
            self.take(",")
        return {"op": "in", "left": left, "right": {"value": values, "type": "texts"}}

    def term(self) -> Node:
        if self.place >= len(self.tokens):
            raise self.expected("a fact or a value")
        kind, value = self.tokens[self.place]
        self.place += 1
        if kind == "date":
            return self.shifted(literal(_day(value), "date"))
        if kind == "number":
            return literal(int(value) if value.isdigit() else value, "number")
        if kind == "text":
            return literal(value, "text")
        if kind != "word":
            self.place -= 1
            raise self.expected("a fact or a value")
        type_name = self.facts.type_of(value)
        if type_name is None:
            known = ", ".join(sorted(self.facts.types)) or "none"
            raise Malformed(
                f"guard over the unknown fact {value!r}; known here: {known}, vacant(OFFICE), holder(OFFICE)"
            )
        return self.shifted({"fact": value, "type": type_name})

    def shifted(self, term: Node) -> Node:
        if term["type"] != "date":
            return term
        sign = self.take("+", "-")
        if sign is None:
            return term
        if self.place + 1 >= len(self.tokens) or not self.tokens[self.place][1].isdigit():
            raise self.expected("a number of days, months or years")
        number, unit = int(self.tokens[self.place][1]), self.tokens[self.place + 1][1].removesuffix("s")
        self.place += 1
        if unit not in _UNITS or number > 10_000:
            raise self.expected("at most 10,000 days, months or years")
        self.place += 1
        months, days = (part * (number if sign == "+" else -number) for part in _UNITS[unit])
        return {"op": "shift", "of": term, "months": months, "days": days, "type": "date"}


def _untyped(term: Node) -> Node:
    """A shift carries no type in the published form: it is a date by what it shifts."""
    return {key: part for key, part in term.items() if key != "type"} if term.get("op") == "shift" else term


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Malformed(f"guard: {text} is no day of the calendar") from None
