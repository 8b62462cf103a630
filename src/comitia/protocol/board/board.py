"""The bulletin board: what it accepts, in what order, and what it says then.

A board accepts a ballot if voting is open, the ballot was not there before, its credential is in the list and every
proof in it holds; a voter's later ballot replaces the earlier one in the count, and both stay. It publishes the tally
once voting has ended; where ranks or grades were asked for, trustees' shuffles, each of what the one before handed on,
until they are ended; a trustee's partial decryption if its proofs hold and the trustee has sent none before, and the
result when enough have. Whatever it accepts is on disk before it says so; the archive is locked while it acts.

Source: Belenios specification, "Vote" and "Tally".
"""

from collections.abc import Mapping
from pathlib import Path

from comitia.canonical import sha256_hex
from comitia.errors import Malformed, OutOfOrder
from comitia.protocol.archive.event import EventType
from comitia.protocol.archive.writer import ArchiveFile, create_archive
from comitia.protocol.ballot import Ballot, receive_ballot, tracker_of
from comitia.protocol.board.setup import Setup, check_setup, render_setup_data
from comitia.protocol.board.view import BoardView, OnBatch, OnBytes, begin_view, follow_shuffles
from comitia.protocol.decryption import (
    Owned,
    choose_partial_decryptions,
    find_owner,
    open_tally,
    partial_decryption_fault,
    receive_partial_decryption,
    render_owned,
)
from comitia.protocol.election import ElectionContext
from comitia.protocol.group import Fault
from comitia.protocol.result import Result, make_result, render_result
from comitia.protocol.shuffle import check_new_owner, receive_shuffle
from comitia.protocol.tally import EncryptedTally, Tally, count_ballots, receive_encrypted_tally, render_sized_tally


def open_election(path: Path, time: int, election: bytes, trustees: bytes, credentials: bytes) -> Setup:
    """Check the three records and publish them in a new archive; voting is open from then on.

    Raises:
        Malformed, Invalid, NotSupported: a record does not hold (see `check_setup`), or nobody is entitled; nothing is
            written.
        OutOfOrder: there is a file of that name already.
    """
    setup = check_setup(election, trustees, credentials)
    if not setup.credentials.entries:
        raise Malformed("public credentials: the list is empty; expected at least one voter")
    create_archive(path, time, [election, trustees, credentials, render_setup_data(election, trustees, credentials)])
    return setup


class Board:
    """A board that acts on a locked archive."""

    def __init__(self, archive: ArchiveFile, *, threads: int = 1, on_bytes: OnBytes = lambda n_bytes: None) -> None:
        """Replay the archive and be ready.

        Raises:
            Malformed, Invalid, OutOfOrder, NotSupported: the archive is not as it must be.
        """
        self._archive = archive
        self._threads = threads
        self._context: ElectionContext | None = None
        self._current: EncryptedTally | None = None
        view: BoardView | None = None
        for entry in archive.replay():
            if view is None:
                view = begin_view(archive.path, entry, threads=threads)
            else:
                view.follow(entry)
            on_bytes(entry.end - entry.start)
        if view is None:
            raise Malformed(f"{archive.path.name}: holds no event; expected a Setup")
        self.view = view

    @property
    def context(self) -> ElectionContext:
        """The election ready to check ballots; made when first asked for."""
        if self._context is None:
            self._context = self.view.setup.open_context(threads=self._threads)
        return self._context

    def receive_ballot(self, raw: bytes) -> Ballot:
        """Accept a ballot.

        Raises:
            OutOfOrder: voting has ended, or the very same ballot is on the board, or one with the same encrypted ranks.
            Malformed, NotEntitled, Invalid: the ballot does not hold (see `ballot.receive_ballot`).
        """
        self._require(EventType.BALLOT, "ballot")
        if self.view.has_ballot(sha256_hex(raw)):
            raise OutOfOrder(
                f"ballot {tracker_of(raw)}: is on the board already; a voter who votes again makes a new ballot, "
                "even for the same choice"
            )
        ballot = receive_ballot(raw, self.context)
        if self.view.has_ciphertext(raw):
            raise OutOfOrder(
                f"ballot {ballot.tracker}: repeats a ciphertext of a ballot on the board; a repeated one would be "
                "known again after the shuffles. Encrypt the vote anew"
            )
        self._append(EventType.BALLOT, raw)
        return ballot

    def end_ballots(self) -> None:
        """End the voting.

        Raises:
            OutOfOrder: it has ended.
        """
        self._require(EventType.END_BALLOTS, "end of voting")
        self._append(EventType.END_BALLOTS)

    def publish_tally(self, *, on_batch: OnBatch = lambda n_ballots: None) -> Tally:
        """Compute the encrypted tally of the ballots that count, and publish it.

        Raises:
            OutOfOrder: voting has not ended, or the tally is there.
            Malformed, Invalid, NotEntitled: a ballot on the board does not hold; somebody else changed the archive.
        """
        self._require(EventType.ENCRYPTED_TALLY, "encrypted tally")
        tally = count_ballots(self.context, self.view.ballots, threads=self._threads, on_batch=on_batch)
        self._append(EventType.ENCRYPTED_TALLY, tally.raw, render_sized_tally(tally.sized))
        return tally

    def receive_shuffle(self, number: int, raw: bytes) -> None:
        """Accept the shuffle of the trustee with this number: of the tally, or of what the shuffle before handed on.

        Raises:
            OutOfOrder: there is no tally yet, no shuffle is called for, they are ended, or this trustee has shuffled.
            Malformed, Invalid: no such trustee, or the proof does not hold for what stands on the board now.
        """
        self._require(EventType.SHUFFLE, "shuffle")
        owner = find_owner(self.view.setup.trustees, number, "shuffle")
        check_new_owner(owner, self.view.shufflers, "shuffle")
        shuffled = receive_shuffle(raw, self._tally(), f"shuffle of trustee {number}", threads=self._threads)
        self._append(EventType.SHUFFLE, raw, render_owned(Owned(number, sha256_hex(raw))))
        self._current = shuffled

    def end_shuffles(self) -> None:
        """End the shuffles; what the last handed on will be decrypted.

        Raises:
            OutOfOrder: nobody has shuffled yet, or they are ended.
        """
        self._require(EventType.END_SHUFFLES, "end of the shuffles")
        self._append(EventType.END_SHUFFLES)

    def receive_partial_decryption(self, number: int, raw: bytes) -> None:
        """Accept the partial decryption of the trustee with this number.

        Raises:
            OutOfOrder: there is no tally yet, the result is there, or this trustee has sent one.
            Malformed, Invalid: no such trustee, or a proof that does not hold.
        """
        self._require(EventType.PARTIAL_DECRYPTION, "partial decryption")
        owner = find_owner(self.view.setup.trustees, number, "partial decryption")
        self.view.check_first(owner)
        receive_partial_decryption(raw, self._tally(), owner, threads=self._threads)
        self._append(EventType.PARTIAL_DECRYPTION, raw, render_owned(Owned(number, sha256_hex(raw))))

    def partial_decryption_faults(self, raw: bytes) -> Mapping[int, Fault | None]:
        """For each trustee by number, what is wrong with these bytes as that trustee's partial decryption.

        Raises:
            OutOfOrder: there is no tally to decrypt, or the result is there.
        """
        self._require(EventType.PARTIAL_DECRYPTION, "partial decryption")
        tally = self._tally()
        return {
            number: partial_decryption_fault(raw, tally, owner, threads=self._threads)
            for number, owner in self.view.setup.trustees.owners.items()
        }

    def declare(self) -> Result:
        """Combine the partial decryptions, publish the result and close the archive.

        Raises:
            OutOfOrder: it is too early (`TooFewTrustees` says who is missing), or the result is there.
            Invalid: the factors open to no number of votes, so some earlier check was skipped.
        """
        self._require(EventType.RESULT, "result")
        sized = self.view.sized
        if sized is None:
            raise OutOfOrder("result: there is no encrypted tally yet")
        tally = self._tally()
        holding = _holding(self.view, tally, threads=self._threads)
        chosen = choose_partial_decryptions(self.view.setup.trustees, holding)
        result = make_result(open_tally(tally, chosen, sized.total_weight, threads=self._threads))
        self._append(EventType.RESULT, render_result(result))
        return result

    def _tally(self) -> EncryptedTally:
        """The published tally as it stands now: after the last shuffle, if there are shuffles."""
        if self.view.encrypted_tally is None:
            raise OutOfOrder("partial decryption: there is no encrypted tally yet; end the voting and compute it first")
        if self._current is None:
            published = receive_encrypted_tally(self.view.encrypted_tally, self.context, threads=self._threads)
            self._current = follow_shuffles(self.view, published, threads=self._threads)
        return self._current

    def _require(self, kind: EventType, what: str) -> None:
        self.view.order.require(kind, what)

    def _append(self, kind: EventType, *data: bytes) -> None:
        self.view.follow(self._archive.append(kind, data))


def _holding(view: BoardView, tally: EncryptedTally, *, threads: int) -> Mapping[int, bytes]:
    """The partial decryptions whose proofs hold: another program may have published one that does not."""
    owners = view.setup.trustees.owners
    return {
        number: raw
        for number, raw in view.partials.items()
        if partial_decryption_fault(raw, tally, owners[number], threads=threads) is None
    }
