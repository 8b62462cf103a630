"""PrefLib: strict and tied orders, complete and incomplete (`.soc`, `.soi`, `.toc`, `.toi`).

    # ALTERNATIVE NAME 1: Stefano Zacchiroli      head of today's files: `# KEY: value`
    41: 1,2,{3,4},5                               41 papers: 1, then 2, then 3 and 4 alike, then 5

The files made before 2021 have another head (the number of alternatives, `1,Name` for each, then `voters,sum,orders`)
and lines such as `41,1,2,{3,4},5`; both are read. What the ending of the name promises is held: `so.` has no ties,
`..c` ranks everybody, and the number of voters in the head is the number of papers that follow, so a file that was
cut short is noticed.

>>> from comitia.count.formats.lines import Source
>>> head = b"# NUMBER ALTERNATIVES: 2\\n# ALTERNATIVE NAME 1: A\\n# ALTERNATIVE NAME 2: B\\n"
>>> poll = receive_preflib(Source("x.toc", head + b"3: 2,1\\n1: {1,2}"))
>>> poll.candidates, poll.n
(('A', 'B'), 4)
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from comitia.count.formats.lines import MOST_DIGITS, Source, assemble, group, line_of, quoted, ragged, whole
from comitia.count.packing import SHARED
from comitia.count.papers import MOST_CANDIDATES, Papers
from comitia.errors import Malformed

_KEY = re.compile(r"#\s*([A-Z][A-Z0-9 ]*?)\s*:\s*(.*)")
_NAME = re.compile(r"ALTERNATIVE NAME (\d{1,6})")
_ORDER = re.compile(r"(\{[^{}]*\}|[^,{}]+)(?:,|$)")


def receive_preflib(source: Source, *, kind: str = "", keep_receipt: bool = False) -> Papers:
    """Read a PrefLib file; `kind` is its ending ("soc", "soi", "toc", "toi"), or empty if it is to be read in the file.

    Raises:
        Malformed: with file, line, found and expected; nothing is half-read.
    """
    lines = source.lines()
    source.text()
    names, title, voters, start, separator, declared = _receive_head(source, lines)
    kind = kind or declared
    groups = group(lines[start:], keep_receipt)
    marks, weights = _marks(source, lines, start, groups.distinct, len(names), separator, kind)
    total = int((weights * groups.counts).sum())
    if voters is not None and voters != total:
        source.refuse(None, f"{total} papers", f"{voters}, as the head says; is the file whole?")
    try:
        return assemble(names, marks, weights, groups, title=title)
    except Malformed as fault:
        raise Malformed(f"{source.name}: {fault}") from None


def _receive_head(source: Source, lines: Sequence[bytes]) -> tuple[list[str], str, int | None, int, str, str]:
    """Names, title, number of voters, 0-based first line of the orders, what follows the weight, and the data type."""
    first = next((k for k, line in enumerate(lines) if line.strip()), None)
    if first is None:
        source.refuse(None, "an empty file", "PrefLib: lines such as # NUMBER ALTERNATIVES: 5")
    if not lines[first].lstrip().startswith(b"#"):
        return _receive_old_head(source, lines, first)
    values: dict[str, str] = {}
    names: dict[int, str] = {}
    k = first
    while k < len(lines) and (not lines[k].strip() or lines[k].lstrip().startswith(b"#")):
        found = _KEY.fullmatch(lines[k].decode("utf-8-sig").strip())
        if found:
            named = _NAME.fullmatch(found[1])
            if named:
                names[int(named[1])] = found[2].strip()
            else:
                values[found[1]] = found[2].strip()
        k += 1
    count = whole(values.get("NUMBER ALTERNATIVES", ""))
    if count is None or not 1 <= count <= MOST_CANDIDATES:
        source.refuse(
            k, quoted(values.get("NUMBER ALTERNATIVES", "")), "# NUMBER ALTERNATIVES: a whole number of at least 1"
        )
    if sorted(names) != list(range(1, count + 1)):
        source.refuse(
            k, f"names for alternatives {sorted(names)}", f"a line # ALTERNATIVE NAME n for each n from 1 to {count}"
        )
    return (
        [names[c] for c in sorted(names)], values.get("TITLE", ""), whole(values.get("NUMBER VOTERS", "")), k, ":",
        values.get("DATA TYPE", "").lower(),
    )  # fmt: skip


def _receive_old_head(
    source: Source, lines: Sequence[bytes], first: int
) -> tuple[list[str], str, int | None, int, str, str]:
    """The head before 2021: m, then `k,Name` m times, then `voters,sum of weights,orders`."""
    count = whole(lines[first].decode())
    if count is None or not 1 <= count <= MOST_CANDIDATES:
        source.refuse(
            first + 1, lines[first], "PrefLib: # NUMBER ALTERNATIVES: ..., or the number of alternatives alone"
        )
    names = []
    for k in range(first + 1, first + 1 + count):
        number, _, name = (lines[k].decode() if k < len(lines) else "").partition(",")
        if whole(number) != k - first or not name.strip():
            source.refuse(k + 1, lines[k] if k < len(lines) else "the end of the file", f"{k - first},Name")
        names.append(name.strip())
    k = first + 1 + count
    numbers = [whole(part) for part in lines[k].decode().split(",")] if k < len(lines) else []
    if len(numbers) != 3 or numbers[1] is None:
        source.refuse(
            k + 1, lines[k] if k < len(lines) else "the end of the file", "voters,sum of weights,different orders"
        )
    return names, "", numbers[1], k + 1, ",", ""


def _marks(
    source: Source, lines: Sequence[bytes], start: int, distinct: Sequence[bytes], count: int, separator: str, kind: str
) -> tuple[NDArray[np.int16], NDArray[np.int64]]:
    quick = _all_at_once(distinct, count, kind)
    if quick is not None:
        return quick
    flat: list[int] = []
    lengths, weights = [], []
    for raw in distinct:
        text = raw.decode().strip()
        if not text or text.startswith("#"):
            lengths.append(0)
            weights.append(0)
            continue
        weight, row, fault = _order(text, count, separator, kind)
        if fault:
            source.refuse(line_of(lines, raw, start), quoted(text), fault)
        flat.extend(row)
        lengths.append(len(row))
        weights.append(weight)
    return ragged(np.array(flat, np.int16), np.array(lengths, np.int64)), np.array(weights, np.int64)


def _all_at_once(
    distinct: Sequence[bytes], count: int, kind: str
) -> tuple[NDArray[np.int16], NDArray[np.int64]] | None:
    """Strict and complete orders parsed together; `None` if a line is anything else."""
    if not kind.endswith("oc") or not distinct:
        return None
    joined = b",".join(distinct).replace(b":", b",")
    words = joined.split(b",")
    if joined.translate(None, b"0123456789, ") or len(words) != len(distinct) * (count + 1):
        return None
    if max(map(len, words)) > MOST_DIGITS or not all(word.strip().isdigit() for word in words):
        return None
    table = np.array(words, dtype=np.int64).reshape(-1, count + 1)
    if not bool((np.sort(table[:, 1:], axis=1) == np.arange(1, count + 1)).all()):
        return None
    return (table[:, 1:] - 1).astype(np.int16), table[:, 0]


def _order(text: str, count: int, separator: str, kind: str) -> tuple[int, list[int], str]:
    """Weight, marks, and what was expected instead if the line is wrong."""
    before, mark, after = text.partition(separator)
    weight = whole(before)
    expected = f"a weight, '{separator}', and alternatives from 1 to {count} between commas, equal ones in braces"
    if weight is None or not mark:
        return 0, [], expected
    row: list[int] = []
    seen: set[int] = set()
    at, body = 0, after.strip()
    while at < len(body):
        found = _ORDER.match(body, at)
        if not found:
            return 0, [], expected
        place = found[1].strip("{} ").split(",") if found[1].startswith("{") else [found[1]]
        if len(place) > 1 and kind.startswith("so"):
            return 0, [], f"no equal alternatives: the file says that its orders are strict (.{kind})"
        numbers = [whole(part) for part in place]
        for k, number in enumerate(numbers):
            if number is None or not 1 <= number <= count:
                return 0, [], expected
            if number in seen:
                return 0, [], f"each alternative at most once; {number} stands twice"
            seen.add(number)
            row.append((number - 1) | (SHARED if k else 0))
        at = found.end()
    if body.endswith(","):
        return 0, [], expected
    if kind.endswith("oc") and len(seen) != count:
        return (
            0,
            [],
            f"all {count} alternatives: the file says that its orders are complete (.{kind}); {len(seen)} stand here",
        )
    return weight, row, ""
