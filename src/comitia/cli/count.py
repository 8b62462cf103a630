"""`comitia count`: papers from a file, counted by a published method, stage by stage.

    comitia count scottish ward.blt --seats 4        count, and print the sheet
    comitia count methods                            every method with its source
    comitia count compare ward.blt                   one file by many methods: where the winners part
    comitia count convert ward.blt ward.csv          the same papers in another form

The command reads files and prints; every rule is in the room `count`. What a method needs beyond papers and seats
(Debian's default option, a threshold for lists, the majority of a division) has its own option, and an option that
the method does not take is refused."""

# One command with the options of forty methods: the options are most of the file.

import gzip
import io
import json
import re
import sys
import zlib
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from comitia.canonical import write_whole
from comitia.cli.files import LARGEST_FILE, read_file
from comitia.errors import Malformed, Unprovided

if TYPE_CHECKING:
    from comitia.count import Method, Sheet
    from comitia.count.formats import Options, Source
    from comitia.count.ties import TieRule


class CountGroup(TyperGroup):
    """`comitia count METHOD FILE`: a first word that is no command is the name of a method."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the command `by` before a method's name."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            args = ["by", *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: Any) -> list[str]:
        """`by` is not typed."""
        return [name for name in super().list_commands(ctx) if name != "by"]


app = typer.Typer(
    cls=CountGroup,
    no_args_is_help=True,
    add_completion=False,
    help="Count papers: comitia count METHOD FILE --seats N. All options: comitia count by --help.",
)

Seats = Annotated[
    int | None, typer.Option("--seats", metavar="N", help="Seats to fill (else as the file says, else 1).")
]
Names = Annotated[
    str | None,
    typer.Option(
        "--candidates", metavar="A,B", help="The candidates' names, where the file has none; else: only these stand."
    ),
]
Ties = Annotated[
    list[str] | None,
    typer.Option(
        "--ties",
        metavar="RULE",
        help="After the method's own: latest, first (stage), lot:SEED, order:A,B,C or ruling:NAME; may be repeated.",
    ),
]
Commitment = Annotated[
    str | None, typer.Option("--commitment", metavar="HEX", help="SHA-256 of the lot's seed, as announced.")
]
Form = Annotated[
    str | None, typer.Option("--format", metavar="FORM", help="blt, hil, soc, soi, toc, toi, csv, abif, ...")
]
InContest = Annotated[str | None, typer.Option("--contest", metavar="NAME", help="Which contest of a NIST report.")]
OfQuestion = Annotated[
    int | None, typer.Option("--question", metavar="N", help="Which question of a Belenios result (from 1).")
]
OfColumn = Annotated[
    str | None, typer.Option("--column", metavar="NAME", help="Which column of a table of tallies, or sum.")
]
Grades = Annotated[str | None, typer.Option("--grades", metavar="A,B", help="The names of the grades, the best first.")]
Encoding = Annotated[
    str, typer.Option("--encoding", metavar="NAME", help="Of a text file that is not UTF-8, such as cp1250.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the sheet as JSON.")]


@app.command("by", hidden=True)
def count_by(
    method: Annotated[
        str, typer.Argument(metavar="METHOD", help="Such as scottish, av, schulze; `comitia count methods` lists all.")
    ],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The papers; may be gzipped; - is standard input.")],
    seats: Seats = None,
    candidates: Names = None,
    ties: Ties = None,
    commitment: Commitment = None,
    as_json: AsJson = False,
    svg: Annotated[Path | None, typer.Option("--svg", metavar="DIR", help="Write the sheet's pictures there.")] = None,
    form: Form = None,
    contest: InContest = None,
    question: OfQuestion = None,
    column: OfColumn = None,
    grades: Grades = None,
    encoding: Encoding = "utf-8",
    default: Annotated[
        str | None, typer.Option("--default-option", metavar="NAME", help="debian: the default option.")
    ] = None,
    quorum: Annotated[
        str | None, typer.Option("--quorum", metavar="N", help="debian: votes; division: N of BASE.")
    ] = None,
    developers: Annotated[
        int | None, typer.Option("--developers", metavar="N", help="debian: a quorum of 3Q for so many.")
    ] = None,
    majority: Annotated[
        list[str] | None, typer.Option("--majority", metavar="NAME=3", help="debian: an n:1 majority.")
    ] = None,
    threshold: Annotated[
        str | None, typer.Option("--threshold", metavar="SHARE", help="Lists: 5 % or 1/20 of the votes.")
    ] = None,
    votes: Annotated[int | None, typer.Option("--votes", metavar="N", help="limited: votes a paper.")] = None,
    need: Annotated[
        list[str] | None,
        typer.Option(
            "--need", metavar="SHARE", help='division: "more-than 1/2 of yes+no", "at-least 2/3 of entitled".'
        ),
    ] = None,
    tied: Annotated[
        str, typer.Option("--tied", metavar="WHAT", help="division: lost, carried, casting-vote or silent.")
    ] = "lost",
    reserve: Annotated[
        list[str] | None, typer.Option("--reserve", metavar="GROUP=N:A,B", help="At least N of A, B.")
    ] = None,
    cap: Annotated[list[str] | None, typer.Option("--cap", metavar="GROUP=N:A,B", help="At most N of A, B.")] = None,
    vacating: Annotated[
        str | None, typer.Option("--vacating", metavar="NAME", help="countback, recount: who left.")
    ] = None,
    contesting: Annotated[
        str | None, typer.Option("--contesting", metavar="A,B", help="countback: who contests it.")
    ] = None,
) -> None:
    """Count the papers in FILE by METHOD and print the sheet."""
    extras = Extras(
        default,
        quorum,
        developers,
        majority or [],
        threshold,
        votes,
        need or [],
        tied,
        reserve or [],
        cap or [],
        vacating,
        contesting,
    )
    options = _options(file, candidates, form, contest, question, column, grades, encoding)
    sheet = _count(method, file, options, encoding, extras, seats, _ties(ties or [], commitment))
    if svg is not None:
        _write_pictures(sheet, svg)
    if as_json:
        print(json.dumps(sheet.to_json(), ensure_ascii=False))
    else:
        _show(sheet)


@app.command()
def methods(as_json: AsJson = False) -> None:
    """List every method with its source."""
    from comitia.count import methods as known

    if as_json:
        listed = [
            {
                "method": m.identifier,
                "title": m.title,
                "family": m.family,
                "source": m.source,
                "single_seat": m.single_seat,
            }
            for m in known().values()
        ]
        print(json.dumps({"methods": listed}, ensure_ascii=False))
        return
    from rich.table import Table

    table = Table("method", "counts", "source", box=None, pad_edge=False)
    family = ""
    for m in known().values():
        if family and m.family != family:
            table.add_section()
            table.add_row("", "", "")
        family = m.family
        table.add_row(f"[bold]{m.identifier}[/bold]", _plain(m.title), _plain(m.source))
    _console().print(table)


COMPARED = """
    fptp av supplementary scottish ers97 meek-prf meek-nz irish hare-clark wigm-prf schulze schulze-margins ranked-pairs
    minimax copeland debian borda approval block limited belenios-stv belenios-schulze
"""
"""What `compare` counts a file of rankings by, unless it is told which."""


@app.command()
def compare(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Ranked papers, in any form that `count` reads.")],
    seats: Seats = None,
    candidates: Names = None,
    ties: Ties = None,
    commitment: Commitment = None,
    by: Annotated[
        str | None, typer.Option("--methods", metavar="A,B", help="Which methods; else all that fit.")
    ] = None,
    as_json: AsJson = False,
    form: Form = None,
    contest: InContest = None,
    question: OfQuestion = None,
    encoding: Encoding = "utf-8",
) -> None:
    """Count one file by many methods and show where the winners part."""
    from comitia.count import Papers, methods, tell
    from comitia.count.formats import receive

    options = _options(file, candidates, form, contest, question, None, None, encoding)
    papers = receive(_source(file, encoding), Papers, options)
    if not isinstance(papers, Papers):
        raise Malformed(f"{file}: holds no rankings; compare counts rankings")
    wanted = seats if seats is not None else papers.seats or 1
    names = [word.strip() for word in by.split(",")] if by else [m for m in COMPARED.split() if m in methods()]
    rules = _ties(ties or [], commitment)
    rows: list[dict[str, Any]] = []
    for name in names:
        known = methods().get(name)
        if by and known is None:
            tell(name, papers, seats=wanted)
        if known is None or known.takes is not Papers or (known.single_seat and wanted != 1):
            if by:
                raise Malformed(f"{name}: does not count rankings for {wanted} seats; leave it out of --methods")
            continue
        try:
            sheet = tell(known, papers, seats=wanted, ties=rules)
        except Unprovided as fault:
            rows.append({"method": name, "winners": None, "winners_index": None, "stopped": str(fault)})
        else:
            rows.append(
                {"method": name, "winners": list(sheet.winner_names), "winners_index": [c + 1 for c in sheet.winners]}
            )
    _show_comparison(papers.candidates, wanted, rows, as_json=as_json)


@app.command()
def convert(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Ranked papers, in any form that `count` reads.")],
    target: Annotated[
        Path, typer.Argument(metavar="TARGET", help="A new file; its ending says the form: .blt, .csv or .json.")
    ],
    candidates: Names = None,
    form: Form = None,
    contest: InContest = None,
    question: OfQuestion = None,
    encoding: Encoding = "utf-8",
) -> None:
    """Write the same papers as BLT, CSV or JSON."""
    from comitia.count import Papers
    from comitia.count.formats import receive, render_blt, render_csv, render_plain

    writers = {".blt": render_blt, ".csv": render_csv, ".json": render_plain}
    if target.suffix not in writers:
        raise Malformed(f"{target}: found the ending {target.suffix!r}, expected .blt, .csv or .json")
    options = _options(file, candidates, form, contest, question, None, None, encoding)
    papers = receive(_source(file, encoding), Papers, options)
    write_whole(target, writers[target.suffix](papers))
    print(f"{target}: {papers.n:,} papers, {len(papers.candidates)} candidates")


# What is read.


@dataclass(frozen=True, slots=True)
class Extras:
    """Options that only some methods take."""

    default: str | None = None
    quorum: str | None = None
    developers: int | None = None
    majority: list[str] = field(default_factory=list)
    threshold: str | None = None
    votes: int | None = None
    need: list[str] = field(default_factory=list)
    tied: str = "lost"
    reserve: list[str] = field(default_factory=list)
    cap: list[str] = field(default_factory=list)
    vacating: str | None = None
    contesting: str | None = None

    def refuse_others(self, method: str, *taken: str) -> None:
        """Refuse an option that this method would ignore."""
        flags = {"default": "default-option", "tied": "tied"}
        for name in self.__slots__:
            value = getattr(self, name)
            if value and not (name == "tied" and value == "lost") and name not in taken:
                raise Malformed(
                    f"{method}: does not take --{flags.get(name, name)}; leave it out, or choose another method"
                )


def _source(path: Path, encoding: str = "utf-8") -> "Source":
    """A file, unpacked if it is gzipped, in UTF-8."""
    from comitia.count.formats import Source

    raw = read_file(path)
    name = "standard input" if str(path) == "-" else str(path)
    if raw[:2] == b"\x1f\x8b":
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(raw)) as packed:
                raw = packed.read(LARGEST_FILE + 1)
        except (OSError, EOFError, zlib.error) as fault:
            raise Malformed(
                f"{name}: found a damaged gzip file ({fault}), expected a whole one; copy it again"
            ) from None
        if len(raw) > LARGEST_FILE:
            raise Malformed(f"{name}: over {LARGEST_FILE:,} bytes unpacked; is it the right file?")
    if encoding.lower().replace("_", "-") not in {"utf-8", "utf8"}:
        try:
            raw = raw.decode(encoding).encode()
        except (LookupError, UnicodeDecodeError) as fault:
            raise Malformed(f"{name}: cannot be read as {encoding!r} ({fault}); give its true encoding") from None
    return Source(name, raw)


def _options(
    file: Path, candidates: str | None, form: str | None, contest: str | None, question: int | None, column: str | None,
    grades: str | None, encoding: str,
) -> "Options":  # fmt: skip
    from comitia.count.formats import Options

    def beside(name: str) -> "Source":
        return _source(_near(file.parent, name), encoding)

    return Options(form, _list(candidates), _list(grades) or (), contest, question, column, False, beside)


def _near(folder: Path, name: str) -> Path:
    """A file that another one names: as named, else of that name or stem in the same folder (xlsx converted to csv,
    gzipped)."""
    plain = re.split(r"[\\/]", name)[-1]
    stem = plain.rpartition(".")[0] or plain
    for guess in (folder / name, folder / plain, folder / f"{plain}.gz"):
        if guess.is_file():
            return guess
    for ending in (".csv", ".json", ".xml"):
        for guess in (folder / f"{stem}{ending}", folder / f"{stem}{ending}.gz"):
            if guess.is_file():
                return guess
    raise Malformed(
        f"{name}: is named in the configuration and is not beside it in {folder}; put it there (CSV, JSON or XML)"
    )


def _list(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(part.strip() for part in text.split(",") if part.strip())


def _count(
    name: str, file: Path, options: "Options", encoding: str, extras: Extras, seats: int | None, ties: "list[TieRule]"
) -> "Sheet":
    """Read the file as what the method takes, and count it."""
    from comitia.count import method_named, tell
    from comitia.count.formats import form_of, receive, receive_rctab

    chosen = _method(method_named(name), extras)
    if chosen.single_seat and seats is None:
        seats = 1  # the number of seats in the file is for methods that fill several
    source = _source(file, encoding)
    form = options.form or form_of(source)
    if form == "rctab" and name == "rcv" and options.beside is not None:
        from comitia.count.transferable.rcv import Rcv, rcv_method

        contest = receive_rctab(source, options.beside)
        wanted = seats if seats is not None else contest.seats or 1
        return tell(rcv_method(Rcv.of(contest.rules)), contest.papers, seats=wanted, ties=ties)
    options = replace(options, form=form, keep_receipt=name in {"irish", "hare-clark", "countback"})
    if extras.vacating is not None:
        from comitia.count import Papers
        from comitia.count.transferable.countback import Vacancy

        papers = receive(source, Papers, options)
        positions = seats if seats is not None else papers.seats or 1
        return tell(chosen, Vacancy(papers, positions, extras.vacating, _list(extras.contesting)), seats=1, ties=ties)
    return tell(chosen, receive(source, chosen.takes, options), seats=seats, ties=ties)


def _method(method: "Method[Any]", extras: Extras) -> "Method[Any]":
    """The method as its options make it."""
    name = method.identifier
    if name == "debian":
        from comitia.count.condorcet import Quorum, debian

        extras.refuse_others(name, "default", "quorum", "developers", "majority")
        votes = _whole(name, "--quorum", extras.quorum) if extras.quorum else 0
        ratios = {who: _ratio(text) for who, text in (_pair("--majority", item) for item in extras.majority)}
        return debian(extras.default, Quorum(votes, extras.developers or 0), ratios)
    if name == "division":
        return _division(extras)
    if name == "limited" and extras.votes is not None:
        from comitia.count.simple import limited

        extras.refuse_others(name, "votes")
        return limited(extras.votes)
    if method.family == "lists" and extras.threshold is not None:
        from comitia.count.formats.special import share_of
        from comitia.count.lists import LIST_RULES, lists

        extras.refuse_others(name, "threshold")
        return lists(LIST_RULES[name], threshold=share_of(extras.threshold))
    if extras.vacating is not None or name in {"countback", "recount"}:
        extras.refuse_others(name, *(("vacating", "contesting") if name in {"countback", "recount"} else ()))
        if extras.vacating is None:
            raise Malformed(f"{name}: needs --vacating with the name of the member who left")
        return method
    if extras.reserve or extras.cap:
        from comitia.count.lists import constrained

        extras.refuse_others(name, "reserve", "cap")
        return constrained(method, _constraints(extras))
    extras.refuse_others(name)
    return method


def _division(extras: Extras) -> "Method[Any]":
    from comitia.count.formats.special import share_of
    from comitia.count.simple import QuorumOf, Requirement, division
    from comitia.count.simple.division import BASES

    extras.refuse_others("division", "need", "tied", "quorum")
    needed = []
    for text in extras.need:
        found = re.fullmatch(r"(more-than|at-least) (.+) of ([a-z+-]+)", text.strip())
        if found is None or found[3] not in BASES:
            raise Malformed(
                f"--need {text!r}: expected such as 'more-than 1/2 of yes+no', the base one of {', '.join(BASES)}"
            )
        needed.append(Requirement(share_of(found[2]), found[3], found[1]))  # type: ignore[arg-type]
    if extras.tied not in {"lost", "carried", "casting-vote", "silent"}:
        raise Malformed(f"--tied {extras.tied!r}: expected lost, carried, casting-vote or silent")
    quorum = None
    if extras.quorum is not None:
        found = re.fullmatch(r"(\d{1,12}) of ([a-z+-]+)", extras.quorum.strip())
        if found is None or found[2] not in BASES:
            raise Malformed(
                f"--quorum {extras.quorum!r}: expected such as '40 of present', the base one of {', '.join(BASES)}"
            )
        quorum = QuorumOf(int(found[1]), found[2])
    return division(*needed, tie=extras.tied, quorum=quorum)  # type: ignore[arg-type]


def _constraints(extras: Extras) -> list[Any]:
    from comitia.count.lists import Constraint

    out = []
    for flag, items in (("--reserve", extras.reserve), ("--cap", extras.cap)):
        for item in items:
            group, text = _pair(flag, item)
            number, _, members = text.partition(":")
            who = frozenset(_list(members) or ())
            if not who:
                raise Malformed(f"{flag} {item!r}: expected GROUP=NUMBER:NAME,NAME")
            most = _whole(flag, item, number)
            out.append(Constraint(group, who, most, None) if flag == "--reserve" else Constraint(group, who, 0, most))
    return out


def _pair(flag: str, item: str) -> tuple[str, str]:
    name, mark, value = item.rpartition("=") if flag == "--majority" else item.partition("=")
    if not mark or not name.strip():
        raise Malformed(f"{flag} {item!r}: expected a name, = and a number")
    return name.strip(), value.strip()


def _whole(flag: str, item: str, text: str | None) -> int:
    if text is None or not re.fullmatch(r"\d{1,12}", text.strip()):
        raise Malformed(f"{flag} {item!r}: found {text!r}, expected a whole number")
    return int(text)


def _ratio(text: str) -> Fraction:
    found = re.fullmatch(r"(\d{1,6})(?:[:/](\d{0,5}[1-9]))?", text)
    if found is None:
        raise Malformed(f"--majority: found {text!r}, expected n or n:1")
    return Fraction(int(found[1]), int(found[2] or 1))


def _ties(words: list[str], commitment: str | None) -> "list[TieRule]":
    """The tie rules of the command line, in order."""
    from comitia.count.ties import AskRuling, EarlierStage, FixedOrder, PublicLot

    rules: list[TieRule] = []
    rulings: dict[int, str] = {}
    for word in words:
        kind, _, value = word.partition(":")
        if kind in {"latest", "first"} and not value:
            rules.append(EarlierStage(kind))  # type: ignore[arg-type]
        elif kind == "lot" and value:
            rules.append(PublicLot(value, commitment or ""))
        elif kind == "order" and value:
            rules.append(FixedOrder(_list(value) or ()))
        elif kind == "ruling" and value:
            number, mark, name = value.partition("=")
            if mark and number.strip().isdigit():
                rulings[int(number)] = name.strip()
            else:
                rulings[len(rulings) + 1] = value.strip()
        else:
            raise Malformed(
                f"--ties {word!r}: expected latest, first, lot:SEED, order:A,B,C or ruling:NAME (or ruling:2=NAME)"
            )
    if commitment and not any(word.startswith("lot:") for word in words):
        raise Malformed("--commitment: is the SHA-256 of a lot's seed; give the seed with --ties lot:SEED")
    return [*rules, AskRuling(rulings)] if rulings else rules


# What is shown.


def _console() -> Any:
    from rich.console import Console

    # Piped output keeps a width that a reader can hold; a terminal has its own.
    return Console() if sys.stdout.isatty() else Console(width=100)


def _plain(text: str) -> Any:
    from rich.text import Text

    return Text(text)


def _show(sheet: "Sheet") -> None:
    from comitia.cli.count_sheet import show_sheet

    show_sheet(sheet, _console())


def _write_pictures(sheet: "Sheet", folder: Path) -> None:
    from comitia.count.rendering import draw

    folder.mkdir(parents=True, exist_ok=True)
    for name, text in draw(sheet).items():
        write_whole(folder / name, text.encode())


def _show_comparison(candidates: tuple[str, ...], seats: int, rows: list[dict[str, Any]], *, as_json: bool) -> None:
    """Methods that elect the same people share a group; where groups part, the table shows it."""
    groups: dict[frozenset[int], list[str]] = {}
    for row in rows:
        if row["winners_index"] is not None:
            groups.setdefault(frozenset(row["winners_index"]), []).append(row["method"])
    agreed = sorted(frozenset.intersection(*groups)) if groups else []
    if as_json:
        elected = [
            {"methods": who, "winners": [candidates[c - 1] for c in sorted(group)], "winners_index": sorted(group)}
            for group, who in groups.items()
        ]
        out = {
            "candidates": list(candidates), "seats": seats, "methods": rows, "groups": elected,
            "agreed": [candidates[c - 1] for c in agreed], "part": len(groups) > 1,
        }  # fmt: skip
        print(json.dumps(out, ensure_ascii=False))
        return
    from rich.table import Table

    console = _console()
    table = Table("method", "elected (in order)", box=None, pad_edge=False)
    for row in rows:
        table.add_row(
            row["method"],
            _plain(", ".join(row["winners"]) if row["winners"] is not None else f"stopped: {row['stopped']}"),
        )
    console.print(table)
    console.print()
    if len(groups) == 1:
        console.print(f"All {len(groups[next(iter(groups))])} methods that came to an end elect the same.")
    elif groups:
        console.print(
            _plain(
                f"The winners part into {len(groups)} groups; elected by all: {_names(candidates, agreed) or 'nobody'}."
            )
        )
        for group, who in groups.items():
            console.print(
                _plain(f"  {_names(candidates, sorted(group - set(agreed))) or 'nobody else'}: {', '.join(who)}")
            )


def _names(candidates: tuple[str, ...], numbers: list[int]) -> str:
    return ", ".join(candidates[c - 1] for c in numbers)
