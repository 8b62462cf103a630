"""Ranked and graded ballots, from the sorted tally to what the trustees decrypt (check 17).

The first shuffle is judged against the tally that the archive states (that this is the right one is check 15), each
next one against the outcome of the one before: so a shuffle that was removed, exchanged or put in from elsewhere
fails, however good its own proof is. Each shuffle has an owner in the list of trustees, and no trustee is there
twice: two shuffles of one trustee are worth one.

What the chain does not show is who made a shuffle: the protocol does not sign them. Each trustee can look for its own.

Source: Belenios specification, "Shuffles" and "Shuffle algorithms".
"""

from comitia.errors import ComitiaError
from comitia.protocol.archive.event import EventType
from comitia.protocol.shuffle import receive_owned_shuffle, receive_shuffle
from comitia.protocol.tally import EncryptedTally
from comitia.protocol.trustees import Trustees
from comitia.scrutineer.checks import ENCRYPTED_TALLY, SHUFFLES, TRUSTEES
from comitia.scrutineer.ledger import Sitting
from comitia.scrutineer.record import Outline


def check_shuffles(
    outline: Outline, trustees: Trustees | None, tally: EncryptedTally | None, sitting: Sitting
) -> EncryptedTally | None:
    """Follow the shuffles and write down check 17; gives what the last one handed on, None if one does not hold.

    Where there is no shuffle yet, the tally is what there is, and nothing is to be decrypted.
    """
    ledger, meter = sitting.ledger, sitting.meter
    if tally is None or trustees is None:
        ledger.rests_on(SHUFFLES, ENCRYPTED_TALLY if tally is None else TRUSTEES)
        return None
    entries = outline.entries(EventType.SHUFFLE)
    if not entries:
        ledger.skips(SHUFFLES, "no trustee has shuffled yet")
        return tally
    meter.begin("shuffles", len(entries))
    owners: list[int] = []
    for entry in entries:
        try:
            owner = receive_owned_shuffle(entry.payload, trustees, owners, entry.name)
            what = f"{entry.name}, trustee {owner.number}"
            tally = receive_shuffle(entry.data[0].content, tally, what, threads=sitting.threads)
        except ComitiaError as fault:
            ledger.fails(SHUFFLES, str(fault))
            return None
        owners.append(owner.number)
        meter.advance(1)
    ended = "" if outline.entries(EventType.END_SHUFFLES) else "; they are not ended yet"
    ledger.holds(SHUFFLES, _in_order(owners) + ended)
    return tally


def _in_order(owners: list[int]) -> str:
    names = [f"trustee {number}" for number in owners]
    return f"by {names[0]}" if len(names) == 1 else "by " + ", then ".join(names)
