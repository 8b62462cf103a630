"""The Irish rules: whole papers, the last parcel, and the order in which they lie.

Source: Electoral Act 1992 (No. 23), sections 118 to 124, as amended by the Electoral (Amendment) Act 2001, section
31. Looked up: sections 118 and 124 and the amendment; 119 to 123 written from memory, 121(1) to (5) beside the same
words in the Act of 1937.

118      a paper ends where a number is missing or given twice
119-120  first preferences; quota = valid papers / (vacancies + 1), fraction disregarded, plus 1
121(2)   a surplus of original votes goes on all the papers; (3) otherwise on the sub-parcel last received alone
121(5)   no more transferable papers than the surplus: all go on, and the rest of the surplus is non-transferable
121(6)   more: from each sub-parcel papers x surplus / transferable papers; missing units to the largest fractions
121(7)   equal fractions: the larger sub-parcel; then more original votes; then the first count at which they
         differed; then lot
121(8)   the papers that go are those last filed in their sub-parcel
121(9)   the largest surplus first; equals: more original votes, then the first count at which they differed, then lot
121(10)  a surplus waits while it could neither elect anybody, nor lift the lowest to the next above, nor to a quarter
         of the quota
122(1)   the lowest is excluded; (2) several together if their votes and all surpluses are less than the next above's,
         and none of them could reach a quarter of the quota, or all have it
123      all papers of an excluded candidate go on in one count, in the order in which they lie
124(1)   as many continuing as vacancies: elected; (1A) one more, and the lowest with every surplus is below the next:
         all but the lowest; (2) one vacancy, and one has more than all others and every surplus together

A quarter of the quota matters for expenses only; transfers made for that alone after the last vacancy (124(3)) are
not made here. Papers must lie in an order: that in which they were received (`keep_receipt`), or mixed from the seed
of a `PublicLot`.

>>> from comitia.count import PublicLot, papers, tell
>>> sheet = tell(IRISH, papers("7 A>B, 3 B, 3 C, 1 D>C"), seats=2, ties=[PublicLot("seed")])
>>> sheet.show(sheet.quota), sheet.winner_names
('5', ('A', 'B'))
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from comitia.count.board import Board, listed
from comitia.count.mixing import mixed
from comitia.count.papers import Papers, Policy, Reading
from comitia.count.piles import Heap, Parcel, Piles, Rows, joined
from comitia.count.sheet import VOTES, Amount, Figure, Sheet
from comitia.count.steps import bar, elect_by_quota, elect_the_rest, exclude_together, fullest
from comitia.count.tell import Method
from comitia.count.ties import Desk, EarlierStage, PublicLot
from comitia.errors import Unprovided

SOURCE = "Ireland, Electoral Act 1992, sections 118-124, as amended in 2001 (119-123 written from memory)"
TITLE = "Single transferable vote, Irish rules"
POLICY = Policy(overmarked="stop", skipped="stop", repeated="stop")


def count_irish(papers: Papers, seats: int, desk: Desk) -> Sheet:
    """Count by the Irish rules; every paper stays whole."""
    reading = papers.read(POLICY)
    board = Board(papers, seats, VOTES, desk)
    rows = _in_order(reading, desk)
    piles = Piles(reading.orders[rows], np.ones(len(rows), dtype=np.int64), len(papers.candidates))
    board.open("first preferences", (), "section 119", "First count")
    for heap in piles.deal(1):
        board.credit(heap.to, heap.n)
    board.set_quota(reading.valid // (seats + 1) + 1)  # section 120
    while True:
        board.mark()
        elect_by_quota(board, "section 121(1)")
        if board.vacancies == 0 or elect_the_rest(board, "section 124(1)") or _last_vacancies(board):
            break
        bar(board, piles)
        over = [c for c in board.elected if _surplus(board, c) > 0]
        if over and not _waits(board, over):
            giver = fullest(board, over, "section 121(9)", "section 121(9)")
            _transfer(board, piles, giver)
            continue
        if over:
            names = listed(board.names[c] for c in over)
            board.decide(
                "deferred", over, "section 121(10)", f"The surplus of {names} can change nothing yet: it waits."
            )
        _exclude(board, piles, _losers(board))
    return board.sheet("irish", TITLE, SOURCE, reading, reading.valid)


def _in_order(reading: Reading, desk: Desk) -> Rows:
    """The papers in the order in which they lie."""
    if reading.receipt is not None:
        return reading.receipt
    lots = [rule for rule in desk.rules if isinstance(rule, PublicLot)]
    if not lots and reading.valid:
        raise Unprovided(
            "irish: papers are transferred in the order in which they lie, and these have none; "
            "keep the order of receipt, or give a public lot, whose seed then mixes them"
        )
    return mixed(reading, lots[0].seed) if lots else np.zeros(0, dtype=np.int64)


def _surplus(board: Board, c: int) -> int:
    assert board.quota is not None
    return max(0, int(board.totals[c]) - int(board.quota))


def _surpluses(board: Board) -> int:
    return sum(_surplus(board, c) for c in board.elected)


def _waits(board: Board, over: Sequence[int]) -> bool:
    """Section 121(10)."""
    assert board.quota is not None
    all_of_it = sum(_surplus(board, c) for c in over)
    rising = board.ranked(board.continuing)[::-1]
    lowest, top = board.totals[rising[0]], board.totals[rising[-1]]
    if top + all_of_it >= board.quota or (len(rising) > 1 and lowest + all_of_it >= board.totals[rising[1]]):
        return False
    return not 4 * lowest <= board.quota < 4 * (lowest + all_of_it)


def _transfer(board: Board, piles: Piles, giver: int) -> None:
    """Section 121(2)-(8)."""
    surplus = _surplus(board, giver)
    parcel = piles.held[giver].pop()  # the parcel of original votes, or the sub-parcel last received
    board.open("surplus", (giver,), "section 121", f"Surplus of {board.names[giver]}")
    heaps = piles.sort(parcel.rows)
    going = [heap for heap in heaps if heap.to >= 0]
    transferable = sum(heap.n for heap in going)
    if transferable <= surplus:  # (5)
        shares = {heap.to: heap.n for heap in going}
    else:
        shares = _share_out(board, going, surplus, transferable)
    for heap in going:
        n = shares[heap.to]
        if n:
            last_filed = heap.rows[len(heap.rows) - n :]  # (8)
            board.move(giver, heap.to, n, n)
            piles.give(heap.to, Parcel(last_filed, n, 1, board.number))
    board.lose(giver, "exhausted", surplus - sum(shares.values()), surplus - sum(shares.values()))


def _share_out(board: Board, going: Sequence[Heap], surplus: int, transferable: int) -> dict[int, int]:
    """Section 121(6) and (7): whole papers from each sub-parcel, the missing ones to the largest fractions."""
    exact = {heap.to: Fraction(heap.n * surplus, transferable) for heap in going}
    size = {heap.to: heap.n for heap in going}
    shares = {c: int(part) for c, part in exact.items()}
    missing = surplus - sum(shares.values())
    left = [c for c in exact if exact[c] != shares[c]]
    for _ in range(missing):
        best = max((exact[c] - shares[c], size[c]) for c in left)
        equal = [c for c in left if (exact[c] - shares[c], size[c]) == best]
        chosen = board.settle(equal, "section 121(7)", "whose fraction counts as a paper", "most")
        shares[chosen] += 1
        left.remove(chosen)
    return shares


def _losers(board: Board) -> list[int]:
    """Section 122: the lowest, or the largest group that can be excluded in one operation."""
    assert board.quota is not None
    rising = board.ranked(board.continuing)[::-1]
    group = 0
    together: Amount = _surpluses(board)
    for k in range(1, len(rising) - board.vacancies + 1):
        together += board.totals[rising[k - 1]]
        settled = all(4 * board.totals[c] > board.quota for c in rising[:k]) or 4 * together <= board.quota
        if k >= 2 and k < len(rising) and together < board.totals[rising[k]] and settled:
            group = k
    if group:
        why = "together, with every surplus, fewer than the next above"
        exclude_together(board, rising[:group], rising[group], "section 122(2)", why)
        return rising[:group]
    lowest = board.lowest(board.continuing, "section 122(1)")
    above = next((c for c in rising if c != lowest), None)
    exclude_together(board, [lowest], above, "section 122(1)", "the fewest votes")
    return [lowest]


def _exclude(board: Board, piles: Piles, losers: Sequence[int]) -> None:
    """Section 123: all papers in one count, in the order in which they lie."""
    board.open("exclusion", losers, "section 123", f"Exclusion of {listed(board.names[c] for c in losers)}")
    bar(board, piles)
    arriving: dict[int, list[Rows]] = {}
    for c in losers:
        for heap in piles.sort(joined(parcel.rows for parcel in piles.take(c))):
            if heap.to < 0:
                board.lose(c, "exhausted", heap.n, heap.n)
            else:
                board.move(c, heap.to, heap.n, heap.n)
                arriving.setdefault(heap.to, []).append(heap.rows)
    for to, parts in arriving.items():
        rows = joined(parts)
        piles.give(to, Parcel(rows, len(rows), 1, board.number))


def _last_vacancies(board: Board) -> bool:
    """Section 124(1A) and (2)."""
    falling = board.ranked(board.continuing)
    surplus = _surpluses(board)
    if len(falling) == board.vacancies + 1 and board.totals[falling[-1]] + surplus < board.totals[falling[-2]]:
        board.margin("elected", (falling[-2],), falling[-1])
        reason = f"{board.tell(falling[-1])}, with surpluses of {surplus}, is below {board.tell(falling[-2])}."
        for c in falling[:-1]:
            board.elect(c, "section 124(1A)", f"{board.names[c]}: {reason}")
        return True
    others = sum((board.totals[c] for c in falling[1:]), 0)
    if board.vacancies == 1 and board.totals[falling[0]] > others + surplus:
        board.margin("elected", (falling[0],), falling[1])
        figures = [
            Figure(board.totals[falling[0]], falling[0], board.number),
            Figure(others + surplus, what="all others"),
        ]
        reason = f"{board.tell(falling[0])} has more than all others and every surplus together ({others + surplus})."
        board.elect(falling[0], "section 124(2)", reason, figures)
        return True
    return False


IRISH = Method(
    identifier="irish",
    title=TITLE,
    source=SOURCE,
    family="transferable",
    rule=count_irish,
    own_ties=(EarlierStage("first"),),
    page="irish.md",
)
