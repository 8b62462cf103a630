"""The secret ballot: how fast a ballot is verified, sealed and counted, in one run, beside two measures from outside.

The *floor* is the number of bare group operations that the verification of one ballot has (two exponentiations with
one commitment, a membership check, reading and writing an element), each timed alone in the same run on one thread. A
ratio below 1 means that the core shares work between the operations of a ballot. The other measure is
`belenios-tool`, where it is installed, on the very same archive.

Figures are the best of some turns, in wall-clock time; nothing else should run meanwhile.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.protocol import peer
from bench.protocol.elections import VOTES, Election, draw_up, publish, tally_of
from comitia._native import backend, floor_bench
from comitia.protocol.decryption import decrypt
from comitia.protocol.tally import receive_encrypted_tally

GROUPS = ("Ed25519", "BELENIOS-2048")
TURNS = 3


def run(*, quick: bool = False) -> None:
    """Print the figures of the protocol."""
    cut = 10 if quick else 1
    print(f"## protocol: curve arithmetic {backend()}, {os.cpu_count()} cores\n")
    _ballots(cut)
    _trustees()
    _archives(cut)
    _memory(cut)


def _ballots(cut: int) -> None:
    """Verify and encrypt, ballot by ballot, from JSON text to verdict."""
    print("verify, milliseconds a ballot (ballots/s)        one thread       two threads  gain   floor ratio   encrypt")
    for group in GROUPS:
        costs = floor_bench(group)
        for answers in VOTES:
            n = max(40, {"Ed25519": 2000, "BELENIOS-2048": 200}[group] // (1 if answers != "10" else 4) // cut)
            election = draw_up(group, answers, n)
            start = time.perf_counter()
            ballots = election.ballots(n, 1)
            sealed = (time.perf_counter() - start) / n
            one, two = (_best(partial(_verify, election, ballots, threads)) / n for threads in (1, 2))
            counts = election.context.operation_counts()
            floor = sum(costs[name] * count for name, count in counts.items()) / 1000
            print(
                f"  {group:14}{answers + ' answers':18}{_rate(one)}{_rate(two)}{one / two:6.2f}"
                f"{floor:8.2f}{one * 1000 / floor:6.2f}{sealed * 1000:10.2f}"
            )
    if peer.TOOL:
        seconds = peer.seconds_to_make_a_ballot("BELENIOS-2048")
        what = f"  belenios-tool {peer.version()}, generate-ballot, BELENIOS-2048, 2 + blank, the process"
        print(f"{what}{seconds * 1000:25.0f}")
    print()


def _trustees() -> None:
    """One trustee's partial decryption, with its proofs."""
    print("decrypt, milliseconds a tally, one trustee, one thread")
    for group in GROUPS:
        for answers in VOTES:
            election = draw_up(group, answers, 3)
            raw, _ = tally_of(election, election.ballots(3, 1))
            tally = receive_encrypted_tally(raw, election.context)
            seconds = _best(partial(decrypt, tally, election.secret_key))
            print(f"  {group:14}{answers + ' answers':18}{seconds * 1000:8.2f}")
    print()


def _archives(cut: int) -> None:
    """`comitia verify` of whole archives, every check, the whole process of the audit without its start."""
    print("whole archive, every check, 2 answers + blank: seconds (ballots/s)      one thread        two threads")
    for group, n in (("Ed25519", 1000), ("Ed25519", 10_000), ("BELENIOS-2048", 1000)):
        n //= cut
        with tempfile.TemporaryDirectory() as name:
            election = draw_up(group, "2 + blank", n)
            path = publish(election, election.ballots(n, 2), Path(name))
            one, two = (_audit(path, width)["seconds"] for width in (1, 2))
            print(f"  {group:14}{n:>7,} ballots{'':34}{one:8.2f} ({n / one:6.0f}){two:9.2f} ({n / two:6.0f})")
            if group == "BELENIOS-2048" and peer.TOOL:
                theirs = peer.seconds_to_verify(path)
                print(
                    f"  belenios-tool {peer.version()}, the same archive{'':22}{theirs:8.2f} ({n / theirs:6.0f})"
                    f"   ours on one thread: {theirs / one:.1f} times as fast"
                )
    print()


def _memory(cut: int) -> None:
    """The largest memory of an audit, at two sizes."""
    print("memory of an audit, Ed25519, 2 answers + blank, two threads: MiB at the start, at most")
    for n in (10_000 // cut, 100_000 // cut):
        with tempfile.TemporaryDirectory() as name:
            election = draw_up("Ed25519", "2 + blank", n)
            path = publish(election, election.ballots(n, 2), Path(name))
            size = path.stat().st_size / 1e6
            found = _audit(path, 2)
            print(
                f"  {n:>8,} ballots, {size:6.0f} MB of archive{found['before']:12.0f}{found['after']:8.0f}"
                f"{'':6}{found['seconds']:8.1f} s"
            )
    print()


def _verify(election: Election, ballots: list[bytes], threads: int) -> None:
    verdicts = election.context.verify_ballots(ballots, threads=threads)
    if any(verdict.fault is not None for verdict in verdicts):
        raise RuntimeError("a ballot of the bench does not hold")


def _audit(path: Path, threads: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.protocol.memory", str(path), str(threads)],
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    if found.pop("verdict") != "holds":
        raise RuntimeError(f"{path}: an archive of the bench does not hold")
    return dict(found)


def _best(act: Callable[[], object]) -> float:
    """Seconds of the fastest of some turns."""
    taken = []
    for _ in range(TURNS):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return min(taken)


def _rate(seconds: float) -> str:
    return f"{seconds * 1000:8.3f} ({1 / seconds:6.0f})"
