"""A contest as it is kept: a folder with the rulebook's place, the office, and dated facts.

```
leader-2016/
  contest.toml     [contest] title, office, rulebook (a path from here); and optional: digest (the edition it must be),
                   under (paths of higher rulebooks), several-nominations = true (one name may nominate several)
                   [rolls.plp] folder = "../rolls/plp"      (optional: a body's members from a roll kept by `comitia
                   roll`)
  facts.toml       [[fact]] tables, or
  facts.jsonl      one JSON object a line; where both are there they are joined
```

The rulebook and the facts are read here and nowhere else; past this door everything is a value. What the facts may
say is listed in `facts.py`.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from comitia.contest.facts import Fact, receive_facts_jsonl, receive_facts_toml
from comitia.errors import Malformed, OutOfOrder
from comitia.rulebook.form.book import Rulebook
from comitia.rulebook.form.read import receive_rulebook

F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True)
class Contest:
    """One contest: the office, its rulebook, the facts in the order in which they count, and rolls kept elsewhere."""

    title: str
    office: str
    rulebook: Rulebook
    facts: tuple[Fact, ...]
    rolls: Mapping[str, "BodyRoll"] = field(default_factory=dict)
    several: bool = False
    """Whether one name may nominate several candidates; without it two nominations by one name both wait for a
    ruling.
    """

    def until(self, on: date) -> "Contest":
        """The contest as far as it had come on a day."""
        return replace(self, facts=tuple(fact for fact in self.facts if fact.on <= on))

    def of(self, kind: type[F]) -> list[F]:
        """The facts of one kind."""
        return [fact for fact in self.facts if isinstance(fact, kind)]


@dataclass(frozen=True, slots=True)
class BodyRoll:
    """A body whose members stand on a roll: `on(day)` gives how many they are and who (numbers and names)."""

    on: Callable[[date], tuple[int, frozenset[str]] | None]


def make_contest(
    settings: Mapping[str, Any], rulebook: Rulebook, facts: list[Fact], rolls: Mapping[str, BodyRoll] | None = None
) -> Contest:
    """Put facts in order: by day, and on one day as they stand. `settings` are those of `contest.toml`.

    Raises:
        Malformed: the rulebook has no such office.
    """
    title, office = settings["title"], settings["office"]
    if ("office", office) not in rulebook.entries:
        raise Malformed(
            f"{title}: {rulebook.header.title} has no office {office!r}; it has: {', '.join(rulebook.names('office'))}"
        )
    ordered = tuple(sorted(facts, key=lambda fact: fact.on))
    return Contest(title, office, rulebook, ordered, rolls or {}, bool(settings.get("several-nominations", False)))


def open_contest(folder: Path) -> Contest:
    """Read the folder of a contest.

    Raises:
        Malformed: a file that is missing or cannot be read, a rulebook of another digest, an unknown office.
    """
    settings = _settings(folder)
    book_path = folder / settings["rulebook"]
    if not book_path.is_file():
        raise Malformed(
            f"{folder / 'contest.toml'}: there is no rulebook {book_path}; give its path from the contest's folder"
        )
    higher = []
    for path in settings.get("under", []):
        higher.append(receive_rulebook((folder / path).read_bytes(), Path(path).name))
    rulebook = receive_rulebook(book_path.read_bytes(), book_path.name, higher)
    if settings.get("digest") not in (None, rulebook.digest):
        raise Malformed(
            f"{book_path}: not the edition of this contest: SHA-256 {rulebook.digest[:16]}…, "
            f"expected {settings['digest'][:16]}…"
        )
    facts: list[Fact] = []
    for name, receive in (("facts.toml", receive_facts_toml), ("facts.jsonl", receive_facts_jsonl)):
        if (folder / name).is_file():
            facts += receive((folder / name).read_bytes(), name)
    if not facts:
        raise Malformed(f"{folder}: no facts; expected facts.toml or facts.jsonl with at least who holds the office")
    rolls = {body: _body_roll(folder / path) for body, path in settings.get("rolls", {}).items()}
    return make_contest(settings, rulebook, facts, rolls)


def _settings(folder: Path) -> dict[str, Any]:
    path = folder / "contest.toml"
    if not path.is_file():
        raise Malformed(f"{folder}: no contest.toml; a contest is a folder with contest.toml and facts.toml")
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise Malformed(f"{path}: not TOML in UTF-8 ({str(fault)[:200]})") from None
    settings = tables.get("contest")
    if not isinstance(settings, dict) or set(tables) - {"contest", "rolls"}:
        raise Malformed(f"{path}: expected a table [contest], and [rolls.BODY] where a body has a roll")
    for key in ("title", "office", "rulebook"):
        if not isinstance(settings.get(key), str) or not settings[key]:
            raise Malformed(f"{path}: {key} is missing; expected title, office and rulebook, each a text")
    allowed = {"title": str, "office": str, "rulebook": str, "digest": str, "under": list, "several-nominations": bool}
    for key, value in settings.items():
        if key not in allowed or not isinstance(value, allowed[key]):
            raise Malformed(f"{path}: {key} = {str(value)[:40]!r}; expected {', '.join(allowed)}")
    if any(not isinstance(path_, str) for path_ in settings.get("under", [])):
        raise Malformed(f"{path}: under holds something else than paths of rulebooks")
    rolls = tables.get("rolls", {})
    for body, table in rolls.items() if isinstance(rolls, dict) else [("rolls", None)]:
        if not isinstance(table, dict) or set(table) != {"folder"} or not isinstance(table["folder"], str):
            raise Malformed(f'{path}: [rolls.{body}] expected folder = "PATH"')
    return {**settings, "rolls": {body: table["folder"] for body, table in rolls.items()}}


def _body_roll(folder: Path) -> BodyRoll:
    """A roll kept by `comitia roll`: its current members on a day."""
    from comitia.roll import members_on, open_roll
    from comitia.roll.keeping import load_roll

    roll = load_roll(open_roll(folder))
    has_name = "name" in roll.fields
    known: dict[date, tuple[int, frozenset[str]] | None] = {}

    def on(day: date) -> tuple[int, frozenset[str]] | None:
        if day not in known:
            try:
                table = members_on(roll, day, ["name", "status"] if has_name else ["status"])
            except OutOfOrder:  # The roll begins later: who was a member then is not known.
                known[day] = None
            else:
                current = table.filter((table["status"] == "current").fill_null(True))
                names = current["name"].drop_nulls().to_list() if has_name else []
                known[day] = current.height, frozenset([*current["number"].to_list(), *names])
        return known[day]

    return BodyRoll(on)
