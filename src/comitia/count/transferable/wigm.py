"""Weighted inclusive Gregory by the reference rule of the Proportional Representation Foundation.

Source: PR Foundation, "Reference WIGM Rule" (text looked up to step B.3, the rest written from memory; checked
against the dumps of a reference implementation of it). It is the Scottish rules made for small elections: the quota
has four decimal places, so that nine votes for two seats need 3.0001 and not 4.

A.1   quota = valid papers / (seats + 1), cut after four decimal places, plus 0.0001
B.1   who has the quota is elected; done when all seats are filled
B.2   (`wigm-prf-batch` only) sure losers are defeated together: the largest set of the lowest whose votes and all
      surpluses together are fewer than the votes of the next above, if enough candidates are left
B.3   the largest surplus, possibly zero, goes first; a paper's new value = value x surplus (cut) / total (cut)
B.4   no surplus left: the lowest is defeated
D.1   ties: the rule leaves them to chance; here they need a lot, a ruling or `EarlierStage`
D.3   as many elected and hopeful as seats: the hopeful are elected

>>> from comitia.count import PublicLot, papers, tell
>>> sheet = tell(WIGM_PRF, papers("4 A>B, 2 C"), seats=2, ties=[PublicLot("x")])
>>> sheet.show(sheet.quota), sheet.winner_names
('2.0001', ('A', 'C'))
"""

from __future__ import annotations

from functools import partial

from comitia.count.board import Board
from comitia.count.papers import Papers, Policy
from comitia.count.piles import Piles
from comitia.count.sheet import Amount, Scale, Sheet
from comitia.count.steps import (
    bar,
    elect_by_quota,
    elect_the_rest,
    exclude_lowest,
    exclude_together,
    first_preferences,
    fullest,
    pass_on,
    transfer_all_papers,
)
from comitia.count.tell import Method
from comitia.count.ties import Desk

UNIT = 10_000
SOURCE = "Proportional Representation Foundation, Reference WIGM Rule"
POLICY = Policy(overmarked="stop", skipped="next", repeated="next")


def count_wigm_prf(papers: Papers, seats: int, desk: Desk, *, batch: bool) -> Sheet:
    """Count by the reference rule; `batch` takes the optional step B.2."""
    reading = papers.read(POLICY)
    board = Board(papers, seats, Scale(UNIT, 4), desk)
    piles = Piles(reading.orders, reading.weights, len(papers.candidates))
    first_preferences(board, piles, UNIT, "A.5")
    board.set_quota(reading.valid * UNIT // (seats + 1) + 1)
    handled: set[int] = set()
    while True:
        board.mark()
        elect_by_quota(board, "B.1")
        if board.vacancies == 0 or elect_the_rest(board, "D.3"):
            break
        bar(board, piles)
        pending = [c for c in board.elected if c not in handled]
        losers = sure_losers(board) if batch else []
        if losers:
            above = next(c for c in reversed(board.ranked(board.continuing)) if c not in losers)
            exclude_together(board, losers, above, "B.2", "they cannot reach the next above, even with every surplus")
            if elect_the_rest(board, "D.3"):  # complete before their papers need to move
                break
            pass_on(board, piles, losers, "B.2")
        elif pending:
            giver = fullest(board, pending, "D.1", "B.3")
            handled.add(giver)
            board.open("surplus", (giver,), "B.3", f"Surplus of {board.names[giver]}")
            transfer_all_papers(
                board, piles, giver, "B.3", lambda w, surplus, total: w * surplus // UNIT * UNIT // total
            )
        else:
            pass_on(board, piles, [exclude_lowest(board, "B.4", "D.1")], "B.4")
    method = WIGM_PRF_BATCH if batch else WIGM_PRF
    return board.sheet(method.identifier, method.title, SOURCE, reading, reading.valid * UNIT)


def sure_losers(board: Board) -> list[int]:
    """The largest set of the lowest that must lose: their votes and all surpluses are fewer than the next one's
    votes.
    """
    quota = board.quota
    assert quota is not None
    surplus: Amount = sum((board.totals[c] - quota for c in board.elected if board.totals[c] > quota), 0)
    rising = board.ranked(board.continuing)[::-1]
    found: list[int] = []
    sum_below = surplus
    for k in range(len(rising) - board.vacancies):
        sum_below += board.totals[rising[k]]
        if sum_below < board.totals[rising[k + 1]]:
            found = rising[: k + 1]
    return found


WIGM_PRF = Method(
    identifier="wigm-prf",
    title="Weighted inclusive Gregory, PR Foundation's reference rule",
    source=SOURCE,
    family="transferable",
    rule=partial(count_wigm_prf, batch=False),
    page="wigm-prf.md",
)
WIGM_PRF_BATCH = Method(
    identifier="wigm-prf-batch",
    title="Weighted inclusive Gregory, PR Foundation's reference rule, sure losers together",
    source=SOURCE,
    family="transferable",
    rule=partial(count_wigm_prf, batch=True),
    page="wigm-prf.md",
)
