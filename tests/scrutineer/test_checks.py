"""The list of checks, and the values that an audit's findings are."""

import pytest

from comitia.scrutineer.checks import ARCHIVE, CHAIN, CHECKS, ORDER
from comitia.scrutineer.ledger import Ledger
from comitia.scrutineer.meter import Meter
from comitia.scrutineer.report import Finding, Outcome, Report


def all_findings(**outcomes: Outcome) -> tuple[Finding, ...]:
    return tuple(
        Finding(check, outcomes.get(check.name.replace(" ", "_"), Outcome.HOLDS), f"of {check.name}")
        for check in CHECKS
    )


def test_names_and_numbers_are_each_given_once() -> None:
    assert [check.number for check in CHECKS] == list(range(1, len(CHECKS) + 1))
    assert len({check.name for check in CHECKS}) == len(CHECKS)


def test_the_verdict_fails_as_soon_as_one_check_does() -> None:
    assert Report(all_findings()).verdict == "holds"
    assert Report(all_findings(tally_size=Outcome.FAILS)).verdict == "fails"


def test_an_archive_to_which_a_check_does_not_apply_may_hold() -> None:
    assert Report(all_findings(older_copy=Outcome.NOT_APPLICABLE)).verdict == "holds"


def test_the_first_failure_names_the_fault() -> None:
    report = Report(all_findings(result=Outcome.FAILS, ballot_proofs=Outcome.FAILS))
    assert report.first_failure is not None
    assert report.first_failure.check.name == "ballot proofs"


def test_a_report_with_a_check_left_out_is_refused() -> None:
    with pytest.raises(ValueError, match="one finding for each check"):
        Report(all_findings()[:-1])


def test_a_check_is_written_down_once() -> None:
    ledger = Ledger()
    ledger.holds(ARCHIVE, "one event")
    with pytest.raises(ValueError, match="check 1 was written down twice"):
        ledger.fails(ARCHIVE, "no")


def test_a_check_that_rests_on_one_that_was_skipped_is_skipped_too() -> None:
    ledger = Ledger()
    ledger.skips(ARCHIVE, "not asked for")
    assert not ledger.rests_on(CHAIN, ARCHIVE)
    assert not ledger.rests_on(ORDER, CHAIN)
    assert ledger.has(ORDER, Outcome.NOT_APPLICABLE)


def test_the_meter_adds_what_a_running_batch_has_done() -> None:
    meter = Meter()
    meter.begin("ballots", 10)
    batch = meter.start_batch()
    assert (meter.done, batch.done) == (0, 0)
    meter.advance(4)
    assert meter.done == 4
    meter.begin("ballots added up", 3)
    assert (meter.step, meter.done, meter.total) == ("ballots added up", 0, 3)
