"""Real ranked ballots, encrypted, mixed by two trustees, decrypted, verified and counted: the published winners and
stages.

The papers are those of Scottish council wards (2017), each sealed with a credential of its own. What is compared:
the winners with those that the returning officer declared, and the whole sheet with a count of the open papers, which
`tests/count/transferable/test_scottish_wards.py` holds to the published stages.
"""

import json
from pathlib import Path

import pytest

from comitia.count import tell
from comitia.protocol.archive.event import EventType
from comitia.protocol.archive.writer import ArchiveFile
from comitia.protocol.ballot import make_ballot
from comitia.protocol.board.board import Board
from comitia.protocol.board.view import verify_for_trustee
from comitia.protocol.decryption import decrypt
from comitia.protocol.question import NonHomomorphicQuestion
from comitia.protocol.shuffle import make_shuffle
from comitia.scrutineer import audit
from comitia.scrutineer.recount import recount
from tests.chamber import seat
from tests.count.transferable.ballots import blt

WARDS = ("shetland_2017_ward6", "orkney_2017_ward6", "eilean_siar_2017_ward3")


@pytest.mark.parametrize("ward", WARDS)
def test_a_ward_voted_in_secret_elects_whom_it_elected_on_paper(shared: Path, tmp_path: Path, ward: str) -> None:
    folder = shared / "ballots" / "scotland"
    poll = blt(folder / f"{ward}.blt.gz")
    votes = [
        tuple(int(rank) for rank in ranks)
        for ranks, times in zip(poll.ranks(), poll.weights, strict=True)
        for _ in range(int(times))
    ]
    question = NonHomomorphicQuestion(f"Councillors of {ward}", poll.candidates, {"method": "STV", "seats": poll.seats})
    chamber = seat(len(votes), committee=(2, 3), questions=(question,))
    path = chamber.open(tmp_path)

    # (1) Every voter seals a ballot. They are put into the archive at once: arrival one by one is tested elsewhere.
    election, context = chamber.setup.election, chamber.context()
    with ArchiveFile(path) as file:
        list(file.replay())
        for voter, vote in zip(chamber.credentials, votes, strict=True):
            file.append(EventType.BALLOT, [make_ballot(election, context, voter.secret_credential.secret(), [vote])])
    chamber.close()

    # (2) Two trustees shuffle, two of three decrypt.
    for owner in (1, 3):
        raw = make_shuffle(verify_for_trustee(path, EventType.SHUFFLE, threads=0)[1])
        with ArchiveFile(path) as file:
            Board(file, threads=0).receive_shuffle(owner, raw)
    with ArchiveFile(path) as file:
        board = Board(file, threads=0)
        board.end_shuffles()
    _, tally = verify_for_trustee(path, threads=0)
    with ArchiveFile(path) as file:
        board = Board(file, threads=0)
        for owner in (2, 3):
            board.receive_partial_decryption(owner, decrypt(tally, chamber.keyring.secret_keys[owner], threads=0))
        board.declare()

    # (3) The scrutineer verifies, and counts what came out.
    report = audit(path, threads=0)
    assert report.verdict == "holds"
    (one,) = recount((question,), report.result, method="scottish", seats=poll.seats)
    assert one.sheet is not None, one.reason
    declared = next(
        entry["winners"]
        for entry in json.loads((shared / "ballots" / "manifest.json").read_text())["datasets"]
        if entry["file"] == f"scotland/{ward}.blt.gz"
    )
    assert sorted(c + 1 for c in one.sheet.winners) == declared
    on_paper = tell("scottish", poll)
    assert one.sheet.to_json()["stages"] == on_paper.to_json()["stages"]
    assert (one.sheet.winners, one.sheet.quota) == (on_paper.winners, on_paper.quota)
