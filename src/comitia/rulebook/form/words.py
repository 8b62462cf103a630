"""Guards, thresholds and times as English.

>>> from comitia.rulebook.form.facts import FactTable
>>> from comitia.rulebook.form.guard import read_guard
>>> known = FactTable({"joined_on": "date", "arrears": "truth"})
>>> node_words(read_guard("joined_on <= 2016-01-12 and not arrears", known))
'joined on or before 12 January 2016 and not in arrears'
"""

from collections.abc import Mapping
from datetime import date

from comitia.rulebook.form.facts import ADJECTIVES, FACT_WORDS, VERBS
from comitia.rulebook.form.guard import Node

_DATE_WORDS = {"==": "on", "!=": "not on", "<": "before", "<=": "on or before", ">": "after", ">=": "on or after"}
_NUMBER_WORDS = {
    "==": "is",
    "!=": "is not",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def node_words(node: Node, declared: Mapping[str, str] | None = None) -> str:
    """A guard as a phrase; `declared` gives the words of the rulebook's own facts."""
    words = {**FACT_WORDS, **(declared or {})}
    return _words(node, words, inner=False)


def day_words(day: date | str) -> str:
    """`12 January 2016`."""
    on = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def _words(node: Node, words: Mapping[str, str], *, inner: bool) -> str:
    op = node["op"]
    if op in ("true", "false"):
        return "always" if op == "true" else "never"
    if op in ("and", "or"):
        text = f" {op} ".join(_words(part, words, inner=True) for part in node["of"])
        return f"({text})" if inner and len(node["of"]) > 1 else text
    if op == "not":
        return _negated(node["of"], words)
    if op == "is":
        return _truth(node["of"], words)
    if op == "is-null":
        return f"{_term(node['of'], words)} not recorded"
    if op == "in":
        return _membership(node, words)
    left, right = node["left"], node["right"]
    kind = left.get("type", "date")
    verbs = _DATE_WORDS if kind in ("date", "instant") else _NUMBER_WORDS
    verb = verbs[op] if verbs is _NUMBER_WORDS or left.get("fact") in VERBS else f"is {verbs[op]}"
    return f"{_term(left, words)} {verb} {_term(right, words)}"


def _negated(node: Node, words: Mapping[str, str]) -> str:
    if node["op"] == "is-null":
        return f"{_term(node['of'], words)} recorded"
    if node["op"] == "is" and str(node["of"].get("fact", "")).startswith("vacant("):
        return f"{node['of']['fact'][7:-1]} is held"
    if node["op"] == "is" and node["of"].get("fact") not in ADJECTIVES:
        return f"it is not so that {_truth(node['of'], words)}"
    return f"not {_words(node, words, inner=True)}"


def _truth(term: Node, words: Mapping[str, str]) -> str:
    name = str(term.get("fact", ""))
    for function, verb in (("vacant(", "is vacant"), ("acting(", "is held by somebody acting")):
        if name.startswith(function):
            return f"{name[len(function) : -1]} {verb}"
    return _term(term, words)


def _membership(node: Node, words: Mapping[str, str]) -> str:
    right = node["right"]
    if "value" in right:
        return f"{_term(node['left'], words)} is {' or '.join(right['value'])}"
    return f"{_term(node['left'], words)} is among {_term(right, words)}"


def _term(term: Node, words: Mapping[str, str]) -> str:
    if term.get("op") == "shift":
        months, days = term["months"], term["days"]
        number, unit = (months, "month") if months else (days, "day")
        if months and months % 12 == 0:
            number, unit = months // 12, "year"
        side = "before" if number < 0 else "after"
        return f"{abs(number)} {unit}{'' if abs(number) == 1 else 's'} {side} {_term(term['of'], words)}"
    if "fact" in term:
        name = str(term["fact"])
        if name.startswith("holder("):
            return f"the holder of {name[7:-1]}"
        return words.get(name, name.replace("_", " "))
    value = term["value"]
    if term["type"] == "date":
        return day_words(value)
    return ", ".join(value) if isinstance(value, list) else str(value)
