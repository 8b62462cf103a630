"""Methods that add up once: divisions, crosses, approvals, scores, points."""

from typing import Any

from comitia.count.simple.approval import APPROVAL, DISAPPROVAL
from comitia.count.simple.borda import BORDA, DOWDALL
from comitia.count.simple.division import DIVISION, Division, QuorumOf, Requirement, division
from comitia.count.simple.plurality import BLOCK, CUMULATIVE, FPTP, LIMITED, limited
from comitia.count.simple.score import SCORE, STAR
from comitia.count.tell import Method

__all__ = ["METHODS", "Division", "QuorumOf", "Requirement", "division", "limited"]

METHODS: tuple[Method[Any], ...] = (
    DIVISION,
    FPTP,
    BLOCK,
    LIMITED,
    CUMULATIVE,
    APPROVAL,
    DISAPPROVAL,
    SCORE,
    STAR,
    BORDA,
    DOWDALL,
)
