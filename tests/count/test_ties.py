"""Ties: narrowed by the rule, drawn in the open, or left to those who may rule."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from comitia.count import AskRuling, EarlierStage, FixedOrder, PublicLot, papers, tell
from comitia.count.ties import Desk, Question, commitment_to, replay
from comitia.errors import Invalid, Malformed, Unprovided

ASK = Question(
    among=(0, 1, 2),
    wanted="to be excluded",
    choose="least",
    clause="rule 51",
    names=("A", "B", "C", "D"),
    stage=3,
    history=((5, 4, 4, 9), (6, 6, 5, 9), (7, 7, 7, 9)),
)


def test_the_latest_difference_decides_and_the_first_may_decide_otherwise() -> None:
    assert Desk([EarlierStage("latest")]).settle(ASK) == 2
    first = EarlierStage("first").narrow(ASK, ASK.among, 1)
    assert first is not None and first.left == (2,)  # B and C had 4 at stage 1, then C 5 at stage 2
    assert Desk([EarlierStage("latest")]).settle(replace(ASK, choose="most", among=(0, 1))) == 0


def test_three_equals_are_narrowed_stage_by_stage() -> None:
    """The latest stage that differs leaves A and B; between them the stage before decides."""
    ask = replace(ASK, history=((5, 4, 9, 9), (6, 6, 7, 9), (7, 7, 7, 9)))
    desk = Desk([EarlierStage("latest")])
    assert desk.settle(ask) == 1
    assert len(desk.ties[0].steps[0].split(";")) == 2


def test_a_tie_that_nothing_settles_stops_and_names_clause_and_candidates() -> None:
    with pytest.raises(Unprovided, match=r"rule 51: A, B are tied"):
        Desk([EarlierStage()]).settle(replace(ASK, among=(0, 1), history=((1, 1, 1, 1),)))


def test_a_lot_is_the_lowest_digest_of_seed_context_and_name() -> None:
    desk = Desk([PublicLot("seed")])
    chosen = desk.settle(replace(ASK, history=()))
    draw = desk.ties[0].draw
    assert draw is not None
    digests = {c: hashlib.sha256(f"seed\n1: to be excluded\n{ASK.names[c]}".encode()).hexdigest() for c in ASK.among}
    assert dict(draw.digests) == digests
    assert chosen == min(digests, key=lambda c: digests[c]) == replay(draw, ASK.names)


def test_a_draw_that_was_tampered_with_does_not_replay() -> None:
    desk = Desk([PublicLot("seed")])
    desk.settle(ASK)
    draw = desk.ties[0].draw
    assert draw is not None
    with pytest.raises(Invalid, match="digest"):
        replay(replace(draw, seed="another"), ASK.names)


def test_a_seed_that_was_not_committed_to_is_refused() -> None:
    assert PublicLot("seed", commitment_to("seed")).commitment
    with pytest.raises(Invalid, match="committed"):
        PublicLot("other seed", commitment_to("seed"))


def test_a_fixed_order_excludes_its_last_or_its_first_as_set() -> None:
    order = ("C", "A", "B", "D")
    assert Desk([FixedOrder(order)]).settle(ASK) == 1
    assert Desk([FixedOrder(order, excluded="first")]).settle(ASK) == 2
    assert Desk([FixedOrder(order)]).settle(replace(ASK, choose="most")) == 2
    with pytest.raises(Malformed, match="every candidate"):
        Desk([FixedOrder(("A",))]).settle(ASK)


def test_a_ruling_must_name_one_of_the_tied() -> None:
    assert Desk([AskRuling({1: "B"})]).settle(ASK) == 1
    with pytest.raises(Invalid, match="not one of those"):
        Desk([AskRuling({1: "D"})]).settle(ASK)
    with pytest.raises(Unprovided):
        Desk([AskRuling({2: "B"})]).settle(ASK)


def test_the_statute_comes_before_the_lot_that_was_handed_in() -> None:
    """Rule 51(2) of the Scottish rules settles it; the lot is not drawn."""
    sheet = tell("scottish", papers("4 A, 3 B, 2 C, 1 D>C"), seats=1, ties=[PublicLot("seed")])
    assert [tie.settled_by for tie in sheet.ties] == ["earlier stage"]
    assert sheet.excluded_at(stage=1) == "D"
    assert sheet.excluded_at(stage=2) == "C"  # 3 votes each with B now; at stage 1 it was B 3, C 2


def test_the_other_fall_of_a_lot_is_counted_to_its_end() -> None:
    """D or E goes first: E's papers lift B over C, D's lift C over B."""
    poll = papers("9 A, 5 B, 5 C, 2 D>C, 2 E>B")
    sheet = tell("scottish", poll, seats=1, ties=[PublicLot("seed")])
    assert any(tie.by_chance and tie.otherwise for tie in sheet.ties)
    for tie in sheet.ties:
        for other, winners in tie.otherwise:
            assert other != tie.chosen and other in tie.last_among and winners
    assert sheet.to_json()["ties"][0]["draw"]["seed"] == "seed"


def test_a_desk_can_put_all_of_several_equals_in_order() -> None:
    assert sorted(Desk([PublicLot("seed")]).order(ASK)) == [0, 1, 2]


def test_another_fall_that_needs_a_further_ruling_is_noted_and_not_guessed() -> None:
    """Had C gone first and not D, D and B would have been equal with 4, and of that tie nobody has ruled."""
    sheet = tell("av", papers("10 A, 4 B, 2 C>D, 2 D, 9 F"), ties=[AskRuling({1: "D"})])
    assert sheet.winner_names == ("A",)
    assert sheet.ties[0].otherwise == ()
    assert "tie 1, had it fallen on C" in sheet.notes[0] and "B, D are tied" in sheet.notes[0]
