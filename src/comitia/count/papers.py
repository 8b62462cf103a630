"""Papers: what was marked, packed so that half a million of them are one small matrix.

A paper is a row of *marks* in the order of preference. Three things that real papers hold must survive until a rule
says what to do with them, so each has its own code in the row and none is tidied away here:

* two candidates given the same number (equal or over-marked preferences): every one but the first carries `SHARED`;
  where the source says only that there were several, `OVERVOTE` stands in their place;
* a number left out (skipped rank): `SKIPPED`;
* one candidate given two numbers (repeated preference): the candidate simply stands twice.

So `[2, 0, 1 | SHARED, SKIPPED, 2]` reads: first C; then A and B alike; nothing third; C again fourth. Identical rows
are kept once with a whole-number weight. The order in which papers were received is kept only if asked for
(`receipt`), because only the Irish and the Australian last-parcel rules need it.

What a rule does with irregular marks is a value, `Policy`, and `Papers.read(policy)` applies it once, before the count:

>>> poll = papers("4 A, 3 B, 2 C=A>B, 1 -")
>>> poll.candidates, poll.n
(('A', 'B', 'C'), 10)
>>> reading = poll.read(Policy(overmarked="stop", skipped="stop", repeated="stop"))
>>> reading.valid, reading.rejected
(7, {'blank': 1, 'overmarked': 2})
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from comitia.count.packing import OVERVOTE, SHARED, SKIPPED, Counts, Marks, group
from comitia.errors import Malformed

MOST_CANDIDATES = SHARED - 1
MOST_RANKS = 30_000
MOST_PAPERS = 4_000_000_000
"""Ten to the ninth of a vote for each paper still fits into 63 bits."""
MOST_IN_ORDER = 20_000_000
"""How many papers can be kept one by one, in an order."""

EXHAUSTED, OVERMARKED, SKIP_STOP, REPEATED = -1, -2, -3, -4
"""In `Reading.orders`: why a paper has no further preference."""
CAUSES = {EXHAUSTED: "exhausted", OVERMARKED: "overmarked", SKIP_STOP: "skipped", REPEATED: "repeated"}


@dataclass(frozen=True, slots=True)
class Policy:
    """What a rule does with irregular preferences.

    `stop`: the paper has no further preference from there on; `next`: that number is passed over; `void`: the whole
    paper is rejected. `skipped_allowed` is how many numbers in a row may be left out before `skipped` applies.
    """

    overmarked: Literal["stop", "next", "void"] = "stop"
    skipped: Literal["stop", "next", "void"] = "next"
    repeated: Literal["stop", "next", "void"] = "next"
    skipped_allowed: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """Papers as strict orders of preference under one policy.

    `orders[g]` lists candidates (0-based, none twice, none withdrawn); after the last usable preference stands the
    reason why there is no more (`EXHAUSTED`, `OVERMARKED`, `SKIP_STOP`, `REPEATED`), to the end of the row; there is
    always at least one such column. Every row has a first preference: papers without one are counted in `rejected`,
    by cause.
    """

    orders: Marks
    weights: Counts
    valid: int
    rejected: Mapping[str, int]
    irregular: Mapping[str, int]
    """How many valid papers hold an irregular mark of each kind, whether or not it ever mattered."""
    receipt: NDArray[np.int64] | None = None
    """For every valid paper in the order received, the row of `orders` that it is; `None` where the order was not
    kept.
    """


@dataclass(frozen=True, slots=True, eq=False)
class Papers:
    """All the papers of one poll.

    `marks` has one row for each distinct paper, `weights[g]` says how many such papers there are. `set_aside` counts
    papers that were already rejected before they came here, by reason. `receipt[k]` is the row of the k-th paper
    received.
    """

    candidates: tuple[str, ...]
    marks: Marks
    weights: Counts
    withdrawn: frozenset[int] = frozenset()
    seats: int | None = None
    title: str = ""
    set_aside: Mapping[str, int] = field(default_factory=dict)
    receipt: NDArray[np.int64] | None = None

    @property
    def n(self) -> int:
        """How many papers, blank ones included."""
        return int(self.weights.sum())

    @property
    def standing(self) -> tuple[int, ...]:
        """Candidates who have not withdrawn, 0-based, in the order of the paper."""
        return tuple(c for c in range(len(self.candidates)) if c not in self.withdrawn)

    @classmethod
    def of_marks(
        cls,
        candidates: Sequence[str],
        marks: NDArray[Any],
        weights: NDArray[Any] | None = None,
        *,
        keep_receipt: bool = False,
        **rest: Any,
    ) -> Papers:
        """Group the rows of a matrix of marks (shape papers x places; codes as above).

        With `keep_receipt` the rows are taken to stand in the order received (a weight of w stands for w papers in a
        row).
        """
        names = _checked_names(candidates)
        rows = np.ascontiguousarray(marks, dtype=np.int16)
        if rows.ndim != 2:
            raise Malformed(f"papers: expected a matrix (papers x places), found {rows.ndim} dimension(s)")
        _check_codes(rows, len(names))
        counts = np.ones(len(rows), dtype=np.int64) if weights is None else _checked_weights(weights, len(rows))
        if keep_receipt and int(counts.sum()) > MOST_IN_ORDER:
            raise Malformed(f"papers: the order of more than {MOST_IN_ORDER} papers cannot be kept; leave it out")
        grouped = group(rows, None if weights is None else counts)
        receipt = np.repeat(grouped.inverse, counts) if keep_receipt else None
        return cls(names, rows[grouped.first], grouped.weights, receipt=receipt, **rest)

    @classmethod
    def of_rankings(
        cls,
        candidates: Sequence[str],
        rankings: Iterable[Sequence[int | Sequence[int] | None]],
        weights: Iterable[int] | None = None,
        **rest: Any,
    ) -> Papers:
        """Papers from lists of candidates in order of preference.

        Each place is a candidate (0-based), a sequence of candidates that share the place, or `None` (a skipped
        number).
        """
        rows = [
            [[] if place is None else [place] if isinstance(place, int) else place for place in ranking]
            for ranking in rankings
        ]
        given = None if weights is None else np.array(list(weights), dtype=object)
        return cls.of_marks(candidates, _padded(rows), given, **rest)

    @classmethod
    def of_ranks(
        cls,
        candidates: Sequence[str],
        ranks: NDArray[Any] | Sequence[Sequence[int]],
        weights: NDArray[Any] | None = None,
        *,
        keep_receipt: bool = False,
        **rest: Any,
    ) -> Papers:
        """Papers from rank vectors (Belenios' plain answers): `ranks[p][c]` is the number given to c, 0 for none.

        Numbers above the number of candidates are read as that many numbers left out at most: what counts is the order
        and whether a number was skipped.
        """
        table = np.asarray(ranks, dtype=np.int64).reshape(-1, len(candidates))
        if table.size and int(table.min()) < 0:
            raise Malformed("papers: a rank is 0 (not ranked) or a positive number")
        grouped = group(np.minimum(table, MOST_RANKS).astype(np.int16))
        marks = _padded([_places(row) for row in table[grouped.first].tolist()])
        return cls.of_marks(candidates, marks[grouped.inverse], weights, keep_receipt=keep_receipt, **rest)

    def ranks(self) -> NDArray[np.int16]:
        """The rank of each candidate on each distinct paper (rows x candidates), 0 where not ranked.

        The first mark of a repeated candidate counts; skipped numbers keep their gap; withdrawn candidates are 0.
        """
        out = np.zeros((len(self.marks), len(self.candidates)), dtype=np.int16)
        place = np.zeros(len(self.marks), dtype=np.int16)
        rows = np.arange(len(self.marks))
        for column in self.marks.T:
            place += column < SHARED
            marked = column >= 0
            who = column & (SHARED - 1)
            at, candidate = rows[marked], who[marked]
            fresh = out[at, candidate] == 0
            out[at[fresh], candidate[fresh]] = place[marked][fresh]
        for candidate in self.withdrawn:
            out[:, candidate] = 0
        return out

    def read(self, policy: Policy) -> Reading:
        """Strict orders under `policy`, with what was irregular counted apart. Withdrawn candidates are passed over."""
        from comitia.count.reading import read

        return read(self, policy)


@dataclass(frozen=True, slots=True, eq=False)
class GradedPapers:
    """Papers that give each candidate a grade or score: `grades[g][c]`, -1 where none was given.

    Whether a higher number is better is the method's affair; `labels` names the grades where they have names.
    """

    candidates: tuple[str, ...]
    grades: NDArray[np.int16]
    weights: Counts
    labels: tuple[str, ...] = ()
    seats: int | None = None
    title: str = ""
    set_aside: Mapping[str, int] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """How many papers, blank ones included."""
        return int(self.weights.sum())


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes already added up: one whole number for each candidate, list or answer, and the papers counted apart."""

    candidates: tuple[str, ...]
    votes: tuple[int, ...]
    seats: int | None = None
    title: str = ""
    set_aside: Mapping[str, int] = field(default_factory=dict)


def papers(text: str, candidates: str | Sequence[str] | None = None, **rest: Any) -> Papers:
    """Papers from a line of text, for examples and tests: `"4 A, 3 B>C=D, 2 B>>C, 1 -"`.

    `=` gives the same number, `>>` leaves a number out, `-` is a blank paper. Candidates stand in the order of their
    first appearance in the text sorted by name, unless `candidates` (a list, or names between spaces) says otherwise.
    """
    rankings: list[list[list[str]]] = []
    weights: list[int] = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        found = re.fullmatch(r"(?:(\d+)\s+)?(.*)", part)
        assert found is not None  # the pattern matches any line
        weights.append(int(found[1] or 1))
        body = found[2].strip()
        rankings.append(
            [] if body == "-" else [[n.strip() for n in p.split("=") if n.strip()] for p in body.split(">")]
        )
    if candidates is None:
        names = sorted({name for ranking in rankings for place in ranking for name in place})
    else:
        names = candidates.split() if isinstance(candidates, str) else list(candidates)
    number = {name: k for k, name in enumerate(names)}
    unknown = {name for ranking in rankings for place in ranking for name in place} - set(number)
    if unknown:
        raise Malformed(f"papers: {sorted(unknown)} are not among the candidates {names}")
    rows = [[[number[name] for name in place] for place in ranking] for ranking in rankings]
    return Papers.of_rankings(names, rows, weights, **rest)


def _places(ranks: Sequence[int]) -> list[list[int]]:
    """Places in order from one rank vector; runs of skipped numbers are kept up to the number of candidates."""
    by_rank: dict[int, list[int]] = {}
    for candidate, rank in enumerate(ranks):
        if rank > 0:
            by_rank.setdefault(rank, []).append(candidate)
    places: list[list[int]] = []
    before = 0
    for rank in sorted(by_rank):
        places.extend([] for _ in range(min(rank - before - 1, len(ranks))))
        places.append(by_rank[rank])
        before = rank
    return places


def _padded(rankings: Sequence[Sequence[Sequence[int]]]) -> Marks:
    """Marks, one row for each ranking; each place is the list of those who share it, empty for a number left out."""
    rows = [[mark for place in ranking for mark in _place(place)] for ranking in rankings]
    out = np.full((len(rows), max(map(len, rows), default=0)), SKIPPED, dtype=np.int16)
    for k, row in enumerate(rows):
        out[k, : len(row)] = row
    return out


def _place(candidates: Sequence[int]) -> list[int]:
    return [candidates[0], *(c | SHARED for c in candidates[1:])] if candidates else [SKIPPED]


def _checked_names(candidates: Sequence[str]) -> tuple[str, ...]:
    names = tuple(candidates)
    if len(names) > MOST_CANDIDATES:
        raise Malformed(f"papers: {len(names)} candidates, at most {MOST_CANDIDATES} can be counted")
    if len(set(names)) != len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise Malformed(f"papers: two candidates have the same name {twice}; give each a name of its own")
    return names


def _checked_weights(weights: NDArray[Any], n_rows: int) -> Counts:
    """One whole number for each row, their sum within what is counted exactly."""
    values = np.asarray(weights)
    if len(values) != n_rows:
        raise Malformed(f"papers: {n_rows} rows and {len(values)} weights; each row needs one")
    exact = values.tolist()
    if any(type(w) is not int for w in exact) or min(exact, default=0) < 0 or sum(exact) > MOST_PAPERS:
        raise Malformed(f"papers: weights are whole numbers from 0, and at most {MOST_PAPERS} papers in all")
    return np.array(exact, dtype=np.int64)


def _check_codes(rows: Marks, n_candidates: int) -> None:
    if rows.size == 0:
        return
    if int(rows.min()) < OVERVOTE:
        raise Malformed(f"papers: mark {int(rows.min())} is neither a candidate nor a skipped number")
    highest = int(rows.max())
    if highest >= SHARED:
        highest = int(np.where(rows >= 0, rows & (SHARED - 1), 0).max())
        if bool((rows[:, 0] >= SHARED).any()):
            raise Malformed("papers: the first mark of a paper cannot share the number of a mark before it")
    if highest >= n_candidates:
        raise Malformed(f"papers: mark for candidate {highest + 1}, but there are {n_candidates} candidates")
