"""One election, made by two programs in turns: whatever one makes, the other accepts, and where both compute, the
bytes agree.

Two trustees who must both take part (one with a key of each program), four voters (two with credentials of each). A
private credential is used by the program that made it: belenios-tool 2.0 derives the signing key from it in another
way than newer releases and we do. The public credentials look the same, and nobody can tell whose they are.
"""

import json
from pathlib import Path

import pytest

from comitia.canonical import receive_json, render_json, sha256_hex
from comitia.protocol.archive.writer import ArchiveFile
from comitia.protocol.ballot import make_ballot, receive_ballot
from comitia.protocol.board.board import Board, open_election
from comitia.protocol.board.setup import check_setup
from comitia.protocol.board.view import read_board, verify_for_trustee
from comitia.protocol.credential import generate_credentials, render_public_credentials
from comitia.protocol.decryption import Owned, decrypt, partial_decryption_fault, render_owned
from comitia.protocol.election import receive_election
from comitia.protocol.group import receive_group
from comitia.protocol.result import receive_result
from comitia.protocol.tally import count_ballots, render_sized_tally
from comitia.protocol.trustee import (
    generate_trustee_key,
    receive_private_key,
    receive_trustee_key,
    render_private_key,
    render_trustee_key,
)
from comitia.protocol.trustees import Single, receive_trustees, render_trustees
from comitia.scrutineer import audit
from tests.interop.belenios import BeleniosTool, Refused

UUID = "MixedE1ection1"
TEMPLATE = {
    "name": 'Two programs, one election \u2013 \u00e9\u00e8 \U0001f5f3 "quoted" \\ / <b>',
    "description": "line one\nline two\ttabbed",
    "questions": [
        {"answers": ["Aye", "No"], "blank": True, "min": 1, "max": 1, "question": "Confidence?"},
        {"answers": ["Ann", "Bob", "Cy"], "min": 0, "max": 2, "question": "The board"},
    ],
}
CHOICES = [[[0, 1, 0], [1, 1, 0]], [[0, 0, 1], [0, 0, 0]], [[1, 0, 0], [0, 0, 1]], [[0, 1, 0], [1, 0, 1]]]
RESULT = [[1, 2, 1], [2, 1, 2]]


@pytest.mark.parametrize("group_name", ["BELENIOS-2048", "RFC-3526-2048"])
def test_an_election_made_by_two_programs_in_turns(tmp_path: Path, group_name: str) -> None:
    group = receive_group(group_name, "test")
    theirs = BeleniosTool(tmp_path / "theirs", UUID, group_name)

    # (1) Trustees: a key of each; each accepts the other's proof of knowledge, and both write the same list.
    their_key, their_public = theirs.generate_trustee_key()
    our_key, our_public = generate_trustee_key(group)
    received = receive_trustee_key(render_json(their_public), group)
    trustees_raw = theirs.make_trustees(
        [their_public, receive_json(render_json(render_trustee_key(our_public)), "key")]
    )
    assert trustees_raw == render_trustees([Single(received), Single(our_public)])
    trustees = receive_trustees(trustees_raw, group)

    # (2) The election record: they make it, and compute the key from both.
    election_raw = theirs.make_election(TEMPLATE)
    election = receive_election(election_raw)
    assert election.name == TEMPLATE["name"]

    # (3) Credentials: two voters of each program, in one list; weights 1, 1 and 1, 1.
    their_private, their_list = theirs.generate_credentials(["ann@example.org", "bob@example.org"])
    ours = generate_credentials(group, UUID, [1, 1])
    everybody = [(entry.split(",")[0], 1) for entry in their_list] + [(one.public, 1) for one in ours]
    credentials_raw = render_public_credentials(group, everybody)
    setup = check_setup(election_raw, trustees_raw, credentials_raw)
    context = setup.open_context()

    # (4) The archive: they begin it; we begin the same, at the same second, and the bytes agree.
    theirs.init_archive(election_raw, trustees_raw, credentials_raw)
    time = json.loads(theirs.archive.read_bytes()[512:].partition(b"\0")[0])["timestamp"]
    own = tmp_path / "ours" / f"{UUID}.bel"
    own.parent.mkdir()
    open_election(own, int(time), election_raw, trustees_raw, credentials_raw)
    assert own.read_bytes() == theirs.archive.read_bytes()

    # (5) Ballots, in turns: each made by the program of its voter, and accepted by the other.
    for number, choices in enumerate(CHOICES):
        if number % 2:
            raw = make_ballot(election, context, ours[number // 2].secret_credential.secret(), _boxes(choices))
        else:
            raw = theirs.generate_ballot(their_private[number // 2], choices)
        assert receive_ballot(raw, context).raw == raw
        _append_to_both(own, theirs, raw)
        theirs.verify()

    # (6) The encrypted tally: both compute it, and the bytes agree.
    theirs.add_event("EndBallots")
    records = theirs.compute_encrypted_tally()
    with ArchiveFile(own) as file:
        board = Board(file)
        board.end_ballots()
        tally = board.publish_tally()
    assert records == [tally.raw, render_sized_tally(tally.sized)]
    theirs.add_event("EncryptedTally", *records)
    assert own.read_bytes() == theirs.archive.read_bytes()

    # (7) Partial decryptions: each trustee with its own program; ours verifies their board before it acts.
    view, encrypted = verify_for_trustee(theirs.archive)
    theirs_partial, owned = theirs.decrypt(their_key, 1)
    assert partial_decryption_fault(theirs_partial, encrypted, trustees.owners[1]) is None
    ours_partial = decrypt(encrypted, our_key)
    with ArchiveFile(own) as file:
        board = Board(file)
        board.receive_partial_decryption(1, theirs_partial)
        board.receive_partial_decryption(2, ours_partial)
    theirs.add_event("PartialDecryption", theirs_partial, owned)
    theirs.add_event("PartialDecryption", ours_partial, render_owned(Owned(2, sha256_hex(ours_partial))))
    assert own.read_bytes() == theirs.archive.read_bytes()

    # (8) The result: both compute it from both trustees' parts, and the bytes agree.
    result_raw = theirs.compute_result()
    assert receive_result(result_raw, election.questions).as_json() == RESULT
    with ArchiveFile(own) as file:
        Board(file).declare()
    theirs.add_event("Result", result_raw)
    assert own.read_bytes() == theirs.archive.read_bytes()

    # (9) Everybody verifies.
    theirs.verify()
    report = audit(own)
    assert (report.verdict, report.result, report.n_counted) == ("holds", RESULT, 4)
    assert view.setup.election.fingerprint == read_board(own).setup.election.fingerprint
    assert count_ballots(context, read_board(own).ballots).raw == tally.raw


def test_a_private_key_of_either_program_is_read_by_the_other(tmp_path: Path) -> None:
    group = receive_group("BELENIOS-2048", "test")
    theirs = BeleniosTool(tmp_path, UUID)
    private, public = theirs.generate_trustee_key()
    assert receive_private_key(json.dumps(private).encode(), group).public_key() == public["public_key"]
    secret_key, _ = generate_trustee_key(group)
    assert json.loads(render_private_key(secret_key)) == secret_key.reveal_decimal()


def test_each_refuses_a_ballot_of_the_other_that_was_changed(tmp_path: Path) -> None:
    """One digit of a proof, in a ballot that the other program made."""
    group = receive_group("BELENIOS-2048", "test")
    theirs = BeleniosTool(tmp_path / "theirs", UUID)
    _, public = theirs.generate_trustee_key()
    trustees_raw = theirs.make_trustees([public])
    election_raw = theirs.make_election(TEMPLATE)
    their_private, their_list = theirs.generate_credentials(["ann@example.org"])
    (ours,) = generate_credentials(group, UUID, [1])
    everybody = [(their_list[0].split(",")[0], 1), (ours.public, 1)]
    credentials_raw = render_public_credentials(group, everybody)
    theirs.init_archive(election_raw, trustees_raw, credentials_raw)
    setup = check_setup(election_raw, trustees_raw, credentials_raw)
    context = setup.open_context()
    raw = theirs.generate_ballot(their_private[0], CHOICES[0])
    assert context.verify_ballot(raw).fault is None
    wrong = context.verify_ballot(_one_digit_changed(raw)).fault
    assert wrong is not None
    assert wrong.check == "signature"
    raw = make_ballot(setup.election, context, ours.secret_credential.secret(), _boxes(CHOICES[1]))
    theirs.add_event("Ballot", _one_digit_changed(raw))
    with pytest.raises(Refused, match="invalid ballot"):
        theirs.verify()


def _boxes(choices: list[list[int]]) -> list[tuple[int, ...]]:
    return [tuple(row) for row in choices]


def _append_to_both(own: Path, theirs: BeleniosTool, raw: bytes) -> None:
    with ArchiveFile(own) as file:
        Board(file).receive_ballot(raw)
    theirs.add_event("Ballot", raw)
    assert own.read_bytes() == theirs.archive.read_bytes()


def _one_digit_changed(raw: bytes) -> bytes:
    place = raw.index(b'"response":"') + 12
    return raw[:place] + (b"1" if raw[place : place + 1] != b"1" else b"2") + raw[place + 1 :]
