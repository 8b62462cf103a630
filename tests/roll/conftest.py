"""A club's roll in memory and on disk, and the rule of Labour's contest of 2016 as plain data."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from comitia.roll import Intake, check_rows, receive_date_form, receive_mapping, receive_table
from comitia.roll.folder import open_roll
from comitia.roll.keeping import import_members
from tests.roll.made import SIGNED, fact, value

HEADER = "number,name,born_on,joined_on,left_on,category,branch"


@pytest.fixture
def six_months() -> dict[str, Any]:
    """Six months' membership on 12 July 2016, as the NEC set it (Evangelou v McNicol [2016] EWCA Civ 817)."""
    return {
        "name": "member",
        "clause": "4.II.2.C",
        "edition": "2016",
        "section": "members",
        "weight": "1",
        "frozen_on": "2016-01-12",
        "tests": [
            {
                "clause": "4.II.2.C(vii)",
                "sentence": "joined on or before 12 January 2016",
                "otherwise": "joined after 12 January 2016",
                "node": {"op": "<=", "left": fact("joined_on", "date"), "right": value("2016-01-12", "date")},
            },
            {
                "clause": "2.I",
                "sentence": "has not left",
                "otherwise": "has left",
                "node": {"op": "is-null", "of": fact("left_on", "date")},
            },
        ],
    }


@pytest.fixture
def take() -> Callable[..., Intake]:
    """Check rows given as lines of CSV under the usual header."""

    def taken(*lines: str, header: str = HEADER, **more: Any) -> Intake:
        raw = "\n".join([header, *lines, ""]).encode()
        received = receive_table(raw, "members.csv")
        mapping = receive_mapping([f"{title}={title.partition(':')[0]}" for title in header.split(",")])
        return check_rows(received, mapping, receive_date_form("YYYY-MM-DD"), more.pop("earlier", None), **more)

    return taken


@pytest.fixture
def keep(tmp_path: Path) -> Callable[..., Path]:
    """Import lines of CSV into the roll kept in a folder, as of a day; gives the folder."""

    def kept(*lines: str, on: str = "2016-07-12", header: str = HEADER) -> Path:
        folder = tmp_path / "roll"
        received = receive_table("\n".join([header, *lines, ""]).encode(), "members.csv")
        mapping = receive_mapping([f"{title}={title}" for title in header.split(",")])
        intake = check_rows(received, mapping, receive_date_form("YYYY-MM-DD"), None)
        source = ("members.csv", received, mapping, "YYYY-MM-DD")
        import_members(folder, open_roll(folder), intake, source, dt.date.fromisoformat(on), SIGNED)
        return folder

    return kept
