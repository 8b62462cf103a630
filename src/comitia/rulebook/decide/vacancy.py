"""Who acts while an office is vacant, and what the vacancy sets going."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from comitia.errors import Unprovided
from comitia.rulebook.decide.decision import Trigger, trigger
from comitia.rulebook.form.book import RulesOfDay
from comitia.rulebook.form.vocabulary import Succession


@dataclass(frozen=True, slots=True)
class Acting:
    """A succession that applies: how the office is held meanwhile, by whom, until when, with whose approval."""

    name: str
    clause: str
    office: str
    takes: str
    who: tuple[str, ...]
    ends: str
    approval: str | None
    opens: Trigger | None


def succession_of(rules: RulesOfDay, office: str, facts: Mapping[str, Any]) -> Acting:
    """The one succession of an office whose guard is true.

    Raises:
        Unprovided: the rules say nothing for these facts, or two things at once.
        Malformed: a fact that a guard names is not given.
    """
    found = [f for f in rules.all("succession") if f.as_(Succession).office == office]
    holding = [rules.applied("succession", f.name, facts) for f in found if rules.opens(f, facts)]
    if len(holding) != 1:
        told = "nothing" if not holding else " and ".join(f"{f.name} ({f.entry.clause})" for f in holding)
        raise Unprovided(
            f"{rules.rulebook.header.title}: on a vacancy of {office} the rules say {told}; somebody must rule"
        )
    succession = holding[0].as_(Succession)
    return Acting(
        holding[0].name,
        succession.clause,
        office,
        succession.takes,
        tuple(succession.who),
        succession.ends,
        succession.approval,
        trigger(succession.then, rules) if succession.then else None,
    )
