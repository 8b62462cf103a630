"""The sheet on which an audit writes as it goes: one finding for each check, none twice, none left out.

A check that rests on another is skipped when that one failed or was itself skipped, and says so; `Ledger.rests_on` is
the only way to ask, so that no check can hold on the strength of one that was not made.
"""

from dataclasses import dataclass, field

from comitia.scrutineer.checks import CHECKS, Check
from comitia.scrutineer.meter import Meter
from comitia.scrutineer.report import Finding, Outcome
from comitia.scrutineer.source import Source


class Ledger:
    """The findings so far. Each check is written once: to write it again is a mistake of the audit itself."""

    def __init__(self) -> None:
        self._findings: dict[Check, Finding] = {}

    def holds(self, check: Check, detail: str) -> None:
        """The check was made of all that it is about, and nothing is wrong."""
        self._write(Finding(check, Outcome.HOLDS, detail))

    def fails(self, check: Check, detail: str) -> None:
        """Something is wrong; `detail` says what, where, found and expected."""
        self._write(Finding(check, Outcome.FAILS, detail))

    def skips(self, check: Check, reason: str) -> None:
        """There was nothing to check, or nothing to check it with."""
        self._write(Finding(check, Outcome.NOT_APPLICABLE, reason))

    def rests_on(self, check: Check, *grounds: Check) -> bool:
        """Whether every ground holds; if one does not, `check` is written down as not applicable, with the reason."""
        for ground in grounds:
            finding = self._findings[ground]
            if finding.outcome is not Outcome.HOLDS:
                self.skips(check, f"it rests on check {ground.number} ({ground.name}), which does not hold")
                return False
        return True

    def has(self, check: Check, outcome: Outcome) -> bool:
        """Whether the check was written down with that outcome."""
        return check in self._findings and self._findings[check].outcome is outcome

    def findings(self) -> tuple[Finding, ...]:
        """All findings in the order of the checks."""
        return tuple(self._findings[check] for check in CHECKS)

    def _write(self, finding: Finding) -> None:
        if finding.check in self._findings:
            raise ValueError(f"check {finding.check.number} was written down twice")
        self._findings[finding.check] = finding


@dataclass(frozen=True, slots=True)
class Sitting:
    """What every step of one audit shares: the file, how many threads it may use, where it counts, where it writes."""

    source: Source
    threads: int
    meter: Meter
    ledger: Ledger = field(default_factory=Ledger)
