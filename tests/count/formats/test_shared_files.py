"""Every file of papers in the shared data is read, with as many papers as its list says."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from comitia.count import Papers
from comitia.count.formats import Source, receive

TABLES_OF_VOTES = {"votelib"}
OTHER_FORMS = (".nameq", ".widj", ".widj.gz")


def test_every_shared_file_of_papers_is_read(shared: Path) -> None:
    folder = shared / "ballots"
    read = 0
    for entry in json.loads((folder / "manifest.json").read_text())["datasets"]:
        files = entry["file"] if isinstance(entry["file"], list) else [entry["file"]]
        if entry["group"] in {"rctab", "concretestv", "tallies"}:
            continue
        for name in files:
            if name.endswith(OTHER_FORMS) or (entry["group"] in TABLES_OF_VOTES and name.endswith(".csv")):
                continue
            raw = (folder / name).read_bytes()
            papers = receive(Source(name, gzip.decompress(raw) if name.endswith(".gz") else raw))
            assert isinstance(papers, Papers)
            if entry.get("ballots"):
                assert papers.n == entry["ballots"], name
            if entry.get("candidates"):
                assert len(papers.candidates) == entry["candidates"], name
            read += 1
    assert read > 150
