"""Immunity: for a time after one outcome something may not be put again.

It is a fact of the record (a vote on a day) and a rule (how long, against what, who may lift it), never a constant of
the program.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from comitia.rulebook.decide.times import due_on, span_words
from comitia.rulebook.form.book import RulesOfDay
from comitia.rulebook.form.vocabulary import Immunity


@dataclass(frozen=True, slots=True)
class PastOutcome:
    """A motion that was decided: its name in the rulebook, carried or lost, the day."""

    motion: str
    result: str
    on: date


@dataclass(frozen=True, slots=True)
class RunningImmunity:
    """An immunity that runs on the day asked: against what, its last day, the clause, who may lift it."""

    name: str
    clause: str
    against: tuple[str, ...]
    until: date
    unless: str | None
    sentence: str


def running_immunities(rules: RulesOfDay, past: Sequence[PastOutcome], against: str) -> list[RunningImmunity]:
    """The immunities that bar `against` (`motion.confidence`) on the day of these rules.

    The last day is the day before the same day so many months on: a vote of 12 December bars until 11 December.
    """
    running = []
    for found in rules.all("immunity"):
        immunity = found.as_(Immunity)
        for outcome in past:
            if (outcome.motion, outcome.result) != (
                immunity.after,
                immunity.outcome,
            ) or against not in immunity.against:
                continue
            free_on = due_on(outcome.on, immunity.lasts, rules.rulebook.header.holidays)
            if outcome.on <= rules.day < free_on:
                last = date.fromordinal(free_on.toordinal() - 1)
                sentence = (
                    f"{against} is barred until {last.isoformat()}, {span_words(immunity.lasts)} after "
                    f"{outcome.motion} was {outcome.result} on {outcome.on.isoformat()} ({immunity.clause})"
                )
                running.append(
                    RunningImmunity(
                        found.name, immunity.clause, tuple(immunity.against), last, immunity.unless, sentence
                    )
                )
    return running
