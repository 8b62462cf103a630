r"""BLT, the file of Hill, Wichmann and Woodall's program that every STV program reads; and HIL, Tideman's variant of
it.

    4 2                     candidates, seats
    -2                      candidate 2 has withdrawn (any number of these)
    [nick a b c d]          other words for the candidates, in order (Droop); [tie ...] and [droop ...] are passed over
    3 1 4=2 - 3 0           three papers: first 1, then 4 and 2 alike, a number left out, then 3; 0 ends the paper
    0                       end of the papers
    "Amy" "Bob" ...         the names, then the title; on one line (HIL) or one a line (BLT)

The format is one of words, not of lines: a paper may run on over lines, and the whole file may stand on one
(`words.py`). But where most lines end their paper, one that does not is refused: its 0 was forgotten. After the title
nothing may stand but its source and a remark, both in quotation marks and on lines of their own, and after these,
text that is not read (so in the files of the ERBS validation, which Droop reads). `#` starts a comment outside
quotation marks. A quotation mark inside a name is doubled or escaped. A weight is a whole number: a fraction of a
paper is refused, not rounded. A name without quotation marks is read if it has its line to itself; a second name on
the line of a candidate is the party (`names.py`). A candidate who stands twice on a paper is kept twice (a repeated
preference): what that means is for the rule to say.

>>> from comitia.count.formats.lines import Source
>>> poll = receive_blt(Source("example.blt", b'3 1\n4 1 2 0\n3 3 0\n2 0\n0\n"A" "B" "C" "Example"'))
>>> poll.candidates, poll.seats, poll.title, poll.n
(('A', 'B', 'C'), 1, 'Example', 9)
>>> print(render_blt(poll).decode(), end="")
3 1
2 0
4 1 2 0
3 3 0
0
"A"
"B"
"C"
"Example"
"""

from __future__ import annotations

from collections.abc import Sequence

from comitia.count.formats.blt.names import receive_names
from comitia.count.formats.blt.papers import Part, receive_lines
from comitia.count.formats.blt.words import receive_words
from comitia.count.formats.lines import Source, assemble
from comitia.count.packing import SHARED, SKIPPED
from comitia.count.papers import Papers
from comitia.errors import Malformed


def receive_blt(source: Source, *, keep_receipt: bool = False) -> Papers:
    """Read a BLT or HIL file.

    With `keep_receipt` the papers are taken to stand in the order in which they were received.

    Raises:
        Malformed: with file, line, found and expected; nothing is half-read.
    """
    lines = source.lines()
    part = _receive_papers(source, lines, keep_receipt)
    head = part.head
    names, title = receive_names(source, part.after, head.candidates, len(lines))
    try:
        return assemble(
            names,
            part.marks,
            part.weights,
            part.groups,
            withdrawn=frozenset(head.withdrawn),
            seats=head.seats,
            title=title,
        )
    except Malformed as fault:
        raise Malformed(f"{source.name}: {fault}") from None


def _receive_papers(source: Source, lines: Sequence[bytes], keep_receipt: bool) -> Part:
    """One paper a line, as nearly every file has them; where that fails, word by word."""
    try:
        return receive_lines(source, lines, keep_receipt)
    except Malformed as fault:
        cause = fault
    if _leaves_one_open(lines):
        raise cause
    return receive_words(source, lines, keep_receipt, cause)


def _leaves_one_open(lines: Sequence[bytes]) -> bool:
    """Whether most lines end a paper and some line does not: more likely a forgotten 0 than a paper over two lines."""
    body = [words for line in lines[1:] if (words := line.partition(b"#")[0].split())]
    end = next((at for at, words in enumerate(body) if words[0] == b"0"), len(body))
    papers = [words for words in body[:end] if not words[0].startswith((b"-", b"["))]
    ended = sum(words[-1] == b"0" for words in papers)
    return len(papers) / 2 < ended < len(papers)


def render_blt(papers: Papers) -> bytes:
    """Write papers as BLT; receiving them again gives the same papers (equal, skipped and repeated marks included).

    Raises:
        Malformed: a number was given to candidates that the papers do not name; BLT cannot say that.
    """
    if papers.marks.size and int(papers.marks.min()) < SKIPPED:
        raise Malformed("BLT cannot hold a number that was given to unnamed candidates; write JSON")
    out = [f"{len(papers.candidates)} {papers.seats or 1}"]
    out.extend(f"-{c + 1}" for c in sorted(papers.withdrawn))
    for row, weight in zip(papers.marks.tolist(), papers.weights.tolist(), strict=True):
        out.append(" ".join(filter(None, (str(weight), _paper(row), "0"))))
    out.append("0")
    out.extend(_quoted(name) for name in papers.candidates)
    out.append(_quoted(papers.title))
    return ("\n".join(out) + "\n").encode()


def _paper(row: Sequence[int]) -> str:
    while row and row[-1] == SKIPPED:
        row = row[:-1]
    text = ""
    for mark in row:
        word = "-" if mark == SKIPPED else str((mark & ~SHARED) + 1)
        text += ("=" if mark >= SHARED else " ") + word
    return text.strip()


def _quoted(name: str) -> str:
    plain = " ".join(name.split("\n")).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'
