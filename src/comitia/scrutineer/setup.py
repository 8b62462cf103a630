"""The setup: election, trustees, key, credentials (checks 4 to 7).

Each is received through the same door as everywhere else; what the door refuses is the finding. The election must be
readable for the others to mean anything, but a fault in the trustees does not keep the credentials from being
checked.

Source: Belenios specification, "Elections", "Trustees", "Credentials", "Filling in the trustees structure".
"""

from dataclasses import dataclass

from comitia.errors import ComitiaError, NotSupported
from comitia.protocol.archive.reader import Entry
from comitia.protocol.board.setup import check_equal_weights
from comitia.protocol.credential import PublicCredentials, receive_public_credentials
from comitia.protocol.election import Election, receive_election
from comitia.protocol.group import compact_base64
from comitia.protocol.trustees import Trustees, check_election_key, receive_trustees
from comitia.scrutineer.checks import CREDENTIALS, ELECTION, ELECTION_KEY, TRUSTEES
from comitia.scrutineer.ledger import Ledger, Sitting


@dataclass(frozen=True, slots=True)
class SetupFound:
    """The parts of a setup; what did not hold is None."""

    election: Election | None = None
    trustees: Trustees | None = None
    credentials: PublicCredentials | None = None
    fingerprints: tuple[tuple[str, str], ...] = ()


def check_setup(entry: Entry, sitting: Sitting) -> SetupFound:
    """Receive the records of the Setup and write down checks 4 to 7.

    Raises:
        NotSupported: another version of the protocol, or an unknown group.
    """
    election_raw, trustees_raw, credentials_raw = (record.content for record in entry.data[:3])
    fingerprints = (
        ("election", compact_base64(election_raw)),
        ("trustees", compact_base64(trustees_raw)),
        ("credentials", compact_base64(credentials_raw)),
    )
    ledger = sitting.ledger
    election = _check_election(election_raw, entry.name, ledger)
    if election is None:
        for check in (TRUSTEES, ELECTION_KEY, CREDENTIALS):
            ledger.rests_on(check, ELECTION)
        return SetupFound(fingerprints=fingerprints)
    trustees = _check_trustees(trustees_raw, election, entry.name, ledger)
    credentials = _check_credentials(credentials_raw, election, entry.name, sitting)
    return SetupFound(election, trustees, credentials, fingerprints)


def _check_election(raw: bytes, where: str, ledger: Ledger) -> Election | None:
    try:
        election = receive_election(raw)
    except NotSupported:
        raise
    except ComitiaError as fault:
        ledger.fails(ELECTION, f"{where}, {fault}")
        return None
    n_questions = len(election.questions)
    ledger.holds(ELECTION, f"group {election.group.name}, {n_questions} question{'s' if n_questions > 1 else ''}")
    return election


def _check_trustees(raw: bytes, election: Election, where: str, ledger: Ledger) -> Trustees | None:
    try:
        trustees = receive_trustees(raw, election.group)
    except ComitiaError as fault:
        ledger.fails(TRUSTEES, f"{where}, {fault}")
        ledger.rests_on(ELECTION_KEY, TRUSTEES)
        return None
    ledger.holds(TRUSTEES, describe_trustees(trustees))
    try:
        check_election_key(election, trustees)
    except ComitiaError as fault:
        ledger.fails(ELECTION_KEY, f"{where}, {fault}")
    else:
        ledger.holds(ELECTION_KEY, "it is the product of the trustees' keys")
    return trustees


def _check_credentials(raw: bytes, election: Election, where: str, sitting: Sitting) -> PublicCredentials | None:
    ledger, meter = sitting.ledger, sitting.meter
    meter.begin("credentials", raw.count(b'"') // 2)
    try:
        credentials = receive_public_credentials(
            raw, election.group, threads=sitting.threads, progress=meter.start_batch()
        )
        check_equal_weights(election, credentials)
    except ComitiaError as fault:
        ledger.fails(CREDENTIALS, f"{where}, {fault}")
        return None
    n_credentials = len(credentials.entries)
    weights = f", weights {credentials.total_weight:,} in all" if credentials.is_weighted else ""
    ledger.holds(CREDENTIALS, f"{n_credentials:,} credential{'s' if n_credentials != 1 else ''}{weights}")
    return credentials


def describe_trustees(trustees: Trustees) -> str:
    """`2 mandatory; a committee of 3, of whom 2 suffice`."""
    n_single = sum(len(item.keys) == item.threshold == 1 for item in trustees.items)
    parts = [f"{n_single} mandatory"] if n_single else []
    parts += [
        f"a committee of {len(item.keys)}, of whom {item.threshold} suffice"
        for item in trustees.items
        if not len(item.keys) == item.threshold == 1
    ]
    return "; ".join(parts)
