"""Debian's rule: default option, quorum, majorities, Schwartz set."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from comitia.count import AskRuling, papers, tell
from comitia.count.condorcet import Quorum, debian
from comitia.count.formats import Source, receive
from comitia.errors import Malformed, Unprovided

DATA = Path(__file__).parent / "data"


def test_the_project_leader_of_2010_is_elected() -> None:
    poll = receive(Source("2010-leader.toc", (DATA / "2010-leader.toc").read_bytes()))
    sheet = tell("debian", poll)
    assert sheet.winner_names == ("Stefano Zacchiroli",)
    assert (sheet.papers, sheet.irregular) == (436, {"equal": 59})
    with_quorum = tell(debian(default="None Of The Above", quorum=Quorum(developers=886)), poll)
    assert with_quorum.winner_names == ("Stefano Zacchiroli",)


def test_an_option_that_too_few_rank_above_the_default_option_is_dropped() -> None:
    poll = papers("6 A>D, 4 B>D, 1 D>A", candidates="A B D")
    met = tell(debian(default="D", quorum=Quorum(6)), poll)
    missed = tell(debian(default="D", quorum=Quorum(7)), poll)
    assert met.winner_names == ("A",)
    assert missed.winner_names == ("D",)
    assert missed.notes[1] == "A is dropped: 6 papers rank it above the default option, the quorum is 7 (A.5.2)."


@pytest.mark.parametrize(("votes", "met"), [(45, True), (44, False)])
def test_three_times_half_the_root_of_the_developers_is_compared_without_taking_the_root(votes: int, met: bool) -> None:
    """3 x sqrt(886) / 2 = 44.65."""
    assert Quorum(developers=886).is_met(votes) is met


@pytest.mark.parametrize(("over", "under", "kept"), [(9, 3, True), (8, 3, False), (3, 1, True), (1, 1, False)])
def test_an_option_needs_its_majority_ratio_against_the_default_option(over: int, under: int, kept: bool) -> None:
    poll = papers(f"{over} A>D, {under} D>A", candidates="A D")
    sheet = tell(debian(default="D", majorities={"A": Fraction(3)}), poll)
    assert sheet.winner_names == (("A",) if kept else ("D",))


def test_a_tie_with_the_default_option_is_no_defeat_of_it() -> None:
    sheet = tell(debian(default="D"), papers("2 A>D, 2 D>A", candidates="A D"))
    assert sheet.winner_names == ("D",)


def test_the_weakest_defeats_of_the_schwartz_set_are_dropped_until_one_is_left() -> None:
    poll = papers("8 A>B>C>D, 7 B>C>A>D, 5 C>A>B>D, 1 D", candidates="A B C D")
    sheet = tell(debian(default="D"), poll)
    assert sheet.tables[0].rows == (("round 1", ("A, B, C", "C over A (12:8)")),)
    assert sheet.winner_names == ("A",)


def test_of_equally_strong_defeats_the_one_with_more_against_it_is_the_weaker() -> None:
    """A over B 8:7, B over C 12:8, C over A 8:5: of the two with 8 papers the first is dropped, alone."""
    sheet = tell(debian(), papers("7 B, 5 A>B, 3 C>A, 5 C", candidates="A B C"))
    assert sheet.tables[0].rows == (("round 1", ("A, B, C", "A over B (8:7)")),)
    assert sheet.winner_names == ("B",)


def test_several_left_are_for_the_elector_with_the_casting_vote() -> None:
    poll = papers("1 A>B>D, 1 B>A>D", candidates="A B D")
    with pytest.raises(Unprovided, match=r"A\.5\.8 \(casting vote\): A, B are tied"):
        tell(debian(default="D"), poll)
    sheet = tell(debian(default="D"), poll, ties=[AskRuling({1: "B"}, "the project secretary")])
    assert sheet.winner_names == ("B",)
    assert sheet.ties[0].otherwise == ((0, (0,)),)


def test_without_a_default_option_the_sheet_says_that_quorum_and_majority_do_not_apply() -> None:
    sheet = tell("debian", papers("2 A>B, 1 B>A"))
    assert "No option is the default option" in " ".join(sheet.notes)


def test_a_default_option_that_is_not_on_the_paper_is_refused() -> None:
    with pytest.raises(Malformed, match="'NOTA' is not on the paper; there are: A, B"):
        tell(debian(default="NOTA"), papers("1 A>B"))


def test_an_option_that_stands_alone_wins() -> None:
    """A.5.4: the Schwartz set is all there is."""
    assert tell("debian", papers("5 A")).winner_names == ("A",)
