"""Votes by crosses: first past the post, block, limited and cumulative vote.

| method | votes a paper | too many marks |
| --- | --- | --- |
| `fptp` | 1 | the paper is void |
| `block` | as many as seats | the paper is void |
| `limited` | fewer than seats: one fewer unless the rules say otherwise (`limited(votes)`) | the paper is void |
| `cumulative` | as many as seats, several to one candidate allowed | the paper is void |

Fewer marks than votes are allowed everywhere; the votes not used are shown apart. The candidates with the most votes
are elected; a tie for the last seat is settled by lot where one is given, and otherwise the count stops and names it.
On ranked papers `fptp` counts the first preference: skipped numbers before it are passed over, two candidates marked
first are too many. In `block`, `limited` and `approval` the numbers mean nothing and every candidate marked is
marked; one who is marked twice has one vote, except in `cumulative`, where each mark is a vote.

These are customs of bodies, not one statute: the source is the body's own rules.

>>> from comitia.count import papers, tell
>>> tell("fptp", papers("5 A, 4 B, 3 C>B, 1 B=C"), seats=1).stages[0].totals
(5, 4, 3)
>>> tell("block", papers("5 A=B, 4 B=C, 3 C, 1 A=B=C"), seats=2).rejected
{'overmarked': 1}
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from comitia.count.papers import GradedPapers, Papers, Policy
from comitia.count.sheet import Sheet
from comitia.count.simple.marks import marks_of
from comitia.count.simple.outcome import Totals, one_stage_sheet
from comitia.count.tell import Method
from comitia.count.ties import Desk
from comitia.errors import Malformed

FIRST_MARK = Policy(overmarked="stop", skipped="next", repeated="next")
OWN_RULES = "the body's own rules; "


def _fptp(papers: Papers, seats: int, desk: Desk) -> Sheet:
    reading = papers.read(FIRST_MARK)
    amounts = np.zeros(len(papers.candidates), dtype=np.int64)
    np.add.at(amounts, reading.orders[:, 0], reading.weights)
    totals = Totals([int(n) for n in amounts], reading.valid, reading.rejected)
    return one_stage_sheet(FPTP, papers, seats, desk, totals, "most votes", standing=papers.standing)


def _by_crosses(papers: Papers, votes: int, *, repeated: bool) -> Totals:
    """Add up marks; a paper with more than `votes` of them, or with unnamed ones, is void."""
    marks = marks_of(papers)
    given = marks.given if repeated else np.minimum(marks.given, 1)
    used = given.sum(axis=1)
    void = (used > votes) | marks.unnamed
    blank = (used == 0) & ~void
    good = ~void & ~blank
    weights = marks.weights
    amounts = (given[good] * weights[good, None]).sum(axis=0)
    valid = int(weights[good].sum())
    unused = valid * votes - int(amounts.sum())
    rejected = {"blank": int(weights[blank].sum()), "overmarked": int(weights[void].sum()), **papers.set_aside}
    twice = {"repeated": int(weights[good & (marks.given > 1).any(axis=1)].sum())} if not repeated else {}
    return Totals([int(n) for n in amounts], valid, rejected, twice, (("votes not used", unused),) if votes > 1 else ())


def _crosses(
    identifier: str, title: str, source: str, votes_for: Callable[[int], int], clause: str, *, repeated: bool = False
) -> Method[Papers]:
    def rule(papers: Papers, seats: int, desk: Desk) -> Sheet:
        totals = _by_crosses(papers, votes_for(seats), repeated=repeated)
        return one_stage_sheet(method, papers, seats, desk, totals, clause, standing=papers.standing)

    method = Method(identifier, title, OWN_RULES + source, "simple", rule, page="plurality.md")
    return method


def limited(votes: int | None = None) -> Method[Papers]:
    """The limited vote with so many votes a paper; without a number, one fewer than there are seats (at least one)."""
    if votes is not None and votes < 1:
        raise Malformed(f"limited: a paper must have at least one vote, found {votes}")
    return _crosses(
        "limited",
        "Limited vote",
        "fewer votes than seats, as under the Representation of the People Act 1867, section 9",
        lambda seats: votes if votes is not None else max(1, seats - 1),
        "most votes; fewer votes a paper than seats",
    )


def _cumulative(papers: Papers | GradedPapers, seats: int, desk: Desk) -> Sheet:
    """Votes given as marks (each mark one vote) or as numbers of votes (a table with one candidate a column)."""
    clause = "most votes; as many votes a paper as seats, several to one candidate allowed"
    if isinstance(papers, Papers):
        totals = _by_crosses(papers, seats, repeated=True)
        return one_stage_sheet(CUMULATIVE, papers, seats, desk, totals, clause, standing=papers.standing)
    given = np.maximum(papers.grades.astype(np.int64), 0)
    used = given.sum(axis=1)
    weights = papers.weights
    good = (used > 0) & (used <= seats)
    amounts = (given[good] * weights[good, None]).sum(axis=0)
    valid = int(weights[good].sum())
    rejected = {
        "blank": int(weights[used == 0].sum()),
        "overmarked": int(weights[used > seats].sum()),
        **papers.set_aside,
    }
    unused = (("votes not used", valid * seats - int(amounts.sum())),) if seats > 1 else ()
    totals = Totals([int(n) for n in amounts], valid, rejected, {}, unused)
    return one_stage_sheet(CUMULATIVE, papers, seats, desk, totals, clause, standing=range(len(papers.candidates)))


FPTP = Method(
    "fptp", "First past the post", OWN_RULES + "one vote, the most votes win", "simple", _fptp, page="plurality.md"
)
BLOCK = _crosses(
    "block", "Block vote", "as many votes as seats", lambda seats: seats, "most votes; as many votes a paper as seats"
)
LIMITED = limited()
CUMULATIVE: Method[Papers | GradedPapers] = Method(
    "cumulative",
    "Cumulative vote",
    OWN_RULES + "as many votes as seats, several to one candidate allowed (Elementary Education Act 1870, section 29)",
    "simple",
    _cumulative,
    Papers | GradedPapers,
    page="plurality.md",
)
