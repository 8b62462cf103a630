"""The kinds of fact, in Popolo's words, and the few that Popolo has no word for.

Popolo's own (https://www.popoloproject.com): person, organization, post, membership, motion, vote_event with its
counts. Ours, needed for an answer that can be checked: `source` (what a fact rests on), `register` (the frame of a
register of offices), `office_event` (what begins or ends a membership in a post), `statement` (somebody supports,
endorses or calls on a holder to go, on a day and at a place) and `nomination` (one that has force under a clause). A
vote event also carries `clause`, `effect`, `electorate` and `proof`; Popolo's export puts them in our namespace.

A fact is its kind, its id and a body of exactly the fields listed in `FIELDS`: an unknown field is refused, so that
nothing enters the record that nobody can read. No member's vote and no private person's data has a field here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from comitia.canonical import Json
from comitia.errors import Malformed
from comitia.record.shape import Node

STATEMENTS = (
    "supports",
    "opposes",
    "nominates",
    "endorses",
    "calls_to_go",
    "calls_to_stay",
    "will_stand",
    "will_not_stand",
)
"""What a statement says. `nominates` said in public has no force; a `nomination` received under a clause has."""

OPTIONS = ("yes", "no", "abstain", "blank", "spoilt", "absent", "not voting", "paired")
"""The options of a count that are not candidates: Popolo's words, with blank and spoilt papers apart."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact; `body` holds checked JSON values in the fields of its kind, absent fields left out."""

    kind: str
    id: str
    body: Mapping[str, Json]

    def get(self, field: str) -> Json:
        """A field's value, or None."""
        return self.body.get(field)

    def refers_to(self) -> Iterator[tuple[str, str]]:
        """The facts this one stands on, as (kind, id)."""
        for field, kinds in REFERENCES.items():
            if field in self.body:
                yield kinds, self.body[field]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a kind: how it is read, and whether it must be there."""

    read: Callable[[Node, str], Json]
    needed: bool = False


def receive_fact(node: Node, kind: str) -> Fact:
    """Read the body of a fact of a kind.

    Raises:
        Malformed: an unknown kind or field, a missing one, or a value of the wrong form.
    """
    if kind not in FIELDS:
        raise Malformed(f'{node.where}: kind: found "{kind}", expected one of {", ".join(FIELDS)}')
    fields = FIELDS[kind]
    for name in node.fields():
        if name not in fields:
            raise Malformed(f'{node.where}: "{name}" is no field of a {kind}; its fields are {", ".join(fields)}')
    body = {}
    for name, field in fields.items():
        if field.needed or node.has(name):
            body[name] = field.read(node, name)
    if kind in ("statement", "nomination"):
        _check_saying(node, kind, body)
    return Fact(kind, body["id"], MappingProxyType(body))


def _text(node: Node, name: str) -> Json:
    return node.text(name)


def _day(node: Node, name: str) -> Json:
    return node.day(name).isoformat()


def _clock(node: Node, name: str) -> Json:
    return f"{node.clock(name):%H:%M}"


def _truth(node: Node, name: str) -> Json:
    return node.truth(name)


def _whole(node: Node, name: str) -> Json:
    return node.whole(name)


def _named(node: Node, name: str) -> Json:
    return node.named_texts(name)


def _texts(node: Node, name: str) -> Json:
    return list(node.texts(name, least=1))


def _confidence(node: Node, name: str) -> Json:
    """A share as text, "0.85": one spelling for each value, whatever JSON makes of numbers."""
    value = node.fields()[name]
    share = Node({name: Decimal(value)}, node.where) if isinstance(value, str) and _is_decimal(value) else node
    return format(share.share(name).normalize(), "f")


def _counts(node: Node, name: str) -> Json:
    counts = [{"option": part.text("option"), "value": part.whole("value")} for part in node.each(name, "count")]
    options = [count["option"] for count in counts]
    if len(set(options)) != len(options):
        raise Malformed(f"{node.where}: {name}: an option stands twice; add the two up or name them apart")
    return counts


def _types(node: Node, name: str) -> Json:
    inner = node.inner(name)
    return {key: list(inner.texts(key)) for key in ("begins", "ends", "no_effect")}


def _electorate(node: Node, name: str) -> Json:
    inner = node.inner(name)
    known: dict[str, Json] = {"n_entitled": inner.whole("n_entitled")}
    return known | {key: inner.text(key) for key in ("rule", "frozen_on", "digest") if inner.has(key)}


def _effects(node: Node, name: str) -> Json:
    keys = ("kind", "post", "person", "clause", "text")
    return [{key: part.text(key) for key in keys if part.has(key)} for part in node.each(name, "effect")]


def _is_decimal(text: str) -> bool:
    whole, _, fraction = text.partition(".")
    return text.isascii() and whole.isdigit() and (fraction.isdigit() or "." not in text) and len(text) <= 12


def _check_saying(node: Node, kind: str, body: Mapping[str, Json]) -> None:
    said = body.get("says")
    if kind == "statement" and said not in STATEMENTS:
        raise Malformed(f'{node.where}: says: found "{said}", expected one of {", ".join(STATEMENTS)}')
    if sum(who in body for who in ("by_person_id", "by_organization_id")) != 1:
        raise Malformed(f"{node.where}: expected by_person_id or by_organization_id, one of the two: who speaks?")
    if not any(whom in body for whom in ("about_person_id", "about_motion_id", "contest_id")):
        raise Malformed(f"{node.where}: expected about_person_id, about_motion_id or contest_id: about what?")


_ID, _NAME = Field(_text, needed=True), Field(_text, needed=True)
_MAYBE, _DATE, _ON = Field(_text), Field(_day), Field(_day, needed=True)
_SAID: dict[str, Field] = {
    "id": _ID,
    "by_person_id": _MAYBE,
    "by_organization_id": _MAYBE,
    "about_person_id": _MAYBE,
    "about_motion_id": _MAYBE,
    "contest_id": _MAYBE,
    "date": _ON,
    "time": Field(_clock),
    "place": _MAYBE,
    "note": _MAYBE,
}

FIELDS: Mapping[str, Mapping[str, Field]] = {
    "source": {"id": _ID, "title": _NAME, "url": _MAYBE, "digest": _MAYBE},
    "register": {
        "id": _ID,
        "title": _NAME,
        "from": _ON,
        "to": _ON,
        "timezone": _NAME,
        "event_types": Field(_types, needed=True),
    },
    "organization": {"id": _ID, "name": _NAME, "classification": _MAYBE, "parent_id": _MAYBE, "founding_date": _DATE},
    "person": {"id": _ID, "name": _NAME, "chamber": _MAYBE, "party": _MAYBE, "identifiers": Field(_named)},
    "post": {
        "id": _ID,
        "label": _NAME,
        "role": _NAME,
        "organization_id": _MAYBE,
        "filled_by": _NAME,
        "single_holder": Field(_truth, needed=True),
        "start_date": _DATE,
        "end_date": _DATE,
        "ex_officio_of": _MAYBE,
        "note": _MAYBE,
    },
    "membership": {
        "id": _ID,
        "person_id": _NAME,
        "organization_id": _NAME,
        "role": _MAYBE,
        "start_date": _DATE,
        "end_date": _DATE,
    },
    "office_event": {
        "id": _ID,
        "person_id": _NAME,
        "post_id": _NAME,
        "event": _NAME,
        "date": _ON,
        "time": Field(_clock),
        "approximate": Field(_truth),
        "confidence": Field(_confidence, needed=True),
        "note": _MAYBE,
        "vote_event_id": _MAYBE,
        "clause": _MAYBE,
    },
    "motion": {
        "id": _ID,
        "organization_id": _NAME,
        "text": _NAME,
        "classification": _MAYBE,
        "creator_id": _MAYBE,
        "date": _ON,
        "time": Field(_clock),
        "requirement": _MAYBE,
        "result": _MAYBE,
        "clause": _MAYBE,
    },
    "vote_event": {
        "id": _ID,
        "motion_id": _MAYBE,
        "contest_id": _MAYBE,
        "organization_id": _NAME,
        "date": _ON,
        "time": Field(_clock),
        "is_secret": Field(_truth, needed=True),
        "counts": Field(_counts, needed=True),
        "needed": Field(_whole),
        "base": _MAYBE,
        "result": _MAYBE,
        "clause": _MAYBE,
        "effect": Field(_effects),
        "electorate": Field(_electorate),
        "proof": Field(_named),
    },
    "contest": {"id": _ID, "post_id": _NAME, "name": _NAME, "date": _ON, "clause": _MAYBE},
    "statement": {**_SAID, "says": _NAME},
    "nomination": {**_SAID, "route": _NAME, "clause": _NAME},
}
"""Every kind with its fields, in the order in which they are shown."""

REFERENCES: Mapping[str, str] = {
    "organization_id": "organization",
    "parent_id": "organization",
    "person_id": "person",
    "creator_id": "person",
    "post_id": "post",
    "ex_officio_of": "post",
    "motion_id": "motion",
    "vote_event_id": "vote_event",
    "contest_id": "contest",
    "by_person_id": "person",
    "by_organization_id": "organization",
    "about_person_id": "person",
    "about_motion_id": "motion",
}
"""The kind of fact that a field names by its id."""
