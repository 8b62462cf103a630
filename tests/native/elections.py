"""Elections for the tests of the Rust core: those of another program, and small ones made here."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from comitia import _native

VECTORS = Path(__file__).resolve().parents[2] / "rust" / "messages" / "tests" / "vectors"
GROUPS = ["Ed25519", "BELENIOS-2048", "RFC-3526-2048"]
DIVISION = {"answers": ["No confidence", "Confidence"], "blank": True, "min": 1, "max": 1, "question": "Q"}
CHOOSE_TWO = {"answers": ["A", "B", "C"], "min": 0, "max": 2, "question": "Q"}
LISTS = {"type": "Lists", "value": {"answers": [["Unity", "Ann", "Bob"], ["Green", "Cid"]], "question": "Q"}}


@cache
def vector(name: str) -> dict[str, Any]:
    """One election of another program; see the README of the vectors."""
    loaded: dict[str, Any] = json.loads((VECTORS / f"{name}.json").read_text())
    return loaded


@cache
def context(name: str) -> _native.ElectionContext:
    """The same, received."""
    return _native.ElectionContext(vector(name)["election"].encode(), vector(name)["credentials"])


@dataclass(frozen=True, slots=True)
class Made:
    """An election made here, with every secret."""

    group: _native.Group
    key: _native.SecretScalar
    credentials: list[_native.Credential]
    context: _native.ElectionContext


def make_election(
    group_name: str, questions: list[dict[str, Any]], voters: int = 3, weights: int | None = None
) -> Made:
    """One trustee; every credential has the weight `weights` (None: no weights are published)."""
    group = _native.Group(group_name)
    key = _native.SecretScalar.generate(group)
    uuid = _native.random_base58(14)
    credentials = _native.Credential.generate(group, uuid, voters)
    published = sorted((one.public for one in credentials), key=group.sort_key)
    election = {
        "version": 1,
        "description": "",
        "name": "Test",
        "group": group_name,
        "public_key": key.public_key(),
        "questions": questions,
        "uuid": uuid,
    }
    weighted = published if weights is None else [f"{one},{weights}" for one in published]
    return Made(group, key, credentials, _native.ElectionContext(json.dumps(election).encode(), weighted))
