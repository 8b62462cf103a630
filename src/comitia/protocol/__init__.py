"""The secret ballot: the Belenios protocol, version 1: boxes and lists, added up unopened; ranks and grades, shuffled.

The specification is `doc/specification.tex` of the Belenios project at version 3.3.0; docstrings below cite its
sections by title. Whatever comes from outside enters through a `receive_*` function, which parses and checks; a value
in hand is a checked value. What acts with secrets (`prove`, `decrypt`) runs in Rust, in constant time; what is public
is checked there too, many at a time. The room knows no clause, no member and no web request.

In the order of the procedure:

| module | holds |
| --- | --- |
| `fields`, `group` | the shapes of JSON fields; groups, elements, proofs, and what the Rust core found wrong |
| `preference` | what the numbers of a ranked or graded answer mean, by the question's counting method |
| `question`, `election` | what is asked; the election record, its draft, its fingerprint |
| `credential` | the voters' private credentials, the public list with weights |
| `trustee` | a trustee's key, with its proof |
| `threshold` | k of n: certificates, channels, polynomials, verification (a folder, one file a step) |
| `trustees` | the list of trustees, their numbers as owners, the election's key |
| `ballot` | encrypt, prove, sign; verdicts on many ballots; trackers |
| `tally` | which ballots count; the encrypted tally and its size |
| `shuffle` | ranked ballots encrypted anew in another order, with proof, one trustee after another |
| `decryption` | partial decryptions, their owners, who has sent enough |
| `result` | the factors combined, the numbers found, the result record |
| `archive` | the file: records, events, order, a streaming reader, a writer that survives kills (a folder) |
| `board` | the setup; what an archive says; what the board accepts, in what order (a folder) |

To read an archive (all that a verifier needs, in this order):

    header, records = archive.reader.open_archive(stream)       # tar spelling, names against hashes
    for entry in archive.reader.read_entries(records):          # an event and its data; never more than one in memory
        archive.reader.check_link(entry, previous)              # parent, height
        archive.reader.check_payload(entry)                     # the data that its type has, referred to by hash
        order = order.follow(entry.event.type, entry.name)      # archive.order.Order(has_shuffles)

and by type of entry: `board.setup.receive_setup(entry)`, or its steps one by one (`election.receive_election`,
`trustees.receive_trustees`, `trustees.check_election_key`, `credential.receive_public_credentials`); ballots in batches
with `election.ElectionContext.verify_ballots`; `tally.receive_sized_tally` and `tally.receive_encrypted_tally`;
`shuffle.receive_owned_shuffle` and `shuffle.receive_shuffle`; `decryption.receive_owned`, `decryption.find_owner` and
`decryption.partial_decryption_fault`; `result.receive_result`.
"""

from typing import Final

from comitia.errors import NotSupported

__all__ = ["SPECIFICATION", "NotSupported"]

SPECIFICATION: Final = "Belenios specification 3.3.0, protocol version 1"
