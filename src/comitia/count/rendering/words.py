"""The words and figures that every rendering shares, so that no two of them differ.

Amounts have a comma at each thousand, a true minus, and all the places that the rule keeps. A candidate's standing
says at which stage they were elected or went out, as a returning officer's sheet does: *out* at the stage that
excludes them, not at the one that found them lowest.
"""

from __future__ import annotations

from comitia.count.sheet import Amount, Sheet, Stage, Table
from comitia.errors import Invalid

CAUSES = {
    "exhausted": "No further preference",
    "rounding": "Lost by cutting decimals",
    "overvote": "Two candidates at one place",
}
"""Rows of votes that could not be transferred, as a reader knows them; other causes are printed as they stand."""


def votes(sheet: Sheet, amount: Amount) -> str:
    """An amount in votes: 1,634.85272."""
    return grouped(sheet.show(amount))


def plain(sheet: Sheet, amount: Amount) -> str:
    """An amount where it is not part of a column: 1,759 for 1,759.00000."""
    whole, dot, rest = votes(sheet, amount).partition(".")
    return f"{whole}{dot}{rest}" if rest.strip("0") else whole


def change(sheet: Sheet, amount: Amount) -> str:
    """A transfer with its sign: +15.22876, −354.87004; a middle dot where nothing moved."""
    if amount == 0:
        return "·"
    return votes(sheet, amount) if amount < 0 else "+" + votes(sheet, amount)


def grouped(decimal: str) -> str:
    """A decimal string with commas and a true minus."""
    sign, digits = ("−", decimal[1:]) if decimal.startswith("-") else ("", decimal)
    whole, dot, rest = digits.partition(".")
    return f"{sign}{int(whole):,}{dot}{rest}"


def stage_name(stage: Stage) -> str:
    """What a stage did: First preferences, Surplus of A, Exclusion of B."""
    return stage.title or stage.action.replace("_", " ").capitalize()


def stage_head(stage: Stage) -> str:
    """A stage's number and name, the number once: 2. Surplus of A; Round 3: B defeated."""
    name = stage_name(stage)
    return name if name.startswith(f"Round {stage.number}") else f"{stage.number}. {name}"


def standing(sheet: Sheet, candidate: int) -> str:
    """Where a candidate stands in the end: Elected, stage 3 / Out, stage 2 / Withdrawn / Not elected; for lists,
    seats.
    """
    if candidate in sheet.withdrawn:
        return "Withdrawn"
    if sheet.seats_won is not None:
        return n_of(sheet.seats_won[candidate], "seat")
    if sheet.outcome is not None:
        return ""
    if candidate in sheet.winners:
        at = next((stage.number for stage in sheet.stages if candidate in stage.elected), None)
        return f"Elected, stage {at}" if at is not None and len(sheet.stages) > 1 else "Elected"
    for stage in sheet.stages:
        if candidate in stage.subjects and "exclu" in stage.action:
            return f"Out, stage {stage.number}"
    last = next((stage.number for stage in sheet.stages if candidate in stage.excluded), None)
    return f"Out, after stage {last}" if last is not None else "Not elected"


def order(sheet: Sheet) -> list[int]:
    """Candidates as a sheet lists them: the elected in their order, then those who lasted longest, most votes first."""
    rest = [c for c in range(len(sheet.candidates)) if c not in sheet.winners]

    def lasted(c: int) -> tuple[int, Amount, int]:
        held = [place for place, stage in enumerate(sheet.stages) if stage.totals[c]]
        last = held[-1] if held else -1
        return (-last, -sheet.stages[last].totals[c] if held else 0, c)

    return [*dict.fromkeys(sheet.winners), *sorted(rest, key=lasted)]  # a list wins once for each seat


def lost_rows(sheet: Sheet) -> list[tuple[str, list[Amount]]]:
    """A row for each cause of non-transferable votes, its running total at each stage."""
    causes = list(dict.fromkeys(cause for stage in sheet.stages for cause, _ in stage.non_transferable))
    rows = []
    for cause in causes:
        totals = [dict(stage.non_transferable).get(cause, 0) for stage in sheet.stages]
        label = cause.replace("_", " ")
        rows.append((CAUSES.get(cause, label[:1].upper() + label[1:]), totals))
    return rows


def heading(sheet: Sheet) -> str:
    """The contest and the method on one line."""
    return f"{sheet.contest}: {sheet.title}" if sheet.contest else sheet.title


def facts(sheet: Sheet) -> list[tuple[str, str]]:
    """What stands above a sheet: seats, papers, valid, rejected and why, the quota."""
    rows = [("Seats", f"{sheet.seats:,}"), ("Papers", f"{sheet.papers:,}"), ("Valid", plain(sheet, sheet.valid))]
    if sheet.outcome is not None:
        rows = rows[1:]
    rows += [(f"Rejected: {cause.replace('_', ' ')}", f"{n:,}") for cause, n in sheet.rejected.items() if n]
    rows += [(f"Irregular: {cause.replace('_', ' ')}", f"{n:,}") for cause, n in sheet.irregular.items() if n]
    if sheet.quota is not None:
        rows.append(("Quota", plain(sheet, sheet.quota)))
    if sheet.withdrawn:
        rows.append(("Withdrawn", joined(sheet.names(sheet.withdrawn))))
    return rows


def cell(sheet: Sheet, value: Amount | str | None) -> str:
    """A cell of a further table: words as they stand, amounts in votes."""
    if value is None:
        return ""
    return value if isinstance(value, str) else votes(sheet, value)


def pairwise_table(sheet: Sheet) -> Table:
    """The matrix of pairs as a table: row over column."""
    if sheet.pairwise is None:
        raise Invalid(f"{sheet.method}: the sheet has no pairwise figures")
    wins = sheet.pairwise.wins
    shown = len(sheet.candidates)
    return Table(
        "Papers that prefer the row to the column",
        tuple(sheet.candidates),
        tuple(
            (sheet.candidates[a], tuple(None if a == b else wins[a][b] * sheet.scale.unit for b in range(shown)))
            for a in range(shown)
        ),
    )


def joined(names: tuple[str, ...] | list[str]) -> str:
    """Names in a row: A, B and C."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def n_of(number: int, noun: str) -> str:
    """A number and its noun: 1 seat, 3 seats."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
