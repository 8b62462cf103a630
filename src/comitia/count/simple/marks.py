"""What a paper of crosses says: whom it marks first, whom it marks at all, how often.

The same papers serve methods with one vote and with several: a ranking's first preference is its one vote, every
candidate ranked is marked, and a candidate who stands twice has two marks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comitia.count.packing import OVERVOTE, SHARED
from comitia.count.papers import Papers


@dataclass(frozen=True, slots=True)
class Marks:
    """`given[g][c]`: marks for candidate c on paper g; `unnamed[g]`: whether a number was given to unnamed
    candidates."""

    given: NDArray[np.int64]
    unnamed: NDArray[np.bool_]
    weights: NDArray[np.int64]

    @property
    def totals(self) -> NDArray[np.int64]:
        """Marks on each paper."""
        return np.asarray(self.given.sum(axis=1))


def marks_of(papers: Papers) -> Marks:
    """Count the marks of each paper; those for withdrawn candidates do not count."""
    rows = papers.marks
    who = np.ascontiguousarray(np.where(rows >= 0, rows & (SHARED - 1), -1).T)
    given = np.zeros((len(rows), len(papers.candidates)), dtype=np.int64)
    for candidate in papers.standing:
        given[:, candidate] = (who == candidate).sum(axis=0)
    return Marks(given, np.asarray((rows == OVERVOTE).any(axis=1)), papers.weights)
