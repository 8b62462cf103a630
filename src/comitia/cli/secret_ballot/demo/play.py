"""The play: what administrator, trustees, credential authority, voters and board do, one after the other.

It uses the library as the commands do, in one process; each trustee has a folder of its own, as on a machine of its
own.
"""

import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from comitia.canonical import Json
from comitia.cli.files import SECRET, write_new
from comitia.cli.secret_ballot.demo.stage import Stage
from comitia.cli.secret_ballot.demo.story import (
    AYE,
    AYES,
    BLANK,
    BLANKS,
    CHANGED,
    DECRYPTING,
    ENTITLED,
    MOTION,
    NEEDED,
    NO,
    NOES,
    TRUSTEES,
)
from comitia.errors import ComitiaError

if TYPE_CHECKING:
    from comitia.protocol.board.board import Board
    from comitia.protocol.credential import VoterCredential
    from comitia.protocol.group import Group, SecretScalar
    from comitia.protocol.question import Selection
    from comitia.protocol.trustees import Pedersen


def play(stage: Stage, group: "Group", folder: Path) -> tuple[Path, dict[str, Json]]:
    """From the question to the closed archive, which the answer names; with it the figures that `--json` tells."""
    from comitia.protocol.archive.writer import ArchiveFile
    from comitia.protocol.board.board import Board

    _tell_prologue(stage)
    archive, credentials = _set_up(stage, group, folder)
    with ArchiveFile(archive) as file:
        board = Board(file, threads=0)
        _vote(stage, board, credentials)
        _tally(stage, board)

    # The trustees read the archive by themselves; the board is not locked meanwhile.
    stage.step("Two trustees decrypt, each on their own machine")
    partials = [_decrypt(stage, archive, folder, index, group) for index in DECRYPTING]

    with ArchiveFile(archive) as file:
        board = Board(file, threads=0)
        for number, raw in partials:
            board.receive_partial_decryption(number, raw)
        result = board.declare()
    stage.step("The parts are combined, the result is published, the archive is closed")
    view = board.view
    return archive, {
        "uuid": view.setup.election.uuid,
        "group": group.name,
        "entitled": ENTITLED,
        "ballots": view.n_ballots,
        "counted": view.sized.num_tallied if view.sized else 0,
        "result": result.as_json(),
    }


def _tell_prologue(stage: Stage) -> None:
    console = stage.console
    console.print()
    console.rule("[bold]The ballot of 28 June 2016[/bold]")
    console.print(f"\n{ENTITLED} Members are entitled to vote, in secret, on the motion\n", highlight=False)
    stage.tell(f"[italic]“{MOTION}”[/italic]")
    console.print("\nEverything below happens as you read it, on this machine, with fresh keys.", highlight=False)


def _set_up(stage: Stage, group: "Group", folder: Path) -> "tuple[Path, Sequence[VoterCredential]]":
    """The question, the trustees' key, the credentials, the board; gives the archive and the credentials."""
    from comitia.protocol.board.board import open_election
    from comitia.protocol.credential import generate_credentials, render_public_credentials
    from comitia.protocol.election import Draft, render_draft, render_election
    from comitia.protocol.group import random_base58
    from comitia.protocol.question import HomomorphicQuestion
    from comitia.protocol.trustees import election_key, receive_trustees, render_trustees

    # (1) The question.
    question = HomomorphicQuestion(MOTION, ("Aye", "No"), least=1, most=1, blank=True)
    name, description = "Confidence in the Leader", "Secret ballot of 28 June 2016"
    draft = Draft(random_base58(14), group.name, name, description, (question,))
    write_new(folder / "draft.json", render_draft(draft))
    stage.step(
        "The administrator draws up the election",
        f"identifier {draft.uuid}, group {draft.group}; answers: Aye, No, or a blank vote",
    )

    # (2) The trustees' key, of which nobody ever has the whole.
    stage.step(f"{TRUSTEES} trustees make a key together, of which any {NEEDED} hold enough")
    trustees = receive_trustees(render_trustees([_make_committee(stage, group, folder)]), group)
    key = election_key(trustees)
    stage.tell(f"the election's key begins with {key[:32]}…")

    # (3) A credential for each Member.
    stage.step(f"The credential authority makes {ENTITLED} credentials")
    credentials = generate_credentials(group, draft.uuid, [1] * ENTITLED, threads=0)
    public = render_public_credentials(group, [(one.public, one.weight) for one in credentials])
    stage.tell("a letter for each Member; for the board a sorted list, without names")

    # (4) The board.
    archive = folder / f"{draft.uuid}.bel"
    setup = open_election(archive, int(time.time()), render_election(draft, key), trustees.raw, public)
    stage.step(
        "The board opens",
        f"archive      {archive.name}, one file to which one can only add",
        f"fingerprint  {setup.election.fingerprint}",
    )
    return archive, credentials


def _make_committee(stage: Stage, group: "Group", folder: Path) -> "Pedersen":
    """The key ceremony: each trustee in a folder of its own, as on a machine of its own."""
    from comitia.canonical import receive_json, render_json
    from comitia.protocol.threshold.certificate import Committee, generate_seed, make_certificate, receive_certificates
    from comitia.protocol.threshold.parameters import assemble_threshold_parameters
    from comitia.protocol.threshold.polynomial import make_polynomial, receive_polynomial
    from comitia.protocol.threshold.share import make_vinput, make_voutput, receive_voutput
    from comitia.protocol.trustees import Pedersen

    committee = Committee(group, TRUSTEES, NEEDED)
    indexes = range(1, TRUSTEES + 1)
    with stage.bar("key ceremony", 3 * TRUSTEES) as tick:
        seeds: list[str] = []
        certs: list[Json] = []
        for index in indexes:
            seeds.append(generate_seed())
            write_new(folder / f"trustee-{index}" / "seed.txt", seeds[-1].encode("ascii") + b"\n", mode=SECRET)
            certs.append(receive_json(make_certificate(committee, index, seeds[-1]), "certificate"))
            tick(1)
        certificates = receive_certificates(render_json(certs), committee)
        polynomials = []
        for index, seed in zip(indexes, seeds, strict=True):
            raw = make_polynomial(committee, certificates, seed)
            polynomials.append(receive_polynomial(raw, committee, certificates, index))
            tick(1)
        coefexps = [one.coefexps for one in polynomials]
        voutputs = []
        for index, seed in zip(indexes, seeds, strict=True):
            raw = make_voutput(make_vinput(polynomials, index), committee, certificates, seed)
            write_new(folder / f"trustee-{index}" / f"voutput-{index}.json", raw)
            voutputs.append(receive_voutput(raw, committee, certificates, coefexps, index))
            tick(1)
    stage.tell("certificates, polynomials, shares: signed, encrypted, checked on receipt")
    return Pedersen(assemble_threshold_parameters(committee, certificates, polynomials, voutputs))


def _vote(stage: Stage, board: "Board", credentials: "Sequence[VoterCredential]") -> None:
    """Everybody who votes votes once, some a second time; two attempts are refused."""
    from comitia.protocol.ballot import make_ballot

    lots = random.Random(20160628)
    votes: list[Selection] = [*[AYE] * AYES, *[NO] * NOES, *[BLANK] * BLANKS]
    seats = lots.sample(range(ENTITLED), len(votes))
    first: list[tuple[int, Selection]] = list(zip(seats, votes, strict=True))
    lots.shuffle(first)
    changed = first[:CHANGED]
    acts: list[tuple[int, Selection]] = [
        (seat, NO if vote == AYE else AYE) for seat, vote in changed
    ]  # what they voted at first
    rest = first[CHANGED:]
    middle = len(rest) // 2
    acts += rest[:middle] + changed + rest[middle:]

    election, context = board.view.setup.election, board.context
    stage.step(f"{len(seats)} Members vote")
    trackers: list[str] = []
    with stage.bar("ballots", len(acts)) as tick:
        for seat, vote in acts:
            raw = make_ballot(election, context, credentials[seat].secret_credential.secret(), [vote])
            trackers.append(board.receive_ballot(raw).tracker)
            tick(1)
    stage.tell(
        f"{len(acts)} ballots accepted: {CHANGED} Members changed their minds and voted again",
        f"tracker of the last  {trackers[-1]}",
    )
    attempts = {
        "a ballot that is on the board already": raw,
        "a ballot under a credential that nobody was given": make_ballot(election, context, _stranger(board), [AYE]),
    }
    for what, attempt in attempts.items():
        try:
            board.receive_ballot(attempt)
        except ComitiaError:
            stage.tell(f"[red]refused[/red]  {what}")


def _tally(stage: Stage, board: "Board") -> None:
    """The end of voting, and the product of the ballots that count."""
    board.end_ballots()
    stage.step("Voting ends; the ballots are multiplied, unopened")
    with stage.bar("ballots", 2 * board.view.n_ballots) as tick:
        sized = board.publish_tally(on_batch=tick).sized
    stage.tell(
        f"{board.view.n_ballots} ballots on the board, {sized.num_tallied} count: of each credential the last",
        f"encrypted tally {sized.encrypted_tally[:32]}…",
    )


def _stranger(board: "Board") -> "SecretScalar":
    from comitia.protocol.group import SecretScalar

    return SecretScalar.generate(board.view.setup.election.group)


def _decrypt(stage: Stage, archive: Path, folder: Path, index: int, group: "Group") -> tuple[int, bytes]:
    """A trustee verifies the whole board, computes the tally again, and uses its key."""
    from comitia.protocol.board.view import verify_for_trustee
    from comitia.protocol.decryption import decrypt, owner_of
    from comitia.protocol.threshold.certificate import receive_seed
    from comitia.protocol.threshold.share import receive_private_share

    mine = folder / f"trustee-{index}"
    seed = receive_seed((mine / "seed.txt").read_bytes())
    secret_key = receive_private_share((mine / f"voutput-{index}.json").read_bytes(), group, seed)
    with stage.bar(f"trustee {index} verifies the board", 2 * (AYES + NOES + BLANKS) + CHANGED) as tick:
        view, tally = verify_for_trustee(archive, threads=0, on_batch=tick)
    owner = owner_of(view.setup.trustees, secret_key.public_key())
    raw = decrypt(tally, secret_key, threads=0)
    stage.tell(f"trustee {owner.number}: verified {view.n_ballots} ballots, found the same tally, decrypted its part")
    return owner.number, raw
