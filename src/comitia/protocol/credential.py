"""Credentials: who may put a ballot on the board, without saying who they are.

Each voter gets a private credential, 22 characters in four groups (`XXXXX-XXXXXX-XXXXX-XXXXXX`). From it and the
election's uuid a secret exponent is derived, and from that the public credential. The credential authority makes
them, hands each voter theirs, and gives the board the list of public credentials alone: sorted, so that the order
tells nothing, each with the voter's weight where weights are used. A ballot is signed with the private credential;
everybody can check that it belongs to one of the list, and only the authority could say to whom.

The list is published as it was received and the authority compares its hash (`digest`) with the one on the board.

>>> from comitia.protocol.group import receive_group
>>> group = receive_group("BELENIOS-2048", "example")
>>> made = generate_credentials(group, "C6vTj1aFxc4WKo", [1, 1, 3])
>>> published = render_public_credentials(group, [(voter.public, voter.weight) for voter in made])
>>> receive_public_credentials(published, group).total_weight
5

Source: Belenios specification, "Credentials".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from comitia._native import Credential
from comitia.canonical import receive_json, render_json, sha256_hex
from comitia.errors import Malformed
from comitia.protocol.fields import LARGEST_VOTES, take_list, take_text
from comitia.protocol.group import Element, Group, Progress, Refused, SecretScalar, refuse

_BASE58: Final = "[1-9A-HJ-NP-Za-km-z]"
_PRIVATE = re.compile(
    rf"(?<![0-9A-Za-z-]){_BASE58}{{5}}-{_BASE58}{{6}}-{_BASE58}{{5}}-{_BASE58}{{6}}(?![0-9A-Za-z-])", re.ASCII
)


@dataclass(frozen=True, slots=True)
class VoterCredential:
    """One voter's credential as the authority makes it: the private part, the public one, the weight in votes."""

    secret_credential: Credential = field(repr=False)
    public: Element
    weight: int


@dataclass(frozen=True, slots=True)
class PublicCredentials:
    """The published list. `entries[k]` is `y` or `y,weight` as published; `total_weight` is in votes."""

    raw: bytes = field(repr=False)
    digest: str
    entries: tuple[str, ...] = field(repr=False)
    total_weight: int

    @property
    def is_weighted(self) -> bool:
        """Whether any entry says its weight."""
        return any("," in entry for entry in self.entries)


def receive_public_credentials(
    raw: bytes, group: Group, *, threads: int = 1, progress: Progress | None = None
) -> PublicCredentials:
    """Read a published list.

    Raises:
        Malformed: not a compact JSON array of texts, an entry that is not `y` or `y,weight`, the same credential twice,
            not sorted in the group's order.
        Invalid: a credential outside the group.
    """
    what = "public credentials"
    entries = read_public_credentials(raw)
    try:
        faults = group.check_public_credentials(entries, threads=threads, progress=progress)
    except Refused as refused:
        refuse(refused.fault, what)
    for number, fault in enumerate(faults, 1):
        if fault is not None:
            refuse(fault, f"{what}, entry {number} of {len(entries)}")
    weights = (int(entry.partition(",")[2] or "1") for entry in entries)
    return PublicCredentials(raw, sha256_hex(raw), entries, sum(weights))


def read_public_credentials(raw: bytes) -> tuple[str, ...]:
    """The entries of a published list, before anything is known of them but that they are texts.

    Raises:
        Malformed: not a compact JSON array of texts.
    """
    what = "public credentials"
    value = take_list(receive_json(raw, what), what)
    entries = tuple(take_text(entry, f"{what}, entry {number}") for number, entry in enumerate(value, 1))
    # No credential needs an escape, so the one spelling is the entries between quotation marks.
    if raw != ('["' + '","'.join(entries) + '"]' if entries else "[]").encode("utf-8"):
        raise Malformed(f"{what}: not in the canonical spelling (compact JSON, without spaces or needless escapes)")
    return entries


def render_public_credentials(group: Group, credentials: Sequence[tuple[Element, int]]) -> bytes:
    """The list to publish, of (public credential, weight): sorted, with weights if any is not 1."""
    is_weighted = any(weight != 1 for _, weight in credentials)
    ordered = sorted(credentials, key=lambda credential: group.sort_key(credential[0]))
    return render_json([f"{public},{weight}" if is_weighted else public for public, weight in ordered])


def generate_credentials(
    group: Group, uuid: str, weights: Sequence[int], *, threads: int = 1, progress: Progress | None = None
) -> tuple[VoterCredential, ...]:
    """A fresh credential for each voter, in the voters' order: `weights[k]` is the weight of voter k, in votes.

    Raises:
        Malformed: a weight below 0, or more than 10^11 in all, which no tally could find again.
    """
    check_weights(weights)
    made = Credential.generate(group, uuid, len(weights), threads=threads, progress=progress)
    return tuple(VoterCredential(one, one.public, weight) for one, weight in zip(made, weights, strict=True))


def check_weights(weights: Sequence[int]) -> None:
    """Whether a tally of all these weights, in votes, could be found again.

    Raises:
        Malformed: a weight below 0, or more than 10^11 in all.
    """
    for number, weight in enumerate(weights, 1):
        if weight < 0:
            raise Malformed(f"voter {number}: found the weight {weight}, expected 0 or more")
    if sum(weights) > LARGEST_VOTES:
        raise Malformed(f"voters: the weights add up to {sum(weights):,}, expected at most {LARGEST_VOTES:,}")


def derive_credential(group: Group, uuid: str, secret_text: str) -> tuple[SecretScalar, Element]:
    """The signing key and the public credential of a private one.

    Raises:
        Malformed: not 22 Base58 characters in four groups; the message does not repeat them.
    """
    try:
        credential = Credential.derive(group, uuid, [secret_text])[0]
    except Refused as refused:
        refuse(refused.fault, "private credential")
    return credential.secret(), credential.public


def receive_private_credential(raw: bytes) -> str:
    """Find the private credential in a voter's file: the only thing of its form in a letter, or alone.

    Raises:
        Malformed: none, or two different ones. The message repeats neither.
    """
    try:
        found: set[str] = set(_PRIVATE.findall(raw.decode("utf-8")))
    except UnicodeDecodeError:
        raise Malformed(
            "private credential: the file is not UTF-8 text; expected the letter with the credential"
        ) from None
    if len(found) != 1:
        raise Malformed(
            f"private credential: found {len(found)} of the form XXXXX-XXXXXX-XXXXX-XXXXXX in the file, expected "
            "one; give the voter's own file"
        )
    return found.pop()
