"""The ballots of a contest in their order: rounds that feed each other, from the nominated to the elected.

Who was nominated stands in the first ballot; who is left of it stands in the next (MPs, then members). Each round is
decided by the rulebook when it is held, and what the rules leave open (a tie for last, a sole candidate, a withdrawal
when papers are out) waits for a ruling, which is a fact of its own with its author.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from comitia.contest.case import Contest
from comitia.contest.facts import RoundHeld, Ruling, Withdraws
from comitia.errors import Malformed
from comitia.rulebook.arithmetic.figures import Field, check_fits
from comitia.rulebook.decide.ballot import Round, decide_sole, decide_stage
from comitia.rulebook.decide.decision import Decision
from comitia.rulebook.form.book import RulesOfDay
from comitia.rulebook.form.vocabulary import Ballot

MAX_STAGES = 20


@dataclass(frozen=True, slots=True)
class Stage:
    """One ballot of the contest: who stood at its beginning, the rounds so far, and the decision, if there is one.

    `waits_for`: "round" (a vote), "ruling", "lot" (or whatever else the rules name to break a tie), "nominations", or
    None when the stage is over.
    """

    ballot: str
    title: str
    clause: str
    candidates: tuple[str, ...]
    rounds: tuple[RoundHeld, ...]
    standing: tuple[str, ...]
    decision: Decision | None
    waits_for: str | None
    silent: str | None


def follow_stages(
    contest: Contest, first: str, qualified: Sequence[str], closed_on: date, affairs_facts: dict[str, Any], on: date
) -> tuple[Stage, ...]:
    """Go through the ballots from the `first` one, as far as the facts go.

    Raises:
        Malformed: votes for somebody who does not stand, no figure for somebody who does, a round of no such ballot.
    """
    stages: list[Stage] = []
    ballot, standing, since = first, tuple(qualified), closed_on
    known = {fact.ballot for fact in contest.of(RoundHeld)}
    for _ in range(MAX_STAGES):
        stage = _stage(contest, ballot, standing, since, affairs_facts, on)
        stages.append(stage)
        decision = stage.decision
        following = [t.name for t in decision.triggers if t.name.startswith("ballot.")] if decision else []
        if stage.waits_for is not None or decision is None or decision.result != "next-stage" or not following:
            break
        ballot, standing, since = following[0].removeprefix("ballot."), stage.standing, decision.on
    strange = known - {stage.ballot for stage in stages}
    if strange:
        raise Malformed(f"a round of ballot {sorted(strange)[0]!r}, which this contest has not come to")
    return tuple(stages)


def _stage(
    contest: Contest, name: str, candidates: tuple[str, ...], since: date, facts: dict[str, Any], on: date
) -> Stage:
    rounds = [fact for fact in contest.of(RoundHeld) if fact.ballot == name]
    rules = contest.rulebook.on(rounds[-1].on if rounds else since)
    ballot = rules.applied("ballot", name, {"round": max(1, len(rounds)), **facts}).as_(Ballot)
    standing, silent = _standing_before(contest, candidates, since, rounds, facts)
    if not rounds:
        return _before_the_vote(contest, rules, name, ballot, (candidates, standing, silent), facts, on)
    if rounds[0].on < since:
        raise Malformed(f"{rounds[0].on}: a round of {name}, which opens on {since} at the earliest")
    held = _held(contest, rounds, standing)
    # A withdrawal after the last round belongs to the next ballot, if this one was over by then.
    decision = decide_stage(rules, name, [*held[:-1], replace(held[-1], withdrawn=())], facts)
    if decision.result not in ("elected", "next-stage") and held[-1].withdrawn:
        decision = decide_stage(rules, name, held, facts)
    ruled = _ruled_elected(contest, rounds[-1].on)
    silent = decision.silent or silent
    waits = None if decision.result in ("elected", "next-stage") else "ruling" if silent else "round"
    if decision.tie is not None:
        waits = "lot"
    if silent and decision.result == "undecided" and ruled is not None:
        if ruled not in decision.standing:
            raise Malformed(f"{ballot.title}: ruled that {ruled} is elected, who does not stand; {decision.headline}")
        waits, silent = None, None
    if decision.result == "invalid":
        waits = "round"
    return Stage(
        ballot=name,
        title=ballot.title,
        clause=ballot.clause,
        candidates=candidates,
        rounds=tuple(rounds),
        standing=(ruled,) if ruled is not None and waits is None and decision.winner is None else decision.standing,
        decision=decision,
        waits_for=waits,
        silent=silent,
    )


def _before_the_vote(
    contest: Contest,
    rules: RulesOfDay,
    name: str,
    ballot: Ballot,
    field: tuple[tuple[str, ...], tuple[str, ...], str | None],
    facts: dict[str, Any],
    on: date,
) -> Stage:
    """A ballot without a round: a vote to come, a sole candidate, or nobody."""
    candidates, standing, silent = field
    decision: Decision | None = None
    waits: str | None = "ruling" if silent else "round"
    if not standing:
        waits = "nominations" if ballot.nobody == "reopen" else "ruling"
        silent = None if waits == "nominations" else "nobody is nominated, and the rules are silent on what follows"
    elif len(standing) == 1 and silent is None:
        decision = decide_sole(rules, name, standing[0], facts)
        silent = decision.silent
        waits = "ruling" if silent else None if decision.result in ("elected", "next-stage") else "round"
        if decision.result == "next-stage" and ballot.sole == "voted-on":
            waits = None
    ruled = _ruled_elected(contest, rules.day)
    if waits == "ruling" and ruled is not None and ruled in standing:
        waits, silent, standing = None, None, (ruled,)
    return Stage(name, ballot.title, ballot.clause, candidates, (), standing, decision, waits, silent)


def _standing_before(
    contest: Contest,
    candidates: tuple[str, ...],
    since: date,
    rounds: Sequence[RoundHeld],
    facts: dict[str, Any],
) -> tuple[tuple[str, ...], str | None]:
    """Who stands at the first round: those who came this far, without withdrawals before it.

    Once papers are out (the moment `ballot-opens`) the rules do not say what a withdrawal does: it waits for a ruling.
    """
    first = rounds[0].on if rounds else date.max
    papers_out = facts.get("ballot_opens")
    gone: set[str] = set()
    silent: str | None = None
    for fact in contest.of(Withdraws):
        if fact.candidate not in candidates or fact.on >= first:
            continue
        if isinstance(papers_out, date) and since <= papers_out <= fact.on:
            struck = [r.struck for r in contest.of(Ruling) if r.about == "withdrawal" and r.candidate == fact.candidate]
            if not struck:
                silent = f"{fact.candidate} withdrew on {fact.on}, when papers were out: whether the name is struck"
            elif struck[-1]:
                gone.add(fact.candidate)
        else:
            gone.add(fact.candidate)
    return tuple(name for name in candidates if name not in gone), silent


def _held(contest: Contest, rounds: Sequence[RoundHeld], standing: tuple[str, ...]) -> list[Round]:
    """The rounds as the rulebook takes them, with the withdrawals and rulings that came after each."""
    held: list[Round] = []
    facts = contest.facts
    places = [next(index for index, fact in enumerate(facts) if fact is held_round) for held_round in rounds]
    for index, fact in enumerate(rounds):
        if index == 0:
            missing = [name for name in standing if name not in fact.votes]
            strange = [name for name in fact.votes if name not in standing]
            if missing or strange:
                raise Malformed(
                    f"{fact.on}, {fact.ballot}: "
                    + (f"no figure for {missing[0]}, who stands; give 0, or record the withdrawal" if missing else "")
                    + (f"votes for {strange[0]}, who does not stand" if strange and not missing else "")
                )
        before, after = places[index], places[index + 1] if index + 1 < len(places) else len(facts)
        between = facts[before + 1 : after]
        rulings = [f for f in between if isinstance(f, Ruling) and f.about == "round" and f.ballot == fact.ballot]
        withdrawn = tuple(f.candidate for f in between if isinstance(f, Withdraws) and f.candidate in fact.votes)
        people = fact.people
        papers = Fraction(sum(fact.votes.values()) + fact.blank + fact.spoilt)
        not_returned = None if fact.not_returned is None else Fraction(fact.not_returned)
        check_fits(papers, people, not_returned, f"{fact.on}, {fact.ballot}")
        held.append(
            Round(
                field=Field(
                    {name: Fraction(number) for name, number in fact.votes.items()},
                    blank=Fraction(fact.blank),
                    spoilt=Fraction(fact.spoilt),
                    not_returned=not_returned,
                    people=people,
                ),
                withdrawn=withdrawn,
                chosen=fact.chosen,
                ruled_out=tuple(rulings[-1].out or ()) if rulings else None,
                ruled_by=rulings[-1].author if rulings else None,
            )
        )
    return held


def _ruled_elected(contest: Contest, since: date) -> str | None:
    rulings = [r.candidate for r in contest.of(Ruling) if r.about == "elected" and r.on >= since]
    return rulings[-1] if rulings else None
