"""Reserved and capped seats: no order of the paper decides between equals."""

import pytest

from comitia.count import PublicLot, papers, tell
from comitia.count.lists.constraints import Constraint, constrained
from comitia.errors import Unprovided


@pytest.mark.parametrize(
    ("constraint", "votes", "seats"),
    [
        (Constraint("women", frozenset({"D"}), reserved=1), "9 A, 6 B, 6 C, 1 D", 3),
        (Constraint("firm", frozenset({"A", "B"}), capped=1), "5 A, 5 B, 3 C", 2),
    ],
)
def test_equals_of_whom_only_some_can_be_elected_need_a_lot(constraint: Constraint, votes: str, seats: int) -> None:
    method = constrained("fptp", [constraint])
    with pytest.raises(Unprovided):
        tell(method, papers(votes), seats=seats)
    assert len(tell(method, papers(votes), seats=seats, ties=[PublicLot("seed")]).ties) == 1


def test_equals_who_can_all_be_elected_need_none() -> None:
    method = constrained("fptp", [Constraint("women", frozenset({"D"}), reserved=1)])
    sheet = tell(method, papers("9 A, 6 B, 6 C, 1 D"), seats=4)
    assert sorted(sheet.winner_names) == ["A", "B", "C", "D"]
    assert sheet.ties == ()
