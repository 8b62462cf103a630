"""Divisions: ayes and noes with every base."""

from __future__ import annotations

from fractions import Fraction

import pytest

from comitia.count import AskRuling, Tally, tell
from comitia.count.simple import Division, QuorumOf, Requirement, division
from comitia.count.simple.division import BASES, division_of
from comitia.errors import Malformed, Unprovided

NO_CONFIDENCE = Division(172, 40, spoilt=4, present=216, entitled=229, members=232, seats_filled=230, abstained=0)
"""28 June 2016; present, members and filled seats are made up here so that each base differs."""


@pytest.mark.parametrize(
    ("base", "number"),
    [
        ("yes+no", 212),
        ("valid", 212),
        ("cast", 216),
        ("present", 216),
        ("entitled", 229),
        ("members", 232),
        ("seats-filled", 230),
    ],
)
def test_each_base_is_the_number_that_its_name_says(base: str, number: int) -> None:
    assert base in BASES
    assert NO_CONFIDENCE.base(base) == number  # type: ignore[arg-type]
    exactly = Requirement(Fraction(172, number), base, "at-least")  # type: ignore[arg-type]
    more = Requirement(Fraction(172, number), base, "more-than")  # type: ignore[arg-type]
    assert tell(division(exactly), NO_CONFIDENCE).outcome == "carried"
    assert tell(division(more), NO_CONFIDENCE).outcome == "lost"


def test_a_base_that_was_not_given_stops_the_count() -> None:
    with pytest.raises(Unprovided, match="'members', and that number was not given"):
        tell(division(Requirement(Fraction(1, 2), "members", "more-than")), Division(3, 2))


def test_abstentions_count_only_where_the_base_holds_them() -> None:
    vote = Division(5, 4, abstained=2)
    assert tell(division(Requirement(Fraction(1, 2), "yes+no", "more-than")), vote).outcome == "carried"
    assert tell(division(Requirement(Fraction(1, 2), "valid", "more-than")), vote).outcome == "lost"


def test_a_double_majority_needs_both() -> None:
    needs = (Requirement(Fraction(1, 2), "entitled", "more-than"), Requirement(Fraction(2, 3), "cast", "at-least"))
    assert tell(division(*needs), Division(60, 30, entitled=119)).outcome == "carried"
    assert tell(division(*needs), Division(60, 30, entitled=120)).outcome == "lost"
    assert tell(division(*needs), Division(60, 31, entitled=119)).outcome == "lost"


def test_without_a_quorum_nothing_is_decided() -> None:
    method = division(quorum=QuorumOf(40, "present"))
    assert tell(method, Division(30, 5, present=39)).outcome == "no quorum"
    assert tell(method, Division(30, 5, present=40)).outcome == "carried"


def test_a_tie_is_lost_carried_or_for_the_casting_vote_as_the_rules_say() -> None:
    equal = Division(20, 20)
    assert tell(division(), equal).outcome == "lost"
    assert tell(division(tie="carried"), equal).outcome == "carried"
    with pytest.raises(Unprovided, match="as many ayes as noes"):
        tell(division(tie="silent"), equal)
    with pytest.raises(Unprovided, match="ayes, noes are tied"):
        tell(division(tie="casting-vote"), equal)
    chair = AskRuling({1: "noes"}, "the chair")
    assert tell(division(tie="casting-vote"), equal, ties=[chair]).outcome == "lost"


def test_equal_ayes_and_noes_are_no_tie_where_one_more_aye_would_not_carry() -> None:
    method = division(Requirement(Fraction(2, 3), "yes+no", "at-least"), tie="silent")
    assert tell(method, Division(20, 20)).outcome == "lost"


def test_a_tally_of_answers_is_a_division_whatever_the_answers_are_called() -> None:
    vote = division_of(Tally(("Yes", "No", "Abstain"), (7, 5, 2), set_aside={"spoilt": 1}), {"entitled": 30})
    assert (vote.ayes, vote.noes, vote.abstained, vote.spoilt, vote.entitled) == (7, 5, 2, 1, 30)
    with pytest.raises(Malformed, match="found the answer 'maybe'"):
        division_of(Tally(("Yes", "maybe"), (7, 5)))
