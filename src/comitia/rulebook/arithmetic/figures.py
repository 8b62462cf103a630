"""The figures of one vote, each kind of paper apart.

Ayes, noes, abstentions, blank, spoilt and not returned are never added together unseen: a *base* names exactly which of
them it counts. Which papers a base counts is the question on which thresholds turn:

- `yes+no`: votes for or against. Robert's Rules, TULRCA 1992 s.226(2)(a).
- `valid`: these and declared abstentions, of a motion; all votes for candidates, of a round. Italian Senate to 2017.
- `marked`: all papers but the blank ones, so that illegal votes count. Robert's Rules, votes cast.
- `cast`: all papers, spoilt and blank ones included. TULRCA 1992 s.297A.
- `entitled`, `members` (the statutory number), `seats-filled`, `present`: a number of people, stated beside the vote.

A figure that was not stated is unknown, not nought, wherever a decision would hang on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from comitia.errors import Malformed
from comitia.rulebook.arithmetic.numbers import show

NOUGHT = Fraction(0)
MEASURES = ("yes", "turnout", "valid-votes", "present", "top", "lead")
BASES = ("yes+no", "valid", "marked", "cast", "entitled", "members", "seats-filled", "present", "continuing")
BASE_WORDS = {
    "yes+no": "votes for or against",
    "valid": "valid votes",
    "marked": "papers that are not blank",
    "cast": "papers cast",
    "entitled": "entitled",
    "members": "members (the statutory number)",
    "seats-filled": "seats filled",
    "present": "present",
    "continuing": "votes still continuing",
}
MEASURE_WORDS = {
    "yes": "votes for",
    "turnout": "papers returned",
    "valid-votes": "valid votes",
    "present": "present",
    "top": "votes of the first",
    "lead": "lead of the first over the second",
}
PEOPLE = ("entitled", "members", "seats-filled", "present")


@dataclass(frozen=True, slots=True)
class Figures:
    """Known measures and bases by name. `step` is one vote, or less than any difference where only shares are known."""

    measures: Mapping[str, Fraction]
    bases: Mapping[str, Fraction]
    whole: bool = True
    missing: str = "the figures of this vote do not tell it"

    def measure(self, name: str) -> Fraction:
        """The measured number, in votes (or as a share of the entitled where only shares are known)."""
        return self._known(self.measures, name, "measure")

    def base(self, name: str) -> Fraction:
        """The number of which a share is taken."""
        return self._known(self.bases, name, "base")

    def _known(self, table: Mapping[str, Fraction], name: str, role: str) -> Fraction:
        if name not in table:
            told = ", ".join(table) or "nothing"
            raise Malformed(f"{role} {name!r} cannot be computed: {self.missing}; known here: {told}")
        return table[name]


@dataclass(frozen=True, slots=True)
class Division:
    """One motion put: numbers of papers of each kind, None where unknown; people by base name.

    `papers` is the stated total of papers; where it is not stated it is the sum of the kinds.
    """

    ayes: Fraction | None = None
    noes: Fraction | None = None
    abstentions: Fraction = NOUGHT
    blank: Fraction = NOUGHT
    spoilt: Fraction = NOUGHT
    not_returned: Fraction | None = None
    papers: Fraction | None = None
    people: Mapping[str, Fraction] = field(default_factory=dict)
    whole: bool = True

    @property
    def tied(self) -> bool:
        """As many ayes as noes, both known."""
        return self.ayes is not None and self.ayes == self.noes

    @property
    def cast(self) -> Fraction | None:
        """All papers, or None where not even their kinds are all known."""
        if self.papers is not None:
            return self.papers
        if self.ayes is None or self.noes is None:
            return None
        return self.ayes + self.noes + self.abstentions + self.blank + self.spoilt

    @property
    def kinds(self) -> Mapping[str, Fraction | None]:
        """Every kind of paper by its name for people; None where it is unknown, or where there was none."""
        return {
            "for": self.ayes,
            "against": self.noes,
            "abstaining": self.abstentions or None,
            "blank": self.blank or None,
            "spoilt": self.spoilt or None,
            "not voting": self.not_returned,
        }

    @property
    def words(self) -> str:
        """Every kind of paper apart, as far as it is known; nothing where only shares are."""
        told = [f"{show(number)} {kind}" for kind, number in self.kinds.items() if number is not None]
        return ", ".join(told) if self.whole else ""

    def with_one_more(self, *, aye: bool) -> "Division":
        """The same division with a casting vote given; an immeasurably small one where only shares are known."""
        one = Fraction(1) if self.whole else Fraction(1, 10**12)
        papers = None if self.papers is None else self.papers + one
        if aye:
            return replace(self, ayes=(self.ayes or NOUGHT) + one, papers=papers)
        return replace(self, noes=(self.noes or NOUGHT) + one, papers=papers)

    def figures(self) -> Figures:
        """The measures and bases that these papers give."""
        measures: dict[str, Fraction] = {}
        bases = dict(self.people)
        if self.ayes is not None:
            measures["yes"] = self.ayes
        if self.ayes is not None and self.noes is not None:
            bases["yes+no"] = measures["valid-votes"] = self.ayes + self.noes
            bases["valid"] = self.ayes + self.noes + self.abstentions
        if self.cast is not None:
            bases["cast"] = measures["turnout"] = self.cast
            bases["marked"] = self.cast - self.blank
        if "present" in self.people:
            measures["present"] = self.people["present"]
        return Figures(measures, bases, self.whole, "the ayes, the noes, or the number of people is not stated")


@dataclass(frozen=True, slots=True)
class Field:
    """One round between candidates: votes by name in the order given, other papers apart."""

    votes: Mapping[str, Fraction]
    blank: Fraction = NOUGHT
    spoilt: Fraction = NOUGHT
    not_returned: Fraction | None = None
    papers: Fraction | None = None
    people: Mapping[str, Fraction] = field(default_factory=dict)
    whole: bool = True

    @property
    def valid(self) -> Fraction:
        """All votes for candidates."""
        return sum(self.votes.values(), NOUGHT)

    @property
    def cast(self) -> Fraction:
        """All papers."""
        return self.valid + self.blank + self.spoilt if self.papers is None else self.papers

    @property
    def leaders(self) -> tuple[str, ...]:
        """Who has the most votes; several where they are level."""
        most = max(self.votes.values())
        return tuple(name for name, number in self.votes.items() if number == most)

    @property
    def last(self) -> tuple[str, ...]:
        """Who has the fewest votes; several where they are level."""
        fewest = min(self.votes.values())
        return tuple(name for name, number in self.votes.items() if number == fewest)

    @property
    def words(self) -> str:
        """Every candidate's votes, and the other kinds of paper apart."""
        told = [f"{name} {show(number)}" for name, number in self.votes.items()]
        kinds = {"blank or abstaining": self.blank, "spoilt": self.spoilt, "not voting": self.not_returned}
        return ", ".join([*told, *(f"{show(number)} {kind}" for kind, number in kinds.items() if number)])

    def with_one_more_for(self, name: str) -> "Field":
        """The same round with one vote more for `name`."""
        one = Fraction(1) if self.whole else Fraction(1, 10**12)
        papers = None if self.papers is None else self.papers + one
        return replace(self, votes={**self.votes, name: self.votes[name] + one}, papers=papers)

    def figures(self) -> Figures:
        """The measures and bases that these papers give."""
        order = sorted(self.votes.values(), reverse=True)
        measures = {
            "top": order[0],
            "lead": order[0] - (order[1] if len(order) > 1 else NOUGHT),
            "turnout": self.cast,
            "valid-votes": self.valid,
        }
        bases = {**self.people, "valid": self.valid, "continuing": self.valid, "cast": self.cast}
        bases["marked"] = self.cast - self.blank
        return Figures(measures, bases, self.whole, "a round has no such figure, or the number of people is not stated")


def check_fits(papers: Fraction, people: Mapping[str, Fraction], not_returned: Fraction | None, what: str) -> None:
    """Refuse more papers than people: of a vote, no figure can exceed the body that took it.

    Raises:
        Malformed: the papers, or papers and not returned together, exceed one of the numbers of people; or more are
            present, or hold a seat, than there are members.
    """
    for part, whole in (("present", "entitled"), ("present", "members"), ("seats-filled", "members")):
        if part in people and whole in people and people[part] > people[whole]:
            raise Malformed(
                f"{what}: {show(people[part])} {BASE_WORDS[part]}, but only {show(people[whole])} {BASE_WORDS[whole]}; "
                "a figure is wrong"
            )
    for name, number in people.items():
        if papers > number:
            raise Malformed(
                f"{what}: {show(papers)} papers, but only {show(number)} {BASE_WORDS[name]}; a figure is wrong"
            )
    entitled = people.get("entitled")
    if not_returned is not None and entitled is not None and papers + not_returned > entitled:
        raise Malformed(
            f"{what}: {show(papers)} papers and {show(not_returned)} not voting exceed {show(entitled)} entitled"
        )
