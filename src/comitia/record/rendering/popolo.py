"""The record as Popolo JSON, for everybody who reads that already.

Popolo (https://www.popoloproject.com, CC BY 4.0) has the words; its published schemas are restated in the tests, and
every export is checked against them there. What it has no word for stands in keys that begin with `comitia:` (clause,
effect, electorate, proof, how a membership began and ended, open dates), which its schemas allow and its readers
skip.

- A membership is one holding of one post; `start_date` and `end_date` are days, and `comitia:` keeps the times.
- Motions and vote events carry full times, as the schema asks. Where only the day is known, the time is midnight of the
  register's zone and `comitia:precision` says `day`.
- A source with an address becomes a link; one without (a book, a memory) stays in `comitia:sources` by its title.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from comitia.canonical import Json
from comitia.errors import Malformed
from comitia.record.entries import Entry, Record
from comitia.record.facts import Fact
from comitia.record.ledger import register_from
from comitia.record.offices import Holding, OfficeEvent, Register

_OURS = ("clause", "effect", "electorate", "proof", "needed", "base", "is_secret", "contest_id", "note")


def popolo_of_register(register: Register) -> Json:
    """Persons, one organization (the body that the register is of), posts and memberships."""
    return {
        "persons": [
            {
                "id": person.id,
                "name": person.name,
                "identifiers": [{"scheme": scheme, "identifier": name} for scheme, name in person.identifiers.items()],
                **({"comitia:chamber": person.chamber} if person.chamber else {}),
                **({"comitia:party": person.party} if person.party else {}),
            }
            for person in register.persons.values()
        ],
        "organizations": [{"id": register.id, "name": register.title, "classification": "register of offices"}],
        "posts": [
            {
                "id": post.id,
                "label": post.title,
                "role": post.title,
                "organization_id": register.id,
                "start_date": post.valid_from.isoformat() if post.valid_from else None,
                "end_date": post.valid_to.isoformat() if post.valid_to else None,
                **_sources(post.source, register.sources),
                "comitia:tier": post.tier,
                "comitia:filled_by": post.filled_by,
                "comitia:single_holder": post.single_holder,
                **({"comitia:ex_officio_of": post.ex_officio_of} if post.ex_officio_of else {}),
                **({"comitia:note": post.note} if post.note else {}),
            }
            for post in register.posts.values()
        ],
        "memberships": [_membership(register, holding) for holding in register.holdings],
    }


def popolo_of_record(record: Record) -> Json:
    """The register inside the record, if there is one, and its organizations, motions, vote events and statements."""
    has_register = bool(record.current("register"))
    register = register_from(record) if has_register else None
    zone = zone_of(register.timezone if register else "UTC")
    links = {entry.id: dict(_fact(entry).body) for entry in record.current("source")}
    whole: dict[str, Json] = (
        popolo_of_register(register)
        if register
        else {
            "persons": [_kept(_fact(entry), ("id", "name")) for entry in record.current("person")],
            "organizations": [],
        }
    )
    whole["organizations"] += [
        {**_kept(_fact(entry), ("id", "name", "classification", "parent_id", "founding_date")), **_cited(entry, links)}
        for entry in record.current("organization")
    ]
    whole.setdefault("memberships", []).extend(
        {**dict(_fact(entry).body), **_cited(entry, links)} for entry in record.current("membership")
    )
    whole["vote_events"] = [_vote_event(entry, links, zone) for entry in record.current("vote_event")]
    whole["motions"] = [_motion(entry, links, zone) for entry in record.current("motion")]
    for kind in ("statement", "nomination", "contest"):
        rows = [{**dict(_fact(entry).body), **_cited(entry, links)} for entry in record.current(kind)]
        if rows:
            whole[f"comitia:{kind}s"] = rows
    return whole


def zone_of(name: str) -> ZoneInfo:
    """A time zone by its name in the IANA database; `Malformed` for a name that is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Malformed(f'timezone: found "{name}", expected a name such as Europe/London') from None


def instant(day: str, clock: str | None, zone: ZoneInfo) -> str:
    """A local day and time as RFC 3339; midnight where the time is not known."""
    moment = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock or "00:00"), tzinfo=zone)
    return moment.isoformat()


def _membership(register: Register, holding: Holding) -> Json:
    ends = [event for event in (holding.begun, holding.ended) if event is not None]
    sources = tuple(dict.fromkeys(source for event in ends for source in event.source))
    open_dates = [
        {"of": name, "date": other.on.isoformat() if other.on else None, "source": other.source, "why": other.why}
        for name, event in (("start_date", holding.begun), ("end_date", holding.ended))
        if event is not None
        for other in event.disputed
        if other.status == "open"
    ]
    return {
        "id": f"{holding.post}/{holding.person}/{holding.begun.seq}",
        "person_id": holding.person,
        "post_id": holding.post,
        "organization_id": register.id,
        "role": register.posts[holding.post].title,
        "start_date": holding.from_on.isoformat(),
        "end_date": holding.to_on.isoformat() if holding.to_on else None,
        **_sources(sources, register.sources),
        "comitia:begun_by": _how(holding.begun),
        **({"comitia:ended_by": _how(holding.ended)} if holding.ended else {}),
        **({"comitia:open_dates": open_dates} if open_dates else {}),
    }


def _how(event: OfficeEvent) -> Json:
    how: dict[str, Json] = {"event": event.event, "entry": event.seq, "confidence": str(event.confidence)}
    if event.clock:
        how["time"] = f"{event.clock:%H:%M}"
    return how


def _sources(names: Iterable[str], known: Mapping[str, Mapping[str, str]]) -> dict[str, Json]:
    links = [
        {"url": known[name]["url"], "note": known[name].get("title", name)} for name in names if "url" in known[name]
    ]
    others = [known[name].get("title", name) for name in names if "url" not in known[name]]
    return {"sources": links, **({"comitia:sources": others} if others else {})}


def _motion(entry: Entry, links: Mapping[str, Mapping[str, str]], zone: ZoneInfo) -> Json:
    fact = _fact(entry)
    fields = ("id", "organization_id", "text", "classification", "creator_id", "requirement", "result")
    return {
        **_kept(fact, fields),
        "date": instant(fact.get("date"), fact.get("time"), zone),
        **_cited(entry, links),
        **_ours(fact),
    }


def _vote_event(entry: Entry, links: Mapping[str, Mapping[str, str]], zone: ZoneInfo) -> Json:
    fact = _fact(entry)
    return {
        **_kept(fact, ("id", "motion_id", "organization_id", "result", "counts")),
        "start_date": instant(fact.get("date"), fact.get("time"), zone),
        **_cited(entry, links),
        **_ours(fact),
    }


def _ours(fact: Fact) -> dict[str, Json]:
    ours = {f"comitia:{name}": fact.get(name) for name in _OURS if name in fact.body}
    return ours if "time" in fact.body else {**ours, "comitia:precision": "day"}


def _cited(entry: Entry, links: Mapping[str, Mapping[str, str]]) -> dict[str, Json]:
    return _sources(entry.sources, links)


def _kept(fact: Fact, names: Iterable[str]) -> dict[str, Json]:
    return {name: fact.get(name) for name in names if name in fact.body}


def _fact(entry: Entry) -> Fact:
    assert entry.fact is not None  # `Record.current` leaves out what is struck
    return entry.fact
