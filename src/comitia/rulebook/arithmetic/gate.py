"""A gate: who has enough nominations, or does a demand have enough names?

A gate has one or more routes, each with its own threshold, joined by `all` or `any`. A threshold is a count, or a share
of a body; the share is *reached*, so 20 per cent of 251 (50.2) needs 51. A nomination that was not handed in does not
exist; one whose number was not published is unknown, and nobody is passed or failed on it.

The incumbent's place is a rule of its own: `automatic` (on the ballot unasked), `needs` (the same nominations as a
challenger), `none` (there is no incumbent), `silent`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from comitia.rulebook.arithmetic.numbers import share_words, show, smallest_whole
from comitia.rulebook.arithmetic.rounds import names

INCUMBENT_PLACES = ("automatic", "needs", "none", "silent")


@dataclass(frozen=True, slots=True)
class Route:
    """One way through: at least (or, `strict`, more than) `share` of `of`, or `count`. None received means unknown."""

    name: str
    share: Fraction | None = None
    of: Fraction | None = None
    count: Fraction | None = None
    strict: bool = False
    received: Mapping[str, Fraction | None] = field(default_factory=dict)

    @property
    def required(self) -> int:
        """The smallest whole number that reaches the threshold."""
        if self.count is not None:
            return smallest_whole(self.count, strict=self.strict)
        assert self.share is not None and self.of is not None, "the door lets no route in without a threshold"
        return smallest_whole(self.share * self.of, strict=self.strict)

    def passes(self, name: str) -> bool | None:
        """Did `name` get enough here? None if the number is not known; nobody else's silence counts as a nomination."""
        if not self.received:
            return None
        number = self.received.get(name, Fraction(0))
        return None if number is None else number >= self.required

    @property
    def met(self) -> bool:
        """Somebody (or the demand) reached the threshold."""
        return any(self.passes(name) for name in self.received)

    @property
    def sentence(self) -> str:
        """The threshold and who reached it, for people."""
        if self.count is not None:
            needs = f"{self.name}: {self.required:,} needed"
        else:
            degree = f"{'more than ' if self.strict else ''}{share_words(self.share or Fraction(0))}"
            needs = f"{self.name}: {degree} of {show(self.of or Fraction(0))} needs {self.required:,}"
        told = [f"{who} {'unknown' if number is None else show(number)}" for who, number in self.received.items()]
        return f"{needs}; received: {', '.join(told) or 'not stated'}"


@dataclass(frozen=True, slots=True)
class GateOutcome:
    """Who passed and who failed, in the order of the nominations; `silent` says on what nothing can be said."""

    qualified: tuple[str, ...]
    failed: tuple[str, ...]
    silent: str | None = None


def decide_gate(
    routes: Sequence[Route], combine: str, place: str, incumbent: str | None, withdrawn: Sequence[str]
) -> GateOutcome:
    """Decide one gate for all who were nominated; those who withdrew neither pass nor fail."""
    return decide_grouped_gate([[route] for route in routes], combine, place, incumbent, withdrawn)


def decide_grouped_gate(
    groups: Sequence[Sequence[Route]], combine: str, place: str, incumbent: str | None, withdrawn: Sequence[str]
) -> GateOutcome:
    """Decide a gate whose ways through may each ask several bodies: a group is passed where all its routes are."""
    nominated = list(dict.fromkeys(name for group in groups for route in group for name in route.received))
    if place == "needs" and incumbent is not None and incumbent not in nominated:
        nominated.append(incumbent)
    if place in ("automatic", "silent") and incumbent in nominated:
        nominated.remove(incumbent)
    standing = [name for name in nominated if name not in withdrawn]
    verdicts = {
        name: _joined([_joined([route.passes(name) for route in group], "all") for group in groups], combine)
        for name in standing
    }
    qualified = [name for name in standing if verdicts[name] is True]
    unknown = [name for name in standing if verdicts[name] is None]
    if place == "automatic" and incumbent is not None and incumbent not in withdrawn:
        qualified.append(incumbent)
    silent = f"the number received by {names(unknown)} is not stated" if unknown else None
    if place == "silent":
        silent = "the incumbent's place"
    return GateOutcome(tuple(qualified), tuple(name for name in standing if verdicts[name] is False), silent)


def _joined(passed: Sequence[bool | None], combine: str) -> bool | None:
    decisive = combine == "any"
    if decisive in passed:
        return decisive
    return None if None in passed else not decisive
