"""Signed messages, and channels: messages that are signed and encrypted, for one trustee's eyes.

A signature is a Schnorr proof of knowledge of the signing key, bound to the text. A channel message is a text put in
an envelope that names its recipient, signed by the sender and then encrypted: so the recipient knows who wrote it and
that it was meant for them, and whoever carries it learns nothing.

Source: Belenios specification, "Public key infrastructure" and "Channels".
"""

from collections.abc import Sequence
from dataclasses import dataclass

from comitia.canonical import Json, receive_json, render_json
from comitia.errors import Invalid, Malformed
from comitia.protocol.fields import take_object, take_text
from comitia.protocol.group import (
    Element,
    Group,
    Proof,
    Refused,
    SecretScalar,
    check_schnorr,
    read_proof,
    refuse,
    render_proof,
)

ALGORITHM = "AES-GCM"


@dataclass(frozen=True, slots=True)
class SignedMessage:
    """A text and a signature; whose it is, the reader must know."""

    message: str
    signature: Proof


def sign(secret_key: SecretScalar, message: str) -> SignedMessage:
    """Sign a text."""
    return SignedMessage(message, secret_key.prove(signature_prefix(message)))


def signature_prefix(message: str) -> bytes:
    """What is hashed before the commitment of a signature."""
    return b"sigmsg|" + message.encode("utf-8") + b"|"


def check_signatures(group: Group, signed: Sequence[tuple[Element, str, Proof]], whats: Sequence[str]) -> None:
    """Whether each (verification key, text, signature) holds; `whats[k]` names the k-th.

    Raises:
        Malformed, Invalid: the first that does not.
    """
    check_schnorr(group, [(key, signature_prefix(message), proof) for key, message, proof in signed], whats)


def read_signed(value: Json, what: str) -> SignedMessage:
    """The shape of a signed message; its signature is for the reader to check."""
    fields = take_object(value, what, ("message", "signature"))
    return SignedMessage(
        take_text(fields["message"], f"{what}: message"), read_proof(fields["signature"], f"{what}: signature")
    )


def render_signed(signed: SignedMessage) -> Json:
    """The way back of `read_signed`."""
    return {"message": signed.message, "signature": render_proof(signed.signature)}


def send(secret_signing_key: SecretScalar, recipient: Element, message: str) -> str:
    """Sign a text and encrypt it for the holder of an encryption key; the result may go through anybody's hands."""
    envelope = render_json({"recipient": recipient, "message": message}).decode("utf-8")
    inner = render_json(render_signed(sign(secret_signing_key, envelope)))
    alpha, beta, data = secret_signing_key.group.encrypt_channel(recipient, inner)
    return render_json({"algorithm": ALGORITHM, "alpha": alpha, "beta": beta, "data": data}).decode("utf-8")


def receive_channel(
    text: str, secret_decryption_key: SecretScalar, recipient: Element, sender: Element, what: str
) -> str:
    """Decrypt a channel message and check its sender and recipient.

    `recipient` is the public part of the decryption key, `sender` the verification key of whoever should have sent it.

    Raises:
        Malformed: not a channel message, or of another algorithm.
        Invalid: it does not decrypt under this key, is meant for somebody else, or is signed by somebody else.
    """
    fields = take_object(receive_json(text.encode("utf-8"), what), what, ("alpha", "beta", "data"), ("algorithm",))
    algorithm = fields.get("algorithm")
    if algorithm != ALGORITHM:
        raise Malformed(
            f"{what}: found the algorithm {str(algorithm)[:20]!r}, expected {ALGORITHM!r}; made by an old release?"
        )
    alpha, beta, data = (take_text(fields[name], f"{what}: {name}") for name in ("alpha", "beta", "data"))
    try:
        inner = secret_decryption_key.decrypt_channel(alpha, beta, data)
    except Refused as refused:
        refuse(refused.fault, what)
    signed = read_signed(receive_json(inner, what), what)
    check_signatures(secret_decryption_key.group, [(sender, signed.message, signed.signature)], [f"{what}: signature"])
    envelope = take_object(receive_json(signed.message.encode("utf-8"), what), what, ("recipient", "message"))
    if envelope["recipient"] != recipient:
        raise Invalid(f"{what}: it is addressed to another trustee; expected the key {recipient[:16]}…")
    return take_text(envelope["message"], f"{what}: message")
