"""Small cases for the tests, written in a line or two."""

import json
from typing import Any

from comitia.rulebook.cases import decide_case, receive_case, render_decision

MAJORITY = {"measure": "yes", "op": ">", "share": "1/2", "base": "yes_no"}
TOP = {"measure": "top", "op": ">", "share": "1/2", "base": "valid"}


def case(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A case of these steps."""
    return {"schema": "comitia-case/1", "id": "x-made-up", "title": "Made up", "steps": list(steps), **more}


def motion(
    yes: Any = 1, no: Any = 0, *requires: dict[str, Any], tie: Any = "not_carried", **inputs: Any
) -> dict[str, Any]:
    """One motion; `tie` None leaves the rule for ties out, a dict gives it whole."""
    step = {"kind": "motion", "name": "motion", "inputs": {"yes": yes, "no": no, **inputs}}
    step["requires"] = list(requires) or [MAJORITY]
    if tie is not None:
        step["tie"] = tie if isinstance(tie, dict) else {"rule": tie}
    return step


def ballot(votes: dict[str, Any], eliminate: Any = "last", win: Any = TOP, **more: Any) -> dict[str, Any]:
    """One round."""
    rule = eliminate if isinstance(eliminate, dict) else {"kind": eliminate}
    return {"kind": "round", "name": "round", "votes": votes, "win": [win], "eliminate": rule, **more}


def decided(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The decision of a case, as JSON."""
    return render_decision(decide_case(receive_case(json.dumps(case(*steps, **more)).encode(), "made-up.json")))
