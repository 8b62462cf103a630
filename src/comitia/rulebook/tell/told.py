"""A decision for people, and figures as they are told at a meeting."""

import textwrap
from collections.abc import Mapping
from fractions import Fraction

from comitia.errors import Malformed
from comitia.rulebook.arithmetic.figures import PEOPLE, Division, check_fits
from comitia.rulebook.decide.decision import Decision
from comitia.rulebook.form.words import day_words

PAPERS = ("abstaining", "blank", "spoilt", "not-voting")


def receive_division(ayes: int, noes: int, papers: Mapping[str, int], people: Mapping[str, int]) -> Division:
    """The figures of a vote from whole numbers by name.

    Raises:
        Malformed: an unknown kind of paper or of people, or more papers than people.
    """
    for found, known in ((papers, PAPERS), (people, PEOPLE)):
        for name in found:
            if name not in known:
                raise Malformed(f"found {name!r}, expected one of {', '.join(known)}")
    number = {kind: Fraction(papers.get(kind, 0)) for kind in PAPERS}
    bases = {name: Fraction(size) for name, size in people.items()}
    not_voting = number["not-voting"] if "not-voting" in papers else None
    division = Division(
        Fraction(ayes),
        Fraction(noes),
        number["abstaining"],
        number["blank"],
        number["spoilt"],
        not_voting,
        people=bases,
    )
    check_fits(division.cast or Fraction(0), bases, not_voting, "this vote")
    return division


def tell_told(decision: Decision, width: int) -> str:
    """The decision in lines: headline, sentence, derivation, what follows, and the edition it rests on."""
    lines = [*_wrap(f"{decision.title}: {decision.headline}", width), "", *_wrap(decision.sentence, width), ""]
    for told in decision.derivation:
        lines += _wrap(told, width, "  - ")
    for effect in decision.effects:
        due = f" (by {day_words(effect.due_on)})" if effect.due_on else ""
        otherwise = f"; otherwise: {effect.otherwise}" if effect.otherwise else ""
        lines += _wrap(f"{effect.words}{due}{otherwise}; clause {effect.clause}", width, "  > ")
    for trigger in decision.triggers:
        lines += _wrap(f"sets going {trigger.name}: {trigger.words}; clause {trigger.clause}", width, "  > ")
    for reading in decision.readings:
        lines += _wrap(f"reading {reading.name}, {reading.by}: {reading.answer}", width, "  § ")
    if decision.silent:
        lines += _wrap(f"the rules are silent on {decision.silent}; somebody must rule", width, "  ! ")
    return "\n".join([*lines, "", f"Force: {decision.binding}. Edition: {decision.digest}"])


def _wrap(text: str, width: int, mark: str = "") -> list[str]:
    text = "".join(character if character.isprintable() else "\ufffd" for character in text)
    return textwrap.wrap(text, width, initial_indent=mark, subsequent_indent=" " * len(mark), break_long_words=False)
