"""`comitia`: the door of the command line.

Each command group stands in its own file and is imported only when it is called, so that `comitia --help` and a small
command start at once. Whatever a room raises on purpose (a `ComitiaError`) is told here, once, in one form: a sentence
on standard error, or with `--json` an object on standard output; the exit code is 2. Nothing from outside ends in a
traceback.
"""

import importlib
import io
import json
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from comitia import __version__
from comitia.errors import ComitiaError

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("comitia.cli.secret_ballot.demo", "Play the ballot of 28 June 2016 in a temporary folder"),
    "verify": ("comitia.cli.verify", "Verify an election from its public archive alone"),
    "show": ("comitia.cli.secret_ballot.show", "Show what an archive holds"),
    "election": ("comitia.cli.secret_ballot.election", "Draw up an election and open its board"),
    "credentials": ("comitia.cli.secret_ballot.credentials", "Make the voters' credentials (credential authority)"),
    "trustee": ("comitia.cli.secret_ballot.trustee", "Make keys, certify, decrypt (trustee)"),
    "ballot": ("comitia.cli.secret_ballot.ballot", "Fill in and seal a ballot"),
    "board": ("comitia.cli.secret_ballot.board", "Put ballots and messages on the bulletin board"),
    "tally": ("comitia.cli.secret_ballot.tally", "Compute the encrypted tally"),
    "result": ("comitia.cli.secret_ballot.result", "Combine the partial decryptions and close the archive"),
    "count": ("comitia.cli.count", "Count papers by a published method, stage by stage"),
    "rules": ("comitia.cli.rules", "Check, show, compare and try a rulebook"),
    "decide": ("comitia.cli.decide", "Decide a case from its conditions and figures"),
    "roll": ("comitia.cli.roll", "Keep the roll and freeze an electorate"),
    "contest": ("comitia.cli.contest", "Run a contest from a folder of dated facts"),
    "register": ("comitia.cli.register", "Ask a register of offices, draw it, export it"),
}
"""Name: module that exports `app` (a `typer.Typer`), and the line that `--help` prints."""


class LazyGroup(TyperGroup):
    """A group that imports a command's module when the command is called."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        return list(COMMANDS)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override]
        if cmd_name not in COMMANDS:
            return None
        command = typer.main.get_command(importlib.import_module(COMMANDS[cmd_name][0]).app)
        command.name = cmd_name
        return command

    def format_help(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        formatter.write_usage("comitia", "COMMAND ...")
        formatter.write_paragraph()
        formatter.write_text("From motion to mandate, so that anybody can check.")
        with formatter.section("Commands (comitia COMMAND --help tells more)"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])
        formatter.write_paragraph()
        formatter.write_text("Handbook by role: docs/handbook/")


app = typer.Typer(cls=LazyGroup, add_completion=False, pretty_exceptions_enable=False)


@app.callback(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
def _options(ctx: typer.Context, version: bool = typer.Option(False, "--version", help="Print the version.")) -> None:
    if version:
        print(f"comitia {__version__}")
    elif ctx.invoked_subcommand is None:
        print(ctx.get_help())


def main(arguments: list[str] | None = None) -> None:
    """Run one command and leave with its exit code: 0 as asked, 1 something fails, 2 refused."""
    arguments = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that is not UTF-8 shows what it can
    try:
        app(args=arguments, prog_name="comitia")
    except ComitiaError as fault:
        _refuse(type(fault).__name__, str(fault), "--json" in arguments)
    except OSError as fault:
        _refuse("File", f"{fault.filename or 'file'}: {fault.strerror or fault}", "--json" in arguments)


def _refuse(kind: str, message: str, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"error": {"kind": kind, "message": message}}, ensure_ascii=False))
    else:
        print(f"comitia: {_printable(message)}", file=sys.stderr)
    sys.exit(2)


def _printable(message: str) -> str:
    """A message may quote what came from outside: no name of an election may steer the terminal."""
    return "".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in message)
