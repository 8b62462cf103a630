"""`rules check`: every fault with its line and what was expected; every silence as a warning."""

from datetime import date
from pathlib import Path

import pytest

from comitia.errors import Malformed
from comitia.rulebook.api import check_rulebook, read_rulebook, receive_rulebook
from tests.rulebook.pages import HEADER, ROOT, RULE_LINE, club, faults, motion_rule, page

EXCEPTION = """
[exception.one]
clause = "2"
of = "motion.m"
when = "notice_given"
then = { tie = "carried" }

[exception.two]
clause = "2"
of = "motion.m"
when = "%s"
then = { tie = "silent" }
%s
"""
DEADLINE = """
[deadline.{0}]
clause = "2"
title = "{0}"
of = "motion.m"
moment = "{0}"
after = "{1}"
within = {{ days = 1 }}
"""
BALLOT = """
[office.chair]
clause = "2"
title = "chair"
filled = "elected"

[electorate.all]
clause = "2"
title = "all"
body = "members"
when = "%s"

[ballot.chair]
clause = "2"
title = "the ballot"
office = "chair"
voters = ["all"]
method = "majority"
wins = { more-than = "1/2", of = "valid" }
tie = "lot"
eliminate = { kind = "last", tie = "all" }
sole = "elected"
nobody = "reopen"
effect = []
"""

FAULTS: dict[str, tuple[str, int, str]] = {
    "an unknown kind": ('[wish.m]\nclause = "2"', 0, "the unknown word 'wish'"),
    "an unknown key": (motion_rule(colour='"red"'), 7, "the unknown word 'colour'"),
    "a share without base": (motion_rule(carries='{ more-than = "1/2" }'), 4, "a share without base"),
    "a share without strictness": (motion_rule(carries='{ of = "yes+no" }'), 4, "a threshold without strictness"),
    "two strictnesses": (motion_rule(carries='{ more-than = "1/2", at-least = "1/2", of = "cast" }'), 4, "strictness"),
    "a share as a float": (motion_rule(carries='{ more-than = 0.5, of = "yes+no" }'), 4, "in quotes"),
    "a share above one": (motion_rule(carries='{ more-than = "3/2", of = "yes+no" }'), 4, "outside 0 to 1"),
    "a count with a base": (motion_rule(carries='{ more-than = 3, of = "yes+no" }'), 4, "a count has no base"),
    "an unknown base": (motion_rule(carries='{ more-than = "1/2", of = "voters" }'), 4, "of: found 'voters'"),
    "a share that is no number": (motion_rule(carries='{ more-than = "half", of = "cast" }'), 4, "exact number"),
    "a missing tie rule": (motion_rule(tie=None), 0, "a missing tie rule"),
    "an unknown tie rule": (motion_rule(tie='"coin"'), 5, "tie: found 'coin', expected one of"),
    "a casting vote of nobody": (motion_rule(tie='"casting-vote"'), 0, "a casting vote of nobody"),
    "a clause that cites nothing": (motion_rule(clause=None), 0, "cites no clause"),
    "an empty clause": (motion_rule(clause='""'), 1, "clause: found ''"),
    "a body that is not there": (motion_rule(body='"nobody"'), 3, "there is no body.nobody; there is: members"),
    "an effect that is not there": (motion_rule(effect='["none"]'), 6, "there is no effect.none"),
    "a guard over unknown facts": (motion_rule(when='"sunny"'), 7, "unknown fact 'sunny'"),
    "a guard that cannot be read": (motion_rule(when='"today <"'), 7, "expected a fact or a value"),
    "a guard of two kinds": (motion_rule(when='"today < 3"'), 7, "compares a date with a number"),
    "a guard that orders words": (motion_rule(when="'mover < candidate'"), 7, "have no order"),
    "a guard on a vacancy of no office": (motion_rule(when='"vacant(chair)"'), 7, "unknown fact 'vacant(chair)'"),
    "a rule that never applies": (
        motion_rule(when='"notice_given and not notice_given"'),
        7,
        "a rule that never applies",
    ),
    "contradictory dates": (
        motion_rule(from_="2021-01-01").replace("from-", "from") + "\nuntil = 2020-06-01",
        8,
        "contradictory",
    ),
    "two values from one day": (
        motion_rule(tie='[{ value = "carried" }, { value = "silent" }]'),
        5,
        "contradictory dates: two values begin",
    ),
    "values that overlap": (
        motion_rule(tie='[{ value = "carried", until = 2021-05-05 }, { from = 2021-01-01, value = "silent" }]'),
        5,
        "one value holds until 2021-05-05, the next from 2021-01-01",
    ),
    "a value that is wrong only later": (
        motion_rule(tie='[{ value = "carried" }, { from = 2021-01-01, value = "coin" }]'),
        5,
        "tie: found 'coin'",
    ),
    "a time that is no day": (motion_rule(from_='"soon"').replace("from-", "from"), 7, "expected a day"),
    "two exceptions that can both apply": (
        motion_rule() + EXCEPTION % ("today > 2021-01-01", ""),
        13,
        "can both apply with exception.one",
    ),
    "two exceptions of equal priority": (
        motion_rule()
        + (EXCEPTION % ("notice_given", "priority = 1")).replace('"carried" }', '"carried" }\npriority = 1'),
        14,
        "can both apply",
    ),
    "an exception that breaks the rule": (
        motion_rule() + (EXCEPTION % ("not notice_given", "")).replace('tie = "silent"', 'tie = "coin"'),
        17,
        "then: tie: found 'coin', expected one of",
    ),
    "an office nobody can fill": (
        '[office.chair]\nclause = "2"\ntitle = "chair"\nfilled = "elected"',
        3,
        "an office nobody can fill: elected, but no ballot or motion elects to it",
    ),
    "an office that nobody appoints": (
        '[office.chair]\nclause = "2"\ntitle = "chair"\nfilled = "appointed"',
        3,
        "nobody appoints",
    ),
    "offices that hang on each other": (
        '[office.a]\nclause = "2"\ntitle = "a"\nfilled = "ex-officio"\nex-officio-of = "b"\n'
        '[office.b]\nclause = "2"\ntitle = "b"\nfilled = "ex-officio"\nex-officio-of = "a"',
        3,
        "its chain of offices comes back to itself",
    ),
    "an office for nobody": (
        '[office.chair]\nclause = "2"\ntitle = "chair"\nfilled = "appointed"\nby = "members"\n'
        'eligible = \'status == "left" and status == "current"\'',
        5,
        "an office nobody can fill",
    ),
    "an electorate nobody can be in": (
        BALLOT % "joined_on < 2020-01-01 and joined_on > 2021-01-01",
        9,
        "an electorate nobody can be in",
    ),
    "sections without a joint rule": (motion_rule(sections='["a"]'), 0, "sections need combine"),
    "a nomination by votes": (
        '[office.c]\nclause = "2"\ntitle = "c"\nfilled = "appointed"\nby = "members"\n[gate.g]\nclause = "2"\n'
        'title = "g"\noffice = "c"\nincumbent = "none"\n'
        'routes = [{ from = ["members"], needs = { at-least = "10%", of = "cast" } }]',
        10,
        "nominations are no share of 'cast'",
    ),
    "an elimination without a rule for ties": (
        (BALLOT % "not arrears").replace('eliminate = { kind = "last", tie = "all" }', 'eliminate = { kind = "last" }'),
        19,
        "a missing tie rule",
    ),
    "a duty without otherwise": (
        '[effect.e]\nclause = "2"\nwho = "x"\nmodality = "must"\ndoes = "y"\nwithin = { days = 3 }',
        0,
        "what happens otherwise",
    ),
    "a time of two units": (motion_rule(notice="{ days = 3, months = 1 }"), 7, "exactly one of days"),
    "a deadline that hangs on itself": (
        motion_rule() + DEADLINE.format("a", "b") + DEADLINE.format("b", "a"),
        12,
        "hangs on itself",
    ),
    "no TOML": ("[motion.m]\nclause = = 2", 1, "not TOML"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_with_its_line_and_what_was_expected(fault: str) -> None:
    rule, offset, message = FAULTS[fault]
    wrong = [found for found in faults(rule) if not found.warning]
    assert wrong, "no fault was found"
    assert any(found.line == RULE_LINE + offset and message in found.message for found in wrong), "\n".join(
        map(str, wrong)
    )
    assert all(found.file == "club.md" for found in wrong)


def test_a_rule_in_order_has_no_fault() -> None:
    assert faults(motion_rule()) == []
    assert [found for found in faults(BALLOT % "not arrears") if not found.warning] == []


def test_exceptions_that_exclude_each_other_are_in_order() -> None:
    assert [f for f in faults(motion_rule() + EXCEPTION % ("not notice_given", "")) if not f.warning] == []
    assert [
        f for f in faults(motion_rule() + EXCEPTION % ("today > 2021-01-01", "priority = 2")) if not f.warning
    ] != []


def test_exceptions_of_different_priority_are_in_order() -> None:
    rule = motion_rule() + (EXCEPTION % ("notice_given", "priority = 2")).replace(
        '"carried" }', '"carried" }\npriority = 1'
    )
    assert [found for found in faults(rule) if not found.warning] == []


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (motion_rule(tie='"silent"'), "silent on ties"),
        (motion_rule(effect="[]"), "no clause attaches an effect"),
        ((BALLOT % "not arrears").replace('tie = "lot"', 'tie = "silent"'), "silent on a tie for first"),
        ((BALLOT % "not arrears").replace('tie = "all"', 'tie = "silent"'), "silent on a tie for last place"),
        ((BALLOT % "not arrears").replace('sole = "elected"', 'sole = "silent"'), "silent on a sole candidate"),
        (BALLOT % "not arrears", "silent on who acts while it is vacant"),
        ('[silence.s]\nclause = "2"\non = "proxies"', "the rules are silent on proxies"),
    ],
)
def test_a_silence_is_a_warning_and_no_fault(rule: str, message: str) -> None:
    found = faults(rule)
    assert all(fault.warning for fault in found)
    assert any(message in fault.message for fault in found)


def test_two_entries_of_one_name_are_told_with_both_lines() -> None:
    rule = motion_rule() + "\n```\n\nAgain.\n\n```toml\n" + motion_rule()
    assert any(f"motion.m stands twice, first in line {RULE_LINE}" in found.message for found in faults(rule))


def test_a_rule_without_words_is_a_fault() -> None:
    bare = HEADER.replace("**2.** A rule.\n", "")
    assert any("a rule without words" in found.message for found in faults(motion_rule(), header=bare))


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "[rulebook] stands 0 times"),
        (b"\xff", "not UTF-8"),
        (b"```toml\nrulebook = 3\n```", "rulebook"),
        (HEADER.replace('sources = ["the founders"]', "sources = []").encode(), "sources"),
        (HEADER.replace("from = 2020-01-01", "from = 2020-01-01\nuntil = 2019-01-01").encode(), "contradictory dates"),
        (b"```toml\n" + b"a=" + b"[" * 50_000 + b"\n```", "not TOML"),
    ],
)
def test_what_is_no_rulebook_is_refused(raw: bytes, message: str) -> None:
    _, found = read_rulebook(raw, "x.md")
    assert any(message in fault.message for fault in found), found
    with pytest.raises(Malformed):
        receive_rulebook(raw, "x.md")


@pytest.mark.parametrize("path", sorted((ROOT / "rulebooks").glob("*.md")), ids=lambda path: path.stem)
def test_every_rulebook_of_the_tree_is_without_fault(path: Path) -> None:
    rulebook = receive_rulebook(path.read_bytes(), path.name)
    assert rulebook.header.sources


def test_a_lower_rulebook_gives_way_to_a_higher_one() -> None:
    higher = receive_rulebook(page(motion_rule(tie='"carried"')).encode(), "high.md")
    low = page(motion_rule(tie='"silent"')).replace('id = "club"', 'id = "branch"\nunder = ["club"]')
    rulebook = receive_rulebook(low.encode(), "low.md", [higher])
    assert ("motion", "m") in {(raw.kind, raw.name) for raw in rulebook.overridden}
    told = [str(fault) for fault in check_rulebook(rulebook)]
    assert f"low.md:{RULE_LINE + 1}: warning: motion.m: overridden by club (2)" in told
    assert rulebook.on(date(2026, 1, 1)).need("motion", "m").raw.table["tie"] == "carried"


def test_a_member_fact_may_be_declared_and_used() -> None:
    rule = (
        motion_rule(when='"ill"')
        + '\n[fact.ill]\nclause = "2"\ntype = "truth"\nof = "moment"\nmeans = "the chair is ill"'
    )
    assert faults(rule) == []
    assert club(rule).opens(club(rule).need("motion", "m"), {"ill": True}) is True
