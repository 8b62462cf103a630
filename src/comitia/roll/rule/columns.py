"""The rule applied to all members at once, on columns, and held against the plain reading of it.

A rule is compiled once to column expressions: each leaf becomes a column of truths (0 no, 1 unknown, 2 yes), `and` the
least, `or` the greatest of its parts, and the verdict the first test that decides.

On every freeze, for every member, the columns are compared with `reference.py`:

1. Every leaf, on every distinct combination of the facts that it asks for: the column's truth must be the plain one.
2. Every distinct combination of leaf truths that occurs: the column's verdict must be the plain one.

A member's plain verdict hangs on nothing but the truths of the leaves, and each of these on nothing but the member's
facts; so 1 and 2 together show that the plain reading of the rule gives the same verdict for each single member. A
difference stops the freeze: it would be a fault of this program, and no electorate may be made with it.

Source of the order of truths: S. C. Kleene, "Introduction to Metamathematics" (1952), section 64, the strong
connectives.
"""

import datetime as dt
import functools
import math
from collections.abc import Iterable, Sequence, Set
from fractions import Fraction

import polars as pl

from comitia.errors import Invalid
from comitia.roll.fields import Kind
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
    facts_of,
    leaves_of,
    terms_of,
)
from comitia.roll.rule.reference import NO, OPERATIONS, UNKNOWN, YES, compile_leaf, compile_term, truth_of_leaf, verdict

DTYPES: dict[Kind, pl.DataType] = {
    Kind.TEXT: pl.String(),
    Kind.TEXTS: pl.String(),
    Kind.DATE: pl.Date(),
    Kind.INSTANT: pl.Datetime("us", "UTC"),
    Kind.NUMBER: pl.Int64(),
    Kind.TRUTH: pl.Boolean(),
}
"""How a column of each kind is held. Texts (a set of words) are one text: the words sorted, each between semicolons."""

_NEVER_A_DAY = -(10**8)
_EPOCH = dt.date(1970, 1, 1).toordinal()
_WORD = 2**62


def decide_columns(tests: Sequence[Node], facts: pl.DataFrame, none_is_known: Set[str]) -> pl.Series:
    """The verdict of every member, in the order of the rows: 0 in, 1..n out by test, n+1..2n unknown at test (u16).

    `facts` has a column for every fact of the tests, of the dtype of its kind.

    Raises:
        Invalid: the columns and the plain reading differ for somebody. It names the leaf or the verdict, not the
            member.
    """
    leaves = list(dict.fromkeys(leaf for test in tests for leaf in leaves_of(test)))
    names = {leaf: f"leaf {index}" for index, leaf in enumerate(leaves)}
    table = facts.with_columns(_leaf(leaf, none_is_known).alias(name) for leaf, name in names.items())
    truths = table.with_columns(_node(test, names).alias(f"test {i}") for i, test in enumerate(tests))
    verdicts = truths.select(_verdict(len(tests)).alias("verdict"), pl.first()).to_series(0)
    _check_leaves(names, table, none_is_known)
    _check_verdicts(tests, names, table, verdicts)
    return verdicts


def read_value(cell: object, kind: Kind) -> Scalar | None:
    """A cell of a column as the plain reading takes it: a set for texts, an exact number for a number."""
    if isinstance(cell, str):
        return frozenset(word for word in cell.split(";") if word) if kind is Kind.TEXTS else cell
    if isinstance(cell, (bool, int, dt.date)):
        return cell
    return None


def _node(node: Node, names: dict[Leaf, str]) -> pl.Expr:
    match node:
        case Constant(holds):
            return pl.lit(YES if holds else NO, pl.UInt8)
        case And(of):
            return pl.min_horizontal(_node(part, names) for part in of) if of else pl.lit(YES, pl.UInt8)
        case Or(of):
            return pl.max_horizontal(_node(part, names) for part in of) if of else pl.lit(NO, pl.UInt8)
        case Not(of):
            return pl.lit(YES, pl.UInt8) - _node(of, names)
        case leaf:
            return pl.col(names[leaf])


def _verdict(n_tests: int) -> pl.Expr:
    decided: pl.Expr = pl.lit(0, pl.UInt16)
    for index in reversed(range(n_tests)):
        decided = pl.when(pl.col(f"test {index}") == UNKNOWN).then(1 + n_tests + index).otherwise(decided)
    for index in reversed(range(n_tests)):
        decided = pl.when(pl.col(f"test {index}") == NO).then(1 + index).otherwise(decided)
    return decided.cast(pl.UInt16)


def _leaf(leaf: Leaf, none_is_known: Set[str]) -> pl.Expr:
    asked = facts_of(leaf)
    if not asked:
        return pl.lit(truth_of_leaf(leaf, {}, none_is_known), pl.UInt8)
    if isinstance(leaf, IsNull):
        return pl.when(pl.col(asked[0].name).is_null()).then(pl.lit(YES, pl.UInt8)).otherwise(pl.lit(NO, pl.UInt8))
    if any(_is_empty_value(term) for term in terms_of(leaf)):
        return pl.lit(NO, pl.UInt8)
    none = [fact.name for fact in asked if fact.name in none_is_known]
    where_empty = pl.lit(NO if len(none) == len(asked) else UNKNOWN, pl.UInt8)
    if 0 < len(none) < len(asked):
        there_is_none = functools.reduce(pl.Expr.or_, (pl.col(name).is_null() for name in none))
        where_empty = pl.when(there_is_none).then(pl.lit(NO, pl.UInt8)).otherwise(where_empty)
    return (_holds(leaf).cast(pl.UInt8) * 2).fill_null(where_empty)


def _is_empty_value(term: Term) -> bool:
    while isinstance(term, Shift):
        term = term.of
    return isinstance(term, Value) and term.value is None


def _holds(leaf: Leaf) -> pl.Expr:
    """Yes, no, or null where a fact is empty."""
    match leaf:
        case Is(Fact(name, _)):
            return pl.col(name)
        case In(left, right):
            return _within(left, right)
        case Compare(op, left, right):
            if left.kind is Kind.NUMBER:
                return _numbers(op, left, right)
            return _operation(op, _column(left), _column(right))
    raise AssertionError(f"no column for {leaf}")


def _within(left: Term, right: Term) -> pl.Expr:
    here = _column(left)
    if isinstance(right, Value):
        words = right.value if isinstance(right.value, frozenset) else frozenset()
        return here.is_in(pl.Series(sorted(words), dtype=pl.String).implode())
    between = pl.concat_str(pl.lit(";"), here, pl.lit(";"))
    listed = _column(right).str.contains(between, literal=True)
    return pl.when(listed.is_not_null()).then(listed & ~here.str.contains(";", literal=True))


def _numbers(op: str, left: Term, right: Term) -> pl.Expr:
    """Whole numbers of members against an exact fraction of the rule, without leaving the whole numbers."""
    if isinstance(left, Value):
        mirrored = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(op, op)
        left, right, op = right, left, mirrored
    if not isinstance(right, Value):
        return _operation(op, _column(left), _column(right))
    bound = right.value if isinstance(right.value, Fraction) else Fraction(0)
    if op in ("==", "!="):
        if bound.denominator == 1:
            return _operation(op, _column(left), pl.lit(int(bound), pl.Int64))
        return pl.when(_column(left).is_not_null()).then(pl.lit(op == "!="))
    whole = math.floor(bound) if op in ("<=", ">") else math.ceil(bound)
    return _operation(op, _column(left), pl.lit(whole, pl.Int64))


def _operation(op: str, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    compared: pl.Expr = OPERATIONS[op](left, right)  # type: ignore[assignment]
    return compared


def _column(term: Term) -> pl.Expr:
    match term:
        case Fact(name, _):
            return pl.col(name)
        case Value(value, kind):
            if kind is Kind.TEXTS and isinstance(value, frozenset):
                return pl.lit(_words(value), pl.String)
            return pl.lit(value, DTYPES[kind])
        case Shift(of, months, days, _):
            if not facts_of(IsNull(of)):
                return pl.lit(compile_term(term)({}), pl.Date)
            return _column(of).dt.offset_by(f"{months}mo").dt.offset_by(f"{days}d")


def _words(words: Iterable[str]) -> str:
    """A set of words as a column holds it; a set that no cell can hold gets a text that no cell can be."""
    inner = sorted(words)
    if not inner or any(";" in word or not word for word in inner):
        return "\x00"
    return f";{';'.join(inner)};"


def _check_leaves(names: dict[Leaf, str], table: pl.DataFrame, none_is_known: Set[str]) -> None:
    """(1) The plain truth of every leaf on every distinct combination of the facts it asks for."""
    found = pl.collect_all([_distinct(leaf, name, table.lazy()) for leaf, name in names.items()])
    for leaf, pairs in zip(names, found, strict=True):
        asked = facts_of(leaf)
        plain = compile_leaf(leaf, none_is_known)
        if _is_dated(leaf):
            fact = asked[0].name
            for code in pairs.to_series().to_list():
                day, truth = divmod(code, 3)
                value = None if day == _NEVER_A_DAY else dt.date.fromordinal(_EPOCH + day)
                if plain({fact: value}) != truth:
                    raise _differ(leaf, truth)
            continue
        for *cells, truth in pairs.iter_rows():
            facts = {fact.name: read_value(cell, fact.kind) for fact, cell in zip(asked, cells, strict=True)}
            if plain(facts) != truth:
                raise _differ(leaf, truth)


def _distinct(leaf: Leaf, name: str, table: pl.LazyFrame) -> pl.LazyFrame:
    """Each combination of facts and truth that occurs. A single date and its truth are packed into one number."""
    if _is_dated(leaf):
        day = pl.col(facts_of(leaf)[0].name).to_physical().cast(pl.Int64).fill_null(_NEVER_A_DAY)
        return table.select((day * 3 + pl.col(name)).unique())
    return table.select(*(fact.name for fact in facts_of(leaf)), name).unique()


def _is_dated(leaf: Leaf) -> bool:
    asked = facts_of(leaf)
    return len(asked) == 1 and asked[0].kind is Kind.DATE


def _differ(leaf: Leaf, found: int) -> Invalid:
    return Invalid(
        f"the columns and the plain reading of the rule differ: {leaf} gave {found}. "
        "No electorate was made. This is a fault of the program: keep the rule, and report it."
    )


def _check_verdicts(tests: Sequence[Node], names: dict[Leaf, str], table: pl.DataFrame, verdicts: pl.Series) -> None:
    """(2) The plain verdict on every distinct combination of leaf truths."""
    radix = {name: 3 for name in names.values()} | {"verdict": 2 * len(tests) + 1}
    words: list[dict[str, int]] = [{}]
    for name, size in radix.items():
        if math.prod(words[-1].values()) * size > _WORD:
            words.append({})
        words[-1][name] = size
    packed = table.with_columns(verdicts.alias("verdict")).select(
        _pack(word).alias(f"word {index}") for index, word in enumerate(words)
    )
    for row in packed.unique().iter_rows():
        found: dict[str, int] = {}
        for code, word in zip(row, words, strict=True):
            for name, size in word.items():
                code, found[name] = divmod(code, size)
        plain = verdict(tests, lambda leaf, found=found: found[names[leaf]])  # type: ignore[misc]
        if found["verdict"] != plain:
            raise Invalid(
                f"the columns and the plain reading of the rule differ: verdict {found['verdict']}, plainly {plain}. "
                "No electorate was made. This is a fault of the program: keep the rule, and report it."
            )


def _pack(word: dict[str, int]) -> pl.Expr:
    packed: pl.Expr = pl.lit(0, pl.UInt64)
    for name, size in reversed(word.items()):
        packed = packed * size + pl.col(name).cast(pl.UInt64)
    return packed
