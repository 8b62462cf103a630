"""Questions as data: a kind, its parameters, and the answer.

`receive_questions` reads a file of questions and takes nothing from it but `id`, `kind` and `params`: an `answer` or
a flag that stands there is never looked at. `ask` answers one of them; `answers` has the meaning of each kind.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from comitia.canonical import Json, receive_json
from comitia.errors import Malformed
from comitia.record import answers
from comitia.record.offices import Register
from comitia.record.shape import Node


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a known kind; `params` are checked when it is asked, against the register."""

    id: str
    kind: str
    params: Mapping[str, Json]
    text: str | None = None


_Ask = Callable[[Register, Node], Json]

KINDS: Mapping[str, _Ask] = MappingProxyType(
    {
        "holder_on": lambda r, p: answers.holder_on(r, p.text("post"), p.day("date")),
        "holder_at": lambda r, p: answers.holder_at(r, p.text("post"), p.day("date"), p.clock("time")),
        "posts_of": lambda r, p: answers.posts_of(r, p.text("person"), p.day("date")),
        "vacancies": lambda r, p: answers.vacancies(r, p.day("date"), p.text_or_none("scope")),
        "holders_of_several": lambda r, p: answers.holders_of_several(r, p.day("date"), p.text_or_none("scope")),
        "had_then_nothing": lambda r, p: answers.had_then_nothing(
            r, p.day("had_on"), p.text_or_none("had_scope"), p.day("nothing_on"), p.text_or_none("nothing_scope")
        ),
        "in_out": lambda r, p: answers.in_out(r, p.day("a"), p.day("z"), p.text_or_none("scope")),
        "count_events": lambda r, p: answers.count_events(
            r,
            p.day("a"),
            p.day("z"),
            p.texts("events", least=1),
            p.text_or_none("scope"),
            p.text_or_none("what") or "persons",
        ),
        "who_events": lambda r, p: answers.who_events(
            r, p.day("a"), p.day("z"), p.texts("events", least=1), p.text_or_none("scope")
        ),
        "tenure_days": lambda r, p: answers.tenure_days(r, p.text("person"), p.text("post")),
        "days_so_far": lambda r, p: answers.days_so_far(r, p.text("person"), p.text("post"), p.day("date")),
        "history": lambda r, p: answers.history(r, p.text("post")),
        "shortest": lambda r, p: answers.shortest(r, p.text_or_none("scope"), p.day("a"), p.day("z")),
        "vacancy_spells": lambda r, p: answers.vacancy_spells(r, p.text("post"), p.day("a"), p.day("z")),
        "successor": lambda r, p: answers.successor(r, p.text("person"), p.text("post")),
        "predecessor": lambda r, p: answers.predecessor(r, p.text("person"), p.text("post")),
        "size": lambda r, p: answers.size(r, p.day("date"), p.text_or_none("scope")),
        "returned": lambda r, p: answers.returned(
            r, p.day("left_a"), p.day("left_z"), p.day("by"), p.text_or_none("scope")
        ),
        "most_holders": lambda r, p: answers.most_holders(r, p.text_or_none("scope"), p.day("a"), p.day("z")),
        "unbroken": lambda r, p: answers.unbroken(r, p.day("a"), p.day("z"), p.text_or_none("scope")),
        "how_ended": lambda r, p: answers.how_ended(r, p.text("person"), p.text("post")),
    }
)
"""Every kind of question, each with the reading of its parameters."""

_RANGES = (("a", "z"), ("left_a", "left_z"))


def receive_questions(raw: bytes, what: str = "questions") -> tuple[Question, ...]:
    """Read a file of questions: an object with a list `questions`, or the list itself.

    Raises:
        Malformed: not of that form, an id twice, or a kind that is not in `KINDS`.
    """
    value = receive_json(raw, what)
    root = Node({"questions": value} if isinstance(value, list) else value, what)
    questions = tuple(_question(node) for node in root.each("questions", "question"))
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            raise Malformed(f'{what}: the id "{question.id}" stands twice; each question needs its own')
        seen.add(question.id)
    return questions


def ask(register: Register, question: Question) -> Json:
    """Answer one question.

    Raises:
        Malformed: a parameter is missing, of the wrong form, or names what the register does not know.
    """
    params = Node(dict(question.params), f"question {question.id} ({question.kind})")
    for first, last in _RANGES:
        if params.has(first) and params.has(last) and params.day(last) < params.day(first):
            raise Malformed(
                f"{params.where}: {last} {params.day(last)} is before {first} {params.day(first)}; swap them"
            )
    try:
        return KINDS[question.kind](register, params)
    except Malformed as fault:
        if str(fault).startswith(params.where):
            raise
        raise Malformed(f"{params.where}: {fault}") from None


def _question(node: Node) -> Question:
    kind = node.text("kind")
    if kind not in KINDS:
        raise Malformed(f'{node.where}: kind: found "{kind}", expected one of {", ".join(KINDS)}')
    return Question(
        node.text("id"), kind, MappingProxyType(node.inner("params").fields()), node.text_or_none("question")
    )
