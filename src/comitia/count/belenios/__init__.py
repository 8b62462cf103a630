"""Belenios' own counts, under names that say so: they give what `belenios-tool method ...` gives, and not more."""

from typing import Any

from comitia.count.belenios.majority_judgement import MJ, mj_result
from comitia.count.belenios.schulze import SCHULZE, schulze_result
from comitia.count.belenios.stv import STV, stv_result
from comitia.count.tell import Method

__all__ = ["METHODS", "mj_result", "schulze_result", "stv_result"]

METHODS: tuple[Method[Any], ...] = (STV, SCHULZE, MJ)
