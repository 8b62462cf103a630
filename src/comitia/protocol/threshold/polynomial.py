"""Polynomials: each trustee's secret contribution to the key, and a point of it for every other trustee.

The trustee draws f(x) = a_0 + a_1 x + ... of as many coefficients as trustees suffice. What it hands on:

- `polynomial`: f itself, for its own eyes (nothing but the seed need be kept);
- `secrets[j]`: f(j), for the eyes of trustee j;
- `coefexps`: g^a_0, g^a_1, ... in a signed message, for everybody;
- `signature`: over all certificates and the coefexps, so that nobody can show different trustees different committees.

A trustee who sees the others' coefexps before it draws its own could choose some bits of the election's key (secrecy
is not touched). Therefore the trustees may exchange `fingerprint_of_coefexps` first and show the polynomials when all
are in.

Source: Belenios specification, "Polynomials".
"""

from collections.abc import Sequence
from dataclasses import dataclass

from comitia._native import SecretPolynomial
from comitia.canonical import Json, receive_json, render_json
from comitia.errors import Invalid, Malformed
from comitia.protocol.fields import take_list, take_object, take_text
from comitia.protocol.group import Element, Group, Proof, check_elements, compact_base64, read_proof, render_proof
from comitia.protocol.threshold.certificate import (
    Certificate,
    Committee,
    TrusteeSecrets,
    derive_secrets,
    render_certificates,
)
from comitia.protocol.threshold.message import (
    SignedMessage,
    check_signatures,
    read_signed,
    render_signed,
    send,
    sign,
    signature_prefix,
)


@dataclass(frozen=True, slots=True)
class Coefexps:
    """One trustee's checked g^a_0, g^a_1, ...: its signed message, and the signature over certificates and coefexps."""

    index: int
    elements: tuple[Element, ...]
    signed: SignedMessage
    signature: Proof


@dataclass(frozen=True, slots=True)
class Polynomial:
    """What one trustee hands to the administrator in the second step; `secrets[j - 1]` is for trustee j."""

    own: str
    secrets: tuple[str, ...]
    coefexps: Coefexps


def make_polynomial(committee: Committee, certificates: Sequence[Certificate], secret_seed: str) -> bytes:
    """Draw the polynomial of the trustee whose seed this is.

    Raises:
        Invalid: no certificate is this seed's, so the list of certificates is not the one that the trustee is in.
    """
    secrets = derive_secrets(committee.group, secret_seed)
    find_own_certificate(certificates, secrets)
    polynomial = SecretPolynomial.generate(committee.group, committee.threshold)
    key = secrets.secret_signing_key
    elements = polynomial.coefexps()
    own = render_json({"polynomial": polynomial.reveal_decimals()}).decode("utf-8")
    points = [
        render_json({"secret": polynomial.evaluate(one.index).reveal_decimal()}).decode("utf-8") for one in certificates
    ]
    value = {
        "polynomial": send(key, secrets.encryption, own),
        "secrets": [send(key, one.encryption, point) for one, point in zip(certificates, points, strict=True)],
        "coefexps": render_signed(sign(key, render_json({"coefexps": elements}).decode("utf-8"))),
        "signature": render_proof(sign(key, certificates_message(certificates, elements)).signature),
    }
    return render_json(value)


def receive_polynomial(raw: bytes, committee: Committee, certificates: Sequence[Certificate], index: int) -> Polynomial:
    """Read what trustee `index` handed in; all that can be checked without a secret is.

    Raises:
        Malformed: another shape, or another number of secrets or coefficients than the committee's.
        Invalid: a signature that does not hold, a coefexp outside the group.
    """
    what = f"polynomial {index}"
    fields = take_object(receive_json(raw, what), what, ("polynomial", "secrets", "coefexps", "signature"))
    secrets = tuple(
        take_text(text, f"{what}: secret {number}")
        for number, text in enumerate(take_list(fields["secrets"], f"{what}: secrets"), 1)
    )
    if len(secrets) != committee.size:
        raise Malformed(f"{what}: has {len(secrets)} secrets, expected {committee.size}, one for each trustee")
    coefexps = read_coefexps([fields["coefexps"]], [fields["signature"]], committee, certificates, first_index=index)
    return Polynomial(take_text(fields["polynomial"], f"{what}: polynomial"), secrets, coefexps[0])


def find_author(raw: bytes, committee: Committee, certificates: Sequence[Certificate], what: str) -> int:
    """The index of the trustee who signed a polynomial.

    Raises:
        Malformed: not a polynomial.
        Invalid: none of the trustees signed it.
    """
    fields = take_object(receive_json(raw, what), what, ("polynomial", "secrets", "coefexps", "signature"))
    signed = read_signed(fields["coefexps"], what)
    keys = [one.verification for one in certificates]
    faults = committee.group.check_schnorr_proofs(
        [(key, signature_prefix(signed.message), signed.signature) for key in keys]
    )
    for certificate, fault in zip(certificates, faults, strict=True):
        if fault is None:
            return certificate.index
    raise Invalid(f"{what}: signed by none of the {len(certificates)} trustees; made for another election?")


def read_coefexps(
    messages: Sequence[Json],
    signatures: Sequence[Json],
    committee: Committee,
    certificates: Sequence[Certificate],
    *,
    first_index: int = 1,
) -> tuple[Coefexps, ...]:
    """Signed coefexps of the trustees from `first_index` on, with the signatures over certificates and coefexps.

    Raises:
        Malformed: another shape, or not as many coefficients as trustees suffice.
        Invalid: an element outside the group, a signature that does not hold.
    """
    group = committee.group
    received: list[Coefexps] = []
    for index, (message, signature) in enumerate(zip(messages, signatures, strict=True), first_index):
        what = f"coefexps {index}"
        signed = read_signed(message, what)
        fields = take_object(receive_json(signed.message.encode("utf-8"), what), what, ("coefexps",))
        elements = tuple(take_text(text, what) for text in take_list(fields["coefexps"], what))
        if len(elements) != committee.threshold:
            raise Malformed(f"{what}: has {len(elements)} elements, expected {committee.threshold}, as many as suffice")
        received.append(Coefexps(index, elements, signed, read_proof(signature, f"signature {index}")))
    for one in received:
        check_elements(group, one.elements, f"coefexps {one.index}")
        if group.is_identity(one.elements[0]):
            raise Invalid(
                f"coefexps {one.index}: the first is the neutral element; this trustee would contribute nothing"
            )
    keys = [certificates[one.index - 1].verification for one in received]
    check_signatures(
        group,
        [(key, one.signed.message, one.signed.signature) for key, one in zip(keys, received, strict=True)],
        [f"coefexps {one.index}: signature" for one in received],
    )
    check_signatures(
        group,
        [
            (key, certificates_message(certificates, one.elements), one.signature)
            for key, one in zip(keys, received, strict=True)
        ],
        [f"signature {one.index} over the certificates" for one in received],
    )
    return tuple(received)


def certificates_message(certificates: Sequence[Certificate], coefexps: Sequence[Element]) -> str:
    """The text under a trustee's `signature`: these are the certificates that I saw, these are my coefexps."""
    value = {"certs": render_certificates(certificates), "coefexps": list(coefexps)}
    return "certs_sig|" + render_json(value).decode("utf-8")


def fingerprint_of_coefexps(coefexps: Coefexps) -> str:
    """What a trustee may announce before it shows its polynomial: Base64 of the SHA-256 of its signed coefexps."""
    return compact_base64(render_json(render_signed(coefexps.signed)))


def public_share(group: Group, coefexps: Sequence[Coefexps], index: int) -> Element:
    """The verification key of trustee `index`: the product over all trustees i and coefficients k of A_ik^(index^k)."""
    return group.vartime_multiply([group.vartime_evaluate_in_exponent(one.elements, index) for one in coefexps])


def find_own_certificate(certificates: Sequence[Certificate], secrets: TrusteeSecrets) -> Certificate:
    """The certificate whose keys these secrets are.

    Raises:
        Invalid: there is none.
    """
    for certificate in certificates:
        if (certificate.verification, certificate.encryption) == (secrets.verification, secrets.encryption):
            return certificate
    raise Invalid(
        f"certificates: none of the {len(certificates)} is made from this seed; expected your own among them: ask "
        "the administrator for the right list, and check that you gave your own seed"
    )
