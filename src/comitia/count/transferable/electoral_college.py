"""An electoral college: sections that weigh what the rules say, and the alternative vote across them.

Source: Labour Party rule book, the election of leader and deputy leader from 1981 to 2010, as its results of 2010
were declared (three sections of one third each; written from memory). The lettered steps are ours.

(a)  each section is counted by first preferences of the candidates still in
(b)  a section's live votes, those that still have a preference, stand for its whole share; exhausted papers leave
     *their own* section first, so that a section never loses weight through them
(c)  a candidate's strength is the sum over the sections of share x votes / live votes of the section: an exact
     fraction
(d)  more than half of the strength that is in play elects; otherwise the candidate with the least is excluded
(e)  equals: as the caller's tie rules say

Strengths are Fractions of 100 per cent, printed with five places and cut; no figure on the sheet was rounded before
it was compared. A section that has no live vote left has no weight, which the sheet enters as "section without
votes".

>>> from comitia.count import papers, tell
>>> college = College.of({"members": (Fraction(1, 2), papers("60 A, 40 B", "A B C")),
...                       "delegates": (Fraction(1, 2), papers("3 B, 2 C>B, 5 A", "A B C"))})
>>> sheet = tell(ELECTORAL_COLLEGE, college)
>>> sheet.winner_names, [sheet.show(t) for t in sheet.stage(1).totals]
(('A',), ['55.00000', '35.00000', '10.00000'])
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from comitia.count.board import Board
from comitia.count.papers import Papers, Policy, Reading
from comitia.count.piles import Parcel, Piles
from comitia.count.sheet import Amount, Figure, Scale, Sheet, Table
from comitia.count.steps import exclude_lowest
from comitia.count.tell import Method
from comitia.count.ties import Desk
from comitia.errors import Malformed

SOURCE = "Labour Party rule book, electoral college of 1981-2010 (written from memory)"
TITLE = "Electoral college with weighted sections"
POLICY = Policy(overmarked="stop", skipped="next", repeated="next")
WHOLE = 100
EMPTY = "section without votes"


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its name, its share of the whole (a fraction of 1) and its papers."""

    name: str
    share: Fraction
    papers: Papers


@dataclass(frozen=True, slots=True)
class College:
    """The sections of one contest; all name the same candidates, and the shares add to 1."""

    sections: tuple[Section, ...]
    seats: int | None = None
    title: str = ""

    @classmethod
    def of(cls, sections: Mapping[str, tuple[Fraction, Papers]], title: str = "") -> College:
        """Sections by name.

        Raises:
            Malformed: no section, candidates that differ between sections, or shares that do not add to 1.
        """
        told = tuple(Section(name, share, papers) for name, (share, papers) in sections.items())
        if not told or sum(section.share for section in told) != 1 or any(section.share < 0 for section in told):
            raise Malformed(f"electoral college: shares must add to 1, found {[str(s.share) for s in told]}")
        first = told[0].papers
        for section in told:
            if section.papers.candidates != first.candidates or section.papers.withdrawn != first.withdrawn:
                raise Malformed(
                    f"electoral college: section {section.name!r} has other candidates than {told[0].name!r}"
                )
        return cls(told, title=title)


def count_college(college: College, seats: int, desk: Desk) -> Sheet:
    """Count an electoral college by the alternative vote."""
    first = college.sections[0].papers
    readings = [section.papers.read(POLICY) for section in college.sections]
    piles = [Piles(r.orders, r.weights, len(first.candidates)) for r in readings]
    for pile in piles:
        pile.deal()
    board = Board(replace(first, title=college.title or first.title), seats, Scale(1, 5), desk)
    board.open("first preferences", (), "(a)-(c)", "First preferences")
    tables: list[Table] = []
    while True:
        tables.append(_weigh(board, college, piles))
        board.mark()
        if _elect(board) or not board.continuing:
            break
        loser = exclude_lowest(board, "(d)", "(e)")
        board.open("exclusion", (loser,), "(d)", f"Exclusion of {board.names[loser]}")
        for pile in piles:
            pile.able[loser] = False
            for parcel in pile.take(loser):
                for heap in pile.sort(parcel.rows):
                    if heap.to >= 0:
                        pile.give(heap.to, Parcel(heap.rows, heap.n, 1, board.number))
    sheet = board.sheet("electoral-college", TITLE, SOURCE, _together(readings), Fraction(WHOLE))
    papers = sum(section.papers.n for section in college.sections)
    return replace(sheet, tables=tuple(tables), papers=papers)


def _weigh(board: Board, college: College, piles: list[Piles]) -> Table:
    """(b) and (c): the strength of everybody, and the votes of the sections beside it."""
    before = list(board.totals)
    strength: list[Amount] = [Fraction(0)] * len(before)
    idle = Fraction(0)
    rows: list[tuple[str, tuple[Amount | str | None, ...]]] = []
    for section, pile in zip(college.sections, piles, strict=True):
        votes = [sum(parcel.n for parcel in held) for held in pile.held]
        live = sum(votes)
        rows.append((section.name, (*votes, live, section.papers.n - live)))
        if live == 0:
            idle += section.share * WHOLE
            continue
        for c, n in enumerate(votes):
            strength[c] += section.share * WHOLE * n / live
    board.totals = strength
    board.lost = {EMPTY: idle} if idle else {}
    return Table(f"Votes by section, stage {board.number}", (*board.names, "live", "exhausted or invalid"), tuple(rows))


def _elect(board: Board) -> bool:
    """(d)."""
    left = board.ranked(board.continuing)
    in_play = Fraction(sum(board.totals[c] for c in left))
    board.set_quota(in_play / 2)
    if not left or (2 * board.totals[left[0]] <= in_play and len(left) > 1):
        return False
    first = left[0]
    if len(left) > 1:
        board.margin("elected", (first,), left[1])
    reason = f"{board.tell(first)} per cent is more than half of {board.show(in_play)}."
    board.elect(
        first, "(d)", reason, [Figure(board.totals[first], first, board.number), Figure(in_play / 2, what="half")]
    )
    return True


def _together(readings: list[Reading]) -> Reading:
    """What was rejected or irregular, added up over the sections."""

    def added(parts: list[Mapping[str, int]]) -> dict[str, int]:
        return {word: sum(part.get(word, 0) for part in parts) for word in sorted({w for part in parts for w in part})}

    return replace(
        readings[0],
        valid=sum(r.valid for r in readings),
        rejected=added([r.rejected for r in readings]),
        irregular=added([r.irregular for r in readings]),
    )


ELECTORAL_COLLEGE = Method(
    identifier="electoral-college",
    title=TITLE,
    source=SOURCE,
    family="transferable",
    rule=count_college,
    takes=College,
    page="electoral-college.md",
    single_seat=True,
)
