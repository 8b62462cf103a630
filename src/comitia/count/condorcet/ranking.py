"""From a comparison to a sheet: what all Condorcet methods share once they have ranked the candidates."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from comitia.count.papers import Papers
from comitia.count.sheet import VOTES, Amount, Margin, Pairwise, Sheet, Table
from comitia.count.simple.filling import Levels, fill
from comitia.count.simple.pairwise import Comparison
from comitia.count.tell import Method
from comitia.count.ties import Desk

Matrix = Sequence[Sequence[Amount]]


def levels_of(standing: Sequence[int], beats: Callable[[int, int], bool]) -> Levels:
    """Levels of a transitive relation: first those whom nobody beats, then those whom nobody of the rest beats, and
    so on."""
    left, levels = list(standing), []
    while left:
        top = tuple(c for c in left if not any(beats(other, c) for other in left if other != c))
        assert top, "the relation has a cycle"
        levels.append(top)
        left = [c for c in left if c not in top]
    return tuple(levels)


def condorcet_winner(comparison: Comparison) -> int | None:
    """The candidate who defeats every other in pairs, if there is one."""
    for a in comparison.standing:
        if all(comparison.defeats(a, b) for b in comparison.standing if b != a):
            return a
    return None


def pairwise_sheet(
    method: Method[Papers],
    papers: Papers,
    seats: int,
    desk: Desk,
    comparison: Comparison,
    levels: Levels,
    *,
    clause: str,
    paths: Matrix | None = None,
    edges: Sequence[tuple[int, int]] = (),
    tables: Sequence[Table] = (),
    notes: Sequence[str] = (),
    rivals: Sequence[int] | None = None,
) -> Sheet:
    """The sheet of a ranking; seats are filled from the top, a tie at the last seat goes to the desk."""
    names = papers.candidates
    winners = fill(levels, seats, desk, names, clause)
    said = list(notes)
    first = condorcet_winner(comparison)
    if first is not None:
        said.insert(0, f"{names[first]} defeats every other candidate in pairs.")
    elif len(comparison.standing) > 1:
        said.insert(0, "No candidate defeats every other in pairs.")
    if seats > 1 and len(comparison.standing) > seats:
        said.append("The seats go to the first in the ranking; it is made for one seat and gives no proportion.")
    if len(comparison.standing) > 1:
        said.append("Ranking: " + " > ".join(" = ".join(names[c] for c in level) for level in levels) + ".")
    return Sheet(
        method=method.identifier,
        title=method.title,
        source=method.source,
        candidates=names,
        seats=seats,
        scale=VOTES,
        papers=papers.n + sum(papers.set_aside.values()),
        valid=comparison.valid,
        winners=winners,
        irregular=comparison.irregular,
        rejected=comparison.rejected,
        withdrawn=tuple(sorted(papers.withdrawn)),
        margins=closest_defeat(comparison, winners, names, comparison.standing if rivals is None else rivals),
        pairwise=Pairwise(
            comparison.wins,
            None if paths is None else tuple(tuple(row) for row in paths),
            levels,
            tuple(edges),
        ),
        tables=tuple(tables),
        notes=tuple(said),
        contest=papers.title,
    )


def closest_defeat(
    comparison: Comparison, winners: Sequence[int], names: Sequence[str], rivals: Sequence[int]
) -> tuple[Margin, ...]:
    """The nearest pair between the last of the elected and one of the rivals, in votes."""
    others = [c for c in rivals if c not in winners]
    if not winners or not others:
        return ()
    winner = winners[-1]
    other = min(others, key=lambda c: abs(comparison.wins[winner][c] - comparison.wins[c][winner]))
    ours, theirs = comparison.wins[winner][other], comparison.wins[other][winner]
    verb = "is preferred to" if ours > theirs else "is as often preferred as" if ours == theirs else "loses to"
    sentence = f"{names[winner]} {verb} {names[other]}, {ours} papers to {theirs}: the nearest pair"
    return (Margin(1, "pair", (winner,), other, abs(ours - theirs), sentence),)
