"""The Scottish rules: single transferable vote as the law of Scotland has it for councils, and a good default.

Source: Scottish Local Government Elections Order 2007 (SSI 2007/42), schedule 1, rules 45 to 52; the 2011 Order (SSI
2011/399) has the same text as its rules 46 to 53. Rules are cited by their numbers of 2007.

45    papers are sorted and counted by first preference
46    quota = valid papers / (seats + 1), without decimals, plus 1; it is never recalculated
47    who has the quota at any stage is elected
48    surplus: each paper goes to its next continuing candidate at surplus x value when received / total, to five
decimal
      places, any remainder ignored; what that loses is entered as non-transferable
49    the largest surplus first; equals: who had more at the most recent stage at which they differed; then lot
50    no surplus left: the lowest is excluded, papers go on at the value they have; never several together
51    equals for last: who had fewer at the most recent stage at which they differed; then lot
52    as many continuing candidates as vacancies, at the end of a stage: all are elected, and no paper moves any more

A paper on which a number is left out, or given twice, has no next preference there (2007 Order, article 2, "next
available preference ... in consecutive order"). The most recent stage that tells three or more apart may leave two
equal: rule 51(2) excludes "the candidate with the lowest number of votes at that stage", so those two are looked at
again, further back.

>>> from comitia.count import papers, tell
>>> sheet = tell(SCOTTISH, papers("4 A, 3 B, 2 C, 1 D>C"), seats=1)
>>> [sheet.excluded_at(stage) for stage in (1, 2, 3)]
['D', 'C', 'B']
"""

from __future__ import annotations

from comitia.count.board import Board, cause_of
from comitia.count.papers import Papers, Policy
from comitia.count.piles import Parcel, Piles, by_value
from comitia.count.sheet import Figure, Scale, Sheet
from comitia.count.tell import Method
from comitia.count.ties import Desk, EarlierStage

UNIT = 100_000
"""Five decimal places (rule 48(3))."""
SOURCE = (
    "Scottish Local Government Elections Order 2007 (SSI 2007/42), schedule 1, rules 45-52; SSI 2011/399, rules 46-53"
)
POLICY = Policy(overmarked="stop", skipped="stop", repeated="stop")


def count_scottish(papers: Papers, seats: int, desk: Desk) -> Sheet:
    """Count by the Scottish rules; see the module for the clauses."""
    reading = papers.read(POLICY)
    board = Board(papers, seats, Scale(UNIT, 5), desk)
    piles = Piles(reading.orders, reading.weights, len(papers.candidates))

    # Rule 45: first preferences.
    board.open("first preferences", (), "rule 45", "First preferences")
    for heap in piles.deal(UNIT):
        board.credit(heap.to, heap.n * UNIT)
    # Rule 46: the quota.
    quota = (reading.valid // (seats + 1) + 1) * UNIT
    board.set_quota(quota)
    board.decide(
        "quota", (), "rule 46", f"{reading.valid} valid papers divided by {seats + 1}, without decimals, plus 1: "
        f"{quota // UNIT}.", [Figure(quota, what="quota")],
    )  # fmt: skip

    while True:
        board.mark()
        _elect_by_quota(board, quota)
        if board.vacancies == 0 or _last_vacancies(board):
            break
        for c in board.elected:
            piles.able[c] = False
        over = [c for c in board.elected if board.totals[c] > quota]
        if over:
            _transfer_surplus(board, piles, over, quota)
        else:
            _exclude_lowest(board, piles)
    return board.sheet("scottish", TITLE, SOURCE, reading, reading.valid * UNIT)


def _elect_by_quota(board: Board, quota: int) -> None:
    """Rule 47(1)."""
    for c in board.ranked(board.continuing):
        if board.totals[c] >= quota:
            reason = f"{board.tell(c)} reaches the quota of {board.show(quota)}."
            board.elect(
                c, "rule 47(1)", reason, [Figure(board.totals[c], c, board.number), Figure(quota, what="quota")]
            )


def _last_vacancies(board: Board) -> bool:
    """Rule 52: as many continuing candidates as vacancies (or fewer: then seats stay empty)."""
    left = board.continuing
    if len(left) > board.vacancies:
        return False
    vacancies = board.vacancies
    for c in board.ranked(left):
        reason = f"{board.names[c]}: {len(left)} continuing for {vacancies} to be filled."
        board.elect(c, "rule 52(1)", reason)
    return True


def _transfer_surplus(board: Board, piles: Piles, over: list[int], quota: int) -> None:
    """Rules 48 and 49."""
    # 49(1)-(3): the highest surplus first.
    giver = board.highest(over, "rule 49(2)", "whose surplus goes first")
    total = int(board.totals[giver])
    surplus = total - quota
    board.decide(
        "surplus", (giver,), "rule 49(1)", f"{board.names[giver]} has the highest surplus, {board.show(surplus)}.",
        [Figure(surplus, giver, board.number, "surplus")],
    )  # fmt: skip
    board.open("surplus", (giver,), "rule 48", f"Surplus of {board.names[giver]}")
    # 48(1)-(2): sort by next available preference; 48(3): surplus x value when received / total, five places.
    left = surplus
    for parcel in by_value(piles.take(giver)):
        value = surplus * parcel.value // total
        if parcel.value == UNIT:
            board.now.transfer_value = value
        for heap in piles.sort(parcel.rows):
            amount = value * heap.n
            left -= amount
            if heap.to < 0:
                board.lose(giver, cause_of(heap.to), amount, heap.n)
            else:
                board.move(giver, heap.to, amount, heap.n)
                piles.give(heap.to, Parcel(heap.rows, heap.n, value, board.number))
    board.lose(giver, "rounding", left)


def _exclude_lowest(board: Board, piles: Piles) -> None:
    """Rules 50 and 51."""
    continuing = board.continuing
    loser = board.lowest(continuing, "rule 51(2)")
    others = sorted((c for c in continuing if c != loser), key=lambda c: board.totals[c])
    board.margin("excluded", (loser,), others[0] if others else None)
    reason = f"{board.tell(loser)} has the fewest votes" + (f"; next is {board.tell(others[0])}." if others else ".")
    board.exclude(
        (loser,), "rule 50(1)", reason, [Figure(board.totals[c], c, board.number) for c in (loser, *others[:1])]
    )
    board.open("exclusion", (loser,), "rule 50", f"Exclusion of {board.names[loser]}")
    piles.able[loser] = False
    # 50(2)-(4): papers go on at the value at which they came.
    for parcel in by_value(piles.take(loser)):
        for heap in piles.sort(parcel.rows):
            if heap.to < 0:
                board.lose(loser, cause_of(heap.to), parcel.value * heap.n, heap.n)
            else:
                board.move(loser, heap.to, parcel.value * heap.n, heap.n)
                piles.give(heap.to, Parcel(heap.rows, heap.n, parcel.value, board.number))


TITLE = "Single transferable vote, Scottish rules"
SCOTTISH = Method(
    identifier="scottish",
    title=TITLE,
    source=SOURCE,
    family="transferable",
    rule=count_scottish,
    own_ties=(EarlierStage("latest"),),
    page="scottish.md",
)
