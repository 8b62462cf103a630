"""Who is elected in a round, and who goes out?

1. All conditions to win are met and one candidate alone leads: elected. Level leaders who meet them: the rule is
   silent, unless it says how such a tie is broken.
2. Nobody is elected: the rule of elimination names who goes out. A tie for the last place, or for the last to go on,
   is silence unless the rule says that all of them go.
3. Level leaders whom one vote more would have elected, and nobody to eliminate, or nobody left if they went: that is a
   tie for first, which comes before any elimination.

An elimination that would leave nobody is no elimination: the rule is silent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from comitia.rulebook.arithmetic.condition import Condition, Finding
from comitia.rulebook.arithmetic.figures import Field
from comitia.rulebook.arithmetic.motion import verdict_of


@dataclass(frozen=True, slots=True)
class Elimination:
    """Who goes out of a round that elected nobody.

    `last`; `below` a count or a share of a base (and the last as well, `also_last`; the last alone if nobody is below);
    `top`: all but the first `keep`; `named`: those whom an authority named; `none`. `all_tied`: all level for last go.
    """

    kind: str = "none"
    count: Fraction | None = None
    share: Fraction | None = None
    base: str | None = None
    keep: int = 2
    also_last: bool = False
    all_tied: bool = False
    named: tuple[str, ...] | None = None
    even_if_won: bool = False


@dataclass(frozen=True, slots=True)
class RoundOutcome:
    """`winner` None means nobody; `eliminated` stands in the order of the votes given; `silent` says on what.

    `level`: between whom a tie for first is still to be broken.
    """

    winner: str | None
    eliminated: tuple[str, ...]
    findings: tuple[Finding, ...]
    silent: str | None = None
    invalid: bool = False
    level: tuple[str, ...] = ()


def decide_round(field: Field, win: Sequence[Condition], rule: Elimination, chosen: str | None = None) -> RoundOutcome:
    """Decide one round. `chosen` is whom a casting vote or lot, that the rule provides for, took among level leaders.

    Raises:
        Malformed: a condition needs a figure that is not known.
    """
    figures = field.figures()
    findings = tuple(condition.weigh(figures) for condition in win)
    invalid = verdict_of(findings) == "invalid"
    level = len(field.leaders) > 1
    if all(finding.met for finding in findings):
        winner = field.leaders[0] if not level else chosen if chosen in field.leaders else None
        silent = f"a tie for first between {names(field.leaders)}" if winner is None else None
        out: tuple[str, ...] = ()
        if winner is None or rule.even_if_won:
            out, _ = eliminate(field, rule)
        return RoundOutcome(winner, out, findings, silent, level=field.leaders if winner is None else ())
    out, silent = eliminate(field, rule)
    everybody = len(field.leaders) == len(field.votes)
    if level and not out and (silent is None or everybody) and _one_vote_elects(field, win):
        if chosen in field.leaders:
            return RoundOutcome(chosen, (), findings)
        silent = silent or f"a tie for first between {names(field.leaders)}"
        return RoundOutcome(None, (), findings, silent, invalid, field.leaders)
    return RoundOutcome(None, out, findings, silent, invalid)


def eliminate(field: Field, rule: Elimination) -> tuple[tuple[str, ...], str | None]:
    """Who goes out, or on what the rule is silent."""
    if rule.kind == "none" or len(field.votes) == 1:
        return (), None
    if rule.kind == "named":
        return (rule.named, None) if rule.named is not None else ((), "who is eliminated: the rule leaves it to others")
    if rule.kind == "top":
        return _all_but(field, rule.keep)
    out: set[str] = set()
    if rule.kind == "below":
        limit = (
            rule.count
            if rule.count is not None
            else (rule.share or Fraction(0)) * field.figures().base(rule.base or "")
        )
        out = {name for name, number in field.votes.items() if number < limit}
    if rule.also_last or not out:
        last = set(field.last)
        if len(last) > 1 and not rule.all_tied and not last <= out:
            place = "a tie" if len(last) == len(field.votes) else "a tie for last place"
            return (), f"{place} between {names(field.last)}"
        out |= last
    if len(out) == len(field.votes):
        return (), "what happens when every candidate would go out"
    return tuple(name for name in field.votes if name in out), None


def names(of: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return of[0] if len(of) == 1 else f"{', '.join(of[:-1])} and {of[-1]}"


def _all_but(field: Field, keep: int) -> tuple[tuple[str, ...], str | None]:
    if len(field.votes) <= keep:
        return (), None
    least = sorted(field.votes.values(), reverse=True)[keep - 1]
    stay = [name for name, number in field.votes.items() if number >= least]
    if len(stay) > keep:
        level = [name for name in stay if field.votes[name] == least]
        place = "second place" if keep == 2 else f"the last of {keep} places"
        return (), f"a tie for {place} between {names(level)}"
    return tuple(name for name in field.votes if name not in stay), None


def _one_vote_elects(field: Field, win: Sequence[Condition]) -> bool:
    figures = field.with_one_more_for(field.leaders[0]).figures()
    return all(condition.weigh(figures).met for condition in win)
