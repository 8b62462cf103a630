"""The worked examples of the pages on transferable counts run as written."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PAGES = [
    "scottish", "ers97", "meek-nz", "meek-prf", "irish", "hare-clark", "countback", "av", "supplementary", "exhaustive",
    "electoral-college", "wigm-prf", "rcv", "sheet",
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of_the_page_run_as_written(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = (ROOT / "docs" / "counting" / f"{page}.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```pycon\n(.*?)```", text, re.DOTALL)
    assert blocks, page
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, page, f"{page}.md", 0)
    report: list[str] = []
    failed, _ = doctest.DocTestRunner(verbose=False).run(test, out=report.append)
    assert failed == 0, "".join(report)


def test_every_transferable_method_has_its_page() -> None:
    from comitia.count.transferable import METHODS

    for method in METHODS:
        assert (ROOT / "docs" / "counting" / method.page).exists(), method.identifier
