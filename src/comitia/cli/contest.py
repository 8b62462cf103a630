"""`comitia contest FOLDER`: where a contest stands on a day."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from comitia.errors import Malformed

app = typer.Typer(add_completion=False)


@app.command()
def contest(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder with contest.toml and facts.toml.")],
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="As of this day; today, or the rulebook's last, if not given."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Run a contest from a folder of dated facts: where it stands, what is due next, who may act.

    The form of the folder is told in the handbook, and in comitia/contest/case.py and facts.py.
    """
    from comitia.contest.case import open_contest
    from comitia.contest.course import stand
    from comitia.contest.tell import as_data, tell

    case = open_contest(folder)
    today = datetime.now().astimezone().date()
    until = case.rulebook.header.until
    day = _day(on) if on is not None else today if until is None else min(today, until)
    standing = stand(case, day)
    print(json.dumps(as_data(standing), ensure_ascii=False, indent=1) if as_json else tell(standing))


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise Malformed(f"--on {words[:40]!r}: expected a day such as 2016-07-12") from None
