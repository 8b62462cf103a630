"""Decide a motion under a rulebook: carried or lost, by which clause, and what follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from comitia.errors import Malformed, OutOfOrder
from comitia.rulebook.arithmetic.condition import Condition, Finding
from comitia.rulebook.arithmetic.figures import Division
from comitia.rulebook.arithmetic.motion import MotionOutcome, combine_sections, decide_motion
from comitia.rulebook.decide.decision import (
    BINDS_NOTHING,
    Decision,
    binding_force,
    effects_of,
    effects_words,
    readings_of,
    source_words,
    tally_words,
    triggers_of,
)
from comitia.rulebook.form.book import InForce, RulesOfDay
from comitia.rulebook.form.vocabulary import Body, Motion

RESULT_WORDS = {
    "carried": "carried",
    "lost": "lost",
    "invalid": "invalid (the quorum failed: neither carried nor lost)",
    "undecided": "undecided",
}


@dataclass(frozen=True, slots=True)
class Put:
    """A motion as it was put: the division (or one for each section), the casting vote, the candidate it names."""

    division: Division | None = None
    sections: Mapping[str, Division] | None = None
    cast: bool | None = None
    candidate: str | None = None


def decide_put(rules: RulesOfDay, name: str, put: Put, facts: Mapping[str, Any]) -> Decision:
    """Decide the motion `name` of the rulebook.

    `facts` are those of the moment that its guard and its exceptions name.

    Raises:
        Unprovided: no such motion in force, or exceptions that contradict each other.
        OutOfOrder: its guard is false: it cannot be put now.
        Malformed: figures that are missing or contradict each other, or a fact that was not given.
    """
    found = rules.applied("motion", name, facts)
    motion = found.as_(Motion)
    if not rules.opens(found, facts):
        raise OutOfOrder(f"{motion.title} ({motion.clause}) cannot be put now: it needs {motion.when}")
    outcome, tally, notes = _weigh(motion, put)
    as_prescribed = _as_prescribed(motion, facts, notes)
    effect_names = _effect_names(motion, outcome.verdict) if as_prescribed else []
    holder = facts.get(f"holder({motion.office})")
    effects, unbound = effects_of(effect_names, rules, put.candidate, found.raw.rulebook, holder)
    any_effect = as_prescribed and bool(motion.effect or motion.effect_if_lost) and not (unbound and not effects)
    decided = outcome.verdict in ("carried", "lost")
    binding = binding_force(motion.force, effects, rules, any_effect=any_effect) if decided else "none"
    consequence = _consequence(effects, any_effect=any_effect, decided=decided)
    headline = f"{RESULT_WORDS[outcome.verdict]}{consequence}"
    decision = Decision(
        subject=f"motion.{name}",
        title=motion.title,
        clause=source_words(found),
        edition=f"{rules.rulebook.header.title}, {rules.rulebook.header.edition}",
        digest=rules.rulebook.digest,
        on=rules.day,
        result=outcome.verdict,
        binding=binding,
        headline=headline,
        sentence="",
        tally={kind: str(number) if number.denominator > 1 else int(number) for kind, number in tally.items()},
        findings=outcome.findings,
        effects=tuple(effects),
        triggers=triggers_of(effects, rules, name, outcome.verdict) if decided and as_prescribed else (),
        readings=readings_of(found.readings, rules),
        winner=put.candidate if outcome.verdict == "carried" else None,
        silent=outcome.silent,
        derivation=tuple(
            [f"{motion.title}: {tally_words(tally)}"]
            + [finding.sentence for finding in outcome.findings]
            + ([outcome.note] if outcome.note else [])
            + notes
            + unbound
        ),
    )
    return replace(decision, sentence=_sentence(decision, found, rules, tally))


def conditions_of(motion: Motion, section: str | None = None) -> tuple[Condition, ...]:
    """The quorum, if any, then the thresholds; a section may have its own."""
    quorum = motion.quorum
    first = [quorum.condition("turnout", quorum=quorum.short == "invalid")] if quorum is not None else []
    return (*first, *(threshold.condition("yes") for threshold in motion.in_section.get(section or "", motion.carries)))


def tally_of(division: Division) -> dict[str, Fraction]:
    """The kinds of papers apart, those that are known."""
    told = division.kinds
    return {kind: number for kind, number in told.items() if number is not None}


def _weigh(motion: Motion, put: Put) -> tuple[MotionOutcome, Mapping[str, Fraction], list[str]]:
    if not motion.sections:
        if put.division is None:
            raise Malformed(f"{motion.title}: no division given; expected the ayes and noes of one vote")
        return decide_motion(put.division, conditions_of(motion), motion.tie_rule(put.cast)), tally_of(put.division), []
    given = put.sections or {}
    if set(given) != set(motion.sections):
        raise Malformed(f"{motion.title}: found sections {sorted(given)}, expected {sorted(motion.sections)}")
    notes: list[str] = []
    findings: list[Finding] = []
    verdicts: list[str] = []
    tally: dict[str, Fraction] = {}
    silent = None
    for section in motion.sections:
        outcome = decide_motion(given[section], conditions_of(motion, section), motion.tie_rule(put.cast))
        notes.append(f"{section}: {outcome.verdict} ({tally_words(tally_of(given[section]))})")
        findings += outcome.findings
        verdicts.append(outcome.verdict)
        silent = silent or outcome.silent
        tally |= {f"{kind} ({section})": number for kind, number in tally_of(given[section]).items()}
    joint = combine_sections(verdicts, motion.combine or "all")
    if joint is None:
        notes.append("each section decides for itself: there is no common result")
        joint = "carried" if "carried" in verdicts else "lost"
    return MotionOutcome(joint, tuple(findings), silent if joint == "undecided" else None), tally, notes


def _as_prescribed(motion: Motion, facts: Mapping[str, Any], notes: list[str]) -> bool:
    """Where the rule prescribes the words, other words carry no effect."""
    if motion.words is None:
        return True
    if "words" not in facts:
        raise Malformed(f"{motion.title}: the rule prescribes words; say which were put (the fact `words`)")
    same = _plain(str(facts["words"])) == _plain(motion.words)
    if not same:
        notes.append(f"the words were not those prescribed ({motion.clause}): {motion.words}")
    return same


def _effect_names(motion: Motion, verdict: str) -> list[str]:
    if verdict == "carried":
        return list(motion.effect)
    return list(motion.effect_if_lost) if verdict == "lost" else []


def _consequence(effects: Sequence[Any], *, any_effect: bool, decided: bool) -> str:
    if not decided:
        return ""
    if effects:
        return f": {effects_words(effects)}"
    return ": nothing changes" if any_effect else f", {BINDS_NOTHING}"


def _sentence(decision: Decision, found: InForce, rules: RulesOfDay, tally: Mapping[str, Fraction]) -> str:
    motion = found.as_(Motion)
    body = rules.need("body", motion.body).as_(Body).title
    figures = tally_words(tally)
    needs = "; ".join(_need(finding) for finding in decision.findings)
    if decision.silent:
        after = f"The rules are silent on {decision.silent}."
    elif decision.binding == "advisory":
        after = f"It {BINDS_NOTHING}."
    elif decision.effects:
        after = f"{effects_words(decision.effects)}."
        after = after[0].upper() + after[1:]
    else:
        after = "Nothing changes."
    return (
        f"{decision.on.isoformat()}, {body}: {motion.title} {RESULT_WORDS[decision.result]}, {figures} ({needs}). "
        f"{after} Clause: {decision.clause} ({decision.edition})."
    )


def _need(finding: Finding) -> str:
    if finding.required is None:
        return finding.sentence
    what = finding.condition.words
    return f"{finding.required:,} needed, {what}" if finding.condition.count is None else f"{what} needed"


def _plain(words: str) -> str:
    return " ".join(words.split()).rstrip(".").casefold()
