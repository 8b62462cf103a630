"""The tally: that of another implementation is found again, and the last ballot of each credential counts."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comitia.canonical import render_json
from comitia.errors import ComitiaError, Invalid, Malformed, NotEntitled
from comitia.protocol.archive.event import EventType
from comitia.protocol.board.setup import receive_setup
from comitia.protocol.decryption import choose_partial_decryptions, decrypt, open_tally
from comitia.protocol.tally import (
    SizedTally,
    count_ballots,
    receive_encrypted_tally,
    receive_sized_tally,
    render_sized_tally,
)
from tests.chamber import AYE, BLANK, NO, make_keyring, seat
from tests.protocol.fixtures import HOMOMORPHIC, peer


@pytest.mark.parametrize("name", [*HOMOMORPHIC, "a-rfc3526-v20"])
def test_the_published_tally_is_found_again_byte_for_byte(name: str) -> None:
    opened = peer(name)
    context = receive_setup(opened.entries[0]).open_context()
    published = opened.of(EventType.ENCRYPTED_TALLY)[0]
    tally = count_ballots(context, lambda: iter(opened.ballots))
    assert tally.raw == published.data[0].content
    assert render_sized_tally(tally.sized) == published.payload
    assert receive_sized_tally(published.payload) == tally.sized
    assert receive_encrypted_tally(tally.raw, context).raw == tally.raw


CHAMBER = seat(4, singles=1, committee=None, weights=[1, 2, 3, 4])
SEALED = {(voter, vote): CHAMBER.ballot(voter, vote) for voter in range(4) for vote in (AYE, NO, BLANK)}


@settings(max_examples=25)
@given(acts=st.lists(st.tuples(st.integers(0, 3), st.sampled_from([AYE, NO, BLANK])), unique=True, max_size=8))
def test_the_last_ballot_of_each_credential_counts_with_its_weight(acts: list[tuple[int, tuple[int, ...]]]) -> None:
    """Against the rule said in plain numbers; the tally is opened with the trustee's key."""
    context = CHAMBER.context()
    tally = count_ballots(context, lambda: (SEALED[act] for act in acts))
    last = dict(acts)
    expected = [sum((voter + 1) * vote[box] for voter, vote in last.items()) for box in range(3)]
    assert tally.sized.num_tallied == len(last)
    assert tally.sized.total_weight == sum(voter + 1 for voter in last)
    received = receive_encrypted_tally(tally.raw, context)
    partial = decrypt(received, make_keyring("Ed25519", 1, None).secret_keys[1])
    chosen = choose_partial_decryptions(CHAMBER.setup.trustees, {1: partial})
    assert open_tally(received, chosen, tally.sized.total_weight) == [expected]


def test_the_order_of_other_voters_ballots_changes_nothing() -> None:
    context = CHAMBER.context()
    one = [SEALED[0, AYE], SEALED[1, NO], SEALED[2, BLANK]]
    assert count_ballots(context, lambda: iter(one)) == count_ballots(context, lambda: iter(one[::-1]))


def test_the_same_ballot_twice_is_a_replay() -> None:
    with pytest.raises(Invalid, match="replay"):
        count_ballots(CHAMBER.context(), lambda: iter([SEALED[0, AYE], SEALED[0, NO], SEALED[0, AYE]]))


def test_a_ballot_that_does_not_hold_stops_the_tally() -> None:
    other = seat(2)
    with pytest.raises(ComitiaError):
        count_ballots(CHAMBER.context(), lambda: iter([SEALED[0, AYE], other.ballot(0, AYE)]))
    value = json.loads(SEALED[0, AYE])
    value["credential"] = json.loads(SEALED[1, AYE])["credential"]
    with pytest.raises((Invalid, NotEntitled)):
        count_ballots(CHAMBER.context(), lambda: iter([render_json(value)]))


def test_progress_counts_all_ballots_once_and_those_that_count_once_more() -> None:
    seen: list[int] = []
    ballots = [SEALED[0, AYE], SEALED[0, NO], SEALED[1, AYE]]
    count_ballots(CHAMBER.context(), lambda: iter(ballots), on_batch=seen.append)
    assert sum(seen) == 3 + 2


@given(num=st.integers(0, 2**30 - 1), weight=st.integers(0, 10**11))
def test_receiving_a_rendered_size_gives_it_back(num: int, weight: int) -> None:
    sized = SizedTally(num, weight, "a" * 64)
    assert receive_sized_tally(render_sized_tally(sized)) == sized


@pytest.mark.parametrize(
    "raw",
    [
        b'{"num_tallied":1,"total_weight":"1","encrypted_tally":"%b"}' % (b"a" * 64),
        b'{"total_weight":1,"num_tallied":1,"encrypted_tally":"%b"}' % (b"a" * 64),
        b'{"num_tallied":-1,"total_weight":1,"encrypted_tally":"%b"}' % (b"a" * 64),
        b'{"num_tallied":1,"total_weight":1,"encrypted_tally":"a"}',
        b"[]",
    ],
)
def test_another_spelling_of_a_size_is_refused(raw: bytes) -> None:
    with pytest.raises(Malformed):
        receive_sized_tally(raw)


@pytest.mark.parametrize("raw", [b"", b"[]", b"[[]]", b"[[[]]]", b"{}", b'[[{"alpha":"","beta":""}]]'])
def test_what_is_no_tally_of_this_election_is_refused(raw: bytes) -> None:
    with pytest.raises(ComitiaError):
        receive_encrypted_tally(raw, CHAMBER.context())
