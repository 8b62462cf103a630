"""Shuffles: ranked and graded ballots encrypted anew and put in another order, with the proof that none was exchanged.

The answers to a non-homomorphic question are opened one by one, so first the thread between ballot and voter is cut.
One trustee after another takes the ciphertexts that the one before handed on (the first: those of the encrypted tally,
sorted), encrypts each anew, puts them in an order drawn at random, and proves that what comes out holds what went in,
without telling the order. If one shuffler keeps the order to itself, nobody knows whose answer is whose.

- The first shuffle begins with the encrypted tally, each next one with the outcome of the one before.
- Each has one owner, a trustee of the list, and no trustee shuffles twice. The protocol does not sign shuffles: that
  the owner made it is the board's word; that it is a permutation is proved, whoever made it.
- Partial decryptions are of the last one's outcome, and the result stands in its order.

The verifier derives the generators of the commitments itself, from SHA-256 of their numbers: nobody can choose them.

Source: Belenios specification, "Shuffles" and "Shuffle algorithms" (after CHVote 1.3.2).
"""

from collections.abc import Iterable

from comitia._native import EncryptedTally
from comitia.errors import OutOfOrder
from comitia.protocol.decryption import Owned, find_owner, receive_owned
from comitia.protocol.group import Refused, refuse
from comitia.protocol.trustees import Owner, Trustees

__all__ = ["Owned", "check_new_owner", "make_shuffle", "receive_owned_shuffle", "receive_shuffle"]


def make_shuffle(tally: EncryptedTally) -> bytes:
    """Encrypt anew and permute the ciphertexts of each non-homomorphic question, and prove it: canonical bytes.

    The caller must have computed `tally` from the ballots and checked the shuffles since
    (`board.view.verify_for_trustee`).

    Raises:
        NotSupported: a group without independent generators.
    """
    try:
        return tally.shuffle()
    except Refused as refused:
        refuse(refused.fault, "shuffle")


def receive_shuffle(raw: bytes, tally: EncryptedTally, what: str, *, threads: int = 1) -> EncryptedTally:
    """Check a shuffle of this tally; gives its outcome, to be shuffled again or decrypted.

    `tally` is that of the ballots or the outcome of the shuffle before; `what` is how messages call the shuffle.

    Raises:
        Malformed: not canonical, or not as many ciphertexts, commitments and responses as the tally has ciphertexts.
        Invalid: an element outside the group, or the proof does not hold.
    """
    try:
        return tally.receive_shuffle(raw, threads=threads)
    except Refused as refused:
        refuse(refused.fault, what)


def receive_owned_shuffle(raw: bytes, trustees: Trustees, before: Iterable[int], what: str) -> Owner:
    """Read the record that says whose shuffle it is; `before` are the owners of the shuffles before it.

    Raises:
        Malformed: not canonical, or no such trustee.
        OutOfOrder: this trustee has shuffled before.
    """
    owner = find_owner(trustees, receive_owned(raw, what).owner, what)
    check_new_owner(owner, before, what)
    return owner


def check_new_owner(owner: Owner, before: Iterable[int], what: str) -> None:
    """Whether this trustee is not among the owners of the shuffles before.

    Raises:
        OutOfOrder: it is.
    """
    if owner.number in before:
        raise OutOfOrder(
            f"{what}: trustee {owner.number} has shuffled already; expected another trustee, or the end of the shuffles"
        )
