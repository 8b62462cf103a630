"""All archives made by another program, where the folder that holds them stands beside the checkout."""

import json
from pathlib import Path

import pytest

from comitia.scrutineer import audit

SELECTION = 315


def test_every_archive_gets_the_verdict_the_result_and_the_counts_of_its_manifest(shared: Path) -> None:
    folder = shared / "fixtures" / "belenios"
    manifest = json.loads((folder / "manifest.json").read_text())["fixtures"]
    wrong: list[str] = []
    for entry in manifest:
        expected = {"accept": "holds", "reject": "fails"}[entry["expected_verify"]]
        report = audit(folder / entry["file"])
        for field, value in (("n_ballots", report.n_ballots), ("n_counted", report.n_counted)):
            if field in entry and value != entry[field]:
                wrong.append(f"{entry['id']}: {field} is {value}, expected {entry[field]}")
        if entry.get("expected_result") is not None and report.result != entry["expected_result"]:
            wrong.append(f"{entry['id']}: result is {report.result}, expected {entry['expected_result']}")
        if report.verdict != expected:
            wrong.append(f"{entry['id']}: {report.verdict}, expected {expected}")
    assert wrong == []
    assert len(manifest) >= SELECTION


def test_every_comparison_with_an_older_copy_comes_out_as_the_manifest_says(shared: Path) -> None:
    folder = shared / "fixtures" / "belenios"
    compared = 0
    for entry in json.loads((folder / "manifest.json").read_text())["fixtures"]:
        if "verify_diff_against" not in entry:
            continue
        (older,) = (folder / entry["verify_diff_against"]).iterdir()
        report = audit(folder / entry["file"], older=older)
        assert report.verdict == {"accept": "holds", "reject": "fails"}[entry["expected_verify_diff"]], entry["id"]
        assert report.first_failure is not None
        assert report.first_failure.check.name == "older copy"
        compared += 1
    if not compared:
        pytest.fail("the manifest asks for no comparison; expected some")
