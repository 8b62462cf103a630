"""Single transferable vote and its relations: papers that move from candidate to candidate, stage by stage."""

from typing import Any

from comitia.count.tell import Method
from comitia.count.transferable.scottish import SCOTTISH

METHODS: tuple[Method[Any], ...] = (SCOTTISH,)
