"""Ties: settled as the rule says, or not at all.

A count asks its `Desk` to choose one among equals. The desk goes through the tie rules in order, first those of the
statute, then those that the returning officer was given (`tell(..., ties=[...])`); each narrows the field, and the
first that leaves one has settled the tie. If none does, the rule is silent and the count stops (`Unprovided`),
naming the tie: it never guesses.

* `EarlierStage`: who had more, or fewer, at the latest (or the first) stage at which they differed; repeated on
  those who are still equal.
* `PublicLot`: a seed that everybody knew beforehand, and SHA-256. The draw is shown on the sheet; anybody can do it
  again: the candidate with the lowest SHA-256 of seed, context and name, each on its own line, is drawn.
* `FixedOrder`: an order of the candidates drawn up before the count.
* `AskRuling`: the ruling of a person, given for this tie by name.

>>> lot = PublicLot("blue ball 17, red ball 4")
>>> lot.draw(("Ann", "Bob"), (0, 1), "1: to be excluded").digests[0][1][:16]
'4ded3c5cf90e41a5'
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from comitia.count.sheet import VOTES, Amount, Draw, Scale, Tie
from comitia.errors import Invalid, Malformed, Unprovided


@dataclass(frozen=True, slots=True)
class Question:
    """What must be settled: one of `among`, chosen for having `most` or `least`, at `stage`.

    `history[s][c]` is the total of candidate c at stage s + 1 (or at the point that `labels[s]` names), up to and
    including the one at which they are equal.
    """

    among: tuple[int, ...]
    wanted: str
    choose: Literal["most", "least"]
    clause: str
    names: tuple[str, ...]
    stage: int | None = None
    history: tuple[Sequence[Amount], ...] = ()
    scale: Scale = VOTES
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The candidates that a tie rule leaves, and the sentence that says why."""

    left: tuple[int, ...]
    sentence: str
    draw: Draw | None = None


class TieRule(Protocol):
    """One way of settling ties."""

    @property
    def settles(self) -> str:
        """`earlier stage`, `lot`, `ruling`, or another word for `Tie.settled_by`."""

    def narrow(self, question: Question, among: tuple[int, ...], number: int) -> Narrowed | None:
        """Those of `among` that remain, or `None` if this rule says nothing. `number` counts the ties of the count."""


@dataclass(frozen=True, slots=True)
class EarlierStage:
    """The stage at which they differed: the latest such stage, or the first, as the rule says."""

    which: Literal["latest", "first"] = "latest"
    settles: str = "earlier stage"

    def narrow(self, question: Question, among: tuple[int, ...], number: int) -> Narrowed | None:
        """Narrow by one earlier stage after another until one is left or no stage tells them apart."""
        pick = max if question.choose == "most" else min
        word = "more" if question.choose == "most" else "fewer"
        sentences = []
        stages = range(len(question.history) - 1, -1, -1) if self.which == "latest" else range(len(question.history))
        for s in stages:
            totals = question.history[s]
            best = pick(totals[c] for c in among)
            left = tuple(c for c in among if totals[c] == best)
            if len(left) < len(among):
                shown = ", ".join(f"{question.names[c]} {question.scale.show(totals[c])}" for c in among)
                who = " and ".join(question.names[c] for c in left)
                point = question.labels[s] if question.labels else f"stage {s + 1}"
                sentences.append(f"at {point} they differed ({shown}): {who} had {word}")
                among = left
            if len(among) == 1:
                break
        return Narrowed(among, "; ".join(sentences)) if sentences else None


@dataclass(frozen=True, slots=True)
class PublicLot:
    """A lot from a public seed, fixed before the papers were opened (`commitment`: SHA-256 of the seed in hexadecimal).

    Raises:
        Invalid: the seed is not the one that was committed to.
    """

    seed: str
    commitment: str = ""
    settles: str = "lot"

    def __post_init__(self) -> None:
        found = commitment_to(self.seed)
        if self.commitment and not hmac.compare_digest(found, self.commitment.lower()):
            raise Invalid(
                f"lot: the seed has SHA-256 {found}, but {self.commitment} was committed to before the count; "
                "use the seed that was announced, or start again with a new commitment and say so"
            )

    def draw(self, names: Sequence[str], among: Sequence[int], context: str) -> Draw:
        """The draw itself: digests in the order of `among`."""
        digests = tuple((c, _digest(self.seed, context, names[c])) for c in among)
        return Draw(self.seed, context, digests, self.commitment)

    def narrow(self, question: Question, among: tuple[int, ...], number: int) -> Narrowed | None:
        """The one with the lowest digest."""
        draw = self.draw(question.names, among, f"{number}: {question.wanted}")
        chosen = min(draw.digests, key=lambda pair: pair[1])[0]
        return Narrowed((chosen,), f"lot drawn from the public seed: {question.names[chosen]}", draw)


@dataclass(frozen=True, slots=True)
class FixedOrder:
    """An order of the candidates drawn up beforehand: among equals the first in it is preferred.

    Who is preferred is elected first and has their surplus moved first; `excluded` says which of the equals goes when
    one must be excluded (the last by default; some rules take the first in the list whatever they choose for).
    """

    order: tuple[str, ...]
    excluded: Literal["first", "last"] = "last"
    settles: str = "order"

    def narrow(self, question: Question, among: tuple[int, ...], number: int) -> Narrowed | None:
        """The first of the order, or the last for an exclusion."""
        place = {name: k for k, name in enumerate(self.order)}
        missing = [question.names[c] for c in among if question.names[c] not in place]
        if missing:
            raise Malformed(f"order for ties: {missing} do not stand in it; it must name every candidate")
        pick = max if question.choose == "least" and self.excluded == "last" else min
        chosen = pick(among, key=lambda c: place[question.names[c]])
        return Narrowed((chosen,), f"by the order fixed beforehand: {question.names[chosen]}")


@dataclass(frozen=True, slots=True)
class AskRuling:
    """The rulings of the person whom the rule empowers (a chair's casting vote, a returning officer's decision).

    `rulings` maps the number of the tie (1 for the first tie that needs a ruling) to the name chosen. Without one
    the count stops and names the tie, so that it can be put to that person.
    """

    rulings: Mapping[int, str] = field(default_factory=dict)
    authority: str = "the returning officer"
    settles: str = "ruling"

    def narrow(self, question: Question, among: tuple[int, ...], number: int) -> Narrowed | None:
        """The candidate named for this tie."""
        name = self.rulings.get(number)
        if name is None:
            return None
        for c in among:
            if question.names[c] == name:
                return Narrowed((c,), f"ruling of {self.authority}: {name}")
        tied = ", ".join(question.names[c] for c in among)
        raise Invalid(f"ruling on tie {number}: {name!r} is not one of those who are tied ({tied})")


def commitment_to(seed: str) -> str:
    """What is published before the count: the SHA-256 of the seed, in hexadecimal."""
    return hashlib.sha256(seed.encode()).hexdigest()


def replay(draw: Draw, names: Sequence[str]) -> int:
    """Do a draw again from the sheet alone.

    Raises:
        Invalid: a digest is not what seed, context and name give.
    """
    for c, digest in draw.digests:
        if _digest(draw.seed, draw.context, names[c]) != digest:
            raise Invalid(f"lot {draw.context!r}: the digest shown for {names[c]} is not what the seed gives")
    return min(draw.digests, key=lambda pair: pair[1])[0]


class Desk:
    """Where one count brings its ties; it numbers them and keeps the record for the sheet.

    `forced` maps the number of a tie to the candidate on whom a lot or ruling is supposed to have fallen instead:
    that is how `tell` finds out what the other fall would have meant.
    """

    def __init__(self, rules: Sequence[TieRule], forced: Mapping[int, int] | None = None) -> None:
        self.rules = tuple(rules)
        self.forced = dict(forced or {})
        self.ties: list[Tie] = []

    def with_rule(self, rule: TieRule) -> Desk:
        """This desk (the same record) with a rule of the statute that depends on the papers, put before chance and
        ruling.
        """
        own = tuple(r for r in self.rules if r.settles not in {"lot", "ruling", "order"})
        self.rules = (*own, rule, *(r for r in self.rules if r not in own))
        return self

    def settle(self, question: Question) -> int:
        """One of `question.among`.

        Raises:
            Unprovided: no tie rule tells them apart.
        """
        number = len(self.ties) + 1
        among = question.among
        steps: list[str] = []
        if len(among) == 1:
            return among[0]
        for rule in self.rules:
            if number in self.forced and rule.settles in {"lot", "ruling"}:
                return self._record(question, number, self.forced[number], rule.settles, steps, among)
            narrowed = rule.narrow(question, among, number)
            if narrowed is None:
                continue
            before, among = among, narrowed.left
            steps.append(narrowed.sentence)
            if len(among) == 1:
                return self._record(question, number, among[0], rule.settles, steps, before, narrowed.draw)
        tied = ", ".join(question.names[c] for c in among[:12]) + (
            f" and {len(among) - 12} others" if len(among) > 12 else ""
        )
        where = f"stage {question.stage}, " if question.stage is not None else ""
        raise Unprovided(
            f"{where}{question.clause}: {tied} are tied ({question.wanted}) and the rule says no more. "
            f"Give a lot from a public seed or a ruling for tie {number}."
        )

    def order(self, question: Question) -> tuple[int, ...]:
        """All of `question.among` in the order in which they would be chosen, one tie at a time."""
        left, chosen = list(question.among), []
        while left:
            one = self.settle(_among(question, tuple(left)))
            chosen.append(one)
            left.remove(one)
        return tuple(chosen)

    def _record(
        self,
        question: Question,
        number: int,
        chosen: int,
        by: str,
        steps: Sequence[str],
        last: tuple[int, ...],
        draw: Draw | None = None,
    ) -> int:
        self.ties.append(
            Tie(
                number=number,
                stage=question.stage,
                among=question.among,
                last_among=last,
                chosen=chosen,
                wanted=question.wanted,
                clause=question.clause,
                settled_by=by,
                steps=tuple(steps),
                draw=draw,
            )
        )
        return chosen


def _among(question: Question, among: tuple[int, ...]) -> Question:
    return replace(question, among=among)


def _digest(seed: str, context: str, name: str) -> str:
    return hashlib.sha256("\n".join((seed, context, name)).encode()).hexdigest()
