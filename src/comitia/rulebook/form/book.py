"""A rulebook that was read: entries as they stand, and the rules of one day.

The file keeps every dated value; `Rulebook.on(day)` gives the rules in force on that day, and `RulesOfDay.applied`
those that hold once the facts of the moment have been put to the exceptions:

1. Of a value with dates the last one that has begun, and has not ended, is in force.
2. An entry of a higher rulebook of the same name takes the place of a lower one.
3. Exceptions whose guard is true put their values in place, the lower priority first. Two that both hold without
   different priorities are an error, for the rules contradict each other there.

What was used on the way (readings, clauses) goes with the result, for the decision must name it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar, cast

from comitia.errors import Malformed, Unprovided
from comitia.rulebook.form.document import Block
from comitia.rulebook.form.evaluate import holds
from comitia.rulebook.form.facts import MEMBER_FACTS, MOMENT_FACTS, FactTable
from comitia.rulebook.form.guard import Node, read_guard
from comitia.rulebook.form.vocabulary import KINDS, Entry, Exception_, Header, Reading

Key = tuple[str, str]
E = TypeVar("E", bound=Entry)
DATED = frozenset({"from", "until", "value", "reading", "clause"})


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One `[kind.name]` table as it stands, with its dates, its place and its rulebook."""

    kind: str
    name: str
    table: Mapping[str, Any]
    block: Block
    file: str
    rulebook: str

    def line_of(self, *path: str) -> int:
        """The line of one of its keys."""
        return self.block.line_of(self.kind, self.name, *path)


@dataclass(frozen=True, slots=True)
class InForce:
    """An entry as it holds: its checked value, the readings and further clauses that made it so."""

    kind: str
    name: str
    entry: Entry
    raw: RawEntry
    readings: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()

    def as_(self, model: type[E]) -> E:
        """The value, known to be of this kind."""
        assert isinstance(self.entry, model), "a reference was followed to an entry of another kind"
        return self.entry


@dataclass(frozen=True, slots=True)
class Rulebook:
    """One edition: header, entries by kind and name, the digest of its bytes, and what a higher rulebook overrode."""

    header: Header
    entries: Mapping[Key, RawEntry]
    digest: str
    file: str
    overridden: tuple[RawEntry, ...] = ()
    higher: tuple[str, ...] = ()

    def on(self, day: date) -> "RulesOfDay":
        """The rules of one day.

        Raises:
            Unprovided: the rulebook was not in force on that day.
        """
        if day < self.header.from_ or (self.header.until is not None and day > self.header.until):
            until = f" to {self.header.until}" if self.header.until else ""
            raise Unprovided(
                f"{self.header.title}: in force from {self.header.from_}{until}, not on {day}; take another edition"
            )
        return RulesOfDay(self, day)

    def names(self, kind: str) -> list[str]:
        """All names of one kind, in the order of the page."""
        return [name for of, name in self.entries if of == kind]


@dataclass(frozen=True, slots=True)
class RulesOfDay:
    """What the rulebook says on one day."""

    rulebook: Rulebook
    day: date
    _found: dict[Key, InForce | None] = field(default_factory=dict, repr=False, compare=False)

    def find(self, kind: str, name: str) -> InForce | None:
        """The entry in force today, None if there is none."""
        if (kind, name) not in self._found:
            raw = self.rulebook.entries.get((kind, name))
            self._found[kind, name] = None if raw is None else resolve(raw, self.day)
        return self._found[kind, name]

    def need(self, kind: str, name: str) -> InForce:
        """The entry in force today.

        Raises:
            Unprovided: no such entry, or none in force today.
        """
        found = self.find(kind, name)
        if found is None:
            known = ", ".join(other for other in self.rulebook.names(kind)) or "none"
            raise Unprovided(
                f"{self.rulebook.header.title}: no {kind} {name!r} in force on {self.day}; there is: {known}"
            )
        return found

    def all(self, kind: str) -> list[InForce]:
        """Every entry of a kind in force today."""
        found = [self.find(kind, name) for name in self.rulebook.names(kind)]
        return [entry for entry in found if entry is not None]

    def applied(self, kind: str, name: str, facts: Mapping[str, Any]) -> InForce:
        """The entry with its exceptions, given the facts of the moment.

        Raises:
            Unprovided: no such entry, or two exceptions hold at once without different priorities.
            Malformed: a fact that a guard needs is not given.
        """
        found = self.need(kind, name)
        holding = [exception for exception in self.exceptions_to(kind, name) if self.opens(exception, facts)]
        holding.sort(key=lambda exception: exception.as_(Exception_).priority or 0)
        priorities = [exception.as_(Exception_).priority for exception in holding]
        if len(holding) > 1 and (None in priorities or len(set(priorities)) < len(priorities)):
            told = ", ".join(f"{exception.name} ({exception.entry.clause})" for exception in holding)
            raise Unprovided(
                f"{kind}.{name}: two exceptions hold at once and none comes first: {told}; somebody must rule"
            )
        for exception in holding:
            found = overlay(found, exception, self.day)
        return found

    def exceptions_to(self, kind: str, name: str) -> list[InForce]:
        """The exceptions to an entry that are in force today, by date and by reading."""
        of = f"{kind}.{name}"
        return [found for found in self.all("exception") if found.as_(Exception_).of == of and self.stands(found)]

    def stands(self, found: InForce) -> bool:
        """The reading on which an entry rests, if any, has been given and is not superseded."""
        if found.entry.reading is None:
            return True
        reading = self.find("reading", found.entry.reading)
        if reading is None:
            return False
        later = reading.as_(Reading).superseded_by
        return later is None or self.find("reading", later) is None

    def opens(self, found: InForce, facts: Mapping[str, Any]) -> bool:
        """The guard of an entry is true of these facts; without a guard always."""
        guard = getattr(found.entry, "when", None)
        given = {"today": self.day, **facts}
        return guard is None or holds(read_guard(guard, self.facts()), given)

    def facts(self, *, freeze: bool = False) -> FactTable:
        """Every fact that a guard may name here."""
        return fact_table(self.rulebook.entries, freeze=freeze)

    def guard(self, text: str) -> Node:
        """A guard as plain data; `freeze` may be named."""
        return read_guard(text, self.facts(freeze=True))


def fact_table(entries: Mapping[Key, RawEntry], *, freeze: bool = False) -> FactTable:
    """The built-in facts, those that the rulebook declares, and its offices."""
    declared = {name: raw.table for (kind, name), raw in entries.items() if kind == "fact"}
    types = {**MEMBER_FACTS, **MOMENT_FACTS}
    types |= {name: str(table["type"]) for name, table in declared.items() if isinstance(table.get("type"), str)}
    if freeze:
        types["freeze"] = "date"
    words = {name: str(table.get("means", name)) for name, table in declared.items()}
    return FactTable(types, frozenset(name for kind, name in entries if kind == "office"), words)


def resolve(raw: RawEntry, day: date) -> InForce | None:
    """The entry as it holds on a day, None if it is not in force; the table was checked when the page was read."""
    if not _runs(raw.table, day):
        return None
    used: list[Mapping[str, Any]] = []
    table = value_on(raw.table, day, used)
    entry = KINDS[raw.kind].model_validate(table)
    readings = [item["reading"] for item in (*used, raw.table) if "reading" in item]
    clauses = [item["clause"] for item in used if "clause" in item]
    return InForce(raw.kind, raw.name, entry, raw, tuple(readings), tuple(clauses))


def overlay(found: InForce, exception: InForce, day: date) -> InForce:
    """The entry with an exception's values in place.

    Raises:
        Malformed: the result is no entry of the vocabulary (told at load as well).
    """
    written = exception.as_(Exception_)
    used: list[Mapping[str, Any]] = []
    table = value_on({**found.raw.table, **written.then}, day, used)
    entry = KINDS[found.kind].model_validate(table)
    # The exception stands nearer than what it departs from: later overlays go on from its values.
    raw = RawEntry(
        found.kind, found.name, {**found.raw.table, **written.then}, found.raw.block, found.raw.file, found.raw.rulebook
    )
    return InForce(
        found.kind,
        found.name,
        entry,
        raw,
        (*found.readings, *exception.readings),
        (*found.clauses, written.clause),
    )


def value_on(value: Any, day: date, used: list[Mapping[str, Any]]) -> Any:
    """A value with every dated list in it replaced by what is in force; what was taken is added to `used`."""
    if is_dated(value):
        running = [item for item in value if _runs(item, day)]
        if not running:
            return None
        item = max(running, key=lambda item: cast(date, item.get("from", date.min)))
        used.append(item)
        return item["value"]
    if isinstance(value, dict):
        pairs = {key: value_on(part, day, used) for key, part in value.items()}
        return {key: part for key, part in pairs.items() if part is not None}
    return [value_on(part, day, used) for part in value] if isinstance(value, list) else value


def is_dated(value: Any) -> bool:
    """A list of `{from, until, value, ...}`: a value with dates."""
    return isinstance(value, list) and bool(value) and all(isinstance(i, dict) and "value" in i for i in value)


def break_days(value: Any) -> set[date]:
    """The days on which a table, or a value in it, begins or ends to hold."""
    if isinstance(value, dict):
        days = {day for key in ("from",) if isinstance(day := value.get(key), date)}
        until = value.get("until")
        if isinstance(until, date) and until < date.max:
            days.add(until + timedelta(days=1))
        return days.union(*(break_days(part) for part in value.values()))
    return set().union(*(break_days(part) for part in value)) if isinstance(value, list) else set()


def _runs(table: Mapping[str, Any], day: date) -> bool:
    begun, ended = table.get("from", date.min), table.get("until", date.max)
    if not isinstance(begun, date) or not isinstance(ended, date):
        raise Malformed(f"found {begun!r} to {ended!r}, expected days such as 2016-07-12")
    return begun <= day <= ended
