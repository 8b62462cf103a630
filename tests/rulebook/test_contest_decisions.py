"""Decisions of gates and ballots, said in full: headline, sentence, derivation, force, what they set going."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from comitia.errors import Malformed
from comitia.rulebook.api import (
    Decision,
    Field,
    Round,
    decide_nominations,
    decide_sole,
    decide_stage,
    receive_rulebook,
)
from tests.rulebook.pages import club

SILENT = """# Rules
```toml
[rulebook]
id = "choir"
title = "Rules"
organisation = "Choir"
edition = "2026"
from = 2026-01-01
sources = ["made for this test"]
```

**2.** Whoever has more than half is elected.

```toml
[body.singers]
clause = "1"
title = "singers"

[electorate.singers]
clause = "1"
title = "singers"
body = "singers"
when = 'status == "current"'

[office.librarian]
clause = "1"
title = "librarian"
filled = "elected"

[ballot.librarian]
clause = "2"
title = "the ballot for librarian"
office = "librarian"
voters = ["singers"]
method = "preferential"
wins = { more-than = "1/2", of = "continuing" }
tie = "silent"
eliminate = { kind = "last", tie = "silent" }
sole = "elected"
nobody = "reopen"
effect = []
```
"""
TEMPLATE = Path(__file__).parents[2] / "rulebooks" / "template.md"

RULES = """
[body.mps]
clause = "3"
title = "the MPs"

[body.east]
clause = "3"
title = "the East"

[body.west]
clause = "3"
title = "the West"

[office.leader]
clause = "4"
title = "leader"
filled = "elected"

[gate.names]
clause = "5"
title = "nominations"
office = "leader"
combine = "any"
routes = [
  { title = "MPs", from = ["mps"], needs = { at-least = 3 } },
  { from = ["east", "west"], needs = { at-least = "10%", of = "entitled" }, each = true },
]
incumbent = "automatic"
own-name = "counts"
opens = "ballot.first"

[gate.recall]
clause = "6"
title = "the demand for a recall"
kind = "demand"
routes = [{ from = ["east", "west"], needs = { more-than = "1/10", of = "entitled" } }]
incumbent = "none"
opens = "ballot.second"

[electorate.all]
clause = "7"
title = "all"
body = "members"
when = "not arrears"

[ballot.first]
clause = "8"
title = "the first stage"
office = "leader"
voters = ["all"]
method = "exhaustive"
elects = false
wins = []
tie = "silent"
eliminate = { kind = "last", tie = "silent" }
leaves = 2
then = "second"
sole = "voted-on"
effect = ["leads"]

[ballot.second]
clause = "9"
title = "the second stage"
office = "leader"
voters = ["all"]
method = "majority"
quorum = { at-least = "1/2", of = "entitled", measure = "turnout", short = "invalid" }
wins = { more-than = "1/2", of = "valid" }
tie = "lot"
eliminate = { kind = "none" }
sole = "silent"
effect = ["leads", "congratulated"]

[effect.leads]
clause = "10"
office = "leader"
event = "takes"
triggers = ["gate.recall"]

[effect.congratulated]
clause = "11"
who = "the committee"
modality = "must"
does = "publish the result"
within = { days = 2 }
otherwise = "any member may"
"""
DAY = date(2026, 1, 1)
SIZES = {"mps": 3, "east": 20, "west": 40}


def gate(received: dict[str, dict[str, int]], holder: str | None = "Z", name: str = "names") -> Decision:
    return decide_nominations(club(RULES), name, SIZES, received, {"holder(leader)": holder})


def stage(name: str, *rounds: Round, **facts: Any) -> Decision:
    return decide_stage(club(RULES), name, rounds, facts)


def votes(entitled: int = 100, **numbers: int) -> Field:
    people = {"entitled": Fraction(entitled)}
    return Field({name: Fraction(number) for name, number in numbers.items()}, people=people)


def test_a_gate_says_who_is_through_by_which_route_and_what_it_opens() -> None:
    told = gate({"A": {"mps": 3}, "B": {"east": 2, "west": 4}, "C": {"east": 20, "west": 3}})
    assert (told.result, told.qualified, told.failed, told.standing) == (
        "open",
        ("A", "B", "Z"),
        ("C",),
        ("A", "B", "Z"),
    )
    assert told.headline == "qualified: A, B and Z; opens the first stage"
    assert told.derivation == (
        "MPs: 3 needed; received: A 3, B 0, C 0",
        "the East: 10 per cent of 20 needs 2; received: A 0, B 2, C 20",
        "the West: 10 per cent of 40 needs 4; received: A 0, B 4, C 3",
        "Z, the holder, is on the ballot without nominations",
        "short: C; the nomination is void",
    )
    assert told.sentence == (
        "2026-01-01, nominations: qualified: A, B and Z; opens the first stage. " + "; ".join(told.derivation) + ". "
        "Clause: 5 (The Club, first)."
    )
    assert (told.subject, told.title, told.clause, told.on, told.binding) == (
        "gate.names",
        "nominations",
        "5",
        DAY,
        "binding",
    )
    assert (told.edition, told.digest) == ("The Club, first", club(RULES).rulebook.digest)
    assert told.tally["A"] == {"mps": 3}


def test_a_route_through_each_body_needs_every_one_of_them() -> None:
    """Also where the routes of the gate are joined by `any`: half of a route is no way through."""
    assert gate({"B": {"east": 2, "west": 4}}).qualified == ("B", "Z")
    assert gate({"B": {"east": 20, "west": 3}}).failed == ("B",)
    assert gate({"B": {"east": 1, "west": 40}}).failed == ("B",)


def test_a_gate_that_only_the_holder_passes_opens_nothing() -> None:
    told = gate({"C": {"mps": 2}})
    assert (told.result, told.triggers, told.headline) == ("short", (), "not enough names: nothing is opened")


def test_without_a_holder_nobody_is_on_the_ballot_unasked() -> None:
    told = gate({"A": {"mps": 3}}, holder=None)
    assert (told.qualified, told.headline) == (("A",), "qualified: A; opens the first stage")
    assert not any("the holder" in line for line in told.derivation)


def test_all_members_of_a_body_may_nominate_but_not_one_more() -> None:
    assert gate({"A": {"mps": 3}}).qualified == ("A", "Z")
    with pytest.raises(Malformed, match="A: 4 names from mps, which has only 3 members"):
        gate({"A": {"mps": 4}})


@pytest.mark.parametrize(
    ("names", "result", "headline"),
    [
        (7, "open", "the demand is met; opens the second stage"),
        (6, "short", "the demand is short: nothing is opened"),
    ],
)
def test_a_demand_needs_more_than_a_tenth_of_both_together(names: int, result: str, headline: str) -> None:
    told = gate({"demand": {"east": names, "west": 0}}, name="recall")
    assert (told.result, told.headline) == (result, headline)
    assert told.derivation[0] == f"the East and the West: more than 10 per cent of 60 needs 7; received: demand {names}"


def test_a_first_stage_elects_nobody_and_says_who_goes_on() -> None:
    told = stage("first", Round(votes(A=60, B=20, C=15, D=5), withdrawn=("C",)))
    assert (told.result, told.winner, told.standing, told.eliminated) == ("next-stage", None, ("A", "B"), ("D",))
    assert (told.binding, told.findings, [t.name for t in told.triggers]) == ("binding", (), ["ballot.second"])
    assert told.headline == "nobody elected yet; A and B go on to the second stage"
    assert told.derivation == ("round 1: A 60, B 20, C 15, D 5", "round 1: out D", "after round 1: C withdraws")
    assert told.sentence == (
        "2026-01-01, the first stage: nobody elected yet; A and B go on to the second stage (after round 1: C "
        "withdraws). Clause: 8 (The Club, first)."
    )


def test_three_left_vote_again() -> None:
    told = stage("first", Round(votes(A=60, B=20, C=15, D=5)))
    assert (told.result, told.binding, told.triggers) == ("next-round", "none", ())
    assert told.headline == "nobody elected; another round between A, B and C"


def test_a_ruling_on_a_tie_for_last_is_told_and_followed() -> None:
    tied = votes(A=60, B=20, C=10, D=10)
    open_ = stage("first", Round(tied))
    assert (open_.result, open_.binding) == ("undecided", "none")
    assert open_.headline == "undecided: the rules are silent on a tie for last place between C and D"
    ruled = stage("first", Round(tied, ruled_out=("C", "D")))
    assert (ruled.result, ruled.standing) == ("next-stage", ("A", "B"))
    assert ruled.derivation == (
        "round 1: the rules are silent on a tie for last place between C and D; ruled: C and D go out",
        "round 1: A 60, B 20, C 10, D 10",
        "round 1: out C and D",
    )
    again = stage("first", Round(tied, ruled_out=()))
    assert again.standing == ("A", "B", "C", "D")
    assert again.derivation[0].endswith("ruled: nobody goes out")


def test_a_first_stage_elects_nobody_even_with_all_the_votes() -> None:
    told = stage("first", Round(votes(A=60, B=0, C=0, D=0), ruled_out=("B", "C")))
    assert (told.winner, told.standing) == (None, ("A", "D"))
    assert stage("first", Round(votes(A=60))).result == "next-stage"


def test_a_sole_candidate_of_a_stage_goes_on_or_is_silence() -> None:
    on = decide_sole(club(RULES), "first", "A", {})
    assert (on.result, on.headline) == ("next-stage", "nobody elected yet; A goes on to the second stage")
    silent = decide_sole(club(RULES), "second", "A", {})
    assert (silent.result, silent.silent, silent.headline) == (
        "undecided",
        "a sole candidate",
        "undecided: the rules are silent on a sole candidate",
    )
    assert silent.derivation == ("A is the only candidate",)


def test_an_election_says_who_must_act_and_what_it_sets_going() -> None:
    held = Field(
        {"A": Fraction(31), "B": Fraction(20)},
        blank=Fraction(2),
        spoilt=Fraction(1),
        not_returned=Fraction(46),
        people={"entitled": Fraction(100)},
    )
    told = stage("second", Round(held), **{"holder(leader)": "Z"})
    assert (told.result, told.winner, told.headline) == ("elected", "A", "A elected leader")
    assert told.binding == "conditional"
    assert [effect.words for effect in told.effects] == [
        "A becomes leader",
        "the committee must publish the result within 2 days",
    ]
    assert (told.effects[1].due_on, told.effects[1].otherwise) == (date(2026, 1, 3), "any member may")
    assert [trigger.name for trigger in told.triggers] == ["gate.recall"]
    assert told.tally == {"A": "31", "B": "20", "(blank)": "2", "(spoilt)": "1", "(not returned)": "46"}
    assert told.derivation == (
        "round 1: A 31, B 20, (blank) 2, (spoilt) 1, (not returned) 46",
        "round 1: A wins",
    )
    assert told.sentence == (
        "2026-01-01, the second stage: A elected leader (papers returned: 54 of 100 entitled (54.0 %); at least half "
        "needs 50: met; votes of the first: 31 of 51 valid votes (60.8 %); more than half needs 26: met). "
        "Clause: 9 (The Club, first)."
    )
    assert (told.subject, told.title, told.edition, told.on) == (
        "ballot.second",
        "the second stage",
        "The Club, first",
        DAY,
    )


def test_a_ballot_below_its_quorum_elects_nobody() -> None:
    told = stage("second", Round(votes(A=30, B=19)))
    assert (told.result, told.winner, told.binding, told.effects, told.triggers) == ("invalid", None, "none", (), ())
    assert told.headline == "invalid: the quorum failed"
    assert stage("second", Round(votes(A=30, B=20))).result == "elected"


def test_a_lot_is_taken_only_among_the_level() -> None:
    level = votes(A=30, B=30)
    waiting = stage("second", Round(level))
    assert (waiting.result, waiting.winner, waiting.silent) == ("undecided", None, None)
    assert waiting.tie == "the lot decides a tie for first between A and B"
    assert waiting.headline == "undecided: the lot decides a tie for first between A and B"
    drawn = stage("second", Round(level, chosen="B"))
    assert drawn.winner == "B" and "not met" not in drawn.sentence
    assert "a tie for first between A and B, decided by the lot)" in drawn.sentence


def test_a_tie_of_all_who_are_left_is_a_tie_for_first_before_it_is_one_for_last() -> None:
    """The template's clause 3.3; nobody is put out, and of three level none is one vote from half."""
    rules = receive_rulebook(TEMPLATE.read_bytes(), TEMPLATE.name).on(date(2026, 3, 1))
    two = decide_stage(rules, "chair", [Round(votes(A=20, B=20))], {})
    assert (two.tie, two.standing) == ("the lot decides a tie for first between A and B", ("A", "B"))
    assert decide_stage(rules, "chair", [Round(votes(A=0, B=0))], {}).tie == two.tie
    assert decide_stage(rules, "chair", [Round(votes(A=20, B=20), chosen="A")], {}).winner == "A"
    three = decide_stage(rules, "chair", [Round(votes(A=5, B=5, C=5))], {})
    assert three.tie == "the lot decides a tie between A, B and C"
    last = decide_stage(rules, "chair", [Round(votes(A=18, B=11, C=11))], {})
    assert last.tie == "the lot decides a tie for last place between B and C" and last.silent is None
    drawn = decide_stage(rules, "chair", [Round(votes(A=18, B=11, C=11), ruled_out=("C",), ruled_by="the teller")], {})
    assert drawn.derivation[0] == "round 1: a tie for last place between B and C; ruled by the teller: C goes out"
    assert (drawn.tie, drawn.standing) == (None, ("A", "B"))


def test_the_sentence_after_a_ruled_tie_says_who_ruled_and_never_that_the_elected_fell_short() -> None:
    rules = receive_rulebook(SILENT.encode(), "choir.md").on(date(2026, 3, 20))
    ruled = {"ruled_out": ("Ann",), "ruled_by": "the returning officer under rule 1: the lot fell on Ann"}
    told = decide_stage(rules, "librarian", [Round(votes(Ann=3, Hal=3), **ruled)], {})
    assert told.winner == "Hal"
    assert told.sentence == (
        "2026-03-20, the ballot for librarian: Hal elected librarian (votes of the first: 3 of 6 votes still "
        "continuing (50.0 %); more than half needs 4; a tie between Ann and Hal; ruled by the returning "
        "officer under rule 1: the lot fell on Ann: Ann goes out). Clause: 2 (Rules, 2026)."
    )


def test_a_ruling_that_meets_no_silence_is_refused() -> None:
    with pytest.raises(Malformed, match="nobody asked for; the rules are not silent here, they put out D"):
        stage("first", Round(votes(A=60, B=20, C=12, D=8), ruled_out=("C",)))


def test_the_one_who_holds_the_office_remains() -> None:
    told = stage("second", Round(votes(A=40, B=20)), **{"holder(leader)": "A"})
    assert (told.effects[0].event, told.effects[0].words) == ("remains", "A remains leader")


@pytest.mark.parametrize("rounds", [(), (Round(),), (Round(votes()),)])
def test_a_stage_without_votes_is_refused(rounds: tuple[Round, ...]) -> None:
    with pytest.raises(Malformed, match=r"no round given|expected votes by candidate"):
        stage("second", *rounds)
