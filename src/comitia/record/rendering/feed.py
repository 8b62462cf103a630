"""News of offices as a JSON Feed (version 1.1): one item an entry, the newest first.

A reader that knows nothing of Comitia shows the sentence; one that does finds the entry in `_comitia`. Where no
source gives the time of the day, `date_published` is midnight of the register's zone and `_comitia.time_known` is
false.

Source: https://www.jsonfeed.org/version/1.1/
"""

from datetime import date

from comitia.canonical import Json
from comitia.record.offices import OfficeEvent, Register
from comitia.record.rendering.popolo import instant, zone_of

VERSION = "https://jsonfeed.org/version/1.1"

_SENTENCES = {
    "appointed": "{name} was appointed {post}.",
    "elected": "{name} was elected {post}.",
    "re-elected": "{name} was re-elected {post}.",
    "confirmed": "{name} was confirmed as {post}.",
    "announced": "{name} announced leaving as {post}; the office has not changed yet.",
    "resigned": "{name} resigned as {post}.",
    "dismissed": "{name} was dismissed as {post}.",
    "moved": "{name} gave up {post} for another post.",
    "ended": "{name} ceased to be {post}.",
    "died": "{name}, {post}, died.",
    "left_party": "{name} left the party and ceased to be {post}.",
}


def feed_of(register: Register, since: date | None = None, home: str | None = None) -> Json:
    """The feed of a register; `since` leaves out what is older, `home` is the address of the page about it."""
    zone = zone_of(register.timezone)
    events = [event for event in register.events if since is None or event.on >= since]
    items = [
        {
            "id": f"{register.id}/{event.seq}",
            "title": _sentence(register, event).rstrip("."),
            "content_text": _content(register, event),
            "date_published": instant(event.on.isoformat(), f"{event.clock:%H:%M}" if event.clock else None, zone),
            "tags": [event.event, register.posts[event.post].tier],
            **_links(register, event),
            "_comitia": {
                "about": "the entry behind this item",
                "entry": event.seq,
                "person": event.person,
                "post": event.post,
                "event": event.event,
                "date": event.on.isoformat(),
                "time_known": event.clock is not None,
            },
        }
        for event in reversed(events)
    ]
    return {
        "version": VERSION,
        "title": register.title,
        **({"home_page_url": home} if home else {}),
        "description": "Who took up and who left which office, with the sources of each entry.",
        "language": "en",
        "items": items,
    }


def _sentence(register: Register, event: OfficeEvent) -> str:
    form = _SENTENCES.get(event.event, "{name}, {post}: " + event.event.replace("_", " ") + ".")
    return form.format(name=register.name(event.person), post=register.posts[event.post].title)


def _content(register: Register, event: OfficeEvent) -> str:
    sources = [register.sources[source].get("title", source) for source in event.source]
    open_dates = [str(other.on or "a date not known") for other in event.disputed if other.status == "open"]
    parts = [_sentence(register, event)]
    if event.note:
        parts.append(f"Note: {event.note}.")
    if open_dates:
        parts.append(f"The date is open: {event.on} or {' or '.join(open_dates)}.")
    parts.append(f"Sources: {'; '.join(sources)}.")
    return " ".join(parts)


def _links(register: Register, event: OfficeEvent) -> dict[str, Json]:
    urls = [register.sources[source]["url"] for source in event.source if "url" in register.sources[source]]
    return {"external_url": urls[0]} if urls else {}
