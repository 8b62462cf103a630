"""What happened, in sentences for members: the outcome first, then each stage, then what was near or fell by lot.

No figure is new: the sentences of a stage are the reasons that the count itself gave for each decision.
"""

from __future__ import annotations

from comitia.count.rendering.words import grouped, joined, n_of, plain, stage_name
from comitia.count.sheet import Sheet, Stage, Tie


def render_sentences(sheet: Sheet) -> list[str]:
    """The whole count in sentences, each ending with a full stop."""
    return [outcome(sheet), base(sheet), *stages(sheet), *ties(sheet), *nearness(sheet), *map(_stopped, sheet.notes)]


def outcome(sheet: Sheet) -> str:
    """The one sentence that everybody reads."""
    if sheet.outcome is not None:
        return _stopped(sheet.outcome[:1].upper() + sheet.outcome[1:])
    if sheet.seats_won is not None:
        won = [f"{sheet.candidates[c]} {n_of(n, 'seat')}" for c, n in enumerate(sheet.seats_won) if n]
        return f"Seats: {joined(won)}." if won else "Nobody has a seat."
    if not sheet.winners:
        return "Nobody is elected."
    names = sheet.winner_names
    if len(names) == 1:
        return f"{names[0]} is elected."
    in_order = " in this order" if len(sheet.stages) > 1 else ""
    return f"Elected{in_order}: {joined(names)}."


def base(sheet: Sheet) -> str:
    """How many papers were valid, and what was needed."""
    parts = f"{n_of(sheet.papers, 'paper')}, of which {plain(sheet, sheet.valid)} valid"
    if sheet.quota is not None:
        return f"{parts}; {plain(sheet, sheet.quota)} votes elect."
    return f"{parts}."


def stages(sheet: Sheet) -> list[str]:
    """One sentence or more for each stage, numbered where there are several."""
    lines = []
    for stage in sheet.stages:
        reasons = [_sentence(sheet, decision.reason) for decision in stage.decisions if decision.reason]
        head = f"Stage {stage.number}, {_lower(stage_name(stage))}." if len(sheet.stages) > 1 else ""
        value = f" Each paper moved on at {grouped(_value(sheet, stage))}." if stage.transfer_value is not None else ""
        line = " ".join([head + value, *reasons]).strip()
        if line:
            lines.append(line)
    return lines


def ties(sheet: Sheet) -> list[str]:
    """Who was tied, how it was settled, and what another lot would have meant."""
    return [_tie(sheet, tie) for tie in sheet.ties]


def nearness(sheet: Sheet) -> list[str]:
    """The nearest decision, unless all were settled with room."""
    if not sheet.margins:
        return []
    nearest = min(sheet.margins, key=lambda margin: (margin.amount, margin.stage))
    return [f"Nearest: {_stopped(nearest.sentence)}"]


def _tie(sheet: Sheet, tie: Tie) -> str:
    parts = [f"Tie {tie.number}: {joined(sheet.names(tie.among))} were equal ({tie.wanted}; {tie.clause})."]
    parts += [_stopped(step[:1].upper() + step[1:]) for step in tie.steps]
    for other, winners in tie.otherwise:
        same = set(winners) == set(sheet.winners)
        would = "the same would be elected" if same else f"elected would be {joined(sheet.names(winners))}"
        parts.append(f"Had it fallen on {sheet.candidates[other]}, {would}.")
    return " ".join(parts)


def _sentence(sheet: Sheet, reason: str) -> str:
    """A reason with a capital and a stop; a candidate's own name is left as it is written."""
    is_name = any(reason.startswith(name) for name in sheet.candidates)
    return _stopped(reason if is_name else reason[:1].upper() + reason[1:])


def _value(sheet: Sheet, stage: Stage) -> str:
    return sheet.show(stage.transfer_value if stage.transfer_value is not None else 0)


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _stopped(words: str) -> str:
    return words if words.endswith((".", "!", "?")) else f"{words}."
