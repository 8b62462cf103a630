"""Bytes in, values out, and the same bytes back.

What is hashed, signed or compared must have one spelling. This module reads JSON from outside strictly, writes it in
the two orders that Comitia uses, and puts whole files on disk.

- A repeated key, NaN, an infinity, a lone surrogate, a document too deep or too large is refused, never repaired.
- A number with a fraction or an exponent is read as a `decimal.Decimal`: no float ever meets a vote.
- `render_json` keeps the order of the keys, as the Belenios protocol needs it; `render_sorted_json` sorts them, for
  records of our own, which have no order of their own.

>>> receive_json(b'{"yes": 172, "share": 0.75}', "tally")
{'yes': 172, 'share': Decimal('0.75')}
>>> render_json({"b": 1, "a": "é/\\x7f"}).decode()
'{"b":1,"a":"é/\\\\u007f"}'
>>> render_sorted_json({"b": 1, "a": 2})
b'{"a":2,"b":1}'
"""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NoReturn

from comitia.errors import Malformed

Json = Any
"""A JSON value: None, bool, int, Decimal, str, list, dict with str keys."""

MAX_BYTES = 256 * 1024 * 1024
MAX_DEPTH = 64
MAX_DIGITS = 4000
"""A 2,048-bit number has 617 digits; nothing honest comes near this."""

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def receive_json(raw: bytes, what: str, *, max_depth: int = MAX_DEPTH, max_bytes: int = MAX_BYTES) -> Json:
    """Read one JSON document from outside.

    `what` names the document in messages ("roll.csv mapping", "case a-lab-2016-plp.json").

    Raises:
        Malformed: not UTF-8, not JSON, a repeated key, a number that is no finite decimal, a lone surrogate, deeper
            than `max_depth` or longer than `max_bytes`.
    """
    if len(raw) > max_bytes:
        raise Malformed(f"{what}: {len(raw):,} bytes long, expected at most {max_bytes:,}; is it the right file?")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise Malformed(
            f"{what}: byte {fault.start} is not UTF-8 text; expected a JSON document in UTF-8; save it again as UTF-8"
        ) from None
    try:
        value = json.loads(
            text,
            parse_float=lambda digits: _decimal(digits, what),
            parse_constant=lambda name: _refuse(f"{what}: found the number {name}, expected a finite number"),
            object_pairs_hook=lambda pairs: _object(pairs, what),
        )
    except json.JSONDecodeError as fault:
        raise Malformed(
            f"{what}: line {fault.lineno}, column {fault.colno}: not JSON ({fault.msg}); expected one JSON document"
        ) from None
    except RecursionError:
        raise _too_deep(what, max_depth) from None
    except ValueError:
        raise Malformed(f"{what}: an integer of more than 4,300 digits; nothing read here is so long") from None
    _check_depth(raw, what, max_depth)
    _check_text(text, value, what)
    return value


def render_json(value: Json) -> bytes:
    r"""Write a value compactly, its keys in the order they stand in.

    Raises `Malformed` for a number with a fraction. The escapes are those of the Belenios protocol: `"`, `\`, the
    short forms of backspace, form feed, line feed, carriage return and tab, `\u00xx` in lower case for the other
    control characters *and for DEL*; the rest as it is.
    """
    return (
        json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_refuse_fraction)
        .replace("\x7f", "\\u007f")
        .encode("utf-8")
    )


def render_sorted_json(value: Json) -> bytes:
    """Write a value compactly with sorted keys: one spelling for records whose keys have no order of their own."""
    return (
        json.dumps(_sorted(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_refuse_fraction)
        .replace("\x7f", "\\u007f")
        .encode("utf-8")
    )


def sha256_hex(raw: bytes) -> str:
    """SHA-256 in 64 lower-case hexadecimal digits."""
    return hashlib.sha256(raw).hexdigest()


def write_whole(path: Path, raw: bytes, *, mode: int = 0o644) -> None:
    """Put a whole file on disk, durably, or leave what was there: never half of one.

    Written beside its place, synced, then renamed over it; a kill at any moment leaves the old file or the new one.
    """
    path = Path(path)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename or a new file in this folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check_depth(raw: bytes, what: str, max_depth: int) -> None:
    """Peel the brackets of a well-formed document layer by layer, so that a flat one of any length costs little."""
    layers = _STRING.sub(b"", raw) if b'"' in raw else raw
    layers = layers.translate(None, delete=_NO_BRACKETS)
    for _ in range(max_depth):
        if not layers:
            return
        layers = layers.replace(b"[]", b"").replace(b"{}", b"")
    if layers:
        raise _too_deep(what, max_depth)


def _too_deep(what: str, max_depth: int) -> Malformed:
    return Malformed(f"{what}: nested deeper than {max_depth} levels; nothing that Comitia reads is so deep")


def _object(pairs: list[tuple[str, Json]], what: str) -> dict[str, Json]:
    value = dict(pairs)
    if len(value) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise Malformed(f"{what}: the key {key!r} stands twice in one object; expected it once")
            seen.add(key)
    return value


def _decimal(digits: str, what: str) -> Decimal:
    if len(digits) > MAX_DIGITS:
        raise Malformed(f"{what}: a number of {len(digits):,} digits; expected at most {MAX_DIGITS:,}")
    try:
        value = Decimal(digits)
    except InvalidOperation:
        raise Malformed(f"{what}: {digits[:40]} is not a number that can be kept exactly") from None
    if abs(value.adjusted()) > MAX_DIGITS:
        raise Malformed(
            f"{what}: the exponent of {digits[:40]} is out of range; expected at most {MAX_DIGITS:,} digits"
        )
    return value


def _check_text(text: str, value: Json, what: str) -> None:
    """Refuse a lone surrogate: it can be escaped in JSON, but it is no text and cannot be written again."""
    if "\\u" not in text:
        return
    try:
        json.dumps(_plain(value), ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise Malformed(
            f"{what}: holds half of a surrogate pair (\\ud800 to \\udfff); expected whole characters"
        ) from None


def _plain(value: Json) -> Json:
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(part) for part in value]
    return str(value) if isinstance(value, Decimal) else value


def _sorted(value: Json) -> Json:
    if isinstance(value, Mapping):
        return {key: _sorted(value[key]) for key in sorted(value)}
    if isinstance(value, (list, tuple)):
        return [_sorted(part) for part in value]
    return value


def _refuse_fraction(value: object) -> NoReturn:
    """What is rendered is hashed or compared; a fraction would have more than one spelling."""
    raise Malformed(f"found the number {value}, expected a whole number: what is written here has no fractions")


def _refuse(message: str) -> NoReturn:
    raise Malformed(message)
