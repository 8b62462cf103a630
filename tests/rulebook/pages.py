"""Small rulebook pages for the tests."""

from datetime import date
from pathlib import Path
from typing import Any

from comitia.rulebook.api import Fault, Rulebook, RulesOfDay, check_rulebook, read_rulebook, receive_rulebook

ROOT = Path(__file__).resolve().parents[2]
HEADER = """# Club

```toml
[rulebook]
id = "club"
title = "The Club"
organisation = "The Club"
edition = "first"
from = 2020-01-01
sources = ["the founders"]
```

**1.** There are members and a meeting.

```toml
[body.members]
clause = "1"
title = "members"

[effect.done]
clause = "1"
who = "the committee"
does = "acts on it"
```

**2.** A rule.

"""
RULE_LINE = 29
"""The line of the first TOML line of the rule that `page` adds."""


def page(rule: str, *, header: str = HEADER) -> str:
    """A page with one more rule in a block of its own."""
    return f"{header}```toml\n{rule.strip()}\n```\n"


def faults(rule: str, *, header: str = HEADER) -> list[Fault]:
    """Every fault and warning of such a page."""
    rulebook, found = read_rulebook(page(rule, header=header).encode(), "club.md")
    return found if found or rulebook is None else check_rulebook(rulebook)


def club(rule: str, on: date = date(2026, 1, 1)) -> RulesOfDay:
    """The rules of such a page on a day."""
    return receive_rulebook(page(rule).encode(), "club.md").on(on)


def rulebook(name: str) -> Rulebook:
    """One of the rulebooks of the tree."""
    return receive_rulebook((ROOT / "rulebooks" / f"{name}.md").read_bytes(), f"{name}.md")


def motion_rule(**changes: Any) -> str:
    """A motion `[motion.m]`; each keyword changes a key (underscores stand for hyphens), None leaves it out."""
    keys = {
        "clause": '"2"',
        "title": '"a motion"',
        "body": '"members"',
        "carries": '{ more-than = "1/2", of = "yes+no" }',
        "tie": '"not-carried"',
        "effect": '["done"]',
    } | {key.replace("_", "-"): value for key, value in changes.items()}
    return "[motion.m]\n" + "\n".join(f"{key} = {value}" for key, value in keys.items() if value is not None)
