"""What is wrong between the entries of a rulebook, and where it is silent.

`read` has seen that each entry is of the vocabulary. Here each is seen beside the others, on every day on which
something changes: does every reference lead somewhere, can every guard be read and ever be true, can every office be
filled, may two exceptions hold at once? Silences are told as warnings: they are no fault, but somebody will have to
rule there.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import combinations
from typing import Any

from pydantic import ValidationError

from comitia.errors import Malformed
from comitia.rulebook.arithmetic.numbers import exact, show
from comitia.rulebook.form.book import InForce, RawEntry, Rulebook, RulesOfDay, break_days, fact_table, overlay
from comitia.rulebook.form.fault import Fault
from comitia.rulebook.form.guard import Node, read_guard
from comitia.rulebook.form.reasons import reason
from comitia.rulebook.form.satisfy import can_hold
from comitia.rulebook.form.vocabulary import Ballot, Electorate, Exception_, Gate, Motion, Office

GUARDS = ("when", "eligible")
REFERENCES: dict[str, dict[str, str]] = {
    "body": {"of": "body", "chair": "office"},
    "electorate": {"body": "body"},
    "office": {"ex-officio-of": "office"},
    "motion": {
        "body": "body",
        "office": "office",
        "electorate": "electorate",
        "sections": "electorate",
        "effect": "effect",
        "effect-if-lost": "effect",
    },
    "gate": {"office": "office", "opens": ""},
    "ballot": {"office": "office", "voters": "electorate", "then": "ballot", "effect": "effect"},
    "succession": {"office": "office", "then": ""},
    "immunity": {"after": "motion", "against": ""},
    "deadline": {"of": ""},
    "effect": {"office": "office", "triggers": ""},
    "exception": {"of": ""},
    "reading": {"superseded-by": "reading"},
    "silence": {"about": ""},
}


def check_rulebook(rulebook: Rulebook) -> list[Fault]:
    """Every fault between the entries, and a warning for every silence, by line."""
    faults: set[Fault] = set()
    own = [raw for raw in rulebook.entries.values() if raw.file == rulebook.file]
    for raw in own:
        faults.update(_references(raw, rulebook))
        faults.update(_guards(raw, rulebook))
    if not any(not fault.warning for fault in faults):
        for day in _days(rulebook):
            faults.update(_on_day(rulebook.on(day)))
    faults.update(_overridden(rulebook))
    return sorted(faults)


def _days(rulebook: Rulebook) -> list[date]:
    """Every day on which the rules change, within the time of force of this edition."""
    first, last = rulebook.header.from_, rulebook.header.until or date.max
    days = {first}.union(*(break_days(raw.table) for raw in rulebook.entries.values()))
    return sorted(day for day in days if first <= day <= last)


def _references(raw: RawEntry, rulebook: Rulebook) -> Iterator[Fault]:
    wanted = [*REFERENCES.get(raw.kind, {}).items(), ("reading", "reading")]
    for key, kind in wanted:
        for name in _texts(raw.table.get(key)):
            of, _, rest = name.rpartition(".") if kind == "" else (kind, "", name)
            if (of, rest) not in rulebook.entries:
                known = ", ".join(rulebook.names(of)) or "none"
                yield _fault(raw, f"{key}: there is no {of or 'KIND'}.{rest}; there is: {known}", key)
    if raw.kind == "office" and "by" in raw.table:
        by = raw.table["by"]
        if raw.table.get("filled") == "appointed" and not any((k, by) in rulebook.entries for k in ("body", "office")):
            yield _fault(raw, f"by: there is no body.{by} and no office.{by}", "by")
    for route in raw.table.get("routes", []) if raw.kind == "gate" else []:
        for name in _texts(route.get("from")) if isinstance(route, dict) else []:
            if ("body", name) not in rulebook.entries:
                yield _fault(raw, f"routes: from: there is no body.{name}", "routes")
    if raw.kind == "exception" and isinstance(raw.table.get("then"), dict):
        for key in ("effect", "effect-if-lost"):
            for name in _texts(raw.table["then"].get(key)):
                if ("effect", name) not in rulebook.entries:
                    yield _fault(raw, f"then: {key}: there is no effect.{name}", "then")


def _guards(raw: RawEntry, rulebook: Rulebook) -> Iterator[Fault]:
    for key in GUARDS:
        for text in _guard_texts(raw.table.get(key)):
            try:
                node = read_guard(text, fact_table(rulebook.entries, freeze=raw.kind == "electorate"))
            except Malformed as fault:
                yield _fault(raw, f"{key}: {fault}", key)
                continue
            if can_hold([node]) is False:
                yield _fault(raw, f"{key}: {_never(raw.kind, key)}: {text!r} is never true", key)


def _never(kind: str, key: str) -> str:
    if kind == "electorate":
        return "an electorate nobody can be in"
    if key == "eligible":
        return "an office nobody can fill" if kind == "office" else "a gate nobody can pass"
    return "a rule that never applies"


def _on_day(rules: RulesOfDay) -> Iterator[Fault]:
    for found in rules.all("office"):
        yield from _office(found, rules)
    for found in rules.all("motion"):
        yield from _motion(found, rules)
    for found in rules.all("gate"):
        yield from _gate(found)
    for found in rules.all("ballot"):
        yield from _ballot(found, rules)
    for found in rules.all("silence"):
        yield _fault(found.raw, f"the rules are silent on {_value(found, 'on')}", "on", warning=True)
    yield from _exceptions(rules)
    yield from _deadlines(rules)


def _office(found: InForce, rules: RulesOfDay) -> Iterator[Fault]:
    office, nobody = found.as_(Office), "an office nobody can fill"
    if office.filled == "elected":
        ballots = [b for b in rules.all("ballot") if b.as_(Ballot).office == found.name and b.as_(Ballot).elects]
        motions = [
            m for m in rules.all("motion") if m.as_(Motion).kind_ == "election" and m.as_(Motion).office == found.name
        ]
        if not ballots and not motions:
            yield _fault(found.raw, f"{nobody}: elected, but no ballot or motion elects to it on {rules.day}", "filled")
        elif not any(s.raw.table.get("office") == found.name for s in rules.all("succession")):
            yield _fault(found.raw, "silent on who acts while it is vacant (no succession)", warning=True)
    if office.filled == "constructive" and not any(
        m.as_(Motion).kind_ in ("constructive", "election") and m.as_(Motion).office == found.name
        for m in rules.all("motion")
    ):
        yield _fault(found.raw, f"{nobody}: no motion names its holder on {rules.day}", "filled")
    if office.filled == "appointed" and office.by is None:
        yield _fault(found.raw, f"{nobody}: appointed, but nobody appoints; expected by = BODY or OFFICE", "filled")
    if office.filled == "ex-officio":
        seen, name = {found.name}, office.ex_officio_of
        while name is not None and name not in seen:
            seen.add(name)
            next_office = rules.find("office", name)
            name = next_office.as_(Office).ex_officio_of if next_office else None
        if office.ex_officio_of is None or name is not None:
            loop = "its chain of offices comes back to itself" if name else "it is held ex officio of no office"
            yield _fault(found.raw, f"{nobody}: {loop}", "filled")


def _motion(found: InForce, rules: RulesOfDay) -> Iterator[Fault]:
    motion = found.as_(Motion)
    for threshold in motion.carries:
        if threshold.measure in ("top", "lead") or threshold.of == "continuing":
            yield _fault(found.raw, "carries: a motion has no leading candidate and no continuing votes", "carries")
    if motion.tie == "silent":
        yield _fault(found.raw, "silent on ties", "tie", warning=True)
    if not motion.effect and not motion.effect_if_lost:
        yield _fault(
            found.raw, "no clause attaches an effect: carried or lost, it binds nothing", "effect", warning=True
        )


def _gate(found: InForce) -> Iterator[Fault]:
    gate = found.as_(Gate)
    for route in gate.routes:
        if route.needs.of in ("yes+no", "valid", "cast", "continuing"):
            yield _fault(
                found.raw,
                f"routes: nominations are no share of {route.needs.of!r}; expected entitled or members",
                "routes",
            )
    if gate.kind_ == "nomination" and gate.office is None:
        yield _fault(found.raw, "nominations for no office; expected office = NAME")
    if gate.incumbent == "silent":
        yield _fault(found.raw, "silent on the incumbent's place", "incumbent", warning=True)
    if gate.kind_ == "nomination" and gate.own_name in (None, "silent"):
        yield _fault(found.raw, "silent on whether a candidate's own name counts", "own-name", warning=True)
    if gate.short == "silent":
        yield _fault(found.raw, "silent on what becomes of a nomination below the threshold", "short", warning=True)


def _ballot(found: InForce, rules: RulesOfDay) -> Iterator[Fault]:
    ballot = found.as_(Ballot)
    if ballot.method not in ("preferential", "stv") and any(t.of == "continuing" for t in ballot.wins):
        yield _fault(found.raw, "wins: only preferential papers continue; expected of = valid or cast", "wins")
    if any(t.measure == "yes" for t in ballot.wins) or any(t.of == "yes+no" for t in ballot.wins):
        yield _fault(found.raw, "wins: a ballot between candidates has no ayes and noes", "wins")
    for key, value, what in (
        ("tie", ballot.tie, "a tie for first"),
        ("eliminate", ballot.eliminate.tie, "a tie for last place"),
        ("sole", ballot.sole, "a sole candidate"),
        ("nobody", ballot.nobody, "a contest without candidates"),
    ):
        if value == "silent":
            yield _fault(found.raw, f"silent on {what}", key, warning=True)
    if ballot.method == "college":
        voters = [rules.find("electorate", name) for name in ballot.voters]
        total = sum((exact(v.as_(Electorate).weight) for v in voters if v is not None), Fraction(0))
        if total != 1:
            yield _fault(found.raw, f"voters: the weights of the sections sum to {show(total)}, expected 1", "voters")
    seen, name = [found.name], ballot.then
    while name is not None:
        if name in seen:
            yield _fault(found.raw, f"then: the stages run in a circle: {' -> '.join([*seen, name])}", "then")
            return
        seen.append(name)
        following = rules.find("ballot", name)
        if following is None:
            yield _fault(found.raw, f"then: ballot.{name} is not in force on {rules.day}", "then")
            return
        name = following.as_(Ballot).then


def _exceptions(rules: RulesOfDay) -> Iterator[Fault]:
    standing = [found for found in rules.all("exception") if rules.stands(found)]
    for found in standing:
        exception = found.as_(Exception_)
        kind, _, name = exception.of.partition(".")
        target = rules.find(kind, name)
        if kind == "exception" or target is None:
            if kind == "exception":
                yield _fault(
                    found.raw, "of: an exception to an exception; expected the rule itself and a priority", "of"
                )
            continue
        try:
            overlay(target, found, rules.day)
        except ValidationError as fault:
            error = fault.errors()[0]
            path = tuple(str(part) for part in error["loc"] if isinstance(part, str))
            key = error["loc"][-1] if error["loc"] else "then"
            yield _fault(found.raw, f"then: {reason(error, key, path)}", "then")
    for one, other in combinations(standing, 2):
        first, second = one.as_(Exception_), other.as_(Exception_)
        if first.of != second.of or (
            None not in (first.priority, second.priority) and first.priority != second.priority
        ):
            continue
        together = can_hold([_guard(one, rules), _guard(other, rules)])
        if together is not False:
            sure = "can both apply" if together else "could both apply (too many facts to decide)"
            yield _fault(
                other.raw,
                f"{sure} with exception.{one.name} (line {one.raw.line_of()}) to {first.of}; "
                "expected different priorities",
            )


def _guard(found: InForce, rules: RulesOfDay) -> Node:
    text = found.as_(Exception_).when
    return {"op": "true"} if text is None else rules.guard(text)


def _deadlines(rules: RulesOfDay) -> Iterator[Fault]:
    found = rules.all("deadline")
    of: dict[str, set[str]] = {}
    for entry in found:
        of.setdefault(_value(entry, "of"), set()).add(_value(entry, "moment"))
    for entry in found:
        anchor = entry.raw.table.get("after", entry.raw.table.get("before"))
        moments, chain = of[_value(entry, "of")], {_value(entry, "moment")}
        while anchor in moments:
            if anchor in chain:
                yield _fault(entry.raw, f"the deadline hangs on itself by way of {anchor!r}", "after")
                break
            chain.add(anchor)
            anchor = next(
                e.raw.table.get("after", e.raw.table.get("before"))
                for e in found
                if _value(e, "of") == _value(entry, "of") and _value(e, "moment") == anchor
            )


def _overridden(rulebook: Rulebook) -> Iterator[Fault]:
    for raw in rulebook.overridden:
        above = rulebook.entries[raw.kind, raw.name]
        yield _fault(raw, f"overridden by {above.rulebook} ({above.table.get('clause', 'no clause')})", warning=True)
    for name in rulebook.header.under:
        if name not in rulebook.higher:
            yield Fault(rulebook.file, 1, f"stands under {name}, which was not read with it", warning=True)


def _guard_texts(value: Any) -> list[str]:
    if isinstance(value, list):
        return [item["value"] for item in value if isinstance(item, dict) and isinstance(item.get("value"), str)]
    return [value] if isinstance(value, str) else []


def _texts(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for part in value for text in _texts(part.get("value") if isinstance(part, dict) else part)]
    return [value] if isinstance(value, str) else []


def _value(found: InForce, key: str) -> str:
    return str(found.raw.table[key])


def _fault(raw: RawEntry, message: str, *path: str, warning: bool = False) -> Fault:
    return Fault(raw.file, raw.line_of(*path), f"{raw.kind}.{raw.name}: {message}", warning)
