"""`comitia roll`: keep the roll and freeze an electorate.

This is one file although long: each command is a screen of its own, and a secretary's whole day with the roll reads
here from top to bottom: look at a file, take it in, look at the roll, freeze, see what another date would do, hear
claims. What the acts mean is in `comitia.roll`; here files are read, the clock is looked at, the salt is drawn, and
the outcome is told.
"""

import datetime as dt
import json
import os
import secrets
import sys
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from comitia.errors import Malformed

if TYPE_CHECKING:
    from comitia.roll import Entry, Intake, Mapped, Received, Roll

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Keep the roll and freeze an electorate.")

Folder = Annotated[Path, typer.Argument(metavar="ROLL", help="The folder in which the roll is kept.")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file of members, the first row its header.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Map = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="FIELD=HEADER", help='Which column is which field, as joined_on="Date joined".'),
]
Dates = Annotated[str | None, typer.Option("--dates", help="How the file writes dates, as DD/MM/YYYY.")]
Separator = Annotated[str | None, typer.Option("--separator", help="The sign between cells; tab for a tabulator.")]
Encoding = Annotated[str | None, typer.Option("--encoding", help="Of the file: utf-8, windows-1252 ...")]
On = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="The day as of which it holds; today if not given.")
]
By = Annotated[str | None, typer.Option("--by", help="Who does it; your login name if not given.")]
Rule = Annotated[Path | None, typer.Option("--rule", help="The electorate's rule as data (JSON).")]
Rulebook = Annotated[Path | None, typer.Option("--rulebook", help="Take the electorate from this rulebook.")]
Electorate = Annotated[
    str | None, typer.Option("--electorate", help="Which electorate, ballot or motion of the rulebook.")
]


@app.command()
def preview(
    file: File,
    folder: Annotated[Path | None, typer.Option("--roll", help="Compare with the roll kept here.")] = None,
    mapping: Map = None,
    dates: Dates = None,
    separator: Separator = None,
    encoding: Encoding = None,
    on: On = None,
    whole: Annotated[
        bool, typer.Option("--whole", help="The file is the whole roll: who is not in it has left.")
    ] = False,
    report: Annotated[Path | None, typer.Option("--report", help="Write the report of every row here (CSV).")] = None,
    as_json: AsJson = False,
) -> None:
    """Look at a file of members: its columns, and what taking it in would do. Nothing is kept."""
    from comitia.canonical import write_whole
    from comitia.roll.keeping import render_report
    from comitia.roll.tell import columns_data, intake_data, tell_columns, tell_intake

    day = _day(on)
    received, entries = _receive(file, separator, encoding), _entries(folder)
    words = _mapping_words(mapping, received, entries)
    if not any(word.startswith("number=") for word in words):
        if as_json:
            _print_json(columns_data(file.name, received, words))
        else:
            print(tell_columns(file.name, received))
        return
    mapped, intake, _ = _check(received, words, dates, entries, day, whole)
    if report is not None:
        write_whole(report, render_report(intake.report), mode=0o600)
    kept = (None if report is None else str(report), None)
    if as_json:
        _print_json(intake_data(file.name, received, mapped, intake, kept))
    else:
        print(tell_intake(file.name, received, mapped, intake, kept))


@app.command("import")
def import_(
    folder: Folder,
    file: File,
    mapping: Map = None,
    dates: Dates = None,
    separator: Separator = None,
    encoding: Encoding = None,
    on: On = None,
    whole: Annotated[
        bool, typer.Option("--whole", help="The file is the whole roll: who is not in it has left.")
    ] = False,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Take a file of members into the roll. Every row is reported; what is refused is not taken."""
    from comitia.errors import OutOfOrder
    from comitia.roll.keeping import import_members
    from comitia.roll.tell import intake_data, tell_intake

    day = _day(on)
    received, entries = _receive(file, separator, encoding), _entries(folder)
    words = _mapping_words(mapping, received, entries)
    mapped, intake, form = _check(received, words, dates, entries, day, whole)
    if not intake.facts.height:
        raise OutOfOrder(f"{file.name}: not one row can be taken; look at them with: comitia roll preview {file}")
    source = (file.name, received, mapped, form)
    with _progress(f"Writing {intake.facts.height:,} members", 3, 3):
        entry = import_members(folder, entries, intake, source, day, _signed(by))
    kept = (str(entry.folder / "report.csv"), entry)
    if as_json:
        _print_json(intake_data(file.name, received, mapped, intake, kept))
    else:
        print(tell_intake(file.name, received, mapped, intake, kept))


@app.command()
def show(
    folder: Folder,
    member: Annotated[
        str | None, typer.Option("--member", metavar="NUMBER", help="One member and his or her history.")
    ] = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Show the acts of a roll and who is on it on a day, or one member's history."""
    from comitia.roll import history, members_on
    from comitia.roll.keeping import load_roll
    from comitia.roll.tell import act_data, history_data, table, tell_history

    entries = _entries(folder)
    roll = load_roll(entries)
    if member is not None:
        told_of = history_data(member, history(roll, member))
        if as_json:
            _print_json(told_of)
        else:
            print(tell_history(told_of))
        return
    day = _roll_day(roll, on)
    members = members_on(roll, day)
    acts = [act_data(entry) for entry in entries]
    counted = {
        name: dict(members.group_by(name).len().sort("len", descending=True).head(12).iter_rows())
        for name in ("status", "category")
        if name in members.columns and members[name].n_unique() > 1
    }
    told = {
        "roll": str(folder),
        "on": str(day),
        "members": members.height,
        "fields": list(roll.fields),
        "counts": counted,
    }
    if as_json:
        _print_json({**told, "acts": acts})
        return
    print(f"{folder}: {members.height:,} members as of {day}; fields {', '.join(roll.fields)}")
    for name, counts in counted.items():
        words = ", ".join(f"{word or '(empty)'} {n:,}" for word, n in counts.items())
        print(f"  by {name}: {words}")
    print(table(["act", "kind", "with effect on", "by", "what"], [list(act.values()) for act in acts]))


@app.command()
def freeze(
    folder: Folder,
    rule: Rule = None,
    rulebook: Rulebook = None,
    electorate: Electorate = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Roll as of this day; its latest if not given.")
    ] = None,
    rules_on: Annotated[
        str | None,
        typer.Option("--rules-on", metavar="DATE", help="The rulebook as it stood then; as --on if not given."),
    ] = None,
    moment: Annotated[
        list[str] | None, typer.Option("--moment", metavar="NAME=DATE", help="A day at which the rulebook freezes.")
    ] = None,
    moved: Annotated[
        str | None, typer.Option("--moved", metavar="DATE", help="As if the rule's freeze date were this one.")
    ] = None,
    dry: Annotated[bool, typer.Option("--dry", help="Show it, and the difference, but keep nothing.")] = False,
    claims_until: Annotated[
        str | None, typer.Option("--claims-until", metavar="DATE", help="Last day for claims.")
    ] = None,
    salt_file: Annotated[
        Path | None, typer.Option("--salt-file", help="Take the salt (64 hexadecimal digits) from here.")
    ] = None,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Freeze the electorate of a ballot: who is in, who is out, the clause and fact for each, and a salted digest.

    With --moved the same rule is also frozen on its own date, and the difference is shown.
    """
    from comitia.roll import compare_places, decide_electorate, move_freeze, places_of, receive_rules
    from comitia.roll.electorate import electors_of, render_electors
    from comitia.roll.keeping import declare, load_roll
    from comitia.roll.keeping import freeze as keep
    from comitia.roll.tell import freeze_data, tell_freeze

    entries = _entries(folder)
    roll = load_roll(entries)
    day = _roll_day(roll, on)
    rules_day = day if rules_on is None else _date(rules_on, "--rules-on")
    data, what = _rule_data(rule, rulebook, electorate, rules_day, moment or [])
    rules, counts = receive_rules(data, what)
    with _progress("Deciding on every member, and proving it", 1, 2):
        decided = decide_electorate(roll, rules, counts, day)
    difference = None
    if moved is not None:
        data = move_freeze(data, _date(moved, "--moved"))
        rules, counts = receive_rules(data, what)
        at_own_date, decided = decided, decide_electorate(roll, rules, counts, day)
        difference = compare_places(places_of(at_own_date), places_of(decided))
        del at_own_date  # Two electorates at once take twice the room.
    salt = _salt(salt_file)
    last = None if claims_until is None else _date(claims_until, "--claims-until")
    if dry:
        places = places_of(decided)
        listed = render_electors(electors_of(decided), [one.section for one in rules])
        declaration = {**declare(decided, places, listed, salt), "digest": "(none: a dry run keeps nothing)"}
        if as_json:
            _print_json(freeze_data(places, declaration, difference, None))
        else:
            print(tell_freeze(places, declaration, difference, None))
        return
    with _progress("Writing the electorate", 2, 2):
        frozen = keep(folder, entries, decided, data, salt, _signed(by), last)
    told = (frozen.places, frozen.declaration, difference, frozen.entry)
    if as_json:
        _print_json(freeze_data(*told))
    else:
        print(tell_freeze(*told))


@app.command()
def diff(
    folder: Folder,
    before: Annotated[int, typer.Argument(help="Number of a freeze.")],
    after: Annotated[int, typer.Argument(help="Number of another freeze.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="Write a line for each member who changes here (CSV).")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what changes from one freeze to another: who would gain or lose a vote, and why."""
    from comitia.canonical import write_whole
    from comitia.roll import compare_places, places_of
    from comitia.roll.keeping import decide_again, find_entry, render_places
    from comitia.roll.tell import difference_data, tell_difference

    entries = _entries(folder)
    first, second = find_entry(entries, before, "freeze"), find_entry(entries, after, "freeze")
    difference = compare_places(places_of(decide_again(entries, first)), places_of(decide_again(entries, second)))
    if out is not None:
        write_whole(out, render_places(difference.changes), mode=0o600)
    if as_json:
        _print_json(difference_data(difference))
    else:
        print(tell_difference(difference))
        if out is not None:
            print(f"A line for each of them: {out}")


@app.command()
def why(
    folder: Folder,
    number: Annotated[
        int, typer.Argument(metavar="FREEZE", help="Number of the act (comitia roll show ROLL lists them).")
    ],
    member: Annotated[str, typer.Argument(metavar="NUMBER", help="Membership number.")],
    as_json: AsJson = False,
) -> None:
    """Tell one member's place in a frozen electorate: test by test, with clause and fact. For that member's eyes."""
    from comitia.roll import explain, receive_electors
    from comitia.roll.keeping import current_electors, decide_again, find_entry
    from comitia.roll.tell import act_data, tell_place

    entries = _entries(folder)
    frozen = find_entry(entries, number, "freeze")
    told = explain(decide_again(entries, frozen), member)
    electors = receive_electors(current_electors(entries, frozen))
    seats = [row for row in electors.iter_rows() if row[0] == member]
    claimed = {
        entry.number
        for entry in entries
        if entry.kind == "claim" and (entry.content["freeze"], entry.content["member"]) == (number, member)
    }
    claims = [act_data(e) for e in entries if e.number in claimed or e.content.get("claim") in claimed]
    if as_json:
        _print_json(
            {
                "member": member,
                "in": bool(seats),
                "seats": [{"section": section, "weight": weight} for _, section, weight in seats],
                "electorates": [
                    {"name": rule.name, "tests": [{"says": says, "facts": facts} for says, facts in lines]}
                    for rule, lines in told
                ],
                "claims": claims,
            }
        )
        return
    print(tell_place(member, [(section, weight) for _, section, weight in seats], told))
    for act in claims:
        print(f"\n{act['kind']} {act['act']} of {act['on']}: {act['what']}")


@app.command()
def claim(
    folder: Folder,
    number: Annotated[
        int, typer.Argument(metavar="FREEZE", help="Number of the act (comitia roll show ROLL lists them).")
    ],
    member: Annotated[str, typer.Argument(metavar="NUMBER", help="Membership number.")],
    asks: Annotated[str, typer.Option("--asks", help="in, out, section or weight.")] = "in",
    section: Annotated[str | None, typer.Option("--section", help="Which section.")] = None,
    weight: Annotated[str | None, typer.Option("--weight", help="Which weight, as 1 or 1/3.")] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why.")] = "",
    on: On = None,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Record a claim against a frozen electorate, with its reason."""
    from comitia.roll import Change
    from comitia.roll.keeping import claim as keep
    from comitia.roll.keeping import find_entry
    from comitia.roll.tell import tell_act

    entries = _entries(folder)
    frozen = find_entry(entries, number, "freeze")
    change = Change(asks, member, section, weight)
    entry = keep(folder, entries, frozen, change, (reason, _day(on)), _signed(by))
    if as_json:
        _print_json(dict(entry.content))
    else:
        print(tell_act(entry))


@app.command()
def ruling(
    folder: Folder,
    number: Annotated[
        int, typer.Argument(metavar="CLAIM", help="Number of the act (comitia roll show ROLL lists them).")
    ],
    allow: Annotated[bool | None, typer.Option("--allow/--refuse", help="The decision.")] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why.")] = "",
    authority: Annotated[str, typer.Option("--authority", help="Who rules, and under which clause.")] = "",
    on: On = None,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Rule on a claim. An allowed one leaves a list of electors with a digest of its own; the frozen one stays."""
    from comitia.roll.keeping import decide_claim, find_entry
    from comitia.roll.tell import tell_act

    if allow is None:
        raise Malformed("ruling: say --allow or --refuse")
    entries = _entries(folder)
    claimed = find_entry(entries, number, "claim")
    told = (reason, authority, _day(on))
    entry = decide_claim(folder, entries, claimed, allow, told, _signed(by))
    if as_json:
        _print_json(dict(entry.content))
    else:
        print(tell_act(entry))


@app.command()
def export(
    folder: Folder,
    out: Annotated[Path, typer.Argument(metavar="OUT.csv", help="Where to.")],
    on: On = None,
) -> None:
    """Write the roll as of a day as CSV; cells that a spreadsheet would run are neutralised."""
    from comitia.canonical import write_whole
    from comitia.roll import members_on, render_members
    from comitia.roll.fields import KNOWN
    from comitia.roll.keeping import load_roll

    roll = load_roll(_entries(folder))
    day = _roll_day(roll, on)
    members = members_on(roll, day)
    raw, neutralised = render_members(
        members, [*roll.fields.values(), *([] if "status" in roll.fields else [KNOWN["status"]])]
    )
    write_whole(out, raw, mode=0o600)
    print(f"{out}: {members.height:,} members as of {day}; {neutralised} cells neutralised.")


@app.command()
def check(folder: Folder, as_json: AsJson = False) -> None:
    """Check a roll's folder: the chain, every file, and each freeze worked out again. For the scrutineer."""
    from comitia.errors import Invalid
    from comitia.roll.electorate import commit, electors_of, render_electors
    from comitia.roll.keeping import decide_again

    entries = _entries(folder)
    done: list[dict[str, Any]] = []
    for entry in entries:
        entry.check_nothing_beside()
        for name in entry.content["files"]:
            entry.examine(name)
        files = len(entry.content["files"])
        words = f"{files} file{'s' if files > 1 else ''} as written" if files else "as written"
        if entry.kind == "freeze":
            decided = decide_again(entries, entry)
            listed = render_electors(electors_of(decided), [one.section for one in decided.rules])
            salt = bytes.fromhex(entry.read("salt.secret").decode())
            declared = entry.content["declaration"]["digest"]
            if listed != entry.read("electors.txt") or commit(listed, salt) != declared:
                raise Invalid(
                    f"{entry.folder.name}: the rule applied again gives another list or digest than was frozen"
                )
            words += f"; rule applied again, same list; digest {declared[:16]}…"
        if entry.kind == "ruling" and entry.content["allowed"]:
            salt = bytes.fromhex(entries[entry.content["freeze"] - 1].read("salt.secret").decode())
            if commit(entry.read("electors.txt"), salt) != entry.content["digest"]:
                raise Invalid(f"{entry.folder.name}: the digest is not that of its list")
            words += f"; digest {entry.content['digest'][:16]}…"
        done.append({"act": entry.number, "kind": entry.kind, "found": words})
    if as_json:
        _print_json({"roll": str(folder), "holds": True, "acts": done})
        return
    for act in done:
        print(f"{act['act']:>4}  {act['kind']:<7} {act['found']}")
    print(f"{folder}: {len(done)} acts, chain unbroken.")


# What comes in.


def _receive(file: Path, separator: str | None, encoding: str | None) -> "Received":
    from comitia.roll import receive_table

    sign = {"tab": "\t", "\\t": "\t"}.get(separator, separator) if separator else None
    if sign is not None and (len(sign) != 1 or sign in '"\r\n'):
        raise Malformed(f"--separator {separator!r}: expected one sign such as , or ; or the word tab")
    with _progress(f"Reading {file.name}", 1, 3):
        return receive_table(file.read_bytes(), file.name, separator=sign, encoding=encoding)


def _mapping_words(given: Sequence[str] | None, received: "Received", entries: "Sequence[Entry]") -> list[str]:
    """The mapping as given; else that of the last import, where the file has its columns; else columns named like
    fields.
    """
    from comitia.roll import suggest_mapping

    if given:
        return list(given)
    for entry in reversed(entries):
        if entry.kind == "import" and all(
            word.partition("=")[2] in received.header for word in entry.content["mapping"]
        ):
            print(f"Mapping as in act {entry.number}.", file=sys.stderr)
            return list(entry.content["mapping"])
    return suggest_mapping(received.header)


def _check(
    received: "Received", words: list[str], dates: str | None, entries: "Sequence[Entry]", day: dt.date, whole: bool
) -> "tuple[dict[str, Mapped], Intake, str]":
    from comitia.roll import check_rows, receive_date_form, receive_mapping
    from comitia.roll.keeping import earlier_members

    last = next((entry for entry in reversed(entries) if entry.kind == "import"), None)
    form = dates or (last.content["dates"] if last else "YYYY-MM-DD")
    mapped = receive_mapping(words)
    date_form = receive_date_form(form)
    with _progress(f"Checking {received.table.height:,} rows", 2, 3):
        earlier = earlier_members(entries, day)
        return mapped, check_rows(received, mapped, date_form, earlier, day if whole else None), form


def _entries(folder: Path | None) -> "list[Entry]":
    from comitia.roll import open_roll

    return [] if folder is None else open_roll(folder)


def _rule_data(
    rule: Path | None, rulebook: Path | None, electorate: str | None, day: dt.date, moments: Sequence[str]
) -> tuple[Any, str]:
    from comitia.canonical import receive_json

    if (rule is None) == (rulebook is None):
        raise Malformed("freeze: give either --rule RULE.json, or --rulebook FILE with --electorate NAME")
    if rule is not None:
        if rule.suffix == ".toml":
            try:
                return _isoformat(tomllib.loads(rule.read_text(encoding="utf-8"))), rule.name
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
                raise Malformed(f"{rule.name}: not TOML ({fault})") from None
        return receive_json(rule.read_bytes(), rule.name), rule.name
    if electorate is None or rulebook is None:
        raise Malformed("freeze: --rulebook needs --electorate NAME")
    return _from_rulebook(rulebook, electorate, day, moments), rulebook.name


def _from_rulebook(rulebook: Path, electorate: str, day: dt.date, moments: Sequence[str]) -> Any:
    """The data of an electorate, of a motion's, or of all electorates of a ballot, from a rulebook as of a day."""
    from comitia.rulebook.decide.electorate import electorate_on, voters_of
    from comitia.rulebook.form.read import receive_rulebook
    from comitia.rulebook.form.vocabulary import Ballot, Motion
    from comitia.rulebook.form.vocabulary import Electorate as Electorate_

    rules = receive_rulebook(rulebook.read_bytes(), rulebook.name).on(day)
    known = dict(_moment(words) for words in moments)
    motion = rules.find("motion", electorate)
    if motion is not None and rules.find("electorate", electorate) is None and rules.find("ballot", electorate) is None:
        named = motion.as_(Motion).electorate
        if named is None:
            raise Malformed(f"{rulebook.name}: motion {electorate!r} ({motion.entry.clause}) names no electorate")
        electorate = named
    ballot = rules.find("ballot", electorate)
    names = [electorate] if ballot is None else list(ballot.as_(Ballot).voters)
    for found in (rules.find("electorate", name) for name in names):
        freeze_at = None if found is None else found.as_(Electorate_).freeze
        if isinstance(freeze_at, str) and freeze_at not in ("none", *known):
            raise Malformed(
                f"{rulebook.name}: the electorate is frozen at {freeze_at}, whose day is not given; "
                f"add --moment {freeze_at}=DATE"
            )
    if rules.find("electorate", electorate) is not None:
        return electorate_on(rules, electorate, known).as_data()
    if ballot is None:
        there = ", ".join([*rules.rulebook.names("electorate"), *rules.rulebook.names("ballot")])
        raise Malformed(f"{rulebook.name}: no electorate or ballot {electorate!r} in force on {day}; there is: {there}")
    counts, rules_of_voters = voters_of(rules, electorate, known)
    return {"counts": counts, "any": [one.as_data() for one in rules_of_voters]}


def _moment(words: str) -> tuple[str, dt.date]:
    name, sign, day = words.partition("=")
    if not sign:
        raise Malformed(f"--moment {words!r}: expected NAME=DATE, such as nominations-close=2016-07-20")
    return name, _date(day, "--moment")


def _isoformat(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _isoformat(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_isoformat(part) for part in value]
    return value.isoformat() if isinstance(value, (dt.date, dt.time)) else value


def _date(words: str, what: str) -> dt.date:
    try:
        return dt.date.fromisoformat(words)
    except ValueError:
        raise Malformed(f"{what} {words[:40]!r}: expected a date such as 2016-07-12") from None


def _day(words: str | None) -> dt.date:
    return dt.datetime.now().astimezone().date() if words is None else _date(words, "--on")


def _roll_day(roll: "Roll", words: str | None) -> dt.date:
    return roll.last_on if words is None else _date(words, "--on")


def _salt(file: Path | None) -> bytes:
    if file is None:
        return secrets.token_bytes(32)
    words = file.read_text(encoding="ascii", errors="replace").strip()
    try:
        salt = bytes.fromhex(words)
    except ValueError:
        salt = b""
    if len(salt) != 32:
        raise Malformed(f"{file.name}: expected a salt of 64 hexadecimal digits")
    return salt


def _signed(by: str | None) -> Any:
    from comitia.roll.keeping import Signed

    return Signed(dt.datetime.now(dt.UTC), by or os.environ.get("COMITIA_BY") or _login())


def _login() -> str:
    try:
        return getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"


# What goes out.


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))


@contextmanager
def _progress(words: str, step: int, steps: int) -> Iterator[None]:
    """A bar on standard error, at so many steps of a long command; on a terminal only, gone when the step is over."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        bar.add_task(f"{step} of {steps}: {words}", total=2 * steps, completed=2 * step - 1)
        yield
