"""One object of a case file, read with its place at hand, so that every refusal says where.

>>> entry = Entry({"yes": 172, "no": -1}, "case x, step 1, inputs")
>>> entry.number("yes")
Fraction(172, 1)
>>> entry.number("no")
Traceback (most recent call last):
    ...
comitia.errors.Malformed: case x, step 1, inputs, no: found -1, expected no negative number
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from comitia.canonical import Json
from comitia.errors import Malformed
from comitia.rulebook.arithmetic.numbers import exact, show


@dataclass(frozen=True, slots=True)
class Entry:
    """A JSON object and where it stands. Every reader refuses (`Malformed`) what is not of its kind."""

    value: Mapping[str, Json]
    where: str

    def refuse(self, key: str, expected: str) -> Malformed:
        """The refusal of one field."""
        found = repr(self.value[key])[:60] if key in self.value else "nothing"
        return Malformed(f"{self.where}, {key}: found {found}, expected {expected}")

    def has(self, key: str) -> bool:
        """The field is there and not null."""
        return self.value.get(key) is not None

    def text(self, key: str, default: str | None = None) -> str:
        """Text that is not empty; `default` where the field is absent or null."""
        if not self.has(key) and default is not None:
            return default
        value = self.value.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(key, "text")
        return value

    def word(self, key: str, words: Collection[str], default: str | None = None) -> str:
        """One word of a closed list."""
        value = self.text(key, default)
        if value not in words:
            raise self.refuse(key, f"one of {', '.join(words)}")
        return value

    def truth(self, key: str) -> bool:
        """True or false; false where absent."""
        value = self.value.get(key, False)
        if not isinstance(value, bool):
            raise self.refuse(key, "true or false")
        return value

    def number(self, key: str) -> Fraction | None:
        """A number of at least nought, exactly; None where absent or null."""
        if not self.has(key):
            return None
        number = exact(self.value[key], f"{self.where}, {key}")
        if number < 0:
            raise Malformed(f"{self.where}, {key}: found {show(number)}, expected no negative number")
        return number

    def share(self, key: str) -> Fraction | None:
        """A share from nought to one."""
        number = self.number(key)
        if number is not None and number > 1:
            raise self.refuse(key, "a share from 0 to 1 (15 per cent is 0.15 or 15%)")
        return number

    def inner(self, key: str) -> "Entry":
        """An object, which must be there."""
        value = self.value.get(key)
        if not isinstance(value, dict):
            raise self.refuse(key, "an object")
        return Entry(value, f"{self.where}, {key}")

    def inner_or_word(self, key: str, word: str) -> "Entry":
        """An object, or a bare word that stands for `{word: ...}`."""
        value = self.value.get(key)
        return Entry({word: value}, f"{self.where}, {key}") if isinstance(value, str) else self.inner(key)

    def each(self, key: str) -> list["Entry"]:
        """A list of at least one object."""
        value = self.value.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(part, dict) for part in value):
            raise self.refuse(key, "a list of objects, not empty")
        return [Entry(part, f"{self.where}, {key} {place}") for place, part in enumerate(value, 1)]

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, each once; empty where absent."""
        value = self.value.get(key) or []
        if not isinstance(value, list) or not all(isinstance(part, str) and part for part in value):
            raise self.refuse(key, "a list of names")
        if len(set(value)) != len(value):
            raise self.refuse(key, "each name once")
        return tuple(value)

    def numbers(self, key: str) -> dict[str, Fraction]:
        """At least one number by name."""
        by_name = self.inner(key)
        if not by_name.value:
            raise self.refuse(key, "at least one name with a number")
        numbers = {name: by_name.number(name) for name in by_name.value}
        for name, number in numbers.items():
            if number is None:
                raise by_name.refuse(name, "a number")
        return {name: number for name, number in numbers.items() if number is not None}

    def only(self, *known: str) -> None:
        """Refuse a field that would change the meaning if it were not read. Remarks in text may stand beside."""
        for key, value in self.value.items():
            if key not in known and not isinstance(value, str) and value is not None:
                raise Malformed(f"{self.where}: found the unknown field {key!r}, expected {', '.join(known)}")
