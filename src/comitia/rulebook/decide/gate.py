"""Decide a gate under a rulebook: how many names are needed, who has them, what that opens."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from comitia.errors import Malformed, OutOfOrder
from comitia.rulebook.arithmetic.gate import Route as Weighed
from comitia.rulebook.arithmetic.gate import decide_grouped_gate
from comitia.rulebook.arithmetic.numbers import exact, show
from comitia.rulebook.arithmetic.rounds import names
from comitia.rulebook.decide.decision import Decision, readings_of, source_words, trigger
from comitia.rulebook.form.book import RulesOfDay
from comitia.rulebook.form.vocabulary import Body, Gate, Route

DEMAND = "demand"


def decide_nominations(
    rules: RulesOfDay,
    name: str,
    sizes: Mapping[str, int],
    received: Mapping[str, Mapping[str, int]],
    facts: Mapping[str, Any],
    *,
    withdrawn: Sequence[str] = (),
) -> Decision:
    """Decide the gate `name`.

    `sizes`: how many each body has now; `received`: for each candidate (for a demand: under "demand") how many names
    from each body. The incumbent is the fact `holder(OFFICE)`, None where nobody holds it.

    Raises:
        Unprovided: no such gate in force, or exceptions that contradict each other.
        OutOfOrder: its guard is false.
        Malformed: a size or fact that is missing, or more names than a body has members.
    """
    found = rules.applied("gate", name, facts)
    gate = found.as_(Gate)
    if not rules.opens(found, facts):
        raise OutOfOrder(f"{gate.title} ({gate.clause}) is not open: it needs {gate.when}")
    incumbent = _incumbent(gate, facts)
    groups = [weigh_route(route, rules, sizes, received) for route in gate.routes]
    routes = [weighed for group in groups for weighed in group]
    place = gate.incumbent if incumbent is not None else "none"
    outcome = decide_grouped_gate(groups, gate.combine, place, incumbent, withdrawn)
    is_open = bool(outcome.qualified) and not (set(outcome.qualified) == {incumbent} and place == "automatic")
    header = rules.rulebook.header
    result = "open" if is_open else "short"
    opens = (trigger(gate.opens, rules),) if is_open and gate.opens else ()
    told = [route.sentence for route in routes]
    if place == "automatic":
        told.append(f"{incumbent}, the holder, is on the ballot without nominations")
    if outcome.failed:
        told.append(f"short: {names(outcome.failed)}; the nomination is {'void' if gate.short == 'void' else 'open'}")
    who = "the demand is met" if gate.kind_ == DEMAND else f"qualified: {names(outcome.qualified)}" if is_open else ""
    headline = f"{who}; opens {opens[0].words}" if opens else who or "not enough names: nothing is opened"
    if gate.kind_ == DEMAND and not is_open:
        headline = "the demand is short: nothing is opened"
    clause = source_words(found)
    return Decision(
        subject=f"gate.{name}",
        title=gate.title,
        clause=clause,
        edition=f"{header.title}, {header.edition}",
        digest=rules.rulebook.digest,
        on=rules.day,
        result=result,
        binding="binding",
        headline=headline,
        sentence=(
            f"{rules.day.isoformat()}, {gate.title}: {headline}. {'; '.join(told)}. "
            f"Clause: {clause} ({header.title}, {header.edition})."
        ),
        tally={who: dict(numbers) for who, numbers in received.items()},
        triggers=opens,
        readings=readings_of(found.readings, rules),
        standing=outcome.qualified,
        qualified=outcome.qualified,
        failed=outcome.failed,
        silent=outcome.silent,
        derivation=tuple(told),
    )


def weigh_route(
    route: Route, rules: RulesOfDay, sizes: Mapping[str, int], received: Mapping[str, Mapping[str, int]]
) -> list[Weighed]:
    """One route over its bodies together, or with `each` one for each body.

    Raises:
        Malformed: the size of a body is not given, or more names than it has members.
    """
    for body in route.from_:
        if isinstance(route.needs.size, str) and body not in sizes:
            raise Malformed(f"the size of body.{body} is needed for a share of it; say how many it has now")
        for who, numbers in received.items():
            if body in sizes and numbers.get(body, 0) > sizes[body]:
                raise Malformed(f"{who}: {numbers[body]} names from {body}, which has only {sizes[body]} members")
    groups = [[body] for body in route.from_] if route.each else [list(route.from_)]
    return [_weighed(route, group, rules, sizes, received) for group in groups]


def _weighed(
    route: Route,
    bodies: Sequence[str],
    rules: RulesOfDay,
    sizes: Mapping[str, int],
    received: Mapping[str, Mapping[str, int]],
) -> Weighed:
    title = route.title or " and ".join(rules.need("body", body).as_(Body).title for body in bodies)
    numbers: dict[str, Fraction | None] = {
        who: Fraction(sum(by_body.get(body, 0) for body in bodies)) for who, by_body in received.items()
    }
    if isinstance(route.needs.size, int):
        return Weighed(title, count=exact(route.needs.size), strict=route.needs.strict, received=numbers)
    of = Fraction(sum(sizes[body] for body in bodies))
    return Weighed(title, exact(route.needs.size), of, strict=route.needs.strict, received=numbers)


def _incumbent(gate: Gate, facts: Mapping[str, Any]) -> str | None:
    if gate.kind_ == DEMAND or gate.office is None or gate.incumbent == "none":
        return None
    fact = f"holder({gate.office})"
    if fact not in facts:
        raise Malformed(
            f"{gate.title}: who holds {gate.office} is needed for the incumbent's place; give {fact} (or null)"
        )
    holder = facts[fact]
    return None if holder is None else str(holder)


def required_words(route: Weighed) -> str:
    """`51 of 251`, for a table."""
    return f"{route.required:,}" + (f" of {show(route.of)}" if route.of is not None else "")
