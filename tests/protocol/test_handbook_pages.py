"""The handbook's pages work as written: each command is run in a fresh folder, each answer compared.

A page's ```console blocks are the reader's: a line `$ command` (with `> ` for its further lines) and what it prints,
where `...` stands for whatever differs from time to time. Lines `% $ command` are what other people do meanwhile:
comments, which the page does not show. All run in the order of the page; the reader's folder is empty when the page
begins.
"""

import doctest
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

HANDBOOK = Path(__file__).parents[2] / "docs" / "handbook"
PAGES = [
    name
    for name in (
        "trustee.md",
        "credential-authority.md",
        "administrator.md",
        "voter.md",
        "secretary.md",
        "returning-officer.md",
    )
    if (HANDBOOK / name).exists()
]


@dataclass(frozen=True, slots=True)
class Step:
    """One command of a page: at which line, and what it should print (None: whatever)."""

    line: int
    command: str
    expected: str | None


def steps_of(page: str) -> list[Step]:
    """Every command of a page, in order."""
    steps: list[Step] = []
    inside = False
    for number, line in enumerate(page.splitlines(), 1):
        if line.startswith("```"):
            inside = line.strip() == "```console"
        elif line.startswith("% $ "):
            steps.append(Step(number, line[4:], None))
        elif inside and line.startswith("$ "):
            steps.append(Step(number, line[2:], ""))
        elif inside and line.startswith("> "):
            steps[-1] = Step(steps[-1].line, f"{steps[-1].command}\n{line[2:]}", "")
        elif inside:
            steps[-1] = Step(steps[-1].line, steps[-1].command, f"{steps[-1].expected}{line}\n")
    return steps


@pytest.mark.parametrize("name", PAGES)
def test_every_command_of_the_page_works_as_written(name: str, tmp_path: Path) -> None:
    steps = steps_of((HANDBOOK / name).read_text(encoding="utf-8"))
    assert sum(step.expected is not None for step in steps) >= 3, "the page has lost its commands"
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "comitia").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m comitia "$@"\n')
    (programs / "comitia").chmod(0o755)
    desk = tmp_path / "work" / "desk"
    desk.mkdir(parents=True)
    environment = os.environ | {"PATH": f"{programs}:{os.environ['PATH']}", "COLUMNS": "120", "LC_ALL": "C.UTF-8"}
    compare = doctest.OutputChecker()
    for step in steps:
        done = subprocess.run(
            ["bash", "-eu", "-c", step.command], cwd=desk, env=environment, capture_output=True, text=True, check=False
        )
        said = f"{name}, line {step.line}: {step.command}\n{done.stdout}{done.stderr}"
        assert done.returncode == 0, said
        if step.expected is not None:
            flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
            assert compare.check_output(step.expected, done.stdout, flags), f"{said}\nexpected:\n{step.expected}"


@pytest.mark.parametrize("name", PAGES)
def test_no_command_of_the_page_has_a_secret_on_its_line(name: str) -> None:
    for step in steps_of((HANDBOOK / name).read_text(encoding="utf-8")):
        assert not re.search(r"[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}-", step.command)


def test_the_pages_of_trustee_and_credential_authority_are_there() -> None:
    assert {"trustee.md", "credential-authority.md"} <= set(PAGES)
