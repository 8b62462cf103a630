"""The mapping is the secretary's: nothing is guessed, nothing is taken twice."""

import pytest

from comitia.errors import Malformed
from comitia.roll.fields import Empty, Kind, receive_field, receive_mapping, render_field, suggest_mapping


@pytest.mark.parametrize("words", ["joined_on", "region:text", "region:text?", "granted_on:date?", "bodies:texts"])
def test_a_field_written_and_read_again_is_the_same(words: str) -> None:
    assert receive_field(render_field(receive_field(words))) == receive_field(words)


def test_the_question_mark_says_that_an_empty_cell_means_there_is_none() -> None:
    assert receive_field("region:text").empty is Empty.UNKNOWN
    assert receive_field("region:text?").empty is Empty.NONE


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["name=Name"], "membership number"),
        (["number=No", "number=Nr"], "given twice"),
        (["number=No", "name=No"], "the column 'No' is given to 'number' and to 'name'"),
        (["number=No", "height=Height"], "give its kind"),
        (["number=No", "joined_on:text=Joined"], "holds a date"),
        (["number=No", "region:colour=R"], "kind 'colour'"),
        (["number"], "expected FIELD=HEADER"),
        (["Number!=No"], "expected a name in small letters"),
    ],
)
def test_a_mapping_that_leaves_a_doubt_is_refused(words: list[str], said: str) -> None:
    with pytest.raises(Malformed, match=said):
        receive_mapping(words)


def test_only_columns_that_carry_a_fields_name_are_suggested() -> None:
    assert suggest_mapping(["Number", "Joined on", "Full name", "Joined"]) == ["number=Number", "joined_on=Joined on"]


def test_a_field_of_its_own_has_the_kind_that_was_said() -> None:
    assert receive_mapping(["number=No", "paid:truth=Paid?"])["paid"].field.kind is Kind.TRUTH
