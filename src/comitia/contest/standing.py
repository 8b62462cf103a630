"""The values of a contest on a day: what is worked out (`Course`), and what is told of it (`Standing`)."""

from dataclasses import dataclass, field
from datetime import date

from comitia.contest.case import Contest
from comitia.contest.facts import Ruling
from comitia.contest.gates import Threshold
from comitia.contest.nominations import Received, Refused, Window
from comitia.contest.offices import Affairs, Change, Event, Opened
from comitia.contest.stages import Stage
from comitia.contest.statements import Statements
from comitia.rulebook.decide.decision import Decision
from comitia.rulebook.decide.electorate import ElectorateRule
from comitia.rulebook.form.book import RulesOfDay
from comitia.rulebook.form.vocabulary import Ballot, Gate

NONE, CALLED, NOMINATIONS, BALLOT = "no contest", "called", "nominations", "ballot"
TIE = "a tie to be broken"
RULING, REOPEN, SHORT, DECIDED = "a ruling", "nominations to be opened again", "nobody reached the threshold", "decided"


@dataclass(frozen=True, slots=True)
class Candidacy:
    """Somebody who was nominated or stands: how many names from which body, and as what."""

    name: str
    counts: dict[str, int]
    state: str
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """One date of the timetable: as the rules count it, or as it was set; `departs` tells where the two differ."""

    moment: str
    title: str
    on: date
    clause: str
    is_past: bool
    departs: str | None = None


@dataclass(frozen=True, slots=True)
class MayAct:
    """Who may, or must, do what, until when, under which clause."""

    who: str
    what: str
    until: date | None
    clause: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A contest on a day."""

    title: str
    on: date
    office: str
    edition: str
    digest: str
    phase: str
    holder: str | None
    acting: tuple[str, ...]
    opened: Opened | None
    thresholds: tuple[Threshold, ...]
    bodies: tuple[str, ...]
    gates: tuple[Decision, ...]
    candidates: tuple[Candidacy, ...]
    refused: tuple[Refused, ...]
    stages: tuple[Stage, ...]
    electorates: tuple[ElectorateRule, ...]
    timetable: tuple[Due, ...]
    may_act: tuple[MayAct, ...]
    silent: tuple[str, ...]
    unknown: tuple[str, ...]
    winner: str | None
    events: tuple[Event, ...]
    changes: tuple[Change, ...]
    motions: tuple[Decision, ...]
    rulings: tuple[Ruling, ...]
    statements: Statements

    @property
    def due_next(self) -> Due | None:
        """The next date of the timetable that is not past; none once the contest is decided."""
        if self.phase == DECIDED:
            return None
        return next((due for due in self.timetable if not due.is_past), None)


@dataclass(slots=True)
class Course:
    """What is being worked out."""

    contest: Contest
    on: date
    affairs: Affairs
    opened: Opened | None = None
    moments: dict[str, date] = field(default_factory=dict)
    due: list[Due] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)
    gates: list[Decision] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    qualified: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()
    silent: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    phase: str = NONE
    winner: str | None = None


def references_from(rules: RulesOfDay, first: str) -> list[str]:
    """A gate or ballot and everything that it leads to, in order."""
    found: list[str] = []
    reference: str | None = first
    while reference is not None and reference not in found:
        found.append(reference)
        kind, _, name = reference.partition(".")
        entry = rules.find(kind, name)
        if entry is None:
            break
        if kind == "gate":
            reference = entry.as_(Gate).opens
        else:
            then = entry.as_(Ballot).then if kind == "ballot" else None
            reference = f"ballot.{then}" if then else None
    return found
