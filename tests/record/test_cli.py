"""`comitia register` as a user runs it: in a process's terms, its output and its exit codes."""

import json
from pathlib import Path
from typing import Any

import pytest

from comitia.cli.app import main

DATA = Path(__file__).parent / "data"
LABOUR = str(DATA / "labour-frontbench-2015-16.json")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(["register", *arguments])
    out, err = capsys.readouterr()
    return int(left.value.code or 0), out, err


def test_the_questions_are_answered_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "answer", LABOUR, str(DATA / "questions.json"), "--json")
    published = {row["id"]: row["answer"] for row in json.loads((DATA / "questions.json").read_bytes())["questions"]}
    assert code == 0
    assert json.loads(out) == {"answers": published}


def test_flags_are_told_where_asked(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "answer", LABOUR, str(DATA / "questions.json"), "--flags", "--json")
    assert json.loads(out)["flags"]["L34"] == {"depends_on_disputed_date": True}


@pytest.mark.parametrize(
    "choice",
    [
        ["--on", "2016-06-27"],
        ["--on", "2016-06-27", "--at", "08:00", "--scope", "frontbench"],
        ["--between", "2016-06-25", "2016-07-01", "--scope", "shadow_cabinet"],
        ["--post", "shadow-education-secretary"],
        ["--person", "john-healey"],
        [],
    ],
)
def test_every_view_is_shown_in_a_hundred_columns_and_as_json(
    capsys: pytest.CaptureFixture[str], choice: list[str]
) -> None:
    code, out, _ = run(capsys, "show", LABOUR, *choice)
    assert code == 0 and out.strip()
    assert max(len(line) for line in out.splitlines()) <= 100
    code, out, _ = run(capsys, "show", LABOUR, *choice, "--json")
    assert code == 0 and json.loads(out)["register"] == "labour-frontbench-2015-16"


def test_who_is_in_and_who_is_out_between_two_days(capsys: pytest.CaptureFixture[str]) -> None:
    days = ("2016-06-25", "2016-07-01")
    _, out, _ = run(capsys, "show", LABOUR, "--between", *days, "--scope", "shadow_cabinet", "--json")
    view = json.loads(out)
    assert (len(view["in"]), len(view["out"]), len(view["changed_posts"])) == (14, 20, 3)
    assert view["out"][4]["from"] == [{"post": "shadow-foreign-secretary", "title": "Shadow Foreign Secretary"}]
    assert len(view["vacant"]) == 6 and len(view["open_questions"]) == 2


def bent(tmp_path: Path, change: Any) -> str:
    register = json.loads(Path(LABOUR).read_bytes())
    change(register)
    path = tmp_path / "bent.json"
    path.write_text(json.dumps(register))
    return str(path)


def fill_twice(register: Any) -> None:
    register["events"][390]["event"] = "appointed"
    register["events"][390]["post"] = "shadow-foreign-secretary"


def end_what_never_began(register: Any) -> None:
    register["events"][390] |= {"event": "resigned", "post": "shadow-scotland-secretary"}


def run_backwards(register: Any) -> None:
    register["events"][390]["date"] = "2016-06-01"


@pytest.mark.parametrize("change", [fill_twice, end_what_never_began, run_backwards])
@pytest.mark.parametrize("command", [["check"], ["show"], ["answer"], ["export"]])
def test_a_register_that_contradicts_itself_is_refused_with_two_entries(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, change: Any, command: list[str]
) -> None:
    more = {"answer": [str(DATA / "questions.json")], "export": ["csv"]}.get(command[0], [])
    code, out, err = run(capsys, *command, bent(tmp_path, change), *more)
    assert code == 2 and out == ""
    assert err.count("\n") == 1 and "entry 391" in err
    assert len({word for word in err.replace("(", " ").split() if word.isdigit()}) >= 2


def test_a_refusal_is_json_where_json_is_asked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, _ = run(capsys, "check", bent(tmp_path, fill_twice), "--json")
    assert code == 2
    assert json.loads(out)["error"]["kind"] == "Clash"


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "nowhere.json"],
        ["show", LABOUR, "--on", "yesterday"],
        ["show", LABOUR, "--post", "king"],
        ["show", LABOUR, "--person", "nobody"],
        ["show", LABOUR, "--on", "2016-06-27", "--post", "chair"],
        ["show", LABOUR, "--at", "08:00"],
        ["show", LABOUR, "--between", "2016-07-01", "2016-06-01"],
        ["show", LABOUR, "--scope", "cabinet"],
        ["export", LABOUR, "yaml"],
        ["timeline", LABOUR, "--between", "2016-06-25", "2016-07-11", "--mark", "noon"],
        ["division", "5", "4", "--needed", "99"],
        ["division", "5", "4", "--base", "everybody"],
        ["answer", LABOUR, LABOUR],
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_exit_code_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    code, out, err = run(capsys, *arguments)
    assert code == 2 and out == ""
    assert err.startswith("comitia: ") and err.count("\n") == 1


@pytest.mark.parametrize("form", ["popolo", "csv", "events", "feed"])
def test_every_export_writes_the_same_bytes_twice(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, form: str
) -> None:
    _, first, _ = run(capsys, "export", LABOUR, form)
    run(capsys, "export", LABOUR, form, "-o", str(tmp_path / "out"))
    assert (tmp_path / "out").read_bytes().decode() == first


def test_pictures_are_written_with_their_table_beside_them(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    picture = tmp_path / "days.svg"
    days = ("--between", "2016-06-25", "2016-07-11")
    code, out, _ = run(capsys, "timeline", LABOUR, *days, "--scope", "shadow_cabinet", "-o", str(picture))
    assert code == 0 and "Angela Rayner" in out
    assert picture.read_text().startswith("<svg")
    assert "Angela Rayner" in picture.with_suffix(".txt").read_text()
    page = tmp_path / "division.html"
    run(capsys, "division", "172", "40", "--needed", "107", "--spoilt", "4", "--not-voting", "13", "-o", str(page))
    assert "<svg" in page.read_text() and "<table>" in page.read_text()
    code, out, _ = run(capsys, "division", "20", "20", "--needed", "21", "--bars", "--json")
    assert code == 0 and json.loads(out)["svg"].startswith("<svg")


def test_a_club_keeps_its_offices_from_an_empty_folder_on(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    log = str(tmp_path / "club.jsonl")
    at = ("--at", "2026-06-01T12:00:00+00:00")
    posts = ("--post", "chair=Chair", "--post", "deputy=Deputy", "--post", "acting=Acting chair")
    assert run(capsys, "log", "start", log, "--title", "Chess club", "--from", "2026-01-01", *posts, *at)[0] == 0
    for post, person in (("chair", "ann"), ("deputy", "ben")):
        how = ("--name", person.capitalize(), "--on", "2026-02-01", "--clause", "4.2", "--source", "Minutes")
        assert run(capsys, "log", "fill", log, post, person, *how, *at)[0] == 0
    rule = {"post": "chair", "clause": "5.3", "duty": "call an election", "who": "the committee", "within_days": 28}
    decision = {
        "source": "Letter",
        "effects": [
            {"kind": "vacates", "post": "chair", "person": "ann", "event": "resigned"}
            | {"on": "2026-03-01", "clause": "5"}
        ],
        "vacancies": [rule | {"acting_post": "acting", "acting_from": "deputy"}],
    }
    (tmp_path / "decision.json").write_text(json.dumps(decision))
    code, out, _ = run(capsys, "log", "react", log, str(tmp_path / "decision.json"), "--json", *at)
    assert code == 0
    assert json.loads(out)["duties"][0]["due_on"] == "2026-03-29"
    _, out, _ = run(capsys, "show", log, "--json")
    assert {row["post"]: [who["person"] for who in row["holders"]] for row in json.loads(out)["posts"]} == {
        "chair": [],
        "deputy": ["ben"],
        "acting": ["ben"],
    }
    before = Path(log).read_bytes()
    code, _, err = run(
        capsys, "log", "vacate", log, "chair", "ann", "--on", "2026-04-01", "--clause", "5", "--source", "x", *at
    )
    assert code == 2 and "never began" in err
    assert Path(log).read_bytes() == before
    assert run(capsys, "log", "check", log)[0] == 0


def test_terms_that_are_over_ring(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "alarms", LABOUR, "--on", "2016-10-31", "--post", "chief-whip-lords", "--json")
    (alarm,) = json.loads(out)["alarms"]
    assert alarm["expires_on"] == "2015-05-12" and alarm["is_over"]
