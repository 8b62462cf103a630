"""Nominations with force, and those without: a society of forty under the template constitution."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.contest import BodyRoll
from comitia.errors import Malformed
from tests.contest.made import Facts, contest, fact, on, states

FORTY = [f"M{n:02d}" for n in range(1, 41)]


def society(*more: dict[str, Any]) -> Facts:
    return [
        fact("2026-03-01", "holder", office="chair", person="M01"),
        fact("2026-03-01", "holder", office="secretary", person="M02"),
        fact("2026-03-01", "joins", body="members", persons=FORTY),
        fact("2026-03-01", "states", of="everybody", name="status", value="current"),
        fact("2026-03-01", "states", name="term_ends", value=True),
        fact("2026-03-02", "sets", moment="nominations-open", day="2026-03-03", by="the secretary"),
        fact("2026-03-02", "sets", moment="ballot-opens", day="2026-03-20", by="the secretary"),
        *more,
    ]


def nominates(candidate: str, *by: str, day: str = "2026-03-05", body: str = "members") -> dict[str, Any]:
    return fact(day, "nominates", candidate=candidate, body=body, by=list(by))


def run(day: str, *facts: dict[str, Any], **settings: Any) -> Any:
    return on(contest("template", "chair", society(*facts), **settings), day)


def test_nominations_close_seven_days_before_the_ballot_opens() -> None:
    closes = next(due for due in run("2026-03-04").timetable if due.moment == "nominations-close")
    assert (closes.on, closes.clause) == (date(2026, 3, 13), "3.2")


@pytest.mark.parametrize(("term_ends", "phase"), [(True, "nominations"), (False, "no contest")])
def test_three_members_cannot_open_a_contest_against_a_chair_in_the_middle_of_a_term(
    term_ends: bool, phase: str
) -> None:
    stated = fact("2026-03-01", "states", name="term_ends", value=term_ends)
    standing = run("2026-03-06", stated, nominates("M05", "M06", "M07", "M08"))
    assert standing.phase == phase
    assert any(act.what.startswith("bring nominations for chair") for act in standing.may_act) is False


def test_three_members_are_enough_and_two_are_not() -> None:
    standing = run("2026-03-14", nominates("M05", "M06", "M07", "M08"), nominates("M09", "M10", "M11"))
    assert states(standing) == {"M05": "elected", "M09": "short"}


@pytest.mark.parametrize(
    ("nomination", "why"),
    [
        (nominates("M05", "M06", day="2026-03-02"), "2026-03-02 is outside the time for nominations"),
        (nominates("M05", "M06", day="2026-03-14"), "2026-03-14 is outside the time for nominations"),
        (nominates("M05", "Stranger"), "is not a member of members on 2026-03-05"),
        (nominates("M05", "M06", body="committee"), "committee has no part in the nominations"),
    ],
)
def test_a_nomination_without_force_is_listed_with_the_reason(nomination: dict[str, Any], why: str) -> None:
    (refused,) = run("2026-03-14", nomination).refused
    assert why in refused.why and refused.candidate == "M05"


@pytest.mark.parametrize("day", ["2026-03-03", "2026-03-13"])
def test_the_first_and_the_last_day_count(day: str) -> None:
    assert run("2026-03-14", nominates("M05", "M06", "M07", "M08", day=day)).refused == ()


def test_a_member_who_has_left_cannot_nominate() -> None:
    left = fact("2026-03-04", "parts", body="members", persons=["M06"])
    assert [r.by for r in run("2026-03-06", left, nominates("M05", "M06", "M07")).refused] == ["M06"]


def test_one_name_for_two_candidates_counts_for_neither_until_somebody_rules() -> None:
    both = [nominates("M05", "M06", "M07", "M08"), nominates("M09", "M06", "M10", "M11")]
    waiting = run("2026-03-06", *both)
    assert states(waiting) == {"M05": "not enough yet", "M09": "not enough yet"}
    assert waiting.silent == ("M06 has nominated M05 and M09: neither counts until somebody rules",)
    ruling = fact("2026-03-06", "rules", about="nomination", of="M06", candidate="M09", by="the secretary")
    assert states(run("2026-03-06", *both, ruling)) == {"M05": "not enough yet", "M09": "enough nominations"}


def test_where_the_society_says_so_one_name_may_nominate_several() -> None:
    facts = [nominates("M05", "M06", "M07", "M08"), nominates("M09", "M06", "M10", "M11")]
    made = contest("template", "chair", society(*facts), **{"several-nominations": True})
    assert set(states(on(made, "2026-03-06")).values()) == {"enough nominations"}


def test_a_nomination_may_be_taken_back_and_given_to_another() -> None:
    facts = [
        nominates("M05", "M06", "M07", "M08"),
        fact("2026-03-06", "unnominates", candidate="M05", by=["M06"]),
        nominates("M09", "M06", "M10", "M11", day="2026-03-07"),
    ]
    assert states(run("2026-03-08", *facts)) == {"M05": "not enough yet", "M09": "enough nominations"}


def test_taking_back_what_was_never_given_is_refused() -> None:
    with pytest.raises(Malformed, match="M06 takes back a nomination of M05 that was not given"):
        run("2026-03-08", fact("2026-03-06", "unnominates", candidate="M05", by=["M06"]))


def test_a_candidates_own_name_does_not_count_where_the_rules_say_so() -> None:
    standing = run("2026-03-06", nominates("M05", "M05", "M07", "M08"))
    assert states(standing) == {"M05": "not enough yet"}
    assert standing.refused[0].why == "a candidate's own name does not count"


def test_the_same_name_counts_once() -> None:
    standing = run("2026-03-06", nominates("M05", "M06", "M07"), nominates("M05", "M06"))
    assert standing.candidates[0].counts == {"members": 2}


def test_somebody_who_may_not_hold_the_office_is_ineligible_with_the_clause() -> None:
    suspended = fact("2026-03-01", "states", of="M05", name="status", value="suspended")
    (candidate,) = run("2026-03-14", suspended, nominates("M05", "M06", "M07", "M08")).candidates
    assert candidate.state == "ineligible" and candidate.why is not None and "3." in candidate.why


def test_nobody_nominated_has_nominations_opened_again_and_a_reopened_one_counts() -> None:
    assert run("2026-03-14").phase == "nominations to be opened again"
    again = fact("2026-03-15", "reopens", until="2026-03-18", why="nobody was nominated", by="the secretary")
    facts = [again, nominates("M05", "M06", "M07", "M08", day="2026-03-17")]
    assert run("2026-03-16", *facts).phase == "nominations"
    standing = run("2026-03-19", *facts)
    assert (standing.phase, standing.winner) == ("decided", "M05")


def test_a_sole_candidate_is_elected_and_the_office_changes_hands() -> None:
    standing = run("2026-03-14", nominates("M05", "M06", "M07", "M08"))
    assert (standing.winner, standing.holder) == ("M05", "M05")
    assert [event.words for event in standing.events[-2:]] == ["M01 ceases to be chair", "M05 becomes chair"]


def test_a_withdrawal_before_the_close_makes_the_other_a_sole_candidate() -> None:
    facts = [nominates("M05", "M06", "M07", "M08"), nominates("M09", "M10", "M11", "M12")]
    gone = fact("2026-03-10", "withdraws", candidate="M09")
    assert run("2026-03-14", *facts, gone).winner == "M05"
    assert run("2026-03-14", *facts).phase == "ballot"


def test_a_round_must_give_a_figure_for_everybody_who_stands_and_for_nobody_else() -> None:
    facts = [nominates("M05", "M06", "M07", "M08"), nominates("M09", "M10", "M11", "M12")]
    for votes, said in (({"M05": 20}, "no figure for M09"), ({"M05": 20, "M09": 5, "M30": 1}, "votes for M30")):
        with pytest.raises(Malformed, match=said):
            run("2026-03-28", *facts, fact("2026-03-27", "round", ballot="chair", votes=votes))


def test_the_live_roll_may_be_one_that_is_kept_elsewhere() -> None:
    roll = BodyRoll(lambda day: (3, frozenset({"M05", "M06", "M07"})) if day >= date(2026, 3, 1) else None)
    facts = [f for f in society(nominates("M05", "M06", "M07", "M08")) if f["kind"] != "joins"]
    standing = on(contest("template", "chair", facts, {"members": roll}), "2026-03-06")
    assert [refused.by for refused in standing.refused] == ["M08"]


def test_names_and_a_stated_size_that_disagree_are_refused() -> None:
    with pytest.raises(Malformed, match="stated to have 39 members, by name it has 40"):
        run("2026-03-06", fact("2026-03-01", "size", body="members", members=39), nominates("M05", "M06"))


@given(st.lists(st.tuples(st.sampled_from(["M05", "M09"]), st.sampled_from(FORTY[:8])), max_size=12))
def test_no_name_ever_counts_for_two_candidates(pairs: list[tuple[str, str]]) -> None:
    standing = run("2026-03-06", *(nominates(candidate, by) for candidate, by in pairs))
    counted = sum(sum(candidate.counts.values()) for candidate in standing.candidates)
    assert counted <= len({by for _, by in pairs})
    shared = {by for _, by in pairs if {c for c, b in pairs if b == by} == {"M05", "M09"}}
    assert counted == len({(c, b) for c, b in pairs if b not in shared and c != b})
