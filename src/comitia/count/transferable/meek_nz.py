"""Meek's method as New Zealand has it for councils.

Source: Local Electoral Regulations 2001 (SR 2001/145), schedule 1A, "New Zealand method of counting single
transferable votes". Looked up: clauses 2 to 5, 10, 13, 19 and 40. Clauses 41 to 48 (the generator) are known from
descriptions of them only.

5     quota = (valid papers - non-transferable votes) / (vacancies + 1) + 0.000000001, cut after nine places
6     who has the quota is successful
7-11  an iteration: keep value = keep value x quota / votes for the successful, 0 for the excluded; distribute; new
      quota
12    hopefuls who have the quota become successful
13    exclude the lowest hopeful if their votes and the total surplus are less than the votes of any other hopeful, or
      if the total surplus is below 0.0001
3     done when the successful fill the vacancies, or the successful and hopeful together just do
19    equals for last: who was not ahead at the earliest step at which they differed (clause 40); then the lowest
      number drawn by the generator of clauses 41 to 48

Two things are done as the certified calculator does them and not as clause 10 reads, because results can be checked
against it only so: products are cut, and the last is rounded up, which is `meek.py`'s distribution (Dunedin, Cargill
ward 2004, iteration 9: 0.308948430 x 0.059775757 gives 0.018467626); and clause 13 is looked at in the first
iteration too (Dunedin 2025, Strath Taieri). To round every product up, as the clause says, would let a paper count
for more than one vote.

Where clause 40 leaves several, the lowest number decides among them. Clause 48 renews the numbers at later steps in a
way that the descriptions do not settle: here each candidate's number stays, and the sheet says that it was used.

>>> from comitia.count import papers, tell
>>> sheet = tell(MEEK_NZ, papers("5 A>B, 3 B, 1 C"), seats=2)
>>> sheet.winner_names, sheet.show(sheet.stage(1).quota)
(('A', 'B'), '3.000000001')
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import numpy as np

from comitia.count.board import Board
from comitia.count.papers import Papers, Policy
from comitia.count.sheet import Figure, Scale, Sheet
from comitia.count.steps import elect_by_quota, elect_the_rest
from comitia.count.tell import Method
from comitia.count.ties import Desk, EarlierStage, Narrowed, Question
from comitia.count.transferable.meek import UNIT, Paths
from comitia.count.transferable.meek_prf import enter, renewed, surplus_of

SOURCE = "New Zealand, Local Electoral Regulations 2001 (SR 2001/145), schedule 1A"
TITLE = "Meek's method, New Zealand's councils"
SMALL = UNIT // 10_000
"""0.0001 (clause 13)."""
POLICY = Policy(overmarked="stop", skipped="stop", repeated="stop")


def count_meek_nz(papers: Papers, seats: int, desk: Desk) -> Sheet:
    """Count by schedule 1A; a stage is an iteration in which somebody is elected or excluded."""
    reading = papers.read(POLICY)
    n = len(papers.candidates)
    numbers = draw_numbers(len(papers.standing), seats, reading.valid)
    desk = desk.with_rule(
        PseudoRandom({papers.candidates[c]: k for c, k in zip(papers.standing, numbers, strict=True)})
    )
    board = Board(papers, seats, Scale(UNIT, 9), desk)
    keep = np.array([0 if status == "withdrawn" else UNIT for status in board.status], dtype=np.int64)
    board.open("first preferences", (), "clauses 5-6", "Iteration 1: first preferences")
    paths = Paths.of(reading.orders, reading.weights, board.continuing, board.elected, n)
    began = 1
    before: int | None = None
    for iteration in count(1):
        votes = paths.distribute(keep)  # clause 10
        exhausted = int(votes[n:].sum())
        quota = (reading.valid * UNIT - exhausted) // (seats + 1) + 1  # clauses 5 and 11
        enter(board, votes, n, quota, keep)
        board.mark(f"iteration {iteration}")
        if iteration > began:
            board.now.title = f"Iterations {began} to {iteration}"
        elected = elect_by_quota(board, "clauses 6, 12")
        if board.vacancies == 0 or elect_the_rest(board, "clause 3"):
            break
        surplus = surplus_of(board, quota)
        stuck = before is not None and surplus >= before
        loser = _exclude(board, surplus, stuck=stuck)
        before = surplus
        if loser is not None and elect_the_rest(board, "clause 3"):
            break
        for c in board.elected:  # clause 7
            keep[c] = renewed(int(keep[c]), quota, int(votes[c]))
        if elected or loser is not None:
            if loser is not None:
                keep[loser] = 0
            subjects = (*elected, *(() if loser is None else (loser,)))
            action = "iteration" if loser is None else "exclusion"
            board.open(action, subjects, "clauses 7-13", f"Iteration {iteration + 1}")
            began = iteration + 1
            before = None
            paths = Paths.of(reading.orders, reading.weights, board.continuing, board.elected, n)
    return board.sheet("meek-nz", TITLE, SOURCE, reading, reading.valid * UNIT)


def _exclude(board: Board, surplus: int, *, stuck: bool) -> int | None:
    """Clause 13, with clause 19 for equals.

    `stuck`: the surplus no longer shrinks, because so many papers round up that 0.0001 cannot be reached. Clause 13
    does not foresee this; the lowest is then excluded, and the sheet notes it.
    """
    rising = board.ranked(board.continuing)[::-1]
    lowest = int(board.totals[rising[0]])
    second = int(board.totals[rising[1]]) if len(rising) > 1 else None
    if surplus >= SMALL and (second is None or lowest + surplus >= second):
        if not stuck:
            return None
        board.notes.append(
            f"stage {board.number}: the surplus of {board.show(surplus)} shrinks no more; clause 13 is applied."
        )
    loser = board.lowest(board.continuing, "clause 19")
    other = next((c for c in rising if c != loser), None)
    board.margin("excluded", (loser,), other)
    reason = f"{board.tell(loser)} has the fewest votes; the total surplus is {board.show(surplus)}"
    reason += f", next is {board.tell(other)}." if other is not None else "."
    shown = [loser] if other is None else [loser, other]
    board.exclude((loser,), "clause 13", reason, [Figure(board.totals[c], c, board.number) for c in shown])
    return loser


def draw_numbers(candidates: int, vacancies: int, papers: int) -> list[int]:
    """A pseudo-random number for each candidate, no two alike (clauses 41 to 46)."""
    stream = generator(candidates, vacancies, papers)
    for _ in range(4):  # clause 44
        next(stream)
    numbers: list[int] = []
    while len(numbers) < candidates:
        number = next(stream)
        if number not in numbers:
            numbers.append(number)
    return numbers


def generator(candidates: int, vacancies: int, papers: int) -> Iterator[int]:
    """Clauses 42 and 43: three congruential sequences after Wichmann and Hill, their scaled values added."""
    x, y, z = candidates + 5, vacancies, (papers + 1000 * (papers % 10)) % 30323
    while True:
        x, y, z = 171 * x % 30269, 172 * y % 30307, 170 * z % 30323
        yield 10_000 * x // 30269 + 10_000 * y // 30307 + 10_000 * z // 30323


@dataclass(frozen=True, slots=True)
class PseudoRandom:
    """Clause 19: exclude the candidate with the lowest number."""

    numbers: dict[str, int]
    settles: str = "lot"

    def narrow(self, question: Question, among: tuple[int, ...], number: int) -> Narrowed | None:
        """The one of the lowest number."""
        shown = ", ".join(f"{question.names[c]} {self.numbers[question.names[c]]}" for c in among)
        chosen = min(among, key=lambda c: self.numbers[question.names[c]])
        return Narrowed(
            (chosen,), f"by the numbers of clauses 41-48 ({shown}): {question.names[chosen]} has the lowest"
        )


MEEK_NZ = Method(
    identifier="meek-nz",
    title=TITLE,
    source=SOURCE,
    family="transferable",
    rule=count_meek_nz,
    own_ties=(EarlierStage("first"),),
    page="meek-nz.md",
)
