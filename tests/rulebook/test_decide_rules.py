"""Deciding under a rulebook: dates, exceptions, prescribed words, sections, lower rulebooks, successions, gates."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from comitia.errors import Malformed, OutOfOrder, Unprovided
from comitia.rulebook.api import (
    Division,
    Field,
    Put,
    Round,
    RulesOfDay,
    Section,
    decide_nominations,
    decide_put,
    decide_sole,
    decide_stage,
    read_rulebook,
    receive_rulebook,
    succession_of,
)
from tests.rulebook.pages import HEADER, club, motion_rule, page, rulebook

RONR, TEMPLATE = rulebook("roberts-rules-club"), rulebook("template")


def vote(ayes: int, noes: int, *, abstaining: int = 0, **people: int) -> Put:
    return Put(
        Division(
            Fraction(ayes),
            Fraction(noes),
            Fraction(abstaining),
            people={name: Fraction(number) for name, number in people.items()},
        )
    )


def test_notice_lowers_the_bar_of_a_motion_to_rescind() -> None:
    """RONR 35:2(7): two-thirds, or a majority with notice."""
    rules = RONR.on(date(2026, 3, 1))
    put = vote(11, 9, present=20, entitled=30)
    assert decide_put(rules, "rescind", put, {"notice_given": False}).result == "lost"
    told = decide_put(rules, "rescind", put, {"notice_given": True})
    assert told.result == "carried"
    assert told.clause == "RONR 35:2(7); RONR 35:2(7)(b)"


def test_without_notice_the_bylaws_cannot_be_amended() -> None:
    rules = RONR.on(date(2026, 3, 1))
    with pytest.raises(OutOfOrder, match="cannot be put now: it needs notice_given"):
        decide_put(rules, "amend-bylaws", vote(20, 0, present=20, entitled=30), {"notice_given": False})


def test_a_meeting_without_quorum_decides_nothing() -> None:
    rules = RONR.on(date(2026, 3, 1))
    told = decide_put(rules, "main", vote(15, 0, present=15, entitled=30), {})
    assert (told.result, told.binding, told.effects, told.headline) == (
        "invalid",
        "none",
        (),
        "invalid (the quorum failed: neither carried nor lost)",
    )
    assert decide_put(rules, "main", vote(16, 0, present=16, entitled=30), {}).result == "carried"


def test_blank_papers_are_scraps_and_illegal_ones_count() -> None:
    """RONR 45:32: 10 of 19 marked papers are a majority; with two illegal ones 10 of 21 are not."""
    rules = RONR.on(date(2026, 3, 1))
    votes = {"A": Fraction(10), "B": Fraction(9)}
    assert decide_stage(rules, "president", [Round(Field(votes, blank=Fraction(5)))], {}).winner == "A"
    told = decide_stage(rules, "president", [Round(Field(votes, spoilt=Fraction(2)))], {})
    assert (told.winner, told.result, told.standing) == (None, "next-round", ("A", "B"))


def test_the_chair_breaks_a_tie_under_the_template() -> None:
    rules = TEMPLATE.on(date(2026, 3, 1))
    put = vote(10, 10, abstaining=3, present=23, entitled=40)
    for cast, result in ((True, "carried"), (False, "lost")):
        told = decide_put(rules, "resolution", Put(put.division, cast=cast), {})
        assert told.result == result
        assert "casting vote of the chair" in told.derivation[-1]
    with pytest.raises(Malformed, match="how it was cast is not stated"):
        decide_put(rules, "resolution", put, {})


def test_the_quorum_of_the_template_is_a_quarter() -> None:
    rules = TEMPLATE.on(date(2026, 3, 1))
    assert decide_put(rules, "resolution", vote(9, 0, present=9, entitled=40), {}).result == "invalid"
    assert decide_put(rules, "resolution", vote(9, 0, present=10, entitled=40), {}).result == "carried"


def test_only_the_prescribed_words_have_effect() -> None:
    """As with the Fixed-term Parliaments Act 2011 s.2(4): other words are a censure that binds nothing."""
    rules = club(motion_rule(words='"That this House has no confidence"'))
    put = vote(3, 2)
    bound = decide_put(rules, "m", put, {"words": "That this House  has no confidence."})
    assert (bound.binding, bound.headline) == ("binding", "carried: the committee acts on it")
    loose = decide_put(rules, "m", put, {"words": "That this House regrets"})
    assert (loose.binding, loose.headline) == ("advisory", "carried, binds nothing: no clause attaches an effect")
    with pytest.raises(Malformed, match="prescribes words"):
        decide_put(rules, "m", put, {})


def test_a_silent_rule_for_ties_leaves_the_motion_open() -> None:
    told = decide_put(club(motion_rule(tie='"silent"')), "m", vote(4, 4), {})
    assert (told.result, told.binding, told.silent) == ("undecided", "none", "a tie: 4 votes for and as many against")
    assert "The rules are silent on a tie" in told.sentence


def test_dated_values_decide_by_the_day_of_the_vote() -> None:
    rule = motion_rule(
        carries='[{ value = { more-than = "1/2", of = "yes+no" } }, '
        '{ from = 2025-01-01, value = { at-least = "2/3", of = "yes+no" }, clause = "2a" }]'
    )
    assert decide_put(club(rule, date(2024, 12, 31)), "m", vote(6, 4), {}).result == "carried"
    told = decide_put(club(rule, date(2025, 1, 1)), "m", vote(6, 4), {})
    assert (told.result, told.clause) == ("lost", "2; 2a")


def two_exceptions(*more: str) -> str:
    pairs = zip(("a", "b"), ("notice_given", "today > 2025-06-01"), ("carried", "silent"), more, strict=True)
    return motion_rule() + "".join(
        f'\n[exception.{name}]\nclause = "2{name}"\nof = "motion.m"\nwhen = "{guard}"\n{priority}\n'
        f'then = {{ tie = "{tie}" }}\n'
        for name, guard, tie, priority in pairs
    )


def test_of_two_exceptions_that_hold_the_higher_priority_prevails() -> None:
    first, last = two_exceptions("priority = 1", "priority = 2"), two_exceptions("priority = 2", "priority = 1")
    assert decide_put(club(first), "m", vote(4, 4), {"notice_given": True}).silent is not None
    assert decide_put(club(last), "m", vote(4, 4), {"notice_given": True}).result == "carried"
    assert decide_put(club(first), "m", vote(4, 4), {"notice_given": False}).clause == "2; 2b"
    assert decide_put(club(first, date(2025, 1, 1)), "m", vote(4, 4), {"notice_given": True}).clause == "2; 2a"


def test_two_exceptions_that_hold_at_once_without_priority_need_a_ruling() -> None:
    """The check refuses such a page; should one come past it, the decision stops."""
    unchecked, _ = read_rulebook(page(two_exceptions("", "")).encode(), "club.md")
    assert unchecked is not None
    with pytest.raises(Unprovided, match=r"two exceptions hold at once and none comes first: a \(2a\), b \(2b\)"):
        decide_put(unchecked.on(date(2026, 1, 1)), "m", vote(4, 4), {"notice_given": True})


def test_a_rulebook_is_not_asked_about_days_outside_its_force() -> None:
    with pytest.raises(Unprovided, match="in force from 2020-01-01"):
        club(motion_rule(), date(2019, 12, 31))


def test_a_lower_rulebook_cannot_dispose_of_a_higher_ones_office() -> None:
    office = '[office.chair]\nclause = "3"\ntitle = "chair"\nfilled = "appointed"\nby = "members"'
    higher = receive_rulebook(page(office).encode(), "high.md")
    low = motion_rule(effect='["out"]') + '\n[effect.out]\nclause = "so 1"\noffice = "chair"\nevent = "leaves"'
    text = page(low).replace('id = "club"', 'id = "branch"\nunder = ["club"]')
    rules = receive_rulebook(text.encode(), "low.md", [higher]).on(date(2026, 1, 1))
    told = decide_put(rules, "m", vote(5, 1), {})
    assert (told.result, told.binding, told.effects) == ("carried", "advisory", ())
    assert "does not bind: the office is governed by club (3)" in told.derivation[-1]


def sections_rule(combine: str) -> str:
    electorates = "".join(
        f'\n[electorate.{name}]\nclause = "2"\ntitle = "{name}"\nbody = "members"\nwhen = \'category == "{name}"\'\n'
        for name in ("laity", "clergy")
    )
    carries = '{ at-least = "2/3", of = "yes+no" }'
    return motion_rule(sections='["laity", "clergy"]', combine=f'"{combine}"', carries=carries) + electorates


@pytest.mark.parametrize(("combine", "result"), [("all", "lost"), ("any", "carried"), ("separate", "carried")])
def test_a_motion_in_sections_joins_them_as_the_rule_says(combine: str, result: str) -> None:
    divisions = {
        "laity": Division(Fraction(132), Fraction(74)),
        "clergy": Division(Fraction(148), Fraction(45)),
    }
    told = decide_put(club(sections_rule(combine)), "m", Put(sections=divisions), {})
    assert told.result == result
    assert told.tally["for (laity)"] == 132
    with pytest.raises(Malformed, match="expected"):
        decide_put(club(sections_rule(combine)), "m", Put(sections={"laity": divisions["laity"]}), {})


def test_a_double_majority_may_ask_more_of_one_section() -> None:
    """Australia 1977: the people, and four of six states; two-thirds of one section, a count in the other."""
    rule = sections_rule("all").replace(
        "[electorate.laity]", "in-section = { clergy = { at-least = 4 } }\n[electorate.laity]"
    )
    rules = club(rule)
    for clergy, result in ((4, "carried"), (3, "lost")):
        divisions = {
            "laity": Division(Fraction(20), Fraction(10)),
            "clergy": Division(Fraction(clergy), Fraction(6 - clergy)),
        }
        assert decide_put(rules, "m", Put(sections=divisions), {}).result == result


def test_all_but_the_first_few_go_out() -> None:
    rule = COLLEGE.replace('method = "college"', 'method = "majority"')
    rule = rule.replace('{ kind = "last", tie = "silent" }', '{ kind = "top", keep = 3 }')
    field = Field({name: Fraction(number) for name, number in (("A", 9), ("B", 8), ("C", 7), ("D", 6), ("E", 1))})
    told = decide_stage(club(rule), "leader", [Round(field)], {})
    assert (told.standing, told.eliminated) == (("A", "B", "C"), ("D", "E"))
    level = Field({name: Fraction(number) for name, number in (("A", 9), ("B", 8), ("C", 7), ("D", 7))})
    assert (
        decide_stage(club(rule), "leader", [Round(level)], {}).silent
        == "a tie for the last of 3 places between C and D"
    )


def test_an_unknown_motion_is_not_provided() -> None:
    with pytest.raises(Unprovided, match="no motion 'x' in force"):
        decide_put(club(motion_rule()), "x", vote(1, 0), {})


LABOUR = rulebook("labour-2016").on(date(2016, 7, 12))


@pytest.mark.parametrize(
    ("in_government", "takes", "who"),
    [(False, "acts", "the deputy leader"), (True, "appoints", "the Cabinet, in consultation with the NEC,")],
)
def test_who_acts_in_a_vacancy_hangs_on_government(in_government: bool, takes: str, who: str) -> None:
    acting = succession_of(LABOUR, "leader", {"in_government": in_government})
    assert (acting.takes, acting.who) == (takes, (who,))
    assert acting.opens is not None and acting.opens.name == "gate.vacancy"


def test_where_no_succession_is_written_somebody_must_rule() -> None:
    with pytest.raises(Unprovided, match="the rules say nothing"):
        succession_of(rulebook("union-1992-act").on(date(2020, 1, 1)), "general-secretary", {})


LIBERAL = rulebook("liberal-democrats").on(date(2019, 5, 24))


@pytest.mark.parametrize(
    ("mps", "members", "parties", "qualified"),
    [(1, 200, 20, True), (2, 200, 20, True), (0, 200, 20, False), (2, 199, 20, False), (2, 200, 19, False)],
)
def test_all_routes_of_a_nomination_must_be_passed(mps: int, members: int, parties: int, qualified: bool) -> None:
    received = {"Jo Swinson": {"other-mps": mps, "members": members, "local-parties": parties}}
    facts = {"election_called": True, "holder(leader)": "Vince Cable"}
    sizes = {"other-mps": 10, "members": 106075, "local-parties": 360}
    told = decide_nominations(LIBERAL, "nomination", sizes, received, facts)
    assert (("Jo Swinson" in told.qualified), told.result == "open") == (qualified, qualified)


def test_a_gate_refuses_what_cannot_be_true() -> None:
    facts: dict[str, Any] = {"election_called": True, "holder(leader)": None}
    received = {"A": {"other-mps": 11, "members": 200, "local-parties": 20}}
    with pytest.raises(Malformed, match="has only 10 members"):
        decide_nominations(LIBERAL, "nomination", {"other-mps": 10}, received, facts)
    with pytest.raises(Malformed, match=r"size of body\.other-mps is needed"):
        decide_nominations(LIBERAL, "nomination", {}, received, facts)
    with pytest.raises(OutOfOrder, match="is not open"):
        decide_nominations(LIBERAL, "nomination", {"other-mps": 10}, received, {**facts, "election_called": False})
    with pytest.raises(Malformed, match="incumbent's place"):
        decide_nominations(LIBERAL, "nomination", {"other-mps": 20}, received, {"election_called": True})


COLLEGE = """
[office.leader]
clause = "2"
title = "leader"
filled = "elected"

[electorate.mps]
clause = "2"
title = "MPs"
body = "members"
when = '"mps" in bodies'
section = "mps"
weight = "1/2"

[electorate.rest]
clause = "2"
title = "members"
body = "members"
when = "not arrears"
section = "rest"
weight = "1/2"

[ballot.leader]
clause = "2"
title = "the college"
office = "leader"
voters = ["mps", "rest"]
counts = "each"
method = "college"
wins = { more-than = "1/2", of = "valid" }
tie = "silent"
eliminate = { kind = "last", tie = "silent" }
sole = "voted-on"
effect = ["leads"]

[effect.leads]
clause = "2"
office = "leader"
event = "takes"
"""


def college(*votes: dict[str, int]) -> Round:
    return Round(
        sections=tuple(
            Section(name, Fraction(1, 2), {who: Fraction(number) for who, number in by.items()})
            for name, by in zip(("mps", "rest"), votes, strict=True)
        )
    )


def test_a_college_elects_the_loser_of_the_members() -> None:
    told = decide_stage(club(COLLEGE), "leader", [college({"A": 55, "B": 31}, {"A": 12196, "B": 18230})], {})
    assert (told.result, told.winner) == ("elected", "A")
    with pytest.raises(Malformed, match="votes by section"):
        decide_stage(club(COLLEGE), "leader", [Round(Field({"A": Fraction(1)}))], {})


def test_a_stage_refuses_votes_for_somebody_who_is_out() -> None:
    rounds = [college({"A": 5, "B": 4, "C": 3}, {"A": 5, "B": 4, "C": 3}), college({"A": 5, "C": 4}, {"A": 5, "C": 3})]
    with pytest.raises(Malformed, match="C, who no longer stands"):
        decide_stage(club(COLLEGE), "leader", rounds, {})


def test_a_sole_candidate_is_voted_on_where_the_rule_says_so() -> None:
    told = decide_sole(club(COLLEGE), "leader", "A", {})
    assert (told.result, told.winner) == ("next-round", None)


def rules_with_header(until: str) -> RulesOfDay:
    text = page(motion_rule(), header=HEADER.replace("from = 2020-01-01", f"from = 2020-01-01\nuntil = {until}"))
    return receive_rulebook(text.encode(), "club.md").on(date(2020, 1, 1))


def test_the_digest_of_an_edition_is_that_of_its_bytes() -> None:
    assert rules_with_header("2030-01-01").rulebook.digest != rules_with_header("2030-01-02").rulebook.digest
