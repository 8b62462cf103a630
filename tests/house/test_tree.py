"""The tree itself: nothing generated, nothing that names one machine, no file that hides several ideas."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = {".py": 400, ".rs": 500, ".ts": 250}
HOSTS = re.compile(
    "|".join(["files.python" + "hosted", "pypi" + r"\.org", "registry" + r"\.npmjs", "static" + r"\.crates"])
)
ONE_MACHINE = re.compile("/" + "(work|root|farm)/")


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    """Every file that git tracks, as paths below the root; a copy without git has no such list."""
    run = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode:
        pytest.skip("SKIPPED LOUDLY: not a git checkout")
    return [ROOT / name for name in run.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_nothing_generated_is_tracked(tracked: list[Path]) -> None:
    generated = re.compile(
        r"(^|/)(uv\.lock|pylock.*\.toml|node_modules|dist|target|\.venv|__pycache__)(/|$)|\.(so|whl|pyc)$"
    )
    assert [path for path in tracked if generated.search(str(path.relative_to(ROOT)))] == []


def test_no_text_names_a_registry_or_a_machine(tracked: list[Path]) -> None:
    faults = []
    for path in tracked:
        if path.suffix in {".gz", ".bel", ".png", ".woff2"} or path == Path(__file__).resolve():
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        if HOSTS.search(text) or ONE_MACHINE.search(text):
            faults.append(str(path.relative_to(ROOT)))
    assert faults == []


def test_a_long_source_file_says_why_it_is_one_file(tracked: list[Path]) -> None:
    faults = []
    for path in tracked:
        bound = LONGEST.get(path.suffix)
        if bound is None or "tests" in path.relative_to(ROOT).parts:
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        if len(lines) > bound and "one file" not in "\n".join(lines[:40]):
            faults.append(f"{path.relative_to(ROOT)}: {len(lines)} lines")
    assert faults == []


def test_no_folder_of_the_package_holds_more_than_fourteen_files() -> None:
    crowded = {
        str(folder.relative_to(ROOT)): count
        for folder in [ROOT / "src/comitia", *(ROOT / "src/comitia").rglob("*/")]
        if (count := len([f for f in folder.glob("*.py") if f.name != "__init__.py"])) > 14
    }
    assert crowded == {}
