"""Seats to lists, votes by delegation, and constraints on who may fill the seats."""

from typing import Any

from comitia.count.lists.constraints import Constraint, constrained
from comitia.count.lists.delegates import DELEGATES, Delegation, Delegations, delegates
from comitia.count.lists.quotients import (
    DHONDT,
    LARGEST_REMAINDER,
    LARGEST_REMAINDER_DROOP,
    MODIFIED_SAINTE_LAGUE,
    SAINTE_LAGUE,
    ListRule,
    MoreVotes,
    lists,
)
from comitia.count.tell import Method

__all__ = [
    "LIST_RULES",
    "METHODS",
    "Constraint",
    "Delegation",
    "Delegations",
    "ListRule",
    "MoreVotes",
    "constrained",
    "delegates",
    "lists",
]

LIST_RULES = {
    rule.identifier: rule
    for rule in (DHONDT, SAINTE_LAGUE, MODIFIED_SAINTE_LAGUE, LARGEST_REMAINDER, LARGEST_REMAINDER_DROOP)
}
METHODS: tuple[Method[Any], ...] = (*(lists(rule) for rule in LIST_RULES.values()), DELEGATES)
