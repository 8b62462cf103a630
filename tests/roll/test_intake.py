"""Every row of a file is reported: taken, changed, same, refused, and why."""

import datetime as dt
from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.errors import Malformed
from comitia.roll import Intake, check_rows, receive_date_form, receive_mapping, receive_table

Take = Callable[..., Intake]
ANN = "L1,Ann Smith,1970-02-01,2015-09-12,,member,Hove"


def told(intake: Intake, row: int) -> tuple[str, str, str]:
    return intake.report.filter(pl.col("row") == row).select("outcome", "why", "note").row(0)


def test_a_good_row_is_taken_with_its_dates(take: Take) -> None:
    intake = take(ANN)
    assert intake.facts.row(0) == (
        "L1", "Ann Smith", dt.date(1970, 2, 1), dt.date(2015, 9, 12), None, "member", "Hove",
    )  # fmt: skip
    assert told(intake, 2) == ("taken", "", "")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (",Ann,1970-02-01,2015-09-12,,member,Hove", "no membership number"),
        ("L1,Ann,1970-02-30,2015-09-12,,member,Hove", "born_on: '1970-02-30' is no day of the calendar"),
        ("L1,Ann,1970-02-01,12/09/2015,,member,Hove", "joined_on: '12/09/2015' is not a date written YYYY-MM-DD"),
        ("L\u200b1,Ann,1970-02-01,2015-09-12,,member,Hove", "the membership number holds an invisible character"),
        ("L" * 65 + ",Ann,1970-02-01,2015-09-12,,member,Hove", "longer than 64 characters"),
        ("L1,Ann,1970-02-01", "3 cells, expected 7"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_the_reason(take: Take, line: str, said: str) -> None:
    intake = take(line, "L2,Bob,1970-01-01,2010-01-01,,member,Hove")
    outcome, why, _ = told(intake, 2)
    assert outcome == "refused" and said in why
    assert intake.facts["number"].to_list() == ["L2"]


def test_two_faults_of_one_row_are_both_named(take: Take) -> None:
    assert told(take(",Ann,1970-02-30,2015-09-12,,member,Hove"), 2)[1] == (
        "born_on: '1970-02-30' is no day of the calendar; no membership number"
    )


def test_rows_that_share_a_number_and_differ_are_all_refused(take: Take) -> None:
    intake = take(ANN, "L2,Bob,1970-01-01,2010-01-01,,member,Hove", ANN.replace("Hove", "Brighton"))
    assert told(intake, 2)[:2] == ("refused", "rows 2, 4 share this number and differ in branch: none is taken")
    assert told(intake, 4)[:2] == told(intake, 2)[:2]
    assert intake.facts["number"].to_list() == ["L2"]


def test_a_repeated_row_is_taken_once(take: Take) -> None:
    intake = take(ANN, ANN)
    assert (told(intake, 2)[0], told(intake, 3)[:2]) == ("taken", ("refused", "repeats row 2, cell for cell"))


def test_a_row_is_not_saved_by_an_unreadable_twin(take: Take) -> None:
    intake = take(ANN, ANN.replace("2015-09-12", "2015-09-31"))
    assert intake.facts.height == 0


def test_one_name_and_date_of_birth_under_two_numbers_is_noted_and_both_are_taken(take: Take) -> None:
    intake = take(
        ANN, ANN.replace("L1", "L2").replace("Ann Smith", "ANN  Smíth"), ANN.replace("L1", "L3").replace("1970", "1971")
    )
    assert [told(intake, row)[2] for row in (2, 3, 4)] == [
        "same name and born_on as L2",
        "same name and born_on as L1",
        "",
    ]
    assert intake.facts.height == 3


def test_a_namesake_on_the_roll_already_is_noted_too(take: Take) -> None:
    intake = take(ANN.replace("L1", "L2"), earlier=take(ANN).facts)
    assert told(intake, 2)[2] == "same name and born_on as L1"


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+44", "＝1"])
def test_a_name_that_looks_like_a_formula_is_taken_and_noted(take: Take, name: str) -> None:
    outcome, _, note = told(take(ANN.replace("Ann Smith", name)), 2)
    assert outcome == "taken" and note.startswith("name begins as a formula does")


def test_many_look_alikes_are_counted_and_three_are_named(take: Take) -> None:
    intake = take(*(ANN.replace("L1", f"L{n}") for n in range(1, 7)))
    assert told(intake, 2)[2] == "same name and born_on as L2, L3, L4 and 2 more"
    assert told(intake, 7)[2] == "same name and born_on as L1, L2, L3 and 2 more"


def test_numbers_that_differ_in_case_or_width_are_noted(take: Take) -> None:
    intake = take(ANN, "ｌ1,Bob,1980-01-01,2010-01-01,,member,Hove")
    assert told(intake, 2)[2] == "the number differs in case or width alone from ｌ1"


def test_spaces_fall_away_with_a_note_and_names_are_otherwise_kept_letter_for_letter(take: Take) -> None:
    intake = take("L1, José\u00a0 ,1970-02-01,2015-09-12,,member,Hove")
    assert intake.facts["name"].to_list() == ["José"]
    assert told(intake, 2)[2] == "spaces or control characters removed in name"
    decomposed = "Jose\u0301"
    assert take(ANN.replace("Ann", decomposed)).facts["name"].to_list() == [f"{decomposed} Smith"]


def test_a_change_is_told_from_what_to_what(take: Take) -> None:
    earlier = take(ANN, "L2,Bob,1970-01-01,2010-01-01,,member,Hove").facts
    intake = take(ANN.replace("2015-09-12,,", "2015-09-12,2016-07-01,").replace("Hove", "Brighton"), earlier=earlier)
    assert told(intake, 2)[:2] == ("changed", "left_on: (empty) -> 2016-07-01; branch: Hove -> Brighton")


def test_an_unchanged_member_is_same(take: Take) -> None:
    assert told(take(ANN, earlier=take(ANN).facts), 2)[:2] == ("same", "")


def test_members_who_are_not_in_the_file_are_listed_and_stay(take: Take) -> None:
    earlier = take(ANN, "L2,Bob,1970-01-01,2010-01-01,,member,Hove").facts
    report = take(ANN, earlier=earlier).report.filter(pl.col("outcome") == "absent")
    assert report.select("row", "number", "why").rows() == [(None, "L2", "not in this file; stays as before")]


def test_a_file_that_is_the_whole_roll_records_the_others_as_having_left(take: Take) -> None:
    earlier = take(ANN, "L2,Bob,1970-01-01,2010-01-01,,member,Hove").facts
    intake = take(ANN, earlier=earlier, whole_roll_on=dt.date(2016, 7, 12))
    assert dict(intake.facts.select("number", "left_on").iter_rows()) == {"L1": None, "L2": dt.date(2016, 7, 12)}
    assert intake.counts["left"] == 1


def test_a_refused_row_does_not_make_its_member_leave(take: Take) -> None:
    intake = take(ANN.replace("2015-09-12", "12/09/15"), earlier=take(ANN).facts, whole_roll_on=dt.date(2016, 7, 12))
    assert intake.counts["left"] == 0


def test_columns_that_are_not_mapped_are_named_and_not_kept() -> None:
    received = receive_table(b"number,name,e-mail\nL1,Ann,a@b\n", "x")
    intake = check_rows(
        received, receive_mapping(["number=number", "name=name"]), receive_date_form("YYYY-MM-DD"), None
    )
    assert (intake.not_taken, intake.facts.columns) == (("e-mail",), ["number", "name"])


def test_a_mapped_column_that_is_not_there_is_refused_with_those_that_are() -> None:
    received = receive_table(b"number,name\nL1,Ann\n", "x")
    with pytest.raises(
        Malformed, match=r"'Joined' \(for joined_on\) is not in the file; its columns are: 'number', 'name'"
    ):
        check_rows(
            received, receive_mapping(["number=number", "joined_on=Joined"]), receive_date_form("YYYY-MM-DD"), None
        )


cells = st.sampled_from(["", "L1", "L2", "l1", "2016-01-01", "2016-02-30", " x", "=1", "a,b", "é"])


@given(st.lists(st.lists(cells, min_size=1, max_size=4), max_size=8))
def test_every_row_of_any_file_has_one_line_in_the_report(rows: list[list[str]]) -> None:
    quoted = ["," if row == [""] else ",".join(f'"{cell}"' for cell in row) for row in rows]
    received = receive_table("\n".join(["number,name,joined_on", *quoted, ""]).encode(), "x")
    mapping = receive_mapping(["number=number", "name=name", "joined_on=joined_on"])
    intake = check_rows(received, mapping, receive_date_form("YYYY-MM-DD"), None)
    assert intake.report["row"].to_list() == list(range(2, len(rows) + 2))
    assert intake.facts.height == intake.counts["taken"]
    assert intake.facts["number"].is_unique().all()
