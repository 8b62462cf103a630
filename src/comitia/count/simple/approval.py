"""Approval and disapproval.

*Approval*: every candidate marked on a paper is approved; those with the most approvals are elected. Any number may
be marked. A paper without a mark approves nobody and is counted apart as blank. Numbers mean nothing: 1, 2 and 3 are
three approvals; a candidate marked twice is approved once; a number given to unnamed candidates approves nobody and
is counted as irregular.

*Disapproval*: the same papers read the other way: those with the fewest marks are elected; a blank paper objects to
nobody and is valid.

Source: S. J. Brams and P. C. Fishburn, "Approval voting", American Political Science Review 72 (1978).

>>> from comitia.count import papers, tell
>>> tell("approval", papers("5 A=B, 4 B, 3 C=B, 2 A"), seats=1).stages[0].totals
(7, 12, 3)
>>> tell("disapproval", papers("5 A=B, 4 B, 3 C=B, 2 A"), seats=1).winner_names
('C',)
"""

from __future__ import annotations

import numpy as np

from comitia.count.papers import Papers
from comitia.count.sheet import Sheet
from comitia.count.simple.marks import marks_of
from comitia.count.simple.outcome import Totals, one_stage_sheet
from comitia.count.tell import Method
from comitia.count.ties import Desk

SOURCE = "S. J. Brams and P. C. Fishburn, American Political Science Review 72 (1978)"


def _added(papers: Papers) -> tuple[list[int], int, dict[str, int], dict[str, int]]:
    """Marks for each candidate, papers with a mark, and what is counted apart."""
    marks = marks_of(papers)
    given = np.minimum(marks.given, 1)
    any_mark = given.any(axis=1)
    amounts = (given * marks.weights[:, None]).sum(axis=0)
    irregular = {
        "overmarked": int(marks.weights[marks.unnamed].sum()),
        "repeated": int(marks.weights[(marks.given > 1).any(axis=1)].sum()),
    }
    blank = int(marks.weights[~any_mark].sum())
    rejected = {"blank": blank, **papers.set_aside}
    return [int(n) for n in amounts], int(marks.weights[any_mark].sum()), rejected, irregular


def _approval(papers: Papers, seats: int, desk: Desk) -> Sheet:
    amounts, valid, rejected, irregular = _added(papers)
    totals = Totals(amounts, valid, rejected, irregular, unit="approvals")
    return one_stage_sheet(APPROVAL, papers, seats, desk, totals, "most approvals", standing=papers.standing)


def _disapproval(papers: Papers, seats: int, desk: Desk) -> Sheet:
    """Votes for a candidate are the papers that do not mark them."""
    amounts, valid, rejected, irregular = _added(papers)
    valid += rejected.pop("blank", 0)
    kept = [valid - n if c in papers.standing else 0 for c, n in enumerate(amounts)]
    totals = Totals(kept, valid, rejected, irregular, unit="papers that do not object")
    return one_stage_sheet(DISAPPROVAL, papers, seats, desk, totals, "fewest objections", standing=papers.standing)


APPROVAL = Method("approval", "Approval", SOURCE, "simple", _approval, page="approval.md")
DISAPPROVAL = Method("disapproval", "Disapproval", SOURCE, "simple", _disapproval, page="approval.md")
