"""The dated facts of a contest: what happened, on which day, in a closed list of kinds.

A contest is nothing but its rulebook and its facts. Each fact is one table, in TOML (`[[fact]]` in `facts.toml`) or
as one JSON object a line (`facts.jsonl`), with `on` (the day) and `kind`; `source` may say where it is from. Facts of
one day count in the order in which they stand.

| kind | says |
| --- | --- |
| `holder` | `office` is held by `person` (none: vacant) from this day; how things stood when the contest's story
begins |
| `vacates` | `person` leaves `office`, and `why` |
| `acts` | `persons` hold `office` for the time being |
| `size` | `body` has `members` members from this day |
| `joins`, `parts` | `persons` join, or leave, `body`: a roll by name |
| `states` | a fact that the rules ask for: `name` and `value`; with `of` it is one person's |
| `sets` | the day of a moment of the timetable: `moment` falls on `day` (`by` whom, under which `clause`) |
| `demands` | names for a demand: `gate`, `body`, `by` (names) or `number` |
| `put` | a motion was put: `motion`, `ayes`, `noes`, `abstentions`, `blank`, `spoilt`, `not_returned`; of people
`entitled`, `present`, `members` (the statutory number), `seats-filled`; `cast`, the casting vote |
| `nominates` | nominations with force: `candidate`, `body`, `by` (names) or `number` |
| `unnominates` | `by` (names) take their nomination of `candidate` back |
| `withdraws` | `candidate` withdraws |
| `round` | a round of a ballot: `ballot`, `votes` by candidate, `blank`, `spoilt`, `not_returned`, and the people as in
`put`; `chosen` by lot or casting vote |
| `reopens` | nominations are open again from this day `until` another, and `why` |
| `rules` | somebody (`by`, under which `authority`, `why`) rules where the rules are silent: `about`, and what it asks
(see `Ruling`) |
| `supports` | `by` supports `candidate`: a statement without force; `as` says in what capacity ("branch", "union") |
| `calls` | `by` calls on `person` to go: a statement without force |
"""

import json
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from comitia.canonical import receive_json
from comitia.errors import Malformed

MAX_FACTS = 100_000
Text: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
Number: TypeAlias = Annotated[int, Field(ge=0, le=10**9)]


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _names(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Day: TypeAlias = Annotated[date, BeforeValidator(_day)]
Names: TypeAlias = Annotated[list[Text], BeforeValidator(_names), Field(min_length=1, max_length=50_000)]


class Fact(BaseModel):
    """What every fact has: its day, and where it is from."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, alias_generator=lambda name: name.rstrip("_"), populate_by_name=False
    )
    KIND: ClassVar[str] = ""
    kind: Text
    on: Day
    source: Text | None = None
    note: Text | None = None


class Holder(Fact):
    """Who holds an office, at the beginning of the story."""

    KIND: ClassVar[str] = "holder"
    office: Text
    person: Text | None = None


class Vacates(Fact):
    """Somebody leaves an office."""

    KIND: ClassVar[str] = "vacates"
    office: Text
    person: Text
    why: Text | None = None


class Acts(Fact):
    """Who holds an office for the time being; one or several together."""

    KIND: ClassVar[str] = "acts"
    office: Text
    persons: Names
    by: Text | None = None


class Size(Fact):
    """How many members a body has."""

    KIND: ClassVar[str] = "size"
    body: Text
    members: Number


class Joins(Fact):
    """Members of a body by name."""

    KIND: ClassVar[str] = "joins"
    body: Text
    persons: Names


class Parts(Fact):
    """Names that leave a body."""

    KIND: ClassVar[str] = "parts"
    body: Text
    persons: Names


class States(Fact):
    """A fact that the rules ask for, by its name in the rulebook: of the moment, or `of` a person."""

    KIND: ClassVar[str] = "states"
    name: Text
    value: bool | int | str | date | list[str] | None = None
    of: Text | None = None


class Sets(Fact):
    """The day of a moment of the timetable, set on the day `on`; a later one takes its place."""

    KIND: ClassVar[str] = "sets"
    moment: Text
    day: Day
    by: Text | None = None
    clause: Text | None = None


class _Counted(Fact):
    by: Names | None = None
    number: Number | None = None

    @model_validator(mode="after")
    def _names_or_number(self) -> "_Counted":
        if (self.by is None) == (self.number is None):
            raise PydanticCustomError("counted", "expected by = [names] or number = HOW MANY, one of the two")
        return self


class Demands(_Counted):
    """Names for a demand, such as letters that ask for a ballot of confidence."""

    KIND: ClassVar[str] = "demands"
    gate: Text
    body: Text


class _Voted(Fact):
    """The papers and the people that every vote has beside what was voted on."""

    blank: Number = 0
    spoilt: Number = 0
    not_returned: Number | None = None
    entitled: Number | None = None
    present: Number | None = None
    members: Number | None = None
    seats_filled: Number | None = Field(None, alias="seats-filled")

    @property
    def people(self) -> dict[str, Fraction]:
        """The numbers of people that were stated, by the name of the base."""
        stated = {
            "entitled": self.entitled,
            "present": self.present,
            "members": self.members,
            "seats-filled": self.seats_filled,
        }
        return {name: Fraction(number) for name, number in stated.items() if number is not None}


class Put(_Voted):
    """A motion and its figures."""

    KIND: ClassVar[str] = "put"
    motion: Text
    ayes: Number
    noes: Number
    abstentions: Number = 0
    cast: bool | None = None


class Nominates(_Counted):
    """Nominations with force."""

    KIND: ClassVar[str] = "nominates"
    candidate: Text
    body: Text


class Unnominates(Fact):
    """Nominations taken back."""

    KIND: ClassVar[str] = "unnominates"
    candidate: Text
    by: Names


class Withdraws(Fact):
    """A candidate withdraws."""

    KIND: ClassVar[str] = "withdraws"
    candidate: Text


class RoundHeld(_Voted):
    """One round of a ballot."""

    KIND: ClassVar[str] = "round"
    ballot: Text
    votes: Annotated[dict[Text, Number], Field(min_length=1)]
    chosen: Text | None = None


class Reopens(Fact):
    """Nominations open again."""

    KIND: ClassVar[str] = "reopens"
    until: Day
    why: Text
    by: Text | None = None


class Ruling(Fact):
    """A ruling where the rules are silent.

    `about = "round"`: after the latest round of `ballot`, `out` go out (nobody: the round is held again);
    `about = "nomination"`: the nomination of `candidate` by `of` counts: of somebody who nominated two, this one; of a
    candidate's own name (`of` is the candidate), that it counts at all; with `counts = false`, that it does not;
    `about = "withdrawal"`: the name of `candidate` is `struck` from papers that are out, or stays;
    `about = "elected"`: `candidate` is elected, as where a sole candidate or a tie is left open.
    """

    KIND: ClassVar[str] = "rules"
    about: Literal["round", "nomination", "withdrawal", "elected"]
    by: Text
    authority: Text | None = None
    why: Text | None = None
    ballot: Text | None = None
    out: list[Text] | None = None
    candidate: Text | None = None
    of: Text | None = None
    struck: bool | None = None
    counts: bool = True

    @property
    def author(self) -> str:
        """Who ruled, under which authority, and why, in words."""
        under = f" under {self.authority}" if self.authority else " (no authority named)"
        return f"{self.by}{under}{f': {self.why}' if self.why else ''}"

    @property
    def words(self) -> str:
        """What was ruled."""
        match self.about:
            case "round":
                return f"after the latest round of {self.ballot}: out {', '.join(self.out or ()) or 'nobody'}"
            case "nomination":
                return (
                    f"the nomination of {self.candidate} by {self.of} {'counts' if self.counts else 'does not count'}"
                )
            case "withdrawal":
                return f"the name of {self.candidate} {'is struck' if self.struck else 'stays on the papers'}"
            case _:
                return f"{self.candidate} is elected"

    @model_validator(mode="after")
    def _asks(self) -> "Ruling":
        needed = {
            "round": (self.ballot, self.out),
            "nomination": (self.candidate, self.of),
            "withdrawal": (self.candidate, self.struck),
            "elected": (self.candidate,),
        }[self.about]
        if any(value is None for value in needed):
            words = {"round": "ballot and out", "nomination": "candidate and of", "withdrawal": "candidate and struck"}
            raise PydanticCustomError(
                "ruling",
                "a ruling about {about} needs {words}",
                {"about": self.about, "words": words.get(self.about, "candidate")},
            )
        return self


class Supports(Fact):
    """A statement of support, without force."""

    KIND: ClassVar[str] = "supports"
    candidate: Text
    by: Names
    as_: Text = Field("person", alias="as")
    where: Text | None = None


class Calls(Fact):
    """A call on a holder to go, without force."""

    KIND: ClassVar[str] = "calls"
    person: Text
    by: Names
    as_: Text = Field("person", alias="as")
    where: Text | None = None


KINDS: Mapping[str, type[Fact]] = {
    kind.KIND: kind
    for kind in (
        Holder, Vacates, Acts, Size, Joins, Parts, States, Sets, Demands, Put, Nominates, Unnominates, Withdraws,
        RoundHeld, Reopens, Ruling, Supports, Calls,
    )
}  # fmt: skip


def receive_facts_toml(raw: bytes, what: str) -> list[Fact]:
    """Read `[[fact]]` tables; `what` names the file in messages.

    Raises:
        Malformed: not TOML, another table, or a fact that is not of the list; the message counts the facts from 1.
    """
    try:
        tables = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise Malformed(f"{what}: not TOML in UTF-8 ({str(fault)[:200]})") from None
    if set(tables) - {"fact"}:
        raise Malformed(
            f"{what}: found the table {sorted(set(tables) - {'fact'})[0]!r}; expected [[fact]] tables alone"
        )
    return _receive(tables.get("fact", []), what)


def receive_facts_jsonl(raw: bytes, what: str) -> list[Fact]:
    """Read one JSON object a line; empty lines are passed over.

    Raises:
        Malformed: a line that is no JSON object, or a fact that is not of the list.
    """
    lines = [line for line in raw.split(b"\n") if line.strip()]
    return _receive([receive_json(line, f"{what}, fact {index}") for index, line in enumerate(lines, 1)], what)


def _receive(tables: object, what: str) -> list[Fact]:
    if not isinstance(tables, Sequence) or isinstance(tables, str) or len(tables) > MAX_FACTS:
        raise Malformed(f"{what}: expected a list of at most {MAX_FACTS:,} facts")
    return [_fact(table, f"{what}, fact {index}") for index, table in enumerate(tables, 1)]


def _fact(table: object, where: str) -> Fact:
    if not isinstance(table, Mapping) or not isinstance(table.get("kind"), str):
        raise Malformed(f"{where}: expected an object with kind and on")
    kind = KINDS.get(table["kind"])
    if kind is None:
        raise Malformed(f"{where}: found the kind {table['kind'][:40]!r}, expected one of {', '.join(KINDS)}")
    for key, value in table.items():
        if isinstance(value, datetime):
            raise Malformed(f"{where}: {key} has a time of day; expected a day such as 2016-07-12")
    try:
        return kind.model_validate(dict(table))
    except (ValidationError, ValueError) as fault:
        raise Malformed(f"{where} ({kind.KIND}): {_told(fault)}") from None


def _told(fault: Exception) -> str:
    if not isinstance(fault, ValidationError):
        return str(fault)[:200]
    first = fault.errors()[0]
    path = ".".join(str(part) for part in first["loc"])
    found = json.dumps(first.get("input"), default=str, ensure_ascii=False)[:60]
    if first["type"] == "missing":
        return f"{path} is missing"
    if first["type"] == "extra_forbidden":
        return f"there is no key {path!r} in a fact of this kind"
    if first["type"] in ("counted", "ruling"):
        return str(first["msg"])
    return f"{path}: found {found}: {first['msg'][:1].lower()}{first['msg'][1:]}"
