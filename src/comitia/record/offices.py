"""Posts, persons, events and holdings: the values a register of offices is made of.

An office is the sum of its events. `Register.holdings` is derived from `Register.events` by `holdings.replay`, once,
when a register is built; nothing else may fill it.

A post exists on day D when `valid_from <= D < valid_to`; a holding covers `[from_on, to_on)`, so that one begun and
ended on the same day has 0 days. Times of the day are local to the register's `timezone`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from comitia.canonical import Json

FRONTBENCH = ("shadow_cabinet", "junior", "whip")
"""The tiers that the questions call "frontbench"."""


@dataclass(frozen=True, slots=True)
class Post:
    """An office; `valid_from` is its first day, `valid_to` the first day on which it is no more."""

    id: str
    title: str
    tier: str
    filled_by: str
    single_holder: bool
    valid_from: date | None = None
    valid_to: date | None = None
    ex_officio_of: str | None = None
    note: str | None = None
    source: tuple[str, ...] = ()

    def exists_on(self, day: date) -> bool:
        """Whether the post is in being at the end of this day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who holds or held a public office."""

    id: str
    name: str
    chamber: str | None = None
    party: str | None = None
    identifiers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another date that a source gives: `rejected` (we think it wrong) or `open` (undecided); `on` None: not known."""

    on: date | None
    source: str
    status: str
    why: str | None


@dataclass(frozen=True, slots=True)
class OfficeEvent:
    """One thing that happened to one person in one post; `clock` is local time, None where no source gives it."""

    seq: int
    on: date
    clock: time | None
    person: str
    event: str
    post: str
    note: str | None
    source: tuple[str, ...]
    confidence: Decimal
    opening: bool = False
    approximate: bool = False
    disputed: tuple[Alternative, ...] = ()

    def __str__(self) -> str:
        at = f" {self.clock:%H:%M}" if self.clock else ""
        return f"entry {self.seq} ({self.on}{at}: {self.person} {self.event}, {self.post})"


@dataclass(frozen=True, slots=True)
class EventTypes:
    """What each word does to a holding."""

    begins: frozenset[str]
    ends: frozenset[str]
    no_effect: frozenset[str]


USUAL_TYPES = EventTypes(
    begins=frozenset({"appointed", "elected"}),
    ends=frozenset({"resigned", "dismissed", "moved", "ended", "died", "left_party"}),
    no_effect=frozenset({"re-elected", "confirmed", "announced"}),
)


@dataclass(frozen=True, slots=True)
class Holding:
    """One person in one post, from the event that began it to the event that ended it (None: still there)."""

    begun: OfficeEvent
    ended: OfficeEvent | None = None

    @property
    def person(self) -> str:
        return self.begun.person

    @property
    def post(self) -> str:
        return self.begun.post

    @property
    def from_on(self) -> date:
        """The first day."""
        return self.begun.on

    @property
    def to_on(self) -> date | None:
        """The first day no longer held; None while it lasts."""
        return self.ended.on if self.ended else None

    @property
    def n_days(self) -> int | None:
        """Days from begin to end; None while it lasts."""
        return (self.ended.on - self.begun.on).days if self.ended else None

    def covers(self, seq: int) -> bool:
        """Whether the person is in post just after the entry with this number."""
        return self.begun.seq <= seq and (self.ended is None or self.ended.seq > seq)


@dataclass(frozen=True, slots=True)
class Register:
    """Posts, persons and events that hold together; `from_on` and `to_on` bound the window, both days included."""

    id: str
    title: str
    from_on: date
    to_on: date
    timezone: str
    types: EventTypes
    sources: Mapping[str, Mapping[str, str]]
    posts: Mapping[str, Post]
    persons: Mapping[str, Person]
    events: tuple[OfficeEvent, ...]
    holdings: tuple[Holding, ...]
    unplaced: tuple[Mapping[str, Json], ...] = ()

    def name(self, person: str) -> str:
        """The person's name as it is printed."""
        return self.persons[person].name
