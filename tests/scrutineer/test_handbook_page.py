"""The scrutineer's page works as written: each command is run in a fresh folder, each answer compared."""

from pathlib import Path

from tests.protocol.test_handbook_pages import test_every_command_of_the_page_works_as_written as run_page


def test_every_command_of_the_scrutineers_page_works_as_written(tmp_path: Path) -> None:
    run_page("scrutineer.md", tmp_path)
