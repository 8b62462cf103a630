"""What the README shows is what the program prints."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_transcript_of_the_readme_is_what_verify_prints() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"\$ \.venv/bin/comitia verify (\S+)\n(.*?)\n```", readme, re.DOTALL)
    assert shown is not None, "README.md: the transcript of `comitia verify` is missing"
    run = subprocess.run(
        [sys.executable, "-m", "comitia", "verify", shown[1]],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "80"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    printed = "\n".join(line.rstrip() for line in run.stdout.rstrip().splitlines())
    assert printed == shown[2]


def test_every_file_that_the_readme_names_is_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?<![\w/])((?:docs|examples|rulebooks)/[\w./-]+|[A-Z]+\.md)", readme))
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
