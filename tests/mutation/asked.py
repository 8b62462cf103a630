"""Which questions are put to the mutants of which file."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from comitia.count import PublicLot, Tally, papers, tell
from comitia.count.lists import Constraint, Delegation, Delegations, constrained, delegates
from comitia.count.transferable.rcv import Rcv, rcv_method
from comitia.errors import ComitiaError
from tests.mutation.polls import NAMES, Answer, Question, answer_of, line, questions

LOT = PublicLot("seed")
STAGED = ("scottish", "ers97", "irish", "hare-clark", "meek-prf", "wigm-prf-batch", "av")
OF = {
    "transferable.scottish": ("scottish",),
    "transferable.ers97": ("ers97", "recount"),
    "transferable.meek_nz": ("meek-nz",),
    "transferable.meek_prf": ("meek-prf",),
    "transferable.meek": ("meek-nz", "meek-prf"),
    "transferable.alternative_vote": ("av",),
    "transferable.supplementary": ("supplementary",),
    "transferable.irish": ("irish",),
    "transferable.hare_clark": ("hare-clark", "countback"),
    "transferable.countback": ("countback", "recount"),
    "transferable.wigm": ("wigm-prf", "wigm-prf-batch"),
    "transferable.rcv": ("rcv",),
    "transferable.exhaustive": ("exhaustive", "eliminative"),
    "transferable.electoral_college": ("electoral-college",),
    "condorcet.schulze": ("schulze", "schulze-margins", "schulze-ratio"),
    "condorcet.ranked_pairs": ("ranked-pairs", "ranked-pairs-margins"),
    "condorcet.minimax": ("minimax", "minimax-margins", "minimax-opposition", "copeland"),
    "condorcet.debian": ("debian",),
    "condorcet.ranking": ("schulze", "ranked-pairs", "minimax", "copeland"),
    "graded.majority_judgement": ("majority-judgement",),
    "lists.quotients": (
        "dhondt",
        "sainte-lague",
        "sainte-lague-modified",
        "largest-remainder",
        "largest-remainder-droop",
    ),
    "lists.delegates": ("delegates",),
    "simple.division": ("division",),
    "simple.plurality": ("fptp", "block", "limited", "cumulative"),
    "simple.approval": ("approval", "disapproval"),
    "simple.score": ("score", "star"),
    "simple.borda": ("borda", "dowdall"),
    "simple.pairwise": ("schulze", "minimax", "ranked-pairs", "star"),
    "simple": (
        "fptp",
        "block",
        "limited",
        "cumulative",
        "approval",
        "disapproval",
        "score",
        "star",
        "borda",
        "dowdall",
    ),
    "belenios.stv": ("belenios-stv",),
    "belenios.binary64": ("belenios-stv",),
    "belenios.schulze": ("belenios-schulze",),
    "belenios.majority_judgement": ("belenios-mj",),
}


def questions_for(module: str, many: int) -> Iterator[Question]:
    """The questions for the mutants of `module`."""
    if ".rulebook." in module:
        yield from _cases(many * 5)
        yield from _motions(many * 3)
        return
    short = module.removeprefix("comitia.count.")
    for identifier in OF.get(short) or OF.get(short.partition(".")[0]) or STAGED:
        yield from questions(identifier, many)
    if short == "transferable.rcv":
        yield from _settings(many * 2)
    if short == "lists.constraints":
        yield from _constrained(many * 2)
    if short == "lists.delegates":
        yield from _undivided(many)
    if short == "condorcet.debian":
        yield from _calls(many * 2)


def _told(act: Callable[[], Answer]) -> Answer:
    try:
        return act()
    except ComitiaError as refusal:
        return (type(refusal).__name__, None)


def _settings(many: int) -> Iterator[Question]:
    lots = random.Random("rcv")
    for _ in range(many):
        n, seats = lots.randint(2, 5), lots.randint(1, 3)
        chosen: dict[str, Any] = {}
        for key, values in {
            "overmarked": ["stop", "next", "one-left"],
            "skipped_allowed": [0, 1, 2],
            "repeated_stops": [True],
            "most_ranks": [2, 3],
            "threshold": ["whole", "decimal", "hare"],
            "first_round_threshold": [True],
            "one_winner_a_round": [True],
            "batches": [True],
            "until_two": [True],
            "stop_after": [1, 2],
            "minimum": [2, 3],
            "below_all_at_once": [True],
            "until_seats": [True],
            "sequential": [True],
            "bottoms_up": [Fraction(1, 5), Fraction(1, 3)],
        }.items():
            if lots.random() < 0.15:
                chosen[key] = lots.choice(values)
        poll = line(lots, n)
        yield (
            f"rcv {chosen} {poll!r} seats={seats}",
            lambda chosen=chosen, poll=poll, n=n, seats=seats: _told(
                lambda: answer_of(
                    tell(rcv_method(Rcv(**chosen)), papers(poll, " ".join(NAMES[:n])), seats=seats, ties=[LOT])
                )
            ),
        )


def _constrained(many: int) -> Iterator[Question]:
    lots = random.Random("constrained")
    for _ in range(many):
        n, seats = lots.randint(3, 6), lots.randint(1, 4)
        votes = Tally(tuple(NAMES[:n]), tuple(lots.randint(0, 9) for _ in range(n)))
        text = ", ".join(f"{v} {c}" for c, v in zip(votes.candidates, votes.votes, strict=True) if v) or "1 A"
        rules = [
            Constraint(
                f"g{k}",
                frozenset(lots.sample(NAMES[:n], lots.randint(1, n))),
                lots.randint(0, 2),
                lots.choice([None, 1, 2]),
            )
            for k in range(lots.randint(1, 2))
        ]
        ties = lots.choice([[], [LOT], [LOT]])
        yield (
            f"constrained {text} {rules} seats={seats} {bool(ties)}",
            lambda rules=rules, text=text, n=n, seats=seats, ties=ties: _told(
                lambda: answer_of(
                    tell(constrained("fptp", rules), papers(text, " ".join(NAMES[:n])), seats=seats, ties=ties)
                )
            ),
        )


def _undivided(many: int) -> Iterator[Question]:
    lots = random.Random("delegates")
    for _ in range(many):
        given = [tuple(lots.choice([0, 0, lots.randint(0, 5)]) for _ in range(3)) for _ in range(3)]
        held = Delegations(
            ("A", "B", "C"), tuple(Delegation(f"d{j}", lots.randint(0, 6), g) for j, g in enumerate(given))
        )
        for split in (True, False):
            yield (
                f"delegates split={split} {held.votes}",
                lambda split=split, held=held: _told(
                    lambda: answer_of(tell(delegates(split_allowed=split), held, ties=[LOT]))
                ),
            )


def _calls(many: int) -> Iterator[Question]:
    from comitia.count.condorcet.debian import Quorum, debian

    lots = random.Random("debian")
    for _ in range(many):
        n = lots.randint(2, 5)
        poll = line(lots, n)
        quorum = lots.choice([None, Quorum(votes=lots.randint(0, 20)), Quorum(developers=lots.randint(0, 90))])
        majorities = {NAMES[lots.randint(0, n - 1)]: lots.choice([Fraction(3), Fraction(2), Fraction(3, 2)])}
        default = lots.choice([None, NAMES[n - 1]])
        yield (
            f"debian({default!r}, {quorum}, {majorities}) {poll!r}",
            lambda d=default, q=quorum, m=majorities, poll=poll, n=n: _told(
                lambda: answer_of(tell(debian(d, q, m), papers(poll, " ".join(NAMES[:n])), ties=[LOT]))
            ),
        )


def _cases(many: int) -> Iterator[Question]:
    """Real cases with other figures, thresholds, bases and eliminations, and small ones made up."""
    from comitia.rulebook.cases import decide_case, receive_case, render_decision
    from tests.rulebook.case_maker import ballot, case, motion
    from tests.rulebook.test_against_the_other_reading import changed

    lines = (Path(__file__).parents[1] / "rulebook" / "data" / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    real = [json.loads(text) for text in lines]
    lots = random.Random("cases")
    made: list[dict[str, Any]] = list(real)
    for k in range(many):
        if k % 3:
            made.append(changed(copy.deepcopy(lots.choice(real)), lots))
            continue
        tie = lots.choice(
            ["not_carried", None, "carried", {"rule": "casting_vote", "cast": lots.choice(["yes", "no"])}]
        )
        require = {
            "measure": "yes",
            "op": lots.choice([">", ">="]),
            "share": lots.choice(["1/2", "2/3"]),
            "base": lots.choice(["yes_no", "valid", "cast"]),
        }
        step = motion(lots.randint(0, 4), lots.randint(0, 4), require, tie=tie, abstain=lots.randint(0, 2))
        votes = {name: lots.randint(0, 5) for name in NAMES[: lots.randint(2, 5)]}
        rule = lots.choice(["last", "top_two", {"kind": "below", "count": lots.randint(0, 3)}, "none"])
        made.append(case(step, ballot(votes, rule)))

    def decide(document: dict[str, Any]) -> Answer:
        told = render_decision(decide_case(receive_case(json.dumps(document).encode(), "x")))
        return (repr((told["result"], told["winner"], _unspoken(told["steps"]))), None)

    for document in made:
        yield (json.dumps(document)[:600], lambda document=document: _told(lambda: decide(document)))


def _unspoken(value: Any) -> Any:
    """Everything but the sentences."""
    if isinstance(value, dict):
        return {
            key: _unspoken(part)
            for key, part in value.items()
            if key not in {"sentence", "headline", "derivation", "notes"}
        }
    return [_unspoken(part) for part in value] if isinstance(value, list | tuple) else value


def _motions(many: int) -> Iterator[Question]:
    """Every motion of every rulebook of the tree, with small divisions."""
    from comitia.rulebook.api import Division, Put, decide_put
    from comitia.rulebook.form.vocabulary import Motion
    from tests.rulebook.pages import ROOT, rulebook

    books = [rulebook(path.stem) for path in sorted((ROOT / "rulebooks").glob("*.md"))]
    motions = [(book, name) for book in books for name in book.names("motion")]
    facts = {"immune": False, "notice_given": True, "important_public_service": True, "devolved_welsh_authority": False}
    lots = random.Random("motions")
    for _ in range(many):
        book, name = lots.choice(motions)
        ayes, noes, abstained, spoilt = (Fraction(lots.randint(0, 12)) for _ in range(4))
        rules = book.on(
            min(date(2016, 12, 1), book.header.until or date.max) if book.header.from_.year < 2016 else date(2026, 1, 1)
        )
        elects = rules.need("motion", name).as_(Motion).kind_ in ("constructive", "election")
        people = {base: Fraction(48) for base in ("entitled", "members", "seats-filled")} | {"present": Fraction(48)}
        division = Division(ayes, noes, abstained, Fraction(0), spoilt, people=people)
        put = Put(division, cast=lots.choice([True, False]), candidate="N" if elects else None)

        def decide(rules: Any = rules, name: str = name, put: Any = put) -> Answer:
            told = decide_put(rules, name, put, facts)
            figures = [(finding.met, finding.required, finding.found) for finding in told.findings]
            due = [getattr(effect, "name", None) or effect.words for effect in told.effects]
            return (
                repr((told.result, told.binding, due, len(told.triggers), told.clause)),
                repr((figures, dict(told.tally))),
            )

        yield f"{book.file} {name} {ayes} {noes} {abstained} {spoilt}", lambda decide=decide: _told(decide)
