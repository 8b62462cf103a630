"""What may follow what.

One Setup, first. Ballots. EndBallots. EncryptedTally. Where the election has a non-homomorphic question: one Shuffle
or more, then EndShuffles; where it has none: neither. One PartialDecryption or more. Result, and nothing after it.

>>> from comitia.protocol.archive.event import EventType
>>> order = Order(has_shuffles=False)
>>> for kind in (EventType.SETUP, EventType.BALLOT, EventType.END_BALLOTS):
...     order = order.follow(kind, "event")
>>> order.follow(EventType.BALLOT, "event 3 (Ballot)")
Traceback (most recent call last):
    ...
comitia.errors.OutOfOrder: event 3 (Ballot): Ballot cannot follow EndBallots; expected EncryptedTally

Source: Belenios specification, "Public data", the table of the typical sequence. Other verifiers do not hold archives
to it; without it `Setup Ballot EndBallots Ballot` could mean one ballot to one reader and two to another.
"""

from dataclasses import dataclass, replace
from typing import Final

from comitia.errors import OutOfOrder
from comitia.protocol.archive.event import EventType

_AFTER: Final = {
    None: (EventType.SETUP,),
    EventType.SETUP: (EventType.BALLOT, EventType.END_BALLOTS),
    EventType.BALLOT: (EventType.BALLOT, EventType.END_BALLOTS),
    EventType.END_BALLOTS: (EventType.ENCRYPTED_TALLY,),
    EventType.SHUFFLE: (EventType.SHUFFLE, EventType.END_SHUFFLES),
    EventType.END_SHUFFLES: (EventType.PARTIAL_DECRYPTION,),
    EventType.PARTIAL_DECRYPTION: (EventType.PARTIAL_DECRYPTION, EventType.RESULT),
    EventType.RESULT: (),
}


_STANDING: Final = {
    None: "the election has not begun",
    EventType.SETUP: "voting is open",
    EventType.BALLOT: "voting is open",
    EventType.END_BALLOTS: "voting has ended and the encrypted tally is not published yet",
    EventType.ENCRYPTED_TALLY: "the encrypted tally is published",
    EventType.SHUFFLE: "the trustees are shuffling",
    EventType.END_SHUFFLES: "the shuffles are done",
    EventType.PARTIAL_DECRYPTION: "the trustees are decrypting",
    EventType.RESULT: "the result is published and the election closed",
}

_ACTS: Final = {
    EventType.SETUP: "the setup",
    EventType.BALLOT: "a ballot",
    EventType.END_BALLOTS: "the end of voting",
    EventType.ENCRYPTED_TALLY: "the encrypted tally",
    EventType.SHUFFLE: "a shuffle",
    EventType.END_SHUFFLES: "the end of the shuffles",
    EventType.PARTIAL_DECRYPTION: "a partial decryption",
    EventType.RESULT: "the result",
}


@dataclass(frozen=True, slots=True)
class Order:
    """How far an election has come: the type of its last event, and whether its questions need shuffles."""

    has_shuffles: bool
    last: EventType | None = None

    @property
    def next(self) -> tuple[EventType, ...]:
        """The types that may come now."""
        if self.last is EventType.ENCRYPTED_TALLY:
            return (EventType.SHUFFLE,) if self.has_shuffles else (EventType.PARTIAL_DECRYPTION,)
        return _AFTER[self.last]

    @property
    def is_open(self) -> bool:
        """Whether ballots are still accepted."""
        return self.last in (EventType.SETUP, EventType.BALLOT)

    def follow(self, kind: EventType, what: str) -> "Order":
        """The order after one more event of that type.

        Raises:
            OutOfOrder: an event of that type cannot come now.
        """
        if kind not in self.next:
            place = "come first" if self.last is None else f"follow {self.last.value}"
            expected = " or ".join(kind.value for kind in self.next) or "nothing: the election is closed"
            raise OutOfOrder(f"{what}: {kind.value} cannot {place}; expected {expected}")
        return replace(self, last=kind)

    def require(self, kind: EventType, what: str) -> None:
        """Whether an act of that type has its turn, said to whoever wants to act.

        Raises:
            OutOfOrder: it has not; the message says how far the election is and what comes next.
        """
        if kind not in self.next:
            expected = " or ".join(_ACTS[kind] for kind in self.next) or "nothing more"
            raise OutOfOrder(f"{what}: not now: {_STANDING[self.last]}; what comes next is {expected}")
