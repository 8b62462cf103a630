"""Steps that several rules have in common, each with the clause of the rule that takes it.

A rule's file says when a step is taken and under which clause; how papers are carried is here, once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from comitia.count.board import Board, cause_of, listed
from comitia.count.piles import Parcel, Piles, by_value
from comitia.count.sheet import Amount, Figure


def first_preferences(board: Board, piles: Piles, unit: int, clause: str) -> None:
    """Sort and count the papers by first preference, each worth `unit`."""
    board.open("first preferences", (), clause, "First preferences")
    for heap in piles.deal(unit):
        board.credit(heap.to, heap.n * unit)


def elect_by_quota(board: Board, clause: str) -> list[int]:
    """Everybody continuing whose votes equal or exceed the quota is elected, most votes first."""
    quota = board.quota
    assert quota is not None  # set with the first preferences
    reached = [c for c in board.ranked(board.continuing) if board.totals[c] >= quota]
    for c in reached:
        reason = f"{board.tell(c)} reaches the quota of {board.show(quota)}."
        board.elect(c, clause, reason, [Figure(board.totals[c], c, board.number), Figure(quota, what="quota")])
    return reached


def elect_the_rest(board: Board, clause: str) -> bool:
    """As many continuing candidates as vacancies, or fewer: all of them are elected. Says whether that was so."""
    left, vacancies = board.ranked(board.continuing), board.vacancies
    if len(left) > vacancies:
        return False
    for c in left:
        board.elect(c, clause, f"{board.names[c]}: {len(left)} continuing for {vacancies} to be filled.")
    return True


def fullest(board: Board, over: Sequence[int], tie_clause: str, clause: str) -> int:
    """The candidate with the largest surplus, whose papers go next."""
    giver = board.highest(over, tie_clause, "whose surplus goes first")
    assert board.quota is not None
    surplus = board.totals[giver] - board.quota
    reason = f"{board.names[giver]} has the largest surplus, {board.show(surplus)}."
    board.decide("surplus", (giver,), clause, reason, [Figure(surplus, giver, board.number, "surplus")])
    return giver


def transfer_all_papers(
    board: Board, piles: Piles, giver: int, clause: str, revalue: Callable[[int, int, int], int]
) -> None:
    """Carry a surplus on all the papers of the elected (inclusive Gregory).

    `revalue(value, surplus, total)` is the new value of a paper that came at `value`. Papers without a next
    preference take their share with them as non-transferable; what cutting the values leaves over is entered as
    "rounding".
    """
    total, quota = board.totals[giver], board.quota
    assert isinstance(total, int) and isinstance(quota, int)
    surplus = left = total - quota
    steps, figures = [], []
    for parcel in by_value(piles.take(giver)):
        value = revalue(parcel.value, surplus, total)
        steps.append(f"{board.show(parcel.value)} on {parcel.n} papers: {board.show(value)}")
        figures.append(Figure(value, giver, board.number, f"papers received at {board.show(parcel.value)}"))
        if board.now.transfer_value is None:
            board.now.transfer_value = value  # of the most valuable papers
        for heap in piles.sort(parcel.rows):
            left -= value * heap.n
            carry(board, piles, giver, heap.to, Parcel(heap.rows, heap.n, value, board.number))
    board.lose(giver, "rounding", left)
    reason = f"Transfer value = value received x {board.show(surplus)} / {board.show(total)}; {'; '.join(steps)}."
    board.decide("note", (giver,), clause, reason, figures)


def exclude_lowest(board: Board, clause: str, tie_clause: str) -> int:
    """The one with the fewest votes is excluded, on the figures of this stage."""
    continuing = board.continuing
    loser = board.lowest(continuing, tie_clause)
    others = sorted((c for c in continuing if c != loser), key=lambda c: board.totals[c])
    board.margin("excluded", (loser,), others[0] if others else None)
    reason = f"{board.tell(loser)} has the fewest votes" + (f"; next is {board.tell(others[0])}." if others else ".")
    board.exclude((loser,), clause, reason, [Figure(board.totals[c], c, board.number) for c in (loser, *others[:1])])
    return loser


def exclude_together(board: Board, losers: Sequence[int], above: int | None, clause: str, why: str) -> None:
    """Several are excluded at once, because `why`; `above` is the candidate next above them."""
    board.margin("excluded", losers, above)
    names = listed(board.tell(c) for c in losers)
    shown = [*losers, *([] if above is None else [above])]
    board.exclude(losers, clause, f"{names}: {why}.", [Figure(board.totals[c], c, board.number) for c in shown])


def pass_on(board: Board, piles: Piles, losers: Sequence[int], clause: str) -> None:
    """A stage: all papers of the excluded go on at the value at which they came, most valuable first."""
    board.open("exclusion", losers, clause, f"Exclusion of {listed(board.names[c] for c in losers)}")
    for c in losers:
        piles.able[c] = False
    for c in losers:
        for parcel in by_value(piles.take(c)):
            for heap in piles.sort(parcel.rows):
                carry(board, piles, c, heap.to, Parcel(heap.rows, heap.n, parcel.value, board.number))


def carry(board: Board, piles: Piles, giver: int, to: int, parcel: Parcel) -> None:
    """One parcel to its next candidate, or to the non-transferable papers."""
    amount: Amount = parcel.value * parcel.n
    if to < 0:
        board.lose(giver, cause_of(to), amount, parcel.n)
    else:
        board.move(giver, to, amount, parcel.n)
        piles.give(to, parcel)


def bar(board: Board, piles: Piles) -> None:
    """Nobody who is elected, excluded or withdrawn receives papers from now on."""
    for c, status in enumerate(board.status):
        piles.able[c] = status == "continuing"
