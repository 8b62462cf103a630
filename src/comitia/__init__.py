"""The democratic machinery of a member organisation, from motion to mandate.

The rooms, each of which can be read, tested and believed alone: `rulebook` reads a constitution and decides, `roll`
knows the members and freezes an electorate, `contest` carries nominations to a ballot paper, `protocol` keeps the
secret ballot (Belenios, version 1), `count` tells papers to a sheet, `record` holds the public facts, `scrutineer`
verifies everything again from public data alone. Who may import whom is a table in `ARCHITECTURE.md`, held by
import-linter.
"""

__version__ = "0.1.0"
