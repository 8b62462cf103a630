"""The Labour register of 2015-16, read once, and a small register to bend."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from comitia.record.offices import Register
from comitia.record.register import receive_register

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def labour() -> Register:
    return receive_register((DATA / "labour-frontbench-2015-16.json").read_bytes(), "labour")


@pytest.fixture
def club() -> dict[str, Any]:
    """A club of two posts and three people, as the JSON object of the schema; tests bend it."""
    return {
        "register": "club",
        "title": "The club, 2020",
        "window": {"from": "2020-01-01", "to": "2020-12-31"},
        "timezone": "Europe/London",
        "schema_version": 1,
        "event_types": {
            "begins": ["appointed", "elected"],
            "ends": ["resigned", "dismissed", "moved", "ended", "died", "left_party"],
            "no_effect": ["re-elected", "confirmed", "announced"],
        },
        "sources": {"minutes": {"title": "Minutes of the club"}, "letter": {"title": "A letter"}},
        "posts": [
            {"id": "chair", "title": "Chair", "tier": "shadow_cabinet", "filled_by": "elected_by_members"}
            | {"single_holder": True},
            {"id": "steward", "title": "Steward", "tier": "whip", "filled_by": "appointed_by_leader"}
            | {"single_holder": False},
        ],
        "persons": [{"id": name, "name": name.capitalize()} for name in ("ann", "ben", "cat")],
        "events": [],
        "unplaced": [],
    }


@pytest.fixture
def register_of(club: dict[str, Any]) -> Callable[..., Register]:
    """Build the club's register from short lines: "2020-03-01 18:30 ann elected chair"."""

    def build(*lines: str, **changes: Any) -> Register:
        return receive_register(json.dumps(club | {"events": events_of(*lines)} | changes).encode(), "club")

    return build


def events_of(*lines: str) -> list[dict[str, Any]]:
    """Short lines as events of the schema, numbered from 1; a missing time is "-"."""
    events = []
    for seq, line in enumerate(lines, 1):
        day, clock, person, event, post, *rest = line.split()
        events.append(
            {
                "seq": seq,
                "date": day,
                "time": None if clock == "-" else clock,
                "person": person,
                "event": event,
                "post": post,
                "note": None,
                "source": ["minutes"],
                "confidence": 0.9,
            }
            | ({"opening": True} if day < "2020-01-01" else {})
            | (json.loads(" ".join(rest)) if rest else {})
        )
    return events
