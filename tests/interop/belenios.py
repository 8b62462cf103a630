"""Driving Debian's `belenios-tool` 2.0, one command a method, in a folder of its own.

It reads and writes files whose names it fixes (`<uuid>.bel`, `trustees.json`, `public_creds.json` ...); a
`BeleniosTool` keeps one folder with one election. Exit code 0 is yes; on anything else the methods raise `Refused`
with what the program said. Two things that it does differently from the newer releases are known and stand in
`docs/protocol.md`: it derives credentials in another way (so that its users' private credentials are not ours, while
the public ones are), and its threshold keys have an older format.
"""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

TOOL = shutil.which("belenios-tool")


class Refused(Exception):
    """belenios-tool said no; the message is its own."""


class BeleniosTool:
    """One election in one folder."""

    def __init__(self, folder: Path, uuid: str, group: str = "BELENIOS-2048") -> None:
        self.folder = folder
        self.uuid = uuid
        self.group = group
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def archive(self) -> Path:
        return self.folder / f"{self.uuid}.bel"

    def put_archive(self, raw: bytes) -> None:
        """Put somebody's archive where the program looks for it."""
        self.archive.write_bytes(raw)

    # Setup.

    def generate_credentials(self, voters: list[str]) -> tuple[list[str], list[str]]:
        """(private credentials in the voters' order, public ones as it sorts them); a voter is `id` or
        `id,login,weight`."""
        (self.folder / "voters.txt").write_text("".join(f"{voter}\n" for voter in voters))
        self._run("setup", "generate-credentials", "--uuid", self.uuid, "--group", self.group, "--file", "voters.txt")
        (private,) = self.folder.glob("*.privcreds")
        (public,) = self.folder.glob("*.pubcreds")
        public.rename(self.folder / "public_creds.json")
        lines = private.read_text().splitlines()
        return [line.split(" ")[1] for line in lines], json.loads((self.folder / "public_creds.json").read_text())

    def generate_trustee_key(self) -> tuple[str, dict[str, Any]]:
        """(private key, public key with its proof)."""
        before = set(self.folder.glob("*.privkey"))
        self._run("setup", "generate-trustee-key", "--group", self.group)
        (private,) = set(self.folder.glob("*.privkey")) - before
        public = json.loads(private.with_suffix(".pubkey").read_text())
        return json.loads(private.read_text()), public

    def make_trustees(self, public_keys: list[dict[str, Any]]) -> bytes:
        """The list of trustees, who must all take part."""
        lines = "".join(json.dumps(key, separators=(",", ":")) + "\n" for key in public_keys)
        (self.folder / "public_keys.jsons").write_text(lines)
        self._run("setup", "make-trustees")
        return (self.folder / "trustees.json").read_bytes().rstrip(b"\n")

    def make_election(self, template: dict[str, Any]) -> bytes:
        """The election record, for the trustees that were made."""
        (self.folder / "template.json").write_text(json.dumps(template))
        self._run("setup", "make-election", "--uuid", self.uuid, "--group", self.group, "--template", "template.json")
        return (self.folder / "election.json").read_bytes().rstrip(b"\n")

    def init_archive(
        self, election: bytes | None = None, trustees: bytes | None = None, credentials: bytes | None = None
    ) -> None:
        """Begin the archive, with its own records or with somebody else's."""
        for name, raw in (("election", election), ("trustees", trustees), ("public_creds", credentials)):
            if raw is not None:
                path = self.folder / f"{name}.json"
                path.unlink(missing_ok=True)
                path.write_bytes(raw)
        self._run("archive", "init")

    def make_committee(self, size: int, threshold: int) -> dict[str, Any]:
        """A whole key ceremony in the older format: the threshold parameters, as published."""
        ceremony = ("setup", "generate-trustee-key-threshold", "--group", self.group)
        for _ in range(size):
            self._run(*ceremony, "--step", "1")
        keys = sorted(self.folder.glob("*.key"))
        (self.folder / "certs.jsons").write_bytes(b"".join(key.with_suffix(".cert").read_bytes() for key in keys))
        known = ("--certs", "certs.jsons")
        self._run(*ceremony, *known, "--step", "2")
        drawn = [
            self._run(*ceremony, *known, "--key", key.name, "--step", "3", "--threshold", str(threshold))
            for key in keys
        ]
        (self.folder / "polynomials.jsons").write_bytes(b"".join(drawn))
        known = (*known, "--polynomials", "polynomials.jsons")
        self._run(*ceremony, *known, "--step", "4")
        answers = [
            self._run(
                *ceremony, "--certs", "certs.jsons", "--key", key.name, "--step", "5",
                given=key.with_suffix(".vinput").read_bytes(),
            )
            for key in keys
        ]  # fmt: skip
        return json.loads(self._run(*ceremony, *known, "--step", "6", given=b"".join(answers)))  # type: ignore[no-any-return]

    # Voting and counting.

    def generate_ballot(self, private_credential: str, choices: list[list[int]]) -> bytes:
        """A ballot, from the archive as it stands in the folder."""
        (self.folder / "credential.txt").write_text(private_credential)
        (self.folder / "choices.json").write_text(json.dumps(choices))
        return self._run(
            "election", "generate-ballot", "--privcred", "credential.txt", "--ballot", "choices.json"
        ).rstrip(b"\n")

    def add_event(self, kind: str, *records: bytes) -> None:
        """Append an event; the records go before it, the last is its payload."""
        self._run("archive", "add-event", "--type", kind, given=b"".join(record + b"\n" for record in records))

    def compute_encrypted_tally(self) -> list[bytes]:
        """(the encrypted tally, its size), as records."""
        return self._run("election", "compute-encrypted-tally").splitlines()

    def shuffle(self, owner: int) -> list[bytes]:
        """(a shuffle of what the board holds now, whose it is), as records."""
        return self._run("election", "shuffle", "--trustee-id", str(owner)).splitlines()

    def decrypt(self, private_key: str, owner: int) -> list[bytes]:
        """(a partial decryption, whose it is), as records."""
        (self.folder / "key.privkey").write_text(json.dumps(private_key))
        return self._run("election", "decrypt", "--privkey", "key.privkey", "--trustee-id", str(owner)).splitlines()

    def compute_result(self) -> bytes:
        """The result record."""
        return self._run("election", "compute-result").rstrip(b"\n")

    # Judging.

    def verify(self) -> None:
        """All that it can verify of the archive in the folder."""
        said = self._run("election", "verify", "--dir", ".", keep_errors=True)
        if b"all checks passed" not in said:
            raise Refused(said.decode())

    def verify_diff(self, older: Path) -> None:
        """Whether the archive in the folder goes on from the one in the folder `older`."""
        self._run("election", "verify-diff", "--dir1", str(older), "--dir2", ".")

    def _run(self, *arguments: str, given: bytes = b"", keep_errors: bool = False) -> bytes:
        if TOOL is None:
            raise RuntimeError("belenios-tool is not installed")
        done = subprocess.run([TOOL, *arguments], cwd=self.folder, input=given, capture_output=True, timeout=600)
        if done.returncode != 0:
            raise Refused(f"belenios-tool {' '.join(arguments)}: {done.stderr.decode(errors='replace').strip()}")
        return done.stderr + done.stdout if keep_errors else done.stdout


def accepts(folder: Path, uuid: str, archive: bytes) -> str | None:
    """What the program has against an archive, or None: it accepts it."""
    tool = BeleniosTool(folder, uuid)
    tool.put_archive(archive)
    try:
        tool.verify()
    except Refused as refused:
        return str(refused)
    return None
