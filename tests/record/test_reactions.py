"""Offices react to decisions: an election fills, a resignation vacates, a vacancy sets duties, a term rings."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from comitia.errors import Malformed
from comitia.record import answers
from comitia.record.holdings import Clash
from comitia.record.offices import Register
from comitia.record.reactions import Effect, TermRule, VacancyRule, alarms, react, receive_decision

Build = Callable[..., Register]
ON = date(2020, 6, 1)


def fills(person: str, post: str = "chair", on: date = ON) -> Effect:
    return Effect("fills", post, person, "elected", on, "4.2")


def vacates(person: str, post: str = "chair", on: date = ON) -> Effect:
    return Effect("vacates", post, person, "resigned", on, "5.1")


def happened(events: Any) -> list[tuple[str, str, str]]:
    return [(event.person, event.event, event.post) for event in events]


def test_an_election_fills_a_vacant_post(register_of: Build) -> None:
    reaction = react(register_of(), [fills("ann")], [], "minutes")
    assert happened(reaction.events) == [("ann", "elected", "chair")]
    assert reaction.events[0].note == "under 4.2"
    assert answers.holder_on(reaction.register, "chair", ON) == ["ann"]


def test_an_election_to_a_filled_post_ends_the_holder_first(register_of: Build) -> None:
    reaction = react(register_of("2020-01-01 - ann elected chair"), [fills("ben")], [], "minutes")
    assert happened(reaction.events) == [("ann", "ended", "chair"), ("ben", "elected", "chair")]
    assert reaction.duties == () and reaction.silent == ()


def test_electing_the_holder_is_a_re_election(register_of: Build) -> None:
    reaction = react(register_of("2020-01-01 - ann elected chair"), [fills("ann")], [], "minutes")
    assert happened(reaction.events) == [("ann", "re-elected", "chair")]
    assert answers.days_so_far(reaction.register, "ann", "chair", ON) == 152


def test_a_post_for_several_gains_one_more(register_of: Build) -> None:
    effect = Effect("fills", "steward", "ben", "appointed", ON, "6")
    reaction = react(register_of("2020-01-01 - ann appointed steward"), [effect], [], "minutes")
    assert answers.holder_on(reaction.register, "steward", ON) == ["ann", "ben"]


def test_a_vacancy_sets_what_the_rule_says_and_who_acts(register_of: Build, club: dict[str, Any]) -> None:
    for name in ("deputy", "acting-chair"):
        club["posts"].append({**club["posts"][0], "id": name, "title": name})
    rule = VacancyRule("chair", "5.3", "call an election", "the committee", 28, "acting-chair", "deputy")
    register = register_of("2020-01-01 - ann elected chair", "2020-01-01 - ben elected deputy")
    reaction = react(register, [vacates("ann")], [rule], "minutes")
    assert happened(reaction.events) == [("ann", "resigned", "chair"), ("ben", "appointed", "acting-chair")]
    (duty,) = reaction.duties
    assert (duty.what, duty.who, duty.clause, duty.due_on) == (
        "call an election",
        "the committee",
        "5.3",
        date(2020, 6, 29),
    )
    assert answers.vacancies(reaction.register, ON, None) == ["chair"]


def test_a_vacancy_without_a_rule_is_said_to_be_silent(register_of: Build) -> None:
    reaction = react(register_of("2020-01-01 - ann elected chair"), [vacates("ann")], [], "minutes")
    assert reaction.silent == ("chair",)


def test_what_is_held_by_virtue_of_a_post_follows_it(register_of: Build, club: dict[str, Any]) -> None:
    club["posts"].append({**club["posts"][0], "id": "board-seat", "title": "Seat", "ex_officio_of": "chair"})
    register = register_of("2020-01-01 - ann elected chair", "2020-01-01 - ann appointed board-seat")
    reaction = react(register, [fills("ben")], [], "minutes")
    assert answers.posts_of(reaction.register, "ben", ON) == ["board-seat", "chair"]
    assert answers.posts_of(reaction.register, "ann", ON) == []


def test_vacating_what_is_not_held_is_refused(register_of: Build) -> None:
    with pytest.raises(Clash, match="never began"):
        react(register_of("2020-01-01 - ann elected chair"), [vacates("ben")], [], "minutes")


@pytest.mark.parametrize(
    "effect",
    [
        fills("zoe"),
        fills("ann", post="king"),
        fills("ann", on=date(2019, 1, 1)),
        Effect("fills", "chair", "ann", "resigned", ON, "4.2"),
        Effect("vacates", "chair", "ann", "elected", ON, "4.2"),
    ],
)
def test_an_effect_that_cannot_be_is_refused(register_of: Build, effect: Effect) -> None:
    with pytest.raises(Malformed):
        react(register_of("2020-01-01 - ann elected chair"), [effect], [], "minutes")


def test_a_term_rings_from_its_notice_on_and_is_over_on_its_day(register_of: Build) -> None:
    """Trade Union and Labour Relations (Consolidation) Act 1992, section 46: no longer than five years."""
    register = register_of("2020-02-29 - ann elected chair")
    rule = TermRule("chair", "s.46", years=5, notice_days=100)
    assert alarms(register, [rule], date(2024, 11, 19)) == []
    (soon,) = alarms(register, [rule], date(2024, 11, 20))
    assert (soon.expires_on, soon.days_left, soon.is_over) == (date(2025, 2, 28), 100, False)
    (over,) = alarms(register, [rule], date(2025, 2, 28))
    assert over.is_over


def test_a_re_election_restarts_the_term_and_a_departure_ends_it(register_of: Build) -> None:
    rule = TermRule("chair", "s.46", years=5)
    again = register_of("2020-01-01 - ann elected chair", "2020-07-01 - ann re-elected chair")
    assert alarms(again, [rule], date(2025, 1, 1)) == []
    assert [alarm.elected_on for alarm in alarms(again, [rule], date(2025, 7, 1))] == [date(2020, 7, 1)]
    gone = register_of("2020-01-01 - ann elected chair", "2020-07-01 - ann resigned chair")
    assert alarms(gone, [rule], date(2025, 7, 1)) == []


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"source": "x", "effects": [{"kind": "crowns"}]},
        {"source": "x", "effects": 3},
        {"source": "", "effects": []},
    ],
)
def test_a_decision_of_another_shape_is_refused(value: Any) -> None:
    with pytest.raises(Malformed):
        receive_decision(value)
