"""The roles' commands: whatever is given to them, an answer or one sentence; secrets stay where they belong."""

import json
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from comitia.canonical import Json
from comitia.cli.app import main
from tests.chamber import AYE, seat
from tests.protocol.fixtures import peer

QUESTIONS = """
name = "Confidence in the chair"
description = "A test"
[[question]]
wording = "No confidence?"
answers = ["Aye", "No"]
blank = true
[[question]]
wording = "Which list?"
lists = [["Unity", "Ann", "Bob"], ["Renewal", "Cid"]]
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str


Run = Callable[..., Answer]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str | Path) -> Answer:
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Answer(int(left.value.code or 0), said.out, said.err)

    return call


def done(answer: Answer) -> Json:
    """The JSON of a command that did what it was asked."""
    assert answer.code == 0, answer
    return json.loads(answer.out)


@pytest.fixture
def office(run: Run, tmp_path: Path) -> Path:
    """An election with a committee (1 of 2) and a single trustee, open, before anybody has voted."""
    (tmp_path / "questions.toml").write_text(QUESTIONS)
    (tmp_path / "voters.txt").write_text("ann\nbob,5\n# gone: cid\n\ndan\n")
    done(run("election", "new", "questions.toml", "office", "--json"))
    for index in (1, 2):
        argv = (
            "trustee",
            "cert",
            "office/draft.json",
            f"t{index}",
            "--index",
            index,
            "--of",
            2,
            "--needed",
            1,
            "--json",
        )
        done(run(*argv))
    done(run("trustee", "key", "office/draft.json", "single", "--json"))
    done(run("election", "certificates", "office", "t2/certificate-2.json", "t1/certificate-1.json", "--json"))
    for index in (1, 2):
        done(run("trustee", "polynomial", "office/certificates.json", f"t{index}", "--json"))
    done(run("election", "shares", "office", "t2/polynomial-2.json", "t1/polynomial-1.json", "--json"))
    for index in (1, 2):
        done(run("trustee", "share", "office/certificates.json", f"office/vinput-{index}.json", f"t{index}", "--json"))
    key = next(Path("single").glob("public_key-*.json"))
    voutputs = ("--voutput", "t1/voutput-1.json", "--voutput", "t2/voutput-2.json")
    done(run("election", "trustees", "office", "--single", key, *voutputs, "--json"))
    done(run("credentials", "generate", "office/draft.json", "voters.txt", "credentials", "--json"))
    opened = done(run("election", "open", "office", "credentials/public_credentials.json", "--json"))
    Path(opened["archive"]).rename("election.bel")
    return tmp_path


def vote(run: Run, letter: int, value: Json) -> str:
    Path("vote.json").write_text(json.dumps(value))
    sealed = done(
        run(
            "ballot",
            "encrypt",
            "election.bel",
            "--credential",
            f"credentials/letters/{letter:04}.txt",
            "--vote",
            "vote.json",
            "--json",
        )
    )
    return str(sealed["ballot"])


UNITY = {"list": "Unity", "candidates": ["Bob"]}


def test_a_ballot_from_the_questions_to_the_result(run: Run, office: Path) -> None:
    assert done(run("credentials", "check", "election.bel", "credentials", "--json"))["same"] is True
    for mine in ("t1", "t2", "single"):
        done(run("trustee", "check", "election.bel", mine, "--json"))
    ballots = [
        vote(run, 1, [["Aye"], UNITY]),
        vote(run, 2, ["blank", {"list": "Renewal", "candidates": ["Cid"]}]),
        vote(run, 1, [[0, 0, 1], [[1, 1, 1], [0, 0]]]),
    ]
    accepted = done(run("board", "append", "election.bel", *ballots, "--json"))
    assert (accepted["ballots"], accepted["refused"]) == (3, [])
    trackers = [entry["tracker"] for entry in accepted["accepted"]]
    assert done(run("ballot", "find", "election.bel", trackers[0], "--json"))["counts"] is False
    assert done(run("ballot", "find", "election.bel", trackers[2], "--json"))["counts"] is True
    done(run("board", "close", "election.bel", "--json"))
    assert done(run("tally", "election.bel", "--json"))["total_weight"] == 6
    parts = [done(run("trustee", "decrypt", "election.bel", mine, "--json")) for mine in ("single", "t2")]
    done(run("board", "append", "election.bel", *(part["partial_decryption"] for part in parts), "--json"))
    result = done(run("result", "election.bel", "--json"))["result"]
    assert result == [[5, 0, 1], [[1, 1, 1], [5, 5]]]
    shown = done(run("show", "election.bel", "--ballots", "--json"))
    assert shown["result"] == result
    assert shown["trackers"] == trackers
    assert done(run("verify", "election.bel", "--json"))["verdict"] == "holds"


def test_every_secret_file_is_its_owners_alone_and_is_never_said(run: Run, office: Path) -> None:
    secret = [
        *Path("credentials/letters").iterdir(), Path("credentials/private_credentials.json"),
        Path("credentials/voters.json"), Path("t1/seed.txt"), Path("t2/seed.txt"), Path("single/private_key.json"),
    ]  # fmt: skip
    for path in secret:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    values = {path.read_text().strip() for path in secret if path.parent.name in ("t1", "t2", "single")}
    values |= set(json.loads(Path("credentials/private_credentials.json").read_bytes()).values())
    values |= {value.strip('"') for value in values}
    ballot = vote(run, 1, [["Aye"], UNITY])
    says = [
        run("trustee", "check", "election.bel", "single"),
        run("trustee", "check", "election.bel", "t1"),
        run("credentials", "check", "election.bel", "credentials"),
        run("credentials", "again", "credentials", "bob"),
        run("show", "election.bel", "--ballots"),
        run("board", "append", "election.bel", ballot),
    ]
    public = [path.read_text() for path in Path().rglob("*") if path.is_file() and path not in secret]
    for text in [answer.out + answer.err for answer in says] + public:
        assert not any(value in text for value in values)


def test_nothing_is_ever_written_over(run: Run, office: Path) -> None:
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    again = [
        ("election", "new", "questions.toml", "office"),
        ("trustee", "cert", "office/draft.json", "t1", "--index", 1, "--of", 2, "--needed", 1),
        ("trustee", "key", "office/draft.json", "single"),
        ("trustee", "key", "office/draft.json", "t1"),
        ("trustee", "polynomial", "office/certificates.json", "t1"),
        ("trustee", "share", "office/certificates.json", "office/vinput-1.json", "t1"),
        ("election", "certificates", "office", "t1/certificate-1.json", "t2/certificate-2.json"),
        ("election", "shares", "office", "t1/polynomial-1.json", "t2/polynomial-2.json"),
        ("credentials", "generate", "office/draft.json", "voters.txt", "credentials"),
    ]
    for command in again:
        answer = run(*command)
        assert answer.code == 2, command
        assert "nothing is overwritten" in answer.err, command
    assert {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()} == before


def test_a_trustee_who_is_shown_another_board_does_not_decrypt(run: Run, office: Path) -> None:
    """A second archive of the same election record, begun at another time: every check of the board itself holds."""
    done(run("trustee", "check", "election.bel", "t1", "--json"))
    draft = json.loads(Path("office/draft.json").read_bytes())
    Path("twin").mkdir()
    for name in ("draft.json", "trustees.json"):
        Path("twin", name).write_bytes(Path("office", name).read_bytes())
    (office / "voters2.txt").write_text("eve\nmallory\n")
    done(run("credentials", "generate", "office/draft.json", "voters2.txt", "stuffed", "--json"))
    done(run("election", "open", "twin", "stuffed/public_credentials.json", "--json"))
    twin = f"twin/{draft['uuid']}.bel"
    done(run("board", "close", twin, "--json"))
    done(run("tally", twin, "--json"))
    answer = run("trustee", "decrypt", twin, "t1")
    assert answer.code == 2
    assert "another board" in answer.err
    assert not list(Path("t1").glob("partial_decryption-*"))


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ([["Aye"]], "array of 2"),
        ([["Perhaps"], UNITY], "does not have"),
        ([["Aye", "No"], UNITY], "exactly 1"),
        ([["Aye"], {"list": "Unity", "candidates": ["Cid"]}], "does not have"),
        ([["Aye"], {"list": "Unity", "candidates": []}], "at least one"),
        ([["Aye"], {"list": "Nobody", "candidates": []}], "exactly one"),
        ([["Aye"], "blank"], "list"),
        ([{"Aye": 1}, UNITY], "expected"),
        ([[1, 1, 0], UNITY], "blank"),
        ("blank", "array"),
        ([["Aye"], [[1, 1], [0, 0]]], "expected 3"),
    ],
)
def test_a_vote_that_cannot_be_meant_is_explained_and_not_sealed(
    run: Run, office: Path, value: Json, hint: str
) -> None:
    Path("vote.json").write_text(json.dumps(value))
    letter = "credentials/letters/0001.txt"
    answer = run("ballot", "encrypt", "election.bel", "--credential", letter, "--vote", "vote.json")
    assert answer.code == 2
    assert hint in answer.err
    assert not list(Path().glob("ballot-*"))


GARBAGE: dict[str, bytes] = {
    "empty": b"",
    "binary": bytes(range(256)) * 40,
    "no-json": b"{",
    "deep": b"[" * 200_000,
    "deep-toml": b"name = " + b"[" * 5_000,
    "number": b"7" * 100_000,
    "object": b"{}",
    "list": b"[]",
    "null": b"null",
    "zeros": bytes(4096),
    "archive": peer("a-ed25519-v33").raw,
    "archive-cut": peer("a-ed25519-v33").raw[:3000],
    "ranks": peer("g-ed25519-nh-one").raw,
    "ballot": peer("a-ed25519-v33").ballots[0],
}

COMMANDS: list[tuple[str, ...]] = [
    ("election", "new", "BAD", "new-office"),
    ("election", "new", "BAD.json", "new-office"),
    ("election", "certificates", "bad-office", "BAD"),
    ("election", "certificates", "office", "BAD"),
    ("election", "shares", "office", "BAD"),
    ("election", "trustees", "office", "--single", "BAD"),
    ("election", "trustees", "office", "--voutput", "BAD"),
    ("election", "open", "office", "BAD"),
    ("credentials", "generate", "BAD", "voters.txt", "new-credentials"),
    ("credentials", "generate", "office/draft.json", "BINARY", "new-credentials"),
    ("credentials", "check", "BAD", "credentials"),
    ("trustee", "key", "BAD", "new-mine"),
    ("trustee", "cert", "BAD", "new-mine", "--index", "1", "--of", "2", "--needed", "1"),
    ("trustee", "polynomial", "BAD", "t1"),
    ("trustee", "share", "BAD", "office/vinput-1.json", "t1"),
    ("trustee", "share", "office/certificates.json", "BAD", "t1"),
    ("trustee", "check", "BAD", "t1"),
    ("trustee", "decrypt", "BAD", "t1"),
    ("ballot", "encrypt", "BAD", "--credential", "credentials/letters/0001.txt", "--vote", "vote.json"),
    ("ballot", "encrypt", "election.bel", "--credential", "BAD", "--vote", "vote.json"),
    ("ballot", "encrypt", "election.bel", "--credential", "credentials/letters/0001.txt", "--vote", "BAD"),
    ("board", "append", "BAD", "vote.json"),
    ("board", "append", "election.bel", "BAD"),
    ("board", "close", "BAD"),
    ("tally", "BAD"),
    ("result", "BAD"),
    ("show", "BAD"),
]

GOOD_USES = {
    "archive": {("show", "BAD")},  # what is shown is what it is
    "ranks": {("show", "BAD")},
}


@pytest.mark.parametrize("kind", sorted(GARBAGE))
def test_whatever_is_given_gets_one_sentence_and_changes_nothing(run: Run, office: Path, kind: str) -> None:
    Path("BAD").write_bytes(GARBAGE[kind])
    Path("BAD.json").write_bytes(GARBAGE[kind])
    Path("BINARY").write_bytes(GARBAGE["binary"])
    Path("vote.json").write_text(json.dumps([["Aye"], UNITY]))
    Path("bad-office").mkdir()
    Path("bad-office/draft.json").write_bytes(GARBAGE[kind])
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    for command in COMMANDS:
        for as_json in (False, True):
            answer = run(*command, *(["--json"] if as_json else []))
            if command in GOOD_USES.get(kind, set()):
                assert answer.code == 0, (command, answer)
                continue
            assert answer.code == 2, (command, answer)
            assert "Traceback" not in answer.out + answer.err
            if as_json:
                told = json.loads(answer.out)
                message = told["error"]["message"] if "error" in told else told["refused"][0]["message"]
                assert len(message) > 10
            else:
                assert answer.err.startswith("comitia: ")
                assert answer.err.count("\n") == 1
    assert {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("command", [*COMMANDS, ("credentials", "again", "BAD", "ann"), ("ballot", "find", "BAD", "x")])
def test_a_file_that_is_not_there_or_is_a_folder_is_named(run: Run, office: Path, command: tuple[str, ...]) -> None:
    Path("vote.json").write_text(json.dumps([["Aye"], UNITY]))
    answer = run(*(part.replace("BINARY", "BAD") for part in command))
    assert answer.code == 2
    assert answer.err.startswith("comitia: ")
    Path("BAD").mkdir()
    Path("BAD.json").mkdir()
    Path("BINARY").mkdir()
    assert run(*command).code == 2


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", "at least one|no .*question"),
        ('name = "x"\n[[question]]\nwording = "?"\nanswers = ["A"]\nmax = 2\n', "max"),
        ('name = "x"\n[[question]]\nwording = "?"\nanswers = ["A", "A"]\n', "twice"),
        ('name = "x"\n[[question]]\nwording = 2016-06-28\nanswers = ["A"]\n', "quotation"),
        ('name = "x"\n[[question]]\nwording = "?"\nanswers = ["A"]\nmin = 0.5\n', "quotation"),
        ('name = "x"\n[[question]]\nwording = "?"\nanswers = [1]\n', "text"),
        ('name = "x"\n[[question]]\nwording = "?"\n', "answers"),
        ('name = " "\n[[question]]\nwording = "?"\nanswers = ["A"]\n', "name is empty"),
        ('title = "x"\n[[question]]\nwording = "?"\nanswers = ["A"]\n', "title"),
        ('name = "x"\n[[question]]\nwording = "?"\nanswers = ["A"]\nseats = 2\n', "seats"),
        ('name = "x"\ngroup = "P-256"\n[[question]]\nwording = "?"\nanswers = ["A"]\n', "P-256"),
        ('name = "x"\n[[question]]\nwording = "?"\nlists = [["U"]]\n', "candidate"),
    ],
)
def test_a_questions_file_that_cannot_be_meant_is_explained(run: Run, tmp_path: Path, text: str, hint: str) -> None:
    import re

    (tmp_path / "questions.toml").write_text(text)
    answer = run("election", "new", "questions.toml", "office")
    assert answer.code == 2
    assert re.search(hint, answer.err), answer.err
    assert not Path("office").exists()


@pytest.mark.parametrize(
    ("text", "hint"),
    [("", "empty"), ("ann\nann\n", "twice"), ("ann,x\n", "weight"), ("ann,-1\n", "weight"), (",5\n", "identifier"),
     ("an\x07n\n", "identifier"), ("ann,999999999999\n", "add up")],
)  # fmt: skip
def test_a_list_of_voters_that_cannot_be_meant_is_explained(run: Run, office: Path, text: str, hint: str) -> None:
    (office / "odd.txt").write_text(text)
    answer = run("credentials", "generate", "office/draft.json", "odd.txt", "odd")
    assert answer.code == 2
    assert hint in answer.err
    assert not Path("odd").exists()
    assert not list(Path().glob(".new-*"))


def test_steps_out_of_their_order_say_what_comes_next(run: Run, office: Path) -> None:
    for command, hint in [
        (("tally", "election.bel"), "voting is open"),
        (("result", "election.bel"), "voting is open"),
        (("trustee", "decrypt", "election.bel", "t1"), "voting is open"),
    ]:
        answer = run(*command)
        assert (answer.code, hint in answer.err) == (2, True), answer
    ballot = vote(run, 1, [["Aye"], UNITY])
    done(run("board", "close", "election.bel", "--json"))
    for command, hint in [
        (("board", "close", "election.bel"), "voting has ended"),
        (("board", "append", "election.bel", ballot), "voting has ended"),
        (("ballot", "encrypt", "election.bel", "--credential", "credentials/letters/0001.txt"), "voting has ended"),
    ]:
        answer = run(*command)
        assert (answer.code, hint in answer.err) == (2, True), answer


def test_the_teller_accepts_what_holds_even_if_another_does_not(run: Run, office: Path) -> None:
    good = vote(run, 1, [["No"], UNITY])
    Path("bad.json").write_bytes(seat(2).ballot(0, AYE))
    answer = run("board", "append", "election.bel", "bad.json", good)
    assert answer.code == 2
    assert "accepted" in answer.out
    assert "refused  bad.json" in answer.out
    assert done(run("show", "election.bel", "--json"))["ballots"] == 1


def test_a_torn_archive_is_repaired_and_said_so(run: Run, office: Path) -> None:
    first, second = vote(run, 1, [["No"], UNITY]), vote(run, 2, [["No"], UNITY])
    done(run("board", "append", "election.bel", first, "--json"))
    whole = Path("election.bel").read_bytes()
    done(run("board", "append", "election.bel", second, "--json"))
    torn = Path("election.bel").read_bytes()[len(whole) : len(whole) + 1999]
    Path("election.bel").write_bytes(whole + torn)
    answer = run("board", "append", "election.bel", second)
    assert answer.code == 0
    assert "Nothing that was accepted is lost" in " ".join(answer.out.split())
    assert Path("election.bel").read_bytes().startswith(whole)
    assert [path.read_bytes() for path in Path().glob("*.torn-*")] == [torn]


def test_a_ballot_on_another_implementations_board_is_found(run: Run, tmp_path: Path) -> None:
    (tmp_path / "peer.bel").write_bytes(peer("f-ed25519-revotes").raw)
    answer = run("ballot", "find", "peer.bel", "nobody's tracker", "--json")
    assert json.loads(answer.out)["error"]["kind"] == "NotEntitled"


def test_what_an_archive_says_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    """Names of elections are written by others; an escape sequence in one is shown, not obeyed."""
    (tmp_path / "questions.toml").write_text(QUESTIONS.replace("in the chair", "\\u001b[2J\\u0007\\u202eriahc"))
    answer = run("election", "new", "questions.toml", "office")
    assert answer.code == 0
    assert not {"\x1b", "\x07", "\u202e"} & set(answer.out)
    assert "\\x1b" in answer.out
