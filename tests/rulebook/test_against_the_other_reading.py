"""Answers compared with an independent reading of the case schema, over thousands of votes that never happened.

The collection of cases comes with a small checker of its own, written by others; it recomputes every threshold, round
and weighted total from the inputs and compares them with the answers in the file. Here the answers in the file are
ours. Where a rule is silent the two may differ: the checker takes a tie for last as several eliminations, we do not.
They also differ on a casting vote where more than a majority is needed: for the checker it carries whatever the
threshold, for us it is one vote more. Neither is compared here.
"""

import copy
import importlib.util
import json
import random
from pathlib import Path
from typing import Any

import pytest

from comitia.errors import Malformed
from comitia.rulebook.cases import decide_case, receive_case, render_decision

TRIALS = 1500


@pytest.fixture(scope="module")
def checker(shared: Path) -> Any:
    spec = importlib.util.spec_from_file_location("case_checker", shared / "cases" / "validate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def cases(shared: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((shared / "cases").glob("*.json"))]


def test_the_other_reading_agrees_on_every_real_case(checker: Any, cases: list[dict[str, Any]]) -> None:
    for case in cases:
        assert checker.check(with_our_answers(case)) == [], case["id"]


def test_the_other_reading_agrees_on_votes_that_never_happened(checker: Any, cases: list[dict[str, Any]]) -> None:
    lots, compared = random.Random(20160628), 0
    for _ in range(TRIALS):
        case = changed(copy.deepcopy(lots.choice(cases)), lots)
        try:
            answered = with_our_answers(case)
        except Malformed:
            continue
        if not is_silent(answered):
            assert checker.check(answered) == [], json.dumps(case)
            compared += 1
    assert compared > TRIALS / 2


def with_our_answers(case: dict[str, Any]) -> dict[str, Any]:
    case = copy.deepcopy(case)
    told = render_decision(decide_case(receive_case(json.dumps(case).encode(), case["id"])))
    for step, answer in zip(case["steps"], told["steps"], strict=True):
        _answer(step, answer)
        for section, part in zip(
            step["sections"] if "sections" in answer else [], answer.get("sections", []), strict=True
        ):
            _answer(section, part)
    return case


def _answer(step: dict[str, Any], answer: dict[str, Any]) -> None:
    kept = ("carried", "winner", "eliminated", "qualified", "failed", "silent")
    step["expected"] = {key: value for key, value in answer.items() if key in kept}
    conditions = step.get("requires") or step.get("win") or step.get("routes") or []
    for condition, requirement in zip(conditions, answer["requires"], strict=False):
        condition.pop("required", None)
        if requirement["required"] is not None:
            condition["required"] = requirement["required"]
        if "threshold" not in condition:
            condition["met"] = requirement["met"]


def is_silent(case: dict[str, Any]) -> bool:
    steps = [part for step in case["steps"] for part in (step, *step.get("sections", [])) if isinstance(part, dict)]
    return any("silent" in part.get("expected", {}) for part in steps)


def changed(case: dict[str, Any], lots: random.Random) -> dict[str, Any]:
    """Other figures, thresholds, bases and eliminations for the same steps."""
    for step in case["steps"]:
        for part in step["sections"] if step["kind"] == "sectional_motion" else [step]:
            if "inputs" in part and part["tie"]["rule"] != "casting_vote":
                _change_motion(part, lots)
        if step["kind"] == "round":
            for key in ("complete", "published_total", "by_section", "transfers"):
                step.pop(key, None)
            step["fresh_field"] = True
            step["votes"] = {name: _near(number, lots) for name, number in step["votes"].items()}
            step["eliminate"] = lots.choice(
                [
                    step["eliminate"],
                    {"kind": "last"},
                    {"kind": "top_two"},
                    {"kind": "below", "count": lots.randint(0, 60)},
                ]
            )
        for route in step.get("routes", []):
            route["received"] = {name: _near(number, lots) for name, number in route["received"].items()}
    return case


def _change_motion(motion: dict[str, Any], lots: random.Random) -> None:
    inputs = motion["inputs"]
    inputs.pop("complete", None)
    inputs.pop("voting_total", None)
    for key in ("yes", "no", "abstain", "spoilt", "not_voting"):
        if key in inputs:
            inputs[key] = _near(inputs[key], lots)
    if lots.random() < 0.2 and "no" in inputs:
        inputs["no"] = inputs["yes"]
    for condition in motion["requires"]:
        condition["op"] = lots.choice([">", ">="])
        if "share" in condition:
            condition["share"] = lots.choice([condition["share"], "1/2", "2/3", "0.4", "0.15"])
            condition["base"] = lots.choice([condition["base"], "yes_no", "valid", "cast"])


def _near(number: Any, lots: random.Random) -> Any:
    if not isinstance(number, int):
        return number
    return max(0, lots.choice([number, number + 1, number - 1, number * 4 // 5, lots.randint(0, 20)]))
