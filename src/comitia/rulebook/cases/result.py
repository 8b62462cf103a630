"""The result of a whole case, by rule.

1. The last step decides. A round with a winner elects; so does one after which a single candidate is left.
2. A motion is carried, lost or invalid. If it names its candidate ("elect N", "candidate N"), or confirms the winner of
   the rounds before it, a carried motion elects. A constructive motion (a censure or no confidence that names a
   successor) remains a motion: carried, and its candidate is the winner.
3. Ballots that are separate by section have no common result; carried says that at least one section has its mandate.
4. A sole qualified nominee is elected; a demand with enough names is carried.
5. Where the last step is open or the rule silent: no decision.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from comitia.rulebook.arithmetic.motion import CARRIED, UNDECIDED
from comitia.rulebook.cases.steps import Case
from comitia.rulebook.cases.walk import ELECTED, NO_DECISION, StepDecision, decide_steps

_CAPITAL = "[^\\W\\d_a-zß-ÿ][\\w.'’-]*"
_NAME = rf"({_CAPITAL}(?:\s+(?:(?:de|da|del|der|van|von|la|le)\s+)*{_CAPITAL})*)"
_NAMED = re.compile(rf"\b(?i:re-?elect|elect|election of|candidate|invest|investiture of|appoint|nominate)\s+{_NAME}")
_TITLED = re.compile(rf"^(?i:re-?election|election|investiture) of {_NAME}")
_CONFIRMS = re.compile(r"\b(confirm|ratif|endors|approv|accept)", re.IGNORECASE)
_CONSTRUCTIVE = re.compile(r"\bconstructive|\bcensure|\bno[ -]confidence|\bwithdraws? confidence", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CaseDecision:
    """Every step decided, and what they come to: carried, lost, elected, no_decision or invalid."""

    id: str
    title: str
    steps: tuple[StepDecision, ...]
    result: str
    winner: str | None


def decide_case(case: Case) -> CaseDecision:
    """Derive each step and the overall result from rule and figures alone.

    Raises:
        Malformed: the figures contradict each other, or one that a condition needs is missing.
    """
    steps = decide_steps(case)
    result, winner = _overall(case, steps)
    return CaseDecision(case.id, case.title, steps, result, winner)


def _overall(case: Case, steps: Sequence[StepDecision]) -> tuple[str, str | None]:
    last = steps[-1]
    if last.elected is not None:
        return last.verdict, last.elected
    if last.verdict == UNDECIDED:
        return NO_DECISION, None
    if last.kind in ("motion", "sectional_motion") and last.verdict == CARRIED:
        winner = _candidate(case, last.name, steps[:-1])
        constructive = _CONSTRUCTIVE.search(f"{case.title} {case.rule_text} {last.name}")
        return (ELECTED if winner and not constructive else CARRIED), winner
    return last.verdict, None


def _candidate(case: Case, motion: str, before: Sequence[StepDecision]) -> str | None:
    """The person whom a carried motion puts into office, if it names one."""
    if named := _NAMED.search(motion):
        return named[1]
    chosen = next((step.elected for step in reversed(before) if step.elected and step.kind != "nomination"), None)
    if chosen and (_CONFIRMS.search(motion) or any(part in motion.split() for part in chosen.split())):
        return chosen
    titled = _TITLED.search(case.title)
    return titled[1] if titled else None
