"""`comitia contest` on a folder: what is shown, and what is refused in a sentence."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from comitia.cli.app import main
from comitia.contest import open_contest, stand
from comitia.errors import Malformed

Say = Callable[..., tuple[int, str, str]]
DATA = Path(__file__).parent / "data"


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    def said(*words: str) -> tuple[int, str, str]:
        try:
            main(["contest", *words])
        except SystemExit as left:
            code = int(left.code or 0)
        else:
            code = 0
        out, err = capsys.readouterr()
        return code, out, err

    return said


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A contest of its own, its rulebook beside it."""
    shutil.copytree(DATA / "labour-2016", tmp_path / "contest")
    shutil.copy(DATA.parents[2] / "rulebooks" / "labour-2016.md", tmp_path / "rules.md")
    settings = (tmp_path / "contest" / "contest.toml").read_text(encoding="utf-8")
    settings = settings.replace("../../../../rulebooks/labour-2016.md", "../rules.md")
    (tmp_path / "contest" / "contest.toml").write_text(settings, encoding="utf-8")
    return tmp_path / "contest"


@pytest.mark.parametrize("name", ["labour-2016", "conservative-2019"])
def test_every_day_of_a_contest_can_be_shown_within_a_hundred_columns(say: Say, name: str) -> None:
    days = {fact.on.isoformat() for fact in open_contest(DATA / name).facts}
    for day in sorted(days):
        code, out, err = say(str(DATA / name), "--on", day)
        assert (code, err) == (0, "")
        assert max(len(line) for line in out.splitlines()) <= 100
        assert json.loads(say(str(DATA / name), "--on", day, "--json")[1])["on"] == day


def test_the_page_says_first_where_it_stands(say: Say, folder: Path) -> None:
    lines = say(str(folder), "--on", "2016-07-21")[1].splitlines()
    assert lines[3:6] == [
        "Leader of the Labour Party: Jeremy Corbyn",
        "Stage: ballot; opened on 2016-07-11 by nominations (4.II.2.B(ii))",
        "Due next: ballot papers go out, 2016-08-17 (NEC procedure 2016)",
    ]


def test_facts_may_stand_in_both_files(say: Say, folder: Path) -> None:
    line = {"on": "2016-07-01", "kind": "calls", "person": "Jeremy Corbyn", "by": "A peer", "as": "peer"}
    (folder / "facts.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    told = json.loads(say(str(folder), "--on", "2016-07-02", "--json")[1])
    assert told["statements"]["calls_to_go"]["Jeremy Corbyn"]["peer"] == 1


def test_a_rulebook_of_another_digest_is_refused(folder: Path) -> None:
    settings = folder / "contest.toml"
    digest = open_contest(folder).rulebook.digest
    pinned = settings.read_text(encoding="utf-8") + f'digest = "{digest}"\n'
    settings.write_text(pinned, encoding="utf-8")
    open_contest(folder)
    (folder.parent / "rules.md").write_bytes((folder.parent / "rules.md").read_bytes() + b"\nChanged.\n")
    with pytest.raises(Malformed, match="not the edition of this contest"):
        open_contest(folder)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("", "expected a table"),
        ("[contest]\ntitle = 'x'\noffice = 'leader'\n", "rulebook is missing"),
        ("[contest]\ntitle = 'x'\noffice = 'leader'\nrulebook = 'none.md'\n", "there is no rulebook"),
        ("[contest]\ntitle = 'x'\noffice = 'king'\nrulebook = '../rules.md'\n", "has no office 'king'"),
        ("[contest]\ntitle = 'x'\noffice = 'leader'\nrulebook = '../rules.md'\ncolour = 1\n", "colour"),
        ("[contest]\ntitle = 'x'\noffice = 'leader'\nrulebook = '../rules.md'\n[rolls]\nplp = 3\n", "expected folder"),
        ("[contest", "not TOML"),
    ],
)
def test_settings_that_leave_a_doubt_are_refused(say: Say, folder: Path, settings: str, said: str) -> None:
    (folder / "contest.toml").write_text(settings, encoding="utf-8")
    code, _, err = say(str(folder))
    assert code == 2 and said in err


@pytest.mark.parametrize(
    ("words", "said"), [(["nowhere"], "no contest.toml"), ([".", "--on", "soon"], "expected a day")]
)
def test_what_goes_wrong_is_told_in_a_sentence(say: Say, folder: Path, words: list[str], said: str) -> None:
    words = [str(folder) if word == "." else word for word in words]
    code, _, err = say(*words)
    assert code == 2 and said in err
    assert json.loads(say(*words, "--json")[1])["error"]["message"]


def test_the_nominating_body_may_be_a_roll_kept_in_a_folder(folder: Path) -> None:
    """The threshold follows the roll: 251 on it, one leaves, and 50.0 per cent of 250 needs 50."""
    import datetime as dt

    from comitia.roll import check_rows, open_roll, receive_date_form, receive_mapping, receive_table
    from comitia.roll.keeping import Signed, earlier_members, import_members

    signed = Signed(dt.datetime(2016, 6, 1, tzinfo=dt.UTC), "secretary")
    kept = folder.parent / "plp"
    for day, left in (("2016-06-01", ""), ("2016-07-15", "2016-07-14")):
        rows = "".join(f"P{n},2015-05-07,{left if n == 0 else ''}\n" for n in range(231))
        received = receive_table(f"number,joined_on,left_on\n{rows}".encode(), "plp.csv")
        mapping = receive_mapping([f"{name}={name}" for name in ("number", "joined_on", "left_on")])
        entries = open_roll(kept)
        earlier = earlier_members(entries, dt.date.fromisoformat(day))
        intake = check_rows(received, mapping, receive_date_form("YYYY-MM-DD"), earlier)
        source = ("plp.csv", received, mapping, "YYYY-MM-DD")
        import_members(kept, entries, intake, source, dt.date.fromisoformat(day), signed)
    with (folder / "contest.toml").open("a", encoding="utf-8") as settings:
        settings.write('[rolls.plp]\nfolder = "../plp"\n')
    made = open_contest(folder)
    found = [
        next(one for one in stand(made, dt.date(2016, 7, day)).thresholds if one.gate == "challenge").required[0]
        for day in (14, 15)
    ]
    assert [(number, words) for _, number, words in found] == [(51, "51 of 251"), (50, "50 of 250")]


def test_who_is_in_arrears_on_the_roll_may_not_nominate_with_force(tmp_path: Path, say: Say) -> None:
    """The template's 1.1: members are those whose subscription is paid; three names are needed, one is in arrears."""
    import datetime as dt

    from comitia.roll import check_rows, open_roll, receive_date_form, receive_mapping, receive_table
    from comitia.roll.keeping import Signed, import_members

    day = dt.date(2026, 3, 1)
    rows = "".join(f"{n},M{n:02d},current,{'yes' if n == 8 else 'no'}\n" for n in range(1, 41))
    received = receive_table(f"number,name,status,arrears\n{rows}".encode(), "members.csv")
    mapping = receive_mapping([f"{name}={name}" for name in ("number", "name", "status", "arrears")])
    intake = check_rows(received, mapping, receive_date_form("YYYY-MM-DD"), None)
    source = ("members.csv", received, mapping, "YYYY-MM-DD")
    signed = Signed(dt.datetime(2026, 3, 1, tzinfo=dt.UTC), "secretary")
    import_members(tmp_path / "roll", open_roll(tmp_path / "roll"), intake, source, day, signed)
    book = json.dumps(str(DATA.parents[2] / "rulebooks" / "template.md"))
    (tmp_path / "contest.toml").write_text(
        f'[contest]\ntitle = "t"\noffice = "chair"\nrulebook = {book}\n[rolls.members]\nfolder = "roll"\n',
        encoding="utf-8",
    )
    facts = [
        {"on": "2026-03-01", "kind": "holder", "office": "chair"},
        {"on": "2026-03-02", "kind": "nominates", "candidate": "M01", "body": "members", "by": ["M06", "M07", "M08"]},
    ]
    (tmp_path / "facts.jsonl").write_text("\n".join(map(json.dumps, facts)), encoding="utf-8")
    code, out, err = say(str(tmp_path), "--on", "2026-03-03")
    assert (code, err) == (0, "")
    assert "M01: not enough yet; nominations: 2 members" in out
    assert "M08 for M01: is not a member of members on 2026-03-02" in out
    assert "members: 39 of 40 on the roll, by 1.1 (the standing is current; not in arrears)" in out
