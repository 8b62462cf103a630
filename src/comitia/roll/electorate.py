"""The electorate of one ballot: who is in, who is out, whose place cannot be told, and the clause and fact for each.

The rule comes from the rulebook as tests in order (see `expression.py`); it is applied to the roll as of one day. A
member is *in* where every test holds, *out* by the first that fails, and *unknown* where none fails but one cannot be
told because the roll lacks a fact. Unknown is not out: it is a list for the secretary to clear up before the ballot
opens.

Several electorates can make up one ballot. They count *once* (a person in several of them votes in the first that
admits them) or *each* (once in every section, as in Labour's electoral college of 2010).

**The digest.** What is frozen is the list of electors, one line each: number, section, weight, parted by tabs, sorted
by number and then in the order of the sections, after a first line that names the form. The published digest is
HMAC-SHA256 of these bytes under a secret salt of 32 random bytes:

    openssl dgst -sha256 -mac HMAC -macopt hexkey:$(cat salt.secret) electors.txt

Nobody without the salt can test whether a person is on the list, however few the candidates; nobody with it can show
another list. The salt is an argument here: who draws it, keeps it and hands it to the scrutineer is not this room's
affair.

Source: RFC 2104 (HMAC); Evangelou v McNicol [2016] EWCA Civ 817 for why the date is a rule and its effect must be
    shown.
"""

import datetime as dt
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from comitia.errors import Malformed
from comitia.roll.fields import KNOWN, Empty, Field, Kind
from comitia.roll.rule.columns import decide_columns
from comitia.roll.rule.electorates import Rule
from comitia.roll.rule.expression import Fact, Node, facts_of
from comitia.roll.standing import Roll, members_on

SALT_BYTES = 32
SLICE = 50_000
"""Members whose reasons are put into words at a time: words take more room than all the rest."""
FIRST_LINE = "comitia-electorate/1"
IN, OUT, UNKNOWN = "in", "out", "unknown"


@dataclass(frozen=True, slots=True)
class Decided:
    """The verdicts of one freeze. `members` holds number and every fact asked; `codes[i]` the verdicts under
    `rules[i]` (see `reference.verdict`); `fields` says of each fact what an empty cell means; `remarks` are for the
    secretary to read.
    """

    rules: tuple[Rule, ...]
    counts: str
    on: dt.date
    members: pl.DataFrame
    codes: tuple[pl.Series, ...]
    fields: dict[str, Field]
    remarks: tuple[str, ...]


def decide_electorate(roll: Roll, rules: Sequence[Rule], counts: str, on: dt.date) -> Decided:
    """Apply the rules of a ballot to the roll as of a day, and hold the result against the plain reading for every
    member.

    Raises:
        Malformed: a rule asks for a fact as another kind than the roll holds, or `counts` is neither once nor each.
        OutOfOrder: the roll begins later.
        Invalid: the fast path and the plain reading differ.
    """
    if counts not in ("once", "each") or not rules:
        raise Malformed(f"electorate: `counts` is {counts!r} for {len(rules)} rules; expected once or each, and a rule")
    asked = {fact.name: fact for rule in rules for test in rule.tests for fact in facts_of(test.node)}
    fields, remarks = _fields(roll, asked)
    members = members_on(roll, on, list(asked))
    none_is_known = frozenset(name for name, field in fields.items() if field.empty is Empty.NONE)
    codes = tuple(decide_columns([test.node for test in rule.tests], members, none_is_known) for rule in rules)
    return Decided(tuple(rules), counts, on, members, codes, fields, tuple(remarks))


def electors_of(decided: Decided) -> pl.DataFrame:
    """The frozen list: `number`, `section` (index of the rule that admits), `weight` (a fraction as text), in the
    order of the digest.
    """
    parts = []
    admitted_before = pl.Series([False] * decided.members.height)
    for index, (rule, code) in enumerate(zip(decided.rules, decided.codes, strict=True)):
        admitted = code == 0
        if decided.counts == "once" and index:
            admitted = admitted & ~admitted_before
        admitted_before = admitted_before | (code == 0)
        weight = pl.col(rule.weight.name).cast(pl.String) if isinstance(rule.weight, Fact) else pl.lit(str(rule.weight))
        parts.append(
            decided.members.select("number", pl.lit(index, pl.UInt16).alias("section"), weight.alias("weight")).filter(
                admitted
            )
        )
    return parts[0] if len(parts) == 1 else pl.concat(parts).sort("number", "section", maintain_order=True)


def render_electors(electors: pl.DataFrame, sections: Sequence[str]) -> bytes:
    """The bytes that the digest commits to."""
    if not electors.height:
        return f"{FIRST_LINE}\n".encode()
    if len(sections) == 1 and electors["weight"].n_unique() == 1:
        tail = f"\t{sections[0]}\t{electors['weight'][0]}\n"
        return f"{FIRST_LINE}\n{electors.select(pl.col('number').str.join(tail)).item()}{tail}".encode()
    section = pl.col("section").replace_strict(dict(enumerate(sections)), return_dtype=pl.String)
    lines = electors.select(pl.concat_str("number", section, "weight", separator="\t").str.join("\n")).item()
    return f"{FIRST_LINE}\n{lines}\n".encode()


def commit(listed: bytes, salt: bytes) -> str:
    """The salted digest of a list of electors.

    Raises:
        Malformed: the salt is not 32 bytes.
    """
    if len(salt) != SALT_BYTES:
        raise Malformed(f"salt: {len(salt)} bytes, expected {SALT_BYTES} random ones")
    return hmac.new(salt, listed, hashlib.sha256).hexdigest()


def places_of(decided: Decided) -> pl.DataFrame:
    """Every member's place: `number`, `place` (in, out, unknown), `section`, `weight`, `clause`, `why`, `facts`,
    `open`.

    `section` names the sections in which a member is in. For somebody who is out or unknown, `clause`, `why` and
    `facts` are those of the test that decides, for each electorate of the ballot in turn.
    `open` says of somebody who is in where else a place cannot be told: in another section that would count too, or
    in one that would come first.
    """
    parts = []
    for start in range(0, max(1, decided.members.height), SLICE):
        codes = tuple(code.slice(start, SLICE) for code in decided.codes)
        parts.append(_places(replace(decided, members=decided.members.slice(start, SLICE), codes=codes)))
    return pl.concat(parts)


def _places(decided: Decided) -> pl.DataFrame:
    several = len(decided.rules) > 1
    admitted = [code == 0 for code in decided.codes]
    told = [_told(decided, rule, code) for rule, code in zip(decided.rules, decided.codes, strict=True)]
    table = decided.members.select("number")
    for index, part in enumerate(told):
        table = table.hstack(part.rename({name: f"{name} {index}" for name in part.columns}))
        table = table.with_columns(admitted[index].alias(f"in {index}"))
    n = range(len(decided.rules))
    if decided.counts == "once":
        for index in reversed(n):
            earlier = [f"in {i}" for i in range(index)]
            if earlier:
                table = table.with_columns((pl.col(f"in {index}") & ~pl.any_horizontal(earlier)).alias(f"in {index}"))
    is_in = pl.any_horizontal(f"in {i}" for i in n)
    is_unknown = pl.any_horizontal(pl.col(f"unknown {i}") for i in n)
    place = pl.when(is_in).then(pl.lit(IN)).when(is_unknown).then(pl.lit(UNKNOWN)).otherwise(pl.lit(OUT))

    def joined(what: str, separator: str) -> pl.Expr:
        """The words of the electorates that admit, or where none does those of all of them."""
        of_in = pl.concat_str(
            [pl.when(f"in {i}").then(f"{what} {i}") for i in n], separator=separator, ignore_nulls=True
        )
        named = [
            pl.format("{}: {}", pl.lit(rule.name), pl.col(f"{what} {i}")) if several else pl.col(f"{what} {i}")
            for i, rule in enumerate(decided.rules)
        ]
        return pl.when(is_in).then(of_in).otherwise(pl.concat_str(named, separator=separator, ignore_nulls=True))

    open_where = [
        pl.when(is_in & pl.col(f"unknown {i}") & _would_count(decided, i)).then(
            pl.format("{}: {}", pl.lit(rule.name), pl.col(f"why {i}"))
        )
        for i, rule in enumerate(decided.rules)
    ]
    sections = [pl.when(f"in {i}").then(pl.lit(rule.section)) for i, rule in enumerate(decided.rules)]
    weights = [
        pl.when(f"in {i}").then(
            decided.members[rule.weight.name].cast(pl.String)
            if isinstance(rule.weight, Fact)
            else pl.lit(str(rule.weight))
        )
        for i, rule in enumerate(decided.rules)
    ]
    return table.select(
        "number",
        place.alias("place"),
        pl.concat_str(sections, separator="; ", ignore_nulls=True).alias("section"),
        pl.concat_str(weights, separator="; ", ignore_nulls=True).alias("weight"),
        joined("clause", "; ").alias("clause"),
        joined("why", "; ").alias("why"),
        joined("facts", "; ").alias("facts"),
        pl.concat_str(open_where, separator="; ", ignore_nulls=True).alias("open"),
    )


def _would_count(decided: Decided, index: int) -> pl.Expr:
    """Whether being in this electorate would change the place of somebody who is in: always, or only if it comes
    first.
    """
    if decided.counts == "each":
        return pl.lit(True)
    earlier = [pl.col(f"in {i}") for i in range(index)]
    return ~pl.any_horizontal(earlier) if earlier else pl.lit(True)


def explain(decided: Decided, number: str) -> list[tuple[Rule, list[tuple[str, str]]]]:
    """One member's place, test by test: under each rule the sentence and the facts, up to the test that decides.

    Raises:
        Malformed: no such member on the roll that day.
    """
    row = decided.members.with_row_index("at").filter(pl.col("number") == number)
    if not row.height:
        raise Malformed(f"there is no member {number!r} on the roll as of {decided.on}")
    told: list[tuple[Rule, list[tuple[str, str]]]] = []
    facts = row.row(0, named=True)
    for rule, codes in zip(decided.rules, decided.codes, strict=True):
        code, n = codes[facts["at"]], len(rule.tests)
        decisive = n if code == 0 else (code - 1) % n
        lines = []
        for index, test in enumerate(rule.tests[: decisive + 1]):
            shown = ", ".join(
                f"{fact.name} {_plain(facts[fact.name], decided.fields[fact.name])}" for fact in facts_of(test.node)
            )
            sentence = (
                test.sentence
                if index < decisive
                else test.otherwise
                if code <= n
                else f"cannot be told: {test.sentence}"
            )
            lines.append((f"{sentence} ({test.clause})", shown))
        told.append((rule, lines))
    return told


def _fields(roll: Roll, asked: dict[str, Fact]) -> tuple[dict[str, Field], list[str]]:
    fields: dict[str, Field] = {}
    remarks: list[str] = []
    for name, fact in asked.items():
        held = roll.fields.get(name)
        known = held or KNOWN.get(name) or Field(name, fact.kind, Empty.UNKNOWN)
        if known.kind is not fact.kind:
            raise Malformed(
                f"the rule asks for {name} as {fact.kind}, the roll holds it as {known.kind}; "
                f"import the column under another name, as {fact.kind}"
            )
        if held is None and not (name == "status" and "joined_on" in roll.fields):
            remarks.append(
                f"the roll has no column {name}: nobody is recorded with one"
                if known.empty is Empty.NONE
                else f"the roll has no column {name}: it is unknown for every member"
            )
        fields[name] = known
    return fields, remarks


def _told(decided: Decided, rule: Rule, code: pl.Series) -> pl.DataFrame:
    """For each member: whether unknown, and the clause, the sentence and the facts of what decides under one rule."""
    n = len(rule.tests)
    missing = [_missing(decided, test.node) for test in rule.tests]
    shown = [_shown(decided, test.node) for test in rule.tests]
    frame = decided.members.with_columns(code.alias("code"))
    all_facts = dict.fromkeys(fact for test in rule.tests for fact in facts_of(test.node))
    clause: pl.Expr = pl.lit(rule.clause)
    why: pl.Expr = pl.lit("; ".join(dict.fromkeys(test.sentence for test in rule.tests)))
    facts: pl.Expr = _facts(decided, list(all_facts))
    for index, test in enumerate(rule.tests):
        is_out, is_unknown = pl.col("code") == 1 + index, pl.col("code") == 1 + n + index
        clause = pl.when(is_out | is_unknown).then(pl.lit(test.clause)).otherwise(clause)
        why = pl.when(is_out).then(pl.lit(test.otherwise)).when(is_unknown).then(missing[index]).otherwise(why)
        facts = pl.when(is_out | is_unknown).then(shown[index]).otherwise(facts)
    return frame.select(
        (pl.col("code") > n).alias("unknown"), clause.alias("clause"), why.alias("why"), facts.alias("facts")
    )


def _shown(decided: Decided, node: Node) -> pl.Expr:
    return _facts(decided, list(facts_of(node)))


def _facts(decided: Decided, facts: Sequence[Fact]) -> pl.Expr:
    if not facts:
        return pl.lit("")
    words = [
        pl.format(
            "{} {}",
            pl.lit(fact.name),
            _text(fact).fill_null("none" if decided.fields[fact.name].empty is Empty.NONE else "missing"),
        )
        for fact in facts
    ]
    return pl.concat_str(words, separator=", ")


def _missing(decided: Decided, node: Node) -> pl.Expr:
    unknown = [fact.name for fact in facts_of(node) if decided.fields[fact.name].empty is Empty.UNKNOWN]
    words: list[pl.Expr] = [
        pl.when(pl.col(name).is_null()).then(pl.lit(f"{name} missing")).otherwise(None) for name in unknown
    ] or [pl.lit("")]
    return pl.format("unknown: {}", pl.concat_str(words, separator=", ", ignore_nulls=True))


def _text(fact: Fact) -> pl.Expr:
    column = pl.col(fact.name)
    if fact.kind is Kind.TRUTH:
        return pl.when(column).then(pl.lit("yes")).when(~column).then(pl.lit("no"))
    return column.str.strip_chars(";") if fact.kind is Kind.TEXTS else column.cast(pl.String)


def _plain(value: object, field: Field) -> str:
    if value is None:
        return "none" if field.empty is Empty.NONE else "missing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).strip(";") if field.kind is Kind.TEXTS else str(value)
