"""The list of trustees: who holds the election's key, and how many of them it takes.

The list has items of two kinds. A *single* trustee holds a key of its own and must take part in the decryption. A
*committee* ("Pedersen") of n trustees holds one key between them, and k of them suffice (see
`comitia.protocol.threshold`). The election's key is the product of the items' sub-keys, so that every item is needed: a
ballot is secret as long as one item keeps faith.

Trustees are numbered as *owners* over the flattened list, from 1: a single counts one, a committee as many as it has
members. Under these numbers their shuffles and partial decryptions are published.

>>> from comitia.protocol.group import receive_group
>>> from comitia.protocol.trustee import generate_trustee_key
>>> group = receive_group("BELENIOS-2048", "example")
>>> secret_key, key = generate_trustee_key(group)
>>> trustees = receive_trustees(render_trustees([Single(key)]), group)
>>> trustees.owners[1].key == key, election_key(trustees) == key.public_key
(True, True)

Source: Belenios specification, "Trustees" and "Filling in the trustees structure".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from comitia.canonical import Json, receive_json, render_json, sha256_hex
from comitia.errors import Invalid, Malformed
from comitia.protocol.election import Election
from comitia.protocol.fields import check_spelling, take_list
from comitia.protocol.group import Element, Group
from comitia.protocol.threshold.parameters import (
    ThresholdParameters,
    read_threshold_parameters,
    render_threshold_parameters,
)
from comitia.protocol.trustee import TrusteeKey, check_trustee_keys, read_trustee_key, render_trustee_key


@dataclass(frozen=True, slots=True)
class Single:
    """A trustee who must take part."""

    key: TrusteeKey

    @property
    def keys(self) -> tuple[TrusteeKey, ...]:
        """Its one verification key."""
        return (self.key,)

    @property
    def threshold(self) -> int:
        """How many of its keys it takes: the one."""
        return 1


@dataclass(frozen=True, slots=True)
class Pedersen:
    """A committee of which `threshold` must take part."""

    parameters: ThresholdParameters

    @property
    def keys(self) -> tuple[TrusteeKey, ...]:
        """The verification keys of its members, in the order of their indexes."""
        return self.parameters.verification_keys

    @property
    def threshold(self) -> int:
        """How many members it takes."""
        return self.parameters.committee.threshold


Item: TypeAlias = Single | Pedersen


@dataclass(frozen=True, slots=True)
class Owner:
    """A trustee by its number: which item of the list (from 0), which member of it (from 1), with which key."""

    number: int
    item: int
    index: int
    key: TrusteeKey


@dataclass(frozen=True, slots=True)
class Trustees:
    """A checked list of trustees; `raw` as published, `digest` its SHA-256 in hexadecimal."""

    raw: bytes = field(repr=False)
    digest: str
    group: Group
    items: tuple[Item, ...]

    @property
    def owners(self) -> Mapping[int, Owner]:
        """Every trustee by its number, from 1, over the flattened list."""
        owners: dict[int, Owner] = {}
        for item, trustee in enumerate(self.items):
            for index, key in enumerate(trustee.keys, 1):
                number = len(owners) + 1
                owners[number] = Owner(number, item, index, key)
        return MappingProxyType(owners)


def receive_trustees(raw: bytes, group: Group) -> Trustees:
    """Read a published list of trustees and check every proof and signature in it.

    Raises:
        Malformed: not a compact JSON array of `["Single", ...]` and `["Pedersen", ...]`, or empty.
        Invalid: a key outside the group, or a proof or signature that does not hold.
    """
    what = "trustees"
    value = receive_json(raw, what)
    check_spelling(value, raw, what)
    items: list[Item] = []
    for number, entry in enumerate(take_list(value, what), 1):
        where = f"trustees, item {number}"
        match entry:
            case ["Single", content]:
                key = read_trustee_key(content, where)
                check_trustee_keys(group, [key], [where])
                items.append(Single(key))
            case ["Pedersen", content]:
                items.append(Pedersen(read_threshold_parameters(content, group, where)))
            case _:
                raise Malformed(f'{where}: expected ["Single", a public key] or ["Pedersen", threshold parameters]')
    if not items:
        raise Malformed(f"{what}: the list is empty; expected at least one trustee")
    return Trustees(raw, sha256_hex(raw), group, tuple(items))


def render_trustees(items: Sequence[Item]) -> bytes:
    """The list to publish."""
    value: list[Json] = []
    for item in items:
        match item:
            case Single(key):
                value.append(["Single", render_trustee_key(key)])
            case Pedersen(parameters):
                value.append(["Pedersen", render_threshold_parameters(parameters)])
    return render_json(value)


def election_key(trustees: Trustees) -> Element:
    """The product of the sub-keys: a single's key, a committee's product of first coefficients.

    Source: Belenios specification, "Filling in the trustees structure".
    """
    sub_keys = [
        item.key.public_key if isinstance(item, Single) else item.parameters.sub_key(trustees.group)
        for item in trustees.items
    ]
    return trustees.group.vartime_multiply(sub_keys)


def check_election_key(election: Election, trustees: Trustees) -> None:
    """Whether the election's key is the trustees', no more and no less.

    Raises:
        Invalid: it is not, so somebody outside the list could decrypt, or nobody can.
    """
    expected = election_key(trustees)
    if election.public_key != expected:
        raise Invalid(
            f"election: public_key is {election.public_key[:16]}…, expected {expected[:16]}…, the product of the "
            "trustees' keys"
        )
