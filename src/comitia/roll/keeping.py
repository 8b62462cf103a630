"""The acts of whoever keeps the roll: import, freeze, claim, rule. Each leaves one entry in the folder, whole or not
at all.

The instant at which an act is written down (`at`), who does it (`by`) and the salt of a freeze come as arguments:
every act can be replayed.
"""

import datetime as dt
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from comitia.canonical import receive_json
from comitia.errors import Malformed, OutOfOrder
from comitia.roll.cells import neutralise_column
from comitia.roll.claims import Change, amend, check_change, receive_electors, render_list
from comitia.roll.electorate import (
    IN,
    OUT,
    UNKNOWN,
    Decided,
    commit,
    decide_electorate,
    electors_of,
    places_of,
    render_electors,
)
from comitia.roll.fields import Mapped, receive_field, render_field
from comitia.roll.folder import Entry, append_entry
from comitia.roll.intake import Intake
from comitia.roll.received import Received
from comitia.roll.rule.electorates import Rule, receive_rules
from comitia.roll.rule.expression import Fact
from comitia.roll.standing import Roll, Snapshot, make_roll, members_on, render_members

SMALLEST_GROUP = 5
"""Below this number a group's votes are not safe in totals."""
REMARK = "Whoever has the salt and electors.txt can recompute the digest; nobody else can test who is on the list."


@dataclass(frozen=True, slots=True)
class Signed:
    """Who does an act, and when it is written down."""

    at: dt.datetime
    by: str


@dataclass(frozen=True, slots=True)
class Freeze:
    """A freeze as it was written: the entry, the verdicts, each member's place, and the published declaration."""

    entry: Entry
    decided: Decided
    places: pl.DataFrame
    declaration: dict[str, Any]


def load_roll(entries: Sequence[Entry]) -> Roll:
    """The roll that the imports of a folder make up.

    Raises:
        OutOfOrder: there is no import yet.
        Invalid: a file was changed after it was written.
    """
    imports = [entry for entry in entries if entry.kind == "import"]
    examiner = ThreadPoolExecutor(1, thread_name_prefix="roll-digests")
    try:
        return make_roll([_snapshot(entry, examiner) for entry in imports])
    finally:
        examiner.shutdown(wait=False)


def _snapshot(entry: Entry, examiner: ThreadPoolExecutor) -> Snapshot:
    """A snapshot whose file is examined while it is read: each takes its time on a party's roll."""
    return Snapshot(
        number=entry.number,
        on=dt.date.fromisoformat(entry.content["on"]),
        fields=tuple(receive_field(words) for words in entry.content["fields"]),
        source=entry.folder / "members.csv",
        neutralised=int(entry.content["neutralised"]),
        examined=examiner.submit(entry.examine, "members.csv"),
    )


def earlier_members(entries: Sequence[Entry], on: dt.date) -> pl.DataFrame | None:
    """The roll as it stands on a day, to compare a new file with; None before the first import."""
    if not any(entry.kind == "import" and entry.content["on"] <= on.isoformat() for entry in entries):
        return None
    roll = load_roll(entries)
    return members_on(roll, on, list(roll.fields))


def import_members(
    folder: Path,
    entries: list[Entry],
    intake: Intake,
    source: tuple[str, Received, dict[str, Mapped], str],
    on: dt.date,
    signed: Signed,
) -> Entry:
    """Write a checked file to the roll as of a day. `source` is its name, the file, the mapping and the form of its
    dates.
    """
    name, received, mapping, dates = source
    members, neutralised = render_members(intake.facts, intake.fields)
    content = {
        "on": on.isoformat(),
        **_signature(signed),
        "source": {
            "name": name,
            "sha256": received.sha256,
            "separator": received.separator,
            "encoding": received.encoding,
        },
        "mapping": [f"{render_field(mapped.field)}={mapped.header}" for mapped in mapping.values()],
        "dates": dates,
        "fields": [render_field(field) for field in intake.fields],
        "columns not taken": list(intake.not_taken),
        "neutralised": neutralised,
        "counts": intake.counts,
    }
    return append_entry(
        folder, entries, "import", content, {"members.csv": members, "report.csv": render_report(intake.report)}
    )


def render_report(report: pl.DataFrame) -> bytes:
    """The report of an import as CSV, its texts neutralised."""
    return report.with_columns(neutralise_column(name) for name in ("number", "why", "note")).write_csv().encode()


def render_places(places: pl.DataFrame) -> bytes:
    """Each member's place as CSV, its texts neutralised."""
    texts = [name for name, dtype in places.schema.items() if dtype == pl.String]
    return places.with_columns(neutralise_column(name) for name in texts).write_csv().encode()


def freeze(
    folder: Path,
    entries: list[Entry],
    decided: Decided,
    rule: object,
    salt: bytes,
    signed: Signed,
    claims_until: dt.date | None = None,
) -> Freeze:
    """Write a decided electorate down: the list and its digest, each member's place, the rule as it came, and the
    declaration.

    `rule` is the data from which `decided.rules` were received, with any freeze date moved already.
    """
    listed = render_electors(electors_of(decided), [r.section for r in decided.rules])
    places = places_of(decided)
    declaration = declare(decided, places, listed, salt)
    content = {
        "on": decided.on.isoformat(),
        **_signature(signed),
        "claims until": None if claims_until is None else claims_until.isoformat(),
        "declaration": declaration,
    }
    files = {
        "electors.txt": listed,
        "electorate.csv": render_places(places),
        "rule.json": json.dumps(rule, ensure_ascii=False, indent=1).encode() + b"\n",
        "salt.secret": salt.hex().encode(),
        "declaration.json": json.dumps(declaration, ensure_ascii=False, indent=1).encode() + b"\n",
    }
    return Freeze(append_entry(folder, entries, "freeze", content, files), decided, places, declaration)


def declare(decided: Decided, places: pl.DataFrame, listed: bytes, salt: bytes) -> dict[str, Any]:
    """What may be published of a freeze: no name, no number, no count by branch."""
    counted = dict(places.group_by("place").len().iter_rows())
    electors = electors_of(decided)
    in_section = dict(electors.group_by("section").len().iter_rows())
    return {
        "form": "comitia-electorate/1",
        "roll as of": decided.on.isoformat(),
        "electorates": [_declared(rule) for rule in decided.rules],
        "counts": decided.counts,
        "members": places.height,
        "electors": counted.get(IN, 0),
        "out": counted.get(OUT, 0),
        "unknown": counted.get(UNKNOWN, 0),
        "sections": {rule.section: in_section.get(index, 0) for index, rule in enumerate(decided.rules)},
        "remarks": [*decided.remarks, *_remarks(places, electors)],
        "digest": commit(listed, salt),
        "digest is": f"HMAC-SHA256 of the list of electors under a secret salt. {REMARK}",
    }


def _remarks(places: pl.DataFrame, electors: pl.DataFrame) -> list[str]:
    """What whoever freezes should look at: places open elsewhere, and votes that totals would give away."""
    told = []
    n_open = places.filter(pl.col("open") != "").height
    if n_open:
        told.append(f"{n_open:,} who are in one electorate cannot be told for another (column open of electorate.csv)")
    groups = electors.group_by("section", "weight").len()
    exposed = int(groups.filter(pl.col("len") < SMALLEST_GROUP)["len"].sum())
    if exposed and groups.height > 1:
        told.append(
            f"{exposed:,} electors share section and weight with fewer than {SMALLEST_GROUP}: "
            "a result by section or weight could give their votes away"
        )
    return told


def decide_again(entries: Sequence[Entry], frozen: Entry) -> Decided:
    """The verdicts of a freeze, worked out again from the folder: from the roll as it was known at that act."""
    rules, counts = receive_rules(receive_json(frozen.read("rule.json"), "rule.json"), "rule.json")
    roll = load_roll([entry for entry in entries if entry.number < frozen.number])
    return decide_electorate(roll, rules, counts, dt.date.fromisoformat(frozen.content["on"]))


def current_electors(entries: Sequence[Entry], frozen: Entry) -> bytes:
    """The list of electors as it stands: as frozen, or as the latest allowed claim left it."""
    held = frozen
    for entry in entries:
        if entry.kind == "ruling" and entry.content["freeze"] == frozen.number and entry.content["allowed"]:
            held = entry
    return held.read("electors.txt")


def claim(
    folder: Path,
    entries: list[Entry],
    frozen: Entry,
    change: Change,
    told: tuple[str, dt.date],
    signed: Signed,
) -> Entry:
    """Write a claim against a freeze; `told` is its reason and the day on which it was made.

    Raises:
        OutOfOrder: after the last day for claims, or the member is as the claim asks already.
        Malformed: no reason, or a claim that makes no sense against this list.
    """
    reason, on = told
    last = frozen.content["claims until"]
    if last is not None and on.isoformat() > last:
        raise OutOfOrder(f"claims against freeze {frozen.number} were open until {last}; this one is of {on}")
    if not reason.strip():
        raise Malformed("claim: no reason; a ruling needs something to rule on")
    electors = receive_electors(current_electors(entries, frozen))
    check_change(electors, sections_of(frozen), change)
    asked = {"asks": change.asks, "member": change.number, "section": change.section, "weight": change.weight}
    content = {"on": on.isoformat(), **_signature(signed), "freeze": frozen.number, **asked, "reason": reason}
    return append_entry(folder, entries, "claim", content, {})


def decide_claim(
    folder: Path,
    entries: list[Entry],
    claimed: Entry,
    allowed: bool,
    told: tuple[str, str, dt.date],
    signed: Signed,
) -> Entry:
    """Write a ruling on a claim; `told` is its reason, the authority (who rules, under which clause) and the day.

    An allowed claim leaves a list of electors with a digest of its own, under the salt of the freeze.

    Raises:
        OutOfOrder: ruled on already.
        Malformed: no reason or no authority.
    """
    reason, authority, on = told
    if not reason.strip() or not authority.strip():
        raise Malformed("ruling: needs a reason and an authority (who rules, and under which clause)")
    if any(entry.kind == "ruling" and entry.content["claim"] == claimed.number for entry in entries):
        raise OutOfOrder(
            f"claim {claimed.number} has its ruling; make a new claim if the matter is to be looked at again"
        )
    frozen = entries[claimed.content["freeze"] - 1]
    content: dict[str, Any] = {
        "on": on.isoformat(),
        **_signature(signed),
        "freeze": frozen.number,
        "claim": claimed.number,
        "allowed": allowed,
        "reason": reason,
        "authority": authority,
    }
    if not allowed:
        return append_entry(folder, entries, "ruling", content, {})
    change = change_of(claimed, frozen)
    electors = receive_electors(current_electors(entries, frozen))
    check_change(electors, sections_of(frozen), change)
    listed = render_list(amend(electors, change))
    salt = bytes.fromhex(frozen.read("salt.secret").decode())
    amended = receive_electors(listed)
    content |= {"electors": amended["number"].n_unique(), "digest": commit(listed, salt)}
    return append_entry(folder, entries, "ruling", content, {"electors.txt": listed})


def sections_of(frozen: Entry) -> dict[str, str]:
    """The sections of a frozen ballot and the weight common to each."""
    return {one["section"]: one["weight"] for one in frozen.content["declaration"]["electorates"]}


def change_of(claimed: Entry, frozen: Entry) -> Change:
    """What a claim asks, the section's own weight filled in where it names none."""
    content, sections = claimed.content, sections_of(frozen)
    section, weight = content["section"], content["weight"]
    if content["asks"] == "in":
        section = section or next(iter(sections))
        common = sections[section]
        weight = weight or ("1" if common.startswith("fact") else common)
    return Change(content["asks"], content["member"], section, weight)


def find_entry(entries: Sequence[Entry], number: int, kind: str) -> Entry:
    """An act by its number.

    Raises:
        Malformed: there is none of that kind with that number; the message lists those there are.
    """
    if 1 <= number <= len(entries) and entries[number - 1].kind == kind:
        return entries[number - 1]
    there = ", ".join(str(entry.number) for entry in entries if entry.kind == kind) or "none yet"
    raise Malformed(f"the roll has no {kind} of number {number}; acts of this kind: {there}")


def _declared(rule: Rule) -> dict[str, Any]:
    weight = f"fact {rule.weight.name}" if isinstance(rule.weight, Fact) else str(rule.weight)
    return {
        "name": rule.name,
        "section": rule.section,
        "weight": weight,
        "clause": rule.clause,
        "edition": rule.edition,
        "frozen on": None if rule.frozen_on is None else rule.frozen_on.isoformat(),
        "readings": list(rule.readings),
        "tests": [f"{test.sentence} ({test.clause})" for test in rule.tests],
        "rule": rule.sha256,
    }


def _signature(signed: Signed) -> dict[str, str]:
    return {"at": signed.at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "by": signed.by}
