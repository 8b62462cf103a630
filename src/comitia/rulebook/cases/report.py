"""A decided case for a program (JSON) and for people (text)."""

import textwrap

from comitia.canonical import Json
from comitia.rulebook.arithmetic.rounds import names
from comitia.rulebook.cases.result import CaseDecision
from comitia.rulebook.cases.walk import StepDecision

WIDTH = 96
RESULTS = {
    "carried": "carried",
    "lost": "lost",
    "elected": "elected",
    "no_decision": "no decision",
    "invalid": "invalid: the quorum failed, so neither carried nor lost",
    "undecided": "undecided",
}


def render_decision(decision: CaseDecision) -> dict[str, Json]:
    """The decision as plain data: `{id, steps: [{kind, name, ..., requires, silent?}], result, winner}`.

    A motion tells `carried` (null where each section decides for itself, or where it is undecided), a round `winner`
    and `eliminated`, a gate `qualified` and `failed`; `requires` holds `{required, met, sentence}` for each condition
    or route, `required` null where only shares are known; a sectional motion tells its `sections` in the same form.
    """
    return {
        "id": decision.id,
        "steps": [_render_step(step) for step in decision.steps],
        "result": decision.result,
        "winner": decision.winner,
    }


def tell_decision(decision: CaseDecision) -> str:
    """The decision with its whole derivation, in lines of at most 96 characters."""
    lines = [*_wrap(f"{decision.title} ({decision.id})", "", ""), ""]
    for place, step in enumerate(decision.steps, 1):
        lines += _tell_step(step, f"{place}. ")
    outcome = RESULTS[decision.result]
    if _separate(decision.steps[-1]):
        outcome = f"{outcome} (there is no common result: each section decides for itself)"
    lines += ["", *_wrap(f"Result: {outcome}{f' ({decision.winner})' if decision.winner else ''}.", "", "")]
    return "\n".join(lines)


def _render_step(step: StepDecision) -> dict[str, Json]:
    told: dict[str, Json] = {"kind": step.kind, "name": step.name, **step.answers}
    told["requires"] = [
        {"required": requirement.required, "met": requirement.met, "sentence": requirement.sentence}
        for requirement in step.requires
    ]
    if step.sections:
        told["sections"] = [_render_step(section) for section in step.sections]
    if step.silent is not None:
        told["silent"] = step.silent
    return told


def _tell_step(step: StepDecision, mark: str) -> list[str]:
    indent = " " * len(mark)
    lines = [*_wrap(f"{step.name}: {_verdict(step)}", mark, indent)]
    if step.tally:
        lines += _wrap(step.tally, indent, indent)
    if not step.sections:
        for requirement in step.requires:
            lines += _wrap(requirement.sentence, f"{indent}- ", f"{indent}  ")
    for section in step.sections:
        lines += _tell_step(section, f"{indent}· ")
    if step.note is not None:
        lines += _wrap(step.note, f"{indent}- ", f"{indent}  ")
    if step.silent is not None:
        lines += _wrap(f"the rule is silent on {step.silent}; somebody must rule", f"{indent}! ", f"{indent}  ")
    return lines


def _verdict(step: StepDecision) -> str:
    if "eliminated" in step.answers:
        winner, out = step.answers["winner"], step.answers["eliminated"]
        told = f"{winner} elected" if winner else "nobody elected"
        return f"{told}; out: {names(out)}" if out else told
    if "qualified" in step.answers and (step.answers["qualified"] or step.answers["failed"]):
        parts = [(word, step.answers[word]) for word in ("qualified", "failed") if step.answers[word]]
        return "; ".join(f"{word}: {names(who)}" for word, who in parts)
    if step.kind == "trigger":
        return "enough" if step.verdict == "carried" else "not enough"
    if _separate(step):
        return "no common result"
    return RESULTS[step.verdict]


def _separate(step: StepDecision) -> bool:
    return step.kind == "sectional_motion" and step.answers["carried"] is None and step.silent is None


def _wrap(text: str, first: str, rest: str) -> list[str]:
    """Lines of at most 96 characters; what a terminal could take for a command is replaced."""
    text = "".join(character if character.isprintable() else "\ufffd" for character in text)
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False) or [first]
