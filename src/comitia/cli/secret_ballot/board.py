"""`comitia board`: the teller puts what voters and trustees send on the bulletin board, and ends the voting.

The board is the archive. Each command locks it, reads it from the beginning, checks what is to be added, and returns
when that is on disk. If an earlier command was killed in the middle, what it had not finished is put aside in a file
and said so.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from comitia.canonical import Json, receive_json
from comitia.cli.files import plural, progress, read_file, reading, say
from comitia.errors import ComitiaError, Invalid, Malformed

if TYPE_CHECKING:
    from comitia.protocol.board.board import Board

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Put ballots and messages on the bulletin board (teller)."
)

ARCHIVE = typer.Argument(help="The archive.", metavar="ARCHIVE")
AS_JSON = typer.Option(False, "--json", help="Tell what was done as one JSON object.")


@app.command()
def append(
    archive: Path = ARCHIVE,
    files: list[Path] = typer.Argument(
        help="Ballots, or trustees' shuffles and partial decryptions; - for standard input.", metavar="FILE..."
    ),
    owner: int = typer.Option(0, "--owner", help="Of a shuffle: the number of the trustee who made it."),
    as_json: bool = AS_JSON,
) -> None:
    """Check what was handed in, and put it on the board.

    Each file is judged by itself: those that hold are accepted even if another does not. If one is refused the command
    says why and ends with 2.
    """
    accepted: list[Json] = []
    refused: list[tuple[Path, ComitiaError]] = []
    lines: list[str] = []
    with lock_board(archive, lines) as board, progress("handed in", len(files)) as advance:
        for path in files:
            try:
                fact, line = _receive(board, read_file(path), str(path), owner)
            except ComitiaError as fault:
                refused.append((path, fault))
            else:
                accepted.append(fact)
                lines.append(line)
            advance(1)
        owners = len(board.view.setup.trustees.owners)
        n_partials, n_ballots = len(board.view.partials), board.view.n_ballots
        shufflers = board.view.shufflers
    if n_partials:
        lines.append(f"{plural(n_partials, 'partial decryption')} of {owners} trustees on the board")
        next_step = f"when enough trustees have sent theirs: comitia result {archive}"
    elif shufflers:
        lines.append(f"{plural(len(shufflers), 'shuffle')} of {owners} trustees on the board")
        next_step = f"the next trustee shuffles this archive; after the last: comitia board end-shuffles {archive}"
    else:
        lines.append(f"{plural(n_ballots, 'ballot')} on the board")
        next_step = f"when voting ends: comitia board close {archive}"
    if len(refused) == 1 and not accepted:
        raise refused[0][1]
    facts: dict[str, Json] = {
        "accepted": accepted, "ballots": n_ballots, "shuffles": list(shufflers), "partial_decryptions": n_partials,
        "refused": [
            {"file": str(path), "kind": type(fault).__name__, "message": str(fault)} for path, fault in refused
        ],
    }  # fmt: skip
    lines += [f"refused  {path}: {type(fault).__name__}: {fault}" for path, fault in refused]
    say(facts, lines, next_step, as_json=as_json)
    if refused:
        raise typer.Exit(2)


@app.command()
def close(archive: Path = ARCHIVE, as_json: bool = AS_JSON) -> None:
    """End the voting. There is no way back."""
    lines: list[str] = []
    with lock_board(archive, lines) as board:
        board.end_ballots()
        view = board.view
        lines += [
            f"{view.setup.election.name}: voting has ended",
            f"  {plural(view.n_ballots, 'ballot')} on the board, revotes included",
        ]
        facts: dict[str, Json] = {"archive": str(archive), "ballots": view.n_ballots, "event": view.last.digest}
    say(facts, lines, f"comitia tally {archive}", as_json=as_json)


@app.command()
def end_shuffles(archive: Path = ARCHIVE, as_json: bool = AS_JSON) -> None:
    """Say that every trustee who was to shuffle has done so. There is no way back."""
    lines: list[str] = []
    with lock_board(archive, lines) as board:
        board.end_shuffles()
        view = board.view
        names = ", then ".join(f"trustee {number}" for number in view.shufflers)
        lines += [f"{view.setup.election.name}: the ballots are shuffled, by {names}"]
        facts: dict[str, Json] = {"archive": str(archive), "shuffles": list(view.shufflers), "event": view.last.digest}
    say(facts, lines, f"send the archive to the trustees: comitia trustee decrypt {archive.name} MINE", as_json=as_json)


@contextmanager
def lock_board(archive: Path, lines: list[str]) -> "Iterator[Board]":
    """The board of an archive, locked; if a torn tail had to be cut off, a line says where it is now."""
    from comitia.protocol.archive.writer import ArchiveFile
    from comitia.protocol.board.board import Board

    with ArchiveFile(archive) as file:
        with reading(archive) as advance:
            board = Board(file, threads=0, on_bytes=advance)
        if file.cut_off is not None:
            lines.append(
                f"An earlier command was stopped while it wrote; what it had not finished is now in {file.cut_off}. "
                "Nothing that was accepted is lost."
            )
        yield board


def _receive(board: "Board", raw: bytes, what: str, shuffler: int) -> tuple[Json, str]:
    if raw.startswith(b'{"ciphertexts":'):  # it may be hundreds of megabytes, so it is not parsed to be recognised
        if shuffler < 1:
            raise Malformed(f"{what}: a shuffle does not say who made it; give the trustee's number with --owner")
        board.receive_shuffle(shuffler, raw)
        return {"file": what, "owner": shuffler}, f"accepted  the shuffle of trustee {shuffler}"
    value = receive_json(raw, what)
    if isinstance(value, dict) and "decryption_factors" in value:
        owner = _find_owner(board, raw, what)
        board.receive_partial_decryption(owner, raw)
        return {"file": what, "owner": owner}, f"accepted  the partial decryption of trustee {owner}"
    if isinstance(value, dict) and "election_uuid" in value:
        ballot = board.receive_ballot(raw)
        return {"file": what, "tracker": ballot.tracker}, f"accepted  ballot {ballot.tracker}"
    raise Malformed(f"{what}: neither a ballot nor a shuffle nor a partial decryption; those can be put on the board")


def _find_owner(board: "Board", raw: bytes, what: str) -> int:
    """Whose partial decryption this is: the one under whose key its proofs hold.

    Raises:
        OutOfOrder: there is no tally yet, or that trustee has sent one before.
        Malformed, Invalid: it holds under nobody's key.
    """
    from comitia.protocol.group import refuse

    faults = board.partial_decryption_faults(raw)
    holding = [number for number, fault in faults.items() if fault is None]
    if holding:  # more than one only where every member of a committee has the same key, because one suffices
        return next((number for number in holding if number not in board.view.partials), holding[0])
    first = next(iter(faults.values()))
    if first is not None and first.kind == "malformed":
        refuse(first, what)
    raise Invalid(
        f"{what}: its proofs hold under the key of none of the {len(faults)} trustees; was it made for this "
        "election, from the tally that is published?"
    )
