"""Decide a stage of an election under a rulebook: its rounds in order, who is elected or goes on to the next stage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from comitia.errors import Malformed
from comitia.rulebook.arithmetic.condition import Condition
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


@dataclass(frozen=True, slots=True)
class Round:
    """One round as it was counted. `sections` for a college, `withdrawn` after it, `chosen` by lot or casting vote."""

    field: Field | None = None
    sections: tuple[Section, ...] = ()
    withdrawn: tuple[str, ...] = ()
    chosen: str | None = None
    ruled_out: tuple[str, ...] | None = None
    """Where the rule was silent and somebody ruled: who went out (empty: nobody, a new round)."""

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
    for place, held in enumerate(rounds, 1):
        found = rules.applied("ballot", name, {"round": place, **facts})
        ballot = found.as_(Ballot)
        _check_field(ballot, held, standing, place)
        outcome = decide_held(ballot, held)
        out = outcome.eliminated
        silent = outcome.silent
        if silent is not None and held.ruled_out is not None:
            told.append(
                f"round {place}: the rules are silent on {silent}; ruled: out {', '.join(held.ruled_out) or 'nobody'}"
            )
            out, silent = held.ruled_out, None
        standing = tuple(c for c in held.candidates if c not in {*out, *held.withdrawn})
        told += _round_told(place, held, outcome, out)
    assert outcome is not None, "there is at least one round"
    return _decision(rules, found, _Held(rounds[-1], outcome, standing, silent, tuple(told)), facts)


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
    """A stage so far: its last round, that round's outcome, who still stands, what is open, what was told."""

    last: Round
    outcome: RoundOutcome
    standing: tuple[str, ...]
    silent: str | None
    told: tuple[str, ...]


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
        derivation=(*told, *unbound),
    )
    after = f" {effects_words(effects).capitalize()}." if effects and not winner else ""
    figures = "; ".join(f.sentence for f in decision.findings) if decision.findings else told[-1]
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
