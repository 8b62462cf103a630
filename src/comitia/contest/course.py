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

from datetime import date
from typing import Any

from comitia.contest.case import Contest
from comitia.contest.facts import Nominates, Reopens, Ruling, Sets
from comitia.contest.nominations import Window, receive_nominations
from comitia.contest.offices import Change, Event, Opened, follow, office_title, sizes_of, take_effects
from comitia.contest.outlook import standing_of
from comitia.contest.rulings import check_rulings
from comitia.contest.stages import Stage, follow_stages
from comitia.contest.standing import (
    BALLOT,
    CALLED,
    DECIDED,
    NOMINATIONS,
    REOPEN,
    RULING,
    SHORT,
    TIE,
    Course,
    Due,
    Standing,
    references_from,
)
from comitia.errors import Malformed, OutOfOrder, Unprovided
from comitia.rulebook.decide.gate import decide_nominations
from comitia.rulebook.decide.times import DueDate, timetable
from comitia.rulebook.form.book import RulesOfDay
from comitia.rulebook.form.vocabulary import Ballot, Gate


def stand(contest: Contest, on: date) -> Standing:
    """Where a contest stands on a day, from the facts up to and including it.

    Raises:
        Malformed: facts that contradict each other or the rulebook.
        OutOfOrder: a fact that the rules do not allow, such as a motion under immunity.
        Unprovided: the rulebook was not in force.
    """
    so_far = contest.until(on)
    course = Course(so_far, on, follow(so_far))
    course.silent += course.affairs.silent
    course.opened = _opening(course)
    if course.opened is not None:
        _time(course)
        _nominate(course)
        _vote(course)
    check_rulings(course)
    return standing_of(course)


# (1) What opened it.


def _opening(course: Course) -> Opened | None:
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


def _admitted(course: Course, first: date) -> Opened | None:
    """The gate whose guard is true on the first day of nominations, if it is one and no more."""
    rules = course.contest.rulebook.on(first)
    facts = follow(course.contest.until(first)).facts(course.contest, first)
    found: list[Opened] = []
    later = {entry.as_(Gate).opens for entry in rules.all("gate")}
    for entry in rules.all("gate"):
        gate = entry.as_(Gate)
        if not _is_for(course.contest, entry.name, first) or f"gate.{entry.name}" in later:
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


def _time(course: Course) -> None:
    """Every deadline from the moments that are known; a day that was set stands beside the one that the rules count."""
    assert course.opened is not None, "a timetable is counted from an opening"
    contest, affairs = course.contest, course.affairs
    rules = contest.rulebook.on(course.on)
    course.moments = {"opening": course.opened.on, **affairs.moments}
    course.moments.setdefault("nominations-open", course.opened.on)
    for reference in references_from(rules, course.opened.reference):
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


def _due(course: Course, due: DueDate) -> Due:
    fact = course.affairs.set_by.get(due.moment)
    if fact is None:
        return Due(due.moment, due.title, due.on, due.clause, due.on < course.on)
    departs = None
    if fact.day != due.on:
        departs = f"the rules count {due.on} ({due.clause}); set for {fact.day}" + (f" by {fact.by}" if fact.by else "")
    return Due(due.moment, due.title, fact.day, fact.clause or due.clause, fact.day < course.on, departs)


# (3) The nominations.


def _nominate(course: Course) -> None:
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


def _gate_facts(course: Course, day: date) -> dict[str, Any]:
    """The facts for the gates: offices and day as they were at the opening, the rest as of the day."""
    assert course.opened is not None, "a gate has an opening"
    opened_on = course.opened.on
    then = follow(course.contest.until(opened_on))
    now = follow(course.contest.until(day))
    return {**now.facts(course.contest, day), **_offices(then.facts(course.contest, opened_on)), "today": opened_on}


def _offices(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name.startswith(("holder(", "vacant(", "acting("))}


def _pass_gate(course: Course, rules: RulesOfDay, name: str, facts: dict[str, Any], day: date) -> str | None:
    contest = course.contest
    gate = _gate(rules, name, facts)
    received = receive_nominations(contest, rules, gate, course.windows, course.affairs)
    course.received.append(received)
    course.silent += received.silent
    counts = {who: numbers for who, numbers in received.counts.items() if who not in received.ineligible}
    if course.gates:
        counts = {who: numbers for who, numbers in counts.items() if who in course.qualified}
    holder = facts.get(f"holder({contest.office})")
    if not counts and holder is not None:
        counts = {str(holder): {}}  # Nobody is nominated: that is known, and not merely unstated.
    sizes = sizes_of(contest, rules, name, day)
    try:
        decision = decide_nominations(rules, name, sizes, counts, facts, withdrawn=received.withdrawn)
    except (Malformed, OutOfOrder, Unprovided) as fault:
        # A fact that is not stated, or a guard that is false: nothing can be said of this gate, and that is told.
        course.silent.append(f"{gate.title}: {fault}")
        course.qualified = ()
        return None
    course.gates.append(decision)
    if decision.silent:
        course.silent.append(f"{decision.title} ({decision.clause}): {decision.silent}")
    course.qualified = decision.qualified
    return gate.opens


def _gate(rules: RulesOfDay, name: str, facts: dict[str, Any]) -> Gate:
    """The gate with its exceptions; where a fact for these is missing, as it stands (the decision tells what is
    missing).
    """
    try:
        return rules.applied("gate", name, facts).as_(Gate)
    except (Malformed, Unprovided):
        return rules.need("gate", name).as_(Gate)


# (4) The ballots, and (5) the outcome.


def _vote(course: Course) -> None:
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
    if last.result == "short" and holder is not None and not _asks_again(course, gate, closes_on):
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


def _asks_again(course: Course, gate: Gate, on: date) -> bool:
    """Whether the rules have nominations opened again when nobody is nominated, the holder having no place of right."""
    kind, _, name = (gate.opens or "").partition(".")
    found = course.contest.rulebook.on(on).find(kind, name)
    return (
        found is not None
        and kind == "ballot"
        and gate.incumbent != "automatic"
        and found.as_(Ballot).nobody == "reopen"
    )


def _conclude(course: Course, stage: Stage) -> None:
    if stage.silent:
        course.silent.append(f"{stage.title} ({stage.clause}): {stage.silent}")
    if stage.waits_for == "ruling":
        course.phase = RULING
    elif stage.waits_for == "lot":
        course.phase = TIE
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


def _conclude_by_ruling(course: Course, stage: Stage) -> None:
    ruling = next(r for r in reversed(course.contest.of(Ruling)) if r.about == "elected")
    course.winner = stage.standing[0]
    course.affairs.holders[course.contest.office] = course.winner
    course.affairs.acting[course.contest.office] = ()
    course.affairs.changes.append(
        Change(ruling.on, course.contest.office, "takes", course.winner, stage.clause, "ruling")
    )
    title = office_title(course.contest, course.contest.office, ruling.on)
    course.affairs.events.append(Event(ruling.on, f"{course.winner} is elected {title} by ruling of {ruling.author}"))
