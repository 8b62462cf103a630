"""What the acts of a roll say, for people (text of at most 100 columns) and as plain data (JSON).

Cells come from outside: control characters are shown as a dot, so that no file can move the cursor of who reads it.
"""

import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from comitia.errors import Malformed
from comitia.roll.difference import Difference
from comitia.roll.electorate import IN
from comitia.roll.fields import KNOWN, Mapped
from comitia.roll.folder import Entry
from comitia.roll.intake import Intake
from comitia.roll.received import Received
from comitia.roll.rule.electorates import Rule
from comitia.roll.standing import Snapshot

WIDTH = 96
FIRST = 10
MOST_IN_JSON = 1000
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
Kept = tuple[str | None, Entry | None]
"""Where the report of an import stands, and its entry: both None for a preview that kept nothing."""


def columns_data(name: str, received: Received, words: Sequence[str]) -> dict[str, Any]:
    """The columns of a file without a mapping, with their first cells."""
    first = {title: received.table[str(index)].head(3).to_list() for index, title in enumerate(received.header)}
    return {"file": name, "rows": _rows(received), "columns": first, "mapping": None, "suggested": list(words)}


def tell_columns(name: str, received: Received) -> str:
    """The same for people, and how to go on."""
    first = [[title, " | ".join(received.table[str(i)].head(3).to_list())] for i, title in enumerate(received.header)]
    return "\n".join(
        [
            f"{name}: {_rows(received):,} rows, {len(received.header)} columns, {_form(received)}.",
            table(["column", "first cells"], first),
            "\nSay which column is which field, and look again:",
            '  --map number="..." --map name="..." --map joined_on="..." --map category="..."',
            textwrap.fill(f"Fields: {', '.join(KNOWN)}; any other as region:text=..., paid:truth=...", WIDTH),
        ]
    )


def intake_data(
    name: str, received: Received, mapped: Mapping[str, Mapped], intake: Intake, kept: Kept
) -> dict[str, Any]:
    """What taking a file in gives: counts, and the rows refused or to be looked at."""
    report, entry = kept
    refused, noted = _refused(intake), _noted(intake)
    return {
        "file": name,
        "sha256": received.sha256,
        "rows": _rows(received),
        "mapping": {field: one.header for field, one in mapped.items()},
        "columns not taken": list(intake.not_taken),
        "counts": intake.counts,
        "refused": refused.drop("outcome", "note").head(MOST_IN_JSON).to_dicts(),
        "noted": noted.drop("why").head(MOST_IN_JSON).to_dicts(),
        "report": report,
        "act": None if entry is None else entry.number,
    }


def tell_intake(name: str, received: Received, mapped: Mapping[str, Mapped], intake: Intake, kept: Kept) -> str:
    """The same for people."""
    report, entry = kept
    counts = intake.counts
    lines = [
        f"{name}: {_rows(received):,} rows, {_form(received)}.",
        table(["field", "column"], [[field, one.header] for field, one in mapped.items()]),
    ]
    if intake.not_taken:
        lines.append(f"Columns not taken: {', '.join(intake.not_taken)}")
    words = ", ".join(f"{n:,} {outcome}" for outcome, n in counts.items() if n or outcome in ("taken", "refused"))
    lines.append(f"\n{'Taken in' if entry else 'This would give'}: {words}.")
    changed = intake.report.filter(pl.col("outcome") == "changed")
    for title, rows, column in (
        ("Refused", _refused(intake), "why"),
        ("Changed", changed, "why"),
        ("Look at", _noted(intake), "note"),
    ):
        if rows.height:
            lines.append(f"\n{title} ({rows.height:,}{f', the first {FIRST}' if rows.height > FIRST else ''}):")
            lines.append(table(["row", "number", column], rows.select("row", "number", column).head(FIRST).rows()))
    if counts["absent"] + counts["left"]:
        fate = "recorded as left" if counts["left"] else "they stay as they were"
        lines.append(f"\n{counts['absent'] + counts['left']:,} members on the roll are not in the file: {fate}.")
    if report is not None:
        lines.append(f"\nEvery row: {report}")
    if entry is None:
        lines.append("\nNothing was kept. To take it in: comitia roll import ROLL FILE with the same options.")
    else:
        lines.append(f"Act {entry.number} of the roll, with effect on {entry.content['on']}.")
    return "\n".join(lines)


def history_data(member: str, told: Sequence[tuple[Snapshot, dict[str, object] | None]]) -> dict[str, Any]:
    """What each file said of a member.

    Raises:
        Malformed: no file lists the member.
    """
    if not any(facts for _, facts in told):
        raise Malformed(f"no file of this roll lists a member {member!r}")
    lines = [
        {
            "act": snapshot.number,
            "on": snapshot.on.isoformat(),
            "facts": None if facts is None else {k: None if v is None else str(v) for k, v in facts.items()},
        }
        for snapshot, facts in told
    ]
    return {"member": member, "history": lines}


def tell_history(told: dict[str, Any]) -> str:
    """The same for people: only what changed."""
    lines = []
    before: dict[str, Any] = {}
    for one in told["history"]:
        if one["facts"] is None:
            lines.append(f"{one['on']}  act {one['act']}: not listed")
            continue
        changed = {
            name: value for name, value in one["facts"].items() if before.get(name) != value and name != "number"
        }
        words = ", ".join(f"{name} {'(empty)' if value is None else _plain(value)}" for name, value in changed.items())
        lines.append(f"{one['on']}  act {one['act']}: {words or 'as before'}")
        before |= one["facts"]
    return "\n".join(lines)


def freeze_data(
    places: pl.DataFrame, declaration: Mapping[str, Any], difference: Difference | None, entry: Entry | None
) -> dict[str, Any]:
    """A freeze: what is declared, the reasons with their numbers, and the difference that a moved date makes."""
    return {
        "freeze": None if entry is None else entry.number,
        **declaration,
        "reasons": reasons_of(places).to_dicts(),
        "difference": None if difference is None else difference_data(difference),
    }


def tell_freeze(
    places: pl.DataFrame, declaration: Mapping[str, Any], difference: Difference | None, entry: Entry | None
) -> str:
    """The same for people."""
    lines = [f"Roll as of {declaration['roll as of']}: {declaration['members']:,} members."]
    for one in declaration["electorates"]:
        dated = f", frozen on {one['frozen on']}" if one["frozen on"] else ""
        lines.append(f"\n{one['name']} ({one['clause']}{dated}; weight {one['weight']}); in where all of these hold:")
        lines += [f"  - {test}" for test in one["tests"]]
        if one["readings"]:
            lines.append(f"  readings: {', '.join(one['readings'])}")
    lines += [f"\nNote: {remark}." for remark in declaration["remarks"]]
    lines.append(
        f"\nIn: {declaration['electors']:,}   out: {declaration['out']:,}   unknown: {declaration['unknown']:,}"
    )
    if len(declaration["sections"]) > 1:
        lines.append("  " + ", ".join(f"{section} {n:,}" for section, n in declaration["sections"].items()))
    reasons = [[f"{n:,}", place, clause, why] for place, clause, why, n in reasons_of(places).head(2 * FIRST).rows()]
    if reasons:
        lines.append(table(["members", "place", "clause", "why"], reasons))
    if difference is not None:
        lines += ["\nAgainst the rule's own date:", tell_difference(difference)]
    if entry is None:
        return "\n".join([*lines, "\nA dry run: nothing was kept."])
    return "\n".join(
        [
            *lines,
            f"\nAct {entry.number}. Digest, salted: {declaration['digest']}",
            f"To publish:        {entry.folder / 'declaration.json'}",
            f"Each member's why: {entry.folder / 'electorate.csv'} (private)",
            f"Salt:              {entry.folder / 'salt.secret'} (secret; the scrutineer gets a copy)",
        ]
    )


def reasons_of(places: pl.DataFrame) -> pl.DataFrame:
    """How many are out or unknown, by clause and sentence, most first."""
    counted = places.filter(pl.col("place") != IN).group_by("place", "clause", "why").len()
    return counted.sort(["len", "clause", "why"], descending=[True, False, False])


def difference_data(difference: Difference) -> dict[str, Any]:
    """What changes from one electorate to another."""
    return {
        "sentence": difference.sentence,
        "lose": difference.n_lose,
        "gain": difference.n_gain,
        "elsewhere": difference.n_elsewhere,
        "unknown": difference.n_unknown,
        "electors_before": difference.electors_before,
        "electors_after": difference.electors_after,
        "why_lose": [{"clause": c, "why": w, "members": n} for c, w, n in difference.reasons(lose=True)],
        "why_gain": [{"clause": c, "why": w, "members": n} for c, w, n in difference.reasons(lose=False)],
    }


def tell_difference(difference: Difference) -> str:
    """The same for people, the sentence first."""
    sentence = difference.sentence
    rows = [
        [words, f"{n:,}", clause, why]
        for words, lose in (("lose", True), ("gain", False))
        for clause, why, n in difference.reasons(lose=lose)[:FIRST]
    ]
    told = f"{sentence[0].upper()}{sentence[1:]}."
    return f"{told}\n{table(['', 'members', 'clause', 'why'], rows)}" if rows else told


def tell_place(
    member: str, seats: Sequence[tuple[str, str]], told: Sequence[tuple[Rule, list[tuple[str, str]]]]
) -> str:
    """One member's place, test by test; `seats` are section and weight."""
    lines = [f"{member} is in the electorate: section {section}, weight {weight}." for section, weight in seats]
    lines = lines or [f"{member} is not in the electorate."]
    for rule, tests in told:
        lines.append(f"\n{rule.name}, {rule.clause}")
        lines += [line for says, facts in tests for line in (f"  {says}", f"      {_plain(facts)}")]
    return "\n".join(lines)


def act_data(entry: Entry) -> dict[str, str]:
    """An act in one line: number, kind, day, by whom, what."""
    content = entry.content
    match entry.kind:
        case "import":
            counts = content["counts"]
            what = f"{content['source']['name']}: " + ", ".join(f"{n:,} {word}" for word, n in counts.items() if n)
        case "freeze":
            declared = content["declaration"]
            what = f"{declared['electors']:,} electors; digest {declared['digest'][:12]}…"
        case "claim":
            what = f"freeze {content['freeze']}, {content['member']} asks {content['asks']}: {content['reason']}"
        case _:
            decision = "allowed" if content["allowed"] else "refused"
            what = f"claim {content['claim']} {decision} by {content['authority']}: {content['reason']}"
    return {"act": str(entry.number), "kind": entry.kind, "on": content["on"], "by": content["by"], "what": what}


def tell_act(entry: Entry) -> str:
    """An act just written."""
    act = act_data(entry)
    told = f"Act {act['act']}, {act['kind']} of {act['on']}: {act['what']}."
    if entry.content.get("allowed"):
        told += f"\n{entry.content['electors']:,} electors now; digest, salted: {entry.content['digest']}"
    return told


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Columns side by side, numbers to the right; the last column is wrapped so that a line stays within the width."""
    cells = [list(head), *([_plain(cell) for cell in row] for row in rows)]
    widths = [max(len(row[index]) for row in cells) for index in range(len(head) - 1)]
    widths = [min(width, 40) for width in widths]
    rest = max(20, WIDTH - sum(widths) - 2 * len(widths))
    lines: list[str] = []
    for row in cells:
        parts = [textwrap.wrap(cell, width) or [""] for cell, width in zip(row, [*widths, rest], strict=True)]
        for line in range(max(map(len, parts))):
            told = [part[line] if line < len(part) else "" for part in parts]
            lines.append(
                "  ".join(
                    word.rjust(width) if title in ("row", "members", "act") else word.ljust(width)
                    for word, width, title in zip(told, [*widths, 0], head, strict=True)
                ).rstrip()
            )
    return "\n".join(lines)


def _plain(cell: object) -> str:
    return "" if cell is None else _CONTROL.sub("·", str(cell))


def _rows(received: Received) -> int:
    return received.table.height + len(received.ragged)


def _form(received: Received) -> str:
    sign = {"\t": "tab"}.get(received.separator, received.separator)
    return f"{received.encoding}, cells parted by {sign}"


def _refused(intake: Intake) -> pl.DataFrame:
    return intake.report.filter(pl.col("outcome") == "refused")


def _noted(intake: Intake) -> pl.DataFrame:
    return intake.report.filter(pl.col("note") != "")
