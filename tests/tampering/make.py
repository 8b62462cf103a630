"""Make the corpus anew: `python -m tests.tampering.make` from the root of the project.

Everything is drawn from a fixed seed, so that a second run writes the same bytes. It writes `corpus/<fault>.bel.gz`,
the secrets of the three honest elections that the faults were made in (`secrets/`), and the table in `README.md`.
"""

import gzip
import json
from pathlib import Path

from tests.tampering.faults import FAULTS, HOLDS, forge

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
SECRETS = HERE / "secrets"

_TABLE = "<!-- table -->"


def pack(raw: bytes) -> bytes:
    """The archive gzipped, without a time or a name, so that the same bytes come out each time."""
    return gzip.compress(raw, 9, mtime=0)


def table() -> str:
    """Archive, check, fault: the table of `README.md`."""
    lines = ["| archive | check | what is wrong |", "| --- | --- | --- |"]
    for fault in FAULTS:
        check = "holds" if fault.check == HOLDS else str(fault.check)
        since = f" (with `--since` {fault.since})" if fault.since else ""
        lines.append(f"| `{fault.name}` | {check} | {fault.what}{since} |")
    return "\n".join(lines)


def main() -> None:
    """Write the corpus, the secrets and the table."""
    CORPUS.mkdir(exist_ok=True)
    SECRETS.mkdir(exist_ok=True)
    for old in CORPUS.glob("*.bel.gz"):
        old.unlink()
    for fault in FAULTS:
        (CORPUS / f"{fault.name}.bel.gz").write_bytes(pack(fault.make()))
    for base in ("ed25519", "b2048", "mixed"):
        (SECRETS / f"{base}.json").write_text(json.dumps(forge(base).secrets, indent=1) + "\n")
    write_table()
    print(f"{len(FAULTS)} archives in {CORPUS}")


def write_table() -> None:
    """Put the table into `README.md`."""
    readme = HERE / "README.md"
    before = readme.read_text().partition(_TABLE)[0]
    readme.write_text(f"{before}{_TABLE}\n{table()}\n")


if __name__ == "__main__":
    main()
