"""What a roll knows of a member: fields, their kinds, and what an empty cell says.

The secretary says which column of her file is which field; nothing is guessed from the look of the cells. Some fields
have a name and a kind here because standing is computed from them; any other column can be taken under a name of its
own with its kind (`region:text`).

An empty cell is never silently "no". Each field says what it means:

- for an *event* (left, suspended) or an attribute that most lack (an affiliated body) it says that there is none: a
  comparison with it is false, and `is-null` is how a rule asks;
- for a *fact* (joined, born, category, branch) it says that the roll does not know, and a rule that needs it answers
  "unknown".

>>> receive_mapping(["number=Membership No", "joined_on=Date joined", "region:text=Region"])["region"]
Mapped(field=Field(name='region', kind=<Kind.TEXT: 'text'>, empty=<Empty.UNKNOWN: 'unknown'>), header='Region')
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from comitia.errors import Malformed


class Kind(StrEnum):
    """How the cells of a field are read and compared; the words are those of the rulebook's expressions."""

    TEXT = "text"
    TEXTS = "texts"
    DATE = "date"
    INSTANT = "instant"
    NUMBER = "number"
    TRUTH = "truth"


class Empty(StrEnum):
    """What an empty cell says."""

    UNKNOWN = "unknown"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing the roll knows of each member."""

    name: str
    kind: Kind
    empty: Empty


@dataclass(frozen=True, slots=True)
class Mapped:
    """A field and the header of the column that holds it."""

    field: Field
    header: str


KNOWN: Mapping[str, Field] = MappingProxyType(
    {
        name: Field(name, kind, empty)
        for name, kind, empty in (
            ("number", Kind.TEXT, Empty.UNKNOWN),
            ("name", Kind.TEXT, Empty.UNKNOWN),
            ("born_on", Kind.DATE, Empty.UNKNOWN),
            ("category", Kind.TEXT, Empty.UNKNOWN),
            ("categories", Kind.TEXTS, Empty.NONE),
            ("joined_on", Kind.DATE, Empty.UNKNOWN),
            ("left_on", Kind.DATE, Empty.NONE),
            ("status", Kind.TEXT, Empty.UNKNOWN),
            ("suspended_from", Kind.DATE, Empty.NONE),
            ("suspended_until", Kind.DATE, Empty.NONE),
            ("registered_on", Kind.DATE, Empty.NONE),
            ("paid_until", Kind.DATE, Empty.UNKNOWN),
            ("arrears", Kind.TRUTH, Empty.UNKNOWN),
            ("arrears_months", Kind.NUMBER, Empty.UNKNOWN),
            ("arrears_since", Kind.DATE, Empty.NONE),
            ("branch", Kind.TEXT, Empty.UNKNOWN),
            ("affiliate", Kind.TEXT, Empty.NONE),
            ("bodies", Kind.TEXTS, Empty.NONE),
            ("country", Kind.TEXT, Empty.UNKNOWN),
            ("votes", Kind.NUMBER, Empty.UNKNOWN),
        )
    }
)
"""The fields that rulebooks name. `suspended_until` is the last day of a suspension; `bodies` and `categories` hold
several
words, parted by semicolons; `votes` is a delegate's own number of votes."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def receive_field(words: str) -> Field:
    """Read `joined`, `region:text` or `region:text?` (with `?` an empty cell says: there is none).

    Raises:
        Malformed: no such kind, a name that is no name, or another kind than a known field has.
    """
    name, _, kind_words = words.partition(":")
    if not _NAME.fullmatch(name):
        raise Malformed(f"field {name!r}: expected a name in small letters, digits and _, such as date_of_transfer")
    known = KNOWN.get(name)
    if not kind_words:
        if known is None:
            raise Malformed(
                f"field {name!r} is not one of {', '.join(KNOWN)}; give its kind, as in {name}:text "
                f"(kinds: {', '.join(Kind)}; a ? after it says that an empty cell means none)"
            )
        return known
    kind_word, may_be_none = kind_words.removesuffix("?"), kind_words.endswith("?")
    if kind_word not in list(Kind):
        raise Malformed(f"field {name!r}: found the kind {kind_word!r}, expected one of {', '.join(Kind)}")
    kind = Kind(kind_word)
    if known is not None and known.kind is not kind:
        raise Malformed(f"field {name!r} holds a {known.kind}, found {kind_word!r}; take the column under another name")
    if known is not None:
        return known
    return Field(name, kind, Empty.NONE if may_be_none else Empty.UNKNOWN)


def render_field(field: Field) -> str:
    """The words that `receive_field` reads."""
    if field.name in KNOWN:
        return field.name
    return f"{field.name}:{field.kind}{'' if field.empty is Empty.UNKNOWN else '?'}"


def receive_mapping(words: Iterable[str]) -> dict[str, Mapped]:
    """Read `field=Header` words into a mapping by field name.

    Raises:
        Malformed: a word without `=`, a field or a header named twice, or no column for the membership number.
    """
    mapping: dict[str, Mapped] = {}
    headers: dict[str, str] = {}
    for word in words:
        field_words, sign, header = word.partition("=")
        if not sign or not header.strip():
            raise Malformed(f'mapping {word!r}: expected FIELD=HEADER, such as joined_on="Date joined"')
        field = receive_field(field_words.strip())
        if field.name in mapping:
            raise Malformed(f"mapping: the field {field.name!r} is given twice; one column for each field")
        if header in headers:
            raise Malformed(f"mapping: the column {header!r} is given to {headers[header]!r} and to {field.name!r}")
        mapping[field.name], headers[header] = Mapped(field, header), field.name
    if "number" not in mapping:
        raise Malformed('mapping: no column holds the membership number; say which, as in number="Membership No"')
    return mapping


def suggest_mapping(header: Sequence[str]) -> list[str]:
    """The mapping words for columns that carry exactly a known field's name; the rest is the secretary's to say."""
    plain = {re.sub(r"[\s-]+", "_", title.strip().lower()): title for title in reversed(header)}
    return [f"{name}={plain[name]}" for name in KNOWN if name in plain]
