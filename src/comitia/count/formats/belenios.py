"""Belenios' plain answers: one list of numbers a ballot, one number a candidate.

    [[4,1,2,5,3],[1,0,2,0,0]]        ranks: candidate 1 is 4th, candidate 2 is 1st ...; 0 is not ranked

That is what stands in `result.json` for a question answered by ranks or grades (there inside `{"result": [...]}`, one
entry a question), and what `belenios-tool method` reads. As grades, 1 is the best and 0 means none given. The names
are not in the answers: they come from the question, so they are an argument.

Half a million ballots are 6 MB of digits. They are split at the brackets and grouped as bytes, so each different
ballot is parsed once. Whatever is not plainly such a list goes through the strict reader of JSON, whose message says
what is wrong.

>>> from comitia.count.formats.lines import Source
>>> poll = receive_answers(Source("answers.json", b"[[1,2,0],[1,2,0],[2,1,3]]"))
>>> poll.candidates, poll.n
(('1', '2', '3'), 3)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from comitia.canonical import receive_json
from comitia.count.formats.lines import Groups, Source, assemble, group
from comitia.count.packing import SHARED, SKIPPED
from comitia.count.papers import GradedPapers, Papers
from comitia.errors import Malformed

_SPACE_IN_NUMBER = re.compile(rb"[0-9]\s+[0-9]")
_ANSWER = re.compile(rb"(?:0|[1-9][0-9]{0,8})(?:,(?:0|[1-9][0-9]{0,8}))*")
MOST_RANK = 30000


def receive_answers(
    source: Source, *, candidates: Sequence[str] | None = None, question: int | None = None, keep_receipt: bool = False
) -> Papers:
    """Plain answers as rankings.

    Raises:
        Malformed: not such answers, answers of different lengths, or names of another number.
    """
    table, groups = receive_table_of_answers(source, question, keep_receipt)
    names = _names(source, table, candidates)
    try:
        return assemble(names, marks_of_ranks(table), np.ones(len(table), np.int64), groups)
    except Malformed as fault:
        raise Malformed(f"{source.name}: {fault}") from None


def receive_answer_grades(
    source: Source, *, candidates: Sequence[str] | None = None, question: int | None = None, labels: Sequence[str] = ()
) -> GradedPapers:
    """Plain answers as grades: 1 is the best; `grades[g][c]` is 0 for the best here, -1 for none. Labels: best first.

    Raises:
        Malformed: as above, or a grade beyond the labels.
    """
    table, groups = receive_table_of_answers(source, question, False)
    names = _names(source, table, candidates)
    worst = int(table.max(initial=0))
    if labels and worst > len(labels):
        source.refuse(None, f"the grade {worst}", f"grades from 1 to {len(labels)}: {', '.join(labels)}")
    if worst > MOST_RANK:
        source.refuse(None, f"the grade {worst}", f"grades of at most {MOST_RANK}")
    words = tuple(labels) or tuple(str(k + 1) for k in range(worst))
    return GradedPapers(tuple(names), (table - 1).astype(np.int16), groups.counts, labels=words)


def receive_table_of_answers(
    source: Source, question: int | None, keep_receipt: bool
) -> tuple[NDArray[np.int64], Groups]:
    """Different answers as rows (answers x candidates), and how often each stands."""
    quick = _all_at_once(source.raw, keep_receipt)
    if quick is not None:
        groups, rows = quick
    else:
        answers = _answers(source, receive_json(source.raw, source.name), question)
        if not answers:
            return np.zeros((0, 0), np.int64), group([], keep_receipt)
        groups = group([",".join(map(str, answer)).encode() for answer in answers], keep_receipt)
        rows = [[int(word) for word in line.split(b",")] if line else [] for line in groups.distinct]
    width = len(rows[0])
    for k, row in enumerate(rows):
        if len(row) != width:
            source.refuse(
                None, f"answer {_place_of(groups, k)} with {len(row)} numbers", f"{width}, as in the first answer"
            )
    return np.array(rows, np.int64).reshape(len(rows), width), groups


def marks_of_ranks(table: NDArray[np.int64]) -> NDArray[np.int16]:
    """Rank vectors as rows of marks: in order of rank, equals flagged, gaps kept (at most one for each candidate)."""
    if table.size == 0:
        return np.zeros((len(table), 0), np.int16)
    big = np.iinfo(np.int64).max
    keyed = np.where(table > 0, table, big)
    order = np.argsort(keyed, axis=1, kind="stable")
    ranks = np.take_along_axis(keyed, order, axis=1)
    before = np.concatenate((np.zeros((len(ranks), 1), np.int64), ranks[:, :-1]), axis=1)
    ranked = ranks < big
    shared = ranked & (ranks == before)
    gaps = np.where(
        ranked & ~shared, np.minimum(np.where(ranked, ranks, 0) - np.where(ranked, before, 0) - 1, table.shape[1]), 0
    )
    marks = np.where(ranked, order | np.where(shared, SHARED, 0), SKIPPED).astype(np.int16)
    if not gaps.any():
        return marks
    column = np.arange(table.shape[1]) + np.cumsum(gaps, axis=1)
    out = np.full((len(table), int(column[ranked].max()) + 1), SKIPPED, dtype=np.int16)
    rows = np.broadcast_to(np.arange(len(table))[:, None], column.shape)
    out[rows[ranked], column[ranked]] = marks[ranked]
    return out


def _all_at_once(raw: bytes, keep_receipt: bool) -> tuple[Groups, list[list[int]]] | None:
    """Plain lists of numbers split at the brackets; `None` if the file is anything else."""
    if _SPACE_IN_NUMBER.search(raw):
        return None
    tight = raw.translate(None, b" \t\r\n")
    if not (tight.startswith(b"[[") and tight.endswith(b"]]")):
        return None
    groups = group(tight[2:-2].split(b"],["), keep_receipt)
    if not all(map(_ANSWER.fullmatch, groups.distinct)):
        return None
    return groups, [[int(word) for word in line.split(b",")] for line in groups.distinct]


def _answers(source: Source, value: Any, question: int | None) -> list[list[int]]:
    """The list of answers in a document: itself, under `result`, or one question of several."""
    if isinstance(value, dict):
        if "result" not in value:
            source.refuse(
                None,
                f"an object with {', '.join(sorted(value)) or 'no keys'}",
                "a list of answers, or an object with result",
            )
        value = value["result"]
        if not isinstance(value, list):
            source.refuse(None, "a result that is no list", "one entry a question")
        ranked = [k for k, entry in enumerate(value) if _is_answers(entry)]
        if question is None and len(ranked) != 1:
            source.refuse(
                None, f"{len(ranked)} questions answered by ranks or grades", "one, or --question with its number"
            )
        at = ranked[0] if question is None else question - 1
        if not 0 <= at < len(value):
            source.refuse(None, f"{len(value)} question(s)", f"a question {at + 1}")
        value = value[at]
    if not isinstance(value, list):
        source.refuse(None, f"a JSON {type(value).__name__}", "a list of answers such as [[1,2,0],[2,1,3]]")
    for k, answer in enumerate(value):
        if not isinstance(answer, list) or not all(type(n) is int and 0 <= n < 10**9 for n in answer):
            source.refuse(
                None, f"answer {k + 1}: {answer!r}"[:80], "a list of ranks or grades: whole numbers, 0 for none"
            )
    return value


def _is_answers(entry: Any) -> bool:
    return isinstance(entry, list) and all(isinstance(answer, list) for answer in entry)


def _names(source: Source, table: NDArray[np.int64], candidates: Sequence[str] | None) -> list[str]:
    width = table.shape[1]
    if candidates is None:
        return [str(c + 1) for c in range(width)]
    if len(table) and len(candidates) != width:
        source.refuse(None, f"answers for {width} candidates", f"{len(candidates)}, as named: {', '.join(candidates)}")
    return list(candidates)


def _place_of(groups: Groups, k: int) -> str:
    if groups.order is not None:
        return str(int(np.flatnonzero(groups.order == k)[0]) + 1)
    return f"[{groups.distinct[k][:40].decode()}]"
