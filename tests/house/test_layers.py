"""Who may import whom: the table of ARCHITECTURE.md, held."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_imports_go_down_the_floors() -> None:
    """`pyproject.toml` holds the floors as contracts; import-linter reads every import."""
    run = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "0 broken" in run.stdout


def test_only_protocol_crosses_into_rust() -> None:
    """The extension is no Python file, so import-linter does not see it; this reads the sources."""
    crossing = re.compile(
        r"^\s*(from comitia\._native import|import comitia\._native|from comitia import .*\b_native\b)", re.M
    )
    package = ROOT / "src" / "comitia"
    rooms = {
        path.relative_to(package).parts[0]
        for path in package.rglob("*.py")
        if crossing.search(path.read_text(encoding="utf-8"))
    }
    assert rooms == {"protocol"}
