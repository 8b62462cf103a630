"""Debian's rule: quorum and majority against the default option, then the weakest defeats of the Schwartz set are
dropped.

The steps are those of the Debian constitution, appendix A (A.6 until version 1.7, A.5 since 1.8):

1. Papers rank options; unranked ones are equal to one another and below all ranked ones.
2. With a quorum R, an option that fewer than R papers rank above the default option is dropped.
3. An option that does not defeat the default option by its majority ratio is dropped. V(A,D) must be strictly greater
   than V(D,A), and at least the ratio times V(D,A) (so since version 1.6; before it had to be strictly greater than
   that product).
4. A defeats B if V(A,B) > V(B,A).
5. Defeats are followed along chains ("transitively").
6. The Schwartz set: options that defeat, along chains, everybody who so defeats them.
7. While there are defeats within it, drop its weakest ones (fewest papers on the winning side; of those, most on the
   losing side) and go back to 5.
8. If one option remains, it wins; if several, the elector with the casting vote chooses among them: the tie goes to
   the desk.

Which option is the default one, the quorum and the majorities belong to the call for votes: `debian(default=...)`.
The plain method `debian` takes as default an option called "None of the above", "Further discussion" or "Status quo",
and neither quorum nor special majorities; if no option is so called, steps 2 and 3 do not apply and the sheet says
so.

Papers: as in `schulze.py`.

>>> from comitia.count import papers, tell
>>> poll = papers("5 A>D, 4 B>D>A, 3 D", candidates="A B D")
>>> tell(debian(default="D"), poll, seats=1).winner_names
('D',)
>>> tell(debian(default="A", quorum=Quorum(5)), poll, seats=1).notes[1]
'B is dropped: 4 papers rank it above the default option, the quorum is 5 (A.5.2).'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from comitia.count.condorcet.ranking import pairwise_sheet
from comitia.count.papers import Papers
from comitia.count.sheet import Sheet, Table
from comitia.count.simple.pairwise import Comparison, compare
from comitia.count.tell import Method
from comitia.count.ties import Desk
from comitia.errors import Malformed

SOURCE = "Debian constitution, appendix A.5 of version 1.9 (A.6 until 1.7)"
DEFAULT_NAMES = ("none of the above", "further discussion", "status quo")


@dataclass(frozen=True, slots=True)
class Quorum:
    """R votes; or `times` Q, where Q is half the square root of the number of developers (compared without taking the
    root)."""

    votes: int = 0
    developers: int = 0
    times: int = 3

    def is_met(self, votes: int) -> bool:
        """Whether so many votes are R or more: votes >= times * sqrt(developers) / 2, in whole numbers."""
        return votes >= self.votes and (2 * votes) ** 2 >= self.times**2 * self.developers

    def __str__(self) -> str:
        return f"{self.times} x half the square root of {self.developers}" if self.developers else str(self.votes)


@dataclass(frozen=True, slots=True)
class _Call:
    """What a call for votes adds to the rule."""

    default: str | None = None
    quorum: Quorum = Quorum()
    majorities: Mapping[str, Fraction] = field(default_factory=dict)


def debian(
    default: str | None = None, quorum: Quorum | None = None, majorities: Mapping[str, Fraction] | None = None
) -> Method[Papers]:
    """The method for one call for votes; `majorities` gives the ratio n of an n:1 majority for the options that need
    one."""
    call = _Call(default, quorum or Quorum(), majorities or {})

    def rule(papers: Papers, seats: int, desk: Desk) -> Sheet:
        return _count(method, call, papers, desk)

    method = Method(
        "debian",
        "Debian: default option, quorum, Schwartz set",
        SOURCE,
        "condorcet",
        rule,
        page="debian.md",
        single_seat=True,
    )
    return method


def _count(method: Method[Papers], call: _Call, papers: Papers, desk: Desk) -> Sheet:
    comparison = compare(papers)  # A.5.1
    names, standing = papers.candidates, comparison.standing
    default = _default(call, papers)
    notes = (
        []
        if default is not None
        else ["No option is the default option: quorum and majority (A.5.2, A.5.3) do not apply."]
    )
    left = []
    for a in standing:
        why = "" if default is None or a == default else _dropped(comparison, call, a, default, names[a])
        if why:
            notes.append(f"{names[a]} is dropped: {why}.")
        else:
            left.append(a)
    defeats = {(a, b) for a in left for b in left if comparison.defeats(a, b)}  # A.5.4
    rounds: list[tuple[str, tuple[str, ...]]] = []
    while True:
        schwartz = schwartz_set(left, defeats)  # A.5.5, A.5.6
        within = [(a, b) for a, b in sorted(defeats) if a in schwartz and b in schwartz]
        if not within:
            break
        weakest = _weakest(comparison, within)  # A.5.7
        defeats -= set(weakest)
        dropped = "; ".join(
            f"{names[a]} over {names[b]} ({comparison.wins[a][b]}:{comparison.wins[b][a]})" for a, b in weakest
        )
        rounds.append((f"round {len(rounds) + 1}", (", ".join(names[c] for c in schwartz), dropped)))
    rest = tuple(c for c in standing if c not in schwartz)
    levels = (schwartz, rest) if rest and schwartz else (schwartz or rest,) if standing else ()
    tables = (Table("Weakest defeats dropped", ("Schwartz set", "dropped"), tuple(rounds)),) if rounds else ()
    return pairwise_sheet(
        method,
        papers,
        1,
        desk,
        comparison,
        levels,
        clause="A.5.8 (casting vote)",
        edges=sorted(defeats),
        tables=tables,
        notes=notes,
        rivals=left,
    )


def schwartz_set(left: list[int], defeats: set[tuple[int, int]]) -> tuple[int, ...]:
    """A.5.5 and A.5.6: those who defeat, along chains, everybody who so defeats them."""
    chains = {(a, b) for a, b in defeats}
    for via in left:
        for a in left:
            if (a, via) in chains:
                chains.update((a, b) for b in left if (via, b) in chains)
    return tuple(a for a in left if all((a, b) in chains or (b, a) not in chains for b in left if b != a))


def _dropped(comparison: Comparison, call: _Call, a: int, default: int, name: str) -> str:
    """Why an option is dropped by A.5.2 or A.5.3, or nothing."""
    over, under = comparison.wins[a][default], comparison.wins[default][a]
    if not call.quorum.is_met(over):
        return f"{over} papers rank it above the default option, the quorum is {call.quorum} (A.5.2)"
    ratio = call.majorities.get(name, Fraction(1))
    if not (over > under and over >= ratio * under):
        needed = "" if ratio == 1 else f" and the majority needed is {ratio}:1"
        return f"{over} papers rank it above the default option and {under} below{needed} (A.5.3)"
    return ""


def _weakest(comparison: Comparison, within: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A.5.7: fewest papers for the winner; among those, most papers for the loser."""
    strength = {(a, b): (comparison.wins[a][b], -comparison.wins[b][a]) for a, b in within}
    least = min(strength.values())
    return [edge for edge in within if strength[edge] == least]


def _default(call: _Call, papers: Papers) -> int | None:
    if call.default is not None:
        if call.default not in papers.candidates:
            raise Malformed(
                f"debian: the default option {call.default!r} is not on the paper; "
                f"there are: {', '.join(papers.candidates)}"
            )
        return papers.candidates.index(call.default)
    unknown = set(call.majorities) - set(papers.candidates)
    if unknown:
        raise Malformed(f"debian: a majority is set for {sorted(unknown)}, who are not on the paper")
    found = [c for c, name in enumerate(papers.candidates) if name.strip().casefold() in DEFAULT_NAMES]
    return found[0] if len(found) == 1 else None


DEBIAN = debian()
