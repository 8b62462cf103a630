"""The Setup: the three records that an election begins with, checked each by itself and against one another.

- the election record, whose key is
- the trustees' and no other's, and
- the list of public credentials, each once, in the group, sorted.

`setup_data` refers to the three by their hashes; a newer release may put a certificate of the credential authority
before it, which is carried and not judged.

Source: Belenios specification, "Elections" (setup data) and "Election setup".
"""

from dataclasses import dataclass, field

from comitia.canonical import render_json, sha256_hex
from comitia.errors import Malformed
from comitia.protocol.archive.reader import Entry
from comitia.protocol.credential import PublicCredentials, receive_public_credentials
from comitia.protocol.election import Election, ElectionContext, open_context, receive_election
from comitia.protocol.trustees import Trustees, check_election_key, receive_trustees


@dataclass(frozen=True, slots=True)
class Setup:
    """What an election begins with; `certificate` is the credential authority's, unread, if there is one."""

    election: Election
    trustees: Trustees
    credentials: PublicCredentials
    certificate: bytes | None = field(default=None, repr=False)

    def open_context(self, *, threads: int = 1) -> ElectionContext:
        """The election ready to make and check ballots."""
        return open_context(self.election, self.credentials.entries, credentials_checked=True, threads=threads)


def receive_setup(entry: Entry, *, threads: int = 1) -> Setup:
    """Read a Setup entry that has passed `check_payload`.

    Raises:
        Malformed, Invalid, NotSupported: one of its records does not hold, or the key is not the trustees'.
    """
    election, trustees, credentials, *others = (record.content for record in entry.data)
    return check_setup(election, trustees, credentials, others[0] if len(others) == 2 else None, threads=threads)


def check_setup(
    election_raw: bytes,
    trustees_raw: bytes,
    credentials_raw: bytes,
    certificate: bytes | None = None,
    *,
    threads: int = 1,
) -> Setup:
    """Read the three records and check that the election's key is the trustees'.

    Raises:
        Malformed, Invalid, NotSupported: as `receive_election`, `receive_trustees`, `receive_public_credentials`.
    """
    election = receive_election(election_raw)
    trustees = receive_trustees(trustees_raw, election.group)
    check_election_key(election, trustees)
    credentials = receive_public_credentials(credentials_raw, election.group, threads=threads)
    check_equal_weights(election, credentials)
    return Setup(election, trustees, credentials, certificate)


def check_equal_weights(election: Election, credentials: PublicCredentials) -> None:
    """Whether every voter weighs 1, where a question asks for ranks or grades: those are opened one by one, unweighted.

    Raises:
        Malformed: somebody does not.
    """
    if election.is_homomorphic or not credentials.is_weighted:
        return
    for number, entry in enumerate(credentials.entries, 1):
        weight = entry.partition(",")[2]
        if weight not in ("", "1"):
            raise Malformed(
                f"public credentials, entry {number}: found the weight {weight}, expected 1: the election has a "
                "question with ranks or grades, whose ballots are opened one by one and cannot be weighted"
            )


def render_setup_data(election_raw: bytes, trustees_raw: bytes, credentials_raw: bytes) -> bytes:
    """The record that refers to the three by their hashes."""
    return render_json(
        {
            "election": sha256_hex(election_raw),
            "trustees": sha256_hex(trustees_raw),
            "credentials": sha256_hex(credentials_raw),
        }
    )
