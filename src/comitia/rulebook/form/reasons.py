"""What the vocabulary refuses, in the secretary's words and not in those of the program."""

from typing import Any

TIES = 'tie = "not-carried", "casting-vote", ... or "silent"'


def reason(error: Any, key: Any, path: tuple[str, ...]) -> str:
    """What one refusal of the vocabulary means, for the secretary: what was found, what was expected."""
    kind, found = error["type"], repr(error.get("input"))[:60]
    if kind == "missing" and key == "clause":
        return 'cites no clause; expected clause = "number, or none"'
    if kind == "missing" and key == "tie":
        return f"a missing tie rule; expected {TIES}"
    if kind == "missing":
        return f"{key} is missing"
    if kind == "extra_forbidden":
        return f"the unknown word {key!r}, value {found}"
    if kind == "literal_error":
        return f"{key}: found {found}, expected one of {error['ctx']['expected']}"
    if kind in ("span", "threshold", "elimination", "motion", "ballot", "deadline", "effect"):
        return f"{'.'.join(path)}: {error['msg']}" if path else str(error["msg"])
    if kind == "string_pattern_mismatch":
        return f"{key}: found {found}, expected a name in small letters, digits and hyphens"
    return f"{key}: found {found}, {str(error['msg'])[:1].lower()}{str(error['msg'])[1:]}"
