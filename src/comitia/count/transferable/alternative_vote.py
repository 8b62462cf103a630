"""The alternative vote (instant run-off): one seat, and somebody with more than half of the votes that are left.

Source: the rule as party rule books and the Parliamentary Voting System and Constituencies Act 2011, section 9, have
it (written from memory); the lettered steps are ours.

(a)  every paper counts for its first preference among the candidates still in
(b)  a candidate with more votes than all the others together is elected: the base is the *continuing* votes, not the
     valid ones
(c)  otherwise the one with the fewest votes is excluded and their papers go to the next preference
(d)  with two left, the one with more votes has more than half; equals are a tie for last

On ties the sources differ, so nothing is assumed: give `EarlierStage`, a lot or a ruling. Over-marked papers stop
there; numbers left out and repeated names are passed over.

>>> from comitia.count import papers, tell
>>> sheet = tell(AV, papers("4 A, 3 B>C, 2 C>B"))
>>> sheet.excluded_at(stage=1), sheet.winner_names, [sheet.show(stage.quota) for stage in sheet.stages]
('C', ('B',), ['5', '5'])
"""

from __future__ import annotations

from comitia.count.board import Board
from comitia.count.papers import Papers, Policy
from comitia.count.piles import Piles
from comitia.count.sheet import VOTES, Figure, Sheet
from comitia.count.steps import bar, exclude_lowest, first_preferences, pass_on
from comitia.count.tell import Method
from comitia.count.ties import Desk

SOURCE = "As in the Parliamentary Voting System and Constituencies Act 2011, section 9 (written from memory)"
TITLE = "Alternative vote"
POLICY = Policy(overmarked="stop", skipped="next", repeated="next")


def count_av(papers: Papers, seats: int, desk: Desk) -> Sheet:
    """Count by the alternative vote; the quota shown at each stage is the majority of the continuing votes."""
    reading = papers.read(POLICY)
    board = Board(papers, seats, VOTES, desk)
    piles = Piles(reading.orders, reading.weights, len(papers.candidates))
    first_preferences(board, piles, 1, "(a)")
    while True:
        board.mark()
        if elect_by_majority(board, "(b)") or not board.continuing:
            break
        bar(board, piles)
        loser = exclude_lowest(board, "(c)", "(d)" if len(board.continuing) == 2 else "(c)")
        pass_on(board, piles, [loser], "(c)")
    return board.sheet("av", TITLE, SOURCE, reading, reading.valid)


def elect_by_majority(board: Board, clause: str) -> bool:
    """Elect whoever has more than half of the continuing votes, or the last one left. Says whether somebody was
    elected.
    """
    left = board.ranked(board.continuing)
    live = sum(int(board.totals[c]) for c in left)
    majority = live // 2 + 1
    board.set_quota(majority)
    if not left or (board.totals[left[0]] < majority and len(left) > 1):
        return False
    first = left[0]
    if len(left) > 1:
        board.margin("elected", (first,), left[1])
    reason = f"{board.tell(first)} of {live} continuing votes; a majority is {majority}."
    if board.totals[first] < majority:
        reason = f"{board.names[first]} is the only candidate left."
    board.elect(
        first, clause, reason, [Figure(board.totals[first], first, board.number), Figure(majority, what="majority")]
    )
    return True


AV = Method(
    identifier="av",
    title=TITLE,
    source=SOURCE,
    family="transferable",
    rule=count_av,
    page="av.md",
    single_seat=True,
)
