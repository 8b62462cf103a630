"""Shuffles with one thing wrong, each of which must fail at the shuffle's check (17) and at nothing before it.

The archive is another program's (belenios-tool 3.3.0, `fixtures/t-ed25519-nh`): two shuffles of four ballots. One of
its shuffles is changed and the chain made anew around it, so that everything else is as it was.
"""

import gzip
import io
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from comitia.protocol.archive.reader import Entry, open_archive, read_entries
from comitia.scrutineer import audit
from tests.tampering.archive import Event, compact, sha256, write_archive

BASE = Path(__file__).parent / "fixtures" / "t-ed25519-nh.bel.gz"

Q = 2**252 + 27742317777372353535851937790883648493
NEUTRAL = "0" * 63 + "1"
ORDER_2 = "7f" + "f" * 60 + "ec"
GENERATOR = "66" * 31 + "66"


@cache
def entries() -> tuple[Entry, ...]:
    _, records = open_archive(io.BytesIO(gzip.decompress(BASE.read_bytes())))
    return tuple(read_entries(records))


def rebuilt(change: Callable[[list[Any]], None]) -> bytes:
    """The archive with its shuffles changed: `change` is given [[owner, shuffle], ...], parsed, in their order."""
    shuffles = [
        [json.loads(entry.payload)["owner"], json.loads(entry.data[0].content)]
        for entry in entries()
        if entry.event.type.value == "Shuffle"
    ]
    change(shuffles)
    events: list[Event] = []
    for entry in entries():
        kind = entry.event.type.value
        if kind != "Shuffle":
            events.append(Event(kind, tuple(record.content for record in entry.data)))
        if kind == "EncryptedTally":
            for owner, shuffle in shuffles:
                raw = compact(shuffle)
                events.append(Event("Shuffle", (raw, compact({"owner": owner, "payload": sha256(raw)}))))
    header, _ = open_archive(io.BytesIO(gzip.decompress(BASE.read_bytes())))
    return write_archive(events, header.time)


def bumped(scalar: str) -> str:
    return str((int(scalar) + 1) % Q)


def swapped(row: list[Any]) -> None:
    row[0], row[1] = row[1], row[0]


T, S, C, HAT = range(4)
"""The four parts of a proof: commitments, responses, commitments to the permutation, chained ones."""


def proof(shuffles: list[Any], which: int) -> Any:
    return shuffles[which][1]["proofs"][0]


def put(part: int, place: int, value: Any, which: int = 1) -> Callable[[list[Any]], None]:
    """Another value at one place of a proof; a function is given what stood there."""

    def change(shuffles: list[Any]) -> None:
        row = proof(shuffles, which)[part]
        row[place] = value(row[place]) if callable(value) else value

    return change


def ciphertexts(act: Callable[[list[Any]], None], which: int = 1) -> Callable[[list[Any]], None]:
    return lambda shuffles: act(shuffles[which][1]["ciphertexts"][0])


KINDS: dict[str, Callable[[list[Any]], None]] = {
    # What comes out.
    "two outputs exchanged": ciphertexts(swapped),
    "one output a copy of another": ciphertexts(lambda row: row.__setitem__(0, row[1])),
    "an output's halves exchanged": ciphertexts(
        lambda row: row.__setitem__(0, {"alpha": row[0]["beta"], "beta": row[0]["alpha"]})
    ),
    "one ballot replaced by a ballot for the generator": ciphertexts(
        lambda row: row.__setitem__(0, {"alpha": NEUTRAL, "beta": GENERATOR})
    ),
    "the last output left out": ciphertexts(lambda row: row.pop()),
    "one output too many": ciphertexts(lambda row: row.append(row[0])),
    "an output of order 2": ciphertexts(lambda row: row[0].update(alpha=ORDER_2)),
    "an output that is no point": ciphertexts(lambda row: row[0].update(alpha="0" * 63 + "2")),
    "nothing shuffled, with the next one's proof": lambda shuffles: shuffles[1][1].update(
        ciphertexts=shuffles[0][1]["ciphertexts"]
    ),
    "the first shuffle's outputs exchanged": ciphertexts(swapped, which=0),
    # The responses.
    **{f"response s{k + 1} one more": put(S, k, bumped) for k in range(4)},
    "a chained response one more": put(S, 4, lambda row: [bumped(row[0]), *row[1:]]),
    "a response of the permutation one more": put(S, 5, lambda row: [bumped(row[0]), *row[1:]]),
    "two responses of the permutation exchanged": put(S, 5, lambda row: [row[1], row[0], *row[2:]]),
    "a response not reduced": put(S, 0, lambda scalar: str(int(scalar) + Q)),
    "a response fewer": put(S, 5, lambda row: row[1:]),
    # The commitments.
    **{f"commitment t{k + 1} the neutral element": put(T, k, NEUTRAL) for k in range(3)},
    "commitments t4 exchanged": put(T, 3, lambda pair: [pair[1], pair[0]]),
    "a chained commitment of the proof replaced": put(T, 4, lambda row: [GENERATOR, *row[1:]]),
    "a commitment to the permutation replaced": put(C, 0, GENERATOR),
    "a commitment to the permutation of order 2": put(C, 0, ORDER_2),
    "two commitments to the permutation exchanged": lambda shuffles: swapped(proof(shuffles, 1)[C]),
    "a commitment to the permutation fewer": lambda shuffles: proof(shuffles, 1)[C].pop(),
    "two links of the chain exchanged": lambda shuffles: swapped(proof(shuffles, 1)[HAT]),
    "a link of the chain of order 2": put(HAT, 3, ORDER_2),
    # The proof as a whole.
    "no proof": lambda shuffles: shuffles[1][1].update(proofs=[]),
    "the proof twice": lambda shuffles: shuffles[1][1]["proofs"].append(proof(shuffles, 1)),
    "the other shuffle's proof": lambda shuffles: shuffles[1][1].update(proofs=shuffles[0][1]["proofs"]),
    # The chain of shuffles.
    "the shuffles exchanged": lambda shuffles: shuffles.reverse(),
    "the first shuffle removed": lambda shuffles: shuffles.pop(0),
    "the last shuffle twice": lambda shuffles: shuffles.append([1, shuffles[1][1]]),
    "both shuffles by one owner": lambda shuffles: shuffles[1].__setitem__(0, shuffles[0][0]),
    "an owner whom the election does not have": lambda shuffles: shuffles[1].__setitem__(0, 3),
    "owner number 0": lambda shuffles: shuffles[1].__setitem__(0, 0),
    # The spelling.
    "keys in another order": lambda shuffles: shuffles[1].__setitem__(1, dict(reversed(shuffles[1][1].items()))),
}


def test_the_archive_holds_as_it_is_rebuilt(tmp_path: Path) -> None:
    path = tmp_path / "base.bel"
    path.write_bytes(rebuilt(lambda shuffles: None))
    assert path.read_bytes() == gzip.decompress(BASE.read_bytes())
    assert audit(path).verdict == "holds"


@pytest.mark.parametrize("kind", KINDS)
def test_a_shuffle_with_one_thing_wrong_fails_at_the_shuffles(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "tampered.bel"
    path.write_bytes(rebuilt(KINDS[kind]))
    failure = audit(path).first_failure
    assert failure is not None, kind
    assert failure.check.number == 17, failure


def test_the_last_shuffle_removed_fails_at_the_decryptions(tmp_path: Path) -> None:
    """What is left of the chain is right: it is the trustees who have then decrypted something else."""
    path = tmp_path / "tampered.bel"
    path.write_bytes(rebuilt(lambda shuffles: shuffles.pop()))
    failure = audit(path).first_failure
    assert failure is not None
    assert failure.check.number == 18
