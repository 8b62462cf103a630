"""The page on the protocol says what the code does: its checks, its files, and what another program misses."""

import re
from pathlib import Path

from comitia.scrutineer.checks import CHECKS
from tests.interop.test_tampered import MISSED, REFUSED
from tests.tampering.faults import FAULTS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")


def test_the_page_lists_the_checks_as_they_are_made() -> None:
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE)
    assert rows == [(str(check.number), check.name, check.shows) for check in CHECKS]


def test_every_file_that_the_page_names_is_there() -> None:
    table = PAGE.partition("## From section to file")[2].partition("\n## ")[0]
    places = {"crypto/": "rust/crypto/src/", "messages/": "rust/messages/src/"}
    named = [name for name in re.findall(r"`([a-z_/]+(?:\.py|\.rs|/))`", table) if not name.startswith("rust/")]
    assert len(named) > 30
    for name in named:
        start = name.split("/")[0] + "/"
        path = name.replace(start, places[start], 1) if start in places else f"src/comitia/protocol/{name}"
        assert (ROOT / (name if name.startswith("src/") else path)).exists(), name


def test_what_another_program_misses_is_named_by_faults_that_exist() -> None:
    assert {*MISSED, *REFUSED} <= {fault.name for fault in FAULTS}
    assert all({*MISSED.values(), *REFUSED.values()})
