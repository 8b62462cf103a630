"""A contest for an office: from the vacancy or the challenge to the one who holds it.

The room keeps no state. A contest is its rulebook and its dated facts (`facts`), and where it stands on a day is
worked out from these again each time (`course`): the same facts give the same standing to whoever asks, today or in
court.

- Nothing opens that no clause opens, nothing counts that no clause counts, and each figure is taken from the live roll.
- What the rules leave open is not decided here. It is shown, and waits for a ruling, which is a fact with its author.
- Statements of support are counted by kind, and added to nothing.

In the order of the procedure: `case` and `facts` (what is kept), `bodies` (the live roll), `offices` (what opened
it), `gates` and `nominations`, `stages` (rounds that feed each other), `course` (where it stands), `statements`,
`tell`.
"""

from collections.abc import Sequence

from comitia.contest.case import BodyRoll, Contest, make_contest, open_contest
from comitia.contest.course import stand
from comitia.contest.standing import Standing
from comitia.contest.tell import as_data, tell

__all__: Sequence[str] = ("BodyRoll", "Contest", "Standing", "as_data", "make_contest", "open_contest", "stand", "tell")
