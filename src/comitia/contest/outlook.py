"""What is told of a contest on a day: who stands as what, who may vote, who may act and until when."""

from collections.abc import Sequence

from comitia.contest.facts import Ruling, Withdraws
from comitia.contest.gates import thresholds_of
from comitia.contest.nominations import Received
from comitia.contest.offices import immunities_on, office_title
from comitia.contest.standing import (
    BALLOT,
    CALLED,
    DECIDED,
    NOMINATIONS,
    NONE,
    REOPEN,
    RULING,
    SHORT,
    TIE,
    Candidacy,
    Course,
    MayAct,
    Standing,
    references_from,
)
from comitia.contest.statements import count_statements
from comitia.errors import Malformed, Unprovided
from comitia.rulebook.decide.decision import Decision
from comitia.rulebook.decide.electorate import ElectorateRule, voters_of
from comitia.rulebook.form.book import RulesOfDay
from comitia.rulebook.form.vocabulary import Gate


def standing_of(course: Course) -> Standing:
    """All that can be told of a contest on its day."""
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
        bodies=tuple(told for roll in contest.rolls.values() if (told := roll.told(course.on)) is not None),
        gates=tuple(course.gates),
        candidates=tuple(_candidates(course)),
        refused=tuple(dict.fromkeys(refused for received in course.received for refused in received.refused)),
        stages=course.stages,
        electorates=_electorates(course, rules),
        timetable=tuple(course.due),
        may_act=tuple(_may_act(course, rules)),
        silent=tuple(dict.fromkeys(course.silent)),
        unknown=tuple(dict.fromkeys(course.unknown)),
        winner=course.winner,
        events=tuple(sorted(affairs.events, key=lambda event: event.on)),
        changes=tuple(sorted(affairs.changes, key=lambda change: change.on)),
        motions=tuple(affairs.decisions),
        rulings=tuple(contest.of(Ruling)),
        statements=count_statements(contest),
    )


def _candidates(course: Course) -> list[Candidacy]:
    told: dict[str, Candidacy] = {}
    for received, decision in zip(course.received, [*course.gates, None], strict=False):
        for name, counts in received.counts.items():
            before = told[name].counts if name in told else {}
            told[name] = Candidacy(name, {**before, **counts}, *_state(course, name, received, decision))
    for name in course.qualified:
        told.setdefault(name, Candidacy(name, {}, *_state(course, name, course.received[-1], course.gates[-1])))
    return list(told.values())


def _state(course: Course, name: str, received: Received, decision: Decision | None) -> tuple[str, str | None]:
    """What has become of somebody, and where or why."""
    if name == course.winner:
        return "elected", None
    withdrawn = [fact.on for fact in course.contest.of(Withdraws) if fact.candidate == name]
    if withdrawn:
        return "withdrawn", f"on {withdrawn[-1]}"
    if name in received.ineligible:
        return "ineligible", received.ineligible[name]
    for stage in course.stages:
        if name in stage.candidates and name not in stage.standing:
            return "out", f"in {stage.title}"
    if course.winner is not None and course.stages and name in course.stages[-1].candidates:
        return "not elected", None
    if decision is None:
        return "nominated", None
    is_open = course.phase in (NOMINATIONS, CALLED)
    if name in decision.qualified:
        why = None if name in received.counts else "without nominations"
        return ("enough nominations" if is_open else "on the ballot"), why
    return ("not enough yet" if is_open else "short"), None


def _electorates(course: Course, rules: RulesOfDay) -> tuple[ElectorateRule, ...]:
    """The electorates of the ballot that is being held, or that comes first; what cannot be told is told as such."""
    if course.opened is None:
        return ()
    ballots = [r for r in references_from(rules, course.opened.reference) if r.startswith("ballot.")]
    if not ballots:
        return ()
    name = course.stages[-1].ballot if course.stages else ballots[0].removeprefix("ballot.")
    held = course.stages[-1].rounds if course.stages else ()
    moments = {**course.moments, **({"vote": held[-1].on} if held else {})}
    try:
        facts = {**course.affairs.facts(course.contest, course.on), "round": len(held) + 1}
        return voters_of(rules, name, moments, facts)[1]
    except (Malformed, Unprovided) as fault:
        course.unknown.append(f"who may vote is not known yet: {fault}")
        return ()


def _may_act(course: Course, rules: RulesOfDay) -> list[MayAct]:
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
        until, opens_on = course.moments.get("ballot-closes"), course.moments.get("ballot-opens")
        who = ", ".join(rule.title for rule in _electorates(course, rules)) or "those entitled"
        begin = f" from {opens_on}" if opens_on is not None and opens_on > course.on else ""
        told.append(
            MayAct(who, f"vote{begin} in {stage.title} between {', '.join(stage.standing)}", until, stage.clause)
        )
    if phase == RULING:
        told += [MayAct("whoever may rule", f"rule on {words}", None, "") for words in dict.fromkeys(course.silent)]
    if phase == TIE and course.stages:
        stage = course.stages[-1]
        tie = stage.decision.tie if stage.decision else None
        told.append(MayAct("the returning officer", f"break the tie, and record it: {tie}", None, stage.clause))
    if phase == REOPEN:
        stage = course.stages[-1]
        told.append(MayAct("the returning officer", "open nominations again", None, stage.clause))
    return told + _duties(course)


def _may_open(course: Course, rules: RulesOfDay) -> list[MayAct]:
    told = []
    for threshold in thresholds_of(course.contest, rules, course.affairs):
        if threshold.is_open:
            needed = (" and " if threshold.combine == "all" else " or ").join(
                f"{words} from {who}" for who, _, words in threshold.required
            )
            told.append(MayAct("members", f"bring {threshold.title}: {needed}", None, threshold.clause))
    return told


def _may_nominate(course: Course, rules: RulesOfDay) -> list[MayAct]:
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


def _duties(course: Course) -> list[MayAct]:
    """Who must or may act by the effects of decisions, while the day has not passed."""
    decisions = [*course.affairs.decisions, *(stage.decision for stage in course.stages if stage.decision)]
    told = []
    for decision in decisions:
        for effect in decision.effects:
            if effect.modality is not None and (effect.due_on is None or effect.due_on >= course.on):
                otherwise = f"; otherwise {effect.otherwise}" if effect.otherwise else ""
                told.append(MayAct(effect.subject, f"{effect.predicate}{otherwise}", effect.due_on, effect.clause))
    return told
