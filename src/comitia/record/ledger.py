"""A register of offices as entries of the record, and back.

`enter_register` writes a register down fact by fact; `register_from` replays the record's current facts into a
register that answers every question. So a correction in the record (another date, a struck entry) changes the
answers, and the entry it corrects stays readable. A record whose office events contradict one another gives no
register: the two entries that clash are named, as at the door for files.

The order of office events is that of their days; within a day the order in which the facts first entered the record,
but a late entry with a time goes before the first one of that day with a later time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType

from comitia.canonical import Json
from comitia.errors import OutOfOrder
from comitia.record.entries import Draft, Entry, Record, append_all
from comitia.record.facts import Fact
from comitia.record.offices import USUAL_TYPES, EventTypes, OfficeEvent, Person, Post, Register
from comitia.record.reactions import Decision, Reaction, react
from comitia.record.register import fill


def enter_register(register: Register, recorded_at: datetime, record: Record | None = None) -> Record:
    """Write a register down in a record (a new one, unless one is given); raises as `append` does.

    Posts and persons rest on a source that names the register itself; events on their own sources.
    """
    return append_all(record or Record(), _drafts(register), recorded_at)


def empty_register(title: str, from_on: date, timezone: str, posts: Iterable[Post]) -> Register:
    """A register of posts that nobody has held yet, complete from one day on."""
    name = "".join(letter if letter.isalnum() else "-" for letter in title.lower()).strip("-") or "register"
    register = Register(
        id=name,
        title=title,
        from_on=from_on,
        to_on=from_on,
        timezone=timezone,
        types=USUAL_TYPES,
        sources=MappingProxyType({}),
        posts=MappingProxyType({post.id: post for post in posts}),
        persons=MappingProxyType({}),
        events=(),
        holdings=(),
    )
    return fill(register, name)


def enter_reaction(record: Record, decision: Decision, recorded_at: datetime) -> tuple[Record, Reaction]:
    """Enter what a decision does to the offices: its source, its persons, its events; raises as `react` and `append`
    do.
    """
    n_before = len(record.entries)
    source = f"decision-{n_before + 1}"
    drafts = [_draft("source", {"id": source, "title": decision.source}, ())]
    for name, title in decision.persons.items():
        if record.fact("person", name) is None:
            drafts.append(_draft("person", {"id": name, "name": title}, (source,)))
    record = append_all(record, drafts, recorded_at)
    reaction = react(register_from(record), decision.effects, decision.vacancies, source)
    events = [draft_event(event, f"{source}-{place}") for place, event in enumerate(reaction.events, 1)]
    return append_all(record, events, recorded_at), reaction


def draft_event(event: OfficeEvent, name: str, **more: str) -> Draft:
    """An office event as a draft; `name` is its id in the record, `more` its vote event or clause."""
    body: dict[str, Json] = {
        "id": name,
        "person_id": event.person,
        "post_id": event.post,
        "event": event.event,
        "date": event.on.isoformat(),
        "confidence": format(event.confidence.normalize(), "f"),
        **more,
    }
    if event.clock:
        body["time"] = f"{event.clock:%H:%M}"
    if event.approximate:
        body["approximate"] = True
    if event.note:
        body["note"] = event.note
    return _draft("office_event", body, event.source, event)


def register_from(record: Record, what: str = "record") -> Register:
    """Replay the record's current facts into a register.

    Raises:
        OutOfOrder: the record holds no frame of a register (a fact of kind `register`).
        Clash: two office events contradict one another.
    """
    frames = record.current("register")
    if not frames:
        raise OutOfOrder(f"{what}: holds no fact of kind register (title, window, event types); enter one first")
    frame = _fact(frames[0])
    from_on, to_on = date.fromisoformat(frame.get("from")), date.fromisoformat(frame.get("to"))
    types = {key: frozenset(words) for key, words in frame.get("event_types").items()}
    events = _in_order(record.current("office_event"))
    register = Register(
        id=frame.id,
        title=frame.get("title"),
        from_on=from_on,
        to_on=max([to_on, *(event.on for event in events)]),
        timezone=frame.get("timezone"),
        types=EventTypes(types["begins"], types["ends"], types["no_effect"]),
        sources=MappingProxyType({entry.id: _source(_fact(entry)) for entry in record.current("source")}),
        posts=MappingProxyType({entry.id: _post(entry) for entry in record.current("post")}),
        persons=MappingProxyType({entry.id: _person(_fact(entry)) for entry in record.current("person")}),
        events=tuple(replace(event, seq=seq, opening=event.on < from_on) for seq, event in enumerate(events, 1)),
        holdings=(),
    )
    return fill(register, what)


def _drafts(register: Register) -> Iterator[Draft]:
    own = f"register-{register.id}"
    yield _draft("source", {"id": own, "title": f"The register itself: {register.title}"}, ())
    for name, source in register.sources.items():
        body = {"id": name, "title": source.get("title", name)}
        yield _draft("source", body | ({"url": source["url"]} if "url" in source else {}), ())
    types = register.types
    frame: dict[str, Json] = {
        "id": register.id,
        "title": register.title,
        "from": register.from_on.isoformat(),
        "to": register.to_on.isoformat(),
        "timezone": register.timezone,
        "event_types": {
            "begins": sorted(types.begins),
            "ends": sorted(types.ends),
            "no_effect": sorted(types.no_effect),
        },
    }
    yield _draft("register", frame, (own,))
    # A post that another depends on comes first.
    for post in sorted(register.posts.values(), key=lambda post: post.ex_officio_of is not None):
        yield _draft("post", _post_body(post), post.source or (own,))
    for person in register.persons.values():
        facts = {"id": person.id, "name": person.name, "chamber": person.chamber, "party": person.party}
        kept: dict[str, Json] = {key: value for key, value in facts.items() if value}
        if person.identifiers:
            kept["identifiers"] = dict(person.identifiers)
        yield _draft("person", kept, (own,))
    for event in register.events:
        yield draft_event(event, f"{register.id}-{event.seq}")


def _post_body(post: Post) -> dict[str, Json]:
    body: dict[str, Json] = {
        "id": post.id,
        "label": post.title,
        "role": post.tier,
        "filled_by": post.filled_by,
        "single_holder": post.single_holder,
        "start_date": post.valid_from.isoformat() if post.valid_from else None,
        "end_date": post.valid_to.isoformat() if post.valid_to else None,
        "ex_officio_of": post.ex_officio_of,
        "note": post.note,
    }
    return {key: value for key, value in body.items() if value is not None}


def _draft(kind: str, body: dict[str, Json], sources: Iterable[str], event: OfficeEvent | None = None) -> Draft:
    fact = Fact(kind, body["id"], MappingProxyType(body))
    return Draft(kind, fact.id, fact, tuple(sources), event.disputed if event else ())


def _in_order(entries: Iterable[Entry]) -> list[OfficeEvent]:
    days: dict[date, list[OfficeEvent]] = {}
    for entry in entries:
        event = _event(entry)
        day = days.setdefault(event.on, [])
        later = (place for place, other in enumerate(day) if event.clock and other.clock and other.clock > event.clock)
        day.insert(next(later, len(day)), event)
    return [event for day in sorted(days) for event in days[day]]


def _event(entry: Entry) -> OfficeEvent:
    fact = _fact(entry)
    clock = fact.get("time")
    return OfficeEvent(
        seq=entry.seq,
        on=date.fromisoformat(fact.get("date")),
        clock=time.fromisoformat(clock) if clock else None,
        person=fact.get("person_id"),
        event=fact.get("event"),
        post=fact.get("post_id"),
        note=fact.get("note"),
        source=entry.sources,
        confidence=Decimal(fact.get("confidence")),
        approximate=bool(fact.get("approximate")),
        disputed=entry.disputed,
    )


def _post(entry: Entry) -> Post:
    fact = _fact(entry)
    days = {key: date.fromisoformat(fact.get(key)) if fact.get(key) else None for key in ("start_date", "end_date")}
    return Post(
        id=fact.id,
        title=fact.get("label"),
        tier=fact.get("role"),
        filled_by=fact.get("filled_by"),
        single_holder=fact.get("single_holder"),
        valid_from=days["start_date"],
        valid_to=days["end_date"],
        ex_officio_of=fact.get("ex_officio_of"),
        note=fact.get("note"),
        source=entry.sources,
    )


def _person(fact: Fact) -> Person:
    return Person(fact.id, fact.get("name"), fact.get("chamber"), fact.get("party"), fact.get("identifiers") or {})


def _source(fact: Fact) -> MappingProxyType[str, str]:
    return MappingProxyType({key: fact.get(key) for key in ("title", "url") if fact.get(key)})


def _fact(entry: Entry) -> Fact:
    assert entry.fact is not None  # `Record.current` leaves out what is struck
    return entry.fact
