"""Hare-Clark, as the Australian Capital Territory has it since 2020: the last parcel, and votes to six decimal places.

Source: Electoral Act 1992 (ACT), schedule 4. Looked up: clauses 1, 1A, 1C, 4 and 7(3); 1B, 3, 6, 8 and 9 written from
memory, checked against descriptions of the rule. Ballot papers are formal with a single first preference; preferences
count while they are consecutive.

1A     count votes = papers x transfer value, rounded down to six decimal places for each candidate at each count
1B     quota = formal papers / (positions + 1), fraction disregarded, plus 1
3      first preferences; who has the quota is successful
4(1)   as many successful as positions: the scrutiny ceases, whatever is still in hand
4(2)   as many continuing as positions left and no surplus outstanding: they are successful
6      a surplus goes on the papers counted at the count at which the candidate became successful (the last parcel)
1C(2)  transfer value = surplus / those papers that have a next available preference: an exact fraction, not cut
1C(4)  but never more than the value at which the papers came; what that leaves is lost, as is what 1A cuts
7      the surplus of the earliest count first; of one count, the largest; equals: who had more at the last count at
       which they differed; then lot
8      no surplus: the lowest is excluded; equals: who had fewer at the last count at which they differed; then lot
9      papers of the excluded go in counts of their own, by transfer value, the highest first; who has the quota after
       such a count is successful at once and gets no more

A literal reading calls only what is at least one vote a surplus; like the electoral commission, we take all above 0.
Papers of one value that came at several counts are counted together under clause 9, which can gain a millionth that
clause 1A had cut before: the sheet then shows a rounding loss below 0.

>>> from comitia.count import papers, tell
>>> sheet = tell(HARE_CLARK, papers("7 A>B, 2 A, 3 B, 4 C"), seats=2)
>>> sheet.show(sheet.quota), [sheet.show(t) for t in sheet.stage(2).totals], sheet.winner_names
('6.000000', ['6.000000', '6.000000', '4.000000'], ('A', 'B'))
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby

from comitia.count.board import Board, cause_of
from comitia.count.papers import Papers, Policy, Reading
from comitia.count.piles import Heap, Piles, Rows, joined
from comitia.count.sheet import Figure, Scale, Sheet
from comitia.count.steps import bar, elect_by_quota, elect_the_rest, exclude_lowest
from comitia.count.tell import Method
from comitia.count.ties import Desk, EarlierStage

UNIT = 1_000_000
"""Six decimal places (clause 1A(2))."""
SOURCE = (
    "Australian Capital Territory, Electoral Act 1992, schedule 4 (since 2020; 1B, 3, 6, 8 and 9 written from memory)"
)
TITLE = "Single transferable vote, Hare-Clark (Australian Capital Territory)"
POLICY = Policy(overmarked="stop", skipped="stop", repeated="stop")


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """Papers counted for a candidate at one count, at one transfer value (an exact fraction of a vote)."""

    rows: Rows
    n: int
    value: Fraction
    count: int


@dataclass(slots=True, eq=False)
class Scrutiny:
    """The state of a count: `counted[c]` are the papers counted for c, `success[c]` the count at which c became
    successful.
    """

    board: Board
    piles: Piles
    reading: Reading
    counted: list[list[Counted]]
    success: dict[int, int] = field(default_factory=dict)
    outstanding: set[int] = field(default_factory=set)

    def note_successes(self, elected: list[int]) -> None:
        """Remember at which count candidates became successful."""
        assert self.board.quota is not None
        for c in elected:
            self.success[c] = self.board.number
            if self.board.totals[c] > self.board.quota:
                self.outstanding.add(c)

    def last_parcel(self, c: int) -> list[Counted]:
        """The papers counted for c at the count at which c became successful."""
        return [part for part in self.counted[c] if part.count == self.success[c]]


def count_hare_clark(papers: Papers, seats: int, desk: Desk) -> Sheet:
    """Count by schedule 4, part 4.2."""
    scrutiny = scrutinise(papers, seats, desk)
    return scrutiny.board.sheet("hare-clark", TITLE, SOURCE, scrutiny.reading, scrutiny.reading.valid * UNIT)


def scrutinise(papers: Papers, seats: int, desk: Desk) -> Scrutiny:
    """The whole scrutiny, with the papers still on their piles (a casual vacancy needs them)."""
    reading = papers.read(POLICY)
    board = Board(papers, seats, Scale(UNIT, 6), desk)
    piles = Piles(reading.orders, reading.weights, len(papers.candidates))
    scrutiny = Scrutiny(board, piles, reading, [[] for _ in papers.candidates])
    board.open("first preferences", (), "clause 3", "Count 1: first preferences")
    for heap in piles.deal():
        board.credit(heap.to, heap.n * UNIT)
        scrutiny.counted[heap.to].append(Counted(heap.rows, heap.n, Fraction(1), 1))
    board.set_quota((reading.valid // (seats + 1) + 1) * UNIT)
    board.mark()
    scrutiny.note_successes(elect_by_quota(board, "clause 3(3)"))
    while board.vacancies > 0 and board.continuing:
        if not scrutiny.outstanding and elect_the_rest(board, "clause 4(2)"):
            for c in board.now.elected:
                scrutiny.success.setdefault(c, board.number)
            break
        bar(board, piles)
        if scrutiny.outstanding:
            _distribute_surplus(scrutiny)
        else:
            _exclude(scrutiny)
    board.close()
    return scrutiny


def _distribute_surplus(scrutiny: Scrutiny) -> None:
    """Clauses 6 and 7."""
    board, piles = scrutiny.board, scrutiny.piles
    earliest = min(scrutiny.success[c] for c in scrutiny.outstanding)
    contemporary = sorted(c for c in scrutiny.outstanding if scrutiny.success[c] == earliest)
    giver = board.highest(contemporary, "clause 7(3)(c)", "whose surplus goes first")
    scrutiny.outstanding.discard(giver)
    assert board.quota is not None
    surplus = left = int(board.totals[giver]) - int(board.quota)
    reason = f"{board.names[giver]} became successful at count {earliest}; the surplus is {board.show(surplus)}."
    board.decide("surplus", (giver,), "clause 7", reason, [Figure(surplus, giver, board.number, "surplus")])
    board.open("surplus", (giver,), "clause 6", f"Count {board.number + 1}: surplus of {board.names[giver]}")
    parts = scrutiny.last_parcel(giver)
    came_at = parts[0].value  # one count has one transfer value
    heaps = piles.sort(joined(part.rows for part in parts))
    with_next = sum(heap.n for heap in heaps if heap.to >= 0)
    if with_next:
        value = min(Fraction(surplus, with_next * UNIT), came_at)  # 1C(2), 1C(4)
        board.now.transfer_value = int(value * UNIT)
        for heap in heaps:
            if heap.to >= 0:
                left -= _allot(scrutiny, giver, heap, value)
    capped = with_next == 0 or Fraction(surplus, with_next * UNIT) > came_at
    board.lose(giver, "exhausted" if capped else "rounding", left)
    board.mark()
    scrutiny.note_successes(elect_by_quota(board, "clause 6(4)"))


def _exclude(scrutiny: Scrutiny) -> None:
    """Clauses 8 and 9: one count for each transfer value, the highest first."""
    board, piles = scrutiny.board, scrutiny.piles
    loser = exclude_lowest(board, "clause 8(1)", "clause 8(2)")
    parts = sorted(scrutiny.counted[loser], key=lambda part: -part.value)
    scrutiny.counted[loser] = []
    batches = [(value, list(same)) for value, same in groupby(parts, key=lambda part: part.value)]
    if not batches:  # nobody's paper has to move
        board.open("exclusion", (loser,), "clause 9", f"Count {board.number + 1}: exclusion of {board.names[loser]}")
        board.mark()
    for number, (value, same) in enumerate(batches, start=1):
        at = f" at {board.show(int(value * UNIT))}" if len(batches) > 1 else ""
        board.open(
            "exclusion", (loser,), "clause 9", f"Count {board.number + 1}: exclusion of {board.names[loser]}{at}"
        )
        board.now.transfer_value = int(value * UNIT)
        bar(board, piles)
        # What the candidate had for these papers: with the last of them, all that is left.
        had = int(board.totals[loser]) if number == len(batches) else _worth(same)
        for heap in piles.sort(joined(part.rows for part in same)):
            if heap.to >= 0:
                had -= _allot(scrutiny, loser, heap, value)
            else:
                amount = min(had, int(heap.n * value * UNIT))
                had -= amount
                board.lose(loser, cause_of(heap.to), amount, heap.n)
        board.lose(loser, "rounding", had)
        board.mark()
        scrutiny.note_successes(elect_by_quota(board, "clause 9(2)(d)"))
        if board.vacancies == 0:  # 4(1)
            return


def _worth(parts: list[Counted]) -> int:
    """Count votes of papers as they were allotted: each lot rounded down (clause 1A)."""
    return sum(int(part.n * part.value * UNIT) for part in parts)


def _allot(scrutiny: Scrutiny, source: int, heap: Heap, value: Fraction) -> int:
    """Count votes for one continuing candidate: papers x transfer value, rounded down to six places (clause 1A)."""
    amount = int(heap.n * value * UNIT)
    scrutiny.board.move(source, heap.to, amount, heap.n)
    scrutiny.counted[heap.to].append(Counted(heap.rows, heap.n, value, scrutiny.board.number))
    return amount


HARE_CLARK = Method(
    identifier="hare-clark",
    title=TITLE,
    source=SOURCE,
    family="transferable",
    rule=count_hare_clark,
    own_ties=(EarlierStage("latest"),),
    page="hare-clark.md",
)
