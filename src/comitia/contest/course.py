"""Where a contest stands on a day: what has happened, what is due next, who may act, and on what the rules are silent.

The course of a contest, in the order of this file:

1. What opened it: a vacancy, a demand that was met, the effect of a motion, or nominations that the rules admit
   unasked.
2. The timetable: every deadline of the rules, counted from the moments that are known, and the days set by whoever may.
3. The nominations, gate by gate, against the live roll of the nominating bodies.
4. The ballots, round by round, each feeding the next.
5. The outcome, which acts on the office; and who acts in it meanwhile.

Everything is worked out again from the facts each time: there is no state that could drift from them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from comitia.contest.case import Contest
from comitia.contest.facts import Nominates, Reopens, Ruling, Sets
from comitia.contest.gates import Threshold, thresholds_of
from comitia.contest.nominations import Received, Refused, Window, receive_nominations
from comitia.contest.offices import (
    Affairs,
    Event,
    Opened,
    follow,
    immunities_on,
    office_title,
    sizes_of,
    take_effects,
)
from comitia.contest.stages import Stage, follow_stages
from comitia.contest.statements import Statements, count_statements
from comitia.errors import Malformed, OutOfOrder, Unprovided
from comitia.rulebook.decide.decision import Decision
from comitia.rulebook.decide.electorate import ElectorateRule, voters_of
from comitia.rulebook.decide.gate import decide_nominations
from comitia.rulebook.decide.times import DueDate, timetable
from comitia.rulebook.form.book import RulesOfDay
from comitia.rulebook.form.vocabulary import Ballot, Gate

NONE, CALLED, NOMINATIONS, BALLOT = "no contest", "called", "nominations", "ballot"
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
    statements: Statements

    @property
    def due_next(self) -> Due | None:
        """The next date of the timetable that is not past."""
        return next((due for due in self.timetable if not due.is_past), None)


@dataclass(slots=True)
class _Course:
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


def stand(contest: Contest, on: date) -> Standing:
    """Where a contest stands on a day, from the facts up to and including it.

    Raises:
        Malformed: facts that contradict each other or the rulebook.
        OutOfOrder: a fact that the rules do not allow, such as a motion under immunity.
        Unprovided: the rulebook was not in force.
    """
    so_far = contest.until(on)
    course = _Course(so_far, on, follow(so_far))
    course.silent += course.affairs.silent
    course.opened = _opening(course)
    if course.opened is not None:
        _time(course)
        _nominate(course)
        _vote(course)
    return _standing(course)


# (1) What opened it.


def _opening(course: _Course) -> Opened | None:
    """The latest gate for this office that something set going; else the one that nominations could be handed in at."""
    contest, affairs = course.contest, course.affairs
    latest: Opened | None = None
    for opened in affairs.opened:
        kind, _, name = opened.reference.partition(".")
        if kind != "gate" or not _is_for(contest, name, opened.on):
            continue
        if latest is None or latest.reference != opened.reference:
            latest = opened
    if latest is not None:
        return latest
    days = [fact.on for fact in contest.facts if isinstance(fact, Nominates)]
    days += [min(fact.on, fact.day) for fact in contest.of(Sets) if fact.moment.startswith(("nominations-", "ballot-"))]
    if not days:
        return None
    first = affairs.moments.get("nominations-open", min(days))
    return _admitted(course, first) if first <= course.on else None


def _admitted(course: _Course, first: date) -> Opened | None:
    """The gate whose guard is true on the first day of nominations, if it is one and no more."""
    rules = course.contest.rulebook.on(first)
    facts = follow(course.contest.until(first)).facts(course.contest, first)
    found: list[Opened] = []
    for entry in rules.all("gate"):
        gate = entry.as_(Gate)
        if not _is_for(course.contest, entry.name, first):
            continue
        try:
            if rules.opens(rules.applied("gate", entry.name, facts), facts):
                found.append(Opened(f"gate.{entry.name}", first, gate.clause, "nominations"))
        except Malformed as fault:
            course.silent.append(f"{gate.title} ({gate.clause}): {fault}")
    if len(found) > 1:
        told = ", ".join(f"{opened.reference} ({opened.clause})" for opened in found)
        course.silent.append(f"which nominations are open on {first}: {told}")
    if not found:
        course.affairs.events.append(Event(first, "nominations came in, and no gate for the office is open"))
    return found[0] if len(found) == 1 else None


def _is_for(contest: Contest, gate: str, on: date) -> bool:
    found = contest.rulebook.on(on).find("gate", gate)
    return found is not None and found.as_(Gate).kind_ == "nomination" and found.as_(Gate).office == contest.office


# (2) The timetable.


def _time(course: _Course) -> None:
    """Every deadline from the moments that are known; a day that was set stands beside the one that the rules count."""
    assert course.opened is not None, "a timetable is counted from an opening"
    contest, affairs = course.contest, course.affairs
    rules = contest.rulebook.on(course.on)
    course.moments = {"opening": course.opened.on, **affairs.moments}
    course.moments.setdefault("nominations-open", course.opened.on)
    for reference in _references(rules, course.opened.reference):
        for due in timetable(rules, reference, course.moments):
            course.due.append(_due(course, due))
            course.moments.setdefault(due.moment, due.on)
    counted = {due.moment for due in course.due}
    for moment, fact in affairs.set_by.items():
        if moment not in counted:
            by = f"set by {fact.by}" if fact.by else "set"
            course.due.append(Due(moment, moment, fact.day, fact.clause or by, fact.day < course.on))
    course.due.sort(key=lambda due: (due.on, due.moment))
    course.windows = [Window(course.moments["nominations-open"], course.moments.get("nominations-close"))]
    course.windows += [Window(fact.on, fact.until) for fact in contest.of(Reopens)]


def _references(rules: RulesOfDay, first: str) -> list[str]:
    """The gate and everything that it leads to."""
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


def _due(course: _Course, due: DueDate) -> Due:
    fact = course.affairs.set_by.get(due.moment)
    if fact is None:
        return Due(due.moment, due.title, due.on, due.clause, due.on < course.on)
    departs = None
    if fact.day != due.on:
        departs = f"the rules count {due.on} ({due.clause}); set for {fact.day}" + (f" by {fact.by}" if fact.by else "")
    return Due(due.moment, due.title, fact.day, fact.clause or due.clause, fact.day < course.on, departs)


# (3) The nominations.


def _nominate(course: _Course) -> None:
    """Gate after gate, until one opens a ballot."""
    assert course.opened is not None, "nominations need an opening"
    closes_on = course.windows[-1].until
    is_over = closes_on is not None and course.on > closes_on
    day = closes_on if is_over and closes_on is not None else course.on
    course.phase = NOMINATIONS if any(window.holds(course.on) for window in course.windows) else CALLED
    rules = course.contest.rulebook.on(day)
    facts = _gate_facts(course, day)
    reference: str | None = course.opened.reference
    while reference is not None and reference.startswith("gate."):
        reference = _pass_gate(course, rules, reference.removeprefix("gate."), facts, day)
    if is_over:
        course.phase = BALLOT


def _gate_facts(course: _Course, day: date) -> dict[str, Any]:
    """The facts for the gates: offices and day as they were at the opening, the rest as of the day."""
    assert course.opened is not None, "a gate has an opening"
    opened_on = course.opened.on
    then = follow(course.contest.until(opened_on))
    now = follow(course.contest.until(day))
    return {**now.facts(course.contest, day), **_offices(then.facts(course.contest, opened_on)), "today": opened_on}


def _offices(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name.startswith(("holder(", "vacant(", "acting("))}


def _pass_gate(course: _Course, rules: RulesOfDay, name: str, facts: dict[str, Any], day: date) -> str | None:
    contest = course.contest
    try:
        gate = rules.applied("gate", name, facts).as_(Gate)
        received = receive_nominations(contest.until(day), rules, gate, course.windows, course.affairs)
        course.received.append(received)
        course.silent += received.silent
        counts = {who: numbers for who, numbers in received.counts.items() if who not in received.ineligible}
        if len(course.gates) > 0:
            counts = {who: numbers for who, numbers in counts.items() if who in course.qualified}
        sizes = sizes_of(contest, rules, name, day)
        decision = decide_nominations(rules, name, sizes, counts, facts, withdrawn=received.withdrawn)
    except (Malformed, OutOfOrder, Unprovided) as fault:
        course.silent.append(f"{rules.need('gate', name).as_(Gate).title}: {fault}")
        course.qualified = ()
        return None
    course.gates.append(decision)
    if decision.silent:
        course.silent.append(f"{decision.title} ({decision.clause}): {decision.silent}")
    course.qualified = decision.qualified
    return gate.opens


# (4) The ballots, and (5) the outcome.


def _vote(course: _Course) -> None:
    if course.phase != BALLOT or not course.gates:
        return
    last = course.gates[-1]
    closes_on = course.windows[-1].until
    assert closes_on is not None, "the ballot comes after a close"
    gate = course.contest.rulebook.on(closes_on).need("gate", last.subject.removeprefix("gate.")).as_(Gate)
    if last.silent:
        course.phase = RULING
        return
    holder = course.affairs.holders.get(course.contest.office)
    if set(course.qualified) <= {holder} and holder is not None:
        course.phase = SHORT
        course.affairs.events.append(Event(closes_on, f"nobody reached {last.title}; {holder} remains", last.clause))
        return
    if gate.opens is None or not gate.opens.startswith("ballot."):
        course.silent.append(f"what follows {last.title} ({last.clause})")
        course.phase = RULING
        return
    facts = {**_gate_facts(course, closes_on), "ballot_opens": course.moments.get("ballot-opens")}
    facts.pop("today")
    course.stages = follow_stages(
        course.contest, gate.opens.removeprefix("ballot."), course.qualified, closes_on, facts, course.on
    )
    _conclude(course, course.stages[-1])


def _conclude(course: _Course, stage: Stage) -> None:
    if stage.silent:
        course.silent.append(f"{stage.title} ({stage.clause}): {stage.silent}")
    if stage.waits_for == "ruling":
        course.phase = RULING
    elif stage.waits_for == "nominations":
        course.phase = REOPEN
    elif stage.waits_for is None:
        course.phase = DECIDED
        decision = stage.decision
        if decision is not None and decision.winner is not None:
            course.winner = decision.winner
            take_effects(course.contest, course.affairs, decision)
        else:
            _conclude_by_ruling(course, stage)


def _conclude_by_ruling(course: _Course, stage: Stage) -> None:
    ruling = next(r for r in reversed(course.contest.of(Ruling)) if r.about == "elected")
    course.winner = stage.standing[0]
    course.affairs.holders[course.contest.office] = course.winner
    course.affairs.acting[course.contest.office] = ()
    title = office_title(course.contest, course.contest.office, ruling.on)
    course.affairs.events.append(Event(ruling.on, f"{course.winner} is elected {title} by ruling of {ruling.by}"))


# What is told.


def _standing(course: _Course) -> Standing:
    contest, affairs = course.contest, course.affairs
    rules = contest.rulebook.on(course.on)
    header = contest.rulebook.header
    return Standing(
        title=contest.title,
        on=course.on,
        office=office_title(contest, contest.office, course.on),
        edition=f"{header.title}, {header.edition}",
        digest=contest.rulebook.digest,
        phase=course.phase,
        holder=affairs.holders.get(contest.office),
        acting=affairs.acting.get(contest.office, ()),
        opened=course.opened,
        thresholds=thresholds_of(contest, rules, affairs),
        gates=tuple(course.gates),
        candidates=tuple(_candidates(course)),
        refused=tuple(refused for received in course.received for refused in received.refused),
        stages=course.stages,
        electorates=_electorates(course, rules),
        timetable=tuple(course.due),
        may_act=tuple(_may_act(course, rules)),
        silent=tuple(dict.fromkeys(course.silent)),
        unknown=tuple(dict.fromkeys(course.unknown)),
        winner=course.winner,
        events=tuple(sorted(affairs.events, key=lambda event: event.on)),
        statements=count_statements(contest),
    )


def _candidates(course: _Course) -> list[Candidacy]:
    told: dict[str, Candidacy] = {}
    for received, decision in zip(course.received, [*course.gates, None], strict=False):
        for name, counts in received.counts.items():
            before = told[name].counts if name in told else {}
            told[name] = Candidacy(name, {**before, **counts}, *_state(course, name, received, decision))
    for name in course.qualified:
        told.setdefault(name, Candidacy(name, {}, *_state(course, name, course.received[-1], course.gates[-1])))
    return list(told.values())


def _state(course: _Course, name: str, received: Received, decision: Decision | None) -> tuple[str, str | None]:
    if name == course.winner:
        return "elected", None
    for stage in course.stages:
        gone = [name for name in stage.candidates if name not in stage.standing]
        if name in gone and name not in received.withdrawn:
            return "out", f"in {stage.title}"
    if name in received.ineligible:
        return "ineligible", received.ineligible[name]
    withdrawn = [
        fact for fact in course.contest.facts if fact.kind == "withdraws" and getattr(fact, "candidate", "") == name
    ]
    if withdrawn:
        return "withdrawn", f"on {withdrawn[-1].on}"
    if decision is None:
        return "nominated", None
    if name in decision.qualified:
        return ("on the ballot" if course.phase != NOMINATIONS else "enough nominations"), (
            "without nominations" if name not in received.counts else None
        )
    return ("short" if course.phase not in (NOMINATIONS, CALLED) else "not enough yet"), None


def _electorates(course: _Course, rules: RulesOfDay) -> tuple[ElectorateRule, ...]:
    """The electorates of the ballot that is being held, or that comes first; what cannot be told is told as such."""
    if course.opened is None:
        return ()
    ballots = [r for r in _references(rules, course.opened.reference) if r.startswith("ballot.")]
    if not ballots:
        return ()
    name = course.stages[-1].ballot if course.stages else ballots[0].removeprefix("ballot.")
    held = course.stages[-1].rounds if course.stages else ()
    moments = {**course.moments, **({"vote": held[-1].on} if held else {})}
    try:
        return voters_of(rules, name, moments, course.affairs.facts(course.contest, course.on))[1]
    except (Malformed, Unprovided) as fault:
        course.unknown.append(f"who may vote is not known yet: {fault}")
        return ()


def _may_act(course: _Course, rules: RulesOfDay) -> list[MayAct]:
    contest, phase = course.contest, course.phase
    told: list[MayAct] = []
    for words in immunities_on(contest, course.affairs, course.on):
        told.append(MayAct("nobody", words, None, ""))
    if phase in (NONE, SHORT, DECIDED):
        told += _may_open(course, rules)
    if phase in (NOMINATIONS, CALLED) and course.opened is not None:
        told += _may_nominate(course, rules)
    if phase == BALLOT and course.stages:
        stage = course.stages[-1]
        until = course.moments.get("ballot-closes")
        standing = ", ".join(stage.standing)
        who = ", ".join(rule.title for rule in _electorates(course, rules)) or "those entitled"
        told.append(MayAct(who, f"vote in {stage.title} between {standing}", until, stage.clause))
    if phase == RULING:
        told += [MayAct("whoever may rule", f"rule on {words}", None, "") for words in dict.fromkeys(course.silent)]
    if phase == REOPEN:
        stage = course.stages[-1]
        told.append(MayAct("the returning officer", "open nominations again", None, stage.clause))
    return told + _duties(course)


def _may_open(course: _Course, rules: RulesOfDay) -> list[MayAct]:
    told = []
    for threshold in thresholds_of(course.contest, rules, course.affairs):
        if threshold.is_open:
            needed = (" and " if threshold.combine == "all" else " or ").join(
                f"{words} from {who}" for who, _, words in threshold.required
            )
            told.append(MayAct("members", f"bring {threshold.title}: {needed}", None, threshold.clause))
    return told


def _may_nominate(course: _Course, rules: RulesOfDay) -> list[MayAct]:
    assert course.opened is not None, "nominations have an opening"
    name = course.opened.reference.removeprefix("gate.")
    gate = rules.need("gate", name).as_(Gate)
    until = course.windows[-1].until
    titles: Sequence[str] = list(
        dict.fromkeys(
            str(getattr(rules.need("body", body).entry, "title", body)) for route in gate.routes for body in route.from_
        )
    )
    told = [MayAct(", ".join(titles), f"nominate: {gate.title}", until, gate.clause)]
    if any(received.counts for received in course.received):
        told.append(MayAct("candidates", "withdraw", until, gate.clause))
    return told


def _duties(course: _Course) -> list[MayAct]:
    """Who must or may act by the effects of decisions, while the day has not passed."""
    decisions = [*course.affairs.decisions, *(stage.decision for stage in course.stages if stage.decision)]
    told = []
    for decision in decisions:
        for effect in decision.effects:
            if effect.modality is not None and (effect.due_on is None or effect.due_on >= course.on):
                otherwise = f"; otherwise {effect.otherwise}" if effect.otherwise else ""
                told.append(MayAct(effect.subject, f"{effect.predicate}{otherwise}", effect.due_on, effect.clause))
    return told
