"""The third pass: the ballots that count, multiplied again (checks 15 to 17).

Of each credential the last ballot counts. Those ballots are read once more, in the order of the archive, and their
ciphertexts multiplied, each to the power of its credential's weight. The encrypted tally must be that, byte for byte:
then nobody added a vote, and no ballot was left out. What the tally says of its own size is compared too; other
programs do not look at it.

Source: Belenios specification, "Tallied ballots", "Encrypted tally".
"""

from comitia.canonical import sha256_hex
from comitia.errors import ComitiaError
from comitia.protocol.archive.reader import Entry
from comitia.protocol.election import ElectionContext
from comitia.protocol.group import Refused, refuse
from comitia.protocol.tally import EncryptedTally, TallyAccumulator, receive_encrypted_tally, receive_sized_tally
from comitia.scrutineer.ballots import NEVER, Cast, of_ballots, read_batches
from comitia.scrutineer.checks import ENCRYPTED_TALLY, OF_BALLOTS, OF_TALLY, TALLY_SIZE
from comitia.scrutineer.ledger import Ledger, Sitting
from comitia.scrutineer.record import Outline
from comitia.scrutineer.report import Outcome


def check_tally(
    outline: Outline, entry: Entry, cast: Cast, context: ElectionContext, sitting: Sitting
) -> EncryptedTally | None:
    """Compute the tally again and write down checks 15 and 16; gives the archive's own tally if it can be decrypted
    at all.

    Raises:
        OutOfOrder: the file changed while it was verified.
        KeyboardInterrupt: Ctrl-C.
    """
    ledger = sitting.ledger
    try:
        stated = receive_encrypted_tally(entry.data[0].content, context, threads=sitting.threads)
    except ComitiaError as fault:
        ledger.fails(ENCRYPTED_TALLY, f"{entry.name}, {fault}")
        ledger.rests_on(TALLY_SIZE, ENCRYPTED_TALLY)
        return None
    failed = next((check for check in OF_BALLOTS if ledger.has(check, Outcome.FAILS)), None)
    if failed is not None:
        for check in OF_TALLY:
            ledger.rests_on(check, failed)
        return stated
    computed = _add_up(outline, cast, context, sitting)
    if computed.render() == stated.raw:
        ledger.holds(ENCRYPTED_TALLY, f"of {of_ballots(computed.num_tallied)}, one for each credential that voted")
    else:
        ledger.fails(
            ENCRYPTED_TALLY,
            f"{entry.name}: found the tally {sha256_hex(stated.raw)[:16]}…, expected "
            f"{sha256_hex(computed.render())[:16]}…, the product of the {of_ballots(computed.num_tallied)} that count",
        )
    _check_size(entry, computed, ledger)
    return stated


def _add_up(outline: Outline, cast: Cast, context: ElectionContext, sitting: Sitting) -> TallyAccumulator:
    counted = sorted(position for position in cast.last if position != NEVER)
    accumulator = TallyAccumulator(context)
    meter = sitting.meter
    meter.begin("ballots added up", len(counted))
    for batch in read_batches(sitting.source, outline.ballots, counted):
        try:
            accumulator.add(batch, threads=sitting.threads, progress=meter.start_batch())
        except Refused as refused:
            refuse(refused.fault, "encrypted tally")
        meter.advance(len(batch))
    return accumulator


def _check_size(entry: Entry, computed: TallyAccumulator, ledger: Ledger) -> None:
    try:
        sized = receive_sized_tally(entry.payload)
    except ComitiaError as fault:
        ledger.fails(TALLY_SIZE, f"{entry.name}, {fault}")
        return
    if (sized.num_tallied, sized.total_weight) == (computed.num_tallied, computed.total_weight):
        ledger.holds(TALLY_SIZE, f"{of_ballots(sized.num_tallied)}, weight {sized.total_weight:,}")
        return
    ledger.fails(
        TALLY_SIZE,
        f"{entry.name}: found {of_ballots(sized.num_tallied)} of weight {sized.total_weight:,}, expected "
        f"{of_ballots(computed.num_tallied)} of weight {computed.total_weight:,}",
    )
