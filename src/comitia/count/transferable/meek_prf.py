"""Meek's method by the reference rule of the Proportional Representation Foundation.

Source: PR Foundation, "Reference Meek Rule" (text looked up); steps are cited by its letters. Arithmetic has nine
decimal places; omega is 0.000001.

A      every candidate is hopeful or withdrawn; keep factors are 1 or 0
B.1    done when all seats are filled, or when elected and hopeful candidates are no more than the seats
B.2.a  distribute: each candidate on a paper keeps weight x keep factor, rounded up (`meek.py`)
B.2.b  quota = votes of all candidates / (seats + 1), cut, plus 0.000000001
B.2.c  hopefuls who have the quota are elected
B.2.d  the surplus is the sum of what the elected have above the quota
B.2.e  somebody was elected: next round; the surplus is below omega, or not smaller than in the iteration before: B.3
B.2.f  keep factor = keep factor x quota (rounded up) / votes (rounded up); iterate
B.3    defeat the lowest hopeful; all within the remaining surplus of the lowest are tied with them (T)
C      the remaining hopefuls are elected if seats are left for them

A stage of the sheet is a round: it ends with an election or a defeat. `values` are the keep factors used in it. T
leaves ties to chance, so a count needs a lot or a ruling for them.

>>> from comitia.count import papers, tell
>>> sheet = tell(MEEK_PRF, papers("5 A>B, 3 B, 1 C"), seats=2)
>>> sheet.winner_names, sheet.show(sheet.stage(1).quota)
(('A', 'B'), '3.000000001')
"""

from __future__ import annotations

import numpy as np

from comitia.count.board import Board
from comitia.count.papers import CAUSES, Papers, Policy
from comitia.count.sheet import Figure, Scale, Sheet
from comitia.count.steps import elect_by_quota, elect_the_rest
from comitia.count.tell import Method
from comitia.count.ties import Desk
from comitia.count.transferable.meek import UNIT, Paths

OMEGA = UNIT // 1_000_000
SOURCE = "Proportional Representation Foundation, Reference Meek Rule"
TITLE = "Meek's method, PR Foundation's reference rule"
POLICY = Policy(overmarked="stop", skipped="next", repeated="next")


def count_meek_prf(papers: Papers, seats: int, desk: Desk) -> Sheet:
    """Count by the reference rule; see the module for its steps."""
    reading = papers.read(POLICY)
    n = len(papers.candidates)
    board = Board(papers, seats, Scale(UNIT, 9), desk)
    keep = np.array([0 if status == "withdrawn" else UNIT for status in board.status], dtype=np.int64)  # A
    board.open("first preferences", (), "B.2.a", "Round 1: first preferences")
    while True:
        paths = Paths.of(reading.orders, reading.weights, board.continuing, board.elected, n)
        before: int | None = None
        while True:
            votes = paths.distribute(keep)  # B.2.a
            quota = int(votes[:n].sum()) // (seats + 1) + 1  # B.2.b
            enter(board, votes, n, quota, keep)
            if elect_by_quota(board, "B.2.c"):
                break
            surplus = surplus_of(board, quota)  # B.2.d
            if surplus < OMEGA or (before is not None and surplus >= before):  # B.2.e
                break
            before = surplus
            for c in board.elected:  # B.2.f
                keep[c] = renewed(int(keep[c]), quota, int(votes[c]))
        board.mark()
        elected = board.now.elected
        if board.vacancies == 0 or elect_the_rest(board, "C"):  # B.1
            break
        if elected:
            board.open("iteration", tuple(elected), "B.2", f"Round {board.number + 1}: surpluses passed on")
            continue
        loser = _defeat(board, surplus)
        keep[loser] = 0
        if elect_the_rest(board, "C"):
            break
        board.open("exclusion", (loser,), "B.3", f"Round {board.number + 1}: {board.names[loser]} defeated")
    return board.sheet("meek-prf", TITLE, SOURCE, reading, reading.valid * UNIT)


def renewed(keep: int, quota: int, votes: int) -> int:
    """B.2.f: keep factor x quota, rounded up, divided by votes, rounded up."""
    product = -(-keep * quota // UNIT)
    return -(-product * UNIT // votes)


def enter(board: Board, votes: np.ndarray[tuple[int], np.dtype[np.int64]], n: int, quota: int, keep: object) -> None:
    """Write the position of an iteration on the board; the transfers of the stage follow from where it began."""
    board.totals = [int(v) for v in votes[:n]]
    board.lost = {CAUSES[code]: int(votes[code]) for code in CAUSES if int(votes[code])}
    board.set_quota(quota)
    board.now.values = tuple(int(k) for k in np.asarray(keep))


def surplus_of(board: Board, quota: int) -> int:
    """What the elected have above the quota, all together, but not less than 0."""
    return max(0, sum(int(board.totals[c]) - quota for c in board.elected))


def _defeat(board: Board, surplus: int) -> int:
    """B.3: the lowest hopeful; those within the remaining surplus are tied with them."""
    rising = board.ranked(board.continuing)[::-1]
    lowest = board.totals[rising[0]]
    tied = sorted(c for c in rising if board.totals[c] <= lowest + surplus)
    loser = board.settle(tied, "T", "to be excluded", "least")
    other = next((c for c in rising if c != loser), None)
    board.margin("excluded", (loser,), other)
    reason = f"{board.tell(loser)} has the fewest votes" + (
        f"; next is {board.tell(other)}." if other is not None else "."
    )
    shown = [loser] if other is None else [loser, other]
    board.exclude((loser,), "B.3", reason, [Figure(board.totals[c], c, board.number) for c in shown])
    return loser


MEEK_PRF = Method(
    identifier="meek-prf",
    title=TITLE,
    source=SOURCE,
    family="transferable",
    rule=count_meek_prf,
    page="meek-prf.md",
)
