"""Nominations and demands of a case file: routes, thresholds, the incumbent's place."""

from fractions import Fraction

from comitia.errors import Malformed
from comitia.rulebook.arithmetic.gate import INCUMBENT_PLACES, Route
from comitia.rulebook.arithmetic.numbers import show
from comitia.rulebook.cases.entry import Entry
from comitia.rulebook.cases.steps import GateStep


def read_gate(step: Entry) -> GateStep:
    """One gate with its routes."""
    return GateStep(
        kind=step.text("kind"),
        name=step.text("name"),
        routes=tuple(_read_route(Entry(r.value, f"{step.where}, {r.text('name')}")) for r in step.each("routes")),
        combine=step.word("combine", ("all", "any"), "all"),
        place=step.word("incumbent", INCUMBENT_PLACES, "none"),
        incumbent=step.text("incumbent_name") if step.has("incumbent_name") else None,
        withdrawn=step.texts("withdrawn"),
    )


def _read_route(route: Entry) -> Route:
    threshold = route.inner("threshold")
    threshold.only("share", "of", "count", "op", "rounding")
    share, of, count = threshold.share("share"), threshold.number("of"), threshold.number("count")
    if (share is None) == (count is None):
        raise Malformed(f"{threshold.where}: expected either a share with its `of` or a count, exactly one of them")
    if share is not None and of is None:
        raise threshold.refuse("of", "the number of which the share is taken")
    # A share is reached: it is never rounded to the nearest, nor down.
    threshold.word("rounding", ("up", "reach"), "up")
    received = _read_received(route)
    for name, number in received.items():
        if of is not None and number is not None and number > of:
            raise Malformed(
                f"{route.where}: {show(number)} received by {name}, but the body has only {show(of)} members"
            )
    strict = threshold.word("op", (">", ">="), ">=") == ">"
    return Route(route.text("name"), share, of, count, strict, received)


def _read_received(route: Entry) -> dict[str, Fraction | None]:
    if not route.has("received"):
        return {}
    received = route.inner("received")
    numbers = {name: received.number(name) for name in received.value}
    for name, number in numbers.items():
        if number is not None and number.denominator != 1:
            raise Malformed(f"{route.where}: {name}: found {show(number)}, expected a whole number of people")
    return numbers
