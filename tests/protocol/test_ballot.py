"""Ballots: those of another implementation hold here, ours hold, and nothing in either can be altered."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comitia.canonical import render_json
from comitia.errors import ComitiaError, Malformed, NotEntitled
from comitia.protocol.ballot import batches, make_ballot, receive_ballot, receive_ballots, tracker_of
from comitia.protocol.board.setup import receive_setup
from comitia.protocol.group import SecretScalar
from comitia.protocol.question import HomomorphicQuestion, ListsQuestion, Selection
from tests.chamber import AYE, BLANK, NO, Chamber, seat
from tests.protocol.fixtures import HOMOMORPHIC, peer, secrets_of
from tests.protocol.test_trustees import altered, leaves

CHAMBER = seat(3)
BALLOT = CHAMBER.ballot(0, AYE)


@pytest.mark.parametrize("name", HOMOMORPHIC)
def test_every_ballot_of_another_implementation_holds(name: str) -> None:
    opened = peer(name)
    context = receive_setup(opened.entries[0]).open_context()
    ballots = receive_ballots(opened.ballots, context)
    assert [ballot.raw for ballot in ballots] == opened.ballots
    if name in ("a-ed25519-v33", "f-ed25519-revotes"):
        votes = secrets_of(name)["votes_in_cast_order"]
        assert [ballot.tracker for ballot in ballots] == [vote["tracker"] for vote in votes]


@pytest.mark.parametrize("group", ["Ed25519", "BELENIOS-2048", "RFC-3526-2048"])
@pytest.mark.parametrize("vote", [AYE, NO, BLANK])
def test_a_ballot_made_here_holds(group: str, vote: Selection) -> None:
    chamber = CHAMBER if group == "Ed25519" else seat(2, group=group, committee=None, singles=1)
    ballot = receive_ballot(chamber.ballot(1, vote), chamber.context())
    assert ballot.weight == 1
    assert ballot.credential == chamber.credentials[1].public


QUESTIONS = (
    HomomorphicQuestion("Two or three of four", ("A", "B", "C", "D"), 2, 3, blank=False),
    HomomorphicQuestion("Any, or blank", ("A", "B"), 0, 2, blank=True),
    ListsQuestion("A list", (("Unity", "Ann", "Bob"), ("Renewal", "Cid"))),
)
SEVERAL = seat(2, questions=QUESTIONS, committee=None, singles=1)


@settings(max_examples=12)
@given(
    first=st.sampled_from([(1, 1, 0, 0), (0, 1, 1, 1), (1, 0, 0, 1)]),
    second=st.sampled_from([(0, 0, 0), (1, 0, 0), (0, 1, 1)]),
    third=st.sampled_from([((1, 1, 0), (0, 0)), ((1, 1, 1), (0, 0)), ((0, 0, 0), (1, 1))]),
)
def test_several_questions_of_every_kind_hold_in_one_ballot(
    first: Selection, second: Selection, third: Selection
) -> None:
    receive_ballot(SEVERAL.ballot(0, first, second, third), SEVERAL.context())


@pytest.mark.parametrize("path", leaves(json.loads(BALLOT)), ids=str)
def test_nothing_in_a_ballot_can_be_altered(path: tuple[str | int, ...]) -> None:
    with pytest.raises(ComitiaError):
        receive_ballot(render_json(altered(json.loads(BALLOT), path)), CHAMBER.context())


def test_two_ballots_of_one_voter_for_one_choice_do_not_look_alike() -> None:
    again = CHAMBER.ballot(0, AYE)
    assert tracker_of(again) != tracker_of(BALLOT)
    assert json.loads(again)["credential"] == json.loads(BALLOT)["credential"]


def test_a_credential_that_is_not_in_the_list_is_not_entitled() -> None:
    stranger = SecretScalar.generate(CHAMBER.group)
    raw = make_ballot(CHAMBER.setup.election, CHAMBER.context(), stranger, [AYE])
    with pytest.raises(NotEntitled):
        receive_ballot(raw, CHAMBER.context())


def test_a_ballot_of_another_election_is_refused() -> None:
    with pytest.raises(ComitiaError, match="election"):
        receive_ballot(BALLOT, seat(3).context())


@pytest.mark.parametrize("selections", [[], [AYE, AYE], [(0, 1)], [(1, 1, 0)], [(0, 1, 1)], [(0, 0, 0)], [(0, 2, 0)]])
def test_a_vote_that_the_question_does_not_allow_is_not_sealed(selections: list[Selection]) -> None:
    with pytest.raises(Malformed):
        CHAMBER.ballot(0, *selections)


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{}", b"[]", b"null", b'"ballot"', b"\xff", b"[" * 100_000, b'{"a":' * 50_000, BALLOT[:-1],
        BALLOT + b"\n", BALLOT * 2,
    ],
    ids=lambda raw: repr(raw[:8]),
)  # fmt: skip
def test_what_is_no_ballot_is_refused(raw: bytes) -> None:
    with pytest.raises(ComitiaError) as fault:
        receive_ballot(raw, CHAMBER.context())
    assert tracker_of(raw) in str(fault.value)  # its sender finds it by its tracker


@given(raw=st.binary(max_size=200))
def test_no_bytes_end_in_anything_but_an_error_of_the_family(raw: bytes) -> None:
    with pytest.raises(ComitiaError):
        receive_ballot(raw, CHAMBER.context())


@given(place=st.integers(0, len(BALLOT) - 1), change=st.integers(1, 255))
def test_no_byte_of_a_ballot_can_be_another(place: int, change: int) -> None:
    raw = bytearray(BALLOT)
    raw[place] ^= change
    with pytest.raises(ComitiaError):
        receive_ballot(bytes(raw), CHAMBER.context())


def test_a_generator_of_ballots_is_not_read_ahead() -> None:
    taken: list[int] = []

    def source() -> "Chamber":
        for number in range(10):
            taken.append(number)
            yield b""

    next(batches(source(), size=3))  # type: ignore[arg-type]
    assert taken == [0, 1, 2]
