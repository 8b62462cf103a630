"""Glasgow 2007 and small rule tests, against the dumps of every action by the Droop reference implementation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from comitia.count import FixedOrder, Sheet, tell
from comitia.count.ties import TieRule
from tests.count.transferable import droop_dumps as droop
from tests.count.transferable.ballots import blt, text_of

DATA = Path(__file__).parent / "data" / "droop"
METHODS = {
    "scotland-fixed-p5-d5": "scottish",
    "wigm-prf-fixed-p4-d4": "wigm-prf",
    "wigm-prf-batch-fixed-p4-d4": "wigm-prf-batch",
    "meek-prf-o6-fixed-p9-d9": "meek-prf",
}
"""Droop's name of a rule (with its precision) and ours."""


def dumps(folder: Path) -> list[Path]:
    """The dumps of the rules that are implemented here."""
    return sorted(p for p in folder.rglob("*.tsv*") if any(f"-{rule}.tsv" in p.name for rule in METHODS))


@pytest.mark.parametrize("dump", dumps(DATA), ids=lambda dump: dump.name)
def test_each_position_is_that_of_the_dump(dump: Path) -> None:
    check_dump(dump)


def test_every_shared_dump_is_met_at_every_position(shared: Path) -> None:
    found = dumps(shared / "ballots" / "droop")
    assert len(found) >= 25
    for dump in found:
        check_dump(dump)


def check_dump(dump: Path) -> None:
    """Quota, votes after every transfer, and winners."""
    rule = next(rule for rule in METHODS if f"-{rule}.tsv" in dump.name)
    stem = dump.with_name(dump.name.split(f"-{rule}.tsv")[0])
    ballots = next(p for p in (stem.with_suffix(".blt"), stem.with_name(stem.name + ".blt.gz")) if p.exists())
    sheet = tell(METHODS[rule], blt(ballots), ties=ties_of(ballots))
    assert sheet.quota is not None and sheet.show(sheet.quota) == droop.quota(dump)
    if rule.startswith("meek"):
        check_rounds(sheet, dump)
    else:
        assert our_positions(sheet) == droop.positions(dump), dump.name
    assert set(sheet.winner_names) == droop.winners(dump)


def check_rounds(sheet: Sheet, dump: Path) -> None:
    """Meek: quota, votes and keep factors of each round, but for the last lines, where the dump clears the table."""
    theirs = droop.rounds(dump)
    ours = [
        (
            sheet.show(stage.quota or 0),
            tuple(sheet.show(t) for c, t in enumerate(stage.totals) if c not in sheet.withdrawn),
            tuple(sheet.show(k) for c, k in enumerate(stage.values or ()) if c not in sheet.withdrawn),
        )
        for stage in sheet.stages
    ]
    assert ours == theirs[: len(ours)], dump.name
    assert len(theirs) - len(ours) <= 1


def our_positions(sheet: Sheet) -> list[tuple[str, ...]]:
    """The votes of every candidate after each stage, equal neighbours once."""
    found: list[tuple[str, ...]] = []
    for stage in sheet.stages:
        votes = tuple(sheet.show(t) for c, t in enumerate(stage.totals) if c not in sheet.withdrawn)
        if not found or found[-1] != votes:
            found.append(votes)
    return found


def ties_of(ballots: Path) -> list[TieRule]:
    """Droop's tie order: `[tie 3 2 1]` in the file, else the order of the paper; the first in it is chosen."""
    names = blt(ballots).candidates
    found = re.search(r"\[tie ([\d\s]+)\]", text_of(ballots))
    order = [names[int(n) - 1] for n in found[1].split()] if found else list(names)
    return [FixedOrder(tuple(order), excluded="first")]
