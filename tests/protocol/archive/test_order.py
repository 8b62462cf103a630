"""What may follow what: the whole table, by walking it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.errors import OutOfOrder
from comitia.protocol.archive.event import EventType
from comitia.protocol.archive.order import Order

WORDS = {
    "S": EventType.SETUP,
    "B": EventType.BALLOT,
    "e": EventType.END_BALLOTS,
    "T": EventType.ENCRYPTED_TALLY,
    "h": EventType.SHUFFLE,
    "H": EventType.END_SHUFFLES,
    "P": EventType.PARTIAL_DECRYPTION,
    "R": EventType.RESULT,
}


def accepts(word: str, *, has_shuffles: bool) -> bool:
    order = Order(has_shuffles)
    try:
        for letter in word:
            order = order.follow(WORDS[letter], "event")
    except OutOfOrder:
        return False
    return True


@pytest.mark.parametrize("word", ["S", "SB", "Se", "SBBeT", "SeTP", "SBeTPPR"])
def test_an_election_without_shuffles_may_run_so(word: str) -> None:
    assert accepts(word, has_shuffles=False)


@pytest.mark.parametrize("word", ["SeTh", "SBeThhHPR", "SBeThHPPR"])
def test_an_election_with_shuffles_may_run_so(word: str) -> None:
    assert accepts(word, has_shuffles=True)


@given(word=st.text("SBeThHPR", max_size=9))
def test_exactly_the_words_of_the_specification_are_accepted(word: str) -> None:
    """The same rule, said a second time as regular expressions over the events' letters."""
    import re

    plain = r"|S|SB*|SB*e|SB*eT|SB*eTP+|SB*eTP+R"
    shuffled = r"|S|SB*|SB*e|SB*eT|SB*eTh+|SB*eTh+H|SB*eTh+HP+|SB*eTh+HP+R"
    assert accepts(word, has_shuffles=False) == bool(re.fullmatch(plain, word))
    assert accepts(word, has_shuffles=True) == bool(re.fullmatch(shuffled, word))


def test_after_the_result_comes_nothing() -> None:
    order = Order(False, EventType.RESULT)
    for kind in EventType:
        with pytest.raises(OutOfOrder, match="closed"):
            order.follow(kind, "event")
