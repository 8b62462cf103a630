"""What `comitia register show` shows, as plain JSON values: a day, two days compared, a post, a person.

A view repeats nothing that it does not say on its face: ids with their titles and names, dates with their entries' open
questions beside them. The terminal, the site and a script read the same view.
"""

from collections.abc import Callable, Iterable
from datetime import date, time

from comitia.canonical import Json
from comitia.record import answers
from comitia.record.doubt import open_dates
from comitia.record.holdings import held_at, seq_at, seq_at_end_of
from comitia.record.offices import Holding, Post, Register


def view_day(register: Register, day: date, clock: time | None = None, scope: answers.Scope = None) -> Json:
    """Who holds what at the end of a day, or at a local time of it; posts in the register's order.

    A post for one holder without one is `vacant`; one for several just has no holders.
    """
    cut = seq_at_end_of(register, day) if clock is None else seq_at(register, day, clock)
    held = held_at(register, cut)
    posts = [_post_on(register, post, held, day) for post in answers.posts_in(register, scope)]
    posts = [post for post in posts if post is not None]
    return {
        "register": register.id,
        "title": register.title,
        "date": day.isoformat(),
        "time": f"{clock:%H:%M}" if clock else None,
        "scope": scope,
        "persons": len({holder["person"] for post in posts for holder in post["holders"]}),
        "vacant": sorted(post["post"] for post in posts if post["vacant"]),
        "posts": posts,
        "outside_window": not register.from_on <= day <= register.to_on,
    }


def view_between(register: Register, a: date, z: date, scope: answers.Scope = None) -> Json:
    """Who is in, who is out between the ends of two days, with the posts that were left and taken up."""
    ids = answers.in_out(register, a, z, scope)
    within = answers.tier_test(register, scope)
    then, now = (
        [holding for holding in answers.held_on(register, day) if within(register.posts[holding.post])]
        for day in (a, z)
    )
    changes = {
        name: [
            {
                "person": person,
                "name": register.name(person),
                "from": _posts_of(register, person, then),
                "to": _posts_of(register, person, now),
            }
            for person in ids[name]
        ]
        for name in ("in", "out", "changed_posts")
    }
    vacant = answers.vacancies(register, z, scope)
    return {
        "register": register.id,
        "title": register.title,
        "a": a.isoformat(),
        "z": z.isoformat(),
        "scope": scope,
        "persons_a": answers.size(register, a, scope),
        "persons_z": answers.size(register, z, scope),
        **changes,
        "vacant": [{"post": post, "title": register.posts[post].title} for post in vacant],
        "open_questions": _open(register, lambda row: a.isoformat() <= row["date"] <= z.isoformat(), scope),
    }


def view_post(register: Register, post: str) -> Json:
    """One post: its holders in order, the spells without one, and what is undecided about it."""
    spells = answers.vacancy_spells(register, post, register.from_on, register.to_on)  # refuses an unknown post
    subject = register.posts[post]
    holdings = [holding for holding in register.holdings if holding.post == post]
    return {
        "register": register.id,
        "post": post,
        "title": subject.title,
        "tier": subject.tier,
        "filled_by": subject.filled_by,
        "single_holder": subject.single_holder,
        "valid_from": subject.valid_from.isoformat() if subject.valid_from else None,
        "valid_to": subject.valid_to.isoformat() if subject.valid_to else None,
        "note": subject.note,
        "holdings": [_holding(register, holding) for holding in holdings],
        "vacancies": spells,
        "open_questions": _open(register, lambda row: row["post"] == post, None),
    }


def view_person(register: Register, person: str) -> Json:
    """One person: every holding in order, and what is undecided about them."""
    now = answers.posts_of(register, person, register.to_on)  # refuses an unknown person
    subject = register.persons[person]
    return {
        "register": register.id,
        "person": person,
        "name": subject.name,
        "chamber": subject.chamber,
        "party": subject.party,
        "identifiers": dict(subject.identifiers),
        "as_of": register.to_on.isoformat(),
        "posts_now": now,
        "holdings": [_holding(register, holding) for holding in register.holdings if holding.person == person],
        "open_questions": _open(register, lambda row: row["person"] == person, None),
    }


def _post_on(register: Register, post: Post, held: Iterable[Holding], day: date) -> Json:
    holders = [holding for holding in held if holding.post == post.id]
    if not holders and not post.exists_on(day):
        return None
    return {
        "post": post.id,
        "title": post.title,
        "tier": post.tier,
        "holders": [
            {
                "person": holding.person,
                "name": register.name(holding.person),
                "since": holding.from_on.isoformat(),
                "days": (day - holding.from_on).days,
            }
            for holding in sorted(holders, key=lambda holding: holding.person)
        ],
        "vacant": post.single_holder and not holders,
    }


def _holding(register: Register, holding: Holding) -> Json:
    sources = [*holding.begun.source, *(holding.ended.source if holding.ended else ())]
    return {
        "person": holding.person,
        "name": register.name(holding.person),
        "post": holding.post,
        "title": register.posts[holding.post].title,
        "from": holding.from_on.isoformat(),
        "begun_by": holding.begun.event,
        "to": holding.to_on.isoformat() if holding.to_on else None,
        "ended_by": holding.ended.event if holding.ended else None,
        "days": holding.n_days,
        "sources": list(dict.fromkeys(sources)),
    }


def _posts_of(register: Register, person: str, held: Iterable[Holding]) -> list[Json]:
    posts = sorted(holding.post for holding in held if holding.person == person)
    return [{"post": post, "title": register.posts[post].title} for post in posts]


def _open(register: Register, is_wanted: Callable[[Json], bool], scope: answers.Scope) -> list[Json]:
    within = answers.tier_test(register, scope)
    return [
        {**row, "name": register.name(row["person"]), "title": register.posts[row["post"]].title}
        for row in open_dates(register)
        if is_wanted(row) and within(register.posts[row["post"]])
    ]
