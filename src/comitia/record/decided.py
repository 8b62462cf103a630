"""What a rulebook's decision does to the offices of a register.

`comitia rules decide --json` prints one decision, `comitia contest --json` everything that befell the offices of a
contest. Both speak of offices and of people by name; a register has posts, and persons with ids. Here the one becomes
the other, and nothing is guessed:

- An office is the post of the same id, unless `posts` says otherwise. A person is whoever bears the name in the
  register, unless `persons` gives an id; a name that is new to it gets the id that is spelt like it.
- Who leaves a post under a motion is whoever holds it in the register. Where several do, `holders` must say who.
- What the register holds already, the same person into or out of the same post on the same day, is passed over.
- Who takes an office ends the time of whoever acts in it (the post `acting-OFFICE`, where the register has one).
- That somebody may not stand, acts meanwhile without a post of that name, or must resign changes no holding. It is
  told in a note and enters nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from comitia.canonical import Json
from comitia.errors import Malformed
from comitia.record.offices import Register
from comitia.record.reactions import Decision, Effect
from comitia.record.shape import Node

NO_HOLDING = {
    "remains": "remains: no holding changes",
    "acts": "acts until a successor is chosen: a post acting-{office} would hold it",
    "barred": "may not stand: kept by the contest, not by the register",
    "may-stand": "may stand again: kept by the contest, not by the register",
    "must-resign": "must resign: enter the resignation when it comes",
}


@dataclass(frozen=True, slots=True)
class Names:
    """How a rulebook's words are called in the register: post by office, person by name, and holder by office."""

    posts: Mapping[str, str] = field(default_factory=dict)
    persons: Mapping[str, str] = field(default_factory=dict)
    holders: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision as far as offices go, and notes on everything of it that enters nothing."""

    decision: Decision
    notes: tuple[str, ...]


def is_of_rulebook(value: Json) -> bool:
    """Whether this is what `rules decide` or `contest` print, and not a decision in the record's own form."""
    return isinstance(value, dict) and ("subject" in value or "office_changes" in value)


def receive_decided(
    value: Json, register: Register, names: Names | None = None, source: str | None = None, what: str = "decision"
) -> Decided:
    """Read a decision under a rulebook, or a contest, as effects on the posts of a register.

    `source` is what the entries rest on; without it, the decision's own sentence or the contest's title and edition.

    Raises:
        Malformed: a field is missing, an office is no post of the register, a holder or a person is in doubt.
    """
    node, names = Node(value, what), names or Names()
    changes = node.each("office_changes", "change") if node.has("office_changes") else _changes_of(node)
    taken = _Taken(register, names)
    for change in changes:
        taken.take(change)
    says = source or (_says(node) if node.has("subject") else _says_contest(node))
    if node.has("subject"):
        for duty in node.each("effects", "effect"):
            if duty.has("modality"):
                due = f" (by {duty.text('due')})" if duty.has("due") else ""
                taken.notes.append(f"{duty.text('words')}{due}, under {duty.text('clause')}")
        for trigger in node.each("triggers", "trigger"):
            taken.notes.append(f"this sets going: {trigger.text('words')}, under {trigger.text('clause')}")
    return Decided(Decision(says, tuple(taken.effects), (), taken.persons), tuple(taken.notes))


def _changes_of(node: Node) -> list[Node]:
    """The effects of one decision on offices, each with the decision's day and whether a motion or a ballot made it."""
    shared = {"on": node.text("on"), "by": node.text("subject").partition(".")[0]}
    return [
        Node({**part.fields(), **shared}, part.where)
        for part in node.each("effects", "effect")
        if part.has("office") and part.has("event")
    ]


def _says(node: Node) -> str:
    return f"{node.text('sentence')} Rulebook: SHA-256 {node.text('digest')}"


def _says_contest(node: Node) -> str:
    edition = f"{node.text('edition')}. Rulebook: SHA-256 {node.text('digest')}"
    return f"{node.text('title')}, as of {node.text('on')}; {edition}"


@dataclass(slots=True)
class _Taken:
    """What has been taken so far; `held` follows the posts through the changes, so that two can hang together."""

    register: Register
    names: Names
    effects: list[Effect] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    persons: dict[str, str] = field(default_factory=dict)
    held: dict[str, list[str]] = field(default_factory=dict)

    def take(self, change: Node) -> None:
        """One change: `office`, `event`, `on`, `clause`, and `person` where it names one."""
        office, event, on = change.text("office"), change.text("event"), change.day("on")
        clause, by = change.text_or_none("clause"), change.text("by")
        named = change.text_or_none("person")
        if event == "leaves":
            self._leaves(change, self._post(change, office), named, Effect("vacates", "", "", by, on, clause))
        elif event in ("takes", "remains") and named is not None:
            self._takes(self._post(change, office), named, Effect("fills", "", "", by, on, clause))
            self._end_acting(f"acting-{office}", on, clause)
        elif event == "acts" and named is not None and f"acting-{office}" in self.register.posts:
            self._takes(f"acting-{office}", named, Effect("fills", "", "", "succession", on, clause))
        elif event in NO_HOLDING:
            words = change.text_or_none("words") or f"{named or office} {NO_HOLDING[event].partition(':')[0]}"
            _, _, why = NO_HOLDING[event].format(office=office).partition(": ")
            self.notes.append(f"not entered: {words}{f', under {clause}' if clause else ''} ({why})")
        else:
            known = ", ".join(("takes", "leaves", *NO_HOLDING))
            raise Malformed(f'{change.where}: event: found "{event}", expected one of {known}; takes names a person')

    def _leaves(self, change: Node, post: str, named: str | None, effect: Effect) -> None:
        person = self._person(named) if named else self._holder(change, post)
        if person is None or self._is_in(post, person, effect.on, self.register.types.ends):
            self.notes.append(f"in the register already: {self._name(person)} out of {post} on {effect.on}")
            return
        self.effects.append(Effect("vacates", post, person, self._end(effect.event), effect.on, effect.clause))
        self.held[post] = [one for one in self._holders(post) if one != person]

    def _takes(self, post: str, named: str, effect: Effect) -> None:
        person = self._person(named)
        begun = self.register.types.begins | self.register.types.no_effect
        if self._is_in(post, person, effect.on, begun):
            self.notes.append(f"in the register already: {named} into {post} on {effect.on}")
            return
        word = "appointed" if effect.event == "succession" else "elected"
        self.effects.append(Effect("fills", post, person, word, effect.on, effect.clause))
        single = self.register.posts[post].single_holder
        self.held[post] = [person] if single else [*self._holders(post), person]

    def _end_acting(self, post: str, on: date, clause: str | None) -> None:
        """Once somebody takes the office, nobody acts in it any longer."""
        if post in self.register.posts:
            self.effects += [Effect("vacates", post, who, "ended", on, clause) for who in self._holders(post)]
            self.held[post] = []

    def _end(self, by: str) -> str:
        """The word for how a holding ended: the reason where it is such a word (`died`), else by what ended it."""
        if by in self.register.types.ends:
            return by
        return "dismissed" if by == "motion" else "resigned" if by.startswith("resign") else "ended"

    def _post(self, change: Node, office: str) -> str:
        post = self.names.posts.get(office, office)
        if post not in self.register.posts:
            raise Malformed(
                f'{change.where}: office "{office}": the register has no post "{post}"; it has '
                f"{', '.join(list(self.register.posts)[:12])}: say which it is (--post {office}=POST)"
            )
        return post

    def _holders(self, post: str) -> Sequence[str]:
        if post in self.held:
            return self.held[post]
        return [one.person for one in self.register.holdings if one.post == post and one.ended is None]

    def _holder(self, change: Node, post: str) -> str | None:
        """Who leaves the post: as told, or who alone holds it; None where the register shows the departure already."""
        told = self.names.holders.get(change.text("office"))
        if told is not None:
            return told
        holders, on, ends = self._holders(post), change.day("on"), self.register.types.ends
        ended = [one for one in self.register.events if (one.post, one.on) == (post, on) and one.event in ends]
        if len(holders) == 1 and not ended:
            return holders[0]
        if ended and post not in self.held:
            return None
        found = "nobody holds it" if not holders else f"{', '.join(holders)} hold it"
        raise Malformed(
            f'{change.where}: whoever holds the post "{post}" leaves it, but in the register {found}; '
            f"enter who held it, or say who leaves (--holder {change.text('office')}=PERSON)"
        )

    def _person(self, name: str) -> str:
        """The id of somebody: as told, by the name in the register, or spelt like the name."""
        if name in self.names.persons:
            person = self.names.persons[name]
        else:
            found = [one.id for one in self.register.persons.values() if one.name == name or one.id == name]
            if len(found) > 1:
                raise Malformed(f'"{name}" is the name of {", ".join(found)}: say which (--person "{name}=ID")')
            person = found[0] if found else "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())
            known = self.register.persons.get(person)
            if not found and (known is not None or not person):
                why = f'the id "{person}" belongs to {known.name}' if known else "no id can be made of that name"
                raise Malformed(f'"{name}" is not in the register, and {why}: give an id (--person "{name}=ID")')
        if person not in self.register.persons:
            self.persons[person] = name
        return person

    def _is_in(self, post: str, person: str, on: date, words: frozenset[str]) -> bool:
        return any(
            (one.post, one.person, one.on) == (post, person, on) and one.event in words for one in self.register.events
        )

    def _name(self, person: str | None) -> str:
        return "its holder" if person is None else self.register.persons[person].name
