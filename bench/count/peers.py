"""Other libraries, each as a function that imports it and gives (load, count).

`load(orders, m)` turns the matrix of orders (-1 after the last preference) into the library's papers, identical ones
grouped where it can take a weight; `count(loaded, seats)` gives the winners as candidate numbers.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Orders = NDArray[np.int16]
Pair = tuple[Callable[[Orders, int], Any], Callable[[Any, int], list[int]]]


def _grouped(orders: Orders) -> Counter[tuple[int, ...]]:
    return Counter(tuple(c for c in row if c >= 0) for row in orders.tolist())


def pyrankvote(kind: str) -> Pair:
    import pyrankvote as library

    def load(orders: Orders, m: int) -> Any:
        candidates = [library.Candidate(str(c)) for c in range(m)]
        ballots = [library.Ballot([candidates[c] for c in row if c >= 0]) for row in orders.tolist()]
        return candidates, ballots

    def count(loaded: Any, seats: int) -> list[int]:
        if kind == "irv":
            result = library.instant_runoff_voting(*loaded)
        else:
            result = library.single_transferable_vote(*loaded, number_of_seats=seats)
        return [int(winner.name) for winner in result.get_winners()]

    return load, count


def pref_voting(kind: str) -> Pair:
    from pref_voting.profiles_with_ties import ProfileWithTies

    def load(orders: Orders, m: int) -> Any:
        grouped = _grouped(orders)
        rankings = [{c: place for place, c in enumerate(order, 1)} for order in grouped]
        loaded = ProfileWithTies(rankings, rcounts=list(grouped.values()), candidates=list(range(m)))
        if kind == "schulze":
            loaded.use_extended_strict_preference()
        return loaded

    def count(loaded: Any, seats: int) -> list[int]:
        if kind == "irv":
            from pref_voting.iterative_methods import instant_runoff_for_truncated_linear_orders as method

            return list(method(loaded))
        if kind == "schulze":
            from pref_voting.margin_based_methods import beat_path

            return list(beat_path(loaded))
        from pref_voting import proportional_methods

        method = proportional_methods.stv_scottish if kind == "stv" else proportional_methods.stv_meek
        return list(method(loaded, num_seats=seats))

    return load, count


def votekit(kind: str) -> Pair:
    from votekit import elections
    from votekit.ballot import RankBallot
    from votekit.pref_profile import RankProfile

    def load(orders: Orders, m: int) -> Any:
        ballots = tuple(
            RankBallot(ranking=[frozenset({str(c)}) for c in order], weight=n) for order, n in _grouped(orders).items()
        )
        return RankProfile(ballots=ballots, candidates=tuple(str(c) for c in range(m)))

    def count(loaded: Any, seats: int) -> list[int]:
        if kind == "irv":
            election = elections.IRV(loaded, tiebreak="borda")
        elif kind == "schulze":
            election = elections.Schulze(loaded, n_seats=1, tiebreak="lexicographic")
        else:
            election = elections.FastSTV(loaded, n_seats=seats, tiebreak="borda")
        return [int(name) for group in election.get_elected() for name in group]

    return load, count


def votelib(kind: str) -> Pair:
    from votelib.convert import RankedToCondorcetVotes
    from votelib.evaluate.condorcet import Schulze
    from votelib.evaluate.sequential import TransferableVoteSelector

    def load(orders: Orders, m: int) -> Any:
        return dict(_grouped(orders))

    def count(loaded: Any, seats: int) -> list[int]:
        if kind == "schulze":
            return list(Schulze().evaluate(RankedToCondorcetVotes().convert(loaded), 1))
        return list(TransferableVoteSelector(quota_function="droop", accept_quota_equal=True).evaluate(loaded, seats))

    return load, count


def _of(peer: Callable[[str], Pair], kind: str) -> Callable[[], Pair]:
    return lambda: peer(kind)


PEERS: dict[str, dict[str, Callable[[], Pair]]] = {
    "irv": {
        "pyrankvote": _of(pyrankvote, "irv"),
        "pref_voting": _of(pref_voting, "irv"),
        "votekit IRV": _of(votekit, "irv"),
        "votelib": _of(votelib, "irv"),
    },
    "stv": {
        "pref_voting stv_scottish": _of(pref_voting, "stv"),
        "pyrankvote (own rule)": _of(pyrankvote, "stv"),
        "votekit (own rule)": _of(votekit, "stv"),
        "votelib (own rule)": _of(votelib, "stv"),
    },
    "meek": {"pref_voting stv_meek": _of(pref_voting, "meek")},
    "schulze": {
        "pref_voting beat_path": _of(pref_voting, "schulze"),
        "votekit": _of(votekit, "schulze"),
        "votelib": _of(votelib, "schulze"),
    },
}
