"""Small polls drawn from a fixed seed, and what a count of them decides: the questions that a mutant is put.

Few candidates, few papers and small numbers, because there ties, exact quotas and empty surpluses are common. Every
answer has two parts: `outcome` (who won, in which order, or which refusal) and `figures` (every stage's totals, quota,
elected and excluded, and how each tie fell). What is said in words is no part of either.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from comitia.count import GradedPapers, Papers, PublicLot, Sheet, Tally, methods, papers, tell
from comitia.count.lists import LIST_RULES, Delegation, Delegations, lists
from comitia.count.simple.division import Division
from comitia.count.transferable.countback import Vacancy
from comitia.count.transferable.electoral_college import College
from comitia.count.transferable.exhaustive import Rounds
from comitia.errors import ComitiaError

Answer = tuple[Any, Any]
Question = tuple[str, Callable[[], Answer]]
LOT = PublicLot("seed")
NAMES = "ABCDEFG"


def line(lots: random.Random, n: int) -> str:
    """A poll as a line of text: `4 A>B, 3 B, 1 C=A`."""
    largest = lots.choice([3, 9, 9, 30])
    parts = []
    for _ in range(lots.randint(2, 9)):
        order = lots.sample(NAMES[:n], lots.randint(1, n))
        body = ">".join(order)
        if lots.random() < 0.06 and len(order) > 1:
            body = body.replace(">", lots.choice(["=", ">>"]), 1)
        parts.append(f"{lots.randint(1, largest)} {body}")
    return ", ".join(parts)


def questions(identifier: str, many: int) -> Iterator[Question]:
    """`many` polls for a method, each with its answer still to be found."""
    lots = random.Random(f"{identifier} 2016")
    method = methods()[identifier]
    for k in range(many):
        n, seats = lots.randint(2, 6), 1 if method.single_seat else lots.randint(1, 3)
        text = line(lots, n)
        ties = [] if k % 4 == 0 else [LOT]
        names = " ".join(NAMES[:n])
        if method.takes is GradedPapers:
            held: Any = _grades(lots, n)
        elif method.takes is Tally:
            held = Tally(
                tuple(NAMES[:n]), tuple(lots.choice([lots.randint(0, 12), lots.randint(0, 99)]) for _ in range(n))
            )
            seats = lots.randint(1, 7)
        elif method.takes is Delegations:
            held = Delegations(
                tuple(NAMES[:n]),
                tuple(
                    Delegation(f"d{j}", lots.randint(0, 9), tuple(lots.randint(0, 3) for _ in range(n)))
                    for j in range(3)
                ),
            )
        elif method.takes is Division:
            held = Division(lots.randint(0, 5), lots.randint(0, 5), lots.randint(0, 3), lots.randint(0, 2))
        elif method.takes is Rounds:
            held = _rounds(lots, n)
        elif method.takes is College:
            held, text = _college(lots, n), f"(college) {k}"
        elif method.takes is Vacancy:
            positions = lots.randint(1, 3)
            held = (text, names, positions)
        else:
            held = papers(text, names, withdrawn=frozenset({n - 1}) if lots.random() < 0.06 else frozenset())
        shown = text if isinstance(held, Papers) else str(held)[:300]
        if method.takes is GradedPapers:
            shown = f"{held.grades.tolist()} x {held.weights.tolist()}"
        yield (
            f'tell("{identifier}", papers("{shown}", "{names}"), seats={seats}, ties={"[LOT]" if ties else "[]"})',
            lambda held=held, seats=seats, ties=ties: _count(identifier, held, seats, ties),
        )
    if method.family == "lists" and identifier in LIST_RULES:
        for _ in range(many // 2):
            votes = Tally(("A", "B", "C"), tuple(lots.randint(0, 40) for _ in range(3)))
            bar = lots.choice([Fraction(1, 20), Fraction(1, 4), Fraction(1, 3)])
            rest = {
                "threshold": bar,
                "strictness": lots.choice(["at-least", "more-than"]),
                "ties": lots.choice(["lot", "more-votes"]),
            }
            seats = lots.randint(1, 6)
            yield (
                f"lists {identifier} {votes.votes} {rest} {seats}",
                lambda votes=votes, rest=rest, seats=seats: _count(
                    lists(LIST_RULES[identifier], **rest), votes, seats, [LOT]
                ),
            )


def _count(method: Any, held: Any, seats: int, ties: list[Any]) -> Answer:
    try:
        if isinstance(held, tuple):
            held = _vacancy(*held)
            if held is None:
                return (None, None)
        return answer_of(tell(method, held, seats=seats, ties=ties))
    except ComitiaError as refusal:
        return (type(refusal).__name__, None)


def answer_of(sheet: Sheet) -> Answer:
    """What a sheet decides, and its figures."""
    outcome = (sheet.winners, sheet.seats_won, sheet.outcome)
    stages = [
        (s.action, s.subjects, s.totals, s.non_transferable, s.quota, s.transfer_value, s.elected, s.excluded)
        for s in sheet.stages
    ]
    ties = [(tie.among, tie.last_among, tie.chosen, tie.settled_by) for tie in sheet.ties]
    return (
        repr(outcome),
        repr(
            (
                stages,
                ties,
                sheet.quota,
                sheet.valid,
                sheet.pairwise,
                sheet.profiles,
                sheet.quotients,
                dict(sheet.rejected),
                dict(sheet.irregular),
            )
        ),
    )


def _grades(lots: random.Random, n: int) -> GradedPapers:
    rows = lots.randint(1, 6)
    grades = np.array(
        [[lots.randint(-1 if lots.random() < 0.2 else 0, 5) for _ in range(n)] for _ in range(rows)], dtype=np.int16
    )
    weights = np.array([lots.randint(1, 4) for _ in range(rows)], dtype=np.int64)
    labels = ("Excellent", "Very good", "Good", "Fair", "Poor", "Reject")
    return GradedPapers(tuple(NAMES[:n]), grades, weights, labels)


def _rounds(lots: random.Random, n: int) -> Rounds:
    left, held = list(NAMES[:n]), []
    thresholds = {}
    for number in range(1, lots.randint(1, 3) + 1):
        votes = {name: lots.randint(0, 9) for name in left}
        held.append(votes)
        if lots.random() < 0.3:
            thresholds[number] = lots.choice([2, 3, Fraction(1, 10), Fraction(1, 5)])
        bar = thresholds.get(number)
        need = 0 if bar is None else bar if isinstance(bar, int) else bar * sum(votes.values())
        out = [c for c in left if votes[c] < need] or [min(left, key=lambda c: votes[c])]
        left = [c for c in left if c not in out]
        if len(left) < 2:
            break
    return Rounds.of(list(NAMES[:n]), held, thresholds=thresholds)


def _college(lots: random.Random, n: int) -> College:
    shares = lots.choice(
        [(Fraction(1, 2), Fraction(1, 2)), (Fraction(1, 3), Fraction(2, 3)), (Fraction(1, 5), Fraction(4, 5))]
    )
    names = " ".join(NAMES[:n])
    return College.of({f"s{k}": (share, papers(line(lots, n), names)) for k, share in enumerate(shares)})


def _vacancy(text: str, names: str, positions: int) -> Vacancy | None:
    poll = papers(text, names)
    elected = tell("hare-clark", poll, seats=positions, ties=[LOT]).winner_names
    return Vacancy(poll, positions, elected[0]) if elected else None
