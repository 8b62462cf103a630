"""Sheets to render: a small, a large and a tied contest, and one of each kind of method."""

import gzip
from pathlib import Path

import pytest

from comitia.count import Sheet, papers, tell
from comitia.count.formats import Options, Source, receive
from comitia.count.papers import GradedPapers, Papers, Tally
from comitia.count.simple.division import Division, division
from comitia.count.ties import EarlierStage, PublicLot

DATA = Path(__file__).parent / "data"
SCHULZE_2011 = "5 A>C>B>E>D, 5 A>D>E>C>B, 8 B>E>D>A>C, 3 C>A>B>E>D, 7 C>A>E>B>D, 2 C>B>A>D>E, 7 D>C>E>B>A, 8 E>B>A>D>C"
"""The 45 papers of Schulze's own example (2011, section 3)."""


def ward(name: str) -> Papers:
    (path,) = DATA.glob(name)
    received = receive(Source(path.name.removesuffix(".gz"), gzip.decompress(path.read_bytes())), Papers)
    assert isinstance(received, Papers)
    return received


def _graded() -> GradedPapers:
    lines = ["Ann,Ben,Cat"] + ["Excellent,Good,Poor"] * 30 + ["Good,Excellent,Fair"] * 25
    lines += ["Fair,Poor,Good"] * 20 + ["Reject,Good,Fair"] * 10
    labels = ("Excellent", "Good", "Fair", "Poor", "Reject")
    received = receive(Source("grades.csv", "\n".join(lines).encode() + b"\n"), GradedPapers, Options(labels=labels))
    assert isinstance(received, GradedPapers)
    return received


@pytest.fixture(scope="session")
def sheets() -> dict[str, Sheet]:
    large = ward("east_renfrewshire*.blt.gz")
    hostile = Papers.of_rankings(["=1+1", "<script>&", "[b]#eval(1)"], [[[0]], [[1]], [[2], [1]]], [3, 4, 1])
    return {
        "small": tell("scottish", ward("east_dunbartonshire*.blt.gz")),
        "large": tell("scottish", large),
        "meek": tell("meek-prf", large),
        "tied": tell("av", papers("20 A>B, 20 B>A, 5 C>A, 5 C>B"), ties=[EarlierStage(), PublicLot("seed")]),
        "schulze": tell("schulze", papers(SCHULZE_2011)),
        "pairs": tell("ranked-pairs", papers(SCHULZE_2011)),
        "borda": tell("borda", papers(SCHULZE_2011)),
        "grades": tell("majority-judgement", _graded()),
        "division": tell(division(), Division(172, 40, spoilt=4, entitled=229, title="No confidence")),
        "tied division": tell(division(), Division(20, 20, entitled=40)),
        "lists": tell("dhondt", Tally(("Reds", "Blues", "Greens", "Yellows"), (100000, 80000, 30000, 20000)), seats=8),
        "hostile": tell("av", hostile),
    }
