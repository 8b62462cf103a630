"""The roll at one instant: what was known of each member, as of a day.

A roll is a sequence of *snapshots*: files of members, each with the day as of which it speaks. On a given day a field
has the value that the latest snapshot up to that day gave it; a snapshot speaks for the fields it maps and the
members it lists, and leaves the others as they stood. Before the first snapshot nothing is known, and the roll says
so instead of guessing.

A later correction is a later snapshot with an earlier day: it takes its place by day, and the history of what was
believed stays in the folder.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from comitia.errors import Invalid, Malformed, OutOfOrder
from comitia.roll.cells import neutralise_column, restore_column, runs_column
from comitia.roll.fields import KNOWN, Empty, Field, Kind
from comitia.roll.rule.columns import DTYPES

STATUS_FROM = ("joined_on", "left_on", "suspended_from", "suspended_until")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A file of members as the roll keeps it: `members.csv`, sorted by number; `neutralised` counts its altered cells.

    `source` is the file, or its bytes. A file may still be under examination while it is read: `examined` ends, or
    raises, before a reading is handed out.
    """

    number: int
    on: dt.date
    fields: tuple[Field, ...]
    source: Path | bytes
    neutralised: int = 0
    examined: Future[None] | None = None


@dataclass(frozen=True, slots=True)
class Roll:
    """All snapshots, in the order of their days."""

    snapshots: tuple[Snapshot, ...]

    @property
    def fields(self) -> dict[str, Field]:
        """Every field that some snapshot holds."""
        return {field.name: field for snapshot in self.snapshots for field in snapshot.fields}

    @property
    def last_on(self) -> dt.date:
        """The day of the latest snapshot."""
        return self.snapshots[-1].on


def make_roll(snapshots: Iterable[Snapshot]) -> Roll:
    """Put snapshots in order.

    Raises:
        OutOfOrder: there is none.
        Malformed: one field has two kinds in two snapshots.
    """
    ordered = tuple(sorted(snapshots, key=lambda snapshot: (snapshot.on, snapshot.number)))
    if not ordered:
        raise OutOfOrder("the roll is empty; import a file of members first")
    kinds: dict[str, Field] = {}
    for snapshot in ordered:
        for field in snapshot.fields:
            if kinds.setdefault(field.name, field) != field:
                raise Malformed(
                    f"the field {field.name!r} was taken as two kinds, {kinds[field.name].kind} and {field.kind}"
                )
    return Roll(ordered)


def render_members(facts: pl.DataFrame, fields: Sequence[Field]) -> tuple[bytes, int]:
    """`members.csv`: facts sorted by number, text cells neutralised; and how many cells that changed."""
    texts = [field.name for field in fields if field.kind in (Kind.TEXT, Kind.TEXTS)]
    changed = sum(facts.select(runs_column(name).sum() for name in texts).fill_null(0).row(0))
    table = (
        facts.sort("number").with_columns(neutralise_column(name) for name in texts)
        if changed
        else facts.sort("number")
    )
    return table.write_csv(None, datetime_format="%Y-%m-%dT%H:%M:%S%.6fZ").encode(), changed


def read_members(snapshot: Snapshot, names: Sequence[str]) -> pl.DataFrame:
    """The named columns of a snapshot, typed; a name that it does not hold is left out."""
    held = [field for field in snapshot.fields if field.name in names]
    read_as = {field.name: DTYPES[field.kind] for field in held if field.kind is not Kind.INSTANT}
    try:
        table = (
            pl.scan_csv(snapshot.source, infer_schema=False, schema_overrides=read_as, glob=False)
            .select(field.name for field in held)
            .collect()
        )
    except (pl.exceptions.PolarsError, OSError) as fault:
        if snapshot.examined is not None:
            snapshot.examined.result()  # Says which file was changed, and is the better message.
        raise Invalid(
            f"members.csv of act {snapshot.number} cannot be read ({fault}); restore it from a copy"
        ) from None
    instants = [field.name for field in held if field.kind is Kind.INSTANT]
    if instants:
        table = table.with_columns(
            pl.col(name).str.to_datetime("%Y-%m-%dT%H:%M:%S%.6fZ", time_zone="UTC") for name in instants
        )
    if snapshot.neutralised:
        texts = [field.name for field in held if field.kind in (Kind.TEXT, Kind.TEXTS)]
        table = table.with_columns(restore_column(name) for name in texts)
    if snapshot.examined is not None:
        snapshot.examined.result()
    return table


def members_on(roll: Roll, on: dt.date, names: Sequence[str] | None = None) -> pl.DataFrame:
    """The roll as of a day: one row for each member, sorted by number, with the named fields (all by default).

    A field that no snapshot up to that day holds is a column of nulls; `status` is worked out from the dates where no
    file gave it: "not yet", "current", "suspended" or "left".

    Raises:
        OutOfOrder: the day lies before the first snapshot.
    """
    fields = roll.fields | ({} if "status" in roll.fields else {"status": KNOWN["status"]})
    wanted = list(dict.fromkeys(["number", *(fields if names is None else names)]))
    derived = "status" in wanted and "status" not in roll.fields
    asked = list(dict.fromkeys([*wanted, *(STATUS_FROM if derived else ())]))
    snapshots = [snapshot for snapshot in roll.snapshots if snapshot.on <= on]
    if not snapshots:
        raise OutOfOrder(
            f"the roll begins on {roll.snapshots[0].on}; it does not know who was a member on {on}. "
            "Import the roll as it stood then, or choose a later day"
        )
    table = read_members(snapshots[0], asked)
    for snapshot in snapshots[1:]:
        table = _overlay(table, read_members(snapshot, asked))
    missing = [name for name in asked if name not in table.columns and name != "status"]
    dtypes = {
        name: DTYPES[(roll.fields.get(name) or KNOWN.get(name) or Field(name, Kind.TEXT, Empty.UNKNOWN)).kind]
        for name in missing
    }
    if missing:
        table = table.with_columns(pl.lit(None, dtypes[name]).alias(name) for name in missing)
    if derived:
        table = table.with_columns(_status(on).alias("status"))
    if not table["number"].is_sorted():
        table = table.sort("number")
    return table.select(wanted)


def history(roll: Roll, number: str) -> list[tuple[Snapshot, dict[str, object] | None]]:
    """What each snapshot says of one member, in the order of days; None where it does not list the member."""
    told: list[tuple[Snapshot, dict[str, object] | None]] = []
    for snapshot in roll.snapshots:
        rows = read_members(snapshot, [field.name for field in snapshot.fields]).filter(pl.col("number") == number)
        told.append((snapshot, rows.row(0, named=True) if rows.height else None))
    return told


def _overlay(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """What a later snapshot says, over what stood before it."""
    if set(before.columns) <= set(after.columns):
        kept = before.join(after, on="number", how="anti")
        return pl.concat([after, kept], how="diagonal")
    later = after.with_columns(pl.lit(True).alias("listed"))
    both = before.join(later, on="number", how="full", coalesce=True, suffix=" after")
    columns = []
    for name in dict.fromkeys([*before.columns, *after.columns]):
        if name == "number" or name not in after.columns or name not in before.columns:
            columns.append(pl.col(name))
        else:
            columns.append(pl.when(pl.col("listed")).then(pl.col(f"{name} after")).otherwise(pl.col(name)).alias(name))
    return both.select(columns)


def _status(on: dt.date) -> pl.Expr:
    """ "left" counts from the day of leaving, unless the member joined again after it; a suspension includes its last
    day.
    """
    joined, left = pl.col("joined_on"), pl.col("left_on")
    suspended = (pl.col("suspended_from") <= on) & (
        (pl.col("suspended_until") >= on) | pl.col("suspended_until").is_null()
    )
    return (
        pl.when(joined.is_null())
        .then(pl.lit(None, pl.String))
        .when(joined > on)
        .then(pl.lit("not yet"))
        .when((left <= on) & (left >= joined))
        .then(pl.lit("left"))
        .when(suspended)
        .then(pl.lit("suspended"))
        .otherwise(pl.lit("current"))
    )
