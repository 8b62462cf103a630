"""Single transferable vote and its relations: papers that move from candidate to candidate, stage by stage."""

from typing import Any

from comitia.count.tell import Method

METHODS: tuple[Method[Any], ...] = ()
