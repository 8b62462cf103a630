"""The secretary's day on the command line, from a file of members to a ruling, and what goes wrong on the way."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from comitia.cli.app import main

Say = Callable[..., tuple[int, str, str]]
CLUB = """Membership No,Full name,Date of birth,Date joined,Left,Category,E-mail
C001,Ann Smith,01/02/1970,12/09/2015,,member,a@x
C002,José O’Neill,03/04/1980,13/01/2016,,member,b@x
C003,"=HYPERLINK(""http://x"")",05/05/1990,01/06/2014,,member,d@x
C004,Bob,31/02/2016,01/01/2010,,member,e@x
C005,Cid,01/01/1960,,,member,f@x
C006,Hal,01/01/1964,01/01/2004,01/02/2016,member,i@x
"""
OPTIONS = [
    "--dates", "DD/MM/YYYY", "--on", "2016-07-12", "--map", "number=Membership No", "--map", "name=Full name",
    "--map", "born_on=Date of birth", "--map", "joined_on=Date joined", "--map", "left_on=Left",
    "--map", "category=Category",
]  # fmt: skip


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Run `comitia roll ...` in a folder of its own; gives exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "club.csv").write_text(CLUB, encoding="utf-8")

    def said(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["roll", *words])
        out, err = capsys.readouterr()
        return int(left.value.code or 0), out, err

    return said


@pytest.fixture
def kept(say: Say, tmp_path: Path, six_months: dict[str, Any]) -> Say:
    """The club imported, and the rule beside it."""
    (tmp_path / "rule.json").write_text(json.dumps(six_months), encoding="utf-8")
    assert say("import", "roll", "club.csv", *OPTIONS)[0] == 0
    return say


def test_a_file_without_a_mapping_is_shown_and_nothing_is_kept(say: Say, tmp_path: Path) -> None:
    code, out, _ = say("preview", "club.csv")
    assert code == 0 and "Membership No" in out and "--map" in out
    assert [child.name for child in tmp_path.iterdir()] == ["club.csv"]


def test_a_preview_tells_every_refusal_and_keeps_nothing(say: Say, tmp_path: Path) -> None:
    code, out, _ = say("preview", "club.csv", *OPTIONS, "--report", "report.csv", "--json")
    told = json.loads(out)
    assert (code, told["counts"]["taken"], told["counts"]["refused"]) == (0, 5, 1)
    assert told["refused"] == [{"row": 5, "number": "C004", "why": "born_on: '31/02/2016' is no day of the calendar"}]
    assert told["columns not taken"] == ["E-mail"]
    assert not (tmp_path / "roll").exists()
    assert len((tmp_path / "report.csv").read_text(encoding="utf-8").splitlines()) == 7


def test_from_a_file_to_a_ruling(kept: Say) -> None:
    code, out, _ = kept("freeze", "roll", "--rule", "rule.json", "--json")
    frozen = json.loads(out)
    assert (code, frozen["electors"], frozen["out"], frozen["unknown"], frozen["freeze"]) == (0, 2, 2, 1, 2)
    assert kept("claim", "roll", "2", "C005", "--reason", "joined in 2001", "--on", "2016-07-20")[0] == 0
    said = kept("ruling", "roll", "3", "--allow", "--reason", "card seen", "--authority", "NEC", "--on", "2016-07-21")
    assert said[0] == 0 and "3 electors now" in said[1]
    why = json.loads(kept("why", "roll", "2", "C005", "--json")[1])
    assert why["in"] and why["electorates"][0]["tests"][0]["facts"] == "joined_on missing"
    assert [act["kind"] for act in why["claims"]] == ["claim", "ruling"]
    assert json.loads(kept("check", "roll", "--json")[1])["holds"]


def test_another_date_shows_whose_vote_it_costs(kept: Say) -> None:
    code, out, _ = kept("freeze", "roll", "--rule", "rule.json", "--moved", "2014-06-30", "--dry")
    assert code == 0 and "1 would lose their vote; electors: 2 before, 1 after" in out.replace("\n", " ")
    assert "joined after 30 June 2014" in out


def test_two_freezes_are_compared(kept: Say) -> None:
    kept("freeze", "roll", "--rule", "rule.json")
    kept("freeze", "roll", "--rule", "rule.json", "--moved", "2016-01-31")
    told = json.loads(kept("diff", "roll", "2", "3", "--out", "changes.csv", "--json")[1])
    assert (told["gain"], told["lose"]) == (1, 0)


RULEBOOKS = Path(__file__).parents[2] / "rulebooks"


def test_the_electorate_of_a_motion_is_frozen_by_the_motions_name_once_its_moment_is_given(kept: Say) -> None:
    words = (
        "freeze",
        "roll",
        "--rulebook",
        str(RULEBOOKS / "template.md"),
        "--rules-on",
        "2026-03-01",
        "--dry",
        "--json",
    )
    code, out, _ = kept(*words, "--electorate", "remove-chair")
    assert code == 2 and "add --moment notice=DATE" in json.loads(out)["error"]["message"]
    code, out, _ = kept(*words, "--electorate", "remove-chair", "--moment", "notice=2026-03-01")
    assert code == 0 and json.loads(out)["electorates"][0]["name"] == "members"


def test_an_import_without_a_mapping_takes_the_last_one_and_says_so(kept: Say) -> None:
    code, _, err = kept("import", "roll", "club.csv", "--on", "2016-08-01")
    assert code == 0 and err == "Mapping as in act 1.\n"


def test_an_export_runs_no_formula(kept: Say, tmp_path: Path) -> None:
    code, _, _ = kept("export", "roll", "out.csv")
    assert code == 0 and "\"'=HYPERLINK" in (tmp_path / "out.csv").read_text(encoding="utf-8")


def test_the_same_salt_gives_the_same_digest(kept: Say, tmp_path: Path) -> None:
    (tmp_path / "salt").write_text("ab" * 32, encoding="ascii")
    digests = {
        json.loads(kept("freeze", "roll", "--rule", "rule.json", "--salt-file", "salt", "--json")[1])["digest"]
        for _ in "12"
    }
    fresh = json.loads(kept("freeze", "roll", "--rule", "rule.json", "--json")[1])["digest"]
    assert len(digests) == 1 and fresh not in digests


def test_the_history_of_a_member_is_shown(kept: Say, tmp_path: Path) -> None:
    (tmp_path / "club.csv").write_text(CLUB.replace("12/09/2015,,member", "12/09/2015,,life"), encoding="utf-8")
    kept("import", "roll", "club.csv", "--on", "2016-08-01")
    told = json.loads(kept("show", "roll", "--member", "C001", "--json")[1])["history"]
    assert [line["facts"]["category"] for line in told] == ["member", "life"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "nowhere"], "the roll is empty"),
        (["freeze", "roll"], "give either --rule"),
        (["freeze", "roll", "--rule", "nowhere.json"], "No such file"),
        (["freeze", "roll", "--rule", "club.csv"], "not JSON"),
        (["freeze", "roll", "--rule", "rule.json", "--on", "2016-07-11"], "the roll begins on 2016-07-12"),
        (["freeze", "roll", "--rule", "rule.json", "--on", "yesterday"], "expected a date"),
        (["freeze", "roll", "--rule", "rule.json", "--salt-file", "club.csv"], "64 hexadecimal digits"),
        (["why", "roll", "1", "C001"], "has no freeze of number 1"),
        (["ruling", "roll", "1"], "say --allow or --refuse"),
        (["show", "roll", "--member", "C999"], "no file of this roll lists a member"),
        (["import", "roll", "club.csv", "--map", "name=Full name"], "no column holds the membership number"),
        (["import", "roll", "rule.json"], "no column holds the membership number"),
    ],
)
def test_what_goes_wrong_is_told_in_a_sentence(kept: Say, words: list[str], said: str) -> None:
    code, out, err = kept(*words)
    assert code == 2 and said in err and "Traceback" not in err
    code, out, _ = kept(*words, "--json")
    assert code == 2 and json.loads(out)["error"]["message"]
