"""The folder in which a secretary keeps the roll: one sub-folder an act, whole or not there, never changed afterwards.

```
roll/
  README.txt
  0001-import/     entry.json  members.csv  report.csv
  0002-import/     entry.json  members.csv  report.csv
  0003-freeze/     entry.json  electorate.csv  electors.txt  rule.json  salt.secret  declaration.json
  0004-claim/      entry.json
  0005-ruling/     entry.json  electors.txt
```

`entry.json` says what was done, with effect on which day (`on`), when it was written down (`at`), by whom, the
SHA-256 of every other file of the act, and the SHA-256 of the entry before it: the folder is a chain, and a changed,
missing or slipped-in file is found when the folder is opened. An act is written beside its place, synced and renamed,
so that a kill leaves it out altogether. Everything is for the owner's eyes alone (0700, 0600); what may be published
is `declaration.json`.

Every text cell of the CSV files is neutralised (`cells.py`). Member numbers, names and dates stand nowhere else.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comitia.canonical import receive_json, sha256_hex, sync_folder, write_whole
from comitia.errors import Invalid, Malformed, OutOfOrder

FORM = "comitia-roll/1"
README = """This folder is a roll kept with Comitia (`comitia roll --help`).

Each sub-folder is one act: an import, a freeze, a claim, a ruling. Keep the folder whole, copy it as a whole, and
change nothing in it: each act carries the digests of its files and of the act before it, and a change is found.

It holds personal data. What may be published of a freeze is its declaration.json. The salt.secret of a freeze goes to
the scrutineer and to nobody else.
"""
KINDS = ("import", "freeze", "claim", "ruling")
_NAME = re.compile(r"(\d{4,})-([a-z]+)")
_BESIDE = ".unfinished-"


@dataclass(frozen=True, slots=True)
class Entry:
    """One act as it stands in the folder. `content` is what it says of itself; `sha256` is that of `entry.json`."""

    number: int
    kind: str
    content: Mapping[str, Any]
    folder: Path
    sha256: str

    def read(self, name: str) -> bytes:
        """A file of the act, checked against the digest in its entry.

        Raises:
            Invalid: the file is not the one that was written, or is gone.
        """
        self.examine(name)
        return (self.folder / name).read_bytes()

    def check_nothing_beside(self) -> None:
        """Nothing lies in the act's folder that was not written with it.

        Raises:
            Invalid: something does.
        """
        beside = {child.name for child in self.folder.iterdir()} - {*self.content["files"], "entry.json"}
        if beside:
            raise Invalid(
                f"{self.folder / min(beside)}: was not written with the act; take it out, and ask who put it there"
            )

    def examine(self, name: str) -> None:
        """Check a file of the act against the digest in its entry.

        Raises:
            Invalid: it is not the one that was written, or is gone.
        """
        path = self.folder / name
        if name not in self.content["files"] or not path.is_file():
            raise Invalid(f"{path}: the act has no such file; restore the folder from its copy")
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != self.content["files"][name]:
                raise Invalid(f"{path}: not the file that was written with the act; restore it from a copy")


def open_roll(folder: Path) -> list[Entry]:
    """The acts of a roll in order, their chain checked. An empty or missing folder holds none.

    Raises:
        Malformed: a sub-folder that is no act, an entry that cannot be read.
        Invalid: an act is missing, or was changed after it was written.
    """
    if not folder.exists():
        return []
    if not folder.is_dir():
        raise Malformed(f"{folder}: expected a folder, found a file; a roll is kept in a folder of its own")
    entries: list[Entry] = []
    found = [child for child in folder.iterdir() if child.is_dir() and not child.name.startswith(".")]
    previous: str | None = None
    for child in sorted(found, key=lambda path: (_number_of(path), path.name)):
        match = _NAME.fullmatch(child.name)
        if not match or match[2] not in KINDS:
            raise Malformed(f"{child}: no act of a roll; expected 0001-import and so on. Is this the roll's folder?")
        expected = len(entries) + 1
        if int(match[1]) != expected:
            raise Invalid(
                f"{folder}: found act {int(match[1])}, expected act {expected}; one is missing or stands twice"
            )
        raw = (child / "entry.json").read_bytes() if (child / "entry.json").is_file() else b""
        content = receive_json(raw, f"{child.name}/entry.json")
        if not isinstance(content, dict) or content.get("form") != FORM or not isinstance(content.get("files"), dict):
            raise Malformed(f"{child.name}/entry.json: expected an entry of the form {FORM!r}")
        if (content.get("number"), content.get("kind")) != (expected, match[2]):
            raise Invalid(f"{child.name}/entry.json: says act {content.get('number')}, {content.get('kind')!r}")
        if content.get("previous") != previous:
            raise Invalid(
                f"{child.name}/entry.json: the entry before it is not the one it followed; something was changed. "
                "Compare the folder with its copy"
            )
        previous = sha256_hex(raw)
        entries.append(Entry(expected, match[2], content, child, previous))
    return entries


def append_entry(
    folder: Path, entries: list[Entry], kind: str, content: Mapping[str, Any], files: Mapping[str, bytes]
) -> Entry:
    """Write an act after the ones that were read, whole or not at all.

    `content` holds `on`, `at`, `by` and what the kind needs; the number, the files' digests and the chain are added
    here.

    Raises:
        OutOfOrder: another act was written meanwhile, or is being written now.
    """
    if not folder.exists():
        folder.mkdir(parents=True, mode=0o700)
        write_whole(folder / "README.txt", README.encode(), mode=0o600)
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OutOfOrder(
                f"{folder}: somebody is writing to this roll now; wait, and run the command again"
            ) from None
        if [entry.sha256 for entry in open_roll(folder)] != [entry.sha256 for entry in entries]:
            raise OutOfOrder(f"{folder}: an act was written since the roll was read; run the command again")
        return _write(folder, entries, kind, content, files)
    finally:
        os.close(lock)


def _write(
    folder: Path, entries: list[Entry], kind: str, content: Mapping[str, Any], files: Mapping[str, bytes]
) -> Entry:
    number = len(entries) + 1
    whole = {
        "form": FORM,
        "number": number,
        "kind": kind,
        **content,
        "files": {name: sha256_hex(raw) for name, raw in files.items()},
        "previous": entries[-1].sha256 if entries else None,
    }
    raw = json.dumps(whole, ensure_ascii=False, indent=1).encode() + b"\n"
    beside = Path(tempfile.mkdtemp(prefix=_BESIDE, dir=folder))
    place = folder / f"{number:04d}-{kind}"
    try:
        for name, part in {**files, "entry.json": raw}.items():
            _write_synced(beside / name, part)
        sync_folder(beside)
        beside.rename(place)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    sync_folder(folder)
    return Entry(number, kind, whole, place, sha256_hex(raw))


def _write_synced(path: Path, raw: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


def _number_of(path: Path) -> int:
    match = _NAME.fullmatch(path.name)
    return int(match[1]) if match else 0
