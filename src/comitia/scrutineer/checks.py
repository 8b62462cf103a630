"""The audit as a list: what is checked, in which order, and which sentence of which text asks for it.

The order is that of dependence: a check may rely on those above it and on nothing below. A fault is named by the first
check that fails, and every check is worded so that one kind of fault belongs to one of them:

- checks 1 to 3 look at the *record*: bytes, chain, order. Nothing is believed about an archive that fails here, and
  what stands below is then not applicable;
- checks 4 to 7 look at the *setup*: questions, keys, credentials;
- checks 8 to 14 look at the *ballots*, each in turn; a ballot that fails one of them is not looked at by the next;
- checks 15 to 20 follow the *count* from the ballots to the result, each step against what the archive states for it;
- check 21 needs a second, *older copy*: that nothing has gone can be seen from no single archive.

The numbers are stable.

>>> [check.number for check in CHECKS] == list(range(1, 22))
True
>>> BALLOT_PROOFS.number, BALLOT_PROOFS.name
(13, 'ballot proofs')

Source: Belenios specification 3.3.0, "Audit" and the sections that each check names; what other programs leave out is
told in `docs/protocol.md`.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Check:
    """One numbered check: its name, the sentence that holds when it holds, and where it is asked for."""

    number: int
    name: str
    part: str
    shows: str
    source: str


ARCHIVE: Final = Check(
    1, "archive", "the record",
    "the file is an archive to the last byte: exact headers, each record named by the hash of what it holds",
    "Public data",
)  # fmt: skip
CHAIN: Final = Check(
    2, "chain", "the record",
    "each event names the one before it, its own height and its records, and no record belongs to none",
    "Public data; Audit, during the voting phase",
)  # fmt: skip
ORDER: Final = Check(
    3, "order", "the record",
    "events come in the order of an election: nothing before its time, nothing twice, nothing after the result",
    "Public data, the table of events",
)  # fmt: skip
ELECTION: Final = Check(
    4, "election", "the setup",
    "the election names a known group, a key in it, and questions that can be answered",
    "Elections; Questions; Groups",
)  # fmt: skip
TRUSTEES: Final = Check(
    5, "trustees", "the setup",
    "each trustee proved knowledge of its key, and each shared key was made as the protocol says",
    "Trustees; Verification keys; Threshold parameters",
)  # fmt: skip
ELECTION_KEY: Final = Check(
    6, "election key", "the setup",
    "the key that ballots are encrypted with is the product of the trustees' keys, and nobody else's",
    "Filling in the trustees structure",
)  # fmt: skip
CREDENTIALS: Final = Check(
    7, "credentials", "the setup",
    "the credentials are in the group, sorted, each listed once, with a weight",
    "Credentials; Election setup",
)  # fmt: skip
BALLOT_FORM: Final = Check(
    8, "ballot form", "the ballots",
    "each ballot is the one exact spelling of an answer to every question",
    "Ballots; Encrypted answers; Conventions",
)  # fmt: skip
BALLOT_ELECTION: Final = Check(
    9, "ballot election", "the ballots",
    "each ballot was made for this election",
    "Ballots",
)  # fmt: skip
BALLOT_CREDENTIAL: Final = Check(
    10, "ballot credential", "the ballots",
    "each ballot carries a credential of the list",
    "Audit, during the voting phase",
)  # fmt: skip
BALLOT_ELEMENTS: Final = Check(
    11, "ballot elements", "the ballots",
    "each element of each ballot is in the group",
    "Groups",
)  # fmt: skip
BALLOT_SIGNATURE: Final = Check(
    12, "ballot signature", "the ballots",
    "each ballot was signed by the holder of its credential",
    "Signatures",
)  # fmt: skip
BALLOT_PROOFS: Final = Check(
    13, "ballot proofs", "the ballots",
    "each ballot holds a vote that its question allows, unknown as it is",
    "Proofs of interval membership, of possibly-blank votes, of list constraints, of non-zero",
)  # fmt: skip
BALLOT_REPLAY: Final = Check(
    14, "ballot replay", "the ballots",
    "no ballot stands in the archive twice",
    "Vote; Tallied ballots",
)  # fmt: skip
ENCRYPTED_TALLY: Final = Check(
    15, "encrypted tally", "the count",
    "the encrypted tally is the weighted product of the last ballot of each credential",
    "Encrypted tally; Audit, during and after the tally",
)  # fmt: skip
TALLY_SIZE: Final = Check(
    16, "tally size", "the count",
    "the tally states how many ballots it counts and how much they weigh",
    "Encrypted tally",
)  # fmt: skip
SHUFFLES: Final = Check(
    17, "shuffles", "the count",
    "each shuffle is a permutation of what came before it, and each is another trustee's",
    "Shuffles; Shuffle algorithms",
)  # fmt: skip
PARTIAL_DECRYPTIONS: Final = Check(
    18, "partial decryptions", "the count",
    "each partial decryption belongs to one trustee and is proved correct, or is not needed",
    "Partial decryptions",
)  # fmt: skip
QUORUM: Final = Check(
    19, "quorum", "the count",
    "the trustees that the keys call for have decrypted",
    "Election result",
)  # fmt: skip
RESULT: Final = Check(
    20, "result", "the count",
    "the result is what the tally decrypts to",
    "Election result; Audit, during and after the tally",
)  # fmt: skip
OLDER_COPY: Final = Check(
    21, "older copy", "over time",
    "the archive begins with every byte of the older copy: nothing has gone since",
    "Audit, during the voting phase, step 2",
)  # fmt: skip

OF_RECORD: Final = (ARCHIVE, CHAIN, ORDER)
OF_SETUP: Final = (ELECTION, TRUSTEES, ELECTION_KEY, CREDENTIALS)
OF_BALLOTS: Final = (
    BALLOT_FORM, BALLOT_ELECTION, BALLOT_CREDENTIAL, BALLOT_ELEMENTS, BALLOT_SIGNATURE, BALLOT_PROOFS, BALLOT_REPLAY,
)  # fmt: skip
OF_TALLY: Final = (ENCRYPTED_TALLY, TALLY_SIZE)
OF_OPENING: Final = (PARTIAL_DECRYPTIONS, QUORUM, RESULT)

CHECKS: Final = (*OF_RECORD, *OF_SETUP, *OF_BALLOTS, *OF_TALLY, SHUFFLES, *OF_OPENING, OLDER_COPY)
"""Every check, in the order in which they are made and told."""
