"""The board: what the returning officer writes on while counting, and reads from when deciding.

A rule's file says what is done and why; the board does the bookkeeping, so that every rule leaves the same complete
sheet: totals, transfers, what became non-transferable, who stands, was elected or excluded, each decision with its
clause.

* `open` begins a stage, `move` and `lose` carry votes within it, `mark` notes the totals for later ties;
* decisions taken on the figures of a stage (elected, excluded next, surplus deferred) are written under that stage;
* votes only ever move: `Sheet.check` adds every column up again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from comitia.count.papers import CAUSES, Papers, Reading
from comitia.count.sheet import Amount, Decision, Figure, Flow, Margin, Scale, Sheet, Stage
from comitia.count.ties import Desk, Question

MOST_NAMED = 12
"""How many of the tied a sentence names; all of them stand in the tie itself."""

Status = Literal["continuing", "elected", "excluded", "withdrawn"]


@dataclass(slots=True)
class _Open:
    """The stage that is being written."""

    action: str
    subjects: tuple[int, ...]
    clause: str
    title: str
    before: list[Amount]
    flows: dict[tuple[int, int | None, str], list[Amount]] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    elected: list[int] = field(default_factory=list)
    excluded: list[int] = field(default_factory=list)
    transfer_value: Amount | None = None
    values: tuple[Amount, ...] | None = None


class Board:
    """The state of a staged count; see the module. Amounts are in units of `scale`."""

    def __init__(self, papers: Papers, seats: int, scale: Scale, desk: Desk) -> None:
        n = len(papers.candidates)
        self.papers = papers
        self.names = papers.candidates
        self.seats = seats
        self.scale = scale
        self.desk = desk
        self.totals: list[Amount] = [0] * n
        self.lost: dict[str, Amount] = {}
        self.status: list[Status] = ["withdrawn" if c in papers.withdrawn else "continuing" for c in range(n)]
        self.winners: list[int] = []
        self.quota: Amount | None = None
        self.first_quota: Amount | None = None
        self.history: list[tuple[Amount, ...]] = []
        self.labels: list[str] = []
        self.stages: list[Stage] = []
        self.margins: list[Margin] = []
        self.notes: list[str] = []
        self._now: _Open | None = None

    # What the rule reads.

    @property
    def continuing(self) -> list[int]:
        """Candidates neither elected nor excluded, in the order of the paper."""
        return [c for c, status in enumerate(self.status) if status == "continuing"]

    @property
    def elected(self) -> list[int]:
        """Candidates elected so far, in the order of the paper."""
        return [c for c, status in enumerate(self.status) if status == "elected"]

    @property
    def vacancies(self) -> int:
        """Seats not yet filled."""
        return self.seats - len(self.winners)

    @property
    def number(self) -> int:
        """The number of the stage that is being written."""
        return len(self.stages) + (self._now is not None)

    def show(self, amount: Amount) -> str:
        """An amount in votes."""
        return self.scale.show(amount)

    def tell(self, c: int) -> str:
        """A name with its total, for a sentence."""
        return f"{self.names[c]} {self.show(self.totals[c])}"

    def ranked(self, who: Iterable[int]) -> list[int]:
        """By votes, most first; equals in the order of the paper (which no rule may decide by)."""
        return sorted(who, key=lambda c: (-self.totals[c], c))

    # What the rule writes.

    def open(self, action: str, subjects: Sequence[int], clause: str, title: str) -> None:
        """Begin a stage (and finish the one before)."""
        self.close()
        self._now = _Open(action, tuple(subjects), clause, title, list(self.totals))

    @property
    def now(self) -> _Open:
        """The stage that is being written."""
        if self._now is None:
            raise RuntimeError("no stage is open on the board")
        return self._now

    def credit(self, target: int, amount: Amount) -> None:
        """First preferences: votes that come from nowhere."""
        self.totals[target] += amount

    def move(self, source: int, target: int, amount: Amount, n: int = 0) -> None:
        """Carry votes from one candidate to another."""
        self.totals[source] -= amount
        self.totals[target] += amount
        self._flow((source, target, ""), amount, n)

    def lose(self, source: int, cause: str, amount: Amount, n: int = 0) -> None:
        """Enter votes of a candidate as non-transferable."""
        if amount == 0 and n == 0:
            return
        self.totals[source] -= amount
        self.lost[cause] = self.lost.get(cause, 0) + amount
        self._flow((source, None, cause), amount, n)

    def mark(self, label: str = "") -> None:
        """Note the totals, so that a later tie can look back to here; a position that has not changed is noted once."""
        if self.history and self.history[-1] == tuple(self.totals):
            return
        self.history.append(tuple(self.totals))
        self.labels.append(label or f"stage {self.number}")

    def decide(
        self, kind: str, who: Sequence[int], clause: str, reason: str, figures: Sequence[Figure] | None = None
    ) -> None:
        """Write down a decision; by default the figures are the totals of those concerned."""
        if figures is None:
            figures = [Figure(self.totals[c], c, self.number) for c in who]
        self.now.decisions.append(Decision(kind, tuple(who), clause, reason, tuple(figures)))

    def elect(self, c: int, clause: str, reason: str, figures: Sequence[Figure] | None = None) -> None:
        """A candidate is elected."""
        self.status[c] = "elected"
        self.winners.append(c)
        self.now.elected.append(c)
        self.decide("elected", (c,), clause, reason, figures)

    def exclude(self, who: Sequence[int], clause: str, reason: str, figures: Sequence[Figure] | None = None) -> None:
        """Candidates are excluded, on the figures of the stage that is being written."""
        for c in who:
            self.status[c] = "excluded"
        self.now.excluded.extend(who)
        self.decide("excluded", who, clause, reason, figures)

    def set_quota(self, quota: Amount) -> None:
        """The quota from here on."""
        if self.first_quota is None:
            self.first_quota = quota
        self.quota = quota

    def close(self) -> None:
        """Finish the stage that is being written."""
        now = self._now
        if now is None:
            return
        self.stages.append(
            Stage(
                number=len(self.stages) + 1,
                action=now.action,
                subjects=now.subjects,
                clause=now.clause,
                totals=tuple(self.totals),
                transfers=tuple(after - before for after, before in zip(self.totals, now.before, strict=True)),
                non_transferable=tuple(self.lost.items()),
                quota=self.quota,
                transfer_value=now.transfer_value,
                values=now.values,
                elected=tuple(now.elected),
                excluded=tuple(now.excluded),
                continuing=tuple(self.continuing),
                decisions=tuple(now.decisions),
                flows=tuple(
                    Flow(source, target, amount, int(n), cause)
                    for (source, target, cause), (amount, n) in now.flows.items()
                ),
                title=now.title,
            )
        )
        self._now = None

    # Ties and margins.

    def lowest(self, who: Sequence[int], clause: str, wanted: str = "to be excluded") -> int:
        """The one with the fewest votes, ties settled at the desk."""
        least = min(self.totals[c] for c in who)
        return self.settle([c for c in who if self.totals[c] == least], clause, wanted, "least")

    def highest(self, who: Sequence[int], clause: str, wanted: str) -> int:
        """The one with the most votes, ties settled at the desk."""
        most = max(self.totals[c] for c in who)
        return self.settle([c for c in who if self.totals[c] == most], clause, wanted, "most")

    def settle(self, among: Sequence[int], clause: str, wanted: str, choose: Literal["most", "least"]) -> int:
        """One of several equals, by the tie rules; a tie that was settled is written on the board."""
        if len(among) == 1:
            return among[0]
        question = Question(
            among=tuple(among),
            wanted=wanted,
            choose=choose,
            clause=clause,
            names=self.names,
            stage=self.number,
            history=tuple(self.history),
            scale=self.scale,
            labels=tuple(self.labels),
        )
        chosen = self.desk.settle(question)
        tie = self.desk.ties[-1]
        equal = listed([self.tell(c) for c in among[:MOST_NAMED]] + _others(len(among) - MOST_NAMED))
        self.decide("tie", among, clause, f"{equal} are tied ({wanted}); {'; '.join(tie.steps) or tie.settled_by}.")
        return chosen

    def margin(self, kind: str, chosen: Sequence[int], other: int | None) -> None:
        """Note how near a choice between `chosen` and `other` was, on the totals of now."""
        if other is None or not chosen:
            return
        nearest = min(_gap(self.totals[c], self.totals[other]) for c in chosen)
        names = listed(self.names[c] for c in chosen)
        word = "ahead of" if kind == "elected" else "behind"
        votes = "of a vote" if nearest < self.scale.unit else "votes"
        sentence = f"{self.show(nearest)} {votes} decided stage {self.number}: {names} {word} {self.names[other]}"
        if nearest == 0:
            sentence = f"a tie decided stage {self.number}: {names} and {self.names[other]} were equal"
        self.margins.append(Margin(self.number, kind, tuple(chosen), other, nearest, sentence))

    def sheet(self, method: str, title: str, source: str, reading: Reading, valid: Amount) -> Sheet:
        """The finished sheet."""
        self.close()
        return Sheet(
            method=method,
            title=title,
            source=source,
            candidates=self.names,
            seats=self.seats,
            scale=self.scale,
            papers=self.papers.n + sum(self.papers.set_aside.values()),
            valid=valid,
            winners=tuple(self.winners),
            stages=tuple(self.stages),
            quota=self.first_quota,
            irregular=dict(reading.irregular),
            rejected=dict(reading.rejected),
            withdrawn=tuple(sorted(self.papers.withdrawn)),
            margins=tuple(self.margins),
            notes=tuple(self.notes),
            contest=self.papers.title,
        )

    def _flow(self, key: tuple[int, int | None, str], amount: Amount, n: int) -> None:
        flow = self.now.flows.setdefault(key, [0, 0])
        flow[0] += amount
        flow[1] += n


def cause_of(code: int) -> str:
    """The word for a negative code of `Reading.orders`."""
    return CAUSES[code]


def listed(names: Iterable[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    words = list(names)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def _gap(a: Amount, b: Amount) -> Amount:
    return a - b if a > b else b - a


def _others(n: int) -> list[str]:
    return [f"{n} others"] if n > 0 else []
