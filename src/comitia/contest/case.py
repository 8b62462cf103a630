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
from typing import TYPE_CHECKING, Any, TypeVar

from comitia.contest.facts import Fact, receive_facts_jsonl, receive_facts_toml
from comitia.errors import Malformed, OutOfOrder, Unprovided
from comitia.rulebook.decide.electorate import membership_of
from comitia.rulebook.form.book import Rulebook
from comitia.rulebook.form.read import receive_rulebook

if TYPE_CHECKING:
    from comitia.roll import Roll

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
    told: Callable[[date], str | None] = lambda day: None
    """How many they are of how many on the roll, and by which rule, in words; None where nothing is known."""


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
    rolls = {body: _body_roll(folder / path, body, rulebook) for body, path in settings.get("rolls", {}).items()}
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


def _body_roll(folder: Path, body: str, rulebook: Rulebook) -> BodyRoll:
    """A roll kept by `comitia roll`: its members on a day, by the rule of the body's electorate; else by status alone.

    Of whom a fact of the rule is not known, nothing speaks against: they count, as the page tells.
    """
    from comitia.roll import members_on, open_roll
    from comitia.roll.keeping import load_roll

    roll = load_roll(open_roll(folder))
    has_name = "name" in roll.fields
    known: dict[date, tuple[int, frozenset[str], str] | None] = {}

    def look(day: date) -> tuple[int, frozenset[str], str] | None:
        if day not in known:
            try:
                table = members_on(roll, day, ["name", "status"] if has_name else ["status"])
            except OutOfOrder:  # The roll begins later: who was a member then is not known.
                known[day] = None
            else:
                current = table.filter((table["status"] == "current").fill_null(True))
                out, told = _out_by_rule(roll, body, rulebook, day)
                current = current.filter(~current["number"].is_in(out))
                names = current["name"].drop_nulls().to_list() if has_name else []
                words = f"{body}: {current.height:,} of {table.height:,} on the roll, {told}"
                known[day] = current.height, frozenset([*current["number"].to_list(), *names]), words
        return known[day]

    def on(day: date) -> tuple[int, frozenset[str]] | None:
        found = look(day)
        return None if found is None else found[:2]

    def told(day: date) -> str | None:
        found = look(day)
        return None if found is None else found[2]

    return BodyRoll(on, told)


def _out_by_rule(roll: "Roll", body: str, rulebook: Rulebook, day: date) -> tuple[list[str], str]:
    """The numbers of those whom the rule of the body's electorate leaves out, and the rule in words."""
    from comitia.roll import decide_electorate, places_of, receive_rules

    try:
        rule = membership_of(rulebook.on(day), body)
    except (Malformed, Unprovided):  # Another edition was in force, or an exception hangs on a fact of the moment.
        rule = None
    if rule is None or not rule.tests:
        return [], "whose standing is current (no electorate says more)"
    rules, counts = receive_rules(rule.as_data(), f"{body}, {rule.clause}")
    places = places_of(decide_electorate(roll, rules, counts, day))
    unknown = places.filter(places["place"] == "unknown").height
    doubt = f"; of {unknown:,} a fact is not known, and they count" if unknown else ""
    tests = "; ".join(test.sentence for test in rule.tests) or "all"
    return places.filter(places["place"] == "out")["number"].to_list(), f"by {rule.clause} ({tests}){doubt}"
