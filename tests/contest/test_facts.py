"""The door for facts: a closed list, strict, with the place of what is wrong."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.contest.facts import KINDS, Nominates, receive_facts_jsonl, receive_facts_toml
from comitia.errors import Malformed

GOOD = {"on": "2016-07-11", "kind": "nominates", "candidate": "Angela Eagle", "body": "plp", "by": ["Neil Coyle"]}


def received(**changes: Any) -> Any:
    table = {key: value for key, value in {**GOOD, **changes}.items() if value is not ...}
    return receive_facts_jsonl(json.dumps(table).encode(), "facts.jsonl")[0]


def test_toml_and_json_lines_give_the_same_fact() -> None:
    keys = (
        b"on = 2016-07-11",
        b'kind = "nominates"',
        b'candidate = "Angela Eagle"',
        b'body = "plp"',
        b'by = ["Neil Coyle"]',
    )
    toml = b"\n".join((b"[[fact]]", *keys, b""))
    assert receive_facts_toml(toml, "facts.toml") == [received()]
    assert isinstance(received(), Nominates) and received().on == date(2016, 7, 11)


def test_a_single_name_stands_for_a_list_of_one() -> None:
    assert received(by="Neil Coyle") == received()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "wins"}, "found the kind 'wins', expected one of"),
        ({"kind": 3}, "expected an object with kind and on"),
        ({"on": "11.7.2016"}, "fact 1"),
        ({"on": ...}, "on is missing"),
        ({"candidate": ...}, "candidate is missing"),
        ({"candidate": ""}, "candidate"),
        ({"colour": "red"}, "there is no key 'colour'"),
        ({"by": ...}, "expected by = .names. or number"),
        ({"number": 3}, "expected by = .names. or number"),
        ({"by": ..., "number": -1}, "number"),
        ({"by": ..., "number": 1.5}, "number"),
        ({"by": ..., "number": True}, "number"),
        ({"by": []}, "by"),
    ],
)
def test_what_is_no_fact_is_refused_with_what_was_expected(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(Malformed, match=said):
        received(**changes)


def test_a_ruling_says_what_it_is_about() -> None:
    with pytest.raises(Malformed, match="a ruling about round needs ballot and out"):
        receive_facts_jsonl(b'{"on": "2001-07-10", "kind": "rules", "about": "round", "by": "the chairman"}', "f")


@pytest.mark.parametrize(
    "raw",
    [
        b"[fact",
        b"\xff\xfe",
        b"[other]\nx = 1\n",
        b"fact = 3\n",
        b"[[fact]]\non = 2016-07-11T12:00:00\nkind = 'withdraws'\n",
    ],
)
def test_toml_that_is_none_or_holds_something_else_is_refused(raw: bytes) -> None:
    with pytest.raises(Malformed):
        receive_facts_toml(raw, "facts.toml")


@given(
    st.dictionaries(
        st.sampled_from(["on", "kind", "by", "votes", "office", "person", "number", "candidate", "body", "out"]),
        st.one_of(
            st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.sampled_from(sorted(KINDS)),
            st.just("2016-07-11"), st.lists(st.text(max_size=3), max_size=2),
            st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
        ),
        max_size=6,
    )
)  # fmt: skip
def test_any_object_is_a_fact_or_refused(table: dict[str, Any]) -> None:
    try:
        (fact,) = receive_facts_jsonl(json.dumps(table).encode(), "f")
    except Malformed as refusal:
        assert "f, fact 1" in str(refusal)
    else:
        assert fact.kind in KINDS
