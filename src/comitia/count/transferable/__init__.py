"""Single transferable vote and its relations: papers that move from candidate to candidate, stage by stage."""

from typing import Any

from comitia.count.tell import Method
from comitia.count.transferable.scottish import SCOTTISH
from comitia.count.transferable.wigm import WIGM_PRF, WIGM_PRF_BATCH

METHODS: tuple[Method[Any], ...] = (SCOTTISH, WIGM_PRF, WIGM_PRF_BATCH)
