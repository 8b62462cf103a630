"""Real cases replayed through the rulebooks that governed them: outcome, force, effects, triggers, clause."""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from comitia.rulebook.api import (
    Decision,
    Division,
    Field,
    PastOutcome,
    Put,
    Round,
    RulesOfDay,
    decide_nominations,
    decide_put,
    decide_sole,
    decide_stage,
    running_immunities,
)
from tests.rulebook.pages import rulebook

CASES = {
    case["id"]: case
    for line in (Path(__file__).parent / "data" / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    for case in [json.loads(line)]
}
LABOUR, CONSERVATIVE = rulebook("labour-2016"), rulebook("conservative-1998-2024")
LIBERAL_DEMOCRATS, UNION, BUNDESTAG = rulebook("liberal-democrats"), rulebook("union-1992-act"), rulebook("bundestag")


def division(step: dict[str, Any]) -> Division:
    """The figures of a motion of a case."""
    inputs = step["inputs"]
    if "yes_share" in inputs:
        papers = Fraction(inputs["turnout_share"])
        ayes = papers * Fraction(inputs["yes_share"])
        return Division(ayes, papers - ayes, papers=papers, people={"entitled": Fraction(1)}, whole=False)
    numbers = {key: Fraction(value) for key, value in inputs.items() if key != "complete"}
    people = {key: numbers[key] for key in ("entitled", "members", "present") if key in numbers}
    nought = Fraction(0)
    return Division(
        numbers["yes"],
        numbers["no"],
        numbers.get("abstain", nought),
        nought,
        numbers.get("spoilt", nought),
        numbers.get("not_voting"),
        numbers.get("voting_total"),
        people,
    )


def held(step: dict[str, Any], **more: Any) -> Round:
    """One round of a case."""
    votes = {name: Fraction(str(number)) for name, number in step["votes"].items()}
    people = {"entitled": Fraction(step["entitled"])} if "entitled" in step else {}
    field = Field(votes, spoilt=Fraction(step.get("spoilt", 0)), people=people)
    return Round(field, withdrawn=tuple(step.get("withdrawn", ())), **more)


def put(rules: RulesOfDay, name: str, step: dict[str, Any], facts: dict[str, Any], **more: Any) -> Decision:
    return decide_put(rules, name, Put(division(step), **more), facts)


def events(decision: Decision) -> list[tuple[str | None, str | None, str | None]]:
    return [(effect.office, effect.event, effect.person) for effect in decision.effects]


def triggers(decision: Decision) -> list[str]:
    return [trigger.name for trigger in decision.triggers]


def test_labours_mps_carry_a_motion_that_binds_nothing() -> None:
    case = CASES["a-lab-2016-plp"]
    decision = put(LABOUR.on(date(2016, 6, 28)), "no-confidence", case["steps"][0], {})
    assert decision.result == case["outcome"]["result"]
    assert decision.binding == case["outcome"]["binding"] == "advisory"
    assert (events(decision), triggers(decision)) == ([], [])
    assert decision.clause == "none in the Rule Book; PLP standing orders (unpublished)"
    assert decision.headline == "carried, binds nothing: no clause attaches an effect"
    assert decision.digest == LABOUR.digest
    assert decision.tally == {"for": 172, "against": 40, "spoilt": 4, "not voting": 13}
    assert decision.sentence == (
        "2016-06-28, Commons members of the PLP: no confidence in the leader carried, 172 for, 40 against, 4 spoilt, "
        "13 not voting (107 needed, more than half of the votes for or against). It binds nothing: no clause attaches "
        "an effect. Clause: none in the Rule Book; PLP standing orders (unpublished) (Labour Party Rule Book, 2016 "
        "(Chapters 1 and 4))."
    )


def test_the_same_vote_removes_the_leader_under_the_conservatives_rules() -> None:
    vote = CASES["a-lab-2016-plp"]["steps"][0]
    decision = put(CONSERVATIVE.on(date(2016, 6, 28)), "no-confidence", vote, {"immune": False})
    assert decision.headline == "carried: the leader leaves and may not stand"
    assert decision.binding == "binding"
    assert events(decision) == [("leader", "leaves", None), ("leader", "barred", None)]
    assert triggers(decision) == ["succession.caretaker", "gate.nominations"]
    assert decision.clause == "Confidence, 2 and 3"


def test_the_contrary_motions_of_the_conservatives_agree_on_every_vote() -> None:
    rules = CONSERVATIVE.on(date(2016, 6, 28))
    for ayes in range(12):
        for noes in range(12):
            direct = decide_put(rules, "confidence", Put(Division(Fraction(ayes), Fraction(noes))), {"immune": False})
            contrary = decide_put(
                rules, "no-confidence", Put(Division(Fraction(noes), Fraction(ayes))), {"immune": False}
            )
            assert {effect.event for effect in direct.effects} == {effect.event for effect in contrary.effects}


SIZES_2016 = {"plp": 231, "eplp": 20}
CHALLENGE = {
    "vacant(leader)": False,
    "holder(leader)": "Jeremy Corbyn",
    "annual_session": date(2016, 9, 25),
}


def challenge(on: date, **received: int) -> Decision:
    names = {name.replace("_", " "): {"plp": number} for name, number in received.items()}
    return decide_nominations(LABOUR.on(on), "challenge", SIZES_2016, names, CHALLENGE, withdrawn=["Angela Eagle"])


def test_labours_challenger_needs_fifty_one_and_the_incumbent_none() -> None:
    case = CASES["b-lab-2016-leader"]
    decision = challenge(date(2016, 7, 28), Owen_Smith=172, Angela_Eagle=72)
    assert list(decision.qualified) == case["steps"][0]["expected"]["qualified"]
    assert "20 per cent of 251 needs 51" in decision.derivation[0]
    assert [reading.name for reading in decision.readings] == ["foster"]
    assert triggers(decision) == ["ballot.leader"]
    assert decision.clause == "4.II.2.B(ii); conference 2015"


@pytest.mark.parametrize(
    ("on", "silent", "readings"),
    [
        (date(2016, 7, 11), "the incumbent's place", []),
        (date(2016, 7, 12), None, ["nec-incumbent"]),
        (date(2016, 7, 27), None, ["nec-incumbent"]),
        (date(2016, 7, 28), None, ["foster"]),
    ],
)
def test_the_incumbents_place_hangs_on_the_day_of_the_question(
    on: date, silent: str | None, readings: list[str]
) -> None:
    decision = challenge(on, Owen_Smith=172)
    assert decision.silent == silent
    assert [reading.name for reading in decision.readings] == readings


def test_fifty_names_open_no_contest() -> None:
    decision = challenge(date(2016, 7, 28), Owen_Smith=50)
    assert (decision.result, triggers(decision), decision.failed) == ("short", [], ("Owen Smith",))


def test_labours_incumbent_wins_and_remains() -> None:
    case = CASES["b-lab-2016-leader"]
    decision = decide_stage(LABOUR.on(date(2016, 9, 24)), "leader", [held(case["steps"][1])], CHALLENGE)
    assert (decision.result, decision.winner) == ("elected", case["outcome"]["winner"])
    assert decision.binding == case["outcome"]["binding"]
    assert events(decision) == [("leader", "remains", "Jeremy Corbyn")]
    assert decision.findings[0].required == 253220


def test_labours_vacancy_of_2015_counts_the_commons_members_alone() -> None:
    case = CASES["b-lab-2015-leader"]
    received = {name: {"plp": number} for name, number in case["steps"][0]["routes"][0]["received"].items()}
    decision = decide_nominations(
        LABOUR.on(date(2015, 6, 15)), "vacancy", {"plp": 232}, received, {"vacant(leader)": True}
    )
    assert list(decision.qualified) == case["steps"][0]["expected"]["qualified"]
    assert "15 per cent of 232 needs 35" in decision.derivation[0]
    won = decide_stage(LABOUR.on(date(2015, 9, 12)), "leader", [held(case["steps"][1])], {})
    assert (won.winner, events(won)) == (case["outcome"]["winner"], [("leader", "takes", "Jeremy Corbyn")])


def test_forty_eight_letters_bring_a_vote_that_may_survives_with_immunity() -> None:
    case = CASES["a-con-2018-may"]
    letters = decide_nominations(
        CONSERVATIVE.on(date(2018, 12, 11)), "letters", {"mps": 315}, {"demand": {"mps": 48}}, {"immune": False}
    )
    assert (letters.result, triggers(letters)) == ("open", ["motion.confidence"])
    short = decide_nominations(
        CONSERVATIVE.on(date(2018, 12, 11)), "letters", {"mps": 315}, {"demand": {"mps": 47}}, {"immune": False}
    )
    assert (short.result, triggers(short)) == ("short", [])
    decision = put(CONSERVATIVE.on(date(2018, 12, 12)), "confidence", case["steps"][1], {"immune": False})
    assert (decision.result, decision.binding) == (case["outcome"]["result"], case["outcome"]["binding"])
    assert events(decision) == [("leader", "remains", None)]
    assert triggers(decision) == ["immunity.confidence"]
    assert decision.findings[0].required == 159


@pytest.mark.parametrize(
    ("on", "barred"),
    [(date(2018, 12, 12), True), (date(2019, 12, 11), True), (date(2019, 12, 12), False)],
)
def test_immunity_runs_for_a_year_from_the_vote(on: date, barred: bool) -> None:
    past = [PastOutcome("confidence", "carried", date(2018, 12, 12))]
    running = running_immunities(CONSERVATIVE.on(on), past, "motion.confidence")
    assert bool(running) is barred
    if barred:
        assert running[0].until == date(2019, 12, 11)
    assert (
        running_immunities(
            CONSERVATIVE.on(on), [PastOutcome("confidence", "lost", date(2018, 12, 12))], "motion.confidence"
        )
        == []
    )


def test_a_leader_who_loses_leaves_and_is_barred_and_a_sole_nominee_follows() -> None:
    case = CASES["a-con-2003-ids"]
    decision = put(CONSERVATIVE.on(date(2003, 10, 29)), "confidence", case["steps"][1], {"immune": False})
    assert (decision.result, decision.binding) == (case["outcome"]["result"], case["outcome"]["binding"])
    assert decision.headline == "lost: the leader leaves and may not stand"
    assert triggers(decision) == ["succession.caretaker", "gate.nominations"]
    sole = decide_sole(CONSERVATIVE.on(date(2003, 11, 6)), "mps", "Michael Howard", {})
    assert (sole.result, sole.winner, events(sole)) == (
        "elected",
        "Michael Howard",
        [("leader", "takes", "Michael Howard")],
    )


def test_the_tie_for_last_of_2001_is_silence_until_somebody_rules() -> None:
    case = CASES["b-con-2001"]
    rules = CONSERVATIVE.on(date(2001, 7, 10))
    open_ = decide_stage(rules, "mps", [held(case["steps"][0])], {})
    assert (open_.result, open_.silent) == ("undecided", "a tie for last place between David Davis and Michael Ancram")
    rounds = [held(case["steps"][0], ruled_out=()), *(held(step) for step in case["steps"][1:3])]
    decision = decide_stage(rules, "mps", rounds, {})
    assert (decision.result, triggers(decision)) == ("next-stage", ["ballot.members"])
    assert set(decision.standing) == set(case["steps"][3]["votes"])
    members = decide_stage(CONSERVATIVE.on(date(2001, 9, 13)), "members", [held(case["steps"][3])], {})
    assert (members.result, members.winner) == ("elected", case["outcome"]["winner"])


def test_a_withdrawal_in_2016_spared_the_members_their_ballot() -> None:
    case = CASES["b-con-2016"]
    decision = decide_stage(CONSERVATIVE.on(date(2016, 7, 11)), "mps", [held(step) for step in case["steps"]], {})
    assert (decision.result, decision.winner) == ("elected", case["outcome"]["winner"])
    assert "ballot.members" not in triggers(decision)


def test_the_mps_first_choice_of_2022_loses_with_the_members() -> None:
    case = CASES["b-con-2022-07"]
    rules = CONSERVATIVE.on(date(2022, 7, 13))
    first = decide_stage(rules, "mps", [held(case["steps"][0])], {})
    assert list(first.eliminated) == case["steps"][0]["expected"]["eliminated"]
    rounds = [held(step) for step in case["steps"][:5]]
    decision = decide_stage(rules, "mps", rounds, {})
    assert (decision.result, set(decision.standing)) == ("next-stage", {"Rishi Sunak", "Liz Truss"})
    members = decide_stage(CONSERVATIVE.on(date(2022, 9, 5)), "members", [held(case["steps"][5])], {})
    assert (members.winner, members.findings[0].required) == (case["outcome"]["winner"], 70863)


@pytest.mark.parametrize("identifier", ["b-ld-2007", "b-ld-2019"])
def test_liberal_democrats_elect_by_those_papers_that_came_in_time(identifier: str) -> None:
    case = CASES[identifier]
    rules = LIBERAL_DEMOCRATS.on(date.fromisoformat(case["date"]))
    decision = decide_stage(rules, "leader", [held(case["steps"][0])], {})
    assert (decision.result, decision.winner) == (case["outcome"]["result"], case["outcome"]["winner"])
    assert events(decision) == [("leader", "takes", case["outcome"]["winner"])]
    assert (decision.binding, decision.clause) == ("binding", "18.5")


NO_SERVICE = {"important_public_service": False, "devolved_welsh_authority": False}


@pytest.mark.parametrize("question", [0, 1])
def test_a_union_ballot_below_half_is_lost_however_many_say_yes(question: int) -> None:
    case = CASES["d-pcs-2019"]
    decision = put(UNION.on(date(2019, 4, 30)), "action", case["steps"][question], NO_SERVICE)
    assert (decision.result, decision.binding) == (case["outcome"]["result"], case["outcome"]["binding"])
    assert [finding.met for finding in decision.findings] == [False, True]
    assert "s.226(2)(a)(iia); s.297A" in decision.clause
    assert decision.headline == "lost: the action has no support of a ballot and is not protected"


def test_the_same_ballot_before_march_2017_would_have_carried() -> None:
    step = CASES["d-pcs-2019"]["steps"][0]
    assert put(UNION.on(date(2017, 2, 28)), "action", step, NO_SERVICE).result == "carried"
    assert put(UNION.on(date(2017, 3, 1)), "action", step, NO_SERVICE).result == "lost"


def test_the_teachers_four_ballots_each_have_their_own_mandate() -> None:
    case = CASES["d-neu-2023"]
    rules = UNION.on(date(2023, 1, 16))
    for section in case["steps"][0]["sections"]:
        welsh = section["name"].endswith("Wales")
        teachers = section["name"].startswith("teachers")
        facts = {"important_public_service": teachers, "devolved_welsh_authority": welsh}
        decision = put(rules, "action", section, facts)
        assert (decision.result == "carried") is section["expected"]["carried"], section["name"]
        assert len(decision.findings) == len(section["requires"])
        assert decision.binding == "binding"
        if decision.result == "carried":
            assert triggers(decision) == ["deadline.notice", "deadline.mandate"]


def test_barzel_fails_by_those_who_stayed_away() -> None:
    case = CASES["c-de-1972-67"]
    decision = put(BUNDESTAG.on(date(1972, 4, 27)), "constructive", case["steps"][0], {}, candidate="Rainer Barzel")
    assert (decision.result, decision.binding) == (case["outcome"]["result"], case["outcome"]["binding"])
    assert (events(decision), decision.winner) == ([("chancellor", "remains", None)], None)
    assert decision.clause == "Art. 67; Art. 121"


@pytest.mark.parametrize(
    ("identifier", "due"),
    [
        ("c-de-1982-12-68", date(1983, 1, 7)),
        ("c-de-2005-68", date(2005, 7, 22)),
        ("c-de-2024-68", date(2025, 1, 6)),
    ],
)
def test_a_lost_question_of_confidence_lets_the_president_dissolve_within_three_weeks(
    identifier: str, due: date
) -> None:
    case = CASES[identifier]
    decision = put(BUNDESTAG.on(date.fromisoformat(case["date"])), "confidence", case["steps"][0], {})
    assert (decision.result, decision.binding) == (case["outcome"]["result"], case["outcome"]["binding"])
    effect = decision.effects[0]
    assert (effect.who, effect.modality, effect.due_on) == ("the Federal President", "may", due)
    assert decision.headline == (
        "lost: the Federal President may dissolve the Bundestag on the Chancellor's proposal within 21 days"
    )
    assert all(effect.event != "leaves" for effect in decision.effects)


def test_merz_is_elected_in_the_second_phase() -> None:
    case = CASES["c-de-2025-63"]
    rules = BUNDESTAG.on(date(2025, 5, 6))
    first = put(rules, "election-first", case["steps"][0], {}, candidate="Friedrich Merz")
    assert (first.result, first.binding, first.winner) == ("lost", "conditional", None)
    assert triggers(first) == ["motion.election-second"]
    assert first.effects[0].due_on == date(2025, 5, 20)
    second = put(rules, "election-second", case["steps"][1], {}, candidate="Friedrich Merz")
    assert (second.result, second.winner, second.binding) == (
        "carried",
        case["outcome"]["winner"],
        case["outcome"]["binding"],
    )
    assert events(second) == [("chancellor", "takes", "Friedrich Merz")]
    assert second.headline == "carried: Friedrich Merz becomes Federal Chancellor"


def test_every_decision_is_plain_data() -> None:
    decision = challenge(date(2016, 7, 28), Owen_Smith=172)
    assert json.loads(json.dumps(decision.as_data()))["readings"][0]["by"].startswith("High Court")
