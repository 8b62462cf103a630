"""From one kind of papers to another, where nothing is guessed.

A tally of first votes is papers with one mark each; papers count as first votes where a method takes only those; and
some candidates can be left out as if they had withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from comitia.count.papers import GradedPapers, Papers, Policy, Tally
from comitia.errors import Malformed

FIRST_ONLY = Policy(overmarked="stop", skipped="next", repeated="next")
"""For a method that counts one vote a paper: the first mark, and a first mark shared by several candidates is void."""


def papers_of_tally(tally: Tally) -> Papers:
    """One mark a paper, as many papers as votes."""
    marks = np.arange(len(tally.candidates), dtype=np.int16).reshape(-1, 1)
    return Papers.of_marks(
        tally.candidates,
        marks,
        np.array(tally.votes, np.int64),
        seats=tally.seats,
        title=tally.title,
        set_aside=dict(tally.set_aside),
    )


def tally_of_papers(papers: Papers) -> Tally:
    """First preferences added up; papers without a single first preference are set aside."""
    reading = papers.read(FIRST_ONLY)
    votes = [0] * len(papers.candidates)
    for first, weight in zip(reading.orders[:, 0].tolist(), reading.weights.tolist(), strict=True):
        votes[first] += weight
    apart = {**papers.set_aside, **{cause: n for cause, n in reading.rejected.items() if n}}
    return Tally(papers.candidates, tuple(votes), papers.seats, papers.title, apart)


def only_candidates(papers: Papers, candidates: Sequence[str] | None) -> Papers:
    """The same papers with nobody standing but `candidates`.

    Raises:
        Malformed: a name that the papers do not have.
    """
    if candidates is None:
        return papers
    unknown = [name for name in candidates if name not in papers.candidates]
    if unknown:
        raise Malformed(f"no candidate is called {unknown[0]!r}; there are: {', '.join(papers.candidates)}")
    out = frozenset(c for c, name in enumerate(papers.candidates) if name not in candidates)
    return replace(papers, withdrawn=papers.withdrawn | out)


def labelled(papers: GradedPapers, labels: Sequence[str]) -> GradedPapers:
    """The same grades under other names, best first."""
    return replace(papers, labels=tuple(labels))
