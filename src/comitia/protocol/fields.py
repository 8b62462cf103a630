"""The shapes of fields: from a JSON value to a Python value, or a `Malformed` that says where.

The messages of the protocol are JSON objects whose fields have few kinds: text, small integers, weights, hashes,
lists, objects. One function for each kind takes a value out of its object and checks its shape. `what` names the
message and the way to the field ("event 7: payload"), so that the sender finds it.

Two rules hold for whatever passes here. A field that the protocol does not name is refused where the message is *ours
to define* (`take_object`), and passed over where a newer release of another program may have added one
(`take_open_object`): the specification raises `version` for changes that are not compatible. And counts of votes are
integers up to 2^30 - 1 and decimal strings above, as the other implementations write them.

>>> take_votes("3000000000", "result"), render_votes(3000000000), render_votes(172)
(3000000000, '3000000000', 172)
>>> take_votes("172", "result")
Traceback (most recent call last):
    ...
comitia.errors.Malformed: result: found the text "172", expected the number 172: only counts above 1073741823 are texts
"""

import re
from collections.abc import Sequence
from typing import Final

from comitia.canonical import Json, render_json
from comitia.errors import Malformed

LARGEST_SMALL: Final = 2**30 - 1
"""The largest count that is written as a JSON number; larger ones are decimal strings."""

LARGEST_VOTES: Final = 10**11
"""The largest total weight of an election: more cannot be found again as a discrete logarithm."""

_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)


def take_object(value: Json, what: str, required: Sequence[str], optional: Sequence[str] = ()) -> dict[str, Json]:
    """An object with all of the required fields, any of the optional ones, and no other."""
    fields = take_open_object(value, what, required)
    for name in fields:
        if name not in required and name not in optional:
            expected = ", ".join([*required, *(f"{name} (may be absent)" for name in optional)])
            raise Malformed(f"{what}: found a field {name[:40]!r}, expected only {expected}")
    return fields


def take_open_object(value: Json, what: str, required: Sequence[str]) -> dict[str, Json]:
    """An object with all of the required fields; others are passed over."""
    if not isinstance(value, dict):
        raise Malformed(f"{what}: found {kind_of(value)}, expected an object with {', '.join(required)}")
    for name in required:
        if name not in value:
            raise Malformed(f"{what}: the field {name!r} is missing; expected {', '.join(required)}")
    return value


def take_list(value: Json, what: str) -> list[Json]:
    """An array."""
    if not isinstance(value, list):
        raise Malformed(f"{what}: found {kind_of(value)}, expected an array")
    return value


def take_text(value: Json, what: str) -> str:
    """A string."""
    if not isinstance(value, str):
        raise Malformed(f"{what}: found {kind_of(value)}, expected text")
    return value


def take_flag(value: Json, what: str) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise Malformed(f"{what}: found {kind_of(value)}, expected true or false")
    return value


def take_small(value: Json, what: str, least: int = 0, most: int = LARGEST_SMALL) -> int:
    """A whole number from `least` to `most`, at first 2^30 - 1, written as a JSON number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise Malformed(f"{what}: found {kind_of(value)}, expected a whole number")
    if not least <= value <= most:
        raise Malformed(f"{what}: found {value}, expected a whole number from {least} to {most}")
    return value


def take_votes(value: Json, what: str) -> int:
    """A number of votes: a JSON number up to 2^30 - 1, a decimal string above."""
    if not isinstance(value, str):
        return take_small(value, what)
    if not _DECIMAL.fullmatch(value):
        raise Malformed(
            f"{what}: found the text {value[:40]!r}, expected a whole number in digits, without leading zeros"
        )
    number = int(value)
    if number <= LARGEST_SMALL:
        raise Malformed(
            f'{what}: found the text "{number}", expected the number {number}: only counts above '
            f"{LARGEST_SMALL} are texts"
        )
    return number


def render_votes(number: int) -> Json:
    """A number of votes as the protocol writes it; the way back of `take_votes`."""
    return number if number <= LARGEST_SMALL else str(number)


def take_hash(value: Json, what: str) -> str:
    """A SHA-256 hash: 64 lower-case hexadecimal digits."""
    if not isinstance(value, str) or not _HASH.fullmatch(value):
        found = f"{value[:70]!r}" if isinstance(value, str) else kind_of(value)
        raise Malformed(f"{what}: found {found}, expected a SHA-256 hash: 64 lower-case hexadecimal digits")
    return value


def check_spelling(value: Json, raw: bytes, what: str) -> None:
    """Whether these bytes are the one compact spelling of the value that was read from them, its keys in their order.

    Raises:
        Malformed: spaces, escapes that are not needed, numbers with a fraction or an exponent.
    """
    try:
        expected = render_json(value)
    except TypeError:
        raise Malformed(f"{what}: holds a number with a fraction or an exponent, expected whole numbers") from None
    if expected != raw:
        raise Malformed(f"{what}: not in the canonical spelling (compact JSON, without spaces or needless escapes)")


def kind_of(value: Json) -> str:
    """What a JSON value is, in words, for messages; the value itself may be long or private."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "text"
    if isinstance(value, list):
        return "an array"
    return "an object" if isinstance(value, dict) else "a number"
