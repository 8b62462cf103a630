"""How many members a body has on a day, and who they are: the live roll on which thresholds are computed.

A body's members come from a roll kept by `comitia roll`, or from facts: names that join and part, or a stated size.
Names are stronger than a size: where a body has both on a day, the names are counted, and a size that disagrees is
refused.
"""

from dataclasses import dataclass
from datetime import date

from comitia.contest.case import Contest
from comitia.contest.facts import Joins, Parts, Size
from comitia.errors import Malformed


@dataclass(frozen=True, slots=True)
class Membership:
    """A body on a day. `names` is None where only its size is known."""

    size: int
    names: frozenset[str] | None
    since: date


def members_of(contest: Contest, body: str, on: date) -> Membership | None:
    """A body's members on a day; None where nothing is known of them yet.

    Raises:
        Malformed: names that part without having joined, or a stated size that is not the number of names.
    """
    if body in contest.rolls:
        held = contest.rolls[body].on(on)
        return None if held is None else Membership(held[0], held[1], on)
    names: set[str] | None = None
    stated: Size | None = None
    since = on
    for fact in contest.facts:
        if fact.on > on or getattr(fact, "body", None) != body:
            continue
        if isinstance(fact, Joins):
            names = (names or set()) | set(fact.persons)
        elif isinstance(fact, Parts):
            strangers = [name for name in fact.persons if name not in (names or set())]
            if strangers:
                raise Malformed(f"{fact.on}: {strangers[0]} parts from {body} without having joined it")
            names = (names or set()) - set(fact.persons)
        elif isinstance(fact, Size):
            stated = fact
        else:
            continue
        since = fact.on
    if names is not None:
        if stated is not None and stated.on == since and stated.members != len(names):
            raise Malformed(
                f"{stated.on}: {body} is stated to have {stated.members} members, by name it has {len(names)}"
            )
        return Membership(len(names), frozenset(names), since)
    return None if stated is None else Membership(stated.members, None, stated.on)


def bodies_of(contest: Contest, person: str, on: date) -> frozenset[str] | None:
    """The bodies in which somebody sits on a day; None where no body's members are known by name."""
    known = {
        body: membership.names
        for body in contest.rulebook.names("body")
        if (membership := members_of(contest, body, on)) is not None and membership.names is not None
    }
    return frozenset(body for body, names in known.items() if person in names) if known else None
