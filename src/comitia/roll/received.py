"""A file of members as it came: bytes to a table of texts, one line of the table for every row of the file.

No row is lost on the way. The fast reader (polars) fills up a short row without a word and stops at a long one, so its
table is used only when the separators of each line show that every row is whole; otherwise the patient reader (Python's
`csv`) goes through the file and names each row that has too few or too many cells.

Rows are numbered as a spreadsheet shows them: the header is row 1.

>>> receive_table(b"No,Name\\n1,Ann\\n2\\n", "roll.csv").ragged
[Ragged(row=3, cells=1, beginning='2')]
"""

import csv
import io
import re
from dataclasses import dataclass

import polars as pl

from comitia.canonical import sha256_hex
from comitia.errors import Malformed

SEPARATORS = (",", ";", "\t", "|")
MAX_BYTES = 1 << 30
MAX_COLUMNS = 1000
MAX_CELL = 100_000
"""Characters. A row can be refused, but a cell of this length says that the file is none, or that a quotation mark is
open.
"""


@dataclass(frozen=True, slots=True)
class Ragged:
    """A row that has not as many cells as the header; `cells` is 0 for an empty line."""

    row: int
    cells: int
    beginning: str


@dataclass(frozen=True, slots=True)
class Received:
    """A file of members, cell by cell.

    `table` has a column `row` (u32) and one text column for each cell of the header, named `0`, `1`, ...; an empty cell
    is an empty text. `ragged` holds the rows that are not in the table.
    """

    header: tuple[str, ...]
    table: pl.DataFrame
    ragged: list[Ragged]
    sha256: str
    separator: str
    encoding: str


def receive_table(raw: bytes, what: str, *, separator: str | None = None, encoding: str | None = None) -> Received:
    """Read a CSV file; `what` names it in messages.

    Without `separator` it is the one that the header holds most often; without `encoding` it is UTF-8, or UTF-16 when
    the file begins with its mark. What was taken stands in the answer and is shown to the secretary.

    Raises:
        Malformed: empty, not text in that encoding, no header, two columns of one name, an open quotation mark.
    """
    if len(raw) > MAX_BYTES:
        raise Malformed(f"{what}: {len(raw):,} bytes, expected at most {MAX_BYTES:,}; split the file")
    digest = sha256_hex(raw)
    text, encoding = _utf8(raw, what, encoding)
    if not text.strip():
        raise Malformed(f"{what}: the file is empty; expected a header row and a row for each member")
    separator = separator or _likely_separator(text)
    table, ragged, header = _fast(text, separator) or _patient(text, separator, what)
    _check_header(header, what, separator)
    return Received(header, table, ragged, digest, separator, encoding)


def _utf8(raw: bytes, what: str, encoding: str | None) -> tuple[bytes, str]:
    """The bytes in UTF-8 without a mark, and the name of the encoding they came in."""
    if encoding is None:
        encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    try:
        text = raw.decode(encoding)
    except LookupError:
        raise Malformed(f"{what}: there is no encoding {encoding!r}; try utf-8, windows-1252 or utf-16") from None
    except (UnicodeDecodeError, UnicodeError) as fault:
        at = getattr(fault, "start", 0)
        row = raw.count(b"\n", 0, at) + 1
        raise Malformed(
            f"{what}: line {row} is not {encoding} text (byte {raw[at : at + 1].hex()}); save the file as UTF-8, "
            "or name its encoding, often windows-1252"
        ) from None
    if "\x00" in text:
        raise Malformed(f"{what}: holds a NUL character; this is no CSV file, or its encoding is another one")
    return text.removeprefix("\ufeff").encode(), encoding


def _likely_separator(text: bytes) -> str:
    first = text.split(b"\n", 1)[0].decode()
    return max(SEPARATORS, key=lambda sign: (first.count(sign), -SEPARATORS.index(sign)))


def _fast(text: bytes, separator: str) -> tuple[pl.DataFrame, list[Ragged], tuple[str, ...]] | None:
    """Read with polars; None when it cannot be shown that every row has as many cells as the header."""
    sign = re.escape(separator.encode())
    if text.count(b"\r") != text.count(b"\r\n") or text.count(b'"') % 2 or b"\x01" in text or b"\x02" in text:
        return None
    quoted = b'"' in text
    unquoted = re.sub(rb'(?:"[^"]*")+', b"\x01", text) if quoted else text
    if quoted and re.search(rb"[^\n" + sign + rb"]\x01|\x01[^\r\n" + sign + rb"]", unquoted):
        return None  # A quotation mark inside a word: the two readers need not agree on it.
    try:
        table = pl.read_csv(
            text, has_header=False, infer_schema=False, separator=separator, quote_char='"' if quoted else None
        )
    except pl.exceptions.PolarsError:
        return None
    if table.width < 2 or not _is_whole(unquoted, separator, table):
        return None
    table = table.rename({name: str(index) for index, name in enumerate(table.columns)})
    header = tuple(cell or "" for cell in table.row(0))
    rows = pl.int_range(2, table.height + 1, dtype=pl.UInt32, eager=True).alias("row")
    return table.slice(1).select(rows, pl.all().fill_null("")), [], header


def _is_whole(unquoted: bytes, separator: str, table: pl.DataFrame) -> bool:
    """Whether each line, its quoted cells taken out, has just the separators that the table's width asks for."""
    try:
        lines = pl.read_csv(unquoted, has_header=False, infer_schema=False, separator="\x02", quote_char=None)
    except pl.exceptions.PolarsError:
        return False
    counted = lines.to_series(0).fill_null("").str.count_matches(separator, literal=True)
    return lines.width == 1 and lines.height == table.height and bool((counted == table.width - 1).all())


def _patient(text: bytes, separator: str, what: str) -> tuple[pl.DataFrame, list[Ragged], tuple[str, ...]]:
    """Read with Python's csv, row by row."""
    csv.field_size_limit(MAX_CELL)
    lines = csv.reader(io.StringIO(text.decode(), newline=""), delimiter=separator, strict=True)
    numbers: list[int] = []
    whole: list[list[str]] = []
    ragged: list[Ragged] = []
    header: tuple[str, ...] | None = None
    row = 0
    try:
        for row, cells in enumerate(lines, start=1):
            if header is None:
                header = tuple(cells)
            elif len(cells) != len(header):
                ragged.append(Ragged(row, len(cells), separator.join(cells)[:60]))
            else:
                numbers.append(row)
                whole.append(cells)
    except csv.Error as fault:
        raise Malformed(
            f"{what}: after row {row}: {fault}; expected rows of cells with quotation marks closed and doubled inside; "
            "correct the row in the file"
        ) from None
    header = header or ()
    columns = {str(index): pl.Series(column, dtype=pl.String) for index, column in enumerate(zip(*whole, strict=True))}
    columns = columns or {str(index): pl.Series([], dtype=pl.String) for index in range(len(header))}
    return pl.DataFrame({"row": pl.Series(numbers, dtype=pl.UInt32), **columns}), ragged, header


def _check_header(header: tuple[str, ...], what: str, separator: str) -> None:
    if len(header) > MAX_COLUMNS:
        raise Malformed(f"{what}: {len(header):,} columns, expected at most {MAX_COLUMNS:,}")
    if not any(title.strip() for title in header):
        raise Malformed(f"{what}: the first row is empty; expected the names of the columns")
    titles = [title for title in header if title.strip()]
    twice = sorted({title for title in titles if titles.count(title) > 1})
    if twice:
        raise Malformed(f"{what}: two columns are called {twice[0]!r}; rename one, so that the mapping is certain")
    if len(header) == 1 and any(sign in header[0] for sign in SEPARATORS if sign != separator):
        raise Malformed(f"{what}: only one column, {header[0][:60]!r}; is the separator another than {separator!r}?")
