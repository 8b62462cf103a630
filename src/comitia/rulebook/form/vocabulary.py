"""The closed vocabulary of a rulebook: what can be said, and in which words. It is one file because it is one list.

Each class is one kind of entry, `[kind.name]` in a TOML block; keys are written with hyphens (`more-than`). A key that
is not here is a fault, never ignored. There is no default for strictness, for the base of a share, or for ties: what
the rules do not say is written as silence (`tie = "silent"`), and the engine stops there and asks for a ruling.

Values with dates. Any value may be a list of `{ from, until, value, reading, clause }`: the last one that has begun is
in force; `from` is the first day, `until` the last. A whole entry may have `from`, `until` and `reading` too.

References are names: `office = "leader"`, `opens = "ballot.members"`. `check` follows every one.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from comitia.errors import Malformed
from comitia.rulebook.arithmetic.condition import Condition
from comitia.rulebook.arithmetic.motion import Tie
from comitia.rulebook.arithmetic.numbers import exact
from comitia.rulebook.arithmetic.rounds import Elimination

Text: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
Name: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]
Reference: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z]+\.[a-z0-9][a-z0-9_-]{0,59}$")]
Base: TypeAlias = Literal[
    "yes+no", "valid", "marked", "cast", "entitled", "members", "seats-filled", "present", "continuing"
]
Measure: TypeAlias = Literal["yes", "turnout", "valid-votes", "present", "top", "lead"]
TieWord: TypeAlias = Literal["not-carried", "carried", "casting-vote", "rerun", "silent"]
Force: TypeAlias = Literal["binding", "advisory", "conditional", "convention"]


def _one_or_many(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


class Word(BaseModel):
    """What every table has in common: closed, frozen, keys with hyphens."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        alias_generator=lambda name: name.rstrip("_").replace("_", "-"),
        populate_by_name=False,
    )


class Span(Word):
    """A time: days, months or years. Clear days leave out the first and the last; working days leave out weekends."""

    days: int | None = Field(None, ge=0, le=10_000)
    months: int | None = Field(None, ge=0, le=1_000)
    years: int | None = Field(None, ge=0, le=100)
    hours: int | None = Field(None, ge=0, le=10_000)
    kind: Literal["calendar", "clear", "working"] = "calendar"

    @model_validator(mode="after")
    def _one_unit(self) -> "Span":
        if sum(unit is not None for unit in (self.days, self.months, self.years, self.hours)) != 1:
            raise PydanticCustomError("span", "expected exactly one of days, months, years, hours")
        if self.kind != "calendar" and self.days is None:
            raise PydanticCustomError("span", "clear and working times are counted in days; expected days = NUMBER")
        return self


class Threshold(Word):
    """`{ more-than = "1/2", of = "yes+no" }` or `{ at-least = 30 }`: strictness, size, base; nothing has a default."""

    more_than: int | str | None = None
    at_least: int | str | None = None
    of: Base | None = None
    measure: Measure | None = None

    @model_validator(mode="after")
    def _whole(self) -> "Threshold":
        if (self.more_than is None) == (self.at_least is None):
            raise PydanticCustomError(
                "threshold", "a threshold without strictness; expected more-than or at-least, one of them"
            )
        size = self.size
        try:
            number = exact(size)
        except Malformed as fault:
            raise PydanticCustomError("threshold", "{reason}", {"reason": str(fault)}) from None
        if number < 0 or (isinstance(size, str) and number > 1):
            raise PydanticCustomError(
                "threshold", 'a share outside 0 to 1; expected such as "1/2", "15%", or a whole count'
            )
        if isinstance(size, str) and self.of is None:
            raise PydanticCustomError(
                "threshold", "a share without base; expected of = one of {bases}", {"bases": _BASES}
            )
        if isinstance(size, int) and self.of is not None:
            raise PydanticCustomError("threshold", "a count has no base; expected a share in quotes, or no `of`")
        return self

    @property
    def size(self) -> int | str:
        """The share (text) or the count (whole number) as it is written."""
        written = self.more_than if self.more_than is not None else self.at_least
        assert written is not None, "one of the two is given"
        return written

    @property
    def strict(self) -> bool:
        """More than, not at least."""
        return self.more_than is not None

    def condition(self, measure: str, *, quorum: bool = False) -> Condition:
        """The condition that this threshold puts on a measure (its own measure first)."""
        measure = self.measure or measure
        if isinstance(self.size, int):
            return Condition(measure, self.strict, count=exact(self.size), quorum=quorum)
        return Condition(measure, self.strict, exact(self.size), self.of, quorum=quorum)


_BASES = '"yes+no", "valid", "marked", "cast", "entitled", "members", "seats-filled", "present", "continuing"'


class Quorum(Threshold):
    """A threshold on taking part, and what its failure means: the vote is invalid, or the motion is lost."""

    measure: Literal["turnout", "valid-votes", "present", "yes"]
    short: Literal["invalid", "lost"]


class Entry(Word):
    """What every entry has: the clause it stands in, its days of force, the reading it rests on."""

    WORD: ClassVar[str] = ""
    clause: Text
    from_: date | None = None
    until: date | None = None
    reading: Name | None = None
    note: Text | None = None


class Body(Entry):
    """Who decides: an assembly, a committee, all members; `members`: its statutory number, `of`: bodies it combines."""

    WORD: ClassVar[str] = "body"
    title: Text
    members: int | None = Field(None, ge=0)
    of: list[Name] = []
    chair: Name | None = None


class Electorate(Entry):
    """Who may vote: members of a body of whom `when` is true, at the `freeze` (a day, a moment, or "none")."""

    WORD: ClassVar[str] = "electorate"
    title: Text
    body: Name
    when: Text
    freeze: date | Literal["none", "vote", "nominations-close", "ballot-opens", "notice"] = "none"
    section: Name | None = None
    weight: Text = "1"


class Office(Entry):
    """A post: how many hold it, how it is filled, for how long, who may hold it."""

    WORD: ClassVar[str] = "office"
    title: Text
    filled: Literal["elected", "appointed", "ex-officio", "constructive"]
    by: Name | None = None
    ex_officio_of: Name | None = None
    holders: int = Field(1, ge=1, le=1_000)
    term: Span | None = None
    eligible: Text | None = None


class Motion(Entry):
    """A question put to a body: what carries it, what a tie means, what follows if carried or lost."""

    WORD: ClassVar[str] = "motion"
    title: Text
    body: Name
    kind_: Literal[
        "ordinary", "confidence", "no-confidence", "constructive", "amendment", "interpretation", "election"
    ] = Field("ordinary", alias="kind")
    carries: Annotated[list[Threshold], BeforeValidator(_one_or_many), Field(min_length=1)]
    tie: TieWord
    casting: Text | None = None
    quorum: Quorum | None = None
    electorate: Name | None = None
    sections: list[Name] = []
    combine: Literal["all", "any", "separate"] | None = None
    in_section: Mapping[str, Annotated[list[Threshold], BeforeValidator(_one_or_many), Field(min_length=1)]] = {}
    office: Name | None = None
    words: Text | None = None
    question: Text | None = None
    notice: Span | None = None
    mover: Text | None = None
    seconders: int | None = Field(None, ge=0)
    secret: bool | None = None
    when: Text | None = None
    effect: list[Name]
    effect_if_lost: list[Name] = []
    force: Force | None = None

    def tie_rule(self, cast: bool | None) -> Tie:
        """The rule for ties, with the casting vote as it was given."""
        return Tie(self.tie, cast, self.casting or "the chair")

    @model_validator(mode="after")
    def _consistent(self) -> "Motion":
        if self.tie == "casting-vote" and self.casting is None:
            raise PydanticCustomError("motion", 'a casting vote of nobody; expected casting = "who has it"')
        if bool(self.sections) != (self.combine is not None):
            raise PydanticCustomError(
                "motion", 'sections need combine = "all", "any" or "separate", and combine needs sections'
            )
        if set(self.in_section) - set(self.sections):
            raise PydanticCustomError("motion", "in-section names no section of this motion")
        if self.kind_ in ("constructive", "election") and self.office is None:
            raise PydanticCustomError("motion", "a motion that elects names its office; expected office = NAME")
        return self


class Route(Word):
    """One way through a gate: enough names from these bodies."""

    title: Text | None = None
    from_: Annotated[list[Name], Field(min_length=1)]
    needs: Threshold
    each: bool = False


class Gate(Entry):
    """Nominations, or a demand: which bodies, how many names, by which routes; what it opens; the incumbent's place."""

    WORD: ClassVar[str] = "gate"
    title: Text
    office: Name | None = None
    kind_: Literal["nomination", "demand"] = Field("nomination", alias="kind")
    routes: Annotated[list[Route], Field(min_length=1)]
    combine: Literal["all", "any"] = "all"
    when: Text | None = None
    eligible: Text | None = None
    incumbent: Literal["automatic", "needs", "none", "silent"]
    own_name: Literal["counts", "does-not-count", "silent"] | None = None
    short: Literal["void", "silent"] = "void"
    opens: Reference | None = None


class EliminationRule(Word):
    """Who goes out of a round: the last; those below a count or share (and the last); all but the first few; nobody."""

    kind: Literal["none", "last", "below", "top", "named"]
    keep: int | None = Field(None, ge=1, le=100)
    below: int | str | None = None
    of: Base | None = None
    also_last: bool = False
    tie: Literal["silent", "all", "lot"] | None = None

    @model_validator(mode="after")
    def _whole(self) -> "EliminationRule":
        if (self.kind == "below") != (self.below is not None):
            raise PydanticCustomError(
                "elimination", 'kind = "below" says below what: below = 30, or a share with its base'
            )
        if (self.kind == "top") != (self.keep is not None):
            raise PydanticCustomError("elimination", 'kind = "top" says how many stay: keep = 2')
        if isinstance(self.below, str) and self.of is None:
            raise PydanticCustomError(
                "threshold", "a share without base; expected of = one of {bases}", {"bases": _BASES}
            )
        if self.kind in ("last", "below") and self.tie is None:
            raise PydanticCustomError(
                "elimination", 'a missing tie rule; expected tie = "silent" (nothing is said), "all" or "lot"'
            )
        return self

    def rule(self) -> Elimination:
        """The arithmetic's own value of this rule."""
        count = exact(self.below) if isinstance(self.below, int) else None
        share = exact(self.below) if isinstance(self.below, str) else None
        return Elimination(self.kind, count, share, self.of, self.keep or 2, self.also_last, self.tie == "all")


class Ballot(Entry):
    """A stage of an election: who votes, by which method, who wins, who goes out, what comes next."""

    WORD: ClassVar[str] = "ballot"
    title: Text
    office: Name
    voters: Annotated[list[Name], Field(min_length=1)]
    counts: Literal["once", "each"] = "once"
    method: Literal["plurality", "majority", "exhaustive", "preferential", "stv", "college"]
    wins: Annotated[list[Threshold], BeforeValidator(_one_or_many)]
    tie: Literal["silent", "rerun", "lot", "casting-vote"]
    eliminate: EliminationRule
    elects: bool = True
    leaves: int | None = Field(None, ge=1, le=100)
    then: Name | None = None
    sole: Literal["elected", "voted-on", "silent"]
    nobody: Literal["silent", "reopen"] = "silent"
    quorum: Quorum | None = None
    secret: bool | None = None
    effect: list[Name]

    @model_validator(mode="after")
    def _consistent(self) -> "Ballot":
        if self.elects and not self.wins:
            raise PydanticCustomError(
                "ballot", "a ballot that elects says who wins; expected wins = { more-than = ..., of = ... }"
            )
        if not self.elects and (self.then is None or self.leaves is None):
            raise PydanticCustomError(
                "ballot", "a ballot that elects nobody says when it stops and what comes next: leaves, then"
            )
        return self


class Succession(Entry):
    """Who acts when an office falls vacant, until when, with whose approval."""

    WORD: ClassVar[str] = "succession"
    title: Text
    office: Name
    when: Text | None = None
    takes: Literal["acts", "becomes", "appoints", "jointly", "vacant"]
    who: list[Text]
    ends: Text
    approval: Text | None = None
    then: Reference | None = None


class Immunity(Entry):
    """A time in which something may not be put again; `from` an outcome of a motion; whether the body may lift it."""

    WORD: ClassVar[str] = "immunity"
    title: Text
    after: Name
    outcome: Literal["carried", "lost"]
    lasts: Span
    against: Annotated[list[Reference], Field(min_length=1)]
    unless: Text | None = None


class Deadline(Entry):
    """One date of a timetable: so long after, or before, another moment."""

    WORD: ClassVar[str] = "deadline"
    title: Text
    of: Reference
    moment: Name
    after: Name | None = None
    before: Name | None = None
    within: Span
    at: Text | None = None

    @model_validator(mode="after")
    def _one_anchor(self) -> "Deadline":
        if (self.after is None) == (self.before is None):
            raise PydanticCustomError("deadline", "expected after = MOMENT or before = MOMENT, exactly one of them")
        return self


class Effect(Entry):
    """What a decision does to an office, or who must or may act, within what time, and what happens otherwise."""

    WORD: ClassVar[str] = "effect"
    office: Name | None = None
    event: Literal["leaves", "remains", "takes", "acts", "barred", "may-stand", "must-resign"] | None = None
    who: Text | None = None
    modality: Literal["must", "may"] | None = None
    does: Text | None = None
    within: Span | None = None
    otherwise: Text | None = None
    triggers: list[Reference] = []
    force: Force | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Effect":
        on_office, on_person = self.event is not None, self.does is not None
        if on_office == on_person:
            raise PydanticCustomError(
                "effect", "expected office with event, or who with does (and modality), one of the two"
            )
        if on_office and self.office is None:
            raise PydanticCustomError("effect", "an event without its office; expected office = NAME")
        if on_person and self.who is None:
            raise PydanticCustomError("effect", 'an act of nobody; expected who = "who acts"')
        if self.modality == "must" and self.within is not None and self.otherwise is None:
            raise PydanticCustomError(
                "effect", 'a duty with a time says what happens otherwise; expected otherwise = "..."'
            )
        return self


class Exception_(Entry):
    """A rule that departs from another: `of` which, `when`, and which of its values it puts in their place."""

    WORD: ClassVar[str] = "exception"
    of: Reference
    when: Text | None = None
    then: Mapping[str, Any]
    priority: int | None = None


class Reading(Entry):
    """How somebody with authority read a clause: question, answer, the rejected one, by whom, from when, until when."""

    WORD: ClassVar[str] = "reading"
    asks: Text
    answer: Text
    other: Text
    by: Text
    from_: date
    superseded_by: Name | None = None
    source: Text | None = None


class Fact(Entry):
    """A fact that guards may name, its type, and what it means."""

    WORD: ClassVar[str] = "fact"
    type: Literal["date", "instant", "number", "text", "texts", "truth"]
    of: Literal["member", "moment"]
    means: Text


class Silence(Entry):
    """A question that the rules leave open, said on purpose."""

    WORD: ClassVar[str] = "silence"
    on: Text
    about: Reference | None = None


class Header(Word):
    """`[rulebook]`: what this is, whose, which edition, from when, on what it rests, under which higher rulebooks."""

    id: Name
    title: Text
    organisation: Text
    edition: Text
    from_: date
    until: date | None = None
    under: list[Name] = []
    sources: Annotated[list[Text], Field(min_length=1)]
    holidays: list[date] = []


KINDS: Mapping[str, type[Entry]] = {
    model.WORD: model
    for model in (
        Body,
        Electorate,
        Office,
        Motion,
        Gate,
        Ballot,
        Succession,
        Immunity,
        Deadline,
        Effect,
        Exception_,
        Reading,
        Fact,
        Silence,
    )
}
