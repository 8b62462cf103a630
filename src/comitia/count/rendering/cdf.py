"""The result as the NIST common data format: SP 1500-100 version 2 (Election Results Reporting), JSON.

One `ElectionReport` with one election and one contest. Each stage is a round: a candidate's `VoteCounts` of type
`total`, one for each `Round`. The format has no place for a quota, a transfer or a reason: those stay in our own
sheet (JSON) and CSV, and `Notes` says so. Counts are exact decimals, not binary fractions.

Source: https://doi.org/10.6028/NIST.SP.1500-100r2 and its JSON schema.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from comitia.count.sheet import Amount, Sheet
from comitia.errors import Malformed

VARIATIONS = {
    "approval": "approval",
    "borda": "borda",
    "cumulative": "cumulative",
    "fptp": "plurality",
    "block": "n-of-m",
    "limited": "n-of-m",
    "score": "range",
    "division": "majority",
}
"""Our methods that the format names; ranked ones are `rcv`, lists `proportional`, and all else `other` with its title.
"""

_OURS = "ElectionResults."
_UNIT, _CONTEST = "unit-1", "contest-1"


@dataclass(frozen=True, slots=True)
class Report:
    """What a report needs and a sheet does not know: who issues it, when, and when the voting was."""

    issuer: str
    abbreviation: str
    generated_at: datetime
    starts_on: date
    ends_on: date
    status: str = "unofficial-complete"  # or certified, correction, recount, unofficial-partial


def render_cdf(sheet: Sheet, report: Report) -> str:
    """The report as JSON text.

    Raises:
        Malformed: the time has no zone, the days run backwards, or the status is not one of the format's.
    """
    if report.generated_at.utcoffset() is None:
        raise Malformed(f"report: generated_at {report.generated_at.isoformat()} has no zone; give it in UTC")
    if report.ends_on < report.starts_on:
        raise Malformed(
            f"report: the voting ends on {report.ends_on}, before it starts on {report.starts_on}; swap them"
        )
    statuses = ("certified", "correction", "pre-election", "recount", "unofficial-complete", "unofficial-partial")
    if report.status not in statuses:
        raise Malformed(f'report: status: found "{report.status}", expected one of {", ".join(statuses)}')
    text = json.dumps(_report(sheet, report), ensure_ascii=False, indent=2)
    # Figures were marked so that they become numbers with exactly the digits that the sheet has.
    return re.sub(r'"\\u0000([\d.]+)"', r"\1", text) + "\n"


def _report(sheet: Sheet, report: Report) -> dict[str, Any]:
    name = sheet.contest or sheet.title
    return {
        "@type": _OURS + "ElectionReport",
        "Format": "summary-contest",
        "GeneratedDate": f"{report.generated_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "Issuer": report.issuer,
        "IssuerAbbreviation": report.abbreviation,
        "SequenceStart": 1,
        "SequenceEnd": 1,
        "Status": report.status,
        "VendorApplicationId": "comitia",
        "Notes": f"{sheet.title}. {sheet.source}. Transfers, quota and reasons are in the count sheet.",
        "GpUnit": [{"@id": _UNIT, "@type": _OURS + "ReportingUnit", "Type": "other", "OtherType": "electorate"}],
        "Election": [
            {
                "@type": _OURS + "Election",
                "Name": _words(name),
                "Type": "other",
                "OtherType": "member organisation",
                "StartDate": report.starts_on.isoformat(),
                "EndDate": report.ends_on.isoformat(),
                "ElectionScopeId": _UNIT,
                "BallotCounts": [
                    {
                        "@type": _OURS + "BallotCounts",
                        "GpUnitId": _UNIT,
                        "Type": "total",
                        "BallotsCast": sheet.papers,
                        "BallotsRejected": sum(sheet.rejected.values()),
                    }
                ],
                **({} if sheet.outcome is not None else {"Candidate": [_candidate(sheet, c) for c in _all(sheet)]}),
                "Contest": [_measure(sheet, name) if sheet.outcome is not None else _contest(sheet, name)],
            }
        ],
    }


def _contest(sheet: Sheet, name: str) -> dict[str, Any]:
    variation = VARIATIONS.get(sheet.method) or _variation(sheet)
    return {
        "@id": _CONTEST,
        "@type": _OURS + "CandidateContest",
        "Name": name,
        "ElectionDistrictId": _UNIT,
        "NumberElected": sheet.seats,
        "VotesAllowed": len(sheet.candidates) if variation in ("rcv", "other", "approval", "borda", "range") else 1,
        "VoteVariation": variation,
        **({"OtherVoteVariation": sheet.title} if variation == "other" else {}),
        "ContestSelection": [
            {
                "@id": f"selection-{c + 1}",
                "@type": _OURS + "CandidateSelection",
                "CandidateIds": [f"candidate-{c + 1}"],
                "SequenceOrder": c + 1,
                "VoteCounts": _counts(sheet, c),
            }
            for c in _all(sheet)
        ],
    }


def _measure(sheet: Sheet, name: str) -> dict[str, Any]:
    return {
        "@id": _CONTEST,
        "@type": _OURS + "BallotMeasureContest",
        "Name": name,
        "ElectionDistrictId": _UNIT,
        "VoteVariation": "majority",
        "ContestSelection": [
            {
                "@id": f"selection-{c + 1}",
                "@type": _OURS + "BallotMeasureSelection",
                "Selection": _words(sheet.candidates[c]),
                "SequenceOrder": c + 1,
                "VoteCounts": _counts(sheet, c),
            }
            for c in _all(sheet)
        ],
    }


def _candidate(sheet: Sheet, c: int) -> dict[str, Any]:
    won = c in sheet.winners or (sheet.seats_won is not None and sheet.seats_won[c] > 0)
    status = "withdrawn" if c in sheet.withdrawn else "winner" if won else "defeated"
    return {
        "@id": f"candidate-{c + 1}",
        "@type": _OURS + "Candidate",
        "BallotName": _words(sheet.candidates[c]),
        "PostElectionStatus": status,
    }


def _counts(sheet: Sheet, c: int) -> list[dict[str, Any]]:
    counts: list[dict[str, Any]] = []
    for stage in sheet.stages:
        several = {"Round": stage.number} if len(sheet.stages) > 1 else {}
        counts.append(_count(sheet, stage.totals[c]) | several)
    if sheet.seats_won is not None:
        counts.append(_count(sheet, 0) | {"Type": "seats", "Count": sheet.seats_won[c]})
    return counts


def _count(sheet: Sheet, amount: Amount) -> dict[str, Any]:
    return {"@type": _OURS + "VoteCounts", "GpUnitId": _UNIT, "Type": "total", "Count": f"\0{sheet.show(amount)}"}


def _variation(sheet: Sheet) -> str:
    if sheet.seats_won is not None:
        return "proportional"
    is_ranked = bool(sheet.stages) and any(stage.action != sheet.stages[0].action for stage in sheet.stages)
    return "rcv" if is_ranked else "other"


def _words(text: str) -> dict[str, Any]:
    line = {"@type": _OURS + "LanguageString", "Content": text, "Language": "en"}
    return {"@type": _OURS + "InternationalizedText", "Text": [line]}


def _all(sheet: Sheet) -> range:
    return range(len(sheet.candidates))
