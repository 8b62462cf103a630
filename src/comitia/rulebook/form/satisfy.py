"""Can a guard ever hold? Can two hold together?

Decided by trying: each fact takes every value that could matter (each literal it is compared with, one step below and
above, something else, null), and all combinations are tried. Within the bound of `MOST_TRIALS` the answer is sure,
because a guard only compares; beyond it the answer is None, "not decided".

>>> from comitia.rulebook.form.facts import FactTable
>>> from comitia.rulebook.form.guard import read_guard
>>> status = FactTable({"status": "text"})
>>> can_hold([read_guard('status == "left" and status == "current"', status)])
False
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

from comitia.errors import Malformed
from comitia.rulebook.form.evaluate import holds, term_value
from comitia.rulebook.form.guard import Node, facts_of, parts_of

MOST_TRIALS = 40_000
ANY_DAY = date(2000, 6, 15)


def can_hold(nodes: Sequence[Node]) -> bool | None:
    """True if some facts make all nodes true at once, False if none do, None if there are too many to try."""
    facts: dict[str, str] = {}
    for node in nodes:
        facts |= facts_of(node)
    literals: dict[str, set[Any]] = {}
    offsets = {timedelta(0)}
    for node in nodes:
        _gather(node, literals, offsets)
    domains = [_domain(type_name, literals, offsets) for type_name in facts.values()]
    trials = 1
    for domain in domains:
        trials *= len(domain)
    if trials > MOST_TRIALS:
        return None
    for values in product(*domains):
        given = dict(zip(facts, values, strict=True))
        if all(_holds(node, given) for node in nodes):
            return True
    return False


def _holds(node: Node, given: Mapping[str, Any]) -> bool:
    try:
        return holds(node, given)
    except Malformed:
        return False


def _gather(node: Node, literals: dict[str, set[Any]], offsets: set[timedelta]) -> None:
    if node.get("op") == "shift":
        offsets.add(timedelta(days=31 * abs(node["months"]) + abs(node["days"]) + 1))
    if "value" in node:
        value = term_value(node, {})
        literals.setdefault(node["type"], set()).update(value if isinstance(value, frozenset) else [value])
    for part in parts_of(node):
        _gather(part, literals, offsets)


def _domain(type_name: str, literals: Mapping[str, set[Any]], offsets: set[timedelta]) -> list[Any]:
    if type_name == "truth":
        return [True, False, None]
    if type_name == "texts":
        words = sorted(literals.get("text", set()) | literals.get("texts", set()))
        return [frozenset(words), frozenset(), None, *(frozenset([word]) for word in words)]
    if type_name == "text":
        return [*sorted(literals.get("text", set()) | literals.get("texts", set())), "something else", None]
    if type_name == "number":
        numbers = literals.get("number", set()) or {Fraction(0)}
        return [*sorted({n + step for n in numbers for step in (-1, 0, 1)}), None]
    days = {day for day in literals.get("date", set())} or {ANY_DAY}
    spread = sorted(offsets) + [-offset for offset in offsets]
    near = (timedelta(-1), timedelta(0), timedelta(1))
    return [*sorted({day + offset + step for day in days for offset in spread for step in near}), None]
