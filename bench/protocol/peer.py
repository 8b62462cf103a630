"""The same archives through Debian's `belenios-tool`, where it is installed."""

import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

TOOL = shutil.which("belenios-tool")


def version() -> str:
    """What the program calls itself."""
    return subprocess.run([str(TOOL), "--version"], capture_output=True, text=True, check=True).stdout.split()[0]


def seconds_to_verify(archive: Path) -> float:
    """`election verify` of an archive, the whole process."""
    with tempfile.TemporaryDirectory() as name:
        shutil.copy(archive, Path(name) / archive.name)
        start = time.perf_counter()
        subprocess.run([str(TOOL), "election", "verify", "--dir", name], capture_output=True, check=True)
        return time.perf_counter() - start


def seconds_to_make_a_ballot(group: str) -> float:
    """`election generate-ballot` of 2 answers and blank, the whole process, in an election of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def run(*arguments: str, given: str = "") -> str:
            done = subprocess.run(
                [str(TOOL), *arguments], cwd=folder, input=given, capture_output=True, text=True, check=True
            )
            return done.stdout

        uuid = "BenchE1ection1"
        (folder / "voters.txt").write_text("one\n")
        run("setup", "generate-credentials", "--uuid", uuid, "--group", group, "--file", "voters.txt")
        (private,) = folder.glob("*.privcreds")
        (folder / "credential").write_text(private.read_text().split()[1])
        next(folder.glob("*.pubcreds")).rename(folder / "public_creds.json")
        run("setup", "generate-trustee-key", "--group", group)
        (folder / "public_keys.jsons").write_text(next(folder.glob("*.pubkey")).read_text())
        run("setup", "make-trustees")
        question = {"answers": ["Aye", "No"], "blank": True, "min": 1, "max": 1, "question": "Confidence?"}
        (folder / "template").write_text(json.dumps({"name": "", "description": "", "questions": [question]}))
        run("setup", "make-election", "--uuid", uuid, "--group", group, "--template", "template")
        run("archive", "init")
        (folder / "choices").write_text("[[0,1,0]]")
        start = time.perf_counter()
        for _ in range(5):
            run("election", "generate-ballot", "--privcred", "credential", "--ballot", "choices")
        return (time.perf_counter() - start) / 5
