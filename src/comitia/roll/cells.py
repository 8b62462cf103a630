"""Cells that a spreadsheet would take for a formula.

A roll goes back and forth between a member database and a spreadsheet, and a spreadsheet runs a cell that begins with
`=`, `+`, `-`, `@`, a tab or a carriage return. A member who calls himself `=HYPERLINK(...)` must stay a name. Every
text cell that Comitia writes therefore gets an apostrophe in front when it would run, and the reader takes it off
again.

The pair is exact: a cell that already begins with apostrophes and then one of these characters gets one more, so that
`restore` undoes `neutralise` on every text, and `'t Hooft` stays as it is.

>>> neutralise("=1+1"), neutralise("'t Hooft"), neutralise("'=x")
("'=1+1", "'t Hooft", "''=x")
>>> restore(neutralise("'=x"))
"'=x"

Source: OWASP, "CSV Injection"; the full-width forms are those that East Asian spreadsheets fold to the plain ones.
"""

import re

import polars as pl

FORMULA = "=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20"
_RUNS = re.compile(f"^('*[{FORMULA}])")
_NEUTRALISED = re.compile(f"^'('*[{FORMULA}])")


def neutralise(text: str) -> str:
    """The text as it may stand in a CSV cell."""
    return _RUNS.sub(r"'\1", text)


def restore(cell: str) -> str:
    """The text that was written with `neutralise`."""
    return _NEUTRALISED.sub(r"\1", cell)


def neutralise_column(column: str) -> pl.Expr:
    """`neutralise` for a column of texts."""
    return pl.col(column).str.replace(_RUNS.pattern, "'${1}")


def restore_column(column: str) -> pl.Expr:
    """`restore` for a column of texts."""
    return pl.col(column).str.replace(_NEUTRALISED.pattern, "${1}")


def runs_column(column: str) -> pl.Expr:
    """Whether a text would be changed by `neutralise`."""
    return pl.col(column).str.contains(_RUNS.pattern)
