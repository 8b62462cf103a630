"""Casual vacancies: a seat is filled from the papers of the election, without a by-election.

Two rules, for two ideas of what a vacancy is:

`countback` (Electoral Act 1992 (ACT), schedule 4, part 4.3; looked up: 12, 13(1), 13(4), 14 and readings of them;
13(2) and (3) written from memory): the papers that elected the member who left are counted again, at the value that
stayed with that member.

13   a paper counts at the value at which it was counted for the member; those of the count at which the member became
     successful only at what was not passed on with the surplus
14   they are counted by their next available preference among those who contest the vacancy, from the start of the
     paper
12   quota at each count = half of the continuing votes + 1, fraction disregarded
8-9  nobody has it: the lowest is excluded, and so on

`recount` (ERS97, paragraph 7.1; looked up): all papers of the election are counted again without the member who left
and those who now withdraw; no representative elected before may be excluded; the first new one fills the seat. The
rules of the count are ERS97's; to protect the sitting they are passed over when somebody must be excluded.

Both take a `Vacancy`: the papers and seats of the election, who left, and who contests the seat (default: all who
were not elected).

>>> from comitia.count import papers, tell
>>> election = papers("7 A>C>B, 3 B, 3 C, 2 D>C")
>>> tell(COUNTBACK, Vacancy(election, 2, "A", ("B", "D"))).winner_names
('B',)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from comitia.count.board import Board, cause_of, listed
from comitia.count.papers import Papers
from comitia.count.piles import Piles, Rows
from comitia.count.sheet import Figure, Scale, Sheet
from comitia.count.steps import exclude_lowest
from comitia.count.tell import Method
from comitia.count.ties import Desk, EarlierStage
from comitia.count.transferable.ers97 import recount_ers97
from comitia.count.transferable.hare_clark import UNIT, Scrutiny, scrutinise
from comitia.errors import Malformed

SOURCE = "Australian Capital Territory, Electoral Act 1992, schedule 4, part 4.3 (13(2)-(3) written from memory)"
TITLE = "Countback of a casual vacancy (Australian Capital Territory)"


@dataclass(frozen=True, slots=True)
class Vacancy:
    """An election's papers and seats, the member who left, and the candidates who contest the vacancy."""

    papers: Papers
    positions: int
    vacating: str
    contesting: tuple[str, ...] | None = None
    seats: int = 1

    def number(self, name: str) -> int:
        """The number of a candidate.

        Raises:
            Malformed: nobody of that name stood.
        """
        if name not in self.papers.candidates:
            raise Malformed(
                f"vacancy: {name!r} did not stand in the election; there were {list(self.papers.candidates)}"
            )
        return self.papers.candidates.index(name)


def count_countback(vacancy: Vacancy, seats: int, desk: Desk) -> Sheet:
    """Count the papers that elected the vacating member, among those who contest the seat."""
    election = scrutinise(vacancy.papers, vacancy.positions, desk)
    former = vacancy.number(vacancy.vacating)
    if former not in election.board.winners:
        raise Malformed(
            f"vacancy: {vacancy.vacating} was not elected; elected were {_named(vacancy, election.board.winners)}"
        )
    contesting = _contesting(vacancy, election.board.winners)
    parts = _values(election, former)
    gone = frozenset(range(len(vacancy.papers.candidates))) - set(contesting)
    board = Board(replace(vacancy.papers, withdrawn=gone), 1, Scale(UNIT, 6), desk)
    piles = Piles(election.reading.orders, election.reading.weights, len(vacancy.papers.candidates))
    for c in gone:
        piles.able[c] = False
    board.open("first preferences", (), "clause 14", "Count 1: papers of the vacating member")
    value_of: dict[int, list[tuple[Rows, Fraction]]] = {c: [] for c in contesting}
    for rows, value in parts:  # 14(2); each value is allotted by itself, and all are one count
        for heap in piles.sort(rows):
            amount = int(heap.n * value * UNIT)
            if heap.to >= 0:
                board.credit(heap.to, amount)
                value_of[heap.to].append((heap.rows, value))
            else:
                board.lost[cause_of(heap.to)] = int(board.lost.get(cause_of(heap.to), 0)) + amount
    valid = int(sum(board.totals)) + int(sum(board.lost.values()))
    while board.continuing:
        board.mark()
        if _elect(board):
            break
        _exclude(board, piles, value_of)
    return board.sheet("countback", TITLE, SOURCE, election.reading, valid)


def _named(vacancy: Vacancy, who: Sequence[int]) -> str:
    return listed(vacancy.papers.candidates[c] for c in who)


def _contesting(vacancy: Vacancy, winners: Sequence[int]) -> list[int]:
    if vacancy.contesting is None:
        return [c for c in vacancy.papers.standing if c not in winners]
    contesting = [vacancy.number(name) for name in vacancy.contesting]
    if set(contesting) & set(winners):
        raise Malformed("vacancy: those who were elected cannot contest it")
    return sorted(contesting)


def _values(election: Scrutiny, former: int) -> list[tuple[Rows, Fraction]]:
    """Clause 13: the papers of the former member and the value that stayed with them."""
    board = election.board
    assert board.quota is not None
    then = board.stages[election.success[former] - 1]
    surplus = max(Fraction(0), Fraction(int(then.totals[former]) - int(board.quota), UNIT))
    out: list[tuple[Rows, Fraction]] = []
    for part in election.counted[former]:
        if part.count != election.success[former] or surplus == 0:
            out.append((part.rows, part.value))  # 13(1)(b), (c)
            continue
        # 13(2)-(4): papers with a next available preference lose what went on; the others keep their value.
        going = _with_next(election, part.rows, former)
        n_going = int(election.reading.weights[part.rows[going]].sum())
        passed = min(part.value, surplus / n_going) if n_going else Fraction(0)
        out.append((part.rows[~going], part.value))
        out.append((part.rows[going], part.value - passed))
    return [(rows, value) for rows, value in out if len(rows)]


def _with_next(election: Scrutiny, rows: Rows, former: int) -> NDArray[np.bool_]:
    """Which papers named a candidate who was still continuing when the member had become successful."""
    continuing = election.board.stages[election.success[former] - 1].continuing
    orders = election.reading.orders[rows]
    able = np.array([c for c in continuing if c != former], dtype=np.int16)
    going: NDArray[np.bool_] = np.any(np.isin(orders, able), axis=1)
    return going


def _elect(board: Board) -> bool:
    """Clause 12: half of the continuing votes and one, fraction disregarded."""
    left = board.ranked(board.continuing)
    live = int(sum(board.totals[c] for c in left))
    quota = (live // 2 + UNIT) // UNIT * UNIT
    board.set_quota(quota)
    first = left[0]
    if board.totals[first] < quota and len(left) > 1:
        return False
    if len(left) > 1:
        board.margin("elected", (first,), left[1])
    reason = (
        f"{board.tell(first)} has the quota of {board.show(quota)}."
        if len(left) > 1
        else f"{board.names[first]} is left alone."
    )
    board.elect(
        first, "clause 12", reason, [Figure(board.totals[first], first, board.number), Figure(quota, what="quota")]
    )
    return True


def _exclude(board: Board, piles: Piles, value_of: dict[int, list[tuple[Rows, Fraction]]]) -> None:
    """Clauses 8 and 9, the papers of one value together, all in one stage of the sheet."""
    loser = exclude_lowest(board, "clause 8(1)", "clause 8(2)")
    board.open("exclusion", (loser,), "clause 9", f"Count {board.number + 1}: exclusion of {board.names[loser]}")
    piles.able[loser] = False
    for rows, value in sorted(value_of.pop(loser), key=lambda part: -part[1]):
        for heap in piles.sort(rows):
            amount = min(int(heap.n * value * UNIT), int(board.totals[loser]))
            if heap.to >= 0:
                board.move(loser, heap.to, amount, heap.n)
                value_of[heap.to].append((heap.rows, value))
            else:
                board.lose(loser, cause_of(heap.to), amount, heap.n)
    board.lose(loser, "rounding", board.totals[loser])


def count_recount(vacancy: Vacancy, seats: int, desk: Desk) -> Sheet:
    """ERS97, 7.1: count everything again without the vacating member, until somebody new is elected."""
    former = vacancy.number(vacancy.vacating)
    before = recount_ers97(vacancy.papers, vacancy.positions, desk, frozenset())
    if former not in before.winners:
        raise Malformed(f"vacancy: {vacancy.vacating} was not elected; elected were {_named(vacancy, before.winners)}")
    sitting = frozenset(before.winners) - {former}
    contesting = set(_contesting(vacancy, before.winners))
    gone = frozenset(range(len(vacancy.papers.candidates))) - sitting - contesting
    again = recount_ers97(replace(vacancy.papers, withdrawn=gone), vacancy.positions, desk, sitting)
    new = tuple(c for c in again.winners if c not in sitting)[:1]
    return replace(again, method="recount", title=RECOUNT.title, source=RECOUNT.source, winners=new, seats=1)


COUNTBACK = Method(
    identifier="countback",
    title=TITLE,
    source=SOURCE,
    family="transferable",
    rule=count_countback,
    takes=Vacancy,
    own_ties=(EarlierStage("latest"),),
    page="countback.md",
    single_seat=True,
)
RECOUNT = Method(
    identifier="recount",
    title="Recount of all papers for a casual vacancy (ERS97)",
    source="Electoral Reform Society, ERS97, paragraph 7.1",
    family="transferable",
    rule=count_recount,
    takes=Vacancy,
    own_ties=(EarlierStage("first"),),
    page="countback.md",
    single_seat=True,
)
