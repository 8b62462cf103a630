"""Binary64 arithmetic in whole numbers: to give the results of a program that counts with floating point, without
using it.

Belenios' own STV multiplies and adds in IEEE 754 binary64, so where two totals are equal by the rule they may differ
there in the last bit, and that bit decides. Every finite binary64 number is a whole number of 2^-1074: here it is
that whole number, and each operation is exact followed by one rounding to 53 significant bits, to nearest, ties to
even. The result is the same on every machine and can be followed with pencil and paper.

Source: IEEE 754-2019, sections 3.3, 4.3.1 and 5.4.1.

>>> third = over(of(1), of(3))
>>> as_fraction(third) == Fraction(1 / 3)
True
>>> add(add(of(1), third), add(third, third)) == of(2), add(add(add(of(1), third), third), third) == of(2)
(True, False)
"""

from __future__ import annotations

from fractions import Fraction

UNIT_BITS = 1074
PRECISION = 53


def of(number: int) -> int:
    """A whole number below 2^53."""
    return number << UNIT_BITS


def as_fraction(value: int) -> Fraction:
    """The value, exactly."""
    return Fraction(value, 1 << UNIT_BITS)


def add(a: int, b: int) -> int:
    """a + b, rounded."""
    return _rounded(a + b, 0)


def subtract(a: int, b: int) -> int:
    """a - b for a >= b, rounded."""
    return _rounded(a - b, 0)


def times(a: int, b: int) -> int:
    """a * b, rounded."""
    return _rounded(a * b, UNIT_BITS)


def over(a: int, b: int) -> int:
    """a / b, rounded; the bits below are kept in one that says whether anything remains."""
    guard = 2 * PRECISION + b.bit_length()
    quotient, rest = divmod(a << (UNIT_BITS + guard), b)
    return _rounded(quotient << 1 | (rest != 0), guard + 1)


def add_times(total: int, weight: int, times_: int) -> int:
    """`weight` added to `total` so many times, one after the other.

    Whole numbers of votes below 2^53 add without rounding, so they are added at once.
    """
    one = of(1)
    if total % one == 0 and weight % one == 0:
        return total + weight * times_
    for _ in range(times_):
        total = add(total, weight)
    return total


def _rounded(number: int, below: int) -> int:
    """`number` counts 2^-(1074 + below): to 53 significant bits and to a whole number of 2^-1074, ties to even."""
    cut = max(number.bit_length() - PRECISION, below)
    if cut <= 0:
        return number
    kept, lost, half = number >> cut, number & ((1 << cut) - 1), 1 << (cut - 1)
    if lost > half or (lost == half and kept & 1):
        kept += 1
    return kept << (cut - below)
