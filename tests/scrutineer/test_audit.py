"""The audit as a whole: what a report says, and that no change to an archive goes unseen."""

import gzip
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from comitia.scrutineer import Meter, Outcome, Report, audit
from comitia.scrutineer.checks import CHECKS

CORPUS = Path(__file__).parent.parent / "tampering" / "corpus"
FIXTURES = Path(__file__).parent.parent / "tampering" / "fixtures"
HONEST = gzip.decompress((CORPUS / "honest_election.bel.gz").read_bytes())

AS_THEY_COME = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


def event_ends(raw: bytes) -> list[int]:
    """Where an archive may end: after each of its events."""
    ends, place = [], 0
    while place < len(raw):
        size = int(raw[place + 124 : place + 135], 8)
        end = place + 512 + size + -size % 512
        if b".event.json" in raw[place : place + 100]:
            ends.append(end)
        place = end
    return ends


def audit_bytes(folder: Path, raw: bytes) -> Report:
    path = folder / "archive.bel"
    path.write_bytes(raw)
    return audit(path)


def outcomes(report: Report) -> dict[str, str]:
    return {finding.check.name: finding.outcome.value for finding in report.findings}


def test_a_report_has_every_check_once_and_in_order() -> None:
    report = audit(CORPUS / "two_results.bel.gz")
    assert [finding.check for finding in report.findings] == list(CHECKS)
    assert all(finding.detail for finding in report.findings)


def test_a_complete_election_holds_at_every_check_that_applies() -> None:
    report = audit(CORPUS / "honest_election.bel.gz")
    skipped = {name for name, outcome in outcomes(report).items() if outcome == Outcome.NOT_APPLICABLE}
    assert skipped == {"shuffles", "older copy"}
    assert (report.n_ballots, report.n_counted, report.result) == (4, 3, [[1, 0, 2]])


def test_an_open_election_holds_as_far_as_it_goes() -> None:
    report = audit(CORPUS / "open_election.bel.gz")
    assert report.verdict == "holds"
    assert {outcomes(report)[name] for name in ("encrypted tally", "tally size", "quorum", "result")} == {
        "not applicable"
    }
    assert (report.n_ballots, report.n_counted, report.result) == (4, 3, None)


def test_a_check_that_rests_on_a_failed_one_does_not_hold() -> None:
    report = audit(CORPUS / "wrong_hash.bel.gz")
    assert set(list(outcomes(report).values())[1:]) == {"not applicable"}
    assert report.findings[1].detail == "it rests on check 1 (archive), which does not hold"


def test_what_the_trustees_did_is_still_judged_when_the_tally_is_not_that_of_the_ballots() -> None:
    """They decrypted what they were shown; that this was wrong is another check, and they should have made it too."""
    found = outcomes(audit(CORPUS / "tally_plus_one.bel.gz"))
    assert (found["encrypted tally"], found["partial decryptions"], found["result"]) == ("fails", "holds", "holds")


def test_a_finding_says_where_what_was_found_and_what_was_expected() -> None:
    report = audit(CORPUS / "tally_overstated.bel.gz")
    assert report.first_failure is not None
    assert report.first_failure.detail == (
        "event 6 (EncryptedTally): found 6 ballots of weight 3, expected 3 ballots of weight 3"
    )


def test_many_faulty_ballots_are_counted_and_the_first_three_described(tmp_path: Path) -> None:
    from tests.tampering.archive import write_archive
    from tests.tampering.faults import forge

    honest = forge("ed25519")
    bad = [{**honest.ballots[2], "election_hash": "A" * 42 + letter} for letter in "ABCDE"]
    report = audit_bytes(tmp_path, write_archive([honest.setup(), *honest.cast([*honest.ballots, *bad])]))
    assert report.first_failure is not None
    assert report.first_failure.check.name == "ballot election"
    assert report.first_failure.detail.count("event ") == 3
    assert report.first_failure.detail.endswith("; and 2 ballots more")
    assert outcomes(report)["ballot proofs"] == "not applicable"


def test_two_threads_find_what_one_finds() -> None:
    for name in ("honest_election", "individual_proof_flipped", "tally_plus_one"):
        path = CORPUS / f"{name}.bel.gz"
        assert audit(path, threads=1).as_json() == audit(path, threads=2).as_json()


def test_a_plain_archive_and_a_gzipped_one_are_the_same(tmp_path: Path) -> None:
    assert audit_bytes(tmp_path, HONEST).as_json() == audit(CORPUS / "honest_election.bel.gz").as_json()


def test_the_meter_ends_at_its_total() -> None:
    meter = Meter()
    audit(CORPUS / "honest_election.bel.gz", meter=meter)
    assert (meter.step, meter.done, meter.total) == ("ballots added up", 3, 3)


def test_the_fingerprints_are_those_that_the_other_program_displays() -> None:
    """belenios-tool 3.3.0 prints `fingerprint of encrypted tally is EqGwZtRX...` for this archive (see its
    manifest)."""
    report = audit(FIXTURES / "t-ed25519-h.bel.gz")
    assert dict(report.fingerprints)["encrypted tally"] == "EqGwZtRX5ifK4zo9HoKWvin5Bshx5c9ttpYxz7vyLgY"


def test_a_file_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        audit(tmp_path / "none.bel")


@AS_THEY_COME
@given(place=st.integers(0, len(HONEST) - 1), flip=st.integers(1, 255))
@example(place=0, flip=1)
@example(place=600, flip=255)
@example(place=len(HONEST) - 1, flip=1)
def test_no_byte_can_be_changed_unseen(tmp_path: Path, place: int, flip: int) -> None:
    raw = bytearray(HONEST)
    raw[place] ^= flip
    assert audit_bytes(tmp_path, bytes(raw)).verdict == "fails"


@AS_THEY_COME
@given(length=st.integers(600, len(HONEST)))
def test_an_archive_cut_anywhere_but_after_an_event_fails(tmp_path: Path, length: int) -> None:
    assert (audit_bytes(tmp_path, HONEST[:length]).verdict == "holds") == (length in event_ends(HONEST))


def test_an_archive_cut_after_an_event_holds_as_far_as_it_goes(tmp_path: Path) -> None:
    for end in event_ends(HONEST):
        assert audit_bytes(tmp_path, HONEST[:end]).verdict == "holds"


@AS_THEY_COME
@given(more=st.binary(min_size=1, max_size=2000))
def test_nothing_can_be_added_to_the_end(tmp_path: Path, more: bytes) -> None:
    assert audit_bytes(tmp_path, HONEST + more).verdict == "fails"


@AS_THEY_COME
@given(raw=st.binary(max_size=3000))
def test_whatever_follows_the_first_header_is_told_without_a_traceback(tmp_path: Path, raw: bytes) -> None:
    assert audit_bytes(tmp_path, HONEST[:1024] + raw).verdict == "fails"


def test_a_file_that_shrinks_while_it_is_verified_is_not_judged(tmp_path: Path) -> None:
    from comitia.errors import OutOfOrder
    from comitia.scrutineer.ballots import read_batches
    from comitia.scrutineer.ledger import Sitting
    from comitia.scrutineer.record import read_record
    from comitia.scrutineer.source import receive_source

    path = tmp_path / "archive.bel"
    path.write_bytes(HONEST)
    source = receive_source(path)
    outline = read_record(Sitting(source, 1, Meter()))
    assert outline is not None
    os.truncate(path, 12_000)
    with pytest.raises(OutOfOrder, match="became shorter while it was verified"):
        list(read_batches(source, outline.ballots, range(4)))
