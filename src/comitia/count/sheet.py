"""The sheet: one value that says everything a count did, for every method.

A returning officer reads it aloud, a losing candidate's agent checks it, a program recounts from it. So it holds no
prose that is not backed by a figure, and no figure without its unit:

* amounts are exact: whole numbers of `1/unit` of a vote, or Fractions; `Sheet.show` prints them (see `Scale`);
* candidates are 0-based numbers in the order of the paper; names appear only when rendered;
* each stage has its totals, transfers, what became non-transferable and why, the quota, the transfer value and the
  clause;
* each election, exclusion, deferral and tie is a `Decision` with the figures that were compared;
* `Sheet.check()` adds up every column and refuses a sheet that has lost or made a vote.

Methods that are not counted in stages (pairwise, grades, lists) fill `pairwise`, `profiles`, `quotients` or
`tables`, and give one stage for each round that they do have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from comitia.errors import Invalid

Amount = int | Fraction
"""A number of votes in units of `1 / Scale.unit`; a Fraction only where the rule itself divides without cutting."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How amounts are to be read: `amount / unit` votes, printed with `places` decimals.

    A whole number of units always has an exact decimal form in `places` places (unit = 10^places). A Fraction that
    has none is cut (towards zero) after `places` places and marked so in `Sheet.to_json` ("exact" beside it).

    >>> Scale(unit=100000, places=5).show(51713156)
    '517.13156'
    >>> Scale(unit=1, places=4).show(Fraction(1, 3))
    '0.3333'
    """

    unit: int = 1
    places: int = 0

    def show(self, amount: Amount) -> str:
        """The amount in votes as a decimal string."""
        scaled = Fraction(amount) * 10**self.places / self.unit
        digits = abs(scaled.numerator) // scaled.denominator
        sign = "-" if scaled < 0 and digits else ""
        if self.places == 0:
            return f"{sign}{digits}"
        whole, rest = divmod(digits, 10**self.places)
        return f"{sign}{whole}.{rest:0{self.places}d}"

    def votes(self, amount: Amount) -> Fraction:
        """The amount in votes, exactly."""
        return Fraction(amount) / self.unit


VOTES = Scale()
"""Whole votes."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that was compared: whose, at which stage, how much. `what` says so in words if it is not a total."""

    amount: Amount
    candidate: int | None = None
    stage: int | None = None
    what: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Something the rule settled, and why.

    `kind` is one of: elected, excluded, withdrawn, surplus, deferred, tie, quota, carried, lost, barred, note.
    `reason` is a full sentence with names and figures; `figures` are the same numbers, for machines.
    """

    kind: str
    candidates: tuple[int, ...]
    clause: str
    reason: str
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Draw:
    """A lot: the seed, what was drawn for, and the digest of each candidate; the lowest digest is drawn."""

    seed: str
    context: str
    digests: tuple[tuple[int, str], ...]
    commitment: str = ""


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie and its settling, step by step.

    `wanted` says what the chosen candidate was chosen for ("to be excluded", "to be elected", "whose surplus goes
    first"). `among` were equal at first, `last_among` when the last tie rule was applied.
    `steps` are sentences, one for each tie rule applied; `otherwise` lists, for a tie that fell to lot or ruling,
    who would have won had it fallen on each other candidate.
    """

    number: int
    stage: int | None
    among: tuple[int, ...]
    last_among: tuple[int, ...]
    chosen: int
    wanted: str
    clause: str
    settled_by: str
    steps: tuple[str, ...] = ()
    draw: Draw | None = None
    otherwise: tuple[tuple[int, tuple[int, ...]], ...] = ()

    @property
    def by_chance(self) -> bool:
        """Whether another outcome was possible under the rule."""
        return self.settled_by in {"lot", "ruling"}


@dataclass(frozen=True, slots=True)
class Flow:
    """Votes that moved in one stage from one candidate to another (`None`: to non-transferable, with its cause)."""

    source: int
    target: int | None
    amount: Amount
    papers: int | None = None
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: the position after it, and what was done to get there.

    `totals[c]` and `transfers[c]` run over all candidates; `non_transferable` is the running total by cause.
    `values` gives for each subject the transfer value (WIGM, ERS97) or for each candidate the keep factor (Meek).
    """

    number: int
    action: str
    subjects: tuple[int, ...]
    clause: str
    totals: tuple[Amount, ...]
    transfers: tuple[Amount, ...]
    non_transferable: tuple[tuple[str, Amount], ...] = ()
    quota: Amount | None = None
    transfer_value: Amount | None = None
    values: tuple[Amount, ...] | None = None
    elected: tuple[int, ...] = ()
    excluded: tuple[int, ...] = ()
    continuing: tuple[int, ...] = ()
    decisions: tuple[Decision, ...] = ()
    flows: tuple[Flow, ...] = ()
    title: str = ""

    @property
    def lost(self) -> Amount:
        """All that is non-transferable so far."""
        return sum((amount for _, amount in self.non_transferable), 0)

    @property
    def column(self) -> Amount:
        """What the column adds up to."""
        return sum(self.totals, 0) + self.lost


@dataclass(frozen=True, slots=True)
class Margin:
    """How near a decision was: `amount` units between the candidate chosen and the next."""

    stage: int
    kind: str
    chosen: tuple[int, ...]
    other: int
    amount: Amount
    sentence: str


@dataclass(frozen=True, slots=True)
class Pairwise:
    """`wins[a][b]`: votes that prefer a to b. `paths[a][b]`: strength of the strongest path, where the method has
    them.
    """

    wins: tuple[tuple[int, ...], ...]
    paths: tuple[tuple[Amount, ...], ...] | None = None
    ranking: tuple[tuple[int, ...], ...] = ()
    edges: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class GradeProfiles:
    """`counts[c][k]`: papers that gave candidate c the grade k (best first); `medians[c]`: index of the median
    grade.
    """

    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    medians: tuple[int, ...]
    ranking: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Quotient:
    """A list's claim to one seat: its votes divided by `divisor` (or its remainder), and the seat that it won."""

    candidate: int
    value: Fraction
    divisor: Fraction | None
    seat: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """A further table that a method shows; cells are amounts, whole numbers (`bool` never) or words."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Amount | str | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole count. `winners` stand in the order of election; `seats_won[c]` is for lists, `outcome` for
    divisions.
    """

    method: str
    title: str
    source: str
    candidates: tuple[str, ...]
    seats: int
    scale: Scale
    papers: int
    valid: Amount
    winners: tuple[int, ...]
    stages: tuple[Stage, ...] = ()
    quota: Amount | None = None
    irregular: Mapping[str, int] = field(default_factory=dict)
    rejected: Mapping[str, int] = field(default_factory=dict)
    withdrawn: tuple[int, ...] = ()
    ties: tuple[Tie, ...] = ()
    margins: tuple[Margin, ...] = ()
    pairwise: Pairwise | None = None
    profiles: GradeProfiles | None = None
    quotients: tuple[Quotient, ...] = ()
    seats_won: tuple[int, ...] | None = None
    outcome: str | None = None
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    contest: str = ""
    column: Amount | None = None
    """What each column adds to where a paper gives several votes; `None`: the valid vote."""

    def show(self, amount: Amount) -> str:
        """The amount in votes as a decimal string, in this sheet's number of places."""
        return self.scale.show(amount)

    def names(self, who: tuple[int, ...]) -> tuple[str, ...]:
        """The names of candidates."""
        return tuple(self.candidates[c] for c in who)

    @property
    def winner_names(self) -> tuple[str, ...]:
        """Winners by name, in the order of election."""
        return self.names(self.winners)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """Every decision of every stage, in order."""
        return tuple(decision for stage in self.stages for decision in stage.decisions)

    def stage(self, number: int) -> Stage:
        """The stage with that number (1-based)."""
        return self.stages[number - 1]

    def excluded_at(self, stage: int) -> str | tuple[str, ...] | None:
        """Who was excluded by what stage `stage` showed: a name, several names, or `None`."""
        names = self.names(self.stages[stage - 1].excluded)
        return names[0] if len(names) == 1 else names or None

    def elected_at(self, stage: int) -> tuple[str, ...]:
        """Who was elected at that stage."""
        return self.names(self.stages[stage - 1].elected)

    def check(self) -> None:
        """Every column adds to the valid vote, and nobody has fewer than no votes.

        Raises:
            Invalid: a stage has lost or made votes: the count is wrong and must not be declared.
        """
        expected = self.valid if self.column is None else self.column
        for stage in self.stages:
            if stage.column != expected or min(stage.totals, default=0) < 0:
                raise Invalid(
                    f"{self.method}: stage {stage.number} adds to {self.show(stage.column)}, expected "
                    f"{self.show(expected)} and nobody below 0; the count is wrong, do not declare it"
                )

    def to_json(self) -> dict[str, Any]:
        """The sheet as plain JSON values; the schema is described in docs/counting/sheet.md."""
        from comitia.count.sheet_json import sheet_to_json

        return sheet_to_json(self)
