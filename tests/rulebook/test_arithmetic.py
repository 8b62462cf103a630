"""The exact arithmetic at its edges: each test here would let a wrong outcome pass if it were missing."""

from decimal import Decimal
from fractions import Fraction

import pytest

from comitia.errors import Malformed
from comitia.rulebook.arithmetic.condition import Condition
from comitia.rulebook.arithmetic.figures import Division, Field
from comitia.rulebook.arithmetic.gate import Route, decide_gate
from comitia.rulebook.arithmetic.motion import Tie, decide_motion
from comitia.rulebook.arithmetic.numbers import about, exact, share_words, show
from comitia.rulebook.arithmetic.rounds import Elimination, decide_round
from comitia.rulebook.arithmetic.weighted import Section, college_totals, college_words, decide_college

HALF_OF_VOTES = Condition("yes", strict=True, share=Fraction(1, 2), base="yes+no")
HALF_OF_PAPERS = Condition("yes", strict=True, share=Fraction(1, 2), base="cast")
MAJORITY = Condition("top", strict=True, share=Fraction(1, 2), base="valid")
UNREACHABLE = Condition("top", strict=True, count=Fraction(900))
CASTING = {True: Tie("casting-vote", True), False: Tie("casting-vote", False)}


def field(**votes: int) -> Field:
    return Field({name: Fraction(number) for name, number in votes.items()})


def test_a_college_adds_nothing_to_the_shares() -> None:
    sections = [
        Section("one", Fraction(1, 2), {"A": Fraction(495), "B": Fraction(305), "C": Fraction(200)}),
        Section("two", Fraction(1, 2), {"A": Fraction(5), "B": Fraction(3), "C": Fraction(2)}),
    ]
    assert college_totals(sections) == {"A": Fraction(199, 4), "B": Fraction(121, 4), "C": Fraction(20)}
    outcome = decide_college(sections)
    assert (outcome.winner, outcome.eliminated, outcome.findings[0].required) == (None, ("C",), None)
    assert college_words(college_totals(sections)) == "per cent of the college: A 49.75, B 30.25, C 20"


def test_a_round_below_its_quorum_is_invalid() -> None:
    quorum = Condition("turnout", strict=False, share=Fraction(1, 2), base="entitled", quorum=True)
    low = Field({"A": Fraction(30), "B": Fraction(10)}, people={"entitled": Fraction(100)})
    assert decide_round(low, [quorum, MAJORITY], Elimination()).invalid is True
    full = Field({"A": Fraction(30), "B": Fraction(10)}, spoilt=Fraction(10), people={"entitled": Fraction(100)})
    assert decide_round(full, [quorum, MAJORITY], Elimination()).winner == "A"
    lost = decide_round(field(A=2, B=2, C=1), [MAJORITY], Elimination())
    assert lost.invalid is False


def test_valid_votes_of_a_round_can_be_a_quorum() -> None:
    quorum = Condition("valid-votes", strict=True, count=Fraction(40), quorum=True)
    assert decide_round(field(A=30, B=10), [quorum], Elimination()).invalid is True
    assert decide_round(field(A=30, B=11), [quorum], Elimination()).winner == "A"


def test_a_lot_chooses_only_among_level_leaders() -> None:
    plurality = [Condition("top", strict=True, count=Fraction(0))]
    assert decide_round(field(A=3, B=3, C=1), plurality, Elimination(), "C").winner is None
    assert decide_round(field(A=3, B=3, C=1), plurality, Elimination(), "B").winner == "B"
    assert decide_round(field(A=3, B=2, C=1), plurality, Elimination(), "B").winner == "A"
    drawn = decide_round(field(A=3, B=3), [MAJORITY], Elimination(), "B")
    assert (drawn.winner, drawn.eliminated, drawn.silent, drawn.findings[0].met) == ("B", (), None, False)
    assert decide_round(field(A=2, B=2, C=2), [MAJORITY], Elimination(), "B").winner is None


def test_who_has_won_ends_the_eliminations_unless_the_rule_says_otherwise() -> None:
    assert decide_round(field(A=5, B=2, C=1), [MAJORITY], Elimination("last")).eliminated == ()
    assert decide_round(field(A=5, B=2, C=1), [MAJORITY], Elimination("last", even_if_won=True)).eliminated == ("C",)


@pytest.mark.parametrize(
    ("rule", "out"),
    [
        (Elimination("below", share=Fraction(1, 20), base="valid"), ("C", "D")),
        (Elimination("below", count=Fraction(4), also_last=True), ("D",)),
        (Elimination("below", count=Fraction(5), also_last=True), ("C", "D")),
        (Elimination("below", count=Fraction(35), also_last=True), ("B", "C", "D")),
        (Elimination("last"), ("D",)),
        (Elimination("top", keep=3), ("D",)),
        (Elimination("top", keep=4), ()),
        (Elimination("top", keep=9), ()),
    ],
)
def test_each_elimination_takes_exactly_those_it_names(rule: Elimination, out: tuple[str, ...]) -> None:
    outcome = decide_round(field(A=62, B=31, C=4, D=3), [UNREACHABLE], rule)
    assert (outcome.eliminated, outcome.silent) == (out, None)


def test_two_candidates_are_not_reduced_to_two_nor_one_to_none() -> None:
    assert decide_round(field(A=3, B=2), [UNREACHABLE], Elimination("top")).eliminated == ()
    alone = decide_round(field(A=3), [UNREACHABLE], Elimination("last"))
    assert (alone.eliminated, alone.silent) == ((), None)


def test_a_name_that_nobody_handed_in_is_no_nomination() -> None:
    one = Route("one", count=Fraction(1), received={"A": Fraction(1)})
    other = Route("other", count=Fraction(1), received={"B": Fraction(1)})
    assert decide_gate([one, other], "all", "none", None, ()).qualified == ()
    assert decide_gate([one, other], "any", "none", None, ()).qualified == ("A", "B")


def test_an_incumbent_with_nominations_is_named_once() -> None:
    routes = [Route("MPs", count=Fraction(10), received={"A": Fraction(50), "B": Fraction(12)})]
    assert decide_gate(routes, "all", "automatic", "A", ()).qualified == ("B", "A")
    assert decide_gate(routes, "all", "automatic", "A", ("A",)).qualified == ("B",)
    silent = decide_gate(routes, "all", "silent", "A", ())
    assert (silent.qualified, silent.silent) == (("B",), "the incumbent's place")


def test_a_route_without_any_figures_passes_and_fails_nobody() -> None:
    routes = [Route("MPs", count=Fraction(10), received={"A": Fraction(12)}), Route("branches", count=Fraction(5))]
    unknown = decide_gate(routes, "all", "none", None, ())
    assert (unknown.qualified, unknown.failed, unknown.silent) == ((), (), "the number received by A is not stated")
    assert decide_gate(routes, "any", "none", None, ()).qualified == ("A",)


def test_a_casting_vote_is_one_paper_more() -> None:
    """50 for, 50 against and one other paper of 101: with a vote for, 51 of 102 papers are not more than half."""
    tied = Division(Fraction(50), Fraction(50), papers=Fraction(101))
    assert decide_motion(tied, [HALF_OF_PAPERS], CASTING[True]).verdict == "lost"
    level = Division(Fraction(50), Fraction(50), papers=Fraction(100))
    assert decide_motion(level, [HALF_OF_PAPERS], CASTING[True]).verdict == "carried"
    assert decide_motion(level, [HALF_OF_PAPERS], CASTING[False]).verdict == "lost"


def test_a_casting_vote_breaks_a_tie_of_shares_and_mends_no_turnout() -> None:
    quorum = Condition("turnout", strict=False, share=Fraction(1, 2), base="entitled", quorum=True)
    for turnout, verdict in ((Fraction(1, 2), "carried"), (Fraction(4999, 10000), "invalid")):
        tied = Division(turnout / 2, turnout / 2, papers=turnout, people={"entitled": Fraction(1)}, whole=False)
        assert decide_motion(tied, [quorum, HALF_OF_VOTES], CASTING[True]).verdict == verdict


def test_a_rule_may_say_that_a_tie_carries_or_is_put_again() -> None:
    level = Division(Fraction(7), Fraction(7))
    carried = decide_motion(level, [HALF_OF_VOTES], Tie("carried"))
    assert (carried.verdict, carried.silent) == ("carried", None)
    assert carried.note == "7 votes for and as many against; by the rule a tie carries"
    again = decide_motion(level, [HALF_OF_VOTES], Tie("rerun"))
    assert (again.verdict, again.silent) == ("undecided", None)
    assert again.note == "7 votes for and as many against; by the rule the vote is taken again"
    for cast, side in ((True, "for"), (False, "against")):
        note = decide_motion(level, [HALF_OF_VOTES], Tie("casting-vote", cast, "the Speaker")).note
        assert note == f"7 votes for and as many against; casting vote of the Speaker: {side}"


def test_marked_papers_are_all_but_the_blank_ones() -> None:
    division = Division(Fraction(10), Fraction(8), blank=Fraction(5), spoilt=Fraction(1))
    marked = Condition("yes", strict=True, share=Fraction(1, 2), base="marked")
    finding = marked.weigh(division.figures())
    assert (finding.base, finding.limit, finding.required, finding.met) == (Fraction(19), Fraction(19, 2), 10, True)


def test_a_count_needs_no_base() -> None:
    count = Condition("yes", strict=False, count=Fraction(12), base="entitled")
    finding = count.weigh(Division(Fraction(17, 2), Fraction(29, 2)).figures())
    assert (finding.met, finding.required, finding.base) == (False, 12, None)
    assert finding.sentence == "votes for: 8.5; at least 12 needed: not met, 3.5 short"


def test_a_figure_that_is_not_known_is_named_with_what_is() -> None:
    with pytest.raises(Malformed) as refusal:
        Condition("yes", strict=True, share=Fraction(1, 2), base="members").weigh(
            Division(Fraction(1), Fraction(2)).figures()
        )
    assert str(refusal.value) == (
        "base 'members' cannot be computed: the ayes, the noes, or the number of people is not stated; known here: "
        "yes+no, valid, cast, marked"
    )
    with pytest.raises(Malformed, match="measure 'present' cannot be computed: a round has no such figure"):
        Condition("present", strict=True, count=Fraction(1)).weigh(field(A=1).figures())


@pytest.mark.parametrize(
    ("value", "told"),
    [(Fraction(0), "0"), (Fraction(-17, 2), "-8.5"), (Fraction(12345, 100), "123.45"), (Fraction(1, 3), "1/3")],
)
def test_numbers_are_shown_exactly(value: Fraction, told: str) -> None:
    assert show(value) == told


def test_what_is_cut_is_marked_as_cut() -> None:
    assert about(Fraction(2, 3)) == "0.666…"
    assert about(Fraction(-2, 3)) == "-0.666…"
    assert about(Fraction(100_000, 3), 1) == "33,333.3…"
    assert about(Fraction(1, 8)) == "0.125"


def test_shares_are_said_as_rules_say_them() -> None:
    told = [share_words(exact(text)) for text in ("1/3", "1/2", "3/5", "2/3", "3/4", "1", "12.5%", "1/7", "0.15")]
    assert told == [
        "one third",
        "half",
        "three-fifths",
        "two-thirds",
        "three quarters",
        "all",
        "12.5 per cent",
        "1/7",
        "15 per cent",
    ]


@pytest.mark.parametrize(
    "value", ["", "half", "1e3", "1/0", "--1", "0x10", "1_000", None, [], 0.5, True, 10**60, "1" * 60]
)
def test_what_is_no_exact_number_is_refused(value: object) -> None:
    with pytest.raises(Malformed, match=r"exact number|digits"):
        exact(value)


def test_a_casting_vote_reaches_a_count() -> None:
    fifty_one = Condition("yes", strict=False, count=Fraction(51))
    level = Division(Fraction(50), Fraction(50))
    assert decide_motion(level, [fifty_one], CASTING[True]).verdict == "carried"
    assert decide_motion(level, [fifty_one], CASTING[False]).verdict == "lost"


def test_a_casting_vote_against_is_a_no_and_a_paper() -> None:
    at_least_half = Condition("yes", strict=False, share=Fraction(1, 2), base="yes+no")
    level = Division(Fraction(50), Fraction(50))
    assert decide_motion(level, [at_least_half], Tie("not-carried")).verdict == "carried"
    assert decide_motion(level, [at_least_half], CASTING[False]).verdict == "lost"
    of_papers = Condition("yes", strict=False, share=Fraction(5, 12), base="cast")
    stated = Division(Fraction(50), Fraction(50), papers=Fraction(120))
    assert decide_motion(stated, [of_papers], CASTING[True]).verdict == "carried"
    assert decide_motion(stated, [of_papers], CASTING[False]).verdict == "lost"


@pytest.mark.parametrize(
    ("level", "win", "silent"),
    [
        (Field({"A": Fraction(50), "B": Fraction(50)}, people={"entitled": Fraction(101)}), "entitled", True),
        (Field({"A": Fraction(50), "B": Fraction(50)}, people={"entitled": Fraction(102)}), "entitled", False),
        (Field({"A": Fraction(50), "B": Fraction(50)}, papers=Fraction(100)), "cast", True),
        (Field({"A": Fraction(50), "B": Fraction(50)}, papers=Fraction(101)), "cast", False),
        (Field({"A": Fraction(1, 2), "B": Fraction(1, 2)}, whole=False), "valid", True),
    ],
)
def test_level_leaders_are_a_silence_only_where_one_vote_would_elect(level: Field, win: str, silent: bool) -> None:
    half = Condition("top", strict=True, share=Fraction(1, 2), base=win)
    outcome = decide_round(level, [half], Elimination())
    assert outcome.winner is None
    assert (outcome.silent == "a tie for first between A and B") is silent


def test_one_vote_of_a_college_is_smaller_than_any_difference() -> None:
    level = Field({"A": Fraction(1, 2), "B": Fraction(1, 2)}, whole=False)
    assert (
        decide_round(
            level, [Condition("top", strict=False, share=Fraction(51, 100), base="valid")], Elimination()
        ).silent
        is None
    )


def test_everybody_level_is_a_tie_and_not_one_for_last_place() -> None:
    assert decide_round(field(A=2, B=2, C=2), [MAJORITY], Elimination("last")).silent == "a tie between A, B and C"


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e80", "1e-80", "1." + "1" * 70])
def test_a_decimal_that_cannot_be_kept_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match="exact number"):
        exact(Decimal(text))


def test_a_college_says_of_what_its_shares_are_and_cuts_them_at_two_places() -> None:
    """A third is 33.33…, never 33.34, and never a ratio of large numbers."""
    section = Section("all", Fraction(1), {"A": Fraction(1), "B": Fraction(1), "C": Fraction(1, 2)})
    found = decide_college([section, Section("none", Fraction(0), {"A": Fraction(1)})]).findings[0]
    assert found.sentence == "votes of the first: 40 per cent of the college; more than 50 is needed: not met"
    thirds = decide_college([Section("all", Fraction(1), {"A": Fraction(2), "B": Fraction(1)})]).findings[0]
    assert thirds.sentence == "votes of the first: 66.66… per cent of the college; more than 50 is needed: met"
