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
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from comitia.canonical import Json
from comitia.cli.files import refuse_existing
from comitia.errors import ComitiaError

if TYPE_CHECKING:
    from comitia.cli.secret_ballot.demo.stage import Stage

app = typer.Typer(add_completion=False)


@app.command()
def demo(
    folder: Path | None = typer.Option(None, "--folder", help="A new folder instead of a temporary one."),
    group: str = typer.Option("Ed25519", "--group", help="Ed25519, BELENIOS-2048 or RFC-3526-2048 (slow)."),
    as_json: bool = typer.Option(False, "--json", help="Say nothing until the end, then the result as JSON."),
) -> None:
    """Play the ballot of 28 June 2016 and verify it."""
    from rich.console import Console

    from comitia.cli.secret_ballot.demo.play import play
    from comitia.cli.secret_ballot.demo.stage import WIDTH, Stage, tell_reader, tell_result
    from comitia.protocol.group import receive_group

    chosen = receive_group(group, "demo")
    if folder is None:
        folder = Path(tempfile.mkdtemp(prefix="comitia-demo-"))
    else:
        refuse_existing(folder)
        folder.mkdir(parents=True)
    output = Console(width=WIDTH) if not sys.stdout.isatty() else Console()
    stage = Stage(Console(file=sys.stderr, quiet=True) if as_json else output)
    archive, facts = play(stage, chosen, folder)
    verdict = _verify(stage, archive, as_json=as_json)
    facts |= {
        "archive": str(archive),
        "verdict": verdict.get("verdict"),
        "verify": [*_program(), "verify", str(archive)],
    }
    if as_json:
        print(json.dumps(facts, ensure_ascii=False))
        return
    tell_result(stage, facts["result"][0])
    tell_reader(stage, archive, " ".join(_program()))


def _verify(stage: "Stage", archive: Path, *, as_json: bool) -> dict[str, Json]:
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
