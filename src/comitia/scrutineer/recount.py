"""Ranked and graded ballots counted again: archive, method, sheet and winner in one run.

An archive whose checks all hold proves what each ballot says; who is elected follows by a counting method, which the
protocol does not know. Where the question names one of Belenios' methods, the ballots are counted by that, as Belenios
counts; an auditor may name any other method of `comitia.count`. The count begins with the result of the archive and
nothing else, so it is worth as much as the checks above it: it is made only when all of them hold.

What keeps a question from being counted (no method named, a tie that the rule leaves open) is said, not passed over.

>>> leader = NonHomomorphicQuestion("Rank", ("Ann", "Ben", "Cid"), {"method": "STV", "seats": 1})
>>> recount((leader,), [[[1, 2, 3], [2, 1, 0], [1, 0, 0]]])[0].sheet.winner_names
('Ann',)
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from comitia.canonical import Json, render_json
from comitia.count import GradedPapers, Papers, Sheet, method_named, tell
from comitia.count.formats.belenios import receive_answer_grades, receive_answers
from comitia.count.formats.lines import Source
from comitia.errors import ComitiaError, Malformed
from comitia.protocol.preference import MajorityJudgment, Schulze, Standing, TransferableVote, standing_of
from comitia.protocol.question import NonHomomorphicQuestion, Question

BY_HINT: Final = {
    MajorityJudgment: "belenios-mj",
    Schulze: "belenios-schulze",
    TransferableVote: "belenios-stv",
}
"""The count that each hint of a question means."""


@dataclass(frozen=True, slots=True)
class Recount:
    """One question counted again: its number from 1, and the sheet; without a sheet, `reason` says why."""

    number: int
    question: NonHomomorphicQuestion
    sheet: Sheet | None
    reason: str = ""

    def as_json(self) -> Json:
        """The recount as plain values: the sheet whole."""
        return {
            "question": self.number,
            "sheet": None if self.sheet is None else self.sheet.to_json(),
            "reason": self.reason or None,
        }


def check_method(name: str) -> None:
    """Whether ranked or graded ballots can be counted by the method of that name.

    Raises:
        Malformed: no such method, or it counts something else.
    """
    if method_named(name).takes not in (Papers, GradedPapers):
        raise Malformed(f"{name}: counts neither ranked nor graded papers; comitia count methods lists those that do")


def recount(
    questions: Sequence[Question], result: Sequence[Any], *, method: str | None = None, seats: int | None = None
) -> tuple[Recount, ...]:
    """Count each ranked or graded question again.

    `result` is the archive's, whose every check must hold: `result[i]` are the plain answers to question i. `method`
    and `seats` take the place of what the questions name.
    """
    return tuple(
        _recount(number, question, answers, method, seats)
        for number, (question, answers) in enumerate(zip(questions, result, strict=True), 1)
        if isinstance(question, NonHomomorphicQuestion)
    )


def _recount(
    number: int, question: NonHomomorphicQuestion, answers: list[list[int]], method: str | None, seats: int | None
) -> Recount:
    hint = question.method
    name = method or (None if hint is None else BY_HINT[type(hint)])
    if name is None:
        return Recount(number, question, None, "the question names no counting method")
    if not answers:
        return Recount(number, question, None, "there is no ballot to count")
    if seats is None and isinstance(hint, TransferableVote) and not method_named(name).single_seat:
        seats = hint.seats
    try:
        return Recount(number, question, tell(name, _papers(name, question, answers), seats=seats))
    except ComitiaError as fault:
        return Recount(number, question, None, str(fault))


def _papers(name: str, question: NonHomomorphicQuestion, answers: list[list[int]]) -> Papers | GradedPapers:
    """The answers as the method takes them: ranks as they are, for the method to judge; grades without what is none."""
    if method_named(name).takes is not GradedPapers:
        return receive_answers(Source("answers", render_json(answers)), candidates=question.answers)
    valid = [answer for answer in answers if standing_of(question.method, answer) is not Standing.INVALID]
    labels = question.method.grades if isinstance(question.method, MajorityJudgment) else ()
    source = Source("answers", render_json(valid))
    graded = receive_answer_grades(source, candidates=question.answers, labels=labels)
    return replace(graded, set_aside={"invalid": len(answers) - len(valid)} if len(valid) < len(answers) else {})
