"""The steps of a case, decided in order.

Rounds follow each other: the candidates of a round are those of the one before, less the eliminated and the withdrawn,
and the new ones; a fresh field starts anew. A vote for somebody who is out, or a candidate who vanished, is a
contradiction and refused. Who was eliminated is *derived* here, never read; where the rule is silent on it (a tie for
last), whoever ruled on the day shows in the next round, and this decision does not pretend to have known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from comitia.canonical import Json
from comitia.errors import Malformed
from comitia.rulebook.arithmetic.condition import Finding
from comitia.rulebook.arithmetic.figures import NOUGHT
from comitia.rulebook.arithmetic.gate import decide_gate
from comitia.rulebook.arithmetic.motion import CARRIED, LOST, UNDECIDED, MotionOutcome, combine_sections, decide_motion
from comitia.rulebook.arithmetic.numbers import show
from comitia.rulebook.arithmetic.rounds import RoundOutcome, decide_round, names
from comitia.rulebook.arithmetic.weighted import college_totals, college_words, decide_college
from comitia.rulebook.cases.read_round import NON_TRANSFERABLE
from comitia.rulebook.cases.steps import (
    Case,
    CertifiedStep,
    GateStep,
    MotionStep,
    RoundStep,
    SectionalStep,
    Step,
    WeightedStep,
)

ELECTED, NO_DECISION = "elected", "no_decision"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One condition or route of a step: the smallest whole number required, whether met, and the sentence."""

    required: int | None
    met: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class StepDecision:
    """What one step decides.

    `answers` holds what the step's kind decides (carried; winner and eliminated; qualified and failed). `verdict` and
    `elected` are what the step would mean if it were the last one.
    """

    kind: str
    name: str
    answers: Mapping[str, Json]
    requires: tuple[Requirement, ...]
    verdict: str
    elected: str | None = None
    silent: str | None = None
    note: str | None = None
    tally: str = ""
    sections: tuple["StepDecision", ...] = ()


def decide_steps(case: Case) -> tuple[StepDecision, ...]:
    """Decide every step.

    Raises:
        Malformed: a figure that a condition needs is missing, or the rounds contradict each other.
    """
    decisions: list[StepDecision] = []
    last: _Round | None = None
    failed: tuple[str, ...] = ()
    candidates = _candidates(case)
    for place, step in enumerate(case.steps):
        if isinstance(step, (RoundStep, WeightedStep)):
            current = _decide_round(step, _next_field(case.steps[place + 1 :]))
            _check_nominated(step, tuple(current.votes), failed)
            if last is not None and not step.continuity.fresh_field:
                _check_follows(step, current, last)
            last, decision = current, current.decision
        else:
            decision = _decide_other(step, candidates)
            if isinstance(step, GateStep) and step.kind == "nomination":
                failed = (*decision.answers["failed"], *step.withdrawn)
        decisions.append(decision)
    return tuple(decisions)


@dataclass(frozen=True, slots=True)
class _Round:
    votes: Mapping[str, Fraction]
    outcome: RoundOutcome
    step: RoundStep | WeightedStep
    decision: StepDecision

    @property
    def remaining(self) -> tuple[str, ...]:
        gone = {*self.outcome.eliminated, *self.step.continuity.withdrawn}
        return tuple(name for name in self.votes if name not in gone)


def _candidates(case: Case) -> frozenset[str]:
    """Everybody who stands somewhere in the case; what a trigger received under another name is a demand."""
    standing: set[str] = set()
    for step in case.steps:
        if isinstance(step, (RoundStep, WeightedStep)):
            standing |= set(_votes(step))
        elif isinstance(step, GateStep) and step.kind == "nomination":
            standing |= {name for route in step.routes for name in route.received}
        if isinstance(step, GateStep) and step.incumbent is not None:
            standing.add(step.incumbent)
    return frozenset(standing)


def _decide_other(step: Step, candidates: frozenset[str]) -> StepDecision:
    if isinstance(step, MotionStep):
        return _motion(step)
    if isinstance(step, SectionalStep):
        return _sectional(step)
    if isinstance(step, GateStep):
        return _gate(step, candidates)
    assert isinstance(step, CertifiedStep), "rounds are decided by their own function"
    return _certified(step)


def _motion(step: MotionStep) -> StepDecision:
    try:
        outcome = decide_motion(step.division, step.requires, step.tie)
    except Malformed as fault:
        raise Malformed(f"motion {step.name!r}: {fault}") from None
    return StepDecision(
        step.kind,
        step.name,
        {"carried": _carried(outcome)},
        tuple(_requirement(finding) for finding in outcome.findings),
        outcome.verdict,
        silent=outcome.silent,
        note=outcome.note,
        tally=step.division.words,
    )


def _sectional(step: SectionalStep) -> StepDecision:
    sections = tuple(_motion(section) for section in step.sections)
    verdicts = [section.verdict for section in sections]
    joint = combine_sections(verdicts, step.combine)
    requires = tuple(
        replace(requirement, sentence=f"{section.name}: {requirement.sentence}")
        for section in sections
        for requirement in section.requires
    )
    carried = None if joint in (None, UNDECIDED) else joint == CARRIED
    silent = next((section.silent for section in sections if section.silent and joint in (None, UNDECIDED)), None)
    note = None
    if joint is None:
        carried_by = [section.name for section in sections if section.verdict == CARRIED]
        note = f"each section decides for itself; carried in {names(carried_by) if carried_by else 'none'}"
        joint = CARRIED if carried_by else combine_sections(verdicts, "any") or LOST
    return StepDecision(
        step.kind, step.name, {"carried": carried}, requires, joint, silent=silent, note=note, sections=sections
    )


def _gate(step: GateStep, candidates: frozenset[str]) -> StepDecision:
    named = {name for route in step.routes for name in route.received}
    demand = step.kind == "trigger" and not named & candidates
    outcome = decide_gate(step.routes, step.combine, step.place, step.incumbent, step.withdrawn)
    requires = tuple(Requirement(route.required, route.met, route.sentence) for route in step.routes)
    if demand:
        met = (any if step.combine == "any" else all)(route.met for route in step.routes)
        answers: dict[str, Json] = {"qualified": [], "failed": []}
        return StepDecision(step.kind, step.name, answers, requires, CARRIED if met else LOST, silent=outcome.silent)
    answers = {"qualified": list(outcome.qualified), "failed": list(outcome.failed)}
    sole = outcome.qualified[0] if len(outcome.qualified) == 1 else None
    verdict = ELECTED if sole else NO_DECISION
    return StepDecision(step.kind, step.name, answers, requires, verdict, sole, outcome.silent)


def _certified(step: CertifiedStep) -> StepDecision:
    answers: dict[str, Json] = {}
    if step.certificate != ELECTED:
        answers["carried"] = step.certificate == CARRIED
    if step.certificate == ELECTED or step.winner is not None:
        answers["winner"] = step.winner
    note = "certified without figures: there is nothing to recompute"
    return StepDecision(step.kind, step.name, answers, (), step.certificate, step.winner, note=note)


def _decide_round(step: RoundStep | WeightedStep, following: RoundStep | WeightedStep | None) -> _Round:
    votes = _votes(step)
    rule = step.eliminate
    if rule.kind == "named" and rule.named is None and following is not None and not following.continuity.fresh_field:
        stayed = {*_votes(following), *step.continuity.withdrawn}
        rule = replace(rule, named=tuple(name for name in votes if name not in stayed))
    try:
        if isinstance(step, RoundStep):
            outcome = decide_round(step.field, step.win, rule, step.chosen)
        else:
            outcome = decide_college(step.sections, rule)
    except Malformed as fault:
        raise Malformed(f"{step.where}: {fault}") from None
    unknown = [name for name in (*step.continuity.withdrawn, *outcome.eliminated) if name not in votes]
    if unknown:
        raise Malformed(f"{step.where}: {names(unknown)} cannot withdraw or go out without having stood in this round")
    answers = {"winner": outcome.winner, "eliminated": list(outcome.eliminated)}
    requires = tuple(_requirement(finding) for finding in outcome.findings)
    tally = step.field.words if isinstance(step, RoundStep) else college_words(votes)
    decision = StepDecision(step.kind, step.name, answers, requires, NO_DECISION, silent=outcome.silent, tally=tally)
    current = _Round(votes, outcome, step, decision)
    # One who is left elects where others have gone; whoever stood alone needs what the rule asks for.
    sole = outcome.winner or (current.remaining[0] if len(current.remaining) == 1 < len(votes) else None)
    verdict = ELECTED if sole else "invalid" if outcome.invalid else NO_DECISION
    note = "the only candidate left" if sole and outcome.winner is None else None
    return replace(current, decision=replace(decision, verdict=verdict, elected=sole, note=note))


def _votes(step: RoundStep | WeightedStep) -> Mapping[str, Fraction]:
    return step.field.votes if isinstance(step, RoundStep) else college_totals(step.sections)


def _next_field(steps: Sequence[Step]) -> RoundStep | WeightedStep | None:
    return next((step for step in steps if isinstance(step, (RoundStep, WeightedStep))), None)


def _check_nominated(step: RoundStep | WeightedStep, standing: Sequence[str], failed: Sequence[str]) -> None:
    for name in standing:
        if name in failed and name not in step.continuity.new_candidates:
            raise Malformed(f"{step.where}: votes for {name}, who failed to be nominated or withdrew; one is wrong")


def _check_follows(step: RoundStep | WeightedStep, current: _Round, last: _Round) -> None:
    out = {*last.outcome.eliminated, *last.step.continuity.withdrawn}
    new = set(step.continuity.new_candidates)
    for name in current.votes:
        if name in out - new:
            raise Malformed(f"{step.where}: votes for {name}, who was out after {last.step.name!r}")
        if name not in last.votes and name not in new:
            raise Malformed(
                f"{step.where}: votes for {name}, who did not stand in {last.step.name!r} and is no new candidate"
            )
    # After a silence somebody ruled, and the field shows how; otherwise nobody vanishes.
    if last.outcome.silent is None:
        for name in (*last.remaining, *new):
            if name not in current.votes:
                raise Malformed(
                    f"{step.where}: no votes stated for {name}, who is still a candidate; write 0 or withdrawn"
                )
    if step.continuity.transfers is not None:
        _check_transfers(step.where, step.continuity.transfers, current, last)


def _check_transfers(where: str, transfers: Mapping[str, Fraction], current: _Round, last: _Round) -> None:
    for name, moved in transfers.items():
        if name == NON_TRANSFERABLE:
            continue
        if name not in current.votes:
            raise Malformed(f"{where}: a transfer to {name}, who does not stand in this round")
        if last.votes.get(name, NOUGHT) + moved != current.votes[name]:
            raise Malformed(
                f"{where}: {name} had {show(last.votes.get(name, NOUGHT))} and received {show(moved)}, which is not "
                f"{show(current.votes[name])}"
            )
    gone = sum((last.votes[name] for name in last.outcome.eliminated), NOUGHT)
    if sum(transfers.values(), NOUGHT) != gone:
        raise Malformed(
            f"{where}: the transfers sum to {show(sum(transfers.values(), NOUGHT))}, but {show(gone)} papers were free"
        )


def _carried(outcome: MotionOutcome) -> bool | None:
    return None if outcome.verdict == UNDECIDED else outcome.verdict == CARRIED


def _requirement(finding: Finding) -> Requirement:
    return Requirement(finding.required, finding.met, finding.sentence)
