"""What `comitia count` reads: files, unpacked and in UTF-8, and the files that they name."""

import gzip
import io
import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from comitia.cli.files import LARGEST_FILE, read_file
from comitia.errors import Malformed

if TYPE_CHECKING:
    from comitia.count.formats import Options, Source


def receive_source(path: Path, encoding: str = "utf-8") -> "Source":
    """A file, unpacked if it is gzipped, in UTF-8."""
    from comitia.count.formats import Source

    raw = read_file(path)
    name = "standard input" if str(path) == "-" else str(path)
    if raw[:2] == b"\x1f\x8b":
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(raw)) as packed:
                raw = packed.read(LARGEST_FILE + 1)
        except (OSError, EOFError, zlib.error) as fault:
            raise Malformed(
                f"{name}: found a damaged gzip file ({fault}), expected a whole one; copy it again"
            ) from None
        if len(raw) > LARGEST_FILE:
            raise Malformed(f"{name}: over {LARGEST_FILE:,} bytes unpacked; is it the right file?")
    if encoding.lower().replace("_", "-") not in {"utf-8", "utf8"}:
        try:
            raw = raw.decode(encoding).encode()
        except (LookupError, UnicodeDecodeError) as fault:
            raise Malformed(f"{name}: cannot be read as {encoding!r} ({fault}); give its true encoding") from None
    return Source(name, raw)


def options_of(
    file: Path, candidates: str | None, form: str | None, contest: str | None, question: int | None, column: str | None,
    grades: str | None, encoding: str,
) -> "Options":  # fmt: skip
    from comitia.count.formats import Options

    def beside(name: str) -> "Source":
        return receive_source(_near(file.parent, name), encoding)

    return Options(form, listed(candidates), listed(grades) or (), contest, question, column, False, beside)


def _near(folder: Path, name: str) -> Path:
    """A file that another one names: as named, else of that name or stem in the same folder (xlsx converted to csv,
    gzipped)."""
    plain = re.split(r"[\\/]", name)[-1]
    stem = plain.rpartition(".")[0] or plain
    for guess in (folder / name, folder / plain, folder / f"{plain}.gz"):
        if guess.is_file():
            return guess
    for ending in (".csv", ".json", ".xml"):
        for guess in (folder / f"{stem}{ending}", folder / f"{stem}{ending}.gz"):
            if guess.is_file():
                return guess
    raise Malformed(
        f"{name}: is named in the configuration and is not beside it in {folder}; put it there (CSV, JSON or XML)"
    )


def listed(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(part.strip() for part in text.split(",") if part.strip())
