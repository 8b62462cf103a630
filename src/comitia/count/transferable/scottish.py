"""The Scottish rules: single transferable vote as the law of Scotland has it for councils, and a good default.

Source: Scottish Local Government Elections Order 2007 (SSI 2007/42), schedule 1, rules 45 to 52 (text looked up); the
2011 Order (SSI 2011/399) has them as rules 46 to 53. Rules are cited by their numbers of 2007.

45  papers are sorted and counted by first preference
46  quota = valid papers / (seats + 1), without decimals, plus 1; it is never recalculated
47  who has the quota at any stage is elected
48  surplus: each paper goes to its next continuing candidate at surplus x value when received / total, to five
    decimal places, any remainder ignored; what that loses is entered as non-transferable
49  the largest surplus first; equals: who had more at the most recent stage at which they differed; then lot
50  no surplus left: the lowest is excluded, papers go on at the value they have; never several together
51  equals for last: who had fewer at the most recent stage at which they differed; then lot
52  as many continuing candidates as vacancies, at the end of a stage: all are elected, and no paper moves any more

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

from comitia.count.board import Board
from comitia.count.papers import Papers, Policy
from comitia.count.piles import Piles
from comitia.count.sheet import Figure, Scale, Sheet
from comitia.count.steps import (
    bar,
    elect_by_quota,
    elect_the_rest,
    exclude_lowest,
    first_preferences,
    fullest,
    pass_on,
    transfer_all_papers,
)
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

    first_preferences(board, piles, UNIT, "rule 45")
    # Rule 46: the quota.
    quota = (reading.valid // (seats + 1) + 1) * UNIT
    board.set_quota(quota)
    reason = f"{reading.valid} valid papers divided by {seats + 1}, without decimals, plus 1: {quota // UNIT}."
    board.decide("quota", (), "rule 46", reason, [Figure(quota, what="quota")])

    while True:
        board.mark()
        elect_by_quota(board, "rule 47(1)")
        # Rule 52 is looked at when a stage is complete; 52(2): then no further transfer is made.
        if board.vacancies == 0 or elect_the_rest(board, "rule 52(1)"):
            break
        bar(board, piles)
        over = [c for c in board.elected if board.totals[c] > quota]
        if over:
            giver = fullest(board, over, "rule 49(2)", "rule 49(1)")
            board.open("surplus", (giver,), "rule 48", f"Surplus of {board.names[giver]}")
            # 48(3): surplus x value when received / total, to five decimal places, any remainder ignored.
            transfer_all_papers(
                board, piles, giver, "rule 48(3)", lambda value, surplus, total: surplus * value // total
            )
        else:
            loser = exclude_lowest(board, "rule 50(1)", "rule 51(2)")
            pass_on(board, piles, [loser], "rule 50(2)-(4)")
    return board.sheet("scottish", TITLE, SOURCE, reading, reading.valid * UNIT)


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
