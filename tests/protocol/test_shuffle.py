"""Shuffles: a ranked ballot from the first key to the result, and every act on shuffles out of its turn."""

import json
from pathlib import Path
from typing import Any

import pytest

from comitia.canonical import render_json, sha256_hex
from comitia.cli.secret_ballot.answers import answer_lines
from comitia.errors import Invalid, Malformed, OutOfOrder
from comitia.protocol.archive.event import EventType
from comitia.protocol.archive.writer import ArchiveFile
from comitia.protocol.board.board import Board, open_election
from comitia.protocol.board.view import read_board, verify_for_trustee
from comitia.protocol.decryption import Owned, render_owned
from comitia.protocol.group import SecretScalar, compact_base64
from comitia.protocol.question import HomomorphicQuestion, NonHomomorphicQuestion, Question, Selection
from comitia.protocol.shuffle import make_shuffle
from comitia.scrutineer import audit
from comitia.scrutineer.recount import recount
from tests.chamber import Chamber, seat

LEADER = NonHomomorphicQuestion("Rank the candidates", ("Ann", "Ben", "Cid"), {"method": "Schulze", "blank": True})
VOTES: list[Selection] = [(1, 2, 3), (3, 1, 2), (1, 2, 3), (0, 0, 0), (1, 1, 2)]


def voted(folder: Path, *, group: str = "Ed25519", question: Question = LEADER, n_votes: int = 5) -> Chamber:
    """A ranked ballot that has been closed and tallied; two trustees who must take part, and two of three."""
    chamber = seat(5, group=group, singles=2, committee=(2, 3), questions=(question,))
    chamber.open(folder)
    chamber.cast(*(chamber.ballot(k, vote) for k, vote in enumerate(VOTES[:n_votes])))
    chamber.close()
    return chamber


def shuffled(chamber: Chamber) -> bytes:
    return make_shuffle(verify_for_trustee(chamber.archive, EventType.SHUFFLE)[1])


def mix(chamber: Chamber, *owners: int) -> None:
    """Each shuffles what the one before left; then they are ended."""
    for owner in owners:
        raw = shuffled(chamber)
        with ArchiveFile(chamber.archive) as file:
            Board(file).receive_shuffle(owner, raw)
    with ArchiveFile(chamber.archive) as file:
        Board(file).end_shuffles()


def signed(ballot: dict[str, Any], secret: SecretScalar) -> bytes:
    """A ballot with a fresh signature of its voter."""
    digest = compact_base64(render_json({k: v for k, v in ballot.items() if k != "signature"}))
    challenge, response = secret.prove(f"sig|{digest}|".encode())
    ballot["signature"] = {"hash": digest, "proof": {"challenge": challenge, "response": response}}
    return render_json(ballot)


@pytest.mark.parametrize(("group", "n_votes"), [("Ed25519", 5), ("RFC-3526-2048", 2)])
def test_a_ranked_ballot_from_the_first_key_to_the_result(tmp_path: Path, group: str, n_votes: int) -> None:
    chamber = voted(tmp_path, group=group, n_votes=n_votes)
    mix(chamber, 4, 1)
    result = chamber.declare(1, 2, 3, 5)
    assert sorted(result.values[0]) == sorted(VOTES[:n_votes])  # type: ignore[type-var]
    view = read_board(chamber.archive)
    assert view.shufflers == (4, 1)
    assert view.result == result
    report = audit(chamber.archive)
    assert (report.verdict, report.result) == ("holds", result.as_json())
    assert report.findings[16].detail == "by trustee 4, then trustee 1"


def test_a_ranked_question_beside_one_with_boxes(tmp_path: Path) -> None:
    boxes = HomomorphicQuestion("Aye or no", ("Aye", "No"), 1, 1, blank=False)
    chamber = seat(2, committee=None, singles=1, questions=(boxes, LEADER, boxes))
    chamber.open(tmp_path)
    chamber.cast(*(chamber.ballot(k, (1, 0), VOTES[k], (0, 1)) for k in range(2)))
    chamber.close()
    mix(chamber, 1)
    result = chamber.declare(1)
    assert (result.values[0], sorted(result.values[1]), result.values[2]) == ((2, 0), sorted(VOTES[:2]), (0, 2))  # type: ignore[type-var]
    assert audit(chamber.archive).verdict == "holds"


def test_nobody_votes_by_ranks(tmp_path: Path) -> None:
    chamber = voted(tmp_path, n_votes=0)
    mix(chamber, 1)
    assert chamber.declare(1, 2, 3, 4).values == ((),)
    assert audit(chamber.archive).verdict == "holds"


def test_every_act_on_shuffles_has_its_turn(tmp_path: Path) -> None:
    chamber = voted(tmp_path, n_votes=2)
    raw = shuffled(chamber)
    with ArchiveFile(chamber.archive) as file:
        board = Board(file)
        with pytest.raises(OutOfOrder, match="what comes next is a shuffle"):
            board.receive_partial_decryption(1, b"{}")
        with pytest.raises(OutOfOrder):
            board.end_shuffles()
        with pytest.raises(Malformed, match="trustee 6, expected 1 to 5"):
            board.receive_shuffle(6, raw)
        board.receive_shuffle(2, raw)
        with pytest.raises(Invalid):  # it is of the tally, and the tally has been shuffled since
            board.receive_shuffle(1, raw)
    again = shuffled(chamber)
    with ArchiveFile(chamber.archive) as file:
        board = Board(file)
        with pytest.raises(OutOfOrder, match="trustee 2 has shuffled already"):
            board.receive_shuffle(2, again)
        board.end_shuffles()
        with pytest.raises(OutOfOrder):
            board.receive_shuffle(1, again)
    with pytest.raises(OutOfOrder):
        verify_for_trustee(chamber.archive, EventType.SHUFFLE)
    assert audit(chamber.archive).verdict == "holds"


def test_a_ballot_that_repeats_a_ciphertext_is_refused_on_arrival(tmp_path: Path) -> None:
    """Its voter may sign the same ciphertext anew: it would be known again after the shuffles, and tell an order."""
    chamber = seat(2, committee=None, singles=1, questions=(LEADER, LEADER))
    chamber.open(tmp_path)
    first = json.loads(chamber.ballot(0, VOTES[0], VOTES[1]))
    # The same answers, put in the other order of the two questions: proofs hold for either, the signature is new.
    first["answers"].reverse()
    secret = chamber.credentials[0].secret_credential.secret()
    again = signed(first, secret)
    first["answers"].reverse()
    chamber.cast(signed(first, secret))
    with pytest.raises(OutOfOrder, match="repeats a ciphertext"):
        chamber.cast(again)


def test_weights_are_refused_where_ballots_are_opened_one_by_one(tmp_path: Path) -> None:
    chamber = seat(2, questions=(LEADER,), weights=[1, 2])
    trustees = chamber.keyring.trustees_raw
    with pytest.raises(Malformed, match="cannot be weighted"):
        open_election(tmp_path / "never.bel", 0, chamber.election_raw, trustees, chamber.credentials_raw)
    assert list(tmp_path.iterdir()) == []


def test_a_trustee_does_not_shuffle_or_decrypt_after_a_shuffle_that_does_not_hold(tmp_path: Path) -> None:
    chamber = voted(tmp_path, n_votes=2)
    value = json.loads(shuffled(chamber))
    value["ciphertexts"][0].reverse()
    raw = json.dumps(value, separators=(",", ":")).encode()
    with ArchiveFile(chamber.archive) as file:
        list(file.replay())
        file.append(EventType.SHUFFLE, [raw, render_owned(Owned(1, sha256_hex(raw)))])
    with pytest.raises(Invalid, match="shuffle 1, by trustee 1"):
        verify_for_trustee(chamber.archive, EventType.SHUFFLE)
    with ArchiveFile(chamber.archive) as file:
        Board(file).end_shuffles()
    with pytest.raises(Invalid, match="shuffle 1, by trustee 1"):
        verify_for_trustee(chamber.archive)
    failure = audit(chamber.archive).first_failure
    assert failure is not None
    assert failure.check.name == "shuffles"


def test_what_is_no_answer_is_published_and_counted_as_invalid(tmp_path: Path) -> None:
    """Another program may encrypt any numbers: the proofs hold, and only the shuffled plaintext shows it."""
    question = NonHomomorphicQuestion("Rank", ("Ann", "Ben", "Cid"), {"method": "STV", "seats": 1})
    chamber = seat(3, committee=None, singles=1, questions=(question,))
    chamber.open(tmp_path)
    secrets = [one.secret_credential.secret() for one in chamber.credentials]
    context = chamber.context()
    votes = ((9, 9, 255), (1, 2, 3), (0, 0, 0))
    with pytest.raises(Malformed, match="leave a gap or stand twice"):
        chamber.ballot(0, votes[0])
    chamber.cast(*(context.make_ballot(secret, [vote]) for secret, vote in zip(secrets, votes, strict=True)))
    chamber.close()
    mix(chamber, 1)
    result = chamber.declare(1)
    assert sorted(result.values[0]) == sorted(votes)  # type: ignore[type-var]
    told = answer_lines(question, result.as_json()[0])
    assert told[:2] == ["  3 answers: 1 valid, 1 blank, 1 invalid", "  invalid  [9, 9, 255]"]
    (one,) = recount((question,), result.as_json())
    assert one.sheet is not None
    assert (one.sheet.papers, dict(one.sheet.rejected), one.sheet.winner_names) == (3, {"invalid": 1}, ("Ann",))
