"""The commands of docs/counting/command-line.md print what the page says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from comitia.cli.app import main

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "counting" / "command-line.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```console\n\$ comitia (.*?)\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(("command", "printed"), EXAMPLES, ids=[" ".join(c.split()[:2]) for c, _ in EXAMPLES])
def test_a_command_of_the_page_prints_what_the_page_shows(
    command: str, printed: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    with pytest.raises(SystemExit) as left:
        main(shlex.split(command))
    assert left.value.code == 0
    found = [line.rstrip() for line in capsys.readouterr().out.rstrip().split("\n")]
    assert found == printed.rstrip().split("\n")


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) == 3
