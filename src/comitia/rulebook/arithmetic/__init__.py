"""The exact arithmetic of decisions: conditions, motions, rounds, weighted rounds and gates.

A rule of decision compares a *measure* (the ayes, the papers returned, the votes of the leading candidate, the lead)
with a *limit*: a share of a named base, or a count. Everything here is `int` and `Fraction`; nothing is rounded, for a
share is *reached*: 15 per cent of 232 is 34.8, so 35 are needed and 34 are not enough.

What the figures do not hold is refused (`Malformed`), what the rule does not say is reported as silence; nothing is
guessed. Both the case files and the rulebooks decide through this package.

>>> from fractions import Fraction
>>> from comitia.rulebook.arithmetic.condition import Condition
>>> from comitia.rulebook.arithmetic.figures import Division
>>> majority = Condition("yes", strict=True, share=Fraction(1, 2), base="yes+no")
>>> finding = majority.weigh(Division(ayes=Fraction(172), noes=Fraction(40), spoilt=Fraction(4)).figures())
>>> finding.required, finding.met
(107, True)
"""
