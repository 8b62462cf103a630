"""Filling seats in order: the one step that every method without transfers ends with.

A method gives levels: candidates who stand equal share a level, better levels come first. Seats are filled from the
top. Where a level has more candidates than seats remain, it is a tie: the desk settles it by the tie rules that it
was given, or the count stops and names the tie. A tie inside the elected changes nobody's fortune and needs no lot;
they stand in the order of the paper.

>>> from comitia.count.ties import Desk
>>> fill(((2,), (0, 1)), 1, Desk(()), ("A", "B", "C"), "most votes")
(2,)
"""

from __future__ import annotations

from collections.abc import Sequence

from comitia.count.sheet import VOTES, Amount, Margin, Scale
from comitia.count.ties import Desk, Question

Levels = tuple[tuple[int, ...], ...]


def levels_by(amounts: Sequence[Amount], among: Sequence[int]) -> Levels:
    """Candidates with equal amounts share a level; the largest amount first."""
    by_amount: dict[Amount, list[int]] = {}
    for c in among:
        by_amount.setdefault(amounts[c], []).append(c)
    return tuple(tuple(by_amount[amount]) for amount in sorted(by_amount, reverse=True))


def fill(
    levels: Levels,
    seats: int,
    desk: Desk,
    names: Sequence[str],
    clause: str,
    history: tuple[Sequence[Amount], ...] = (),
    scale: Scale = VOTES,
) -> tuple[int, ...]:
    """The first `seats` candidates, in order; fewer if fewer stand.

    Raises:
        Unprovided: a tie for the last seat that no tie rule settles.
    """
    winners: list[int] = []
    for level in levels:
        room = seats - len(winners)
        if room <= 0:
            break
        left = list(level)
        while len(left) > room > 0:
            chosen = desk.settle(
                Question(tuple(left), "to be elected", "most", clause, tuple(names), None, history, scale)
            )
            winners.append(chosen)
            left.remove(chosen)
            room -= 1
        if room > 0:
            winners.extend(left)
    return tuple(winners)


def last_seat_margin(
    amounts: Sequence[Amount], winners: Sequence[int], among: Sequence[int], names: Sequence[str], scale: Scale = VOTES
) -> tuple[Margin, ...]:
    """How far the last of the elected is ahead of the first of the others."""
    others = [c for c in among if c not in winners]
    if not winners or not others:
        return ()
    last = min(winners, key=lambda c: amounts[c])
    first = max(others, key=lambda c: amounts[c])
    gap = amounts[last] - amounts[first]
    sentence = (
        f"{names[last]} has {scale.show(amounts[last])} and {names[first]} {scale.show(amounts[first])}: "
        f"{scale.show(gap)} decided the last seat"
    )
    return (Margin(1, "elected", (last,), first, gap, sentence),)
