"""Numbers as rules and returns write them: exact in, exact out.

A share may be written `1/2`, `0.15`, `15%` or as a decimal number; a count is whole, or half where a body counts half
votes (Swiss cantons). A binary float is refused: `0.15 * 20` is not 3.

>>> exact("15%"), exact("0.15"), exact("2/3")
(Fraction(3, 20), Fraction(3, 20), Fraction(2, 3))
>>> show(Fraction(506438)), show(Fraction(17, 2)), show(Fraction(100, 3))
('506,438', '8.5', '100/3')
>>> percentage(Fraction(172), Fraction(212))
'81.1 %'
"""

import re
from decimal import Decimal
from fractions import Fraction

from comitia.errors import Malformed

LONGEST_NUMBER = 60
_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?")
_RATIO = re.compile(r"([+-]?\d+)\s*/\s*(\d+)")


def exact(value: object, what: str = "number") -> Fraction:
    """Read one number exactly.

    Raises:
        Malformed: not a whole number, decimal, ratio or percentage, or longer than 60 digits.
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        if abs(value) >= 10**LONGEST_NUMBER:
            raise Malformed(f"{what}: a number of more than {LONGEST_NUMBER} digits; no body has so many members")
        return Fraction(value)
    if isinstance(value, Decimal):
        if (
            value.is_finite()
            and abs(value.adjusted()) < LONGEST_NUMBER
            and len(value.as_tuple().digits) < LONGEST_NUMBER
        ):
            return Fraction(value)
    elif isinstance(value, str) and len(value) < LONGEST_NUMBER:
        text = value.strip()
        if _PLAIN.fullmatch(text):
            return Fraction(text)
        if text.endswith("%") and _PLAIN.fullmatch(text[:-1].strip()):
            return Fraction(text[:-1].strip()) / 100
        if (ratio := _RATIO.fullmatch(text)) and int(ratio[2]):
            return Fraction(int(ratio[1]), int(ratio[2]))
    raise Malformed(f'{what}: found {str(value)[:40]!r}, expected an exact number such as 35, "1/2", "0.15" or "15%"')


def smallest_whole(limit: Fraction, *, strict: bool) -> int:
    """The smallest whole number more than (`strict`) or at least `limit`."""
    return limit.__floor__() + 1 if strict else limit.__ceil__()


def show(value: Fraction) -> str:
    """A number for people: thousands apart, decimals if they end within four places, else the ratio itself."""
    if value.denominator == 1:
        return f"{value.numerator:,}"
    if 10_000 % value.denominator == 0:
        sign, tenths = ("-" if value < 0 else ""), abs(value) * 10_000
        whole, rest = divmod(int(tenths), 10_000)
        return f"{sign}{whole:,}.{rest:04d}".rstrip("0")
    return f"{value.numerator:,}/{value.denominator:,}"


def about(value: Fraction, places: int = 3) -> str:
    """A number for people, cut (never rounded up past a threshold) after `places` decimals and marked so."""
    if (10**places) % value.denominator == 0:
        return show(value)
    whole, rest = divmod(int(abs(value) * 10**places), 10**places)
    return f"{'-' if value < 0 else ''}{whole:,}.{rest:0{places}d}…"


def percentage(part: Fraction, whole: Fraction) -> str:
    """`part` of `whole` in per cent to one decimal, halves upwards; the caller names the base beside it."""
    if whole == 0:
        return "no percentage: the base is nought"
    tenths = (part * 2000 / whole + 1).__floor__() // 2
    return f"{tenths // 10}.{tenths % 10} %"


def share_words(share: Fraction) -> str:
    """How a rule says a share: half, two-thirds, 15 per cent."""
    known = {
        Fraction(1, 2): "half",
        Fraction(1, 3): "one third",
        Fraction(2, 3): "two-thirds",
        Fraction(3, 4): "three quarters",
        Fraction(3, 5): "three-fifths",
        Fraction(1): "all",
    }
    if share in known:
        return known[share]
    if 10_000 % (share * 100).denominator == 0:
        return f"{show(share * 100)} per cent"
    return f"{share.numerator}/{share.denominator}"
