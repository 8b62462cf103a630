"""Decide a stage of an election under a rulebook: its rounds in order, who is elected or goes on to the next stage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from comitia.errors import Malformed
from comitia.rulebook.arithmetic.condition import Condition, Finding
from comitia.rulebook.arithmetic.figures import Field
from comitia.rulebook.arithmetic.numbers import show
from comitia.rulebook.arithmetic.rounds import RoundOutcome, decide_round, names
from comitia.rulebook.arithmetic.weighted import Section, decide_college
from comitia.rulebook.decide.decision import (
    Decision,
    EffectDue,
    Trigger,
    binding_force,
    effects_of,
    effects_words,
    readings_of,
    source_words,
    trigger,
    triggers_of,
)
from comitia.rulebook.form.book import InForce, RulesOfDay
from comitia.rulebook.form.vocabulary import Ballot, Office

BREAKS = {"lot": "the lot", "casting-vote": "a casting vote"}


@dataclass(frozen=True, slots=True)
class Round:
    """One round as it was counted. `sections` for a college, `withdrawn` after it, `chosen` by lot or casting vote."""

    field: Field | None = None
    sections: tuple[Section, ...] = ()
    withdrawn: tuple[str, ...] = ()
    chosen: str | None = None
    ruled_out: tuple[str, ...] | None = None
    """Where the rule was silent and somebody ruled: who went out (empty: nobody, a new round)."""
    ruled_by: str | None = None
    """Who gave that ruling, by what authority, and why, in words."""

    @property
    def candidates(self) -> tuple[str, ...]:
        """Who stood in it."""
        if self.field is not None:
            return tuple(self.field.votes)
        return tuple(dict.fromkeys(name for section in self.sections for name in section.votes))


def decide_stage(rules: RulesOfDay, name: str, rounds: Sequence[Round], facts: Mapping[str, Any]) -> Decision:
    """Decide the ballot `name` after these rounds; of preferential papers the stages of the count are the rounds.

    Exceptions may name the number of the `round`, as where only the first has a bar to reach.

    Raises:
        Unprovided: no such ballot in force, or exceptions that contradict each other.
        Malformed: no round, votes for somebody who is out, or a figure that is missing.
    """
    if not rounds:
        raise Malformed(f"ballot.{name}: no round given; expected at least one, or decide_sole for a sole candidate")
    told: list[str] = []
    standing: tuple[str, ...] = rounds[0].candidates
    outcome: RoundOutcome | None = None
    silent: str | None = None
    tie: str | None = None
    for place, held in enumerate(rounds, 1):
        found = rules.applied("ballot", name, {"round": place, **facts})
        ballot = found.as_(Ballot)
        _check_field(ballot, held, standing, place)
        outcome = decide_held(ballot, held)
        out = outcome.eliminated
        silent = outcome.silent
        ruled = None
        tie = _tie_provided(ballot, outcome)
        if held.ruled_out is not None:
            if silent is None:
                raise Malformed(f"{ballot.title}, round {place}: {_unasked(outcome)}")
            ruled = _ruled_words(silent, held)
            told.append(f"round {place}: {ruled if tie else f'the rules are silent on {ruled}'}")
            out, silent, tie = held.ruled_out, None, None
        elif tie is not None or (outcome.level and ballot.tie == "rerun"):
            silent = None
        standing = tuple(c for c in held.candidates if c not in {*out, *held.withdrawn})
        told += _round_told(place, held, outcome, out)
    assert outcome is not None, "there is at least one round"
    return _decision(rules, found, _Held(rounds[-1], outcome, standing, silent, tuple(told), ruled, tie), facts)


def decide_held(ballot: Ballot, held: Round) -> RoundOutcome:
    """One round by the rule of its ballot."""
    if ballot.method == "college":
        return decide_college(held.sections, ballot.eliminate.rule())
    assert held.field is not None, "only a college is counted by sections"
    return decide_round(held.field, conditions_of(ballot, held.field), ballot.eliminate.rule(), held.chosen)


def decide_sole(rules: RulesOfDay, name: str, candidate: str, facts: Mapping[str, Any]) -> Decision:
    """What the rules say when only one candidate is left, or was ever nominated, for the ballot `name`."""
    found = rules.applied("ballot", name, {"round": 1, **facts})
    told = (f"{candidate} is the only candidate",)
    return _decision(rules, found, _Held(Round(), RoundOutcome(None, (), ()), (candidate,), None, told), facts)


def conditions_of(ballot: Ballot, field: Field) -> tuple[Condition, ...]:
    """The quorum, then who wins; a stage that elects nobody asks for more votes than there are."""
    if not ballot.elects:
        return (Condition("top", strict=True, count=field.cast),)
    quorum = ballot.quorum
    first = [quorum.condition("turnout", quorum=quorum.short == "invalid")] if quorum is not None else []
    return (*first, *(threshold.condition("top") for threshold in ballot.wins))


@dataclass(frozen=True, slots=True)
class _Held:
    """A stage so far: its last round, that round's outcome, who still stands, what is open, what was told.

    `ruled` is the ruling after the last round, `tie` what the rules name to break a tie that is still open.
    """

    last: Round
    outcome: RoundOutcome
    standing: tuple[str, ...]
    silent: str | None
    told: tuple[str, ...]
    ruled: str | None = None
    tie: str | None = None


def _tie_provided(ballot: Ballot, outcome: RoundOutcome) -> str | None:
    """What breaks a tie that is still open, where the rules name it: `the lot decides a tie for first between ...`."""
    if outcome.silent is None:
        return None
    if outcome.level and ballot.tie in ("lot", "casting-vote"):
        return f"{BREAKS[ballot.tie]} decides a tie for first between {names(outcome.level)}"
    if not outcome.level and ballot.eliminate.tie == "lot":
        return f"{BREAKS['lot']} decides {outcome.silent}"
    return None


def _ruled_words(silent: str, held: Round) -> str:
    who = names(held.ruled_out) if held.ruled_out else "nobody"
    goes = "go" if held.ruled_out and len(held.ruled_out) > 1 else "goes"
    return f"{silent}; ruled{f' by {held.ruled_by}' if held.ruled_by else ''}: {who} {goes} out"


def _unasked(outcome: RoundOutcome) -> str:
    out = names(outcome.eliminated) if outcome.eliminated else "nobody"
    says = f"elect {outcome.winner}" if outcome.winner else f"put out {out}"
    return f"a ruling that nobody asked for; the rules are not silent here, they {says}. Take the ruling out"


def _figures(ballot: Ballot, held: _Held, findings: Sequence[Finding], winner: str | None) -> str:
    """The figures of the last round in brackets; of somebody elected without them, how that came about."""
    if not findings:
        return held.told[-1]
    level = held.last.field is not None and len(held.last.field.leaders) > 1
    met = all(finding.met for finding in findings)
    if winner is None or (met and not level):
        return "; ".join(finding.sentence for finding in findings)
    told = "; ".join(finding.sentence if finding.met else finding.standing for finding in findings)
    if held.ruled is not None:
        return f"{told}; {held.ruled}"
    if held.outcome.winner is not None and held.last.field is not None:
        way = BREAKS.get(ballot.tie, "the choice that was recorded")
        return f"{told}; a tie for first between {names(held.last.field.leaders)}, decided by {way}"
    return f"{told}; {winner} is the only candidate left"


def _decision(rules: RulesOfDay, found: InForce, held: _Held, facts: Mapping[str, Any]) -> Decision:
    ballot, outcome, standing, told = found.as_(Ballot), held.outcome, held.standing, held.told
    winner, result, silent = _result(ballot, held)
    header = rules.rulebook.header
    office = rules.need("office", ballot.office).as_(Office).title
    holder = facts.get(f"holder({ballot.office})")
    effects, unbound = effects_of(ballot.effect if winner else [], rules, winner, found.raw.rulebook, holder)
    following: tuple[Trigger, ...] = triggers_of(effects, rules) if winner else ()
    if result == "next-stage" and ballot.then:
        following = (trigger(f"ballot.{ballot.then}", rules),)
    headline = _headline(result, winner, office, standing, following, silent)
    if held.tie is not None and winner is None:
        result, headline = "undecided", f"undecided: {held.tie}"
    clause = source_words(found)
    decision = Decision(
        subject=f"ballot.{found.name}",
        title=ballot.title,
        clause=clause,
        edition=f"{header.title}, {header.edition}",
        digest=rules.rulebook.digest,
        on=rules.day,
        result=result,
        binding=_binding(result, ballot, effects, rules),
        headline=headline,
        sentence="",
        tally=_tally(held.last),
        findings=outcome.findings if ballot.elects else (),
        effects=tuple(effects),
        triggers=following,
        readings=readings_of(found.readings, rules),
        winner=winner,
        standing=standing,
        eliminated=outcome.eliminated,
        silent=silent,
        tie=held.tie if winner is None else None,
        derivation=(*told, *unbound),
    )
    after = f" {effects_words(effects).capitalize()}." if effects and not winner else ""
    figures = _figures(ballot, held, decision.findings, winner)
    said = f"{rules.day.isoformat()}, {ballot.title}: {headline} ({figures}).{after}"
    return replace(decision, sentence=f"{said} Clause: {clause} ({decision.edition}).")


def _binding(result: str, ballot: Ballot, effects: Sequence[EffectDue], rules: RulesOfDay) -> str:
    if result == "elected":
        return binding_force(None, effects, rules, any_effect=bool(ballot.effect))
    return "binding" if result == "next-stage" else "none"


def _result(ballot: Ballot, held: _Held) -> tuple[str | None, str, str | None]:
    outcome, standing, silent = held.outcome, held.standing, held.silent
    if outcome.winner is not None:
        return outcome.winner, "elected", None
    if silent is not None:
        return None, "undecided", silent
    if outcome.invalid:
        return None, "invalid", None
    if len(standing) == 1:
        if ballot.sole == "elected":
            return standing[0], "elected", None
        if ballot.sole == "silent":
            return None, "undecided", "a sole candidate"
        return None, "next-stage" if ballot.then else "next-round", None
    if ballot.then is not None and ballot.leaves is not None and len(standing) <= ballot.leaves:
        return None, "next-stage", None
    return None, "next-round", None


def _headline(
    result: str,
    winner: str | None,
    office: str,
    standing: tuple[str, ...],
    following: Sequence[Trigger],
    silent: str | None,
) -> str:
    if winner is not None:
        return f"{winner} elected {office}"
    if silent is not None:
        return f"undecided: the rules are silent on {silent}"
    if result == "invalid":
        return "invalid: the quorum failed"
    if result == "next-stage":
        go = "goes" if len(standing) == 1 else "go"
        return (
            f"nobody elected yet; {names(standing)} {go} on to {following[0].words if following else 'the next stage'}"
        )
    return f"nobody elected; another round between {names(standing)}"


def _tally(held: Round) -> dict[str, Any]:
    if held.field is None:
        return {s.name: {who: show(number) for who, number in s.votes.items()} for s in held.sections}
    field = held.field
    told: dict[str, Any] = {who: show(number) for who, number in field.votes.items()}
    for kind, number in (("blank", field.blank), ("spoilt", field.spoilt), ("not returned", field.not_returned)):
        if number:
            told[f"({kind})"] = show(number)
    return told


def _round_told(place: int, held: Round, outcome: RoundOutcome, out: Sequence[str]) -> list[str]:
    votes = ", ".join(f"{who} {number}" for who, number in _tally(held).items())
    told = [f"round {place}: {votes}"]
    if outcome.winner:
        told.append(f"round {place}: {outcome.winner} wins")
    if out:
        told.append(f"round {place}: out {names(list(out))}")
    if held.withdrawn:
        told.append(f"after round {place}: {names(held.withdrawn)} withdraws")
    return told


def _check_field(ballot: Ballot, held: Round, standing: Sequence[str], place: int) -> None:
    if (ballot.method == "college") != bool(held.sections) or not held.candidates:
        wanted = "votes by section" if ballot.method == "college" else "votes by candidate"
        raise Malformed(f"{ballot.title}, round {place}: expected {wanted}")
    out = [candidate for candidate in held.candidates if candidate not in standing]
    if out:
        raise Malformed(f"{ballot.title}, round {place}: votes for {names(out)}, who no longer stands")
