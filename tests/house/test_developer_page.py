"""The developer's page of the handbook: its library calls run, from the root of the tree."""

import doctest
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_every_example_of_the_developers_page_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    run = doctest.testfile(str(ROOT / "docs" / "handbook" / "developer.md"), module_relative=False)
    assert run.attempted > 5
    assert run.failed == 0
