"""`comitia decide CASE.json`: a decided case, decided again from its rule and figures."""

import json
import sys
from pathlib import Path

import typer

app = typer.Typer(add_completion=False)


@app.command()
def decide(
    case: Path = typer.Argument(..., help="Case file (schema comitia-case/1), or - for standard input."),
    as_json: bool = typer.Option(False, "--json", help="Print the decision as JSON."),
) -> None:
    """Decide a case from its conditions, routes and figures alone.

    Answers that stand in the file (expected, required, met, published, outcome) are taken away before it is read.
    """
    from comitia.rulebook.cases import decide_case, receive_case, render_decision
    from comitia.rulebook.cases.report import tell_decision

    raw = sys.stdin.buffer.read() if str(case) == "-" else case.read_bytes()
    decision = decide_case(receive_case(raw, case.name))
    if as_json:
        print(json.dumps(render_decision(decision), ensure_ascii=False, indent=1))
    else:
        print(tell_decision(decision))
