"""Two gates in a row, days counted three ways, and what the rules leave open: a guild made for these tests."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from comitia.contest import Standing, make_contest, stand, tell
from comitia.contest.facts import receive_facts_jsonl
from comitia.errors import Malformed
from comitia.rulebook.form.read import receive_rulebook
from tests.contest.made import fact, states

GUILD = Path(__file__).parent / "data" / "guild.md"
FORTY = [f"M{n:02d}" for n in range(1, 41)]


def run(day: str, *facts: dict[str, Any]) -> Standing:
    import json

    whole = [
        fact("2026-03-01", "holder", office="master", person="Old"),
        fact("2026-03-01", "joins", body="members", persons=FORTY),
        fact("2026-03-01", "joins", body="council", persons=FORTY[:6]),
        fact("2026-03-02", "sets", moment="nominations-open", day="2026-03-03"),
        fact("2026-03-02", "sets", moment="nominations-close", day="2026-03-23"),
        *facts,
    ]
    lines = "\n".join(json.dumps(one) for one in whole).encode()
    book = receive_rulebook(GUILD.read_bytes(), GUILD.name)
    made = make_contest({"title": "made", "office": "master"}, book, receive_facts_jsonl(lines, "facts"))
    return stand(made, date.fromisoformat(day))


def council(candidate: str, *by: str, day: str = "2026-03-05") -> dict[str, Any]:
    return fact(day, "nominates", candidate=candidate, body="council", by=list(by))


def members(candidate: str, *by: str, day: str = "2026-03-10") -> dict[str, Any]:
    return fact(day, "nominates", candidate=candidate, body="members", by=list(by))


BOTH = (council("Ann", "M01", "M02"), members("Ann", "M11", "M12", "M13", "M14"))


def test_clear_and_working_days_are_counted_past_weekends_and_holidays() -> None:
    """Close on Monday 23 March; five clear days to Sunday 29; ten working days, Good Friday and Easter Monday not."""
    days = {due.moment: due.on for due in run("2026-03-04").timetable}
    assert days["ballot-opens"] == date(2026, 3, 29)
    assert days["ballot-closes"] == date(2026, 4, 14)
    assert days["result"] == date(2026, 4, 16)


def test_who_passes_the_first_gate_must_pass_the_second() -> None:
    standing = run("2026-03-24", *BOTH, council("Bob", "M03", "M04"), members("Bob", "M15", "M16", "M17"))
    assert (states(standing)["Bob"], [decision.subject for decision in standing.gates]) == (
        "short",
        ["gate.council", "gate.members"],
    )


def test_names_of_the_second_gate_do_not_help_somebody_who_failed_the_first() -> None:
    standing = run("2026-03-24", *BOTH, members("Cid", "M21", "M22", "M23", "M24", "M25"))
    assert "Cid" not in standing.gates[-1].qualified
    assert standing.refused == ()


def test_a_sole_candidate_waits_for_a_ruling_where_the_rules_are_silent() -> None:
    waiting = run("2026-03-24", *BOTH)
    assert waiting.phase == "a ruling" and "a sole candidate" in waiting.silent[-1]
    assert waiting.may_act[-1].what.startswith("rule on")
    ruling = fact("2026-03-25", "rules", about="elected", candidate="Ann", by="the council", why="nobody else stands")
    ruled = run("2026-03-25", *BOTH, ruling)
    assert (ruled.phase, ruled.winner, ruled.holder) == ("decided", "Ann", "Ann")
    assert (
        ruled.events[-1].words
        == "Ann is elected master by ruling of the council (no authority named): nobody else stands"
    )


def test_a_ruling_for_somebody_who_does_not_stand_elects_nobody() -> None:
    ruling = fact("2026-03-25", "rules", about="elected", candidate="Zoe", by="the council")
    with pytest.raises(Malformed, match="Zoe does not stand; who does: Ann"):
        run("2026-03-25", *BOTH, ruling)


def test_nobody_nominated_leaves_the_holder_and_opens_nothing() -> None:
    standing = run("2026-03-24")
    assert (standing.phase, standing.holder) == ("nobody reached the threshold", "Old")


def test_in_a_vacancy_nobody_nominated_waits_for_a_ruling() -> None:
    gone = fact("2026-03-02", "vacates", office="master", person="Old", why="died")
    standing = run("2026-03-24", gone)
    assert standing.phase == "a ruling" and standing.silent


def test_a_candidates_own_name_is_left_out_and_told_where_the_rules_are_silent() -> None:
    standing = run("2026-03-06", council("M01", "M01", "M02"))
    assert standing.silent == ("whether M01's own name counts (council, 2.1): it is left out",)
    assert states(standing) == {"M01": "not enough yet"}


OWN = council("M01", "M01", "M02")


def own(*, counts: bool, candidate: str = "M01", of: str = "M01") -> dict[str, Any]:
    how = {"by": "the council", "authority": "rule 9", "why": "as in 2025", "counts": counts}
    return fact("2026-03-06", "rules", about="nomination", candidate=candidate, of=of, **how)


def test_a_ruling_makes_a_candidates_own_name_count_or_not_and_ends_the_silence() -> None:
    counted = run("2026-03-06", OWN, own(counts=True))
    assert (counted.silent, states(counted)) == ((), {"M01": "enough nominations"})
    refused = run("2026-03-06", OWN, own(counts=False))
    assert (refused.silent, states(refused)) == ((), {"M01": "not enough yet"})
    assert refused.refused[0].why == "the own name does not count, as ruled by the council under rule 9: as in 2025"
    assert "2026-03-06  the nomination of M01 by M01 counts: ruled by the council under rule 9: as in 2025" in tell(
        counted
    ).replace("\n    ", " ")


@pytest.mark.parametrize(
    ("ruling", "why"),
    [
        (own(counts=True, candidate="M01", of="M02"), "M02 has nominated nobody else"),
        (own(counts=True, candidate="M05", of="M02"), "M02 has not nominated M05"),
        (fact("2026-03-06", "rules", about="withdrawal", candidate="M01", struck=True, by="x"), "has not withdrawn"),
        (fact("2026-03-06", "rules", about="round", ballot="master", out=["M01"], by="x"), "no round of master"),
        (fact("2026-03-06", "rules", about="elected", candidate="M01", by="x"), "the stage is nominations"),
    ],
)
def test_a_ruling_that_meets_no_open_question_is_refused(ruling: dict[str, Any], why: str) -> None:
    with pytest.raises(Malformed, match=why):
        run("2026-03-06", OWN, ruling)


def test_a_tie_waits_for_a_ruling_and_the_round_counts_as_held() -> None:
    two = (*BOTH, council("Bob", "M03", "M04"), members("Bob", "M15", "M16", "M17", "M18"))
    tie = fact("2026-04-14", "round", ballot="master", votes={"Ann": 18, "Bob": 18}, entitled=40)
    standing = run("2026-04-14", *two, tie)
    assert standing.winner is None and standing.phase in ("a ruling", "ballot")
    ruled = fact("2026-04-15", "rules", about="elected", candidate="Bob", by="the council", why="by lot")
    if standing.phase == "a ruling":
        assert run("2026-04-15", *two, tie, ruled).winner == "Bob"


def test_more_papers_than_electors_are_refused() -> None:
    two = (*BOTH, council("Bob", "M03", "M04"), members("Bob", "M15", "M16", "M17", "M18"))
    with pytest.raises(Malformed, match="41 papers, but only 40 entitled"):
        run("2026-04-14", *two, fact("2026-04-14", "round", ballot="master", votes={"Ann": 20, "Bob": 21}, entitled=40))
