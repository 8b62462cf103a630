"""Ranked ballots counted again, once everything holds: which method, which answers, and what is said when not."""

import json
from pathlib import Path

import pytest

from comitia.cli.app import main
from comitia.errors import Malformed
from comitia.protocol.question import HomomorphicQuestion, NonHomomorphicQuestion
from comitia.scrutineer.recount import Recount, check_method, recount

FIXTURES = Path(__file__).parent.parent / "tampering" / "fixtures"
NAMES = ("Ann", "Ben", "Cid")
GRADES = {"method": "MajorityJudgment", "blank": False, "grades": ["Good", "Fair", "Poor"]}


def counted(extra: object, answers: list[list[int]], method: str | None = None) -> Recount:
    (one,) = recount((NonHomomorphicQuestion("Rank", NAMES, extra),), [answers], method=method)  # type: ignore[arg-type]
    return one


@pytest.mark.parametrize(
    ("extra", "answers", "method", "winners", "rejected"),
    [
        ({"method": "STV", "seats": 2}, [[1, 2, 3], [2, 1, 0], [1, 1, 0], [3, 2, 1]], "belenios-stv", ("Ann", "Ben"),
         {"invalid": 1}),
        ({"method": "Schulze", "blank": True}, [[1, 1, 2], [2, 1, 0], [255, 1, 0], [0, 0, 0]], "belenios-schulze",
         ("Ben",), {"blank": 1}),
        (GRADES, [[1, 2, 3], [2, 2, 1], [0, 0, 0], [9, 1, 1]], "belenios-mj", ("Ann",), {"invalid": 2}),
    ],
)  # fmt: skip
def test_a_question_is_counted_by_the_method_that_it_names(
    extra: object, answers: list[list[int]], method: str, winners: tuple[str, ...], rejected: dict[str, int]
) -> None:
    """Invalid answers are on the sheet as invalid; none is dropped."""
    sheet = counted(extra, answers).sheet
    assert sheet is not None
    assert (sheet.method, sheet.winner_names, dict(sheet.rejected)) == (method, winners, rejected)
    assert sheet.papers == len(answers)


def test_another_method_can_be_asked_for() -> None:
    sheet = counted({"method": "STV", "seats": 2}, [[1, 2, 3], [1, 0, 0], [2, 1, 3]], method="av").sheet
    assert sheet is not None
    assert (sheet.method, sheet.winner_names) == ("av", ("Ann",))


@pytest.mark.parametrize(
    ("extra", "answers", "reason"),
    [
        (None, [[1, 2, 3]], "names no counting method"),
        ({"method": "Coombs"}, [[1, 2, 3]], "names no counting method"),
        ({"method": "STV", "seats": 1}, [], "no ballot"),
        ({"method": "Schulze", "blank": True}, [[1, 2, 3], [2, 1, 3]], "tied"),
    ],
)
def test_what_keeps_a_question_from_being_counted_is_said(extra: object, answers: list[list[int]], reason: str) -> None:
    one = counted(extra, answers)
    assert one.sheet is None
    assert reason in one.reason


def test_a_question_with_boxes_is_passed_over_and_keeps_its_number() -> None:
    boxes = HomomorphicQuestion("Confidence", ("Aye", "No"), 1, 1, blank=False)
    ranked = NonHomomorphicQuestion("Rank", NAMES, {"method": "STV", "seats": 1})
    (one,) = recount((boxes, ranked), [[1, 0], [[1, 2, 3]]])
    assert one.number == 2


@pytest.mark.parametrize("name", ["nonsense", "division", "dhondt"])
def test_a_method_that_counts_something_else_is_refused(name: str) -> None:
    with pytest.raises(Malformed):
        check_method(name)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as left:
        main(["verify", *arguments])
    return int(left.value.code or 0), capsys.readouterr().out


def test_archive_method_sheet_and_winner_in_one_run(capsys: pytest.CaptureFixture[str]) -> None:
    """The four answers of the fixture (belenios-tool 3.3.0): a blank one, 3-1-2, 1-2-3 and 2-1-3."""
    path = str(FIXTURES / "t-ed25519-nh.bel.gz")
    code, out = run(capsys, path, "--count", "borda", "--json")
    (told,) = json.loads(out)["recounts"]
    assert (code, told["question"], told["sheet"]["method"], told["sheet"]["papers"]) == (0, 1, "borda", 4)
    code, out = run(capsys, path, "--count", "borda")
    assert code == 0
    assert "Benn is elected" in out
    assert run(capsys, path, "--count", "nonsense")[0] == 2
    code, out = run(capsys, path)
    assert code == 0
    assert "not counted: the question names no counting method" in out
    assert "comitia count METHOD report.json --question 1 --candidates Abbott,Benn,Corbyn" in out


def test_nothing_is_counted_where_a_check_fails(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(FIXTURES / "ed25519-nh--shuffle-s1-flipped.bel.gz")
    code, out = run(capsys, path, "--count", "schulze", "--json")
    assert (code, json.loads(out)["recounts"]) == (1, [])
