"""`comitia result`: enough trustees have decrypted; combine their parts, publish the result, close the archive."""

from pathlib import Path

import typer

from comitia.cli.files import busy, say
from comitia.cli.secret_ballot.board import lock_board
from comitia.cli.secret_ballot.show import result_lines

app = typer.Typer(add_completion=False)


@app.command()
def result(
    archive: Path = typer.Argument(help="The archive.", metavar="ARCHIVE"),
    as_json: bool = typer.Option(False, "--json", help="Tell what was done as one JSON object."),
) -> None:
    """Combine the partial decryptions, publish the result, close the archive."""
    lines: list[str] = []
    with lock_board(archive, lines) as board, busy("finding the numbers of votes"):
        declared = board.declare()
        view = board.view
    lines += [f"{view.setup.election.name}: the result is published and the archive closed", ""]
    lines += result_lines(view)
    say(
        {"archive": str(archive), "result": declared.as_json(), "event": view.last.digest},
        lines,
        f"anybody can verify it: comitia verify {archive}",
        as_json=as_json,
    )
