"""After the freeze: claims, rulings, and the list of electors as it stands.

A frozen list is not edited. Somebody claims (to be in, to be out, to stand in another section or with another weight)
with a reason; somebody with authority rules, with a reason; an allowed claim changes one elector, and the list that
follows has a digest of its own. The list first frozen stays, so that anybody who may see both can see each difference
and who ordered it.

>>> first = receive_electors(b"comitia-electorate/1\\nL1\\tmembers\\t1\\n")
>>> amend(first, Change("in", "L2", "members", "1")).rows()
[('L1', 'members', '1'), ('L2', 'members', '1')]
"""

from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from comitia.errors import Malformed, OutOfOrder
from comitia.roll.electorate import FIRST_LINE

ASKS = ("in", "out", "section", "weight")
_SCHEMA = {"number": pl.String, "section": pl.String, "weight": pl.String}


@dataclass(frozen=True, slots=True)
class Change:
    """What a claim asks for one member: `asks` is one of `ASKS`; `section` and `weight` where it needs them."""

    asks: str
    number: str
    section: str | None = None
    weight: str | None = None


def receive_electors(raw: bytes) -> pl.DataFrame:
    """Read `electors.txt`: a line for each elector with number, section and weight.

    Raises:
        Malformed: another first line, or a line without three parts.
    """
    try:
        lines = raw.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        raise Malformed("list of electors: not UTF-8 text; expected the file as it was frozen") from None
    if lines[0] != FIRST_LINE or lines[-1] != "":
        raise Malformed(f"list of electors: begins with {lines[0][:40]!r}, expected {FIRST_LINE!r} and whole lines")
    rows = [line.split("\t") for line in lines[1:-1]]
    if any(len(row) != 3 for row in rows):
        raise Malformed("list of electors: a line without number, section and weight parted by tabs")
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def render_list(electors: pl.DataFrame) -> bytes:
    """The bytes that the digest commits to, for a list in its order."""
    lines = "".join("\t".join(row) + "\n" for row in electors.iter_rows())
    return f"{FIRST_LINE}\n{lines}".encode()


def check_change(electors: pl.DataFrame, sections: dict[str, str], change: Change) -> None:
    """Whether a claim can be made against a list at all; `sections` gives each section's common weight.

    Raises:
        Malformed: asks for what there is not, or for a section or weight that is none.
        OutOfOrder: the member is already as the claim asks.
    """
    if change.asks not in ASKS:
        raise Malformed(f"claim: asks {change.asks!r}, expected one of {', '.join(ASKS)}")
    if not change.number or any(ord(letter) < 32 for letter in change.number):
        raise Malformed("claim: no membership number of one line")
    if change.section is not None and change.section not in sections:
        raise Malformed(f"claim: there is no section {change.section!r}; the ballot has {', '.join(sections)}")
    if change.weight is not None:
        _weight(change.weight)
    held = electors.filter(pl.col("number") == change.number)
    if change.asks in ("in", "section") and change.section is None and (change.asks == "section" or len(sections) > 1):
        raise Malformed(f"claim: say for which section: {', '.join(sections)}")
    if change.asks == "in":
        section = change.section or next(iter(sections))
        if held.filter(pl.col("section") == section).height:
            raise OutOfOrder(f"member {change.number} is in the electorate already, in section {section!r}")
    elif not held.height:
        raise OutOfOrder(f"member {change.number} is not in the electorate; nothing there to change")
    elif change.asks == "section" and change.section in held["section"].to_list():
        raise OutOfOrder(f"member {change.number} is in section {change.section!r} already")
    elif change.asks == "weight" and change.weight is None:
        raise Malformed("claim: say which weight")


def amend(electors: pl.DataFrame, change: Change) -> pl.DataFrame:
    """The list after an allowed claim. A new place stands behind the member's others, where the order of sections put
    it.
    """
    own = pl.col("number") == change.number
    section, weight = change.section, change.weight
    match change.asks:
        case "in":
            row = pl.DataFrame([(change.number, section, weight or "1")], schema=_SCHEMA, orient="row")
            electors = pl.concat([electors, row])
        case "out":
            there = own if section is None else own & (pl.col("section") == section)
            electors = electors.filter(~there)
        case "section":
            electors = electors.with_columns(
                pl.when(own).then(pl.lit(section)).otherwise(pl.col("section")).alias("section"),
                pl.when(own & pl.lit(weight is not None))
                .then(pl.lit(weight))
                .otherwise(pl.col("weight"))
                .alias("weight"),
            )
        case "weight":
            electors = electors.with_columns(
                pl.when(own).then(pl.lit(weight)).otherwise(pl.col("weight")).alias("weight")
            )
    return electors.sort("number", maintain_order=True)


def _weight(words: str) -> Fraction:
    try:
        weight = Fraction(words) if len(words) < 40 else Fraction(0)
    except (ValueError, ZeroDivisionError):
        weight = Fraction(0)
    if weight <= 0:
        raise Malformed(f"claim: the weight is {words[:40]!r}; expected a fraction above 0 such as 1/3")
    return weight
