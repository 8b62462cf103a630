"""Seats in a half circle: where the marks of a hemicycle stand, and where its threshold may pass between them.

Rows hold even numbers while the total is even, so that half of it falls between two marks. This is drawing alone: no
vote is counted here, and the floats never leave a picture.
"""

from dataclasses import dataclass
from math import pi

MOST_MARKS = 1200
"""Above this a mark would be too small to be seen."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One mark: its angle (from the left, 0 to pi), its distance from the centre and its size, in px."""

    angle: float
    radius: float
    size: float


def seats_in(n: int, radius: float) -> list[Seat]:
    """Seats in even rows about one centre, from left to right; the rows' spacing is their pitch along the arc."""
    if n == 0 or n > MOST_MARKS:
        return []
    best: list[Seat] = []
    for n_rows in range(1, 25):
        inner = 0.42 * radius
        pitch = min((radius - inner) / n_rows, radius * 0.16)
        radii = [radius - pitch * (row + 0.5) for row in range(n_rows)]
        counts = _even_shares(n, radii)
        tight = min(pi * r / max(count, 1) for r, count in zip(radii, counts, strict=True))
        size = min(pitch, tight) * 0.40
        if not best or size > best[0].size:
            best = [
                Seat(pi * (place + 0.5) / count, r, size)
                for r, count in zip(radii, counts, strict=True)
                for place in range(count)
            ]
    return sorted(best, key=lambda seat: (seat.angle, seat.radius))


def parted(seats: list[Seat], needed: int | None) -> tuple[list[Seat], float | None]:
    """Move the seats of each row off the threshold, so that its line cuts no mark; the line's angle comes with them."""
    if needed is None or not seats:
        return seats, None
    if not 1 < needed <= len(seats):
        return seats, 0.0 if needed <= 1 else pi
    angle = (seats[needed - 2].angle + seats[needed - 1].angle) / 2
    rows: dict[float, tuple[list[Seat], list[Seat]]] = {}
    for place, seat in enumerate(seats):
        rows.setdefault(seat.radius, ([], []))[place >= needed - 1].append(seat)
    moved, size = list[tuple[float, float]](), seats[0].size
    for radius, (left, right) in rows.items():
        gap = 3.5 / radius
        for side, a, z in ((left, 0.0, angle - gap), (right, angle + gap, pi)):
            moved += [(a + (z - a) * (place + 0.5) / len(side), radius) for place in range(len(side))]
            if side:
                size = min(size, 0.45 * (z - a) * radius / len(side))
    return [Seat(at, radius, size) for at, radius in sorted(moved)], angle


def _even_shares(n: int, radii: list[float]) -> list[int]:
    """n seats over rows in proportion to their length, each an even number; an odd one falls to the outermost row."""
    total, pairs = sum(radii), n // 2
    shares = [int(pairs * r / total) for r in radii]
    rests = sorted(range(len(radii)), key=lambda row: shares[row] - pairs * radii[row] / total)
    for row in rests[: pairs - sum(shares)]:
        shares[row] += 1
    counts = [2 * share for share in shares]
    counts[0] += n % 2
    return counts
