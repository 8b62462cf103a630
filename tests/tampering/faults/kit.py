"""What the corpus is written with: a list of faults, fresh elections to make them in, and the tools to change one
thing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.tampering.archive import Event, Json, write_archive
from tests.tampering.forge import Forge

HOLDS = 0
TIMESTAMP = 1467104400


@dataclass(frozen=True)
class Fault:
    """One archive of the corpus: its name, the check that names its fault, what is wrong, and how it is made.

    `since` is the name of another archive of the corpus, the older copy that it is compared with.
    """

    name: str
    check: int
    what: str
    base: str
    act: Callable[[Forge], bytes]
    since: str | None = None

    def make(self, base: str | None = None) -> bytes:
        """The archive, or the same fault in an election of another base."""
        return self.act(forge(base or self.base))


COLLECTED: dict[str, Fault] = {}
"""By name, so that a module that a test runner imports twice adds nothing."""


def fault(
    check: int, what: str, base: str = "ed25519", since: str | None = None
) -> Callable[[Callable[[Forge], bytes]], None]:
    """Put one archive on the list; its file is named after the function."""

    def put(act: Callable[[Forge], bytes]) -> None:
        name = f"{act.__name__.removesuffix('_')}{'' if base == 'ed25519' else '--' + base}"
        COLLECTED[name] = Fault(name, check, what, base, act, since)

    return put


def forge(base: str) -> Forge:
    """A fresh election: `ed25519`, `b2048` (with weights 2, 1, 3, 1), `mixed`, or `mixed-b2048` (not in the
    corpus)."""
    match base:
        case "mixed-b2048":
            return Forge("BELENIOS-2048", "mixed")
        case "b2048":
            return Forge("BELENIOS-2048", "single2", (2, 1, 3, 1))
        case "mixed":
            return Forge("Ed25519", "mixed")
        case _:
            return Forge("Ed25519", "single2")


def changed(value: Json, *path: str | int, to: Any) -> Json:
    """A copy of a JSON value with one place changed; `to` is the new value, or a function of the old one."""
    if not path:
        return to(value) if callable(to) else to
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = changed(value[path[0]], *path[1:], to=to)
    return copy


def without(value: Json, *path: str | int) -> Json:
    """A copy of a JSON value with one place removed."""
    *way, last = path
    return changed(value, *way, to=lambda part: {k: v for k, v in part.items() if k != last})


def plus_one(f: Forge) -> Callable[[str], str]:
    return lambda scalar: str((int(scalar) + 1) % f.group.q)


def twisted(f: Forge, element: str) -> str:
    """The element times the one of order 2: outside the group, and the same in every even power."""
    return f.group.write(f.group.multiply(f.read(element), f.group.order_2))


def in_order(f: Forge, entries: list[str]) -> list[str]:
    """Public credentials, with weights or without, in the group's order."""
    return sorted(entries, key=lambda entry: f.group.sort_key(entry.partition(",")[0]))


def tail(f: Forge) -> list[Event]:
    """All that follows the ballots of the honest election."""
    return [Event("EndBallots"), f.tally_event(), *f.decryptions(f.quorum), f.result_event()]


def with_ballot(f: Forge, ballot: Json | bytes, *, instead_of: int | None = None) -> bytes:
    """An open archive to which this ballot was added, or in which it stands in the place of another."""
    ballots: list[Json] = list(f.ballots)
    if instead_of is None:
        ballots.append(ballot)
    else:
        ballots[instead_of] = ballot
    return write_archive([f.setup(), *f.cast(ballots)])


def with_setup(f: Forge, **parts: Json) -> bytes:
    return write_archive([f.setup(**parts), *f.cast(), *tail(f)])


def honest(f: Forge) -> bytes:
    return write_archive(f.events())


def members(raw: bytes) -> list[bytes]:
    """An archive cut at its members."""
    cut, place = [], 0
    while place < len(raw):
        size = int(raw[place + 124 : place + 135], 8)
        end = place + 512 + size + -size % 512
        cut.append(raw[place:end])
        place = end
    return cut


def reheaded(member: bytes, place: int, new: bytes) -> bytes:
    """A member with some bytes of its tar header changed and the checksum made right again."""
    header = bytearray(member[:512])
    header[place : place + len(new)] = new
    header[148:156] = b" " * 8
    header[148:156] = f"{sum(header):06o}".encode() + b"\0 "
    return bytes(header) + member[512:]
