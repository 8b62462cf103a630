"""The columns and the plain reading of a rule agree on every member, and a difference stops the freeze."""

import datetime as dt
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comitia.errors import Invalid
from comitia.roll.fields import Kind
from comitia.roll.rule import columns
from comitia.roll.rule.columns import DTYPES, decide_columns, read_value
from comitia.roll.rule.expression import facts_of, receive_node
from comitia.roll.rule.reference import NO, UNKNOWN, YES, truth_for, truth_of_leaf, verdict

FACTS = {
    "joined_on": Kind.DATE, "left_on": Kind.DATE, "category": Kind.TEXT, "affiliate": Kind.TEXT, "bodies": Kind.TEXTS,
    "others": Kind.TEXTS, "votes": Kind.NUMBER, "months": Kind.NUMBER, "arrears": Kind.TRUTH, "seen_at": Kind.INSTANT,
}  # fmt: skip
NONE_IS_KNOWN = frozenset({"left_on", "affiliate", "bodies"})
DAYS = [f"2016-{month:02d}-{day}" for month in (1, 2, 8) for day in ("12", "29")] + ["2015-08-31"]
WORDS = ["member", "plp", "a;b", "", "é"]
INSTANTS = ["2016-01-12T12:00:00+00:00", "2016-01-12T12:00:00+01:00"]

_values: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.DATE: st.sampled_from(DAYS),
    Kind.TEXT: st.sampled_from(WORDS),
    Kind.TEXTS: st.lists(st.sampled_from(WORDS), max_size=3),
    Kind.NUMBER: st.sampled_from([0, 1, 3, -2, "3/2", "7/3", "-5/2"]),
    Kind.TRUTH: st.booleans(),
    Kind.INSTANT: st.sampled_from(INSTANTS),
}
_cells: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.DATE: st.sampled_from(DAYS).map(dt.date.fromisoformat),
    Kind.TEXT: st.sampled_from(["member", "plp", "a;b", "é"]),
    Kind.TEXTS: st.sampled_from([";plp;", ";member;plp;", ";a;b;"]),
    Kind.NUMBER: st.integers(-3, 3),
    Kind.TRUTH: st.booleans(),
    Kind.INSTANT: st.sampled_from(INSTANTS).map(dt.datetime.fromisoformat),
}


def terms(kind: Kind) -> st.SearchStrategy[dict[str, Any]]:
    facts = st.sampled_from([{"fact": name, "type": str(of)} for name, of in FACTS.items() if of is kind])
    values = st.one_of(st.none(), _values[kind]).map(lambda given: {"value": given, "type": str(kind)})
    plain = st.one_of(facts, values)
    if kind is not Kind.DATE:
        return plain
    moved = st.tuples(plain, st.sampled_from([-6, 0, 1]), st.sampled_from([-14, 0, 3]))
    return plain | moved.map(lambda of: {"op": "shift", "of": of[0], "months": of[1], "days": of[2]})


def _comparison(kind: Kind) -> st.SearchStrategy[dict[str, Any]]:
    signs = ["==", "!="] + (["<", "<=", ">", ">="] if kind in (Kind.DATE, Kind.INSTANT, Kind.NUMBER) else [])
    return st.builds(
        lambda op, left, right: {"op": op, "left": left, "right": right},
        st.sampled_from(signs),
        terms(kind),
        terms(kind),
    )


leaves = st.one_of(
    st.sampled_from(list(Kind)).flatmap(_comparison),
    st.builds(lambda left, right: {"op": "in", "left": left, "right": right}, terms(Kind.TEXT), terms(Kind.TEXTS)),
    st.sampled_from(list(Kind)).flatmap(terms).map(lambda of: {"op": "is-null", "of": of}),
    terms(Kind.TRUTH).map(lambda of: {"op": "is", "of": of}),
    st.sampled_from([{"op": "true"}, {"op": "false"}]),
)
nodes = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(lambda of: {"op": "not", "of": of}),
        st.builds(lambda op, of: {"op": op, "of": of}, st.sampled_from(["and", "or"]), st.lists(inner, max_size=3)),
    ),
    max_leaves=6,
)
members = st.fixed_dictionaries({name: st.none() | _cells[kind] for name, kind in FACTS.items()})


@settings(max_examples=150)
@given(st.lists(nodes, min_size=1, max_size=3), st.lists(members, min_size=1, max_size=8))
def test_columns_decide_every_member_as_the_plain_reading_does(rules: list[Any], rows: list[dict[str, Any]]) -> None:
    tests = [receive_node(rule, "rule") for rule in rules]
    table = pl.DataFrame(rows, schema={name: DTYPES[kind] for name, kind in FACTS.items()})
    plain = []
    for row in rows:
        facts = {name: read_value(row[name], kind) for name, kind in FACTS.items()}
        plain.append(verdict(tests, lambda leaf, facts=facts: truth_of_leaf(leaf, facts, NONE_IS_KNOWN)))
    assert decide_columns(tests, table, NONE_IS_KNOWN).to_list() == plain


JOINED = {"op": "<=", "left": {"fact": "joined_on", "type": "date"}, "right": {"value": "2016-01-12", "type": "date"}}


@pytest.mark.parametrize("wrong", [pl.lit(2, pl.UInt8), pl.lit(0, pl.UInt8)])
def test_a_wrong_column_stops_the_freeze(monkeypatch: pytest.MonkeyPatch, wrong: pl.Expr) -> None:
    table = pl.DataFrame({"joined_on": [dt.date(2015, 1, 1), dt.date(2016, 6, 1)]})
    monkeypatch.setattr(columns, "_leaf", lambda leaf, none: wrong)
    with pytest.raises(Invalid, match="the columns and the plain reading of the rule differ"):
        decide_columns([receive_node(JOINED, "rule")], table, frozenset())


def test_a_wrong_verdict_over_right_leaves_stops_the_freeze(monkeypatch: pytest.MonkeyPatch) -> None:
    table = pl.DataFrame({"joined_on": [dt.date(2015, 1, 1), dt.date(2016, 6, 1)]})
    monkeypatch.setattr(columns, "_verdict", lambda n: pl.lit(0, pl.UInt16))
    with pytest.raises(Invalid, match="verdict 0, plainly 1"):
        decide_columns([receive_node(JOINED, "rule")], table, frozenset())


def test_more_leaves_than_one_word_holds_are_still_compared() -> None:
    dated = [{**JOINED, "right": {"value": f"2016-01-{day:02d}", "type": "date"}} for day in range(1, 32)]
    both = [*dated, *({**one, "op": "!="} for one in dated)]
    table = pl.DataFrame({"joined_on": [dt.date(2016, 1, 12), None, dt.date(2015, 1, 1)]})
    tests = [receive_node({"op": "or", "of": both}, "rule"), receive_node({"op": "and", "of": dated}, "rule")]
    assert decide_columns(tests, table, frozenset()).to_list() == [2, 3, 0]


@pytest.mark.parametrize(
    ("cell", "none_is_known", "node", "expected"),
    [
        (None, False, JOINED, UNKNOWN),
        (None, True, JOINED, NO),
        (None, False, {"op": "not", "of": JOINED}, UNKNOWN),
        (None, True, {"op": "not", "of": JOINED}, YES),
        (None, False, {"op": "is-null", "of": JOINED["left"]}, YES),
        (None, False, {"op": "or", "of": [JOINED, {"op": "true"}]}, YES),
        (None, False, {"op": "and", "of": [JOINED, {"op": "false"}]}, NO),
        (dt.date(2016, 1, 12), False, JOINED, YES),
        (dt.date(2016, 1, 13), False, JOINED, NO),
    ],
)
def test_a_missing_fact_is_unknown_unless_its_absence_is_known(
    cell: dt.date | None, none_is_known: bool, node: dict[str, Any], expected: int
) -> None:
    known = frozenset({"joined_on"} if none_is_known else ())
    assert truth_for(receive_node(node, "rule"), {"joined_on": cell}, known) == expected


def test_the_facts_of_a_rule_are_named_once_in_their_order() -> None:
    node = receive_node(
        {"op": "and", "of": [JOINED, {"op": "is", "of": {"fact": "arrears", "type": "truth"}}, JOINED]}, "rule"
    )
    assert [fact.name for fact in facts_of(node)] == ["joined_on", "arrears"]
