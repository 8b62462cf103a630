"""ERS97: the Electoral Reform Society's rules, the single transferable vote of British unions and societies.

Source: Newland and Britton, "How to conduct an election by the single transferable vote", third edition, 1997,
section 5 (text looked up). Paragraphs are cited by number; values have two decimal places.

5.1.6  quota = valid papers / (places + 1) to two decimals; unless exact, plus 0.01
5.1.7  elected: who has (a) the quota, or (b) the total active vote / (places left + 1)
5.2.2  surpluses wait while their total cannot change who is last: not more than the gap between the two lowest, or
       between a group that could be excluded together and the next above
5.2.3  otherwise the largest goes first; equals: who had more at the *first* point at which they differed
5.2.5  exclude the most candidates together that leaves enough, whose votes and waiting surpluses do not exceed the
       next above; equals: who had fewer at the first point at which they differed; then lot
5.3    a surplus goes on the last batch received alone, to its transferable papers alone, at surplus / papers to two
       decimals, never at more than their present value
5.4    an exclusion goes batch by batch in descending value; after each, 5.4.8 lowers the quota if nobody is elected
       yet, 5.4.9 elects, and 5.4.10 passes over those just elected
5.5    when an exclusion would leave just enough, all are elected; when all places are filled, no further transfers
5.6.2  too many reach 5.1.7 together: by the first point at which they differed; if none, none of them is elected then

The total active vote is what the continuing candidates have and what waits for transfer (6.20). In 5.1.7(b) the
division is not cut: votes are compared exactly. Next preferences must be consecutive (5.3.3 with 6.10, 6.12: void for
uncertainty).

>>> from comitia.count import papers, tell
>>> sheet = tell(ERS97, papers("6 A>B, 3 B, 2 C, 1 D>C"), seats=2)
>>> sheet.show(sheet.quota), sheet.winner_names
('4.00', ('A', 'B'))
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from comitia.count.board import Board, cause_of, listed
from comitia.count.papers import Papers, Policy
from comitia.count.piles import Parcel, Piles, by_value
from comitia.count.sheet import Amount, Figure, Scale, Sheet
from comitia.count.steps import bar, carry, exclude_together, first_preferences, fullest
from comitia.count.tell import Method
from comitia.count.ties import Desk, EarlierStage

UNIT = 100
SOURCE = (
    "Electoral Reform Society, How to conduct an election by the single transferable vote, 3rd edition 1997, section 5"
)
TITLE = "Single transferable vote, ERS97"
POLICY = Policy(overmarked="stop", skipped="stop", repeated="stop")


def count_ers97(papers: Papers, seats: int, desk: Desk) -> Sheet:
    """Count by ERS97; see the module for its paragraphs."""
    return recount_ers97(papers, seats, desk, frozenset())


def recount_ers97(papers: Papers, seats: int, desk: Desk, sitting: frozenset[int]) -> Sheet:
    """Count by ERS97 with `sitting` members who may not be excluded (7.1), and end when somebody else is elected.

    Without sitting members it is the count itself.
    """
    reading = papers.read(POLICY)
    board = Board(papers, seats, Scale(UNIT, 2), desk)
    piles = Piles(reading.orders, reading.weights, len(papers.candidates))
    waiting: set[int] = set()
    first_preferences(board, piles, UNIT, "5.1.2")
    board.set_quota(_quota(reading.valid * UNIT, seats))
    board.mark()
    _elect(board, waiting, "5.1.7")
    while board.vacancies > 0 and board.continuing and not (sitting and set(board.winners) - sitting):
        if len(board.continuing) <= board.vacancies:
            _elect_all(board)
            break
        bar(board, piles)
        surplus = sum((_surplus(board, c) for c in waiting), 0)
        group = _excludable(board, surplus, sitting)
        if surplus > 0 and not _deferred(board, surplus, group, sitting):
            giver = fullest(board, sorted(c for c in waiting if _surplus(board, c) > 0), "5.2.3", "5.2.2")
            waiting.discard(giver)
            _transfer(board, piles, giver)
            board.mark()
            _elect(board, waiting, "5.3.13")
            continue
        if surplus > 0:
            names = listed(board.names[c] for c in sorted(waiting) if _surplus(board, c) > 0)
            reason = (
                f"The surplus of {names}, {board.show(surplus)} in all, cannot change who is excluded next: it waits."
            )
            board.decide("deferred", sorted(waiting), "5.2.2", reason, [Figure(surplus, what="surpluses")])
        losers, above = _losers(board, group, sitting)
        exclude_together(board, losers, above, "5.2.5", _why(losers, surplus))
        if len(board.continuing) <= board.vacancies:  # 5.5.1
            _elect_all(board)
            break
        _exclude(board, piles, losers, waiting, reading.valid * UNIT)
    # 5.5.2: those who are left are formally excluded.
    if board.vacancies == 0 and board.continuing:
        rest = board.continuing
        board.exclude(
            rest, "5.5.2", f"All places are filled: {listed(board.names[c] for c in rest)} formally excluded."
        )
    return board.sheet("ers97", TITLE, SOURCE, reading, reading.valid * UNIT)


def _quota(votes: int, seats: int) -> int:
    """5.1.6: to two decimals, plus 0.01 unless exact."""
    return -(-votes // (seats + 1))


def _surplus(board: Board, c: int) -> int:
    assert board.quota is not None
    return max(0, int(board.totals[c]) - int(board.quota))


def _active(board: Board, waiting: set[int]) -> Amount:
    """6.20: votes of the continuing candidates, and what awaits transfer."""
    return sum((board.totals[c] for c in board.continuing), 0) + sum((_surplus(board, c) for c in waiting), 0)


def _elect(board: Board, waiting: set[int], clause: str) -> None:
    """5.1.7, 5.3.13 and 5.4.9, one candidate after the other in descending order of votes, subject to 5.6.2."""
    assert board.quota is not None
    while board.vacancies > 0 and board.continuing:
        votes = max(board.totals[c] for c in board.continuing)
        enough = Fraction(_active(board, waiting), board.vacancies + 1)
        if votes < min(board.quota, enough) or votes == 0:
            return
        equal = [c for c in board.continuing if board.totals[c] == votes]
        if len(equal) > board.vacancies:
            equal = _most_at_first_difference(board, equal)
            if not equal:
                level = [c for c in board.continuing if board.totals[c] == votes]
                reason = "More are equal than places are left, and were so at every point: none is elected now."
                board.decide("note", level, "5.6.2", reason)
                return
        chosen = equal[0]
        figures = [Figure(votes, chosen, board.number), Figure(board.quota, what="quota")]
        if votes >= board.quota:
            reason = f"{board.tell(chosen)} reaches the quota of {board.show(board.quota)}."
        else:
            figures.append(Figure(enough, what="total active vote / (places left + 1)"))
            reason = (
                f"{board.tell(chosen)} reaches {board.show(enough)}, the active vote by one more than the places left."
            )
        board.elect(chosen, clause, reason, figures)
        waiting.add(chosen)


def _most_at_first_difference(board: Board, equal: Sequence[int]) -> list[int]:
    """5.6.2: the one ahead at the earliest point at which they differed; nobody if none is."""
    among = list(equal)
    for totals in board.history:
        most = max(totals[c] for c in among)
        among = [c for c in among if totals[c] == most]
        if len(among) <= board.vacancies:
            return among
    return []


def _rising(board: Board, sitting: frozenset[int]) -> list[int]:
    """Those who can be excluded, the fewest votes first."""
    return [c for c in board.ranked(board.continuing)[::-1] if c not in sitting]


def _excludable(board: Board, surplus: Amount, sitting: frozenset[int]) -> int:
    """5.2.5: how many of the lowest can be excluded together (0: not even one, because surpluses are too large)."""
    rising = _rising(board, sitting)
    best, together = 0, surplus
    for k in range(1, min(len(rising), len(board.continuing) - board.vacancies) + 1):
        together += board.totals[rising[k - 1]]
        if k == len(rising) or together <= board.totals[rising[k]]:
            best = k
    return best


def _deferred(board: Board, surplus: Amount, group: int, sitting: frozenset[int]) -> bool:
    """5.2.2: (a) not more than the gap between the two lowest; (b) a group that could be excluded together exists."""
    rising = _rising(board, sitting)
    gap = board.totals[rising[1]] - board.totals[rising[0]] if len(rising) > 1 else surplus
    return surplus <= gap or group >= 2


def _losers(board: Board, group: int, sitting: frozenset[int]) -> tuple[list[int], int | None]:
    """The candidates to exclude, and the one next above; where equals stand on both sides, the first difference
    decides.
    """
    size = max(group, 1)
    rising = _rising(board, sitting)
    edge = board.totals[rising[size - 1]]
    losers = [c for c in rising if board.totals[c] < edge]
    equal = [c for c in rising if board.totals[c] == edge]
    while len(losers) < size:
        last = (
            board.settle(sorted(equal), "5.2.5", "to be excluded", "least")
            if len(losers) + len(equal) > size
            else equal[0]
        )
        losers.append(last)
        equal.remove(last)
    above = [c for c in rising if c not in losers]
    return sorted(losers), above[0] if above else None


def _why(losers: Sequence[int], surplus: Amount) -> str:
    if len(losers) == 1:
        return "the fewest votes"
    return (
        "together, with every waiting surplus, not more than the next above"
        if surplus
        else "together not more than the next above"
    )


def _elect_all(board: Board) -> None:
    """5.5.1: only as many are left as places."""
    for c in board.ranked(board.continuing):
        board.elect(c, "5.5.1", f"{board.names[c]}: as many continuing candidates are left as places.")


def _transfer(board: Board, piles: Piles, giver: int) -> None:
    """5.3: the last batch received, its transferable papers alone."""
    surplus = left = _surplus(board, giver)
    board.open("surplus", (giver,), "5.3", f"Surplus of {board.names[giver]}")
    parcels = piles.take(giver)
    batch = max(parcel.batch for parcel in parcels)  # 5.3.1, 5.3.2
    received = by_value([parcel for parcel in parcels if parcel.batch == batch])
    assert len(received) == 1  # a batch has one value (6.1)
    heaps = piles.sort(received[0].rows)  # 5.3.3
    transferable = sum(heap.n for heap in heaps if heap.to >= 0)
    value = received[0].value
    if transferable * value > surplus:  # 5.3.7
        value = surplus // transferable
        cause = "rounding"
    else:
        cause = cause_of(min((heap.to for heap in heaps if heap.to < 0), default=-1))
    board.now.transfer_value = value
    new = piles.new_batch()
    for heap in heaps:
        if heap.to >= 0:  # 5.3.8
            left -= value * heap.n
            carry(board, piles, giver, heap.to, Parcel(heap.rows, heap.n, value, board.number, new))
    board.lose(giver, cause, left)  # 5.3.9: the non-transferable difference


def _exclude(board: Board, piles: Piles, losers: Sequence[int], waiting: set[int], valid: int) -> None:
    """5.4: batch by batch in descending order of value."""
    board.open("exclusion", losers, "5.4", f"Exclusion of {listed(board.names[c] for c in losers)}")
    owned = [(c, parcel) for c in losers for parcel in by_value(piles.take(c))]
    values = sorted({parcel.value for _, parcel in owned}, reverse=True)
    for number, value in enumerate(values, start=1):
        bar(board, piles)  # 5.4.10
        new = piles.new_batch()
        for c, parcel in owned:
            if parcel.value != value:
                continue
            for heap in piles.sort(parcel.rows):  # 5.4.2
                carry(board, piles, c, heap.to, Parcel(heap.rows, heap.n, value, board.number, new))
        board.mark(f"stage {board.number}, batch {number} (value {board.show(value)})")
        if not board.winners:  # 5.4.8
            lower = _quota(valid - int(sum(board.lost.values(), 0)), board.seats)
            if lower != board.quota:
                reason = (
                    f"Papers became non-transferable before anybody was elected: the quota is now {board.show(lower)}."
                )
                board.set_quota(lower)
                board.decide("quota", (), "5.4.8", reason, [Figure(lower, what="quota")])
        _elect(board, waiting, "5.4.9")
        if board.vacancies == 0:  # 5.5.2
            return


ERS97 = Method(
    identifier="ers97",
    title=TITLE,
    source=SOURCE,
    family="transferable",
    rule=count_ers97,
    own_ties=(EarlierStage("first"),),
    page="ers97.md",
)
