"""Belenios' own Majority Judgement, as `belenios-tool method majority-judgment` counts it (version 2.0).

It differs from Balinski and Laraki's (`majority-judgement`) in two points: of two middle grades it takes the better
one, and a paper that leaves one candidate without a grade is invalid as a whole. With `blank_allowed` a paper without
any grade is counted apart as blank, without it that too is invalid.

Taking the better of two middle grades is the same rule looked at in a mirror: the sequence of medians is the lower
one of the grades counted from the worst. So it is as linear as the other.

>>> import numpy as np
>>> from comitia.count.papers import GradedPapers
>>> poll = GradedPapers(("A", "B"), np.array([[0, 1], [2, 1]], np.int16), np.array([1, 1]), ("Good", "Fair", "Poor"))
>>> mj_result(poll, blank_allowed=True)
{'raw': [[1, 0, 1], [0, 2, 0]], 'valid': 2, 'blank': 0, 'invalid': [], 'winners': [[0], [1]]}
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cmp_to_key
from typing import Any

import numpy as np

from comitia.count.graded.majority_judgement import MAJORITY_JUDGEMENT, Run, compare_sequences, majority_sequence
from comitia.count.papers import GradedPapers
from comitia.count.sheet import VOTES, GradeProfiles, Sheet, Table
from comitia.count.simple.filling import Levels, fill
from comitia.count.tell import Method
from comitia.count.ties import Desk

SOURCE = "belenios-tool 2.0, `method majority-judgment` (as observed)"


def mj_result(papers: GradedPapers, *, blank_allowed: bool) -> dict[str, Any]:
    """What the tool prints, as JSON values. The order of `invalid` and that within a level have no meaning."""
    profiles, valid, blank, invalid = _profiles(papers, blank_allowed=blank_allowed)
    out: dict[str, Any] = {"raw": profiles, "valid": valid}
    if blank_allowed:
        out["blank"] = blank
    out["invalid"] = invalid
    out["winners"] = [list(level) for level in rank_by_upper_medians(profiles)]
    return out


def rank_by_upper_medians(profiles: Sequence[Sequence[int]]) -> Levels:
    """Levels of candidates, the best first."""
    worst = len(profiles[0]) - 1 if profiles else 0
    sequences = [
        [
            Run(worst - run.first, worst - run.second if run.second >= 0 else -1, run.times)
            for run in majority_sequence(list(reversed(profile)))
        ]
        for profile in profiles
    ]

    def better(a: int, b: int) -> int:
        return compare_sequences(sequences[a], sequences[b])

    levels: list[list[int]] = []
    for c in sorted(range(len(profiles)), key=cmp_to_key(better)):
        if levels and better(levels[-1][0], c) == 0:
            levels[-1].append(c)
        else:
            levels.append([c])
    return tuple(tuple(level) for level in levels)


def upper_median(counts: Sequence[int]) -> int:
    """The better of the two middle grades where the number is even."""
    place, seen = (sum(counts) + 1) // 2, 0
    for grade, number in enumerate(counts):
        seen += number
        if seen >= place:
            return grade
    return len(counts) - 1


def _profiles(papers: GradedPapers, *, blank_allowed: bool) -> tuple[list[list[int]], int, int, list[list[int]]]:
    """Grade counts, valid papers, blank ones, and the invalid ones as they stood (grades from 1, 0 for none)."""
    grades, weights = papers.grades.astype(np.int64), papers.weights
    whole = (grades >= 0).all(axis=1)
    none = (grades < 0).all(axis=1)
    count = len(papers.labels) or int(grades.max(initial=0)) + 1
    profiles = []
    for column in grades[whole].T:
        sums = np.zeros(count, dtype=np.int64)
        np.add.at(sums, column, weights[whole])
        profiles.append([int(n) for n in sums])
    wrong = ~whole & ~(none & blank_allowed)
    rows = (grades + 1).tolist()
    invalid = [rows[k] for k in np.flatnonzero(wrong).tolist() for _ in range(int(weights[k]))]
    return profiles, int(weights[whole].sum()), int(weights[none].sum()), sorted(invalid)


def _count(papers: GradedPapers, seats: int, desk: Desk) -> Sheet:
    profiles, valid, blank, invalid = _profiles(papers, blank_allowed=True)
    names = papers.candidates
    labels = papers.labels or tuple(str(k + 1) for k in range(len(profiles[0]) if profiles else 0))
    levels = rank_by_upper_medians(profiles)
    winners = fill(levels, seats, desk, names, "equal in every grade")
    medians = tuple(upper_median(profile) for profile in profiles)
    rows: list[tuple[str, tuple[int | Fraction | str | None, ...]]] = [
        (names[c], (labels[medians[c]] if valid else "", *profiles[c])) for level in levels for c in level
    ]
    rejected = {"blank": blank, "invalid": len(invalid), **papers.set_aside}
    return Sheet(
        method=MJ.identifier,
        title=MJ.title,
        source=SOURCE,
        candidates=names,
        seats=seats,
        scale=VOTES,
        papers=papers.n + sum(papers.set_aside.values()),
        valid=valid,
        winners=winners,
        rejected={k: v for k, v in rejected.items() if v},
        profiles=GradeProfiles(labels, tuple(map(tuple, profiles)), medians, levels),
        tables=(Table("Grades", ("majority grade", *labels), tuple(rows)),),
        notes=(f"Of two middle grades the better is taken; {MAJORITY_JUDGEMENT.title} takes the worse.",),
        contest=papers.title,
    )


MJ = Method("belenios-mj", "Belenios Majority Judgement", SOURCE, "belenios", _count, GradedPapers, page="belenios.md")
