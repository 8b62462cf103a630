"""Reading papers under a policy: marks in, strict orders of preference out.

A paper is followed from its first number on. (1) A withdrawn candidate is passed over. (2) A number left out, (3) a
number given to two candidates and (4) a candidate named for the second time do what the policy says: the paper ends
there (`stop`), the number is passed over (`next`), or the whole paper is rejected (`void`). A paper on which no
preference is left is rejected; what the reader met first says under which head.

Regular papers, nearly all of them, are recognised in a few passes over the whole matrix and are not touched.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from comitia.count.packing import OVERVOTE, SHARED, SKIPPED, Marks
from comitia.count.papers import (
    EXHAUSTED,
    OVERMARKED,
    REPEATED,
    SKIP_STOP,
    Papers,
    Policy,
    Reading,
)

BLANK = 0
"""In the list of reasons: nothing was marked at all."""
_WORDS = {BLANK: "blank", EXHAUSTED: "withdrawn", OVERMARKED: "overmarked", SKIP_STOP: "skipped", REPEATED: "repeated"}


def read(papers: Papers, policy: Policy) -> Reading:
    """Strict orders of preference under `policy`; see `Reading`."""
    marks, weights = papers.marks, papers.weights
    odd = irregular_rows(papers)
    orders = np.full((len(marks), marks.shape[1] + 1), EXHAUSTED, dtype=np.int16)
    orders[:, :-1] = marks
    reasons = np.where(orders[:, 0] < 0, BLANK, 1).astype(np.int16)
    met: dict[str, int] = {}
    for g in np.flatnonzero(odd).tolist():
        order, end, kinds = follow(marks[g].tolist(), papers.withdrawn, policy)
        orders[g, : len(order)] = order
        orders[g, len(order) :] = end
        reasons[g] = 1 if order else kinds[0]
        if order:
            for kind in set(kinds) - {BLANK, EXHAUSTED}:
                met[_WORDS[kind]] = met.get(_WORDS[kind], 0) + int(weights[g])
    kept = reasons == 1
    rejected = dict(papers.set_aside)
    for code, word in _WORDS.items():
        n = int(weights[reasons == code].sum())
        if n:
            rejected[word] = rejected.get(word, 0) + n
    return _regrouped(orders, kept, papers, rejected, {word: met[word] for word in sorted(met)})


def follow(row: list[int], withdrawn: frozenset[int], policy: Policy) -> tuple[list[int], int, list[int]]:
    """One irregular paper: (its order, the reason why it ends, every kind of irregularity that was met).

    The simple path, one number after the other; an empty order comes with the reason for the rejection first in the
    last list.
    """
    places = places_of(row)
    if not places:
        return [], EXHAUSTED, [BLANK]
    order: list[int] = []
    seen: set[int] = set()
    kinds: list[int] = []
    in_a_row = 0
    for place in places:
        in_a_row = 0 if place else in_a_row + 1
        if not place:  # (2) a number left out
            if in_a_row <= policy.skipped_allowed:
                kinds.append(SKIP_STOP)
                continue
            kind, act = SKIP_STOP, policy.skipped
        elif len(place) > 1 or place[0] == OVERVOTE:  # (3) a number given to several
            kind, act = OVERMARKED, policy.overmarked
        elif place[0] in seen:  # (4) a candidate named again
            kind, act = REPEATED, policy.repeated
        else:
            seen.add(place[0])
            if place[0] not in withdrawn:  # (1)
                order.append(place[0])
            continue
        kinds.append(kind)
        if act == "void":
            return [], kind, [kind]
        if act == "stop":
            return order, kind, kinds if order else [kind]
    return order, EXHAUSTED, kinds if order else [*kinds, EXHAUSTED]


def places_of(row: list[int]) -> list[list[int]]:
    """A row of marks as places in order: each the list of candidates who share it (or `[OVERVOTE]`), empty if left
    out.
    """
    places: list[list[int]] = []
    for mark in row:
        if mark >= SHARED:
            places[-1].append(mark & (SHARED - 1))
        else:
            places.append([] if mark == SKIPPED else [mark])
    while places and not places[-1]:
        places.pop()
    return places


def irregular_rows(papers: Papers) -> NDArray[np.bool_]:
    """Which rows need following: shared or skipped numbers, repeated or withdrawn candidates."""
    marks = papers.marks
    odd = np.zeros(len(marks), dtype=np.bool_)
    if marks.size == 0:
        return odd
    odd |= ((marks >= SHARED) | (marks == OVERVOTE)).any(axis=1)
    for before, after in zip(marks.T, marks.T[1:], strict=False):
        odd |= (before == SKIPPED) & (after != SKIPPED)
    for candidate in papers.withdrawn:
        odd |= (marks == candidate).any(axis=1)
    return odd | _repeats(marks, len(papers.candidates))


def _repeats(marks: Marks, n_candidates: int) -> NDArray[np.bool_]:
    """Rows in which a candidate stands twice: one bit for each candidate, 62 candidates at a time."""
    found = np.zeros(len(marks), dtype=np.bool_)
    for low in range(0, n_candidates, 62):
        bits = np.zeros(1 << 15, dtype=np.int64)
        span = min(62, n_candidates - low)
        bits[low : low + span] = np.int64(1) << np.arange(span)
        seen = np.zeros(len(marks), dtype=np.int64)
        for column in marks.T:
            bit = bits[np.maximum(column, 0) & (SHARED - 1)]
            bit[column < 0] = 0
            found |= (seen & bit) != 0
            seen |= bit
    return found


def _regrouped(
    orders: Marks, kept: NDArray[np.bool_], papers: Papers, rejected: dict[str, int], irregular: dict[str, int]
) -> Reading:
    """The valid rows alone; `receipt` is renumbered to match."""
    weights = papers.weights
    receipt = papers.receipt
    if not bool(kept.all()):
        if receipt is not None:
            number = np.cumsum(kept) - 1
            receipt = number[receipt[kept[receipt]]]
        orders, weights = orders[kept], weights[kept]
    return Reading(orders, weights, int(weights.sum()), rejected, irregular, receipt)
