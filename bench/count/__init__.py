"""The count beside the libraries that people use: the same papers, loading and counting timed apart, one run.

Papers are drawn from a fixed seed: each voter follows one of eight tickets, swaps some places, and stops early or
not. The input of every program is the same matrix of orders; *load* is the time from the matrix to the program's own
papers, *count* from there to the winners (ours: to the complete sheet). A peer that needs more than `PATIENCE`
seconds at a tenth of the size is not run at the full size, and the line says so.
"""

import json
import resource
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.count.peers import PEERS
from comitia.count import Papers, PublicLot, tell
from comitia.count.formats.belenios import receive_answers
from comitia.count.formats.lines import Source

PATIENCE = 1.0
TIES = (PublicLot("bench"),)


def profile(n: int, m: int) -> NDArray[np.int16]:
    """`n` orders over `m` candidates, -1 after the last preference."""
    rng = np.random.default_rng(28062016)
    tickets = np.array([rng.permutation(m) for _ in range(8)], dtype=np.int16)
    orders = tickets[rng.choice(8, size=n, p=np.array([25, 20, 15, 12, 10, 8, 6, 4]) / 100)]
    for _ in range(m):
        place = rng.integers(0, m - 1, size=n)
        rows = np.flatnonzero(rng.random(n) < 0.5)
        a, b = orders[rows, place[rows]].copy(), orders[rows, place[rows] + 1].copy()
        orders[rows, place[rows]], orders[rows, place[rows] + 1] = b, a
    length = rng.integers(1, m + 1, size=n)
    orders[np.arange(m)[None, :] >= length[:, None]] = -1
    return orders


def run(*, quick: bool = False) -> None:
    """Print every table of the room."""
    cut = 10 if quick else 1
    print("## count: seconds to load + to count, the same papers for all\n")
    _plain_answers(506_438 // cut)
    for title, method, n, m, seats, kind in (
        ("alternative vote", "av", 506_438, 5, 1, "irv"),
        ("STV, Scottish rules, complete sheet", "scottish", 100_000, 10, 4, "stv"),
        ("Meek, reference rule, complete sheet", "meek-prf", 100_000, 10, 4, "meek"),
        ("Schulze", "schulze", 100_000, 10, 1, "schulze"),
    ):
        _race(title, method, n // cut, m, seats, kind)
    _memory(1_000_000 // cut, 20)


def _race(title: str, method: str, n: int, m: int, seats: int, kind: str) -> None:
    orders = profile(n, m)
    names = [f"c{c}" for c in range(m)]
    print(f"{title}: {n:,} papers, {m} candidates, {seats} {'seat' if seats == 1 else 'seats'}")
    papers, load = _best(lambda: Papers.of_marks(names, _marks(orders)))
    sheet, count = _best(lambda: tell(method, papers, seats=seats, ties=TIES))
    _line(
        "comitia", load, count, [names.index(name) for name in sheet.winner_names], f"{len(papers.weights):,} distinct"
    )
    small = orders[: max(1, n // 100)]
    for name, peer in PEERS.get(kind, {}).items():
        try:
            if sum(_timed(peer, small, m, seats)[1:3]) > PATIENCE:
                print(f"  {name:<24} over {PATIENCE:.0f} s for {len(small):,} papers: not run on all")
                continue
            winners, load, count = _timed(peer, orders, m, seats)
        except ImportError as fault:
            print(f"  {name:<24} not installed ({fault.name})")
            continue
        except Exception as fault:  # noqa: BLE001 - a peer's failure is a finding of the bench, told and not hidden
            print(f"  {name:<24} failed: {type(fault).__name__}: {fault}")
            continue
        _line(name, load, count, winners)
    print()


def _timed(peer: Any, orders: NDArray[np.int16], m: int, seats: int) -> tuple[list[int], float, float]:
    load, count = peer()
    started = time.perf_counter()
    loaded = load(orders, m)
    between = time.perf_counter()
    winners = count(loaded, seats)
    return winners, between - started, time.perf_counter() - between


def _best(act: Callable[[], Any], rounds: int = 5) -> tuple[Any, float]:
    """The answer, and the least time of a few rounds."""
    best = float("inf")
    for _ in range(rounds):
        started = time.perf_counter()
        answer = act()
        best = min(best, time.perf_counter() - started)
    return answer, best


def _line(name: str, load: float, count: float, winners: list[int], note: str = "") -> None:
    print(f"  {name:<24} load {load:8.3f} + count {count:8.4f} = {load + count:8.3f} s   elects {winners}  {note}")


def _marks(orders: NDArray[np.int16]) -> NDArray[np.int16]:
    from comitia.count.packing import SKIPPED

    return np.where(orders < 0, np.int16(SKIPPED), orders)


def _plain_answers(n: int) -> None:
    """From the text that a Belenios result holds to the alternative vote's sheet."""
    orders = profile(n, 5)
    ranks = np.zeros_like(orders)
    for place in range(5):
        rows = np.flatnonzero(orders[:, place] >= 0)
        ranks[rows, orders[rows, place]] = place + 1
    raw = json.dumps(ranks.tolist(), separators=(",", ":")).encode()
    _, seconds = _best(lambda: tell("av", receive_answers(Source("answers.json", raw)), ties=TIES), 3)
    print(
        f"plain answers in JSON ({len(raw) / 1e6:.1f} MB, {n:,} papers) to the sheet of the alternative vote: "
        f"{seconds:.3f} s\n"
    )


def _memory(n: int, m: int) -> None:
    orders = profile(n, m)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    papers = Papers.of_marks([f"c{c}" for c in range(m)], _marks(orders))
    tell("scottish", papers, seats=5, ties=TIES)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"memory: {n:,} papers of {m} candidates, Scottish rules: peak {peak / 1024:,.0f} MiB, of the whole process")
    print(f"        (it stood at {before / 1024:,.0f} MiB before, peers loaded)")
