"""Which nominations have force: in time, of a body that has a part, by a member of it, once, for somebody who may
stand.

Each nomination is looked at in the order in which it was handed in. One that has no force is not thrown away: it is
listed with the reason. What the rules leave open is not settled here: where one name has nominated two candidates
neither counts until somebody rules, and a candidate's own name counts only where the rules say so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from comitia.contest.bodies import Membership, bodies_of, members_of
from comitia.contest.case import Contest
from comitia.contest.facts import Nominates, Ruling, States, Unnominates, Withdraws
from comitia.contest.offices import Affairs
from comitia.errors import Malformed
from comitia.rulebook.form.book import RulesOfDay
from comitia.rulebook.form.evaluate import holds
from comitia.rulebook.form.guard import read_guard
from comitia.rulebook.form.vocabulary import Gate, Office

EVERYBODY = "everybody"
"""`of = "everybody"` in a fact that `states`: holds for each candidate of whom nothing else is stated."""


@dataclass(frozen=True, slots=True)
class Window:
    """Days on which nominations have force, both included; `until` is None while no close is set."""

    opens_on: date
    until: date | None

    def holds(self, day: date) -> bool:
        """Whether a day lies within."""
        return self.opens_on <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Refused:
    """A nomination without force, and why."""

    on: date
    candidate: str
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Received:
    """Nominations with force by candidate and body, those without, withdrawals, and what only a ruling can settle."""

    counts: Mapping[str, Mapping[str, int]]
    names: Mapping[str, Mapping[str, tuple[str, ...]]]
    refused: tuple[Refused, ...]
    withdrawn: tuple[str, ...]
    ineligible: Mapping[str, str]
    silent: tuple[str, ...]


@dataclass(slots=True)
class _Book:
    """The nominations as they come in: candidate -> body -> names, and numbers without names."""

    names: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    numbers: dict[str, dict[str, int]] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    elsewhere: frozenset[str] = frozenset()

    def candidates_of(self, name: str) -> list[str]:
        """For whom a name stands now."""
        return [who for who, bodies in self.names.items() if any(name in held for held in bodies.values())]


def receive_nominations(
    contest: Contest, rules: RulesOfDay, gate: Gate, windows: Sequence[Window], affairs: Affairs
) -> Received:
    """Go through the nominations of a contest for one gate. Those of a body that has its part in another gate of the
    office are passed over; those of a body that has none anywhere are refused.

    Raises:
        Malformed: a name taken back that was never given.
    """
    book = _Book(elsewhere=_bodies_elsewhere(contest, rules, gate))
    closed_on = windows[-1].until or date.max
    for fact in contest.facts:
        if isinstance(fact, Nominates):
            _nominated(contest, gate, windows, book, fact)
        elif fact.on > closed_on:
            continue  # What is taken back or withdrawn after the close is for the ballot, not for the gate.
        elif isinstance(fact, Unnominates):
            _taken_back(book, fact)
        elif isinstance(fact, Withdraws) and fact.candidate not in book.withdrawn:
            book.withdrawn.append(fact.candidate)
    silent = [] if contest.several else _two_for_one(contest, book)
    silent += _own_names(contest, gate, book)
    ineligible: dict[str, str] = {}
    for candidate in book.order:
        why = _ineligible(contest, rules, gate, candidate, affairs)
        if why is None:
            continue
        certain, words = why
        if certain:
            ineligible[candidate] = words
        else:
            silent.append(f"{candidate}: {words}")
    counts = {
        candidate: {
            body: len(book.names.get(candidate, {}).get(body, ())) + book.numbers.get(candidate, {}).get(body, 0)
            for body in dict.fromkeys([*book.names.get(candidate, {}), *book.numbers.get(candidate, {})])
        }
        for candidate in book.order
    }
    names = {who: {body: tuple(held) for body, held in bodies.items()} for who, bodies in book.names.items()}
    return Received(counts, names, tuple(book.refused), tuple(book.withdrawn), ineligible, tuple(silent))


def _bodies_elsewhere(contest: Contest, rules: RulesOfDay, gate: Gate) -> frozenset[str]:
    """Bodies that have a part in another gate of the same office, and none in this one."""
    gates = [found.as_(Gate) for found in rules.all("gate")]
    others = {
        body for other in gates if other.office == contest.office for route in other.routes for body in route.from_
    }
    return frozenset(others - {body for route in gate.routes for body in route.from_})


def _nominated(contest: Contest, gate: Gate, windows: Sequence[Window], book: _Book, fact: Nominates) -> None:
    if fact.body in book.elsewhere:
        return
    by = fact.by if fact.by is not None else [f"{fact.number} of {fact.body}"]
    why = _no_force(gate, windows, book, fact)
    if why is not None:
        book.refused += [Refused(fact.on, fact.candidate, name, why) for name in by]
        return
    if fact.candidate not in book.order:
        book.order.append(fact.candidate)
    if fact.by is None:
        numbers = book.numbers.setdefault(fact.candidate, {})
        numbers[fact.body] = numbers.get(fact.body, 0) + (fact.number or 0)
        return
    membership = members_of(contest, fact.body, fact.on)
    held = book.names.setdefault(fact.candidate, {}).setdefault(fact.body, [])
    for name in fact.by:
        if membership is not None and membership.names is not None and name not in membership.names:
            book.refused.append(Refused(fact.on, fact.candidate, name, f"is not a member of {fact.body} on {fact.on}"))
        elif name in held:
            book.refused.append(Refused(fact.on, fact.candidate, name, "has nominated this candidate already"))
        else:
            held.append(name)


def _no_force(gate: Gate, windows: Sequence[Window], book: _Book, fact: Nominates) -> str | None:
    bodies = {body for route in gate.routes for body in route.from_}
    if fact.body not in bodies:
        return f"{fact.body} has no part in the nominations"
    if not any(window.holds(fact.on) for window in windows):
        spans = ", ".join(f"{w.opens_on} to {w.until or 'a day not set'}" for w in windows)
        return f"{fact.on} is outside the time for nominations ({spans})"
    if fact.candidate in book.withdrawn:
        return f"{fact.candidate} has withdrawn"
    return None


def _taken_back(book: _Book, fact: Unnominates) -> None:
    for name in fact.by:
        found = [held for held in book.names.get(fact.candidate, {}).values() if name in held]
        if not found:
            raise Malformed(f"{fact.on}: {name} takes back a nomination of {fact.candidate} that was not given")
        for held in found:
            held.remove(name)


def _two_for_one(contest: Contest, book: _Book) -> list[str]:
    """Names that stand for two candidates who have not withdrawn: a ruling says for whom, or neither counts."""
    ruled = {r.of: r.candidate for r in contest.of(Ruling) if r.about == "nomination" and r.counts}
    everybody = dict.fromkeys(name for bodies in book.names.values() for held in bodies.values() for name in held)
    told: list[str] = []
    for name in everybody:
        candidates = [who for who in book.candidates_of(name) if who not in book.withdrawn]
        if len(candidates) < 2:
            continue
        kept = ruled.get(name)
        if kept not in candidates:
            told.append(f"{name} has nominated {' and '.join(candidates)}: neither counts until somebody rules")
        for candidate in candidates:
            if candidate != kept:
                for held in book.names[candidate].values():
                    if name in held:
                        held.remove(name)
    return told


def _own_names(contest: Contest, gate: Gate, book: _Book) -> list[str]:
    """A candidate's own name among the nominations: by the rule, or where that is silent by a ruling."""
    rulings = [r for r in contest.of(Ruling) if r.about == "nomination" and r.of == r.candidate]
    ruled = {r.candidate: r for r in rulings}
    if gate.own_name == "counts":
        return []
    told = []
    for candidate, bodies in book.names.items():
        for body, held in bodies.items():
            ruling = ruled.get(candidate) if gate.own_name != "does-not-count" else None
            if candidate in held and not (ruling is not None and ruling.counts):
                held.remove(candidate)
                if gate.own_name == "does-not-count":
                    book.refused.append(
                        Refused(date.min, candidate, candidate, "a candidate's own name does not count")
                    )
                elif ruling is not None:
                    why = f"the own name does not count, as ruled by {ruling.author}"
                    book.refused.append(Refused(ruling.on, candidate, candidate, why))
                else:
                    told.append(f"whether {candidate}'s own name counts ({body}, {gate.clause}): it is left out")
    return told


def _ineligible(
    contest: Contest, rules: RulesOfDay, gate: Gate, candidate: str, affairs: Affairs
) -> tuple[bool, str] | None:
    """Why somebody may not stand: certain, or not to be told from the facts. None where nothing speaks against it."""
    if candidate in affairs.barred:
        return True, f"may not stand ({affairs.barred[candidate]})"
    office = rules.find("office", contest.office)
    for guard, clause in (
        (gate.eligible, gate.clause),
        (office.as_(Office).eligible if office else None, office.entry.clause if office else ""),
    ):
        if guard is None:
            continue
        try:
            if not holds(read_guard(guard, rules.facts()), _facts_of(contest, rules, candidate, affairs)):
                return True, f"may not stand: {guard} ({clause})"
        except Malformed as fault:
            return False, f"whether he or she may stand cannot be told ({clause}): {fault}"
    return None


def _facts_of(contest: Contest, rules: RulesOfDay, candidate: str, affairs: Affairs) -> dict[str, Any]:
    """What is known of a candidate: stated facts, and the bodies whose members are known by name."""
    told: dict[str, Any] = {
        **affairs.facts(contest, rules.day),
        "candidate": candidate,
        "today": rules.day,
        "name": candidate,
    }
    bodies = bodies_of(contest, candidate, rules.day)
    if bodies is not None:
        told["bodies"] = bodies
    if any(candidate in (held.names or ()) for held in _kept_rolls(contest, rules.day)):
        told["status"] = "current"
    for whom in (EVERYBODY, candidate):
        told |= {fact.name: fact.value for fact in contest.of(States) if fact.of == whom}
    return told


def _kept_rolls(contest: Contest, on: date) -> list[Membership]:
    """The current members of bodies whose roll is kept in a folder."""
    found = [members_of(contest, body, on) for body in contest.rolls]
    return [held for held in found if held is not None and held.names is not None]
