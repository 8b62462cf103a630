"""Take the vectors of this folder out of the fixtures of another program.

    python rust/messages/tests/vectors/extract.py ../shared/fixtures/belenios

Each file is one election: its published bytes, some of its ballots, tally, partial decryptions and result, the secrets
they were made with, and beside them the ballots of its tampered copies with the check that must name the fault. Nothing
here is made by us.
"""

import gzip
import hashlib
import json
import sys
from pathlib import Path

# Good archive -> name of the tampered family (None: no tampered ballots).
CHOSEN = {
    "a-ed25519-v33": None,
    "t-ed25519-h": "ed25519-h",
    "d-ed25519-multi": None,
    "d-ed25519-weights": None,
    "e-ed25519-lists": "e-ed25519-lists",
    "b-ed25519-ped2of3": None,
    "t-ed25519-nh": "ed25519-nh",
    "t-b2048-h-v20": "b2048-h-v20",
    "d-b2048-bigweights-v20": None,
    "e-b2048-lists-v33": "e-b2048-lists-v33",
    "a-rfc3526-v20": None,
    "t-rfc3526-nh-v20": "rfc3526-nh-v20",
}
# What a tampered copy did -> the check that must name it. Copies with sound ballots are left to the tests of archives.
CHECKS = {
    "individual-proof-flipped": "individual_proof",
    "individual-proof-branches-swapped": "individual_proof",
    "overall-proof-flipped": "overall_proof",
    "blank-proof-flipped": "blank_proof",
    "proof-flipped-not-resigned": "signature",
    "challenge-not-reduced": "scalar",
    "order2-component-open": "membership",
    "order2-point-open": "membership",
    "beta-outside-subgroup-open": "membership",
    "unknown-credential-open": "credential",
    "wrong-uuid-open": "election",
    "wrong-election-hash-open": "election",
    "extra-answer-open": "shape",
    "blank-proof-absent-open": "shape",
    "noncanonical-space-open": "canonical",
    "noncanonical-order-open": "canonical",
    "noncanonical-leading-zero-open": "canonical",
    "noncanonical-uppercase-open": "canonical",
    "signature-flipped": "signature",
    "signature-missing-open": "shape",
    "ballot-copied-other-credential-open": "individual_proof",
    "ballot-copied-not-resigned-open": "signature",
    "record-content-altered": "signature",
    "nonzero-forged-order2-open": "membership",
    "list-proof-flipped-open": "list_proof",
    "nonzero-proof-flipped-open": "nonzero_proof",
    "nh-proof-flipped": "raweg_proof",
}
# The same for shuffles.
SHUFFLE_CHECKS = {
    "shuffle-duplicated-output": "shuffle_proof",
    "shuffle-outputs-exchanged": "shuffle_proof",
    "shuffle-s1-flipped": "shuffle_proof",
    "shuffle-s3-flipped": "shuffle_proof",
    "shuffle-s4-flipped": "shuffle_proof",
    "shuffle-shat-flipped": "shuffle_proof",
    "shuffles-exchanged": "shuffle_proof",
    "shuffle-commitment-outside-subgroup": "membership",
    "shuffle-one-fewer": "shape",
    "shuffle-no-proof": "shape",
}
BALLOTS = 5


def read_archive(path: Path) -> tuple[dict[str, bytes], list[dict[str, object]]]:
    """The data records by hash (of their name and of their content) and the events."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    data, events, at = {}, [], 0
    while at + 512 <= len(raw) and raw[at]:
        name = raw[at : at + 100].rstrip(b"\0").decode()
        size = int(raw[at + 124 : at + 135], 8)
        content = raw[at + 512 : at + 512 + size]
        if name.endswith(".data.json"):
            data[name[:64]] = data[hashlib.sha256(content).hexdigest()] = content
        elif name.endswith(".event.json"):
            events.append(json.loads(content))
        at += 512 + -(-size // 512) * 512
    return data, events


def payloads(data, events, kind):
    return [data[event["payload"]].decode() for event in events if event["type"] == kind]


def extract(fixtures: Path, entry: dict, by_id: dict, family: str | None) -> dict:
    data, events = read_archive(fixtures / entry["file"])
    setup = json.loads(payloads(data, events, "Setup")[0])
    secrets = json.loads((fixtures / entry["secrets"]).read_text())
    trustees = json.loads(data[setup["trustees"]])
    keys = []
    for kind, value in trustees:
        keys += [value] if kind == "Single" else value["verification_keys"]
    ballots = payloads(data, events, "Ballot")
    tally = json.loads(payloads(data, events, "EncryptedTally")[0])
    partials = [json.loads(one) for one in payloads(data, events, "PartialDecryption")]
    few = len(ballots) <= 8
    out = {
        "id": entry["id"],
        "made_by": entry["made_by"],
        "group": entry["group"],
        "election": data[setup["election"]].decode(),
        "credentials": json.loads(data[setup["credentials"]]),
        "ballots": ballots if few else ballots[:BALLOTS],
        "all_ballots": few,
        "num_tallied": tally["num_tallied"],
        "total_weight": int(tally["total_weight"]),
        "encrypted_tally": data[tally["encrypted_tally"]].decode(),
        "trustees": [
            [kind, value if kind == "Single" else len(value["verification_keys"])] for kind, value in trustees
        ],
        "threshold": [value.get("threshold") for _, value in trustees],
        "keys": [key["public_key"] for key in keys],
        "partial_decryptions": [{"owner": one["owner"], "raw": data[one["payload"]].decode()} for one in partials],
        "result": json.loads(payloads(data, events, "Result")[0])["result"],
        "derivation": "2.0" if entry["made_by"].endswith("2.0") else "3.3",
        "private_credentials": secrets["credentials"],
        "private_keys": [one.get("private_key") for one in secrets["trustees"]],
        "trackers": [vote["tracker"] for vote in secrets["votes_in_cast_order"]][: None if few else BALLOTS],
        "tampered": [],
        "shuffles": [data[json.loads(one)["payload"]].decode() for one in payloads(data, events, "Shuffle")],
        "tampered_shuffles": [],
    }
    for what, check in SHUFFLE_CHECKS.items():
        found = by_id.get(f"{family}--{what}")
        if found is not None:
            others = read_archive(fixtures / found["file"])
            shuffles = [others[0][json.loads(one)["payload"]].decode() for one in payloads(*others, "Shuffle")]
            out["tampered_shuffles"].append({"what": what, "check": check, "shuffles": shuffles})
    known = set(ballots)
    for what, check in CHECKS.items():
        found = by_id.get(f"{family}--{what}")
        if family is None or found is None:
            continue
        if "nh" in family.split("-"):
            check = "raweg_proof" if check == "individual_proof" else check
        tampered = payloads(*read_archive(fixtures / found["file"]), "Ballot")
        out["tampered"] += [{"what": what, "check": check, "raw": raw} for raw in tampered if raw not in known]
    return out


def main() -> None:
    fixtures = Path(sys.argv[1])
    entries = json.loads((fixtures / "manifest.json").read_text())["fixtures"]
    by_id = {entry["id"]: entry for entry in entries}
    for name, family in CHOSEN.items():
        vector = extract(fixtures, by_id[name], by_id, family)
        target = Path(__file__).parent / f"{name}.json"
        target.write_text(json.dumps(vector, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
