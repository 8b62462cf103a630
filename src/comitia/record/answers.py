"""What a register can be asked: one function for each kind of question.

Conventions, the same for all:

- "On a day" is the state at its end. Ranges of days include both ends. Holdings are half-open, `[from_on, to_on)`.
- A scope is a tier, `"frontbench"` (shadow cabinet, junior and whip) or None for every post.
- Sets of ids come sorted; persons count once however many posts they hold; nobody is `[]`, never null.
- A vacancy is a post for one holder, in being, without one. What lasts still has `to: null` and `days: null`.

Answers are plain JSON values, so that they can be printed, compared and hashed.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import date, time

from comitia.canonical import Json
from comitia.errors import Malformed
from comitia.record.holdings import held_at, seq_at, seq_at_end_of
from comitia.record.offices import FRONTBENCH, Holding, OfficeEvent, Post, Register

Scope = str | None


def holder_on(register: Register, post: str, day: date) -> list[str]:
    """Who held the post at the end of a day."""
    return _persons(_of_post(register, post, held_on(register, day)))


def holder_at(register: Register, post: str, day: date, clock: time) -> list[str]:
    """Who held the post at a local time of a day."""
    return _persons(_of_post(register, post, held_at(register, seq_at(register, day, clock))))


def posts_of(register: Register, person: str, day: date) -> list[str]:
    """Which posts a person held at the end of a day."""
    _check_person(register, person)
    return sorted(holding.post for holding in held_on(register, day) if holding.person == person)


def vacancies(register: Register, day: date, scope: Scope) -> list[str]:
    """Which posts for one holder were in being and empty at the end of a day."""
    filled = {holding.post for holding in held_on(register, day)}
    return sorted(
        post.id
        for post in posts_in(register, scope)
        if post.single_holder and post.exists_on(day) and post.id not in filled
    )


def holders_of_several(register: Register, day: date, scope: Scope) -> dict[str, list[str]]:
    """Who held two or more posts of the scope at the end of a day, and which."""
    return {who: posts for who, posts in sorted(_posts_by_person(register, day, scope).items()) if len(posts) > 1}


def had_then_nothing(
    register: Register, had_on: date, had_scope: Scope, nothing_on: date, nothing_scope: Scope
) -> list[str]:
    """Who held a post of one scope on one day, and none of another scope on another day."""
    had = _posts_by_person(register, had_on, had_scope)
    return sorted(had.keys() - _posts_by_person(register, nothing_on, nothing_scope).keys())


def in_out(register: Register, a: date, z: date, scope: Scope) -> dict[str, list[str]]:
    """Who is in, who is out: the ends of two days compared.

    `in`: nothing at the end of `a`, something at the end of `z`; `out` the reverse; `changed_posts`: something on
    both, but other posts.
    """
    then, now = _posts_by_person(register, a, scope), _posts_by_person(register, z, scope)
    return {
        "in": sorted(now.keys() - then.keys()),
        "out": sorted(then.keys() - now.keys()),
        "changed_posts": sorted(who for who in then.keys() & now.keys() if then[who] != now[who]),
    }


def count_events(register: Register, a: date, z: date, events: Collection[str], scope: Scope, what: str) -> int:
    """How many `persons`, `posts` or `events` a kind of event touched from `a` to `z`."""
    found = events_between(register, a, z, events, scope)
    if what == "events":
        return len(found)
    if what == "persons":
        return len({event.person for event in found})
    if what == "posts":
        return len({event.post for event in found})
    raise Malformed(f'count_events: what: found "{what}", expected persons, posts or events')


def who_events(register: Register, a: date, z: date, events: Collection[str], scope: Scope) -> list[str]:
    """Whom a kind of event touched from `a` to `z`."""
    return sorted({event.person for event in events_between(register, a, z, events, scope)})


def tenure_days(register: Register, person: str, post: str) -> int | None:
    """For how many days a person held a post, all completed holdings together; None when they hold it still, or never
    did.
    """
    days = [holding.n_days for holding in _of_both(register, person, post)]
    known = [n for n in days if n is not None]
    return sum(known) if days and len(known) == len(days) else None


def days_so_far(register: Register, person: str, post: str, day: date) -> int | None:
    """For how many days the holding that lasts at the end of a day had lasted; None when none lasts."""
    cut = seq_at_end_of(register, day)
    lasting = [holding for holding in _of_both(register, person, post) if holding.covers(cut)]
    return (day - lasting[0].from_on).days if lasting else None


def history(register: Register, post: str) -> list[Json]:
    """Every holding of a post that the register knows, openings included, in the order of their beginnings."""
    return [
        {
            "person": holding.person,
            "from": holding.from_on.isoformat(),
            "to": holding.to_on.isoformat() if holding.to_on else None,
            "ended_by": holding.ended.event if holding.ended else None,
        }
        for holding in _of_post(register, post, register.holdings)
    ]


def shortest(register: Register, scope: Scope, a: date, z: date) -> dict[str, Json]:
    """The shortest holdings begun and ended from `a` to `z`, with their days; `days` is None when there is none."""
    completed = [
        (holding.n_days, holding.person, holding.post)
        for holding in _in_scope(register, scope, register.holdings)
        if a <= holding.from_on and holding.to_on is not None and holding.to_on <= z
    ]
    least = min((days for days, _, _ in completed if days is not None), default=None)
    pairs = sorted({(who, post) for days, who, post in completed if days == least})
    return {"days": least, "holdings": [list(pair) for pair in pairs]}


def vacancy_spells(register: Register, post: str, a: date, z: date) -> list[Json]:
    """When a post was vacant from `a` to `z`, cut to that range: `from`, `to` (first day filled or gone) and `days`.

    A spell that the end of `z` finds open has `to` and `days` null. A post that is filled on the day it fell vacant was
    never vacant at the end of a day, so it is not listed; for the same reason a holding of 0 days ends no spell. A post
    for several holders is never vacant.
    """
    subject = _check_post(register, post)
    if not subject.single_holder:
        return []
    holdings = [holding for holding in _of_post(register, post, register.holdings) if holding.n_days != 0]
    begin = max(a, subject.valid_from) if subject.valid_from else a
    spells: list[tuple[date, date | None]] = []
    empty_from: date | None = begin
    for holding in holdings:  # one after another: a single post never overlaps with itself
        if empty_from is not None:
            spells.append((empty_from, holding.from_on))
        empty_from = holding.to_on
    if empty_from is not None:
        spells.append((empty_from, None))
    return [_spell(start, end) for start, end in _cut(spells, begin, z, subject.valid_to)]


def successor(register: Register, person: str, post: str) -> str | None:
    """Who next took up a post after a person had left it; None when nobody has, or the person never left.

    Of several leavings the last one counts, also where the person has come back since and is in post.
    """
    leavings = [holding.ended.seq for holding in _of_both(register, person, post) if holding.ended is not None]
    if not leavings:
        return None
    left = max(leavings)
    after = [holding for holding in _of_post(register, post, register.holdings) if holding.begun.seq > left]
    return after[0].person if after else None


def predecessor(register: Register, person: str, post: str) -> str | None:
    """Who had last left a post before a person first took it up; None when nobody is known."""
    own = _of_both(register, person, post)
    if not own:
        return None
    came = own[0].begun.seq
    left = [
        (holding.ended.seq, holding.person)
        for holding in _of_post(register, post, register.holdings)
        if holding.ended is not None and holding.ended.seq < came
    ]
    return max(left)[1] if left else None


def size(register: Register, day: date, scope: Scope) -> int:
    """How many persons held a post of the scope at the end of a day."""
    return len(_posts_by_person(register, day, scope))


def returned(register: Register, left_a: date, left_z: date, by: date, scope: Scope) -> list[str]:
    """Who resigned from `left_a` to `left_z`, took up a post of the scope later, and was in one at the end of `by`."""
    left = {event.person for event in events_between(register, left_a, left_z, {"resigned"}, scope)}
    again = {
        holding.person for holding in _in_scope(register, scope, register.holdings) if left_z < holding.from_on <= by
    }
    return sorted(left & again & _posts_by_person(register, by, scope).keys())


def most_holders(register: Register, scope: Scope, a: date, z: date) -> dict[str, Json]:
    """The posts with the most holders from `a` to `z`, counting persons in post at the end of `a` and all who came
    after.
    """
    first = seq_at_end_of(register, a)
    persons: dict[str, set[str]] = {post.id: set() for post in posts_in(register, scope)}
    for holding in _in_scope(register, scope, register.holdings):
        if holding.covers(first) or a <= holding.from_on <= z:
            persons[holding.post].add(holding.person)
    most = max((len(who) for who in persons.values()), default=0)
    return {"holders": most, "posts": sorted(post for post, who in persons.items() if len(who) == most)}


def unbroken(register: Register, a: date, z: date, scope: Scope) -> list[str]:
    """Who held one and the same post by one holding from the end of `a` to the end of `z`."""
    first, last = seq_at_end_of(register, a), seq_at_end_of(register, z)
    return _persons(
        holding
        for holding in _in_scope(register, scope, register.holdings)
        if holding.covers(first) and holding.covers(last)
    )


def how_ended(register: Register, person: str, post: str) -> list[Json]:
    """Each end of a person's holdings of a post: the day and the kind of event."""
    return [
        {"date": holding.ended.on.isoformat(), "event": holding.ended.event}
        for holding in _of_both(register, person, post)
        if holding.ended is not None
    ]


def held_on(register: Register, day: date) -> list[Holding]:
    """The holdings that last at the end of a day."""
    return held_at(register, seq_at_end_of(register, day))


def posts_in(register: Register, scope: Scope) -> list[Post]:
    """The posts of a scope, in the register's order; raises `Malformed` for a scope that the register does not know."""
    within = tier_test(register, scope)
    return [post for post in register.posts.values() if within(post)]


def tier_test(register: Register, scope: Scope) -> Callable[[Post], bool]:
    """Whether a post is of the scope, as a function."""
    if scope is None or scope == "all":
        return lambda post: True
    tiers = {post.tier for post in register.posts.values()}
    if scope in tiers:
        return lambda post: post.tier == scope
    if scope == "frontbench":
        return lambda post: post.tier in FRONTBENCH
    if scope in (*FRONTBENCH, "party_officer", "pps"):
        return lambda post: False  # a tier of the schema that this register happens not to have
    known = ", ".join(sorted(tiers | {"frontbench", "all"}))
    raise Malformed(f'scope: found "{scope}", expected one of {known}')


def events_between(register: Register, a: date, z: date, events: Collection[str], scope: Scope) -> list[OfficeEvent]:
    """The entries of some kinds from `a` to `z`, both included, about posts of a scope."""
    known = register.types.begins | register.types.ends | register.types.no_effect
    for name in events:
        if name not in known:
            raise Malformed(f'events: found "{name}", expected one of {", ".join(sorted(known))}')
    within = tier_test(register, scope)
    return [
        event
        for event in register.events
        if a <= event.on <= z and event.event in events and within(register.posts[event.post])
    ]


def _cut(
    spells: Iterable[tuple[date, date | None]], begin: date, z: date, gone_on: date | None
) -> Iterable[tuple[date, date | None]]:
    for start, filled in spells:
        end = min((day for day in (filled, gone_on) if day is not None), default=None)
        start = max(start, begin)
        if start > z or (end is not None and end <= start):
            continue
        yield start, end if end is not None and end <= z else None


def _spell(start: date, end: date | None) -> Json:
    return {
        "from": start.isoformat(),
        "to": end.isoformat() if end else None,
        "days": (end - start).days if end else None,
    }


def _posts_by_person(register: Register, day: date, scope: Scope) -> dict[str, list[str]]:
    by_person: dict[str, list[str]] = {}
    for holding in _in_scope(register, scope, held_on(register, day)):
        by_person.setdefault(holding.person, []).append(holding.post)
    return {who: sorted(posts) for who, posts in by_person.items()}


def _in_scope(register: Register, scope: Scope, holdings: Iterable[Holding]) -> list[Holding]:
    within = tier_test(register, scope)
    return [holding for holding in holdings if within(register.posts[holding.post])]


def _of_post(register: Register, post: str, holdings: Iterable[Holding]) -> list[Holding]:
    _check_post(register, post)
    return [holding for holding in holdings if holding.post == post]


def _of_both(register: Register, person: str, post: str) -> list[Holding]:
    _check_person(register, person)
    return [holding for holding in _of_post(register, post, register.holdings) if holding.person == person]


def _persons(holdings: Iterable[Holding]) -> list[str]:
    return sorted({holding.person for holding in holdings})


def _check_post(register: Register, post: str) -> Post:
    if post not in register.posts:
        raise Malformed(f'post: found "{post}", which is none of the {len(register.posts)} posts of {register.id}')
    return register.posts[post]


def _check_person(register: Register, person: str) -> None:
    if person not in register.persons:
        raise Malformed(
            f'person: found "{person}", which is none of the {len(register.persons)} persons of {register.id}'
        )
