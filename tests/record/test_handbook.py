"""The pages of the record say what the commands do: each command in them runs."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from comitia.cli.app import main

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(__file__).parent / "data"


def commands(page: str) -> list[list[str]]:
    text = (ROOT / "docs/record" / page).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = re.findall(r"^    (comitia register .+)$", text, re.MULTILINE)
    return [shlex.split(line, comments=True)[1:] for line in lines]


def test_every_command_about_offices_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(DATA / "labour-frontbench-2015-16.json", "labour.json")
    shutil.copy(DATA / "questions.json", "questions.json")
    found = commands("offices.md")
    assert len(found) == 11
    for arguments in found:
        with pytest.raises(SystemExit) as left:
            main(arguments)
        assert not left.value.code, arguments
    assert Path("seventeen-days.svg").exists() and Path("division.txt").exists()


def test_the_club_of_the_handbook_fills_its_chair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs/record/record.md").read_text(encoding="utf-8")
    letter = re.search(r"^    \{\n.+?^    \}$", page, re.MULTILINE | re.DOTALL)
    assert letter is not None
    Path("letter.json").write_text(letter.group())
    # What `rules decide --json` and `contest --json` print is taken in test_decided.py.
    found = [one for one in commands("record.md") if one[-1] not in ("decision.json", "contest.json")]
    assert len(found) == 5
    found.insert(3, ["register", "log", "react", "club.jsonl", "letter.json"])
    for arguments in found:
        with pytest.raises(SystemExit) as left:
            main(arguments)
        assert not left.value.code, arguments
