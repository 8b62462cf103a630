"""Reading one object from outside, field by field, with the way to it in every message.

A `Node` is a JSON value together with the words that lead to it ("labour.json, event 12"). Its methods each read one
field of one type and refuse all else, so that the readers of registers, questions and entries contain no check twice.

>>> Node({"date": "2016-02-30"}, "event 7").day("date")
Traceback (most recent call last):
    ...
comitia.errors.Malformed: event 7: date: found "2016-02-30", expected a day such as 2016-06-28; correct it there
"""

import re
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Never

from comitia.canonical import Json
from comitia.errors import Malformed

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON value and where it stands."""

    value: Json
    where: str

    def fields(self) -> dict[str, Json]:
        """The value as an object, or `Malformed`."""
        if not isinstance(self.value, dict):
            raise Malformed(f"{self.where}: found {quote(self.value)}, expected an object; correct it there")
        return self.value

    def need(self, key: str) -> Json:
        """A field that must be there; null counts as there."""
        fields = self.fields()
        if key not in fields:
            raise Malformed(f'{self.where}: the field "{key}" is missing; add it there')
        return fields[key]

    def has(self, key: str) -> bool:
        """Whether the field is there and not null."""
        return self.fields().get(key) is not None

    def text(self, key: str) -> str:
        """A text that is not empty."""
        value = self.need(key)
        if not isinstance(value, str) or not value.strip():
            self._refuse(key, value, "a text that is not empty")
        return value

    def text_or_none(self, key: str) -> str | None:
        """A text, or None when the field is absent, null or empty."""
        value = self.fields().get(key)
        if value is not None and not isinstance(value, str):
            self._refuse(key, value, "a text or null")
        return value or None

    def truth(self, key: str, default: bool | None = None) -> bool:
        """True or false; `default` when the field is absent and a default is given."""
        value = self.need(key) if default is None else self.fields().get(key, default)
        if not isinstance(value, bool):
            self._refuse(key, value, "true or false")
        return value

    def whole(self, key: str, least: int = 0) -> int:
        """A whole number, at least `least`."""
        value = self.need(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            self._refuse(key, value, f"a whole number from {least} up")
        return value

    def share(self, key: str) -> Decimal:
        """A number above 0 and at most 1, kept exactly."""
        value = self.need(key)
        if isinstance(value, bool) or not isinstance(value, (int, Decimal)) or not 0 < value <= 1:
            self._refuse(key, value, "a number above 0 and at most 1")
        return Decimal(value)

    def day(self, key: str) -> date:
        """A calendar day of the years 1000 to 2999, written 2016-06-28."""
        value = self.need(key)
        if isinstance(value, str) and _DAY.fullmatch(value) and "1000" <= value[:4] <= "2999":
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass  # such as 30 February: refused with the rest
        return self._refuse(key, value, "a day such as 2016-06-28")

    def day_or_none(self, key: str) -> date | None:
        """A calendar day, or None when the field is absent or null."""
        return self.day(key) if self.has(key) else None

    def clock(self, key: str) -> time:
        """A time of the day, written 17:05."""
        value = self.need(key)
        if not isinstance(value, str) or not _CLOCK.fullmatch(value):
            self._refuse(key, value, "a time such as 17:05")
        return time.fromisoformat(value)

    def clock_or_none(self, key: str) -> time | None:
        """A time of the day, or None when the field is absent or null."""
        return self.clock(key) if self.has(key) else None

    def texts(self, key: str, *, least: int = 0) -> tuple[str, ...]:
        """A list of texts, at least `least` of them; absent or null is the empty list when `least` is 0."""
        value = self.need(key) if least else self.fields().get(key)
        if value is None:
            value = []
        if (
            not isinstance(value, list)
            or len(value) < least
            or not all(isinstance(part, str) and part for part in value)
        ):
            self._refuse(key, value, f"a list of {'at least one text' if least else 'texts'}")
        return tuple(value)

    def named_texts(self, key: str) -> dict[str, str]:
        """An object of texts; absent or null is empty, and so is a null inside it."""
        value = self.fields().get(key)
        if value is None:
            return {}
        if not isinstance(value, dict) or not all(part is None or isinstance(part, str) for part in value.values()):
            self._refuse(key, value, "an object whose values are texts")
        return {name: part for name, part in value.items() if part is not None}

    def inner(self, key: str) -> "Node":
        """The object in a field."""
        node = Node(self.need(key), f"{self.where}, {key}")
        node.fields()
        return node

    def each(self, key: str, name: str) -> list["Node"]:
        """The objects of a list, each named `name` and its number from 1."""
        value = self.need(key)
        if not isinstance(value, list):
            self._refuse(key, value, "a list")
        nodes = [Node(part, f"{self.where}, {name} {number}") for number, part in enumerate(value, 1)]
        for node in nodes:
            node.fields()
        return nodes

    def each_if_any(self, key: str, name: str) -> list["Node"]:
        """As `each`; none when the field is absent or null."""
        return self.each(key, name) if self.has(key) else []

    def _refuse(self, key: str, value: Json, expected: str) -> Never:
        raise Malformed(f"{self.where}: {key}: found {quote(value)}, expected {expected}; correct it there")


def quote(value: Json) -> str:
    """A value as it may stand in a message: JSON's words, never longer than a line."""
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= 60 else f'"{value[:57]}…"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return str(value)[:60]
