"""The audit: all checks on one archive, in their order, in three passes over the file.

(1) The record: bytes, chain, order, and where everything stands. (2) The setup, then every ballot. (3) If there is a
tally: the ballots that count, added up again. Then what the trustees did and the result, which are short, and the
older copy if there is one. Memory holds one batch of ballots and some 40 bytes for each credential, however long the
archive is. The file must stay as it is meanwhile: verify a copy that nobody else writes to.

The audit believes nobody: it has the archive, it has no key and asks no server, and it shares no code with what acts
(the board, the count of the tally, the trustees' tools) above the level of single messages.

Source: Belenios specification, "Audit".
"""

from pathlib import Path

from comitia.canonical import Json, receive_json
from comitia.errors import ComitiaError
from comitia.protocol.archive.event import EventType
from comitia.protocol.election import Election, open_context
from comitia.protocol.group import compact_base64
from comitia.protocol.tally import EncryptedTally
from comitia.scrutineer.ballots import Cast, check_ballots
from comitia.scrutineer.checks import (
    CREDENTIALS,
    ELECTION,
    ENCRYPTED_TALLY,
    OF_BALLOTS,
    OF_OPENING,
    OF_SETUP,
    OF_TALLY,
    ORDER,
    SHUFFLES,
    TRUSTEES,
)
from comitia.scrutineer.decryption import Stated, check_decryptions
from comitia.scrutineer.ledger import Sitting
from comitia.scrutineer.meter import Meter
from comitia.scrutineer.older import check_older_copy
from comitia.scrutineer.record import Outline, read_record
from comitia.scrutineer.report import Report, Subject
from comitia.scrutineer.setup import SetupFound, check_setup
from comitia.scrutineer.shuffles import check_shuffles
from comitia.scrutineer.source import receive_source
from comitia.scrutineer.tally import check_tally


def audit(archive: Path, *, older: Path | None = None, threads: int = 1, meter: Meter | None = None) -> Report:
    """Verify an archive (plain or gzipped) from its bytes alone.

    `older` is a copy kept from before, of which nothing may have gone. `threads` is the width of the pool for the
    ballots, 0 for every core. `meter` may be polled from another thread.

    Raises:
        NotAnArchive: one of the files does not begin like an archive.
        NotSupported: the election is written for another version of the protocol, or in an unknown group.
        OutOfOrder: the file changed while it was verified.
        KeyboardInterrupt: Ctrl-C.
        OSError: a file cannot be read.
    """
    source = receive_source(archive)
    older_source = receive_source(older) if older is not None else None
    sitting = Sitting(source, threads, meter or Meter())
    ledger = sitting.ledger
    outline = read_record(sitting)
    if outline is None:
        for check in (*OF_SETUP, *OF_BALLOTS, *OF_TALLY, SHUFFLES, *OF_OPENING):
            ledger.rests_on(check, ORDER)
        check_older_copy(source, older_source, ledger)
        return Report(ledger.findings())
    found = check_setup(outline.setup, sitting)
    cast = _audit_ballots(outline, found, sitting)
    check_older_copy(source, older_source, ledger)
    election = found.election
    return Report(
        findings=ledger.findings(),
        subject=None if election is None else _subject(election),
        n_ballots=len(outline.ballots),
        n_counted=None if cast is None else cast.n_counted,
        result=_result_of(outline),
        fingerprints=(*found.fingerprints, *_tally_fingerprint(outline), ("last event", outline.last_event)),
    )


def _audit_ballots(outline: Outline, found: SetupFound, sitting: Sitting) -> Cast | None:
    """Everything from the ballots to the result: checks 8 to 20."""
    ledger, meter = sitting.ledger, sitting.meter
    if found.election is None or found.credentials is None:
        ground = ELECTION if found.election is None else CREDENTIALS
        for check in (*OF_BALLOTS, *OF_TALLY, SHUFFLES, *OF_OPENING):
            ledger.rests_on(check, ground)
        return None
    entries = found.credentials.entries
    meter.begin("credentials", len(entries))
    context = open_context(
        found.election, entries, credentials_checked=True, threads=sitting.threads, progress=meter.start_batch()
    )
    cast = check_ballots(outline.ballots, context, sitting)
    has_shuffles = not found.election.is_homomorphic
    if not has_shuffles:
        ledger.skips(SHUFFLES, "no question has ranks or grades")
    tallies = outline.entries(EventType.ENCRYPTED_TALLY)
    if not tallies:
        reason = "voting is open" if outline.is_open else "there is no tally yet"
        for check in (*OF_TALLY, *((SHUFFLES,) if has_shuffles else ()), *OF_OPENING):
            ledger.skips(check, reason)
        return cast
    tally = check_tally(outline, tallies[0], cast, context, sitting)
    if has_shuffles:
        shuffled = check_shuffles(outline, found.trustees, tally, sitting)
        if tally is not None and shuffled is None:
            for check in OF_OPENING:
                ledger.rests_on(check, SHUFFLES)
            return cast
        tally = shuffled
    _audit_opening(outline, found, tally, sitting)
    return cast


def _audit_opening(outline: Outline, found: SetupFound, tally: EncryptedTally | None, sitting: Sitting) -> None:
    """Checks 18 to 20, on the tally that the archive states, as the last shuffle left it."""
    ledger = sitting.ledger
    if found.election is None or found.credentials is None or found.trustees is None:
        for check in OF_OPENING:
            ledger.rests_on(check, TRUSTEES)
    elif tally is None:
        for check in OF_OPENING:
            ledger.rests_on(check, ENCRYPTED_TALLY)
    else:
        stated = Stated(found.election, found.trustees, tally, found.credentials.total_weight)
        check_decryptions(outline, stated, sitting)


def _subject(election: Election) -> Subject:
    return Subject(election.uuid, election.name, election.group.name, election.questions)


def _result_of(outline: Outline) -> Json:
    """The archive's own result array, as it stands there; None if there is none that can be read."""
    for entry in outline.entries(EventType.RESULT):
        try:
            value = receive_json(entry.payload, "result")
        except ComitiaError:
            return None
        result = value.get("result") if isinstance(value, dict) else None
        return result if isinstance(result, list) and _is_whole(result) else None
    return None


def _is_whole(value: Json) -> bool:
    """Whether a result is made of arrays, whole numbers and texts alone, as every result is, right or wrong."""
    if isinstance(value, list):
        return all(_is_whole(part) for part in value)
    return isinstance(value, int | str)


def _tally_fingerprint(outline: Outline) -> tuple[tuple[str, str], ...]:
    return tuple(
        ("encrypted tally", compact_base64(entry.data[0].content))
        for entry in outline.entries(EventType.ENCRYPTED_TALLY)
    )
