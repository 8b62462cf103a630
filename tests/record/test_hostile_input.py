"""Whatever comes from outside is read or refused in a sentence; nothing else is raised."""

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comitia.canonical import receive_json
from comitia.errors import ComitiaError
from comitia.record.entries import receive_draft, receive_record, render_record
from comitia.record.ledger import enter_register, register_from
from comitia.record.questions import KINDS, ask, receive_questions
from comitia.record.reactions import receive_decision
from comitia.record.register import receive_register
from comitia.record.rendering.feed import feed_of
from comitia.record.rendering.popolo import popolo_of_register
from comitia.record.rendering.tables import events_csv, holdings_csv

from .conftest import events_of

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 10**18),
    st.sampled_from([0.5, 1e300, -0.0]),
    st.text(max_size=4),
    st.sampled_from(
        ["2020-02-30", "0001-01-01", "9999-12-31", "24:00", "ann", "chair", "elected", "open", "frontbench"]
    ),
    st.lists(st.integers(0, 3), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(0, 3), max_size=2),
)
REGISTER: dict[str, Any] = {
    "register": "club",
    "title": "The club",
    "window": {"from": "2020-01-01", "to": "2020-12-31"},
    "timezone": "Europe/London",
    "schema_version": 1,
    "event_types": {"begins": ["elected"], "ends": ["resigned"], "no_effect": ["re-elected"]},
    "sources": {"minutes": {"title": "Minutes", "url": "https://example.org/"}},
    "posts": [
        {
            "id": "chair",
            "title": "Chair",
            "tier": "whip",
            "filled_by": "x",
            "single_holder": True,
            "valid_to": "2021-01-01",
        },
        {
            "id": "seat",
            "title": "Seat",
            "tier": "junior",
            "filled_by": "x",
            "single_holder": False,
            "ex_officio_of": "chair",
        },
    ],
    "persons": [{"id": "ann", "name": "Ann", "identifiers": {"number": "7"}}, {"id": "ben", "name": "Ben"}],
    "events": events_of(
        "2019-12-01 - ann elected chair",
        '2020-02-01 10:00 ann resigned chair {"disputed": '
        '[{"date": "2020-02-02", "source": "minutes", "status": "open"}]}',
        "2020-02-03 - ben elected seat",
    ),
    "unplaced": [],
}


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, part in inner for place in _places(part, (*path, key)))]


@st.composite
def bent(draw: st.DrawFn, whole: Any) -> Any:
    """A value with one to three places replaced by junk, or taken away."""
    value = copy.deepcopy(whole)
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(_places(value)))
        if not path:
            return draw(JUNK)
        spot = value
        for step in path[:-1]:
            spot = spot[step]
        if draw(st.booleans()):
            spot[path[-1]] = draw(JUNK)
        else:
            del spot[path[-1]]
    return value


def test_the_value_that_is_bent_holds() -> None:
    receive_register(json.dumps(REGISTER).encode())


@settings(max_examples=300)
@given(bent(REGISTER))
def test_a_bent_register_is_refused_or_can_be_used(value: Any) -> None:
    try:
        register = receive_register(json.dumps(value).encode())
        again = register_from(receive_record(render_record(enter_register(register, datetime(2021, 1, 1, tzinfo=UTC)))))
        assert again.holdings == register.holdings
        for render in (popolo_of_register, holdings_csv, events_csv, feed_of):
            render(register)
    except ComitiaError as fault:
        assert "\n" not in str(fault) and str(fault)


@settings(max_examples=200)
@given(
    st.sampled_from(sorted(KINDS)),
    st.dictionaries(
        st.sampled_from(
            ["post", "person", "date", "time", "a", "z", "scope", "events", "what", "by", "left_a", "left_z"]
        ),
        st.one_of(JUNK, st.sampled_from(["2020-02-01", "2020-03-01", "10:00", ["resigned"], "seat", "junior"])),
    ),
)
def test_any_question_is_answered_or_refused(kind: str, params: dict[str, Any]) -> None:
    register = receive_register(json.dumps(REGISTER).encode())
    try:
        (question,) = receive_questions(json.dumps([{"id": "q", "kind": kind, "params": params}]).encode())
        json.dumps(ask(register, question))
    except ComitiaError as fault:
        assert str(fault)


_DRAFT = {
    "kind": "vote_event",
    "sources": ["minutes"],
    "disputed": [{"date": "2020-01-02", "source": "minutes", "status": "open"}],
    "fact": {
        "id": "v",
        "organization_id": "o",
        "date": "2020-01-01",
        "is_secret": True,
        "counts": [{"option": "yes", "value": 3}],
        "electorate": {"n_entitled": 5, "digest": "0"},
        "effect": [{"kind": "fills", "post": "chair"}],
        "proof": {"archive": "0"},
    },
}
_DECISION = {
    "source": "Minutes",
    "effects": [
        {"kind": "fills", "post": "chair", "person": "ann", "event": "elected", "on": "2020-01-01", "clause": "4"}
    ],
    "vacancies": [{"post": "chair", "clause": "5", "duty": "x", "who": "y", "within_days": 3}],
    "persons": [{"id": "ann", "name": "Ann"}],
}


@pytest.mark.parametrize(
    ("whole", "read"),
    [
        (_DRAFT, lambda raw: receive_draft(raw)),
        (_DECISION, lambda raw: receive_decision(receive_json(raw, "decision"))),
    ],
)
def test_bent_drafts_and_decisions_are_read_or_refused(whole: Any, read: Callable[[bytes], object]) -> None:
    read(json.dumps(whole).encode())

    @settings(max_examples=150)
    @given(bent(whole))
    def law(value: Any) -> None:
        try:
            read(json.dumps(value).encode())
        except ComitiaError as fault:
            assert str(fault)

    law()
