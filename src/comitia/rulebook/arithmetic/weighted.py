"""An electoral college: a candidate's total is the weighted mean of the shares of the sections.

More than half of the whole college wins, whoever had more individual votes. If nobody does, the last goes out; a tie
for last is silence.

>>> sections = [
...     Section("caucus", Fraction(1, 2), {"Shorten": Fraction(55), "Albanese": Fraction(31)}),
...     Section("members", Fraction(1, 2), {"Shorten": Fraction(12196), "Albanese": Fraction(18230)}),
... ]
>>> decide_college(sections).winner
'Shorten'
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from comitia.rulebook.arithmetic.condition import Condition
from comitia.rulebook.arithmetic.figures import Field
from comitia.rulebook.arithmetic.numbers import about
from comitia.rulebook.arithmetic.rounds import Elimination, RoundOutcome, decide_round

COLLEGE_MAJORITY = Condition("top", strict=True, count=Fraction(50), unit="per cent of the college")


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its weight (all weights sum to 1) and its votes, or shares in per cent, by candidate."""

    name: str
    weight: Fraction
    votes: Mapping[str, Fraction]


def college_totals(sections: Sequence[Section]) -> dict[str, Fraction]:
    """Each candidate's share of the whole college in per cent; each section has at least one vote."""
    totals: dict[str, Fraction] = {}
    for section in sections:
        cast = sum(section.votes.values(), Fraction(0))
        for name, number in section.votes.items():
            totals[name] = totals.get(name, Fraction(0)) + section.weight * 100 * number / cast
    return totals


def college_words(totals: Mapping[str, Fraction]) -> str:
    """The shares of the college, cut after two places and marked so."""
    return f"per cent of the college: {', '.join(f'{name} {about(total, 2)}' for name, total in totals.items())}"


def decide_college(sections: Sequence[Section], rule: Elimination = Elimination("last")) -> RoundOutcome:  # noqa: B008
    """Decide one round of an electoral college."""
    field = Field(college_totals(sections), whole=False)
    return decide_round(field, [COLLEGE_MAJORITY], rule)
