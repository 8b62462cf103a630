"""Every rendering tells the same sheet: whole, in its width, and safely."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from rich.console import Console

from comitia.count import Sheet
from comitia.count.rendering import (
    Report,
    draw,
    draw_pictures,
    flows,
    render_cdf,
    render_csv,
    render_html,
    render_pdf,
    render_sentences,
    render_terminal,
)
from comitia.count.rendering.words import change, grouped, order, standing, votes
from comitia.errors import Malformed, Unprovided
from tests.count.rendering.cdf_schema import check_cdf

SVG = "{http://www.w3.org/2000/svg}"
NAMES = ["small", "large", "meek", "tied", "schulze", "pairs", "borda", "grades"]
NAMES += ["division", "tied division", "lists", "hostile"]
EACH = pytest.mark.parametrize("name", NAMES)
REPORT = Report("A society", "AS", datetime(2026, 1, 2, 3, 4, tzinfo=UTC), date(2025, 12, 1), date(2025, 12, 31))


def on_terminal(sheet: Sheet, width: int) -> str:
    out = io.StringIO()
    render_terminal(sheet, Console(file=out, width=width, highlight=False))
    return out.getvalue()


@EACH
@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_no_line_is_wider_than_the_terminal_and_no_figure_is_broken(
    sheets: dict[str, Sheet], name: str, width: int
) -> None:
    sheet = sheets[name]
    shown = on_terminal(sheet, width)
    assert max(len(line) for line in shown.splitlines()) <= width
    for stage in sheet.stages:
        for total in (*stage.totals, stage.column):
            assert votes(sheet, total) in shown


def test_the_terminal_names_stages_clauses_transfers_and_standing(sheets: dict[str, Sheet]) -> None:
    """Bearsden North, 2017: the figures are those of the returning officer's sheet."""
    shown = on_terminal(sheets["small"], 100)
    for words in (
        "Elected in this order: Duncan CUMMING (Ind), Rosie O'NEIL (LD) and Sheila MECHAN (C).",
        "rule 48",
        "−579.00000",
        "+185.23472 1,449.23472",
        "Elected, stage 5",
        "Out, stage 3",
        "1,080.35524",
    ):
        assert words in shown


@EACH
def test_the_columns_of_the_spreadsheet_add_up(sheets: dict[str, Sheet], name: str) -> None:
    sheet = sheets[name]
    rows = list(csv.reader(io.StringIO(render_csv(sheet))))
    if not sheet.stages:
        return
    start = next(at for at, row in enumerate(rows) if row[:2] == ["Candidate", "Standing"])
    end = next(at for at in range(start, len(rows)) if rows[at][:1] == ["Total"])
    head, body, total = rows[start], rows[start + 2 : end], rows[end]
    for column in range(2, len(head)):
        summed = sum((Decimal(row[column]) for row in body), Decimal(0))
        assert summed == (Decimal(total[column]) if total[column] else 0), head[column]


def test_a_name_that_a_spreadsheet_would_run_is_disarmed(sheets: dict[str, Sheet]) -> None:
    names = [row[0] for row in csv.reader(io.StringIO(render_csv(sheets["hostile"]))) if row]
    assert "'=1+1" in names and "=1+1" not in names


class _Page(HTMLParser):
    """What a reader of a page relies on."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed_ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@EACH
def test_a_page_has_one_heading_captions_scopes_and_a_name_for_each_picture(
    sheets: dict[str, Sheet], name: str
) -> None:
    page = _Page()
    page.feed(render_html(sheets[name]))
    tags = [tag for tag, _ in page.tags]
    assert tags.count("h1") == 1 and "script" not in tags
    assert tags.count("table") == tags.count("caption")
    assert all("scope" in attributes for tag, attributes in page.tags if tag == "th")
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in page.tags:
        if tag == "svg" and attributes.get("aria-hidden") != "true":
            assert attributes["role"] == "img"
            assert set((attributes["aria-labelledby"] or "").split()) <= set(ids)


def test_a_hostile_name_is_words_on_the_page(sheets: dict[str, Sheet]) -> None:
    raw = render_html(sheets["hostile"])
    assert "<script" not in raw
    page = _Page()
    page.feed(raw)
    assert "<script>&" in "".join(page.words)


@EACH
def test_the_common_data_format_is_valid_and_has_every_total(sheets: dict[str, Sheet], name: str) -> None:
    sheet = sheets[name]
    report = json.loads(render_cdf(sheet, REPORT), parse_float=Decimal, parse_int=Decimal)
    assert check_cdf(report) > 10
    (contest,) = report["Election"][0]["Contest"]
    for c, selection in enumerate(contest["ContestSelection"]):
        counts = [Decimal(str(count["Count"])) for count in selection["VoteCounts"] if count["Type"] == "total"]
        assert counts == [Decimal(sheet.show(stage.totals[c])) for stage in sheet.stages]
    if sheet.outcome is None:
        won = [c for c, row in enumerate(report["Election"][0]["Candidate"]) if row["PostElectionStatus"] == "winner"]
        assert won == sorted(set(sheet.winners))


@pytest.mark.parametrize(
    "report",
    [
        Report("A", "A", datetime.fromisoformat("2026-01-01T00:00:00"), date(2025, 1, 1), date(2025, 1, 2)),
        Report("A", "A", datetime(2026, 1, 1, tzinfo=UTC), date(2025, 1, 2), date(2025, 1, 1)),
        Report("A", "A", datetime(2026, 1, 1, tzinfo=UTC), date(2025, 1, 1), date(2025, 1, 2), "perhaps"),
    ],
)
def test_a_report_that_cannot_be_is_refused(sheets: dict[str, Sheet], report: Report) -> None:
    with pytest.raises(Malformed):
        render_cdf(sheets["tied"], report)


@EACH
def test_a_pdf_is_made_and_is_the_same_again(sheets: dict[str, Sheet], name: str) -> None:
    pytest.importorskip("typst", reason="SKIPPED LOUDLY: the extra comitia[pdf] is not installed")
    first = render_pdf(sheets[name])
    assert first.startswith(b"%PDF-")
    assert render_pdf(sheets[name]) == first


def test_without_typst_the_refusal_says_what_to_install(
    sheets: dict[str, Sheet], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    with pytest.raises(Unprovided, match=r"comitia\[pdf\]"):
        render_pdf(sheets["tied"])


@EACH
def test_sentences_begin_with_the_outcome_and_end_with_a_stop(sheets: dict[str, Sheet], name: str) -> None:
    lines = render_sentences(sheets[name])
    assert all(line.strip() == line and line[-1] in ".!?" for line in lines)
    outcome = {"division": "Carried.", "tied division": "Lost.", "tied": "A is elected.", "grades": "Ben is elected."}
    assert lines[0] == outcome.get(name, lines[0])


def test_a_tie_by_lot_says_what_another_fall_would_have_meant(sheets: dict[str, Sheet]) -> None:
    lines = [line for line in render_sentences(sheets["tied"]) if line.startswith("Tie 1")]
    assert lines and "Had it fallen on A, elected would be B." in lines[0]


@EACH
@pytest.mark.parametrize("width", [960, 343])
def test_pictures_parse_are_named_keep_13_px_and_have_their_table(
    sheets: dict[str, Sheet], name: str, width: int
) -> None:
    pictures = draw_pictures(sheets[name], width)
    assert pictures
    for picture in pictures.values():
        root = ET.fromstring(picture.standalone())
        title, description = root.find(SVG + "title"), root.find(SVG + "desc")
        assert title is not None and title.text and description is not None and description.text
        assert root.get("role") == "img" and root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
        assert all(int(size) >= 13 for size in re.findall(r"font-size[:=]\"?(\d+)", picture.standalone()))
        assert picture.table.rows
        assert all(len(line) <= 100 for line in picture.table.as_text().splitlines()[2:])
        for mark in root.iter(SVG + "rect"):
            assert float(mark.get("width", "0")) >= 0 and float(mark.get("height", "0")) >= 0


def test_each_method_has_its_own_pictures(sheets: dict[str, Sheet]) -> None:
    assert set(draw(sheets["small"])) == {"stages.svg", "flows.svg"}
    assert set(draw(sheets["meek"])) == {"stages.svg"}  # Meek's method does not say which votes went where
    assert set(draw(sheets["schulze"])) == {"pairs.svg", "paths.svg"}
    assert set(draw(sheets["grades"])) == {"grades.svg"}


def test_the_quota_is_drawn_in_every_stage(sheets: dict[str, Sheet]) -> None:
    root = ET.fromstring(draw(sheets["small"])["stages.svg"])
    lines = [one for one in root.iter(SVG + "line") if one.get("class") == "l-need"]
    assert len(lines) == len(sheets["small"].stages) + 1  # and one in the key


@pytest.mark.parametrize("name", ["small", "large", "tied"])
def test_the_flow_loses_and_makes_no_vote(sheets: dict[str, Sheet], name: str) -> None:
    sheet = sheets[name]
    nodes, others = flows._nodes(sheet)
    columns = flows._columns(sheet, nodes, others)
    assert len(nodes) - 1 <= flows.MOST_DRAWN
    for before, after in pairwise(columns):
        assert sum(amount for _, amount in after.held) == sheet.valid
        held = dict(before.held)
        for source, target, amount in after.moved:
            held[source] = held.get(source, 0) - amount
            held[target] = held.get(target, 0) + amount
        assert {node: amount for node, amount in held.items() if amount} == dict(after.held)


def test_the_large_flow_draws_eight_and_names_the_others(sheets: dict[str, Sheet]) -> None:
    picture = draw_pictures(sheets["large"])["flows.svg"]
    words = [one.text for one in ET.fromstring(picture.standalone()).iter(SVG + "text")]
    assert "4 others" in words
    assert "Alex MACKIE (LD)" in picture.description
    assert {row[1] for row in picture.table.rows} > {"Alex MACKIE (LD)", "Annette IRELAND (SNP)"}


def test_the_matrix_shows_each_pair_once_each_way(sheets: dict[str, Sheet]) -> None:
    root = ET.fromstring(draw(sheets["schulze"])["pairs.svg"])
    cells = [one.get("class") for one in root.iter(SVG + "rect")]
    assert cells.count("f-aye") == 10 + 1 and cells.count("f-tint") == 10 + 1  # ten pairs, and the key


def test_figures_are_grouped_signed_and_whole() -> None:
    assert grouped("-1588.21648") == "−1,588.21648"
    assert grouped("1234567") == "1,234,567"


def test_standing_and_order_are_those_of_the_returning_officer(sheets: dict[str, Sheet]) -> None:
    sheet = sheets["small"]
    listed = [(sheet.candidates[c].split()[1], standing(sheet, c)) for c in order(sheet)]
    assert listed == [
        ("CUMMING", "Elected, stage 1"),
        ("O'NEIL", "Elected, stage 5"),
        ("MECHAN", "Elected, stage 5"),
        ("MACKAY", "Out, stage 5"),
        ("JASSEMI-ZARGANI", "Out, stage 4"),
        ("CRAWLEY", "Out, stage 3"),
    ]
    assert change(sheet, 0) == "·"
