"""What a board says: an archive read from its first event to its last.

`BoardView` is built entry after entry and keeps what the next steps need; the ballots' bytes stay on disk.
`read_board` is for whoever is not the board. `verify_for_trustee` is what a trustee's tool does before it touches the
key: it believes the ballots, not the tally that it is shown.

Source: Belenios specification, "Public data" and "Tally".
"""

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from comitia.errors import Invalid, Malformed, OutOfOrder
from comitia.protocol.archive.event import EventType
from comitia.protocol.archive.order import Order
from comitia.protocol.archive.reader import Entry, check_link, check_payload, open_archive, read_entries
from comitia.protocol.archive.record import BLOCK
from comitia.protocol.ballot import ranked_ciphertexts
from comitia.protocol.board.setup import Setup, receive_setup
from comitia.protocol.decryption import find_owner, receive_owned
from comitia.protocol.result import Result, receive_result
from comitia.protocol.shuffle import receive_owned_shuffle, receive_shuffle
from comitia.protocol.tally import (
    EncryptedTally,
    SizedTally,
    Tally,
    count_ballots,
    receive_encrypted_tally,
    receive_sized_tally,
)
from comitia.protocol.trustees import Owner

OnBatch: TypeAlias = Callable[[int], None]
"""Called with the number of ballots that a step has dealt with, to show progress."""

OnBytes: TypeAlias = Callable[[int], None]
"""Called with the number of bytes of an archive that have been read, to show progress."""


@dataclass(slots=True)
class BoardView:
    """What an archive says so far. Built by `follow`, entry after entry; a ballot's bytes stay on disk.

    `partials` are the partial decryptions by owner's number, as published, and `shufflers` the owners of the shuffles
    in their order: the proofs are for the reader to check. A shuffle's bytes stay on disk too.
    """

    path: Path
    setup: Setup
    order: Order
    last: Entry
    encrypted_tally: bytes | None = None
    sized: SizedTally | None = None
    partials: dict[int, bytes] = field(default_factory=dict)
    shufflers: tuple[int, ...] = ()
    result: Result | None = None
    _digests: set[str] = field(default_factory=set, repr=False)
    _ciphertexts: set[bytes] = field(default_factory=set, repr=False)
    _places: "array[int]" = field(default_factory=lambda: array("q"), repr=False)
    _shuffles: "array[int]" = field(default_factory=lambda: array("q"), repr=False)

    @property
    def n_ballots(self) -> int:
        """How many ballots were accepted, revotes included."""
        return len(self._places) // 2

    def has_ballot(self, digest: str) -> bool:
        """Whether a ballot with this SHA-256 is on the board."""
        return digest in self._digests

    def has_ciphertext(self, raw: bytes) -> bool:
        """Whether a ballot on the board has an encrypted rank or grade that this ballot has too."""
        return not self._ciphertexts.isdisjoint(ranked_ciphertexts(raw))

    def ballots(self) -> Iterator[bytes]:
        """Every ballot in the order of the board, read from disk one by one."""
        return self._read(self._places)

    def shuffles(self) -> Iterator[bytes]:
        """Every shuffle in the order of the board, read from disk one by one; `shufflers` are their owners."""
        return self._read(self._shuffles)

    def _read(self, places: "array[int]") -> Iterator[bytes]:
        with self.path.open("rb") as archive:
            for place in range(0, len(places), 2):
                archive.seek(places[place])
                yield archive.read(places[place + 1])

    def follow(self, entry: Entry) -> None:
        """Take one more entry, which has passed `check_link` and `check_payload`.

        Raises:
            OutOfOrder: its type cannot come now, or its owner has sent one before.
            Malformed, Invalid: its payload does not hold.
        """
        self.order = self.order.follow(entry.event.type, entry.name)
        match entry.event.type:
            case EventType.BALLOT:
                record = entry.data[0]
                self._digests.add(record.digest)
                self._ciphertexts.update(ranked_ciphertexts(record.content))
                self._places.extend((record.start + BLOCK, len(record.content)))
            case EventType.ENCRYPTED_TALLY:
                self.encrypted_tally, self.sized = entry.data[0].content, receive_sized_tally(entry.payload)
            case EventType.SHUFFLE:
                owner = receive_owned_shuffle(entry.payload, self.setup.trustees, self.shufflers, entry.name)
                self.shufflers = (*self.shufflers, owner.number)
                self._shuffles.extend((entry.data[0].start + BLOCK, len(entry.data[0].content)))
            case EventType.PARTIAL_DECRYPTION:
                owned = receive_owned(entry.payload, entry.name)
                owner = find_owner(self.setup.trustees, owned.owner, entry.name)
                self.check_first(owner)
                self.partials[owner.number] = entry.data[0].content
            case EventType.RESULT:
                self.result = receive_result(entry.payload, self.setup.election.questions)
            case _:
                pass
        self.last = entry

    def check_first(self, owner: Owner) -> None:
        """Whether this trustee has sent no partial decryption yet.

        Raises:
            OutOfOrder: it has.
        """
        if owner.number in self.partials:
            raise OutOfOrder(
                f"partial decryption: trustee {owner.number} has sent one already; expected another trustee, or the "
                "result"
            )


def begin_view(path: Path, entry: Entry, *, threads: int = 1) -> BoardView:
    """The view after the first entry, which must be the Setup."""
    order = Order(has_shuffles=False).follow(entry.event.type, entry.name)
    setup = receive_setup(entry, threads=threads)
    return BoardView(path, setup, Order(not setup.election.is_homomorphic, order.last), entry)


def read_board(path: Path, *, threads: int = 1, on_bytes: OnBytes = lambda n_bytes: None) -> BoardView:
    """Read an archive without locking it: chain, order and setup are checked, ballots and proofs are not.

    `on_bytes` is called with the size of each entry that has been read.

    Raises:
        Malformed, Invalid, OutOfOrder, NotSupported: the first thing that is not as it must be.
    """
    view: BoardView | None = None
    with path.open("rb") as archive:
        _, records = open_archive(archive)
        for entry in read_entries(records):
            check_link(entry, None if view is None else view.last)
            check_payload(entry)
            if view is None:
                view = begin_view(path, entry, threads=threads)
            else:
                view.follow(entry)
            on_bytes(entry.end - entry.start)
    if view is None:
        raise Malformed(f"{path.name}: holds no event; expected a Setup")
    return view


def verify_for_trustee(
    path: Path,
    act: EventType = EventType.PARTIAL_DECRYPTION,
    *,
    threads: int = 1,
    on_batch: OnBatch = lambda n_ballots: None,
) -> tuple[BoardView, EncryptedTally]:
    """What a trustee's tool checks before it shuffles or decrypts (`act`): the whole board, the tally computed again
    from the ballots, every shuffle since. Gives the tally to act on: computed here, and shuffled as proved.

    Raises:
        OutOfOrder: it is not the turn of `act`: there is no tally yet, or the result is there already.
        Malformed, Invalid, NotEntitled: anything on the board does not hold; above all, a tally that is not its own.
    """
    view = read_board(path, threads=threads)
    view.order.require(act, "shuffle" if act is EventType.SHUFFLE else "partial decryption")
    context = view.setup.open_context(threads=threads)
    tally = count_ballots(context, view.ballots, threads=threads, on_batch=on_batch)
    check_tally(view, tally)
    computed = receive_encrypted_tally(tally.raw, context, threads=threads)
    return view, follow_shuffles(view, computed, threads=threads)


def follow_shuffles(view: BoardView, tally: EncryptedTally, *, threads: int = 1) -> EncryptedTally:
    """What the shuffles on the board, one after the other, make of this tally; itself where there are none.

    Raises:
        Malformed, Invalid: the first shuffle that does not hold.
    """
    for number, (owner, raw) in enumerate(zip(view.shufflers, view.shuffles(), strict=True), 1):
        tally = receive_shuffle(raw, tally, f"shuffle {number}, by trustee {owner}", threads=threads)
    return tally


def check_tally(view: BoardView, tally: Tally) -> None:
    """Whether the published tally and its size are those that were computed from the ballots.

    Raises:
        Invalid: one of them is not; do not decrypt it.
    """
    if view.encrypted_tally != tally.raw:
        raise Invalid(
            "encrypted tally: it is not the product of the ballots on the board that count; do not decrypt it, it "
            "could hold a single voter's ballot"
        )
    if view.sized != tally.sized:
        raise Invalid(
            f"sized tally: found {view.sized and view.sized.num_tallied} ballots of weight "
            f"{view.sized and view.sized.total_weight}, expected {tally.sized.num_tallied} of weight "
            f"{tally.sized.total_weight}"
        )


def find_event(path: Path, height: int) -> str | None:
    """The hash of the event at this height, or None if the archive does not reach it.

    Whoever kept the hash of one event can see with it that everything up to that event is still there, unchanged.
    """
    with path.open("rb") as archive:
        _, records = open_archive(archive)
        for entry in read_entries(records):
            if entry.event.height == height:
                return entry.digest
    return None
