"""The engine's piles: papers move once, to where they should, and none is lost."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from comitia.count import Papers, Policy
from comitia.count.mixing import mixed
from comitia.count.piles import Parcel, Piles, by_value

RANKINGS = st.lists(
    st.permutations(range(5)).flatmap(lambda o: st.integers(0, 5).map(lambda k: o[:k])), min_size=1, max_size=40
)


@given(rankings=RANKINGS, closed=st.lists(st.integers(0, 4), max_size=4, unique=True))
def test_sorting_finds_the_next_candidate_who_may_receive(rankings: list[list[int]], closed: list[int]) -> None:
    reading = Papers.of_rankings("ABCDE", rankings).read(Policy())
    piles = Piles(reading.orders, reading.weights, 5)
    assert sum(heap.n for heap in piles.deal()) == reading.valid
    for c in closed:
        piles.able[c] = False
        for heap in piles.sort(piles.rows_of(c)):
            for row in heap.rows.tolist():
                order = [x for x in reading.orders[row].tolist() if x >= 0]
                after = [x for x in order[order.index(c) + 1 :] if piles.able[x]]
                assert heap.to == (after[0] if after else -1)
            if heap.to >= 0:
                piles.give(heap.to, Parcel(heap.rows, heap.n, 1))
        piles.take(c)


def test_parcels_of_one_value_are_put_together_the_dearest_first() -> None:
    parcels = [Parcel(np.array([k]), 1, value) for k, value in enumerate([5, 9, 5, 7])]
    merged = by_value(parcels)
    assert [parcel.value for parcel in merged] == [9, 7, 5]
    assert merged[2].rows.tolist() == [0, 2] and merged[2].n == 2


def test_mixing_takes_every_paper_once_and_depends_on_the_seed_alone() -> None:
    rankings = [[0, 1]] * 30 + [[1]] * 20 + [[2, 0]] * 10
    reading = Papers.of_rankings("ABC", rankings).read(Policy())
    again = Papers.of_rankings("ABC", rankings[::-1]).read(Policy())
    order = mixed(reading, "seed")
    assert np.bincount(order).tolist() == reading.weights.tolist()
    assert order.tolist() == mixed(again, "seed").tolist()
    assert order.tolist() != mixed(reading, "another").tolist()
