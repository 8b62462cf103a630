"""`tell`: papers in, sheet out, by a named method. The one door to every count.

A method is a value: its identifier, its source, what it takes, and the function that counts. Each family (a
subfolder) lists its methods in `METHODS`; the registry here only joins the lists.

>>> from comitia.count import papers, tell
>>> sheet = tell("scottish", papers("4 A, 3 B, 2 C, 1 D>C"), seats=1)
>>> sheet.excluded_at(stage=1), sheet.excluded_at(stage=2), sheet.winner_names
('D', 'C', ('A',))
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Generic, TypeVar

from comitia.count.papers import Papers
from comitia.count.sheet import Sheet, Tie
from comitia.count.ties import Desk, TieRule
from comitia.errors import Invalid, Malformed, Unprovided

P = TypeVar("P")
FAMILIES = ("simple", "transferable", "condorcet", "graded", "lists", "belenios")
MOST_ALTERNATIVES = 24
MOST_CELLS = 100_000
"""How many other falls of lots are counted for the sheet, and how many cells of stages and candidates all of them may
fill
together; beyond that a note says so."""


@dataclass(frozen=True, slots=True)
class Method(Generic[P]):
    """A counting method: `rule(papers, seats, desk)` gives the sheet.

    `takes` is the kind of papers (`Papers`, `GradedPapers`, `Tally`, or a family's own); `own_ties` are the tie
    rules that the source itself prescribes, which come before those given to `tell`; `page` is the file in
    docs/counting.
    """

    identifier: str
    title: str
    source: str
    family: str
    rule: Callable[[P, int, Desk], Sheet]
    takes: Any = Papers
    own_ties: tuple[TieRule, ...] = ()
    page: str = ""
    single_seat: bool = False


def tell(method: Method[P] | str, papers: P, *, seats: int | None = None, ties: Sequence[TieRule] = ()) -> Sheet:
    """Count `papers` by `method` for `seats` seats (default: those the papers name, else 1).

    For each tie that fell to lot or ruling the count is done again with the other falls, so that the sheet can say
    what they would have meant.

    Raises:
        Malformed: no such method, papers of another kind, or seats that make no sense.
        Unprovided: a tie that neither the rule nor `ties` settles.
    """
    chosen: Method[Any] = method_named(method) if isinstance(method, str) else method
    if not isinstance(papers, chosen.takes):
        raise Malformed(f"{chosen.identifier}: counts {_kind(chosen.takes)}, found {type(papers).__name__}")
    wanted = seats if seats is not None else getattr(papers, "seats", None) or 1
    if isinstance(wanted, bool) or not isinstance(wanted, int) or wanted < 1:
        raise Malformed(f"{chosen.identifier}: seats must be a whole number of at least 1, found {wanted!r}")
    if chosen.single_seat and wanted != 1:
        raise Malformed(f"{chosen.identifier}: fills one seat, {wanted} were asked for; use a method for several seats")
    rules = (*chosen.own_ties, *ties)
    desk = Desk(rules)
    sheet = chosen.rule(papers, wanted, desk)
    sheet = replace(sheet, ties=tuple(desk.ties))
    sheet.check()
    return _with_other_falls(chosen, papers, wanted, rules, sheet)


def _with_other_falls(method: Method[Any], papers: Any, seats: int, rules: Sequence[TieRule], sheet: Sheet) -> Sheet:
    """Say for each lot or ruling who would have won had it fallen otherwise."""
    cells = max(1, len(sheet.stages) * len(sheet.candidates))
    left = min(MOST_ALTERNATIVES, max(2, MOST_CELLS // cells))
    known: dict[int, int] = {tie.number: tie.chosen for tie in sheet.ties if tie.by_chance}
    told: list[Tie] = []
    skipped: list[int] = []
    notes = list(sheet.notes)
    for tie in sheet.ties:
        others = [c for c in tie.last_among if c != tie.chosen] if tie.by_chance else []
        if len(others) > left:
            skipped.append(tie.number)
            others = []
        left -= len(others)
        falls = []
        for other in others:
            before = {number: c for number, c in known.items() if number < tie.number}
            desk = Desk(rules, {**before, tie.number: other})
            try:
                falls.append((other, method.rule(papers, seats, desk).winners))
            except (Unprovided, Invalid) as further:  # that fall leads to a tie which nobody has ruled upon
                notes.append(f"tie {tie.number}, had it fallen on {sheet.candidates[other]}: {further}")
        told.append(replace(tie, otherwise=tuple(falls)))
    if skipped:
        notes.append(
            f"The other falls of {len(skipped)} lots were not counted, there are too many (first: tie {skipped[0]})."
        )
    return replace(sheet, ties=tuple(told), notes=tuple(notes))


@cache
def methods() -> dict[str, Method[Any]]:
    """Every method by its identifier, in the order of the families."""
    found: dict[str, Method[Any]] = {}
    for family in FAMILIES:
        for method in importlib.import_module(f"comitia.count.{family}").METHODS:
            if method.identifier in found:
                raise Malformed(f"two counting methods are called {method.identifier!r}")
            found[method.identifier] = method
    return found


def method_named(identifier: str) -> Method[Any]:
    """The method of that identifier.

    Raises:
        Malformed: there is none.
    """
    try:
        return methods()[identifier]
    except KeyError:
        known = ", ".join(sorted(methods()))
        raise Malformed(f"no counting method is called {identifier!r}; there are: {known}") from None


def _kind(takes: Any) -> str:
    return str(getattr(takes, "__name__", takes))
