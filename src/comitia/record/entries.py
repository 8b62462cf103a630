"""The record itself: entries in one total order, added and never changed.

- An entry is canonical bytes: one line of JSON with sorted keys. Its digest is SHA-256 of that line, and each entry
  names the digest of the one before it (`previous`), so that a public log can take the lines as they are.
- `seq` counts from 1; `recorded_at` is when it was written down, in UTC, and never runs backwards. When the fact
  happened stands in the fact.
- A correction is a new entry that `supersedes` the latest entry about the same fact, with a `reason`; its `fact` may
  be null: then the fact is struck. Nothing else of the old entry changes or goes.
- Every entry names at least one source that the record already knows; a source is a fact itself, and needs none.
- Disputed dates stay with the entry, `open` or `rejected`, each with its source.
- What a fact names must be there: a post before who holds it, a motion before its vote.

`append` takes the time as an argument; this room reads no clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from comitia.canonical import Json, receive_json, render_sorted_json, sha256_hex
from comitia.errors import Invalid, Malformed, OutOfOrder
from comitia.record.facts import FIELDS, Fact, receive_fact
from comitia.record.offices import Alternative
from comitia.record.shape import Node

NOTHING_BEFORE = "0" * 64
"""What the first entry names as its predecessor's digest."""

_KEYS = ("seq", "previous", "recorded_at", "kind", "id", "fact", "sources", "disputed", "supersedes", "reason")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the record; `fact` None strikes the fact that `supersedes` had stated."""

    seq: int
    previous: str
    recorded_at: datetime
    kind: str
    id: str
    fact: Fact | None
    sources: tuple[str, ...]
    disputed: tuple[Alternative, ...] = ()
    supersedes: int | None = None
    reason: str | None = None

    def digest(self) -> str:
        """SHA-256 of the entry's bytes."""
        return sha256_hex(render_entry(self))


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to add: a fact (or the strike of one), its sources, and what it corrects."""

    kind: str
    id: str
    fact: Fact | None
    sources: tuple[str, ...]
    disputed: tuple[Alternative, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """Entries that hold together, and the number of the latest entry about each fact."""

    entries: tuple[Entry, ...] = ()
    latest: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def current(self, kind: str | None = None) -> list[Entry]:
        """The latest entry about each fact that is not struck, in the order in which the facts first entered."""
        latest = [self.entries[seq - 1] for seq in self.latest.values()]
        return [entry for entry in latest if entry.fact is not None and kind in (None, entry.kind)]

    def fact(self, kind: str, name: str) -> Fact | None:
        """One fact as it stands now, or None."""
        seq = self.latest.get((kind, name))
        return self.entries[seq - 1].fact if seq else None

    def versions(self, kind: str, name: str) -> list[Entry]:
        """Every entry about one fact, oldest first: nothing that was ever said is gone."""
        return [entry for entry in self.entries if (entry.kind, entry.id) == (kind, name)]


def append(record: Record, draft: Draft, recorded_at: datetime) -> Record:
    """Add one entry.

    A draft about a fact that the record has already becomes a correction, and must say its reason.

    Raises:
        Malformed: no source, no reason for a correction, or a time without a zone.
        OutOfOrder: it names what the record does not know yet, or the time is before the last entry's.
    """
    return append_all(record, [draft], recorded_at)


def append_all(record: Record, drafts: Iterable[Draft], recorded_at: datetime) -> Record:
    """Add several entries written down at one time; raises as `append` does, and then none is added."""
    if recorded_at.utcoffset() is None:
        raise Malformed(
            f"recorded_at: {recorded_at.isoformat()} has no zone; give it in UTC, such as 2016-06-28T15:52:00Z"
        )
    moment = recorded_at.astimezone(UTC).replace(microsecond=0)
    entries, latest = list(record.entries), dict(record.latest)
    previous = entries[-1].digest() if entries else NOTHING_BEFORE
    for draft in drafts:
        entry = Entry(
            seq=len(entries) + 1,
            previous=previous,
            recorded_at=moment,
            kind=draft.kind,
            id=draft.id,
            fact=draft.fact,
            sources=draft.sources,
            disputed=draft.disputed,
            supersedes=latest.get((draft.kind, draft.id)),
            reason=draft.reason,
        )
        _check_entry(entry, entries, latest)
        entries.append(entry)
        latest[(entry.kind, entry.id)] = entry.seq
        previous = entry.digest()
    return Record(tuple(entries), latest)


def render_entry(entry: Entry) -> bytes:
    """The canonical bytes of an entry, without a line end."""
    value: dict[str, Json] = {
        "seq": entry.seq,
        "previous": entry.previous,
        "recorded_at": f"{entry.recorded_at:%Y-%m-%dT%H:%M:%SZ}",
        "kind": entry.kind,
        "id": entry.id,
        "fact": dict(entry.fact.body) if entry.fact else None,
        "sources": list(entry.sources),
        "disputed": [
            {"date": other.on.isoformat() if other.on else None, "source": other.source, "status": other.status}
            | ({"why": other.why} if other.why else {})
            for other in entry.disputed
        ],
        "supersedes": entry.supersedes,
        "reason": entry.reason,
    }
    return render_sorted_json(value)


def render_record(record: Record) -> bytes:
    """The whole record: one entry a line."""
    return b"".join(render_entry(entry) + b"\n" for entry in record.entries)


def receive_record(raw: bytes, what: str = "record") -> Record:
    """Read a record of one entry a line, and check each line, the order and the chain of digests.

    Raises:
        Malformed: a line is no entry, or not in its one spelling.
        Invalid: a line does not name the digest of the line before it: something was changed, added or taken away.
        OutOfOrder: an entry stands before what it needs.
    """
    if raw and not raw.endswith(b"\n"):
        raise Malformed(f"{what}: the last line has no end; the file was cut off: take it from its source again")
    entries: list[Entry] = []
    latest: dict[tuple[str, str], int] = {}
    previous = NOTHING_BEFORE
    for number, line in enumerate(raw.split(b"\n")[:-1], 1):
        where = f"{what}, line {number}"
        entry = _entry(Node(receive_json(line, where), where))
        if render_entry(entry) != line:
            raise Malformed(
                f"{where}: not in its one spelling (sorted keys, no spaces); entries are compared by their bytes"
            )
        if entry.previous != previous:
            raise Invalid(
                f"{where}: names {entry.previous[:12]}… as the digest of the line before it, found {previous[:12]}…: "
                "a line was changed, added or taken away: compare with an older copy"
            )
        _check_entry(entry, entries, latest, f"{where}: ")
        entries.append(entry)
        latest[(entry.kind, entry.id)] = entry.seq
        previous = entry.digest()
    return Record(tuple(entries), latest)


def receive_draft(raw: bytes, what: str = "fact") -> Draft:
    """Read what somebody wants to add: `{"kind", "fact", "sources", "disputed"?, "reason"?}`, or `"id"` and a null
    fact.
    """
    node = Node(receive_json(raw, what), what)
    for name in node.fields():
        if name not in ("kind", "id", "fact", "sources", "disputed", "reason"):
            raise Malformed(f'{what}: "{name}" is not expected; a new entry has kind, fact, sources, disputed, reason')
    kind = node.text("kind")
    fact = receive_fact(node.inner("fact"), kind) if node.need("fact") is not None else None
    name = fact.id if fact else node.text("id")
    if fact is not None and node.has("id") and node.text("id") != name:
        raise Malformed(f'{what}: id is "{node.text("id")}", but the fact\'s own id is "{name}"; leave one of them out')
    return Draft(kind, name, fact, node.texts("sources"), _disputed(node), node.text_or_none("reason"))


def check_untouched(older: Record, newer: Record) -> None:
    """Check that a newer copy of a record begins with the older one.

    Raises:
        Invalid: naming the first entry that was changed or taken away.
    """
    for old, new in zip(older.entries, newer.entries, strict=False):
        if old != new:
            raise Invalid(
                f"record: entry {old.seq} is not what it was: then {old.digest()[:12]}…, now {new.digest()[:12]}…"
            )
    if len(newer.entries) < len(older.entries):
        raise Invalid(f"record: {len(older.entries)} entries then, {len(newer.entries)} now; nothing may be taken away")


def _check_entry(
    entry: Entry, above: list[Entry], latest: Mapping[tuple[str, str], int], where: str = "record: "
) -> None:
    about = f"{where}entry {entry.seq} ({entry.kind} {entry.id})"
    if entry.kind not in FIELDS:
        raise Malformed(f"{about}: expected one of the kinds {', '.join(FIELDS)}")
    if entry.seq != len(above) + 1:
        raise OutOfOrder(f"{about}: follows entry {len(above)}; entries are numbered without a gap")
    if above and entry.recorded_at < above[-1].recorded_at:
        raise OutOfOrder(
            f"{about}: recorded at {entry.recorded_at:%Y-%m-%d %H:%M:%S}, before entry {above[-1].seq} "
            f"({above[-1].recorded_at:%Y-%m-%d %H:%M:%S}); time runs forwards here"
        )
    standing = latest.get((entry.kind, entry.id))
    if entry.supersedes != standing:
        raise OutOfOrder(
            f"{about}: supersedes {entry.supersedes or 'nothing'}, but the latest entry about it is "
            f"{standing or 'none'}; a correction follows the latest"
        )
    if standing is not None and not entry.reason:
        raise Malformed(f"{about}: corrects entry {standing} and gives no reason; say why")
    if entry.fact is None and standing is None:
        raise OutOfOrder(f"{about}: strikes a fact that the record never had")
    if not entry.sources and entry.kind != "source":
        raise Malformed(f"{about}: names no source; every fact but a source itself needs one")
    _check_named(entry, above, latest, about)


def _check_named(entry: Entry, above: list[Entry], latest: Mapping[tuple[str, str], int], about: str) -> None:
    named = [("source", source) for source in (*entry.sources, *(other.source for other in entry.disputed))]
    if entry.fact is not None:
        named += [pair for pair in entry.fact.refers_to() if pair != (entry.kind, entry.id)]
    for kind, name in named:
        standing = latest.get((kind, name))
        if standing is None or above[standing - 1].fact is None:
            raise OutOfOrder(f'{about}: names the {kind} "{name}", which the record does not know; enter it first')


def _entry(node: Node) -> Entry:
    if sorted(node.fields()) != sorted(_KEYS):
        raise Malformed(
            f"{node.where}: has the fields {', '.join(sorted(node.fields()))}; expected {', '.join(sorted(_KEYS))}"
        )
    kind = node.text("kind")
    written = node.text("recorded_at")
    try:
        moment = datetime.strptime(written, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise Malformed(
            f'{node.where}: recorded_at: found "{written}", expected such as 2016-06-28T15:52:00Z'
        ) from None
    fact = receive_fact(node.inner("fact"), kind) if node.has("fact") else None
    if fact is not None and fact.id != node.text("id"):
        raise Malformed(f'{node.where}: id is "{node.text("id")}", but the fact\'s own id is "{fact.id}"')
    return Entry(
        seq=node.whole("seq", least=1),
        previous=node.text("previous"),
        recorded_at=moment,
        kind=kind,
        id=node.text("id"),
        fact=fact,
        sources=node.texts("sources"),
        disputed=_disputed(node),
        supersedes=node.whole("supersedes", least=1) if node.has("supersedes") else None,
        reason=node.text_or_none("reason"),
    )


def _disputed(node: Node) -> tuple[Alternative, ...]:
    others = []
    for part in node.each_if_any("disputed", "disputed date"):
        status = part.text("status")
        if status not in ("open", "rejected"):
            raise Malformed(f'{part.where}: status: found "{status}", expected "open" or "rejected"')
        others.append(Alternative(part.day_or_none("date"), part.text("source"), status, part.text_or_none("why")))
    return tuple(others)
