"""The facts that a guard may name, and their types.

A *member fact* is a column of the roll (`joined_on`, `status`); a *fact of the moment* is true of the body now
(`vacant(leader)`, `today`). A rulebook declares its own in `[fact.NAME]` tables. Any other name is a fault.

`vacant(OFFICE)` and `acting(OFFICE)` are truths, `holder(OFFICE)` is the name of the holder.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

TYPES = ("date", "instant", "number", "text", "texts", "truth")
MEMBER_FACTS: Mapping[str, str] = {
    "number": "text",
    "name": "text",
    "category": "text",
    "categories": "texts",
    "joined_on": "date",
    "left_on": "date",
    "status": "text",
    "suspended_from": "date",
    "suspended_until": "date",
    "paid_until": "date",
    "arrears": "truth",
    "arrears_months": "number",
    "branch": "text",
    "affiliate": "text",
    "bodies": "texts",
    "born_on": "date",
    "country": "text",
    "registered_on": "date",
}
MOMENT_FACTS: Mapping[str, str] = {
    "today": "date",
    "candidate": "text",
    "mover": "text",
    "words": "text",
    "notice_given": "truth",
    "round": "number",
}
OFFICE_FACTS: Mapping[str, str] = {"vacant": "truth", "acting": "truth", "holder": "text"}
FACT_WORDS: Mapping[str, str] = {
    "number": "the number",
    "name": "the name",
    "category": "the category",
    "branch": "the branch",
    "affiliate": "the affiliated body",
    "country": "the country",
    "freeze": "the day of the freeze",
    "candidate": "the candidate",
    "mover": "the mover",
    "round": "the round",
    "joined_on": "joined",
    "left_on": "left",
    "status": "the standing",
    "paid_until": "paid up to",
    "arrears": "in arrears",
    "arrears_months": "months in arrears",
    "born_on": "born",
    "registered_on": "registered",
    "suspended_from": "suspended from",
    "suspended_until": "suspended until",
    "notice_given": "notice was given",
    "words": "the words of the motion",
    "bodies": "the bodies the member sits in",
    "categories": "the categories of the member",
}

VERBS = frozenset(
    {"joined_on", "left_on", "born_on", "registered_on", "paid_until", "suspended_from", "suspended_until"}
)
"""Facts whose words are verbs: `joined before`, where others need `is`: `today is before`."""
ADJECTIVES = frozenset({"arrears"})
"""Truths whose words are said of the member: `not in arrears`, where others need `it is not so that`."""


@dataclass(frozen=True, slots=True)
class FactTable:
    """Which facts may be named here: type by name, the offices that `vacant(...)` may ask about, words by name."""

    types: Mapping[str, str]
    offices: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)

    def type_of(self, name: str) -> str | None:
        """The type of a fact, None if there is no such fact."""
        if name in self.types:
            return self.types[name]
        function, _, rest = name.partition("(")
        if function in OFFICE_FACTS and rest.removesuffix(")") in self.offices:
            return OFFICE_FACTS[function]
        return None
