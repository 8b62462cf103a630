"""`comitia verify`: the audit of one archive, told as numbered checks.

Ranked and graded ballots are then counted again, by the method that the question names or by another: the sheet and
who is elected follow the result.

Exit code 0: every check that applies holds. 1: something fails; the first failing check names the fault. 2: the file
is no archive, cannot be read, or asks for what this release cannot verify. 130: stopped with Ctrl-C; nothing was
established.
"""

import json
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from comitia.errors import ComitiaError, NotSupported

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.progress import Progress

    from comitia.scrutineer import Meter, Report
    from comitia.scrutineer.recount import Recount

app = typer.Typer(add_completion=False)

INTERRUPTED = 130


@app.command(help="Verify an election from its public archive alone.")
def verify(
    archive: Path = typer.Argument(metavar="ARCHIVE", help="The archive, <uuid>.bel, as published (or gzipped)."),
    since: Path | None = typer.Option(
        None, "--since", metavar="OLD", help="An older copy of the archive: show that nothing in it has gone."
    ),
    count: str = typer.Option(
        "", "--count", metavar="METHOD", help="Count ranked ballots by this method, not by the one they were asked for."
    ),
    seats: int = typer.Option(0, "--seats", min=0, help="How many are elected, with --count."),
    threads: int = typer.Option(0, "--threads", min=0, help="Threads for the ballots; 0 takes every core."),
    as_json: bool = typer.Option(False, "--json", help="Print the report as JSON."),
) -> None:
    """Verify an archive and leave with 0 (all hold), 1 (something fails) or 2 (no archive, or not supported)."""
    from comitia.scrutineer import Meter, NotAnArchive, audit

    if count:
        from comitia.scrutineer.recount import check_method

        check_method(count)
    meter = Meter()
    try:
        with _progress_bar(meter):
            report = audit(archive, older=since, threads=threads, meter=meter)
    except (NotAnArchive, NotSupported) as fault:
        if not as_json:
            raise
        print(json.dumps(_refusal(fault, isinstance(fault, NotSupported)), ensure_ascii=False, indent=2))
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        print(f"comitia: stopped at {meter.step}, after {meter.done:,}; nothing was established", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
    recounts = _recount(report, count or None, seats or None)
    if as_json:
        told = {**report.as_json(), "recounts": [one.as_json() for one in recounts]}
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _show(report)
        _show_recounts(archive, recounts)
    raise typer.Exit(0 if report.first_failure is None else 1)


def _refusal(fault: ComitiaError, is_unsupported: bool) -> dict[str, object]:
    """The JSON of a file about which nothing was verified: the report's fields, empty, and the error."""
    return {
        "verdict": "not supported yet" if is_unsupported else "not an archive",
        "checks": [],
        "election": None,
        "ballots": None,
        "counted": None,
        "result": None,
        "error": {"kind": type(fault).__name__, "message": str(fault)},
    }


@contextmanager
def _progress_bar(meter: "Meter") -> Iterator[None]:
    """A bar on standard error while the audit runs, drawn from the meter by a thread of its own; only on a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    class Polled(Progress):
        """Looks at the meter each time it is drawn."""

        step = ""

        def get_renderables(self) -> "Iterator[RenderableType]":
            if self.tasks:
                _update(self, meter)
            return iter(super().get_renderables())

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[count]}"),
        TimeRemainingColumn(),
    )
    with Polled(*columns, console=Console(stderr=True), transient=True, refresh_per_second=8) as bar:
        bar.add_task("opening", total=None, count="")
        yield


def _update(bar: "Progress", meter: "Meter") -> None:
    task = bar.tasks[0]
    done, total, step = meter.done, meter.total, meter.step
    if task.description != step:
        bar.reset(task.id, description=step)
    count = f"{done:,} of {total:,}" if total else f"{done:,}"
    bar.update(task.id, completed=done, total=total or None, count=count)


def _show(report: "Report") -> None:
    """The report for people: the checks, part by part, the verdict, the result, the fingerprints."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=False)
    if report.subject is not None:
        console.print(Text(_printable(report.subject.name), style="bold"))
        console.print(f"election {report.subject.uuid}, group {report.subject.group}", markup=False)
    styles = {"holds": "green", "fails": "bold red", "not applicable": "dim"}
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    part = ""
    for finding in report.findings:
        if finding.check.part != part:
            part = finding.check.part
            table.add_row("", Text(part, style="italic"), "", "")
        style = styles[finding.outcome.value]
        detail = "see below" if finding.outcome.value == "fails" else _printable(finding.detail)
        table.add_row(
            str(finding.check.number),
            finding.check.name,
            Text(finding.outcome.value, style=style),
            Text(detail, style="dim" if finding.outcome.value == "not applicable" else ""),
        )
    console.print(table)
    console.print()
    for finding in report.findings:
        if finding.outcome.value == "fails":
            console.print(Text(f"Check {finding.check.number}, {finding.check.name}, fails.", style="bold red"))
            console.print(Text(f"It holds when {finding.check.shows}."))
            console.print(Text(f"Found: {_printable(finding.detail)}.\n"))
    console.print(Text(_verdict(report), style="bold green" if report.first_failure is None else "bold red"))
    _show_result(report, console)
    if report.fingerprints:
        console.print("Compare with what server, trustees and credential authority display:")
    for name, fingerprint in report.fingerprints:
        console.print(f"{name:>15} {fingerprint}", markup=False)


def _verdict(report: "Report") -> str:
    failure = report.first_failure
    if failure is not None:
        return f"FAILS at check {failure.check.number}, {failure.check.name}."
    made = sum(finding.outcome.value == "holds" for finding in report.findings)
    voted = f"; {report.n_counted:,} of {report.n_ballots:,} ballots count" if report.n_ballots else ""
    rest = len(report.findings) - made
    return f"HOLDS: {made} checks hold, {rest} {'does' if rest == 1 else 'do'} not apply{voted}."


def _show_result(report: "Report", console: "Console") -> None:
    """Each question with the votes of each answer; nothing if there is no result, or if anything fails."""
    from rich.text import Text

    from comitia.cli.secret_ballot.answers import answer_lines
    from comitia.protocol.question import HomomorphicQuestion, ListsQuestion, NonHomomorphicQuestion

    if report.subject is None or report.first_failure is not None or report.result is None:
        return
    for question, row in zip(report.subject.questions, report.result, strict=True):
        console.print(Text(_printable(question.wording), style="bold"))
        match question:
            case HomomorphicQuestion():
                _show_votes(console, (("(blank)",) if question.blank else ()) + question.answers, row)
            case ListsQuestion():
                for names, votes in zip(question.lists, row, strict=True):
                    _show_votes(console, (names[0], *("  " + name for name in names[1:])), votes)
            case NonHomomorphicQuestion():
                for line in answer_lines(question, row):
                    console.print(Text(line))


def _show_votes(console: "Console", names: tuple[str, ...], votes: Sequence[int | str]) -> None:
    for name, number in zip(names, votes, strict=True):
        console.print(f"{int(number):>16,}  {_printable(name)}", markup=False)


def _recount(report: "Report", method: str | None, seats: int | None) -> "Sequence[Recount]":
    """Each ranked or graded question counted again; nothing if there is no result, or if anything fails."""
    from comitia.protocol.question import NonHomomorphicQuestion

    if report.subject is None or report.first_failure is not None or report.result is None:
        return ()
    if not any(isinstance(question, NonHomomorphicQuestion) for question in report.subject.questions):
        return ()
    from comitia.scrutineer.recount import recount

    return recount(report.subject.questions, report.result, method=method, seats=seats)


def _show_recounts(archive: Path, recounts: "Sequence[Recount]") -> None:
    """The sheet of each recount, who is elected, and how anybody makes the count again."""
    if not recounts:
        return
    from rich.console import Console

    from comitia.count.rendering import render_terminal

    console = Console(highlight=False)
    for one in recounts:
        console.print(f"\nQuestion {one.number}, counted again: {_printable(one.question.wording)}", markup=False)
        if one.sheet is None:
            console.print(f"not counted: {_printable(one.reason)}", markup=False)
        else:
            render_terminal(one.sheet, console)
        method = "METHOD" if one.sheet is None else one.sheet.method
        seats = f" --seats {one.sheet.seats}" if one.sheet is not None and one.sheet.seats > 1 else ""
        answers = one.question.answers
        # A name with a comma in it cannot stand in a list with commas: the candidates are then called 1, 2, 3 ...
        names = "" if any("," in name for name in answers) else f" --candidates {shlex.quote(','.join(answers))}"
        console.print("To count it yourself, by this or any other method of comitia count methods:", markup=False)
        print(f"  comitia verify {shlex.quote(str(archive))} --json > report.json")
        print(f"  comitia count {method} report.json --question {one.number}{_printable(names)}{seats}")


def _printable(text: str) -> str:
    """An archive's own words, with what could steer a terminal written out: an election's name is not to be trusted."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)
