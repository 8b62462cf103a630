"""A decision under a rulebook goes into the record by command: no office, person or clause is typed twice."""

import json
from pathlib import Path
from typing import Any

import pytest

from comitia.cli.app import main

TEMPLATE = str(Path(__file__).parents[2] / "rulebooks" / "template.md")
AT = ("--at", "2026-12-01T12:00:00+00:00")
LOST = ("--motion", "confidence", "--for", "3", "--against", "20", "--people", "entitled=40", "--people", "present=25")


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(list(words))
    out, err = capsys.readouterr()
    return int(left.value.code or 0), out, err


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> str:
    """A society's record: Ann Ash is chair, Bob Box secretary."""
    log = str(tmp_path / "offices.jsonl")
    posts = ("--post", "chair=Chair", "--post", "secretary=Secretary", "--post", "acting-chair=Acting chair")
    start = ("register", "log", "start", log, "--title", "Society", "--from", "2026-01-01")
    assert run(capsys, *start, *posts, *AT)[0] == 0
    for post, person, name in (("chair", "ann", "Ann Ash"), ("secretary", "bob", "Bob Box")):
        how = ("--name", name, "--on", "2026-01-01", "--clause", "3.1", "--source", "Minutes")
        assert run(capsys, "register", "log", "fill", log, post, person, *how, *AT)[0] == 0
    return log


def lost(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> str:
    """The file of a question of confidence that was lost: 3 for, 20 against."""
    code, out, _ = run(capsys, "rules", "decide", TEMPLATE, *LOST, "--on", "2026-10-17", "--json")
    assert code == 0
    (tmp_path / "decision.json").write_text(out, encoding="utf-8")
    return str(tmp_path / "decision.json")


def holders(capsys: pytest.CaptureFixture[str], log: str) -> dict[str, list[str]]:
    told = json.loads(run(capsys, "register", "show", log, "--json")[1])
    return {row["post"]: [who["person"] for who in row["holders"]] for row in told["posts"]}


def test_a_motion_that_removes_the_chair_is_entered_from_what_rules_decide_prints(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, log: str
) -> None:
    code, out, _ = run(capsys, "register", "log", "react", log, lost(capsys, tmp_path), *AT)
    assert code == 0
    assert out.splitlines()[0] == "2026-10-17  Ann Ash dismissed: Chair (under 2.4)"
    assert "Note: this sets going: the secretary acts as chair, under 3.4." in out
    assert "Note: not entered: the chair may stand again, under 2.4" in out
    assert holders(capsys, log) == {"chair": [], "secretary": ["bob"], "acting-chair": []}
    last = json.loads(Path(log).read_text(encoding="utf-8").splitlines()[-1])
    assert "decision-" in json.dumps(last)


def test_the_source_of_the_entries_is_the_decisions_own_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, log: str
) -> None:
    run(capsys, "register", "log", "react", log, lost(capsys, tmp_path), *AT)
    text = Path(log).read_text(encoding="utf-8")
    assert "2026-10-17, the general meeting: confidence in the chair lost, 3 for, 20 against" in text
    assert "Rulebook: SHA-256 " in text


def test_a_decision_that_is_in_the_record_already_enters_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, log: str
) -> None:
    decision = lost(capsys, tmp_path)
    run(capsys, "register", "log", "react", log, decision, *AT)
    before = Path(log).read_bytes()
    code, out, _ = run(capsys, "register", "log", "react", log, decision, *AT)
    assert code == 0 and out.startswith("Nothing to enter")
    assert Path(log).read_bytes() == before


def test_a_chair_who_is_nobody_cannot_leave(capsys: pytest.CaptureFixture[str], tmp_path: Path, log: str) -> None:
    how = ("--on", "2026-09-01", "--clause", "5", "--source", "Letter")
    run(capsys, "register", "log", "vacate", log, "chair", "ann", *how, *AT)
    before = Path(log).read_bytes()
    code, _, err = run(capsys, "register", "log", "react", log, lost(capsys, tmp_path), *AT)
    assert code == 2 and "leaves it, but in the register nobody holds it" in err and "--holder chair=PERSON" in err
    assert Path(log).read_bytes() == before


def test_an_office_that_is_no_post_of_the_record_is_refused_until_it_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, log: str
) -> None:
    decision = Path(lost(capsys, tmp_path))
    decision.write_text(decision.read_text(encoding="utf-8").replace('"chair"', '"chairman"'), encoding="utf-8")
    code, _, err = run(capsys, "register", "log", "react", log, str(decision), *AT)
    assert code == 2 and 'the register has no post "chairman"' in err and "--post chairman=POST" in err
    code, out, _ = run(capsys, "register", "log", "react", log, str(decision), "--post", "chairman=chair", *AT)
    assert code == 0 and "Ann Ash dismissed: Chair" in out


FACTS: tuple[dict[str, Any], ...] = (
    {"on": "2026-10-01", "kind": "holder", "office": "chair", "person": "Ann Ash"},
    {"on": "2026-10-01", "kind": "holder", "office": "secretary", "person": "Bob Box"},
    {"on": "2026-10-01", "kind": "size", "body": "members", "members": 40},
    {"on": "2026-10-01", "kind": "states", "of": "everybody", "name": "status", "value": "current"},
    {"on": "2026-10-17", "kind": "put", "motion": "confidence", "ayes": 3, "noes": 20, "entitled": 40, "present": 25},
    {"on": "2026-10-18", "kind": "sets", "moment": "ballot-opens", "day": "2026-11-07"},
    {"on": "2026-10-20", "kind": "nominates", "candidate": "Hal Holly", "body": "members", "number": 3},
    {"on": "2026-10-20", "kind": "nominates", "candidate": "Oda Oak", "body": "members", "number": 4},
    {"on": "2026-11-14", "kind": "round", "ballot": "chair", "votes": {"Hal Holly": 16, "Oda Oak": 14}},
)


def test_a_contest_is_entered_whole_and_only_what_is_new(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, log: str
) -> None:
    folder = tmp_path / "contest"
    folder.mkdir()
    settings = f'[contest]\ntitle = "The chair"\noffice = "chair"\nrulebook = {json.dumps(TEMPLATE)}\n'
    (folder / "contest.toml").write_text(settings, encoding="utf-8")
    (folder / "facts.jsonl").write_text("\n".join(map(json.dumps, FACTS)), encoding="utf-8")
    run(capsys, "register", "log", "react", log, lost(capsys, tmp_path), *AT)
    code, out, err = run(capsys, "contest", str(folder), "--on", "2026-11-14", "--json")
    assert (code, err) == (0, "")
    (tmp_path / "contest.json").write_text(out, encoding="utf-8")
    code, out, _ = run(capsys, "register", "log", "react", log, str(tmp_path / "contest.json"), *AT)
    assert code == 0
    assert out.splitlines()[:3] == [
        "2026-10-17  Bob Box appointed: Acting chair (under 3.4)",
        "2026-11-14  Hal Holly elected: Chair (under 3.3)",
        "2026-11-14  Bob Box ended: Acting chair (under 3.3)",
    ]
    assert "Note: in the register already: Ann Ash out of chair on 2026-10-17." in out
    assert holders(capsys, log) == {"chair": ["hal-holly"], "secretary": ["bob"], "acting-chair": []}


def test_a_name_that_two_bear_is_refused_until_an_id_is_given(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, log: str
) -> None:
    how = ("--name", "Ann Ash", "--on", "2026-02-01", "--clause", "3.1", "--source", "Minutes")
    run(capsys, "register", "log", "fill", log, "secretary", "ann-the-younger", *how, *AT)
    change = {
        "on": "2026-10-17",
        "office": "chair",
        "event": "takes",
        "person": "Ann Ash",
        "clause": "3",
        "by": "ballot",
    }
    contest = {"title": "t", "on": "2026-10-17", "edition": "e", "digest": "d", "office_changes": [change]}
    decision = tmp_path / "contest.json"
    decision.write_text(json.dumps(contest), encoding="utf-8")
    code, _, err = run(capsys, "register", "log", "react", log, str(decision), *AT)
    assert code == 2 and 'say which (--person "Ann Ash=ID")' in err
    one = ("--person", "Ann Ash=ann-the-younger")
    assert run(capsys, "register", "log", "react", log, str(decision), *one, *AT)[0] == 0
    assert holders(capsys, log)["chair"] == ["ann-the-younger"]


def test_options_for_a_rulebooks_words_are_refused_for_the_records_own_form(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, log: str
) -> None:
    (tmp_path / "own.json").write_text('{"source": "Letter", "effects": []}', encoding="utf-8")
    code, _, err = run(capsys, "register", "log", "react", log, str(tmp_path / "own.json"), "--holder", "chair=ann")
    assert code == 2 and "the record's own form" in err
