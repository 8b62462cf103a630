"""Laws that hold for every motion of every rulebook of the tree, whatever the figures."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.rulebook.api import Decision, Division, Put, Rulebook, decide_put
from comitia.rulebook.form.vocabulary import Motion
from tests.rulebook.pages import ROOT, rulebook

BOOKS = [rulebook(path.stem) for path in sorted((ROOT / "rulebooks").glob("*.md"))]
MOTIONS = [(book, name) for book in BOOKS for name in book.names("motion")]
FACTS: dict[str, Any] = {
    "immune": False,
    "notice_given": True,
    "important_public_service": True,
    "devolved_welsh_authority": False,
}
ENTITLED = 120
papers = st.tuples(*(st.integers(0, 30) for _ in range(4)))


def decide(book: Rulebook, name: str, counts: tuple[int, ...]) -> Decision:
    """Ayes, noes, abstentions, spoilt papers of 120 entitled; everybody who voted, and 20 more, were present."""
    ayes, noes, abstentions, spoilt = (Fraction(count) for count in counts)
    people = {base: Fraction(ENTITLED) for base in ("entitled", "members", "seats-filled")}
    people["present"] = min(Fraction(ENTITLED), ayes + noes + abstentions + spoilt + 20)
    division = Division(ayes, noes, abstentions, Fraction(0), spoilt, people=people)
    rules = book.on(
        min(date(2016, 12, 1), book.header.until or date.max) if book.header.from_.year < 2016 else date(2026, 1, 1)
    )
    elects = rules.need("motion", name).as_(Motion).kind_ in ("constructive", "election")
    return decide_put(rules, name, Put(division, cast=True, candidate="N" if elects else None), FACTS)


@pytest.mark.parametrize(("book", "name"), MOTIONS, ids=lambda value: getattr(value, "file", value))
@given(counts=papers)
def test_one_more_aye_never_uncarries_a_motion(book: Rulebook, name: str, counts: tuple[int, ...]) -> None:
    if decide(book, name, counts).result == "carried":
        assert decide(book, name, (counts[0] + 1, *counts[1:])).result == "carried"


@pytest.mark.parametrize(("book", "name"), MOTIONS, ids=lambda value: getattr(value, "file", value))
@given(counts=papers)
def test_a_decision_says_clause_edition_and_every_figure(book: Rulebook, name: str, counts: tuple[int, ...]) -> None:
    told = decide(book, name, counts)
    assert told.digest == book.digest and told.clause and told.clause in told.sentence
    assert told.tally["for"] == counts[0] and told.tally["against"] == counts[1]
    assert told.headline.startswith(told.result)
    for finding in told.findings:
        assert finding.required is not None
        assert finding.met is (finding.found >= finding.required)
    if told.result in ("carried", "lost"):
        assert told.effects or "nothing" in told.headline
    else:
        assert (told.binding, told.effects, told.triggers) == ("none", (), ())


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.file)
def test_the_same_figures_give_the_same_decision(book: Rulebook) -> None:
    for name in book.names("motion"):
        assert decide(book, name, (20, 10, 1, 1)).as_data() == decide(book, name, (20, 10, 1, 1)).as_data()
