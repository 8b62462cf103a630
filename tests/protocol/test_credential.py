"""Credentials: derived as the other implementation derives them; the list in one spelling and one order."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.canonical import render_json
from comitia.errors import ComitiaError, Malformed
from comitia.protocol.credential import (
    derive_credential,
    generate_credentials,
    receive_private_credential,
    receive_public_credentials,
    render_public_credentials,
)
from comitia.protocol.election import receive_election
from comitia.protocol.fields import LARGEST_VOTES
from comitia.protocol.group import receive_group
from tests.protocol.fixtures import HOMOMORPHIC, peer, secrets_of

ED25519 = receive_group("Ed25519", "test")
UUID = "G4NeJJ4AQhX6GV"


@pytest.mark.parametrize("name", ["a-ed25519-v33", "d-ed25519-weights", "e-ed25519-lists", "g-ed25519-mixed-all"])
def test_public_credentials_are_derived_as_the_other_implementation_derives_them(name: str) -> None:
    election = receive_election(peer(name).entries[0].data[0].content)
    published = json.loads(peer(name).entries[0].data[2].content)
    derived = {
        derive_credential(election.group, election.uuid, secret)[1]
        for secret in secrets_of(name)["credentials"].values()
    }
    assert derived == {entry.partition(",")[0] for entry in published}


@pytest.mark.parametrize("name", [*HOMOMORPHIC, "a-rfc3526-v20"])
def test_a_published_list_is_read_and_rendered_byte_for_byte(name: str) -> None:
    group = receive_election(peer(name).entries[0].data[0].content).group
    raw = peer(name).entries[0].data[2].content
    credentials = receive_public_credentials(raw, group)
    pairs = [(entry.partition(",")[0], int(entry.partition(",")[2] or 1)) for entry in credentials.entries]
    assert credentials.total_weight == sum(weight for _, weight in pairs)
    assert render_public_credentials(group, list(reversed(pairs))) == raw


@given(weights=st.lists(st.integers(0, 2**32), min_size=1, max_size=4))
def test_receiving_a_rendered_list_gives_its_weights_back(weights: list[int]) -> None:
    made = generate_credentials(ED25519, UUID, weights)
    received = receive_public_credentials(
        render_public_credentials(ED25519, [(one.public, one.weight) for one in made]), ED25519
    )
    assert received.total_weight == sum(weights)
    assert received.is_weighted == any(weight != 1 for weight in weights)
    assert {entry.partition(",")[0] for entry in received.entries} == {one.public for one in made}


PUBLIC = json.loads(peer("a-ed25519-v33").entries[0].data[2].content)


@pytest.mark.parametrize(
    "value",
    [
        list(reversed(PUBLIC)),
        [PUBLIC[0], PUBLIC[0]],
        [PUBLIC[0] + ",1", PUBLIC[0] + ",2"],
        [PUBLIC[0] + ",-1"],
        [PUBLIC[0] + ",01"],
        [PUBLIC[0] + ",1,1"],
        [PUBLIC[0] + f",{LARGEST_VOTES + 1}"],
        [PUBLIC[0].upper()],
        ["00" * 31 + "01"],  # the neutral element
        ["f" * 64],
        [""],
        [7],
        {},
    ],
)
def test_a_list_that_does_not_hold_is_refused(value: object) -> None:
    with pytest.raises(ComitiaError):
        receive_public_credentials(render_json(value), ED25519)


def test_a_list_has_one_spelling() -> None:
    with pytest.raises(Malformed, match="canonical"):
        receive_public_credentials(json.dumps(PUBLIC).encode(), ED25519)


@pytest.mark.parametrize("weights", [[-1], [LARGEST_VOTES, 1]])
def test_weights_that_no_tally_could_find_again_are_refused(weights: list[int]) -> None:
    with pytest.raises(Malformed):
        generate_credentials(ED25519, UUID, weights)


def test_the_credential_is_found_in_the_letter() -> None:
    letter = b"Confidence\n\nElection G4NeJJ4AQhX6GV\n\n    jThri-qM9ws4-WBZet-o6YgJW\n\nKeep it to-yourself\n"
    assert receive_private_credential(letter) == "jThri-qM9ws4-WBZet-o6YgJW"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"jThri-qM9ws4-WBZet-o6YgJ",
        b"jThri-qM9ws4-WBZet-o6YgJW Y3sbc-WZLTNf-wpebR-Q9oGPn",
        b"\xff\xfe",
        b"0Thri-qM9ws4-WBZet-o6YgJW",
    ],
)
def test_a_file_without_one_credential_is_refused_and_not_repeated(raw: bytes) -> None:
    with pytest.raises(Malformed) as fault:
        receive_private_credential(raw)
    assert "jThri" not in str(fault.value)


def test_a_wrong_private_credential_is_not_repeated() -> None:
    with pytest.raises(Malformed) as fault:
        derive_credential(ED25519, UUID, "jThri-qM9ws4-WBZet-o6YgJ0")
    assert "jThri" not in str(fault.value)


def test_a_credential_never_shows_itself() -> None:
    one = generate_credentials(ED25519, UUID, [1])[0]
    assert one.secret_credential.reveal_private() not in repr(one)
