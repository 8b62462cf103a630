"""What the engine understood, in plain English: one or more sentences for every entry, beside its clause.

The sentences are made from the checked values and nothing else, so that a secretary can compare them with the words of
the rule and see where the machine understood something else.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from comitia.rulebook.arithmetic.figures import BASE_WORDS
from comitia.rulebook.arithmetic.numbers import exact, share_words
from comitia.rulebook.arithmetic.rounds import names
from comitia.rulebook.decide.decision import EVENT_WORDS
from comitia.rulebook.decide.times import span_words
from comitia.rulebook.form.book import InForce, Rulebook, RulesOfDay, break_days, overlay
from comitia.rulebook.form.guard import conjuncts
from comitia.rulebook.form.vocabulary import (
    Ballot,
    Body,
    Deadline,
    Effect,
    Electorate,
    Exception_,
    Fact,
    Gate,
    Immunity,
    Motion,
    Office,
    Reading,
    Route,
    Silence,
    Succession,
)
from comitia.rulebook.form.words import day_words, node_words
from comitia.rulebook.tell.phrases import (
    METHOD_WORDS,
    TIE_WORDS,
    capital,
    elimination_words,
    plain,
    threshold_words,
)


def sentences(found: InForce, rules: RulesOfDay) -> list[str]:
    """What one entry says on one day."""
    teller = _TELLERS[found.kind]
    told: list[str] = teller(found.entry, _Names(rules))
    if isinstance(found.entry, Exception_):
        told += _put_in_place(found, rules)
    if found.entry.reading is not None:
        told.append(f"It rests on the reading {found.entry.reading}.")
    return told


def history(rulebook: Rulebook, kind: str, name: str, on: date | None = None) -> list[tuple[date | None, list[str]]]:
    """What an entry says from each day on which it says something else; None: from the start of the edition."""
    raw = rulebook.entries[kind, name]
    first = rulebook.header.from_
    days = [on] if on else [first, *sorted(day for day in break_days(raw.table) if day > first)]
    told: list[tuple[date | None, list[str]]] = []
    for day in days:
        if rulebook.header.until is not None and day > rulebook.header.until:
            continue
        rules = rulebook.on(day)
        found = rules.find(kind, name)
        lines = ["Not in force."] if found is None else sentences(found, rules)
        if found is None and not told and day != days[-1]:
            continue
        if not told or lines != told[-1][1]:
            told.append((None if day == first else day, lines))
    return told


def _put_in_place(found: InForce, rules: RulesOfDay) -> list[str]:
    """The sentences of the rule that the exception changes, as they are with it."""
    exception = found.as_(Exception_)
    kind, _, name = exception.of.partition(".")
    target = rules.find(kind, name)
    if target is None:
        return ["The rule it departs from is not in force."]
    before = sentences(target, rules)
    changed = [line for line in sentences(overlay(target, found, rules.day), rules) if line not in before]
    return changed or [f"{'; '.join(f'{key} = {plain(value)}' for key, value in exception.then.items())}."]


class _Names:
    """Titles for names, as the rules of the day have them."""

    def __init__(self, rules: RulesOfDay) -> None:
        self.rules = rules
        self.declared = rules.facts().words

    def of(self, kind: str, name: str) -> str:
        found = self.rules.find(kind, name)
        return str(getattr(found.entry, "title", name)) if found else name

    def reference(self, text: str) -> str:
        kind, _, name = text.partition(".")
        return f"{kind} {self.of(kind, name)!r}"

    def guard(self, text: str) -> str:
        return node_words(self.rules.guard(text), self.declared)

    def effects(self, effect_names: Sequence[str]) -> str:
        return "; ".join(
            _effect_words(found.as_(Effect), self) if (found := self.rules.find("effect", name)) else name
            for name in effect_names
        )


def _body(body: Body, titles: _Names) -> list[str]:
    told = [f"A body that decides: {body.title}."]
    if body.of:
        told.append(f"It combines {names([titles.of('body', name) for name in body.of])}.")
    if body.members is not None:
        told.append(f"Its statutory number is {body.members}.")
    if body.chair:
        told.append(f"The {titles.of('office', body.chair)} presides.")
    return told


def _electorate(electorate: Electorate, titles: _Names) -> list[str]:
    tests = "; ".join(node_words(node, titles.declared) for node in conjuncts(titles.rules.guard(electorate.when)))
    told = [
        f"{capital(electorate.title)}: of the body {titles.of('body', electorate.body)!r}, those for whom: {tests}."
    ]
    if isinstance(electorate.freeze, date):
        told.append(f"The day of the freeze is {day_words(electorate.freeze)}.")
    elif electorate.freeze == "none":
        told.append("No day of freeze: a test that names it excludes nobody.")
    else:
        told.append(f"Frozen on the day of: {electorate.freeze}.")
    if electorate.section:
        told.append(f"Section {electorate.section}, weight {electorate.weight}.")
    return told


def _office(office: Office, titles: _Names) -> list[str]:
    holders = "one holder" if office.holders == 1 else f"{office.holders} holders"
    how = {"elected": "elected", "appointed": "appointed", "constructive": "elected by a motion that names a holder"}
    filled = how.get(office.filled, "")
    if office.filled == "ex-officio":
        filled = f"held ex officio by the {titles.of('office', office.ex_officio_of or '')}"
    if office.by and office.filled == "appointed":
        filled = f"appointed by {titles.of('body', office.by)}"
    told = [f"The office of {office.title}: {holders}, {filled}."]
    if office.term:
        told.append(f"The term is {span_words(office.term)}.")
    if office.eligible:
        told.append(f"Who may hold it: {titles.guard(office.eligible)}.")
    return told


def _motion(motion: Motion, titles: _Names) -> list[str]:
    told = [f"{capital(titles.of('body', motion.body))} may vote on: {motion.question or motion.title}."]
    if motion.when:
        told.append(f"Only if {titles.guard(motion.when)}.")
    if motion.words:
        told.append(f"Only these words have effect: “{motion.words}”")
    if motion.notice:
        told.append(f"Notice: {span_words(motion.notice)}.")
    if motion.mover:
        told.append(f"Moved by {motion.mover}.")
    if motion.seconders is not None:
        told.append(f"Seconders needed: {motion.seconders}.")
    if motion.secret is not None:
        told.append("The ballot is secret." if motion.secret else "The vote is open.")
    if motion.quorum:
        means = "invalid, neither carried nor lost" if motion.quorum.short == "invalid" else "lost"
        told.append(f"Quorum: {threshold_words(motion.quorum, '')}; else it is {means}.")
    each = {"all": "in each of", "any": "in any of", "separate": "separately in"}.get(motion.combine or "", "")
    where = f" {each} {names([titles.of('electorate', s) for s in motion.sections])}" if motion.sections else ""
    told.append(f"Carried by {' and '.join(threshold_words(t, 'yes') for t in motion.carries)}{where}.")
    for section, thresholds in motion.in_section.items():
        needs = " and ".join(threshold_words(t, "yes") for t in thresholds)
        told.append(f"In {titles.of('electorate', section)} it needs instead {needs}.")
    casting = f"As many for as against: {motion.casting} has a casting vote."
    told.append(TIE_WORDS.get(motion.tie, casting))
    told.append(f"If carried: {titles.effects(motion.effect) or 'no clause attaches an effect'}.")
    if motion.effect_if_lost:
        told.append(f"If lost: {titles.effects(motion.effect_if_lost)}.")
    if motion.force:
        told.append(f"Its force is stated: {motion.force}.")
    return told


def _gate(gate: Gate, titles: _Names) -> list[str]:
    what = "A demand" if gate.kind_ == "demand" else f"Nominations for {titles.of('office', gate.office or '')}"
    told = [f"{what} ({gate.title})."]
    if gate.when:
        told.append(f"Only if {titles.guard(gate.when)}.")
    if gate.eligible:
        told.append(f"Who may be nominated: {titles.guard(gate.eligible)}.")
    joined = " or " if gate.combine == "any" else " and "
    told.append(f"Needed: {joined.join(_route_words(route, titles) for route in gate.routes)}.")
    if any(isinstance(route.needs.size, str) for route in gate.routes):
        told.append("A share is reached, never rounded.")
    if gate.kind_ == "nomination":
        place = {
            "automatic": "The holder is on the ballot without nominations.",
            "needs": "The holder needs nominations as any other.",
            "none": "There is no incumbent, or none may stand by right.",
            "silent": "On the holder's place the rules are silent; somebody must rule.",
        }
        told.append(place[gate.incumbent])
        own = {
            "counts": "A candidate's own name counts.",
            "does-not-count": "A candidate's own name does not count.",
        }
        told.append(own.get(gate.own_name or "", "Whether a candidate's own name counts the rules do not say."))
    told.append("With fewer, it is void." if gate.short == "void" else "With fewer: the rules are silent.")
    if gate.opens:
        told.append(f"With enough, it opens the {titles.reference(gate.opens)}.")
    return told


def _ballot(ballot: Ballot, titles: _Names) -> list[str]:
    voters = names([titles.of("electorate", name) for name in ballot.voters])
    told = [f"For {titles.of('office', ballot.office)}, {METHOD_WORDS[ballot.method]}; voters: {voters}."]
    if len(ballot.voters) > 1:
        told.append("Who is in several votes once." if ballot.counts == "once" else "Who is in several votes in each.")
    if ballot.quorum:
        means = "invalid" if ballot.quorum.short == "invalid" else "nobody is elected"
        told.append(f"Quorum: {threshold_words(ballot.quorum, '')}; else {means}.")
    if ballot.elects:
        told.append(f"Elected is who leads with {' and '.join(threshold_words(t, 'top') for t in ballot.wins)}.")
    else:
        told.append("This stage elects nobody, whatever the majority.")
    told.append(elimination_words(ballot.eliminate))
    told.append(
        {"silent": "On a tie for first the rules are silent."}.get(ballot.tie, f"A tie for first: {ballot.tie}.")
    )
    if ballot.then:
        told.append(f"When {ballot.leaves} are left, they go on to: {titles.of('ballot', ballot.then)}.")
    sole = {
        "elected": "A sole candidate is elected without a vote.",
        "voted-on": "A sole candidate is voted on all the same.",
        "silent": "On a sole candidate the rules are silent.",
    }
    told.append(sole[ballot.sole])
    if ballot.nobody == "reopen":
        told.append("Without any candidate, nominations are opened again.")
    if ballot.effect:
        told.append(f"Once elected: {titles.effects(ballot.effect)}.")
    return told


def _succession(succession: Succession, titles: _Names) -> list[str]:
    office, who = titles.of("office", succession.office), names(list(succession.who)) if succession.who else "nobody"
    verbs = {
        "acts": f"{who} acts as {office}",
        "becomes": f"{who} becomes {office}",
        "appoints": f"{who} appoints an acting {office}",
        "jointly": f"{who} jointly act as {office}",
        "vacant": f"the office of {office} stays vacant",
    }
    condition = f"If {titles.guard(succession.when)}: " if succession.when else ""
    told = [f"{capital(condition + verbs[succession.takes])}, until {succession.ends}."]
    if succession.approval:
        told.append(f"It needs the approval of {succession.approval}.")
    if succession.then:
        told.append(f"It opens the {titles.reference(succession.then)}.")
    return told


def _immunity(immunity: Immunity, titles: _Names) -> list[str]:
    barred = names([titles.reference(reference) for reference in immunity.against])
    told = [
        f"Once {titles.of('motion', immunity.after)!r} is {immunity.outcome}, for {span_words(immunity.lasts)} "
        f"there is no {barred}."
    ]
    if immunity.unless:
        told.append(f"Unless {immunity.unless}.")
    return told


def _deadline(deadline: Deadline, titles: _Names) -> list[str]:
    side, anchor = ("before", deadline.before) if deadline.before else ("after", deadline.after)
    at = f" at {deadline.at}" if deadline.at else ""
    return [
        f"{capital(deadline.title)}: {span_words(deadline.within)} {side} {anchor}{at} "
        f"({titles.reference(deadline.of)})."
    ]


def _effect(effect: Effect, titles: _Names) -> list[str]:
    told = [f"{capital(_effect_words(effect, titles))}."]
    if effect.otherwise:
        told.append(f"Otherwise: {effect.otherwise}.")
    if effect.triggers:
        told.append(f"It sets going: {names([titles.reference(reference) for reference in effect.triggers])}.")
    return told


def _exception(exception: Exception_, titles: _Names) -> list[str]:
    condition = f" if {titles.guard(exception.when)}" if exception.when else ""
    told = [f"Departing from the {titles.reference(exception.of)}{condition}:"]
    if exception.priority is not None:
        told.append(f"Its priority is {exception.priority}; the higher prevails.")
    return told


def _reading(reading: Reading, _: _Names) -> list[str]:
    told = [
        f"{reading.asks} Answer ({reading.by}; from {day_words(reading.from_)}): {reading.answer}.",
        f"Rejected: {reading.other}.",
    ]
    if reading.superseded_by:
        told.append(f"Superseded by {reading.superseded_by}.")
    return told


def _fact(fact: Fact, _: _Names) -> list[str]:
    return [f"{capital(fact.means)} (a fact of the {fact.of}, {fact.type})."]


def _silence(silence: Silence, _: _Names) -> list[str]:
    return [f"The rules are silent on {silence.on}."]


_TELLERS: Mapping[str, Callable[[Any, _Names], list[str]]] = {
    "body": _body,
    "electorate": _electorate,
    "office": _office,
    "motion": _motion,
    "gate": _gate,
    "ballot": _ballot,
    "succession": _succession,
    "immunity": _immunity,
    "deadline": _deadline,
    "effect": _effect,
    "exception": _exception,
    "reading": _reading,
    "fact": _fact,
    "silence": _silence,
}


def _route_words(route: Route, titles: _Names) -> str:
    bodies = names([titles.of("body", name) for name in route.from_])
    joined = "each of " if route.each else ""
    together = " together" if len(route.from_) > 1 and not route.each else ""
    size = route.needs.size
    comparison = "more than" if route.needs.strict else "at least"
    if isinstance(size, int):
        return f"{comparison} {size} from {joined}{bodies}{together}"
    base = "" if route.needs.of == "entitled" else f" ({BASE_WORDS[route.needs.of or 'entitled']})"
    return f"{comparison} {share_words(exact(size))} of {joined}{bodies}{together}{base}"


def _effect_words(effect: Effect, titles: _Names) -> str:
    within = f" within {span_words(effect.within)}" if effect.within else ""
    if effect.event is not None:
        return f"the {titles.of('office', effect.office or '')} {EVENT_WORDS[effect.event]}{within}"
    modality = f"{effect.modality} " if effect.modality else ""
    return f"{effect.who} {modality}{effect.does}{within}"
