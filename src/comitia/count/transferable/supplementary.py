"""The supplementary vote: a first and a second choice, two rounds, one seat.

Source: Greater London Authority Act 1999, schedule 2, paragraphs 2 to 5 (written from memory; in force for mayors
until 2022).

2  a candidate with more than half of the first preference votes is elected
3  otherwise the two with the most first preferences remain; where equals would be left out, they remain as well
4  second preferences for a remaining candidate are counted on the papers whose first preference is not for one
5  who has most first and second preferences together is elected; equals by lot

Only the first two columns are read, so a paper has at most two preferences; a second that names the first again is
void.

>>> from comitia.count import papers, tell
>>> sheet = tell(SUPPLEMENTARY, papers("5 A, 4 B, 3 C>B, 1 D>C>B"))
>>> sheet.stage(1).excluded, sheet.winner_names, sheet.show(sheet.stage(2).lost)
((2, 3), ('B',), '1')
"""

from __future__ import annotations

from dataclasses import replace

from comitia.count.board import Board
from comitia.count.packing import group
from comitia.count.papers import Papers, Policy
from comitia.count.piles import Piles
from comitia.count.sheet import VOTES, Figure, Sheet
from comitia.count.steps import exclude_together, first_preferences, pass_on
from comitia.count.tell import Method
from comitia.count.ties import Desk

SOURCE = "Greater London Authority Act 1999, schedule 2 (written from memory)"
TITLE = "Supplementary vote"
POLICY = Policy(overmarked="stop", skipped="stop", repeated="stop")


def count_supplementary(papers: Papers, seats: int, desk: Desk) -> Sheet:
    """Count by the supplementary vote."""
    reading = first_two(papers).read(POLICY)
    board = Board(papers, seats, VOTES, desk)
    piles = Piles(reading.orders, reading.weights, len(papers.candidates))
    first_preferences(board, piles, 1, "paragraph 2")
    board.mark()
    majority = reading.valid // 2 + 1
    board.set_quota(majority)
    order = board.ranked(board.continuing)
    if order and (board.totals[order[0]] >= majority or len(order) == 1):
        reason = f"{board.tell(order[0])} of {reading.valid} first preferences; more than half is {majority}."
        board.elect(order[0], "paragraph 2", reason, [Figure(board.totals[order[0]], order[0], 1), Figure(majority)])
    elif order:
        # Paragraph 3: the two highest, and all who have as many as the second of them.
        least = board.totals[order[1]]
        out = [c for c in order if board.totals[c] < least]
        if out:
            exclude_together(board, out, order[1], "paragraph 3", "they are not among the two highest")
            pass_on(board, piles, out, "paragraph 4")
        else:
            board.open("second count", (), "paragraph 4", "Nobody is left out")
        board.mark()
        winner = board.highest(board.continuing, "paragraph 5", "to be elected")
        others = [c for c in board.ranked(board.continuing) if c != winner]
        board.margin("elected", (winner,), others[0])
        board.elect(winner, "paragraph 5", f"{board.tell(winner)} has most votes; next is {board.tell(others[0])}.")
    return board.sheet("supplementary", TITLE, SOURCE, reading, reading.valid)


def first_two(papers: Papers) -> Papers:
    """The papers with their first two marks only. A withdrawn first choice does not promote a third."""
    marks = papers.marks[:, :2]
    grouped = group(marks, papers.weights)
    return replace(papers, marks=marks[grouped.first], weights=grouped.weights, receipt=None)


SUPPLEMENTARY = Method(
    identifier="supplementary",
    title=TITLE,
    source=SOURCE,
    family="transferable",
    rule=count_supplementary,
    page="supplementary.md",
    single_seat=True,
)
