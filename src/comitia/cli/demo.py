"""`comitia demo`: the ballot of 28 June 2016, played from the first key to the verified result.

On that day the Labour Members of Parliament voted by secret ballot on whether they had confidence in their Leader:
229 were entitled, 172 voted that they had none, 40 that they had, 4 papers were spoilt (some reports say abstentions;
here they are blank votes), 13 did not vote. The demo plays it with everything that this release has, in a temporary
folder: three trustees of whom two suffice, a credential for each Member, ballots that nobody can open, some of them
cast again, two attempts that the board refuses. Then it asks `comitia verify`, as anybody would, and leaves the
archive.

Who votes what is drawn with a fixed seed, so that the story is the same each time; keys, credentials and ballots are
fresh.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from comitia.canonical import Json
from comitia.cli.files import SECRET, refuse_existing, write_new
from comitia.errors import ComitiaError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table

    from comitia.protocol.board.board import Board
    from comitia.protocol.credential import VoterCredential
    from comitia.protocol.group import Group, SecretScalar
    from comitia.protocol.question import Selection
    from comitia.protocol.trustees import Pedersen

app = typer.Typer()

MOTION: Final = "That this PLP has no confidence in the Leader of the Parliamentary Labour Party"
ENTITLED: Final = 229
AYES: Final = 172
NOES: Final = 40
BLANKS: Final = 4
CHANGED: Final = 9
"""How many Members vote a second time, with another vote than the first."""

AYE: Final = (0, 1, 0)
NO: Final = (0, 0, 1)
BLANK: Final = (1, 0, 0)

TRUSTEES: Final = 3
NEEDED: Final = 2
DECRYPTING: Final = (1, 3)
"""The trustees who decrypt; the second stays away, and is not needed."""

WIDTH: Final = 80


@dataclass(slots=True)
class Stage:
    """Where the play is told: numbered steps on a console, or nothing at all for `--json`."""

    console: "Console"
    number: int = 0
    began: float = field(default_factory=time.monotonic)

    def step(self, title: str, *lines: str) -> None:
        """Begin a step."""
        self.number += 1
        self.console.print()
        self.console.print(f"[bold]{self.number}  {title}[/bold]")
        self.tell(*lines)

    def tell(self, *lines: str) -> None:
        """Say something within a step."""
        for line in lines:
            self.console.print(_indented(line), highlight=False)

    @contextmanager
    def bar(self, label: str, total: int) -> Iterator[Callable[[int], None]]:
        """A progress bar of `total` ticks while something takes its time; gives the function that ticks."""
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        if not self.console.is_terminal:
            yield lambda done: None
            return
        with Progress(
            TextColumn(f"   {label}"), BarColumn(40), MofNCompleteColumn(), console=self.console, transient=True
        ) as progress:
            task = progress.add_task(label, total=total)
            yield lambda done: progress.advance(task, done)


@app.command()
def demo(
    folder: Path | None = typer.Option(None, "--folder", help="A new folder instead of a temporary one."),
    group: str = typer.Option("Ed25519", "--group", help="Ed25519, BELENIOS-2048 or RFC-3526-2048 (slow)."),
    as_json: bool = typer.Option(False, "--json", help="Say nothing until the end, then the result as JSON."),
) -> None:
    """Play the ballot of 28 June 2016 and verify it."""
    from rich.console import Console

    from comitia.protocol.group import receive_group

    chosen = receive_group(group, "demo")
    if folder is None:
        folder = Path(tempfile.mkdtemp(prefix="comitia-demo-"))
    else:
        refuse_existing(folder)
        folder.mkdir(parents=True)
    output = Console(width=WIDTH) if not sys.stdout.isatty() else Console()
    stage = Stage(Console(file=sys.stderr, quiet=True) if as_json else output)
    archive, facts = _play(stage, chosen, folder)
    verdict = _verify(stage, archive, as_json=as_json)
    facts |= {
        "archive": str(archive),
        "verdict": verdict.get("verdict"),
        "verify": [*_program(), "verify", str(archive)],
    }
    if as_json:
        print(json.dumps(facts, ensure_ascii=False))
        return
    _tell_result(stage, facts["result"][0])
    _tell_reader(stage, archive)


def _play(stage: Stage, group: "Group", folder: Path) -> tuple[Path, dict[str, Json]]:
    """From the question to the closed archive."""
    from comitia.protocol.archive.writer import ArchiveFile
    from comitia.protocol.board.board import Board, open_election
    from comitia.protocol.credential import generate_credentials, render_public_credentials
    from comitia.protocol.election import Draft, render_draft, render_election
    from comitia.protocol.group import random_base58
    from comitia.protocol.question import HomomorphicQuestion
    from comitia.protocol.trustees import election_key, receive_trustees, render_trustees

    console = stage.console
    console.print()
    console.rule("[bold]The ballot of 28 June 2016[/bold]")
    console.print(f"\n{ENTITLED} Members are entitled to vote, in secret, on the motion\n", highlight=False)
    stage.tell(f"[italic]“{MOTION}”[/italic]")
    console.print("\nEverything below happens as you read it, on this machine, with fresh keys.", highlight=False)

    # (1) The question.
    question = HomomorphicQuestion(MOTION, ("Aye", "No"), least=1, most=1, blank=True)
    draft = Draft(
        random_base58(14), group.name, "Confidence in the Leader", "Secret ballot of 28 June 2016", (question,)
    )
    write_new(folder / "draft.json", render_draft(draft))
    stage.step(
        "The administrator draws up the election",
        f"identifier {draft.uuid}, group {draft.group}; answers: Aye, No, or a blank vote",
    )

    # (2) The trustees' key, of which nobody ever has the whole.
    stage.step(f"{TRUSTEES} trustees make a key together, of which any {NEEDED} hold enough")
    committee = _make_committee(stage, group, folder)
    trustees_raw = render_trustees([committee])
    trustees = receive_trustees(trustees_raw, group)
    stage.tell(f"the election's key begins with {election_key(trustees)[:32]}…")

    # (3) A credential for each Member.
    stage.step(f"The credential authority makes {ENTITLED} credentials")
    with stage.bar("credentials", 1) as tick:
        credentials = generate_credentials(group, draft.uuid, [1] * ENTITLED, threads=0)
        tick(1)
    public = render_public_credentials(group, [(one.public, one.weight) for one in credentials])
    stage.tell("a letter for each Member; for the board a sorted list, without names")

    # (4) The board.
    archive = folder / f"{draft.uuid}.bel"
    setup = open_election(
        archive, int(time.time()), render_election(draft, election_key(trustees)), trustees_raw, public
    )
    stage.step(
        "The board opens",
        f"archive      {archive.name}, one file to which one can only add",
        f"fingerprint  {setup.election.fingerprint}",
    )

    with ArchiveFile(archive) as file:
        board = Board(file, threads=0)
        # (5) Voting.
        _vote(stage, board, credentials)

        # (6) The end of voting, and the tally.
        board.end_ballots()
        stage.step("Voting ends; the ballots are multiplied, unopened")
        with stage.bar("ballots", 2 * board.view.n_ballots) as tick:
            tally = board.publish_tally(on_batch=tick)
        stage.tell(
            f"{board.view.n_ballots} ballots on the board, {tally.sized.num_tallied} count: of each "
            "credential the last",
            f"encrypted tally {tally.sized.encrypted_tally[:32]}…",
        )

    # (7) The trustees read the archive by themselves; the board is not locked meanwhile.
    stage.step("Two trustees decrypt, each on their own machine")
    partials = [_decrypt(stage, archive, folder, index, group) for index in DECRYPTING]

    # (8) The result.
    with ArchiveFile(archive) as file:
        board = Board(file, threads=0)
        for number, raw in partials:
            board.receive_partial_decryption(number, raw)
        result = board.declare()
        counted = board.view.sized.num_tallied if board.view.sized else 0
        n_ballots = board.view.n_ballots
    stage.step("The parts are combined, the result is published, the archive is closed")
    return archive, {
        "uuid": draft.uuid, "group": draft.group, "entitled": ENTITLED, "ballots": n_ballots, "counted": counted,
        "result": result.as_json(),
    }  # fmt: skip


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


def _verify(stage: Stage, archive: Path, *, as_json: bool) -> dict[str, Json]:
    """Ask the scrutineer's command, in a process of its own, as a user would."""
    command = [sys.executable, "-m", "comitia", "verify", str(archive)]
    stage.step(f"Anybody verifies: comitia verify {archive.name}")
    if not as_json:
        stage.console.print()
        sys.stdout.flush()
        environment = os.environ | {"COLUMNS": str(min(stage.console.width, 100))}
        subprocess.run(command, check=False, env=environment)
    answer = subprocess.run([*command, "--json"], check=False, capture_output=True)
    verdict = json.loads(answer.stdout)
    if answer.returncode != 0:
        raise ComitiaError(f"demo: the archive that was just made does not verify: {answer.stdout.decode()[:2000]}")
    return dict(verdict)


def _tell_result(stage: Stage, row: Sequence[int]) -> None:
    """The numbers, and every percentage with its base."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    blank, ayes, noes = row
    papers = blank + ayes + noes
    bases = {"% of ayes\nand noes": ayes + noes, "% of\npapers": papers, "% of those\nentitled": ENTITLED}
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("", min_width=20)
    table.add_column("\n\nvotes", justify="right")
    for name, base in bases.items():
        table.add_column(f"{name}\n({base})", justify="right", min_width=12)
    rows = {
        "Aye, no confidence": (ayes, 3), "No": (noes, 3), "Blank": (blank, 2), "Did not vote": (ENTITLED - papers, 1),
    }  # fmt: skip
    for name, (number, n_bases) in rows.items():
        shares = [percentage(number, base) for base in bases.values()]
        table.add_row(name, str(number), *(["–"] * (3 - n_bases)), *shares[3 - n_bases :])
    console = stage.console
    console.print()
    console.print("[bold]The result[/bold]")
    console.print(_indented(table))
    console.print(
        _indented(
            f"The Ayes have it by {ayes} to {noes}: {percentage(ayes, ayes + noes)} of ayes and noes, "
            f"{percentage(ayes, papers)} of papers, {percentage(ayes, ENTITLED)} of those entitled. "
            "Whether that binds anybody is a question for the rulebook, not for the ballot."
        ),
        highlight=False,
    )


def _tell_reader(stage: Stage, archive: Path) -> None:
    """What the reader can do now."""
    program = " ".join(_program())
    stage.console.print()
    stage.console.print("[bold]Your turn[/bold]")
    stage.tell(
        "The archive holds all of it and no name. Do not believe this program: verify it yourself; change "
        "a byte of it, "
        "and verify it again."
    )
    stage.console.print()
    for command in ("verify", "show"):
        stage.console.print(f"     {program} {command} {archive}", soft_wrap=True, highlight=False)
    stage.console.print()


def _indented(content: "str | Table") -> "Padding":
    """Three columns to the right, also where it wraps."""
    from rich.padding import Padding

    return Padding(content, (0, 0, 0, 3))


def percentage(part: int, base: int) -> str:
    """A share with two decimals, half up, exactly: `79.63 %`.

    >>> percentage(172, 216), percentage(1, 8)
    ('79.63 %', '12.50 %')
    """
    hundredths = (Fraction(part * 10000, base) + Fraction(1, 2)).__floor__()
    return f"{hundredths // 100}.{hundredths % 100:02} %"


def _program() -> list[str]:
    """How a reader calls this program from where they are."""
    if shutil.which("comitia"):
        return ["comitia"]
    called = Path(sys.argv[0]).resolve()
    if called.name != "comitia":
        return [Path(sys.executable).name, "-m", "comitia"]
    try:
        return [str(called.relative_to(Path.cwd()))]
    except ValueError:
        return [str(called)]
