"""Belenios' own counts: what Debian's belenios-tool prints, on recorded polls and, where it is installed, on new
ones."""

from __future__ import annotations

import gzip
import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from comitia.count import Papers, tell
from comitia.count.belenios import mj_result, schulze_result, stv_result
from comitia.count.formats import Source, receive
from comitia.count.formats.belenios import receive_answer_grades, receive_answers

DATA = Path(__file__).parent / "data"
RECORDED = json.loads(gzip.decompress((DATA / "belenios-tool-2.0.json.gz").read_bytes()))
NORTH_AYRSHIRE_1 = DATA / "north_ayrshire_2017_ward1.blt.gz"
Answers = list[list[int]]


def levels_sorted(result: dict[str, Any]) -> dict[str, Any]:
    """The tool's order within a level, and of invalid papers, has no meaning."""
    out = dict(result)
    out["winners"] = [sorted(level) for level in out["winners"]]
    if "invalid" in out:
        out["invalid"] = sorted(out["invalid"])
    return out


def raw(answers: Answers) -> bytes:
    return json.dumps(answers).encode()


@pytest.mark.parametrize("poll", RECORDED, ids=[f"poll {k + 1}" for k in range(len(RECORDED))])
def test_a_recorded_poll_is_counted_as_belenios_tool_counted_it(poll: dict[str, Any]) -> None:
    papers = receive_answers(Source("answers.json", raw(poll["ballots"])))
    if poll["stv"] is not None:
        found = stv_result(papers, poll["seats"])
        assert {key: found[key] for key in poll["stv"]} == poll["stv"]
        assert list(tell("belenios-stv", papers, seats=poll["seats"]).winners) == poll["stv"]["winners"]
    labels = [str(k + 1) for k in range(poll["grades"])]
    grades = receive_answer_grades(Source("answers.json", raw(poll["ballots"])), labels=labels)
    for blank in (True, False):
        word = str(blank).lower()
        expected = levels_sorted(poll[f"schulze_blank_{word}"])
        assert schulze_result(papers, blank_allowed=blank) == expected
        assert levels_sorted(mj_result(grades, blank_allowed=blank)) == levels_sorted(poll[f"mj_blank_{word}"])


def test_the_order_of_additions_decides_in_the_last_bit() -> None:
    """1 + 1/3 + 1/3 + 1/3 is 2 in one order of adding and not in another: so the order is part of the method."""
    from comitia.count.belenios.binary64 import add, of, over

    third = over(of(1), of(3))
    assert add(add(add(of(1), third), third), third) != of(2)
    assert add(of(1), add(third, add(third, third))) == of(2)


def test_north_ayrshire_1_elects_another_by_belenios_than_by_the_statute() -> None:
    """Candidates 1, 4 and 6 pass the quota at stage 1 and are elected; the statute skips 4 and 6 when 1's surplus
    goes on."""
    papers = receive(Source("ward.blt", gzip.decompress(NORTH_AYRSHIRE_1.read_bytes())))
    assert isinstance(papers, Papers)
    statute, belenios = tell("scottish", papers), tell("belenios-stv", papers)
    assert [c + 1 for c in statute.winners] == [1, 4, 6, 7]
    assert [c + 1 for c in belenios.winners] == [1, 4, 6, 5]
    events = stv_result(papers, 4)["events"]
    assert events == [["Win", [0]], ["Win", [3]], ["Win", [5]], ["Lose", 2], ["Lose", 1], ["Lose", 6], ["Win", [4]]]
    assert statute.quota is not None and statute.show(statute.quota) == "902.00000"


def test_every_column_of_a_belenios_sheet_adds_to_the_valid_vote() -> None:
    papers = receive(Source("ward.blt", gzip.decompress(NORTH_AYRSHIRE_1.read_bytes())))
    sheet = tell("belenios-stv", papers)
    for stage in sheet.stages:
        assert stage.column == sheet.valid


def test_where_the_other_methods_part_from_the_published_ones() -> None:
    tied = receive_answers(Source("a", b"[[1,0,0],[1,0,0],[0,1,2],[0,1,2],[0,0,1],[0,2,1],[2,0,1]]"))
    assert isinstance(tied, Papers)
    assert tell("belenios-schulze", tied, seats=3).pairwise is not None
    grades = receive_answer_grades(Source("g", b"[[1,2],[3,2]]"), labels=["Good", "Fair", "Poor"])
    ours, theirs = tell("majority-judgement", grades, seats=1), tell("belenios-mj", grades, seats=1)
    assert (ours.winner_names, theirs.winner_names) == (("2",), ("1",))


def run(answers: Answers, *arguments: str) -> dict[str, Any] | None:
    done = subprocess.run(["belenios-tool", "method", *arguments], input=raw(answers), capture_output=True, check=False)
    return json.loads(done.stdout) if done.returncode == 0 else None


@pytest.mark.interop
@pytest.mark.skipif(
    shutil.which("belenios-tool") is None, reason="SKIPPED LOUDLY: Debian's belenios-tool is not installed"
)
def test_new_random_polls_are_counted_as_belenios_tool_counts_them() -> None:
    chance = random.Random(1789)
    for _ in range(25):
        m, n, seats = chance.randint(1, 6), chance.randint(1, 40), chance.randint(1, 3)
        answers = [[chance.randint(0, m + 1) if chance.random() < 0.1 else 0 for _ in range(m)] for _ in range(n)]
        for row in answers:
            if not any(row):
                for place, c in enumerate(chance.sample(range(m), chance.randint(0, m)), 1):
                    row[c] = place
        papers = receive_answers(Source("answers.json", raw(answers)))
        expected = run(answers, "stv", f"--nseats={seats}")
        if expected is not None:
            assert stv_result(papers, seats) == expected
        for blank in (True, False):
            flag = f"--blank-allowed={str(blank).lower()}"
            schulze = run(answers, "schulze", flag, f"--nchoices={m}")
            assert schulze is not None
            assert schulze_result(papers, blank_allowed=blank) == levels_sorted(schulze)


@pytest.mark.interop
@pytest.mark.skipif(
    shutil.which("belenios-tool") is None, reason="SKIPPED LOUDLY: Debian's belenios-tool is not installed"
)
def test_belenios_tool_itself_elects_another_in_north_ayrshire_1() -> None:
    papers = receive(Source("ward.blt", gzip.decompress(NORTH_AYRSHIRE_1.read_bytes())))
    assert isinstance(papers, Papers)
    rows = papers.ranks().tolist()
    answers = [row for row, number in zip(rows, papers.weights.tolist(), strict=True) for _ in range(number)]
    expected = run(answers, "stv", "--nseats=4")
    assert expected is not None
    assert stv_result(papers, 4) == expected
