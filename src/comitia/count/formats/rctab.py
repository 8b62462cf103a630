"""RCTab's contest configuration: who stands, where the cast vote records are, and what the rules make of irregular
marks.

The configuration names its files; they are handed in by `beside(name)`, because the core reads no disk. Each file's
provider says its shape: `ess` and `genericCsv` (a table, one rank or one candidate a column), `clearBallot` (one
column for each candidate and rank), `cdf` (NIST's report, JSON or XML). Candidates may have aliases; `excluded` ones
are withdrawn. Undeclared write-ins are a candidate of that name.

What comes out is a `Contest`: the papers, the `Policy` that the configuration's rules amount to (over-marked, skipped
and repeated ranks), and the rules themselves, for the method that counts them.

Source: RCTab's documentation of configuration parameters (version 1.3 to 2.0).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from comitia.canonical import receive_json
from comitia.count.formats.lines import Source, quoted, whole
from comitia.count.formats.nist import WRITE_INS, receive_nist
from comitia.count.formats.table import Rows, of_places, receive_rows
from comitia.count.packing import OVERVOTE, SKIPPED
from comitia.count.papers import Papers, Policy
from comitia.errors import Malformed

OVERVOTE_RULES = {"exhaustImmediately": "stop", "alwaysSkipToNextRank": "next", "exhaustIfMultipleContinuing": "stop"}
MOST_SKIPPED = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Contest:
    """A configuration and its papers: everything that a count by these rules needs."""

    papers: Papers
    policy: Policy
    rules: Mapping[str, Any]
    title: str
    seats: int


@dataclass(frozen=True, slots=True)
class _Roster:
    """Names in the configuration's order, and every word that stands for one."""

    names: list[str]
    words: dict[str, int]
    excluded: frozenset[int]

    def find(self, word: str) -> int | None:
        """The candidate of that word, or `None`."""
        bare = " ".join(word.split())
        return self.words.get(bare)


def is_configuration(value: Any) -> bool:
    """Whether a JSON document looks like a contest configuration."""
    return isinstance(value, dict) and "cvrFileSources" in value and "rules" in value


def receive_rctab(source: Source, beside: Callable[[str], Source]) -> Contest:
    """Read a configuration and the cast vote records that it names.

    Raises:
        Malformed: a field that is missing or wrong, a file of an unknown provider, a mark for nobody.
    """
    value = receive_json(source.raw, source.name)
    if not is_configuration(value):
        source.refuse(None, "no cvrFileSources and rules", "RCTab's contest configuration")
    rules, roster = _object(source, value, "rules"), _roster(source, value)
    if _has_write_in_label(value):
        roster.names.append(WRITE_INS)
        roster.words.setdefault(WRITE_INS, len(roster.names) - 1)
    places = _number(source, rules, "maxRankingsAllowed", most=len(roster.names))
    parts = []
    for entry in value["cvrFileSources"] if isinstance(value["cvrFileSources"], list) else []:
        if not isinstance(entry, dict) or not isinstance(entry.get("filePath"), str):
            source.refuse(None, "a file source without filePath", "filePath and provider")
        parts.append(_receive_records(source, entry, beside(entry["filePath"]), roster, places))
    if not parts:
        source.refuse(None, "no cvrFileSources", "at least one file of cast vote records")
    papers = _joined(source, parts, roster)
    title = str(_object(source, value, "outputSettings").get("contestName", "")) if "outputSettings" in value else ""
    seats = _number(source, rules, "numberOfWinners", most=1)
    papers = replace(papers, title=title, seats=seats or None, withdrawn=roster.excluded)
    return Contest(papers, _policy(source, rules), rules, title, seats)


def _roster(source: Source, value: dict[str, Any]) -> _Roster:
    names: list[str] = []
    words: dict[str, int] = {}
    excluded = set()
    listed = value.get("candidates")
    for entry in listed if isinstance(listed, list) else []:
        if not isinstance(entry, dict) or not isinstance(entry.get("name"), str) or not entry["name"].strip():
            source.refuse(None, "a candidate without a name", "name, excluded, aliases")
        number = len(names)
        names.append(entry["name"].strip())
        aliases = entry.get("aliases") or []
        for word in (entry["name"], entry.get("code") or "", *(aliases if isinstance(aliases, list) else [])):
            bare = " ".join(str(word).split())
            if bare and words.setdefault(bare, number) != number:
                source.refuse(None, f"{bare!r} for two candidates", "each name or alias for one")
        if entry.get("excluded") is True:
            excluded.add(number)
    if not names:
        source.refuse(None, "no candidates", "a list of candidates with their names")
    return _Roster(names, words, frozenset(excluded))


def _has_write_in_label(value: dict[str, Any]) -> bool:
    """Whether some file has a word for undeclared write-ins: then they are listed, even if nobody wrote one in."""
    sources = value["cvrFileSources"]
    return isinstance(sources, list) and any(
        isinstance(entry, dict) and str(entry.get("undeclaredWriteInLabel") or "").strip() for entry in sources
    )


def _receive_records(
    config: Source, entry: dict[str, Any], records: Source, roster: _Roster, places: int
) -> tuple[list[list[list[int] | int]], list[int]]:
    """Rankings and weights of one file."""
    provider = str(entry.get("provider", "")).lower()
    if provider in {"cdf", "nistcdf"}:
        return _from_report(records, entry, roster)
    if provider in {"ess", "genericcsv", "csv"}:
        return _from_table(records, entry, roster, places, by_candidate=provider != "ess")
    if provider == "clearballot":
        return _from_clear_ballot(records, entry, roster)
    raise config.fault(None, f"the provider {provider!r}", "cdf, ess, genericCsv or clearBallot")


def _from_report(
    records: Source, entry: dict[str, Any], roster: _Roster
) -> tuple[list[list[list[int] | int]], list[int]]:
    papers = receive_nist(records, contest=str(entry.get("contestId") or "") or None, ranked_only=True)
    number = [_known(records, None, name, roster, entry) for name in papers.candidates]
    rankings: list[list[list[int] | int]] = []
    for row in papers.marks.tolist():
        places: list[list[int] | int] = []
        for mark in row:
            if mark == SKIPPED:
                places.append(SKIPPED)
            elif mark >= 0x4000:
                last = places[-1]
                assert isinstance(last, list)  # a shared mark never comes first
                last.append(number[mark & 0x3FFF])
            else:
                places.append([number[mark]])
        rankings.append(places)
    return rankings, papers.weights.tolist()


def _from_table(
    records: Source, entry: dict[str, Any], roster: _Roster, places: int, *, by_candidate: bool
) -> tuple[list[list[list[int] | int]], list[int]]:
    # Rows without a single cell below the last record are what a spreadsheet leaves there.
    rows = receive_rows(Source(records.name, records.raw.rstrip(b",;\t \r\n")), False)
    first = (_index(entry, "firstVoteColumnIndex") or 1) - 1
    if by_candidate:
        columns = [
            (c, _known(records, 1, rows.head[c], roster, entry))
            for c in range(first, len(rows.head))
            if rows.head[c].strip()
        ]
        return [_by_number(records, rows, k, columns) for k in range(len(rows.cells))], rows.counts
    rankings = []
    for k, cells in enumerate(rows.cells):
        ranking: list[list[int] | int] = []
        for cell in cells[first : first + places]:
            ranking.append(_cell(records, rows.lines[k], cell.strip(), entry, roster))
        rankings.append(ranking)
    return rankings, rows.counts


def _cell(records: Source, line: int, cell: str, entry: dict[str, Any], roster: _Roster) -> list[int] | int:
    if not cell:
        return (
            [_known(records, line, WRITE_INS, roster, entry)]
            if entry.get("treatBlankAsUndeclaredWriteIn") is True
            else SKIPPED
        )
    if cell == str(entry.get("skippedRankLabel") or "undervote"):
        return SKIPPED
    if cell == str(entry.get("overvoteLabel") or "overvote"):
        return OVERVOTE
    delimiter = str(entry.get("overvoteDelimiter") or "")
    words = cell.split(delimiter) if delimiter else [cell]
    return [_known(records, line, word, roster, entry) for word in words]


def _known(records: Source, line: int | None, word: str, roster: _Roster, entry: dict[str, Any]) -> int:
    """The number of a candidate; the write-in label becomes a candidate when it first occurs."""
    number = roster.find(word)
    label = str(entry.get("undeclaredWriteInLabel") or "")
    if number is None and word.strip() in {label, WRITE_INS} - {""}:
        number = roster.words.setdefault(WRITE_INS, len(roster.names))
        if number == len(roster.names):
            roster.names.append(WRITE_INS)
    if number is None:
        records.refuse(line, quoted(word), f"one of the candidates: {', '.join(roster.names)[:200]}")
    return number


def _by_number(records: Source, rows: Rows, k: int, columns: Sequence[tuple[int, int]]) -> list[list[int] | int]:
    by_rank: dict[int, list[int]] = {}
    for c, candidate in columns:
        text = rows.cells[k][c].strip()
        rank = whole(text or "0")
        if rank is None or rank > 10_000:
            records.refuse(rows.lines[k], quoted(text), "a rank or nothing")
        if rank:
            by_rank.setdefault(rank, []).append(candidate)
    return [by_rank.get(rank, SKIPPED) for rank in range(1, max(by_rank, default=0) + 1)]


def _from_clear_ballot(
    records: Source, entry: dict[str, Any], roster: _Roster
) -> tuple[list[list[list[int] | int]], list[int]]:
    """Columns such as `Choice_6_1:City Auditor:1:Number of Winners 1:Lisa Simpson:NON`, 1 where it is marked."""
    rows = receive_rows(records, False)
    wanted = str(entry.get("contestId") or "")
    columns: list[tuple[int, int, int]] = []
    for c, head in enumerate(rows.head):
        parts = head.split(":")
        if len(parts) >= 5 and parts[0].startswith("Choice_") and (not wanted or parts[1] == wanted):
            rank = whole(parts[2])
            if rank is None or not 1 <= rank <= 10_000:
                records.refuse(1, quoted(head), "Choice_n:contest:rank:winners:candidate:party")
            columns.append((c, rank, _known(records, 1, parts[4], roster, entry)))
    if not columns:
        records.refuse(1, "no column", f"columns such as Choice_6_1:{wanted or 'contest'}:1:...:candidate:party")
    rankings = []
    for k, cells in enumerate(rows.cells):
        by_rank: dict[int, list[int]] = {}
        for c, rank, candidate in columns:
            if cells[c].strip() not in {"", "0", "1"}:
                records.refuse(rows.lines[k], quoted(cells[c]), "1 where the candidate has that rank, else 0")
            if cells[c].strip() == "1":
                by_rank.setdefault(rank, []).append(candidate)
        rankings.append([by_rank.get(rank, SKIPPED) for rank in range(1, max(by_rank, default=0) + 1)])
    return rankings, rows.counts


def _joined(source: Source, parts: Sequence[tuple[list[list[list[int] | int]], list[int]]], roster: _Roster) -> Papers:
    rankings = [ranking for part, _ in parts for ranking in part]
    weights = [weight for _, part in parts for weight in part]
    return of_places(source, roster.names, rankings, weights, Rows([], [], [1] * len(weights), [], None))


def _policy(source: Source, rules: Mapping[str, Any]) -> Policy:
    overmarked = OVERVOTE_RULES.get(str(rules.get("overvoteRule")))
    if overmarked is None:
        source.refuse(None, f"the overvoteRule {rules.get('overvoteRule')!r}", f"one of {', '.join(OVERVOTE_RULES)}")
    skipped = _number(source, rules, "maxSkippedRanksAllowed", most=MOST_SKIPPED)
    return Policy(
        overmarked=overmarked,  # type: ignore[arg-type]
        skipped="next" if skipped >= MOST_SKIPPED else "stop",
        repeated="stop" if rules.get("exhaustOnDuplicateCandidate") is True else "next",
        skipped_allowed=skipped,
    )


def _number(source: Source, rules: Mapping[str, Any], key: str, *, most: int) -> int:
    """A whole number in the rules; "max", "unlimited" or nothing mean `most`."""
    text = str(rules.get(key, "")).strip().lower()
    if text in {"", "max", "unlimited"}:
        return most
    number = whole(text)
    if number is None:
        source.refuse(None, f"{key}: {text!r}", "a whole number, max or unlimited")
    return number


def _index(entry: Mapping[str, Any], key: str) -> int | None:
    return whole(str(entry.get(key) or ""))


def _object(source: Source, value: Mapping[str, Any], key: str) -> dict[str, Any]:
    part = value.get(key)
    if not isinstance(part, dict):
        raise Malformed(f"{source.name}: found no object {key!r}, expected RCTab's contest configuration")
    return part
