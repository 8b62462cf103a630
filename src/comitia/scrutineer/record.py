"""The first pass: the archive as a record, before anything in it is believed (checks 1 to 3).

One reading of the whole file answers three questions, and one fault does not hide another: after a broken link the
file is still read to its end, because damage to the file itself (check 1) is the earlier fault wherever it stands.

What the later passes need is kept in an `Outline`: the few entries that are not ballots, whole; of each ballot only its
place in the file and the height of its event, so that a million ballots take a few megabytes.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from comitia.canonical import receive_json
from comitia.errors import ComitiaError, NotSupported
from comitia.protocol.archive.event import EventType
from comitia.protocol.archive.order import Order
from comitia.protocol.archive.reader import Entry, Record, check_link, check_payload, open_archive, read_entries
from comitia.protocol.archive.record import BLOCK
from comitia.scrutineer.checks import ARCHIVE, CHAIN, ORDER, Check
from comitia.scrutineer.ledger import Ledger, Sitting
from comitia.scrutineer.meter import Meter


@dataclass(slots=True)
class Ballots:
    """Where the ballots stand: for each its first byte in the archive, its length, and the height of its event."""

    starts: "array[int]" = field(default_factory=lambda: array("Q"))
    sizes: "array[int]" = field(default_factory=lambda: array("L"))
    heights: "array[int]" = field(default_factory=lambda: array("L"))

    def __len__(self) -> int:
        return len(self.starts)

    def add(self, entry: Entry) -> None:
        """Remember the place of the ballot of one `Ballot` entry."""
        self.starts.append(entry.data[-1].start + BLOCK)
        self.sizes.append(len(entry.data[-1].content))
        self.heights.append(entry.event.height)


@dataclass(slots=True)
class Outline:
    """What an archive holds, in order: one Setup, ballots, and what follows them as far as the election has come."""

    setup: Entry
    ballots: Ballots
    later: list[Entry]
    last_event: str
    is_open: bool

    def entries(self, kind: EventType) -> list[Entry]:
        """The entries of one type after the ballots, in their order."""
        return [entry for entry in self.later if entry.event.type is kind]


class _Broken(Exception):
    """The file itself is damaged; the message is the archive reader's."""


def read_record(sitting: Sitting) -> Outline | None:
    """Read the whole archive once and write down checks 1 to 3; None if one of them fails.

    Raises:
        NotSupported: written for another version of the protocol.
    """
    walk = _Walk()
    source, meter = sitting.source, sitting.meter
    meter.begin("bytes", 0 if source.is_gzip else source.path.stat().st_size)
    try:
        with source.open() as stream:
            for entry in read_entries(_watch(stream, meter)):
                walk.take(entry)
    except _Broken as fault:
        walk.faults[ARCHIVE] = str(fault)
    except NotSupported:
        raise
    except ComitiaError as fault:
        # An event record could not be read, so the entries end here; whether the file is whole is still to be found
        # out.
        walk.faults.setdefault(CHAIN, str(fault))
        try:
            with source.open() as stream:
                for _ in _watch(stream, meter):
                    pass
        except _Broken as damage:
            walk.faults[ARCHIVE] = str(damage)
    return walk.write_down(sitting.ledger)


class _Walk:
    """What is known of the entries up to here: the links, the order, the first fault of each check."""

    def __init__(self) -> None:
        self.faults: dict[Check, str] = {}
        self.previous: Entry | None = None
        self.order = Order(has_shuffles=False)
        self.setup: Entry | None = None
        self.ballots = Ballots()
        self.later: list[Entry] = []
        self.n_events = 0

    def take(self, entry: Entry) -> None:
        """One more entry: its link, its data, its turn."""
        self.n_events += 1
        if CHAIN not in self.faults:
            try:
                check_link(entry, self.previous)
                check_payload(entry)
            except NotSupported:
                raise
            except ComitiaError as fault:
                self.faults[CHAIN] = str(fault)
        self.previous = entry
        if self.faults:
            return
        try:
            self.order = self.order.follow(entry.event.type, entry.name)
        except ComitiaError as fault:
            self.faults[ORDER] = str(fault)
            return
        match entry.event.type:
            case EventType.SETUP:
                self.setup = entry
                self.order = replace(self.order, has_shuffles=_asks_for_shuffles(entry.data[0].content))
            case EventType.BALLOT:
                self.ballots.add(entry)
            case _:
                self.later.append(entry)

    def write_down(self, ledger: Ledger) -> Outline | None:
        """The findings of checks 1 to 3, and the outline if all of them hold."""
        if ARCHIVE in self.faults:
            ledger.fails(ARCHIVE, self.faults[ARCHIVE])
        else:
            ledger.holds(ARCHIVE, f"{self.n_events} events" if self.n_events != 1 else "one event")
        if ledger.rests_on(CHAIN, ARCHIVE):
            if CHAIN in self.faults:
                ledger.fails(CHAIN, self.faults[CHAIN])
            else:
                ledger.holds(CHAIN, f"unbroken to event {self.n_events - 1}" if self.n_events else "no event yet")
        if ledger.rests_on(ORDER, CHAIN):
            if self.setup is None:
                self.faults.setdefault(ORDER, "the archive has no event; expected at least Setup")
            if ORDER in self.faults:
                ledger.fails(ORDER, self.faults[ORDER])
            else:
                ledger.holds(ORDER, _describe(self.order))
        if self.faults or self.setup is None or self.previous is None:
            return None
        return Outline(self.setup, self.ballots, self.later, self.previous.digest, self.order.is_open)


def _asks_for_shuffles(election: bytes) -> bool:
    """Whether an election record has a non-homomorphic question, as far as it can be read; check 4 judges it."""
    try:
        value = receive_json(election, "election")
    except ComitiaError:
        return False
    questions = value.get("questions") if isinstance(value, dict) else None
    return isinstance(questions, list) and any(
        isinstance(question, dict) and question.get("type") == "NonHomomorphic" for question in questions
    )


def _watch(stream: BinaryIO, meter: Meter) -> Iterator[Record]:
    """The records of an archive; what is wrong with the file is told apart from what is wrong with its events."""
    try:
        _, records = open_archive(stream)
        for record in records:
            meter.advance(record.end - record.start)
            yield record
    except NotSupported:
        raise
    except ComitiaError as fault:
        raise _Broken(str(fault)) from fault


def _describe(order: Order) -> str:
    if order.is_open:
        return "voting is open"
    expected = " or ".join(kind.value for kind in order.next)
    return "complete: the archive is closed" if not expected else f"voting has ended; next comes {expected}"
