"""Whatever the facts, the answer is where the contest stands, or a refusal that says why; never a traceback."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comitia.contest import as_data, tell
from comitia.errors import ComitiaError
from tests.contest.made import contest, on

PEOPLE = st.sampled_from(["Ann", "Bob", "Cid", "Dai"])
DAYS = st.integers(1, 28).map(lambda day: f"2026-03-{day:02d}")
MANY = st.lists(PEOPLE, min_size=1, max_size=3)
BOOKS = {
    "template": ("chair", ["chair", "secretary"], ["members", "committee"], ["remove-chair", "resolution"], ["chair"]),
    "labour-2016": ("leader", ["leader", "deputy"], ["plp", "eplp", "nec"], ["no-confidence"], ["leader"]),
    "conservative-1998-2024": ("leader", ["leader"], ["mps"], ["confidence"], ["mps", "members"]),
    "liberal-democrats": ("leader", ["leader"], ["other-mps", "members", "local-parties"], ["postpone"], ["leader"]),
}
STATED = ["in_government", "annual_session", "notice_given", "election_called", "bodies", "status"]
MOMENTS = ["nominations-open", "nominations-close", "ballot-opens", "ballot-closes"]
YEARS = {"template": 2026, "labour-2016": 2016, "conservative-1998-2024": 2019, "liberal-democrats": 2019}


def begun(book: str) -> list[dict[str, Any]]:
    """A contest with two who have enough names, on the way to its ballot."""
    office, offices, bodies, _, _ = BOOKS[book]
    first = "2026-03-01"
    nominated = [
        {"on": "2026-03-06", "kind": "nominates", "candidate": candidate, "body": body, "number": number}
        for candidate in ("Ann", "Bob")
        for body, number in zip(bodies, (60, 200, 20), strict=False)
        if body not in ("committee", "nec")
    ]
    return [
        *({"on": first, "kind": "holder", "office": name, "person": name.title()} for name in offices),
        *({"on": first, "kind": "size", "body": body, "members": 300} for body in bodies),
        {"on": first, "kind": "states", "of": "everybody", "name": "bodies", "value": ["mps", "plp"]},
        {"on": first, "kind": "states", "of": "everybody", "name": "status", "value": "current"},
        {"on": first, "kind": "states", "of": "everybody", "name": "lost_confidence", "value": False},
        {"on": first, "kind": "states", "name": "annual_session", "value": "2026-03-28"},
        *({"on": first, "kind": "states", "name": name, "value": True} for name in ("election_called", "notice_given")),
        *(
            {"on": first, "kind": "states", "name": name, "value": False}
            for name in ("in_government", "leader_lost_seat")
        ),
        {"on": "2026-03-03", "kind": "vacates", "office": office, "person": office.title()},
        {"on": "2026-03-05", "kind": "sets", "moment": "nominations-close", "day": "2026-03-10"},
        *nominated,
        {"on": "2026-03-15", "kind": "round", "ballot": BOOKS[book][4][0], "votes": {"Ann": 30, "Bob": 20}},
    ]


def facts_of(book: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    _, offices, bodies, motions, ballots = BOOKS[book]
    small = st.integers(0, 60)
    gates = ["letters", "requisition", "chair"]
    kinds: dict[str, dict[str, Any]] = {
        "holder": {"office": st.sampled_from(offices), "person": st.none() | PEOPLE},
        "vacates": {"office": st.sampled_from(offices), "person": PEOPLE},
        "acts": {"office": st.sampled_from(offices), "persons": MANY},
        "size": {"body": st.sampled_from(bodies), "members": small},
        "joins": {"body": st.sampled_from(bodies), "persons": MANY},
        "parts": {"body": st.sampled_from(bodies), "persons": MANY},
        "states": {
            "name": st.sampled_from(STATED),
            "value": st.booleans() | DAYS | st.sampled_from(["current"]) | st.just([bodies[0]]),
            "of": st.none() | PEOPLE | st.just("everybody"),
        },
        "sets": {"moment": st.sampled_from(MOMENTS), "day": DAYS},
        "demands": {"gate": st.sampled_from(gates), "body": st.sampled_from(bodies), "number": small},
        "put": {"motion": st.sampled_from(motions), "ayes": small, "noes": small, "entitled": st.just(60)},
        "nominates": {"candidate": PEOPLE, "body": st.sampled_from(bodies), "by": MANY},
        "unnominates": {"candidate": PEOPLE, "by": MANY},
        "withdraws": {"candidate": PEOPLE},
        "round": {"ballot": st.sampled_from(ballots), "votes": st.dictionaries(PEOPLE, small, min_size=1, max_size=3)},
        "reopens": {"until": DAYS, "why": st.just("why")},
        "rules": {"about": st.just("elected"), "by": st.just("the chair"), "candidate": PEOPLE},
        "supports": {"candidate": PEOPLE, "by": MANY},
    }  # fmt: skip
    one = st.sampled_from(sorted(kinds)).flatmap(
        lambda kind: st.fixed_dictionaries({"kind": st.just(kind), "on": DAYS, **kinds[kind]})
    )
    return st.lists(one, max_size=4)


@pytest.mark.parametrize("book", sorted(BOOKS))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_facts_are_answered_or_refused(book: str, data: st.DataObject) -> None:
    whole = begun(book)
    facts = [fact for fact in whole if data.draw(st.integers(0, 9)) > 0] + data.draw(facts_of(book))
    year = str(YEARS[book])
    for fact in facts:
        for key in ("on", "day", "until", "value"):
            if isinstance(fact.get(key), str) and fact[key].startswith("2026-"):
                fact[key] = fact[key].replace("2026", year)
    office = BOOKS[book][0]
    try:
        standing = on(contest(book, office, facts), f"{year}-03-29")
    except ComitiaError as refusal:
        assert str(refusal)
        return
    assert standing.winner is None or standing.phase == "decided"
    assert tell(standing) and as_data(standing)["phase"] == standing.phase
