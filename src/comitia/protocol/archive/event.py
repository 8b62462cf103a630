"""Events: the links of the chain.

An event says what happened (`type`), which record tells it (`payload`, by hash), what happened before (`parent`, the
hash of the previous event) and how many came before it (`height`, from 0). So whoever keeps the hash of one event
holds everything up to it.

>>> raw = b'{"height":0,"type":"Setup","payload":"' + b"0" * 64 + b'"}'
>>> receive_event(raw, "event 0").type
<EventType.SETUP: 'Setup'>
>>> render_event(receive_event(raw, "event 0")) == raw
True

Source: Belenios specification, "Public data".
"""

from dataclasses import dataclass
from enum import Enum

from comitia.canonical import Json, receive_json, render_json
from comitia.errors import Malformed
from comitia.protocol.fields import take_hash, take_object, take_small, take_text


class EventType(Enum):
    """What can happen in an election, in the words of the archive."""

    SETUP = "Setup"
    BALLOT = "Ballot"
    END_BALLOTS = "EndBallots"
    ENCRYPTED_TALLY = "EncryptedTally"
    SHUFFLE = "Shuffle"
    END_SHUFFLES = "EndShuffles"
    PARTIAL_DECRYPTION = "PartialDecryption"
    RESULT = "Result"

    @property
    def has_payload(self) -> bool:
        """Whether such an event refers to a record: all but the two that only end something."""
        return self not in (EventType.END_BALLOTS, EventType.END_SHUFFLES)


@dataclass(frozen=True, slots=True)
class Event:
    """One link: `parent` is None in the first event alone, `payload` is None for the two that end something."""

    type: EventType
    height: int
    parent: str | None
    payload: str | None


def receive_event(raw: bytes, what: str) -> Event:
    """Read one event record.

    Raises:
        Malformed: not JSON, another field, an unknown type, a payload where none belongs or none where one does, or
            not the canonical spelling.
    """
    fields = take_object(receive_json(raw, what, max_bytes=4096), what, ("height", "type"), ("parent", "payload"))
    name = take_text(fields["type"], f"{what}: type")
    try:
        kind = EventType(name)
    except ValueError:
        expected = ", ".join(kind.value for kind in EventType)
        raise Malformed(f"{what}: found the type {name[:40]!r}, expected one of {expected}") from None
    event = Event(
        type=kind,
        height=take_small(fields["height"], f"{what}: height"),
        parent=take_hash(fields["parent"], f"{what}: parent") if "parent" in fields else None,
        payload=take_hash(fields["payload"], f"{what}: payload") if "payload" in fields else None,
    )
    if (event.payload is not None) != kind.has_payload:
        raise Malformed(f"{what}: {name} {'has no' if kind.has_payload else 'has a'} payload, expected the contrary")
    if render_event(event) != raw:
        raise Malformed(f"{what}: not in the canonical spelling (compact JSON; parent, height, type, payload)")
    return event


def render_event(event: Event) -> bytes:
    """The one spelling of an event."""
    value: dict[str, Json] = {} if event.parent is None else {"parent": event.parent}
    value |= {"height": event.height, "type": event.type.value}
    if event.payload is not None:
        value["payload"] = event.payload
    return render_json(value)
