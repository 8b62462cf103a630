"""Contests made in memory from a rulebook of the project and a few facts."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from comitia.contest import BodyRoll, Contest, Standing, make_contest, stand
from comitia.contest.facts import receive_facts_jsonl
from comitia.rulebook.form.book import Rulebook
from comitia.rulebook.form.read import receive_rulebook

RULEBOOKS = Path(__file__).parents[2] / "rulebooks"
Facts = list[dict[str, Any]]


def rulebook(name: str) -> Rulebook:
    return receive_rulebook((RULEBOOKS / f"{name}.md").read_bytes(), f"{name}.md")


def contest(name: str, office: str, facts: Facts, rolls: dict[str, BodyRoll] | None = None, **settings: Any) -> Contest:
    lines = "\n".join(json.dumps(fact) for fact in facts).encode()
    settings = {"title": "made", "office": office, **settings}
    return make_contest(settings, rulebook(name), receive_facts_jsonl(lines, "facts.jsonl"), rolls)


def on(made: Contest, day: str) -> Standing:
    return stand(made, date.fromisoformat(day))


def fact(on_day: str, kind_: str, /, **more: Any) -> dict[str, Any]:
    return {"on": on_day, "kind": kind_, **more}


def states(standing: Standing) -> dict[str, str]:
    return {candidate.name: candidate.state for candidate in standing.candidates}
