"""Is a motion carried?

1. All conditions hold: carried.
2. A condition marked as quorum fails: invalid, neither carried nor lost.
3. As many ayes as noes, and one vote more would decide it: the rule for ties speaks. A casting vote is one vote more,
   so it cannot mend a turnout that was missed. A silent rule is reported as silent.
4. Otherwise: lost.

A motion of several sections (houses, people and cantons, employers) needs all, or any, or has no common result.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from comitia.errors import Malformed
from comitia.rulebook.arithmetic.condition import Condition, Finding
from comitia.rulebook.arithmetic.figures import Division
from comitia.rulebook.arithmetic.numbers import show

CARRIED, LOST, INVALID, UNDECIDED = "carried", "lost", "invalid", "undecided"
TIE_RULES = ("not-carried", "carried", "casting-vote", "rerun", "silent")


@dataclass(frozen=True, slots=True)
class Tie:
    """What the rule says of as many ayes as noes. `cast` is how the casting vote was given, None if it was not."""

    rule: str
    cast: bool | None = None
    by: str = "the chair"


@dataclass(frozen=True, slots=True)
class MotionOutcome:
    """`verdict` is carried, lost, invalid or undecided; `silent` says on what; `note` tells how a tie was broken."""

    verdict: str
    findings: tuple[Finding, ...]
    silent: str | None = None
    note: str | None = None


def decide_motion(division: Division, conditions: Sequence[Condition], tie: Tie | None) -> MotionOutcome:
    """Decide one motion; `tie` None means that the rule is silent on ties.

    Raises:
        Malformed: a figure is missing, or the votes are tied and no casting vote was given.
    """
    findings = _weigh(division, conditions)
    verdict = verdict_of(findings)
    if not division.tied or not _one_vote_decides(division, conditions):
        return MotionOutcome(verdict, findings)
    return _break_tie(division, conditions, tie or Tie("silent"), MotionOutcome(verdict, findings))


def verdict_of(findings: Sequence[Finding]) -> str:
    """Carried if all conditions are met; invalid if a quorum is not; else lost."""
    if all(finding.met for finding in findings):
        return CARRIED
    return INVALID if any(f.condition.quorum and not f.met for f in findings) else LOST


def combine_sections(verdicts: Sequence[str], combine: str) -> str | None:
    """The common verdict of several sections; None where each section decides for itself (`separate`).

    A section that is undecided leaves the whole undecided only if it could still turn it.
    """
    if combine == "separate":
        return None
    decisive, otherwise = (LOST, CARRIED) if combine == "all" else (CARRIED, LOST)
    if decisive in verdicts:
        return decisive
    if INVALID in verdicts and (combine == "all" or set(verdicts) == {INVALID}):
        return INVALID
    return UNDECIDED if UNDECIDED in verdicts else otherwise


def _weigh(division: Division, conditions: Sequence[Condition]) -> tuple[Finding, ...]:
    figures = division.figures()
    return tuple(condition.weigh(figures) for condition in conditions)


def _one_vote_decides(division: Division, conditions: Sequence[Condition]) -> bool:
    with_aye = verdict_of(_weigh(division.with_one_more(aye=True), conditions))
    with_no = verdict_of(_weigh(division.with_one_more(aye=False), conditions))
    return with_aye != with_no


def _break_tie(division: Division, conditions: Sequence[Condition], tie: Tie, as_cast: MotionOutcome) -> MotionOutcome:
    level = f"{show(division.ayes or Fraction(0))} votes for and as many against"
    if tie.rule == "casting-vote":
        if tie.cast is None:
            raise Malformed(f"{level}: the rule gives {tie.by} a casting vote, but how it was cast is not stated")
        findings = _weigh(division.with_one_more(aye=tie.cast), conditions)
        side = "for" if tie.cast else "against"
        return MotionOutcome(verdict_of(findings), as_cast.findings, note=f"{level}; casting vote of {tie.by}: {side}")
    # A threshold of `at least half` is met by a tie, and then no rule for ties is needed.
    if as_cast.verdict != LOST or tie.rule == "not-carried":
        return as_cast
    if tie.rule == "carried":
        return MotionOutcome(CARRIED, as_cast.findings, note=f"{level}; by the rule a tie carries")
    if tie.rule == "rerun":
        return MotionOutcome(UNDECIDED, as_cast.findings, note=f"{level}; by the rule the vote is taken again")
    return MotionOutcome(UNDECIDED, as_cast.findings, silent=f"a tie: {level}")
