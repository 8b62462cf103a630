"""BLT and HIL: everything that people write in them, and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from comitia.count import Papers
from comitia.count.formats import Source, receive, render_blt, render_csv, render_plain
from comitia.count.formats.blt import receive_blt
from tests.count.condorcet.papers_at_random import of_vectors, rank_vectors

DATA = Path(__file__).parent / "data"
HEAD = b"3 2\n"
TAIL = b'0\n"Ann"\n"Bob"\n"Cid"\n"Title"\n'


def read(body: bytes) -> Papers:
    return receive_blt(Source("x.blt", HEAD + body + TAIL))


def places(papers: Papers) -> dict[str, int]:
    """Each paper in BLT's own words, and how many there are."""
    lines = render_blt(papers).decode().splitlines()[1:]
    rows = [line for line in lines[: lines.index("0")] if not line.startswith("-")]
    return {" ".join(line.split()[1:-1]): int(line.split()[0]) for line in rows}


def test_comments_margins_and_a_withdrawal_are_read() -> None:
    papers = receive(Source("atwood_so.blt", (DATA / "atwood_so.blt").read_bytes()))
    assert papers.candidates == ("Amy", "Bob", "Chuck", "Diane")
    assert (papers.seats, papers.title, papers.n) == (2, "Gardening Club Election", 10)
    assert papers.withdrawn == {1}


def test_names_on_one_line_are_hil_and_a_dos_end_of_file_is_passed_over() -> None:
    raw = (DATA / "A72.hil").read_bytes()
    papers = receive(Source("A72.hil", raw))
    assert (papers.candidates, papers.title) == (("1", "2", "3"), "f:a72")
    assert receive(Source("A72.hil", raw + b"\r\n\x1a")).n == papers.n


def test_equal_skipped_repeated_and_blank_papers_are_kept_as_they_are() -> None:
    papers = read(b"4 1=2 3 0\n3 1 - 3 0\n2 1 2 1 0\n5 0\n")
    assert places(papers) == {"1=2 3": 4, "1 - 3": 3, "1 2 1": 2, "": 5}


def test_short_names_and_lines_before_the_head_are_read() -> None:
    equal = receive(Source("eq2.blt", (DATA / "eq2.blt").read_bytes()))
    assert places(equal)["1 2=3 4"] == 5
    votelib = receive(Source("custom_blt.stv", (DATA / "custom_blt.stv").read_bytes()))
    assert (votelib.candidates, votelib.n) == (("A", "B", "C", "D", "E"), 100)


def test_quotation_marks_hashes_and_parties_in_names() -> None:
    raw = b'2 1\n1 1 0 # a comment\n0\n"Ann ""the #1"" Ray" "Lab"\n"Bob \\"B\\" Lee" "Con"\n"Ward 1"\n'
    papers = receive_blt(Source("x.blt", raw))
    assert papers.candidates == ('Ann "the #1" Ray (Lab)', 'Bob "B" Lee (Con)')
    assert papers.title == "Ward 1"


def test_papers_received_one_after_the_other_keep_their_order() -> None:
    raw = HEAD + b"1 2 0\n2 1 0\n1 2 0\n" + TAIL
    papers = receive_blt(Source("x.blt", raw), keep_receipt=True)
    assert papers.receipt is not None
    assert [papers.marks[k][0] for k in papers.receipt] == [1, 0, 0, 1]


def test_the_same_paper_on_several_lines_is_counted_together() -> None:
    assert places(read(b"1 2 1 0\n1 2 1 0\n5 2 1 0\n")) == {"2 1": 7}


@pytest.mark.parametrize(
    ("raw", "line", "words"),
    [
        (b"", None, "an empty file"),
        (b"\n\n", None, "an empty file"),
        (b"three 2\n", 1, "'three 2', expected the number of candidates"),
        (b"3\n", 1, "'3', expected the number of candidates"),
        (b"0 1\n", 1, "'0 1'"),
        (b"3 0\n", 1, "'3 0'"),
        (b"3 -1\n", 1, "'3 -1'"),
        (HEAD + b"-4\n1 1 0\n" + TAIL, 2, "'-4', expected withdrawn candidates"),
        (HEAD + b"1 4 0\n" + TAIL, 2, "'1 4 0', expected a weight, candidates from 1 to 3"),
        (HEAD + b"1 1 2\n" + TAIL, 2, "'1 1 2', expected a weight"),
        (HEAD + b"1 1 0\n1 x 0\n" + TAIL, 3, "'x' is none of these"),
        (HEAD + b"1.5 1 0\n" + TAIL, 2, "the weight a whole number"),
        (HEAD + b"-1 1 0\n" + TAIL, 2, "'-1 1 0'"),
        (HEAD + b"1 1 0 2 0\n" + TAIL, 2, "'1 1 0 2 0'"),
        (HEAD + b"0 1 0\n" + TAIL, 2, "'0 1 0'"),
        (HEAD + b"1\n" + TAIL, 2, "'1', expected a weight"),
        (HEAD + b"99999999999999999999 1 0\n" + TAIL, 2, "the weight a whole number"),
        (HEAD + b"1 1 0\n", 2, "the end of the file, expected a line with 0 alone"),
        (HEAD + b'1 1 0\n0\n"Ann"\n"Bob"\n', 5, "after 2 name(s), expected 3 names"),
        (HEAD + b'1 1 0\n0\n"Ann"\n"Bob\n"Cid"\n', 5, "'\"Bob', expected a name"),
        (HEAD + b'1 1 0\n0\n"Ann"\n"Ann"\n"Cid"\n', None, "two candidates"),
        (HEAD + b'1 1 0\n0\n"A"\n"B"\n"C"\n"T"\n"D"\n"E"\n"F"\n', 10, "expected the end"),
        (HEAD + b"[nick a b]\n1 1 0\n" + TAIL, 2, "3 different short names"),
        (HEAD + b"[what is this]\n1 1 0\n" + TAIL, 2, "[nick ...]"),
        (HEAD + b"1 1 0\n\xff\n" + TAIL, 3, "the byte 0xff, expected UTF-8 text"),
    ],
)
def test_what_is_malformed_is_refused_with_file_line_found_and_expected(
    raw: bytes, line: int | None, words: str
) -> None:
    from comitia.errors import Malformed

    with pytest.raises(Malformed) as caught:
        receive_blt(Source("ward.blt", raw))
    message = str(caught.value)
    assert message.startswith(f"ward.blt, line {line}: found " if line else "ward.blt: "), message
    assert words in message


@given(rank_vectors())
def test_receiving_what_was_written_gives_the_same_papers(vectors: tuple[list[list[int]], list[int]]) -> None:
    papers = of_vectors(vectors)
    for name, raw in (("p.blt", render_blt(papers)), ("p.json", render_plain(papers))):
        again = receive(Source(name, raw))
        assert places(again) == places(papers)
        assert again.candidates == papers.candidates
    table = receive(Source("p.csv", render_csv(papers)), Papers)
    named = {tuple(p) for p in named_rows(papers)}
    assert {tuple(p) for p in named_rows(table)} == named
    assert table.n == papers.n


def named_rows(papers: Papers) -> list[list[str]]:
    from comitia.count.formats.plain import places as of_row

    out = []
    for row, weight in zip(papers.marks.tolist(), papers.weights.tolist(), strict=True):
        cells = ["=".join(sorted(papers.candidates[c] for c in p)) if isinstance(p, list) else "" for p in of_row(row)]
        out.append([str(weight), *cells])
    return out
