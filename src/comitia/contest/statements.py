"""Who said what: statements of support, and calls to go. They have no force, and are counted apart from what has.

In July 2016 constituency parties, unions and members of the public spoke for one candidate or another by the hundred;
none of it was a nomination. It is shown, by kind, and added to nothing.
"""

from dataclasses import dataclass

from comitia.contest.case import Contest
from comitia.contest.facts import Calls, Supports


@dataclass(frozen=True, slots=True)
class Statements:
    """How many, of which kind, support a candidate (`for_`) or call on somebody to go; each name once for each
    person.
    """

    support: dict[str, dict[str, int]]
    calls: dict[str, dict[str, int]]


def count_statements(contest: Contest) -> Statements:
    """Count the statements so far, by person and by the capacity in which they were made."""
    support: dict[str, dict[str, set[str]]] = {}
    calls: dict[str, dict[str, set[str]]] = {}
    for fact in contest.facts:
        if isinstance(fact, Supports):
            support.setdefault(fact.candidate, {}).setdefault(fact.as_, set()).update(fact.by)
        elif isinstance(fact, Calls):
            calls.setdefault(fact.person, {}).setdefault(fact.as_, set()).update(fact.by)
    return Statements(_counted(support), _counted(calls))


def _counted(by_person: dict[str, dict[str, set[str]]]) -> dict[str, dict[str, int]]:
    return {person: {kind: len(names) for kind, names in kinds.items()} for person, kinds in by_person.items()}
