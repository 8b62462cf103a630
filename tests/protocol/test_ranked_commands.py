"""Ranked ballots from the command line: votes as voters write them, and a trustee who is shown another board."""

import shutil
from pathlib import Path

import pytest

from comitia.cli.app import main
from comitia.cli.secret_ballot.preference import read_preference
from comitia.errors import Malformed
from comitia.protocol.question import NonHomomorphicQuestion, check_selection

NAMES = ("Ann", "Ben", "Cid")
SCHULZE = NonHomomorphicQuestion("Rank", NAMES, {"method": "Schulze", "blank": True})
STV = NonHomomorphicQuestion("Rank", NAMES, {"method": "STV", "seats": 1})
GRADES = NonHomomorphicQuestion(
    "Grade", NAMES, {"method": "MajorityJudgment", "blank": False, "grades": ["Good", "Fair", "Poor"]}
)
ANY = NonHomomorphicQuestion("Score", NAMES, None)


@pytest.mark.parametrize(
    ("question", "entry", "numbers"),
    [
        (SCHULZE, ["Ben", ["Ann", "Cid"]], (2, 1, 2)),
        (SCHULZE, [["Cid"], "Ann"], (2, 0, 1)),
        (SCHULZE, "blank", (0, 0, 0)),
        (SCHULZE, [3, 1, 1], (3, 1, 1)),
        (STV, ["Cid", "Ben"], (0, 2, 1)),
        (STV, {"Ann": 1}, (1, 0, 0)),
        (STV, [], (0, 0, 0)),
        (GRADES, {"Ann": "Fair", "Ben": "Good", "Cid": "Poor"}, (2, 1, 3)),
        (GRADES, {"Ann": 2, "Ben": 1, "Cid": 3}, (2, 1, 3)),
        (ANY, [255, 0, 7], (255, 0, 7)),
    ],
)
def test_a_vote_file_says_ranks_and_grades_in_words_or_numbers(
    question: NonHomomorphicQuestion, entry: object, numbers: tuple[int, ...]
) -> None:
    selection = read_preference(question, entry, "vote")  # type: ignore[arg-type]
    assert selection == numbers
    check_selection(question, selection, "vote")


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        (STV, ["Ben", ["Ann", "Cid"]]),  # equals
        (STV, ["Ben", "Ben"]),
        (STV, ["Dee"]),
        (STV, [1, 3, 0]),
        (STV, [1, 2]),
        (STV, [True, 2, 3]),
        (STV, {"Ann": "first"}),
        (STV, [[["Ann"]]]),
        (STV, 1),
        (STV, None),
        (SCHULZE, [4, 0, 0]),
        (SCHULZE, [1, -1, 0]),
        (GRADES, "blank"),
        (GRADES, ["Ann", "Ben", "Cid"]),
        (GRADES, {"Ann": "Good"}),
        (GRADES, {"Ann": "Fine", "Ben": "Good", "Cid": "Good"}),
        (GRADES, [4, 1, 1]),
        (ANY, [256, 0, 0]),
        (ANY, "blank"),
    ],
)
def test_a_vote_that_the_method_does_not_take_is_refused_before_it_is_encrypted(
    question: NonHomomorphicQuestion, entry: object
) -> None:
    with pytest.raises(Malformed):
        check_selection(question, read_preference(question, entry, "vote"), "vote")  # type: ignore[arg-type]


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    with pytest.raises(SystemExit) as left:
        main([str(one) for one in arguments])
    streams = capsys.readouterr()
    return int(left.value.code or 0), streams.out + streams.err


def test_a_trustee_refuses_a_board_older_than_one_seen_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("q.toml").write_text(
        'name = "Chair"\n[[question]]\nwording = "Rank"\nanswers = ["Ann", "Ben"]\nmethod = "Schulze"\nblank = true\n'
    )
    Path("voters.txt").write_text("ann\n")
    Path("vote.json").write_text('[["Ben", "Ann"]]')
    assert run(capsys, "election", "new", "q.toml", "office")[0] == 0
    assert run(capsys, "trustee", "key", "office/draft.json", "mine")[0] == 0
    (public,) = Path("mine").glob("public_key-*.json")
    assert run(capsys, "election", "trustees", "office", "--single", public)[0] == 0
    assert run(capsys, "credentials", "generate", "office/draft.json", "voters.txt", "made")[0] == 0
    assert run(capsys, "election", "open", "office", "made/public_credentials.json")[0] == 0
    (archive,) = Path("office").glob("*.bel")
    assert run(capsys, "trustee", "check", archive, "mine")[0] == 0
    sealed = ("ballot", "encrypt", archive, "--credential", "made/letters/0001.txt", "--vote", "vote.json")
    assert run(capsys, *sealed, "--folder", "votes")[0] == 0
    assert run(capsys, "board", "append", archive, *Path("votes").glob("*.json"))[0] == 0
    shutil.copy(archive, "old.bel")
    assert run(capsys, "board", "close", archive)[0] == 0
    code, said = run(capsys, "trustee", "shuffle", archive, "mine")
    assert (code, "not now" in said) == (2, True)
    code, said = run(capsys, "tally", archive)
    assert (code, "comitia trustee shuffle" in " ".join(said.split())) == (0, True)
    shutil.copy(archive, "tallied.bel")
    assert run(capsys, "trustee", "check", archive, "mine")[0] == 0  # it has seen the tally now

    code, said = run(capsys, "trustee", "check", "old.bel", "mine")
    assert (code, "an older copy" in said) == (2, True)
    assert run(capsys, "trustee", "shuffle", "old.bel", "mine")[0] == 2
    assert run(capsys, "trustee", "shuffle", archive, "mine")[0] == 0
    (shuffle,) = Path("mine").glob("shuffle-*.json")
    assert shuffle.name == "shuffle-1-after-3.json"
    code, said = run(capsys, "trustee", "shuffle", archive, "mine")
    assert (code, "nothing is overwritten" in said) == (2, True)
    code, said = run(capsys, "board", "append", archive, shuffle)
    assert (code, "--owner" in said) == (2, True)
    assert run(capsys, "board", "append", archive, shuffle, "--owner", 1)[0] == 0
    code, said = run(capsys, "trustee", "shuffle", archive, "mine")
    assert (code, "has shuffled already" in said) == (2, True)
    assert run(capsys, "board", "end-shuffles", archive)[0] == 0
    assert run(capsys, "trustee", "check", archive, "mine")[0] == 0
    assert run(capsys, "trustee", "decrypt", archive, "mine")[0] == 0
    (partial,) = Path("mine").glob("partial_decryption-*.json")
    assert run(capsys, "board", "append", archive, partial)[0] == 0
    assert run(capsys, "result", archive)[0] == 0
    code, said = run(capsys, "verify", archive, "--since", "tallied.bel")
    assert (code, "Ben is elected" in said) == (0, True)
