"""`comitia decide` over the real cases: every answer derived, none read."""

import json
from pathlib import Path
from typing import Any

import pytest

from comitia.rulebook.cases import decide_case, receive_case, render_decision
from comitia.rulebook.cases.door import strip_answers

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "cases.jsonl").read_text(encoding="utf-8").splitlines()
]


def decide(document: dict[str, Any]) -> dict[str, Any]:
    raw = json.dumps(document).encode()
    return render_decision(decide_case(receive_case(raw, document["id"])))


def conditions(step: dict[str, Any]) -> list[dict[str, Any]]:
    if step["kind"] == "sectional_motion":
        return [condition for section in step["sections"] for condition in section["requires"]]
    return step.get("requires") or step.get("win") or step.get("routes") or []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_answer_of_a_real_case_is_derived(case: dict[str, Any]) -> None:
    told = decide(case)
    assert (told["id"], told["result"], told["winner"]) == (
        case["id"],
        case["outcome"]["result"],
        case["outcome"].get("winner"),
    )
    for step, answer in zip(case["steps"], told["steps"], strict=True):
        assert (answer["kind"], answer["name"]) == (step["kind"], step["name"])
        for key, expected in step["expected"].items():
            assert answer[key] == expected, (step["name"], key)
        for condition, requirement in zip(conditions(step), answer["requires"], strict=False):
            assert requirement["required"] == condition.get("required", requirement["required"])
            assert requirement["met"] == condition.get("met", requirement["met"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_answers_are_the_same_when_none_stands_in_the_file(case: dict[str, Any]) -> None:
    stripped = strip_answers(case)
    text = json.dumps(stripped)
    assert '"expected"' not in text and '"outcome"' not in text and '"required"' not in text
    assert decide(stripped) == decide(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_false_answers_in_the_file_change_nothing(case: dict[str, Any]) -> None:
    def lie(value: Any) -> Any:
        if isinstance(value, dict):
            false = {"expected": {"carried": None}, "required": -7, "met": "perhaps", "published": [], "outcome": 0}
            return {key: false.get(key, lie(part)) for key, part in value.items()}
        return [lie(part) for part in value] if isinstance(value, list) else value

    assert decide(lie(case)) == decide(case)


def test_a_candidate_may_bear_the_name_of_an_answer() -> None:
    votes = {"met": 3, "outcome": 2}
    assert strip_answers({"votes": votes, "outcome": 1}) == {"votes": votes}


def test_the_rule_is_silent_in_exactly_two_of_the_real_cases() -> None:
    """The exact tie of the CUP (2015) and the tie for last among Conservative MPs (2001)."""
    silent = {(case["id"], step["silent"]) for case in CASES for step in decide(case)["steps"] if "silent" in step}
    assert silent == {
        ("a-cup-2015", "a tie for first between reject and go on negotiating and accept with Mas"),
        ("b-con-2001", "a tie for last place between David Davis and Michael Ancram"),
    }


def test_every_percentage_in_a_sentence_names_its_base() -> None:
    for case in CASES:
        for step in decide(case)["steps"]:
            for requirement in step["requires"]:
                if " %" in requirement["sentence"]:
                    assert " of " in requirement["sentence"], requirement["sentence"]
