"""Each archive of the corpus fails at the check that names its fault, and at no earlier one; the honest ones hold."""

import gzip
from pathlib import Path

import pytest

from comitia.scrutineer import Outcome, Report, audit
from comitia.scrutineer.checks import CHECKS, OLDER_COPY, SHUFFLES
from tests.tampering.faults import FAULTS, HOLDS, Fault
from tests.tampering.make import CORPUS, HERE, pack, table

HONEST_RESULTS = {
    "honest_election": [[1, 0, 2]],
    "honest_election--b2048": [[3, 0, 3]],
    "honest_election_of_mixed_trustees--mixed": [[1, 0, 2]],
    "spare_decryption_wrong--mixed": [[1, 0, 2]],
    "nobody_voted": [[0, 0, 0]],
    "grown_since": [[1, 0, 2]],
}


def audit_of(fault: Fault) -> Report:
    older = CORPUS / f"{fault.since}.bel.gz" if fault.since else None
    return audit(CORPUS / f"{fault.name}.bel.gz", older=older)


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault.check != HOLDS], ids=lambda fault: fault.name)
def test_a_fault_fails_at_the_check_that_names_it_and_at_no_earlier_one(fault: Fault) -> None:
    report = audit_of(fault)
    assert report.verdict == "fails"
    assert report.first_failure is not None
    assert (report.first_failure.check.number, report.first_failure.detail != "") == (fault.check, True)
    for finding in report.findings:
        if finding.check.number < fault.check and finding.check != SHUFFLES:
            expected = Outcome.NOT_APPLICABLE if _has_nothing_to_check(fault, finding.check.number) else Outcome.HOLDS
            assert finding.outcome is expected, finding


def _has_nothing_to_check(fault: Fault, number: int) -> bool:
    """An older copy is compared with open elections too, which have no tally yet."""
    return fault.check == OLDER_COPY.number and fault.name != "censored_since" and number > 14


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault.check == HOLDS], ids=lambda fault: fault.name)
def test_an_honest_archive_holds_however_odd_it_looks(fault: Fault) -> None:
    report = audit_of(fault)
    assert report.first_failure is None
    assert report.verdict == "holds"
    assert report.result == HONEST_RESULTS.get(fault.name)


def test_a_wrong_decryption_that_is_not_needed_is_set_aside_and_named() -> None:
    report = audit(CORPUS / "spare_decryption_wrong--mixed.bel.gz")
    detail = next(finding.detail for finding in report.findings if finding.check.name == "partial decryptions")
    assert detail.startswith("trustees 1, 2 and 4; set aside, and not needed: event 9 (PartialDecryption), trustee 3:")


def test_every_check_that_this_release_makes_has_a_fault_that_it_alone_names() -> None:
    assert {fault.check for fault in FAULTS} == {HOLDS} | {check.number for check in CHECKS if check != SHUFFLES}


def test_the_corpus_on_disk_is_the_list() -> None:
    assert {path.name.removesuffix(".bel.gz") for path in CORPUS.iterdir()} == {fault.name for fault in FAULTS}
    assert len({fault.what for fault in FAULTS if fault.check != HOLDS}) >= 25
    assert (HERE / "README.md").read_text().rstrip().endswith(table())


@pytest.mark.parametrize("fault", FAULTS[::20], ids=lambda fault: fault.name)
def test_the_corpus_is_made_again_byte_for_byte(fault: Fault) -> None:
    on_disk = Path(CORPUS / f"{fault.name}.bel.gz").read_bytes()
    made = fault.make()
    assert gzip.decompress(on_disk) == made
    assert gzip.decompress(pack(made)) == made
