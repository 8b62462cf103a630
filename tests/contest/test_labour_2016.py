"""The summer of 2016, day by day: Foster v McNicol [2016] EWHC 1966 (QB), Evangelou v McNicol [2016] EWCA Civ 817."""

from datetime import date
from pathlib import Path

import pytest

from comitia.contest import Contest, open_contest, stand
from comitia.contest.gates import PLACES

FOLDER = Path(__file__).parent / "data" / "labour-2016"


@pytest.fixture(scope="module")
def labour() -> Contest:
    return open_contest(FOLDER)


def test_the_motion_of_28_june_opens_nothing(labour: Contest) -> None:
    standing = stand(labour, date(2016, 6, 29))
    assert (standing.phase, standing.opened, standing.holder) == ("no contest", None, "Jeremy Corbyn")
    assert [event.words for event in standing.events] == [
        "no confidence in the leader: carried, binds nothing: no clause attaches an effect"
    ]
    assert [act.what for act in standing.may_act] == [
        "bring nominations of challengers: 51 of 251 from Commons members of the PLP and members of the EPLP"
    ]


def test_of_251_nominating_electors_a_vacancy_asks_38_and_a_challenge_51(labour: Contest) -> None:
    found = {one.gate: (one.required[0][1], one.is_open) for one in stand(labour, date(2016, 7, 28)).thresholds}
    assert found == {"vacancy": (38, False), "challenge": (51, True)}


@pytest.mark.parametrize(
    ("day", "place", "reading"),
    [
        (date(2016, 7, 11), "silent", None),
        (date(2016, 7, 12), "automatic", "National Executive Committee"),
        (date(2016, 7, 28), "automatic", "High Court, Foster v McNicol"),
    ],
)
def test_the_incumbents_place_has_the_reading_of_its_day(
    labour: Contest, day: date, place: str, reading: str | None
) -> None:
    (challenge,) = [one for one in stand(labour, day).thresholds if one.gate == "challenge"]
    assert challenge.incumbent == PLACES[place]
    assert [one.split(",")[0] for one in challenge.readings] == ([] if reading is None else [reading.split(",")[0]])


@pytest.mark.parametrize(
    ("day", "frozen_on"),
    [(date(2016, 7, 21), date(2016, 1, 12)), (date(2016, 8, 9), None), (date(2016, 8, 12), date(2016, 1, 12))],
)
def test_the_courts_change_the_electorate_twice(labour: Contest, day: date, frozen_on: date | None) -> None:
    member = stand(labour, day).electorates[0]
    assert (member.name, member.frozen_on) == ("member", frozen_on)


def test_a_withdrawal_before_the_close_leaves_one_challenger(labour: Contest) -> None:
    standing = stand(labour, date(2016, 7, 21))
    assert {one.name: one.state for one in standing.candidates} == {
        "Angela Eagle": "withdrawn",
        "Owen Smith": "on the ballot",
        "Jeremy Corbyn": "on the ballot",
    }
    assert standing.phase == "ballot"
    assert standing.due_next is not None and standing.due_next.on == date(2016, 8, 17)


def test_a_day_that_was_set_otherwise_than_the_rules_count_is_shown_as_such(labour: Contest) -> None:
    (closes,) = [due for due in stand(labour, date(2016, 7, 21)).timetable if due.moment == "ballot-closes"]
    assert closes.on == date(2016, 9, 21)
    assert closes.departs == "the rules count 2016-09-16 (NEC procedure 2016); set for 2016-09-21 by the NEC"


def test_the_ballot_decides_and_the_holder_remains(labour: Contest) -> None:
    standing = stand(labour, date(2016, 9, 24))
    assert (standing.phase, standing.winner, standing.holder) == ("decided", "Jeremy Corbyn", "Jeremy Corbyn")
    assert standing.events[-1].words == "Jeremy Corbyn remains Leader of the Labour Party"
    assert {one.name: one.state for one in standing.candidates}["Owen Smith"] == "not elected"


def test_statements_are_counted_by_kind_and_add_no_nomination(labour: Contest) -> None:
    standing = stand(labour, date(2016, 9, 24))
    assert standing.statements.support == {"Jeremy Corbyn": {"union": 3, "constituency parties": 1}}
    assert standing.statements.calls == {"Jeremy Corbyn": {"frontbencher who left": 3}}
    assert next(one for one in standing.candidates if one.name == "Jeremy Corbyn").counts == {}


def test_a_day_without_the_later_facts_knows_nothing_of_them(labour: Contest) -> None:
    assert stand(labour, date(2016, 7, 21)).winner is None
    assert stand(labour, date(2016, 7, 10)).candidates == ()
