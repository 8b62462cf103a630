"""Rounds of a case file: votes, conditions to win, eliminations, electoral colleges."""

from fractions import Fraction

from comitia.errors import Malformed
from comitia.rulebook.arithmetic.figures import NOUGHT, Field, check_fits
from comitia.rulebook.arithmetic.numbers import show
from comitia.rulebook.arithmetic.rounds import Elimination
from comitia.rulebook.arithmetic.weighted import Section
from comitia.rulebook.cases.entry import Entry
from comitia.rulebook.cases.read_motion import BASES, PEOPLE, ROUND_MEASURES, check_whole, read_conditions
from comitia.rulebook.cases.steps import Continuity, RoundStep, WeightedStep

ELIMINATIONS = ("none", "last", "below", "top_two", "named")
LAST_TIES = ("none", "silent", "rerun", "all")
NON_TRANSFERABLE = "non_transferable"
HUNDRED = Fraction(100)
ROUNDING = Fraction(1, 5)
"""Published shares in per cent may miss a hundred by this much for each section, from rounding."""


def read_round(step: Entry, quorum: bool, entitled: Fraction | None) -> RoundStep:
    """One round; `entitled` is the size of the body where the round is certainly the body's own."""
    votes = step.numbers("votes")
    percent = step.text("unit", "votes") == "percent"
    return RoundStep(
        kind="round",
        name=step.text("name"),
        where=step.where,
        field=_read_field(step, votes, percent, entitled),
        win=read_conditions(step, "win", ROUND_MEASURES, quorum),
        eliminate=read_elimination(step),
        chosen=_read_chosen(step, votes),
        continuity=_read_continuity(step),
    )


def read_weighted(step: Entry) -> WeightedStep:
    """One round of an electoral college; the weights sum to one."""
    sections = tuple(_read_section(Entry(s.value, f"{step.where}, {s.text('name')}")) for s in step.each("sections"))
    total = sum((section.weight for section in sections), NOUGHT)
    if total != 1:
        raise Malformed(f"{step.where}: the weights of the sections sum to {show(total)}, expected 1")
    return WeightedStep(
        kind="weighted_round",
        name=step.text("name"),
        where=step.where,
        sections=sections,
        eliminate=read_elimination(step) if step.has("eliminate") else Elimination("last"),
        continuity=_read_continuity(step),
    )


def read_elimination(step: Entry) -> Elimination:
    """The rule of elimination; none where the step has none."""
    if not step.has("eliminate"):
        return Elimination()
    rule = step.inner_or_word("eliminate", "kind")
    rule.only("kind", "tie", "count", "share", "base", "also_last", "names")
    kind = rule.word("kind", ELIMINATIONS)
    count, share = rule.number("count"), rule.share("share")
    if kind == "below" and (count is None) == (share is None):
        raise Malformed(f"{rule.where}: expected either a count or a share with its base, exactly one of them")
    return Elimination(
        kind="top" if kind == "top_two" else kind,
        count=count,
        share=share,
        base=BASES[rule.word("base", tuple(BASES))] if share is not None or rule.has("base") else None,
        also_last=rule.truth("also_last"),
        all_tied=rule.word("tie", LAST_TIES, "none") == "all",
        named=rule.texts("names") if rule.has("names") else None,
        even_if_won=step.truth("eliminate_even_if_won"),
    )


def _read_field(step: Entry, votes: dict[str, Fraction], percent: bool, entitled: Fraction | None) -> Field:
    blank, spoilt, not_voting = (step.number(key) for key in ("abstain", "spoilt", "not_voting"))
    people = {base: number for key, base in PEOPLE.items() if (number := step.number(key)) is not None}
    field = Field(votes, blank or NOUGHT, spoilt or NOUGHT, not_voting, step.number("voting_total"), people, whole=True)
    told = field.valid + field.blank + field.spoilt
    if percent:
        if field.valid > HUNDRED + ROUNDING * len(votes):
            raise Malformed(f"{step.where}: the shares sum to {show(field.valid)} per cent, expected 100 at most")
        return field
    check_whole({**votes, "abstain": blank, "spoilt": spoilt, "not_voting": not_voting, **people}, step.where)
    if told > field.cast:
        raise Malformed(f"{step.where}: {show(told)} votes told, but voting_total is {show(field.cast)}; one is wrong")
    check_fits(field.cast, people, not_voting, step.where)
    if entitled is not None and not step.has("electorate") and not {"entitled", "members"} & set(people):
        check_fits(field.cast, {"entitled": entitled}, not_voting, f"{step.where} (the body of the case)")
    _check_totals(step, field)
    return field


def _check_totals(step: Entry, field: Field) -> None:
    stated = step.number("published_total")
    if stated is not None and stated != field.cast:
        raise Malformed(f"{step.where}: the papers sum to {show(field.cast)}, but {show(stated)} are stated in all")
    if step.truth("complete"):
        entitled = field.people.get("entitled", field.people.get("members"))
        if entitled is None:
            raise step.refuse("entitled", "the number entitled, since the figures are called complete")
        if field.cast + (field.not_returned or NOUGHT) != entitled:
            raise Malformed(
                f"{step.where}: called complete, but {show(field.cast)} papers and those not voting are not "
                f"{show(entitled)} entitled"
            )
    if step.has("by_section"):
        _check_sections(step.inner("by_section"), field, step.value.get("sections"))


def _check_sections(by_section: Entry, field: Field, sections: object) -> None:
    absent = [name for name in field.votes if name not in by_section.value]
    if absent:
        raise by_section.refuse(absent[0], "every candidate of this round, with the votes of each section")
    columns = {len(parts) for parts in by_section.value.values() if isinstance(parts, list)}
    if isinstance(sections, list):
        columns.add(len(sections))
    if len(columns) > 1:
        raise Malformed(f"{by_section.where}: rows of {sorted(columns)} sections; expected the same number in each")
    for name, parts in by_section.value.items():
        if name not in field.votes:
            raise by_section.refuse(name, "the name of a candidate of this round")
        if not isinstance(parts, list):
            raise by_section.refuse(name, "a list of numbers")
        numbers = Entry({str(place): part for place, part in enumerate(parts, 1)}, f"{by_section.where}, {name}")
        total = sum((numbers.number(place) or NOUGHT for place in numbers.value), NOUGHT)
        if total != field.votes[name]:
            raise Malformed(
                f"{by_section.where}, {name}: the sections sum to {show(total)}, but the votes are "
                f"{show(field.votes[name])}"
            )


def _read_section(section: Entry) -> Section:
    weight = section.share("weight")
    if weight is None:
        raise section.refuse("weight", 'the weight of the section, such as "1/3"')
    if section.has("votes") == section.has("shares"):
        raise Malformed(f"{section.where}: expected either votes or shares, exactly one of them")
    votes = section.numbers("votes" if section.has("votes") else "shares")
    total = sum(votes.values(), NOUGHT)
    if total == 0:
        raise Malformed(f"{section.where}: no votes at all, so the section has no shares to weigh")
    if section.has("shares") and abs(total - HUNDRED) > ROUNDING:
        raise Malformed(f"{section.where}: the shares sum to {show(total)}, expected 100")
    return Section(section.text("name"), weight, votes)


def _read_chosen(step: Entry, votes: dict[str, Fraction]) -> str | None:
    if not step.has("tie"):
        return None
    tie = step.inner_or_word("tie", "rule")
    tie.word("rule", ("silent", "none", "not_carried", "rerun", "casting_vote", "lot"))
    chosen = next((tie.text(key) for key in ("cast", "drawn") if tie.has(key)), None)
    if chosen is not None and chosen not in votes:
        raise tie.refuse("cast" if tie.has("cast") else "drawn", "the name of a candidate of this round")
    return chosen


def _read_continuity(step: Entry) -> Continuity:
    return Continuity(
        withdrawn=step.texts("withdrawn"),
        new_candidates=step.texts("new_candidates"),
        fresh_field=step.truth("fresh_field"),
        transfers=step.numbers("transfers") if step.has("transfers") else None,
    )
