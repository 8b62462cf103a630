"""The corpus as a list: one function for each archive, each of which makes exactly one thing wrong.

The number of a fault is that of the check that must name it; every check above it holds. Archives with number 0 are
controls: nothing is wrong with them, however odd they look, and they must hold. A file is named after its function,
with the election that it was made in where that is not `ed25519`.
"""

from tests.tampering.faults import ballots, count, record, setup
from tests.tampering.faults.kit import COLLECTED, HOLDS, Fault, forge

FAULTS = sorted(COLLECTED.values(), key=lambda fault: fault.check)
"""In the order of the checks."""

__all__ = ["FAULTS", "HOLDS", "Fault", "ballots", "count", "forge", "record", "setup"]
