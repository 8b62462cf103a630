"""Ranked pairs, minimax and Copeland."""

from __future__ import annotations

from hypothesis import given

from comitia.count import Papers, papers, tell
from tests.count.condorcet.papers_at_random import strict_papers

TENNESSEE = "42 M>N>C>K, 26 N>C>K>M, 15 C>K>N>M, 17 K>C>N>M"


def test_the_strongest_defeats_are_locked_and_the_one_that_closes_a_circle_is_not() -> None:
    sheet = tell("ranked-pairs", papers("5 A>B>C, 4 B>C>A, 3 C>A>B"), seats=1)
    assert sheet.pairwise is not None
    assert [sheet.names(edge) for edge in sheet.pairwise.edges] == [("B", "C"), ("A", "B")]
    assert sheet.winner_names == ("A",)


def test_of_equal_defeats_the_one_with_less_opposition_is_the_stronger() -> None:
    """A over B and B over C have 5 papers each, the first against 2, the second against 4."""
    poll = papers("3 A>B>C, 2 C>A>B, 2 B>C>A, 2 C>A")
    sheet = tell("ranked-pairs", poll, seats=1)
    assert sheet.pairwise is not None
    wins = sheet.pairwise.wins
    order = [sheet.names(edge) for edge in sheet.pairwise.edges]
    strengths = [(wins[a][b], -wins[b][a]) for a, b in sheet.pairwise.edges]
    assert strengths == sorted(strengths, reverse=True), order


def test_equal_defeats_that_close_a_circle_together_are_passed_over_and_named() -> None:
    sheet = tell("ranked-pairs", papers("1 A>B>C, 1 B>C>A, 1 C>A>B"), seats=3)
    assert sheet.pairwise is not None and sheet.pairwise.edges == ()
    assert sheet.notes[1] == (
        "Equal defeats that close a circle with one another were passed over: "
        "A over B, B over C, C over A (strength 2)."
    )


def test_minimax_elects_the_smallest_worst_defeat_in_each_of_its_three_measures() -> None:
    poll = papers(TENNESSEE)
    for method, worst in (("minimax", 0), ("minimax-margins", -16), ("minimax-opposition", 42)):
        sheet = tell(method, poll, seats=1)
        assert sheet.winner_names == ("N",)
        assert dict(sheet.tables[0].rows)["N"] == (worst,)


def test_copeland_counts_defeats_dealt_less_defeats_suffered() -> None:
    sheet = tell("copeland", papers(TENNESSEE), seats=1)
    assert dict(sheet.tables[0].rows) == {"M": (-3,), "N": (3,), "C": (1,), "K": (-1,)}


@given(strict_papers())
def test_no_locked_defeats_lead_in_a_circle_and_every_one_is_a_defeat(poll: Papers) -> None:
    for method in ("ranked-pairs", "ranked-pairs-margins"):
        sheet = tell(method, poll, seats=len(poll.candidates))
        assert sheet.pairwise is not None
        wins, left = sheet.pairwise.wins, set(sheet.pairwise.edges)
        assert all(wins[a][b] > wins[b][a] for a, b in left)
        while left:  # take away who is reached by nobody, as long as there is one
            reached = {b for _, b in left}
            free = {a for a, _ in left} - reached
            assert free
            left = {(a, b) for a, b in left if a not in free}
