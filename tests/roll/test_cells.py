"""Formula cells: harmless in a spreadsheet, unchanged when read back."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from comitia.roll.cells import FORMULA, neutralise, neutralise_column, restore, restore_column

awkward = st.text(st.sampled_from("='+-@\t\r＝ab "), max_size=6) | st.text(max_size=12)


@given(awkward)
def test_a_cell_read_back_is_the_cell_that_was_written(text: str) -> None:
    assert restore(neutralise(text)) == text


@given(awkward)
def test_no_written_cell_begins_with_a_sign_that_a_spreadsheet_runs(text: str) -> None:
    assert not neutralise(text).startswith(tuple(FORMULA.replace("\\", "")))


@given(st.lists(awkward, min_size=1))
def test_columns_are_neutralised_and_restored_as_single_cells_are(texts: list[str]) -> None:
    table = pl.DataFrame({"name": texts})
    written = table.select(neutralise_column("name"))
    assert written["name"].to_list() == [neutralise(text) for text in texts]
    assert written.select(restore_column("name"))["name"].to_list() == texts


def test_a_dutch_name_with_an_apostrophe_stays_as_it_is() -> None:
    assert neutralise("'t Hooft") == "'t Hooft"
