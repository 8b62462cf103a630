"""The board: the whole ballot, and every act out of its turn."""

import json
from pathlib import Path

import pytest

from comitia.canonical import render_json
from comitia.errors import ComitiaError, Invalid, Malformed, NotEntitled, OutOfOrder
from comitia.protocol.archive.event import EventType
from comitia.protocol.archive.writer import ArchiveFile, create_archive
from comitia.protocol.board.board import Board, open_election
from comitia.protocol.board.setup import render_setup_data
from comitia.protocol.board.view import read_board, verify_for_trustee
from comitia.protocol.decryption import TooFewTrustees
from comitia.protocol.group import SecretScalar
from comitia.protocol.question import HomomorphicQuestion, ListsQuestion
from comitia.protocol.tally import count_ballots, render_sized_tally
from tests.chamber import AYE, BLANK, NO, seat
from tests.protocol.fixtures import HOMOMORPHIC, QUICK, peer


@pytest.mark.parametrize("group", ["Ed25519", "BELENIOS-2048"])
def test_a_ballot_from_the_first_key_to_the_result(tmp_path: Path, group: str) -> None:
    chamber = seat(5, group=group, singles=1, committee=(2, 3))
    path = chamber.hold(tmp_path, [AYE, AYE, NO, BLANK], 1, 2, 4)
    view = read_board(path)
    assert view.result is not None
    assert view.result.values == ((1, 2, 1),)
    assert view.order.next == ()


def test_several_questions_weights_and_lists(tmp_path: Path) -> None:
    questions = (
        HomomorphicQuestion("Two of three", ("A", "B", "C"), 1, 2, blank=False),
        ListsQuestion("A list", (("Unity", "Ann", "Bob"), ("Renewal", "Cid"))),
    )
    chamber = seat(3, questions=questions, weights=[1, 20, 3_000_000_000], committee=None, singles=2)
    votes = [
        [(1, 1, 0), ((1, 1, 0), (0, 0))],
        [(0, 1, 0), ((1, 1, 1), (0, 0))],
        [(0, 0, 1), ((0, 0, 0), (1, 1))],
    ]
    path = chamber.hold(tmp_path, votes)
    view = read_board(path)
    heavy = 3_000_000_000
    assert view.result is not None
    assert view.result.values == ((1, 21, heavy), ((21, 21, 20), (heavy, heavy)))
    assert str(heavy).encode() in path.read_bytes()


def test_nobody_votes(tmp_path: Path) -> None:
    view = read_board(seat(2).hold(tmp_path, []))
    assert view.result is not None
    assert view.result.values == ((0, 0, 0),)


def test_a_voter_who_votes_again_counts_once_and_last(tmp_path: Path) -> None:
    chamber = seat(2)
    path = chamber.open(tmp_path)
    chamber.cast(chamber.ballot(0, AYE), chamber.ballot(1, NO), chamber.ballot(0, BLANK))
    chamber.close()
    assert chamber.declare(1, 3).values == ((1, 0, 1),)
    assert read_board(path).n_ballots == 3


def test_what_the_board_refuses_leaves_the_archive_as_it_was(tmp_path: Path) -> None:
    chamber = seat(2)
    path = chamber.open(tmp_path)
    first = chamber.ballot(0, AYE)
    chamber.cast(first)
    before = path.read_bytes()
    stranger = seat(2)
    refused: list[tuple[bytes, type[ComitiaError]]] = [
        (first, OutOfOrder),
        (stranger.ballot(0, AYE), ComitiaError),
        (b"", Malformed),
        (first + b" ", Malformed),
        (render_json({**json.loads(first), "credential": stranger.credentials[0].public}), NotEntitled),
        (render_json({**json.loads(first), "credential": chamber.credentials[1].public}), Invalid),
    ]
    with ArchiveFile(path) as file:
        board = Board(file)
        for raw, fault in refused:
            with pytest.raises(fault):
                board.receive_ballot(raw)
        for act in (board.publish_tally, board.declare):
            with pytest.raises(OutOfOrder):
                act()
        with pytest.raises(OutOfOrder):
            board.receive_partial_decryption(1, b"{}")
    assert path.read_bytes() == before


def test_every_act_has_its_turn(tmp_path: Path) -> None:
    chamber = seat(2)
    path = chamber.open(tmp_path)
    ballot = chamber.ballot(0, AYE)
    chamber.close()
    partials = {owner: chamber.decrypt(owner) for owner in (1, 2, 3)}
    with ArchiveFile(path) as file:
        board = Board(file)
        for late in (lambda: board.receive_ballot(ballot), board.end_ballots, board.publish_tally):
            with pytest.raises(OutOfOrder):
                late()
        with pytest.raises(OutOfOrder):
            board.declare()
        board.receive_partial_decryption(2, partials[2])
        with pytest.raises(OutOfOrder, match="one already"):
            board.receive_partial_decryption(2, partials[2])
        with pytest.raises(Invalid):
            board.receive_partial_decryption(1, partials[3])
        with pytest.raises(Malformed, match="1 to 3"):
            board.receive_partial_decryption(4, partials[3])
        with pytest.raises(TooFewTrustees, match="wait for the others"):
            board.declare()
        board.receive_partial_decryption(1, partials[1])
        board.declare()
        for closed in (board.declare, lambda: board.receive_partial_decryption(3, partials[3])):
            with pytest.raises(OutOfOrder, match="closed"):
                closed()


@pytest.mark.parametrize("name", QUICK)
def test_the_board_of_another_implementation_is_carried_on_here(name: str, tmp_path: Path) -> None:
    """Cut after the last partial decryption: the result that we publish is the one that it published, to the byte."""
    opened = peer(name)
    path = tmp_path / "other.bel"
    path.write_bytes(opened.raw[: opened.of(EventType.RESULT)[0].start])
    with ArchiveFile(path) as file:
        Board(file).declare()
    assert path.read_bytes() == opened.raw


@pytest.mark.parametrize("name", HOMOMORPHIC)
def test_the_tally_of_another_implementation_is_computed_here(name: str, tmp_path: Path) -> None:
    opened = peer(name)
    tallied = opened.of(EventType.ENCRYPTED_TALLY)[0]
    path = tmp_path / "other.bel"
    path.write_bytes(opened.raw[: opened.of(EventType.END_BALLOTS)[0].start])
    with ArchiveFile(path) as file:
        board = Board(file)
        board.end_ballots()
        board.publish_tally()
    assert path.read_bytes() == opened.raw[: tallied.end]


def test_a_trustee_does_not_decrypt_a_tally_that_is_not_the_ballots(tmp_path: Path) -> None:
    """The server shows the trustee a "tally" of one voter's ballot; its chain is perfect."""
    chamber = seat(3)
    path = chamber.open(tmp_path)
    ballots = [chamber.ballot(voter, AYE) for voter in range(3)]
    chamber.cast(*ballots)
    single = count_ballots(chamber.context(), lambda: iter(ballots[:1]))
    with ArchiveFile(path) as file:
        Board(file).end_ballots()
        file.append(EventType.ENCRYPTED_TALLY, [single.raw, render_sized_tally(single.sized)])
    with pytest.raises(Invalid, match="do not decrypt"):
        verify_for_trustee(path)


def test_a_trustee_does_not_decrypt_on_a_board_with_a_ballot_that_does_not_hold(tmp_path: Path) -> None:
    chamber = seat(2)
    path = chamber.open(tmp_path)
    with ArchiveFile(path) as file:
        list(file.replay())
        file.append(EventType.BALLOT, [seat(2).ballot(0, AYE)])
        board = Board(file)
        board.end_ballots()
        with pytest.raises(ComitiaError):
            board.publish_tally()
    with pytest.raises(OutOfOrder):
        verify_for_trustee(path)


def test_an_election_whose_key_is_not_its_trustees_is_not_opened(tmp_path: Path) -> None:
    chamber, other = seat(2), seat(2, committee=None, singles=1)
    path = tmp_path / "never.bel"
    with pytest.raises(Invalid, match="product"):
        open_election(path, 0, other.election_raw, chamber.keyring.trustees_raw, chamber.credentials_raw)
    assert not path.exists()


def test_a_certificate_of_the_credential_authority_is_carried(tmp_path: Path) -> None:
    """Newer releases may put one before the setup data; it is not judged here."""
    chamber = seat(2)
    records = [chamber.election_raw, chamber.keyring.trustees_raw, chamber.credentials_raw]
    data = json.loads(render_setup_data(*records))
    from comitia.canonical import sha256_hex

    data["credentials_certificate"] = sha256_hex(b'"certificate"')
    path = tmp_path / "certified.bel"
    create_archive(path, 0, [*records, b'"certificate"', render_json(data)])
    assert read_board(path).setup.certificate == b'"certificate"'


def test_a_key_of_nobody_is_no_owner(tmp_path: Path) -> None:
    chamber = seat(2)
    path = chamber.open(tmp_path)
    chamber.close()
    _, tally = verify_for_trustee(path)
    forged = tally.decrypt(SecretScalar.generate(chamber.group))
    with ArchiveFile(path) as file:
        board = Board(file)
        assert None not in board.partial_decryption_faults(forged).values()
