"""Rounds, eliminations, electoral colleges, nominations, and how they come to a result."""

from typing import Any

import pytest

from tests.rulebook.case_maker import ballot, decided, motion


def round_told(*arguments: Any, **more: Any) -> dict[str, Any]:
    return decided(ballot(*arguments, **more))["steps"][0]


@pytest.mark.parametrize(
    ("rule", "votes", "eliminated"),
    [
        ("last", {"A": 40, "B": 35, "C": 25}, ["C"]),
        ("none", {"A": 40, "B": 35, "C": 25}, []),
        ("top_two", {"A": 40, "B": 30, "C": 20, "D": 10}, ["C", "D"]),
        ("top_two", {"A": 40, "B": 40, "C": 20, "D": 10}, ["C", "D"]),
        ({"kind": "below", "count": 30}, {"A": 45, "B": 40, "C": 29, "D": 18}, ["C", "D"]),
        ({"kind": "below", "count": 30}, {"A": 45, "B": 40, "C": 31, "D": 30}, ["D"]),
        ({"kind": "below", "count": 10, "also_last": True}, {"A": 45, "B": 40, "C": 31, "D": 30}, ["D"]),
        ({"kind": "below", "share": "0.05", "base": "valid"}, {"A": 50, "B": 41, "C": 5, "D": 4}, ["D"]),
        ({"kind": "last", "tie": "all"}, {"A": 40, "B": 35, "C": 10, "D": 10}, ["C", "D"]),
        ({"kind": "named", "names": ["B"]}, {"A": 40, "B": 35, "C": 25}, ["B"]),
    ],
)
def test_who_goes_out(rule: Any, votes: dict[str, int], eliminated: list[str]) -> None:
    told = round_told(votes, rule, {"measure": "top", "op": ">", "count": 900})
    assert (told["winner"], told["eliminated"]) == (None, eliminated)
    assert "silent" not in told


@pytest.mark.parametrize(
    ("rule", "votes", "silence"),
    [
        ("last", {"A": 40, "B": 20, "C": 20}, "a tie for last place between B and C"),
        ({"kind": "last", "tie": "none"}, {"A": 40, "B": 20, "C": 20}, "a tie for last place between B and C"),
        ("top_two", {"A": 40, "B": 20, "C": 20}, "a tie for second place between B and C"),
        ("top_two", {"A": 40, "B": 40, "C": 40}, "a tie for second place between A, B and C"),
        ({"kind": "below", "count": 10}, {"A": 40, "B": 20, "C": 20}, "a tie for last place between B and C"),
        ({"kind": "below", "count": 90}, {"A": 40, "B": 20, "C": 21}, "what happens when every candidate would go out"),
        ("named", {"A": 40, "B": 20, "C": 21}, "who is eliminated: the rule leaves it to others"),
    ],
)
def test_a_gap_in_the_rule_is_told_and_nobody_goes_out(rule: Any, votes: dict[str, int], silence: str) -> None:
    told = round_told(votes, rule, {"measure": "top", "op": ">", "count": 900})
    assert (told["winner"], told["eliminated"], told["silent"]) == (None, [], silence)


def test_a_tie_for_last_below_the_bar_needs_no_rule() -> None:
    rule = {"kind": "below", "count": 30, "also_last": True}
    assert round_told({"A": 60, "B": 50, "C": 5, "D": 5}, rule)["eliminated"] == ["C", "D"]


def test_most_votes_elects_unless_two_lead() -> None:
    plurality = {"measure": "top", "op": ">", "count": 0}
    assert round_told({"A": 3, "B": 2, "C": 2}, "none", plurality)["winner"] == "A"
    tied = round_told({"A": 3, "B": 3, "C": 2}, "none", plurality)
    assert (tied["winner"], tied["silent"]) == (None, "a tie for first between A and B")
    drawn = round_told({"A": 3, "B": 3}, "none", plurality, tie={"rule": "lot", "drawn": "B"})
    assert drawn["winner"] == "B"
    assert round_told({"A": 0, "B": 0}, "none", plurality)["winner"] is None


def test_level_leaders_far_from_the_bar_are_no_silence() -> None:
    """Ballots repeated without elimination (the House in 2023): 212 to 212 of 434 elects nobody, no rule is missing."""
    assert "silent" not in round_told({"A": 212, "B": 212, "C": 10}, "none")


def test_a_lead_is_measured_over_the_second() -> None:
    """The rule of 1975: a majority of those entitled and a lead of 15 per cent of them; 56 of 372."""
    win = [
        {"measure": "top", "op": ">", "share": "1/2", "base": "entitled"},
        {"measure": "lead", "op": ">=", "share": "0.15", "base": "entitled"},
    ]
    for first, second, winner in ((204, 148, "A"), (204, 149, None), (187, 131, "A"), (186, 120, None)):
        step = {**ballot({"A": first, "B": second, "C": 5}, "none", entitled=372), "win": win}
        assert decided(step)["steps"][0]["winner"] == winner


def test_one_informal_paper_counts_in_the_base_of_all_papers() -> None:
    win = {"measure": "top", "op": ">", "share": "1/2", "base": "cast"}
    assert round_told({"A": 50, "B": 49}, "none", win)["winner"] == "A"
    assert round_told({"A": 50, "B": 49}, "none", win, spoilt=1)["winner"] is None


def test_a_withdrawal_that_leaves_one_elects_that_one() -> None:
    told = decided(ballot({"A": 185, "B": 131, "C": 56}, "none", withdrawn=["B", "C"]))
    assert (told["steps"][0]["winner"], told["result"], told["winner"]) == (None, "elected", "A")


def test_an_elimination_that_leaves_one_elects_that_one() -> None:
    rule = {"measure": "top", "op": ">", "count": 900}
    assert decided(ballot({"A": 2, "B": 1}, "last", rule))["winner"] == "A"


def test_several_left_is_no_decision() -> None:
    told = decided(ballot({"A": 40, "B": 35, "C": 25}))
    assert (told["result"], told["winner"]) == ("no_decision", None)


def test_named_eliminations_show_in_the_next_field() -> None:
    first = ballot({"A": 40, "B": 35, "C": 25}, "named")
    second = ballot({"A": 60, "C": 40}, "none")
    assert decided(first, second)["steps"][0]["eliminated"] == ["B"]


def test_after_a_silence_the_next_round_shows_how_somebody_ruled() -> None:
    tied, rerun = ballot({"A": 40, "B": 20, "C": 20}), ballot({"A": 50, "B": 20}, "none")
    assert decided(tied, rerun)["winner"] == "A"


def college(*sections: tuple[str, dict[str, Any]], **more: Any) -> dict[str, Any]:
    told = [
        {"name": f"section {place}", "weight": weight, "votes": votes} for place, (weight, votes) in enumerate(sections)
    ]
    return {"kind": "weighted_round", "name": "college", "sections": told, **more}


def test_a_college_weighs_shares_and_not_votes() -> None:
    told = decided(college(("1/2", {"A": 55, "B": 31}), ("1/2", {"A": 12196, "B": 18230})))
    assert told["winner"] == "A"
    told = decided(college(("1/3", {"A": 6, "B": 3, "C": 1}), ("2/3", {"A": 20, "B": 50, "C": 30})))
    assert told["steps"][0] == {**told["steps"][0], "winner": None, "eliminated": ["C"]}


def test_a_college_tied_exactly_is_silent() -> None:
    told = decided(college(("1/2", {"A": 60, "B": 40}), ("1/2", {"A": 40, "B": 60})))
    assert told["result"] == "no_decision"
    assert "tie" in told["steps"][0]["silent"]


def gate(*routes: dict[str, Any], kind: str = "nomination", **more: Any) -> dict[str, Any]:
    told = [{"name": f"route {place}", **route} for place, route in enumerate(routes)]
    return {"kind": kind, "name": "gate", "routes": told, "combine": "all", "incumbent": "none", **more}


TWENTY = {"threshold": {"share": "0.20", "of": 251, "op": ">=", "rounding": "up"}}


@pytest.mark.parametrize(
    ("place", "qualified", "failed"),
    [("automatic", ["B", "A"], []), ("needs", ["B"], ["A"]), ("none", ["B"], [])],
)
def test_the_incumbents_place_is_a_rule_of_its_own(place: str, qualified: list[str], failed: list[str]) -> None:
    """Foster v McNicol [2016] EWHC 1966 (QB): automatic. Elsewhere the incumbent needs the same."""
    step = gate({**TWENTY, "received": {"B": 51}}, incumbent=place, incumbent_name="A")
    told = decided(step)["steps"][0]
    assert (told["qualified"], told["failed"]) == (qualified, failed)


def test_a_silent_rule_on_the_incumbent_is_told() -> None:
    told = decided(gate({**TWENTY, "received": {"B": 51}}, incumbent="silent", incumbent_name="A"))["steps"][0]
    assert told["silent"] == "the incumbent's place"


@pytest.mark.parametrize(("combine", "qualified"), [("all", ["C"]), ("any", ["A", "C"])])
def test_routes_join_by_all_or_any(combine: str, qualified: list[str]) -> None:
    mps = {"threshold": {"count": 12}, "received": {"A": 12, "B": 11, "C": 20}}
    branches = {"threshold": {"count": 3}, "received": {"A": 2, "B": 2, "C": 3}}
    assert decided(gate(mps, branches, combine=combine))["steps"][0]["qualified"] == qualified


def test_nominations_that_were_not_published_pass_and_fail_nobody() -> None:
    told = decided(gate({"threshold": {"count": 100}, "received": {"A": 197, "B": None}}))
    assert told["steps"][0]["qualified"] == ["A"] and told["steps"][0]["failed"] == []
    assert told["steps"][0]["silent"] == "the number received by B is not stated"
    assert told["winner"] == "A"


def test_who_withdraws_neither_qualifies_nor_fails() -> None:
    told = decided(gate({**TWENTY, "received": {"B": 172, "C": 72, "D": 50}}, withdrawn=["C"]))["steps"][0]
    assert (told["qualified"], told["failed"], told["requires"][0]["required"]) == (["B"], ["D"], 51)


@pytest.mark.parametrize(("letters", "result"), [(48, "carried"), (47, "lost")])
def test_a_demand_is_met_by_enough_names(letters: int, result: str) -> None:
    letter_gate = gate({"threshold": {"share": "0.15", "of": 315}, "received": {"requests": letters}}, kind="trigger")
    told = decided(letter_gate)
    assert (told["result"], told["steps"][0]["qualified"], told["steps"][0]["failed"]) == (result, [], [])
    assert told["steps"][0]["requires"][0]["met"] is (letters == 48)


def test_a_confirmed_winner_is_elected_and_an_unconfirmed_one_is_not() -> None:
    runoff = ballot({"Armin Laschet": 521, "Friedrich Merz": 466}, "none")
    post = {**motion(796, None, {"measure": "yes", "op": ">", "share": "1/2", "base": "cast"}, voting_total=980)}
    confirmed = decided(runoff, {**post, "name": "postal confirmation of Laschet"})
    assert (confirmed["result"], confirmed["winner"]) == ("elected", "Armin Laschet")
    refused = decided(runoff, {**motion(1, 2), "name": "postal confirmation of Laschet"})
    assert (refused["result"], refused["winner"]) == ("lost", None)


def test_a_certified_result_is_believed_and_said_to_be_without_figures() -> None:
    told = decided({"kind": "certified", "name": "confidence", "certificate": "lost"})
    assert (told["result"], told["steps"][0]["carried"], told["steps"][0]["requires"]) == ("lost", False, [])


def test_whoever_stands_alone_needs_what_the_rule_asks_for() -> None:
    """One who is left elects where others have gone (Leadsom, 2016); a sole candidate is not left by anybody."""
    alone = ballot({"A": 40}, "none", {"measure": "top", "op": ">", "share": "1/2", "base": "entitled"}, entitled=90)
    assert decided(alone)["result"] == "no_decision"
    enough = ballot({"A": 46}, "none", {"measure": "top", "op": ">", "share": "1/2", "base": "entitled"}, entitled=90)
    assert (decided(enough)["result"], decided(enough)["winner"]) == ("elected", "A")


@pytest.mark.parametrize("what", ["letters", "branches", "MPs who signed"])
def test_what_a_trigger_received_is_no_candidate_whatever_it_is_called(what: str) -> None:
    trigger = {
        "kind": "trigger",
        "name": "letters",
        "routes": [{"name": "MPs", "threshold": {"share": "15%", "of": 316}, "received": {what: 48}}],
        "combine": "all",
    }
    told = decided(trigger)
    assert (told["steps"][0]["qualified"], told["steps"][0]["failed"], told["result"]) == ([], [], "carried")
