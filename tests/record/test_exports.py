"""What leaves the record: Popolo JSON, CSV, JSON Feed."""

import csv
import io
from datetime import UTC, date, datetime

import jsonschema
import pytest

from comitia.errors import Malformed
from comitia.record.entries import append
from comitia.record.ledger import enter_register
from comitia.record.offices import Register
from comitia.record.rendering.feed import feed_of
from comitia.record.rendering.popolo import popolo_of_record, popolo_of_register, zone_of
from comitia.record.rendering.tables import events_csv, holdings_csv, safe_cell

from .popolo_schemas import SCHEMAS
from .test_entries import draft

NOW = datetime(2016, 11, 1, tzinfo=UTC)


def check_popolo(whole: dict[str, list[object]]) -> None:
    for name, schema in SCHEMAS.items():
        validator = jsonschema.Draft202012Validator(schema)
        for row in whole.get(name, []):
            validator.validate(row)


def test_popolo_of_the_register_is_valid_and_whole(labour: Register) -> None:
    whole = popolo_of_register(labour)
    check_popolo(whole)
    assert {name: len(rows) for name, rows in whole.items()} == {
        "persons": 171,
        "organizations": 1,
        "posts": 106,
        "memberships": 300,
    }
    ids = {row["id"] for rows in whole.values() for row in rows}
    for row in whole["memberships"]:
        assert {row["person_id"], row["post_id"], row["organization_id"]} <= ids
        assert row["sources"] or row["comitia:sources"]
    (gardiner,) = [row for row in whole["memberships"] if row["post_id"] == "shadow-international-trade-secretary"]
    assert gardiner["comitia:open_dates"][0]["date"] == "2016-07-20"


def test_popolo_of_the_record_carries_the_vote_with_clause_effect_and_proof(labour: Register) -> None:
    record = enter_register(labour, NOW)
    for kind, fact in (
        ("organization", {"id": "plp", "name": "Parliamentary Labour Party"}),
        (
            "motion",
            {"id": "m1", "organization_id": "plp", "text": "That this PLP has no confidence in Jeremy Corbyn"}
            | {"date": "2016-06-27", "requirement": "more than half of yes and no", "result": "pass"},
        ),
        (
            "vote_event",
            {"id": "v1", "motion_id": "m1", "organization_id": "plp", "date": "2016-06-28", "time": "16:30"}
            | {"is_secret": True, "needed": 107, "base": "yes+no", "result": "pass", "effect": []}
            | {
                "counts": [
                    {"option": "yes", "value": 172},
                    {"option": "no", "value": 40},
                    {"option": "spoilt", "value": 4},
                ]
            }
            | {"electorate": {"n_entitled": 229}, "proof": {"archive": "0" * 64}},
        ),
    ):
        record = append(record, draft(kind, fact, "ns_vote"), NOW)
    whole = popolo_of_record(record)
    check_popolo(whole)
    (vote,) = whole["vote_events"]
    assert vote["start_date"] == "2016-06-28T16:30:00+01:00"
    assert vote["comitia:electorate"] == {"n_entitled": 229}
    assert vote["comitia:effect"] == [] and vote["comitia:needed"] == 107
    assert whole["motions"][0]["comitia:precision"] == "day"
    assert len(whole["memberships"]) == 300


def test_csv_has_a_line_for_each_holding_and_reads_back(labour: Register) -> None:
    rows = list(csv.DictReader(io.StringIO(holdings_csv(labour))))
    assert len(rows) == len(labour.holdings)
    first = {row["post"]: row for row in rows if row["person"] == "karl-turner"}["shadow-attorney-general"]
    assert (first["from"], first["to"], first["ended_by"], first["days"]) == (
        "2016-01-11",
        "2016-06-26",
        "resigned",
        "167",
    )
    events = list(csv.DictReader(io.StringIO(events_csv(labour))))
    assert [int(row["seq"]) for row in events] == list(range(1, 504))


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_a_cell_that_a_spreadsheet_would_run_is_disarmed(cell: str) -> None:
    assert safe_cell(cell) == "'" + cell
    assert safe_cell(-5) == "-5"


def test_the_feed_is_json_feed_1_1_with_the_newest_first(labour: Register) -> None:
    """Required by the specification: version, title, items; of an item: id, and content_text or content_html."""
    feed = feed_of(labour, since=date(2016, 6, 25))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    ids = [item["id"] for item in feed["items"]]
    assert len(set(ids)) == len(ids) == sum(event.on >= date(2016, 6, 25) for event in labour.events)
    assert all(item["content_text"] and isinstance(item["id"], str) for item in feed["items"])
    moments = [datetime.fromisoformat(item["date_published"]) for item in feed["items"]]
    assert all(moment.utcoffset() is not None for moment in moments)
    days = [moment.date() for moment in moments]
    assert days == sorted(days, reverse=True)
    (benn,) = [item for item in feed["items"] if item["_comitia"]["person"] == "hilary-benn"]
    assert benn["title"] == "Hilary Benn was dismissed as Shadow Foreign Secretary"


def test_an_open_date_is_told_in_the_feed(labour: Register) -> None:
    texts = [item["content_text"] for item in feed_of(labour)["items"] if item["_comitia"]["entry"] == 402]
    assert "The date is open: 2016-07-14 or 2016-07-20." in texts[0]


def test_a_zone_that_is_none_is_refused() -> None:
    with pytest.raises(Malformed, match="Europe/London"):
        zone_of("Europe/Nowhere")
