"""Popolo's published schemas, restated: the types of the fields that our export uses.

Source: https://www.popoloproject.com/schemas/, JSON Schema draft 3, of 2023-02 (the specification is CC BY 4.0).
Restated in draft 2020-12 and in our own words: type, pattern and required fields are the same; references between the
classes are followed only where we export an object. Fields beyond these are allowed there, and here.
"""

from typing import Any

_TEXT = {"type": ["string", "null"]}
_DATE = {"type": ["string", "null"], "pattern": "^[0-9]{4}(-[0-9]{2}){0,2}$"}
_MOMENT = {
    "type": ["string", "null"],
    "pattern": "^[0-9]{4}((-[0-9]{2}){0,2}|(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){0,2}(Z|[+-][0-9]{2}(:[0-9]{2})?))$",
}
_TIME = {
    "type": ["string", "null"],
    "format": "date-time",
    "pattern": "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d([+-]\\d\\d:\\d\\d|Z)$",
}
_LINK = {
    "type": "object",
    "required": ["url"],
    "properties": {"url": {"type": "string", "pattern": "^https?://"}, "note": _TEXT},
}
_SOURCES = {"type": "array", "items": _LINK}
_COUNT = {
    "type": "object",
    "required": ["option", "value"],
    "properties": {"option": {"type": "string"}, "value": {"type": "integer"}, "group_id": _TEXT},
}
_IDENTIFIER = {
    "type": "object",
    "required": ["identifier"],
    "properties": {"identifier": {"type": "string"}, "scheme": _TEXT},
}


def _schema(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"id": _TEXT, "sources": _SOURCES, **properties}}


SCHEMAS: dict[str, dict[str, Any]] = {
    "persons": _schema(name=_TEXT, identifiers={"type": "array", "items": _IDENTIFIER}),
    "organizations": _schema(name=_TEXT, classification=_TEXT, parent_id=_TEXT, founding_date=_DATE),
    "posts": _schema(label=_TEXT, role=_TEXT, organization_id=_TEXT, start_date=_DATE, end_date=_DATE),
    "memberships": _schema(
        role=_TEXT, person_id=_TEXT, post_id=_TEXT, organization_id=_TEXT, start_date=_MOMENT, end_date=_MOMENT
    ),
    "motions": _schema(
        organization_id=_TEXT,
        text=_TEXT,
        classification=_TEXT,
        creator_id=_TEXT,
        date=_TIME,
        requirement=_TEXT,
        result=_TEXT,
    ),
    "vote_events": _schema(
        motion_id=_TEXT,
        organization_id=_TEXT,
        start_date=_TIME,
        result=_TEXT,
        counts={"type": "array", "items": _COUNT},
    ),
}
