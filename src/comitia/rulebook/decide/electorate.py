"""The electorate of a ballot, published as plain data for whoever holds the roll.

The roll applies the rule, the rulebook only says it: `electorate_on` gives the guard of an electorate as an expression
(see `comitia.rulebook.form.guard`), its freeze already put in as a day, split into tests with a sentence each, so that
the roll can tell every member the clause and the fact by which they are in or out. Neither room imports the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from comitia.canonical import Json
from comitia.errors import Malformed
from comitia.rulebook.form.book import InForce, RulesOfDay
from comitia.rulebook.form.guard import Node, conjuncts, facts_of, literal, replace_fact
from comitia.rulebook.form.vocabulary import Ballot, Electorate
from comitia.rulebook.form.words import node_words


@dataclass(frozen=True, slots=True)
class Test:
    """One test that a member must pass, with its clause and what is said of those who pass or fail."""

    clause: str
    node: Node
    sentence: str
    otherwise: str


@dataclass(frozen=True, slots=True)
class ElectorateRule:
    """An electorate on one day. In it is who passes all tests; the first failed test is the reason for being out."""

    name: str
    title: str
    clause: str
    edition: str
    body: str
    section: str | None
    weight: str
    frozen_on: date | None
    readings: tuple[str, ...]
    facts: Mapping[str, str]
    tests: tuple[Test, ...]

    def as_data(self) -> dict[str, Json]:
        """Plain data: what the roll compiles, and what is hashed with a frozen electorate."""
        return {
            "name": self.name,
            "title": self.title,
            "clause": self.clause,
            "edition": self.edition,
            "body": self.body,
            "section": self.section,
            "weight": self.weight,
            "frozen_on": self.frozen_on.isoformat() if self.frozen_on else None,
            "readings": list(self.readings),
            "facts": dict(self.facts),
            "tests": [
                {"clause": t.clause, "node": t.node, "sentence": t.sentence, "otherwise": t.otherwise}
                for t in self.tests
            ],
            "node": {"op": "and", "of": [test.node for test in self.tests]},
        }


def electorate_on(
    rules: RulesOfDay, name: str, moments: Mapping[str, date], facts: Mapping[str, Any] | None = None
) -> ElectorateRule:
    """The rule of one electorate.

    `moments` gives the days of events at which it may be frozen (`vote`, `nominations-close`, `ballot-opens`,
    `notice`); `facts` those of the moment that exceptions name.

    Raises:
        Unprovided: no such electorate in force.
        Malformed: it is frozen at a moment whose day is not given.
    """
    found = rules.applied("electorate", name, facts or {})
    return _rule(found, rules, _freeze(found.as_(Electorate), moments))


def membership_of(rules: RulesOfDay, body: str) -> ElectorateRule | None:
    """By which rule somebody on a body's roll acts in it, such as by nominating: that of its one electorate.

    Its freeze is left out, since that is for a ballot. None where the body has no electorate, or several.

    Raises:
        Unprovided: exceptions that contradict each other.
        Malformed: a fact of the moment that its exceptions ask for.
    """
    names = [found.name for found in rules.all("electorate") if found.as_(Electorate).body == body]
    return _rule(rules.applied("electorate", names[0], {}), rules, None) if len(names) == 1 else None


def _rule(found: InForce, rules: RulesOfDay, frozen_on: date | None) -> ElectorateRule:
    electorate = found.as_(Electorate)
    tests = tuple(_test(node, found, rules) for node in _nodes(electorate, rules, frozen_on))
    used: dict[str, str] = {}
    for test in tests:
        used |= facts_of(test.node)
    return ElectorateRule(
        name=found.name,
        title=electorate.title,
        clause="; ".join(dict.fromkeys([electorate.clause, *found.clauses])),
        edition=rules.rulebook.digest,
        body=electorate.body,
        section=electorate.section,
        weight=electorate.weight,
        frozen_on=frozen_on,
        readings=found.readings,
        facts=used,
        tests=tests,
    )


def voters_of(
    rules: RulesOfDay, ballot: str, moments: Mapping[str, date], facts: Mapping[str, Any] | None = None
) -> tuple[str, tuple[ElectorateRule, ...]]:
    """Whether a person in several electorates votes `once` or in `each`, and the electorates of a ballot."""
    entry = rules.applied("ballot", ballot, facts or {}).as_(Ballot)
    return entry.counts, tuple(electorate_on(rules, name, moments, facts) for name in entry.voters)


def _freeze(electorate: Electorate, moments: Mapping[str, date]) -> date | None:
    if isinstance(electorate.freeze, date):
        return electorate.freeze
    if electorate.freeze == "none":
        return None
    if electorate.freeze not in moments:
        raise Malformed(
            f"{electorate.title}: frozen at {electorate.freeze}, whose day is not given; "
            f"known: {', '.join(moments) or 'none'}"
        )
    return moments[electorate.freeze]


def _nodes(electorate: Electorate, rules: RulesOfDay, frozen_on: date | None) -> list[Node]:
    nodes = conjuncts(rules.guard(electorate.when))
    if frozen_on is None:
        # Nothing is frozen: a test that hangs on the day of the freeze excludes nobody.
        nodes = [node for node in nodes if "freeze" not in facts_of(node)]
    else:
        nodes = [replace_fact(node, "freeze", literal(frozen_on, "date")) for node in nodes]
    return [replace_fact(node, "today", literal(rules.day, "date")) for node in nodes]


def _test(node: Node, found: InForce, rules: RulesOfDay) -> Test:
    words = node_words(node, rules.facts().words)
    otherwise = node_words(node["of"], rules.facts().words) if node["op"] == "not" else f"not: {words}"
    return Test(found.entry.clause, node, words, otherwise)
