"""Every door, with everything that is nearly right: what goes in comes back as a value or as an error of the family.

Each door gets a genuine message and hypothesis bends it: another atom in some place, a field gone or added, an entry
twice, a letter changed, bytes cut, exchanged or put in. Nothing but a `ComitiaError` may come out, and its message is
one line that can be read.
"""

import io
import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comitia.canonical import Json, render_json
from comitia.cli.secret_ballot.ballot import receive_vote
from comitia.cli.secret_ballot.credentials import receive_voters
from comitia.errors import ComitiaError
from comitia.protocol.archive.event import EventType, receive_event
from comitia.protocol.archive.reader import check_link, check_payload, open_archive, read_entries
from comitia.protocol.ballot import receive_ballot
from comitia.protocol.board.setup import receive_setup
from comitia.protocol.credential import receive_private_credential, receive_public_credentials
from comitia.protocol.decryption import receive_owned, receive_partial_decryption
from comitia.protocol.election import receive_draft, receive_election
from comitia.protocol.result import receive_result
from comitia.protocol.tally import receive_encrypted_tally, receive_sized_tally
from comitia.protocol.threshold.certificate import receive_certificates, receive_seed
from comitia.protocol.threshold.message import render_signed
from comitia.protocol.threshold.polynomial import find_author, receive_polynomial
from comitia.protocol.threshold.share import (
    find_share_owner,
    make_vinput,
    make_voutput,
    receive_private_share,
    receive_voutput,
)
from comitia.protocol.trustee import receive_private_key, receive_trustee_key
from comitia.protocol.trustees import receive_trustees
from tests.protocol.fixtures import peer
from tests.protocol.test_trustees import leaves
from tests.protocol.threshold.test_ceremony import CEREMONY

MIXED, LISTS = peer("g-ed25519-mixed-all"), peer("e-ed25519-lists")
SETUP, SETUP_LISTS = receive_setup(MIXED.entries[0]), receive_setup(LISTS.entries[0])
GROUP, CONTEXT, CONTEXT_LISTS = SETUP.election.group, SETUP.open_context(), SETUP_LISTS.open_context()
TALLIED, PARTIAL = MIXED.of(EventType.ENCRYPTED_TALLY)[0], MIXED.of(EventType.PARTIAL_DECRYPTION)[0]
TALLY = receive_encrypted_tally(TALLIED.data[0].content, CONTEXT)
COMMITTEE, CERTIFICATES, SEED = CEREMONY.committee, CEREMONY.certificates, CEREMONY.seeds[0]
POLYNOMIALS = CEREMONY.received()
COEFEXPS = [one.coefexps for one in POLYNOMIALS]
ELECTION = json.loads(LISTS.entries[0].data[0].content)
DRAFT = render_json({name: value for name, value in ELECTION.items() if name not in ("version", "public_key")})
CERTS = render_json([render_signed(one.signed) for one in CERTIFICATES])
SINGLE_KEY = render_json(json.loads(MIXED.entries[0].data[1].content)[0][1])


def read_archive(raw: bytes) -> None:
    previous = None
    for entry in read_entries(open_archive(io.BytesIO(raw))[1]):
        check_link(entry, previous)
        check_payload(entry)
        previous = entry


Door = Callable[[bytes], object]
DOORS: dict[str, tuple[Door, bytes]] = {
    "archive": (read_archive, MIXED.raw[:20000]),
    "event": (lambda raw: receive_event(raw, "event"), b'{"height":0,"type":"Setup","payload":"%b"}' % (b"a" * 64)),
    "election": (receive_election, MIXED.entries[0].data[0].content),
    "election with lists": (receive_election, LISTS.entries[0].data[0].content),
    "draft": (receive_draft, DRAFT),
    "trustee's key": (lambda raw: receive_trustee_key(raw, GROUP), SINGLE_KEY),
    "trustees": (lambda raw: receive_trustees(raw, GROUP), MIXED.entries[0].data[1].content),
    "public credentials": (lambda raw: receive_public_credentials(raw, GROUP), LISTS.entries[0].data[2].content),
    "private credential": (receive_private_credential, b"For ann\n\n    jThri-qM9ws4-WBZet-o6YgJW\n"),
    "private key": (lambda raw: receive_private_key(raw, GROUP), b'"2362718671518325056365665921329335451"'),
    "seed": (receive_seed, SEED.encode()),
    "voters": (receive_voters, b"ann\nbob,5\n# gone\n\ncid\n"),
    "vote": (
        lambda raw: receive_vote(raw, SETUP_LISTS.election.questions), b'[{"list":"Unity","candidates":["Ann"]}]',
    ),
    "ballot": (lambda raw: receive_ballot(raw, CONTEXT), MIXED.ballots[0]),
    "ballot with lists": (lambda raw: receive_ballot(raw, CONTEXT_LISTS), LISTS.ballots[0]),
    "encrypted tally": (lambda raw: receive_encrypted_tally(raw, CONTEXT), TALLY.raw),
    "sized tally": (receive_sized_tally, TALLIED.payload),
    "owner": (lambda raw: receive_owned(raw, "owner"), PARTIAL.payload),
    "partial decryption": (
        lambda raw: receive_partial_decryption(raw, TALLY, SETUP.trustees.owners[1]), PARTIAL.data[0].content,
    ),
    "result": (
        lambda raw: receive_result(raw, SETUP_LISTS.election.questions), LISTS.of(EventType.RESULT)[0].payload,
    ),
    "certificates": (lambda raw: receive_certificates(raw, COMMITTEE), CERTS),
    "polynomial": (lambda raw: receive_polynomial(raw, COMMITTEE, CERTIFICATES, 1), CEREMONY.polynomials[0]),
    "polynomial's author": (lambda raw: find_author(raw, COMMITTEE, CERTIFICATES, "p"), CEREMONY.polynomials[0]),
    "vinput": (lambda raw: make_voutput(raw, COMMITTEE, CERTIFICATES, SEED), make_vinput(POLYNOMIALS, 1)),
    "voutput": (lambda raw: receive_voutput(raw, COMMITTEE, CERTIFICATES, COEFEXPS, 1), CEREMONY.voutput(1)),
    "voutput's owner": (lambda raw: find_share_owner(raw, COMMITTEE, CERTIFICATES, "v"), CEREMONY.voutput(1)),
    "private share": (lambda raw: receive_private_share(raw, GROUP, SEED), CEREMONY.voutput(1)),
}  # fmt: skip

ATOMS = [
    None, True, False, 0, 1, -1, 2**30, 2**64, 1.5, "", "x", "0", "-1", "00", [], {}, [[]], [None],
    {"type": "Lists", "value": {}},
    {"type": "NonHomomorphic", "value": {"answers": ["A"], "question": ""}, "extra": 0.5},
    "\x00", "é", '{"a":1}', "f" * 64, "9" * 700,
]  # fmt: skip


def tried(door: Door, raw: bytes) -> None:
    try:
        door(raw)
    except ComitiaError as fault:
        assert "\n" not in str(fault)
        assert 10 < len(str(fault)) < 1200


@st.composite
def bent_json(draw: st.DrawFn, value: Json) -> Json:
    """The same value with something else in one place, also inside a text that holds JSON."""
    copy = json.loads(json.dumps(value))
    path = draw(st.sampled_from(leaves(copy) or [()]))
    depth = draw(st.integers(0, len(path)))
    atom = draw(st.sampled_from(ATOMS))
    if depth == 0:
        return atom
    place = copy
    for step in path[: depth - 1]:
        place = place[step]
    last = path[depth - 1]
    match draw(st.sampled_from(["other", "gone", "twice", "added", "inside"])):
        case "gone":
            del place[last]
        case "twice" if isinstance(place, list):
            place.append(place[last])
        case "added" if isinstance(place, dict):
            place[draw(st.sampled_from(["x", "blank", "extra", "type", "signature", "payload"]))] = atom
        case "inside" if isinstance(place[last], str) and place[last].startswith("{"):
            inner = draw(bent_json(json.loads(place[last])))
            place[last] = json.dumps(inner, separators=(",", ":"), ensure_ascii=False)
        case "inside" if isinstance(place[last], str) and place[last]:
            text, at = place[last], draw(st.integers(0, len(place[last]) - 1))
            place[last] = text[:at] + draw(st.sampled_from('0123456789abcdefXYZ "\\')) + text[at + 1 :]
        case _:
            place[last] = atom
    return copy


@pytest.mark.parametrize("name", DOORS)
@settings(max_examples=40)
@given(data=st.data())
def test_a_message_with_something_else_in_it_is_a_value_or_an_error(name: str, data: st.DataObject) -> None:
    door, genuine = DOORS[name]
    try:
        value = json.loads(genuine)
    except ValueError:
        value = genuine.decode("latin-1")
    bent = data.draw(bent_json(value))
    tried(door, json.dumps(bent, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace"))


@pytest.mark.parametrize("name", DOORS)
@settings(max_examples=40)
@given(data=st.data())
def test_a_message_with_other_bytes_is_a_value_or_an_error(name: str, data: st.DataObject) -> None:
    door, genuine = DOORS[name]
    at = data.draw(st.integers(0, len(genuine)))
    gone = data.draw(st.integers(0, 40))
    put = data.draw(st.binary(max_size=8) | st.sampled_from([b"[" * 3000, b'{"a":' * 3000, b"9" * 5000, b"\xff\xfe"]))
    tried(door, genuine[:at] + put + genuine[at + gone :])


@pytest.mark.parametrize("name", DOORS)
def test_the_genuine_message_passes(name: str) -> None:
    door, genuine = DOORS[name]
    if name == "archive":
        genuine = MIXED.raw
    door(genuine)
