"""Archives made by another program get the verdict that their manifest says, from the selection that is in the
tree."""

import json
from pathlib import Path
from typing import Any

import pytest

from comitia.scrutineer import audit

FIXTURES = Path(__file__).parent / "fixtures"
MANIFEST: list[dict[str, Any]] = json.loads((FIXTURES / "manifest.json").read_text())

EXPECTED = {
    "individual-proof-flipped": 13,
    "overall-proof-flipped": 13,
    "blank-proof-flipped": 13,
    "individual-proof-branches-swapped": 13,
    "proof-flipped-not-resigned": 12,
    "challenge-not-reduced": 8,
    "order2-component": 11,
    "order2-point": 11,
    "beta-outside-subgroup": 11,
    "unknown-credential": 10,
    "wrong-uuid": 9,
    "wrong-election-hash": 9,
    "extra-answer": 8,
    "blank-proof-absent": 8,
    "noncanonical-space": 8,
    "noncanonical-order": 8,
    "noncanonical-leading-zero": 8,
    "noncanonical-uppercase": 8,
    "signature-flipped": 12,
    "signature-missing": 8,
    "ballot-copied-other-credential": 13,
    "ballot-copied-not-resigned": 12,
    "duplicate-ballot": 14,
    "event-dropped-chain-broken": 2,
    "ballot-dropped-rechained": 15,
    "result-wrong": 20,
    "tally-plus-one": 15,
    "num_tallied-wrong": 16,
    "total_weight-wrong": 16,
    "pd-factor-altered": 18,
    "pd-proof-altered": 18,
    "pd-factor-outside-subgroup": 18,
    "pd-missing": 19,
    "pd-owners-swapped": 18,
    "pd-same-owner-twice": 18,
    "ballot-after-end": 3,
    "ballot-after-result": 3,
    "second-setup": 3,
    "no-endballots": 3,
    "result-twice": 3,
    "height-wrong": 2,
    "tar-eof-blocks": 1,
    "tar-extra-record": 2,
    "tar-mtime": 1,
    "tar-truncated": 1,
    "record-content-altered": 1,
    "trustee-pok-flipped": 5,
    "credentials-duplicate": 7,
    "credentials-not-in-group": 7,
    "weight-inflated": 15,
    "credentials-dropped": 10,
    "trustee-removed": 6,
    "coefexps-altered": 5,
    "verification-keys-swapped": 5,
    "threshold-lowered": 5,
    "pedersen-signatures-missing": 5,
    "verification-key-signature-missing": 5,
    "nonzero-forged-order2": 11,
    "list-proof-flipped": 13,
    "nonzero-proof-flipped": 13,
    "nh-proof-flipped": 13,
    "nh-tally-reordered": 15,
    "nh-result-rotated": 20,
    "shuffle-duplicated-output": 17,
    "shuffle-outputs-exchanged": 17,
    "shuffle-s1-flipped": 17,
    "shuffle-s3-flipped": 17,
    "shuffle-s4-flipped": 17,
    "shuffle-shat-flipped": 17,
    "shuffle-commitment-outside-subgroup": 17,
    "shuffle-one-fewer": 17,
    "shuffle-no-proof": 17,
    "shuffles-exchanged": 17,
    "shuffle-first-removed": 17,
    "shuffles-removed": 3,
}
"""The check that must name the fault of each kind."""


def kind_of(entry: dict[str, Any]) -> str:
    return str(entry["id"]).partition("--")[2].removesuffix("-open")


@pytest.mark.parametrize("entry", MANIFEST, ids=lambda entry: entry["id"])
def test_an_archive_of_another_program_gets_the_verdict_of_its_manifest(entry: dict[str, Any]) -> None:
    report = audit(FIXTURES / entry["file"])
    assert report.verdict == {"accept": "holds", "reject": "fails"}[entry["expected_verify"]]
    if "expected_result" in entry:
        assert report.result == entry["expected_result"]
    if "n_ballots" in entry:
        assert (report.n_ballots, report.n_counted) == (entry["n_ballots"], entry["n_counted"])
    if report.first_failure is not None:
        assert report.first_failure.check.number == EXPECTED[kind_of(entry)], report.first_failure


@pytest.mark.parametrize(
    "entry", [entry for entry in MANIFEST if "verify_diff_against" in entry], ids=lambda entry: entry["id"]
)
def test_what_no_single_archive_shows_an_older_copy_does(entry: dict[str, Any]) -> None:
    older = FIXTURES / f"{entry['verify_diff_against']}.bel.gz"
    report = audit(FIXTURES / entry["file"], older=older)
    assert entry["expected_verify_diff"] == "reject"
    assert report.first_failure is not None
    assert report.first_failure.check.name == "older copy"
