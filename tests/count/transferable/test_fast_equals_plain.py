"""The packed engine against counts read literally, one paper after the other."""

from __future__ import annotations

from typing import Literal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from comitia.count import Papers, Policy, PublicLot, tell
from comitia.count.ties import Desk
from comitia.count.transferable.meek import UNIT, Paths, distribute_paper_by_paper
from comitia.count.transferable.rcv import Rcv, count_rcv
from tests.count.transferable import literal

RANKINGS = st.integers(2, 7).flatmap(
    lambda n: st.tuples(
        st.lists(st.permutations(range(n)).flatmap(lambda o: st.integers(0, n).map(lambda k: o[:k])), max_size=60),
        st.just(n),
    )
)


@given(poll=RANKINGS, seats=st.integers(1, 4))
def test_scottish_stages_equal_those_of_the_literal_count(poll: tuple[list[list[int]], int], seats: int) -> None:
    rankings, n = poll
    plain = literal.scottish(rankings, n, seats)
    sheet = tell(
        "scottish", Papers.of_rankings([str(c) for c in range(n)], rankings), seats=seats, ties=[PublicLot("x")]
    )
    if plain is not None and not sheet.ties:
        winners, history = plain
        assert set(sheet.winners) == set(winners)
        assert [stage.totals for stage in sheet.stages] == history


def test_scottish_on_a_large_random_poll_equals_the_literal_count() -> None:
    rng = np.random.default_rng(7)
    orders = np.argsort(rng.random((4000, 9)) ** (1 + np.arange(9) / 4), axis=1)
    rankings = [row[:k].tolist() for row, k in zip(orders, rng.integers(1, 10, 4000), strict=True)]
    plain = literal.scottish(rankings, 9, 4)
    sheet = tell("scottish", Papers.of_rankings([str(c) for c in range(9)], rankings), seats=4)
    assert plain is not None
    assert [stage.totals for stage in sheet.stages] == plain[1]


@given(poll=RANKINGS, data=st.data())
def test_paths_distribute_what_papers_one_by_one_do(poll: tuple[list[list[int]], int], data: st.DataObject) -> None:
    rankings, n = poll
    reading = Papers.of_rankings([str(c) for c in range(n)], rankings).read(Policy())
    kinds = data.draw(st.lists(st.sampled_from(["hopeful", "elected", "excluded"]), min_size=n, max_size=n))
    keep = [
        UNIT if kind == "hopeful" else 0 if kind == "excluded" else data.draw(st.integers(1, UNIT)) for kind in kinds
    ]
    hopeful = [c for c, kind in enumerate(kinds) if kind == "hopeful"]
    elected = [c for c, kind in enumerate(kinds) if kind == "elected"]
    fast = Paths.of(reading.orders, reading.weights, hopeful, elected, n).distribute(np.array(keep, dtype=np.int64))
    plain, nobody = distribute_paper_by_paper(reading.orders.tolist(), reading.weights.tolist(), keep)
    assert fast[:n].tolist() == plain
    assert int(fast[n:].sum()) == nobody


PLACES = st.lists(st.lists(st.integers(0, 3), max_size=2, unique=True), max_size=5)


@given(
    rankings=st.lists(PLACES, max_size=30),
    seats=st.integers(1, 3),
    overmarked=st.sampled_from(["stop", "next"]),
    skipped_allowed=st.integers(0, 2),
    repeated_stops=st.booleans(),
    most_ranks=st.integers(1, 5),
)
def test_ranked_choice_read_once_equals_reading_afresh_in_each_round(
    rankings: list[list[list[int]]],
    seats: int,
    overmarked: Literal["stop", "next"],
    skipped_allowed: int,
    repeated_stops: bool,
    most_ranks: int,
) -> None:
    """Papers with every irregularity, under every policy that does not depend on who is left."""
    rules = Rcv(
        overmarked=overmarked, skipped_allowed=skipped_allowed, repeated_stops=repeated_stops, most_ranks=most_ranks
    )
    poll = Papers.of_rankings("ABCD", rankings)
    lot = [PublicLot("x")]
    fast = count_rcv(poll, seats, Desk(lot), rules=rules)
    plain = count_rcv(poll, seats, Desk(lot), rules=rules, plain=True)
    assert [s.totals for s in fast.stages] == [s.totals for s in plain.stages]
    assert [dict(s.non_transferable) for s in fast.stages] == [dict(s.non_transferable) for s in plain.stages]
    assert fast.winners == plain.winners
    assert fast.rejected == plain.rejected
