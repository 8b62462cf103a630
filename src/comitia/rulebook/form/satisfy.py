"""Can a guard ever hold? Can two hold together?

Decided by trying: each fact takes every value that could matter (each literal it is compared with, steps beside it and
between two of them, something else, null), and all combinations are tried. A guard only compares, so "yes" is always
sure; "no" is sure where no date is shifted and the trials stay within `MOST_TRIALS`. Else the answer is None.

>>> from comitia.rulebook.form.facts import FactTable
>>> from comitia.rulebook.form.guard import read_guard
>>> status = FactTable({"status": "text"})
>>> can_hold([read_guard('status == "left" and status == "current"', status)])
False
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise, product
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
    steps = min(len(facts), 3)
    domains = [_domain(type_name, literals, offsets, steps) for type_name in facts.values()]
    trials = 1
    for domain in domains:
        trials *= len(domain)
    if trials > MOST_TRIALS:
        return None
    for values in product(*domains):
        given = dict(zip(facts, values, strict=True))
        if all(_holds(node, given) for node in nodes):
            return True
    return None if len(offsets) > 1 else False


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


def _domain(type_name: str, literals: Mapping[str, set[Any]], offsets: set[timedelta], steps: int) -> list[Any]:
    """The values worth trying; `steps` beside each literal are enough to set as many facts in any order."""
    words = sorted(literals.get("text", set()) | literals.get("texts", set()))
    if type_name == "truth":
        return [True, False, None]
    if type_name == "texts":
        return [frozenset(words), frozenset(), None, *(frozenset([word]) for word in words)]
    if type_name == "text":
        return [*words, *(f"something else {place}" for place in range(min(steps, 2))), None]
    if type_name == "number":
        numbers = sorted(literals.get("number", set()) or {Fraction(0)})
        between = {(one + other) / 2 for one, other in pairwise(numbers)}
        return [*sorted({n + step for n in numbers for step in range(-steps, steps + 1)} | between), None]
    days = literals.get("date", set()) or {ANY_DAY}
    spread = sorted(offsets) + [-offset for offset in offsets]
    near = [timedelta(step) for step in range(-steps, steps + 1)]
    return [*sorted({day + offset + step for day in days for offset in spread for step in near}), None]
