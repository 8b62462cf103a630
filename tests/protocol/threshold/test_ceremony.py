"""The key ceremony: honest trustees get a key, and each way of cheating is caught by the step that must catch it."""

import json
from dataclasses import dataclass

import pytest

from comitia.canonical import Json, render_json
from comitia.errors import ComitiaError, Invalid, Malformed
from comitia.protocol.group import Group, receive_group, render_proof
from comitia.protocol.threshold.certificate import (
    Certificate,
    Committee,
    derive_secrets,
    generate_seed,
    make_certificate,
    receive_certificate,
    receive_certificates,
    receive_seed,
)
from comitia.protocol.threshold.message import receive_channel, render_signed, send, sign
from comitia.protocol.threshold.polynomial import (
    Polynomial,
    certificates_message,
    find_author,
    fingerprint_of_coefexps,
    make_polynomial,
    receive_polynomial,
)
from comitia.protocol.threshold.share import (
    find_share_owner,
    make_vinput,
    make_voutput,
    receive_private_share,
    receive_voutput,
)
from tests.protocol.fixtures import secrets_of

ED25519 = receive_group("Ed25519", "test")
ORDER_2 = "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec"
"""The point (0, -1) of Ed25519, which has order 2: y = p - 1."""


@dataclass(frozen=True, slots=True)
class Ceremony:
    """A committee of which everybody's seed is known."""

    committee: Committee
    seeds: tuple[str, ...]
    certificates: tuple[Certificate, ...]
    polynomials: tuple[bytes, ...]

    def received(self) -> list[Polynomial]:
        return [
            receive_polynomial(raw, self.committee, self.certificates, index)
            for index, raw in enumerate(self.polynomials, 1)
        ]

    def voutput(self, index: int) -> bytes:
        return make_voutput(
            make_vinput(self.received(), index), self.committee, self.certificates, self.seeds[index - 1]
        )


def hold(group: Group = ED25519, size: int = 3, threshold: int = 2) -> Ceremony:
    committee = Committee(group, size, threshold)
    seeds = tuple(generate_seed() for _ in range(size))
    certs = [json.loads(make_certificate(committee, index, seed)) for index, seed in enumerate(seeds, 1)]
    certificates = receive_certificates(render_json(certs), committee)
    polynomials = tuple(make_polynomial(committee, certificates, seed) for seed in seeds)
    return Ceremony(committee, seeds, certificates, polynomials)


CEREMONY = hold()


@pytest.mark.parametrize(("size", "threshold"), [(1, 1), (2, 2), (3, 1), (4, 3)])
def test_every_share_is_what_the_polynomials_give(size: int, threshold: int) -> None:
    ceremony = hold(size=size, threshold=threshold)
    coefexps = [one.coefexps for one in ceremony.received()]
    for index in range(1, size + 1):
        raw = ceremony.voutput(index)
        voutput = receive_voutput(raw, ceremony.committee, ceremony.certificates, coefexps, index)
        private = receive_private_share(raw, ED25519, ceremony.seeds[index - 1])
        assert private.public_key() == voutput.key.public_key
        assert find_share_owner(raw, ceremony.committee, ceremony.certificates, "voutput") == index
        assert find_author(ceremony.polynomials[index - 1], ceremony.committee, ceremony.certificates, "p") == index


def test_a_share_made_by_another_implementation_is_opened() -> None:
    """Seeds and voutputs of belenios-tool 3.3.0."""
    for trustee in secrets_of("g-ed25519-mixed-all")["trustees"]:
        if trustee["kind"] != "single":
            raw = render_json(trustee["voutput"])
            private = receive_private_share(raw, ED25519, trustee["seed"])
            assert private.public_key() == trustee["voutput"]["public_key"]["public_key"]


def resigned(value: Json, seed: str, certificates: tuple[Certificate, ...], elements: list[str]) -> bytes:
    """A polynomial whose coefexps are others, properly signed by its cheating author."""
    key = derive_secrets(ED25519, seed).secret_signing_key
    value["coefexps"] = render_signed(sign(key, render_json({"coefexps": elements}).decode()))
    value["signature"] = render_proof(sign(key, certificates_message(certificates, elements)).signature)
    return render_json(value)


def coefexps_of(raw: bytes) -> list[str]:
    elements: list[str] = json.loads(json.loads(raw)["coefexps"]["message"])["coefexps"]
    return elements


def test_a_coefexp_outside_the_group_is_refused_although_it_is_signed() -> None:
    """Other implementations check the keys that follow from the coefexps, not the coefexps."""
    raw = CEREMONY.polynomials[0]
    elements = coefexps_of(raw)
    forged = resigned(json.loads(raw), CEREMONY.seeds[0], CEREMONY.certificates, [elements[0], ORDER_2])
    with pytest.raises(ComitiaError, match="coefexps 1"):
        receive_polynomial(forged, CEREMONY.committee, CEREMONY.certificates, 1)


@pytest.mark.parametrize("change", ["fewer", "more", "neutral"])
def test_coefexps_of_another_shape_are_refused(change: str) -> None:
    raw = CEREMONY.polynomials[0]
    elements = coefexps_of(raw)
    changed = {"fewer": elements[:1], "more": [*elements, elements[0]], "neutral": [ED25519.identity, elements[1]]}
    forged = resigned(json.loads(raw), CEREMONY.seeds[0], CEREMONY.certificates, changed[change])
    with pytest.raises(ComitiaError, match="coefexps 1"):
        receive_polynomial(forged, CEREMONY.committee, CEREMONY.certificates, 1)


def test_a_point_off_its_senders_polynomial_is_caught_by_its_receiver() -> None:
    value = json.loads(CEREMONY.polynomials[0])
    key = derive_secrets(ED25519, CEREMONY.seeds[0]).secret_signing_key
    value["secrets"][1] = send(key, CEREMONY.certificates[1].encryption, '{"secret":"7"}')
    cheated = Ceremony(
        CEREMONY.committee, CEREMONY.seeds, CEREMONY.certificates, (render_json(value), *CEREMONY.polynomials[1:])
    )
    with pytest.raises(Invalid, match="trustee 1: does not lie on the polynomial"):
        cheated.voutput(2)
    cheated.voutput(3)  # whose own point is right


def test_a_point_sent_on_by_somebody_else_is_caught() -> None:
    """The administrator gives trustee 2 the point that trustee 3 sent, in the place of trustee 1's."""
    vinput = json.loads(make_vinput(CEREMONY.received(), 2))
    vinput["secrets"][0] = vinput["secrets"][2]
    with pytest.raises(Invalid):
        make_voutput(render_json(vinput), CEREMONY.committee, CEREMONY.certificates, CEREMONY.seeds[1])


def test_a_vinput_for_somebody_else_does_not_open() -> None:
    with pytest.raises(ComitiaError):
        make_voutput(make_vinput(CEREMONY.received(), 1), CEREMONY.committee, CEREMONY.certificates, CEREMONY.seeds[1])


def test_two_lists_of_certificates_cannot_be_shown_to_two_trustees() -> None:
    """What each signs names all certificates: a trustee who saw another list signed something else."""
    other = hold()
    mixed = (CEREMONY.certificates[0], other.certificates[1], CEREMONY.certificates[2])
    raw = make_polynomial(CEREMONY.committee, mixed, CEREMONY.seeds[0])
    with pytest.raises(Invalid, match="over the certificates"):
        receive_polynomial(raw, CEREMONY.committee, CEREMONY.certificates, 1)


def test_a_trustee_does_not_draw_a_polynomial_for_a_committee_without_it() -> None:
    with pytest.raises(Invalid, match="none of the 3 is made from this seed"):
        make_polynomial(CEREMONY.committee, CEREMONY.certificates, generate_seed())


@pytest.mark.parametrize(
    ("committee", "index"),
    [
        (Committee(ED25519, 3, 3), 1), (Committee(ED25519, 4, 2), 1), (CEREMONY.committee, 2),
        (Committee(receive_group("BELENIOS-2048", "test"), 3, 2), 1),
    ],
)  # fmt: skip
def test_a_certificate_fits_its_own_committee_and_place_alone(committee: Committee, index: int) -> None:
    raw = make_certificate(CEREMONY.committee, 1, CEREMONY.seeds[0])
    assert receive_certificate(raw, CEREMONY.committee, 1).index == 1
    with pytest.raises(Malformed, match="made for"):
        receive_certificate(raw, committee, index)


def test_the_same_trustee_cannot_stand_in_two_places() -> None:
    seed = generate_seed()
    certs = [json.loads(make_certificate(Committee(ED25519, 2, 2), index, seed)) for index in (1, 2)]
    with pytest.raises(Invalid, match="same key"):
        receive_certificates(render_json(certs), Committee(ED25519, 2, 2))


def test_a_certificate_of_an_old_release_is_refused_by_name() -> None:
    value = json.loads(make_certificate(CEREMONY.committee, 1, CEREMONY.seeds[0]))
    inner = json.loads(value["message"])
    del inner["context"]
    value["message"] = render_json(inner).decode()
    with pytest.raises(Malformed, match=r"before 2\.5\.1"):
        receive_certificate(render_json(value), CEREMONY.committee, 1)


def test_a_channel_message_reaches_its_recipient_alone() -> None:
    alice, bob, eve = (derive_secrets(ED25519, generate_seed()) for _ in range(3))
    text = send(alice.secret_signing_key, bob.encryption, "for Bob")
    open_as = lambda who, sender: receive_channel(  # noqa: E731
        text, who.secret_decryption_key, who.encryption, sender.verification, "message"
    )
    assert open_as(bob, alice) == "for Bob"
    with pytest.raises(ComitiaError):
        open_as(eve, alice)
    with pytest.raises(Invalid, match="signature"):
        open_as(bob, eve)


@pytest.mark.parametrize("field", ["alpha", "beta", "data", "algorithm"])
def test_nothing_in_a_channel_message_can_be_altered(field: str) -> None:
    alice, bob = (derive_secrets(ED25519, generate_seed()) for _ in range(2))
    value = json.loads(send(alice.secret_signing_key, bob.encryption, "for Bob"))
    value[field] = value[field][:-1] + ("0" if value[field][-1] != "0" else "1")
    with pytest.raises(ComitiaError):
        receive_channel(
            render_json(value).decode(), bob.secret_decryption_key, bob.encryption, alice.verification, "message"
        )


@pytest.mark.parametrize("threshold", [0, 4])
def test_a_committee_that_nobody_could_serve_is_refused(threshold: int) -> None:
    with pytest.raises(Malformed):
        Committee(ED25519, 3, threshold)


@pytest.mark.parametrize("raw", [b"", b"short", b"0" * 22, b"\xff" * 22, b"1" * 23])
def test_what_is_no_seed_is_refused_and_not_repeated(raw: bytes) -> None:
    with pytest.raises(Malformed) as fault:
        receive_seed(raw)
    assert "short" not in str(fault.value)


def test_secrets_never_show_themselves() -> None:
    secrets = derive_secrets(ED25519, CEREMONY.seeds[0])
    assert CEREMONY.seeds[0] not in repr(secrets)
    assert secrets.secret_signing_key.reveal_decimal() not in repr(secrets)


def test_a_polynomial_can_be_announced_before_it_is_shown() -> None:
    fingerprints = {fingerprint_of_coefexps(one.coefexps) for one in CEREMONY.received()}
    assert len(fingerprints) == 3
    assert all(len(fingerprint) == 43 for fingerprint in fingerprints)


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b'{"polynomial":"","secrets":[],"coefexps":{},"signature":{}}'])
def test_what_is_no_polynomial_is_refused(raw: bytes) -> None:
    with pytest.raises(ComitiaError):
        receive_polynomial(raw, CEREMONY.committee, CEREMONY.certificates, 1)
    with pytest.raises(ComitiaError):
        make_voutput(raw, CEREMONY.committee, CEREMONY.certificates, CEREMONY.seeds[0])
    with pytest.raises(ComitiaError):
        receive_voutput(
            raw, CEREMONY.committee, CEREMONY.certificates, [one.coefexps for one in CEREMONY.received()], 1
        )
    with pytest.raises(ComitiaError):
        receive_private_share(raw, ED25519, CEREMONY.seeds[0])
