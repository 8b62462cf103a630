"""Seats to lists in proportion to votes: highest quotients (d'Hondt, Sainte-Laguë) and largest remainders.

*Highest quotients*: the votes of each list are divided by 1, 2, 3 ... (d'Hondt), by 1, 3, 5 ... (Sainte-Laguë), or by
1.4, 3, 5 ...
(modified Sainte-Laguë); the highest quotients take the seats one by one. *Largest remainder*: a list has one seat for
each full quota in its votes; the seats that remain go to the largest remainders. The quota is votes / seats (Hare) or
the whole part of votes /
(seats + 1), plus 1 (Droop).

*Threshold*: a list with less than the share `threshold` of all valid votes takes no part; "at least" the share is
enough unless the rule says more. Quotients are exact fractions. Equal quotients or remainders for the last seat are a
tie: it goes to the desk, after the list with more votes if the rule says so (`MoreVotes`).

On ranked papers the first preference is the vote for a list. Tallies are read as they are.

Sources: V. D'Hondt, Système pratique et raisonné de représentation proportionnelle (1882); A. Sainte-Laguë, Annales
scientifiques de l'ENS 27 (1910); T. Hare, Treatise on the Election of Representatives (1859).

>>> from comitia.count import Tally, tell
>>> votes = Tally(("A", "B", "C"), (340000, 280000, 160000))
>>> tell("dhondt", votes, seats=7).seats_won, tell("sainte-lague", votes, seats=7).seats_won
((3, 3, 1), (3, 3, 1))
>>> tell("largest-remainder", votes, seats=7).seats_won
(3, 3, 1)
>>> tell(lists(DHONDT, threshold=Fraction(1, 4)), votes, seats=7).seats_won
(4, 3, 0)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from comitia.count.papers import Tally
from comitia.count.sheet import VOTES, Decision, Figure, Margin, Quotient, Sheet, Stage, Table
from comitia.count.tell import Method
from comitia.count.ties import Desk, Narrowed, Question
from comitia.errors import Malformed, Unprovided

MOST_SEATS = 100_000


@dataclass(frozen=True, slots=True)
class MoreVotes:
    """Tie rule for lists: of equal quotients the one of the list with more votes."""

    votes: tuple[int, ...]
    settles: str = "more votes"

    def narrow(self, question: Question, among: tuple[int, ...], number: int) -> Narrowed | None:
        """The lists with the most votes."""
        most = max(self.votes[c] for c in among)
        left = tuple(c for c in among if self.votes[c] == most)
        shown = ", ".join(f"{question.names[c]} {self.votes[c]}" for c in among)
        return Narrowed(left, f"more votes ({shown})") if len(left) < len(among) else None


@dataclass(frozen=True, slots=True)
class _Share:
    """What a rule makes of the votes: the quotients (or remainders) that took seats, and the next ones."""

    seats: tuple[int, ...]
    quotients: tuple[Quotient, ...]
    quota: Fraction | None
    order: tuple[int, ...]


Rule = Callable[[Sequence[int], Sequence[int], int, Desk, Sequence[str]], _Share]


def _by_divisors(divisor: Callable[[int], Fraction]) -> Rule:
    """Highest quotients; `divisor(k)` is the divisor for the k-th seat of a list, from 0."""

    def rule(votes: Sequence[int], standing: Sequence[int], seats: int, desk: Desk, names: Sequence[str]) -> _Share:
        won = [0] * len(votes)
        taken: list[Quotient] = []
        order: list[int] = []
        for seat in range(1, seats + 1):
            claims = {c: votes[c] / divisor(won[c]) for c in standing}
            best = max(claims.values(), default=Fraction(0))
            if best == 0:
                break
            equal = tuple(c for c in standing if claims[c] == best)
            chosen = equal[0]
            if len(equal) > seats - seat + 1:
                chosen = desk.settle(
                    Question(
                        equal, f"to take seat {seat}", "most", "equal quotients", tuple(names), None, (tuple(votes),)
                    )
                )
            taken.append(Quotient(chosen, best, divisor(won[chosen]), seat))
            won[chosen] += 1
            order.append(chosen)
        after = [Quotient(c, votes[c] / divisor(won[c]), divisor(won[c]), None) for c in standing]
        return _Share(tuple(won), (*taken, *after), None, tuple(order))

    return rule


def _by_remainders(quota_of: Callable[[int, int], Fraction]) -> Rule:
    def rule(votes: Sequence[int], standing: Sequence[int], seats: int, desk: Desk, names: Sequence[str]) -> _Share:
        total = sum(votes[c] for c in standing)
        if total == 0:
            return _Share((0,) * len(votes), (), None, ())
        quota = quota_of(total, seats)
        won = [0] * len(votes)
        quotients: list[Quotient] = []
        order: list[int] = []
        for c in standing:
            won[c] = votes[c] // quota
            order.extend([c] * won[c])
        rest = {c: votes[c] - won[c] * quota for c in standing}
        left = list(standing)
        for seat in range(sum(won) + 1, seats + 1):
            if not left:
                raise Unprovided(
                    f"largest remainder: {seats - seat + 1} seats remain after each list has had one for its remainder "
                    "and the rule says no more; there are too few votes for a quota of whole votes"
                )
            best = max(rest[c] for c in left)
            equal = tuple(c for c in left if rest[c] == best)
            chosen = equal[0]
            if len(equal) > seats - seat + 1:
                chosen = desk.settle(
                    Question(
                        equal, f"to take seat {seat}", "most", "equal remainders", tuple(names), None, (tuple(votes),)
                    )
                )
            quotients.append(Quotient(chosen, rest[chosen], None, seat))
            won[chosen] += 1
            order.append(chosen)
            left.remove(chosen)
        quotients.extend(Quotient(c, rest[c], None, None) for c in left)
        return _Share(tuple(won), tuple(quotients), quota, tuple(order))

    return rule


def _hare(total: int, seats: int) -> Fraction:
    return Fraction(total, seats)


def _droop(total: int, seats: int) -> Fraction:
    return Fraction(total // (seats + 1) + 1)


@dataclass(frozen=True, slots=True)
class ListRule:
    """A way of sharing seats, with its name and source; `lists(rule, ...)` makes it a method."""

    identifier: str
    title: str
    source: str
    share: Rule


DHONDT = ListRule("dhondt", "d'Hondt (highest averages)", "V. D'Hondt (1882)", _by_divisors(lambda k: Fraction(k + 1)))
SAINTE_LAGUE = ListRule(
    "sainte-lague",
    "Sainte-Laguë (highest averages)",
    "A. Sainte-Laguë (1910)",
    _by_divisors(lambda k: Fraction(2 * k + 1)),
)
MODIFIED_SAINTE_LAGUE = ListRule(
    "sainte-lague-modified",
    "Modified Sainte-Laguë, first divisor 1.4",
    "Swedish Elections Act (2005:837), chapter 14, as until 2014",
    _by_divisors(lambda k: Fraction(7, 5) if k == 0 else Fraction(2 * k + 1)),
)
LARGEST_REMAINDER = ListRule(
    "largest-remainder", "Largest remainder, Hare quota", "T. Hare (1859)", _by_remainders(_hare)
)
LARGEST_REMAINDER_DROOP = ListRule(
    "largest-remainder-droop", "Largest remainder, Droop quota", "H. R. Droop (1868)", _by_remainders(_droop)
)


def lists(
    rule: ListRule,
    *,
    threshold: Fraction = Fraction(0),
    strictness: Literal["at-least", "more-than"] = "at-least",
    exempt: Sequence[str] = (),
    ties: Literal["lot", "more-votes"] = "lot",
) -> Method[Tally]:
    """A list method with its threshold: lists below it (but for the `exempt`, such as those of minorities) take no
    part."""
    if not 0 <= threshold < 1:
        raise Malformed(f"{rule.identifier}: the threshold is a share from 0 to below 1, found {threshold}")

    def count(tally: Tally, seats: int, desk: Desk) -> Sheet:
        return _count(method, rule, tally, seats, desk, _Bar(threshold, strictness, frozenset(exempt)), ties)

    method = Method(rule.identifier, rule.title, rule.source, "lists", count, Tally, page="lists.md")
    return method


@dataclass(frozen=True, slots=True)
class _Bar:
    """A threshold."""

    share: Fraction
    strictness: str
    exempt: frozenset[str]

    def admits(self, name: str, votes: int, total: int) -> bool:
        needed = self.share * total
        return name in self.exempt or (votes > needed if self.strictness == "more-than" else votes >= needed)


def _count(method: Method[Tally], rule: ListRule, tally: Tally, seats: int, desk: Desk, bar: _Bar, ties: str) -> Sheet:
    if seats > MOST_SEATS:
        raise Malformed(f"{rule.identifier}: {seats} seats, at most {MOST_SEATS} can be shared out")
    names, votes = tally.candidates, tally.votes
    unknown = sorted(bar.exempt - set(names))
    if unknown:
        raise Malformed(f"{rule.identifier}: {unknown[0]!r} is exempt from the threshold and is not on the list")
    total = sum(votes)
    standing = [c for c in range(len(names)) if bar.admits(names[c], votes[c], total)]
    if ties == "more-votes":
        desk.rules = (MoreVotes(votes), *desk.rules)
    share = rule.share(votes, standing, seats, desk, names)
    barred = [c for c in range(len(names)) if c not in standing]
    words = "more than" if bar.strictness == "more-than" else "at least"
    decisions = []
    for c in barred:
        reason = f"{names[c]} has {votes[c]} of {total} votes; {words} {bar.share} is needed"
        decisions.append(Decision("barred", (c,), f"threshold of {bar.share}", reason, (Figure(votes[c], c, 1),)))
    decisions.extend(
        Decision(
            "elected", (c,), rule.title, f"{names[c]} wins {share.seats[c]} of {seats} seats", (Figure(votes[c], c, 1),)
        )
        for c in standing
        if share.seats[c]
    )
    # The seats in order: each winner as often as it takes a seat.
    stage = Stage(
        1, "votes", (), rule.title, tuple(votes), tuple(votes), quota=share.quota, decisions=tuple(decisions),
        elected=tuple(dict.fromkeys(share.order)), continuing=tuple(standing), title="Votes",
    )  # fmt: skip
    rows = tuple((names[c], (votes[c], _per_cent(votes[c], total), share.seats[c])) for c in range(len(names)))
    return Sheet(
        method=method.identifier,
        title=method.title,
        source=method.source,
        candidates=names,
        seats=seats,
        scale=VOTES,
        papers=total + sum(tally.set_aside.values()),
        valid=total,
        winners=tuple(share.order),
        stages=(stage,),
        quota=share.quota,
        rejected={k: v for k, v in tally.set_aside.items() if v},
        quotients=share.quotients,
        seats_won=share.seats,
        margins=_margin(share, names),
        tables=(Table("Seats", ("votes", "share", "seats"), rows),),
        contest=tally.title,
    )


def _margin(share: _Share, names: Sequence[str]) -> tuple[Margin, ...]:
    """How near the last seat was: the last quotient that took one and the best that took none."""
    taken = [q for q in share.quotients if q.seat is not None]
    after = [q for q in share.quotients if q.seat is None]
    if not taken or not after:
        return ()
    last, first = min(taken, key=lambda q: q.value), max(after, key=lambda q: q.value)
    if first.candidate == last.candidate:
        return ()
    gap = last.value - first.value
    sentence = (
        f"{names[last.candidate]} takes the last seat with {_shown(last.value)}; "
        f"{names[first.candidate]} has {_shown(first.value)}: "
        f"{_shown(gap)} decided it"
    )
    return (Margin(1, "seat", (last.candidate,), first.candidate, gap, sentence),)


def _shown(value: Fraction) -> str:
    hundredths = value.numerator * 100 // value.denominator
    return f"{hundredths // 100}.{hundredths % 100:02d}" if value.denominator != 1 else str(value.numerator)


def _per_cent(part: int, whole: int) -> str:
    if not whole:
        return "0.00 %"
    hundredths = (20000 * part + whole) // (2 * whole)
    return f"{hundredths // 100}.{hundredths % 100:02d} %"
