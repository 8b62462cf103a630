"""What an audit found: one finding for each check, and the verdict that follows from them.

An outcome is one of three words. `holds`: the check was made, of everything it is about. `fails`: it was made and
something is wrong. `not applicable`: it was not made, and the detail says why: there is nothing to check yet (an open
election has no tally), it was not asked for (no older copy was given), or what it would rest on has failed. So
`holds` never stands beside a check that was skipped.

The verdict is `fails` if any finding fails and `holds` if none does: an archive that is still open holds as far as it
goes.

>>> findings = tuple(Finding(check, Outcome.HOLDS, "") for check in CHECKS[:-1])
>>> report = Report((*findings, Finding(CHECKS[-1], Outcome.NOT_APPLICABLE, "no older copy was given")))
>>> report.verdict, report.first_failure
('holds', None)
"""

from dataclasses import dataclass
from enum import StrEnum

from comitia.canonical import Json
from comitia.protocol.question import Question
from comitia.scrutineer.checks import CHECKS, Check


class Outcome(StrEnum):
    """How a check came out."""

    HOLDS = "holds"
    FAILS = "fails"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check and how it came out; `detail` says what was checked, or what is wrong, or why there was nothing to
    check."""

    check: Check
    outcome: Outcome
    detail: str


@dataclass(frozen=True, slots=True)
class Subject:
    """The election that an archive is about, as far as it could be read."""

    uuid: str
    name: str
    group: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """An audit's findings, in the order of `CHECKS`, and what the archive says of itself.

    `n_ballots` counts ballots and `n_counted` those that count, the last of each credential; None where the audit did
    not come so far. `result` is the archive's own array, unjudged: check 20 judges it. `fingerprints` are what an
    auditor compares with those displayed elsewhere (on the election's page, at the trustees', at the credential
    authority's).
    """

    findings: tuple[Finding, ...]
    subject: Subject | None = None
    n_ballots: int | None = None
    n_counted: int | None = None
    result: Json = None
    fingerprints: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if [finding.check for finding in self.findings] != list(CHECKS):
            raise ValueError("a report has one finding for each check, in their order")

    @property
    def verdict(self) -> str:
        """`fails` if anything fails, else `holds`."""
        return "holds" if self.first_failure is None else "fails"

    @property
    def first_failure(self) -> Finding | None:
        """The finding that names the fault: the first that fails."""
        return next((finding for finding in self.findings if finding.outcome is Outcome.FAILS), None)

    def as_json(self) -> Json:
        """The report as plain values, for `comitia verify --json`."""
        return {
            "verdict": self.verdict,
            "checks": [
                {
                    "number": finding.check.number,
                    "name": finding.check.name,
                    "outcome": finding.outcome.value,
                    "detail": finding.detail,
                    "shows": finding.check.shows,
                }
                for finding in self.findings
            ],
            "election": self.subject
            and {"uuid": self.subject.uuid, "name": self.subject.name, "group": self.subject.group},
            "ballots": self.n_ballots,
            "counted": self.n_counted,
            "result": self.result,
            "fingerprints": dict(self.fingerprints),
        }
