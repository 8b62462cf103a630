"""Vacancies and who acts meanwhile; what a motion or a demand sets going."""

from typing import Any

import pytest

from comitia.errors import Malformed
from tests.contest.made import Facts, contest, fact, on


def labour(*more: dict[str, Any]) -> Facts:
    return [
        fact("2016-06-01", "holder", office="leader", person="Jeremy Corbyn"),
        fact("2016-06-01", "holder", office="deputy", person="Tom Watson"),
        fact("2016-06-01", "size", body="plp", members=231),
        fact("2016-06-01", "size", body="eplp", members=20),
        fact("2016-06-01", "states", name="annual_session", value="2016-09-25"),
        fact("2016-06-01", "states", of="everybody", name="bodies", value=["plp"]),
        *more,
    ]


IN_OPPOSITION = fact("2016-06-01", "states", name="in_government", value=False)
RESIGNS = fact("2016-06-27", "vacates", office="leader", person="Jeremy Corbyn", why="resigned")


def test_in_opposition_the_deputy_acts_and_nominations_open_at_fifteen_per_cent() -> None:
    standing = on(contest("labour-2016", "leader", labour(IN_OPPOSITION, RESIGNS)), "2016-06-27")
    assert (standing.holder, standing.acting) == (None, ("Tom Watson",))
    assert standing.opened is not None and standing.opened.reference == "gate.vacancy"
    assert {one.gate: one.is_open for one in standing.thresholds} == {"vacancy": True, "challenge": False}
    assert standing.thresholds[0].required[0][1] == 38


def test_in_government_the_cabinet_appoints_and_nobody_is_named_for_it() -> None:
    in_government = {**IN_OPPOSITION, "value": True}
    standing = on(contest("labour-2016", "leader", labour(in_government, RESIGNS)), "2016-06-27")
    assert standing.acting == ()
    assert any("the Cabinet, in consultation with the NEC, appoints" in event.words for event in standing.events)


def test_a_fact_that_the_succession_needs_and_nobody_stated_is_asked_for() -> None:
    standing = on(contest("labour-2016", "leader", labour(RESIGNS)), "2016-06-27")
    assert any("in_government" in words for words in standing.silent)
    assert standing.opened is None


def test_deputy_and_president_act_jointly_when_the_leader_has_lost_the_seat() -> None:
    """Liberal Democrats, December 2019: Ed Davey and Sal Brinton."""
    facts = [
        fact("2019-12-01", "holder", office="leader", person="Jo Swinson"),
        fact("2019-12-13", "states", name="leader_lost_seat", value=True),
        fact("2019-12-13", "states", name="election_called", value=False),
        fact("2019-12-13", "vacates", office="leader", person="Jo Swinson", why="lost her seat"),
    ]
    standing = on(contest("liberal-democrats", "leader", facts), "2019-12-14")
    assert standing.acting == ("the deputy leader", "the president of the party")
    facts.append(
        fact("2019-12-14", "acts", office="leader", persons=["Ed Davey", "Sal Brinton"], by="the Federal Board")
    )
    assert on(contest("liberal-democrats", "leader", facts), "2019-12-14").acting == ("Ed Davey", "Sal Brinton")


def test_a_removed_chair_leaves_and_the_secretary_acts() -> None:
    facts = [
        fact("2026-03-01", "holder", office="chair", person="Ann"),
        fact("2026-03-01", "holder", office="secretary", person="Bob"),
        fact("2026-03-01", "states", name="notice_given", value=True),
        fact("2026-03-20", "put", motion="remove-chair", ayes=21, noes=9, entitled=40),
    ]
    standing = on(contest("template", "chair", facts), "2026-03-20")
    assert (standing.holder, standing.acting) == (None, ("Bob",))
    assert standing.opened is not None and standing.opened.reference == "gate.chair"
    facts[-1]["ayes"] = 20
    assert on(contest("template", "chair", facts), "2026-03-20").holder == "Ann"


def test_a_demand_counts_each_name_once() -> None:
    letters = [f"MP{n}" for n in range(47)]
    facts = [
        fact("2018-11-01", "holder", office="leader", person="Theresa May"),
        fact("2018-11-01", "size", body="mps", members=315),
        fact("2018-11-20", "demands", gate="letters", body="mps", by=letters),
        fact("2018-11-21", "demands", gate="letters", body="mps", by=letters[:10]),
    ]
    made = contest("conservative-1998-2024", "leader", facts)
    assert on(made, "2018-11-21").events == ()
    facts.append(fact("2018-12-11", "demands", gate="letters", body="mps", by=["MP99"]))
    assert len(on(contest("conservative-1998-2024", "leader", facts), "2018-12-11").events) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            fact("2016-06-27", "vacates", office="leader", person="Tom Watson"),
            "leaves leader, which Jeremy Corbyn holds",
        ),
        (fact("2016-06-27", "vacates", office="king", person="X"), "no office 'king'"),
        (fact("2016-06-27", "put", motion="none-such", ayes=1, noes=0), "none-such"),
        (fact("2016-06-27", "put", motion="no-confidence", ayes=300, noes=40, entitled=229), "fact of 2016-06-27, put"),
        (fact("2016-06-27", "parts", body="plp", persons=["X"]), "without having joined"),
    ],
)
def test_facts_that_contradict_are_refused_with_their_day(wrong: dict[str, Any], said: str) -> None:
    from comitia.errors import ComitiaError

    with pytest.raises(ComitiaError, match=said):
        on(contest("labour-2016", "leader", labour(IN_OPPOSITION, wrong)), "2016-06-28")


def test_an_office_that_the_rulebook_does_not_know_is_refused() -> None:
    with pytest.raises(Malformed, match="has no office 'king'"):
        contest("labour-2016", "king", labour())
