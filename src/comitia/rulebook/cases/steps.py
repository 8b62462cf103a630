"""The steps of a case, as values behind the door: what was put, by which rule, with which figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from comitia.rulebook.arithmetic.condition import Condition
from comitia.rulebook.arithmetic.figures import Division, Field
from comitia.rulebook.arithmetic.gate import Route
from comitia.rulebook.arithmetic.motion import Tie
from comitia.rulebook.arithmetic.rounds import Elimination
from comitia.rulebook.arithmetic.weighted import Section


@dataclass(frozen=True, slots=True)
class MotionStep:
    """One motion: the division, the conditions that must all hold, and what is said of ties."""

    kind: str
    name: str
    division: Division
    requires: tuple[Condition, ...]
    tie: Tie | None


@dataclass(frozen=True, slots=True)
class SectionalStep:
    """One motion put in several sections; `combine` is all, any or separate."""

    kind: str
    name: str
    sections: tuple[MotionStep, ...]
    combine: str


@dataclass(frozen=True, slots=True)
class Continuity:
    """What connects a round with the round before it."""

    withdrawn: tuple[str, ...] = ()
    new_candidates: tuple[str, ...] = ()
    fresh_field: bool = False
    transfers: Mapping[str, Fraction] | None = None


@dataclass(frozen=True, slots=True)
class RoundStep:
    """One round between candidates. `chosen`: whom a casting vote or lot took, where the rule provides for it."""

    kind: str
    name: str
    where: str
    field: Field
    win: tuple[Condition, ...]
    eliminate: Elimination
    chosen: str | None
    continuity: Continuity


@dataclass(frozen=True, slots=True)
class WeightedStep:
    """One round of an electoral college."""

    kind: str
    name: str
    where: str
    sections: tuple[Section, ...]
    eliminate: Elimination
    continuity: Continuity


@dataclass(frozen=True, slots=True)
class GateStep:
    """Nominations of candidates (`nomination`), or a demand signed by enough (`trigger`)."""

    kind: str
    name: str
    routes: tuple[Route, ...]
    combine: str
    place: str
    incumbent: str | None
    withdrawn: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CertifiedStep:
    """A result declared without figures: believed as certified, and said to be so."""

    kind: str
    name: str
    certificate: str
    winner: str | None


Step: TypeAlias = MotionStep | SectionalStep | RoundStep | WeightedStep | GateStep | CertifiedStep


@dataclass(frozen=True, slots=True)
class Case:
    """One case behind the door: identifier, title, the rule in words, and the steps in order."""

    id: str
    title: str
    rule_text: str
    steps: tuple[Step, ...]
