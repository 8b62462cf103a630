"""Whole collections of real polls, under every rule: each count ends, fills its seats and adds up."""

from __future__ import annotations

from pathlib import Path

import pytest

from comitia.count import PublicLot, tell
from comitia.count.formats import Source, receive
from tests.count.transferable.ballots import text_of

METHODS = ["scottish", "ers97", "irish", "hare-clark", "meek-nz", "meek-prf", "wigm-prf", "wigm-prf-batch", "rcv"]


@pytest.mark.parametrize("method", METHODS)
def test_society_elections_and_samples_are_counted_to_the_end(method: str, shared: Path) -> None:
    """Tideman's collection, the samples of votelib and Atwood's and Maemo's elections."""
    folder = shared / "ballots"
    files = [*folder.glob("tideman/*.hil*"), *folder.glob("votelib/*.blt"), *folder.glob("stv/*.blt*")]
    assert len(files) >= 40
    for path in sorted(files):
        poll = receive(Source(path.name.removesuffix(".gz"), text_of(path).encode()))
        sheet = tell(method, poll, ties=[PublicLot("any seed")])
        assert len(sheet.winners) == min(poll.seats or 1, len(poll.standing)), path.name
        assert all(stage.column == sheet.valid for stage in sheet.stages), path.name
        assert sheet.papers == poll.n
