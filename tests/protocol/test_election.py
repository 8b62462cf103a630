"""The election record: hashed as published, whatever the order or spacing of what was published."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.canonical import render_json
from comitia.errors import ComitiaError, Malformed, NotSupported
from comitia.protocol.election import Draft, receive_draft, receive_election, render_draft, render_election
from comitia.protocol.group import receive_group
from tests.chamber import CONFIDENCE
from tests.protocol.fixtures import HOMOMORPHIC, peer

SMALL = peer("a-ed25519-v33").entries[0].data[0].content
GENERATOR = receive_group("Ed25519", "test").generator

TEXT = st.text(st.characters(blacklist_categories=["Cs"]), max_size=12)


@pytest.mark.parametrize("name", HOMOMORPHIC)
def test_the_fingerprint_is_the_one_that_the_ballots_name(name: str) -> None:
    opened = peer(name)
    election = receive_election(opened.entries[0].data[0].content)
    for ballot in opened.ballots:
        assert json.loads(ballot)["election_hash"] == election.fingerprint
        assert json.loads(ballot)["election_uuid"] == election.uuid


def test_a_record_rendered_by_us_is_the_other_implementations_byte_for_byte() -> None:
    election = receive_election(SMALL)
    draft = Draft(election.uuid, election.group.name, election.name, election.description, election.questions)
    assert render_election(draft, election.public_key) == SMALL


def test_another_spelling_of_a_record_is_another_election() -> None:
    spaced = json.dumps(json.loads(SMALL), ensure_ascii=False).encode()
    assert receive_election(spaced).public_key == receive_election(SMALL).public_key
    assert receive_election(spaced).fingerprint != receive_election(SMALL).fingerprint


@given(name=TEXT.filter(str.strip), description=TEXT, administrator=st.none() | TEXT, authority=st.none() | TEXT)
def test_receiving_a_rendered_draft_gives_it_back(
    name: str, description: str, administrator: str | None, authority: str | None
) -> None:
    draft = Draft("C6vTj1aFxc4WKo", "BELENIOS-2048", name, description, (CONFIDENCE,), administrator, authority)
    assert receive_draft(render_draft(draft)) == draft
    election = receive_election(
        render_election(Draft(draft.uuid, "Ed25519", name, description, (CONFIDENCE,)), GENERATOR)
    )
    assert (election.name, election.description, election.questions) == (name, description, (CONFIDENCE,))


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("version", 2, NotSupported),
        ("version", "1", Malformed),
        ("group", "P-256", NotSupported),
        ("uuid", "short", Malformed),
        ("uuid", "0OIl0OIl0OIl0OIl", Malformed),
        ("questions", [], Malformed),
        ("questions", {}, Malformed),
        ("name", None, Malformed),
        ("public_key", "00" * 32, ComitiaError),
        ("public_key", "01" + "00" * 31, ComitiaError),
        ("public_key", "00" * 31 + "01", Malformed),  # the neutral element
        ("public_key", json.loads(SMALL)["public_key"].upper(), ComitiaError),
        ("public_key", "", ComitiaError),
    ],
)
def test_a_record_that_does_not_hold_is_refused(field: str, value: object, fault: type[ComitiaError]) -> None:
    with pytest.raises(fault):
        receive_election(render_json({**json.loads(SMALL), field: value}))


def test_fields_of_a_newer_release_are_passed_over() -> None:
    election = receive_election(render_json({**json.loads(SMALL), "language": ["en", "ltr"], "mood": "sombre"}))
    assert election.name == receive_election(SMALL).name
