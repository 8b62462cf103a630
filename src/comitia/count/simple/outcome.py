"""The sheet of a method that adds up once: one stage, whose column adds to all the votes that the papers could give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from comitia.count.sheet import VOTES, Amount, Decision, Figure, Scale, Sheet, Stage
from comitia.count.simple.filling import fill, last_seat_margin, levels_by
from comitia.count.tell import Method
from comitia.count.ties import Desk


@dataclass(frozen=True, slots=True)
class Totals:
    """What was added up: an amount for each candidate, what was not used, and how many papers gave it."""

    amounts: Sequence[Amount]
    valid_papers: int
    rejected: Mapping[str, int] = field(default_factory=dict)
    irregular: Mapping[str, int] = field(default_factory=dict)
    unused: tuple[tuple[str, Amount], ...] = ()
    scale: Scale = VOTES
    unit: str = "votes"


def one_stage_sheet(
    method: Method[Any], papers: Any, seats: int, desk: Desk, totals: Totals, clause: str, *, standing: Sequence[int]
) -> Sheet:
    """Elect those with the most; equal at the last seat is a tie."""
    names: tuple[str, ...] = papers.candidates
    amounts = tuple(totals.amounts)
    levels = levels_by(amounts, standing)
    winners = fill(levels, seats, desk, names, clause, scale=totals.scale)
    show = totals.scale.show
    column = sum(amounts, 0) + sum((amount for _, amount in totals.unused), 0)
    decisions = tuple(
        Decision(
            "elected",
            (c,),
            clause,
            f"{names[c]} is elected with {show(amounts[c])} {totals.unit}"
            + ("" if c == winners[0] else f", number {k} of {seats}"),
            (Figure(amounts[c], c, 1),),
        )
        for k, c in enumerate(winners, 1)
    )
    stage = Stage(
        number=1,
        action="first count",
        subjects=(),
        clause=clause,
        totals=amounts,
        transfers=amounts,
        non_transferable=totals.unused,
        elected=winners,
        continuing=tuple(standing),
        decisions=decisions,
        title="All votes",
    )
    several = column != totals.valid_papers
    notes = (f"{totals.valid_papers} valid papers give {show(column)} {totals.unit}.",) if several else ()
    return Sheet(
        method=method.identifier,
        title=method.title,
        source=method.source,
        candidates=names,
        seats=seats,
        scale=totals.scale,
        papers=totals.valid_papers + sum(totals.rejected.values()),
        valid=totals.valid_papers * totals.scale.unit,
        winners=winners,
        stages=(stage,),
        irregular={k: v for k, v in totals.irregular.items() if v},
        rejected={k: v for k, v in totals.rejected.items() if v},
        withdrawn=tuple(sorted(getattr(papers, "withdrawn", ()))),
        margins=last_seat_margin(amounts, winners, standing, names, totals.scale),
        notes=notes,
        contest=papers.title,
        column=column if several else None,
    )
