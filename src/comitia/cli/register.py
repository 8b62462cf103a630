"""`comitia register`: ask a register of offices, draw it, export it.

The commands read files and print; what a register means is in `comitia.record`.
"""

import json
import sys
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from comitia.canonical import Json
from comitia.errors import Malformed

if TYPE_CHECKING:
    from rich.console import Console

    from comitia.record.offices import Register

app = typer.Typer(no_args_is_help=True, help="Ask a register of offices, draw it, export it.")

File = Annotated[Path, typer.Argument(metavar="REGISTER", help="A register of offices (JSON).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Scope = Annotated[str | None, typer.Option("--scope", help="A tier, or frontbench; without it, every post.")]


@app.command()
def check(file: File, as_json: AsJson = False) -> None:
    """Check that a register holds together; refuse it with the two entries that clash."""
    from comitia.record.doubt import LOW_CONFIDENCE, open_dates

    register = _register(file)
    counts: dict[str, Json] = {
        "register": register.id,
        "posts": len(register.posts),
        "persons": len(register.persons),
        "events": len(register.events),
        "holdings": len(register.holdings),
        "sources": len(register.sources),
        "open_dates": len(open_dates(register)),
        "low_confidence": sum(event.confidence < LOW_CONFIDENCE for event in register.events),
        "holds": True,
    }
    if as_json:
        _print_json(counts)
        return
    print(f"{register.title}: holds together.")
    print(
        f"{counts['posts']:,} posts, {counts['persons']:,} persons, {counts['events']:,} entries, "
        f"{counts['holdings']:,} holdings, {counts['sources']:,} sources."
    )
    print(f"{counts['open_dates']} dates are open, {counts['low_confidence']} entries are below 0.75 in confidence.")


@app.command()
def answer(
    file: File,
    questions: Annotated[Path, typer.Argument(help="Questions (JSON); an answer that stands there is not read.")],
    flags: Annotated[bool, typer.Option("--flags", help="Say which answers depend on doubtful entries.")] = False,
    as_json: AsJson = False,
) -> None:
    """Answer a file of questions."""
    from comitia.record.doubt import doubter_of
    from comitia.record.questions import ask, receive_questions

    register = _register(file)
    asked = receive_questions(questions.read_bytes(), questions.name)
    answers = {question.id: ask(register, question) for question in asked}
    report: dict[str, Json] = {"answers": answers}
    if flags:
        doubter = doubter_of(register)
        report["flags"] = {question.id: raised for question in asked if (raised := doubter.doubt(question).flags())}
    if as_json:
        _print_json(report)
        return
    for question in asked:
        print(f"{question.id}  {question.text or question.kind}")
        print(f"     {_words(answers[question.id])}")
        for flag in report.get("flags", {}).get(question.id, {}):
            print(f"     {flag.replace('_', ' ')}")


@app.command()
def show(
    file: File,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Who holds what at the end of this day.")
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="TIME", help="With --on: at this local time instead.")
    ] = None,
    between: Annotated[
        tuple[str, str] | None, typer.Option("--between", metavar="DATE DATE", help="Who is in, who is out.")
    ] = None,
    post: Annotated[str | None, typer.Option("--post", help="The holders of one post (its id).")] = None,
    person: Annotated[str | None, typer.Option("--person", help="The posts of one person (their id).")] = None,
    scope: Scope = None,
    as_json: AsJson = False,
) -> None:
    """Show the state on a day, two days compared, a post or a person; without a choice, the last day."""
    from comitia.record import views
    from comitia.record.rendering import terminal

    if sum(choice is not None for choice in (on, between, post, person)) > 1:
        raise Malformed(
            "register show: found several of --on, --between, --post and --person, expected one; choose one"
        )
    if at is not None and on is None:
        raise Malformed("register show: --at needs --on; give the day too")
    register = _register(file)
    if between is not None:
        a, z = _day(between[0], "--between"), _day(between[1], "--between")
        if z < a:
            raise Malformed(f"register show: --between {a} {z} runs backwards; swap the days")
        view, printer = views.view_between(register, a, z, scope), terminal.print_between
    elif post is not None:
        view, printer = views.view_post(register, post), terminal.print_post
    elif person is not None:
        view, printer = views.view_person(register, person), terminal.print_person
    else:
        day = _day(on, "--on") if on is not None else register.to_on
        view, printer = views.view_day(register, day, _clock(at) if at else None, scope), terminal.print_day
    if as_json:
        _print_json(view)
    else:
        printer(view, _console())


def _register(file: Path) -> "Register":
    from comitia.record.register import receive_register

    return receive_register(file.read_bytes(), file.name)


def _day(text: str, option: str) -> date:
    from comitia.record.shape import Node

    return Node({option: text}, "register").day(option)


def _clock(text: str) -> time:
    from comitia.record.shape import Node

    return Node({"--at": text}, "register").clock("--at")


def _words(value: Json) -> str:
    """An answer on one line for a reader."""
    if value is None:
        return "none, or not known"
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ", ".join(value) if value else "nobody, or none"
    return str(value) if isinstance(value, (int, str)) else json.dumps(value, ensure_ascii=False)


def _console() -> "Console":
    from rich.console import Console

    # A pipe has no width of its own: 100 columns, so that a file or a pager reads as a terminal does.
    return Console(highlight=False, width=None if sys.stdout.isatty() else 100)


def _print_json(value: Json) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))
