"""`comitia rules`: check a rulebook, show what was understood, compare two editions, try a vote before it is taken."""

import json
import textwrap
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from comitia.errors import Malformed

if TYPE_CHECKING:
    from comitia.rulebook.form.book import Rulebook
    from comitia.rulebook.form.fault import Fault

app = typer.Typer(no_args_is_help=True, add_completion=False)
WIDTH = 96


@app.command()
def check(
    file: Path = typer.Argument(..., help="A rulebook (Markdown)."),
    higher: list[Path] = typer.Option([], "--under", help="A higher rulebook that overrides it (repeatable)."),
    as_json: bool = typer.Option(False, "--json", help="Print the faults as JSON."),
) -> None:
    """Tell every fault with its line, and every silence as a warning. Exit code 1 if there are faults."""
    from comitia.rulebook.form.check import check_rulebook
    from comitia.rulebook.form.read import read_rulebook

    rulebook, faults = read_rulebook(file.read_bytes(), file.name, _higher(higher))
    if rulebook is not None and not faults:
        faults = check_rulebook(rulebook)
    wrong = [fault for fault in sorted(faults) if not fault.warning]
    silent = [fault for fault in sorted(faults) if fault.warning]
    if as_json:
        told = [{"file": f.file, "line": f.line, "message": f.message, "warning": f.warning} for f in wrong + silent]
        digest = rulebook.digest if rulebook else None
        print(json.dumps({"file": file.name, "edition": digest, "faults": told}, ensure_ascii=False, indent=1))
    else:
        for fault in wrong + silent:
            print(str(fault))
        edition = f", edition {rulebook.digest[:16]}" if rulebook else ""
        print(f"{file.name}: {_many(wrong, 'fault')}, {_many(silent, 'silence')}{edition}")
    if wrong:
        raise typer.Exit(1)


@app.command()
def show(
    file: Path = typer.Argument(..., help="A rulebook (Markdown)."),
    clause: str = typer.Option("", "--clause", help="Only this clause, or the entry KIND.NAME."),
    on: str = typer.Option("", "--on", help="As on this day (2016-07-28); else every change with its day."),
    higher: list[Path] = typer.Option([], "--under", help="A higher rulebook that overrides it (repeatable)."),
    as_json: bool = typer.Option(False, "--json", help="Print as JSON."),
) -> None:
    """Show the rule as the engine understands it, in plain sentences beside the words of the clause."""
    from comitia.rulebook.tell.show import history

    rulebook = _load(file, higher)
    day = _day(on) if on else None
    told: list[dict[str, Any]] = []
    for (kind, name), raw in rulebook.entries.items():
        cited = str(raw.table.get("clause", ""))
        if clause and clause != f"{kind}.{name}" and not _within(clause, cited):
            continue
        says = [
            {"from": d.isoformat() if d else None, "says": lines} for d, lines in history(rulebook, kind, name, day)
        ]
        told.append(
            {"entry": f"{kind}.{name}", "clause": cited, "line": raw.line_of(), "words": raw.block.words, "rule": says}
        )
    if clause and not told:
        raise Malformed(
            f"{file.name}: no clause and no entry {clause!r}; `comitia rules show {file.name}` lists them all"
        )
    if as_json:
        print(json.dumps({"edition": rulebook.digest, "entries": told}, ensure_ascii=False, indent=1))
    else:
        _print_entries(told)


@app.command()
def diff(
    old: Path = typer.Argument(..., help="The older edition."),
    new: Path = typer.Argument(..., help="The newer edition."),
    as_json: bool = typer.Option(False, "--json", help="Print as JSON."),
) -> None:
    """Tell what changed in meaning between two editions, clause by clause."""
    from comitia.rulebook.tell.diff import differences

    found = differences(_load(old, []), _load(new, []))
    if as_json:
        print(json.dumps([difference.as_data() for difference in found], ensure_ascii=False, indent=1))
        return
    for difference in found:
        print(f"{difference.change}: {difference.entry} ({difference.clause})")
        for line in difference.before:
            print(textwrap.fill(line, WIDTH, initial_indent="  - ", subsequent_indent="    "))
        for line in difference.after:
            print(textwrap.fill(line, WIDTH, initial_indent="  + ", subsequent_indent="    "))
    print(f"{len(found)} entries differ" if found else "Nothing differs in meaning.")


@app.command(name="try")
def try_(
    file: Path = typer.Argument(..., help="A rulebook (Markdown)."),
    motion: str = typer.Option("", "--motion", help="Try this motion (its name)."),
    contest: str = typer.Option("", "--contest", help="Try the contest for this office (its name)."),
    size: list[str] = typer.Option([], "--size", help="BODY=NUMBER: how many a body has now (repeatable)."),
    fact: list[str] = typer.Option([], "--fact", help="NAME=VALUE: a fact of the moment (repeatable)."),
    on: str = typer.Option("", "--on", help="As on this day; else the first day of the edition."),
    higher: list[Path] = typer.Option([], "--under", help="A higher rulebook that overrides it (repeatable)."),
    as_json: bool = typer.Option(False, "--json", help="Print as JSON."),
) -> None:
    """A dry run: figures needed at several turnouts, edge cases, what would follow, what the rules leave open."""
    from comitia.rulebook.tell.trial import tell_trial, try_contest, try_motion

    rulebook = _load(file, higher)
    rules = rulebook.on(_day(on) if on else rulebook.header.from_)
    sizes = {name: _whole("--size", name, number) for name, number in (_pair(text) for text in size)}
    facts = {name: _fact(text) for name, text in (_pair(text) for text in fact)}
    if bool(motion) == bool(contest):
        choices = ", ".join(rulebook.names("motion")) or "none"
        offices = ", ".join(rulebook.names("office")) or "none"
        raise Malformed(f"expected --motion (one of {choices}) or --contest (one of {offices}), one of the two")
    trial = try_motion(rules, motion, sizes, facts) if motion else try_contest(rules, contest, sizes, facts)
    print(json.dumps(trial.as_data(), ensure_ascii=False, indent=1) if as_json else tell_trial(trial))


@app.command()
def decide(
    file: Path = typer.Argument(..., help="A rulebook (Markdown)."),
    motion: str = typer.Option(..., "--motion", help="The motion that was put (its name)."),
    on: str = typer.Option(..., "--on", help="The day of the vote (2016-06-28)."),
    ayes: int = typer.Option(..., "--for", min=0, help="Votes for."),
    noes: int = typer.Option(..., "--against", min=0, help="Votes against."),
    other: list[str] = typer.Option(
        [], "--papers", help="KIND=NUMBER: abstaining, blank, spoilt, not-voting (repeatable)."
    ),
    people: list[str] = typer.Option(
        [], "--people", help="BASE=NUMBER: entitled, present, members, seats-filled (repeatable)."
    ),
    casting: str = typer.Option("", "--casting", help="How a casting vote was given: for or against."),
    candidate: str = typer.Option("", "--candidate", help="Whom the motion names, if it elects."),
    fact: list[str] = typer.Option([], "--fact", help="NAME=VALUE: a fact of the moment (repeatable)."),
    higher: list[Path] = typer.Option([], "--under", help="A higher rulebook that overrides it (repeatable)."),
    as_json: bool = typer.Option(False, "--json", help="Print the decision as JSON."),
) -> None:
    """Decide a motion under a rulebook: carried or not, what follows, by which clause, and who must act by when."""
    from comitia.rulebook.decide.motion import Put, decide_put
    from comitia.rulebook.tell.told import receive_division, tell_told

    rules = _load(file, higher).on(_day(on))
    papers = {name: _whole("--papers", name, number) for name, number in (_pair(text) for text in other)}
    bases = {name: _whole("--people", name, number) for name, number in (_pair(text) for text in people)}
    facts = {name: _fact(text) for name, text in (_pair(text) for text in fact)}
    if casting not in ("", "for", "against"):
        raise Malformed(f"--casting: found {casting!r}, expected for or against")
    division = receive_division(ayes, noes, papers, bases)
    put = Put(division, cast=casting == "for" if casting else None, candidate=candidate or None)
    decision = decide_put(rules, motion, put, facts)
    print(json.dumps(decision.as_data(), ensure_ascii=False, indent=1) if as_json else tell_told(decision, WIDTH))


def _many(of: "list[Fault]", word: str) -> str:
    return f"{len(of)} {word}" if len(of) == 1 else f"{len(of)} {word}s"


def _load(file: Path, higher: list[Path]) -> "Rulebook":
    from comitia.rulebook.form.read import receive_rulebook

    return receive_rulebook(file.read_bytes(), file.name, _higher(higher))


def _higher(files: list[Path]) -> "list[Rulebook]":
    from comitia.rulebook.form.read import receive_rulebook

    return [receive_rulebook(file.read_bytes(), file.name) for file in files]


def _print_entries(told: list[dict[str, Any]]) -> None:
    words = None
    for entry in told:
        if entry["words"] != words:
            words = entry["words"]
            print()
            for paragraph in words.split("\n\n"):
                print(textwrap.fill(" ".join(paragraph.split()), WIDTH, initial_indent="| ", subsequent_indent="| "))
        print(f"  {entry['entry']} (clause: {entry['clause']})")
        before: list[str] = []
        for part in entry["rule"]:
            mark = f"from {part['from']}: " if part["from"] else ""
            changed = [line for line in part["says"] if line not in before]
            text = mark + " ".join(changed or part["says"])
            before = part["says"]
            print(textwrap.fill(text, WIDTH, initial_indent="    ", subsequent_indent="    "))


def _within(clause: str, cited: str) -> bool:
    """Is one of the clauses cited this one, or a part of it: 4.II.2.B has 4.II.2.B(ii), and 2 has 2.1 but not 20?"""
    parts = [part.strip() for part in cited.split(";")]
    return any(part.startswith(clause) and not part[len(clause) : len(clause) + 1].isalnum() for part in parts)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Malformed(f"--on: found {text!r}, expected a day such as 2016-07-28") from None


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise Malformed(f"found {text!r}, expected NAME=VALUE")
    return name.strip(), value.strip()


def _whole(option: str, name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 12:
        raise Malformed(f"{option} {name}: found {text!r}, expected a whole number")
    return int(text)


def _fact(text: str) -> Any:
    return {"true": True, "false": False, "null": None}.get(text, int(text) if text.isdigit() else text)
