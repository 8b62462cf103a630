"""Shares: each trustee's points come together to its private key; the public part is proved.

The administrator routes: trustee j gets `vinput` j, with its own polynomial back, the point that each trustee i sent
to it, and everybody's coefexps and signatures. Trustee j checks that each point lies on the polynomial that its
sender published, adds the points up to its private key, and answers with a `voutput`: that key encrypted to itself
(so that nothing but the seed need be kept) and the public key with a proof of knowledge and a signature.

Source: Belenios specification, "Vinputs" and "Voutputs".
"""

from collections.abc import Sequence
from dataclasses import dataclass

from comitia._native import SecretPolynomial
from comitia.canonical import Json, receive_json, render_json
from comitia.errors import Invalid, Malformed
from comitia.protocol.fields import take_list, take_object, take_text
from comitia.protocol.group import Group, Refused, SecretScalar, refuse, render_proof
from comitia.protocol.threshold.certificate import Certificate, Committee, derive_secrets
from comitia.protocol.threshold.message import (
    check_signatures,
    receive_channel,
    render_signed,
    send,
    sign,
    signature_prefix,
)
from comitia.protocol.threshold.polynomial import (
    Coefexps,
    Polynomial,
    find_own_certificate,
    public_share,
    read_coefexps,
)
from comitia.protocol.trustee import TrusteeKey, check_trustee_keys, pok_prefix, read_trustee_key, render_trustee_key


@dataclass(frozen=True, slots=True)
class Voutput:
    """A trustee's answer: its private key for its own eyes, its public key with proof and signature."""

    index: int
    secret_for_owner: str
    key: TrusteeKey


def make_vinput(polynomials: Sequence[Polynomial], index: int) -> bytes:
    """What the administrator sends to trustee `index` in the third step."""
    coefexps = [one.coefexps for one in polynomials]
    value = {
        "polynomial": polynomials[index - 1].own,
        "secrets": [one.secrets[index - 1] for one in polynomials],
        "coefexps": [render_signed(one.signed) for one in coefexps],
        "signatures": [render_proof(one.signature) for one in coefexps],
    }
    return render_json(value)


def make_voutput(vinput: bytes, committee: Committee, certificates: Sequence[Certificate], secret_seed: str) -> bytes:
    """Check every point that was sent to this trustee, and answer with its public key.

    Raises:
        Malformed: not a vinput of this committee.
        Invalid: a point that is not on its sender's polynomial, a message signed by somebody else, a polynomial of
            one's own that one did not make. Who sent it is in the message: the ceremony must begin again.
    """
    group = committee.group
    secrets = derive_secrets(group, secret_seed)
    own = find_own_certificate(certificates, secrets)
    what = f"vinput {own.index}"
    fields = _read_vinput(vinput, committee, what)
    coefexps = receive_coefexps(vinput, committee, certificates, own.index)

    # (1) The polynomial that comes back is one's own: its coefexps are those published in one's name.
    channel = (secrets.secret_decryption_key, secrets.encryption)
    text = receive_channel(
        take_text(fields["polynomial"], f"{what}: polynomial"), *channel, own.verification, f"{what}: polynomial"
    )
    _check_own_polynomial(text, group, coefexps[own.index - 1], what)

    # (2) Each point lies on its sender's polynomial: g^s_ij = prod_k A_ik^(j^k).
    shares: list[SecretScalar] = []
    for certificate, message in zip(certificates, fields["secrets"], strict=True):
        sender = f"{what}: secret from trustee {certificate.index}"
        text = receive_channel(take_text(message, sender), *channel, certificate.verification, sender)
        share = _read_share(text, group, sender)
        published = group.vartime_evaluate_in_exponent(coefexps[certificate.index - 1].elements, own.index)
        if share.public_key() != published:
            raise Invalid(
                f"{sender}: does not lie on the polynomial that this trustee published; stop, tell the others, and "
                "begin the key ceremony again"
            )
        shares.append(share)

    # (3) The private key is the sum of the points.
    private_key = SecretScalar.sum(shares)
    public_key = private_key.public_key()
    signature = sign(secrets.secret_signing_key, public_key).signature
    key = TrusteeKey(public_key, private_key.prove(pok_prefix(group, public_key)), signature)
    secret_text = render_json({"decryption_key": private_key.reveal_decimal()}).decode("utf-8")
    value = {
        "private_key": send(secrets.secret_signing_key, secrets.encryption, secret_text),
        "public_key": render_trustee_key(key),
    }
    return render_json(value)


def receive_coefexps(
    vinput: bytes, committee: Committee, certificates: Sequence[Certificate], index: int
) -> tuple[Coefexps, ...]:
    """Everybody's coefexps, as they were routed to trustee `index`.

    Raises:
        Malformed, Invalid: not a vinput of this committee, or one of them does not hold (see `read_coefexps`).
    """
    fields = _read_vinput(vinput, committee, f"vinput {index}")
    return read_coefexps(fields["coefexps"], fields["signatures"], committee, certificates)


def receive_voutput(
    raw: bytes, committee: Committee, certificates: Sequence[Certificate], coefexps: Sequence[Coefexps], index: int
) -> Voutput:
    """Read the answer of trustee `index`.

    Raises:
        Malformed: another shape.
        Invalid: a public key other than the polynomials give, a proof or a signature that does not hold.
    """
    what = f"voutput {index}"
    fields = take_object(receive_json(raw, what), what, ("private_key", "public_key"))
    key = read_trustee_key(fields["public_key"], f"{what}: public_key")
    check_verification_keys(committee, certificates, coefexps, {index: key})
    return Voutput(index, take_text(fields["private_key"], f"{what}: private_key"), key)


def find_share_owner(raw: bytes, committee: Committee, certificates: Sequence[Certificate], what: str) -> int:
    """The index of the trustee who signed the public key in a voutput.

    Raises:
        Malformed: not a voutput.
        Invalid: none of the trustees signed it.
    """
    fields = take_object(receive_json(raw, what), what, ("private_key", "public_key"))
    key = read_trustee_key(fields["public_key"], f"{what}: public_key")
    if key.signature is None:
        raise Malformed(f"{what}: its public key is not signed; expected what `comitia trustee share` wrote")
    statements = [(one.verification, signature_prefix(key.public_key), key.signature) for one in certificates]
    for certificate, fault in zip(certificates, committee.group.check_schnorr_proofs(statements), strict=True):
        if fault is None:
            return certificate.index
    raise Invalid(f"{what}: signed by none of the {len(certificates)} trustees; made for another election?")


def check_verification_keys(
    committee: Committee,
    certificates: Sequence[Certificate],
    coefexps: Sequence[Coefexps],
    keys: dict[int, TrusteeKey],
) -> None:
    """Whether each trustee's public key is proved, is what the polynomials give, and is signed by its certificate.

    Raises:
        Malformed: a key without a signature, or no element or scalar.
        Invalid: one of the three does not hold.
    """
    group = committee.group
    check_trustee_keys(group, list(keys.values()), [f"verification key {index}" for index in keys])
    for index, key in keys.items():
        expected = public_share(group, coefexps, index)
        if key.public_key != expected:
            raise Invalid(
                f"verification key {index}: found {key.public_key[:16]}…, expected {expected[:16]}…, which the "
                "coefexps give"
            )
        if key.signature is None:
            raise Malformed(f"verification key {index}: is not signed; expected a signature by the certificate's key")
    check_signatures(
        group,
        [
            (certificates[index - 1].verification, key.public_key, key.signature)
            for index, key in keys.items()
            if key.signature is not None
        ],
        [f"verification key {index}: signature" for index in keys],
    )


def receive_private_share(voutput: bytes, group: Group, secret_seed: str) -> SecretScalar:
    """A trustee's private key again, out of the `voutput` that it made.

    Raises:
        Malformed: not a voutput.
        Invalid: made with another seed.
    """
    what = "voutput"
    secrets = derive_secrets(group, secret_seed)
    fields = take_object(receive_json(voutput, what), what, ("private_key", "public_key"))
    text = receive_channel(
        take_text(fields["private_key"], f"{what}: private_key"),
        secrets.secret_decryption_key,
        secrets.encryption,
        secrets.verification,
        f"{what}: private_key",
    )
    inner = take_object(receive_json(text.encode("utf-8"), what), what, ("decryption_key",))
    return _read_scalar(inner["decryption_key"], group, f"{what}: private key")


def _read_vinput(raw: bytes, committee: Committee, what: str) -> dict[str, Json]:
    fields = take_object(receive_json(raw, what), what, ("polynomial", "secrets", "coefexps", "signatures"))
    for name in ("secrets", "coefexps", "signatures"):
        found = len(take_list(fields[name], f"{what}: {name}"))
        if found != committee.size:
            raise Malformed(f"{what}: has {found} {name}, expected {committee.size}, one for each trustee")
    return fields


def _check_own_polynomial(text: str, group: Group, published: Coefexps, what: str) -> None:
    what = f"{what}: polynomial"
    fields = take_object(receive_json(text.encode("utf-8"), what), what, ("polynomial",))
    coefficients = [take_text(value, what) for value in take_list(fields["polynomial"], what)]
    try:
        polynomial = SecretPolynomial.from_decimals(group, coefficients)
    except Refused as refused:
        refuse(refused.fault, what)
    if tuple(polynomial.coefexps()) != published.elements:
        raise Invalid(
            f"{what}: it is not the one whose coefexps are published in your name; begin the key ceremony again"
        )


def _read_share(text: str, group: Group, what: str) -> SecretScalar:
    fields = take_object(receive_json(text.encode("utf-8"), what), what, ("secret",))
    return _read_scalar(fields["secret"], group, what)


def _read_scalar(value: Json, group: Group, what: str) -> SecretScalar:
    try:
        return SecretScalar.from_decimal(group, take_text(value, what))
    except Refused as refused:
        refuse(refused.fault, what)
