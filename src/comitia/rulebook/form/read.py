"""The door for rulebooks: bytes in, a `Rulebook` out, or every fault with its line.

`read_rulebook` reads as far as it can and lists all faults; `receive_rulebook` raises them. Past the door every entry
is of the vocabulary on every day of its force, every reference leads somewhere, and every guard can be read.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from comitia.canonical import sha256_hex
from comitia.errors import Malformed
from comitia.rulebook.form.book import DATED, Key, RawEntry, Rulebook, break_days, is_dated, resolve
from comitia.rulebook.form.check import check_rulebook
from comitia.rulebook.form.document import Document, split_document
from comitia.rulebook.form.fault import Fault
from comitia.rulebook.form.reasons import reason
from comitia.rulebook.form.vocabulary import KINDS, Header

MOST_BYTES = 2_000_000
MOST_FAULTS_TOLD = 20


def receive_rulebook(raw: bytes, file: str, higher: Sequence[Rulebook] = ()) -> Rulebook:
    """Read a rulebook; `higher` are the rulebooks that override it.

    Raises:
        Malformed: it has faults; the message lists them with their lines.
    """
    rulebook, faults = read_rulebook(raw, file, higher)
    if rulebook is not None and not faults:
        faults = [fault for fault in check_rulebook(rulebook) if not fault.warning]
    if rulebook is None or faults:
        told = "\n".join(str(fault) for fault in sorted(faults)[:MOST_FAULTS_TOLD])
        more = f"\nand {len(faults) - MOST_FAULTS_TOLD} more" if len(faults) > MOST_FAULTS_TOLD else ""
        raise Malformed(f"{file}: {len(faults)} faults; `comitia rules check` lists them all\n{told}{more}")
    return rulebook


def read_rulebook(raw: bytes, file: str, higher: Sequence[Rulebook] = ()) -> tuple[Rulebook | None, list[Fault]]:
    """Read as far as possible: the rulebook (None without a header), and the faults of its single entries.

    What an entry is worth beside the others is for `check_rulebook`.
    """
    if len(raw) > MOST_BYTES:
        return None, [
            Fault(file, 1, f"{len(raw):,} bytes long, expected at most {MOST_BYTES:,}; is it the right file?")
        ]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        return None, [Fault(file, line, "not UTF-8 text; save the page again as UTF-8")]
    document = split_document(text, file)
    faults = list(document.faults)
    header = _read_header(document, faults)
    entries = _gather(document, header.id if header else "", faults)
    for entry in entries.values():
        faults += _entry_faults(entry)
    if header is None:
        return None, faults
    merged: dict[Key, RawEntry] = dict(entries)
    for above in higher:
        merged |= above.entries
    overridden = tuple(entry for key, entry in entries.items() if merged[key] is not entry)
    above_ids = tuple(above.header.id for above in higher)
    return Rulebook(header, merged, sha256_hex(raw), file, overridden, above_ids), faults


def _read_header(document: Document, faults: list[Fault]) -> Header | None:
    found = [(block, block.tables["rulebook"]) for block in document.blocks if "rulebook" in block.tables]
    if len(found) != 1:
        line = found[1][0].line_of("rulebook") if found else 1
        expected = "expected it once: id, title, organisation, edition, from, sources"
        faults.append(Fault(document.file, line, f"the table [rulebook] stands {len(found)} times; {expected}"))
        return None
    block, table = found[0]
    try:
        header = Header.model_validate(table)
    except ValidationError as fault:
        faults += _told(fault, document.file, lambda *path: block.line_of("rulebook", *path), "rulebook")
        return None
    if header.until is not None and header.until < header.from_:
        line = block.line_of("rulebook", "until")
        faults.append(
            Fault(document.file, line, f"contradictory dates: until {header.until}, before from {header.from_}")
        )
    return header


def _gather(document: Document, rulebook: str, faults: list[Fault]) -> dict[Key, RawEntry]:
    entries: dict[Key, RawEntry] = {}
    for block in document.blocks:
        for kind, tables in block.tables.items():
            if kind == "rulebook":
                continue
            if kind not in KINDS or not isinstance(tables, dict):
                expected = f"expected a table [KIND.NAME] with one of {', '.join(KINDS)}"
                faults.append(Fault(document.file, block.line_of(kind), f"the unknown word {kind!r}; {expected}"))
                continue
            for name, table in tables.items():
                _add(entries, RawEntry(kind, name, table, block, document.file, rulebook), faults)
        if block.tables and not block.words and "rulebook" not in block.tables:
            faults.append(Fault(document.file, block.line, "a rule without words; expected the clause above its block"))
    return entries


def _add(entries: dict[Key, RawEntry], entry: RawEntry, faults: list[Fault]) -> None:
    where = f"{entry.kind}.{entry.name}"
    if not isinstance(entry.table, dict):
        faults.append(
            Fault(entry.file, entry.line_of(), f"{where}: found a value, expected a table [{entry.kind}.NAME]")
        )
    elif (entry.kind, entry.name) in entries:
        first = entries[entry.kind, entry.name].line_of()
        faults.append(Fault(entry.file, entry.line_of(), f"{where} stands twice, first in line {first}; rename one"))
    else:
        entries[entry.kind, entry.name] = entry


def _entry_faults(raw: RawEntry) -> list[Fault]:
    """Dates first; then the vocabulary, on each day on which something begins or ends."""
    where = f"{raw.kind}.{raw.name}"
    faults = [Fault(raw.file, raw.line_of(*path), f"{where}: {reason}") for path, reason in _date_faults(raw.table, ())]
    if faults:
        return faults
    days = sorted({*break_days(raw.table), raw.table.get("from", date.min)})
    for day in days:
        try:
            resolve(raw, day)
        except ValidationError as fault:
            faults += _told(fault, raw.file, raw.line_of, where)
    return sorted(set(faults))


def _date_faults(value: Any, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], str]]:
    if isinstance(value, (float, datetime)):
        expected = 'a share or number in quotes ("0.15")' if isinstance(value, float) else "a day such as 2016-07-12"
        return [(path, f"found {value}, expected {expected}")]
    if isinstance(value, dict):
        found = [fault for key, part in value.items() for fault in _date_faults(part, (*path, key))]
        return found or _span_faults(value, path)
    if not isinstance(value, list):
        return []
    faults = [fault for part in value for fault in _date_faults(part, path)]
    return faults + _overlaps(value, path) if is_dated(value) and not faults else faults


def _span_faults(table: Mapping[str, Any], path: tuple[str, ...]) -> list[tuple[tuple[str, ...], str]]:
    faults = []
    for key in ("from", "until"):
        # A route of a gate says `from` which bodies; everywhere else it is a day.
        bodies = key == "from" and "routes" in path and isinstance(table.get(key), list)
        if key in table and not bodies and not isinstance(table[key], date):
            faults.append(((*path, key), f"{key}: found {table[key]!r}, expected a day such as 2016-07-12"))
    begun, ended = table.get("from"), table.get("until")
    if isinstance(begun, date) and isinstance(ended, date) and ended < begun:
        faults.append(((*path, "until"), f"contradictory dates: until {ended}, which is before from {begun}"))
    return faults


def _overlaps(items: Sequence[Mapping[str, Any]], path: tuple[str, ...]) -> list[tuple[tuple[str, ...], str]]:
    faults = []
    for item in items:
        if unknown := set(item) - DATED:
            faults.append((path, f"a value with dates has the unknown word {sorted(unknown)[0]!r}"))
    order = sorted(items, key=lambda item: item.get("from", date.min))
    for earlier, later in pairwise(order):
        begins, next_begins = earlier.get("from", date.min), later.get("from", date.min)
        if begins == next_begins:
            faults.append((path, f"contradictory dates: two values begin on {begins}"))
        elif earlier.get("until", date.min) >= next_begins:
            faults.append(
                (path, f"contradictory dates: one value holds until {earlier['until']}, the next from {next_begins}")
            )
    return faults


def _told(refused: ValidationError, file: str, line_of: Any, where: str) -> list[Fault]:
    """What the vocabulary refuses, in the secretary's words."""
    faults = []
    for error in refused.errors():
        path = tuple(str(part) for part in error["loc"] if isinstance(part, str))
        key = error["loc"][-1] if error["loc"] else ""
        faults.append(Fault(file, line_of(*path), f"{where}: {reason(error, key, path)}"))
    return faults
