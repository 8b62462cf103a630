"""Questions: the published form and back, and which plain votes answer them."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.errors import Malformed
from comitia.protocol.question import (
    HomomorphicQuestion,
    ListsQuestion,
    NonHomomorphicQuestion,
    Question,
    check_askable,
    check_fits,
    check_selection,
    read_question,
    render_question,
)

WORDS = st.text(min_size=1, max_size=8)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    answers = draw(st.lists(WORDS, min_size=1, max_size=5))
    kind = draw(st.sampled_from(["H", "L", "NH"]))
    if kind == "H":
        least = draw(st.integers(0, len(answers)))
        return HomomorphicQuestion(
            draw(WORDS), tuple(answers), least, draw(st.integers(least, len(answers))), draw(st.booleans())
        )
    if kind == "L":
        lists = draw(st.lists(st.lists(WORDS, min_size=2, max_size=4).map(tuple), min_size=1, max_size=3))
        return ListsQuestion(draw(WORDS), tuple(lists))
    method = draw(st.none() | st.just({"method": "Schulze"}))
    return NonHomomorphicQuestion(draw(WORDS), tuple(answers), method)


@given(question=questions())
def test_reading_what_was_rendered_gives_the_question_back(question: Question) -> None:
    assert read_question(render_question(question), "question") == question


CONFIDENCE = HomomorphicQuestion("Confidence?", ("Aye", "No"), 1, 1, blank=True)
PAIR = HomomorphicQuestion("Two or three of four", ("A", "B", "C", "D"), 2, 3, blank=False)
SLATE = ListsQuestion("A list", (("Unity", "Ann", "Bob"), ("Renewal", "Cid")))


@pytest.mark.parametrize("question", [CONFIDENCE, PAIR])
def test_exactly_the_allowed_ticks_answer_a_homomorphic_question(question: HomomorphicQuestion) -> None:
    """Every 0/1 vector, against the rule said in one line."""
    for boxes in itertools.product((0, 1), repeat=question.n_ciphertexts):
        blank, ticks = (boxes[0], boxes[1:]) if question.blank else (0, boxes)
        allowed = not any(ticks) if blank else question.least <= sum(ticks) <= question.most
        try:
            check_selection(question, boxes, "vote")
        except Malformed:
            assert not allowed, boxes
        else:
            assert allowed, boxes


def test_exactly_one_list_with_a_candidate_answers_a_lists_question() -> None:
    allowed = set()
    for first in itertools.product((0, 1), repeat=3):
        for second in itertools.product((0, 1), repeat=2):
            try:
                check_selection(SLATE, (first, second), "vote")
            except Malformed:
                continue
            allowed.add((first, second))
    none, unity = (0, 0), [(1, 1, 0), (1, 0, 1), (1, 1, 1)]
    assert allowed == {(first, none) for first in unity} | {((0, 0, 0), (1, 1))}


@pytest.mark.parametrize("selection", [(), (0, 1), (0, 2, 0), (0, -1, 1), (0, True, 0, 0), ((0, 1, 0),), ("0", 1, 0)])
def test_another_shape_is_no_answer(selection: object) -> None:
    with pytest.raises(Malformed):
        check_selection(CONFIDENCE, selection, "vote")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "value",
    [
        {}, [], "?", None, {"answers": [], "min": 0, "max": 0, "question": ""},
        {"answers": ["A"], "min": 2, "max": 1, "question": ""},
        {"answers": ["A"], "min": -1, "max": 1, "question": ""},
        {"answers": ["A"], "min": 1, "max": 1, "question": "", "blank": 1},
        {"answers": "AB", "min": 1, "max": 1, "question": ""},
        {"type": "Lists", "value": {"answers": [], "question": ""}},
        {"type": "Lists", "value": {"answers": [["only a name"]], "question": ""}},
        {"type": "Quadratic", "value": {}},
    ],
)  # fmt: skip
def test_what_is_no_question_is_refused(value: object) -> None:
    with pytest.raises(Malformed):
        read_question(value, "question")


@pytest.mark.parametrize(
    "question",
    [
        HomomorphicQuestion("?", ("A", "A"), 1, 1, blank=False),
        HomomorphicQuestion("?", ("A", " "), 1, 1, blank=False),
        HomomorphicQuestion("?", ("A", "B"), 1, 3, blank=False),
        ListsQuestion("?", (("U", "Ann"), ("U", "Bob"))),
        ListsQuestion("?", (("U", "Ann", "Ann"),)),
    ],
)
def test_a_question_that_cannot_be_meant_so_is_refused_in_a_draft(question: Question) -> None:
    with pytest.raises(Malformed):
        check_askable(question, "question")


@pytest.mark.parametrize(
    "question",
    [
        NonHomomorphicQuestion("Rank", ("A", "A"), None),
        NonHomomorphicQuestion("Rank", ("A", "B"), {"method": "Coombs"}),
        NonHomomorphicQuestion("Rank", ("A", "B"), {"method": "STV"}),
        NonHomomorphicQuestion("Rank", ("A", "B"), {"method": "STV", "seats": 0}),
        NonHomomorphicQuestion("Grade", ("A", "B"), {"method": "MajorityJudgment", "blank": True, "grades": ["Good"]}),
    ],
)
def test_a_ranked_question_whose_count_is_not_known_is_refused_in_a_draft(question: Question) -> None:
    with pytest.raises(Malformed):
        check_askable(question, "question")


def test_a_published_hint_that_nobody_knows_is_read_as_no_hint() -> None:
    """The specification calls it a hint: an archive is not refused for it."""
    question = read_question(
        {"type": "NonHomomorphic", "value": {"answers": ["A"], "question": "?"}, "extra": {"method": "Coombs"}}, "q"
    )
    assert isinstance(question, NonHomomorphicQuestion)
    assert question.method is None
    check_selection(question, (255,), "vote")


def test_more_answers_than_an_element_can_carry_are_refused() -> None:
    ranked = [NonHomomorphicQuestion("Rank", tuple(map(str, range(n))), None) for n in (30, 31)]
    check_fits(ranked[0], "Ed25519", "question")
    with pytest.raises(Malformed, match="at most 30"):
        check_fits(ranked[1], "Ed25519", "question")
    check_fits(ranked[1], "RFC-3526-2048", "question")
    with pytest.raises(Malformed, match="cannot carry"):
        check_fits(ranked[0], "BELENIOS-2048", "question")
