"""`python -m tests.mutation.judge [NAMES]`: of the mutants that survived, which change an outcome that no test sees?

A survivor that changes only a sentence is no fault of the tests; one that changes a winner is. So each survivor is put
the same few hundred small questions as the rule itself, and is told apart by the answers: `outcome` (another winner,
another order of election, another refusal), `figures` (the same winners by other figures), `runs away`, or `none
found`: equivalent, or only words, or a case that the questions do not reach. Those that change an outcome are then
given to all tests of their room, the laws and the comparisons with other programs too: what is left is `OPEN`, and the
exit code is 1.

Each mutant gets a process that imports Comitia anew. mutmut's own processes do not: they inherit the modules, and so
it finds a survivor in every function that runs only while a module is imported (`_by_divisors` of the lists).
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import resource
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy
import pytest

ROOT = Path(__file__).resolve().parents[2]
MUTANTS = ROOT / "mutants"
KILLED, SURVIVED, UNTESTED = {1, 3, -24, 24, 36, 152, 255}, {0}, {33, 5}
MANY = int(os.environ.get("QUESTIONS", "150"))
SECONDS = 20
Told = list[tuple[str, str, str]]
"""Question, outcome, figures (the latter two as digests)."""


def main(wanted: Sequence[str]) -> int:
    assert numpy and pytest  # loaded here, once; nothing of Comitia is
    bad = 0
    for meta in sorted(MUTANTS.glob("src/comitia/**/*.py.meta")):
        codes = json.loads(meta.read_text())["exit_code_by_key"]
        name = ".".join(meta.relative_to(MUTANTS / "src").with_suffix("").with_suffix("").parts)
        if any(word in name for word in wanted or [""]) and set(codes.values()) != {None}:
            bad += report(name, codes)
    return 1 if bad else 0


def report(name: str, codes: dict[str, int | None]) -> int:
    """Judge the survivors of one file; how many are open."""
    counted = Counter(_word(code) for code in codes.values())
    left = [key for key, code in codes.items() if _word(code) in {"survived", "untested"}]
    right = in_child(lambda: answers(name, ""), SECONDS) if left else []
    assert right is not None
    verdicts = {key: judged(name, key, right) for key in left}
    told = Counter(kind for kind, _ in verdicts.values())
    print(f"{name}: mutmut {dict(counted)}; survivors {dict(told)} ({len(right)} questions)", flush=True)
    for key, (kind, text) in verdicts.items():
        if kind in {"OPEN", "figures"}:
            print(f"    {kind:8} {key.rpartition('.')[2]}  {text[:300]}", flush=True)
    return told["OPEN"]


def _word(code: int | None) -> str:
    if code is None:
        return "not run"
    return next((word for word, codes in WORDS if code in codes), f"code {code}")


WORDS = (("killed", KILLED), ("survived", SURVIVED), ("untested", UNTESTED))


def judged(name: str, key: str, right: Told) -> tuple[str, str]:
    """What one survivor is, and the first question that shows it."""
    found = in_child(lambda: answers(name, key), SECONDS)
    if found is None or len(found) != len(right):
        kind, where = "outcome", "it ends in no answer"
    else:
        pairs = list(zip(right, found, strict=True))
        kind, where = next((("outcome", a[0]) for a, b in pairs if a[1] != b[1]), ("none found", ""))
        if kind == "none found":
            kind, where = next((("figures", a[0]) for a, b in pairs if a[2] != b[2]), (kind, where))
    if kind != "outcome":
        return kind, where
    code = in_child(lambda: tests_with(name, key), SECONDS * 2)
    return ("killed by other tests", "") if code in {None, 1, 2, 3} else ("OPEN", where)


def answers(name: str, key: str) -> Told:
    """All answers of one mutant, or of the rules themselves."""
    os.environ["MUTANT_UNDER_TEST"] = key
    sys.path[:0] = [str(MUTANTS / "src"), str(ROOT)]
    from tests.mutation.asked import questions_for

    told: Told = []
    for text, ask in questions_for(name, MANY):
        try:
            outcome, figures = ask()
        except Exception as error:  # noqa: BLE001 - a mutant may do anything
            outcome, figures = type(error).__name__, None
        told.append((text, _digest(outcome), _digest(figures)))
    return told


def tests_with(name: str, key: str) -> int:
    """Run the tests of the mutant's room; pytest's exit code."""
    os.environ["MUTANT_UNDER_TEST"] = key
    os.environ["COMITIA_SHARED"] = "/nowhere"
    os.environ["PY_IGNORE_IMPORTMISMATCH"] = "1"
    os.chdir(MUTANTS)
    sys.path[:0] = [str(MUTANTS / "src"), str(MUTANTS)]
    folder = "tests/rulebook" if ".rulebook." in name else f"tests/count/{name.split('.')[2]}"
    folders = [folder] if Path(folder).is_dir() else ["tests/count/transferable", "tests/count/test_ties.py"]
    return int(pytest.main(["-q", "-x", "--assert=plain", "-p", "no:cacheprovider", *folders]))


def in_child(act: Callable[[], Any], seconds: int) -> Any:
    """Do `act` in a forked process and hand back what it gave; `None` if it died or ran away."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        sink = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(sink, stream)
        sys.stdout = sys.stderr = io.StringIO()
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        try:
            said = json.dumps(act())
        except BaseException:  # noqa: BLE001 - a mutant may do anything
            said = ""
        with os.fdopen(writer, "w") as out:
            out.write(said)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as heard:
        said = heard.read()
    os.waitpid(child, 0)
    return json.loads(said) if said else None


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
