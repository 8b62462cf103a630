"""Results: nested as the questions are, counts as numbers or texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.errors import Malformed, NotSupported
from comitia.protocol.question import HomomorphicQuestion, ListsQuestion, NonHomomorphicQuestion
from comitia.protocol.result import Result, receive_result, render_result

QUESTIONS = (
    HomomorphicQuestion("?", ("A", "B"), 1, 1, blank=True),
    ListsQuestion("?", (("Unity", "Ann"), ("Renewal", "Bob", "Cid"))),
)
VOTES = st.integers(0, 10**11)


@given(row=st.tuples(VOTES, VOTES, VOTES), lists=st.tuples(st.tuples(VOTES, VOTES), st.tuples(VOTES, VOTES, VOTES)))
def test_receiving_a_rendered_result_gives_it_back(
    row: tuple[int, ...], lists: tuple[tuple[int, ...], tuple[int, ...]]
) -> None:
    result = Result((row, lists))
    assert receive_result(render_result(result), QUESTIONS) == result


@pytest.mark.parametrize(
    "raw",
    [
        b'{"result":[[1,2,3]]}', b'{"result":[[1,2],[[1,2],[1,2,3]]]}', b'{"result":[[1,2,3],[[1,2],[1,2]]]}',
        b'{"result":[[1,2,"3"],[[1,2],[1,2,3]]]}', b'{"result":[[1,2,-3],[[1,2],[1,2,3]]]}',
        b'{"result":[[1,2,3],[[1,2]]]}', b'{"result": [[1,2,3],[[1,2],[1,2,3]]]}', b'{"result":[[1,2,3],[1,2]]}',
        b'{"result":[[1,2,3.5],[[1,2],[1,2,3]]]}', b"{}", b"[]", b"",
    ],
)  # fmt: skip
def test_another_shape_is_refused(raw: bytes) -> None:
    with pytest.raises(Malformed):
        receive_result(raw, QUESTIONS)


def test_a_result_of_ranks_is_not_supported_yet() -> None:
    with pytest.raises(NotSupported):
        receive_result(b'{"result":[[[1,2]]]}', (NonHomomorphicQuestion("?", ("A", "B"), None),))
