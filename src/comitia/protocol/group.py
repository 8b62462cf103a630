"""Groups, elements and scalars: where this room meets the Rust core.

An election lives in one group, named in its record: `Ed25519` (the default), `BELENIOS-2048` or `RFC-3526-2048`.
Elements and scalars are the protocol's own strings and nothing else: an element of Ed25519 is 64 lower-case
hexadecimal digits, of the 2048-bit groups a decimal number; a scalar is a decimal number below the group's order. A
second spelling of the same value is refused, never repaired, because it is the spelling that is hashed and signed.

Rust answers with a `Fault`. Here it becomes an error of the family of `comitia.errors`: `refuse` puts the name of the
message in front and picks the class by who must act.

>>> receive_group("Ed25519", "election").name
'Ed25519'
>>> receive_group("P-256", "election")
Traceback (most recent call last):
    ...
comitia.errors.NotSupported: election: found the group 'P-256', expected Ed25519, BELENIOS-2048 or RFC-3526-2048

Source: Belenios specification, "Groups" and "Basic types".
"""

import base64
import hashlib
from collections.abc import Sequence
from typing import Final, NoReturn, TypeAlias

from comitia._native import BallotVerdict, Fault, Group, Progress, Refused, SecretScalar, backend, random_base58
from comitia.canonical import Json
from comitia.errors import Invalid, Malformed, NotEntitled
from comitia.protocol import NotSupported
from comitia.protocol.fields import take_object, take_text

__all__ = [
    "GROUPS", "BallotVerdict", "Element", "Fault", "Group", "Progress", "Proof", "Refused", "SecretScalar", "backend",
    "check_elements", "check_schnorr", "compact_base64", "random_base58", "read_proof", "receive_group", "refuse",
    "render_proof",
]  # fmt: skip

GROUPS: Final = ("Ed25519", "BELENIOS-2048", "RFC-3526-2048")

Element: TypeAlias = str
"""A group element as the protocol writes it."""

Proof: TypeAlias = tuple[str, str]
"""(challenge, response), scalars as the protocol writes them."""


def receive_group(name: str, what: str) -> Group:
    """The group of that name.

    Raises:
        NotSupported: another name than the three.
    """
    if name not in GROUPS:
        raise NotSupported(f"{what}: found the group {name[:40]!r}, expected {', '.join(GROUPS[:-1])} or {GROUPS[-1]}")
    return Group(name)


def refuse(fault: Fault, what: str) -> NoReturn:
    """Raise what the Rust core found wrong with the message `what`, by who must act."""
    sentence = f"{what}: {fault.message}" if what else fault.message
    match fault.kind:
        case "malformed":
            raise Malformed(sentence)
        case "not_entitled":
            raise NotEntitled(sentence)
        case "unsupported":
            raise NotSupported(sentence)
        case "cancelled":
            raise KeyboardInterrupt
        case _:
            raise Invalid(sentence)


def check_elements(group: Group, elements: Sequence[Element], what: str) -> None:
    """Whether each is canonical and in the prime-order group.

    Raises:
        Malformed, Invalid: the first that is not, with its place from 1.
    """
    for number, fault in enumerate(group.check_elements(elements), 1):
        if fault is not None:
            refuse(fault, what if len(elements) == 1 else f"{what}, element {number}")


def read_proof(value: Json, what: str) -> Proof:
    """`{"challenge": ..., "response": ...}`; the scalars are checked where the proof is."""
    fields = take_object(value, what, ("challenge", "response"))
    return take_text(fields["challenge"], f"{what}: challenge"), take_text(fields["response"], f"{what}: response")


def render_proof(proof: Proof) -> Json:
    """The way back of `read_proof`."""
    return {"challenge": proof[0], "response": proof[1]}


def check_schnorr(group: Group, statements: Sequence[tuple[Element, bytes, Proof]], whats: Sequence[str]) -> None:
    """Whether each proof shows knowledge of its key's exponent: (public key, hashed prefix, proof).

    `whats[k]` names `statements[k]`. The prefix is all that is hashed before the commitment.

    Raises:
        Malformed: a string that is no element or no reduced scalar.
        Invalid: a key outside the group, or a proof that does not hold.

    Source: Belenios specification, "Verification keys" and "Signing".
    """
    for fault, what in zip(group.check_schnorr_proofs(statements), whats, strict=True):
        if fault is not None:
            refuse(fault, what)


def compact_base64(raw: bytes) -> str:
    """Base64 of the SHA-256 of these bytes, without padding: the fingerprint of an election, the tracker of a ballot.

    >>> compact_base64(b"")
    '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU'
    """
    return base64.b64encode(hashlib.sha256(raw).digest()).decode("ascii").rstrip("=")
