"""Rolls and rules made in memory for these tests."""

import datetime as dt

import polars as pl

from comitia.roll import Snapshot, render_members
from comitia.roll.fields import receive_field
from comitia.roll.keeping import Signed
from comitia.roll.rule.columns import DTYPES

SIGNED = Signed(dt.datetime(2016, 7, 12, 9, 0, tzinfo=dt.UTC), "secretary")


def fact(name: str, kind: str) -> dict[str, str]:
    return {"fact": name, "type": kind}


def value(given: object, kind: str) -> dict[str, object]:
    return {"value": given, "type": kind}


def snapshot(number: int, on: str, rows: list[dict[str, object]], *fields: str) -> Snapshot:
    held = tuple(receive_field(words) for words in fields)
    columns = {field.name: [row.get(field.name) for row in rows] for field in held}
    facts = pl.DataFrame(columns, schema={field.name: DTYPES[field.kind] for field in held})
    raw, neutralised = render_members(facts, held)
    return Snapshot(number, dt.date.fromisoformat(on), held, raw, neutralised)
