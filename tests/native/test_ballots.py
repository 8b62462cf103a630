"""Ballots: made here and by another program, sound and tampered; progress and stopping."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from typing import Any

import pytest

from comitia import _native

from .elections import CHOOSE_TWO, DIVISION, GROUPS, LISTS, VECTORS, context, make_election, vector

NAMES = sorted(path.stem for path in VECTORS.glob("*.json"))
CHOICES = [[0, 1, 0], [0, 1, 1], [[1, 0, 1], [0, 0]]]


@pytest.mark.parametrize("name", NAMES)
def test_every_ballot_of_the_other_program_is_valid_in_one_thread_and_in_two(name: str) -> None:
    ballots = [ballot.encode() for ballot in vector(name)["ballots"]]
    for threads in (1, 2, 0):
        verdicts = context(name).verify_ballots(ballots, threads=threads)
        assert [verdict.fault for verdict in verdicts] == [None] * len(ballots)
        assert [verdict.tracker for verdict in verdicts] == vector(name)["trackers"]
    published = vector(name)["credentials"]
    for verdict in verdicts:
        assert verdict.number is not None
        y, _, weight = published[verdict.number].partition(",")
        assert (verdict.credential, verdict.weight) == (y, int(weight or 1))


@pytest.mark.parametrize("name", NAMES)
def test_every_tampered_ballot_fails_at_its_own_check(name: str) -> None:
    for tampered in vector(name)["tampered"]:
        fault = context(name).verify_ballot(tampered["raw"].encode()).fault
        assert fault is not None and fault.check == tampered["check"], (tampered["what"], fault)
        assert fault.message.startswith(fault.what)


@pytest.mark.parametrize("name", GROUPS)
def test_a_ballot_made_here_is_valid_and_a_touched_one_is_not(name: str) -> None:
    made = make_election(name, [DIVISION, CHOOSE_TWO, LISTS])
    raw = made.context.make_ballot(made.credentials[0].secret(), CHOICES)
    assert made.context.verify_ballot(raw).fault is None
    assert made.context.make_ballot(made.credentials[0].secret(), CHOICES) != raw
    for at in range(0, len(raw), len(raw) // 17):
        touched = raw[:at] + (b"2" if raw[at : at + 1] == b"1" else b"1") + raw[at + 1 :]
        assert made.context.verify_ballot(touched).fault is not None, at
    other = make_election(name, [DIVISION, CHOOSE_TWO, LISTS])
    assert getattr(other.context.verify_ballot(raw).fault, "check", None) == "election"


@pytest.mark.parametrize(
    "choices",
    [
        [[0, 0, 0], [0, 0, 0], [[1, 1, 0], [0, 0]]],  # neither blank nor min
        [[1, 1, 0], [0, 0, 0], [[1, 1, 0], [0, 0]]],  # blank and an answer
        [[0, 1, 1], [0, 0, 0], [[1, 1, 0], [0, 0]]],  # above max
        [[0, 2, -1], [0, 0, 0], [[1, 1, 0], [0, 0]]],  # sums to one
        [[0, 1, 0], [1, 1, 1], [[1, 1, 0], [0, 0]]],
        [[0, 1, 0], [0, 0, 0], [[1, 0, 0], [0, 0]]],  # a list without a candidate
        [[0, 1, 0], [0, 0, 0], [[1, 1, 0], [0, 1]]],  # a candidate of another list
        [[0, 1, 0], [0, 0, 0], [[1, 1, 0], [1, 1]]],  # two lists
        [[0, 1, 0], [0, 0, 0], [1, 1, 0]],
        [[0, 1, 0], [[0, 0, 0]], [[1, 1, 0], [0, 0]]],
        [[0, 1], [0, 0, 0], [[1, 1, 0], [0, 0]]],
        [[0, 1, 0], [0, 0, 0]],
    ],
)
def test_choices_that_the_question_does_not_allow_are_refused(choices: Any) -> None:
    made = make_election("Ed25519", [DIVISION, CHOOSE_TWO, LISTS])
    with pytest.raises(_native.Refused) as refused:
        made.context.make_ballot(made.credentials[0].secret(), choices)
    assert refused.value.fault.check == "choice"


def test_a_credential_of_another_group_is_the_callers_mistake() -> None:
    made = make_election("Ed25519", [DIVISION])
    foreign = _native.SecretScalar.generate(_native.Group("BELENIOS-2048"))
    with pytest.raises(ValueError, match="another group"):
        made.context.make_ballot(foreign, [[0, 1, 0]])


def test_bytes_that_are_no_ballot_have_a_tracker_and_a_fault() -> None:
    for raw in [b"", b"{}", b"null", b"\xff\xfe", b"[" * 100_000, b'{"election_uuid":"x"}' * 3]:
        verdict = context("t-ed25519-h").verify_ballot(raw)
        assert verdict.fault is not None and verdict.fault.kind == "malformed"
        assert len(verdict.tracker) == 43
        assert verdict.number is None


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ({"version": 2}, "version"),
        ({"version": None}, "version"),
        ({"group": "P-256"}, "group"),
        ({"uuid": "short"}, "uuid"),
        ({"uuid": "0OIl0OIl0OIl0OIl"}, "uuid"),
        ({"public_key": "7" + "f" * 61 + "ec"}, "public_key"),
        ({"public_key": "0" * 63 + "1"}, "public_key"),
        ({"public_key": 7}, "shape"),
        ({"questions": None}, "shape"),
        ({"questions": [{"answers": [], "min": 0, "max": 0, "question": ""}]}, "question"),
        ({"questions": [{"answers": ["A"], "min": 1, "max": 2, "question": ""}]}, "question"),
        ({"questions": [{"answers": ["A"], "min": 0.5, "max": 1, "question": ""}]}, "question"),
        ({"questions": [{"type": "Approval", "value": {}}]}, "question"),
    ],
)
def test_each_fault_of_an_election_has_its_name(change: dict[str, object], check: str) -> None:
    election = json.loads(vector("t-ed25519-h")["election"]) | change
    with pytest.raises(_native.Refused) as refused:
        _native.ElectionContext(json.dumps(election).encode())
    assert refused.value.fault.check == check


def test_a_ranked_question_in_the_group_without_embedding_is_refused() -> None:
    election = json.loads(vector("t-b2048-h-v20")["election"])
    election["questions"] = [{"type": "NonHomomorphic", "value": {"answers": ["A", "B"], "question": ""}}]
    with pytest.raises(_native.Refused, match="BELENIOS-2048") as refused:
        _native.ElectionContext(json.dumps(election).encode())
    assert refused.value.fault.check == "question"


def test_a_context_refuses_what_its_credentials_break() -> None:
    raw, published = vector("t-ed25519-h")["election"].encode(), vector("t-ed25519-h")["credentials"]
    for wrong, check in [(published[::-1], "order"), ([*published, published[0]], "duplicate"), (["x"], "canonical")]:
        with pytest.raises(_native.Refused) as refused:
            _native.ElectionContext(raw, wrong)
        assert refused.value.fault.check == check
    with pytest.raises(_native.Refused) as refused:
        _native.ElectionContext(raw, [*published, published[0]], credentials_checked=True)
    assert refused.value.fault.check == "duplicate"


def test_progress_counts_every_ballot() -> None:
    ballots = [ballot.encode() for ballot in vector("t-ed25519-h")["ballots"]] * 10
    progress = _native.Progress()
    context("t-ed25519-h").verify_ballots(ballots, threads=2, progress=progress)
    assert (progress.done, progress.total, progress.is_cancelled) == (len(ballots), len(ballots), False)


def test_another_thread_can_watch_and_stop_a_long_call() -> None:
    """20,000 ballots would take seconds; the watcher stops the call after the first few."""
    ballots = [vector("t-ed25519-h")["ballots"][0].encode()] * 20_000
    progress = _native.Progress()

    def watch() -> None:
        while progress.done < 3:
            time.sleep(0.001)
        progress.cancel()

    watcher = threading.Thread(target=watch)
    watcher.start()
    with pytest.raises(_native.Refused) as refused:
        context("t-ed25519-h").verify_ballots(ballots, threads=2, progress=progress)
    watcher.join()
    assert refused.value.fault.check == "cancelled"
    assert 3 <= progress.done < 20_000


@pytest.mark.skipif(os.name == "nt", reason="SIGINT is sent as POSIX does")
def test_control_c_stops_a_long_call() -> None:
    program = textwrap.dedent(
        """
        import json, sys
        from comitia import _native
        vector = json.loads(open(sys.argv[1]).read())
        context = _native.ElectionContext(vector["election"].encode(), vector["credentials"])
        print("ready", flush=True)
        try:
            context.verify_ballots([vector["ballots"][0].encode()] * 400_000, threads=2)
        except KeyboardInterrupt:
            print("interrupted", flush=True)
        """
    )
    arguments = [sys.executable, "-c", program, str(VECTORS / "t-ed25519-h.json")]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        started = time.monotonic()
        assert process.stdout.readline() == "interrupted\n"
        assert time.monotonic() - started < 5
        assert process.wait(timeout=10) == 0


def test_the_operations_of_the_floor_are_those_of_the_paper_count() -> None:
    """Two answers and blank: 21 commitments, 6 elements to check, as counted by hand from the specification."""
    counts = make_election("Ed25519", [DIVISION], voters=1).context.operation_counts()
    assert counts == {"commit": 21, "decode": 7, "encode": 21, "member": 6}
    assert set(_native.floor_bench("Ed25519", milliseconds=10)) == {"commit", "decode", "encode", "fixed", "member"}
