"""Every kind of question: the 49 of the Labour register, and the conventions at their edges."""

import json
from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from comitia.errors import Malformed
from comitia.record import answers
from comitia.record.doubt import doubter_of
from comitia.record.offices import Register
from comitia.record.questions import KINDS, Question, ask, receive_questions

DATA = Path(__file__).parent / "data"
PUBLISHED = {row["id"]: row for row in json.loads((DATA / "questions.json").read_bytes())["questions"]}
ASKED = {question.id: question for question in receive_questions((DATA / "questions.json").read_bytes())}

Build = Callable[..., Register]
ON = date(2020, 3, 1)


def _day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_register_answers_as_its_compilers_do(labour: Register, name: str) -> None:
    assert ask(labour, ASKED[name]) == PUBLISHED[name]["answer"]


def test_there_are_49_questions_of_all_21_kinds() -> None:
    assert len(ASKED) == 49
    assert {question.kind for question in ASKED.values()} == set(KINDS)


def test_answers_and_flags_in_the_file_are_never_read() -> None:
    stripped = [{key: row[key] for key in ("id", "kind", "params")} for row in PUBLISHED.values()]
    bare = receive_questions(json.dumps({"questions": stripped}).encode())
    assert [(q.id, q.kind, dict(q.params)) for q in bare] == [(q.id, q.kind, dict(q.params)) for q in ASKED.values()]


def test_doubtful_answers_are_flagged_as_their_compilers_flag_them(labour: Register) -> None:
    """All but L16: its compilers do not flag that one of two health ministers is out by an entry of confidence 0.6."""
    doubter = doubter_of(labour)
    flags = {name: doubter.doubt(question).flags() for name, question in ASKED.items()}
    published = {
        name: {key: True for key in ("depends_on_disputed_date", "depends_on_low_confidence") if row.get(key)}
        for name, row in PUBLISHED.items()
    }
    assert flags.pop("L16") == {"depends_on_low_confidence": True}
    assert published.pop("L16") == {}
    assert flags == published


def test_a_day_means_its_end(register_of: Build) -> None:
    register = register_of("2020-03-01 - ann elected chair", "2020-03-05 - ann resigned chair")
    assert answers.holder_on(register, "chair", date(2020, 2, 29)) == []
    assert answers.holder_on(register, "chair", ON) == ["ann"]
    assert answers.holder_on(register, "chair", date(2020, 3, 4)) == ["ann"]
    assert answers.holder_on(register, "chair", date(2020, 3, 5)) == []


def test_an_instant_counts_the_untimed_entries_above_the_last_timed_one(register_of: Build) -> None:
    register = register_of(
        "2020-03-01 - ann elected chair",
        "2020-03-02 - ben appointed steward",
        "2020-03-02 10:00 ann resigned chair",
        "2020-03-02 - cat appointed steward",
        "2020-03-02 12:00 ben elected chair",
    )
    at = {
        clock: (
            answers.holder_at(register, "chair", date(2020, 3, 2), time.fromisoformat(clock)),
            answers.holder_at(register, "steward", date(2020, 3, 2), time.fromisoformat(clock)),
        )
        for clock in ("09:59", "10:00", "11:59", "12:00")
    }
    assert at["09:59"] == (["ann"], [])
    assert at["10:00"] == at["11:59"] == ([], ["ben"])
    assert at["12:00"] == (["ben"], ["ben", "cat"])


def test_a_holding_begun_and_ended_on_one_day_has_no_days_and_holds_at_no_end_of_day(register_of: Build) -> None:
    register = register_of("2020-03-01 - ann elected chair", "2020-03-01 - ann resigned chair")
    assert answers.tenure_days(register, "ann", "chair") == 0
    assert answers.holder_on(register, "chair", ON) == []
    assert answers.shortest(register, None, ON, ON) == {"days": 0, "holdings": [["ann", "chair"]]}


def test_tenure_is_null_while_it_lasts_and_a_re_election_does_not_restart_it(register_of: Build) -> None:
    register = register_of("2020-03-01 - ann elected chair", "2020-06-01 - ann re-elected chair")
    assert answers.tenure_days(register, "ann", "chair") is None
    assert answers.days_so_far(register, "ann", "chair", date(2020, 6, 1)) == 92
    assert answers.days_so_far(register, "ben", "chair", date(2020, 6, 1)) is None


def test_two_completed_holdings_of_one_post_add_up(register_of: Build) -> None:
    register = register_of(
        "2020-03-01 - ann elected chair",
        "2020-03-11 - ann resigned chair",
        "2020-04-01 - ann elected chair",
        "2020-04-06 - ann resigned chair",
    )
    assert answers.tenure_days(register, "ann", "chair") == 15
    assert answers.how_ended(register, "ann", "chair") == [
        {"date": "2020-03-11", "event": "resigned"},
        {"date": "2020-04-06", "event": "resigned"},
    ]


def test_a_post_is_vacant_only_while_it_is_in_being(register_of: Build, club: dict[str, Any]) -> None:
    club["posts"][0] |= {"valid_from": "2020-02-01", "valid_to": "2020-04-01"}
    register = register_of("2020-02-10 - ann elected chair", "2020-03-01 - ann resigned chair")
    vacant = {day: answers.vacancies(register, _day(day), None) for day in ("2020-01-31", "2020-02-01", "2020-02-10")}
    assert vacant == {"2020-01-31": [], "2020-02-01": ["chair"], "2020-02-10": []}
    assert answers.vacancies(register, date(2020, 3, 31), None) == ["chair"]
    assert answers.vacancies(register, date(2020, 4, 1), None) == []
    assert answers.vacancy_spells(register, "chair", date(2020, 1, 1), date(2020, 12, 31)) == [
        {"from": "2020-02-01", "to": "2020-02-10", "days": 9},
        {"from": "2020-03-01", "to": "2020-04-01", "days": 31},
    ]


def test_a_spell_still_open_at_the_end_of_the_range_has_no_end_and_no_days(register_of: Build) -> None:
    register = register_of(
        "2020-01-01 - ann elected chair", "2020-03-01 - ann resigned chair", "2020-05-01 - ben elected chair"
    )
    spells = answers.vacancy_spells(register, "chair", date(2020, 1, 1), date(2020, 4, 30))
    assert spells == [{"from": "2020-03-01", "to": None, "days": None}]
    closed = answers.vacancy_spells(register, "chair", date(2020, 3, 10), date(2020, 5, 1))
    assert closed == [{"from": "2020-03-10", "to": "2020-05-01", "days": 52}]


def test_a_post_for_several_is_never_vacant(register_of: Build) -> None:
    register = register_of()
    assert answers.vacancies(register, ON, "whip") == []
    assert answers.vacancy_spells(register, "steward", date(2020, 1, 1), date(2020, 12, 31)) == []


def test_changed_posts_are_those_of_persons_in_both_days_with_other_posts(register_of: Build) -> None:
    register = register_of(
        "2020-01-01 - ann elected chair",
        "2020-01-01 - ben appointed steward",
        "2020-03-01 - ann moved chair",
        "2020-03-01 - ann appointed steward",
        "2020-03-01 - ben ended steward",
        "2020-03-01 - cat elected chair",
    )
    assert answers.in_out(register, date(2020, 2, 1), ON, None) == {
        "in": ["cat"],
        "out": ["ben"],
        "changed_posts": ["ann"],
    }
    assert answers.in_out(register, date(2020, 2, 1), ON, "whip") == {
        "in": ["ann"],
        "out": ["ben"],
        "changed_posts": [],
    }


def test_frontbench_is_shadow_cabinet_junior_and_whips(labour: Register) -> None:
    tiers = {post.tier for post in answers.posts_in(labour, "frontbench")}
    assert tiers == {"shadow_cabinet", "junior", "whip"}


def test_events_are_counted_by_persons_or_one_by_one(register_of: Build) -> None:
    register = register_of(
        "2020-01-01 - ann elected chair",
        "2020-01-01 - ann appointed steward",
        "2020-03-01 - ann resigned chair",
        "2020-03-01 - ann resigned steward",
    )
    assert answers.count_events(register, ON, ON, ["resigned"], None, "persons") == 1
    assert answers.count_events(register, ON, ON, ["resigned"], None, "events") == 2


def test_a_break_of_less_than_a_day_is_a_break(register_of: Build) -> None:
    register = register_of(
        "2020-01-01 - ann elected chair", "2020-03-01 - ann resigned chair", "2020-03-01 - ann elected chair"
    )
    assert answers.unbroken(register, date(2020, 1, 1), date(2020, 2, 1), None) == ["ann"]
    assert answers.unbroken(register, date(2020, 1, 1), date(2020, 4, 1), None) == []


def test_successor_and_predecessor_are_null_where_there_is_none(register_of: Build) -> None:
    register = register_of(
        "2020-01-01 - ann elected chair", "2020-03-01 - ann resigned chair", "2020-03-01 - ben elected chair"
    )
    assert answers.successor(register, "ann", "chair") == "ben"
    assert answers.successor(register, "ben", "chair") is None
    assert answers.predecessor(register, "ben", "chair") == "ann"
    assert answers.predecessor(register, "ann", "chair") is None


@pytest.mark.parametrize(
    ("kind", "params", "says"),
    [
        ("holder_on", {"post": "king", "date": "2020-03-01"}, "none of the 2 posts"),
        ("holder_on", {"post": "chair", "date": "2020-02-30"}, "expected a day"),
        ("holder_at", {"post": "chair", "date": "2020-03-01", "time": "25:00"}, "expected a time"),
        ("holder_on", {"post": "chair"}, '"date" is missing'),
        ("posts_of", {"person": "zoe", "date": "2020-03-01"}, "none of the 3 persons"),
        ("size", {"date": "2020-03-01", "scope": "cabinet"}, "expected one of"),
        ("in_out", {"a": "2020-03-02", "z": "2020-03-01"}, "swap them"),
        ("who_events", {"a": "2020-03-01", "z": "2020-03-01", "events": ["vanished"]}, "expected one of"),
        ("count_events", {"a": "2020-03-01", "z": "2020-03-01", "events": ["resigned"], "what": "hats"}, "persons"),
    ],
)
def test_a_question_that_cannot_be_answered_says_what_is_wrong(
    register_of: Build, kind: str, params: dict[str, str], says: str
) -> None:
    with pytest.raises(Malformed, match=says):
        ask(register_of(), Question("Q1", kind, params))


@pytest.mark.parametrize(
    "raw",
    [
        b"[]x",
        b"{}",
        b'{"questions": 3}',
        b'[{"id": "a", "kind": "why", "params": {}}]',
        b'[{"id": "a"}]',
        b"[1]",
        b'[{"id": "a", "kind": "size", "params": {}}, {"id": "a", "kind": "size", "params": {}}]',
    ],
)
def test_a_file_of_questions_that_is_none_is_refused(raw: bytes) -> None:
    with pytest.raises(Malformed):
        receive_questions(raw)
