"""The demo: the story's own figures, on an 80-column terminal, ending in an archive that holds."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from comitia.protocol.board.view import read_board


def run_demo(*arguments: str, columns: int = 80) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"COLUMNS": str(columns), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "comitia", "demo", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_the_ballot_of_28_june_2016_is_played_and_verified(tmp_path: Path) -> None:
    done = run_demo("--folder", str(tmp_path / "play"))
    assert done.returncode == 0, done.stderr
    for said in ("HOLDS", "172 to 40", "81.13 % of ayes and noes", "79.63 % of papers", "75.11 % of those", "refused"):
        assert said in " ".join(done.stdout.split()), said
    archive = next((tmp_path / "play").glob("*.bel"))
    assert re.search(rf"verify \S*{archive.name}", done.stdout)
    long_lines = [line for line in done.stdout.splitlines() if len(line.rstrip()) > 80 and "/" not in line]
    assert long_lines == []
    view = read_board(archive)
    assert view.result is not None
    assert view.result.values == ((4, 172, 40),)
    assert view.n_ballots > 216
    assert len(view.setup.credentials.entries) == 229


def test_the_demo_says_the_same_as_json_and_only_that(tmp_path: Path) -> None:
    done = run_demo("--folder", str(tmp_path / "play"), "--json")
    facts = json.loads(done.stdout)
    assert (facts["result"], facts["counted"], facts["verdict"]) == ([[4, 172, 40]], 216, "holds")
    assert done.stderr == ""


def test_the_demo_does_not_play_over_a_folder_that_exists(tmp_path: Path) -> None:
    done = run_demo("--folder", str(tmp_path))
    assert done.returncode == 2
    assert "nothing is overwritten" in done.stderr


@pytest.mark.parametrize("group", ["P-256", ""])
def test_the_demo_knows_three_groups(group: str, tmp_path: Path) -> None:
    done = run_demo("--folder", str(tmp_path / "play"), "--group", group)
    assert done.returncode == 2
    assert "Ed25519, BELENIOS-2048 or RFC-3526-2048" in done.stderr
    assert not (tmp_path / "play").exists()
