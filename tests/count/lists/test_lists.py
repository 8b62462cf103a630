"""Lists, delegates, reserved and capped seats."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.count import PublicLot, Tally, papers, tell
from comitia.count.lists import (
    LIST_RULES,
    Constraint,
    Delegation,
    Delegations,
    constrained,
    delegates,
    lists,
)
from comitia.errors import Malformed, Unprovided

PRAGUE_2017 = Tally(
    ("ODS", "ČSSD", "STAN", "KSČM", "Piráti", "TOP 09", "ANO", "KDU-ČSL", "SPD"),
    (99182, 34079, 30920, 28158, 107590, 77325, 124445, 29143, 35547),
)
"""Votes in Prague, election of the Chamber of Deputies 2017, the nine lists that passed 5 % of the country (volby.cz,
by votelib)."""


def test_dhondt_gives_prague_the_seats_that_it_elected() -> None:
    """Official result, volby.cz: ODS 4, ČSSD 1, STAN 1, KSČM 1, Piráti 5, TOP 09 3, ANO 6, KDU-ČSL 1, SPD 2 (24
    seats)."""
    sheet = tell("dhondt", PRAGUE_2017, seats=24)
    assert sheet.seats_won is not None
    assert sum(sheet.seats_won) == 24
    assert sheet.seats_won == tuple(brute_dhondt(PRAGUE_2017.votes, 24))


def brute_dhondt(votes: tuple[int, ...], seats: int) -> list[int]:
    quotients = sorted(((Fraction(v, k), c) for c, v in enumerate(votes) for k in range(1, seats + 1)), reverse=True)
    return [sum(c == who for _, who in quotients[:seats]) for c in range(len(votes))]


def test_the_three_rules_differ_on_a_known_example() -> None:
    """Wikipedia's example of highest averages, 100,000 votes, 10 seats."""
    votes = Tally(("Yellow", "White", "Red", "Green", "Blue", "Pink"), (47000, 16000, 15900, 12000, 6000, 3100))
    won = {name: tell(name, votes, seats=10).seats_won for name in LIST_RULES}
    assert won["dhondt"] == (5, 2, 2, 1, 0, 0)
    assert won["sainte-lague"] == (4, 2, 2, 1, 1, 0)
    assert won["largest-remainder"] == (5, 2, 1, 1, 1, 0)
    assert won["largest-remainder-droop"] == (5, 2, 2, 1, 0, 0)
    assert won["sainte-lague-modified"] == (5, 2, 2, 1, 0, 0)


def test_a_list_below_the_threshold_takes_no_part_unless_it_is_exempt() -> None:
    votes = Tally(("A", "B", "C"), (600, 351, 49))
    rule, bar = LIST_RULES["sainte-lague"], Fraction(5, 100)
    assert tell(lists(rule, threshold=bar), votes, seats=11).seats_won == (7, 4, 0)
    assert tell(lists(rule, threshold=bar, exempt=("C",)), votes, seats=11).seats_won == (6, 4, 1)
    just = Tally(("A", "B", "C"), (610, 340, 50))
    assert tell(lists(rule, threshold=bar), just, seats=10).seats_won == (6, 3, 1)
    assert tell(lists(rule, threshold=bar, strictness="more-than"), just, seats=10).seats_won == (6, 4, 0)


def test_equal_quotients_for_the_last_seat_stop_the_count_or_go_by_votes_or_by_lot() -> None:
    votes = Tally(("A", "B"), (200, 100))
    with pytest.raises(Unprovided, match="A, B are tied"):
        tell("dhondt", votes, seats=2)
    assert tell(lists(LIST_RULES["dhondt"], ties="more-votes"), votes, seats=2).seats_won == (2, 0)
    drawn = tell("dhondt", votes, seats=2, ties=[PublicLot("seed")])
    assert drawn.ties[0].draw is not None
    assert tell("dhondt", votes, seats=3).seats_won == (2, 1)


def test_the_margin_says_what_decided_the_last_seat() -> None:
    sheet = tell("dhondt", Tally(("A", "B"), (100, 60)), seats=2)
    assert sheet.margins[0].sentence == "B takes the last seat with 60; A has 50: 10 decided it"


@given(st.lists(st.integers(1, 500), min_size=1, max_size=5), st.integers(1, 12))
def test_all_seats_are_given_out_and_more_votes_never_win_fewer_seats(votes: list[int], seats: int) -> None:
    tally = Tally(tuple("ABCDE"[: len(votes)]), tuple(votes))
    for name in LIST_RULES:
        try:
            won = tell(name, tally, seats=seats).seats_won
        except Unprovided:
            continue
        assert won is not None
        assert sum(won) == seats
        for a in range(len(votes)):
            for b in range(len(votes)):
                if votes[a] > votes[b]:
                    assert won[a] >= won[b]
        if name.startswith("largest-remainder"):
            quota = Fraction(sum(votes), seats) if name == "largest-remainder" else sum(votes) // (seats + 1) + 1
            assert all(won[c] >= votes[c] // quota for c in range(len(votes)))


def test_fewer_votes_than_a_whole_quota_can_share_out_stop_the_count() -> None:
    with pytest.raises(Unprovided, match="10 seats remain after each list has had one"):
        tell("largest-remainder-droop", Tally(("A",), (1,)), seats=12)
    assert tell("largest-remainder", Tally(("A",), (1,)), seats=12).seats_won == (12,)


def test_no_votes_win_no_seats() -> None:
    for name in LIST_RULES:
        assert tell(name, Tally(("A", "B"), (0, 0)), seats=3).seats_won == (0, 0)


def test_a_ranked_paper_is_a_vote_for_its_first_list() -> None:
    from comitia.count.formats.convert import tally_of_papers

    tally = tally_of_papers(papers("4 A>B, 3 B, 2 C>A, 1 A=B, 1 -"))
    assert tally.votes == (4, 3, 2)
    assert tally.set_aside == {"blank": 1, "overmarked": 1}


def test_delegates_cast_what_they_have_whole_or_split() -> None:
    conference = Delegations(
        ("For", "Against"),
        (Delegation("North", 1200, (1200, 0)), Delegation("South", 900, (400, 450)), Delegation("East", 10, (11, 0))),
    )
    sheet = tell("delegates", conference, seats=1)
    assert sheet.stages[0].totals == (1600, 450)
    assert sheet.stages[0].non_transferable == (("not cast", 50),)
    assert (sheet.valid, sheet.rejected) == (2100, {"more votes than entitled": 10})
    whole = tell(delegates(split_allowed=False), conference, seats=1)
    assert (whole.stages[0].totals, whole.rejected) == ((1200, 0), {"more votes than entitled": 10, "split": 900})


def test_a_delegation_that_votes_twice_is_refused() -> None:
    with pytest.raises(Malformed, match="'North' votes twice"):
        Delegations(("For",), (Delegation("North", 1, (1,)), Delegation("North", 1, (1,))))


BOARD = papers("9 Bob=Carl, 8 Bob=Dan, 7 Carl=Dan, 3 Ann=Bob, 2 Eve=Carl, 1 Ann=Eve")
WOMEN = frozenset({"Ann", "Eve"})


def test_a_reserved_seat_brings_the_first_of_the_group_forward_and_no_other() -> None:
    assert tell("block", BOARD, seats=2).winner_names == ("Bob", "Carl")
    sheet = tell(constrained("block", (Constraint("women", WOMEN, reserved=1),)), BOARD, seats=2)
    assert sheet.winner_names == ("Bob", "Ann")
    assert [d.kind for d in sheet.stages[0].decisions] == ["elected", "barred", "barred", "elected"]


def test_a_cap_passes_over_those_who_would_break_it() -> None:
    cap = Constraint("the branch", frozenset({"Bob", "Carl"}), capped=1)
    assert tell(constrained("block", (cap,)), BOARD, seats=3, ties=[PublicLot("x")]).winner_names[:2] == ("Bob", "Dan")


def test_two_constraints_that_cannot_both_be_met_stop_the_count() -> None:
    both = (Constraint("women", WOMEN, reserved=2), Constraint("newcomers", frozenset({"Dan"}), reserved=1))
    with pytest.raises(Unprovided, match="no 2 can be elected that keep to women: at least 2; newcomers: at least 1"):
        tell(constrained("block", both), BOARD, seats=2)
    with pytest.raises(Malformed, match="'Zoe' does not stand"):
        tell(constrained("block", (Constraint("women", frozenset({"Zoe"}), reserved=1),)), BOARD, seats=2)


def test_a_constrained_count_without_constraints_that_bite_is_the_plain_count() -> None:
    free = constrained("block", (Constraint("women", WOMEN, reserved=0, capped=9),))
    assert tell(free, BOARD, seats=3).winners == tell("block", BOARD, seats=3).winners


def fptp(text: str, seats: int, *constraints: Constraint) -> tuple[str, ...]:
    """Winners of most votes under constraints, without a lot."""
    return tell(constrained("fptp", constraints), papers(text), seats=seats).winner_names


def test_equals_who_both_find_a_place_need_no_lot_and_those_who_do_not_need_one() -> None:
    nobody = Constraint("nobody in particular", frozenset({"C"}))
    assert fptp("5 A, 5 B, 1 C", 2, nobody) == ("A", "B")
    with pytest.raises(Unprovided, match="B, C are tied"):
        fptp("5 A, 3 B, 3 C", 2, nobody)


def test_a_cap_holds_beside_a_group_that_has_none() -> None:
    capped, free = Constraint("one firm", frozenset({"A", "B"}), capped=1), Constraint("others", frozenset({"C"}))
    assert fptp("5 A, 4 B, 3 C", 2, capped, free) == ("A", "C")
    assert fptp("5 A, 4 B, 3 C", 2, free, capped) == ("A", "C")


def test_more_places_reserved_than_a_group_has_members_is_for_the_rules_to_settle() -> None:
    with pytest.raises(Unprovided, match="no 2 can be elected"):
        fptp("3 A, 2 B, 1 C", 2, Constraint("students", frozenset({"A"}), reserved=2))


def test_a_single_vote_given_elsewhere_is_a_split_vote() -> None:
    """Three of four votes for A and one for B; where splitting is not allowed, none of the four is counted."""
    held = Delegations(("A", "B"), (Delegation("North", 4, (3, 1)), Delegation("South", 1, (0, 1))))
    assert tell(delegates(split_allowed=False), held).winner_names == ("B",)
    assert tell(delegates(split_allowed=True), held).winner_names == ("A",)
