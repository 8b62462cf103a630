"""A trustee's key: a public key with the proof that somebody knows its private part.

Without the proof, the last trustee to hand in a key could choose it so that the product of all is a key of its own.

>>> from comitia.protocol.group import receive_group
>>> group = receive_group("BELENIOS-2048", "example")
>>> secret_key, key = generate_trustee_key(group)
>>> receive_trustee_key(render_json(render_trustee_key(key)), group) == key
True

Source: Belenios specification, "Verification keys".
"""

from collections.abc import Sequence
from dataclasses import dataclass

from comitia.canonical import Json, receive_json, render_json
from comitia.errors import Invalid, Malformed
from comitia.protocol.fields import take_open_object, take_text
from comitia.protocol.group import (
    Element,
    Group,
    Proof,
    Refused,
    SecretScalar,
    check_elements,
    check_schnorr,
    read_proof,
    refuse,
    render_proof,
)


@dataclass(frozen=True, slots=True)
class TrusteeKey:
    """A public key with its proof of knowledge; in a committee also signed by its owner's certificate."""

    public_key: Element
    pok: Proof
    signature: Proof | None = None
    name: str | None = None


def generate_trustee_key(group: Group) -> tuple[SecretScalar, TrusteeKey]:
    """A single trustee's fresh private key, and its public key with proof."""
    secret_key = SecretScalar.generate(group)
    return secret_key, prove_trustee_key(secret_key)


def prove_trustee_key(secret_key: SecretScalar) -> TrusteeKey:
    """The public key of a private one, with a proof of knowledge."""
    public_key = secret_key.public_key()
    return TrusteeKey(public_key, secret_key.prove(pok_prefix(secret_key.group, public_key)))


def receive_trustee_key(raw: bytes, group: Group) -> TrusteeKey:
    """Read the public key that a single trustee handed in.

    Raises:
        Malformed: another shape.
        Invalid: outside the group, or the proof does not hold.
    """
    what = "trustee's public key"
    key = read_trustee_key(receive_json(raw, what), what)
    check_trustee_keys(group, [key], [what])
    return key


def check_trustee_keys(group: Group, keys: Sequence[TrusteeKey], whats: Sequence[str]) -> None:
    """Whether each key is in the group, not neutral, and its proof of knowledge holds.

    Raises:
        Malformed, Invalid: the first that does not.
    """
    for key, what in zip(keys, whats, strict=True):
        check_elements(group, [key.public_key], f"{what}: public_key")
        if group.is_identity(key.public_key):
            raise Invalid(f"{what}: public_key is the neutral element; everybody knows its private key")
    statements = [(key.public_key, pok_prefix(group, key.public_key), key.pok) for key in keys]
    check_schnorr(group, statements, [f"{what}: proof of knowledge" for what in whats])


def pok_prefix(group: Group, public_key: Element) -> bytes:
    """What is hashed before the commitment of a proof of knowledge: `pok|`group`|`key`|`."""
    return f"pok|{group.name}|{public_key}|".encode("ascii")


def read_trustee_key(value: Json, what: str) -> TrusteeKey:
    """The shape of a trustee's public key; `check_trustee_keys` checks its proof."""
    fields = take_open_object(value, what, ("pok", "public_key"))
    return TrusteeKey(
        public_key=take_text(fields["public_key"], f"{what}: public_key"),
        pok=read_proof(fields["pok"], f"{what}: pok"),
        signature=read_proof(fields["signature"], f"{what}: signature") if "signature" in fields else None,
        name=take_text(fields["name"], f"{what}: name") if "name" in fields else None,
    )


def render_trustee_key(key: TrusteeKey) -> Json:
    """The way back of `read_trustee_key`."""
    value: dict[str, Json] = {"pok": render_proof(key.pok), "public_key": key.public_key}
    if key.signature is not None:
        value["signature"] = render_proof(key.signature)
    if key.name is not None:
        value["name"] = key.name
    return value


def render_private_key(secret_key: SecretScalar) -> bytes:
    """A single trustee's private key file: the number as a JSON text, as other implementations write it."""
    return render_json(secret_key.reveal_decimal())


def receive_private_key(raw: bytes, group: Group) -> SecretScalar:
    """Read a single trustee's private key file.

    Raises:
        Malformed: not one number below the group's order; the message does not repeat it.
    """
    what = "private key"
    value = receive_json(raw.strip(), what, max_bytes=4096)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise Malformed(f"{what}: expected one number in quotation marks; is this the trustee's private key file?")
    try:
        return SecretScalar.from_decimal(group, value)
    except Refused as refused:
        refuse(refused.fault, what)
