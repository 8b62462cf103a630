"""Reading test ballots: a small BLT reader of our own, apart from the one that is tested in the room's formats."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

from comitia.count import Papers


def text_of(path: Path) -> str:
    """The text of a file, gzip or not."""
    raw = path.read_bytes()
    return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8", errors="replace")


def json_of(path: Path) -> Any:
    """The JSON of a file, gzip or not."""
    return json.loads(text_of(path))


def blt(path: Path, **rest: Any) -> Papers:
    """Papers of a BLT file: counts, withdrawals, ballots (`2 1 3=4 - 2 0`), names in quotation marks."""
    return blt_text(text_of(path), **rest)


def blt_text(text: str, **rest: Any) -> Papers:
    """Papers of a BLT text; see `blt`. `-` leaves a number out, `=` joins candidates that share one."""
    lines = [re.sub(r"\s#.*", "", line).strip() for line in text.replace("\ufeff", "").splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    n, seats = map(int, lines[0].split()[:2])
    at = 1
    withdrawn: set[int] = set()
    rankings: list[list[list[int]]] = []
    weights: list[int] = []
    while lines[at] != "0":
        words = re.sub(r"^\([^)]*\)\s*", "", lines[at]).split()
        at += 1
        if words[0].startswith("-") and len(words[0]) > 1:
            withdrawn |= {-int(word) - 1 for word in words}
            continue
        if re.match(r"\[", words[0]):
            continue
        assert words[-1] == "0", words
        weights.append(int(words[0]))
        rankings.append([[] if w == "-" else [int(c) - 1 for c in w.split("=")] for w in words[1:-1]])
    names = re.findall(r'"([^"]*)"', "\n".join(lines[at + 1 :]))
    candidates = [re.sub(r"\s+", " ", name) for name in names[:n]]
    candidates += [str(k + 1) for k in range(len(candidates), n)]
    if len(set(candidates)) < n:
        candidates = [f"{name} ({k + 1})" for k, name in enumerate(candidates)]
    return Papers.of_rankings(candidates, rankings, weights, withdrawn=frozenset(withdrawn), seats=seats, **rest)
