"""Methods by grades: each candidate is judged, not ranked."""

from typing import Any

from comitia.count.graded.majority_judgement import MAJORITY_JUDGEMENT
from comitia.count.tell import Method

METHODS: tuple[Method[Any], ...] = (MAJORITY_JUDGEMENT,)
