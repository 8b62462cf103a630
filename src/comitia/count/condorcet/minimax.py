"""Minimax (Simpson and Kramer), and Copeland's score.

*Minimax*: the candidate whose worst defeat is the smallest. The size of a defeat is

- winning votes: the papers on the winning side, 0 for who is never defeated;
- margins: how many more they are; below 0 for who is never defeated;
- opposition: the papers that prefer another, whether or not they are more than those against it.

*Copeland*: the candidate with the largest number of defeats dealt less defeats suffered.

Equal scores are a tie. Papers: as in `schulze.py`.

Sources: P. B. Simpson, Quarterly Journal of Economics 83 (1969); G. H. Kramer, Journal of Economic Theory 16 (1977);
A. H. Copeland, seminar notes, University of Michigan (1951).

>>> from comitia.count import papers, tell
>>> tell("minimax", papers("4 A>B>C, 3 B>C>A, 2 C>A>B"), seats=1).winner_names
('A',)
"""

from __future__ import annotations

from collections.abc import Callable

from comitia.count.condorcet.ranking import pairwise_sheet
from comitia.count.papers import Papers
from comitia.count.sheet import Sheet, Table
from comitia.count.simple.filling import levels_by
from comitia.count.simple.pairwise import Comparison, compare
from comitia.count.tell import Method
from comitia.count.ties import Desk

MINIMAX_SOURCE = (
    "P. B. Simpson, Quarterly Journal of Economics 83 (1969); G. H. Kramer, Journal of Economic Theory 16 (1977)"
)
COPELAND_SOURCE = "A. H. Copeland, A reasonable social welfare function, University of Michigan (1951)"
Score = Callable[[Comparison, int], int]


def worst_by_winning_votes(comparison: Comparison, a: int) -> int:
    """The most papers on the winning side of a defeat of a."""
    return max((comparison.wins[b][a] for b in comparison.standing if comparison.defeats(b, a)), default=0)


def worst_by_margin(comparison: Comparison, a: int) -> int:
    """The largest surplus of papers against a."""
    wins = comparison.wins
    return max((wins[b][a] - wins[a][b] for b in comparison.standing if b != a), default=0)


def worst_by_opposition(comparison: Comparison, a: int) -> int:
    """The most papers that prefer one other to a."""
    return max((comparison.wins[b][a] for b in comparison.standing if b != a), default=0)


def copeland_score(comparison: Comparison, a: int) -> int:
    """Defeats dealt less defeats suffered."""
    return sum(comparison.defeats(a, b) - comparison.defeats(b, a) for b in comparison.standing if b != a)


def _method(identifier: str, title: str, source: str, column: str, score: Score, *, least: bool) -> Method[Papers]:
    def rule(papers: Papers, seats: int, desk: Desk) -> Sheet:
        comparison = compare(papers)
        scores = [score(comparison, c) if c in comparison.standing else 0 for c in range(len(papers.candidates))]
        levels = levels_by([-s if least else s for s in scores], comparison.standing)
        table = Table("Scores", (column,), tuple((papers.candidates[c], (scores[c],)) for c in comparison.standing))
        return pairwise_sheet(
            method, papers, seats, desk, comparison, levels, clause=source.partition(",")[0], tables=(table,)
        )

    method = Method(identifier, title, source, "condorcet", rule, page="minimax.md")
    return method


MINIMAX = _method(
    "minimax", "Minimax, winning votes", MINIMAX_SOURCE, "worst defeat (papers)", worst_by_winning_votes, least=True
)
MINIMAX_MARGINS = _method(
    "minimax-margins", "Minimax, margins", MINIMAX_SOURCE, "worst defeat (margin)", worst_by_margin, least=True
)
MINIMAX_OPPOSITION = _method(
    "minimax-opposition",
    "Minimax, opposition",
    MINIMAX_SOURCE,
    "worst opposition (papers)",
    worst_by_opposition,
    least=True,
)
COPELAND = _method("copeland", "Copeland", COPELAND_SOURCE, "won less lost", copeland_score, least=False)
