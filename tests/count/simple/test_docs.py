"""The worked examples of the pages on pairs, grades, crosses, lists, forms and Belenios run as written."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PAGES = """
    division plurality approval score borda schulze ranked-pairs minimax debian majority-judgement lists delegates
    constraints belenios where-belenios-parts formats pairwise-peers
"""


@pytest.mark.parametrize("page", PAGES.split())
def test_the_examples_of_the_page_run_as_written(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = (ROOT / "docs" / "counting" / f"{page}.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```pycon\n(.*?)```", text, re.DOTALL)
    assert blocks, page
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, page, f"{page}.md", 0)
    report: list[str] = []
    failed, _ = doctest.DocTestRunner(verbose=False).run(test, out=report.append)
    assert failed == 0, "".join(report)


@pytest.mark.parametrize("family", ["simple", "condorcet", "graded", "lists", "belenios"])
def test_every_method_of_the_family_has_its_page_and_its_source(family: str) -> None:
    for method in importlib.import_module(f"comitia.count.{family}").METHODS:
        assert method.source, method.identifier
        page = (ROOT / "docs" / "counting" / method.page).read_text(encoding="utf-8")
        assert f"`{method.identifier}`" in page, method.identifier
