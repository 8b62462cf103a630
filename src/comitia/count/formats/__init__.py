"""Files of papers: read strictly, by one door, in the shape that the method counts.

`receive(source, takes)` looks at the name of the file, then at its first bytes, and hands it to the reader of that
form. What a reader cannot read it refuses with file, line, found and expected (`Malformed`); it never gives half a
file. The forms:

| form | reads | writes |
| --- | --- | --- |
| blt, hil | `blt.py` | `render_blt` |
| soc, soi, toc, toi | `preflib.py` | |
| csv, tsv | `table.py`, `profiles.py` | `render_csv` |
| abif | `abif.py` | |
| json | `plain.py`, `belenios.py`, `nist.py`, `rctab.py`, `tally.py` | `render_plain` |
| xml | `nist.py` | |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from comitia.count.formats.abif import receive_abif, receive_abif_scores
from comitia.count.formats.belenios import receive_answer_grades, receive_answers
from comitia.count.formats.blt import receive_blt, render_blt
from comitia.count.formats.convert import only_candidates, papers_of_tally, tally_of_papers
from comitia.count.formats.lines import Source
from comitia.count.formats.nist import receive_nist
from comitia.count.formats.plain import receive_plain, receive_plain_grades, render_csv, render_plain
from comitia.count.formats.preflib import receive_preflib
from comitia.count.formats.profiles import FIRST_LINE, is_mggg, receive_mggg, receive_votekit
from comitia.count.formats.rctab import receive_rctab
from comitia.count.formats.table import receive_table, receive_table_grades
from comitia.count.formats.tally import is_tally_table, receive_tally
from comitia.count.papers import GradedPapers, Papers, Tally
from comitia.errors import Malformed

__all__ = [
    "FORMS",
    "Options",
    "Source",
    "form_of",
    "receive",
    "receive_rctab",
    "render_blt",
    "render_csv",
    "render_plain",
]

FORMS = ("blt", "hil", "soc", "soi", "toc", "toi", "csv", "abif", "papers", "answers", "nist", "rctab", "tally")
ENDINGS = {
    "blt": "blt", "hil": "hil", "stv": "blt", "soc": "soc", "soi": "soi", "toc": "toc", "toi": "toi", "csv": "csv",
    "tsv": "csv",
    "abif": "abif", "xml": "nist",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Options:
    """What the file itself does not say.

    `form` names the form outright; `candidates` the names, where the file has none (otherwise: only these stand);
    `labels` the grades, best first; `contest`, `question` and `column` choose in a file that holds several;
    `keep_receipt` keeps the order in which the papers stand; `beside` gives a file that the first one names."""

    form: str | None = None
    candidates: tuple[str, ...] | None = None
    labels: tuple[str, ...] = ()
    contest: str | None = None
    question: int | None = None
    column: str | None = None
    keep_receipt: bool = False
    beside: Callable[[str], Source] | None = None


def receive(source: Source, takes: Any = Papers, options: Options | None = None) -> Any:
    """The papers of a file, as the kind that a method `takes`.

    `Papers`, `GradedPapers`, `Tally` or a union of them; `Division`, `Rounds`, `College`, `Delegations`.

    Raises:
        Malformed: the file is not what it seems to be, or cannot be read as that kind.
    """
    chosen = options or Options()
    form = chosen.form or form_of(source)
    if form not in FORMS:
        raise Malformed(f"no form is called {form!r}; there are: {', '.join(FORMS)}")
    wanted = _kinds(takes)
    if not wanted & {Papers, GradedPapers, Tally}:
        return _special(source, wanted, chosen)
    if wanted == {GradedPapers} or (GradedPapers in wanted and _holds_numbers(source, form)):
        return _graded(source, form, chosen)
    if form == "tally" or (form == "csv" and _holds_votes_added_up(source, wanted)):
        tally = receive_tally(source, column=chosen.column)
        return tally if Tally in wanted else only_candidates(papers_of_tally(tally), chosen.candidates)
    papers = _ranked(source, form, chosen)
    return papers if Papers in wanted else tally_of_papers(papers)


def form_of(source: Source) -> str:
    """The form of a file, by its ending, else by its first bytes.

    Raises:
        Malformed: neither tells.
    """
    head = source.raw[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    ending = re.sub(r"\.gz$", "", source.name.lower()).rpartition(".")[2]
    if ending in ENDINGS and not (ending == "stv" and head[:1] == b"{"):
        return ENDINGS[ending]
    if not head:
        raise Malformed(f"{source.name}: found an empty file, expected papers")
    if head[:1] == b"[" and ending in {"json", "txt", source.name.lower()}:
        return "answers"
    if head[:1] == b"{" and ending != "txt":
        return _form_of_json(source.raw)
    if head[:1] == b"<":
        return "nist"
    if re.match(rb"#\s*(FILE NAME|TITLE|DATA TYPE|NUMBER)", head):
        return "toi"
    if re.match(rb"\d+[ \t]+\d+[ \t]*(#[^\n]*)?\r?\n", head):
        return "blt"
    if re.search(rb"^\s*\d+\s*:", head, re.MULTILINE):
        return "abif"
    if ending == "json":
        return "answers"
    raise Malformed(f"{source.name}: cannot tell what form this file has; say it with --format ({', '.join(FORMS)})")


def _form_of_json(raw: bytes) -> str:
    if b'"comitia-papers-1"' in raw[:2000] or b'"comitia-papers-1"' in raw[-2000:]:
        return "papers"
    if b'"cvrFileSources"' in raw:
        return "rctab"
    if re.search(rb'"CVR"\s*:', raw):
        return "nist"
    return "answers" if re.search(rb'"result"\s*:', raw) else "tally"


def _kinds(takes: Any) -> set[Any]:
    return set(getattr(takes, "__args__", (takes,)))


def _ranked(source: Source, form: str, options: Options) -> Papers:
    keep = options.keep_receipt
    if form == "answers":
        return receive_answers(source, candidates=options.candidates, question=options.question, keep_receipt=keep)
    if form == "rctab":
        if options.beside is None:
            raise Malformed(f"{source.name}: names other files, and none were handed in with it")
        return only_candidates(receive_rctab(source, options.beside).papers, options.candidates)
    if form == "csv" and is_mggg(source):
        return only_candidates(receive_mggg(source, keep_receipt=keep), options.candidates)
    if form == "csv" and not source.raw.startswith(FIRST_LINE):
        return receive_table(source, candidates=options.candidates, keep_receipt=keep)
    readers: dict[str, Callable[[], Papers]] = {
        "blt": lambda: receive_blt(source, keep_receipt=keep),
        "hil": lambda: receive_blt(source, keep_receipt=keep),
        "csv": lambda: receive_votekit(source, keep_receipt=keep),
        "abif": lambda: receive_abif(source, keep_receipt=keep),
        "papers": lambda: receive_plain(source, keep_receipt=keep),
        "nist": lambda: receive_nist(source, contest=options.contest, keep_receipt=keep),
    }
    read = readers.get(form, lambda: receive_preflib(source, kind=form, keep_receipt=keep))
    return only_candidates(read(), options.candidates)


def _graded(source: Source, form: str, options: Options) -> GradedPapers:
    if form == "answers":
        return receive_answer_grades(
            source, candidates=options.candidates, question=options.question, labels=options.labels
        )
    if form == "abif":
        return receive_abif_scores(source)
    if form == "csv":
        return receive_table_grades(source, labels=options.labels)
    if form == "papers":
        return receive_plain_grades(source)
    raise Malformed(
        f"{source.name}: holds rankings ({form}), and this method counts scores or grades; give answers (JSON), "
        "CSV with one candidate a column, or ABIF with scores"
    )


def _special(source: Source, wanted: set[Any], options: Options) -> Any:
    """What is not papers of one poll."""
    from comitia.count.formats import special
    from comitia.count.lists.delegates import Delegations
    from comitia.count.simple.division import Division
    from comitia.count.transferable.electoral_college import College
    from comitia.count.transferable.exhaustive import Rounds

    def papers_beside(name: str) -> Papers:
        if options.beside is None:
            raise Malformed(f"{source.name}: names the file {name!r}, and none was handed in with it")
        papers = receive(options.beside(name), Papers, options)
        assert isinstance(papers, Papers)
        return papers

    readers: dict[Any, Callable[[], Any]] = {
        Division: lambda: special.receive_division(source, options.column),
        Rounds: lambda: special.receive_rounds(source),
        College: lambda: special.receive_college(source, papers_beside),
        Delegations: lambda: special.receive_delegations(source),
    }
    for kind, read in readers.items():
        if kind in wanted:
            return read()
    names = ", ".join(sorted(getattr(kind, "__name__", str(kind)) for kind in wanted))
    raise Malformed(f"{source.name}: {names} cannot be read from a file")


def _holds_numbers(source: Source, form: str) -> bool:
    """Whether a table gives numbers to candidates, one column each (votes, not ranks, for the cumulative vote)."""
    return form == "csv" and not _holds_rankings(source)


def _holds_votes_added_up(source: Source, wanted: set[Any]) -> bool:
    """Whether a table is a tally: where nothing else is counted unless it holds rankings, else if its head says so."""
    return not _holds_rankings(source) if wanted == {Tally} else is_tally_table(source)


def _holds_rankings(source: Source) -> bool:
    if source.raw.startswith(FIRST_LINE):
        return True
    first: Sequence[bytes] = source.lines()[:1]
    return bool(first) and bool(re.search(rb"choice|rank|preference", first[0], re.IGNORECASE))
