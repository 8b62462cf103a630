"""Pictures: what is drawn is what was counted, and words and a table stand for each."""

import re
import xml.etree.ElementTree as ET
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.errors import Malformed
from comitia.picture import Picture, Table, fold, text_width
from comitia.record.offices import Register
from comitia.record.rendering import division, timeline
from comitia.record.rendering.division import Division, Part, draw_bars, draw_hemicycle, parts_of
from comitia.record.rendering.seats import parted, seats_in

SVG = "{http://www.w3.org/2000/svg}"
PLP = Division(
    "That this PLP has no confidence",
    172,
    40,
    parts_of("yes+no", spoilt=4, not_voting=13),
    needed=107,
    base="yes and no",
)


def count(picture: Picture, tag: str, css: str) -> int:
    root = ET.fromstring(picture.standalone())
    return sum(one.get("class") == css for one in root.iter(SVG + tag))


def check_picture(picture: Picture) -> None:
    """Parses; is named by a title and a description; has a table; no text below 13 px; the same bytes each time."""
    raw = picture.standalone()
    root = ET.fromstring(raw)
    assert root.get("role") == "img"
    named = root.get("aria-labelledby", "").split()
    assert [one.get("id") for one in root if one.tag in (SVG + "title", SVG + "desc")] == named
    assert picture.title and picture.description and picture.table.rows
    assert all(int(size) >= 13 for size in re.findall(r"font-size[:=]\"?(\d+)", raw))
    ET.fromstring(picture.inline())
    assert "<style" not in picture.inline()


def test_one_mark_is_one_vote() -> None:
    picture = draw_hemicycle(PLP)
    check_picture(picture)
    assert count(picture, "circle", "f-aye") == 172
    assert count(picture, "circle", "f-ring") == count(picture, "circle", "f-dot") == 40
    assert count(picture, "rect", "f-apart") == 4
    assert count(picture, "rect", "f-none") == 13
    assert count(picture, "line", "l-need") == 1


@given(
    ayes=st.integers(0, 300),
    noes=st.integers(0, 300),
    abstained=st.integers(0, 40),
    needed=st.integers(0, 300),
    base=st.sampled_from(sorted(division.BASES)),
    width=st.sampled_from([division.WIDE, division.NARROW]),
)
def test_any_division_draws_every_vote_of_its_base_once(
    ayes: int, noes: int, abstained: int, needed: int, base: str, width: int
) -> None:
    parts = parts_of(base, abstained=abstained, not_voting=3)
    vote = Division("Any", ayes, noes, parts, min(needed, ayes + noes), division.BASES[base])
    picture = draw_hemicycle(vote, width)
    check_picture(picture)
    drawn = count(picture, "circle", "f-aye"), count(picture, "circle", "f-ring")
    assert drawn in ((ayes, noes), (0, 0))  # (0, 0): too many for the width, drawn as fields
    if width == division.WIDE:
        assert drawn == (ayes, noes)
    check_picture(draw_bars(vote, width))


@given(ayes=st.integers(1, 250), noes=st.integers(1, 250), share=st.floats(0.01, 1))
def test_the_threshold_stands_before_the_mark_that_carries_and_cuts_none(ayes: int, noes: int, share: float) -> None:
    needed = max(2, int((ayes + noes) * share))
    seats, angle = parted(seats_in(ayes + noes, 354), needed)
    assert angle is not None
    assert sum(seat.angle < angle for seat in seats) == needed - 1
    for seat in seats:
        assert abs(seat.angle - angle) * seat.radius > seat.size


def test_rows_hold_even_numbers_while_the_total_is_even() -> None:
    for total in range(2, 700, 2):
        rows: dict[float, int] = {}
        for seat in seats_in(total, 354):
            rows[seat.radius] = rows.get(seat.radius, 0) + 1
        assert sum(rows.values()) == total
        assert all(number % 2 == 0 for number in rows.values())


def test_a_vote_of_thousands_is_drawn_as_fields_of_exact_angle() -> None:
    picture = draw_hemicycle(
        Division("Members", 313209, 193229, (Part("did not vote", 146526, returned=False),), 253220)
    )
    check_picture(picture)
    assert count(picture, "path", "f-aye") == count(picture, "path", "f-noe") == 1
    assert "The angles are exact" in picture.description


def test_shares_are_cut_so_that_a_tie_of_odd_numbers_never_reads_as_half() -> None:
    table = draw_bars(Division("Close", 9999, 10001, (), 10001)).table
    assert table.rows[0][2] == "49.9%"
    assert draw_bars(Division("Tie", 20, 20, (), 21)).table.rows[0][2] == "50.0%"


def test_the_table_accounts_for_every_paper() -> None:
    rows = {row[0]: row[1] for row in draw_bars(PLP).table.rows}
    assert rows == {
        "Ayes": "172",
        "Noes": "40",
        "Spoilt": "4",
        "Returned": "216",
        "Did not vote": "13",
        "Entitled": "229",
    }


def test_figures_that_cannot_be_are_refused() -> None:
    with pytest.raises(Malformed):
        Division("x", -1, 2)
    with pytest.raises(Malformed, match="name the parts"):
        Division("x", 5, 4, (), 20)
    with pytest.raises(Malformed, match="base"):
        parts_of("everybody")


def test_the_seventeen_days_name_every_post_and_every_vacancy(labour: Register) -> None:
    mark = timeline.Mark(datetime.fromisoformat("2016-06-28T16:30"), "ballot")
    picture = timeline.draw_timeline(labour, date(2016, 6, 25), date(2016, 7, 11), "shadow_cabinet", [mark])
    check_picture(picture)
    assert picture.description.startswith(
        "31 persons as 25 June 2016 began, 25 at the end of 11 July 2016: 14 came in, 20 left."
    )
    assert "vacant at the end: 4 posts" in picture.description.lower()
    words = [one.text for one in ET.fromstring(picture.standalone()).iter(SVG + "text")]
    assert words.count("vacant") == 4 + 1  # the four, and the key
    assert any("Pat Glass, 27 June to 29 June" in (line or "") for line in words)
    rows = picture.table.rows
    education = [row[1:4] for row in rows if row[0] == "Shadow Secretary of State for Education"]
    assert education == [
        ("Lucy Powell", "2015-09-14", "2016-06-26"),
        ("vacant", "2016-06-26", "2016-06-27"),
        ("Pat Glass", "2016-06-27", "2016-06-29"),
        ("vacant", "2016-06-29", "2016-07-01"),
        ("Angela Rayner", "2016-07-01", ""),
    ]


@pytest.mark.parametrize("width", [timeline.WIDE, timeline.NARROW])
@pytest.mark.parametrize(
    ("a", "z"), [("2016-06-27", "2016-06-27"), ("2016-06-20", "2016-07-20"), ("2015-09-12", "2016-10-31")]
)
@pytest.mark.parametrize("scope", ["shadow_cabinet", "whip", None])
def test_any_days_and_scope_can_be_drawn(labour: Register, width: int, a: str, z: str, scope: str | None) -> None:
    picture = timeline.draw_timeline(labour, date.fromisoformat(a), date.fromisoformat(z), scope, (), width)
    check_picture(picture)


def test_the_spans_of_a_lane_neither_overlap_nor_leave_its_days(labour: Register) -> None:
    a, z = date(2015, 9, 12), date(2016, 10, 31)
    for post in labour.posts.values():
        for lane in timeline.lanes_of(labour, post, a, z):
            at = 0.0
            for span in lane.spans:
                assert at <= span.start <= span.end <= lane.n_days
                at = span.end


def test_a_timeline_that_runs_backwards_or_is_marked_outside_is_refused(labour: Register) -> None:
    with pytest.raises(Malformed, match="backwards"):
        timeline.draw_timeline(labour, date(2016, 7, 2), date(2016, 7, 1))
    mark = timeline.Mark(datetime.fromisoformat("2017-01-01T12:00"), "later")
    with pytest.raises(Malformed, match="outside"):
        timeline.draw_timeline(labour, date(2016, 7, 1), date(2016, 7, 2), None, [mark])


def test_a_table_folds_to_the_width_it_is_given() -> None:
    rows = (("words " * 30, "1,634.85272", "x"), ("more " * 9, "22", "y " * 40))
    table = Table("Caption", ("A long heading", "n", "z"), rows, frozenset({1}))
    for width in (40, 60, 100):
        lines = table.as_text(width).splitlines()
        assert all(len(line) <= width for line in lines)
        assert any("1,634.85272" in line for line in lines)
    assert "<caption>Caption</caption>" in table.as_html()
    assert table.as_html().count('scope="row"') == 2


def test_words_are_escaped_and_folded_to_their_room() -> None:
    hostile = Division("<script>&", 1, 0, (), 1)
    assert "<script>" not in draw_hemicycle(hostile).standalone()
    assert "<script>&amp;" not in draw_bars(hostile).page()
    assert all(text_width(line) <= 200 for line in fold("Shadow Secretary of State for Education", 200))
