"""The archives in `data/`, opened: made by another implementation, with everybody's secrets."""

import gzip
import io
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from comitia.protocol.archive.event import EventType
from comitia.protocol.archive.reader import Entry, open_archive, read_entries

DATA = Path(__file__).parent / "data"

HOMOMORPHIC = (
    "a-ed25519-v33", "a-b2048-v20", "d-ed25519-weights", "d-b2048-bigweights-v20", "e-ed25519-lists",
    "f-ed25519-revotes", "g-ed25519-mixed-all", "h-ed25519-one-bad-pd",
)  # fmt: skip
"""Complete elections without shuffles, in groups that are quick."""

LARGE = "d-b2048-bigweights-v20"
"""The one whose totals reach 10^11: its logarithms take a while."""

QUICK = tuple(name for name in HOMOMORPHIC if name != LARGE)


@dataclass(frozen=True, slots=True)
class Peer:
    """An archive of another implementation."""

    name: str
    raw: bytes
    entries: tuple[Entry, ...]

    def of(self, kind: EventType) -> list[Entry]:
        """The entries of one type, in order."""
        return [entry for entry in self.entries if entry.event.type is kind]

    @property
    def ballots(self) -> list[bytes]:
        """Every ballot in the order of the board."""
        return [entry.payload for entry in self.of(EventType.BALLOT)]


@cache
def peer(name: str) -> Peer:
    """Open one of them."""
    raw = gzip.decompress((DATA / f"{name}.bel.gz").read_bytes())
    _, records = open_archive(io.BytesIO(raw))
    return Peer(name, raw, tuple(read_entries(records)))


@cache
def secrets_of(name: str) -> dict[str, Any]:
    """Everybody's secrets in one of them."""
    secrets: dict[str, Any] = json.loads((DATA / f"{name}.secrets.json").read_bytes())
    return secrets
