"""Invented members, the same every time, in the proportions of a large party's roll; and the rule of 2016."""

import csv
import datetime as dt
import random
from pathlib import Path

HEADER = (
    "number", "name", "born_on", "joined_on", "left_on", "category", "branch", "suspended_from", "arrears_since",
    "affiliate",
)  # fmt: skip
_FIRST = [
    "Ann",
    "Bob",
    "Cid",
    "Dai",
    "Eve",
    "Femi",
    "Gus",
    "Hana",
    "Ian",
    "Jó",
    "Kim",
    "Lou",
    "Mei",
    "Nia",
    "Oz",
    "Pat",
]
_LAST = ["Smith", "Jones", "Müller", "O'Brien", "Patel", "Nguyen", "García", "Evans", "Brown", "Khan"]
_EPOCH = dt.date(1990, 1, 1)

RULE = {
    "name": "member",
    "clause": "4.II.2.C(vii)",
    "edition": "2016",
    "section": "members",
    "weight": "1",
    "frozen_on": "2016-01-12",
    "tests": [
        {
            "clause": "4.II.2.C(vii)",
            "sentence": "joined on or before 12 January 2016",
            "node": {
                "op": "<=",
                "left": {"fact": "joined_on", "type": "date"},
                "right": {"value": "2016-01-12", "type": "date"},
            },
        },
        {
            "clause": "2.I",
            "sentence": "has not left",
            "node": {"op": "is-null", "of": {"fact": "left_on", "type": "date"}},
        },
        {
            "clause": "4.II.2.C",
            "sentence": "is a member or an affiliated supporter",
            "node": {
                "op": "in",
                "left": {"fact": "category", "type": "text"},
                "right": {"value": ["member", "affiliated"], "type": "texts"},
            },
        },
        {
            "clause": "2.III",
            "sentence": "is not six months in arrears",
            "node": {
                "op": "not",
                "of": {
                    "op": "<",
                    "left": {"fact": "arrears_since", "type": "date"},
                    "right": {"op": "shift", "of": {"value": "2016-07-12", "type": "date"}, "months": -6, "days": 0},
                },
            },
        },
    ],
}


def write_members(file: Path, n: int) -> None:
    """Write `n` members as CSV."""
    draw = random.Random(2016)
    with file.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(HEADER)
        for index in range(n):
            rows.writerow(
                (
                    f"L{index:07d}",
                    f"{draw.choice(_FIRST)} {draw.choice(_LAST)} {index % 977}",
                    _EPOCH - dt.timedelta(draw.randrange(20_000)),
                    _EPOCH + dt.timedelta(draw.randrange(9_650)),
                    "" if draw.random() < 0.97 else "2016-02-01",
                    draw.choice(("member", "member", "affiliated", "registered")),
                    f"CLP {draw.randrange(632)}",
                    "" if draw.random() < 0.999 else "2016-06-01",
                    "" if draw.random() < 0.95 else "2015-11-01",
                    draw.choice(("", "Unite", "GMB")),
                )
            )
