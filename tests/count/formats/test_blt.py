"""BLT and HIL: everything that people write in them, and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from comitia.count import Papers
from comitia.count.formats import Source, receive, render_blt, render_csv, render_plain
from comitia.count.formats.blt import receive_blt
from comitia.errors import Malformed
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
    with pytest.raises(Malformed) as caught:
        receive_blt(Source("ward.blt", raw))
    message = str(caught.value)
    assert message.startswith(f"ward.blt, line {line}: found " if line else "ward.blt: "), message
    assert words in message


# Names, with parties and without


def named(tail: str, count: int = 3) -> tuple[tuple[str, ...], str]:
    papers = receive_blt(Source("n.blt", f"{count} 1\n1 1 0\n0\n{tail}".encode()))
    return papers.candidates, papers.title


def refused(raw: str) -> str:
    with pytest.raises(Malformed) as caught:
        receive_blt(Source("n.blt", raw.encode()))
    return str(caught.value)


def test_an_independent_among_candidates_with_parties_keeps_his_own_name() -> None:
    assert named('"Ann" "Labour"\n"Bob"\n"Cyd"\n"Title"\n') == (("Ann (Labour)", "Bob", "Cyd"), "Title")
    assert named('"Ann"\n"Bob" "Con"\n"Cyd" ""\n"Title"\n') == (("Ann", "Bob (Con)", "Cyd"), "Title")
    assert named('"Ann" "Labour"\n"Bob"\n"Cyd" "Con"\n') == (("Ann (Labour)", "Bob", "Cyd (Con)"), "")
    assert named('"Ann" "Labour"\n"Title"\n', 1) == (("Ann (Labour)",), "Title")


def test_names_on_one_line_or_broken_where_it_may_be_are_counted_one_by_one() -> None:
    assert named('"Ann" "Bob" "Cyd" "Title"') == (("Ann", "Bob", "Cyd"), "Title")
    assert named('"Ann" "Bob" "Cyd"\n"Title"') == (("Ann", "Bob", "Cyd"), "Title")
    assert named('"Ann" "Bob"\n"Cyd" "Title"') == (("Ann", "Bob", "Cyd"), "Title")
    assert named('"Ann" "Title"', 1) == (("Ann",), "Title")


@pytest.mark.parametrize("tail", ['"A" "B"\n"C"\n"D"\n', '"A"\n"B"\n"C" "D"\n', '"A"\n"B" "C"\n"D"\n'])
def test_a_party_that_may_be_a_name_is_refused(tail: str) -> None:
    assert "a name and its party, or two names" in refused(f"3 1\n1 1 0\n0\n{tail}")


WHOLE = '3 1\n1 1 0\n0\n"A"\n"B"\n"C"\n"T"\n'


@pytest.mark.parametrize(
    ("behind", "line"),
    [
        ('"x"\n', 8),
        ("text\n", 8),
        ("1 2 0\n", 8),
        (WHOLE, 8),
        ('"s"\n"r"\n' + WHOLE, 10),
        ('"s"\n"r"\ntext\n"D"\n', 11),
    ],
)
def test_nothing_stands_behind_the_title_unread(behind: str, line: int) -> None:
    assert refused(WHOLE + behind).startswith(f"n.blt, line {line}: found ")
    assert "expected the end" in refused(WHOLE + behind)
    assert "expected the end" in refused('3 1\n1 1 0\n0\n"A" "B" "C" "T" "U"')
    assert "line 3: found '1 2 0'" in refused('3 1\n0\n1 2 0\n0\n"A"\n')


def test_source_and_remark_of_the_validation_files_are_passed_over_with_the_text_behind_them() -> None:
    behind = '"Wichmann"\n"Validation for ERBS"\nFirst Prefs\n  0119 32 43\nQuota  84.88\n72\n'
    assert receive_blt(Source("M.blt", (WHOLE + behind).encode())).title == "T"


# Words, not lines


@pytest.mark.parametrize(
    "raw",
    [
        '3 1\n4 1 2 # half\n0\n\n2\n3\n0\n1 0\n0\n"A"\n"B"\n"C"\n"T"\n',
        '3 1 4 1 2 0 2 3 0 1 0 0 "A" "B" "C" "T"',
        '3 1\n4 1 2 0 2 3 0 1 0 0\n"A" "B" "C" "T"',
        '3 1\n(a 1) 4 1 2 0\n2 3 0\n1 0\n0 "A" "B" "C" "T"',
    ],
)
def test_a_paper_over_two_lines_and_a_file_on_one_line_are_read(raw: str) -> None:
    for keep in (False, True):
        papers = receive_blt(Source("w.blt", raw.encode()), keep_receipt=keep)
        assert (papers.candidates, papers.title, papers.seats) == (("A", "B", "C"), "T", 1)
        assert places(papers) == {"1 2": 4, "3": 2, "": 1}


def test_a_forgotten_0_among_papers_of_a_line_each_joins_nothing() -> None:
    assert "line 3: found '2 3'" in refused('3 1\n4 1 0\n2 3\n1 2 0\n1 1 0\n0\n"A"\n"B"\n"C"\n"T"\n')


@given(rank_vectors())
def test_a_file_put_on_one_line_holds_the_same_papers(vectors: tuple[list[list[int]], list[int]]) -> None:
    papers = of_vectors(vectors)
    again = receive_blt(Source("w.blt", render_blt(papers).replace(b"\n", b" ")))
    assert (places(again), again.candidates) == (places(papers), papers.candidates)


def test_a_file_on_one_line_may_hold_withdrawals_short_names_and_equals() -> None:
    papers = receive_blt(Source("w.blt", b'3 2 -2 [nick a b c] 4 a=c - b 0 1 2 1 2 0 0 "A" "B" "C"'), keep_receipt=True)
    assert (papers.withdrawn, papers.seats, papers.title) == ({1}, 2, "")
    assert places(papers) == {"1=3 - 2": 4, "2 1 2": 1}


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("3 1\n4 1\n2 0\n2 x 0\n0\n" + '"A" "B" "C"', "line 2: found '4 1', expected a weight"),
        ("3 1\n4\n1\n2 0\nx 1 0\n0\n" + '"A" "B" "C"', "line 5: found 'x 1 0'"),
        ("3 1\n1 1 2\n1 3 1 0\n0\n" + '"A" "B" "C"', "line 2: found '1 1 2', expected a weight"),
        ("3 1\n1 2\n0\n1 1 2 0 3 0\n0\n" + '"A" "B" "C"', "line 4: found '1 1 2 0 3 0'"),
        ("3 1\n-1 1 0\n1 2\n0\n0\n" + '"A" "B" "C"', "line 2: found '-1 1 0'"),
        ('3 1 1 1 0 0 "A" "B"', "line 1: found the end of the file after 2 name(s)"),
        ('3 1 1 1 0 "A" "B" "C"', "line 1: found '3 1 1 1 0"),
        ("3 1 1 1 0 0 A B C", "line 1: found '3 1 1 1 0"),
        ("3 1\n1 1\n2 0", "line 3: found the end of the file"),
    ],
)
def test_words_that_make_no_papers_are_refused_with_their_line(raw: str, words: str) -> None:
    assert words in refused(raw)


def test_half_a_million_papers_a_line_each_are_read_together() -> None:
    raw = b"5 2\n" + b"".join(b"1 %d %d 0\n" % (k % 5 + 1, (k + k // 5 % 4 + 1) % 5 + 1) for k in range(500_000))
    papers = receive_blt(Source("big.blt", raw + b'0\n"A"\n"B"\n"C"\n"D"\n"E"\n"T"\n'))
    assert papers.n == 500_000


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
