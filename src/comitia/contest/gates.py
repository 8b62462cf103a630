"""The thresholds of a day: each gate of the office, the figure that it asks of the live roll, and the incumbent's
place.

Foster v McNicol turned on such a table: of 251 Commons members of the PLP and members of the EPLP a candidate in a
vacancy needed 38, a challenger 51, and the incumbent, on the reading that the court gave, none.
"""

from dataclasses import dataclass

from comitia.contest.case import Contest
from comitia.contest.offices import Affairs, sizes_of
from comitia.errors import Malformed, Unprovided
from comitia.rulebook.decide.decision import readings_of
from comitia.rulebook.decide.gate import required_words, weigh_route
from comitia.rulebook.form.book import RulesOfDay
from comitia.rulebook.form.vocabulary import Gate

PLACES = {
    "automatic": "on the ballot without nominations",
    "needs": "needs the same nominations",
    "none": "has no place of its own",
    "silent": "the rules are silent",
}


@dataclass(frozen=True, slots=True)
class Threshold:
    """One gate on one day. `required` holds for each route its words and its figure, None where a body's size is
    unknown.
    """

    gate: str
    title: str
    clause: str
    is_open: bool | None
    required: tuple[tuple[str, int | None, str], ...]
    combine: str
    incumbent: str
    readings: tuple[str, ...]
    unknown: str | None


def thresholds_of(contest: Contest, rules: RulesOfDay, affairs: Affairs) -> tuple[Threshold, ...]:
    """Every gate that concerns the contest's office, or demands something of its holder, on the day of the rules."""
    told = []
    for name in rules.rulebook.names("gate"):
        found = rules.find("gate", name)
        if found is not None and found.as_(Gate).office in (None, contest.office):
            told.append(threshold_of(contest, rules, affairs, name))
    return tuple(told)


def threshold_of(contest: Contest, rules: RulesOfDay, affairs: Affairs, name: str) -> Threshold:
    """One gate, with the exceptions and readings that hold on the day."""
    facts = affairs.facts(contest, rules.day)
    unknown: str | None = None
    is_open: bool | None = None
    try:
        found = rules.applied("gate", name, facts)
    except (Malformed, Unprovided) as fault:
        found, unknown = rules.need("gate", name), str(fault)
    gate = found.as_(Gate)
    try:
        is_open = rules.opens(found, facts)
    except Malformed as fault:
        unknown = unknown or str(fault)
    sizes = sizes_of(contest, rules, name, rules.day)
    required: list[tuple[str, int | None, str]] = []
    for route in gate.routes:
        try:
            for weighed in weigh_route(route, rules, sizes, {}):
                required.append((weighed.name, weighed.required, required_words(weighed)))
        except Malformed as fault:
            required.append((route.title or " and ".join(route.from_), None, str(fault)))
    readings = tuple(f"{reading.by}: {reading.answer}" for reading in readings_of(found.readings, rules))
    return Threshold(
        gate=name,
        title=gate.title,
        clause=gate.clause,
        is_open=is_open,
        required=tuple(required),
        combine=gate.combine,
        incumbent=PLACES[gate.incumbent],
        readings=readings,
        unknown=unknown,
    )
