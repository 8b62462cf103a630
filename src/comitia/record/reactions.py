"""Offices react to decisions: an election fills, a resignation vacates, a vacancy sets duties, a term rings.

The room knows no rulebook. What a decision does (`Effect`) and what the rules say of a vacancy or a term
(`VacancyRule`, `TermRule`) arrive as plain values, each with its clause; the reaction is new office events, ready to
be appended, and the duties they set somebody. Nothing is guessed: where no rule speaks of a post that fell vacant,
the reaction lists it as silent.

1. Each effect becomes events, in order. To fill a filled single post ends the holder's time in it first; to fill it
   with its holder is a re-election.
2. Posts held by virtue of a post (`ex_officio_of`) follow it.
3. Each post for one holder that then stands empty meets its rule: a duty, and somebody who acts meanwhile, if the
   rule names an office for it. Acting is a post of its own, named by the rule: the vacancy remains one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from comitia.canonical import Json
from comitia.errors import Malformed
from comitia.record.offices import Holding, OfficeEvent, Register
from comitia.record.register import fill
from comitia.record.shape import Node


@dataclass(frozen=True, slots=True)
class Effect:
    """What a decision does to a post: `fills` it with a person, or `vacates` it of one."""

    kind: Literal["fills", "vacates"]
    post: str
    person: str
    event: str  # the word for it: elected, appointed; resigned, dismissed, ended
    on: date
    clause: str | None  # None where no rule has a part in it, as when somebody dies

    @property
    def where(self) -> str:
        """How a message names it."""
        return f"effect under {self.clause}" if self.clause else f"effect on {self.post} on {self.on}"


@dataclass(frozen=True, slots=True)
class VacancyRule:
    """What the rules say of a vacant post: who must do what within how many days, and who acts meanwhile."""

    post: str
    clause: str
    duty: str
    who: str
    within_days: int | None = None
    acting_post: str | None = None  # the post of whoever acts, such as acting-leader
    acting_from: str | None = None  # the post whose holder steps in, such as deputy-leader


@dataclass(frozen=True, slots=True)
class TermRule:
    """How long a holder may stay without a new election, and how long before that a notice is due."""

    post: str
    clause: str
    years: int
    notice_days: int = 0


@dataclass(frozen=True, slots=True)
class Duty:
    """Something somebody must now do; `due_on` None where the rule sets no time."""

    post: str
    what: str
    who: str
    clause: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Reaction:
    """The register after the events, the events themselves, the duties, and posts that fell vacant with no rule for
    it.
    """

    register: Register
    events: tuple[OfficeEvent, ...]
    duties: tuple[Duty, ...]
    silent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alarm:
    """A term that rings: `is_over` once the day has come, before that it is a notice."""

    post: str
    person: str
    elected_on: date
    expires_on: date
    is_over: bool
    days_left: int
    clause: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as far as offices go: what says so, what it does, and what the rules say of vacancies."""

    source: str
    effects: tuple[Effect, ...]
    vacancies: tuple[VacancyRule, ...]
    persons: Mapping[str, str]  # names of persons who may be new to the register


def receive_decision(value: Json, what: str = "decision") -> Decision:
    """Read a decision: `{"source", "effects": [...], "vacancies"?: [...], "persons"?: [{"id", "name"}]}`.

    Raises:
        Malformed: a field is missing or of the wrong form.
    """
    node = Node(value, what)
    return Decision(
        source=node.text("source"),
        effects=tuple(_effect(part) for part in node.each("effects", "effect")),
        vacancies=tuple(_vacancy_rule(part) for part in node.each_if_any("vacancies", "vacancy rule")),
        persons={part.text("id"): part.text("name") for part in node.each_if_any("persons", "person")},
    )


def react(register: Register, effects: Sequence[Effect], rules: Iterable[VacancyRule], source: str) -> Reaction:
    """Work out what effects do to the offices; `source` names the decision among the register's sources.

    Raises: Malformed: an effect speaks of a post or person that the register does not know, or is dated before its
        last entry. Clash: an effect vacates what its person does not hold.
    """
    by_post = {rule.post: rule for rule in rules}
    before, events = register, list[OfficeEvent]()
    for effect in effects:
        for event in _events_of(register, effect, source):
            register = _with(register, event)
            events.append(register.events[-1])
    was_filled = {holding.post for holding in before.holdings if holding.ended is None}
    is_filled = {holding.post for holding in register.holdings if holding.ended is None}
    duties, silent = list[Duty](), list[str]()
    for name, post in register.posts.items():
        if not post.single_holder or name in is_filled or name not in was_filled:
            continue
        rule = by_post.get(name)
        if rule is None:
            if post.ex_officio_of is None:
                silent.append(name)
            continue
        vacated_on = max(event.on for event in events if event.post == name)
        due_on = vacated_on + timedelta(days=rule.within_days) if rule.within_days is not None else None
        duties.append(Duty(name, rule.duty, rule.who, rule.clause, due_on))
        for event in _acting(register, rule, vacated_on, source):
            register = _with(register, event)
            events.append(register.events[-1])
    return Reaction(register, tuple(events), tuple(duties), tuple(silent))


def alarms(register: Register, rules: Iterable[TermRule], on: date) -> list[Alarm]:
    """The terms that are over on a day or have their notice due, the most urgent first.

    A term runs from the last election or re-election of the holding, or from its beginning where it was not an
    election, to the same day of the year `years` later (29 February: to the 28th, where there is no 29th); from that
    day on it is over.
    """
    found = []
    for rule in rules:
        if rule.post not in register.posts:
            raise Malformed(f'term of {rule.years} years: post "{rule.post}" is not in the register {register.id}')
        for holding in register.holdings:
            if holding.post != rule.post or holding.from_on > on or (holding.to_on and holding.to_on <= on):
                continue
            elected_on = _last_election(register, holding, on)
            expires_on = add_years(elected_on, rule.years)
            if on >= expires_on - timedelta(days=rule.notice_days):
                left = (expires_on - on).days
                found.append(Alarm(rule.post, holding.person, elected_on, expires_on, left <= 0, left, rule.clause))
    return sorted(found, key=lambda alarm: (alarm.expires_on, alarm.post, alarm.person))


def add_years(day: date, years: int) -> date:
    """The same day of the year some years later; 29 February becomes 28 where there is none.

    >>> add_years(date(2016, 2, 29), 5)
    datetime.date(2021, 2, 28)
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _effect(node: Node) -> Effect:
    kind = node.text("kind")
    if kind not in ("fills", "vacates"):
        raise Malformed(f'{node.where}: kind: found "{kind}", expected fills or vacates')
    return Effect(
        kind="fills" if kind == "fills" else "vacates",
        post=node.text("post"),
        person=node.text("person"),
        event=node.text("event"),
        on=node.day("on"),
        clause=node.text("clause"),
    )


def _vacancy_rule(node: Node) -> VacancyRule:
    return VacancyRule(
        post=node.text("post"),
        clause=node.text("clause"),
        duty=node.text("duty"),
        who=node.text("who"),
        within_days=node.whole("within_days") if node.has("within_days") else None,
        acting_post=node.text_or_none("acting_post"),
        acting_from=node.text_or_none("acting_from"),
    )


def _events_of(register: Register, effect: Effect, source: str) -> list[OfficeEvent]:
    if effect.post not in register.posts:
        raise Malformed(f'{effect.where}: post "{effect.post}" is not in the register {register.id}')
    if effect.person not in register.persons:
        raise Malformed(
            f'{effect.where}: person "{effect.person}" is not in the register {register.id}; give their name'
        )
    holders = {one.person: one for one in register.holdings if one.post == effect.post and one.ended is None}
    words = register.types.ends if effect.kind == "vacates" else register.types.begins
    if effect.event not in words:
        raise Malformed(f'{effect.where}: event: found "{effect.event}", expected one of {sorted(words)}')
    events = []
    if effect.kind == "vacates":
        events.append(_event(effect.event, effect.post, effect.person, effect, source))
    elif effect.person in holders:
        events.append(_event("re-elected", effect.post, effect.person, effect, source))
    else:
        if register.posts[effect.post].single_holder:
            events += [_event("ended", effect.post, who, effect, source) for who in holders]
        events.append(_event(effect.event, effect.post, effect.person, effect, source))
    return [*events, *_ex_officio(register, events, effect, source)]


def _ex_officio(register: Register, events: Iterable[OfficeEvent], effect: Effect, source: str) -> list[OfficeEvent]:
    """(2) What is held by virtue of the post follows, whether or not the holder had taken it up."""
    following = []
    for event in events:
        for name, post in register.posts.items():
            if post.ex_officio_of != event.post or not post.exists_on(effect.on):
                continue
            held = {one.person for one in register.holdings if one.post == name and one.ended is None}
            if event.event in register.types.ends and event.person in held:
                following.append(_event("ended", name, event.person, effect, source))
            if event.event in register.types.begins and event.person not in held:
                following.append(_event("appointed", name, event.person, effect, source))
    return following


def _acting(register: Register, rule: VacancyRule, on: date, source: str) -> list[OfficeEvent]:
    if rule.acting_post is None or rule.acting_from is None:
        return []
    for name in (rule.acting_post, rule.acting_from):
        if name not in register.posts:
            raise Malformed(f'vacancy rule {rule.clause}: post "{name}" is not in the register; add it there')
    stepping_in = [one.person for one in register.holdings if one.post == rule.acting_from and one.ended is None]
    acting = {one.person for one in register.holdings if one.post == rule.acting_post and one.ended is None}
    effect = Effect("fills", rule.acting_post, "", "appointed", on, rule.clause)
    return [_event("appointed", rule.acting_post, who, effect, source) for who in stepping_in if who not in acting]


def _event(event: str, post: str, person: str, effect: Effect, source: str) -> OfficeEvent:
    return OfficeEvent(
        seq=0,  # numbered when it is appended
        on=effect.on,
        clock=None,
        person=person,
        event=event,
        post=post,
        note=f"under {effect.clause}" if effect.clause else None,
        source=(source,),
        confidence=Decimal(1),
    )


def _with(register: Register, event: OfficeEvent) -> Register:
    last = register.events[-1] if register.events else None
    if last is not None and event.on < last.on:
        raise Malformed(
            f"{event.person} {event.event}, {event.post}, on {event.on}: the register's last entry is of {last.on}"
        )
    numbered = replace(event, seq=last.seq + 1 if last else 1)
    longer = replace(register, events=(*register.events, numbered), to_on=max(register.to_on, event.on))
    return fill(longer, "reaction")


def _last_election(register: Register, holding: Holding, on: date) -> date:
    again = [
        event.on
        for event in register.events
        if event.event == "re-elected"
        and (event.post, event.person) == (holding.post, holding.person)
        and holding.begun.seq < event.seq
        and event.on <= on
        and (holding.ended is None or event.seq < holding.ended.seq)
    ]
    return max([holding.from_on, *again])
