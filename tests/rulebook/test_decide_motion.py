"""Motions: thresholds, bases, ties, quorums, sections."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.rulebook.arithmetic.condition import Condition
from comitia.rulebook.arithmetic.figures import Division
from comitia.rulebook.arithmetic.motion import Tie, combine_sections, decide_motion
from comitia.rulebook.arithmetic.numbers import exact, percentage, smallest_whole
from tests.rulebook.case_maker import MAJORITY, decided, motion

NEEDS_TURNOUT = {"measure": "turnout", "op": ">=", "share": "0.5", "base": "entitled"}
OF_MEMBERS = {"measure": "yes", "op": ">", "share": "1/2", "base": "members"}


def step(*arguments: Any, **more: Any) -> dict[str, Any]:
    return decided(motion(*arguments, **more))["steps"][0]


def test_a_share_is_reached_and_never_rounded() -> None:
    """15 per cent of 232 is 34.8 (b-lab-2015-leader): 35; a float would make 3 of 0.15 x 20 into 4."""
    assert smallest_whole(exact("0.15") * 232, strict=False) == 35
    assert smallest_whole(exact("15%") * 20, strict=False) == 3
    assert smallest_whole(exact("1/2") * 84, strict=True) == 43
    assert smallest_whole(exact("1/2") * 85, strict=True) == 43


def test_two_thirds_of_a_number_that_three_divides_is_enough_when_at_least_is_asked() -> None:
    two_thirds = {"measure": "yes", "op": ">=", "share": "2/3", "base": "yes_no"}
    assert step(20, 10, two_thirds)["carried"] is True
    assert step(20, 10, {**two_thirds, "op": ">"})["carried"] is False
    assert step(19, 11, two_thirds)["requires"][0]["required"] == 20


@pytest.mark.parametrize(
    ("base", "required"),
    [("yes_no", 51), ("valid", 56), ("cast", 57), ("entitled", 76), ("members", 81), ("present", 61)],
)
def test_each_base_counts_what_its_name_says(base: str, required: int) -> None:
    told = step(
        60, 40, {**MAJORITY, "base": base}, abstain=10, spoilt=2, entitled=150, members=160, present=120, not_voting=38
    )
    assert told["requires"][0]["required"] == required
    assert told["carried"] is (required <= 60)


def test_a_tie_is_not_carried_where_the_rule_says_so() -> None:
    assert step(152, 152) == {
        "kind": "motion",
        "name": "motion",
        "carried": False,
        "requires": [
            {
                "required": 153,
                "met": False,
                "sentence": "votes for: 152 of 304 votes for or against (50.0 %); more than half needs 153: "
                "not met, 1 short",
            }
        ],
    }


@pytest.mark.parametrize(("cast", "carried"), [("yes", True), ("no", False)])
def test_a_casting_vote_decides_a_tie(cast: str, carried: bool) -> None:
    assert step(152, 152, tie={"rule": "casting_vote", "by": "Speaker", "cast": cast})["carried"] is carried


def test_a_casting_vote_cannot_mend_a_missed_turnout() -> None:
    told = step(100, 100, MAJORITY, NEEDS_TURNOUT, tie={"rule": "casting_vote", "cast": "yes"}, entitled=1000)
    assert told["carried"] is False


def test_a_casting_vote_does_not_count_where_the_votes_are_not_tied() -> None:
    assert step(151, 152, tie={"rule": "casting_vote", "cast": "yes"})["carried"] is False


def test_a_silent_rule_on_ties_stays_silent() -> None:
    told = decided(motion(7, 7, tie="silent"))
    assert told["steps"][0]["silent"] == "a tie: 7 votes for and as many against"
    assert told["steps"][0]["carried"] is None
    assert told["result"] == "no_decision"


def test_a_silence_on_ties_does_not_matter_where_the_tie_does_not() -> None:
    """100 to 100 of 300 members: neither is near 151, so the motion is lost whatever breaks ties."""
    told = step(100, 100, OF_MEMBERS, tie="silent", members=300)
    assert told["carried"] is False and "silent" not in told


def test_a_rerun_leaves_no_decision() -> None:
    told = decided(motion(7, 7, tie="rerun"))
    assert (told["steps"][0]["carried"], told["result"]) == (None, "no_decision")


def test_at_least_half_is_reached_by_a_tie() -> None:
    assert step(7, 7, {**MAJORITY, "op": ">="})["carried"] is True


def test_nought_to_nought_carries_nothing() -> None:
    assert step(0, 0)["carried"] is False


def test_the_binding_force_of_a_turnout_comes_from_the_words_of_the_rule() -> None:
    """d-pcs-2019 is lost, d-hu-2016 is invalid, and the figures alone do not tell them apart."""
    low = motion(30, 10, MAJORITY, NEEDS_TURNOUT, entitled=100)
    assert decided(low, rule={"text": "Half must vote and a majority must say yes."})["result"] == "lost"
    assert decided(low, rule={"text": "Binding only if half take part."})["result"] == "invalid"
    assert decided(low, rule={"text": "Quorum: half of the members."})["result"] == "invalid"
    assert decided(motion(30, 10, NEEDS_TURNOUT, entitled=100))["result"] == "invalid"


def test_a_quorum_of_valid_votes_is_not_met_by_spoilt_papers() -> None:
    valid = {"measure": "valid_votes", "op": ">", "share": "1/2", "base": "entitled"}
    assert decided(motion(30, 10, MAJORITY, valid, spoilt=20, entitled=100))["result"] == "invalid"
    assert decided(motion(30, 21, MAJORITY, valid, entitled=100))["result"] == "carried"


def test_two_conditions_of_different_bases_must_both_hold() -> None:
    forty = {"measure": "yes", "op": ">=", "share": "0.4", "base": "entitled"}
    assert step(40, 39, MAJORITY, forty, entitled=100)["carried"] is True
    assert [r["met"] for r in step(39, 38, MAJORITY, forty, entitled=100)["requires"]] == [True, False]


def test_shares_alone_decide_without_naming_a_whole_number() -> None:
    only_shares = {
        "kind": "motion",
        "name": "motion",
        "inputs": {"turnout_share": "0.5", "yes_share": "0.8"},
        "requires": [NEEDS_TURNOUT, MAJORITY, {"measure": "yes", "op": ">=", "share": "0.4", "base": "entitled"}],
        "tie": {"rule": "not_carried"},
    }
    told = decided(only_shares)["steps"][0]
    assert told["carried"] is True
    assert [r["required"] for r in told["requires"]] == [None, None, None]
    only_shares["inputs"] = {"turnout_share": "0.4999", "yes_share": "0.8"}
    assert [r["met"] for r in decided(only_shares)["steps"][0]["requires"]] == [False, True, False]


@pytest.mark.parametrize(
    ("verdicts", "combine", "joint"),
    [
        (["carried", "lost"], "all", "lost"),
        (["carried", "carried"], "all", "carried"),
        (["carried", "invalid"], "all", "invalid"),
        (["lost", "invalid"], "all", "lost"),
        (["carried", "undecided"], "all", "undecided"),
        (["lost", "undecided"], "all", "lost"),
        (["carried", "lost"], "any", "carried"),
        (["lost", "lost"], "any", "lost"),
        (["lost", "invalid"], "any", "lost"),
        (["invalid", "invalid"], "any", "invalid"),
        (["lost", "undecided"], "any", "undecided"),
        (["carried", "lost"], "separate", None),
    ],
)
def test_sections_join_as_the_rule_says(verdicts: list[str], combine: str, joint: str | None) -> None:
    assert combine_sections(verdicts, combine) == joint


def test_conditions_of_the_step_hold_in_each_section() -> None:
    houses = [{"name": name, "inputs": {"yes": yes, "no": 10}} for name, yes in (("Bishops", 20), ("Laity", 19))]
    two_thirds = [{"measure": "yes", "op": ">=", "share": "2/3", "base": "yes_no"}]
    common = {"requires": two_thirds, "tie": {"rule": "not_carried"}}
    told = decided(
        {"kind": "sectional_motion", "name": "final approval", "combine": "all", "sections": houses, **common}
    )
    assert [section["carried"] for section in told["steps"][0]["sections"]] == [True, False]
    assert (told["steps"][0]["carried"], told["result"]) == (False, "lost")
    assert told["steps"][0]["requires"][1]["sentence"].startswith("Laity: votes for: 19 of 29")


def test_a_constructive_motion_names_its_winner_and_stays_a_motion() -> None:
    censure = {**motion(180, 169, OF_MEMBERS, members=350), "name": "censure, candidate Pedro Sánchez"}
    assert [decided(censure)[key] for key in ("result", "winner")] == ["carried", "Pedro Sánchez"]
    elect = {**motion(180, 169, OF_MEMBERS, members=350), "name": "elect Angela Merkel"}
    assert [decided(elect)[key] for key in ("result", "winner")] == ["elected", "Angela Merkel"]
    lost = {**motion(170, 169, OF_MEMBERS, members=350), "name": "elect Angela Merkel"}
    assert [decided(lost)[key] for key in ("result", "winner")] == ["lost", None]


counts = st.integers(0, 400).map(Fraction)
conditions = st.builds(
    Condition,
    st.just("yes"),
    st.booleans(),
    st.sampled_from([Fraction(1, 2), Fraction(2, 3), Fraction(2, 5), Fraction(3, 20)]),
    st.sampled_from(["yes+no", "valid", "cast", "entitled"]),
)
ties = st.sampled_from([Tie("not-carried"), Tie("carried"), Tie("casting-vote", True), Tie("casting-vote", False)])


@given(counts, counts, counts, counts, st.lists(conditions, min_size=1, max_size=3), ties)
def test_one_more_aye_never_uncarries_a_motion(
    ayes: Fraction, noes: Fraction, abstentions: Fraction, spoilt: Fraction, requires: list[Condition], tie: Tie
) -> None:
    """Whatever the conditions, their bases, and the rule for ties."""
    people = {"entitled": Fraction(2000)}
    before = Division(ayes, noes, abstentions, Fraction(0), spoilt, people=people)
    after = Division(ayes + 1, noes, abstentions, Fraction(0), spoilt, people=people)
    if decide_motion(before, requires, tie).verdict == "carried":
        assert decide_motion(after, requires, tie).verdict == "carried"


@given(counts, counts, st.lists(conditions, min_size=1, max_size=3), ties)
def test_one_more_no_never_carries_a_motion(
    ayes: Fraction, noes: Fraction, requires: list[Condition], tie: Tie
) -> None:
    people = {"entitled": Fraction(2000)}
    if decide_motion(Division(ayes, noes, people=people), requires, tie).verdict == "lost":
        more = decide_motion(Division(ayes, noes + 1, people=people), requires, tie)
        assert more.verdict == "lost" or tie != Tie("not-carried")


@given(counts, conditions, st.integers(0, 400))
def test_the_number_required_is_the_smallest_that_meets_the_condition(
    base: Fraction, condition: Condition, ayes: int
) -> None:
    fixed = Condition("yes", condition.strict, condition.share, "entitled")
    finding = fixed.weigh(Division(Fraction(ayes), Fraction(0), people={"entitled": base}).figures())
    assert finding.required is not None
    assert finding.met is (ayes >= finding.required)


def test_a_percentage_is_rounded_half_up_from_exact_numbers() -> None:
    assert percentage(Fraction(1), Fraction(2000)) == "0.1 %"
    assert percentage(Fraction(1), Fraction(2001)) == "0.0 %"
    assert percentage(Fraction(313209), Fraction(506438)) == "61.8 %"
    assert percentage(Fraction(0), Fraction(0)) == "no percentage: the base is nought"


def test_a_tie_without_a_rule_for_ties_is_a_silence() -> None:
    told = decided(motion(7, 7, tie=None))
    assert (told["steps"][0]["carried"], told["result"]) == (None, "no_decision")
    assert told["steps"][0]["silent"].startswith("a tie")


@pytest.mark.parametrize(
    ("words", "result"),
    [
        (
            "Approved if a majority of those entitled have taken part and a majority of valid votes is reached.",
            "invalid",
        ),
        ("Quorum: half of the members.", "invalid"),
        ("At least 50% of those entitled must vote and a majority must say yes.", "lost"),
    ],
)
def test_a_missed_turnout_is_invalid_unless_it_measures_support(words: str, result: str) -> None:
    """Italian Constitution, article 75; TULRCA 1992 s.226(2)(a)(i)."""
    turnout = {"measure": "turnout", "op": ">=", "share": "1/2", "base": "entitled"}
    majority = {"measure": "yes", "op": ">", "share": "1/2", "base": "yes_no"}
    assert decided(motion(30, 10, turnout, majority, entitled=100), rule={"text": words})["result"] == result
