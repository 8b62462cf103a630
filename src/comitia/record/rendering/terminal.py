"""The views of a register on a terminal of 80 columns and more.

Colour only repeats what a word says: vacant is the word "vacant", an open date is the word "or". Long titles wrap;
ids are left to `--json`.
"""

from collections.abc import Iterable
from datetime import date

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from comitia.canonical import Json

TIERS = {
    "shadow_cabinet": "Shadow cabinet",
    "junior": "Junior posts",
    "whip": "Whips",
    "party_officer": "Party officers",
    "pps": "Private secretaries",
}


def print_day(view: Json, console: Console) -> None:
    """Who holds what on a day, tier by tier."""
    at = f" at {view['time']}" if view["time"] else ""
    vacant = len(view["vacant"])
    console.print(Text(view["title"], style="bold"))
    console.print(
        f"{day_words(view['date'])}{at or ', end of the day'}: {_n(view['persons'], 'person')}, "
        f"{_n(len(view['posts']), 'post')}, {vacant if vacant else 'none'} vacant"
    )
    if view["outside_window"]:
        console.print(
            Text("This day lies outside the register's window: what it says then is not complete.", style="bold")
        )
    for tier in dict.fromkeys(post["tier"] for post in view["posts"]):
        table = _table("Post", "Holder", "Since", title=TIERS.get(tier, tier.replace("_", " ").capitalize()))
        for post in view["posts"]:
            if post["tier"] == tier and (post["holders"] or post["vacant"]):
                names = [holder["name"] for holder in post["holders"]]
                since = [day_short(holder["since"]) for holder in post["holders"]]
                table.add_row(
                    post["title"],
                    Text("vacant", style="bold yellow") if post["vacant"] else "\n".join(names),
                    "\n".join(since),
                )
        if table.row_count:
            console.print()
            console.print(table)


def print_between(view: Json, console: Console) -> None:
    """Who is in, who is out."""
    console.print(Text(view["title"], style="bold"))
    console.print(f"Who is in, who is out: end of {day_words(view['a'])} to end of {day_words(view['z'])}")
    console.print(
        f"{_n(view['persons_a'], 'person')} then, {view['persons_z']} now: "
        f"{len(view['in'])} in, {len(view['out'])} out, {len(view['changed_posts'])} with other posts."
    )
    for key, mark, heading in (("in", "+", "In"), ("out", "−", "Out"), ("changed_posts", "~", "Other posts")):
        if not view[key]:
            continue
        table = _table("", "Person", "From" if key != "in" else "To", title=f"{heading}: {len(view[key])}")
        if key == "changed_posts":
            table.add_column("To")
        for row in view[key]:
            cells = {"in": [row["to"]], "out": [row["from"]], "changed_posts": [row["from"], row["to"]]}[key]
            table.add_row(mark, row["name"], *("\n".join(post["title"] for post in posts) for posts in cells))
        console.print()
        console.print(table)
    if view["vacant"]:
        console.print()
        console.print(
            f"Vacant at the end ({len(view['vacant'])}): " + "; ".join(post["title"] for post in view["vacant"])
        )
    _print_open(view["open_questions"], console)


def print_post(view: Json, console: Console) -> None:
    """The holders of one post."""
    console.print(Text(view["title"], style="bold"))
    being = [f"from {day_words(view['valid_from'])}"] if view["valid_from"] else []
    being += [f"no more from {day_words(view['valid_to'])}"] if view["valid_to"] else []
    holders = "one holder" if view["single_holder"] else "several holders"
    console.print(", ".join([holders, view["filled_by"].replace("_", " "), *being]))
    if view["note"]:
        console.print(f"Note: {view['note']}")
    console.print()
    console.print(_holdings(view["holdings"], "name", "Holder"))
    for spell in view["vacancies"]:
        until = f"to {day_short(spell['to'])}, {_n(spell['days'], 'day')}" if spell["to"] else "still"
        console.print(f"Vacant from {day_short(spell['from'])} {until}")
    _print_open(view["open_questions"], console)


def print_person(view: Json, console: Console) -> None:
    """The posts of one person."""
    console.print(Text(view["name"], style="bold"))
    facts = [
        view["party"],
        {"commons": "House of Commons", "lords": "House of Lords"}.get(view["chamber"], view["chamber"]),
    ]
    console.print(", ".join([fact for fact in facts if fact]) or "nothing further known")
    console.print()
    console.print(_holdings(view["holdings"], "title", "Post"))
    now = len(view["posts_now"])
    console.print(f"{_n(now, 'post') if now else 'No post'} at the end of {day_words(view['as_of'])}.")
    _print_open(view["open_questions"], console)


def day_words(day: str) -> str:
    """2016-06-28 as 28 June 2016."""
    value = date.fromisoformat(day)
    return f"{value.day} {value:%B %Y}"


def day_short(day: str) -> str:
    """2016-06-28 as 28 Jun 2016, in a column's even width."""
    return f"{date.fromisoformat(day):%d %b %Y}"


def _holdings(rows: Iterable[Json], subject: str, heading: str) -> RenderableType:
    table = _table(heading, "From", "To", "Days", "Ended by")
    table.columns[3].justify = "right"
    for row in rows:
        to = day_short(row["to"]) if row["to"] else "still"
        days = f"{row['days']:,}" if row["days"] is not None else ""
        table.add_row(row[subject], day_short(row["from"]), to, days, (row["ended_by"] or "").replace("_", " "))
    return table if table.row_count else Text("No holding is known.")


def _print_open(rows: list[Json], console: Console) -> None:
    if not rows:
        return
    lines: list[RenderableType] = [Text("Open questions", style="bold")]
    for row in rows:
        others = [day_words(other["date"]) if other["date"] else "a date not known" for other in row["or"]]
        sources = ", ".join(dict.fromkeys(other["source"] for other in row["or"]))
        what = f"{row['name']}, {row['event']}, {row['title']}"
        text = f"{what}: {day_words(row['date'])} or {' or '.join(others)} ({sources})"
        lines.append(Padding(Text(text), (0, 0, 0, 2)))
    console.print()
    console.print(Group(*lines))


def _table(*headings: str, title: str | None = None) -> Table:
    table = Table(box=None, pad_edge=False, title=title, title_justify="left", title_style="bold", header_style="dim")
    for heading in headings:
        is_date = heading in ("Since", "From", "To", "Days") and "Person" not in headings
        table.add_column(heading, no_wrap=is_date or heading == "", overflow="fold")
    return table


def _n(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
