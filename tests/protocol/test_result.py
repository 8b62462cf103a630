"""Results: nested as the questions are, counts as numbers or texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.errors import Malformed
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


RANKED = (NonHomomorphicQuestion("?", ("A", "B"), None),)


def test_a_result_of_ranks_holds_every_answer_in_its_order() -> None:
    raw = b'{"result":[[[1,2],[0,255],[1,2]]]}'
    result = receive_result(raw, RANKED)
    assert result.values == (((1, 2), (0, 255), (1, 2)),)
    assert render_result(result) == raw
    assert receive_result(b'{"result":[[]]}', RANKED).values == ((),)


@pytest.mark.parametrize(
    "row", ["[[1,2],[1]]", "[[1,2,3]]", "[[1,256]]", '[["1",2]]', "[[1,-1]]", "[1,2]", "[[[1],2]]"]
)
def test_a_result_of_ranks_of_another_shape_is_malformed(row: str) -> None:
    with pytest.raises(Malformed):
        receive_result(f'{{"result":[{row}]}}'.encode(), RANKED)
