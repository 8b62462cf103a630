"""Majority Judgement: the better median grade, and then the median of what remains.

1. A candidate's majority grade is the median of their grades; of two middle grades it is the worse (lower median).
2. The better majority grade ranks first. If two are equal, one such grade is taken from each and the medians of the
   rest are compared, and so on. Candidates whose grades are all equal are tied.

The grades that step 2 takes one at a time come from the middle of the sorted grades outward, in turn from the worse
and the better side: for n grades sorted from the best, the places (n+1)/2, one worse, one better ... if n is odd, and
n/2 + 1, n/2, one worse, one better ... if it is even. So the whole sequence is known from the number of each grade.
It is kept as runs ("these two grades in turn, so many times"), at most two for each grade: the work grows with the
number of grades, not with the number of papers.

A paper that gives a candidate no grade gives them the worst ("to reject"), as the authors have it; a paper without any
grade is counted apart as blank. With labels the first is the best; scores without labels are better the higher they
are.

Source: M. Balinski and R. Laraki, Majority Judgment (MIT Press 2010), chapters 1 and 14.

>>> import numpy as np
>>> from comitia.count import GradedPapers, tell
>>> grades = np.array([[0, 1], [1, 0], [2, 1]], np.int16)
>>> poll = GradedPapers(("A", "B"), grades, np.array([3, 2, 4]), ("Good", "Fair", "Poor"))
>>> sheet = tell("majority-judgement", poll, seats=1)
>>> sheet.winner_names, sheet.profiles.counts, sheet.profiles.medians
(('B',), ((3, 2, 4), (2, 7, 0)), (1, 1))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key

import numpy as np

from comitia.count.papers import GradedPapers
from comitia.count.sheet import VOTES, GradeProfiles, Sheet, Table
from comitia.count.simple.filling import Levels, fill
from comitia.count.tell import Method
from comitia.count.ties import Desk

SOURCE = "M. Balinski and R. Laraki, Majority Judgment (MIT Press 2010), chapters 1 and 14"


@dataclass(frozen=True, slots=True)
class Run:
    """Two grades taken in turn, `times` times each; indexes of grades, 0 the best."""

    first: int
    second: int
    times: int


def majority_sequence(counts: Sequence[int]) -> list[Run]:
    """The grades in the order in which the medians take them, as runs; `counts[k]` papers give grade k (0 the best).

    An odd number of grades starts with the middle one alone, as a run of that grade with itself taken "half a time":
    it is paired with nothing, so it stands as `Run(g, -1, 1)`."""
    n = sum(counts)
    if n == 0:
        return []
    runs: list[Run] = []
    # From the middle outward: `worse` walks to the end of the sorted grades, `better` to their beginning.
    better = _Walk(counts, -1, n // 2)
    worse = _Walk(counts, +1, n - (n // 2))
    if n % 2:
        runs.append(Run(worse.take(1), -1, 1))
    while worse.left and better.left:
        times = min(worse.room, better.room)
        runs.append(Run(worse.grade, better.grade, times))
        worse.take(times)
        better.take(times)
    return runs


class _Walk:
    """Grades from the middle to one end: at grade `grade`, `room` papers of it are still to be taken on this side."""

    def __init__(self, counts: Sequence[int], step: int, left: int) -> None:
        self.counts, self.step, self.left = counts, step, left
        outermost = len(counts) - 1 if step > 0 else 0
        # Papers of each grade that lie on this side of the middle: filled from the end inward.
        sides, rest, grade = [0] * len(counts), left, outermost
        while rest:
            sides[grade] = min(rest, counts[grade])
            rest -= sides[grade]
            grade -= step
        self.sides = sides
        self.grade = grade + step
        self.room = sides[self.grade] if left else 0
        self._settle()

    def _settle(self) -> None:
        while self.left and not self.room:
            self.grade += self.step
            self.room = self.sides[self.grade]

    def take(self, times: int) -> int:
        grade = self.grade
        self.room -= times
        self.left -= times
        self._settle()
        return grade


def compare_sequences(ours: Sequence[Run], theirs: Sequence[Run]) -> int:
    """Below 0 if ours is the better, above if theirs is, 0 if they are the same; of the same number of grades."""
    a, b = list(reversed(ours)), list(reversed(theirs))
    while a and b:
        left, right = a.pop(), b.pop()
        for mine, yours in ((left.first, right.first), (left.second, right.second)):
            if mine != yours:
                return mine - yours
        if left.times > right.times:
            a.append(Run(left.first, left.second, left.times - right.times))
        elif right.times > left.times:
            b.append(Run(right.first, right.second, right.times - left.times))
    return len(a) - len(b)


def rank_by_grades(profiles: Sequence[Sequence[int]], standing: Sequence[int]) -> Levels:
    """Levels of candidates by step 2, the best first; every profile has the same number of grades."""
    sequences = {c: majority_sequence(profiles[c]) for c in standing}

    def better(a: int, b: int) -> int:
        return compare_sequences(sequences[a], sequences[b])

    order = sorted(standing, key=cmp_to_key(better))
    levels: list[list[int]] = []
    for c in order:
        if levels and compare_sequences(sequences[levels[-1][0]], sequences[c]) == 0:
            levels[-1].append(c)
        else:
            levels.append([c])
    return tuple(tuple(sorted(level)) for level in levels)


def lower_median(counts: Sequence[int]) -> int:
    """The majority grade: the worse of the two middle ones where the number is even; the worst grade if there is
    none."""
    place, seen = sum(counts) // 2 + 1, 0
    for grade, number in enumerate(counts):
        seen += number
        if seen >= place:
            return grade
    return len(counts) - 1


def profiles_of(papers: GradedPapers) -> tuple[tuple[str, ...], list[list[int]], int, dict[str, int], dict[str, int]]:
    """Labels best first, grade counts of each candidate, valid papers, what was rejected, what was irregular."""
    grades, labels = papers.grades.astype(np.int64), papers.labels
    top = int(grades.max(initial=0))
    if not labels:  # scores: higher is better
        labels = tuple(str(score) for score in range(top, -1, -1))
        grades = np.where(grades >= 0, top - grades, -1)
    marked = (grades >= 0).any(axis=1)
    partly = marked & (grades < 0).any(axis=1)
    filled = np.where(grades < 0, len(labels) - 1, grades)[marked]
    weights = papers.weights[marked]
    profiles = []
    for column in filled.T:
        sums = np.zeros(len(labels), dtype=np.int64)
        np.add.at(sums, column, weights)
        profiles.append([int(n) for n in sums])
    rejected = {"blank": int(papers.weights[~marked].sum()), **papers.set_aside}
    irregular = {"some without a grade": int(papers.weights[partly].sum())}
    return (
        labels,
        profiles,
        int(weights.sum()),
        {k: v for k, v in rejected.items() if v},
        {k: v for k, v in irregular.items() if v},
    )


def _count(papers: GradedPapers, seats: int, desk: Desk) -> Sheet:
    labels, profiles, valid, rejected, irregular = profiles_of(papers)
    names = papers.candidates
    standing = range(len(names))
    levels = rank_by_grades(profiles, standing)
    winners = fill(levels, seats, desk, names, "equal in every grade")
    medians = tuple(lower_median(profile) for profile in profiles)
    rows: list[tuple[str, tuple[int | Fraction | str | None, ...]]] = [
        (names[c], (labels[medians[c]] if valid else "", *profiles[c])) for level in levels for c in level
    ]
    return Sheet(
        method=MAJORITY_JUDGEMENT.identifier,
        title=MAJORITY_JUDGEMENT.title,
        source=SOURCE,
        candidates=names,
        seats=seats,
        scale=VOTES,
        papers=papers.n + sum(papers.set_aside.values()),
        valid=valid,
        winners=winners,
        rejected=rejected,
        irregular=irregular,
        profiles=GradeProfiles(labels, tuple(map(tuple, profiles)), medians, levels),
        tables=(Table("Grades", ("majority grade", *labels), tuple(rows)),),
        notes=_why(names, labels, profiles, levels) if valid else (),
        contest=papers.title,
    )


def _why(
    names: Sequence[str], labels: Sequence[str], profiles: Sequence[Sequence[int]], levels: Levels
) -> tuple[str, ...]:
    """The sentence that parts the first from the second."""
    if len(levels) < 2 or len(levels[0]) != 1:
        return ()
    first, second = levels[0][0], levels[1][0]
    ours, theirs = labels[lower_median(profiles[first])], labels[lower_median(profiles[second])]
    if ours != theirs:
        return (f"{names[first]} has the majority grade {ours}, {names[second]} {theirs}.",)
    a, b = majority_sequence(profiles[first]), majority_sequence(profiles[second])
    taken = _equal_medians(a, b)
    return (
        f"{names[first]} and {names[second]} both have the majority grade {ours}; they differ when {taken} "
        f"grade{'s have' if taken != 1 else ' has'} been taken from each.",
    )


def _equal_medians(ours: Sequence[Run], theirs: Sequence[Run]) -> int:
    """How many medians two sequences have in common at their beginning."""
    a, b, taken = list(reversed(ours)), list(reversed(theirs)), 0
    while a and b:
        left, right = a.pop(), b.pop()
        if left.first != right.first:
            return taken
        if left.second != right.second:
            return taken + 1
        times = min(left.times, right.times)
        taken += times * (1 if left.second < 0 else 2)
        if left.times > times:
            a.append(Run(left.first, left.second, left.times - times))
        if right.times > times:
            b.append(Run(right.first, right.second, right.times - times))
    return taken


MAJORITY_JUDGEMENT = Method(
    "majority-judgement", "Majority Judgement", SOURCE, "graded", _count, GradedPapers, page="majority-judgement.md"
)
