"""NIST SP 1500-100 version 2, restated for what our export uses.

Source: the JSON schema published with https://doi.org/10.6028/NIST.SP.1500-100r2 (a work of NIST, free to use and
copy with its notice). Restated in our own words: per class the required fields and all fields it allows (it allows no
others), and the values of the enumerations that we write.
"""

from typing import Any

REQUIRED: dict[str, set[str]] = {
    "ElectionReport": {
        "Format",
        "GeneratedDate",
        "Issuer",
        "IssuerAbbreviation",
        "SequenceEnd",
        "SequenceStart",
        "Status",
        "VendorApplicationId",
    },
    "ReportingUnit": {"@id", "Type"},
    "Election": {"ElectionScopeId", "EndDate", "Name", "StartDate", "Type"},
    "Candidate": {"@id", "BallotName"},
    "CandidateContest": {"@id", "ElectionDistrictId", "Name", "VotesAllowed"},
    "BallotMeasureContest": {"@id", "ElectionDistrictId", "Name"},
    "CandidateSelection": {"@id"},
    "BallotMeasureSelection": {"@id", "Selection"},
    "VoteCounts": {"Count", "GpUnitId", "Type"},
    "BallotCounts": {"GpUnitId", "Type"},
    "InternationalizedText": {"Text"},
    "LanguageString": {"Content", "Language"},
}
OPTIONAL: dict[str, set[str]] = {
    "ElectionReport": {"Election", "GpUnit", "Notes"},
    "ReportingUnit": {"Name", "OtherType"},
    "Election": {"BallotCounts", "Candidate", "Contest", "OtherType"},
    "Candidate": {"PostElectionStatus"},
    "CandidateContest": {"ContestSelection", "NumberElected", "OtherVoteVariation", "VoteVariation"},
    "BallotMeasureContest": {"ContestSelection", "OtherVoteVariation", "VoteVariation"},
    "CandidateSelection": {"CandidateIds", "SequenceOrder", "VoteCounts"},
    "BallotMeasureSelection": {"SequenceOrder", "VoteCounts"},
    "VoteCounts": {"Round"},
    "BallotCounts": {"BallotsCast", "BallotsRejected"},
    "InternationalizedText": set(),
    "LanguageString": set(),
}
VALUES: dict[str, set[str]] = {
    "Format": {"precinct-level", "summary-contest"},
    "Status": {"certified", "correction", "pre-election", "recount", "unofficial-complete", "unofficial-partial"},
    "PostElectionStatus": {"advanced-to-runoff", "defeated", "projected-winner", "winner", "withdrawn"},
    "VoteVariation": {
        "approval",
        "borda",
        "cumulative",
        "majority",
        "n-of-m",
        "other",
        "plurality",
        "proportional",
        "range",
        "rcv",
        "super-majority",
    },
}


def check_cdf(value: Any) -> int:
    """Check every object of a report, and give how many there are."""
    if isinstance(value, list):
        return sum(check_cdf(part) for part in value)
    if not isinstance(value, dict):
        return 0
    kind = value["@type"].removeprefix("ElectionResults.")
    fields = set(value) - {"@type"}
    assert fields >= REQUIRED[kind], (kind, REQUIRED[kind] - fields)
    assert fields <= REQUIRED[kind] | OPTIONAL[kind], (kind, fields)
    for name, allowed in VALUES.items():
        assert value.get(name, next(iter(allowed))) in allowed, (kind, name)
    return 1 + sum(check_cdf(part) for part in value.values())
