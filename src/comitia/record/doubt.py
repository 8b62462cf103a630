"""Which answers stand on doubtful ground.

An answer has two flags. Both are found by asking again, not by reading the answer:

- it *depends on a disputed date* when some open alternative would change it. The alternative dates of one day that
  come from one source move together (a departure and the appointment that follows it), and also each by itself; a
  move that makes the register contradict itself is no possible world and is left out. A rejected alternative never
  counts, nor one without a date.
- it *depends on low confidence* when it changes as one entry below 0.75 is left out. Without the entry that began a
  holding, the holding is left out; without the entry that ended it, the holding lasts until somebody else fills the
  post.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from comitia.canonical import Json
from comitia.record.holdings import Clash, replay
from comitia.record.offices import OfficeEvent, Register
from comitia.record.questions import Question, ask

LOW_CONFIDENCE = Decimal("0.75")
"""An entry below this is one that an answer should not rest on unsaid."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What an answer depends on: the entries whose other date, or whose absence, would change it."""

    disputed: tuple[OfficeEvent, ...]
    low_confidence: tuple[OfficeEvent, ...]

    def flags(self) -> dict[str, bool]:
        """The flags that are raised, by the names of the questions file."""
        raised = {
            "depends_on_disputed_date": bool(self.disputed),
            "depends_on_low_confidence": bool(self.low_confidence),
        }
        return {name: True for name, is_raised in raised.items() if is_raised}


@dataclass(frozen=True, slots=True)
class Doubter:
    """A register with its other possible worlds, computed once for many questions."""

    register: Register
    moved: tuple[tuple[tuple[OfficeEvent, ...], Register], ...]
    without: tuple[tuple[OfficeEvent, Register], ...]

    def doubt(self, question: Question) -> Doubt:
        """What the answer to a question depends on; raises as `ask` does."""
        answer = ask(self.register, question)
        disputed = [event for events, other in self.moved if ask(other, question) != answer for event in events]
        low = [event for event, other in self.without if ask(other, question) != answer]
        return Doubt(_by_seq(disputed), _by_seq(low))


def doubter_of(register: Register) -> Doubter:
    """Work out the other worlds that the register's own doubts allow."""
    moved = tuple(_moved_worlds(register))
    without = tuple(
        (event, world)
        for event in register.events
        if event.confidence < LOW_CONFIDENCE and (world := _without(register, event)) is not None
    )
    return Doubter(register, moved, without)


def open_dates(register: Register) -> list[Json]:
    """The open questions of the register: each entry with an undecided date, and what other sources say."""
    return [
        {
            "seq": event.seq,
            "person": event.person,
            "event": event.event,
            "post": event.post,
            "date": event.on.isoformat(),
            "or": [
                {"date": other.on.isoformat() if other.on else None, "source": other.source, "why": other.why}
                for other in event.disputed
                if other.status == "open"
            ],
        }
        for event in register.events
        if any(other.status == "open" for other in event.disputed)
    ]


def _moved_worlds(register: Register) -> Iterator[tuple[tuple[OfficeEvent, ...], Register]]:
    groups: dict[tuple[date, date, str], list[OfficeEvent]] = {}
    for event in register.events:
        for other in event.disputed:
            if other.status == "open" and other.on is not None and other.on != event.on:
                groups.setdefault((event.on, other.on, other.source), []).append(event)
    for (_, day, _), events in groups.items():
        for together in [events, *([event] for event in events if len(events) > 1)]:
            world = _replayed(register, _move(register.events, {event.seq for event in together}, day))
            if world is not None:
                yield tuple(together), world


def _move(events: Iterable[OfficeEvent], seqs: set[int], day: date) -> list[OfficeEvent]:
    """Redate some entries: moved back they close their new day, moved on they open it, in the order they had."""
    staying = [event for event in events if event.seq not in seqs]
    moving = [replace(event, on=day, clock=None) for event in events if event.seq in seqs]
    is_later = any(event.seq in seqs and event.on < day for event in events)
    place = sum(event.on < day if is_later else event.on <= day for event in staying)
    return [*staying[:place], *moving, *staying[place:]]


def _without(register: Register, event: OfficeEvent) -> Register | None:
    holding = next((one for one in register.holdings if event in (one.begun, one.ended)), None)
    gone = {event.seq}
    if holding is not None and holding.begun == event:
        # An entry that only confirms the holding falls with it.
        last = holding.ended.seq if holding.ended else register.events[-1].seq
        gone |= {
            other.seq
            for other in register.events
            if event.seq < other.seq <= last and (other.post, other.person) == (event.post, event.person)
        }
    events: list[OfficeEvent] = []
    for other in register.events:
        if holding is not None and holding.ended == event and other.seq > event.seq and _fills(register, other, event):
            events.append(replace(event, on=other.on, clock=other.clock, event="ended"))
            holding = None
        if other.seq not in gone:
            events.append(other)
    return _replayed(register, events)


def _fills(register: Register, other: OfficeEvent, ended: OfficeEvent) -> bool:
    """Whether an entry fills the post so that the holding that `ended` closes cannot last beyond it."""
    if other.post != ended.post or other.event not in register.types.begins:
        return False
    return register.posts[other.post].single_holder or other.person == ended.person


def _replayed(register: Register, events: Iterable[OfficeEvent]) -> Register | None:
    """The register with other entries, numbered anew; None where they contradict one another."""
    numbered = tuple(replace(event, seq=number) for number, event in enumerate(events, 1))
    try:
        return replace(register, events=numbered, holdings=replay(numbered, register.posts, register.types))
    except Clash:
        return None


def _by_seq(events: Iterable[OfficeEvent]) -> tuple[OfficeEvent, ...]:
    return tuple(sorted({event.seq: event for event in events}.values(), key=lambda event: event.seq))
