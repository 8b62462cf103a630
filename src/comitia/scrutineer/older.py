"""Check 21: nothing of an older copy has gone.

An archive can only grow, so an honest later copy begins with every byte of an earlier one. That is all that is
compared, and it is everything: what stood in the older copy stands in the newer, at its place, in its order. What an
archive shows of itself cannot replace this: a server that drops a ballot and chains the rest anew publishes an
archive that holds. Keep copies, and compare.

Source: Belenios specification, "Audit, during the voting phase", step 2.
"""

from typing import Final

from comitia.errors import ComitiaError
from comitia.scrutineer.checks import OLDER_COPY
from comitia.scrutineer.ledger import Ledger
from comitia.scrutineer.source import Source

_PIECE: Final = 1 << 20


def check_older_copy(source: Source, older: Source | None, ledger: Ledger) -> None:
    """Compare the two copies byte by byte and write down check 21."""
    if older is None:
        ledger.skips(OLDER_COPY, "no older copy was given; only one kept from before shows that a ballot has gone")
        return
    try:
        same, older_size, difference = _compare(source, older)
    except ComitiaError as fault:
        ledger.fails(OLDER_COPY, f"the copies could not be compared to their end: {fault}")
        return
    if difference is None:
        ledger.holds(OLDER_COPY, f"all {older_size:,} bytes of {older.path.name} stand at the beginning")
    elif difference == "short":
        ledger.fails(
            OLDER_COPY,
            f"the archive ends after {same:,} bytes and the older copy {older.path.name} goes on; "
            "something was taken from its end",
        )
    else:
        ledger.fails(
            OLDER_COPY,
            f"from byte {same:,} on the archive differs from the older copy {older.path.name}; "
            "something that was published before was removed or changed: keep both files",
        )


def _compare(source: Source, older: Source) -> tuple[int, int, str | None]:
    """(bytes that agree, bytes of the older copy read, how they differ: None, "short" or "changed")."""
    same = 0
    with source.open() as newer_bytes, older.open() as older_bytes:
        while True:
            expected = older_bytes.read(_PIECE)
            if not expected:
                return same, same, None
            found = newer_bytes.read(len(expected))
            if found == expected:
                same += len(expected)
                continue
            common = next(
                (place for place, (one, other) in enumerate(zip(found, expected, strict=False)) if one != other), None
            )
            if common is None:
                return same + len(found), same, "short"
            return same + common, same, "changed"
