"""Ranked and graded ballots after the shuffles, as people read them: how many count, and those that do not, one by one.

Every answer stands in the archive's result; half a million are not for a screen. What is shown is how many are valid,
blank or invalid by the question's counting method, and each different invalid answer with how often it came: nothing
that was encrypted disappears.
"""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from comitia.cli.files import harmless, plural

if TYPE_CHECKING:
    from comitia.protocol.question import NonHomomorphicQuestion

SHOWN = 12
"""How many different invalid answers are shown; the rest are counted."""


def answer_lines(question: "NonHomomorphicQuestion", answers: Sequence[Sequence[int]]) -> list[str]:
    """`  12 answers: 10 valid, 1 blank, 1 invalid`, the invalid ones, and the method that the question names."""
    from comitia.protocol.preference import Standing, standing_of

    different = Counter(tuple(answer) for answer in answers)
    standings: Counter[Standing] = Counter()
    invalid: list[tuple[tuple[int, ...], int]] = []
    for answer, times in different.items():
        standing = standing_of(question.method, answer)
        standings[standing] += times
        if standing is Standing.INVALID:
            invalid.append((answer, times))
    counts = ", ".join(f"{standings[standing]:,} {standing.value}" for standing in Standing)
    lines = [f"  {plural(len(answers), 'answer')}: {counts}"]
    lines += [f"  invalid  {list(answer)}" + (f", {times:,} times" if times > 1 else "") for answer, times in
              sorted(invalid)[:SHOWN]]  # fmt: skip
    if len(invalid) > SHOWN:
        lines.append(f"  invalid  and {len(invalid) - SHOWN:,} other ones")
    if invalid:
        lines.append("  (numbers in the order " + ", ".join(harmless(answer) for answer in question.answers) + ")")
    return lines
