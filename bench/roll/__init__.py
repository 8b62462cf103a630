"""The roll at the size of Labour's in 2016: 654,006 members.

The floor is Python's `csv.reader` going through the very file that the freeze reads, and keeping nothing. The freeze
reads it, checks its digest, decides on every member by columns, holds every decision against the plain reading of the
rule, and hashes the list of electors under a salt. Both are run in turn, in one process; the figures are the least and
the median.
"""

import csv
import datetime as dt
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.roll.members import RULE, write_members

MEMBERS, QUICK_MEMBERS, TURNS = 654_006, 65_400, 7


def run(quick: bool = False) -> None:
    """Print the figures of the roll."""
    from comitia.roll.folder import open_roll

    n = QUICK_MEMBERS if quick else MEMBERS
    with tempfile.TemporaryDirectory() as name:
        file, folder = Path(name) / "members.csv", Path(name) / "roll"
        write_members(file, n)
        print(f"roll: {n:,} members, {file.stat().st_size / 1e6:.0f} MB of CSV, 10 columns")
        took = _timed(lambda: take_in(file, folder))
        kept = folder / "0001-import" / "members.csv"
        reads: list[float] = []
        freezes: list[float] = []
        for _ in range(TURNS):
            reads.append(_timed(lambda: _go_through(kept)))
            freezes.append(_timed(lambda: freeze_once(folder)))
        entries = open_roll(folder)
        print(f"  import, every row checked, compared and written     {took:6.2f} s")
        print(f"  csv.reader, going through the file alone            {_figures(reads)}")
        print(f"  freeze: read, decide, prove equal, hash             {_figures(freezes)}")
        ratio = min(freezes) / min(reads)
        print(f"  freeze / csv.reader                                 {ratio:6.2f}     (goal: at most 0.50)")
        print(f"  largest memory of a process that freezes            {_memory(folder):6.0f} MiB (goal: under 1024)")
        assert len(entries) == 1


def take_in(file: Path, folder: Path) -> None:
    """Import the file, as `comitia roll import` does."""
    from comitia.roll import check_rows, receive_date_form, receive_mapping, receive_table
    from comitia.roll.keeping import Signed, import_members

    received = receive_table(file.read_bytes(), file.name)
    mapping = receive_mapping([f"{title}={title}" for title in received.header])
    intake = check_rows(received, mapping, receive_date_form("YYYY-MM-DD"), None)
    signed = Signed(dt.datetime(2016, 7, 12, tzinfo=dt.UTC), "bench")
    source = (file.name, received, mapping, "YYYY-MM-DD")
    import_members(folder, [], intake, source, dt.date(2016, 7, 12), signed)


def freeze_once(folder: Path) -> str:
    """Read, decide, prove and hash, as `comitia roll freeze` does before it writes; gives the digest."""
    from comitia.roll import commit, decide_electorate, electors_of, open_roll, receive_rules, render_electors
    from comitia.roll.keeping import load_roll

    roll = load_roll(open_roll(folder))
    rules, counts = receive_rules(RULE, "rule")
    decided = decide_electorate(roll, rules, counts, dt.date(2016, 7, 12))
    return commit(render_electors(electors_of(decided), [rule.section for rule in rules]), bytes(32))


def _go_through(file: Path) -> None:
    with file.open(newline="", encoding="utf-8") as lines:
        for _ in csv.reader(lines):
            pass


def _timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _figures(seconds: list[float]) -> str:
    return f"{min(seconds):6.3f} s   (median {statistics.median(seconds):.3f} s of {len(seconds)})"


def _memory(folder: Path) -> float:
    """Peak resident memory, in MiB, of a fresh process that freezes once."""
    code = (
        f"import sys; sys.path[:0] = {sys.path!r}\n"
        f"import bench.roll, pathlib\nbench.roll.print_memory(pathlib.Path({str(folder)!r}))"
    )
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(told.stdout)


def print_memory(folder: Path) -> None:
    """Freeze once and print the process's peak memory in MiB."""
    freeze_once(folder)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
