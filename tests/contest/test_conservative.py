"""Confidence, rounds of MPs that feed the members' ballot, a withdrawal that ends it, a tie that no rule breaks."""

from datetime import date
from pathlib import Path

import pytest

from comitia.contest import Contest, open_contest, stand
from comitia.errors import OutOfOrder
from tests.contest.made import Facts, contest, fact, on, states

BOOK = "conservative-1998-2024"
FOLDER = Path(__file__).parent / "data" / "conservative-2019"


@pytest.fixture(scope="module")
def johnson() -> Contest:
    return open_contest(FOLDER)


def background(day: str, leader: str | None, mps: int) -> Facts:
    return [
        fact(day, "holder", office="leader", person=leader),
        fact(day, "size", body="mps", members=mps),
        fact(day, "states", of="everybody", name="bodies", value=["mps"]),
        fact(day, "states", of="everybody", name="lost_confidence", value=False),
    ]


def test_letters_below_the_threshold_open_nothing_and_at_it_the_vote(johnson: Contest) -> None:
    assert [event.words for event in stand(johnson, date(2018, 11, 30)).events] == []
    assert "opens confidence in the leader" in stand(johnson, date(2018, 12, 11)).events[0].words


def test_a_leader_who_wins_is_immune_for_twelve_months_and_the_successor_is_not(johnson: Contest) -> None:
    immune = stand(johnson, date(2018, 12, 13))
    assert immune.may_act[0].what.startswith("immunity of the leader: until 2019-12-11 barred: letters")
    assert not [act for act in stand(johnson, date(2019, 7, 23)).may_act if "immunity" in act.what]


def test_a_motion_under_immunity_is_refused_with_the_day() -> None:
    facts = [
        *background("2018-12-01", "Theresa May", 317),
        fact("2018-12-12", "put", motion="confidence", ayes=200, noes=117, entitled=317),
        fact("2019-12-11", "put", motion="confidence", ayes=100, noes=217, entitled=317),
    ]
    with pytest.raises(OutOfOrder, match="barred until 2019-12-11"):
        on(contest(BOOK, "leader", facts), "2019-12-11")
    facts[-1]["on"] = "2019-12-12"
    assert on(contest(BOOK, "leader", facts), "2019-12-12").holder is None


def test_the_outgoing_leader_acts_until_the_successor_takes_office(johnson: Contest) -> None:
    during = stand(johnson, date(2019, 6, 20))
    assert (during.holder, during.acting) == (None, ("Theresa May",))
    after = stand(johnson, date(2019, 7, 23))
    assert (after.holder, after.acting, after.winner) == ("Boris Johnson", (), "Boris Johnson")


def test_each_round_feeds_the_next_and_the_mps_feed_the_members(johnson: Contest) -> None:
    first = stand(johnson, date(2019, 6, 13)).stages[-1]
    assert set(first.candidates) - set(first.standing) == {"Andrea Leadsom", "Mark Harper", "Esther McVey"}
    mps, members = stand(johnson, date(2019, 6, 21)).stages
    assert len(mps.rounds) == 5 and mps.decision is not None and mps.decision.result == "next-stage"
    assert members.candidates == ("Boris Johnson", "Jeremy Hunt") and members.waits_for == "round"


def test_who_withdraws_between_rounds_is_no_longer_voted_on(johnson: Contest) -> None:
    assert "Matt Hancock" not in stand(johnson, date(2019, 6, 18)).stages[0].standing
    assert states(stand(johnson, date(2019, 6, 18)))["Matt Hancock"] == "withdrawn"


def test_too_few_nominations_are_void(johnson: Contest) -> None:
    assert states(stand(johnson, date(2019, 6, 11)))["Sam Gyimah"] == "short"


def test_the_members_electorate_is_told_once_its_day_is_known(johnson: Contest) -> None:
    before = stand(johnson, date(2019, 6, 20))
    assert before.electorates == () and "ballot-opens" in before.unknown[0]
    assert stand(johnson, date(2019, 6, 21)).electorates[0].frozen_on == date(2019, 7, 6)


def the_first_ballots_of_2016() -> Facts:
    """David Cameron's successor: case b-con-2016 of the project's cases."""
    names = ["Theresa May", "Andrea Leadsom", "Michael Gove", "Stephen Crabb", "Liam Fox"]
    return [
        *background("2016-06-24", "David Cameron", 330),
        fact("2016-06-24", "vacates", office="leader", person="David Cameron", why="resigned"),
        fact("2016-06-29", "sets", moment="nominations-close", day="2016-06-30"),
        *(fact("2016-06-30", "nominates", candidate=name, body="mps", number=2) for name in names),
        fact("2016-07-05", "round", ballot="mps", votes=dict(zip(names, (165, 66, 48, 34, 16), strict=True))),
        fact("2016-07-05", "withdraws", candidate="Stephen Crabb"),
        fact("2016-07-07", "round", ballot="mps", votes=dict(zip(names[:3], (199, 84, 46), strict=True))),
    ]


def test_a_withdrawal_after_the_mps_leaves_a_sole_candidate_who_is_elected_without_a_ballot() -> None:
    facts = [*the_first_ballots_of_2016(), fact("2016-07-11", "withdraws", candidate="Andrea Leadsom")]
    standing = on(contest(BOOK, "leader", facts), "2016-07-11")
    assert (standing.phase, standing.winner, standing.holder) == ("decided", "Theresa May", "Theresa May")
    assert standing.stages[-1].rounds == ()
    assert states(standing)["Michael Gove"] == "out"


def test_a_withdrawal_when_papers_are_out_waits_for_a_ruling() -> None:
    facts = [
        *the_first_ballots_of_2016(),
        fact("2016-07-08", "sets", moment="ballot-opens", day="2016-07-10"),
        fact("2016-07-11", "withdraws", candidate="Andrea Leadsom"),
    ]
    waiting = on(contest(BOOK, "leader", facts), "2016-07-11")
    assert waiting.phase == "a ruling" and "whether the name is struck" in waiting.silent[0]
    ruled = fact("2016-07-12", "rules", about="withdrawal", candidate="Andrea Leadsom", struck=True, by="the Board")
    assert on(contest(BOOK, "leader", [*facts, ruled]), "2016-07-12").winner == "Theresa May"


def the_tie_of_2001() -> Facts:
    """Case b-con-2001: David Davis and Michael Ancram tie for the last place; the rules say nothing of it."""
    names = ["Michael Portillo", "Iain Duncan Smith", "Kenneth Clarke", "David Davis", "Michael Ancram"]
    return [
        *background("2001-06-08", "William Hague", 166),
        fact("2001-06-08", "vacates", office="leader", person="William Hague", why="resigned"),
        fact("2001-07-01", "sets", moment="nominations-close", day="2001-07-05"),
        *(fact("2001-07-05", "nominates", candidate=name, body="mps", number=2) for name in names),
        fact("2001-07-10", "round", ballot="mps", votes=dict(zip(names, (49, 39, 36, 21, 21), strict=True))),
    ]


def test_a_tie_for_last_waits_for_a_ruling_and_the_ruling_is_followed() -> None:
    facts = the_tie_of_2001()
    waiting = on(contest(BOOK, "leader", facts), "2001-07-10")
    assert waiting.phase == "a ruling" and "tie" in waiting.silent[-1]
    names = list(facts[-1]["votes"])
    again = [
        *facts,
        fact("2001-07-10", "rules", about="round", ballot="mps", out=[], by="the chairman of the 1922 Committee"),
        fact("2001-07-12", "round", ballot="mps", votes=dict(zip(names, (50, 42, 39, 18, 17), strict=True))),
    ]
    standing = on(contest(BOOK, "leader", again), "2001-07-12")
    assert standing.phase == "ballot" and states(standing)["Michael Ancram"] == "out"


def test_a_leader_who_loses_leaves_acts_and_may_not_stand() -> None:
    """Case a-con-2003-ids: 75 to 90 of 165."""
    facts = [
        *background("2003-10-01", "Iain Duncan Smith", 165),
        fact("2003-10-29", "put", motion="confidence", ayes=75, noes=90, entitled=165),
        fact("2003-10-30", "sets", moment="nominations-close", day="2003-11-06"),
        fact("2003-11-06", "nominates", candidate="Michael Howard", body="mps", number=2),
        fact("2003-11-06", "nominates", candidate="Iain Duncan Smith", body="mps", number=40),
    ]
    during = on(contest(BOOK, "leader", facts), "2003-11-06")
    assert (during.holder, during.acting) == (None, ("Iain Duncan Smith",))
    assert states(during)["Iain Duncan Smith"] == "ineligible"
    after = on(contest(BOOK, "leader", facts), "2003-11-07")
    assert (after.winner, after.phase) == ("Michael Howard", "decided")
