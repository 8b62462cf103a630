"""Packing: identical rows of marks found and counted together, without one object for each paper.

A row is packed into one whole number, digit by digit. A small range of such keys is counted directly, a larger one is
sorted; a row too wide for 62 bits is packed word by word. Groups stand in the order of their keys, so the order in
which papers came leaves no trace.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

SKIPPED = -1
"""In `Papers.marks`: a number left out, or the empty space after the last mark."""
OVERVOTE = -2
"""In `Papers.marks`: a number given to several candidates, where the source does not say to whom."""
SHARED = 0x4000
"""Flag in `Papers.marks`: this candidate has the same number as the mark before it."""

Marks = NDArray[np.int16]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Groups:
    """`first[g]`: a row that stands for group g; `inverse[r]`: the group of row r; `weights[g]`: its summed weight."""

    first: NDArray[np.int64]
    inverse: NDArray[np.int64]
    weights: Counts


def group(rows: NDArray[np.int16], weights: NDArray[Any] | None = None) -> Groups:
    """Identical rows together (each row counts once, or by its weight)."""
    if len(rows) == 0:
        nothing = np.zeros(0, np.int64)
        return Groups(nothing, nothing, nothing)
    columns, base = _digits(rows)
    keys = np.zeros(len(rows), dtype=np.int64)
    size = 1
    for column in columns:
        if size * base >= 1 << 62:
            _, keys = np.unique(keys, return_inverse=True)
            size = int(keys.max()) + 1
        keys *= base
        keys += column
        size *= base
    if size <= max(1 << 16, 4 * len(rows)):
        return _counted(keys, size, weights)
    _, first, inverse, tally = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    return Groups(first, inverse, tally if weights is None else sum_by(inverse, weights, len(first)))


def sum_by(groups: NDArray[Any], weights: NDArray[Any], size: int) -> Counts:
    """The weights added up by group, in whole numbers: `sum[g]` over all rows with `groups[row] == g`."""
    out = np.zeros(size, dtype=np.int64)
    np.add.at(out, groups, weights)
    return out


def _counted(keys: NDArray[np.int64], size: int, weights: NDArray[Any] | None) -> Groups:
    tally = np.bincount(keys, minlength=size)
    present = np.flatnonzero(tally)
    first = np.zeros(size, dtype=np.int64)
    first[keys] = np.arange(len(keys))
    label = np.zeros(size, dtype=np.int64)
    label[present] = np.arange(len(present))
    inverse = label[keys]
    counts = tally[present] if weights is None else sum_by(inverse, weights, len(present))
    return Groups(first[present], inverse, counts)


def _digits(rows: NDArray[np.int16]) -> tuple[NDArray[np.int16], int]:
    """The columns as small non-negative digits, and the base: negative codes 0 and 1, then candidates, then shared
    ones.
    """
    low = np.int16(-OVERVOTE)
    highest = int(rows.max()) if rows.size else SKIPPED
    if highest < SHARED:
        return rows.T + low, highest + int(low) + 1
    shared = rows >= SHARED
    who = np.where(shared, rows - np.int16(SHARED), rows) + low
    most = int(who.max())
    return np.where(shared, who + np.int16(most), who).T, 2 * most + 1
