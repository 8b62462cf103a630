"""The sheet as JSON: for programs that publish, redraw or recount it.

Amounts are decimal strings in votes (never JSON numbers, which many readers turn into floats); where a Fraction has
no exact decimal form in the sheet's places, `exact` beside it gives numerator and denominator. Candidates are named in
`totals` and `transfers`, numbered from 1 in lists called `..._index`. `docs/counting/sheet.md` describes every field.
"""

from __future__ import annotations

from dataclasses import asdict
from fractions import Fraction
from typing import Any

from comitia.count.sheet import Amount, Decision, Sheet, Stage, Table, Tie

SCHEMA = "comitia-sheet-1"


def sheet_to_json(sheet: Sheet) -> dict[str, Any]:
    """All of the sheet in JSON values (dict, list, str, int, bool, None)."""
    show = sheet.show
    out: dict[str, Any] = {
        "schema": SCHEMA,
        "method": sheet.method,
        "title": sheet.title,
        "source": sheet.source,
        "contest": sheet.contest,
        "candidates": list(sheet.candidates),
        "withdrawn": list(sheet.names(sheet.withdrawn)),
        "seats": sheet.seats,
        "papers": sheet.papers,
        "valid": show(sheet.valid),
        "rejected": dict(sheet.rejected),
        "irregular": dict(sheet.irregular),
        "unit": sheet.scale.unit,
        "places": sheet.scale.places,
        "quota": None if sheet.quota is None else show(sheet.quota),
        "winners": list(sheet.winner_names),
        "winners_index": [c + 1 for c in sheet.winners],
        "stages": [_stage(sheet, stage) for stage in sheet.stages],
        "ties": [_tie(sheet, tie) for tie in sheet.ties],
        "margins": [
            {
                "stage": m.stage,
                "kind": m.kind,
                "chosen": list(sheet.names(m.chosen)),
                "other": sheet.candidates[m.other],
                "amount": show(m.amount),
                "sentence": m.sentence,
            }
            for m in sheet.margins
        ],
        "notes": list(sheet.notes),
    }
    exact = {k: v for k, v in (("quota", sheet.quota), ("valid", sheet.valid)) if not _terminates(sheet, v)}
    if exact:
        out["exact"] = {k: str(sheet.scale.votes(v)) for k, v in exact.items() if v is not None}
    if sheet.outcome is not None:
        out["outcome"] = sheet.outcome
    if sheet.seats_won is not None:
        out["seats_won"] = dict(zip(sheet.candidates, sheet.seats_won, strict=True))
    if sheet.pairwise is not None:
        pairwise = asdict(sheet.pairwise)
        paths = sheet.pairwise.paths
        pairwise["paths"] = None if paths is None else [[str(x) for x in row] for row in paths]
        pairwise["ranking"] = [list(sheet.names(level)) for level in sheet.pairwise.ranking]
        pairwise["edges"] = [list(sheet.names(edge)) for edge in sheet.pairwise.edges]
        out["pairwise"] = _plain(pairwise)
    if sheet.profiles is not None:
        profiles = _plain(asdict(sheet.profiles))
        profiles["ranking"] = [list(sheet.names(level)) for level in sheet.profiles.ranking]
        out["grades"] = profiles
    if sheet.quotients:
        out["quotients"] = [
            {
                "list": sheet.candidates[q.candidate],
                "value": str(q.value),
                "divisor": None if q.divisor is None else str(q.divisor),
                "seat": q.seat,
            }
            for q in sheet.quotients
        ]
    if sheet.tables:
        out["tables"] = [_table(sheet, table) for table in sheet.tables]
    return out


def _stage(sheet: Sheet, stage: Stage) -> dict[str, Any]:
    show = sheet.show
    out: dict[str, Any] = {
        "number": stage.number,
        "title": stage.title,
        "action": stage.action,
        "subjects": list(sheet.names(stage.subjects)),
        "clause": stage.clause,
        "quota": None if stage.quota is None else show(stage.quota),
        "transfer_value": None if stage.transfer_value is None else show(stage.transfer_value),
        "totals": {name: show(t) for name, t in zip(sheet.candidates, stage.totals, strict=True)},
        "transfers": {name: show(t) for name, t in zip(sheet.candidates, stage.transfers, strict=True)},
        "non_transferable": show(stage.lost),
        "non_transferable_by_cause": {cause: show(amount) for cause, amount in stage.non_transferable},
        "sum": show(stage.column),
        "elected": list(sheet.names(stage.elected)),
        "excluded": list(sheet.names(stage.excluded)),
        "decisions": [_decision(sheet, decision) for decision in stage.decisions],
        "flows": [
            {
                "from": sheet.candidates[f.source],
                "to": None if f.target is None else sheet.candidates[f.target],
                "votes": show(f.amount),
                "papers": f.papers,
                "cause": f.cause,
            }
            for f in stage.flows
        ],
    }
    if stage.values is not None:
        out["values"] = [show(v) for v in stage.values]
    if any(isinstance(t, Fraction) and not _terminates(sheet, t) for t in stage.totals):
        out["exact"] = [str(sheet.scale.votes(t)) for t in stage.totals]
    return out


def _decision(sheet: Sheet, decision: Decision) -> dict[str, Any]:
    return {
        "kind": decision.kind,
        "candidates": list(sheet.names(decision.candidates)),
        "clause": decision.clause,
        "reason": decision.reason,
        "figures": [
            {
                "amount": sheet.show(f.amount),
                "candidate": None if f.candidate is None else sheet.candidates[f.candidate],
                "stage": f.stage,
                "what": f.what,
            }
            for f in decision.figures
        ],
    }


def _tie(sheet: Sheet, tie: Tie) -> dict[str, Any]:
    out: dict[str, Any] = {
        "number": tie.number,
        "stage": tie.stage,
        "among": list(sheet.names(tie.among)),
        "chosen": sheet.candidates[tie.chosen],
        "wanted": tie.wanted,
        "clause": tie.clause,
        "settled_by": tie.settled_by,
        "steps": list(tie.steps),
        "otherwise": [
            {"chosen": sheet.candidates[c], "winners": list(sheet.names(winners))} for c, winners in tie.otherwise
        ],
    }
    if tie.draw is not None:
        out["draw"] = {
            "seed": tie.draw.seed,
            "commitment": tie.draw.commitment,
            "context": tie.draw.context,
            "digests": {sheet.candidates[c]: digest for c, digest in tie.draw.digests},
        }
    return out


def _table(sheet: Sheet, table: Table) -> dict[str, Any]:
    def cell(value: Amount | str | None) -> str | None:
        return value if isinstance(value, str) or value is None else sheet.show(value)

    return {
        "title": table.title,
        "columns": list(table.columns),
        "rows": [{"label": label, "cells": [cell(c) for c in cells]} for label, cells in table.rows],
    }


def _terminates(sheet: Sheet, amount: Amount | None) -> bool:
    return amount is None or (Fraction(amount) * 10**sheet.scale.places / sheet.scale.unit).denominator == 1


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    return str(value) if isinstance(value, Fraction) else value
