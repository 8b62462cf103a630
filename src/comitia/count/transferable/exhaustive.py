"""The exhaustive ballot and eliminative rounds: the voters come back and vote again.

Source: the practice of conferences and, for MPs' rounds, the notices that the 1922 Committee of Conservative MPs
gives for each contest (2016: last out each round; 2019: 17 votes to pass the first round, 33 the second; written from
memory). So the figures are an argument of each round, not of the method.

(a)  each round is a poll of its own; votes are whole and nobody's paper moves by itself
(b)  `exhaustive`: who has more than half of the valid votes of a round is elected
(c)  a candidate below the round's threshold (a number of votes, or a share of the valid vote) is out, however many
     there are
(d)  if nobody is below it, the one with the fewest votes is out; equals for last are a tie
(e)  `eliminative`: the rounds end when no more than `seats` candidates are left (two, to go before the members)
(f)  candidates may withdraw between rounds; one who is left alone is elected unopposed

The count checks that each round was held among those whom the one before left standing. If the last round settles
nothing, the sheet's `outcome` says who goes into the next. Columns are filled up to the largest round with "not cast
in this round".

>>> from comitia.count import tell
>>> held = Rounds.of(["A", "B", "C"], [{"A": 40, "B": 35, "C": 25}, {"A": 48, "B": 52}])
>>> tell(EXHAUSTIVE, held).winner_names
('B',)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from comitia.count.board import Board, listed
from comitia.count.papers import Papers, Policy
from comitia.count.sheet import VOTES, Figure, Sheet
from comitia.count.tell import Method
from comitia.count.ties import Desk
from comitia.errors import Malformed, Unprovided

SOURCE = "Conference practice; notices of the 1922 Committee of Conservative MPs (written from memory)"


@dataclass(frozen=True, slots=True)
class Round:
    """One poll: `votes[c]`, `None` for those who did not stand in it; who withdrew after it; how many papers were
    spoilt.

    `threshold` is what a candidate needs to stay: votes (a whole number) or a share of the valid vote (a Fraction).
    """

    votes: tuple[int | None, ...]
    withdrew: tuple[int, ...] = ()
    spoilt: int = 0
    threshold: int | Fraction | None = None

    @property
    def valid(self) -> int:
        """The valid votes of the round."""
        return sum(v for v in self.votes if v is not None)


@dataclass(frozen=True, slots=True)
class Rounds:
    """All rounds held so far, among `candidates`."""

    candidates: tuple[str, ...]
    rounds: tuple[Round, ...]
    seats: int | None = None
    title: str = ""

    @classmethod
    def of(
        cls,
        candidates: Sequence[str],
        rounds: Sequence[Mapping[str, int]],
        *,
        withdrew: Mapping[int, Sequence[str]] | None = None,
        thresholds: Mapping[int, int | Fraction] | None = None,
        spoilt: Mapping[int, int] | None = None,
        **rest: int | str,
    ) -> Rounds:
        """Rounds from tallies by name; the mappings are keyed by the number of the round (1-based).

        Raises:
            Malformed: an unknown name, or votes below 0.
        """
        names = tuple(candidates)
        told = []
        for number, tally in enumerate(rounds, start=1):
            gone = tuple((withdrew or {}).get(number, ()))
            unknown = [name for name in (*tally, *gone) if name not in names]
            if unknown or any(v < 0 for v in tally.values()):
                raise Malformed(
                    f"round {number}: unknown candidates {unknown} or votes below 0; there are {list(names)}"
                )
            votes = tuple(tally.get(name) for name in names)
            left = tuple(names.index(name) for name in gone)
            told.append(Round(votes, left, (spoilt or {}).get(number, 0), (thresholds or {}).get(number)))
        return cls(names, tuple(told), seats=int(rest.get("seats", 0)) or None, title=str(rest.get("title", "")))


def count_exhaustive(papers: Rounds, seats: int, desk: Desk) -> Sheet:
    """Rounds until somebody has more than half of the valid votes of a round."""
    return _count(papers, 1, desk, EXHAUSTIVE, majority=True)


def count_eliminative(papers: Rounds, seats: int, desk: Desk) -> Sheet:
    """Rounds until no more than `seats` candidates are left."""
    return _count(papers, seats, desk, ELIMINATIVE, majority=False)


def _count(held: Rounds, seats: int, desk: Desk, method: Method[Rounds], *, majority: bool) -> Sheet:
    empty = Papers.of_rankings(held.candidates, [], title=held.title)
    board = Board(empty, seats, VOTES, desk)
    most = max((r.valid for r in held.rounds), default=0)
    for number, poll in enumerate(held.rounds, start=1):
        _check_field(board, poll, number)
        board.open("round", (), "(a)", f"Round {number}")
        board.totals = [v or 0 for v in poll.votes]
        # Fewer votes than in the largest round, so that every column of the sheet adds to the same number.
        board.lost = {"not cast in this round": most - poll.valid}
        board.set_quota(poll.valid // 2 + 1)
        board.mark()
        if majority and _elect_by_majority(board, poll):
            break
        if not (majority and len(board.continuing) <= 1) and len(board.continuing) > seats:
            _eliminate(board, poll, seats)
        for c in poll.withdrew:
            board.status[c] = "withdrawn"
            board.decide("withdrawn", (c,), "(f)", f"{board.names[c]} withdrew after round {number}.")
        if len(board.continuing) <= seats:
            _left_standing(board, seats)
            break
    if majority and len(board.continuing) == 1 and not board.winners:
        _left_standing(board, 1)
    if len(board.stages) + 1 < len(held.rounds):
        raise Malformed(
            f"round {board.number + 1}: the contest was settled in round {board.number}; nothing follows it"
        )
    sheet = board.sheet(method.identifier, method.title, SOURCE, empty.read(Policy()), most)
    left = listed(board.names[c] for c in board.continuing)
    outcome = "settled" if board.winners else f"another round among {left}"
    return _with_outcome(sheet, outcome, sum(r.spoilt for r in held.rounds))


def _check_field(board: Board, poll: Round, number: int) -> None:
    stood = {c for c, v in enumerate(poll.votes) if v is not None}
    if stood != set(board.continuing):
        expected, found = (listed(board.names[c] for c in sorted(who)) for who in (board.continuing, stood))
        raise Malformed(f"round {number}: was held among {found}; the round before left {expected} standing")


def _elect_by_majority(board: Board, poll: Round) -> bool:
    first = board.ranked(board.continuing)[0] if board.continuing else None
    if first is None or 2 * board.totals[first] <= poll.valid:
        return False
    board.elect(first, "(b)", f"{board.tell(first)} of {poll.valid} valid votes is more than half.")
    return True


def _eliminate(board: Board, poll: Round, seats: int) -> None:
    """(c) all below the threshold; (d) otherwise the last."""
    rising = board.ranked(board.continuing)[::-1]
    needed = poll.threshold
    if isinstance(needed, Fraction):
        below = [c for c in rising if Fraction(board.totals[c]) < needed * poll.valid]
    else:
        below = [c for c in rising if needed is not None and board.totals[c] < needed]
    if len(below) == len(rising):
        raise Unprovided(
            f"round {board.number}: nobody has the {needed} needed to stay; the notice must say what follows"
        )
    if below:
        names = listed(board.tell(c) for c in below)
        board.exclude(below, "(c)", f"{names}: below the {needed} needed to stay.")
        above = next((c for c in rising if c not in below), None)
        board.margin("excluded", below, above)
        return
    last = board.lowest(board.continuing, "(d)", "to leave the contest")
    other = next(c for c in rising if c != last)
    board.margin("excluded", (last,), other)
    shown = [Figure(board.totals[c], c, board.number) for c in (last, other)]
    board.exclude((last,), "(d)", f"{board.tell(last)} has the fewest votes; next is {board.tell(other)}.", shown)


def _left_standing(board: Board, seats: int) -> None:
    """(e) and (f): those who are left, in the order of their votes in the last round."""
    left = board.ranked(board.continuing)
    for c in left:
        why = "is left alone: elected unopposed" if len(left) == 1 else f"is one of the last {len(left)}"
        board.elect(c, "(f)" if len(left) == 1 else "(e)", f"{board.names[c]} {why}.")


def _with_outcome(sheet: Sheet, outcome: str, spoilt: int) -> Sheet:
    return replace(
        sheet, outcome=outcome, rejected={"spoilt": spoilt} if spoilt else {}, papers=int(sheet.valid) + spoilt
    )


EXHAUSTIVE = Method(
    identifier="exhaustive",
    title="Exhaustive ballot",
    source=SOURCE,
    family="transferable",
    rule=count_exhaustive,
    takes=Rounds,
    page="exhaustive.md",
    single_seat=True,
)
ELIMINATIVE = Method(
    identifier="eliminative",
    title="Eliminative rounds",
    source=SOURCE,
    family="transferable",
    rule=count_eliminative,
    takes=Rounds,
    page="exhaustive.md",
)
