"""Motions of a case file: conditions, divisions, ties, sections.

The schema writes bases with an underscore (`yes_no`); behind the door they have the rulebook's names (`yes+no`).

A condition on turnout or on valid votes is a *quorum*, whose failure makes the vote invalid and not lost. The exception
are rules in which the turnout measures support: in TULRCA 1992 s.226(2) a missed turnout means that the motion is lost.
"""

from collections.abc import Mapping
from fractions import Fraction

from comitia.errors import Malformed
from comitia.rulebook.arithmetic.condition import Condition
from comitia.rulebook.arithmetic.figures import NOUGHT, Division, check_fits
from comitia.rulebook.arithmetic.motion import Tie
from comitia.rulebook.arithmetic.numbers import show
from comitia.rulebook.cases.entry import Entry
from comitia.rulebook.cases.steps import MotionStep, SectionalStep

MOTION_MEASURES = {"yes": "yes", "turnout": "turnout", "valid_votes": "valid-votes"}
ROUND_MEASURES = {"top": "top", "lead": "lead", "turnout": "turnout", "valid_votes": "valid-votes"}
BASES = {
    "yes_no": "yes+no",
    "valid": "valid",
    "cast": "cast",
    "entitled": "entitled",
    "members": "members",
    "seats_filled": "seats-filled",
    "present": "present",
}
PEOPLE = {"entitled": "entitled", "members": "members", "seats_filled": "seats-filled", "present": "present"}
PAPERS = ("yes", "no", "abstain", "spoilt", "not_voting")
SHARES = ("turnout_share", "yes_share")
TIE_RULES = {
    "not_carried": "not-carried",
    "lost": "not-carried",
    "carried": "carried",
    "casting_vote": "casting-vote",
    "rerun": "rerun",
    "silent": "silent",
    "none": "silent",
}


def read_conditions(step: Entry, key: str, measures: dict[str, str], quorum: bool) -> tuple[Condition, ...]:
    """The conditions that must all hold; at least one."""
    entries = step.each(key)
    only_participation = all(entry.value.get("measure") in ("turnout", "valid_votes") for entry in entries)
    return tuple(_read_condition(entry, measures, quorum or only_participation) for entry in entries)


def read_motion(step: Entry, quorum: bool, entitled: Fraction | None) -> MotionStep:
    """One motion; `entitled` is the size of the body, against which its papers are checked if the step names none."""
    return MotionStep(
        kind="motion",
        name=step.text("name"),
        division=read_division(step.inner("inputs"), entitled),
        requires=read_conditions(step, "requires", MOTION_MEASURES, quorum),
        tie=_read_tie(step.inner_or_word("tie", "rule")) if step.has("tie") else None,
    )


def read_sectional(step: Entry, quorum: bool, entitled: Fraction | None) -> SectionalStep:
    """One motion in several sections; conditions and ties that stand on the step hold in each section."""
    sections = []
    for section in step.each("sections"):
        section.word("kind", ("motion",), "motion")
        common = {key: step.value[key] for key in ("requires", "tie") if key in step.value}
        whole = Entry({**common, **section.value}, f"{step.where}, {section.text('name')}")
        sections.append(read_motion(whole, quorum, entitled))
    if len({section.name for section in sections}) != len(sections):
        raise step.refuse("sections", "sections of different names")
    return SectionalStep(
        "sectional_motion", step.text("name"), tuple(sections), step.word("combine", ("all", "any", "separate"))
    )


def read_division(inputs: Entry, entitled: Fraction | None) -> Division:
    """The figures of a motion, checked against each other.

    Raises:
        Malformed: negative, more papers than people, `complete` figures that leave somebody out, shares beside counts.
    """
    inputs.only(*PAPERS, *PEOPLE, "voting_total", "complete", *SHARES)
    if any(inputs.has(key) for key in SHARES):
        return _read_shares(inputs)
    yes, no, abstain, spoilt, not_voting = (inputs.number(key) for key in PAPERS)
    people = {base: number for key, base in PEOPLE.items() if (number := inputs.number(key)) is not None}
    check_whole({key: inputs.number(key) for key in (*PAPERS, *PEOPLE, "voting_total")}, inputs.where)
    told = sum((number or NOUGHT for number in (yes, no, abstain, spoilt)), NOUGHT)
    papers = inputs.number("voting_total")
    if papers is not None and told > papers:
        raise Malformed(f"{inputs.where}: {show(told)} votes told, but voting_total is {show(papers)}; one is wrong")
    known = told if papers is None else papers
    check_fits(known, people, not_voting, inputs.where)
    if entitled is not None and not {"entitled", "members"} & set(people):
        check_fits(known, {"entitled": entitled}, not_voting, f"{inputs.where} (the body of the case)")
    if inputs.truth("complete"):
        _check_complete(inputs, told + (not_voting or NOUGHT), people)
    return Division(yes, no, abstain or NOUGHT, NOUGHT, spoilt or NOUGHT, not_voting, papers, people)


def check_whole(numbers: Mapping[str, Fraction | None], where: str) -> None:
    """Refuse parts of a vote, save halves: a half canton has half a vote (Swiss Federal Constitution, article 142).

    Raises:
        Malformed: a number of votes or people that is neither whole nor a half.
    """
    for name, number in numbers.items():
        if number is not None and number.denominator > 2:
            raise Malformed(f"{where}: {name}: found {show(number)}, expected a whole number (or a half, of cantons)")


def _read_condition(entry: Entry, measures: dict[str, str], quorum: bool) -> Condition:
    entry.only("measure", "op", "share", "count", "base", "quorum")
    measure = entry.word("measure", tuple(measures))
    share, count = entry.share("share"), entry.number("count")
    if (share is None) == (count is None):
        raise Malformed(f"{entry.where}: expected either a share with its base or a count, exactly one of them")
    base = BASES[entry.word("base", tuple(BASES))] if share is not None or entry.has("base") else None
    validity = measure == "valid_votes" or (measure == "turnout" and (quorum or entry.truth("quorum")))
    strict = entry.word("op", (">", ">=")) == ">"
    return Condition(measures[measure], strict, share, base, count, quorum=validity)


def _read_tie(tie: Entry) -> Tie:
    rule = TIE_RULES[tie.word("rule", tuple(TIE_RULES))]
    cast = tie.word("cast", ("yes", "no")) == "yes" if tie.has("cast") else None
    return Tie(rule, cast, tie.text("by", "the chair"))


def _read_shares(inputs: Entry) -> Division:
    if any(inputs.has(key) for key in (*PAPERS, *PEOPLE, "voting_total")):
        raise Malformed(f"{inputs.where}: shares and counts stand side by side; expected one kind of figure")
    yes_share, turnout = inputs.share("yes_share"), inputs.share("turnout_share")
    papers = Fraction(1) if turnout is None else turnout
    ayes = None if yes_share is None else papers * yes_share
    people = {} if turnout is None else {"entitled": Fraction(1)}
    return Division(ayes, None if ayes is None else papers - ayes, papers=papers, people=people, whole=False)


def _check_complete(inputs: Entry, told: Fraction, people: dict[str, Fraction]) -> None:
    entitled = people.get("entitled", people.get("members"))
    if entitled is None:
        raise inputs.refuse("entitled", "the number entitled, since the figures are called complete")
    if told != entitled:
        raise Malformed(
            f"{inputs.where}: called complete, but the parts sum to {show(told)} and {show(entitled)} are entitled"
        )
