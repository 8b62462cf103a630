"""The list of trustees: what another implementation published is read, and nothing in it can be altered."""

import json

import pytest

from comitia.canonical import Json, render_json
from comitia.errors import ComitiaError, Invalid
from comitia.protocol.election import receive_election
from comitia.protocol.group import receive_group
from comitia.protocol.trustee import (
    generate_trustee_key,
    receive_private_key,
    receive_trustee_key,
    render_private_key,
    render_trustee_key,
)
from comitia.protocol.trustees import (
    Single,
    check_election_key,
    election_key,
    receive_trustees,
    render_trustees,
)
from tests.chamber import make_keyring
from tests.protocol.fixtures import HOMOMORPHIC, peer, secrets_of

MIXED = peer("g-ed25519-mixed-all")
ED25519 = receive_group("Ed25519", "test")


@pytest.mark.parametrize("name", [*HOMOMORPHIC, "a-rfc3526-v20"])
def test_a_published_list_is_read_and_rendered_byte_for_byte(name: str) -> None:
    setup = peer(name).entries[0]
    election = receive_election(setup.data[0].content)
    trustees = receive_trustees(setup.data[1].content, election.group)
    check_election_key(election, trustees)
    assert render_trustees(trustees.items) == setup.data[1].content


def test_owners_are_numbered_over_the_flattened_list() -> None:
    trustees = receive_trustees(MIXED.entries[0].data[1].content, ED25519)
    places = [(owner.number, owner.item, owner.index) for owner in trustees.owners.values()]
    assert places == [(1, 0, 1), (2, 1, 1), (3, 1, 2), (4, 1, 3)]
    for known in secrets_of("g-ed25519-mixed-all")["trustees"]:
        if known["kind"] == "single":
            key = receive_private_key(known["private_key"].encode(), ED25519)
            assert key.public_key() == trustees.owners[known["owner"]].key.public_key


def leaves(value: Json, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The way to every text and number in a JSON value."""
    if isinstance(value, dict):
        return [leaf for key, part in value.items() for leaf in leaves(part, (*path, key))]
    if isinstance(value, list):
        return [leaf for key, part in enumerate(value) for leaf in leaves(part, (*path, key))]
    return [path]


def altered(value: Json, path: tuple[str | int, ...]) -> Json:
    """The same value with another last digit, or another letter, at one place."""
    copy = json.loads(json.dumps(value))
    place = copy
    for step in path[:-1]:
        place = place[step]
    found = place[path[-1]]
    if isinstance(found, int):
        place[path[-1]] = found + 1
    elif found.startswith("{"):
        inner = json.loads(found)
        last = leaves(inner)[-1]
        place[path[-1]] = render_json(altered(inner, last)).decode()
    else:
        place[path[-1]] = found[:-1] + ("1" if found[-1] != "1" else "2")
    return copy


@pytest.mark.parametrize("path", leaves(json.loads(MIXED.entries[0].data[1].content)), ids=str)
def test_nothing_in_a_list_can_be_altered(path: tuple[str | int, ...]) -> None:
    value = json.loads(MIXED.entries[0].data[1].content)
    changed = render_json(altered(value, path))
    assert changed != MIXED.entries[0].data[1].content
    with pytest.raises(ComitiaError):
        receive_trustees(changed, ED25519)


def test_a_trustee_who_is_left_out_is_missed_in_the_key() -> None:
    election = receive_election(MIXED.entries[0].data[0].content)
    value = json.loads(MIXED.entries[0].data[1].content)
    with pytest.raises(Invalid, match="product"):
        check_election_key(election, receive_trustees(render_json(value[:1]), ED25519))


def test_a_key_without_its_own_proof_is_refused() -> None:
    """The last trustee could otherwise choose a key that cancels the others'."""
    (_, mine), (_, other) = generate_trustee_key(ED25519), generate_trustee_key(ED25519)
    rogue = render_trustee_key(other) | {"public_key": ED25519.vartime_divide(other.public_key, mine.public_key)}
    with pytest.raises(Invalid, match="proof"):
        receive_trustee_key(render_json(rogue), ED25519)


@pytest.mark.parametrize("group", ["Ed25519", "BELENIOS-2048"])
def test_the_election_key_is_the_product_of_the_items(group: str) -> None:
    chosen = receive_group(group, "test")
    secret_keys = [generate_trustee_key(chosen) for _ in range(2)]
    trustees = receive_trustees(render_trustees([Single(key) for _, key in secret_keys]), chosen)
    assert election_key(trustees) == chosen.vartime_multiply([key.public_key for _, key in secret_keys])


def test_a_private_key_file_is_read_back() -> None:
    secret_key, key = generate_trustee_key(ED25519)
    assert receive_private_key(render_private_key(secret_key) + b"\n", ED25519).public_key() == key.public_key


@pytest.mark.parametrize(
    "raw", [b"", b'""', b'"-1"', b'"x"', b"[]", b'"9' + b"9" * 100 + b'"', b"\xff", b"1.5", b"true"]
)
def test_what_is_no_private_key_is_refused_and_not_repeated(raw: bytes) -> None:
    with pytest.raises(ComitiaError) as fault:
        receive_private_key(raw, ED25519)
    assert "999" not in str(fault.value)


@pytest.mark.parametrize(
    "raw", [b"[]", b"{}", b'[["Single"]]', b'[["Shamir",{}]]', b'[["Single",{}]]', b'[["Pedersen",{}]]', b"[1]"]
)
def test_what_is_no_list_of_trustees_is_refused(raw: bytes) -> None:
    with pytest.raises(ComitiaError):
        receive_trustees(raw, ED25519)


def test_a_list_made_here_holds() -> None:
    keyring = make_keyring("Ed25519", 1, (2, 3))
    trustees = receive_trustees(keyring.trustees_raw, ED25519)
    for number, secret_key in keyring.secret_keys.items():
        assert trustees.owners[number].key.public_key == secret_key.public_key()
