"""Scores: the plain sum, and STAR (score, then automatic run-off).

*Score*: the scores of all papers are added; the highest sums are elected. A candidate without a score on a paper gets
0 there.

*STAR*: 1. add the scores; the two highest go to the run-off. 2. In the run-off a paper is a vote for the one it
scores higher, or for neither. Ties: (1) for a place in the run-off, among the tied those who lose the most pairs
against one another go out, again and again; then those with the fewest highest scores; then lot. (2) In the run-off,
the higher sum, then more highest scores, then lot.

Higher numbers are better. A paper that scores nobody is counted apart as blank; one that gives no score to some is
valid.

Sources: W. D. Smith, "Range voting" (2000); starvoting.org, "STAR voting tie-breaking", official protocol (2023).

>>> import numpy as np
>>> from comitia.count import GradedPapers, tell
>>> poll = GradedPapers(("A", "B", "C"), np.array([[5, 4, 0], [0, 3, 5], [5, 4, 1]], np.int16), np.array([40, 35, 25]))
>>> tell("score", poll, seats=1).winner_names, tell("star", poll, seats=1).winner_names
(('B',), ('A',))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from comitia.count.papers import GradedPapers
from comitia.count.sheet import Decision, Figure, Sheet, Stage, Table
from comitia.count.simple.outcome import Totals, one_stage_sheet
from comitia.count.tell import Method
from comitia.count.ties import Desk, Question

SCORE_SOURCE = "W. D. Smith, Range voting (2000)"
STAR_SOURCE = "starvoting.org, STAR voting and its official tie-breaking protocol (2023)"


def _added(papers: GradedPapers) -> Totals:
    scores = np.maximum(papers.grades.astype(np.int64), 0)
    marked = (papers.grades >= 0).any(axis=1)
    amounts = (scores * papers.weights[:, None]).sum(axis=0)
    partly = marked & (papers.grades < 0).any(axis=1)
    return Totals(
        [int(n) for n in amounts],
        int(papers.weights[marked].sum()),
        {"blank": int(papers.weights[~marked].sum()), **papers.set_aside},
        {"some without a score": int(papers.weights[partly].sum())},
        unit="points",
    )


def _score(papers: GradedPapers, seats: int, desk: Desk) -> Sheet:
    standing = range(len(papers.candidates))
    return one_stage_sheet(SCORE, papers, seats, desk, _added(papers), "highest sum of scores", standing=standing)


def _star(papers: GradedPapers, seats: int, desk: Desk) -> Sheet:
    names, totals = papers.candidates, _added(papers)
    scores = [int(n) for n in totals.amounts]
    finalists = _finalists(papers, scores, desk)  # step 1
    winners: tuple[int, ...] = finalists
    stages: tuple[Stage, ...] = ()
    if len(finalists) == 2:
        winner, decision, votes = _run_off(papers, finalists, scores, desk)  # step 2
        winners = (winner,)
        spread = tuple(votes.get(c, 0) for c in range(len(names)))
        neither = totals.valid_papers - sum(spread)
        stages = (
            Stage(
                1, "run-off", finalists, "STAR, step 2", spread, spread, (("no preference between the two", neither),),
                elected=winners, continuing=finalists, decisions=(decision,), title="Automatic run-off",
            ),
        )  # fmt: skip
    base = one_stage_sheet(
        SCORE, papers, max(1, len(names)), Desk(()), totals, "STAR, step 1", standing=range(len(names))
    )
    table = Table("Scores", ("points",), tuple((name, (scores[c],)) for c, name in enumerate(names)))
    said = f"To the run-off: {' and '.join(f'{names[c]} with {scores[c]} points' for c in finalists)}."
    return replace(
        base,
        method=STAR.identifier,
        title=STAR.title,
        source=STAR.source,
        seats=1,
        winners=winners,
        stages=stages,
        margins=(),
        tables=(table,),
        notes=(said,) if finalists else (),
        column=None,
    )


def _finalists(papers: GradedPapers, scores: Sequence[int], desk: Desk) -> tuple[int, ...]:
    """Step 1: the two with the highest sums."""
    left = list(range(len(scores)))
    finalists: list[int] = []
    while left and len(finalists) < 2:
        best = max(scores[c] for c in left)
        tied = [c for c in left if scores[c] == best]
        room = 2 - len(finalists)
        chosen = tied if len(tied) <= room else [_break_scoring_tie(papers, tied, desk)]
        finalists.extend(chosen)
        left = [c for c in left if c not in chosen]
    return tuple(finalists)


def _break_scoring_tie(papers: GradedPapers, tied: list[int], desk: Desk) -> int:
    """Those who lose the most pairs against one another go out; then fewest highest scores; then the desk."""
    left = tied
    while len(left) > 1:
        losses = {c: sum(_preferring(papers, other, c) > _preferring(papers, c, other) for other in left) for c in left}
        worst = max(losses.values())
        stay = [c for c in left if losses[c] < worst]
        if not stay:
            break
        left = stay
    left = _most_highest(papers, left)
    return desk.settle(
        Question(tuple(left), "to go to the run-off", "most", "STAR, ties in step 1", papers.candidates, 1)
    )


def _run_off(
    papers: GradedPapers, finalists: Sequence[int], scores: Sequence[int], desk: Desk
) -> tuple[int, Decision, dict[int, int]]:
    """Step 2, with its ties: the higher sum, then more highest scores, then the desk."""
    a, b = finalists
    votes = {a: _preferring(papers, a, b), b: _preferring(papers, b, a)}
    names = papers.candidates
    best = [c for c in (a, b) if votes[c] == max(votes.values())]
    why = f"{votes[a]} papers score {names[a]} higher, {votes[b]} {names[b]}"
    if len(best) == 2:
        best = [c for c in best if scores[c] == max(scores[a], scores[b])]
        why += f"; a tie, settled by the sum of scores ({scores[a]} and {scores[b]})"
    if len(best) == 2:
        best = _most_highest(papers, best)
        why += "; still a tie, settled by the number of highest scores"
    winner = desk.settle(Question(tuple(best), "to be elected", "most", "STAR, ties in step 2", names, 2))
    figures = tuple(Figure(votes[c], c, 2, "papers") for c in (a, b))
    return winner, Decision("elected", (winner,), "STAR, step 2", f"{names[winner]} is elected: {why}", figures), votes


def _preferring(papers: GradedPapers, a: int, b: int) -> int:
    """Papers that score a higher than b; no score is 0."""
    scores = np.maximum(papers.grades, 0)
    return int(papers.weights[scores[:, a] > scores[:, b]].sum())


def _most_highest(papers: GradedPapers, among: list[int]) -> list[int]:
    """Those with the most papers that give them the highest score used in the poll."""
    top = int(papers.grades.max(initial=0))
    counts = {c: int(papers.weights[papers.grades[:, c] == top].sum()) for c in among}
    return [c for c in among if counts[c] == max(counts.values())]


SCORE = Method("score", "Score", SCORE_SOURCE, "simple", _score, GradedPapers, page="score.md")
STAR = Method("star", "STAR", STAR_SOURCE, "simple", _star, GradedPapers, page="score.md", single_seat=True)
