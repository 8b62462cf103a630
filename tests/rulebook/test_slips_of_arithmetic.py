"""Slips in rounds and gates that a mutation made and no other test saw; each would change who is chosen."""

from fractions import Fraction

import pytest

from comitia.errors import Malformed
from comitia.rulebook.arithmetic.condition import Condition
from comitia.rulebook.arithmetic.figures import Field
from comitia.rulebook.arithmetic.gate import Route, decide_gate
from comitia.rulebook.arithmetic.numbers import exact
from comitia.rulebook.arithmetic.rounds import Elimination, decide_round

MAJORITY = Condition("top", strict=True, share=Fraction(1, 2), base="valid")


def test_a_lot_elects_nobody_while_another_condition_is_not_met() -> None:
    """One vote more would be a majority for either, but both need more than forty votes as well."""
    level = Field({"A": Fraction(30), "B": Fraction(30)})
    forty = Condition("top", strict=True, count=Fraction(40))
    assert decide_round(level, [MAJORITY], Elimination(), "B").winner == "B"
    assert decide_round(level, [MAJORITY, forty], Elimination(), "B").winner is None


def test_an_incumbent_who_needs_nominations_and_has_them_is_nominated_once() -> None:
    route = Route("MPs", count=Fraction(10), received={"A": Fraction(10), "H": Fraction(12)})
    assert decide_gate([route], "all", "needs", "H", ()).qualified == ("A", "H")


def test_an_office_that_nobody_holds_nominates_nobody() -> None:
    route = Route("MPs", count=Fraction(10), received={"A": Fraction(10)})
    for place in ("needs", "automatic"):
        outcome = decide_gate([route], "all", place, None, ())
        assert (outcome.qualified, outcome.failed) == (("A",), ())


@pytest.mark.parametrize("text", ["15p", "155", "x%", "%", "1%5"])
def test_only_a_number_before_the_sign_is_a_percentage(text: str) -> None:
    if text.isdigit():
        assert exact(text) == Fraction(155)
    else:
        with pytest.raises(Malformed):
            exact(text)
