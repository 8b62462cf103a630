"""Writing an archive from its events: the tar members and the chain, in plain Python.

Source: Belenios specification 3.3.0, "Public data".
"""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

Json = Any


def compact(value: Json) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def base64_hash(raw: bytes) -> str:
    return base64.b64encode(hashlib.sha256(raw).digest()).decode().rstrip("=")


@dataclass(frozen=True)
class Event:
    """One event and the records that stand before it; the last of them is its payload."""

    kind: str
    records: tuple[bytes, ...] = ()
    changes: dict[str, Json] = field(default_factory=dict)


def write_member(name: str, content: bytes, timestamp: int) -> bytes:
    """Section "Public data": an old-style tar header, the content, zeros up to a multiple of 512."""
    header = bytearray(512)
    header[0 : len(name)] = name.encode()
    header[100:107] = b"0000644"
    header[108:115] = header[116:123] = b"0000000"
    header[124:135] = f"{len(content):011o}".encode()
    header[136:147] = f"{timestamp:011o}".encode()
    header[148:156] = b" " * 8
    header[156:157] = b"0"
    header[148:156] = f"{sum(header):06o}".encode() + b"\0 "
    return bytes(header) + content + bytes(-len(content) % 512)


def write_archive(events: list[Event], timestamp: int = 1467104400) -> bytes:
    """Chain the events anew. `Event.changes` replaces fields of the event after that, so its children are right about
    it."""
    raw = write_member("BELENIOS", compact({"version": 1, "timestamp": str(timestamp)}), timestamp)
    parent = None
    for height, event in enumerate(events):
        for record in event.records:
            raw += write_member(f"{sha256(record)}.data.json", record, timestamp)
        fields: dict[str, Json] = {"parent": parent} if parent else {}
        fields |= {"height": height, "type": event.kind}
        if event.records:
            fields["payload"] = sha256(event.records[-1])
        content = compact({k: v for k, v in (fields | event.changes).items() if v is not None})
        raw += write_member(f"{sha256(content)}.event.json", content, timestamp)
        parent = sha256(content)
    return raw
