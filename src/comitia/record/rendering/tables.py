"""The register as CSV: holdings, or the dated events as they stand.

UTF-8, a header line, CRLF line ends (RFC 4180), several values in one cell joined by "; ". A cell that a spreadsheet
would take for a formula gets an apostrophe before it.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from comitia.record.offices import Alternative, Register


def holdings_csv(register: Register) -> str:
    """One line a holding, in the order of their beginnings."""
    header = [
        "person",
        "name",
        "post",
        "title",
        "tier",
        "from",
        "begun_by",
        "to",
        "ended_by",
        "days",
        "sources",
        "open_dates",
    ]
    rows: list[Sequence[object]] = []
    for holding in register.holdings:
        post, ended = register.posts[holding.post], holding.ended
        ends = [holding.begun, *([ended] if ended else [])]
        rows.append(
            [
                holding.person,
                register.name(holding.person),
                post.id,
                post.title,
                post.tier,
                holding.from_on,
                holding.begun.event,
                holding.to_on or "",
                ended.event if ended else "",
                "" if holding.n_days is None else holding.n_days,
                "; ".join(dict.fromkeys(source for event in ends for source in event.source)),
                "; ".join(_open(other) for event in ends for other in event.disputed if other.status == "open"),
            ]
        )
    return _csv(header, rows)


def events_csv(register: Register) -> str:
    """One line an entry, in the total order."""
    header = [
        "seq",
        "date",
        "time",
        "person",
        "name",
        "event",
        "post",
        "title",
        "confidence",
        "sources",
        "disputed",
        "note",
    ]
    rows: list[Sequence[object]] = [
        [
            event.seq,
            event.on,
            f"{event.clock:%H:%M}" if event.clock else "",
            event.person,
            register.name(event.person),
            event.event,
            event.post,
            register.posts[event.post].title,
            event.confidence,
            "; ".join(event.source),
            "; ".join(f"{other.status}: {_open(other)}" for other in event.disputed),
            event.note or "",
        ]
        for event in register.events
    ]
    return _csv(header, rows)


def safe_cell(value: object) -> str:
    """A cell that no spreadsheet runs: text that looks like a formula gets an apostrophe before it."""
    text = str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not isinstance(value, int) else text


def _open(other: Alternative) -> str:
    return f"{other.on or 'date not known'} ({other.source})"


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue()
