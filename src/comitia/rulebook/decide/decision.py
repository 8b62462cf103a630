"""A decision: the result, its clause and edition, the figures, what follows, and the sentence that says it.

`headline` is the shortest true form (`carried, binds nothing: no clause attaches an effect`), `sentence` the one to
quote, with figures and clause, `derivation` every step on the way. A silence is told in `silent`; then nothing that
hangs on it is decided.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from comitia.canonical import Json
from comitia.rulebook.arithmetic.condition import Finding
from comitia.rulebook.arithmetic.numbers import show
from comitia.rulebook.arithmetic.rounds import names
from comitia.rulebook.decide.times import due_on, span_words
from comitia.rulebook.form.book import InForce, RulesOfDay
from comitia.rulebook.form.vocabulary import Effect, Immunity, Office, Reading

EVENT_WORDS: Mapping[str, str] = {
    "leaves": "leaves",
    "remains": "remains",
    "takes": "takes office",
    "acts": "acts until a successor is chosen",
    "barred": "may not stand",
    "may-stand": "may stand again",
    "must-resign": "must resign",
}
BINDS_NOTHING = "binds nothing: no clause attaches an effect"


@dataclass(frozen=True, slots=True)
class EffectDue:
    """One effect of a decision: on an office, or an act of somebody, with the day by which it is due."""

    name: str
    clause: str
    subject: str
    predicate: str
    office: str | None
    event: str | None
    person: str | None
    who: str | None
    modality: str | None
    due_on: date | None
    otherwise: str | None
    triggers: tuple[str, ...]

    @property
    def words(self) -> str:
        """Subject and predicate: `the leader leaves`."""
        return f"{self.subject} {self.predicate}"


@dataclass(frozen=True, slots=True)
class Trigger:
    """What a decision sets going, and under which clause."""

    name: str
    clause: str
    words: str


@dataclass(frozen=True, slots=True)
class ReadingUsed:
    """A reading on which the decision rests."""

    name: str
    asks: str
    answer: str
    by: str
    from_on: date


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision with everything that makes it.

    `result`: carried, lost, invalid, undecided (of a motion); elected, next-stage, undecided (of a ballot); open, short
    (of a gate). `binding`: binding, advisory, conditional, convention, or none where nothing was decided.
    """

    subject: str
    title: str
    clause: str
    edition: str
    digest: str
    on: date
    result: str
    binding: str
    headline: str
    sentence: str
    tally: Mapping[str, Any]
    findings: tuple[Finding, ...] = ()
    effects: tuple[EffectDue, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    readings: tuple[ReadingUsed, ...] = ()
    winner: str | None = None
    standing: tuple[str, ...] = ()
    eliminated: tuple[str, ...] = ()
    qualified: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    silent: str | None = None
    tie: str | None = None
    """What breaks a tie that is still open, where the rules name it: `the lot decides a tie for first between ...`."""
    derivation: tuple[str, ...] = field(default=())

    def as_data(self) -> dict[str, Json]:
        """The decision as plain data (JSON): days as ISO text, numbers as text where they are not whole."""
        return {
            "subject": self.subject,
            "title": self.title,
            "clause": self.clause,
            "edition": self.edition,
            "digest": self.digest,
            "on": self.on.isoformat(),
            "result": self.result,
            "binding": self.binding,
            "headline": self.headline,
            "sentence": self.sentence,
            "tally": dict(self.tally),
            "requires": [
                {"required": finding.required, "met": finding.met, "sentence": finding.sentence}
                for finding in self.findings
            ],
            "effects": [_effect_data(effect) for effect in self.effects],
            "triggers": [{"name": t.name, "clause": t.clause, "words": t.words} for t in self.triggers],
            "readings": [
                {"name": r.name, "asks": r.asks, "answer": r.answer, "by": r.by, "from": r.from_on.isoformat()}
                for r in self.readings
            ],
            "winner": self.winner,
            "standing": list(self.standing),
            "eliminated": list(self.eliminated),
            "qualified": list(self.qualified),
            "failed": list(self.failed),
            "silent": self.silent,
            "tie": self.tie,
            "derivation": list(self.derivation),
        }


def effects_of(
    effect_names: Sequence[str], rules: RulesOfDay, person: str | None, decided_in: str, holder: str | None = None
) -> tuple[list[EffectDue], list[str]]:
    """The effects in force, and a note for each that does not bind, its office being a higher rulebook's."""
    due, notes = [], []
    for name in effect_names:
        found = rules.need("effect", name)
        effect = found.as_(Effect)
        office = rules.find("office", effect.office) if effect.office else None
        if office is not None and found.raw.rulebook == decided_in and office.raw.rulebook != decided_in:
            notes.append(
                f"effect.{name} ({effect.clause}) does not bind: the office is governed by {office.raw.rulebook} "
                f"({office.entry.clause})"
            )
            continue
        stays = effect.event == "takes" and person is not None and person == holder
        due.append(_effect_due(name, effect, office, rules, person, stays=stays))
    return due, notes


def triggers_of(
    effects: Sequence[EffectDue], rules: RulesOfDay, motion: str | None = None, outcome: str | None = None
) -> tuple[Trigger, ...]:
    """What the effects set going, and the immunities that begin with this outcome of this motion."""
    wanted = [name for effect in effects for name in effect.triggers]
    for found in rules.all("immunity"):
        immunity = found.as_(Immunity)
        if immunity.after == motion and immunity.outcome == outcome:
            wanted.append(f"immunity.{found.name}")
    return tuple(trigger(name, rules) for name in dict.fromkeys(wanted))


def trigger(reference: str, rules: RulesOfDay) -> Trigger:
    """A reference with its clause and its title."""
    kind, _, name = reference.partition(".")
    found = rules.need(kind, name)
    words = str(getattr(found.entry, "title", name))
    if isinstance(found.entry, Immunity):
        words = f"{words}: {span_words(found.entry.lasts)}"
    return Trigger(reference, found.entry.clause, words)


def readings_of(used: Sequence[str], rules: RulesOfDay) -> tuple[ReadingUsed, ...]:
    """The readings on which something rests, each once."""
    told = []
    for name in dict.fromkeys(used):
        found = rules.find("reading", name)
        if found is not None:
            reading = found.as_(Reading)
            told.append(ReadingUsed(name, reading.asks, reading.answer, reading.by, reading.from_))
    return tuple(told)


def binding_force(stated: str | None, effects: Sequence[EffectDue], rules: RulesOfDay, *, any_effect: bool) -> str:
    """As stated; else advisory without any effect, conditional where somebody may or must still act, or binding."""
    if stated is not None:
        return stated
    if not any_effect:
        return "advisory"
    forces = {rules.need("effect", effect.name).as_(Effect).force for effect in effects}
    for force in ("convention", "conditional"):
        if force in forces:
            return force
    return "conditional" if any(_leaves_a_choice(effect) for effect in effects) else "binding"


def _leaves_a_choice(effect: EffectDue) -> bool:
    """Somebody may act, or must within a time after which something else follows."""
    return effect.modality == "may" or (effect.modality == "must" and effect.otherwise is not None)


def effects_words(effects: Sequence[EffectDue]) -> str:
    """`the leader leaves and may not stand; the chairman opens a contest`."""
    subjects: dict[str, list[str]] = {}
    for effect in effects:
        subjects.setdefault(effect.subject, []).append(effect.predicate)
    return "; ".join(f"{subject} {names(predicates)}" for subject, predicates in subjects.items())


def tally_words(tally: Mapping[str, Any]) -> str:
    """Every kind of paper apart: `172 for, 40 against, 4 spoilt, 13 not voting`."""
    return ", ".join(f"{show(number)} {kind}" for kind, number in tally.items() if number is not None)


def source_words(found: InForce) -> str:
    """The clause, and the further clauses of dated values and exceptions."""
    clauses = dict.fromkeys([found.entry.clause, *found.clauses])
    return "; ".join(clauses)


def _effect_due(
    name: str, effect: Effect, office: InForce | None, rules: RulesOfDay, person: str | None, *, stays: bool
) -> EffectDue:
    title = office.as_(Office).title if office else ""
    subject = effect.who or (f"the {title}" if title else "")
    if effect.event is None:
        predicate = f"{effect.modality} {effect.does}" if effect.modality else str(effect.does)
    else:
        predicate = EVENT_WORDS[effect.event]
    if effect.event == "takes" and person is not None:
        subject, predicate = person, f"{'remains' if stays else 'becomes'} {title}"
    if effect.within is not None:
        predicate = f"{predicate} within {span_words(effect.within)}"
    return EffectDue(
        name=name,
        clause=effect.clause,
        subject=subject,
        predicate=predicate,
        office=effect.office,
        event="remains" if stays else effect.event,
        person=person if effect.event == "takes" else None,
        who=effect.who,
        modality=effect.modality,
        due_on=due_on(rules.day, effect.within, rules.rulebook.header.holidays) if effect.within else None,
        otherwise=effect.otherwise,
        triggers=tuple(effect.triggers),
    )


def _effect_data(effect: EffectDue) -> dict[str, Json]:
    return {
        "name": effect.name,
        "clause": effect.clause,
        "words": effect.words,
        "office": effect.office,
        "event": effect.event,
        "person": effect.person,
        "who": effect.who,
        "modality": effect.modality,
        "due": effect.due_on.isoformat() if effect.due_on else None,
        "otherwise": effect.otherwise,
        "triggers": list(effect.triggers),
    }
