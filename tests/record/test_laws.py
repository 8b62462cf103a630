"""Laws that hold for the answers about any register: what two questions say of the same days must agree."""

import json
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from comitia.record import answers
from comitia.record.doubt import doubter_of
from comitia.record.holdings import Clash
from comitia.record.offices import Register
from comitia.record.questions import Question
from comitia.record.register import receive_register

from .conftest import events_of

START, END = date(2020, 1, 1), date(2020, 2, 29)
DAYS = [START + timedelta(days=n) for n in range((END - START).days + 1)]
PERSONS = ("ann", "ben", "cat")
POSTS = {"chair": True, "clerk": True, "steward": False}


@st.composite
def registers(draw: st.DrawFn) -> Register:
    """Random entries, tried one by one; those that clash are left out."""
    template: dict[str, Any] = {
        "register": "club",
        "title": "The club",
        "window": {"from": START.isoformat(), "to": END.isoformat()},
        "timezone": "Europe/London",
        "schema_version": 1,
        "event_types": {"begins": ["elected"], "ends": ["resigned", "moved"], "no_effect": ["re-elected"]},
        "sources": {"minutes": {"title": "Minutes"}},
        "posts": [
            {"id": name, "title": name, "tier": "whip", "filled_by": "elected_by_members", "single_holder": is_single}
            for name, is_single in POSTS.items()
        ],
        "persons": [{"id": name, "name": name} for name in PERSONS],
        "events": [],
        "unplaced": [],
    }
    if draw(st.booleans()):
        template["posts"][1]["valid_from"] = draw(st.sampled_from(DAYS[:20])).isoformat()
    acts = st.tuples(
        st.integers(0, 6),
        st.sampled_from(PERSONS),
        st.sampled_from(["elected", "resigned", "moved", "re-elected"]),
        st.sampled_from(list(POSTS)),
    )
    day, lines, register = START, [], receive_register(json.dumps(template).encode())
    for gap, person, event, post in draw(st.lists(acts, max_size=18)):
        later = min(day + timedelta(days=gap), END)
        tried = [*lines, f"{later} - {person} {event} {post}"]
        try:
            register = receive_register(json.dumps(template | {"events": events_of(*tried)}).encode())
        except Clash:
            continue
        day, lines = later, tried
    return register


@given(registers())
def test_the_days_of_a_tenure_are_the_days_at_whose_end_the_office_was_held(register: Register) -> None:
    for person in PERSONS:
        for post in POSTS:
            held = sum(person in answers.holder_on(register, post, day) for day in DAYS)
            tenure = answers.tenure_days(register, person, post)
            if tenure is not None:
                assert tenure == held
            for day in DAYS[::7]:
                so_far = answers.days_so_far(register, person, post, day)
                assert (so_far is not None) == (person in answers.holder_on(register, post, day))


@given(registers(), st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_the_days_of_the_vacancy_spells_are_the_days_of_the_vacancies(register: Register, a: date, z: date) -> None:
    a, z = min(a, z), max(a, z)
    for post in POSTS:
        vacant = {day for day in DAYS if a <= day <= z and post in answers.vacancies(register, day, None)}
        told: set[date] = set()
        for spell in answers.vacancy_spells(register, post, a, z):
            start = date.fromisoformat(spell["from"])
            end = date.fromisoformat(spell["to"]) if spell["to"] else z + timedelta(days=1)
            assert a <= start < end <= z + timedelta(days=1)
            assert spell["days"] == ((end - start).days if spell["to"] else None)
            told |= {start + timedelta(days=n) for n in range((end - start).days)}
        assert told == vacant


@given(registers(), st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_who_is_in_and_out_follows_from_the_posts_of_each(register: Register, a: date, z: date) -> None:
    moves = answers.in_out(register, a, z, None)
    for person in PERSONS:
        then, now = (answers.posts_of(register, person, day) for day in (a, z))
        assert (person in moves["in"]) == (not then and bool(now))
        assert (person in moves["out"]) == (bool(then) and not now)
        assert (person in moves["changed_posts"]) == (bool(then) and bool(now) and then != now)
    size = {day: answers.size(register, day, None) for day in (a, z)}
    assert size[z] - size[a] == len(moves["in"]) - len(moves["out"])
    assert answers.had_then_nothing(register, a, None, z, None) == moves["out"]


@given(registers(), st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_who_is_unbroken_held_that_post_at_the_end_of_every_day(register: Register, a: date, z: date) -> None:
    a, z = min(a, z), max(a, z)
    span = [day for day in DAYS if a <= day <= z]
    for person in answers.unbroken(register, a, z, None):
        assert any(all(person in answers.holder_on(register, post, day) for day in span) for post in POSTS)


@given(registers())
def test_successors_and_predecessors_are_neighbours_in_the_history(register: Register) -> None:
    for post, is_single in POSTS.items():
        told = [row["person"] for row in answers.history(register, post)]
        if not is_single or len(set(told)) != len(told):
            continue
        for before, after in pairwise(told):
            assert answers.successor(register, before, post) == after
            assert answers.predecessor(register, after, post) == before


@given(registers())
def test_a_register_without_doubts_flags_nothing(register: Register) -> None:
    question = Question("Q", "vacancies", {"date": END.isoformat()})
    assert doubter_of(register).doubt(question).flags() == {}
