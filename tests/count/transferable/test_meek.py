"""Meek's method: the reference count of the ERS97 model election, and New Zealand's ties."""

from __future__ import annotations

import csv
from decimal import Decimal
from itertools import islice
from pathlib import Path

import pytest

from comitia.count import Papers, PublicLot, papers, tell
from comitia.count.transferable.meek_nz import draw_numbers, generator
from comitia.errors import Unprovided
from tests.count.transferable.ballots import blt

DATA = Path(__file__).parent / "data" / "stv"
ROUND_OF = {"1": 1, "2": 2, "4": 4, "6": 5, "9": 7}
"""Stages of the published count and the rounds in which this rule has the same table, surpluses distributed."""


def test_the_model_election_has_the_totals_of_the_published_count() -> None:
    """Hill, Wichmann and Woodall's Algorithm 123, to two decimals, while both rules iterate to the end."""
    sheet = tell("meek-prf", blt(DATA / "ers97.blt"), ties=[PublicLot("x")])
    assert set(sheet.winner_names) == {"Smith", "Carpenter", "Duke", "Prince", "Vicar", "Freeman"}
    rows = list(csv.reader((DATA / "ers97_meek_reference.csv").open()))
    for column, number in enumerate(rows[0]):
        if number not in ROUND_OF:
            continue
        stage = sheet.stage(ROUND_OF[number])
        shown = {row[0]: row[column] for row in rows[2:]}
        for c, name in enumerate(sheet.candidates):
            assert abs(Decimal(sheet.show(stage.totals[c])) - Decimal(shown[name])) <= Decimal("0.01"), (number, name)
        assert stage.quota is not None
        assert abs(Decimal(sheet.show(stage.quota)) - Decimal(shown["Quota"])) <= Decimal("0.01")
        assert abs(Decimal(sheet.show(stage.lost)) - Decimal(shown["Exhausted"])) <= Decimal("0.01")


def test_new_zealand_elects_the_same_six() -> None:
    sheet = tell("meek-nz", blt(DATA / "ers97.blt"))
    assert set(sheet.winner_names) == {"Smith", "Carpenter", "Duke", "Prince", "Vicar", "Freeman"}
    assert sheet.show(sheet.stage(1).quota or 0) == "107.571428572"


def test_the_keep_factor_lets_a_surplus_pass_through_elected_candidates() -> None:
    """Both elected keep a part: what A passes on reaches C through B."""
    sheet = tell("meek-prf", papers("8 A>B>C, 4 B>C, 3 C, 3 D"), seats=3)
    last = sheet.stages[-1]
    assert last.values is not None
    assert last.values[0] < 10**9 and last.values[1] < 10**9
    assert last.totals[2] > 3 * 10**9
    assert sheet.winner_names == ("A", "B", "C")


def test_new_zealand_excludes_who_was_behind_at_the_first_difference() -> None:
    """Clause 40."""
    sheet = tell("meek-nz", papers("9 A, 8 E, 4 B, 3 C, 1 D>C"), seats=2)
    tie = next(tie for tie in sheet.ties if {1, 2} <= set(tie.among))
    assert tie.settled_by == "earlier stage" and sheet.candidates[tie.chosen] == "C"


def test_new_zealand_then_takes_the_lowest_number_of_its_generator() -> None:
    """Clause 19: the number comes before any lot that is handed in, and is shown."""
    sheet = tell("meek-nz", papers("4 A, 3 B>C, 3 C>B"), seats=1, ties=[PublicLot("not needed")])
    numbers = draw_numbers(3, 1, 10)
    lowest = min((1, 2), key=lambda c: numbers[c])
    tie = sheet.ties[0]
    assert tie.chosen == lowest and tie.settled_by == "lot"
    assert str(numbers[1]) in tie.steps[0]


def test_the_generator_is_the_one_described() -> None:
    """Fifteen candidates, seven vacancies, 4000 papers: seeds 20, 7 and 4000; checked by hand for the first number."""
    x, y, z = 171 * 20 % 30269, 172 * 7 % 30307, 170 * 4000 % 30323
    assert list(islice(generator(15, 7, 4000), 1)) == [x * 10000 // 30269 + y * 10000 // 30307 + z * 10000 // 30323]
    assert len(set(draw_numbers(40, 7, 4000))) == 40


def test_the_reference_rule_leaves_ties_to_a_lot_and_asks_for_one() -> None:
    with pytest.raises(Unprovided, match="T: "):
        tell("meek-prf", papers("4 A, 3 B>C, 3 C>B"), seats=1)


def test_a_surplus_that_shrinks_no_more_does_not_keep_new_zealand_iterating() -> None:
    """Two thousand million papers: what they round up is more than the 0.0001 that clause 13 waits for."""
    weights = [600_000_000, 900_000_000, 900_000_003, 900_000_002]
    poll = Papers.of_rankings("ABCD", [[0, 1], [1, 0], [2, 0], [3, 1]], weights)
    sheet = tell("meek-nz", poll, seats=2)
    assert "shrinks no more" in sheet.notes[0]
    assert sheet.winner_names == ("B", "C")


def test_the_generator_is_not_asked_where_the_first_difference_decides() -> None:
    sheet = tell("meek-nz", papers("15 A, 14 F, 6 B, 5 C, 3 D>C, 2 E>B"), seats=1)
    assert all(tie.settled_by == "earlier stage" for tie in sheet.ties)


def test_the_reference_rule_ties_all_who_are_within_the_remaining_surplus() -> None:
    """B.3: the surplus sticks at more than 1, and C and D are 1 apart: the rule calls that a tie."""
    weights = [600_000_000, 900_000_000, 900_000_003, 900_000_002]
    poll = Papers.of_rankings("ABCD", [[0, 1], [1, 0], [2, 0], [3, 1]], weights)
    with pytest.raises(Unprovided, match="C, D are tied"):
        tell("meek-prf", poll, seats=2)


def test_the_lowest_is_not_excluded_while_the_surplus_could_save_them() -> None:
    """Clause 13: D's 4 and A's surplus of 2 are not less than C's 5, so the surplus goes first, and then C is last."""
    for method in ("meek-nz", "meek-prf"):
        sheet = tell(method, papers("12 A>D, 9 B, 5 C, 4 D"), seats=2)
        excluded = [name for stage in sheet.stages for name in sheet.names(stage.excluded)]
        assert excluded[0] == "C", method


def test_as_many_candidates_as_places_are_all_elected_by_meek() -> None:
    """Clause 3."""
    for method in ("meek-nz", "meek-prf"):
        assert tell(method, papers("5 A, 4 B"), seats=3).winner_names == ("A", "B"), method
        assert tell(method, papers("9 A>B, 1 B, 1 C"), seats=3).winner_names[0] == "A", method
        assert len(tell(method, papers("9 A>B, 1 B, 1 C"), seats=3).winners) == 3, method


@pytest.mark.parametrize(("candidates", "vacancies", "voters"), [(4, 1, 13), (6, 1, 15), (9, 3, 4321), (15, 7, 98765)])
def test_the_numbers_are_those_of_wichmann_and_hill(candidates: int, vacancies: int, voters: int) -> None:
    """Clauses 42 to 46 in closed form: the k-th number of each sequence is its seed times a power (AS 183, 1982)."""
    seed = (voters + 1000 * (voters % 10)) % 30323

    def number(k: int) -> int:
        x = (candidates + 5) * pow(171, k, 30269) % 30269
        y = vacancies * pow(172, k, 30307) % 30307
        z = seed * pow(170, k, 30323) % 30323
        return 10_000 * x // 30269 + 10_000 * y // 30307 + 10_000 * z // 30323

    assert list(islice(generator(candidates, vacancies, voters), 40)) == [number(k) for k in range(1, 41)]
    drawn = list(dict.fromkeys(number(k) for k in range(5, 60)))  # the first four are thrown away, none counts twice
    assert draw_numbers(candidates, vacancies, voters) == drawn[:candidates]
