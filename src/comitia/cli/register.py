"""`comitia register`: ask a register of offices, draw it, export it.

The commands read files and print; what a register means is in `comitia.record`.
"""

import json
import sys
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from comitia.canonical import Json, write_whole
from comitia.cli.record import app as log_app
from comitia.errors import Malformed

if TYPE_CHECKING:
    from rich.console import Console

    from comitia.picture import Picture
    from comitia.record.offices import Register
    from comitia.record.rendering.timeline import Mark

app = typer.Typer(no_args_is_help=True, help="Ask a register of offices, draw it, export it.")
app.add_typer(log_app, name="log")

File = Annotated[Path, typer.Argument(metavar="REGISTER", help="A register (.json) or a record of entries (.jsonl).")]
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


@app.command()
def alarms(
    file: File,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day on which you ask.")],
    years: Annotated[int, typer.Option("--years", min=1, max=100, help="How long a holder may stay unelected.")] = 5,
    post: Annotated[list[str] | None, typer.Option("--post", help="A post that has the term; may be repeated.")] = None,
    notice: Annotated[int, typer.Option("--notice", min=0, help="Days before the end at which it first rings.")] = 180,
    clause: Annotated[str, typer.Option("--clause", help="The clause that sets the term.")] = "the clause asked about",
    as_json: AsJson = False,
) -> None:
    """List the terms that are over or soon will be; without --post, of every post filled by an election."""
    from comitia.record import reactions

    register = _register(file)
    day = _day(on, "--on")
    posts = post or [one.id for one in register.posts.values() if one.filled_by.startswith("elected")]
    rules = [reactions.TermRule(name, clause, years, notice) for name in posts]
    found = reactions.alarms(register, rules, day)
    if as_json:
        rows = [
            {
                "post": alarm.post,
                "person": alarm.person,
                "elected_on": alarm.elected_on.isoformat(),
                "expires_on": alarm.expires_on.isoformat(),
                "is_over": alarm.is_over,
                "days_left": alarm.days_left,
                "clause": alarm.clause,
            }
            for alarm in found
        ]
        _print_json({"on": day.isoformat(), "register_ends": register.to_on.isoformat(), "alarms": rows})
        return
    for alarm in found:
        state = f"OVER by {-alarm.days_left:,} days" if alarm.is_over else f"{alarm.days_left:,} days left"
        print(f"{state}: {register.name(alarm.person)}, {register.posts[alarm.post].title}")
        print(f"    elected {alarm.elected_on}, {years} years end on {alarm.expires_on} ({alarm.clause})")
    if not found:
        print(f"No term of {years} years is over on {day}, and none ends within {notice} days.")
    if day > register.to_on:
        print(f"The register ends on {register.to_on}: who left or was elected again after that, it does not know.")


@app.command()
def export(
    file: File,
    form: Annotated[str, typer.Argument(metavar="popolo|csv|events|feed", help="csv: holdings; events: the entries.")],
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="With feed: nothing older.")] = None,
    home: Annotated[str | None, typer.Option("--home", help="With feed: the address of the page about it.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="A file to write; without it, standard output.")
    ] = None,
) -> None:
    """Export as Popolo JSON, CSV or JSON Feed 1.1."""
    from comitia.record.rendering import feed, popolo, tables

    if form == "popolo" and file.suffix == ".jsonl":
        from comitia.record.entries import receive_record

        text = _json_text(popolo.popolo_of_record(receive_record(file.read_bytes(), file.name)))
    elif form == "popolo":
        text = _json_text(popolo.popolo_of_register(_register(file)))
    elif form == "csv":
        text = tables.holdings_csv(_register(file))
    elif form == "events":
        text = tables.events_csv(_register(file))
    elif form == "feed":
        text = _json_text(feed.feed_of(_register(file), _day(since, "--since") if since else None, home))
    else:
        raise Malformed(f'register export: found "{form}", expected popolo, csv, events or feed')
    _put(text, out)


@app.command()
def timeline(
    file: File,
    between: Annotated[tuple[str, str], typer.Option("--between", metavar="DATE DATE", help="First and last day.")],
    scope: Scope = None,
    mark: Annotated[
        list[str] | None,
        typer.Option("--mark", metavar="2016-06-28T16:30=NAME", help="A moment to draw; may be repeated."),
    ] = None,
    narrow: Annotated[bool, typer.Option("--narrow", help="343 px wide, for a telephone, instead of 1,040.")] = False,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="PICTURE.svg or PAGE.html.")] = None,
    as_json: AsJson = False,
) -> None:
    """Draw who held which post from day to day; the table of it is printed, and written beside the picture."""
    from comitia.record.rendering import timeline as drawing

    register = _register(file)
    days = _day(between[0], "--between"), _day(between[1], "--between")
    width = drawing.NARROW if narrow else drawing.WIDE
    marks = [_mark(words) for words in mark or []]
    _show_picture(drawing.draw_timeline(register, *days, scope, marks, width), out, as_json)


@app.command()
def division(
    ayes: Annotated[int, typer.Argument(help="Ayes.")],
    noes: Annotated[int, typer.Argument(help="Noes.")],
    needed: Annotated[int | None, typer.Option("--needed", help="How many ayes carry it.")] = None,
    spoilt: Annotated[int, typer.Option("--spoilt", help="Papers spoilt.")] = 0,
    blank: Annotated[int, typer.Option("--blank", help="Blank papers.")] = 0,
    abstained: Annotated[int, typer.Option("--abstained", help="Abstentions that somebody chose.")] = 0,
    not_voting: Annotated[int, typer.Option("--not-voting", help="Entitled, and did not vote.")] = 0,
    base: Annotated[
        str, typer.Option("--base", help="yes+no, valid, cast or entitled: what the rule counts.")
    ] = "yes+no",
    title: Annotated[str, typer.Option("--title", help="What the vote was about.")] = "Division",
    recorded: Annotated[bool, typer.Option("--recorded", help="The votes are public, not a secret ballot.")] = False,
    bars: Annotated[bool, typer.Option("--bars", help="Bars instead of the hemicycle.")] = False,
    narrow: Annotated[bool, typer.Option("--narrow", help="343 px wide, for a telephone, instead of 720.")] = False,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="PICTURE.svg or PAGE.html.")] = None,
    as_json: AsJson = False,
) -> None:
    """Draw a division as a hemicycle or bars with the threshold; the table of it is printed, and written beside."""
    from comitia.record.rendering import division as drawing

    parts = drawing.parts_of(base, abstained=abstained, blank=blank, spoilt=spoilt, not_voting=not_voting)
    vote = drawing.Division(title, ayes, noes, parts, needed, drawing.BASES[base], is_secret=not recorded)
    draw = drawing.draw_bars if bars else drawing.draw_hemicycle
    _show_picture(draw(vote, drawing.NARROW if narrow else drawing.WIDE), out, as_json)


def _register(file: Path) -> "Register":
    from comitia.record.register import receive_register

    if file.suffix == ".jsonl":
        from comitia.record.entries import receive_record
        from comitia.record.ledger import register_from

        return register_from(receive_record(file.read_bytes(), file.name), file.name)
    return receive_register(file.read_bytes(), file.name)


def _day(text: str, option: str) -> date:
    from comitia.record.shape import Node

    return Node({option: text}, "register").day(option)


def _clock(text: str) -> time:
    from comitia.record.shape import Node

    return Node({"--at": text}, "register").clock("--at")


def _mark(words: str) -> "Mark":
    from comitia.record.rendering.timeline import Mark

    moment, found, label = words.partition("=")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        found = ""
    if not found or not label:
        raise Malformed(f'--mark: found "{words}", expected a moment and a name, such as 2016-06-28T16:30=ballot')
    return Mark(at.replace(tzinfo=None), label)


def _show_picture(picture: "Picture", out: Path | None, as_json: bool) -> None:
    """The picture to its file (a page for .html, else SVG and the table as text beside it), the table to the reader."""
    written = []
    if out is not None:
        is_page = out.suffix in (".html", ".htm")
        write_whole(out, (picture.page() if is_page else picture.standalone()).encode())
        written.append(str(out))
        if not is_page:
            beside = out.with_suffix(".txt")
            write_whole(beside, f"{picture.title}\n\n{picture.description}\n\n{picture.table.as_text()}".encode())
            written.append(str(beside))
    if as_json:
        table = picture.table
        rows = [dict(zip(table.headings, row, strict=True)) for row in table.rows]
        report = {"title": picture.title, "description": picture.description, "caption": table.caption, "rows": rows}
        _print_json({**report, "written": written} if written else {**report, "svg": picture.standalone()})
        return
    print(picture.description + "\n")
    print(picture.table.as_text(), end="")
    for name in written:
        print(f"Written: {name}", file=sys.stderr)
    if not written:
        print("No picture was written: give --out PICTURE.svg or PAGE.html.", file=sys.stderr)


def _put(text: str, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(text)
    else:
        write_whole(out, text.encode())


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


def _json_text(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _print_json(value: Json) -> None:
    sys.stdout.write(_json_text(value))
