"""Ballots: a vote encrypted, proved to be a proper one, and signed with a credential.

A ballot names its election (uuid and fingerprint) and its credential, holds for each question the ciphertexts and the
proofs that they hide an allowed answer, and ends with a signature over all that. Its *tracker* is the Base64 of the
SHA-256 of its bytes: the voter keeps it and finds it on the board.

Everything about one ballot is checked in one place, in Rust, from the bytes: one canonical spelling, the right
election, a credential of the list, membership of each element, the signature, every proof. Here the verdicts become
errors. Whether it is a replay and which ballot of a credential counts are questions about many ballots: `board` and
`tally`.

Source: Belenios specification, "Encrypted answers", "Signatures" and "Ballots".
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from typing import Final

from comitia.errors import Malformed
from comitia.protocol.election import Election, ElectionContext
from comitia.protocol.group import Element, Refused, SecretScalar, compact_base64, refuse
from comitia.protocol.question import Selection, check_selection

BATCH: Final = 256
"""How many ballots cross into Rust at once: enough to share the work, few enough that memory does not grow."""

_RANKED: Final = re.compile(rb'"choices":{"alpha":"([0-9a-f]+)"')
"""In the one spelling of a ballot: other questions have an array of ciphertexts here."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """A ballot whose every check holds; `number` is the place of its credential in the public list, from 0."""

    raw: bytes = field(repr=False)
    tracker: str
    credential: Element
    number: int
    weight: int


def make_ballot(
    election: Election, context: ElectionContext, secret_credential: SecretScalar, selections: Sequence[Selection]
) -> bytes:
    """Encrypt one plain vote for each question, prove it, sign it: the bytes to hand in.

    Raises:
        Malformed: a selection that its question does not allow.
    """
    if len(selections) != len(election.questions):
        raise Malformed(
            f"vote: found {len(selections)} answers, expected {len(election.questions)}, one for each question"
        )
    for number, (question, selection) in enumerate(zip(election.questions, selections, strict=True), 1):
        check_selection(question, selection, f"vote, question {number}")
    try:
        return context.make_ballot(secret_credential, selections)
    except Refused as refused:
        refuse(refused.fault, "vote")


def tracker_of(raw: bytes) -> str:
    """The tracker of a ballot: 43 characters of Base64."""
    return compact_base64(raw)


def ranked_ciphertexts(raw: bytes) -> list[bytes]:
    """A digest of the first half of each encrypted rank or grade in a ballot, found in its canonical bytes.

    Two ballots that share one were not both made by an honest voter: its randomness is drawn anew for each ballot.
    """
    return [sha256(half).digest() for half in _RANKED.findall(raw)]


def receive_ballot(raw: bytes, context: ElectionContext) -> Ballot:
    """Read one ballot and check all of it.

    Raises:
        Malformed: not the canonical spelling of a ballot of this election.
        NotEntitled: its credential is not in the list.
        Invalid: an element outside the group, the signature or a proof does not hold.
    """
    return receive_ballots([raw], context)[0]


def receive_ballots(raws: Sequence[bytes], context: ElectionContext, *, threads: int = 1) -> list[Ballot]:
    """Read many ballots and check all of each; the first that fails raises (see `receive_ballot`)."""
    try:
        verdicts = context.verify_ballots(raws, threads=threads)
    except Refused as refused:
        refuse(refused.fault, "ballots")
    ballots: list[Ballot] = []
    for raw, verdict in zip(raws, verdicts, strict=True):
        if verdict.fault is not None:
            refuse(verdict.fault, f"ballot {verdict.tracker}")
        if verdict.credential is None or verdict.number is None or verdict.weight is None:
            raise Malformed(f"ballot {verdict.tracker}: has no credential of the list")
        ballots.append(Ballot(raw, verdict.tracker, verdict.credential, verdict.number, verdict.weight))
    return ballots


def batches(raws: Iterable[bytes], size: int = BATCH) -> Iterator[list[bytes]]:
    """The same ballots in lists of `size`, without reading ahead.

    >>> [len(batch) for batch in batches([b"a", b"b", b"c"], size=2)]
    [2, 1]
    """
    source = iter(raws)
    while batch := list(islice(source, size)):
        yield batch
