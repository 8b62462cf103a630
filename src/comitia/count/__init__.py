"""The count: papers in, a sheet out, exactly and by a published rule.

`papers.py` is what was marked, `reading.py` what a rule makes of it, `ties.py` how equals are told apart, `tell.py`
the door, `sheet.py` the answer. The methods stand in families: `transferable/`, `simple/`, `condorcet/`, `graded/`,
`lists/`. No float comes near a vote, no clock and no chance: a lot is drawn from a seed that is an argument.
"""

from comitia.count.papers import GradedPapers, Papers, Policy, Reading, Tally, papers
from comitia.count.sheet import Scale, Sheet, Stage
from comitia.count.tell import Method, method_named, methods, tell
from comitia.count.ties import AskRuling, EarlierStage, FixedOrder, PublicLot

__all__ = [
    "AskRuling",
    "EarlierStage",
    "FixedOrder",
    "GradedPapers",
    "Method",
    "Papers",
    "Policy",
    "PublicLot",
    "Reading",
    "Scale",
    "Sheet",
    "Stage",
    "Tally",
    "method_named",
    "methods",
    "papers",
    "tell",
]
