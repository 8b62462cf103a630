"""What is done to the code: the slips that change who wins, and not those that change what is said.

mutmut has its own list. Two entries of it are left out here: every text made another text, and every argument of every
call left out or made `None`. On rules whose lines carry clauses and sentences they are ten thousand mutants that say
something else or crash at once. In their place come slips that a careful programmer makes and a reader overlooks: a
division rounded up instead of down, a condition or a whole step left out, a test turned round, the smallest taken for
the largest, "latest" for "first", one too few (mutmut has one too many).
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
from mutmut.mutation import mutators

CALLS = {"min": "max", "max": "min", "all": "any", "any": "all"}
WORDS = {
    "most": "least",
    "least": "most",
    "latest": "first",
    "first": "latest",
    "last": "first",
    "stop": "next",
    "next": "stop",
    "lot": "ruling",
    "ruling": "lot",
    "continuing": "elected",
    "elected": "continuing",
}


def choose_operators() -> None:
    """From here on mutmut makes our mutants."""
    left_out = (mutators.operator_string, mutators.operator_arg_removal)
    mutators.mutation_operators[:] = [pair for pair in mutators.mutation_operators if pair[1] not in left_out] + [
        (cst.SimpleString, another_word),
        (cst.Integer, one_too_few),
        (cst.BinaryOperation, rounded_up),
        (cst.BooleanOperation, a_condition_left_out),
        (cst.Expr, a_step_left_out),
        (cst.If, turned_round),
        (cst.While, turned_round),
        (cst.Call, the_opposite_of),
    ]


def another_word(node: cst.SimpleString) -> Iterator[cst.SimpleString]:
    """A word that decides for its opposite."""
    other = WORDS.get(node.value.strip("\"'"))
    if other is not None:
        yield node.with_changes(value=f'"{other}"')


def one_too_few(node: cst.Integer) -> Iterator[cst.Integer]:
    """2 becomes 1."""
    if node.evaluated_value > 0:
        yield node.with_changes(value=str(node.evaluated_value - 1))


def rounded_up(node: cst.BinaryOperation) -> Iterator[cst.BaseExpression]:
    """`a // b` becomes `-(-(a) // b)`."""
    if isinstance(node.operator, cst.FloorDivide):
        up = cst.BinaryOperation(_minus(node.left), node.operator, node.right, lpar=PAREN[0], rpar=PAREN[1])
        yield cst.UnaryOperation(cst.Minus(), up, lpar=PAREN[0], rpar=PAREN[1])


def a_condition_left_out(node: cst.BooleanOperation) -> Iterator[cst.BaseExpression]:
    """`a and b` becomes `a`, and `b`."""
    yield _in_brackets(node.left)
    yield _in_brackets(node.right)


def a_step_left_out(node: cst.Expr) -> Iterator[cst.Expr]:
    """A call for its effect becomes nothing."""
    if isinstance(node.value, cst.Call):
        yield node.with_changes(value=cst.Name("None"))


def turned_round(node: cst.If | cst.While) -> Iterator[cst.If | cst.While]:
    """`if found:` becomes `if not found:`."""
    if isinstance(node.test, cst.Name | cst.Attribute | cst.Call | cst.Subscript):
        test = cst.UnaryOperation(cst.Not(), _in_brackets(node.test))
        yield node.with_changes(test=test, **_space_before(node))


def the_opposite_of(node: cst.Call) -> Iterator[cst.Call]:
    """`min` becomes `max`, `all` becomes `any`."""
    if isinstance(node.func, cst.Name) and node.func.value in CALLS:
        yield node.with_changes(func=cst.Name(CALLS[node.func.value]))


PAREN = ([cst.LeftParen()], [cst.RightParen()])


def _minus(node: cst.BaseExpression) -> cst.UnaryOperation:
    return cst.UnaryOperation(cst.Minus(), _in_brackets(node))


def _in_brackets(node: cst.BaseExpression) -> cst.BaseExpression:
    return node.with_changes(lpar=[*PAREN[0], *node.lpar], rpar=[*node.rpar, *PAREN[1]])


def _space_before(node: cst.If | cst.While) -> dict[str, cst.SimpleWhitespace]:
    name = "whitespace_before_test" if isinstance(node, cst.If) else "whitespace_after_while"
    return {name: cst.SimpleWhitespace(" ")}
