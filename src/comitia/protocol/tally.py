"""The tally: which ballots count, and their product under encryption.

Of each credential the last ballot counts. The ciphertexts of the ballots that count are multiplied place by place,
each raised to its credential's weight: the product encrypts the weighted sum, and nobody has opened a ballot. The
*encrypted tally* is published with its size: how many ballots, and how much weight, are in it.

`count_ballots` goes over the ballots twice and keeps none: the first time to check each and to learn which is the
last of its credential, the second to multiply those. Both the board, which publishes the tally, and every trustee,
who must not use a key on a tally that somebody hands over, call it.

Source: Belenios specification, "Tallied ballots" and "Encrypted tally".
"""

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from comitia._native import EncryptedTally, TallyAccumulator
from comitia.canonical import receive_json, render_json, sha256_hex
from comitia.errors import Invalid, Malformed
from comitia.protocol.ballot import batches, receive_ballots
from comitia.protocol.election import ElectionContext
from comitia.protocol.fields import render_votes, take_hash, take_object, take_small, take_votes
from comitia.protocol.group import Refused, refuse

__all__ = [
    "EncryptedTally", "SizedTally", "Tally", "TallyAccumulator", "count_ballots", "receive_encrypted_tally",
    "receive_sized_tally", "render_sized_tally",
]  # fmt: skip

_NONE: Final = -1


@dataclass(frozen=True, slots=True)
class SizedTally:
    """How many ballots and how many votes are in an encrypted tally, and the hash of that tally in hexadecimal."""

    num_tallied: int
    total_weight: int
    encrypted_tally: str


@dataclass(frozen=True, slots=True)
class Tally:
    """An encrypted tally computed from ballots: `raw` in its canonical spelling, `sized` as published beside it."""

    raw: bytes = field(repr=False)
    sized: SizedTally


def count_ballots(
    context: ElectionContext,
    ballots: Callable[[], Iterable[bytes]],
    *,
    threads: int = 1,
    on_batch: Callable[[int], None] = lambda n_ballots: None,
) -> Tally:
    """Check every ballot and compute the encrypted tally of those that count.

    `ballots()` gives all ballots in the order of the board, each time it is called. `on_batch(n)` is called with the
    number of ballots that a step has dealt with; over both passes that is all of them once, and those that count once
    more.

    Raises:
        Malformed, Invalid, NotEntitled: the first ballot that does not hold.
        Invalid: the same ballot twice, which is a replay.
    """
    # (1) Every ballot holds and is there once; the last of each credential is known by its place on the board.
    last_place = array("q", [_NONE]) * context.n_credentials
    seen: set[str] = set()
    place = 0
    for batch in batches(ballots()):
        for ballot in receive_ballots(batch, context, threads=threads):
            if ballot.tracker in seen:
                raise Invalid(f"ballot {ballot.tracker}: stands on the board twice; the second is a replay")
            seen.add(ballot.tracker)
            last_place[ballot.number] = place
            place += 1
        on_batch(len(batch))
    counted = {last for last in last_place if last != _NONE}

    # (2) Those are multiplied.
    accumulator = TallyAccumulator(context)
    chosen = (raw for place, raw in enumerate(ballots()) if place in counted)
    for batch in batches(chosen):
        try:
            accumulator.add(batch, threads=threads)
        except Refused as refused:
            refuse(refused.fault, "tally")
        on_batch(len(batch))
    raw = accumulator.render()
    return Tally(raw, SizedTally(accumulator.num_tallied, accumulator.total_weight, sha256_hex(raw)))


def receive_encrypted_tally(raw: bytes, context: ElectionContext, *, threads: int = 1) -> EncryptedTally:
    """Read an encrypted tally of this election; whether it is the ballots' is for `count_ballots` to say.

    Raises:
        Malformed: not canonical, or not the shape of the election's questions.
        Invalid: an element outside the group; a key used on it could leak.
    """
    try:
        return context.receive_encrypted_tally(raw, threads=threads)
    except Refused as refused:
        refuse(refused.fault, "encrypted tally")


def receive_sized_tally(raw: bytes) -> SizedTally:
    """Read the record of an encrypted tally's size.

    Raises:
        Malformed: another shape, or not the canonical spelling.
    """
    what = "sized tally"
    fields = take_object(
        receive_json(raw, what, max_bytes=4096), what, ("num_tallied", "total_weight", "encrypted_tally")
    )
    sized = SizedTally(
        take_small(fields["num_tallied"], f"{what}: num_tallied"),
        take_votes(fields["total_weight"], f"{what}: total_weight"),
        take_hash(fields["encrypted_tally"], f"{what}: encrypted_tally"),
    )
    if render_sized_tally(sized) != raw:
        raise Malformed(
            f"{what}: not in the canonical spelling (compact JSON; num_tallied, total_weight, encrypted_tally)"
        )
    return sized


def render_sized_tally(sized: SizedTally) -> bytes:
    """The way back of `receive_sized_tally`."""
    return render_json(
        {
            "num_tallied": sized.num_tallied,
            "total_weight": render_votes(sized.total_weight),
            "encrypted_tally": sized.encrypted_tally,
        }
    )
