"""Ranked ballots in an election made by two programs in turns: each shuffles, and decrypts what the other shuffled.

In RFC-3526-2048, the one group of belenios-tool 2.0 that carries ranks.
"""

import json
from pathlib import Path

import pytest

from comitia.canonical import receive_json, render_json, sha256_hex
from comitia.protocol.archive.event import EventType
from comitia.protocol.archive.writer import ArchiveFile
from comitia.protocol.ballot import make_ballot, receive_ballot
from comitia.protocol.board.board import Board, open_election
from comitia.protocol.board.setup import check_setup
from comitia.protocol.board.view import verify_for_trustee
from comitia.protocol.credential import generate_credentials, render_public_credentials
from comitia.protocol.decryption import Owned, decrypt, render_owned
from comitia.protocol.group import receive_group
from comitia.protocol.question import NonHomomorphicQuestion
from comitia.protocol.shuffle import make_shuffle
from comitia.protocol.trustee import generate_trustee_key, render_trustee_key
from comitia.scrutineer import audit
from tests.chamber import Chamber, seat
from tests.interop.belenios import BeleniosTool, Refused, accepts

UUID = "ShuffE1ection1"
GROUP = "RFC-3526-2048"
TEMPLATE = {
    "name": "Ranks of two programs",
    "description": "",
    "questions": [
        {"answers": ["Aye", "No"], "min": 1, "max": 1, "question": "Confidence?"},
        {"type": "NonHomomorphic", "value": {"answers": ["Ann", "Ben", "Cid"], "question": "Rank the candidates"}},
    ],
}
CHOICES = [[[1, 0], [2, 3, 1]], [[0, 1], [1, 2, 3]], [[1, 0], [255, 0, 255]], [[0, 1], [1, 2, 3]]]


@pytest.mark.parametrize("first", ["theirs", "ours"])
def test_each_program_shuffles_and_decrypts_what_the_other_handed_on(tmp_path: Path, first: str) -> None:
    group = receive_group(GROUP, "test")
    theirs = BeleniosTool(tmp_path / "theirs", UUID, GROUP)
    their_key, their_public = theirs.generate_trustee_key()
    our_key, our_public = generate_trustee_key(group)
    trustees_raw = theirs.make_trustees(
        [their_public, receive_json(render_json(render_trustee_key(our_public)), "key")]
    )
    election_raw = theirs.make_election(TEMPLATE)
    their_private, their_list = theirs.generate_credentials(["ann@example.org", "bob@example.org"])
    ours = generate_credentials(group, UUID, [1, 1])
    everybody = [(entry.split(",")[0], 1) for entry in their_list] + [(one.public, 1) for one in ours]
    credentials_raw = render_public_credentials(group, everybody)
    setup = check_setup(election_raw, trustees_raw, credentials_raw)
    context = setup.open_context()
    theirs.init_archive(election_raw, trustees_raw, credentials_raw)
    time = json.loads(theirs.archive.read_bytes()[512:].partition(b"\0")[0])["timestamp"]
    own = tmp_path / "ours.bel"
    open_election(own, int(time), election_raw, trustees_raw, credentials_raw)

    # (1) Ballots of both, 255 among the ranks.
    for number, choices in enumerate(CHOICES):
        if number % 2:
            secret = ours[number // 2].secret_credential.secret()
            raw = make_ballot(setup.election, context, secret, [tuple(row) for row in choices])
        else:
            raw = theirs.generate_ballot(their_private[number // 2], choices)
        assert receive_ballot(raw, context).raw == raw
        theirs.add_event("Ballot", raw)
        with ArchiveFile(own) as file:
            Board(file).receive_ballot(raw)
    theirs.verify()

    # (2) The encrypted tally, sorted by both alike.
    theirs.add_event("EndBallots")
    theirs.add_event("EncryptedTally", *theirs.compute_encrypted_tally())
    with ArchiveFile(own) as file:
        board = Board(file)
        board.end_ballots()
        board.publish_tally()
    assert own.read_bytes() == theirs.archive.read_bytes()

    # (3) Shuffles: one each, in either order; each accepts the other's.
    for program in (first, "ours" if first == "theirs" else "theirs"):
        if program == "theirs":
            raw, owned = theirs.shuffle(1)
            assert owned == render_owned(Owned(1, sha256_hex(raw)))
        else:
            raw = make_shuffle(verify_for_trustee(theirs.archive, EventType.SHUFFLE)[1])
            owned = render_owned(Owned(2, sha256_hex(raw)))
        theirs.add_event("Shuffle", raw, owned)
        with ArchiveFile(own) as file:
            Board(file).receive_shuffle(1 if program == "theirs" else 2, raw)
        theirs.verify()
    theirs.add_event("EndShuffles")
    with ArchiveFile(own) as file:
        Board(file).end_shuffles()
    assert own.read_bytes() == theirs.archive.read_bytes()

    # (4) Partial decryptions and the result: both compute it, and the bytes agree.
    their_partial, their_owned = theirs.decrypt(their_key, 1)
    our_partial = decrypt(verify_for_trustee(theirs.archive)[1], our_key)
    theirs.add_event("PartialDecryption", their_partial, their_owned)
    theirs.add_event("PartialDecryption", our_partial, render_owned(Owned(2, sha256_hex(our_partial))))
    theirs.add_event("Result", theirs.compute_result())
    with ArchiveFile(own) as file:
        board = Board(file)
        board.receive_partial_decryption(1, their_partial)
        board.receive_partial_decryption(2, our_partial)
        result = board.declare()
    assert own.read_bytes() == theirs.archive.read_bytes()
    theirs.verify()
    assert result.values[0] == (2, 2)
    assert sorted(result.values[1]) == sorted(tuple(row[1]) for row in CHOICES)  # type: ignore[type-var]
    assert audit(own).verdict == "holds"


def test_it_verifies_a_whole_archive_of_ours(tmp_path: Path) -> None:
    chamber = _ranked(tmp_path)
    for owner in (2, 1):
        raw = make_shuffle(verify_for_trustee(chamber.archive, EventType.SHUFFLE)[1])
        with ArchiveFile(chamber.archive) as file:
            Board(file).receive_shuffle(owner, raw)
    with ArchiveFile(chamber.archive) as file:
        Board(file).end_shuffles()
    chamber.declare(1, 2)
    uuid = chamber.draft.uuid
    assert accepts(tmp_path / "theirs", uuid, chamber.archive.read_bytes()) is None


def test_it_refuses_a_shuffle_of_ours_that_was_changed(tmp_path: Path) -> None:
    chamber = _ranked(tmp_path)
    raw = make_shuffle(verify_for_trustee(chamber.archive, EventType.SHUFFLE)[1])
    value = json.loads(raw)
    value["ciphertexts"][0].reverse()
    changed = render_json(value)
    theirs = BeleniosTool(tmp_path / "theirs", chamber.draft.uuid, GROUP)
    theirs.put_archive(chamber.archive.read_bytes())
    theirs.add_event("Shuffle", changed, render_owned(Owned(1, sha256_hex(changed))))
    with pytest.raises(Refused):
        theirs.verify()


def _ranked(folder: Path) -> Chamber:
    """Two ranked ballots in the group that both know, tallied; two trustees."""
    question = NonHomomorphicQuestion("Rank", ("Ann", "Ben", "Cid"), {"method": "STV", "seats": 1})
    chamber = seat(3, group=GROUP, committee=None, singles=2, questions=(question,))
    chamber.open(folder)
    chamber.cast(chamber.ballot(0, (1, 2, 3)), chamber.ballot(1, (2, 1, 0)))
    chamber.close()
    return chamber
