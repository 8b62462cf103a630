"""Partial decryptions and result: those of another implementation hold and open to what it found."""

import json
from itertools import combinations

import pytest

from comitia.canonical import render_json
from comitia.errors import ComitiaError, Invalid, Malformed
from comitia.protocol.archive.event import EventType
from comitia.protocol.board.setup import receive_setup
from comitia.protocol.decryption import (
    Owned,
    TooFewTrustees,
    choose_partial_decryptions,
    decrypt,
    find_owner,
    open_tally,
    owner_of,
    partial_decryption_fault,
    receive_owned,
    receive_partial_decryption,
    render_owned,
)
from comitia.protocol.group import SecretScalar
from comitia.protocol.result import make_result, receive_result, render_result
from comitia.protocol.tally import EncryptedTally, count_ballots, receive_encrypted_tally, receive_sized_tally
from comitia.protocol.threshold.share import receive_private_share
from comitia.protocol.trustee import receive_private_key
from comitia.protocol.trustees import Trustees
from tests.chamber import AYE, NO, make_keyring, seat
from tests.protocol.fixtures import LARGE, QUICK, peer, secrets_of
from tests.protocol.test_trustees import altered, leaves


@pytest.mark.parametrize("name", [*QUICK, LARGE, "a-rfc3526-v20"])
def test_the_published_parts_open_to_the_published_result(name: str) -> None:
    opened = peer(name)
    setup = receive_setup(opened.entries[0])
    published = opened.of(EventType.ENCRYPTED_TALLY)[0]
    tally = receive_encrypted_tally(published.data[0].content, setup.open_context())
    holding = {}
    faults = 0
    for entry in opened.of(EventType.PARTIAL_DECRYPTION):
        owned = receive_owned(entry.payload, entry.name)
        assert render_owned(owned) == entry.payload
        owner = find_owner(setup.trustees, owned.owner, entry.name)
        fault = partial_decryption_fault(entry.data[0].content, tally, owner)
        faults += fault is not None
        if fault is None:
            holding[owner.number] = entry.data[0].content
    assert faults == (1 if name == "h-ed25519-one-bad-pd" else 0)
    chosen = choose_partial_decryptions(setup.trustees, holding)
    values = open_tally(tally, chosen, receive_sized_tally(published.payload).total_weight)
    result = make_result(values)
    raw = opened.of(EventType.RESULT)[0].payload
    assert render_result(result) == raw
    assert receive_result(raw, setup.election.questions) == result
    assert tally.check_result(chosen, result.values) is None


@pytest.mark.parametrize("name", ["a-ed25519-v33", "a-b2048-v20", "e-ed25519-lists", "g-ed25519-mixed-all"])
def test_the_trustees_of_another_implementation_can_decrypt_here(name: str) -> None:
    opened = peer(name)
    setup = receive_setup(opened.entries[0])
    group = setup.election.group
    published = opened.of(EventType.ENCRYPTED_TALLY)[0]
    tally = receive_encrypted_tally(published.data[0].content, setup.open_context())
    partials = {}
    for trustee in secrets_of(name)["trustees"]:
        key = (
            receive_private_key(render_json(trustee["private_key"]), group)
            if trustee["kind"] == "single"
            else receive_private_share(render_json(trustee["voutput"]), group, trustee["seed"])
        )
        owner = owner_of(setup.trustees, key.public_key())
        assert owner.number == trustee["owner"]
        partials[owner.number] = receive_partial_decryption(decrypt(tally, key), tally, owner)
    chosen = choose_partial_decryptions(setup.trustees, partials)
    weight = receive_sized_tally(published.payload).total_weight
    assert render_result(make_result(open_tally(tally, chosen, weight))) == opened.of(EventType.RESULT)[0].payload


CHAMBER = seat(3, singles=1, committee=(2, 3))
KEYS = make_keyring("Ed25519", 1, (2, 3)).secret_keys


def tally_of_two_ayes_and_a_no() -> tuple[EncryptedTally, Trustees]:
    context = CHAMBER.context()
    ballots = [CHAMBER.ballot(voter, vote) for voter, vote in enumerate([AYE, AYE, NO])]
    return receive_encrypted_tally(count_ballots(context, lambda: iter(ballots)).raw, context), CHAMBER.setup.trustees


TALLY, TRUSTEES = tally_of_two_ayes_and_a_no()
PARTIALS = {number: decrypt(TALLY, key) for number, key in KEYS.items()}


def test_every_quorum_finds_the_same_result_and_no_other_group_of_trustees_any() -> None:
    """One must take part (1), and two of three (2, 3, 4)."""
    for size in range(len(KEYS) + 1):
        for present in combinations(KEYS, size):
            partials = {number: PARTIALS[number] for number in present}
            if 1 in present and len(present) >= 3:
                assert open_tally(TALLY, choose_partial_decryptions(TRUSTEES, partials), 3) == [[0, 2, 1]]
            else:
                with pytest.raises(TooFewTrustees, match="item"):
                    choose_partial_decryptions(TRUSTEES, partials)


@pytest.mark.parametrize("path", leaves(json.loads(PARTIALS[2])), ids=str)
def test_nothing_in_a_partial_decryption_can_be_altered(path: tuple[str | int, ...]) -> None:
    raw = render_json(altered(json.loads(PARTIALS[2]), path))
    with pytest.raises(ComitiaError, match="partial decryption of trustee 2"):
        receive_partial_decryption(raw, TALLY, TRUSTEES.owners[2])


def test_a_partial_decryption_holds_under_its_owners_key_alone() -> None:
    for number, raw in PARTIALS.items():
        for owner in TRUSTEES.owners.values():
            fault = partial_decryption_fault(raw, TALLY, owner)
            assert (fault is None) == (owner.number == number)


def test_a_tally_too_large_for_the_weight_is_not_guessed() -> None:
    chosen = choose_partial_decryptions(TRUSTEES, PARTIALS)
    with pytest.raises(Invalid):
        open_tally(TALLY, chosen, 1)


def test_a_key_of_another_election_is_told_so() -> None:
    with pytest.raises(Invalid, match="another election"):
        owner_of(TRUSTEES, SecretScalar.generate(CHAMBER.group).public_key())


@pytest.mark.parametrize("number", [0, 5])
def test_an_owner_must_be_in_the_list(number: int) -> None:
    with pytest.raises(Malformed):
        find_owner(TRUSTEES, number, "partial decryption")


@pytest.mark.parametrize(
    "raw", [b'{"payload":"%b","owner":1}' % (b"a" * 64), b'{"owner":0,"payload":"%b"}' % (b"a" * 64), b"{}"]
)
def test_another_spelling_of_an_owner_is_refused(raw: bytes) -> None:
    with pytest.raises(Malformed):
        receive_owned(raw, "owner")
    assert receive_owned(render_owned(Owned(3, "a" * 64)), "owner") == Owned(3, "a" * 64)


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b'{"decryption_factors":[],"decryption_proofs":[]}', b"[" * 10_000])
def test_what_is_no_partial_decryption_is_refused(raw: bytes) -> None:
    with pytest.raises(ComitiaError):
        receive_partial_decryption(raw, TALLY, TRUSTEES.owners[1])
