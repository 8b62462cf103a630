"""Names and numbers are folded for comparison only."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.roll.intake import _folded
from comitia.roll.likeness import fold, fold_number


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("JOSÉ  O’Neill-Groß", "jose oneill gross"),
        ("Łukasz Wójcik", "Lukasz Wojcik"),
        ("Ｍａｒｙ　Ann", "mary ann"),
        ("Zoe\u0308", "Zoë"),
        ("Smith, Ann", "smith ann"),
    ],
)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_different_names_stay_apart() -> None:
    assert len({fold(name) for name in ("Ann Smith", "Anne Smith", "Ann Smyth", "Smith Ann")}) == 4


def test_zeros_in_front_of_a_number_stay() -> None:
    assert fold_number("007") != fold_number("7")
    assert fold_number("ａ１２ ") == fold_number("A12")


@given(st.lists(st.text(st.characters(max_codepoint=0x250), max_size=12), min_size=1))
def test_a_column_is_folded_as_single_names_are(names: list[str]) -> None:
    column = pl.Series("name", names)
    assert _folded(column, fold, number=False).to_list() == [fold(name) for name in names]
    assert _folded(column, fold_number, number=True).to_list() == [fold_number(name) for name in names]
