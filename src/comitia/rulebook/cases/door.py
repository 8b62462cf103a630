"""The door for case files: bytes in, a checked `Case` out, with every answer taken away first."""

import re
from fractions import Fraction

from comitia.canonical import Json, receive_json
from comitia.errors import Malformed
from comitia.rulebook.cases.entry import Entry
from comitia.rulebook.cases.read_gate import read_gate
from comitia.rulebook.cases.read_motion import read_motion, read_sectional
from comitia.rulebook.cases.read_round import read_round, read_weighted
from comitia.rulebook.cases.steps import Case, CertifiedStep, Step

SCHEMA = "comitia-case/1"
ANSWERS = frozenset({"expected", "required", "met", "published", "outcome"})
BY_NAME = frozenset({"votes", "shares", "received", "by_section", "transfers"})
"""Objects keyed by a person's name, in which a key is never an answer."""
KINDS = ("motion", "sectional_motion", "round", "weighted_round", "trigger", "nomination", "certified")
CERTIFICATES = {
    **{word: word for word in ("carried", "lost", "elected", "no_decision", "invalid")},
    "not_carried": "lost",
    "not carried": "lost",
}
MOST_STEPS = 1000
_SUPPORT = re.compile(r"\bmust vote\b|\btrade union|\bTULRCA\b|\bindustrial action\b", re.IGNORECASE)
"""Rules in which a turnout is a measure of support, not of validity: TULRCA 1992 s.226(2)(a)(i), "must vote"."""


def receive_case(raw: bytes, what: str) -> Case:
    """Read one case file and check that it does not contradict itself.

    Raises:
        Malformed: not JSON, not of the schema, or figures that cannot all be true.
    """
    document = receive_json(raw, what)
    if not isinstance(document, dict):
        raise Malformed(f"{what}: found a {type(document).__name__}, expected one case (an object)")
    case = Entry(strip_answers(document), what)
    if case.text("schema", SCHEMA) != SCHEMA:
        raise case.refuse("schema", SCHEMA)
    steps = case.each("steps")
    if len(steps) > MOST_STEPS:
        raise Malformed(f"{what}: {len(steps):,} steps, expected at most {MOST_STEPS:,}")
    rule_text = case.inner("rule").text("text", "-") if case.has("rule") else ""
    entitled = case.inner("body").number("entitled") if case.has("body") else None
    quorum = _SUPPORT.search(rule_text) is None
    return Case(
        id=case.text("id"),
        title=case.text("title", "-"),
        rule_text=rule_text,
        steps=tuple(_read_step(step, quorum, entitled, first=step is steps[0]) for step in steps),
    )


def strip_answers(value: Json) -> Json:
    """The same document without what must be derived; keys that are names of persons are left alone."""
    if isinstance(value, dict):
        return {
            key: part if key in BY_NAME else strip_answers(part) for key, part in value.items() if key not in ANSWERS
        }
    if isinstance(value, list):
        return [strip_answers(part) for part in value]
    return value


def _read_step(step: Entry, quorum: bool, entitled: Fraction | None, *, first: bool) -> Step:
    kind = step.word("kind", KINDS)
    step = Entry(step.value, f"{step.where} ({step.text('name')})")
    if kind == "motion":
        return read_motion(step, quorum, entitled)
    if kind == "sectional_motion":
        return read_sectional(step, quorum, entitled)
    if kind == "round":
        # Only the first round is certainly the body's own: members may choose between those whom MPs have left.
        return read_round(step, quorum, entitled if first else None)
    if kind == "weighted_round":
        return read_weighted(step)
    if kind == "certified":
        return _read_certified(step)
    return read_gate(step)


def _read_certified(step: Entry) -> CertifiedStep:
    certificate = CERTIFICATES[step.word("certificate", tuple(CERTIFICATES))]
    winner = next((step.text(key) for key in ("winner", "person", "candidate") if step.has(key)), None)
    return CertifiedStep("certified", step.text("name"), certificate, winner)
