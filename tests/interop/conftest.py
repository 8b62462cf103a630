"""These tests need Debian's belenios-tool; without it they say so, each of them, and loudly."""

import sys

import pytest

from tests.interop.belenios import TOOL

MISSING = "SKIPPED LOUDLY: belenios-tool is not installed (apt-get install belenios-tool); nothing was compared with it"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder is an interop test."""
    for item in items:
        if "tests/interop" in item.path.as_posix():
            item.add_marker(pytest.mark.interop)
            if TOOL is None:
                item.add_marker(pytest.mark.skip(reason=MISSING))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The reason again, where nobody overlooks it."""
    if TOOL is None:
        terminalreporter.write_sep("=", MISSING, red=True, bold=True)
        print(MISSING, file=sys.stderr)
