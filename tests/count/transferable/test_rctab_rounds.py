"""RCTab's own test sets: every round's tallies, threshold and inactive ballots as its detailed reports give them."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from comitia.count import EarlierStage, FixedOrder, Sheet, tell
from comitia.count.formats.lines import Source
from comitia.count.formats.rctab import Contest, receive_rctab
from comitia.count.ties import Narrowed, Question
from comitia.count.transferable.rcv import WRITE_INS, Rcv, rcv_method
from tests.count.transferable.ballots import json_of

DATA = Path(__file__).parent / "data" / "rctab"
INACTIVE = {
    "exhaustedChoices": "exhausted",
    "overvotes": "overmarked",
    "repeatedRankings": "repeated",
    "skippedRankings": "skipped",
}


@dataclass(frozen=True)
class AsReported:
    """Ties that RCTab drew at random fall as its report says: no generator of Java's is rebuilt here."""

    eliminated: dict[int, tuple[str, ...]]
    elected: tuple[str, ...]
    settles: str = "order"

    def narrow(self, question: Question, among: tuple[int, ...], number: int) -> Narrowed | None:
        names = self.elected if question.choose == "most" else self.eliminated.get(question.stage or 0, ())
        chosen = [c for c in among if question.names[c] in names]
        return Narrowed((chosen[0],), "as reported") if chosen else None


@pytest.mark.parametrize("folder", sorted(DATA.iterdir()), ids=lambda folder: folder.name)
def test_the_rounds_are_those_of_the_report(folder: Path) -> None:
    check_set(folder)


def test_every_shared_set_has_the_rounds_of_its_report(shared: Path) -> None:
    folders = sorted(p for p in (shared / "ballots" / "rctab").iterdir() if p.is_dir())
    assert len(folders) >= 20
    for folder in folders:
        check_set(folder)


def check_set(folder: Path) -> None:
    """One configuration with its records and reports (several for a sequential count)."""
    contest = contest_of(folder)
    reports = [json_of(path) for path in sorted(folder.glob("*_expected_detailed_report.json*"))]
    rounds = [r for report in reports for r in report["results"]]
    rules = Rcv.of(contest.rules)
    method = rcv_method(rules)
    papers = contest.papers
    if WRITE_INS in rounds[0]["tally"] and WRITE_INS not in papers.candidates:
        papers = replace(
            papers, candidates=(*papers.candidates, WRITE_INS)
        )  # RCTab lists them even if nobody wrote one in
    sheet = tell(method, papers, seats=max(contest.seats, 1), ties=ties_of(contest, rounds))
    summary = reports[0]["summary"]
    empty_rows = int(summary["totalNumBallots"]) - papers.n  # rows without a cell at the end of a spreadsheet
    assert sheet.rejected.get("blank", 0) + empty_rows == int(summary["undervotes"]), folder.name
    final = rounds[-1]
    extra = len(rounds) - len(sheet.stages)
    assert extra in (0, 1) and (extra == 0 or not final["tallyResults"]), folder.name
    for stage, reported in zip(sheet.stages, rounds, strict=False):
        check_round(folder.name, sheet, stage.number, reported)
    elected = [x["elected"] for r in rounds for x in r["tallyResults"] if "elected" in x]
    assert set(sheet.winner_names) == set(elected), folder.name


def check_round(name: str, sheet: Sheet, number: int, reported: dict[str, Any]) -> None:
    """Tally by tally; the report leaves out those who are out."""
    stage = sheet.stage(number)
    for candidate, votes in reported["tally"].items():
        ours = Decimal(sheet.show(stage.totals[sheet.candidates.index(candidate)]))
        assert ours == Decimal(votes), (name, number, candidate)
    assert stage.quota is not None
    assert Decimal(sheet.show(stage.quota)) == Decimal(reported["threshold"]), (name, number)
    lost = dict(stage.non_transferable)
    for theirs, ours_word in INACTIVE.items():
        assert Decimal(sheet.show(lost.get(ours_word, 0))) == Decimal(reported["inactiveBallots"][theirs]), (
            name,
            number,
        )
    out = {x["eliminated"] for x in reported["tallyResults"] if "eliminated" in x}
    won = {x["elected"] for x in reported["tallyResults"] if "elected" in x}
    assert set(sheet.names(stage.excluded)) == out, (name, number)
    assert set(sheet.names(stage.elected)) == won, (name, number)


def contest_of(folder: Path) -> Contest:
    """The configuration with its records; spreadsheets were converted to CSV, so their names differ."""
    config = next(folder.glob("*_config.json"))

    def beside(name: str) -> Source:
        stem = name.rsplit(".", 1)[0].rsplit("/", 1)[-1]
        found = [p for p in folder.iterdir() if p.name.startswith(stem + ".") and "config" not in p.name]
        same = [p for p in found if p.name.removesuffix(".gz") == name.rsplit("/", 1)[-1]]
        path = sorted(same or found)[0]
        raw = path.read_bytes()
        if path.suffix == ".gz":
            raw = gzip.decompress(raw)
        return Source(path.name.removesuffix(".gz"), raw)

    return receive_rctab(Source(config.name, config.read_bytes()), beside)


def ties_of(contest: Contest, rounds: list[dict[str, Any]]) -> list[Any]:
    """The configuration's way of settling ties."""
    mode = contest.rules["tiebreakMode"]
    if mode == "useCandidateOrder":
        return [FixedOrder(contest.papers.candidates)]
    eliminated: dict[int, tuple[str, ...]] = {}
    for r in rounds:
        names = tuple(x["eliminated"] for x in r["tallyResults"] if "eliminated" in x)
        eliminated[r["round"]] = (*eliminated.get(r["round"], ()), *names)
    elected = tuple(x["elected"] for r in rounds for x in r["tallyResults"] if "elected" in x)
    reported = AsReported(eliminated, elected)
    return [EarlierStage(), reported] if mode == "previousRoundCountsThenRandom" else [reported]
