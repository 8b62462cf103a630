"""The scrutineer: everything verified again, from public data alone.

A scrutineer has the archive of an election and trusts nobody: not the server that published it, not the trustees, not
whoever wrote the program that made it. `audit` makes the numbered checks of `scrutineer.checks` on one archive and
gives a `Report`: for each check whether it holds, fails, or does not apply, and why.

| module | holds |
| --- | --- |
| `checks` | the list: number, name, what is shown, the section of the specification that asks for it |
| `report`, `ledger`, `meter` | findings and verdict; the sheet on which they are written; how far the audit has come |
| `source` | opening a file: is it an archive, can this release verify it |
| `record` | pass 1: bytes, chain, order (checks 1 to 3) |
| `setup` | election, trustees, key, credentials (4 to 7) |
| `ballots` | pass 2: every ballot (8 to 14) |
| `tally` | pass 3: the ballots that count, added up (15, 16) |
| `shuffles` | every shuffle, from the sorted tally to what is decrypted (17) |
| `decryption` | what the trustees did, the result (18 to 20) |
| `older` | nothing of an older copy has gone (21) |
| `procedure` | all of these, in order |
| `recount` | ranked and graded ballots counted again, once everything holds |

What an archive cannot show: that every ballot was cast as its voter meant it (each voter checks their tracker), that
the credentials went to the right people (the credential authority answers for it), and that nothing was removed
before you first looked (keep a copy, and give it as `older` next time).
"""

from comitia.scrutineer.meter import Meter
from comitia.scrutineer.procedure import audit
from comitia.scrutineer.report import Finding, Outcome, Report
from comitia.scrutineer.source import NotAnArchive

__all__ = ["Finding", "Meter", "NotAnArchive", "Outcome", "Report", "audit"]
