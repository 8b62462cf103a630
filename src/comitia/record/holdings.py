"""Replaying events into holdings, and the state at any instant.

The state is everything up to one entry, in the total order `seq`. So a question about a day or a clock time is first
turned into the number of the last entry that counts for it:

- a day means its end: every entry dated up to that day;
- an instant on a day means every entry up to the last one of that day whose known time is not later, so that untimed
  entries count when a timed one after them does.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time

from comitia.errors import Invalid
from comitia.record.offices import EventTypes, Holding, OfficeEvent, Post, Register


class Clash(Invalid):
    """Two entries that cannot both be true: `first` stands above `second` in the register (None: there is no first)."""

    def __init__(self, message: str, first: OfficeEvent | None, second: OfficeEvent) -> None:
        super().__init__(message)
        self.first = first
        self.second = second


def replay(
    events: Iterable[OfficeEvent], posts: Mapping[str, Post], types: EventTypes, what: str = "register"
) -> tuple[Holding, ...]:
    """Turn events, in their order, into holdings in the order of their beginnings.

    Every event names a known post and a known type.

    Raises:
        Clash: a filled single post is filled again, somebody takes up what they hold already, leaves or is confirmed in
            what they do not hold, or takes up a post that is not in being.
    """
    begun: list[OfficeEvent] = []
    ended: dict[int, OfficeEvent] = {}  # by place in `begun`
    held: dict[str, dict[str, int]] = {post: {} for post in posts}  # post -> person -> place in `begun`
    latest: dict[str, OfficeEvent] = {}  # the last entry about a post, to name beside one that does not fit
    for event in events:
        holders = held[event.post]
        if event.event in types.begins:
            _check_begin(event, posts[event.post], {who: begun[place] for who, place in holders.items()}, what)
            holders[event.person] = len(begun)
            begun.append(event)
        elif event.person not in holders:
            raise _nothing_there(event, latest.get(event.post), event.event in types.ends, what)
        elif event.event in types.ends:
            ended[holders.pop(event.person)] = event
        latest[event.post] = event
    return tuple(Holding(event, ended.get(place)) for place, event in enumerate(begun))


def check_order(events: Sequence[OfficeEvent], what: str = "register") -> None:
    """Check that time runs forwards: numbers without a gap, dates never back, times never back on one day.

    Raises:
        Clash: the two neighbours that stand the wrong way round, or with entries missing between them.
    """
    timed: OfficeEvent | None = None  # the last entry of the day that has a time
    for above, below in zip((None, *events), events, strict=False):
        if above is not None and below.on < above.on:
            raise Clash(f"{what}: time runs backwards: {below} stands after {above}; put them in order", above, below)
        if above is None or below.on != above.on:
            timed = None
        if below.clock is not None:
            if timed is not None and timed.clock is not None and below.clock < timed.clock:
                raise Clash(
                    f"{what}: time runs backwards within a day: {below} stands after {timed}; put them in order",
                    timed,
                    below,
                )
            timed = below
        if above is not None and below.seq != above.seq + 1:
            raise Clash(
                f"{what}: seq runs {above.seq}, {below.seq}: {below} must follow {above} by one; "
                "an entry is missing, doubled or out of place",
                above,
                below,
            )


def seq_at_end_of(register: Register, day: date) -> int:
    """The number of the last entry dated up to this day; 0 when there is none."""
    return max((event.seq for event in register.events if event.on <= day), default=0)


def seq_at(register: Register, day: date, clock: time) -> int:
    """The number of the last entry that counts at a local time of a day."""
    before = max((event.seq for event in register.events if event.on < day), default=0)
    timed = (event.seq for event in register.events if event.on == day and event.clock and event.clock <= clock)
    return max(timed, default=before)


def held_at(register: Register, seq: int) -> list[Holding]:
    """The holdings that last just after entry `seq`, in the order of their beginnings."""
    return [holding for holding in register.holdings if holding.covers(seq)]


def _check_begin(event: OfficeEvent, post: Post, holders: Mapping[str, OfficeEvent], what: str) -> None:
    if event.person in holders:
        first = holders[event.person]
        raise Clash(f"{what}: {event}, but they hold it already by {first}; end that holding first", first, event)
    if post.single_holder and holders:
        first = next(iter(holders.values()))
        raise Clash(
            f"{what}: {event} fills a post for one holder that is still filled by {first}; end that holding first, "
            "or correct one of the two",
            first,
            event,
        )
    if (post.valid_from and event.on < post.valid_from) or (post.valid_to and event.on > post.valid_to):
        raise Clash(
            f"{what}: {event}, but that post exists only from {post.valid_from or 'of old'} to "
            f"{post.valid_to or 'today'}; correct the date of the entry or of the post",
            None,
            event,
        )


def _nothing_there(event: OfficeEvent, latest: OfficeEvent | None, is_end: bool, what: str) -> Clash:
    does = "ends a holding that never began" if is_end else "speaks of a holding that does not last"
    beside = f"the entry before it on that post is {latest}" if latest else "no entry above speaks of that post"
    return Clash(f"{what}: {event} {does}; {beside}. Add the beginning, or correct one of the two", latest, event)
