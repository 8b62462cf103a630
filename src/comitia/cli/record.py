"""`comitia register log`: the record behind a register, an entry a line, only ever added to.

Standing apart from the questions about a register, because it is the one part that writes: it takes a fact and a
time, and puts one more line at the end of the file.
"""

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from comitia.canonical import Json, receive_json, write_whole
from comitia.errors import Malformed

if TYPE_CHECKING:
    from comitia.record.decided import Names
    from comitia.record.entries import Record
    from comitia.record.reactions import Reaction

app = typer.Typer(no_args_is_help=True, help="Keep the record: facts as entries that are only ever added.")

Log = Annotated[Path, typer.Argument(metavar="RECORD", help="A record of entries (.jsonl).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
At = Annotated[str | None, typer.Option("--at", metavar="TIME", help="When it is recorded (UTC); without it, now.")]


@app.command()
def new(
    register: Annotated[Path, typer.Argument(help="A register of offices (.json).")],
    out: Annotated[Path, typer.Argument(help="The record to write (.jsonl).")],
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Write a register down as a new record."""
    from comitia.record.entries import render_record
    from comitia.record.ledger import enter_register
    from comitia.record.register import receive_register

    if out.exists():
        raise Malformed(f"{out}: is there already; a record is only ever added to: choose another name")
    record = enter_register(receive_register(register.read_bytes(), register.name), _moment(at))
    write_whole(out, render_record(record))
    _tell(record, as_json)


@app.command()
def start(
    out: Annotated[Path, typer.Argument(help="The record to write (.jsonl).")],
    title: Annotated[str, typer.Option("--title", help="What the register is called.")],
    from_day: Annotated[str, typer.Option("--from", metavar="DATE", help="The day from which it is complete.")],
    post: Annotated[
        list[str] | None, typer.Option("--post", metavar="ID=TITLE", help="A post for one holder; may be repeated.")
    ] = None,
    several: Annotated[
        list[str] | None, typer.Option("--several", metavar="ID=TITLE", help="A post for several holders.")
    ] = None,
    filled_by: Annotated[str, typer.Option("--filled-by", help="How the posts are filled.")] = "elected_by_members",
    timezone: Annotated[str, typer.Option("--timezone", help="A name such as Europe/London.")] = "Europe/London",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Begin a record for an organisation that has none: its posts, and nobody in them yet."""
    from comitia.record.entries import render_record
    from comitia.record.ledger import empty_register, enter_register
    from comitia.record.offices import Post
    from comitia.record.rendering.popolo import zone_of

    if out.exists():
        raise Malformed(f"{out}: is there already; a record is only ever added to: choose another name")
    zone_of(timezone)
    posts = [
        Post(name, label, "office", filled_by, is_single)
        for pairs, is_single in ((post or [], True), (several or [], False))
        for name, label in map(_pair, pairs)
    ]
    register = empty_register(title, _date(from_day, "--from"), timezone, posts)
    record = enter_register(register, _moment(at))
    write_whole(out, render_record(record))
    _tell(record, as_json)


@app.command()
def fill(
    file: Log,
    post: Annotated[str, typer.Argument(help="The post (its id).")],
    person: Annotated[str, typer.Argument(help="The person (their id).")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day.")],
    clause: Annotated[str, typer.Option("--clause", help="The clause under which it happens.")],
    source: Annotated[str, typer.Option("--source", help="What says so: minutes, a decision, a report.")],
    event: Annotated[str, typer.Option("--event", help="elected or appointed.")] = "elected",
    name: Annotated[
        str | None, typer.Option("--name", help="The person's name, if the record does not have them.")
    ] = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Fill a post: whoever holds it leaves it, and what is held by virtue of it follows."""
    effect = {"kind": "fills", "post": post, "person": person, "event": event, "on": on, "clause": clause}
    decision: Json = {"source": source, "effects": [effect], "persons": [{"id": person, "name": name}] if name else []}
    _react(file, decision, "register log fill", at, as_json)


@app.command()
def vacate(
    file: Log,
    post: Annotated[str, typer.Argument(help="The post (its id).")],
    person: Annotated[str, typer.Argument(help="Who leaves it (their id).")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day.")],
    clause: Annotated[str, typer.Option("--clause", help="The clause under which it happens.")],
    source: Annotated[str, typer.Option("--source", help="What says so: a letter, a decision, a report.")],
    event: Annotated[str, typer.Option("--event", help="resigned, dismissed, ended, died ...")] = "resigned",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Empty a post of its holder; `react` also tells what the rules say of the vacancy."""
    effect = {"kind": "vacates", "post": post, "person": person, "event": event, "on": on, "clause": clause}
    _react(file, {"source": source, "effects": [effect]}, "register log vacate", at, as_json)


@app.command()
def react(
    file: Log,
    decision: Annotated[
        Path,
        typer.Argument(
            help="What `comitia rules decide --json` or `comitia contest --json` printed, or "
            '{"source", "effects": [...], "vacancies"?: [...], "persons"?: [...]} (JSON).'
        ),
    ],
    holder: Annotated[
        list[str] | None,
        typer.Option("--holder", metavar="OFFICE=PERSON", help="Who leaves, where several hold the post; repeatable."),
    ] = None,
    person: Annotated[
        list[str] | None,
        typer.Option("--person", metavar="NAME=ID", help="The id of somebody whom the decision names; repeatable."),
    ] = None,
    post: Annotated[
        list[str] | None,
        typer.Option("--post", metavar="OFFICE=POST", help="The post that is an office of the rulebook; repeatable."),
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", help="What says so, if not the decision's own sentence.")
    ] = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Let the offices react to a decision's effects, and tell who must now do what."""
    from comitia.record.decided import Names, is_of_rulebook

    value = receive_json(decision.read_bytes(), decision.name)
    if not is_of_rulebook(value):
        if holder or person or post or source:
            raise Malformed(
                f"{decision.name}: is in the record's own form, which names posts, persons and source itself; "
                "leave out --holder, --person, --post and --source"
            )
        _react(file, value, decision.name, at, as_json)
        return
    names = Names(
        posts=dict(_pair(words, "--post", "chair=chairman") for words in post or []),
        persons=dict(_pair(words, "--person", "Ann Ash=ann-ash") for words in person or []),
        holders=dict(_pair(words, "--holder", "chair=ann-ash") for words in holder or []),
    )
    _react(file, value, decision.name, at, as_json, names, source)


@app.command()
def append(
    file: Log,
    fact: Annotated[Path, typer.Argument(help='{"kind", "fact", "sources", "disputed"?, "reason"?} (JSON).')],
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Add one fact, or correct one: a fact with an id that is there already supersedes it, and needs a reason."""
    from comitia.record.entries import append as add
    from comitia.record.entries import receive_draft, render_record
    from comitia.record.ledger import register_from

    record = add(_record(file), receive_draft(fact.read_bytes(), fact.name), _moment(at))
    if record.current("register"):
        register_from(record, file.name)  # an entry that makes the offices contradict themselves is refused
    write_whole(file, render_record(record))
    _tell(record, as_json)


@app.command()
def check(
    file: Log,
    older: Annotated[Path | None, typer.Option("--older", help="An older copy, of which nothing may be gone.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check every entry, their order and their chain of digests, and the offices they add up to."""
    from comitia.record.entries import check_untouched
    from comitia.record.ledger import register_from

    record = _record(file)
    if older is not None:
        check_untouched(_record(older), record)
    if record.current("register"):
        register_from(record, file.name)
    _tell(record, as_json)


@app.command()
def statements(
    file: Log,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="What was said up to the end of this day.")],
    contest: Annotated[str | None, typer.Option("--contest", help="Only about this contest.")] = None,
    as_json: AsJson = False,
) -> None:
    """Count statements by kind, apart from nominations that have force."""
    from comitia.record.statements import count_statements, render_tallies

    tallies = render_tallies(count_statements(_record(file), _date(on), contest))
    if as_json:
        _print_json(tallies)
        return
    for tally in tallies:
        print(tally["subject"])
        for heading, kinds in (
            ("nominations with force", tally["nominations_with_force"]),
            ("said", tally["statements"]),
        ):
            for name, sorts in kinds.items():
                counts = ", ".join(f"{row['count']:,} {sort.replace('_', ' ')}" for sort, row in sorts.items())
                print(f"  {heading}: {name.replace('_', ' ')}: {counts}")
    if not tallies:
        print("Nothing was said that the record knows.")


def _react(
    file: Path,
    value: Json,
    what: str,
    at: str | None,
    as_json: bool,
    names: "Names | None" = None,
    source: str | None = None,
) -> None:
    """Enter a decision; `names` is given for one in a rulebook's words."""
    from comitia.record.decided import Decided, receive_decided
    from comitia.record.entries import render_record
    from comitia.record.ledger import enter_reaction, register_from
    from comitia.record.reactions import receive_decision

    before = _record(file)
    if names is None:
        decided = Decided(receive_decision(value, what), ())
    else:
        decided = receive_decided(value, register_from(before, file.name), names, source, what)
    record, reaction = before, None
    if decided.decision.effects or names is None:
        record, reaction = enter_reaction(before, decided.decision, _moment(at))
        write_whole(file, render_record(record))
    _tell_reaction(record, reaction, decided.notes, as_json)


def _tell_reaction(record: "Record", reaction: "Reaction | None", notes: tuple[str, ...], as_json: bool) -> None:
    if reaction is None:
        if as_json:
            entered: Json = {"events": [], "duties": [], "silent": [], "notes": list(notes)}
            _print_json({**entered, "entries": len(record.entries)})
            return
        print("Nothing to enter: no office changes hands that the record does not show already.")
        for note in notes:
            print(f"Note: {note}.")
        return
    register = reaction.register
    if as_json:
        duties = [
            {
                "post": duty.post,
                "what": duty.what,
                "who": duty.who,
                "clause": duty.clause,
                "due_on": duty.due_on.isoformat() if duty.due_on else None,
            }
            for duty in reaction.duties
        ]
        events = [
            {"date": one.on.isoformat(), "person": one.person, "event": one.event, "post": one.post, "note": one.note}
            for one in reaction.events
        ]
        told: Json = {"events": events, "duties": duties, "silent": list(reaction.silent), "notes": list(notes)}
        _print_json({**told, "entries": len(record.entries)})
        return
    for one in reaction.events:
        note = f" ({one.note})" if one.note else ""
        print(f"{one.on}  {register.name(one.person)} {one.event}: {register.posts[one.post].title}{note}")
    for duty in reaction.duties:
        due = f"by {duty.due_on}" if duty.due_on else "no time is set"
        print(f"Due: {duty.what}. Who: {duty.who}. When: {due}. Under {duty.clause}.")
    for post in reaction.silent:
        title = register.posts[post].title
        print(f"{title} is vacant. No vacancy rule was given here; the rulebook says what follows (comitia contest).")
    for note in notes:
        print(f"Note: {note}.")


def _pair(words: str, option: str = "--post", such_as: str = "chair=Chair of the club") -> tuple[str, str]:
    name, found, title = words.partition("=")
    if not found or not name.strip() or not title.strip():
        raise Malformed(f'{option}: found "{words}", expected two words with = between, such as {such_as}')
    return name.strip(), title.strip()


def _record(file: Path) -> "Record":
    from comitia.record.entries import receive_record

    return receive_record(file.read_bytes(), file.name)


def _moment(at: str | None) -> datetime:
    if at is None:
        return datetime.now(UTC)
    moment: datetime | None
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        moment = None
    if moment is None or moment.utcoffset() is None or not 1000 <= moment.year < 3000:
        raise Malformed(f'--at: found "{at}", expected a time with its zone, such as 2016-06-28T15:52:00+00:00')
    return moment


def _date(text: str, option: str = "--on") -> date:
    from comitia.record.shape import Node

    return Node({option: text}, "register log").day(option)


def _tell(record: "Record", as_json: bool) -> None:
    last = record.entries[-1] if record.entries else None
    digest = last.digest() if last else None
    superseded = len(record.entries) - len(record.latest)
    if as_json:
        _print_json({"entries": len(record.entries), "superseded": superseded, "digest": digest})
    else:
        print(f"{len(record.entries):,} entries, {superseded:,} of them superseded. The chain holds.")
        print(f"Digest of the last: {digest}")


def _print_json(value: Json) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
