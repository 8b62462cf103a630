"""What happened before and around the nominations: who holds which office, what was moved and demanded, what that
triggered.

The facts are followed in their order. A motion is decided by the rulebook, and its effects act on the offices; a
vacancy brings the succession that the rulebook names; a demand that is met, an effect or a succession may open a
gate, a ballot or a motion. Nothing is opened that no clause opens.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from comitia.contest.bodies import members_of
from comitia.contest.case import Contest
from comitia.contest.facts import Acts, Demands, Fact, Holder, Put, Sets, States, Vacates
from comitia.errors import ComitiaError, Malformed, OutOfOrder, Unprovided
from comitia.rulebook.arithmetic.figures import Division, check_fits
from comitia.rulebook.decide.decision import Decision
from comitia.rulebook.decide.gate import decide_nominations
from comitia.rulebook.decide.immunity import PastOutcome, running_immunities
from comitia.rulebook.decide.motion import Put as PutMotion
from comitia.rulebook.decide.motion import decide_put
from comitia.rulebook.form.book import RulesOfDay
from comitia.rulebook.form.vocabulary import Gate, Immunity, Motion, Office, Succession


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, in a sentence, with its clause where it has one."""

    on: date
    words: str
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A gate, ballot or motion that something set going."""

    reference: str
    on: date
    clause: str
    by: str


@dataclass(frozen=True, slots=True)
class Change:
    """What befell an office: `person` takes, leaves, acts in it, or is barred; `by` says what did it.

    `event` is a word of the rulebook's effects; `by` is motion, ballot, succession, ruling, or why somebody left.
    """

    on: date
    office: str
    event: str
    person: str | None
    clause: str | None
    by: str


@dataclass(slots=True)
class Affairs:
    """How things stand in the offices. Grows while the facts are followed, and is not changed afterwards."""

    holders: dict[str, str | None] = field(default_factory=dict)
    last_holders: dict[str, str] = field(default_factory=dict)
    acting: dict[str, tuple[str, ...]] = field(default_factory=dict)
    barred: dict[str, str] = field(default_factory=dict)
    stated: dict[str, Any] = field(default_factory=dict)
    moments: dict[str, date] = field(default_factory=dict)
    set_by: dict[str, Sets] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    opened: list[Opened] = field(default_factory=list)
    past: list[PastOutcome] = field(default_factory=list)
    succeeded: set[tuple[str, date]] = field(default_factory=set)
    decisions: list[Decision] = field(default_factory=list)
    demands: dict[str, tuple[Decision, date]] = field(default_factory=dict)
    silent: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def facts(self, contest: Contest, on: date | None = None) -> dict[str, Any]:
        """The facts of the moment that guards may name.

        Whether an immunity runs (`immune`) is worked out from the motions that were put, unless it is stated.
        """
        told: dict[str, Any] = {"candidate": None, "mover": None, "words": None}
        if on is not None:
            told["immune"] = bool(immunities_on(contest, self, on))
        told |= self.stated
        for office in contest.rulebook.names("office"):
            holder = self.holders.get(office)
            told[f"holder({office})"] = holder
            told[f"vacant({office})"] = office in self.holders and holder is None
            told[f"acting({office})"] = bool(self.acting.get(office))
        return told


def follow(contest: Contest) -> Affairs:
    """Follow the facts of a contest as far as they go.

    Raises:
        Malformed: facts that contradict each other or name what the rulebook does not know.
    """
    affairs = Affairs()
    for fact in contest.facts:
        try:
            _follow_one(contest, affairs, fact)
        except ComitiaError as fault:
            raise type(fault)(f"fact of {fact.on}, {fact.kind}: {fault}") from None
    return affairs


def _follow_one(contest: Contest, affairs: Affairs, fact: Fact) -> None:
    office = getattr(fact, "office", None)
    if office is not None and ("office", office) not in contest.rulebook.entries:
        raise Malformed(f"no office {office!r}; there is: {', '.join(contest.rulebook.names('office'))}")
    match fact:
        case Holder():
            affairs.holders[fact.office] = fact.person
            if fact.person is None:
                _vacant(contest, affairs, fact.office, fact.on)
        case Vacates():
            _vacates(contest, affairs, fact)
        case Acts():
            affairs.acting[fact.office] = tuple(fact.persons)
            affairs.changes += [
                Change(fact.on, fact.office, "acts", person, None, "appointed") for person in fact.persons
            ]
            title = office_title(contest, fact.office, fact.on)
            affairs.events.append(
                Event(fact.on, f"{', '.join(fact.persons)} acts as {title}" + (f" (by {fact.by})" if fact.by else ""))
            )
        case States() if fact.of is None:
            affairs.stated[fact.name] = fact.value
        case Sets():
            affairs.moments[fact.moment] = fact.day
            affairs.set_by[fact.moment] = fact
            by = f" by {fact.by}" if fact.by else ""
            affairs.events.append(Event(fact.on, f"{fact.moment} set for {fact.day}{by}", fact.clause))
        case Put():
            _put(contest, affairs, fact)
        case Demands():
            _demanded(contest, affairs, fact)


def office_title(contest: Contest, office: str, on: date) -> str:
    """The office in words."""
    found = contest.rulebook.on(on).find("office", office)
    return found.as_(Office).title if found else office


def take_effects(contest: Contest, affairs: Affairs, decision: Decision) -> None:
    """Let a decision act on the offices, and open what it triggers."""
    for effect in decision.effects:
        if effect.office is None or effect.event is None:
            continue
        holder = affairs.holders.get(effect.office)
        latest = holder or affairs.last_holders.get(effect.office)
        title = office_title(contest, effect.office, decision.on)
        whom = effect.person if effect.event in ("takes", "remains") else holder if effect.event == "leaves" else latest
        if whom is not None:
            by = decision.subject.partition(".")[0]
            affairs.changes.append(Change(decision.on, effect.office, effect.event, whom, effect.clause, by))
        if effect.event == "leaves" and holder is not None:
            affairs.holders[effect.office], affairs.last_holders[effect.office] = None, holder
            affairs.events.append(Event(decision.on, f"{holder} ceases to be {title}", effect.clause))
            _vacant(contest, affairs, effect.office, decision.on)
        elif effect.event in ("takes", "remains") and effect.person is not None:
            if holder is not None and holder != effect.person:
                affairs.events.append(Event(decision.on, f"{holder} ceases to be {title}", effect.clause))
            words = "remains" if holder == effect.person else "becomes"
            if holder != effect.person:
                _end_immunities(contest, affairs, effect.office, decision.on)
            affairs.holders[effect.office], affairs.acting[effect.office] = effect.person, ()
            affairs.events.append(Event(decision.on, f"{effect.person} {words} {title}", effect.clause))
        elif effect.event == "acts" and latest is not None:
            affairs.acting[effect.office] = (latest,)
            affairs.events.append(
                Event(decision.on, f"{latest} acts as {title} until a successor is chosen", effect.clause)
            )
        elif effect.event == "barred" and latest is not None:
            affairs.barred[latest] = effect.clause
            affairs.events.append(Event(decision.on, f"{latest} may not stand", effect.clause))
    for set_going in decision.triggers:
        _open(contest, affairs, set_going.name, decision.on, set_going.clause, decision.title)


def _vacates(contest: Contest, affairs: Affairs, fact: Vacates) -> None:
    holder = affairs.holders.get(fact.office)
    if holder != fact.person:
        raise Malformed(f"{fact.person} leaves {fact.office}, which {holder or 'nobody'} holds")
    affairs.holders[fact.office], affairs.last_holders[fact.office] = None, fact.person
    why = f" ({fact.why})" if fact.why else ""
    affairs.changes.append(Change(fact.on, fact.office, "leaves", fact.person, None, fact.why or "leaves"))
    affairs.events.append(
        Event(fact.on, f"{fact.person} leaves office as {office_title(contest, fact.office, fact.on)}{why}")
    )
    _vacant(contest, affairs, fact.office, fact.on)


def _vacant(contest: Contest, affairs: Affairs, office: str, on: date) -> None:
    """A vacancy: the moment of it, the succession in force, and what that opens."""
    if office == contest.office:
        affairs.moments["vacancy"] = on
    _end_immunities(contest, affairs, office, on)
    rules = contest.rulebook.on(on)
    facts = {**affairs.facts(contest), f"vacant({office})": True, f"holder({office})": None}
    for found in rules.all("succession"):
        succession = found.as_(Succession)
        if succession.office != office or not rules.stands(found):
            continue
        try:
            applies = rules.opens(found, facts)
        except Malformed as fault:
            affairs.silent.append(f"{succession.title} ({succession.clause}): {fault}")
            continue
        if applies:
            _succeed(contest, affairs, found.name, succession, on)


def _succeed(contest: Contest, affairs: Affairs, name: str, succession: Succession, on: date) -> None:
    if (name, on) in affairs.succeeded:
        return
    affairs.succeeded.add((name, on))
    title = office_title(contest, succession.office, on)
    persons = tuple(_person_of(contest, affairs, succession.office, who, on) for who in succession.who)
    approval = f"; needs the approval of {succession.approval}" if succession.approval else ""
    named = " and ".join(persons)
    if succession.takes in ("acts", "jointly") and persons:
        affairs.acting[succession.office] = persons
        affairs.changes += [
            Change(on, succession.office, "acts", person, succession.clause, "succession")
            for person in persons
            if person not in succession.who  # The words of the rule alone: nobody is known to hold that office.
        ]
        affairs.events.append(
            Event(on, f"{named} acts as {title} until {succession.ends}{approval}", succession.clause)
        )
    elif succession.takes == "becomes" and persons:
        affairs.holders[succession.office] = persons[0]
        if persons[0] not in succession.who:
            affairs.changes.append(Change(on, succession.office, "takes", persons[0], succession.clause, "succession"))
        affairs.events.append(Event(on, f"{named} becomes {title}{approval}", succession.clause))
    elif succession.takes == "appoints":
        affairs.events.append(
            Event(on, f"{named} appoints who acts as {title} until {succession.ends}{approval}", succession.clause)
        )
    else:
        affairs.events.append(Event(on, f"{title} stays vacant until {succession.ends}", succession.clause))
    if succession.then:
        _open(contest, affairs, succession.then, on, succession.clause, "the vacancy")


def _person_of(contest: Contest, affairs: Affairs, vacated: str, who: str, on: date) -> str:
    """The holder of the office that the words name ("the outgoing leader" is who held the vacated one); else the
    words.
    """
    plain = who.lower().removeprefix("the ").strip()
    if plain.startswith("outgoing "):
        return affairs.last_holders.get(vacated, who)
    for office in contest.rulebook.names("office"):
        title = office_title(contest, office, on)
        if plain in (office, title.lower()) or title.lower().startswith(f"{plain} of "):
            return affairs.holders.get(office) or who
    return who


def _put(contest: Contest, affairs: Affairs, fact: Put) -> None:
    rules = contest.rulebook.on(fact.on)
    for immune in running_immunities(rules, affairs.past, f"motion.{fact.motion}"):
        raise OutOfOrder(immune.sentence)
    people = fact.people
    papers = Fraction(fact.ayes + fact.noes + fact.abstentions + fact.blank + fact.spoilt)
    check_fits(papers, people, None if fact.not_returned is None else Fraction(fact.not_returned), fact.motion)
    division = Division(
        ayes=Fraction(fact.ayes),
        noes=Fraction(fact.noes),
        abstentions=Fraction(fact.abstentions),
        blank=Fraction(fact.blank),
        spoilt=Fraction(fact.spoilt),
        not_returned=None if fact.not_returned is None else Fraction(fact.not_returned),
        people=people,
    )
    decision = decide_put(
        rules, fact.motion, PutMotion(division=division, cast=fact.cast), affairs.facts(contest, fact.on)
    )
    affairs.decisions.append(decision)
    affairs.events.append(Event(fact.on, f"{decision.title}: {decision.headline}", decision.clause))
    if decision.silent:
        affairs.silent.append(f"{decision.title}: {decision.silent}")
    affairs.past.append(PastOutcome(fact.motion, decision.result, fact.on))
    told = [event.words for event in affairs.events]
    affairs.events += [Event(fact.on, words) for words in immunities_on(contest, affairs, fact.on) if words not in told]
    take_effects(contest, affairs, decision)


def immunities_on(contest: Contest, affairs: Affairs, on: date) -> list[str]:
    """The immunities that run on a day, each in a sentence. They end with the holder whom they protect."""
    rules = contest.rulebook.on(on)
    against = dict.fromkeys(what for found in rules.all("immunity") for what in found.as_(Immunity).against)
    running = {one.name: one for what in against for one in running_immunities(rules, affairs.past, what)}
    return [
        f"{rules.need('immunity', one.name).as_(Immunity).title}: until {one.until} barred: "
        f"{', '.join(_title(rules, what) for what in one.against)}{f', unless {one.unless}' if one.unless else ''} "
        f"({one.clause})"
        for one in running.values()
    ]


def _title(rules: RulesOfDay, reference: str) -> str:
    kind, _, name = reference.partition(".")
    found = rules.find(kind, name)
    return str(getattr(found.entry, "title", reference)) if found else reference


def _end_immunities(contest: Contest, affairs: Affairs, office: str, on: date) -> None:
    """What was decided of a holder protects nobody after him or her."""
    rules = contest.rulebook.on(on)
    motions = {past.motion: rules.find("motion", past.motion) for past in affairs.past}
    affairs.past = [
        past for past in affairs.past if (found := motions[past.motion]) is None or found.as_(Motion).office != office
    ]


def _demanded(contest: Contest, affairs: Affairs, fact: Demands) -> None:
    """Names for a demand add up; once they are enough, what the gate opens is opened, once."""
    rules = contest.rulebook.on(fact.on)
    for immune in running_immunities(rules, affairs.past, f"gate.{fact.gate}"):
        affairs.events.append(Event(fact.on, f"names for {fact.gate} have no force: {immune.sentence}", immune.clause))
        return
    names, numbers = _names_so_far(contest, fact)
    received = {body: len(names.get(body, ())) + numbers.get(body, 0) for body in {*names, *numbers}}
    decision = decide_nominations(
        rules,
        fact.gate,
        sizes_of(contest, rules, fact.gate, fact.on),
        {"demand": received},
        affairs.facts(contest, fact.on),
    )
    first = fact.gate not in affairs.demands or affairs.demands[fact.gate][0].result != "open"
    affairs.demands[fact.gate] = (decision, fact.on)
    if decision.result == "open" and first:
        for set_going in decision.triggers:
            _open(contest, affairs, set_going.name, fact.on, set_going.clause, decision.title)


def _names_so_far(contest: Contest, last: Demands) -> tuple[dict[str, set[str]], dict[str, int]]:
    """Names by body, each once, and numbers without names: the latest stated number of each body."""
    names: dict[str, set[str]] = {}
    numbers: dict[str, int] = {}
    for fact in contest.of(Demands):
        if fact.gate == last.gate:
            if fact.by is not None:
                names.setdefault(fact.body, set()).update(fact.by)
            else:
                numbers[fact.body] = fact.number or 0
        if fact is last:
            break
    return names, numbers


def sizes_of(contest: Contest, rules: RulesOfDay, gate: str, on: date) -> dict[str, int]:
    """The size of each body that a gate asks, as far as it is known on a day."""
    entry = rules.need("gate", gate).as_(Gate)
    bodies = dict.fromkeys(body for route in entry.routes for body in route.from_)
    found: Mapping[str, Any] = {body: members_of(contest, body, on) for body in bodies}
    return {body: membership.size for body, membership in found.items() if membership is not None}


def _open(contest: Contest, affairs: Affairs, reference: str, on: date, clause: str, by: str) -> None:
    kind, _, name = reference.partition(".")
    if kind == "immunity":
        return
    found = contest.rulebook.on(on).find(kind, name)
    if found is None:
        raise Unprovided(f"{by} opens {reference}, which is not in force on {on}")
    if kind == "succession":
        _succeed(contest, affairs, name, found.as_(Succession), on)
        return
    if any((opened.reference, opened.on) == (reference, on) for opened in affairs.opened):
        return
    affairs.opened.append(Opened(reference, on, clause, by))
    affairs.events.append(Event(on, f"{by} opens {getattr(found.entry, 'title', reference)}", clause))
