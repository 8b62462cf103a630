"""A division: ayes and noes, and the share that carries.

*Base*: what the ayes are a share of. Each is a number that the teller or the roll gives; one that was not given
cannot be used.

| base | is |
| --- | --- |
| `yes+no` | ayes and noes |
| `valid` | ayes, noes and abstentions declared on a paper |
| `cast` | valid papers and those that are blank or spoilt |
| `present` | members in the room |
| `entitled` | members who may vote |
| `members` | members of the body |
| `seats-filled` | seats that somebody holds |

*Share*: an exact fraction, `more-than` or `at-least`. *Tie* (as many ayes as noes, where the share would be met by
one more aye): `lost`, `carried`, a casting vote, or silent: then the count stops. *Quorum*: a number of `present`,
`cast` or another base that must be reached, else nothing is decided. The figures that were compared stand in the
sheet as fractions: 172/212.

Several requirements (a double majority, such as half of the entitled and two thirds of the cast) must all be met.

Source: the body's standing orders.

>>> vote = Division(172, 40, spoilt=4, entitled=229)
>>> from comitia.count import tell
>>> tell(division(Requirement(Fraction(2, 3), "yes+no", "at-least")), vote).outcome
'carried'
>>> tell(division(Requirement(Fraction(3, 4), "entitled", "more-than")), vote).stages[0].decisions[0].reason
'172 ayes of 229 entitled (172/229, 75.1 per cent); more than 3/4 is needed: met'
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from comitia.count.papers import Tally
from comitia.count.sheet import VOTES, Decision, Figure, Sheet, Stage
from comitia.count.tell import Method
from comitia.count.ties import Desk, Question
from comitia.errors import Malformed, Unprovided

Base = Literal["yes+no", "valid", "cast", "present", "entitled", "members", "seats-filled"]
BASES: tuple[Base, ...] = ("yes+no", "valid", "cast", "present", "entitled", "members", "seats-filled")
AYES = {"aye", "ayes", "yes", "for", "in favour", "content"}
NOES = {"no", "noes", "against", "not content"}
ABSTAINED = {"abstained", "abstain", "abstentions"}


@dataclass(frozen=True, slots=True)
class Division:
    """The tellers' figures; `None` where a number is not known."""

    ayes: int
    noes: int
    abstained: int = 0
    spoilt: int = 0
    present: int | None = None
    entitled: int | None = None
    members: int | None = None
    seats_filled: int | None = None
    title: str = ""
    candidates: tuple[str, ...] = ("ayes", "noes")

    def base(self, name: Base) -> int:
        """The number of that base.

        Raises:
            Unprovided: it was not given with the division.
        """
        known: dict[str, int | None] = {
            "yes+no": self.ayes + self.noes,
            "valid": self.ayes + self.noes + self.abstained,
            "cast": self.ayes + self.noes + self.abstained + self.spoilt,
            "present": self.present,
            "entitled": self.entitled,
            "members": self.members,
            "seats-filled": self.seats_filled,
        }
        if name not in known:
            raise Malformed(f"division: {name!r} is no base; there are: {', '.join(BASES)}")
        number = known[name]
        if number is None:
            raise Unprovided(
                f"division: the share is one of {name!r}, and that number was not given; find it and count again"
            )
        return number


@dataclass(frozen=True, slots=True)
class Requirement:
    """A share of a base that the ayes must reach."""

    share: Fraction
    base: Base
    strictness: Literal["more-than", "at-least"]

    def is_met(self, vote: Division) -> bool:
        """Whether the ayes are so many."""
        needed = self.share * vote.base(self.base)
        return vote.ayes > needed if self.strictness == "more-than" else vote.ayes >= needed

    def sentence(self, vote: Division) -> str:
        """The comparison, with its numbers."""
        base = vote.base(self.base)
        percent = f", {_per_cent(vote.ayes, base)}" if base else ""
        words = self.strictness.replace("-", " ")
        verdict = "met" if self.is_met(vote) else "not met"
        shown = f"{vote.ayes} ayes of {base} {self.base} ({vote.ayes}/{base}{percent})"
        return f"{shown}; {words} {self.share} is needed: {verdict}"


@dataclass(frozen=True, slots=True)
class QuorumOf:
    """So many of a base must be there for anything to be decided."""

    number: int
    base: Base


SIMPLE_MAJORITY = Requirement(Fraction(1, 2), "yes+no", "more-than")


def division(
    *requirements: Requirement,
    tie: Literal["lost", "carried", "casting-vote", "silent"] = "lost",
    quorum: QuorumOf | None = None,
) -> Method[Division]:
    """A division by all of `requirements` (none: more ayes than noes)."""
    needed = requirements or (SIMPLE_MAJORITY,)

    def rule(vote: Division, seats: int, desk: Desk) -> Sheet:
        decisions = [_decision(requirement, vote) for requirement in needed]
        outcome = "carried" if all(requirement.is_met(vote) for requirement in needed) else "lost"
        if quorum is not None and vote.base(quorum.base) < quorum.number:
            outcome = "no quorum"
            decisions.append(
                Decision(
                    "barred",
                    (),
                    "quorum",
                    f"{vote.base(quorum.base)} {quorum.base}, the quorum is {quorum.number}: nothing is decided",
                )
            )
        elif outcome == "lost" and vote.ayes == vote.noes and vote.ayes and _one_more_carries(needed, vote):
            outcome, sentence = _settle_tie(tie, desk)
            decisions.append(Decision("tie", (0, 1), "tie", sentence))
        return _sheet(method, vote, outcome, tuple(decisions))

    method = Method(
        "division",
        "Division: ayes and noes",
        "the body's standing orders",
        "simple",
        rule,
        Division,
        page="division.md",
    )
    return method


def division_of(tally: Tally, bases: dict[str, int] | None = None) -> Division:
    """A division from a tally of answers called ayes and noes (or yes and no, for and against).

    Raises:
        Malformed: other answers than those.
    """
    words = {name.strip().casefold(): votes for name, votes in zip(tally.candidates, tally.votes, strict=True)}
    strange = [word for word in words if word not in AYES | NOES | ABSTAINED]
    if strange:
        raise Malformed(
            f"division: found the answer {strange[0]!r}, expected ayes and noes (or yes and no, for and against)"
        )

    def number(names: set[str]) -> int:
        return sum(votes for word, votes in words.items() if word in names)

    apart = dict(tally.set_aside)
    abstained = number(ABSTAINED) + apart.pop("abstained", 0)
    apart.pop("absent", 0)
    given = bases or {}
    return Division(
        number(AYES), number(NOES), abstained, sum(apart.values()), given.get("present"),
        given.get("entitled", given.get("electorate")), given.get("members"), given.get("seats_filled"), tally.title,
    )  # fmt: skip


def _decision(requirement: Requirement, vote: Division) -> Decision:
    figures = (Figure(vote.ayes, 0, 1), Figure(requirement.share * vote.base(requirement.base), None, 1, "needed"))
    kind = "carried" if requirement.is_met(vote) else "lost"
    return Decision(
        kind,
        (0,),
        f"{requirement.strictness} {requirement.share} of {requirement.base}",
        requirement.sentence(vote),
        figures,
    )


def _one_more_carries(needed: tuple[Requirement, ...], vote: Division) -> bool:
    one_more = Division(
        vote.ayes + 1,
        vote.noes,
        vote.abstained,
        vote.spoilt,
        vote.present,
        vote.entitled,
        vote.members,
        vote.seats_filled,
    )
    return all(requirement.is_met(one_more) for requirement in needed)


def _settle_tie(tie: str, desk: Desk) -> tuple[str, str]:
    if tie in {"lost", "carried"}:
        return tie, f"as many ayes as noes: the rules say that the motion is {tie}"
    if tie == "silent":
        raise Unprovided("division: as many ayes as noes, and the rules do not say what follows; ask whoever may rule")
    chosen = desk.settle(Question((0, 1), "to prevail", "most", "casting vote", ("ayes", "noes"), 1))
    return ("carried", "lost")[chosen], f"as many ayes as noes: the casting vote goes to the {('ayes', 'noes')[chosen]}"


def _sheet(method: Method[Division], vote: Division, outcome: str, decisions: tuple[Decision, ...]) -> Sheet:
    totals = (vote.ayes, vote.noes)
    apart = (("abstained", vote.abstained),) if vote.abstained else ()
    stage = Stage(
        1, "division", (), "standing orders", totals, totals, apart, decisions=decisions, title="Division",
    )  # fmt: skip
    valid = vote.base("valid")
    return Sheet(
        method=method.identifier, title=method.title, source=method.source, candidates=vote.candidates, seats=1,
        scale=VOTES,
        papers=valid + vote.spoilt, valid=valid, winners=(0,) if outcome == "carried" else (),
        stages=(stage,), rejected={"spoilt": vote.spoilt} if vote.spoilt else {}, outcome=outcome, contest=vote.title,
    )  # fmt: skip


def _per_cent(part: int, whole: int) -> str:
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10} per cent"


DIVISION = division()
