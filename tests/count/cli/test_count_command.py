"""`comitia count` as a user types it: output, exit codes, one clear message."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from comitia.cli.app import main

HERE = Path(__file__).parent.parent
FORMATS = HERE / "formats" / "data"
BELENIOS = HERE / "belenios" / "data"
CONDORCET = HERE / "condorcet" / "data"
PROMISED = """
    division fptp block limited cumulative approval score star borda av supplementary exhaustive eliminative
    electoral-college scottish ers97 meek-nz meek-prf irish hare-clark countback schulze schulze-margins ranked-pairs
    minimax debian majority-judgement dhondt sainte-lague largest-remainder delegates belenios-stv belenios-schulze
    belenios-mj
"""
WARD = BELENIOS / "north_ayrshire_2017_ward1.blt.gz"


class Ran:
    """One call: exit code, standard output and standard error."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *words: object) -> None:
        self.code = 0
        try:
            main(["count", *map(str, words)])
        except SystemExit as left:
            self.code = int(left.code or 0)
        self.out, self.err = capsys.readouterr()

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def test_a_ward_is_counted_to_a_sheet_with_its_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    ran = Ran(capsys, "scottish", WARD)
    assert (ran.code, ran.err) == (0, "")
    assert "Irvine West" in ran.out
    assert "Ian CLARKSON (Lab)" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 100


def test_json_has_the_fields_that_programs_rely_on(capsys: pytest.CaptureFixture[str]) -> None:
    sheet = Ran(capsys, "scottish", WARD, "--seats", 4, "--json").json
    assert sheet["method"] == "scottish"
    assert sheet["candidates"][0] == "Ian CLARKSON (Lab)"
    assert sheet["winners_index"] == [1, 4, 6, 7]
    assert sheet["winners"] == [sheet["candidates"][k - 1] for k in sheet["winners_index"]]
    assert sheet["quota"] == "902.00000"
    for stage in sheet["stages"]:
        assert set(stage["totals"]) == set(sheet["candidates"])
        assert all(isinstance(total, str) for total in stage["totals"].values())
        assert {"non_transferable", "elected", "excluded", "clause"} <= set(stage)


def test_plain_answers_take_their_names_from_the_command_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "answers.json"
    file.write_text("[[1,2,3],[1,3,2],[3,1,2],[0,1,0]]")
    sheet = Ran(capsys, "av", file, "--candidates", "Ann,Bob,Cid", "--ties", "lot:x", "--json").json
    assert sheet["candidates"] == ["Ann", "Bob", "Cid"]
    assert Ran(capsys, "av", file, "--candidates", "Ann,Bob").code == 2


def test_only_the_named_candidates_stand_where_the_file_names_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    sheet = Ran(
        capsys, "schulze", CONDORCET / "2010-leader.toc", "--candidates", "Charles Plessy,None Of The Above", "--json"
    ).json
    assert sheet["winners"] == ["Charles Plessy"]
    assert len(sheet["withdrawn"]) == 3
    assert (
        "no candidate is called 'Zoe'"
        in Ran(capsys, "schulze", CONDORCET / "2010-leader.toc", "--candidates", "Zoe").err
    )


def test_methods_are_listed_with_their_sources(capsys: pytest.CaptureFixture[str]) -> None:
    listed = {m["method"]: m for m in Ran(capsys, "methods", "--json").json["methods"]}
    for name in PROMISED.split():
        assert listed[name]["source"]
    assert "Schulze" in Ran(capsys, "methods").out


def test_compare_shows_where_the_winners_part(capsys: pytest.CaptureFixture[str]) -> None:
    found = Ran(capsys, "compare", WARD, "--methods", "scottish,belenios-stv", "--json").json
    assert found["part"] is True
    assert found["agreed"] == ["Ian CLARKSON (Lab)", "Scott GALLACHER (C)", "Shaun MACAULAY (SNP)"]
    assert [group["winners_index"] for group in found["groups"]] == [[1, 4, 6, 7], [1, 4, 5, 6]]
    told = Ran(capsys, "compare", WARD).out
    assert "The winners part" in told
    assert "Louise MCPHATER (Lab): " in told


def test_a_tie_stops_the_count_is_named_and_can_be_settled(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "tie.csv"
    file.write_text("ranking,count\nAnn,3\nBob,3\n")
    stopped = Ran(capsys, "fptp", file, "--json")
    assert stopped.code == 2
    assert stopped.json["error"]["kind"] == "Unprovided"
    assert "Ann, Bob are tied (to be elected)" in stopped.json["error"]["message"]
    assert Ran(capsys, "fptp", file, "--ties", "ruling:Bob", "--json").json["winners"] == ["Bob"]
    drawn = Ran(capsys, "fptp", file, "--ties", "lot:23 November", "--json").json
    assert drawn["ties"][0]["draw"]["seed"] == "23 November"
    assert "Had it fallen on" in " ".join(Ran(capsys, "fptp", file, "--ties", "lot:23 November").out.split())
    assert "the seed has SHA-256" in Ran(capsys, "fptp", file, "--ties", "lot:x", "--commitment", "00").err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nomethod", WARD], "no counting method is called 'nomethod'"),
        (["av", "nofile.blt"], "nofile.blt: No such file"),
        (["av", HERE], "Is a directory"),
        (["av", WARD, "--seats", "0"], "seats must be a whole number of at least 1"),
        (["av", WARD, "--seats", "2"], "av: fills one seat"),
        (["star", WARD], "this method counts scores or grades"),
        (["scottish", WARD, "--threshold", "5%"], "scottish: does not take --threshold"),
        (["scottish", WARD, "--ties", "coin"], "--ties 'coin': expected latest, first, lot:SEED"),
        (["scottish", WARD, "--format", "pdf"], "no form is called 'pdf'"),
        (["debian", WARD, "--default-option", "Nobody"], "'Nobody' is not on the paper"),
        (["dhondt", WARD, "--threshold", "lots"], "the share 'lots' cannot be read"),
        (["countback", WARD], "needs --vacating"),
        (["division", FORMATS / "labour_confidence_2016.json", "--need", "half"], "--need 'half': expected such as"),
        (["block", WARD, "--reserve", "women"], "--reserve 'women': expected a name, = and a number"),
    ],
)
def test_what_cannot_be_done_is_one_message_and_exit_code_2(
    capsys: pytest.CaptureFixture[str], words: list[object], message: str
) -> None:
    ran = Ran(capsys, *words)
    assert ran.code == 2
    assert ran.err.startswith("comitia: ") and ran.err.count("\n") == 1
    assert message in ran.err
    told = Ran(capsys, *words, "--json")
    assert told.code == 2
    assert message in told.json["error"]["message"]


def test_a_malformed_file_is_named_with_its_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "ward.blt"
    file.write_text('2 1\n3 1 2 0\n1 5 0\n0\n"A"\n"B"\n"T"\n')
    ran = Ran(capsys, "av", file)
    assert ran.code == 2
    assert f"{file}, line 3: found '1 5 0', expected a weight, candidates from 1 to 2" in ran.err
    broken = tmp_path / "ward.blt.gz"
    broken.write_bytes(gzip.compress(b"2 1\n" * 100)[:-12])
    assert "found a damaged gzip file" in Ran(capsys, "av", broken).err


def test_what_a_method_needs_beyond_papers_has_its_option(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    leader = CONDORCET / "2010-leader.toc"
    assert Ran(capsys, "debian", leader, "--developers", 886, "--json").json["winners"] == ["Stefano Zacchiroli"]
    assert Ran(capsys, "debian", leader, "--quorum", 437, "--json").json["winners"] == ["None Of The Above"]
    seats = Ran(
        capsys, "dhondt", FORMATS / "sk_nr_2020.csv", "--column", 3, "--seats", 150, "--threshold", "5 %", "--json"
    ).json
    assert sum(seats["seats_won"].values()) == 150 and seats["seats_won"]["SNS"] == 0
    motion = Ran(
        capsys, "division", FORMATS / "labour_confidence_2016.json", "--need", "at-least 2/3 of entitled", "--json"
    ).json
    assert motion["outcome"] == "carried"
    rounds = Ran(capsys, "eliminative", FORMATS / "conservative_mps_2016.json", "--seats", 2, "--json").json
    assert rounds["winners"] == ["May", "Leadsom"]
    capital = FORMATS / "mock-elections_tennessee-example-STAR.abif"
    assert Ran(capsys, "star", capital, "--json").json["winners"] == ["Nashville, TN"]
    first = "Ian CLARKSON (Lab)"
    assert first not in Ran(capsys, "fptp", WARD, "--seats", 2, "--cap", f"one=0:{first}", "--json").json["winners"]
    vacancy = Ran(capsys, "countback", WARD, "--seats", 4, "--vacating", first, "--ties", "lot:x", "--json").json
    assert len(vacancy["winners"]) == 1
    cut = FORMATS / "rctab" / "exhaust_if_multiple_continuing_config.json"
    assert Ran(capsys, "rcv", cut, "--json").json["winners"]


def test_the_sheet_is_written_in_each_form_and_its_pictures_beside(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    files = [tmp_path / f"sheet.{ending}" for ending in ("html", "csv", "json", "txt", "cdf.json")]
    words: list[object] = [word for file in files for word in ("--write", file)]
    words += ["--svg", tmp_path / "svg", "--issuer", "North Ayrshire Council", "--polled", "2017-05-04"]
    ran = Ran(capsys, "scottish", WARD, "--json", *words)
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(files[2].read_text()) == ran.json
    assert all("MCPHATER" in file.read_text() for file in files)
    assert any(file.suffix == ".svg" for file in (tmp_path / "svg").iterdir())
    assert "needs --issuer NAME and --polled DATE" in Ran(capsys, "scottish", WARD, "--write", files[4]).err
    assert "expected the ending .html" in Ran(capsys, "scottish", WARD, "--write", tmp_path / "sheet.doc").err


def test_papers_are_converted_to_the_other_forms_and_back(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    winners = Ran(capsys, "scottish", WARD, "--json").json["winners"]
    for name in ("w.csv", "w.json", "w.blt"):
        assert Ran(capsys, "convert", WARD, tmp_path / name).code == 0
        assert Ran(capsys, "scottish", tmp_path / name, "--seats", 4, "--json").json["winners"] == winners
    assert "expected .blt, .csv or .json" in Ran(capsys, "convert", WARD, tmp_path / "w.pdf").err


def test_a_file_in_another_encoding_is_read_when_it_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "votes.csv"
    file.write_bytes("Maroš Šefčovič;400379\nZuzana Čaputová;870415\n".encode("cp1250"))
    assert Ran(capsys, "fptp", file).code == 2
    assert Ran(capsys, "fptp", file, "--encoding", "cp1250", "--json").json["winners"] == ["Zuzana Čaputová"]
