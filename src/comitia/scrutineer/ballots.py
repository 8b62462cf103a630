"""The second pass: every ballot, in batches, in Rust (checks 8 to 14).

Raw bytes go down, verdicts come up; nothing of a ballot stays in Python but its place, the position of its credential
and, to find a ballot that was cast twice, its digest. A verdict carries the first fault of its ballot in the fixed
order spelling, election, credential, shape, numbers, elements, signature, proofs; that order is the order of the
checks, but for the shape, which counts as spelling.

A ballot that fails one check was not looked at by the next, so the next does not say `holds`: it says of how many it
does.

An identical ballot cast again is a replay: all its proofs hold, and where its voter has changed their mind since, it
would take the newer vote's place. Other programs let it pass.

Source: Belenios specification, "Audit", "Ballots", "Encrypted answers".
"""

import base64
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from comitia.errors import OutOfOrder
from comitia.protocol.election import ElectionContext
from comitia.protocol.group import Fault, Refused, refuse
from comitia.scrutineer.checks import (
    BALLOT_CREDENTIAL,
    BALLOT_ELECTION,
    BALLOT_ELEMENTS,
    BALLOT_FORM,
    BALLOT_PROOFS,
    BALLOT_REPLAY,
    BALLOT_SIGNATURE,
    OF_BALLOTS,
    Check,
)
from comitia.scrutineer.ledger import Ledger, Sitting
from comitia.scrutineer.record import Ballots
from comitia.scrutineer.source import Source

BATCH_BALLOTS: Final = 1024
BATCH_BYTES: Final = 8 * 1024 * 1024

SHOWN: Final = 3
"""How many faulty ballots a finding describes; the rest it counts."""

NEVER: Final = -1
DIGEST: Final = 32

_CHECK_OF: Final = {
    "canonical": BALLOT_FORM,
    "shape": BALLOT_FORM,
    "scalar": BALLOT_FORM,
    "election": BALLOT_ELECTION,
    "credential": BALLOT_CREDENTIAL,
    "membership": BALLOT_ELEMENTS,
    "signature": BALLOT_SIGNATURE,
}
"""The check that a fault of the Rust core belongs to; what is not here is a proof."""


@dataclass(slots=True)
class Cast:
    """Which ballot of each credential is the last: `last[number]` is a position among the ballots, or `NEVER`."""

    last: "array[int]"

    @property
    def n_counted(self) -> int:
        """How many credentials have a ballot."""
        return len(self.last) - self.last.count(NEVER)


def check_ballots(ballots: Ballots, context: ElectionContext, sitting: Sitting) -> Cast:
    """Verify every ballot and write down checks 8 to 14.

    Memory grows by some 40 bytes with each credential and by a few with each ballot; a batch is at most 8 megabytes.

    Raises:
        OutOfOrder: the file changed since the first pass.
        KeyboardInterrupt: Ctrl-C.
    """
    meter = sitting.meter
    faults = _Faults()
    replays = _Replays(context.n_credentials)
    cast = Cast(array("q", [NEVER]) * context.n_credentials)
    meter.begin("ballots", len(ballots))
    position = 0
    for batch in read_batches(sitting.source, ballots, range(len(ballots))):
        try:
            verdicts = context.verify_ballots(batch, threads=sitting.threads, progress=meter.start_batch())
        except Refused as refused:
            refuse(refused.fault, "ballots")
        for verdict in verdicts:
            height = ballots.heights[position]
            if verdict.fault is not None:
                faults.add(height, verdict.tracker, verdict.fault)
            if verdict.number is not None:
                replays.see(height, verdict.tracker, verdict.number, cast.last[verdict.number] == NEVER)
                cast.last[verdict.number] = position
            position += 1
        meter.advance(len(batch))
    faults.write_down(sitting.ledger, len(ballots))
    replays.write_down(sitting.ledger, len(ballots))
    return cast


def read_batches(source: Source, ballots: Ballots, positions: Iterable[int]) -> Iterator[list[bytes]]:
    """The raw ballots at these positions (ascending), in batches of bounded size.

    Raises:
        OutOfOrder: the file is shorter than it was.
    """
    batch: list[bytes] = []
    size = 0
    with source.open() as stream:
        place = 0
        for position in positions:
            start, length = ballots.starts[position], ballots.sizes[position]
            _skip(stream, start - place)
            raw = stream.read(length)
            place = start + length
            if len(raw) != length:
                raise OutOfOrder(f"{source.path}: the file became shorter while it was verified; verify a copy of it")
            batch.append(raw)
            size += length
            if len(batch) >= BATCH_BALLOTS or size >= BATCH_BYTES:
                yield batch
                batch, size = [], 0
    if batch:
        yield batch


def of_ballots(number: int) -> str:
    """`one ballot`, `216 ballots`."""
    return "one ballot" if number == 1 else f"{number:,} ballots"


class _Faults:
    """The faulty ballots of each check: how many, and the first few in words."""

    def __init__(self) -> None:
        self.count: dict[Check, int] = {}
        self.shown: dict[Check, list[str]] = {}

    def add(self, height: int, tracker: str, fault: Fault) -> None:
        check = _CHECK_OF.get(fault.check, BALLOT_PROOFS)
        self.count[check] = self.count.get(check, 0) + 1
        shown = self.shown.setdefault(check, [])
        if len(shown) < SHOWN:
            shown.append(f"event {height}, ballot {tracker}: {fault.message}")

    def write_down(self, ledger: Ledger, n_ballots: int) -> None:
        seen = n_ballots
        for check in OF_BALLOTS[:-1]:
            failed = self.count.get(check, 0)
            if n_ballots == 0:
                ledger.skips(check, "no ballot was cast")
            elif failed:
                more = f"; and {of_ballots(failed - SHOWN)} more" if failed > SHOWN else ""
                ledger.fails(check, "; ".join(self.shown[check]) + more)
            elif seen == n_ballots:
                ledger.holds(check, of_ballots(seen))
            else:
                ledger.skips(check, f"holds for {seen:,} of {of_ballots(n_ballots)}; the rest failed an earlier check")
            seen -= failed


class _Replays:
    """Finds a ballot that was cast before: of each credential the digest of its first, and all digests of those who
    voted again."""

    def __init__(self, n_credentials: int) -> None:
        self._first = bytearray(DIGEST * n_credentials)
        self._again: dict[int, set[bytes]] = {}
        self._found: list[str] = []
        self._count = 0
        self._seen = 0

    def see(self, height: int, tracker: str, number: int, is_first: bool) -> None:
        """One ballot of the credential at this position of the list; `is_first`: there was none before."""
        self._seen += 1
        digest = base64.b64decode(tracker + "=")
        place = slice(DIGEST * number, DIGEST * (number + 1))
        if is_first:
            self._first[place] = digest
            return
        known = self._again.setdefault(number, {bytes(self._first[place])})
        if digest in known:
            self._count += 1
            if len(self._found) < SHOWN:
                self._found.append(f"event {height}: the very same ballot {tracker} was cast before")
        known.add(digest)

    def write_down(self, ledger: Ledger, n_ballots: int) -> None:
        if n_ballots == 0:
            ledger.skips(BALLOT_REPLAY, "no ballot was cast")
        elif self._count:
            more = f"; and {of_ballots(self._count - SHOWN)} more" if self._count > SHOWN else ""
            ledger.fails(BALLOT_REPLAY, "; ".join(self._found) + more)
        elif self._seen == n_ballots:
            ledger.holds(BALLOT_REPLAY, of_ballots(n_ballots))
        else:
            reason = f"holds for {self._seen:,} of {of_ballots(n_ballots)}; the rest has no credential of the list"
            ledger.skips(BALLOT_REPLAY, reason)


def _skip(stream: BinaryIO, distance: int) -> None:
    """Read on without keeping: a gzipped archive cannot be entered in the middle."""
    while distance > 0:
        piece = stream.read(min(distance, 1 << 20))
        if not piece:
            return
        distance -= len(piece)
