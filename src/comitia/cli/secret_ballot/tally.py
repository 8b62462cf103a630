"""`comitia tally`: the board computes the encrypted tally of the ballots that count, and publishes it."""

from pathlib import Path

import typer

from comitia.cli.files import plural, progress, say
from comitia.cli.secret_ballot.board import lock_board

app = typer.Typer(add_completion=False)


@app.command()
def tally(
    archive: Path = typer.Argument(help="The archive.", metavar="ARCHIVE"),
    as_json: bool = typer.Option(False, "--json", help="Tell what was done as one JSON object."),
) -> None:
    """Check every ballot, multiply those that count, publish the encrypted tally."""
    lines: list[str] = []
    with lock_board(archive, lines) as board:
        with progress("ballots", 2 * board.view.n_ballots) as advance:
            sized = board.publish_tally(on_batch=advance).sized
        view = board.view
        lines += [
            f"{view.setup.election.name}: the encrypted tally is published; nobody has opened a ballot",
            f"  {plural(view.n_ballots, 'ballot')} on the board, {sized.num_tallied:,} count "
            f"({view.n_ballots - sized.num_tallied:,} replaced by a later one), weight {sized.total_weight:,}",
        ]
        n_owners = len(view.setup.trustees.owners)
        act = "decrypt" if view.setup.election.is_homomorphic else "shuffle"
    say(
        {
            "archive": str(archive),
            "ballots": view.n_ballots,
            "counted": sized.num_tallied,
            "total_weight": sized.total_weight,
            "encrypted_tally": sized.encrypted_tally,
        },
        lines,
        f"send the archive to the {plural(n_owners, 'trustee')}"
        f"{', one after another' if act == 'shuffle' else ''}: comitia trustee {act} {archive.name} MINE",
        as_json=as_json,
    )
