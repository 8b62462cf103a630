"""What `comitia count` shows: the sheet on the terminal, in files, as pictures; and where methods part."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comitia.canonical import write_whole
from comitia.errors import Malformed

if TYPE_CHECKING:
    from comitia.count import Sheet
    from comitia.count.rendering import Report


def console() -> Any:
    from rich.console import Console

    # Piped output keeps a width that a reader can hold; a terminal has its own.
    return Console() if sys.stdout.isatty() else Console(width=100)


def plain(text: str) -> Any:
    from rich.text import Text

    return Text(text)


@contextmanager
def working(label: str) -> Iterator[None]:
    """A sign of life on standard error while a count takes its time; on anything but a terminal, nothing."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(plain(label)):
        yield


def show(sheet: "Sheet") -> None:
    from comitia.count.rendering import render_terminal

    render_terminal(sheet, console())


def write_pictures(sheet: "Sheet", folder: Path) -> None:
    from comitia.count.rendering import draw

    folder.mkdir(parents=True, exist_ok=True)
    for name, text in draw(sheet).items():
        write_whole(folder / name, text.encode())


def rendered(sheet: "Sheet", target: Path, issuer: str | None, polled: str | None) -> bytes:
    """The sheet in the form that the file's ending names."""
    from comitia.count import rendering

    if target.name.endswith(".cdf.json"):
        return rendering.render_cdf(sheet, _report(issuer, polled)).encode()
    if target.suffix == ".json":
        return (json.dumps(sheet.to_json(), ensure_ascii=False, indent=1) + "\n").encode()
    if target.suffix == ".html":
        return rendering.render_html(sheet).encode()
    if target.suffix == ".csv":
        return rendering.render_csv(sheet).encode()
    if target.suffix == ".pdf":
        return rendering.render_pdf(sheet)
    if target.suffix == ".txt":
        return ("\n".join(rendering.render_sentences(sheet)) + "\n").encode()
    raise Malformed(f"--write {target}: expected the ending .html, .csv, .pdf, .json, .txt or .cdf.json")


def _report(issuer: str | None, polled: str | None) -> "Report":
    """What a NIST report needs beyond the sheet; the time is this computer's."""
    from comitia.count.rendering import Report

    if not issuer or not polled:
        raise Malformed("--write .cdf.json: a NIST report needs --issuer NAME and --polled DATE (such as 2026-11-24)")
    try:
        day = date.fromisoformat(polled)
    except ValueError:
        raise Malformed(f"--polled {polled!r}: expected a date such as 2026-11-24") from None
    initials = "".join(word[0] for word in issuer.split()).upper()
    return Report(issuer, initials, datetime.now(UTC), day, day)


def show_comparison(candidates: tuple[str, ...], seats: int, rows: list[dict[str, Any]], *, as_json: bool) -> None:
    """Methods that elect the same people share a group; where groups part, the table shows it."""
    groups: dict[frozenset[int], list[str]] = {}
    for row in rows:
        if row["winners_index"] is not None:
            groups.setdefault(frozenset(row["winners_index"]), []).append(row["method"])
    agreed = sorted(frozenset.intersection(*groups)) if groups else []
    if as_json:
        elected = [
            {"methods": who, "winners": [candidates[c - 1] for c in sorted(group)], "winners_index": sorted(group)}
            for group, who in groups.items()
        ]
        out = {
            "candidates": list(candidates), "seats": seats, "methods": rows, "groups": elected,
            "agreed": [candidates[c - 1] for c in agreed], "part": len(groups) > 1,
        }  # fmt: skip
        print(json.dumps(out, ensure_ascii=False))
        return
    from rich.table import Table

    screen = console()
    table = Table("method", "elected (in order)", box=None, pad_edge=False)
    for row in rows:
        table.add_row(
            row["method"],
            plain(", ".join(row["winners"]) if row["winners"] is not None else f"stopped: {row['stopped']}"),
        )
    screen.print(table)
    screen.print()
    if len(groups) == 1:
        screen.print(f"All {len(groups[next(iter(groups))])} methods that came to an end elect the same.")
    elif groups:
        screen.print(
            plain(
                f"The winners part into {len(groups)} groups; elected by all: {_names(candidates, agreed) or 'nobody'}."
            )
        )
        for group, who in groups.items():
            screen.print(
                plain(f"  {_names(candidates, sorted(group - set(agreed))) or 'nobody else'}: {', '.join(who)}")
            )


def _names(candidates: tuple[str, ...], numbers: list[int]) -> str:
    return ", ".join(candidates[c - 1] for c in numbers)
