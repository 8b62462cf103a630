"""The door for registers: what it refuses, and with which two entries."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.errors import ComitiaError, Malformed
from comitia.record.holdings import Clash, held_at, replay, seq_at_end_of
from comitia.record.offices import Register
from comitia.record.register import receive_register

from .conftest import events_of

Build = Callable[..., Register]


def _clash(build: Build, *lines: str) -> tuple[int | None, int]:
    with pytest.raises(Clash) as caught:
        build(*lines)
    first, second = caught.value.first, caught.value.second
    for entry in (first, second):
        assert entry is None or str(entry) in str(caught.value)
    return (first.seq if first else None, second.seq)


def test_a_single_post_filled_twice_is_refused_with_both_appointments(register_of: Build) -> None:
    lines = ["2020-01-01 - ann elected chair", "2020-02-01 - cat appointed steward", "2020-03-01 - ben elected chair"]
    assert _clash(register_of, *lines) == (1, 3)


def test_nobody_takes_up_what_they_hold_already(register_of: Build) -> None:
    assert _clash(register_of, "2020-01-01 - ann appointed steward", "2020-03-01 - ann appointed steward") == (1, 2)


def test_ending_what_never_began_is_refused_with_the_last_entry_on_that_post(register_of: Build) -> None:
    assert _clash(register_of, "2020-01-01 - ann elected chair", "2020-03-01 - ben resigned chair") == (1, 2)
    assert _clash(register_of, "2020-03-01 - ben resigned chair") == (None, 1)


def test_ending_twice_is_refused_with_the_first_end(register_of: Build) -> None:
    lines = ["2020-01-01 - ann elected chair", "2020-02-01 - ann resigned chair", "2020-03-01 - ann dismissed chair"]
    assert _clash(register_of, *lines) == (2, 3)


def test_confirming_what_is_not_held_is_refused(register_of: Build) -> None:
    assert _clash(register_of, "2020-01-01 - ann elected chair", "2020-03-01 - ben confirmed chair") == (1, 2)


def test_time_running_backwards_is_refused(register_of: Build) -> None:
    assert _clash(register_of, "2020-03-01 - ann elected chair", "2020-02-01 - ben appointed steward") == (1, 2)
    lines = [
        "2020-03-01 12:00 ann elected chair",
        "2020-03-01 - cat appointed steward",
        "2020-03-01 11:59 ben appointed steward",
    ]
    assert _clash(register_of, *lines) == (1, 3)


def test_a_gap_in_the_numbers_is_refused(register_of: Build, club: dict[str, Any]) -> None:
    events = events_of("2020-01-01 - ann elected chair", "2020-02-01 - cat appointed steward")
    events[1]["seq"] = 3
    with pytest.raises(Clash, match="seq runs 1, 3"):
        register_of(events=events)


def test_nobody_takes_up_a_post_that_does_not_exist(register_of: Build, club: dict[str, Any]) -> None:
    club["posts"][0] |= {"valid_from": "2020-02-01", "valid_to": "2020-04-01"}
    assert _clash(register_of, "2020-01-31 - ann elected chair") == (None, 1)
    assert _clash(register_of, "2020-04-02 - ann elected chair") == (None, 1)
    with pytest.raises(Malformed, match="never ended"):
        register_of("2020-03-01 - ann elected chair")


def _change(path: list[str | int], value: Any) -> Callable[[dict[str, Any]], None]:
    def change(club: dict[str, Any]) -> None:
        spot: Any = club
        for step in path[:-1]:
            spot = spot[step]
        if value is None:
            del spot[path[-1]]
        else:
            spot[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_change(["schema_version"], 2), "expected 1"),
        (_change(["schema_version"], True), "expected 1"),
        (_change(["posts"], None), '"posts" is missing'),
        (_change(["posts"], {}), "expected a list"),
        (_change(["posts", 0], 7), "expected an object"),
        (_change(["posts", 0, "single_holder"], "yes"), "expected true or false"),
        (_change(["posts", 0, "ex_officio_of"], "king"), "no post here"),
        (_change(["posts", 1, "id"], "chair"), "stands twice"),
        (_change(["persons", 0, "name"], ""), "expected a text"),
        (_change(["persons", 0, "identifiers"], []), "expected an object"),
        (_change(["window", "to"], "2019-01-01"), "swap them"),
        (_change(["event_types", "ends"], ["appointed"]), "stands twice"),
        (_change(["sources"], []), "expected an object"),
        (_change(["events", 0, "date"], "2020-02-30"), "expected a day"),
        (_change(["events", 0, "date"], "2021-02-03"), "after the window"),
        (_change(["events", 0, "opening"], True), "opening"),
        (_change(["events", 0, "time"], "24:00"), "expected a time"),
        (_change(["events", 0, "person"], "zoe"), "not among the persons"),
        (_change(["events", 0, "post"], "king"), "not among the posts"),
        (_change(["events", 0, "event"], "crowned"), "is not one of"),
        (_change(["events", 0, "source"], []), "at least one"),
        (_change(["events", 0, "source"], ["rumour"]), "not among the sources"),
        (_change(["events", 0, "confidence"], 1.5), "at most 1"),
        (_change(["events", 0, "confidence"], True), "at most 1"),
        (_change(["events", 0, "seq"], 1.0), "whole number"),
        (_change(["events", 0, "disputed"], [{"date": None, "source": "letter", "status": "maybe"}]), "rejected"),
    ],
)
def test_a_register_of_another_shape_is_refused_where_it_differs(
    club: dict[str, Any], change: Callable[[dict[str, Any]], None], says: str
) -> None:
    club["events"] = events_of("2020-01-01 - ann elected chair")
    receive_register(json.dumps(club).encode())  # it holds until it is bent
    change(club)
    with pytest.raises(Malformed, match=says):
        receive_register(json.dumps(club).encode())


@pytest.mark.parametrize("raw", [b"", b"null", b"[]", b"7", b"{", b'{"a":1,"a":2}', b"[" * 100_000, b"\xff"])
def test_bytes_that_are_no_register_are_refused(raw: bytes) -> None:
    with pytest.raises(ComitiaError):
        receive_register(raw)


_ACTS = st.lists(
    st.tuples(
        st.integers(0, 3),  # days since the entry above
        st.sampled_from(["ann", "ben", "cat"]),
        st.sampled_from(["appointed", "elected", "resigned", "moved", "re-elected"]),
        st.sampled_from(["chair", "steward"]),
    ),
    max_size=25,
)


@given(acts=_ACTS)
def test_whatever_is_let_in_keeps_the_laws_of_offices(acts: list[tuple[int, str, str, str]]) -> None:
    """Entries are tried one by one; each is refused, or leaves a register that keeps every law."""
    template = _club_template()
    day, lines, register = date(2020, 1, 1), [], receive_register(json.dumps(template).encode())
    for gap, person, event, post in acts:
        day += timedelta(days=gap)
        tried = [*lines, f"{day} - {person} {event} {post}"]
        try:
            register = receive_register(json.dumps(template | {"events": events_of(*tried)}).encode())
        except Clash as clash:
            assert clash.second.seq == len(tried)  # the newest entry is the one that does not fit
            continue
        lines = tried
    assert register.holdings == replay(register.events, register.posts, register.types)
    for event in register.events:
        held = held_at(register, event.seq)
        assert len([one for one in held if one.post == "chair"]) <= 1
        assert len({(one.person, one.post) for one in held}) == len(held)
        begins = event.event in register.types.begins
        assert begins == any(one.begun == event for one in register.holdings)
    for one in register.holdings:
        assert one.n_days is None or one.n_days >= 0
        if one.ended:
            assert one.ended.seq > one.begun.seq and one.ended.person == one.person and one.ended.post == one.post
    assert seq_at_end_of(register, date(2020, 12, 31)) == len(register.events)


def _club_template() -> dict[str, Any]:
    return {
        "register": "club",
        "title": "The club, 2020",
        "window": {"from": "2020-01-01", "to": "2020-12-31"},
        "timezone": "Europe/London",
        "schema_version": 1,
        "event_types": {"begins": ["appointed", "elected"], "ends": ["resigned", "moved"], "no_effect": ["re-elected"]},
        "sources": {"minutes": {"title": "Minutes"}},
        "posts": [
            {"id": "chair", "title": "Chair", "tier": "whip", "filled_by": "elected_by_members", "single_holder": True},
            {"id": "steward", "title": "Steward", "tier": "whip", "filled_by": "ex_officio", "single_holder": False},
        ],
        "persons": [{"id": name, "name": name} for name in ("ann", "ben", "cat")],
        "events": [],
        "unplaced": [],
    }
