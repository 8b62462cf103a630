"""Condorcet methods: candidates compared in pairs, on every paper."""

from typing import Any

from comitia.count.condorcet.debian import DEBIAN, Quorum, debian
from comitia.count.condorcet.minimax import COPELAND, MINIMAX, MINIMAX_MARGINS, MINIMAX_OPPOSITION
from comitia.count.condorcet.ranked_pairs import RANKED_PAIRS, RANKED_PAIRS_MARGINS
from comitia.count.condorcet.schulze import SCHULZE, SCHULZE_MARGINS, SCHULZE_RATIO
from comitia.count.tell import Method

__all__ = ["DEBIAN", "METHODS", "Quorum", "debian"]

METHODS: tuple[Method[Any], ...] = (
    SCHULZE,
    SCHULZE_MARGINS,
    SCHULZE_RATIO,
    RANKED_PAIRS,
    RANKED_PAIRS_MARGINS,
    MINIMAX,
    MINIMAX_MARGINS,
    MINIMAX_OPPOSITION,
    COPELAND,
    DEBIAN,
)
