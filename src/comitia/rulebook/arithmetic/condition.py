"""One condition of a rule: a measure, more than or at least, a share of a base or a count.

>>> from comitia.rulebook.arithmetic.figures import Division
>>> condition = Condition("yes", strict=True, share=Fraction(1, 2), base="members")
>>> division = Division(ayes=Fraction(247), noes=Fraction(10), people={"members": Fraction(496)})
>>> print(condition.weigh(division.figures()).sentence)
votes for: 247 of 496 members (the statutory number) (49.8 %); more than half needs 249: not met, 2 short
"""

from dataclasses import dataclass
from fractions import Fraction

from comitia.rulebook.arithmetic.figures import BASE_WORDS, MEASURE_WORDS, Figures
from comitia.rulebook.arithmetic.numbers import about, percentage, share_words, show, smallest_whole


@dataclass(frozen=True, slots=True)
class Condition:
    """`measure` more than (`strict`) or at least `share` of `base`, or `count`: exactly one of the two is given.

    `quorum`: where it fails the vote is invalid, neither carried nor lost.
    """

    measure: str
    strict: bool
    share: Fraction | None = None
    base: str | None = None
    count: Fraction | None = None
    quorum: bool = False
    unit: str | None = None
    """What is counted, where it is not votes: `per cent of the college`."""

    def limit(self, figures: Figures) -> Fraction:
        """The number to reach or to pass, exactly.

        Raises:
            Malformed: the base is not among the figures.
        """
        if self.count is not None:
            return self.count
        assert self.share is not None and self.base is not None, "the door lets no condition in without a limit"
        return self.share * figures.base(self.base)

    def weigh(self, figures: Figures) -> "Finding":
        """Measure, compare, and keep the numbers.

        Raises:
            Malformed: the measure or the base is not among the figures.
        """
        found, limit = figures.measure(self.measure), self.limit(figures)
        met = found > limit if self.strict else found >= limit
        required = smallest_whole(limit, strict=self.strict) if figures.whole else None
        base = None if self.base is None or self.count is not None else figures.base(self.base)
        return Finding(self, found, limit, base, required, met)

    @property
    def words(self) -> str:
        """The limit in words: `more than half of the votes for or against`, `at least 30 votes`."""
        return f"{self.degree} of the {BASE_WORDS[self.base]}" if self.count is None and self.base else self.degree

    @property
    def degree(self) -> str:
        """Strictness and size: `more than half`, `at least 30`."""
        comparison = "more than" if self.strict else "at least"
        size = show(self.count) if self.count is not None else share_words(self.share or Fraction(0))
        return f"{comparison} {size}"


@dataclass(frozen=True, slots=True)
class Finding:
    """A condition weighed: what was found, the limit, the size of the base, the smallest whole number, met or not.

    `required` is None where only shares of unknown totals are known: then no whole number can be named.
    """

    condition: Condition
    found: Fraction
    limit: Fraction
    base: Fraction | None
    required: int | None
    met: bool

    @property
    def standing(self) -> str:
        """The comparison without its verdict, where something else decided: `3 of 6 ...; more than half needs 4`."""
        return self.sentence.rpartition(": ")[0]

    @property
    def sentence(self) -> str:
        """The whole comparison, its base named, for people."""
        condition = self.condition
        found = f"{MEASURE_WORDS[condition.measure]}: {self._found()}"
        verdict = "met" if self.met else "not met"
        if self.required is None:
            return f"{found}; {condition.degree} is needed: {verdict}"
        missing = "" if self.met else f", {show(self.required - self.found)} short"
        needs = (
            f"{condition.degree} needs {self.required:,}" if condition.count is None else f"{condition.degree} needed"
        )
        return f"{found}; {needs}: {verdict}{missing}"

    def _found(self) -> str:
        name = self.condition.base
        if self.condition.unit is not None:
            return f"{about(self.found, 2)} {self.condition.unit}"
        if self.base is None or name is None:
            return about(self.found)
        if self.required is None:
            return f"{percentage(self.found, self.base)} of the {BASE_WORDS[name]}"
        return f"{show(self.found)} of {show(self.base)} {BASE_WORDS[name]} ({percentage(self.found, self.base)})"
