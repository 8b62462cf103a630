"""The rule applied to one member, in plain Python: the meaning of every expression.

The columns (`columns.py`) are fast, and a fast path can be wrong. This file is slow and says what is right: it is
what a reader should read, what explains one member's place, and what every freeze is compared with.

A truth is one of three: `YES`, `NO`, `UNKNOWN`, in the order NO < UNKNOWN < YES, so that `and` is the least and `or`
the greatest of its parts (Kleene's strong logic).

>>> import datetime as dt
>>> from comitia.roll.rule.expression import receive_node
>>> node = receive_node({"op": "<=", "left": {"fact": "joined_on", "type": "date"},
...                      "right": {"value": "2016-01-12", "type": "date"}}, "rule")
>>> truth_for(node, {"joined_on": dt.date(2015, 9, 12)}, frozenset()), truth_for(node, {"joined_on": None}, frozenset())
(2, 1)
"""

import operator
from collections.abc import Callable, Mapping, Sequence, Set
from types import MappingProxyType
from typing import Any

from comitia.roll.rule.expression import (
    And,
    Compare,
    Constant,
    Fact,
    In,
    Is,
    IsNull,
    Leaf,
    Node,
    Not,
    Or,
    Scalar,
    Shift,
    Term,
    Value,
    shift_date,
)

NO, UNKNOWN, YES = 0, 1, 2

Facts = Mapping[str, Scalar | None]
"""What the roll says of one member at one instant, by field name; None where the cell is empty."""

OPERATIONS: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType(
    {
        "==": operator.eq,
        "!=": operator.ne,
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
    }
)


def truth(node: Node, of_leaf: Callable[[Leaf], int]) -> int:
    """Whether a rule holds, given the truth of its leaves: `YES`, `NO` or `UNKNOWN`."""
    match node:
        case Constant(holds):
            return YES if holds else NO
        case And(of):
            return min((truth(part, of_leaf) for part in of), default=YES)
        case Or(of):
            return max((truth(part, of_leaf) for part in of), default=NO)
        case Not(of):
            return YES - truth(of, of_leaf)
        case leaf:
            return of_leaf(leaf)


def truth_for(node: Node, facts: Facts, none_is_known: Set[str]) -> int:
    """Whether a rule holds for one member.

    `none_is_known` names the fields whose empty cell says "there is none": a comparison with it is `NO`. An empty
    cell of any other field is unknown, and so is what hangs on it.
    """
    return truth(node, lambda leaf: truth_of_leaf(leaf, facts, none_is_known))


def verdict(tests: Sequence[Node], of_leaf: Callable[[Leaf], int]) -> int:
    """The member's place under tests that must all hold: 0 in; 1 to n out, by the first test that fails; n+1 to 2n
    unknown, at the first test that cannot be told although none fails.
    """
    truths = [truth(test, of_leaf) for test in tests]
    if NO in truths:
        return 1 + truths.index(NO)
    if UNKNOWN in truths:
        return 1 + len(tests) + truths.index(UNKNOWN)
    return 0


def truth_of_leaf(leaf: Leaf, facts: Facts, none_is_known: Set[str]) -> int:
    """Whether one comparison, membership, presence or fact holds for one member."""
    return compile_leaf(leaf, none_is_known)(facts)


def compile_leaf(leaf: Leaf, none_is_known: Set[str]) -> Callable[[Facts], int]:
    """A leaf as a function of a member's facts, made once for many members."""
    match leaf:
        case IsNull(of):
            value = compile_term(of)
            return lambda facts: YES if value(facts) is None else NO
        case Is(of):
            held, if_empty = compile_term(of), _if_empty(of, none_is_known)
            return lambda facts: if_empty if held(facts) is None else YES if held(facts) else NO
        case In(left, right):
            return _compile_pair(lambda word, words: word in words, left, right, none_is_known)
        case Compare(op, left, right):
            return _compile_pair(OPERATIONS[op], left, right, none_is_known)


def compile_term(term: Term) -> Callable[[Facts], Any]:
    """What a term stands for in the case of one member: a value, or None."""
    match term:
        case Fact(name, _):
            return operator.itemgetter(name)
        case Value(value, _):
            return lambda facts: value
        case Shift(of, months, days, _):
            day = compile_term(of)
            return lambda facts: None if day(facts) is None else shift_date(day(facts), months, days)


def _compile_pair(
    holds: Callable[[Any, Any], bool], left: Term, right: Term, none_is_known: Set[str]
) -> Callable[[Facts], int]:
    """Two terms compared. Where one is empty its own word counts; where both are, "there is none" decides."""
    here_of, there_of = compile_term(left), compile_term(right)
    if_left_empty, if_right_empty = _if_empty(left, none_is_known), _if_empty(right, none_is_known)

    def truth_of_pair(facts: Facts) -> int:
        here, there = here_of(facts), there_of(facts)
        if here is None:
            return if_left_empty if there is not None else min(if_left_empty, if_right_empty)
        if there is None:
            return if_right_empty
        return YES if holds(here, there) else NO

    return truth_of_pair


def _if_empty(term: Term, none_is_known: Set[str]) -> int:
    """What a leaf says when this term is empty: `NO` where there is none, `UNKNOWN` where the roll does not know."""
    while isinstance(term, Shift):
        term = term.of
    return UNKNOWN if isinstance(term, Fact) and term.name not in none_is_known else NO
