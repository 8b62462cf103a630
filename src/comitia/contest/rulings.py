"""Rulings answer questions: one that meets no open question is refused, since it would change nothing unseen.

A ruling on a round is held against its round when that is decided (`stages`). Here are the others: a nomination must be
one that the rules leave open, a withdrawal must have happened, and who is ruled elected must not be elected, or still
to be voted on, by the rules themselves.
"""

from comitia.contest.case import Contest
from comitia.contest.facts import Nominates, RoundHeld, Ruling, Withdraws
from comitia.contest.standing import DECIDED, Course
from comitia.errors import Malformed
from comitia.rulebook.form.vocabulary import Gate


def check_rulings(course: Course) -> None:
    """Hold every ruling against the question that it answers.

    Raises:
        Malformed: a ruling that nobody asked for; the message says what stands instead.
    """
    contest = course.contest
    for ruling in contest.of(Ruling):
        why = {
            "nomination": _nomination,
            "withdrawal": _withdrawal,
            "round": _round,
            "elected": _elected,
        }[ruling.about](course, ruling)
        if why is not None:
            raise Malformed(f"{ruling.on}, ruling of {ruling.by}: {ruling.words}: no open question: {why}; take it out")


def _nomination(course: Course, ruling: Ruling) -> str | None:
    """Somebody who nominated two, or the own name of a candidate where the gate says nothing of it."""
    given = [f.candidate for f in course.contest.of(Nominates) if f.by is not None and ruling.of in f.by]
    if ruling.candidate not in given:
        return f"{ruling.of} has not nominated {ruling.candidate}"
    if len(set(given)) > 1 and not course.contest.several:
        return None
    if ruling.of == ruling.candidate:
        plain = {gate.own_name for gate in _gates(course.contest, course)}
        if plain & {"silent", None}:
            return None
        return f"the rules say of a candidate's own name: {' and '.join(sorted(str(one) for one in plain))}"
    return f"{ruling.of} has nominated nobody else"


def _gates(contest: Contest, course: Course) -> list[Gate]:
    rules = contest.rulebook.on(course.on)
    return [gate for found in rules.all("gate") if (gate := found.as_(Gate)).office == contest.office]


def _withdrawal(course: Course, ruling: Ruling) -> str | None:
    if any(fact.candidate == ruling.candidate for fact in course.contest.of(Withdraws)):
        return None
    return f"{ruling.candidate} has not withdrawn"


def _round(course: Course, ruling: Ruling) -> str | None:
    facts = list(course.contest.facts)
    place = next(index for index, fact in enumerate(facts) if fact is ruling)
    if any(isinstance(fact, RoundHeld) and fact.ballot == ruling.ballot for fact in facts[:place]):
        return None
    return f"no round of {ruling.ballot} stands before it"


def _elected(course: Course, ruling: Ruling) -> str | None:
    decision = course.stages[-1].decision if course.stages else None
    if course.phase == DECIDED and decision is not None and decision.winner is not None:
        return f"the rules elect {decision.winner} ({decision.clause})"
    if course.stages and ruling.candidate not in course.stages[-1].standing:
        return f"{ruling.candidate} does not stand; who does: {', '.join(course.stages[-1].standing) or 'nobody'}"
    if course.phase != DECIDED:
        return f"the stage is {course.phase}, and nothing about it leaves open who is elected"
    return None if course.winner == ruling.candidate else f"{course.winner} is elected"
