"""PrefLib, CSV, ABIF, Belenios' answers, VoteKit, MGGG, NIST, RCTab, tallies: read, and refused with a place."""

from __future__ import annotations

import gzip
import time
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.count import GradedPapers, Papers, Tally, method_named, tell
from comitia.count.formats import Options, Source, form_of, receive, receive_rctab, render_blt
from comitia.count.formats.belenios import marks_of_ranks
from comitia.count.formats.nist import contests, receive_nist
from comitia.count.formats.special import receive_college, receive_delegations, receive_rounds, share_of
from comitia.errors import ComitiaError, Malformed
from tests.count.condorcet.papers_at_random import rank_vectors

DATA = Path(__file__).parent / "data"


def source(name: str) -> Source:
    raw = (DATA / name).read_bytes()
    return Source(name, gzip.decompress(raw) if name.endswith(".gz") else raw)


def papers_of(name: str, **options: object) -> Papers:
    found = receive(source(name), Papers, Options(**options))  # type: ignore[arg-type]
    assert isinstance(found, Papers)
    return found


def told(papers: Papers) -> dict[str, int]:
    """Papers in words: `A>B=C` and how many."""
    from comitia.count.formats.plain import places

    out: dict[str, int] = {}
    for row, weight in zip(papers.marks.tolist(), papers.weights.tolist(), strict=True):
        words = [
            "=".join(papers.candidates[c] for c in p) if isinstance(p, list) else ("?" if p < -1 else "")
            for p in places(row)
        ]
        out[">".join(words)] = weight
    return out


def table(text: str, **options: object) -> Papers:
    found = receive(Source("t.csv", text.encode()), Papers, Options(**options))  # type: ignore[arg-type]
    assert isinstance(found, Papers)
    return found


# PrefLib

SOC = "# NUMBER ALTERNATIVES: 3\n# NUMBER VOTERS: 7\n" + "".join(
    f"# ALTERNATIVE NAME {k}: {name}\n" for k, name in enumerate("ABC", 1)
)


def test_preflib_orders_of_today_and_of_before_2021_are_the_same() -> None:
    new = receive(Source("x.toi", f"{SOC}4: 1,{{2,3}}\n3: 2\n".encode()))
    old = receive(Source("x.toi", b"3\n1,A\n2,B\n3,C\n7,7,2\n4,1,{2,3}\n3,2\n"))
    assert told(new) == told(old) == {"A>B=C": 4, "B": 3}


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("x.soc", "4: 1,2\n3: 3,2,1\n", "line 6: found '4: 1,2', expected all 3 alternatives"),
        ("x.soi", "4: 1,{2,3}\n3: 3\n", "expected no equal alternatives"),
        ("x.toc", "4: 1,2,4\n3: 3,2,1\n", "alternatives from 1 to 3"),
        ("x.toc", "4: 1,2,2\n3: 3,2,1\n", "2 stands twice"),
        ("x.soc", "4: 1,2,3\n", "found 4 papers, expected 7, as the head says"),
        ("x.soc", "x: 1,2,3\n", "expected a weight, ':'"),
        ("x.toc", "7: 1,{2,3\n", "equal ones in braces"),
        ("x.soc", "7: 1,2,3,\n", "expected a weight"),
    ],
)
def test_preflib_holds_files_to_what_their_ending_promises(name: str, body: str, words: str) -> None:
    with pytest.raises(Malformed) as caught:
        receive(Source(name, (SOC + body).encode()))
    assert words in str(caught.value)


# CSV


def test_one_rank_a_column_has_names_in_its_cells() -> None:
    papers = table('ID,Choice 1,Choice 2,Choice 3\n1,"Smith, J",B,\n2,,B,"Smith, J"\n3,overvote,B,\n4,B=C,,\n')
    assert papers.candidates == ("Smith, J", "B", "C")
    assert told(papers) == {"Smith, J>B": 1, ">B>Smith, J": 1, "?>B": 1, "B=C": 1}


@pytest.mark.parametrize(
    "head", ["1,2,3", "1st,2nd,3rd", "rank1,rank2,rank3", "Rank 1,Rank 2,Rank 3", "First,Second,Third",
     "First preference,Second preference,Third preference", "first_choice,second_choice,third_choice"],
)  # fmt: skip
def test_columns_for_ranks_may_be_called_many_things(head: str) -> None:
    assert told(table(f"{head}\nAnn,Bob,\nBob,,Ann\n")) == {"Ann>Bob": 1, "Bob>>Ann": 1}


def test_one_candidate_a_column_has_ranks_in_its_cells() -> None:
    papers = table("voter;A;B;C;count\nx;1;2;;40\ny;;1;1;2\nz;3;1;;1\n")
    assert told(papers) == {"A>B": 40, "B=C": 2, "B>>A": 1}


def test_one_ranking_a_cell_and_a_bare_tally_are_read() -> None:
    assert told(table("ranking,count\nA>B=C,12\nB>>C,3\n")) == {"A>B=C": 12, "B>>C": 3}
    assert told(table("Zuzana;870\nMaroš;400\n")) == {"Zuzana": 870, "Maroš": 400}


def test_votes_added_up_under_a_head_are_first_votes() -> None:
    """The usual form of a first-past-the-post result; d'Hondt reads the same file."""
    for text in ("candidate,votes\nAnn,12\nBob,30\n", "Candidate;Party;Votes\nAnn;Lab;12\nBob;Con;30\n"):
        papers = table(text)
        assert told(papers) == {"Ann": 12, "Bob": 30}
        assert tell("fptp", papers, seats=1).winner_names == ("Bob",)
        assert receive(Source("x.csv", text.encode()), Tally).votes == (12, 30)
    assert told(table("candidate,votes\nAnn>Bob,12\n")) == {"Ann>Bob": 12}
    with pytest.raises(Malformed, match="line 3: found 'Ann', expected each name once"):
        table("candidate,votes\nAnn,12\nAnn,30\n")
    with pytest.raises(Malformed, match="2 columns of numbers"):
        table("candidate,votes,turnout\nAnn,12,50\nBob,30,60\n")


def test_names_given_beforehand_fix_the_order_and_refuse_others() -> None:
    text = "Choice 1,Choice 2\nB,A\nA,\n"
    assert table(text, candidates=("A", "B", "C")).candidates == ("A", "B", "C")
    with pytest.raises(Malformed, match="line 2: found 'B', expected one of the candidates"):
        table(text, candidates=("A", "C"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "an empty file"),
        ("A,B\n1,x\n", "line 2: found 'x', expected a rank for 'B'"),
        ("A,B\n1,-2\n", "line 2: found '-2', expected a rank for 'B'"),
        ("Choice 1,Choice 2\nA,B,C\n", "line 2: found 3 cells, expected 2"),
        ('A,B\n"1,2\n', "line 2: found a row that cannot be read"),
        ("Choice 1,count\nA,many\n", "line 2: found 'many', expected a whole number of papers"),
        ("A,A\n1,2\n", "two candidates"),
    ],
)
def test_a_malformed_table_is_refused_with_its_line(text: str, words: str) -> None:
    with pytest.raises(Malformed) as caught:
        table(text)
    assert words in str(caught.value)


def test_scores_and_named_grades_stand_one_candidate_a_column() -> None:
    scores = receive(Source("s.csv", b"A,B\n5,0\n,3\n5,0\n"), GradedPapers)
    assert (scores.grades.tolist(), scores.weights.tolist()) == ([[5, 0], [-1, 3]], [2, 1])
    grades = receive(Source("g.csv", b"A,B\nGood,Poor\n"), GradedPapers, Options(labels=("Good", "Fair", "Poor")))
    assert grades.grades.tolist() == [[0, 2]]
    with pytest.raises(Malformed, match="found 'Bad', expected one of the grades Good, Poor for 'B'"):
        receive(Source("g.csv", b"A,B\nGood,Bad\n"), GradedPapers, Options(labels=("Good", "Poor")))


# ABIF


def test_abif_ranks_by_signs_by_scores_and_by_both() -> None:
    capital = papers_of("commasep_tn-example-missing-scores.abif")
    assert capital.candidates[0] == "Memphis, TN"
    assert "Nashville, TN>Chattanooga, TN>Knoxville, TN>Memphis, TN" in told(capital)
    assert papers_of("commasep_commasquare.abif").candidates == ("A,X", "B,Y", "C,Z")
    assert told(papers_of("mock-elections_tennessee-example-overvote-02.abif"))["Knox=Chat=Nash>Memph"] == 17
    blank = papers_of("mock-elections_tennessee-example-blank-prefstr.abif")
    assert (blank.n, told(blank)[""]) == (1000, 500)


def test_abif_takes_quotation_marks_off_a_name_wherever_it_stands() -> None:
    papers = receive(Source("x.abif", b'="B":"Bob"\n=C:[Cyd]\n=D:Di "the Ace" Ray\n3:B>C\n2:"Bob">D\n'))
    assert papers.candidates == ("Bob", "Cyd", 'Di "the Ace" Ray')
    assert told(papers) == {"Bob>Cyd": 3, 'Bob>Di "the Ace" Ray': 2}
    with pytest.raises(Malformed, match="line 1: found '=B:\"\"', expected a candidate's word and name, neither"):
        receive(Source("x.abif", b'=B:""\n3:B\n'))


def test_abif_scores_elect_the_capital_by_star() -> None:
    scores = receive(source("mock-elections_tennessee-example-STAR.abif"), GradedPapers)
    assert tell("star", scores).winner_names == ("Nashville, TN",)
    with pytest.raises(Malformed, match=r"line 1: found .*, expected scores after the candidates"):
        receive(source("commasep_commasquare.abif"), GradedPapers)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no papers"),
        ("A>B\n", "line 1: found 'A>B', expected a number of papers"),
        ("x:A>B\n", "line 1"),
        ("3:A>>B\n", "cannot read"),
        ("3:A>\n", "it ends with '>'"),
        ("3:A>B>A\n", "each candidate once on a paper"),
        ("{title\n3:A\n", "line 1: found '{title'"),
        ("=A\n3:A\n", "line 1: found '=A'"),
        ("3:A/99999\n", "scores of at most"),
    ],
)
def test_malformed_abif_is_refused_with_its_line(text: str, words: str) -> None:
    with pytest.raises(Malformed) as caught:
        receive(Source("x.abif", text.encode()))
    assert words in str(caught.value)


# Belenios' plain answers


def test_plain_answers_are_ranks_by_candidate_with_names_from_outside() -> None:
    raw = b"[[4,1,2,5,3],[1,0,2,0,0],[1,1,0,0,3]]"
    papers = receive(Source("a.json", raw), Papers, Options(candidates=tuple("abcde")))
    assert told(papers) == {"b>c>e>a>d": 1, "a>c": 1, "a=b>>e": 1}


def test_answers_inside_a_result_are_found_and_one_of_several_is_chosen() -> None:
    raw = b'{"result": [[3, 2], [[1,2],[2,1]], [[1,0],[1,2]]]}'
    assert told(receive(Source("result.json", raw), Papers, Options(question=3))) == {"1": 1, "1>2": 1}
    with pytest.raises(Malformed, match="2 questions answered by ranks or grades, expected one, or --question"):
        receive(Source("result.json", raw))


@given(rank_vectors())
def test_rank_vectors_are_read_as_the_room_reads_them(vectors: tuple[list[list[int]], list[int]]) -> None:
    rows, _ = vectors
    names = tuple("ABCDE"[: len(rows[0])])
    quick = Papers.of_marks(names, marks_of_ranks(np.array(rows, np.int64)))
    assert render_blt(quick) == render_blt(Papers.of_ranks(names, rows))


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "found an empty file"),
        (b"x", "not JSON"),
        (b"[", "not JSON"),
        (b"[[1,2],[1]]", "with 1 numbers, expected 2"),
        (b"[[1,-2]]", "a list of ranks or grades"),
        (b"[[1,2.5]]", "a list of ranks or grades"),
        (b'[["x"]]', "a list of ranks or grades"),
        (b"[[1 2]]", "not JSON"),
        (b"[[01,2]]", "not JSON"),
        (b"[[1,2]]x", "not JSON"),
        (b"[" * 100_000, "nested deeper"),
        (b"[[true,1]]", "a list of ranks or grades"),
        (b"[[1,2],3]", "a list of ranks or grades"),
    ],
)
def test_malformed_answers_are_refused(raw: bytes, words: str) -> None:
    with pytest.raises(Malformed) as caught:
        receive(Source("a.json", raw))
    assert words in str(caught.value)


def test_half_a_million_plain_answers_are_read_in_less_than_a_second() -> None:
    """The bar is 0.5 s to the result on a quiet machine (see the bench); here a generous bound against regressions."""
    chance = np.random.default_rng(7)
    answers = np.argsort(chance.random((506_438, 5)), axis=1) + 1
    raw = b"[[" + b"],[".join(b"%d,%d,%d,%d,%d" % tuple(row) for row in answers.tolist()) + b"]]"
    started = time.perf_counter()
    papers = receive(Source("a.json", raw))
    assert time.perf_counter() - started < 1
    assert (papers.n, len(papers.marks)) == (506_438, 120)


# Researchers' tables


def test_votekits_profile_and_mgggs_table_are_read() -> None:
    albany = papers_of("albany_profile_head.csv.gz")
    assert albany.candidates[0] == "JOHN ANTHONY MIKI"
    assert albany.n == 191
    ward = papers_of("mggg_head.csv")
    assert (ward.candidates[0], ward.seats, ward.title, ward.n) == (
        "Ian Clarkson (Labour (Lab))",
        4,
        "Irvine West",
        146,
    )


# NIST and RCTab


def test_a_report_in_json_reads_one_contest_with_its_gaps() -> None:
    papers = papers_of("test_set_3_skipped_choice_exhaust_cvr.json.gz")
    assert papers.candidates[:2] == ("Candidate A Name", "Candidate B Name")
    assert (papers.n, papers.title) == (15, "test set 3")
    assert told(papers)[">Candidate B Name>Candidate C Name"] == 1


def test_a_report_in_xml_is_asked_for_one_of_its_contests() -> None:
    report = source("nist_xml_cdf_2.xml.gz")
    assert len(contests(report)) == 25
    with pytest.raises(Malformed, match=r"found 25 contests, expected one contest, named by identifier or name: _1GO"):
        receive_nist(report)
    papers = receive_nist(report, contest="_5TS")
    assert papers.n >= 1
    with pytest.raises(Malformed, match="no contest 'nobody'"):
        receive_nist(report, contest="nobody")


@pytest.mark.parametrize(
    "raw",
    [
        b"<a/>",
        b"<a",
        b'<!DOCTYPE x [<!ENTITY a "b">]><CastVoteRecordReport/>',
        b'{"CVR": 3}',
        b'{"CVR": [3]}',
        b"<" * 5000,
    ],
)
def test_what_is_no_report_is_refused(raw: bytes) -> None:
    with pytest.raises(Malformed):
        receive_nist(Source("r.xml", raw))


def beside(name: str) -> Source:
    stem = name.rpartition(".")[0]
    return source(f"rctab/{stem}.csv")


def test_a_configuration_reads_its_tables_with_its_policy() -> None:
    contest = receive_rctab(source("rctab/exhaust_if_multiple_continuing_config.json"), beside)
    assert told(contest.papers)["A=D>B>C"] == 3
    assert contest.policy.skipped_allowed == 1
    vegetables = receive_rctab(source("rctab/csv_missing_header_test_config.json"), beside)
    assert vegetables.papers.n == 26
    assert vegetables.papers.candidates[-1] == "Undeclared Write-ins"
    primary = receive_rctab(source("rctab/clear_ballot_kansas_primary_config.json"), beside)
    assert (primary.papers.n, primary.seats) == (50, 1)


def test_a_configuration_that_is_wrong_is_refused() -> None:
    good = source("rctab/exhaust_if_multiple_continuing_config.json").raw
    for before, after, words in (
        (b'"provider" : "ess"', b'"provider" : "punch"', "the provider 'punch'"),
        (b'"name" : "A"', b'"name" : ""', "a candidate without a name"),
        (b'"name" : "B"', b'"name" : "A"', "'A' for two candidates"),
        (b'"name" : "D"', b'"name" : "Z"', "found 'D', expected one of the candidates"),
        (b"exhaustIfMultipleContinuing", b"guess", "the overvoteRule 'guess'"),
    ):
        assert before in good
        with pytest.raises(Malformed) as caught:
            receive_rctab(Source("config.json", good.replace(before, after)), beside)
        assert words in str(caught.value)


# Tallies and what is not papers of one poll


def test_tallies_are_read_from_json_and_from_tables() -> None:
    labour = receive(source("labour_leader_2016.json"), Tally)
    assert dict(zip(labour.candidates, labour.votes, strict=True)) == {"Corbyn": 313209, "Smith": 193229}
    slovakia = receive(source("sk_nr_2020.csv"), Tally, Options(column="3"))
    assert slovakia.votes[0] == 721166
    with pytest.raises(Malformed, match="columns of numbers"):
        receive(source("sk_nr_2020.csv"), Tally)


def test_rounds_divisions_colleges_and_delegations_are_read() -> None:
    division = receive(source("labour_confidence_2016.json"), method_named("division").takes)
    assert (division.ayes, division.noes, division.spoilt, division.entitled) == (172, 40, 4, 229)
    rounds = receive_rounds(source("conservative_mps_2016.json"))
    assert tell("eliminative", rounds, seats=2).winner_names == ("May", "Leadsom")
    members, delegates = (
        b'{"share": "1/2", "votes": {"A": 60, "B": 40}}',
        b'{"share": "50 %", "votes": {"B": 3, "A": 1}}',
    )
    raw = b'{"sections": {"m": %s, "d": %s}}' % (members, delegates)
    college = receive_college(Source("c.json", raw), lambda name: papers_of(name))
    assert tell("electoral-college", college).winner_names == ("B",)
    votes = receive_delegations(Source("d.csv", b"delegate,votes,For,Against\nNorth,12,12,\nSouth,9,4,5\n"))
    assert tell("delegates", votes).stages[0].totals == (16, 5)


@pytest.mark.parametrize(
    ("text", "share"),
    [("1/3", Fraction(1, 3)), ("5 %", Fraction(1, 20)), ("5%", Fraction(1, 20)), ("0.05", Fraction(1, 20))],
)
def test_a_share_is_read_exactly(text: str, share: Fraction) -> None:
    assert share_of(text) == share
    with pytest.raises(Malformed):
        share_of(text + "x")


# Any bytes


SAMPLES = [
    path.name
    for path in sorted(DATA.iterdir())
    if path.is_file() and path.suffix in {".blt", ".abif", ".csv", ".hil", ".json"}
]


@given(st.sampled_from(SAMPLES), st.data())
def test_a_damaged_file_is_read_or_refused_and_never_breaks(name: str, data: st.DataObject) -> None:
    raw = bytearray((DATA / name).read_bytes()[:3000])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        cut = data.draw(st.integers(0, 3))
        raw[at : at + cut] = data.draw(st.binary(max_size=3))
        if not raw:
            return
    for takes in (Papers, GradedPapers, Tally):
        try:
            receive(Source(name, bytes(raw)), takes)
        except ComitiaError as fault:
            assert len(str(fault)) < 2000


@given(st.binary(max_size=200), st.sampled_from(["x", "x.blt", "x.toc", "x.csv", "x.json", "x.abif", "x.xml"]))
def test_any_bytes_are_read_or_refused(raw: bytes, name: str) -> None:
    try:
        form_of(Source(name, raw))
        receive(Source(name, raw))
    except ComitiaError:
        pass
