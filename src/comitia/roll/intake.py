"""A file of members is checked row by row: what was taken, what changed, what was refused, and why.

The rules of this door:

- Every row of the file has one line in the report; nothing is dropped without a word. Row numbers are the
  spreadsheet's.
- A row is *refused* when its number is missing or unfit, when a cell cannot be read, or when two rows share a number
  and differ: to pick one of them would be a guess. A row that repeats another one cell for cell is refused as a
  repetition.
- Otherwise it is *taken* (a new number), *changed* (known; the report says from what to what) or *same*.
- Members on the roll who are not in the file are listed as *absent* and stay; where the secretary says that the file
  is the whole roll they are recorded as having *left* on its date.
- Spaces around a cell fall away and control characters become spaces, with a note. Nothing else of a text is changed.
- Two numbers for one name and date (of birth, else of joining), or two numbers that differ in case or width alone,
  are both taken and both noted: whether they are one person is for people to say.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from comitia.errors import Malformed
from comitia.roll.fields import KNOWN, Field, Kind, Mapped
from comitia.roll.likeness import fold, fold_number
from comitia.roll.readings import DateForm, Fault, read_cell
from comitia.roll.received import Received
from comitia.roll.rule.columns import DTYPES

OUTCOMES = ("taken", "changed", "same", "refused", "absent", "left")
MAX_NUMBER_LENGTH = 64
NAMED = 3
"""How many look-alikes a note names."""
FORMULA_SIGN = r"^[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]"
_CONTROL = r"[\x00-\x1f\x7f-\x9f\u2028\u2029]"
_UNFIT_NUMBER = r"[\p{C}\u2028\u2029]"
_FALLS_AWAY = r"['`.]"
_DIVIDES = r"[!\"#%&()*,\-/:;?@\[\\\]_{}\s\x00-\x1f\x7f]+"


@dataclass(frozen=True, slots=True)
class Intake:
    """A checked file.

    `facts` holds a column for each field, one row for each member taken, sorted by number. `report` holds `row` (null
    for members who are not in the file), `outcome`, `number`, `why`, `note`. `not_taken` names the columns that were
    left alone.
    """

    fields: tuple[Field, ...]
    facts: pl.DataFrame
    report: pl.DataFrame
    not_taken: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows came to each outcome, and how many carry a note."""
        found = dict(self.report.group_by("outcome").len().iter_rows())
        noted = self.report.filter(pl.col("note") != "").height
        return {outcome: found.get(outcome, 0) for outcome in OUTCOMES} | {"noted": noted}


def check_rows(
    received: Received,
    mapping: dict[str, Mapped],
    dates: DateForm,
    earlier: pl.DataFrame | None,
    whole_roll_on: dt.date | None = None,
) -> Intake:
    """Check every row of a file against the mapping and against the roll as it stands (`earlier`, a column for each
    field).

    With `whole_roll_on` the file is the whole roll on that day, and members who are not in it have left on it.

    Raises:
        Malformed: a mapped column is not in the file.
    """
    position = {title: str(index) for index, title in reversed(list(enumerate(received.header)))}
    for mapped in mapping.values():
        if mapped.header not in position:
            raise Malformed(
                f"the column {mapped.header!r} (for {mapped.field.name}) is not in the file; "
                f"its columns are: {', '.join(repr(title) for title in received.header[:40])}"
            )
    fields = tuple(mapped.field for mapped in mapping.values())
    raw = received.table.select("row", *(pl.col(position[m.header]).alias(m.field.name) for m in mapping.values()))
    table = _read(raw, fields, dates)
    table = _refuse_shared_numbers(table, fields)
    taken = table.filter(pl.col("why") == "").select("row", "note", *(field.name for field in fields))
    outcomes = _compare(taken, fields, earlier)
    refused = table.filter(pl.col("why") != "").select(
        "row", pl.lit("refused").alias("outcome"), pl.col("number").fill_null(""), "why", "note"
    )
    ragged = _ragged(received)
    gone = _absent(table, earlier, whole_roll_on)
    notes = _look_alikes(taken, fields, earlier)
    report = pl.concat([outcomes, refused, ragged, gone], how="vertical")
    if notes:
        noted = pl.DataFrame({"number": list(notes), "look": list(notes.values())})
        report = report.join(noted, on="number", how="left", maintain_order="left").select(
            "row", "outcome", "number", "why", _joined(pl.col("note"), pl.col("look").fill_null("")).alias("note")
        )
    facts = taken.select(field.name for field in fields)
    if whole_roll_on is not None and earlier is not None and gone.height:
        facts, fields = _record_leaving(facts, fields, earlier, gone, whole_roll_on)
    titles = {mapped.header for mapped in mapping.values()}
    return Intake(
        fields=fields,
        facts=facts.sort("number"),
        report=report.sort("row", nulls_last=True, maintain_order=True),
        not_taken=tuple(title for title in received.header if title not in titles),
    )


def _joined(*parts: pl.Expr) -> pl.Expr:
    """Sentences joined by "; ", empty ones left out."""
    kept = [pl.when(part == "").then(None).otherwise(part) for part in parts]
    return pl.concat_str(kept, separator="; ", ignore_nulls=True).fill_null("")


def _read(raw: pl.DataFrame, fields: tuple[Field, ...], dates: DateForm) -> pl.DataFrame:
    """Every cell as its kind says; `why` and `note` say what is wrong with, or was done to, a row."""
    why: list[pl.Expr] = []
    notes: list[pl.Expr] = []
    table = raw
    for field in fields:
        name, before = field.name, pl.col(field.name)
        tidy = before.str.replace_all(_CONTROL, " ").str.strip_chars()
        tidied = raw.select(
            pl.when(tidy != before)
            .then(pl.lit(f"spaces or control characters removed in {name}"))
            .otherwise(pl.lit(""))
        )
        cells = raw.select(tidy).to_series()
        if (tidied.to_series() != "").any():
            table = table.with_columns(tidied.to_series().alias(f"tidied {name}"))
            notes.append(pl.col(f"tidied {name}"))
        if field.kind is Kind.TEXT and cells.str.contains(FORMULA_SIGN).any():
            looks = cells.to_frame("cell").select(
                pl.when(pl.col("cell").str.contains(FORMULA_SIGN))
                .then(pl.lit(f"{name} begins as a formula does; it is kept, and made harmless in every file written"))
                .otherwise(pl.lit(""))
            )
            table = table.with_columns(looks.to_series().alias(f"formula {name}"))
            notes.append(pl.col(f"formula {name}"))
        values, faults = _column(cells, field, dates)
        table = table.with_columns(values.alias(name))
        if faults is not None:
            table = table.with_columns(faults.alias(f"fault {name}"))
            why.append(pl.col(f"fault {name}"))
    why.append(_unfit_number(pl.col("number")))
    table = table.with_columns(
        _joined(*why).alias("why"), _joined(*notes).alias("note") if notes else pl.lit("").alias("note")
    )
    names = [field.name for field in fields]
    if "joined_on" in names and "left_on" in names:
        rejoined = pl.when(pl.col("left_on") < pl.col("joined_on")).then(pl.lit("left_on is before joined_on"))
        table = table.with_columns(_joined(pl.col("note"), rejoined.otherwise(pl.lit("")).fill_null("")).alias("note"))
    return table.select("row", *names, "why", "note")


def _column(cells: pl.Series, field: Field, dates: DateForm) -> tuple[pl.Series, pl.Series | None]:
    """The values of a column, empty cells as null, and the faults of its cells if there are any.

    Each distinct text is read once, in Python: there is one reading of a date, not two.
    """
    if field.kind is Kind.TEXT:
        return cells.replace("", None), None
    distinct = [cell for cell in cells.unique().to_list() if cell]
    readings = {cell: read_cell(cell, field.kind, dates) for cell in distinct}
    values = {cell: None if isinstance(value, Fault) else value for cell, value in readings.items()}
    faults = {cell: f"{field.name}: {value.why}" for cell, value in readings.items() if isinstance(value, Fault)}
    dtype = DTYPES[field.kind]
    if not values:
        return pl.Series(field.name, [None] * len(cells), dtype=dtype), None
    keys = pl.Series(list(values), dtype=pl.String)
    column = cells.replace_strict(keys, pl.Series(list(values.values()), dtype=dtype), default=None, return_dtype=dtype)
    if not faults:
        return column, None
    return column, cells.replace_strict(
        pl.Series(list(faults)), pl.Series(list(faults.values())), default="", return_dtype=pl.String
    )


def _unfit_number(number: pl.Expr) -> pl.Expr:
    return (
        pl.when(number.is_null())
        .then(pl.lit("no membership number"))
        .when(number.str.len_chars() > MAX_NUMBER_LENGTH)
        .then(pl.lit(f"the membership number is longer than {MAX_NUMBER_LENGTH} characters"))
        .when(number.str.contains(_UNFIT_NUMBER))
        .then(pl.lit("the membership number holds an invisible character"))
        .otherwise(pl.lit(""))
    )


def _refuse_shared_numbers(table: pl.DataFrame, fields: tuple[Field, ...]) -> pl.DataFrame:
    """Rows that share a number: repetitions after the first are refused, differing ones all."""
    shared = table.filter(pl.col("number").is_not_null() & pl.col("number").is_duplicated())
    if not shared.height:
        return table
    why: dict[int, str] = {}
    names = [field.name for field in fields]
    groups = shared.sort("row").group_by("number").agg("row", (pl.col("why") != "").any().alias("faulty"))
    spellings = shared.group_by("number").agg(pl.col(name).n_unique() for name in names if name != "number")
    differing = {
        row["number"]: [name for name, n in row.items() if name != "number" and n > 1]
        for row in spellings.iter_rows(named=True)
    }
    for number, rows, faulty in groups.iter_rows():
        if differing[number] or faulty:
            named = ", ".join(map(str, rows[:5])) + (f" and {len(rows) - 5} more" if len(rows) > 5 else "")
            where = ", ".join(differing[number]) or "what can be read"
            why.update(dict.fromkeys(rows, f"rows {named} share this number and differ in {where}: none is taken"))
        else:
            why.update(dict.fromkeys(rows[1:], f"repeats row {rows[0]}, cell for cell"))
    verdicts = pl.DataFrame(
        {"row": list(why), "shared": list(why.values())}, schema={"row": pl.UInt32, "shared": pl.String}
    )
    return (
        table.join(verdicts, on="row", how="left", maintain_order="left")
        .with_columns(_joined(pl.col("why"), pl.col("shared").fill_null("")).alias("why"))
        .drop("shared")
    )


def _compare(taken: pl.DataFrame, fields: tuple[Field, ...], earlier: pl.DataFrame | None) -> pl.DataFrame:
    """Taken, changed (with from and to) or same, against the roll as it stands."""
    if earlier is None:
        return taken.select("row", pl.lit("taken").alias("outcome"), "number", pl.lit("").alias("why"), "note")
    known = {name: dtype for name, dtype in earlier.schema.items() if name != "number"}
    before = earlier.select("number", pl.lit(True).alias("known"), *(pl.col(n).alias(f"was {n}") for n in known))
    joined = taken.join(before, on="number", how="left", maintain_order="left")
    names = [field.name for field in fields if field.name != "number"]
    changes = [
        pl.when(pl.col("known"), pl.col(name).ne_missing(pl.col(f"was {name}") if name in known else pl.lit(None)))
        .then(pl.format("{}: {} -> {}", pl.lit(name), _shown(f"was {name}" if name in known else None), _shown(name)))
        .otherwise(pl.lit(""))
        for name in names
    ]
    why = _joined(*changes) if changes else pl.lit("")
    outcome = pl.when(pl.col("known").is_null()).then(pl.lit("taken")).when(pl.col("why") == "").then(pl.lit("same"))
    return joined.with_columns(why.alias("why")).select(
        "row", outcome.otherwise(pl.lit("changed")).alias("outcome"), "number", "why", "note"
    )


def _shown(name: str | None) -> pl.Expr:
    return pl.lit("(empty)") if name is None else pl.col(name).cast(pl.String).fill_null("(empty)")


def _ragged(received: Received) -> pl.DataFrame:
    expected = len(received.header)
    return pl.DataFrame(
        [
            (
                ragged.row,
                "refused",
                "",
                f"{ragged.cells} cells, expected {expected}: {ragged.beginning!r}" if ragged.cells else "an empty line",
                "",
            )
            for ragged in received.ragged
        ],
        schema={"row": pl.UInt32, "outcome": pl.String, "number": pl.String, "why": pl.String, "note": pl.String},
        orient="row",
    )


def _absent(table: pl.DataFrame, earlier: pl.DataFrame | None, whole_roll_on: dt.date | None) -> pl.DataFrame:
    """Members on the roll for whom the file has no row, not even a refused one."""
    members = pl.DataFrame(schema={"number": pl.String}) if earlier is None else earlier
    if whole_roll_on is not None and "left_on" in members.columns:
        members = members.filter(pl.col("left_on").is_null())
    outcome, why = (
        ("absent", "not in this file; stays as before")
        if whole_roll_on is None
        else ("left", f"not in a file that is the whole roll: left on {whole_roll_on}")
    )
    return members.join(table.select("number").drop_nulls(), on="number", how="anti").select(
        pl.lit(None, pl.UInt32).alias("row"),
        pl.lit(outcome).alias("outcome"),
        "number",
        pl.lit(why).alias("why"),
        pl.lit("").alias("note"),
    )


def _record_leaving(
    facts: pl.DataFrame, fields: tuple[Field, ...], earlier: pl.DataFrame, gone: pl.DataFrame, on: dt.date
) -> tuple[pl.DataFrame, tuple[Field, ...]]:
    """Rows for those who are not in the whole roll: as before, and left on its day."""
    if not any(field.name == "left_on" for field in fields):
        fields = (*fields, KNOWN["left_on"])
        was = (
            earlier.select("number", "left_on")
            if "left_on" in earlier.columns
            else earlier.select("number", pl.lit(None, pl.Date).alias("left_on"))
        )
        facts = facts.join(was, on="number", how="left")
    leavers = earlier.join(gone.select("number"), on="number", how="semi").with_columns(pl.lit(on).alias("left_on"))
    return pl.concat([facts, leavers.select(n for n in facts.columns if n in leavers.columns)], how="diagonal"), fields


def _look_alikes(taken: pl.DataFrame, fields: tuple[Field, ...], earlier: pl.DataFrame | None) -> dict[str, str]:
    """Notes by membership number: whose number, or whose name and date, looks like another's."""
    names = {field.name for field in fields}
    date = "born_on" if "born_on" in names else "joined_on" if "joined_on" in names else None
    asked = ["number", *(name for name in ("name", date) if name in names and name is not None and date is not None)]
    people = taken.select(asked)
    if earlier is not None and set(asked) <= set(earlier.columns):
        people = pl.concat([people, earlier.select(asked).join(people, on="number", how="anti")])
    notes: dict[str, str] = {}
    folded = people.with_columns(_folded(people["number"], fold_number, number=True).alias("folded"))
    _note_groups(
        notes,
        folded.filter(pl.col("folded").is_duplicated()),
        ["folded"],
        "the number differs in case or width alone from",
    )
    if "name" in asked and date in asked:
        dated = people.filter(pl.col("name").is_not_null() & pl.col(date).is_not_null())
        dated = dated.with_columns(_folded(dated["name"], fold, number=False).alias("folded")).filter(
            pl.col("folded") != ""
        )
        same = dated.filter(pl.struct("folded", date).is_duplicated())
        _note_groups(notes, same, ["folded", date], f"same name and {date} as")
    return notes


def _note_groups(notes: dict[str, str], alike: pl.DataFrame, by: list[str], words: str) -> None:
    for (numbers,) in alike.sort("number").group_by(by, maintain_order=True).agg("number").select("number").iter_rows():
        for number in numbers:
            others = [other for other in numbers[: NAMED + 1] if other != number][:NAMED]
            more = len(numbers) - 1 - len(others)
            told = f"{words} {', '.join(others)}{f' and {more} more' if more else ''}"
            notes[number] = f"{notes[number]}; {told}" if number in notes else told


def _folded(texts: pl.Series, plainly: Callable[[str], str], *, number: bool) -> pl.Series:
    """`fold` or `fold_number` for a column: plain letters on the column, all others one by one."""
    column = pl.col(texts.name)
    quick = column.str.to_lowercase()
    if number:
        quick = quick.str.replace_all(r"[\s\x1c-\x1f]+", "")
    else:
        quick = quick.str.replace_all(_FALLS_AWAY, "").str.replace_all(_DIVIDES, " ").str.strip_chars(" ")
    is_plain = column.str.len_bytes() == column.str.len_chars()
    frame = texts.to_frame()
    others = frame.filter(~is_plain).to_series().unique().to_list()
    folded = frame.select(quick).to_series()
    if not others:
        return folded
    slow = texts.replace_strict(
        pl.Series(others),
        pl.Series([plainly(text) for text in others]),
        default=None,
        return_dtype=pl.String,
    )
    return slow.fill_null(folded)
