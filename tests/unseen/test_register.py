"""A second register, of a parish council in Leipzig, against answers worked out by hand.

Made for these tests: people come back, one takes up a post and gives it up on the same day, a post closes.
"""

import json
from itertools import count
from typing import Any

from comitia.record.questions import KINDS, Question, ask
from comitia.record.register import receive_register

EVENTS = (
    ("2020-01-01", None, "ada", "elected", "chair"),
    ("2020-02-01", None, "ada", "resigned", "chair"),
    ("2020-02-01", None, "ben", "elected", "chair"),
    ("2020-03-01", None, "ben", "resigned", "chair"),
    ("2020-03-01", None, "ada", "elected", "chair"),
    ("2020-01-10", None, "cyd", "appointed", "clerk"),
    ("2020-02-10", None, "cyd", "dismissed", "clerk"),
    ("2020-02-20", "09:00", "dov", "appointed", "clerk"),
    ("2020-02-20", "17:30", "dov", "resigned", "clerk"),
    ("2020-03-05", None, "cyd", "appointed", "clerk"),
)


def register() -> Any:
    """The register behind the door."""
    numbers = count(1)
    words = ("date", "time", "person", "event", "post")
    rest = {"note": None, "source": ["minutes"], "confidence": 1}
    file = {
        "register": "parish",
        "title": "Parish council",
        "window": {"from": "2020-01-01", "to": "2020-03-31"},
        "timezone": "Europe/Berlin",
        "schema_version": 1,
        "event_types": {"begins": ["appointed", "elected"], "ends": ["resigned", "dismissed"], "no_effect": []},
        "sources": {"minutes": {"title": "Minutes"}},
        "posts": [
            {"id": post, "title": post, "tier": "council", "filled_by": "appointed_by_nec", "single_holder": True}
            for post in ("chair", "clerk")
        ],
        "persons": [{"id": name, "name": name.title()} for name in ("ada", "ben", "cyd", "dov")],
        "events": [
            {"seq": next(numbers), **dict(zip(words, event, strict=True)), **rest}
            for event in sorted(EVENTS, key=lambda event: event[0])
        ],
    }
    return receive_register(json.dumps(file).encode())


def answer(kind: str, **params: Any) -> Any:
    assert kind in KINDS
    return ask(register(), Question(id="q", kind=kind, params=params))


def test_who_came_after_somebody_who_has_since_come_back_is_the_one_who_took_up_the_post() -> None:
    assert answer("successor", person="ada", post="chair") == "ben"
    assert answer("successor", person="cyd", post="clerk") == "dov"


def test_nobody_came_after_somebody_who_never_left() -> None:
    assert answer("successor", person="dov", post="chair") is None


def test_a_holding_of_one_working_day_does_not_end_a_vacancy() -> None:
    assert answer("vacancy_spells", post="clerk", a="2020-01-10", z="2020-03-31") == [
        {"from": "2020-02-10", "to": "2020-03-05", "days": 24}
    ]
    assert answer("vacancies", date="2020-02-20", scope="council") == ["clerk"]


def test_during_that_day_the_post_was_held() -> None:
    assert answer("holder_at", post="clerk", date="2020-02-20", time="12:00") == ["dov"]
    assert answer("holder_on", post="clerk", date="2020-02-20") == []
    assert answer("shortest", scope="council", a="2020-01-01", z="2020-03-31") == {
        "days": 0,
        "holdings": [["dov", "clerk"]],
    }
