"""Threshold parameters: the public part of a key ceremony, as it stands in the election's list of trustees.

Whoever reads it checks the whole ceremony again, save the points that only their addressees could read: certificates
against their context, everybody's coefexps and what they signed, each verification key against the coefexps, its
proof, its signature. If all hold and k trustees have checked their own points, any k can decrypt and the key is the
committee's.

Source: Belenios specification, "Threshold parameters".
"""

from collections.abc import Sequence
from dataclasses import dataclass

from comitia.canonical import Json
from comitia.errors import Malformed
from comitia.protocol.fields import take_list, take_open_object, take_small
from comitia.protocol.group import Element, Group, render_proof
from comitia.protocol.threshold.certificate import Certificate, Committee, read_certificates, render_certificates
from comitia.protocol.threshold.message import render_signed
from comitia.protocol.threshold.polynomial import Coefexps, Polynomial, read_coefexps
from comitia.protocol.threshold.share import Voutput, check_verification_keys
from comitia.protocol.trustee import TrusteeKey, read_trustee_key, render_trustee_key


@dataclass(frozen=True, slots=True)
class ThresholdParameters:
    """A checked committee: certificates, coefexps and verification keys, each in the order of the indexes."""

    committee: Committee
    certificates: tuple[Certificate, ...]
    coefexps: tuple[Coefexps, ...]
    verification_keys: tuple[TrusteeKey, ...]

    def sub_key(self, group: Group) -> Element:
        """The committee's key: the product of everybody's first coefficient."""
        return group.vartime_multiply([one.elements[0] for one in self.coefexps])


def assemble_threshold_parameters(
    committee: Committee,
    certificates: Sequence[Certificate],
    polynomials: Sequence[Polynomial],
    voutputs: Sequence[Voutput],
    names: Sequence[str | None] = (),
) -> ThresholdParameters:
    """Put together what a committee has handed in; each part has come through its own `receive_*`.

    `names[k]`, where given, is published beside the key of trustee k + 1.
    """
    keys = [
        TrusteeKey(one.key.public_key, one.key.pok, one.key.signature, name)
        for one, name in zip(voutputs, list(names) or [None] * len(voutputs), strict=True)
    ]
    return ThresholdParameters(
        committee, tuple(certificates), tuple(polynomial.coefexps for polynomial in polynomials), tuple(keys)
    )


def read_threshold_parameters(value: Json, group: Group, what: str) -> ThresholdParameters:
    """Read a committee as published, and check all of it.

    Raises:
        Malformed: another shape; lists of unequal length; a threshold that is not the certificates'.
        Invalid: an element outside the group; a proof, signature or key that does not hold.
    """
    names = ("threshold", "certs", "coefexps", "verification_keys")
    fields = take_open_object(value, what, names)
    if "signatures" not in fields:
        raise Malformed(
            f"{what}: has no signatures over the certificates; releases of belenios-tool before 2.5.1 made such, "
            "they are not accepted"
        )
    certs = take_list(fields["certs"], f"{what}: certs")
    for name in ("coefexps", "signatures", "verification_keys"):
        found = len(take_list(fields[name], f"{what}: {name}"))
        if found != len(certs):
            raise Malformed(f"{what}: has {found} {name} and {len(certs)} certs, expected as many of each")
    committee = Committee(group, len(certs), take_small(fields["threshold"], f"{what}: threshold", least=1))
    certificates = read_certificates(certs, committee)
    coefexps = read_coefexps(fields["coefexps"], fields["signatures"], committee, certificates)
    keys = {
        index: read_trustee_key(key, f"verification key {index}")
        for index, key in enumerate(fields["verification_keys"], 1)
    }
    check_verification_keys(committee, certificates, coefexps, keys)
    return ThresholdParameters(committee, certificates, coefexps, tuple(keys.values()))


def render_threshold_parameters(parameters: ThresholdParameters) -> Json:
    """The way back of `read_threshold_parameters`."""
    return {
        "threshold": parameters.committee.threshold,
        "certs": render_certificates(parameters.certificates),
        "coefexps": [render_signed(one.signed) for one in parameters.coefexps],
        "signatures": [render_proof(one.signature) for one in parameters.coefexps],
        "verification_keys": [render_trustee_key(key) for key in parameters.verification_keys],
    }
