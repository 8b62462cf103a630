"""`comitia verify` as its user meets it: exit codes, JSON, and a report that fits the screen."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from comitia.cli.app import main

TAMPERING = Path(__file__).parent.parent / "tampering"
CORPUS = TAMPERING / "corpus"
FIXTURES = TAMPERING / "fixtures"


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(["verify", *map(str, arguments)])
    shown = capsys.readouterr()
    return int(left.value.code or 0), shown.out, shown.err


def run_json(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, dict[str, Any]]:
    code, out, _ = run(capsys, *arguments, "--json")
    return code, json.loads(out)


def test_an_election_that_holds_leaves_with_0_and_prints_its_result(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, CORPUS / "honest_election.bel.gz")
    assert code == 0
    assert err == ""
    assert "HOLDS: 19 checks hold, 2 do not apply; 3 of 4 ballots count." in out
    assert "Confidence?" in out
    assert "               2  No" in out


def test_an_election_that_fails_leaves_with_1_and_names_the_check(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, CORPUS / "wrong_result.bel.gz")
    assert code == 1
    assert "FAILS at check 20, result." in out
    assert "Confidence?" not in out  # a result that does not hold is not announced


@pytest.mark.parametrize("width", ["80", "100"])
def test_the_report_fits_the_screen(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: str
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    for name in ("honest_election", "individual_proof_flipped", "padded_with_zero_blocks"):
        _, out, _ = run(capsys, CORPUS / f"{name}.bel.gz")
        assert max(map(len, out.splitlines())) <= int(width)


def test_what_is_no_archive_leaves_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, TAMPERING / "README.md")
    assert (code, out) == (2, "")
    assert "expected a Belenios archive" in err
    code, report = run_json(capsys, TAMPERING / "README.md")
    assert (code, report["verdict"], report["error"]["kind"]) == (2, "not an archive", "NotAnArchive")


def test_what_is_not_supported_yet_leaves_with_2_and_never_holds(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """An archive of another version of the protocol; nothing of this one is believed."""
    raw = gzip.decompress((FIXTURES / "g-ed25519-nh-one.bel.gz").read_bytes())
    path = tmp_path / "version-2.bel"
    path.write_bytes(raw.replace(b'{"version":1,"timestamp"', b'{"version":2,"timestamp"', 1))
    code, out, err = run(capsys, path)
    assert (code, out) == (2, "")
    assert "version 2" in err
    code, report = run_json(capsys, path)
    assert (code, report["verdict"], report["checks"]) == (2, "not supported yet", [])


def test_ranked_ballots_are_verified_to_their_result(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, FIXTURES / "g-ed25519-nh-one.bel.gz")
    assert code == 0
    assert "by trustee 1" in out
    assert "1 answer: 1 valid, 0 blank, 0 invalid" in out


def test_a_file_that_is_not_there_leaves_with_2(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, _, err = run(capsys, tmp_path / "none.bel")
    assert code == 2
    assert "none.bel" in err


def test_the_json_has_what_it_promises(capsys: pytest.CaptureFixture[str]) -> None:
    code, report = run_json(capsys, CORPUS / "honest_election.bel.gz")
    assert code == 0
    assert report["verdict"] == "holds"
    assert [check["number"] for check in report["checks"]] == list(range(1, 22))
    assert {"number", "name", "outcome", "detail"} <= set(report["checks"][0])
    assert report["election"] == {"uuid": "Tamper1Ed25519", "name": "Tampering corpus", "group": "Ed25519"}
    assert (report["ballots"], report["counted"], report["result"]) == (4, 3, [[1, 0, 2]])


def test_the_json_of_a_large_count_keeps_the_archives_own_spelling(capsys: pytest.CaptureFixture[str]) -> None:
    _, report = run_json(capsys, FIXTURES / "d-b2048-bigweights-v20.bel.gz")
    assert report["result"][0] == ["3000000000", "91000000000", "2000000000"]


def test_since_shows_that_nothing_has_gone(capsys: pytest.CaptureFixture[str]) -> None:
    old = CORPUS / "open_election.bel.gz"
    code, report = run_json(capsys, CORPUS / "honest_election.bel.gz", "--since", old)
    assert (code, report["checks"][20]["outcome"]) == (0, "holds")
    code, report = run_json(capsys, CORPUS / "censored_since.bel.gz", "--since", old)
    assert (code, report["checks"][20]["outcome"]) == (1, "fails")
    assert [check["outcome"] for check in report["checks"][:3]] == ["holds"] * 3


def test_since_something_that_is_no_archive_leaves_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, CORPUS / "honest_election.bel.gz", "--since", TAMPERING / "README.md")
    assert code == 2
    assert "README.md" in err


def test_ctrl_c_leaves_with_130_and_says_that_nothing_was_established(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("comitia.scrutineer.audit", interrupted)
    code, out, err = run(capsys, CORPUS / "honest_election.bel.gz")
    assert (code, out) == (130, "")
    assert "nothing was established" in err


def test_an_archives_own_words_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    from tests.tampering.archive import write_archive
    from tests.tampering.forge import Forge

    named = Forge("Ed25519", "single2", election={"name": "Vote\x1b[2J\nHOLDS: [bold]everything[/bold]"})
    path = tmp_path / "archive.bel"
    path.write_bytes(write_archive([named.setup(), *named.cast()]))
    code, out, _ = run(capsys, path)
    assert code == 0
    assert out.splitlines()[0] == "Vote\\x1b[2J\\nHOLDS: [bold]everything[/bold]"
    assert "\x1b" not in out
