"""A contest on a day, told for people and as plain data."""

import textwrap
from collections.abc import Sequence
from typing import Any

from comitia.contest.gates import Threshold
from comitia.contest.nominations import Refused
from comitia.contest.stages import Stage
from comitia.contest.standing import CALLED, NOMINATIONS, Candidacy, Due, MayAct, Standing
from comitia.contest.statements import Statements

WIDTH = 96
FIRST = 5


def tell(standing: Standing) -> str:
    """A page of at most 96 columns: where it stands first, then what follows from it."""
    lines = [f"{standing.title}, on {standing.on}", f"{standing.edition}; {standing.digest[:12]}…", ""]
    lines += _told(f"{standing.office}: {_holder(standing)}")
    lines += _told(f"Stage: {standing.phase}{_opened(standing)}")
    due = standing.due_next
    if due is not None:
        lines += _told(f"Due next: {due.title}, {due.on}{f' ({due.clause})' if due.clause else ''}")
    for title, told in (
        ("Who may act", [_act(act) for act in standing.may_act]),
        ("The rules are silent on", list(standing.silent)),
        ("Not known", list(standing.unknown)),
        ("Candidates", [_candidate(one) for one in standing.candidates]),
        ("Nominations without force", _refused(standing.refused)),
        (
            "Decisions",
            [*_motions(standing), *_gates(standing), *(line for stage in standing.stages for line in _stage(stage))],
        ),
        ("Rulings", [f"{one.on}  {one.words}: ruled by {one.author}" for one in standing.rulings]),
        ("Needed today, under each gate", [_threshold(one) for one in standing.thresholds]),
        ("Bodies, by their rolls", list(standing.bodies)),
        ("Who may vote", [_electorate(rule) for rule in standing.electorates]),
        ("Timetable", [_due(one) for one in standing.timetable]),
        ("Statements, without force", _statements(standing.statements)),
        ("What happened", [f"{e.on}  {e.words}{f' ({e.clause})' if e.clause else ''}" for e in standing.events]),
    ):
        if told:
            lines += ["", title]
            lines += [line for item in told for line in _told(item, "  ")]
    return "\n".join(lines)


def as_data(standing: Standing) -> dict[str, Any]:
    """The same as plain data (JSON): days as ISO text."""
    due = standing.due_next
    return {
        "title": standing.title,
        "on": standing.on.isoformat(),
        "office": standing.office,
        "edition": standing.edition,
        "digest": standing.digest,
        "phase": standing.phase,
        "holder": standing.holder,
        "acting": list(standing.acting),
        "winner": standing.winner,
        "opened": None
        if standing.opened is None
        else {
            "gate": standing.opened.reference,
            "on": standing.opened.on.isoformat(),
            "clause": standing.opened.clause,
            "by": standing.opened.by,
        },
        "due_next": None if due is None else _due_data(due),
        "may_act": [
            {"who": a.who, "what": a.what, "until": a.until.isoformat() if a.until else None, "clause": a.clause}
            for a in standing.may_act
        ],
        "silent": list(standing.silent),
        "unknown": list(standing.unknown),
        "candidates": [
            {"name": c.name, "nominations": c.counts, "state": c.state, "why": c.why} for c in standing.candidates
        ],
        "refused_nominations": [
            {"on": r.on.isoformat(), "candidate": r.candidate, "by": r.by, "why": r.why} for r in standing.refused
        ],
        "thresholds": [_threshold_data(one) for one in standing.thresholds],
        "motions": [decision.as_data() for decision in standing.motions],
        "rulings": [
            {"on": r.on.isoformat(), "words": r.words, "by": r.by, "authority": r.authority, "why": r.why}
            for r in standing.rulings
        ],
        "bodies": list(standing.bodies),
        "gates": [decision.as_data() for decision in standing.gates],
        "stages": [_stage_data(stage) for stage in standing.stages],
        "electorates": [rule.as_data() for rule in standing.electorates],
        "timetable": [_due_data(one) for one in standing.timetable],
        "statements": {"support": standing.statements.support, "calls_to_go": standing.statements.calls},
        "office_changes": [
            {
                "on": change.on.isoformat(),
                "office": change.office,
                "event": change.event,
                "person": change.person,
                "clause": change.clause,
                "by": change.by,
            }
            for change in standing.changes
        ],
        "events": [{"on": e.on.isoformat(), "words": e.words, "clause": e.clause} for e in standing.events],
    }


def _told(words: str, indent: str = "") -> list[str]:
    return textwrap.wrap(words, WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ", break_on_hyphens=False)


def _holder(standing: Standing) -> str:
    acting = f"; {' and '.join(standing.acting)} acting" if standing.acting else ""
    return f"{standing.holder or 'vacant'}{acting}"


def _opened(standing: Standing) -> str:
    if standing.opened is None:
        return ""
    return f"; opened on {standing.opened.on} by {standing.opened.by} ({standing.opened.clause})"


def _act(act: MayAct) -> str:
    until = f", until {act.until}" if act.until else ""
    who = "" if act.who == "nobody" else f"{act.who}: "
    return f"{who}{act.what}{until}{f' ({act.clause})' if act.clause else ''}"


def _candidate(one: Candidacy) -> str:
    numbers = ", ".join(f"{n} {body}" for body, n in one.counts.items())
    why = f" {one.why}" if one.why else ""
    return f"{one.name}: {one.state}{why}{f'; nominations: {numbers}' if numbers else ''}"


def _refused(refused: Sequence[Refused]) -> list[str]:
    """Those with one reason together, the first few by name."""
    together: dict[tuple[str, str], list[str]] = {}
    for one in refused:
        together.setdefault((one.candidate, one.why), []).append(one.by)
    return [
        f"{', '.join(names[:FIRST])}{f' and {len(names) - FIRST} more' if len(names) > FIRST else ''} for {who}: {why}"
        for (who, why), names in together.items()
    ]


def _motions(standing: Standing) -> list[str]:
    """Each motion that was put: the sentence with its figures, and what each condition asked."""
    return [
        line
        for decision in standing.motions
        for line in (decision.sentence, *(f"  {step}" for step in decision.derivation[1:]))
    ]


def _gates(standing: Standing) -> list[str]:
    return [] if standing.phase in (NOMINATIONS, CALLED) else [decision.sentence for decision in standing.gates]


def _stage(stage: Stage) -> list[str]:
    if stage.decision is None:
        return [f"{stage.title}: to come, between {', '.join(stage.standing) or 'nobody'} ({stage.clause})"]
    return [
        stage.decision.sentence,
        *(f"  {step}" for step in stage.decision.derivation if step not in stage.decision.sentence),
    ]


def _threshold(one: Threshold) -> str:
    joined = (" and " if one.combine == "all" else " or ").join(
        f"{words} from {who}" if number is not None else f"{who}: {words}" for who, number, words in one.required
    )
    state = {True: "open", False: "not open", None: "cannot be told"}[one.is_open]
    readings = f" ({'; '.join(one.readings)})" if one.readings else ""
    unknown = f". {one.unknown}" if one.unknown else ""
    return f"{one.title}, {one.clause}: {joined}; {state}; the incumbent: {one.incumbent}{readings}{unknown}"


def _electorate(rule: Any) -> str:
    frozen = f", frozen on {rule.frozen_on}" if rule.frozen_on else ""
    readings = f"; readings: {', '.join(rule.readings)}" if rule.readings else ""
    return f"{rule.title} ({rule.clause}{frozen}): {'; '.join(test.sentence for test in rule.tests)}{readings}"


def _due(one: Due) -> str:
    departs = f"; {one.departs}" if one.departs else ""
    return f"{one.on}  {one.title} ({one.clause}){' (past)' if one.is_past else ''}{departs}"


def _statements(statements: Statements) -> list[str]:
    told = [f"for {who}: {_kinds(kinds)}" for who, kinds in statements.support.items()]
    return told + [f"call on {who} to go: {_kinds(kinds)}" for who, kinds in statements.calls.items()]


def _kinds(kinds: dict[str, int]) -> str:
    return ", ".join(f"{n} ({kind})" for kind, n in kinds.items())


def _due_data(due: Due) -> dict[str, Any]:
    return {
        "moment": due.moment,
        "title": due.title,
        "on": due.on.isoformat(),
        "clause": due.clause,
        "past": due.is_past,
        "departs": due.departs,
    }


def _threshold_data(one: Threshold) -> dict[str, Any]:
    return {
        "gate": one.gate,
        "title": one.title,
        "clause": one.clause,
        "open": one.is_open,
        "combine": one.combine,
        "required": [{"from": who, "required": number, "words": words} for who, number, words in one.required],
        "incumbent": one.incumbent,
        "readings": list(one.readings),
        "unknown": one.unknown,
    }


def _stage_data(stage: Stage) -> dict[str, Any]:
    return {
        "ballot": stage.ballot,
        "title": stage.title,
        "clause": stage.clause,
        "candidates": list(stage.candidates),
        "rounds": [{"on": r.on.isoformat(), "votes": r.votes} for r in stage.rounds],
        "standing": list(stage.standing),
        "waits_for": stage.waits_for,
        "silent": stage.silent,
        "decision": stage.decision.as_data() if stage.decision else None,
    }
