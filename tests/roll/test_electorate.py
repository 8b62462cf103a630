"""Who is in, who is out, whose place cannot be told; and the salted digest."""

import datetime as dt
import hashlib
import hmac
import random
from typing import Any

import pytest

from comitia.errors import Malformed
from comitia.roll import (
    Decided,
    commit,
    compare_places,
    decide_electorate,
    electors_of,
    explain,
    make_roll,
    move_freeze,
    places_of,
    receive_rules,
    render_electors,
)
from comitia.roll.keeping import declare
from tests.roll.made import fact, snapshot, value

DAY = dt.date(2016, 7, 12)
MEMBERS: list[dict[str, Any]] = [
    {"number": "L1", "joined_on": dt.date(2015, 9, 12), "category": "member"},
    {"number": "L2", "joined_on": dt.date(2016, 1, 12), "category": "member"},
    {"number": "L3", "joined_on": dt.date(2016, 1, 13), "category": "member"},
    {"number": "L4", "joined_on": None, "category": "member"},
    {"number": "L5", "joined_on": dt.date(2001, 1, 1), "left_on": dt.date(2016, 2, 1), "category": "member"},
    {"number": "L6", "joined_on": None, "left_on": dt.date(2016, 2, 1), "category": "affiliated", "votes": 3},
]
FIELDS = ("number", "joined_on", "left_on", "category", "votes")


def decided(*rules: dict[str, Any], counts: str = "once", rows: list[dict[str, Any]] | None = None) -> Decided:
    roll = make_roll([snapshot(1, "2016-07-12", MEMBERS if rows is None else rows, *FIELDS)])
    received, _ = receive_rules({"counts": counts, "any": list(rules)}, "rule.json")
    return decide_electorate(roll, received, counts, DAY)


def affiliated(six_months: dict[str, Any], **more: Any) -> dict[str, Any]:
    node = {"op": "==", "left": fact("category", "text"), "right": value("affiliated", "text")}
    test = {"clause": "4.II.2.C(iii)", "sentence": "is an affiliated supporter", "node": node}
    return {**six_months, "name": "affiliated", "section": "affiliated", "frozen_on": None, "tests": [test], **more}


def test_each_member_has_a_place_a_clause_and_a_fact(six_months: dict[str, Any]) -> None:
    told = places_of(decided(six_months)).select("number", "place", "clause", "why", "facts").rows()
    both = "joined on or before 12 January 2016; has not left"
    assert told == [
        ("L1", "in", "4.II.2.C", both, "joined_on 2015-09-12, left_on none"),
        ("L2", "in", "4.II.2.C", both, "joined_on 2016-01-12, left_on none"),
        ("L3", "out", "4.II.2.C(vii)", "joined after 12 January 2016", "joined_on 2016-01-13"),
        ("L4", "unknown", "4.II.2.C(vii)", "unknown: joined_on missing", "joined_on missing"),
        ("L5", "out", "2.I", "has left", "left_on 2016-02-01"),
        ("L6", "out", "2.I", "has left", "left_on 2016-02-01"),
    ]


def test_a_false_test_decides_even_where_an_earlier_one_cannot_be_told(six_months: dict[str, Any]) -> None:
    assert places_of(decided(six_months)).row(5)[1] == "out"


def test_a_person_in_two_electorates_that_count_once_votes_in_the_first(six_months: dict[str, Any]) -> None:
    everybody = affiliated(six_months, tests=[{"clause": "x", "sentence": "is on the roll", "node": {"op": "true"}}])
    electors = electors_of(decided(six_months, everybody))
    assert electors.select("number", "section").rows() == [
        ("L1", 0),
        ("L2", 0),
        ("L3", 1),
        ("L4", 1),
        ("L5", 1),
        ("L6", 1),
    ]


def test_a_person_in_several_sections_that_count_each_votes_in_each_with_its_weight(six_months: dict[str, Any]) -> None:
    everybody = affiliated(
        six_months, weight="1/3", tests=[{"clause": "x", "sentence": "is on the roll", "node": {"op": "true"}}]
    )
    both = decided(six_months, everybody, counts="each")
    listed = render_electors(electors_of(both), ["members", "affiliated"])
    assert listed.splitlines()[1:4] == [b"L1\tmembers\t1", b"L1\taffiliated\t1/3", b"L2\tmembers\t1"]
    assert places_of(both).select("section", "weight").row(0) == ("members; affiliated", "1; 1/3")


def test_out_of_every_electorate_each_reason_is_told(six_months: dict[str, Any]) -> None:
    told = places_of(decided(six_months, affiliated(six_months))).filter(number="L3").row(0, named=True)
    assert told["why"] == "member: joined after 12 January 2016; affiliated: not: is an affiliated supporter"


def test_unknown_in_one_electorate_and_out_of_the_other_is_unknown(six_months: dict[str, Any]) -> None:
    assert places_of(decided(six_months, affiliated(six_months))).filter(number="L4")["place"].to_list() == ["unknown"]


def test_a_delegates_own_votes_are_the_weight_and_no_votes_are_told(six_months: dict[str, Any]) -> None:
    own = affiliated(
        six_months, weight={"fact": "votes"}, tests=[{"clause": "x", "sentence": "all", "node": {"op": "true"}}]
    )
    places = places_of(
        decided(own, rows=[{"number": "D1", "votes": 35}, {"number": "D2", "votes": 0}, {"number": "D3"}])
    )
    assert places.select("number", "place", "weight", "why").rows() == [
        ("D1", "in", "35", "all; has votes (votes)"),
        ("D2", "out", "", "has no votes (votes)"),
        ("D3", "unknown", "", "unknown: votes missing"),
    ]


def test_a_fact_that_the_roll_does_not_hold_is_unknown_for_all_and_said(six_months: dict[str, Any]) -> None:
    test = {
        "clause": "x",
        "sentence": "lives in Wales",
        "node": {"op": "==", "left": fact("country", "text"), "right": value("Wales", "text")},
    }
    outcome = decided({**six_months, "tests": [test]})
    assert outcome.remarks == ("the roll has no column country: it is unknown for every member",)
    assert set(places_of(outcome)["place"]) == {"unknown"}


def test_a_fact_asked_as_another_kind_than_the_roll_holds_is_refused(six_months: dict[str, Any]) -> None:
    test = {"clause": "x", "sentence": "s", "node": {"op": "is-null", "of": fact("joined_on", "text")}}
    with pytest.raises(Malformed, match="asks for joined_on as text, the roll holds it as date"):
        decided({**six_months, "tests": [test]})


def test_a_fact_that_is_yes_or_no_is_told_in_these_words(six_months: dict[str, Any]) -> None:
    node = {"op": "not", "of": {"op": "is", "of": fact("arrears", "truth")}}
    rule, _ = receive_rules(
        {**six_months, "tests": [{"clause": "x", "sentence": "not in arrears", "node": node}]}, "rule"
    )
    rows: list[dict[str, Any]] = [{"number": "L1", "arrears": True}, {"number": "L2", "arrears": False}]
    outcome = decide_electorate(make_roll([snapshot(1, "2016-07-12", rows, "number", "arrears")]), rule, "once", DAY)
    assert places_of(outcome)["facts"].to_list() == ["arrears yes", "arrears no"]
    assert explain(outcome, "L1")[0][1][0][1] == "arrears yes"


def test_one_members_place_is_explained_up_to_the_test_that_decides(six_months: dict[str, Any]) -> None:
    outcome = decided(six_months)
    assert explain(outcome, "L3")[0][1] == [("joined after 12 January 2016 (4.II.2.C(vii))", "joined_on 2016-01-13")]
    assert explain(outcome, "L5")[0][1][-1] == ("has left (2.I)", "left_on 2016-02-01")
    assert explain(outcome, "L4")[0][1][0][0].startswith("cannot be told")
    with pytest.raises(Malformed, match="no member 'L9'"):
        explain(outcome, "L9")


def test_the_digest_is_hmac_sha256_of_the_listed_lines_under_the_salt(six_months: dict[str, Any]) -> None:
    listed = render_electors(electors_of(decided(six_months)), ["members"])
    assert listed == b"comitia-electorate/1\nL1\tmembers\t1\nL2\tmembers\t1\n"
    salt = bytes(range(32))
    assert commit(listed, salt) == hmac.new(salt, listed, hashlib.sha256).hexdigest()
    assert commit(listed, salt) != commit(listed, bytes(32))


def test_the_order_of_the_rows_changes_no_digest(six_months: dict[str, Any]) -> None:
    shuffled = random.Random(1).sample(MEMBERS, len(MEMBERS))
    lists = [render_electors(electors_of(decided(six_months, rows=rows)), ["members"]) for rows in (MEMBERS, shuffled)]
    assert lists[0] == lists[1]


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_a_salt_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(Malformed, match="expected 32 random ones"):
        commit(b"", bytes(length))


def test_nobody_in_gives_a_list_of_nobody(six_months: dict[str, Any]) -> None:
    never = {"clause": "x", "sentence": "never", "node": {"op": "false"}}
    assert (
        render_electors(electors_of(decided({**six_months, "tests": [never]})), ["members"])
        == b"comitia-electorate/1\n"
    )


def test_another_freeze_date_shows_who_would_gain_and_lose(six_months: dict[str, Any]) -> None:
    """Evangelou v McNicol [2016] EWCA Civ 817: the date decided some 130,000 votes."""
    later = places_of(decided(move_freeze(six_months, dt.date(2016, 6, 24))))  # type: ignore[arg-type]
    earlier = places_of(decided(six_months))
    difference = compare_places(later, earlier)
    assert difference.sentence == "1 would lose their vote; electors: 3 before, 2 after"
    assert difference.reasons(lose=True) == [("4.II.2.C(vii)", "joined after 12 January 2016", 1)]
    assert compare_places(earlier, later).n_gain == 1
    assert compare_places(earlier, earlier).sentence == "nobody's vote would change; electors: 2 before, 2 after"


def test_somebody_who_has_gone_from_the_roll_is_among_the_changes(six_months: dict[str, Any]) -> None:
    difference = compare_places(places_of(decided(six_months)), places_of(decided(six_months, rows=MEMBERS[1:])))
    assert difference.changes.select("number", "was", "now").rows() == [("L1", "in", "not on the roll")]


def test_another_section_for_the_same_person_is_a_change(six_months: dict[str, Any]) -> None:
    difference = compare_places(places_of(decided(six_months)), places_of(decided({**six_months, "section": "s"})))
    assert (difference.n_elsewhere, difference.n_lose, difference.n_gain) == (2, 0, 0)


def test_somebody_in_one_section_whose_place_in_another_cannot_be_told_is_named(six_months: dict[str, Any]) -> None:
    everybody = affiliated(six_months, tests=[{"clause": "x", "sentence": "is on the roll", "node": {"op": "true"}}])
    each = places_of(decided(six_months, everybody, counts="each")).filter(number="L4").row(0, named=True)
    assert (each["place"], each["section"], each["open"]) == ("in", "affiliated", "member: unknown: joined_on missing")
    once = places_of(decided(everybody, six_months)).filter(number="L4").row(0, named=True)
    assert (once["section"], once["open"]) == ("affiliated", "")
    last = places_of(decided(six_months, everybody)).filter(number="L4").row(0, named=True)
    assert last["open"] == "member: unknown: joined_on missing"


def test_rare_weights_are_remarked_on_and_sections_counted_one_by_one(six_months: dict[str, Any]) -> None:
    own = affiliated(
        six_months, weight={"fact": "votes"}, tests=[{"clause": "x", "sentence": "all", "node": {"op": "true"}}]
    )
    rows: list[dict[str, Any]] = [{"number": f"D{n}", "votes": 3 if n else 35} for n in range(8)]
    outcome = decided(own, rows=rows)
    declared = declare(outcome, places_of(outcome), b"", bytes(32))
    assert declared["sections"] == {"affiliated": 8}
    assert declared["remarks"][-1].startswith("1 electors share section and weight with fewer than 5")
