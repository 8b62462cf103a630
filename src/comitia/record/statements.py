"""Who said what about whom, counted by kind, apart from nominations that have force.

A branch that endorses, a union that nominates in a press release, an MP who calls on the leader to go: each is a fact
with a day and a source, and none of them opens or wins a contest. A nomination received under a clause does. The
count keeps the two apart, counts each speaker once for each thing said about each subject, and lets a later statement
of the opposite sense by the same speaker replace the earlier (a supporter who later opposes is counted once, with the
latest).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from comitia.canonical import Json
from comitia.record.entries import Record
from comitia.record.facts import STATEMENTS, Fact

OPPOSITES: Mapping[str, str] = {
    "supports": "opposes",
    "opposes": "supports",
    "calls_to_go": "calls_to_stay",
    "calls_to_stay": "calls_to_go",
    "will_stand": "will_not_stand",
    "will_not_stand": "will_stand",
}
"""Statements that one speaker cannot mean at once; the later one counts."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Statements and nominations about one subject: kind (or route) -> sort of speaker -> the speakers' ids, sorted."""

    subject: str
    said: Mapping[str, Mapping[str, tuple[str, ...]]]
    with_force: Mapping[str, Mapping[str, tuple[str, ...]]]

    def n_said(self, says: str) -> int:
        """How many speakers said this."""
        return sum(len(speakers) for speakers in self.said.get(says, {}).values())

    def n_with_force(self) -> int:
        """How many nominations under a clause there are, by all routes."""
        return sum(len(speakers) for route in self.with_force.values() for speakers in route.values())


def count_statements(record: Record, by_on: date, contest: str | None = None) -> list[Tally]:
    """Count what was said up to the end of a day, about a contest or about all there is; subjects sorted by id.

    A speaker is a `person` or the organization's classification (`branch`, `affiliated_union`, ...).
    """
    said: dict[
        str, dict[tuple[str, str], tuple[str, str]]
    ] = {}  # subject -> (speaker, sense) -> (says, sort of speaker)
    force: dict[str, dict[tuple[str, str], str]] = {}  # subject -> (route, speaker) -> sort of speaker
    for fact in _until(record, by_on, contest):
        subject, (sort, speaker) = _subject(fact), _speaker(record, fact)
        if fact.kind == "nomination":
            force.setdefault(subject, {})[(fact.get("route"), speaker)] = sort
        else:
            says = fact.get("says")
            sense = min(says, OPPOSITES.get(says, says))
            said.setdefault(subject, {})[(speaker, sense)] = (says, sort)
    return [
        Tally(
            subject,
            _grouped((says, sort, who) for (who, _), (says, sort) in said.get(subject, {}).items()),
            _grouped((route, sort, who) for (route, who), sort in force.get(subject, {}).items()),
        )
        for subject in sorted(said.keys() | force.keys())
    ]


def render_tallies(tallies: Iterable[Tally]) -> Json:
    """The tallies as JSON: counts first, speakers beside them."""
    return [
        {
            "subject": tally.subject,
            "statements": _counted(tally.said),
            "nominations_with_force": _counted(tally.with_force),
        }
        for tally in tallies
    ]


def _until(record: Record, by_on: date, contest: str | None) -> list[Fact]:
    facts = [entry.fact for kind in ("statement", "nomination") for entry in record.current(kind) if entry.fact]
    facts = [
        fact
        for fact in facts
        if date.fromisoformat(fact.get("date")) <= by_on and contest in (None, fact.get("contest_id"))
    ]
    return sorted(facts, key=lambda fact: (fact.get("date"), fact.get("time") or ""))


def _subject(fact: Fact) -> str:
    return str(fact.get("about_person_id") or fact.get("about_motion_id") or fact.get("contest_id"))


def _speaker(record: Record, fact: Fact) -> tuple[str, str]:
    if fact.get("by_person_id"):
        return "person", fact.get("by_person_id")
    organization = record.fact("organization", fact.get("by_organization_id"))
    sort = organization.get("classification") if organization else None
    return sort or "organization", fact.get("by_organization_id")


def _grouped(rows: Iterable[tuple[str, str, str]]) -> dict[str, dict[str, tuple[str, ...]]]:
    groups: dict[str, dict[str, list[str]]] = {}
    for name, sort, who in rows:
        groups.setdefault(name, {}).setdefault(sort, []).append(who)
    order = {name: place for place, name in enumerate(STATEMENTS)}
    return {
        name: {sort: tuple(sorted(groups[name][sort])) for sort in sorted(groups[name])}
        for name in sorted(groups, key=lambda name: (order.get(name, len(order)), name))
    }


def _counted(groups: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Json:
    return {
        name: {sort: {"count": len(speakers), "by": list(speakers)} for sort, speakers in sorts.items()}
        for name, sorts in groups.items()
    }
