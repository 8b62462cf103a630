"""The door for registers of offices.

The file is JSON (schema version 1): `register, title, window {from, to}, timezone, schema_version, event_types,
sources, posts, persons, events, unplaced`. The events stand in one total order, `seq`; what each does to a holding is
told by the file's own `event_types` (`begins`, `ends`, `no_effect`), not by this program.

Behind the door every register holds together:

1. Each event names a known post, person and source, and stands inside the window, or before it with `opening`.
2. Time runs forwards: `seq` without a gap, the date never earlier than the one above, nor the time on one day.
3. No post for one holder is filled twice, nothing ends that never began, nobody takes up a post that does not exist
   (`holdings.replay`).
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from comitia.canonical import receive_json
from comitia.errors import Malformed
from comitia.record.holdings import check_order, replay
from comitia.record.offices import Alternative, EventTypes, OfficeEvent, Person, Post, Register
from comitia.record.shape import Node

_Named = TypeVar("_Named", Post, Person)


def receive_register(raw: bytes, what: str = "register") -> Register:
    """Read and check a register file.

    Raises:
        Malformed: not of the schema; the message names the entry and the field.
        Clash (an `Invalid`): two entries cannot both be true; the message names both.
    """
    root = Node(receive_json(raw, what), what)
    if root.need("schema_version") != 1 or isinstance(root.need("schema_version"), bool):
        raise Malformed(
            f"{what}: schema_version: found {root.need('schema_version')!r}, expected 1; it is another format"
        )
    window = root.inner("window")
    sources = _sources(root)
    register = Register(
        id=root.text("register"),
        title=root.text("title"),
        from_on=window.day("from"),
        to_on=window.day("to"),
        timezone=root.text("timezone"),
        types=_event_types(root.inner("event_types")),
        sources=MappingProxyType(sources),
        posts=MappingProxyType(_by_id([_post(node) for node in root.each("posts", "post")], f"{what}, posts")),
        persons=MappingProxyType(
            _by_id([_person(node) for node in root.each("persons", "person")], f"{what}, persons")
        ),
        events=tuple(_event(node) for node in root.each("events", "event")),
        holdings=(),
        unplaced=tuple(MappingProxyType(node.fields()) for node in root.each_if_any("unplaced", "unplaced fact")),
    )
    return fill(register, what)


def fill(register: Register, what: str = "register") -> Register:
    """Check that a register holds together, wherever its events came from, and replay them into holdings.

    Raises as `receive_register` does.
    """
    if register.to_on < register.from_on:
        raise Malformed(
            f"{what}: window: it ends on {register.to_on}, before it begins on {register.from_on}; swap them"
        )
    for post in register.posts.values():
        if post.valid_from and post.valid_to and post.valid_to < post.valid_from:
            raise Malformed(f"{what}: post {post.id}: valid_to {post.valid_to} is before valid_from {post.valid_from}")
        if post.ex_officio_of is not None and post.ex_officio_of not in register.posts:
            raise Malformed(f"{what}: post {post.id}: ex_officio_of names {post.ex_officio_of}, which is no post here")
    for event in register.events:
        _check_references(event, register, what)
    holdings = replay(register.events, register.posts, register.types, what)
    check_order(register.events, what)
    for holding in holdings:
        valid_to = register.posts[holding.post].valid_to
        if holding.ended is None and valid_to is not None and valid_to <= register.to_on:
            raise Malformed(
                f"{what}: post {holding.post} is no more from {valid_to}, and {holding.begun} never ended; "
                "add the entry that ends it"
            )
    return replace(register, holdings=holdings)


def _check_references(event: OfficeEvent, register: Register, what: str) -> None:
    """(1) Each event stands on what the register knows."""
    types = register.types
    if event.post not in register.posts:
        raise Malformed(
            f'{what}: entry {event.seq}: post "{event.post}" is not among the posts; add it or correct the id'
        )
    if event.person not in register.persons:
        raise Malformed(f'{what}: entry {event.seq}: person "{event.person}" is not among the persons; add them first')
    if event.event not in types.begins | types.ends | types.no_effect:
        known = ", ".join(sorted(types.begins | types.ends | types.no_effect))
        raise Malformed(f'{what}: entry {event.seq}: event "{event.event}" is not one of {known}')
    for source in (*event.source, *(other.source for other in event.disputed)):
        if source not in register.sources:
            raise Malformed(f'{what}: entry {event.seq}: source "{source}" is not among the sources; add it there')
    if event.on > register.to_on:
        raise Malformed(
            f"{what}: {event} is after the window, which ends on {register.to_on}; widen it or drop the entry"
        )
    if (event.on < register.from_on) != event.opening:
        found = "has no" if not event.opening else "has"
        raise Malformed(
            f'{what}: {event} {found} "opening", and the window begins on {register.from_on}; '
            "opening marks exactly the entries before the window"
        )


def _event_types(node: Node) -> EventTypes:
    words = [node.texts("begins", least=1), node.texts("ends", least=1), node.texts("no_effect")]
    flat = [word for group in words for word in group]
    for word in flat:
        if flat.count(word) > 1:
            raise Malformed(
                f'{node.where}: "{word}" stands twice; an event begins, ends or changes nothing, one of the three'
            )
    return EventTypes(*(frozenset(group) for group in words))


def _sources(root: Node) -> dict[str, Mapping[str, str]]:
    """Each source with the texts it has (title, url); what else it says of itself is nobody's concern here."""
    node = root.inner("sources")
    sources = {key: node.inner(key).fields() for key in node.fields()}
    return {
        key: MappingProxyType({name: part for name, part in fields.items() if isinstance(part, str)})
        for key, fields in sources.items()
    }


def _post(node: Node) -> Post:
    return Post(
        id=node.text("id"),
        title=node.text("title"),
        tier=node.text("tier"),
        filled_by=node.text("filled_by"),
        single_holder=node.truth("single_holder"),
        valid_from=node.day_or_none("valid_from"),
        valid_to=node.day_or_none("valid_to"),
        ex_officio_of=node.text_or_none("ex_officio_of"),
        note=node.text_or_none("note"),
        source=node.texts("source"),
    )


def _person(node: Node) -> Person:
    return Person(
        id=node.text("id"),
        name=node.text("name"),
        chamber=node.text_or_none("chamber"),
        party=node.text_or_none("party"),
        identifiers=MappingProxyType(node.named_texts("identifiers")),
    )


def _event(node: Node) -> OfficeEvent:
    return OfficeEvent(
        seq=node.whole("seq", least=1),
        on=node.day("date"),
        clock=node.clock_or_none("time"),
        person=node.text("person"),
        event=node.text("event"),
        post=node.text("post"),
        note=node.text_or_none("note"),
        source=node.texts("source", least=1),
        confidence=node.share("confidence"),
        opening=node.truth("opening", default=False),
        approximate=node.truth("approximate", default=False),
        disputed=tuple(_alternative(part) for part in node.each_if_any("disputed", "disputed date")),
    )


def _alternative(node: Node) -> Alternative:
    status = node.text("status")
    if status not in ("open", "rejected"):
        raise Malformed(f'{node.where}: status: found "{status}", expected "open" or "rejected"; correct it there')
    return Alternative(node.day_or_none("date"), node.text("source"), status, node.text_or_none("why"))


def _by_id(values: list[_Named], where: str) -> dict[str, _Named]:
    by_id = {value.id: value for value in values}
    if len(by_id) != len(values):
        ids = [value.id for value in values]
        twice = next(name for name in ids if ids.count(name) > 1)
        raise Malformed(f'{where}: the id "{twice}" stands twice; each needs its own')
    return by_id
