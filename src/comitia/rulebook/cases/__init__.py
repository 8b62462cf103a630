"""Decided cases: one JSON file each, schema `comitia-case/1`, decided again from rule and figures alone.

A case says what the rule was (conditions, routes, eliminations), what went in (votes, nominations, withdrawals), and
what came out. Only the first two pass the door (`receive_case`): `expected`, `required`, `met`, `published` and
`outcome` are taken away before anything is read, so no answer can leak into a decision. What contradicts itself is
refused with a reason.
"""

from comitia.rulebook.cases.door import receive_case
from comitia.rulebook.cases.report import render_decision
from comitia.rulebook.cases.result import CaseDecision, decide_case

__all__ = ["CaseDecision", "decide_case", "receive_case", "render_decision"]
