"""`comitia count`: papers from a file, counted by a published method, stage by stage.

    comitia count scottish ward.blt --seats 4        count, and print the sheet
    comitia count methods                            every method with its source
    comitia count compare ward.blt                   one file by many methods: where the winners part
    comitia count convert ward.blt ward.csv          the same papers in another form

The command reads files (`reading.py`), makes the method that was asked for (`choices.py`) and prints (`showing.py`);
every rule is in the room `count`. What a method needs beyond papers and seats (Debian's default option, a threshold for
lists, the majority of a division) has its own option, and an option that the method does not take is refused.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from comitia.canonical import write_whole
from comitia.cli.count.choices import Extras, count_file, tie_rules
from comitia.cli.count.reading import options_of, receive_source
from comitia.cli.count.showing import console, plain, rendered, show, show_comparison, working, write_pictures
from comitia.errors import Malformed, Unprovided


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
    write: Annotated[
        list[Path] | None,
        typer.Option(
            "--write", metavar="FILE", help="The sheet as .html, .csv, .pdf, .json, .txt or .cdf.json; may be repeated."
        ),
    ] = None,
    issuer: Annotated[
        str | None, typer.Option("--issuer", metavar="NAME", help="Who issues the NIST report (.cdf.json).")
    ] = None,
    polled: Annotated[
        str | None, typer.Option("--polled", metavar="DATE", help="The day of the poll, for the NIST report.")
    ] = None,
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
    options = options_of(file, candidates, form, contest, question, column, grades, encoding)
    with working(f"{method}: {file}"):
        sheet = count_file(method, file, options, encoding, extras, seats, tie_rules(ties or [], commitment))
    if svg is not None:
        write_pictures(sheet, svg)
    for target in write or []:
        write_whole(target, rendered(sheet, target, issuer, polled))
    if as_json:
        print(json.dumps(sheet.to_json(), ensure_ascii=False))
    else:
        show(sheet)


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
        table.add_row(f"[bold]{m.identifier}[/bold]", plain(m.title), plain(m.source))
    console().print(table)


COMPARED = """
    fptp av supplementary scottish ers97 meek-prf meek-nz irish hare-clark wigm-prf schulze schulze-margins ranked-pairs
    minimax copeland debian borda belenios-stv belenios-schulze
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

    options = options_of(file, candidates, form, contest, question, None, None, encoding)
    options = replace(options, keep_receipt=True)  # the Irish and Australian rules go by it
    papers = receive(receive_source(file, encoding), Papers, options)
    if not isinstance(papers, Papers):
        raise Malformed(f"{file}: holds no rankings; compare counts rankings")
    wanted = seats if seats is not None else papers.seats or 1
    names = [word.strip() for word in by.split(",")] if by else [m for m in COMPARED.split() if m in methods()]
    rules = tie_rules(ties or [], commitment)
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
            with working(name):
                sheet = tell(known, papers, seats=wanted, ties=rules)
        except Unprovided as fault:
            rows.append({"method": name, "winners": None, "winners_index": None, "stopped": str(fault)})
        else:
            rows.append(
                {"method": name, "winners": list(sheet.winner_names), "winners_index": [c + 1 for c in sheet.winners]}
            )
    show_comparison(papers.candidates, wanted, rows, as_json=as_json)


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
    options = options_of(file, candidates, form, contest, question, None, None, encoding)
    papers = receive(receive_source(file, encoding), Papers, options)
    write_whole(target, writers[target.suffix](papers))
    print(f"{target}: {papers.n:,} papers, {len(papers.candidates)} candidates")
