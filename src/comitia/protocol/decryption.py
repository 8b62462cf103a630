"""Partial decryptions: each trustee's share of opening the tally, with the proof that it is right.

A trustee raises the first half of each ciphertext of the tally to its private key and proves, for each, that it used
the key whose public part is in the list. No plain number appears; only when every item of the list of trustees is
served (a single by itself, a committee by as many members as suffice) do the factors together open the tally.

A factor that does not hold its proof is nobody's vote lost: in a committee the others may suffice, and the message
names the owner.

Source: Belenios specification, "Partial decryptions".
"""

from collections.abc import Mapping
from dataclasses import dataclass

from comitia._native import EncryptedTally, Fault
from comitia.canonical import receive_json, render_json
from comitia.errors import Invalid, Malformed, OutOfOrder
from comitia.protocol.fields import take_hash, take_object, take_small
from comitia.protocol.group import Refused, SecretScalar, refuse
from comitia.protocol.trustees import Owner, Trustees


class TooFewTrustees(OutOfOrder):
    """Not enough partial decryptions have come in yet."""


@dataclass(frozen=True, slots=True)
class Owned:
    """Whose partial decryption (or shuffle) a record is: the owner's number from 1, and the record's hash."""

    owner: int
    payload: str


def decrypt(tally: EncryptedTally, secret_key: SecretScalar, *, threads: int = 1) -> bytes:
    """A trustee's partial decryption of a tally, in its canonical spelling.

    The caller must have computed the tally from the ballots (`board.verify_for_trustee`): a tally that somebody
    handed over could hold one voter's ballot.
    """
    return tally.decrypt(secret_key, threads=threads)


def owner_of(trustees: Trustees, public_key: str) -> Owner:
    """The trustee who has this public key.

    Raises:
        Invalid: nobody in the list has.
    """
    for owner in trustees.owners.values():
        if owner.key.public_key == public_key:
            return owner
    raise Invalid(
        f"trustees: none of the {len(trustees.owners)} has the key {public_key[:16]}…, which belongs to this private "
        "key; is it the key of another election?"
    )


def receive_owned(raw: bytes, what: str) -> Owned:
    """Read the record that says whose partial decryption (or shuffle) a hash is.

    Raises:
        Malformed: another shape, an owner below 1, or not the canonical spelling.
    """
    fields = take_object(receive_json(raw, what, max_bytes=4096), what, ("owner", "payload"))
    owned = Owned(
        take_small(fields["owner"], f"{what}: owner", least=1), take_hash(fields["payload"], f"{what}: payload")
    )
    if render_owned(owned) != raw:
        raise Malformed(f"{what}: not in the canonical spelling (compact JSON; owner, payload)")
    return owned


def render_owned(owned: Owned) -> bytes:
    """The way back of `receive_owned`."""
    return render_json({"owner": owned.owner, "payload": owned.payload})


def find_owner(trustees: Trustees, number: int, what: str) -> Owner:
    """The trustee with this number.

    Raises:
        Malformed: there is none.
    """
    owner = trustees.owners.get(number)
    if owner is None:
        raise Malformed(f"{what}: its owner is trustee {number}, expected 1 to {len(trustees.owners)}")
    return owner


def partial_decryption_fault(raw: bytes, tally: EncryptedTally, owner: Owner, *, threads: int = 1) -> Fault | None:
    """What is wrong with a partial decryption of this tally by this owner; None if every proof holds."""
    return tally.check_partial_decryption(raw, owner.key.public_key, threads=threads)


def receive_partial_decryption(raw: bytes, tally: EncryptedTally, owner: Owner, *, threads: int = 1) -> bytes:
    """Check a partial decryption: its shape, its elements, every proof. Gives the same bytes, now believed.

    Raises:
        Malformed: not canonical, or not the shape of the tally.
        Invalid: an element outside the group, or a proof that does not hold under the owner's key.
    """
    fault = partial_decryption_fault(raw, tally, owner, threads=threads)
    if fault is not None:
        refuse(fault, f"partial decryption of trustee {owner.number}")
    return raw


def choose_partial_decryptions(trustees: Trustees, partials: Mapping[int, bytes]) -> list[list[tuple[int, bytes]]]:
    """Of the checked partial decryptions, by owner's number, those to combine: for each item of the list of trustees.

    A single's own; of a committee the first as many as suffice, by index. The answer has a list of (index, bytes) for
    each item, as `EncryptedTally.open` takes it.

    Raises:
        TooFewTrustees (an `OutOfOrder`): an item is not served yet; the message says how many are missing.
    """
    chosen: list[list[tuple[int, bytes]]] = [[] for _ in trustees.items]
    for owner in trustees.owners.values():
        threshold = trustees.items[owner.item].threshold
        if owner.number in partials and len(chosen[owner.item]) < threshold:
            chosen[owner.item].append((owner.index, partials[owner.number]))
    for number, (item, served) in enumerate(zip(trustees.items, chosen, strict=True), 1):
        if len(served) < item.threshold:
            who = "the trustee" if len(item.keys) == 1 else f"{item.threshold} of the {len(item.keys)} trustees"
            raise TooFewTrustees(
                f"decryption: item {number} of the list of trustees needs {who}, {len(served)} have sent a partial "
                "decryption that holds; wait for the others"
            )
    return chosen


def open_tally(
    tally: EncryptedTally, chosen: list[list[tuple[int, bytes]]], total_weight: int, *, threads: int = 1
) -> list[list[int] | list[list[int]]]:
    """Combine the chosen partial decryptions and find each number of votes, at most `total_weight`.

    Raises:
        Invalid: a ciphertext that opens to no number up to that bound, so some earlier check was skipped.
    """
    try:
        return tally.open(chosen, total_weight, threads=threads)
    except Refused as refused:
        refuse(refused.fault, "result")
