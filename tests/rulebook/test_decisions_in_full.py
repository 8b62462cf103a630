"""What a decision carries besides its result: force as stated, notes, readings, immunities, times in words."""

from datetime import date
from fractions import Fraction

import pytest

from comitia.rulebook.api import (
    Decision,
    Division,
    PastOutcome,
    Put,
    decide_nominations,
    decide_put,
    due_on,
    running_immunities,
    span_words,
)
from comitia.rulebook.decide.gate import required_words, weigh_route
from comitia.rulebook.form.vocabulary import Gate, Span
from tests.rulebook.pages import club, motion_rule

SECTIONS = "".join(
    f'\n[electorate.{name}]\nclause = "2"\ntitle = "{name}"\nbody = "members"\nwhen = \'category == "{name}"\'\n'
    for name in ("laity", "clergy")
)
IMMUNITY = """
[immunity.rest]
clause = "9"
title = "a rest"
after = "m"
outcome = "carried"
lasts = { months = 6 }
against = ["motion.m"]
unless = "all agree"
"""


def division(ayes: int, noes: int) -> Division:
    return Division(Fraction(ayes), Fraction(noes))


def sectional(
    combine: str, tie: str, laity: tuple[int, int], clergy: tuple[int, int], cast: bool | None = None
) -> Decision:
    casting = '"the chair"' if tie == "casting-vote" else None
    rule = (
        motion_rule(sections='["laity", "clergy"]', combine=f'"{combine}"', tie=f'"{tie}"', casting=casting) + SECTIONS
    )
    put = Put(sections={"laity": division(*laity), "clergy": division(*clergy)}, cast=cast)
    return decide_put(club(rule), "m", put, {})


def test_each_section_is_told_and_weighed() -> None:
    told = sectional("all", "not-carried", (5, 3), (2, 3))
    assert told.result == "lost"
    assert [finding.met for finding in told.findings] == [True, False]
    assert told.derivation[-2:] == ("laity: carried (5 for, 3 against)", "clergy: lost (2 for, 3 against)")


def test_a_silent_tie_in_one_section_leaves_the_whole_open_only_if_it_could_turn_it() -> None:
    open_ = sectional("all", "silent", (4, 4), (3, 1))
    assert (open_.result, open_.silent) == ("undecided", "a tie: 4 votes for and as many against")
    closed = sectional("all", "silent", (4, 4), (1, 3))
    assert (closed.result, closed.silent) == ("lost", None)


def test_a_casting_vote_is_given_in_a_section_too() -> None:
    assert sectional("all", "casting-vote", (4, 4), (3, 1), cast=True).result == "carried"
    assert sectional("all", "casting-vote", (4, 4), (3, 1), cast=False).result == "lost"


def test_separate_sections_without_any_mandate_are_lost() -> None:
    told = sectional("separate", "not-carried", (1, 3), (1, 3))
    assert told.result == "lost"
    assert told.derivation[-1] == "each section decides for itself: there is no common result"
    assert sectional("separate", "not-carried", (3, 1), (1, 3)).result == "carried"


def test_a_force_that_the_rules_state_is_taken_as_stated() -> None:
    assert decide_put(club(motion_rule(force='"convention"')), "m", Put(division(2, 1)), {}).binding == "convention"
    assert decide_put(club(motion_rule()), "m", Put(division(2, 1)), {}).binding == "binding"


def test_a_count_is_said_as_a_count() -> None:
    told = decide_put(club(motion_rule(carries="{ at-least = 3 }")), "m", Put(division(3, 9)), {})
    assert told.sentence == (
        "2026-01-01, members: a motion carried, 3 for, 9 against (at least 3 needed). The committee acts on it. "
        "Clause: 2 (The Club, first)."
    )
    assert (told.subject, told.title) == ("motion.m", "a motion")


def test_lost_where_only_carrying_has_an_effect_changes_nothing() -> None:
    told = decide_put(club(motion_rule()), "m", Put(division(1, 2)), {})
    assert (told.headline, told.binding) == ("lost: nothing changes", "binding")
    assert "Nothing changes. Clause: 2" in told.sentence


def test_half_votes_stay_exact_in_the_tally() -> None:
    told = decide_put(club(motion_rule()), "m", Put(Division(Fraction(17, 2), Fraction(29, 2))), {})
    assert told.tally == {"for": "17/2", "against": "29/2"}


def test_an_outcome_begins_its_immunity_and_other_words_do_not() -> None:
    words = motion_rule(words='"These words"') + IMMUNITY
    told = decide_put(club(words), "m", Put(division(2, 1)), {"words": "these  words."})
    assert [trigger.name for trigger in told.triggers] == ["immunity.rest"]
    assert told.triggers[0].words == "a rest: 6 months"
    assert not any("prescribed" in line for line in told.derivation)
    other = decide_put(club(words), "m", Put(division(2, 1)), {"words": "Others"})
    assert other.triggers == ()
    assert other.derivation[-1] == "the words were not those prescribed (2): These words"


def test_a_running_immunity_says_all_about_itself() -> None:
    rules = club(motion_rule() + IMMUNITY, date(2026, 3, 1))
    past = [
        PastOutcome("other", "carried", date(2026, 1, 1)),
        PastOutcome("m", "lost", date(2026, 1, 15)),
        PastOutcome("m", "carried", date(2025, 1, 15)),
        PastOutcome("m", "carried", date(2026, 1, 15)),
    ]
    (running,) = running_immunities(rules, past, "motion.m")
    assert (running.name, running.clause, running.against, running.until, running.unless) == (
        "rest",
        "9",
        ("motion.m",),
        date(2026, 7, 14),
        "all agree",
    )
    assert running.sentence == "motion.m is barred until 2026-07-14, 6 months after m was carried on 2026-01-15 (9)"
    assert running_immunities(rules, past, "motion.other") == []


def test_who_is_elected_again_by_a_motion_remains() -> None:
    rule = (
        motion_rule(kind='"election"', office='"chair"', effect='["takes"]')
        + '\n[office.chair]\nclause = "3"\ntitle = "chair"\nfilled = "elected"\n'
        + '[effect.takes]\nclause = "3"\noffice = "chair"\nevent = "takes"\n'
    )
    again = decide_put(club(rule), "m", Put(division(2, 1), candidate="A"), {"holder(chair)": "A"})
    assert again.headline == "carried: A remains chair"
    new = decide_put(club(rule), "m", Put(division(2, 1), candidate="B"), {"holder(chair)": "A"})
    assert new.headline == "carried: B becomes chair"


def test_a_reading_on_which_a_motion_rests_is_named() -> None:
    rule = (
        motion_rule()
        + '\n[exception.e]\nclause = "2b"\nof = "motion.m"\nthen = { tie = "carried" }\nreading = "r"\n'
        + '[reading.r]\nclause = "2"\nasks = "A tie?"\nanswer = "it carries"\nother = "it does not"\nby = "the chair"\n'
        + "from = 2025-01-01\n"
    )
    told = decide_put(club(rule), "m", Put(division(2, 2)), {})
    assert (told.result, told.readings[0].answer, told.clause) == ("carried", "it carries", "2; 2b")
    before = decide_put(club(rule, date(2024, 12, 31)), "m", Put(division(2, 2)), {})
    assert (before.result, before.readings) == ("lost", ())


GATE = """
[gate.g]
clause = "4"
title = "a demand"
kind = "demand"
routes = [{ from = ["members"], needs = { more-than = 3 } }]
incumbent = "none"
"""


@pytest.mark.parametrize(("names", "result"), [(3, "short"), (4, "open")])
def test_more_than_a_count_is_one_more(names: int, result: str) -> None:
    told = decide_nominations(club(GATE), "g", {}, {"demand": {"members": names}}, {})
    assert told.result == result


def test_a_body_of_nobody_nominates_nobody() -> None:
    told = decide_nominations(club(GATE), "g", {"members": 0}, {"demand": {}}, {})
    assert told.result == "short"


def test_what_a_gate_needs_is_told_with_its_base() -> None:
    rules = club(GATE.replace("{ more-than = 3 }", '{ at-least = "10%", of = "entitled" }'))
    (route,) = weigh_route(rules.need("gate", "g").as_(Gate).routes[0], rules, {"members": 1001}, {})
    assert required_words(route) == "101 of 1,001"
    (route,) = weigh_route(club(GATE).need("gate", "g").as_(Gate).routes[0], rules, {}, {})
    assert required_words(route) == "4"


@pytest.mark.parametrize(("hours", "days"), [(0, 0), (1, 1), (24, 1), (25, 2), (48, 2), (49, 3), (72, 3)])
def test_hours_have_run_out_on_a_whole_day(hours: int, days: int) -> None:
    assert due_on(date(2026, 1, 1), Span(hours=hours), []) == date(2026, 1, 1 + days)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Span(days=1), "one day"),
        (Span(days=21), "21 days"),
        (Span(days=1, kind="clear"), "one clear day"),
        (Span(days=3, kind="working"), "3 working days"),
        (Span(months=12), "12 months"),
        (Span(years=1), "one year"),
        (Span(hours=48), "48 hours"),
    ],
)
def test_times_are_said_in_words(span: Span, words: str) -> None:
    assert span_words(span) == words
