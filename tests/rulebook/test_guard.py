"""Guards: read, typed, evaluated, and whether they can ever hold."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.errors import Malformed
from comitia.rulebook.form.evaluate import holds, shift
from comitia.rulebook.form.facts import MEMBER_FACTS, FactTable
from comitia.rulebook.form.guard import conjuncts, facts_of, read_guard
from comitia.rulebook.form.satisfy import can_hold
from comitia.rulebook.form.words import node_words

FACTS = FactTable({**MEMBER_FACTS, "freeze": "date", "today": "date", "notice_given": "truth"}, frozenset({"leader"}))


def true_of(guard: str, **facts: Any) -> bool:
    return holds(read_guard(guard, FACTS), facts)


@pytest.mark.parametrize(
    ("guard", "facts", "value"),
    [
        ("joined_on <= freeze - 6 months", {"joined_on": "2016-01-12", "freeze": "2016-07-12"}, True),
        ("joined_on <= freeze - 6 months", {"joined_on": "2016-01-13", "freeze": "2016-07-12"}, False),
        ("joined_on + 6 months <= freeze", {"joined_on": "2015-08-31", "freeze": "2016-02-29"}, True),
        ("joined_on < freeze - 1 day", {"joined_on": "2016-07-10", "freeze": "2016-07-12"}, True),
        ('status in ["current", "honorary"]', {"status": "honorary"}, True),
        ('status in ["current", "honorary"]', {"status": None}, False),
        ('"plp" in bodies', {"bodies": ["plp", "nec"]}, True),
        ('"plp" in bodies', {"bodies": []}, False),
        ("left_on is null", {"left_on": None}, True),
        ("left_on is not null", {"left_on": None}, False),
        ("arrears_months <= 3", {"arrears_months": 3}, True),
        ("arrears_months < 3/2", {"arrears_months": "1.5"}, False),
        ('!arrears && (status == "current" || status == "honorary")', {"arrears": False, "status": "current"}, True),
        ("not arrears", {"arrears": None}, True),
        ("vacant(leader)", {"vacant(leader)": True}, True),
        ('holder(leader) != "A"', {"holder(leader)": "B"}, True),
        ("true", {}, True),
        ("false or true and false", {}, False),
    ],
)
def test_a_guard_means_what_it_says(guard: str, facts: dict[str, Any], value: bool) -> None:
    assert true_of(guard, **facts) is value


@pytest.mark.parametrize("op", ["==", "!=", "<", "<=", ">", ">="])
def test_every_comparison_with_null_is_false(op: str) -> None:
    assert true_of(f"joined_on {op} freeze", joined_on=None, freeze="2016-07-12") is False
    assert true_of(f"joined_on {op} freeze", joined_on="2016-07-12", freeze=None) is False
    assert true_of(f"not joined_on {op} freeze", joined_on=None, freeze=None) is True


def test_a_fact_that_is_not_given_is_refused_and_not_false() -> None:
    with pytest.raises(Malformed, match="'arrears' is needed here"):
        true_of("not arrears")


@pytest.mark.parametrize("value", [{"joined_on": "12.1.2016"}, {"joined_on": 3}, {"joined_on": "2016-02-31"}])
def test_a_fact_of_another_kind_is_refused(value: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        true_of("joined_on < 2016-01-01", **value)


@pytest.mark.parametrize(
    ("guard", "message"),
    [
        ("", "expected a fact"),
        ("joined_on", "a comparison"),
        ("unknown < 3", "unknown fact 'unknown'"),
        ("joined_on < 3", "compares a date with a number"),
        ("status < branch", "no order"),
        ('joined_on in ["a"]', "after a date"),
        ("status in branch", "expected a list"),
        ("status in [3]", "expected a text"),
        ("(arrears", "expected `)`"),
        ("arrears arrears", "expected `and`"),
        ("joined_on < 2016-02-31", "no day of the calendar"),
        ("joined_on < freeze - months", "expected a number"),
        ("joined_on < freeze - 6 fortnights", "days, months or years"),
        ("joined_on < freeze - 99999 days", "at most 10,000"),
        ("status is nothing", "`null`"),
        ("arrears; arrears", "cannot read"),
        ("(" * 60 + "arrears" + ")" * 60, "nested deeper"),
        ("not " * 60 + "arrears", "nested deeper"),
        ("arrears or " * 400 + "arrears", "characters"),
    ],
)
def test_what_is_no_guard_is_refused_with_a_reason(guard: str, message: str) -> None:
    with pytest.raises(Malformed) as refusal:
        read_guard(guard, FACTS)
    assert message in str(refusal.value)


def test_a_month_is_cut_to_its_last_day() -> None:
    assert shift(date(2016, 8, 31), -6, 0) == date(2016, 2, 29)
    assert shift(date(2015, 8, 31), -6, 1) == date(2015, 3, 1)
    with pytest.raises(Malformed):
        shift(date(9999, 12, 31), 0, 1)


def test_the_published_form_is_plain_data() -> None:
    node = read_guard("joined_on <= freeze - 6 months and not arrears", FACTS)
    assert node == {
        "op": "and",
        "of": [
            {
                "op": "<=",
                "left": {"fact": "joined_on", "type": "date"},
                "right": {"op": "shift", "of": {"fact": "freeze", "type": "date"}, "months": -6, "days": 0},
            },
            {"op": "not", "of": {"op": "is", "of": {"fact": "arrears", "type": "truth"}}},
        ],
    }
    assert facts_of(node) == {"joined_on": "date", "freeze": "date", "arrears": "truth"}
    assert len(conjuncts(node)) == 2


@pytest.mark.parametrize(
    ("guards", "together"),
    [
        (["joined_on < 2020-01-01", "joined_on > 2020-01-01"], False),
        (["joined_on <= 2020-01-01", "joined_on >= 2020-01-01"], True),
        (["joined_on < 2020-01-02", "joined_on > 2020-01-01"], False),
        (["joined_on < 2020-01-03", "joined_on > 2020-01-01"], True),
        (["notice_given", "not notice_given"], False),
        (['status == "a"', 'status == "b"'], False),
        (['status != "a"', 'status != "b"'], True),
        (['status in ["a", "b"]', 'status in ["b", "c"]'], True),
        (['"a" in bodies', '"b" in bodies'], True),
        (["joined_on is null", "joined_on < 2020-01-01"], False),
        (["arrears_months > 3", "arrears_months < 4"], True),
        (["joined_on <= freeze - 6 months", "joined_on > freeze"], None),
        (["joined_on <= freeze", "joined_on > freeze"], False),
        (["joined_on < freeze", "freeze < today", "joined_on < paid_until", "paid_until < freeze"], True),
        (["joined_on <= freeze - 6 months", "joined_on < freeze - 7 months"], True),
    ],
)
def test_whether_guards_can_hold_together_is_found_by_trying(guards: list[str], together: bool | None) -> None:
    assert can_hold([read_guard(guard, FACTS) for guard in guards]) is together


def test_between_two_whole_numbers_there_are_more() -> None:
    assert can_hold([read_guard(guard, FACTS) for guard in ("arrears_months > 3", "arrears_months < 4")]) is True


simple = st.sampled_from(
    ["arrears", "notice_given", "joined_on < 2016-01-12", "joined_on is null", 'status == "current"', '"plp" in bodies']
)
guards = st.recursive(
    simple,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda parts: f"({' '.join(parts)})"),
        inner.map(lambda guard: f"not {guard}"),
    ),
    max_leaves=6,
)
members = st.fixed_dictionaries(
    {
        "arrears": st.sampled_from([True, False, None]),
        "notice_given": st.booleans(),
        "joined_on": st.sampled_from([None, date(2016, 1, 11), date(2016, 1, 12)]),
        "status": st.sampled_from(["current", "left", None]),
        "bodies": st.sampled_from([[], ["plp"], ["plp", "nec"]]),
    }
)


@given(guards, members)
def test_every_guard_has_a_value_and_not_is_its_opposite(guard: str, facts: dict[str, Any]) -> None:
    node = read_guard(guard, FACTS)
    assert holds(node, facts) is not holds({"op": "not", "of": node}, facts)
    if holds(node, facts):
        assert can_hold([node]) is True


@given(guards)
def test_every_guard_can_be_said_in_words(guard: str) -> None:
    assert node_words(read_guard(guard, FACTS))


def test_words_for_a_guard_are_a_phrase() -> None:
    node = read_guard("joined_on <= 2016-01-12 and today < freeze - 3 months and vacant(leader)", FACTS)
    assert node_words(node) == (
        "joined on or before 12 January 2016 and today is before 3 months before the day of the freeze "
        "and leader is vacant"
    )


def test_a_fact_that_could_not_change_the_answer_is_not_asked_for() -> None:
    """Once the chair is vacant, nobody need say whether the term ends; a chair who sits leaves it to be said."""
    table = FactTable({"candidate": "text", "arrears": "truth", "notice_given": "truth"})
    either = read_guard("arrears or notice_given", table)
    both = read_guard("arrears and notice_given", table)
    assert holds(either, {"arrears": True}) and holds(either, {"notice_given": True})
    assert not holds(both, {"arrears": False}) and not holds(both, {"notice_given": False})
    for guard, told in ((either, False), (both, True)):
        with pytest.raises(Malformed, match="'notice_given' is needed") as refused:
            holds(guard, {"arrears": told})
        assert type(refused.value) is Malformed
