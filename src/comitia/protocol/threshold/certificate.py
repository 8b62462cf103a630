"""Certificates: each trustee's two public keys, signed, for one place in one committee.

A trustee's seed is 22 characters. From it come the signing key and the decryption key; the certificate has their public
parts and the context: which group, how many trustees, how many suffice, and this trustee's index, from 1. A certificate
made for another committee or another place does not fit.

Source: Belenios specification, "Certificates" and "Deriving keys".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from comitia.canonical import Json, receive_json, render_json
from comitia.errors import Invalid, Malformed
from comitia.protocol.fields import take_list, take_object, take_open_object, take_small, take_text
from comitia.protocol.group import Element, Group, Proof, SecretScalar, check_elements, random_base58
from comitia.protocol.threshold.message import SignedMessage, check_signatures, read_signed, render_signed, sign

_SEED = re.compile(r"[1-9A-HJ-NP-Za-km-z]{22}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Committee:
    """The frame of a k-of-n key: `threshold` of `size` trustees suffice."""

    group: Group
    size: int
    threshold: int

    def __post_init__(self) -> None:
        """Raises `Malformed` unless 1 <= threshold <= size."""
        if not 1 <= self.threshold <= self.size:
            raise Malformed(
                f"committee: {self.threshold} of {self.size} trustees; expected at least 1 and at most all of them "
                "to suffice"
            )


@dataclass(frozen=True, slots=True)
class Context:
    """What a certificate says of itself: the group, how many trustees, how many suffice, which of them this is."""

    group: str
    size: int
    threshold: int
    index: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """A checked certificate of the trustee with this index, from 1."""

    index: int
    verification: Element
    encryption: Element
    signed: SignedMessage


@dataclass(frozen=True, slots=True)
class TrusteeSecrets:
    """What a trustee derives from its seed: the key to sign with, the key to decrypt with."""

    secret_signing_key: SecretScalar = field(repr=False)
    secret_decryption_key: SecretScalar = field(repr=False)

    @property
    def verification(self) -> Element:
        """The public part of the signing key."""
        return self.secret_signing_key.public_key()

    @property
    def encryption(self) -> Element:
        """The public part of the decryption key."""
        return self.secret_decryption_key.public_key()


def generate_seed() -> str:
    """A fresh seed, to be kept by its trustee alone."""
    return random_base58(22)


def receive_seed(raw: bytes) -> str:
    """Read a seed file: 22 Base58 characters, perhaps with a line's end.

    Raises:
        Malformed: anything else; the message does not repeat it.
    """
    try:
        seed = raw.decode("ascii").strip()
    except UnicodeDecodeError:
        seed = ""
    if not _SEED.fullmatch(seed):
        raise Malformed(
            f"seed: found {len(raw)} bytes, expected 22 Base58 characters; is this the trustee's seed file?"
        )
    return seed


def derive_secrets(group: Group, secret_seed: str) -> TrusteeSecrets:
    """The two keys of a seed."""
    return TrusteeSecrets(
        SecretScalar.from_seed(group, "sk|", secret_seed), SecretScalar.from_seed(group, "dk|", secret_seed)
    )


def make_certificate(committee: Committee, index: int, secret_seed: str) -> bytes:
    """The certificate of the trustee with this index, as it is handed to the administrator."""
    if not 1 <= index <= committee.size:
        raise Malformed(f"certificate: index {index}, expected 1 to {committee.size}")
    secrets = derive_secrets(committee.group, secret_seed)
    context = {
        "group": committee.group.name, "size": committee.size, "threshold": committee.threshold, "index": index
    }  # fmt: skip
    keys = {"context": context, "verification": secrets.verification, "encryption": secrets.encryption}
    message = render_json(keys).decode("utf-8")
    return render_json(render_signed(sign(secrets.secret_signing_key, message)))


def receive_certificate(raw: bytes, committee: Committee, index: int) -> Certificate:
    """Read one trustee's certificate; see `read_certificates`."""
    what = f"certificate {index}"
    certificate = _read_certificate(receive_json(raw, what), committee, index, what)
    _check_keys(committee.group, [certificate])
    return certificate


def receive_certificates(raw: bytes, committee: Committee) -> tuple[Certificate, ...]:
    """Read the file of all certificates: a JSON array in the order of the indexes."""
    return read_certificates(take_list(receive_json(raw, "certificates"), "certificates"), committee)


def read_certificates(values: Sequence[Json], committee: Committee) -> tuple[Certificate, ...]:
    """All certificates of a committee, in order.

    Raises:
        Malformed: another number of them than the committee's size, another shape, a context that is not this committee
            and this place.
        Invalid: a key outside the group, a signature that does not hold, the same key twice.
    """
    if len(values) != committee.size:
        raise Malformed(f"certificates: found {len(values)}, expected {committee.size}")
    certificates = tuple(
        _read_certificate(value, committee, index, f"certificate {index}") for index, value in enumerate(values, 1)
    )
    _check_keys(committee.group, certificates)
    keys = [key for one in certificates for key in (one.verification, one.encryption)]
    if len(set(keys)) != len(keys):
        raise Invalid("certificates: the same key stands in two of them; each trustee must make its own certificate")
    return certificates


def render_certificates(certificates: Sequence[Certificate]) -> Json:
    """The certificates as a JSON array, as they stand in what is signed and published."""
    return [render_signed(certificate.signed) for certificate in certificates]


def read_context(value: Json, what: str) -> Context:
    """What a certificate says of itself, before anything of it is checked."""
    keys = _read_keys(read_signed(value, what), what)
    fields = take_object(keys["context"], f"{what}: context", ("group", "size", "threshold", "index"))
    return Context(
        take_text(fields["group"], f"{what}: context: group"),
        *(take_small(fields[name], f"{what}: context: {name}", least=1) for name in ("size", "threshold", "index")),
    )


def _read_keys(signed: SignedMessage, what: str) -> dict[str, Json]:
    keys = take_open_object(receive_json(signed.message.encode("utf-8"), what), what, ("verification", "encryption"))
    if "context" not in keys:
        raise Malformed(
            f"{what}: has no context; releases of belenios-tool before 2.5.1 made such, they are not accepted"
        )
    return keys


def _read_certificate(value: Json, committee: Committee, index: int, what: str) -> Certificate:
    context = read_context(value, what)
    expected = Context(committee.group.name, committee.size, committee.threshold, index)
    if context != expected:
        raise Malformed(f"{what}: made for {_tell(context)}, expected {_tell(expected)}; its trustee must make another")
    signed = read_signed(value, what)
    keys = _read_keys(signed, what)
    return Certificate(
        index,
        take_text(keys["verification"], f"{what}: verification"),
        take_text(keys["encryption"], f"{what}: encryption"),
        signed,
    )


def _tell(context: Context) -> str:
    return f"trustee {context.index}, {context.threshold} of {context.size}, {context.group[:40]}"


def _check_keys(group: Group, certificates: Sequence[Certificate]) -> None:
    check_elements(group, [one.verification for one in certificates], "certificates: verification keys")
    check_elements(group, [one.encryption for one in certificates], "certificates: encryption keys")
    for one in certificates:
        if group.is_identity(one.verification) or group.is_identity(one.encryption):
            raise Invalid(f"certificate {one.index}: a key is the neutral element; everybody knows its private part")
    signed: list[tuple[Element, str, Proof]] = [
        (one.verification, one.signed.message, one.signed.signature) for one in certificates
    ]
    check_signatures(group, signed, [f"certificate {one.index}: signature" for one in certificates])
