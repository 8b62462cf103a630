"""Ranked choice voting in the United States: one rule in many settings, as the tabulator RCTab has them.

Source: RCTab's documentation of its configuration (versions 1.3 to 2.0) and the rounds that it publishes for its
    tests. The statutes and
ordinances (Maine, Minneapolis, Alaska ...) differ in settings only; `Rcv` is the setting, and a method of this family
is a value made from one: `rcv_method(Rcv(...))`.

A paper is read afresh in each round (nothing on it is lost for good until it is spent):

(a) its ranks are followed from the first; more ranks left out in a row than allowed: the paper is spent ("skipped")
(b) a rank given to several is passed over, or spends the paper ("overmarked"), or counts if just one is still in
(c) a name given again is passed over, or spends the paper ("repeated")
(d) no continuing candidate is left on it: the paper is spent ("exhausted"); ranks left empty at its end are not skipped
    ones; a paper without any mark is an undervote: rejected, in no base

A round:

(e) threshold for one seat: more than half of the votes in play (fixed by the first round where so set); for several:
    of the first round, votes / (seats + 1), whole and plus 1, or to the decimals and plus a unit, or votes / seats
(f) in the first round undeclared write-ins go out before anybody else is looked at
(g) who has the threshold is elected: all of them, or the one with most where so set; as many left as seats: all are
(h) a surplus goes on all papers: each one's value x (surplus / votes, cut), cut; what that cuts is "residual surplus"
(i) otherwise the lowest goes out; or all below a minimum number of votes; or, in batches, all whose votes together are
    fewer than the next above's
(j) `until_two`: go on until two are left; `bottoms_up`: no seats, but everybody below a share of the votes in play
    goes, one at a time or all at once; `until_seats`: the lowest go until as many are left as seats; `sequential`:
    elect one, count again without them

>>> from comitia.count import papers, tell
>>> tell(RCV, papers("4 A, 3 B>C, 2 C=D>B, 2 C>>>B")).winner_names
('A',)
"""

# This file is one rule with its settings; reading, thresholds and rounds belong together and are over 300 lines.

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Any, Literal

from comitia.count.board import Board
from comitia.count.papers import Papers, Policy, Reading
from comitia.count.rereading import Held, ReadAfresh, ReadOnce
from comitia.count.sheet import Amount, Figure, Margin, Scale, Sheet, Stage
from comitia.count.steps import exclude_together
from comitia.count.tell import Method
from comitia.count.ties import Desk
from comitia.errors import Malformed

SOURCE = "RCTab, configuration parameters (versions 1.3 to 2.0)"
WRITE_INS = "Undeclared Write-ins"
ANY = 1 << 30


@dataclass(frozen=True, slots=True)
class Rcv:
    """The settings; see the module's letters."""

    overmarked: Literal["stop", "next", "one-left"] = "stop"
    skipped_allowed: int = 1
    repeated_stops: bool = False
    most_ranks: int = ANY
    places: int = 4
    threshold: Literal["whole", "decimal", "hare"] = "whole"
    first_round_threshold: bool = False
    one_winner_a_round: bool = False
    batches: bool = False
    until_two: bool = False
    stop_after: int = 0
    minimum: int = 0
    bottoms_up: Fraction | None = None
    below_all_at_once: bool = False
    until_seats: bool = False
    sequential: bool = False

    @classmethod
    def of(cls, rules: Mapping[str, Any]) -> Rcv:
        """The settings of an RCTab configuration's `rules`.

        Raises:
            Malformed: a mode or number that is not known.
        """

        def number(key: str, default: int) -> int:
            text = str(rules.get(key, "")).strip().lower()
            if text in {"", "max", "unlimited"}:
                return default
            if not text.isdigit():
                raise Malformed(f"rules: {key} is {text!r}, expected a whole number")
            return int(text)

        mode = str(rules.get("winnerElectionMode", "singleWinnerMajority"))
        modes = {
            "singleWinnerMajority",
            "multiWinnerAllowOnlyOneWinnerPerRound",
            "multiWinnerAllowMultipleWinnersPerRound",
        }
        if mode not in modes | {"bottomsUp", "bottomsUpUsingPercentageThreshold", "multiPassIrv"}:
            raise Malformed(f"rules: winnerElectionMode {mode!r} is not known")
        over = {"exhaustImmediately": "stop", "alwaysSkipToNextRank": "next", "exhaustIfMultipleContinuing": "one-left"}
        if rules.get("overvoteRule") not in over:
            raise Malformed(f"rules: overvoteRule {rules.get('overvoteRule')!r} is not one of {', '.join(over)}")
        share = rules.get("multiSeatBottomsUpPercentageThreshold") if mode.startswith("bottomsUpUsing") else None
        decimal = "decimal" if rules.get("nonIntegerWinningThreshold") is True else "whole"
        return cls(
            overmarked=over[str(rules["overvoteRule"])],  # type: ignore[arg-type]
            skipped_allowed=number("maxSkippedRanksAllowed", ANY),
            repeated_stops=rules.get("exhaustOnDuplicateCandidate") is True,
            most_ranks=number("maxRankingsAllowed", ANY),
            places=number("decimalPlacesForVoteArithmetic", 4),
            threshold="hare" if rules.get("hareQuota") is True else decimal,  # type: ignore[arg-type]
            first_round_threshold=rules.get("doesFirstRoundDetermineThreshold") is True,
            one_winner_a_round=mode == "multiWinnerAllowOnlyOneWinnerPerRound",
            batches=rules.get("batchElimination") is True,
            until_two=rules.get("continueUntilTwoCandidatesRemain") is True,
            stop_after=number("stopTabulationEarlyAfterRound", 0),
            minimum=number("minimumVoteThreshold", 0),
            bottoms_up=Fraction(str(share)) / 100 if share else None,
            below_all_at_once=rules.get("cutoffElimination") is True,
            until_seats=mode == "bottomsUp",
            sequential=mode == "multiPassIrv",
        )


def count_rcv(
    papers: Papers, seats: int, desk: Desk, *, rules: Rcv, method: Method[Papers] | None = None, plain: bool = False
) -> Sheet:
    """Count by ranked choice voting under `rules`; `plain` reads papers afresh in each round, to prove the fast way."""
    named = RCV if method is None else method
    if rules.sequential:
        return _sequential(papers, seats, desk, rules, named)
    board, valid, blank = _count(papers, seats, desk, rules, plain)
    return board.sheet(named.identifier, named.title, SOURCE, _reading(papers, valid, blank), valid * board.scale.unit)


def _count(papers: Papers, seats: int, desk: Desk, rules: Rcv, plain: bool) -> tuple[Board, int, int]:
    single = seats == 1 and rules.bottoms_up is None and not rules.until_seats
    unit = 10**rules.places
    board = Board(papers, seats, Scale(unit, rules.places), desk)
    policy = Policy(
        overmarked="next" if rules.overmarked == "next" else "stop",
        skipped="stop",
        repeated="stop" if rules.repeated_stops else "next",
        skipped_allowed=rules.skipped_allowed,
    )
    held: Held = (
        ReadAfresh(papers, policy, unit, rules.most_ranks, one_left=rules.overmarked == "one-left")
        if rules.overmarked == "one-left" or plain
        else ReadOnce(papers, policy, unit, rules.most_ranks)
    )
    board.open("first preferences", (), "(a)-(d)", "Round 1")
    able = [status == "continuing" for status in board.status]
    held.deal(board, able)
    frozen: Amount | None = None
    while True:
        board.mark()
        live = sum((board.totals[c] for c in board.continuing), 0)
        threshold = _threshold(rules, live, seats, unit, single) if frozen is None else frozen
        board.set_quota(threshold)
        if frozen is None and (rules.first_round_threshold or not single) and not rules.bottoms_up:
            frozen = threshold
        if rules.stop_after and board.number >= rules.stop_after and not board.winners:
            last = _losers(board, papers, rules, single, threshold)
            board.notes.append(f"The count was stopped after round {board.number}, as set.")
            board.exclude(last, "(i)", "the last action of the last round.")
            break
        winners = _winners(board, papers, rules, single, threshold)
        for c in winners:
            reason = f"{board.tell(c)} against a threshold of {board.show(threshold)}."
            board.elect(
                c, "(g)", reason, [Figure(board.totals[c], c, board.number), Figure(threshold, what="threshold")]
            )
        if single and winners:
            frozen = threshold
        if _finished(board, rules, single):
            break
        if winners and not single:
            _transfer(board, held, winners, threshold)
        elif winners:
            board.open("round", (), "(j)", f"Round {board.number + 1}")
        else:
            losers = _losers(board, papers, rules, single, threshold)
            if rules.bottoms_up is None and not single and len(board.continuing) < board.vacancies:
                break
            _eliminate(board, held, losers, rules)
    return board, held.valid, held.blank


def _threshold(rules: Rcv, live: Amount, seats: int, unit: int, single: bool) -> Amount:
    """(e)."""
    if rules.bottoms_up is not None:
        return rules.bottoms_up * live
    share = int(live)
    divisor = seats if rules.threshold == "hare" else seats + 1
    if rules.threshold == "whole":
        return (share // (divisor * unit) + 1) * unit
    return share // divisor + (1 if rules.threshold == "decimal" else 0)


def _write_ins(board: Board, papers: Papers) -> list[int]:
    """(f): write-ins that got votes, while they are still in, in the first round."""
    if board.number > 1 or WRITE_INS not in papers.candidates:
        return []
    c = papers.candidates.index(WRITE_INS)
    return [c] if board.status[c] == "continuing" and board.totals[c] else []


def _winners(board: Board, papers: Papers, rules: Rcv, single: bool, threshold: Amount) -> list[int]:
    """(g)."""
    left = board.ranked(board.continuing)
    if rules.bottoms_up is not None:
        return left if all(board.totals[c] >= threshold for c in left) else []
    if single:
        named = [c for c in left if board.names[c] != WRITE_INS]  # (f): write-ins are nobody who could be elected
        if board.winners or not named:
            return []
        if board.totals[named[0]] >= threshold or len(left) == 1:
            return named[:1]
        if _write_ins(board, papers) or len(left) > 2:
            return []
        return [board.highest(left, "(g)", "to be elected")]
    if len(left) <= board.vacancies:
        return left
    if _write_ins(board, papers) or rules.until_seats:
        return []
    reached = [c for c in left if board.totals[c] >= threshold]
    if rules.one_winner_a_round and len(reached) > 1:
        return [board.highest(reached, "(g)", "to be elected")]
    return reached[: board.vacancies]


def _finished(board: Board, rules: Rcv, single: bool) -> bool:
    if rules.bottoms_up is not None:
        return bool(board.winners) or not board.continuing
    if not single:
        return board.vacancies <= 0 or not board.continuing
    if rules.until_two:
        return bool(board.winners) and len(board.continuing) + len(board.winners) <= 2
    return bool(board.winners) or not board.continuing


def _losers(board: Board, papers: Papers, rules: Rcv, single: bool, threshold: Amount) -> list[int]:
    """(f) and (i): who goes out on the figures of this round."""
    rising = board.ranked(board.continuing)[::-1]
    if rules.bottoms_up is not None and rules.below_all_at_once:
        return [c for c in rising if board.totals[c] < threshold]
    if write_ins := _write_ins(board, papers):
        return write_ins
    small = [c for c in rising if board.totals[c] < rules.minimum * board.scale.unit]
    if small and len(small) < len(rising):
        return small
    if rules.batches and single:
        group = _batch(board, rising, keep=2 if rules.until_two else 1)
        if len(group) > 1:
            return group
    return [board.lowest(rising, "(i)")]


def _batch(board: Board, rising: Sequence[int], keep: int) -> list[int]:
    """The largest group whose votes together are fewer than those of the next above; the elected one counts as
    standing.
    """
    standing = board.ranked([*rising, *board.winners])[::-1]
    group: list[int] = []
    together: Amount = 0
    for k in range(len(standing) - keep):
        together += board.totals[standing[k]]
        if together < board.totals[standing[k + 1]]:
            group = standing[: k + 1]
    return [c for c in group if board.status[c] == "continuing"]


def _eliminate(board: Board, held: Held, losers: Sequence[int], rules: Rcv) -> None:
    above = next((c for c in board.ranked(board.continuing)[::-1] if c not in losers), None)
    if board.names[losers[0]] == WRITE_INS and len(losers) == 1 and board.number == 1:
        exclude_together(board, losers, above, "(f)", "undeclared write-ins go out first")
    else:
        exclude_together(board, losers, above, "(i)", "out together" if len(losers) > 1 else "the fewest votes")
    board.open("exclusion", losers, "(i)", f"Round {board.number + 1}")
    able = [status == "continuing" for status in board.status]
    for c in board.winners:  # (j): a count that goes on to two goes on for its winner too
        able[c] = board.seats == 1 and rules.bottoms_up is None
    for loser in losers:
        held.pass_on(board, loser, able)


def _transfer(board: Board, held: Held, winners: Sequence[int], threshold: Amount) -> None:
    """(h): all surpluses of the round, each on all the papers of its winner."""
    board.open("surplus", winners, "(h)", f"Round {board.number + 1}")
    able = [status == "continuing" for status in board.status]
    for c in winners:
        surplus = int(board.totals[c] - threshold)
        if surplus > 0:
            part = surplus * board.scale.unit // int(board.totals[c])
            left = surplus - held.shrink(c, part)
            held.pass_on(board, c, able)
            board.lose(c, "residual surplus", left)


def _sequential(papers: Papers, seats: int, desk: Desk, rules: Rcv, method: Method[Papers]) -> Sheet:
    """(j): one seat after the other, the winners of the earlier ones passed over."""
    gone = set(papers.withdrawn)
    winners: list[int] = []
    stages: list[Stage] = []
    margins: list[Margin] = []
    sheet: Sheet | None = None
    for _ in range(min(seats, len(papers.standing))):
        again = replace(papers, withdrawn=frozenset(gone))
        sheet = count_rcv(again, 1, desk, rules=replace(rules, sequential=False), method=method)
        winners.extend(sheet.winners)
        gone.update(sheet.winners)
        shift = len(stages)
        for stage in sheet.stages:
            title = f"Seat {len(winners)}, round {stage.number}"
            stages.append(replace(stage, number=stage.number + shift, title=title))
        margins.extend(replace(margin, stage=margin.stage + shift) for margin in sheet.margins)
    if sheet is None:
        return count_rcv(papers, 1, desk, rules=replace(rules, sequential=False), method=method)
    return replace(
        sheet,
        winners=tuple(winners),
        seats=seats,
        stages=tuple(stages),
        margins=tuple(margins),
        withdrawn=tuple(sorted(papers.withdrawn)),
    )


def _reading(papers: Papers, valid: int, blank: int) -> Reading:
    rejected = {**papers.set_aside, **({"blank": blank} if blank else {})}
    return Reading(papers.marks, papers.weights, valid, rejected, {})


def rcv_method(rules: Rcv, identifier: str = "rcv", title: str = "Ranked choice voting") -> Method[Papers]:
    """A method of this family with other settings."""
    blank: Method[Papers] = Method(
        identifier, title, SOURCE, "transferable", partial(count_rcv, rules=rules), page="rcv.md"
    )
    return replace(blank, rule=partial(count_rcv, rules=rules, method=blank))


RCV = rcv_method(Rcv(), "rcv", "Ranked choice voting (United States: Maine's settings)")
