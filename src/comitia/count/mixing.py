"""Mixing papers: the order that the Irish rules make by hand, made from a public seed.

The Irish rules transfer whole papers, "those last filed", so it matters in which order papers lie. Where the order in
which they were received is known, that is the order; where it is not (or must not be), the papers are mixed: each
gets the SHA-256 of the seed, its own marks and its number among its like, and they are laid in the order of these.
The seed is published beforehand, so anybody can mix them the same way again, and the order in which papers came has
no influence.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from comitia.count.papers import MOST_IN_ORDER, Reading
from comitia.errors import Malformed


def mixed(reading: Reading, seed: str) -> NDArray[np.int64]:
    """The rows of `reading.orders`, one entry for each paper, in the order that the seed gives.

    Raises:
        Malformed: more papers than can be handled one by one.
    """
    if reading.valid > MOST_IN_ORDER:
        raise Malformed(f"mixing: {reading.valid} papers, at most {MOST_IN_ORDER} can be laid in an order one by one")
    keys: list[bytes] = []
    rows: list[int] = []
    start = hashlib.sha256(seed.encode() + b"\n")
    for row, order in enumerate(reading.orders):
        of_kind = start.copy()
        of_kind.update(",".join(str(c) for c in order.tolist() if c >= 0).encode() + b"\n")
        for copy in range(int(reading.weights[row])):
            paper = of_kind.copy()
            paper.update(str(copy).encode())
            keys.append(paper.digest())
            rows.append(row)
    return np.array([rows[k] for k in sorted(range(len(keys)), key=keys.__getitem__)], dtype=np.int64)
