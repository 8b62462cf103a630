"""The third implementation, that of the tampering corpus, against belenios-tool: its honest elections are
accepted."""

from pathlib import Path

import pytest

from tests.interop.belenios import accepts
from tests.tampering.archive import write_archive
from tests.tampering.faults import forge


@pytest.mark.parametrize("base", ["b2048", "mixed-b2048"])
def test_an_honest_election_of_the_forge_is_accepted(tmp_path: Path, base: str) -> None:
    honest = forge(base)
    assert accepts(tmp_path, honest.uuid, write_archive(honest.events())) is None
