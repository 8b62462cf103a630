"""Fields: every kind of wrong value gets a sentence, none a traceback."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.canonical import Json
from comitia.errors import Malformed
from comitia.protocol import fields

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
TAKERS = [
    fields.take_list, fields.take_text, fields.take_flag, fields.take_small, fields.take_votes, fields.take_hash,
    lambda value, what: fields.take_object(value, what, ("a",), ("b",)),
]  # fmt: skip


@given(value=JSON)
@pytest.mark.parametrize("take", TAKERS)
def test_a_field_is_taken_as_it_is_or_refused(take: fields.Json, value: Json) -> None:
    try:
        taken = take(value, "message")
    except Malformed as fault:
        assert str(fault).startswith("message")
    else:
        assert taken == value or (isinstance(value, str) and taken == int(value))


@given(number=st.integers(0, 10**17))
def test_votes_come_back_as_they_were_written(number: int) -> None:
    assert fields.take_votes(fields.render_votes(number), "result") == number


@pytest.mark.parametrize("value", ["1073741823", "01073741824", "+5", "٣" * 10, "1e10", 1073741824, -1, 1.0, "9" * 30])
def test_votes_have_one_spelling(value: Json) -> None:
    with pytest.raises(Malformed):
        fields.take_votes(value, "result")
