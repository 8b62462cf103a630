"""A whole election in plain Python, deterministic, with every secret at hand: what is needed to forge exactly one
fault.

`Forge` draws all that is random from one seed, so that the same faults come out to the byte each time. It makes
honest parts (credentials, trustees, ballots, tally, decryptions, result), and `Forge.archive` puts parts together and
chains them anew, so that the archive is consistent but for the one part that a fault replaced. It shares no code with
`comitia`: that an honest archive of the forge verifies is itself a test of two implementations written apart.

Source: Belenios specification 3.3.0, section by section as named below.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from tests.tampering.archive import Event, Json, base64_hash, compact, sha256
from tests.tampering.elements import GROUPS, hash_to_scalar


@dataclass
class Trustee:
    """A decrypting trustee: its owner number, private key, and index within a shared key (None for a mandatory
    one)."""

    owner: int
    secret_key: int
    index: int | None = None


class Forge:
    """One election: two answers and a blank box, four credentials, trustees as `layout` says ("single2" or
    "mixed")."""

    def __init__(
        self, group: str, layout: str, weights: tuple[int, ...] = (1, 1, 1, 1), election: dict[str, Json] | None = None
    ) -> None:
        """`election` replaces fields of the election record, before any ballot is made for it."""
        self.group = GROUPS[group]
        self.seed = f"comitia tampering corpus|{group}|{layout}"
        self.draws = 0
        self.grind = False
        self.uuid = {"Ed25519": "Tamper1Ed25519", "BELENIOS-2048": "Tamper1Be1enios"}[group] + (
            "x" if layout != "single2" else ""
        )
        self.private = [self.draw_credential() for _ in weights]
        self.secret_credentials = [self.derive(credential) for credential in self.private]
        order = sorted(range(len(weights)), key=lambda i: self.group.sort_key(self.public(i)))
        weighted = any(weight != 1 for weight in weights)
        self.credentials = [self.public(i) + (f",{weights[i]}" if weighted else "") for i in order]
        self.weights = weights
        self.trustees: list[Trustee] = []
        self.trustee_records = self.draw_trustees(layout)
        y = self.group.identity
        for record in self.trustee_records:
            y = self.group.multiply(y, record.pop("sub_key"))
        self.y = y
        self.election = {
            "version": 1, "description": "One fault a file", "name": "Tampering corpus", "group": group,
            "public_key": self.group.write(y),
            "questions": [{"answers": ["Aye", "No"], "blank": True, "min": 1, "max": 1, "question": "Confidence?"}],
            "uuid": self.uuid,
        } | (election or {})  # fmt: skip
        self.trustee_list: Json = [[r.pop("kind"), r] for r in self.trustee_records]
        self.ballots = [
            self.ballot(0, (0, 1, 0)),
            self.ballot(1, (0, 0, 1)),
            self.ballot(2, (1, 0, 0)),
            self.ballot(0, (0, 0, 1)),
        ]

    # Lots: everything random comes from the seed.

    def draw(self) -> int:
        self.draws += 1
        halves = [hashlib.sha256(f"{self.seed}|{self.draws}|{half}".encode()).hexdigest() for half in (0, 1)]
        return int("".join(halves), 16) % self.group.q

    def draw_credential(self) -> str:
        """Section "Credentials": 22 Base58 characters in four groups."""
        alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
        letters = "".join(alphabet[self.draw() % 58] for _ in range(22))
        return f"{letters[:5]}-{letters[5:11]}-{letters[11:16]}-{letters[16:]}"

    def derive(self, credential: str) -> int:
        halves = [
            hashlib.sha256(f"derive_credential|{self.uuid}|{i}|{credential}".encode()).hexdigest() for i in (0, 1)
        ]
        return int("".join(halves), 16) % self.group.q

    def public(self, voter: int) -> str:
        return self.group.write(self.group.power(self.group.g, self.secret_credentials[voter]))

    # Trustees: sections "Verification keys", "Certificates", "Polynomials", "Threshold parameters".

    def schnorr(self, prefix: str, secret: int) -> dict[str, str]:
        w = self.draw()
        challenge = hash_to_scalar(self.group, prefix + self.group.write(self.group.power(self.group.g, w)))
        return {"challenge": str(challenge), "response": str((w - secret * challenge) % self.group.q)}

    def trustee_key(self, secret: int) -> dict[str, Json]:
        key = self.group.write(self.group.power(self.group.g, secret))
        return {"pok": self.schnorr(f"pok|{self.group.name}|{key}|", secret), "public_key": key}

    def signed(self, message: Json, secret: int) -> dict[str, Json]:
        text = compact(message).decode()
        return {"message": text, "signature": self.schnorr(f"sigmsg|{text}|", secret)}

    def draw_trustees(self, layout: str) -> list[dict[str, Json]]:
        n_single = {"single2": 2, "mixed": 1}[layout]
        records: list[dict[str, Json]] = []
        for owner in range(1, n_single + 1):
            secret = self.draw()
            self.trustees.append(Trustee(owner, secret))
            sub_key = self.group.power(self.group.g, secret)
            records.append({"kind": "Single", **self.trustee_key(secret), "sub_key": sub_key})
        if layout == "mixed":
            records.append(self.draw_threshold(owner_from=2, size=3, threshold=2))
        return records

    def draw_threshold(self, owner_from: int, size: int, threshold: int) -> dict[str, Json]:
        group, g = self.group, self.group.g
        signing = [self.draw() for _ in range(size)]
        self.signing = signing
        certs = [
            self.signed(
                {
                    "context": {"group": group.name, "size": size, "threshold": threshold, "index": i + 1},
                    "verification": group.write(group.power(g, signing[i])),
                    "encryption": group.write(group.power(g, self.draw())),
                },
                signing[i],
            )
            for i in range(size)
        ]
        polynomials = [[self.draw() for _ in range(threshold)] for _ in range(size)]
        points = [[group.write(group.power(g, a)) for a in polynomial] for polynomial in polynomials]
        keys = []
        for j in range(1, size + 1):
            share = sum(sum(a * j**k for k, a in enumerate(polynomial)) for polynomial in polynomials) % group.q
            self.trustees.append(Trustee(owner_from + j - 1, share, j))
            key = self.trustee_key(share)
            keys.append({**key, "signature": self.schnorr(f"sigmsg|{key['public_key']}|", signing[j - 1])})
        return {
            "kind": "Pedersen",
            "threshold": threshold,
            "certs": certs,
            "coefexps": [self.signed({"coefexps": points[i]}, signing[i]) for i in range(size)],
            "signatures": [
                self.schnorr(
                    "sigmsg|certs_sig|" + compact({"certs": certs, "coefexps": points[i]}).decode() + "|", signing[i]
                )
                for i in range(size)
            ],
            "verification_keys": keys,
            "sub_key": group.power(g, sum(polynomial[0] for polynomial in polynomials) % group.q),
        }

    # Setup.

    @property
    def election_raw(self) -> bytes:
        return compact(self.election)

    @property
    def fingerprint(self) -> str:
        return base64_hash(self.election_raw)

    def setup(self, *, trustees: Json = None, credentials: Json = None, election: bytes | None = None) -> Event:
        election = self.election_raw if election is None else election
        parts = [election, compact(trustees or self.trustee_list), compact(credentials or self.credentials)]
        names = dict(zip(("election", "trustees", "credentials"), map(sha256, parts), strict=True))
        return Event("Setup", (*parts, compact(names)))

    # Ballots: sections "Encrypted answers", "Proofs of interval membership", "... of possibly-blank votes" and so on.

    def encrypt(self, m: int) -> tuple[int, Any, Any]:
        r = self.draw()
        g, y = self.group.g, self.y
        return r, self.group.power(g, r), self.group.multiply(self.group.power(y, r), self.group.power(g, m))

    def or_proof(self, prefix: str, cases: list[tuple[Any, Any, int]], true: int, r: int) -> list[dict[str, str]]:
        """One of the cases (alpha, beta, M) is an encryption of its M; case `true` is, with randomness `r`.

        With `self.grind` every challenge comes out even, and an element of order 2 vanishes from every equation.
        """
        while True:
            proof = self._or_proof(prefix, cases, true, r)
            if not self.grind or all(int(part["challenge"]) % 2 == 0 for part in proof):
                return proof

    def _or_proof(self, prefix: str, cases: list[tuple[Any, Any, int]], true: int, r: int) -> list[dict[str, str]]:
        group, q = self.group, self.group.q
        w = self.draw()
        fake = [(self.draw(), self.draw()) for _ in cases]
        commitments = []
        for number, (alpha, beta, value) in enumerate(cases):
            if number == true:
                commitments += [group.power(group.g, w), group.power(self.y, w)]
                continue
            challenge, response = fake[number]
            shifted = group.multiply(beta, group.invert(group.power(group.g, value)))
            commitments += [
                group.multiply(group.power(group.g, response), group.power(alpha, challenge)),
                group.multiply(group.power(self.y, response), group.power(shifted, challenge)),
            ]
        total = hash_to_scalar(group, prefix + ",".join(map(group.write, commitments)))
        challenge = (total - sum(c for number, (c, _) in enumerate(fake) if number != true)) % q
        fake[true] = (challenge, (w - r * challenge) % q)
        return [{"challenge": str(c), "response": str(s)} for c, s in fake]

    def ballot(
        self, voter: int, choice: tuple[int, ...], *, blank: bool = True, twist: str | None = None, **changes: Json
    ) -> Json:
        """A signed ballot.

        `blank=False`: the shape of an answer to the same question without a blank box. `twist` "alpha" or "beta"
        multiplies that part of the second ciphertext by the element of order 2, and makes proofs whose equations hold
        all the same.
        """
        group, write = self.group, self.group.write
        credential = self.public(voter)
        fingerprint = changes.get("election_hash", self.fingerprint)
        s0 = f"{fingerprint}|{credential}"
        boxes = [self.encrypt(m) for m in choice]
        if twist is not None:
            r, alpha, beta = boxes[1]
            order_2 = group.order_2
            boxes[1] = (
                (r, group.multiply(alpha, order_2), beta)
                if twist == "alpha"
                else (r, alpha, group.multiply(beta, order_2))
            )
        self.grind = twist is not None
        spelt = [f"{write(a)},{write(b)}" for _, a, b in boxes]
        s = s0 + "|" + ",".join(spelt)
        individual = [
            self.or_proof(f"prove|{s0}|{ct}|", [(a, b, 0), (a, b, 1)], m, r)
            for m, ct, (r, a, b) in zip(choice, spelt, boxes, strict=True)
        ]
        ticks = boxes[1:] if blank else boxes
        r_sum, a_sum, b_sum = 0, group.identity, group.identity
        for r, a, b in ticks:
            r_sum, a_sum, b_sum = (r_sum + r) % group.q, group.multiply(a_sum, a), group.multiply(b_sum, b)
        answer: dict[str, Json] = {
            "choices": [{"alpha": write(a), "beta": write(b)} for _, a, b in boxes],
            "individual_proofs": individual,
        }
        if blank:
            r0, a0, b0 = boxes[0]
            is_blank = choice[0] == 1
            answer["overall_proof"] = self.or_proof(
                f"bproof1|{s}|", [(a0, b0, 1), (a_sum, b_sum, 1)], 0 if is_blank else 1, r0 if is_blank else r_sum
            )
            answer["blank_proof"] = self.or_proof(
                f"bproof0|{s}|", [(a0, b0, 0), (a_sum, b_sum, 0)], 1 if is_blank else 0, r_sum if is_blank else r0
            )
        else:
            ct_sum = f"{write(a_sum)},{write(b_sum)}"
            answer["overall_proof"] = self.or_proof(f"prove|{s}|{ct_sum}|", [(a_sum, b_sum, 1)], 0, r_sum)
        ballot = {
            "election_uuid": self.uuid, "election_hash": fingerprint, "credential": credential, "answers": [answer],
        }  # fmt: skip
        self.grind = False
        return self.sign(ballot | changes, voter)

    def sign(self, ballot: Json, voter: int) -> Json:
        """Sign anew: what a voter with a doctored booth can do to its own ballot."""
        unsigned = {key: value for key, value in ballot.items() if key != "signature"}
        digest = base64_hash(compact(unsigned))
        return {
            **unsigned,
            "signature": {"hash": digest, "proof": self.schnorr(f"sig|{digest}|", self.secret_credentials[voter])},
        }

    def cast(self, ballots: list[Json] | None = None) -> list[Event]:
        """Ballot events; a ballot may be given as its bytes."""
        ballots = self.ballots if ballots is None else ballots
        return [Event("Ballot", (raw if isinstance(raw, bytes) else compact(raw),)) for raw in ballots]

    # The count: sections "Encrypted tally", "Partial decryptions", "Election result".

    def tally(self, ballots: list[Json] | None = None) -> list[tuple[Any, Any]]:
        """The ciphertexts of the last ballot of each credential, to the power of its weight, multiplied."""
        last = {ballot["credential"]: ballot for ballot in (self.ballots if ballots is None else ballots)}
        weight = {self.public(i): w for i, w in enumerate(self.weights)}
        sums = [(self.group.identity, self.group.identity)] * 3
        for credential, ballot in last.items():
            for j, box in enumerate(ballot["answers"][0]["choices"]):
                alpha, beta = (self.group.power(self.read(box[k]), weight[credential]) for k in ("alpha", "beta"))
                sums[j] = (self.group.multiply(sums[j][0], alpha), self.group.multiply(sums[j][1], beta))
        return sums

    def read(self, text: str) -> Any:
        if self.group.name != "Ed25519":
            return int(text)
        p = 2**255 - 19
        z = int(text, 16)
        sign, y = z >> 255, z & (2**255 - 1)
        d = -121665 * pow(121666, -1, p) % p
        square = (y * y - 1) * pow(d * y * y + 1, -1, p) % p
        x = pow(square, (p + 3) // 8, p)
        if x * x % p != square:
            x = x * pow(2, (p - 1) // 4, p) % p
        if x & 1 != sign:
            x = -x % p
        return (x, y, 1, x * y % p)

    @property
    def counted_weight(self) -> int:
        voters = {ballot["credential"] for ballot in self.ballots}
        return sum(weight for i, weight in enumerate(self.weights) if self.public(i) in voters)

    def tally_event(self, sums: list[tuple[Any, Any]] | None = None, **changes: Json) -> Event:
        sums = self.tally() if sums is None else sums
        write = self.group.write
        record = compact([[{"alpha": write(a), "beta": write(b)} for a, b in sums]])
        sized = {"num_tallied": 3, "total_weight": self.counted_weight, "encrypted_tally": sha256(record)} | changes
        return Event("EncryptedTally", (record, compact(sized)))

    def decrypt(self, trustee: Trustee, sums: list[tuple[Any, Any]] | None = None) -> Json:
        group, x = self.group, trustee.secret_key
        key = group.write(group.power(group.g, x))
        factors, proofs = [], []
        for alpha, _ in self.tally() if sums is None else sums:
            w = self.draw()
            commitments = f"{group.write(group.power(group.g, w))},{group.write(group.power(alpha, w))}"
            challenge = hash_to_scalar(group, f"decrypt|{self.fingerprint}|{key}|{commitments}")
            factors.append(group.write(group.power(alpha, x)))
            proofs.append({"challenge": str(challenge), "response": str((w - x * challenge) % group.q)})
        return {"decryption_factors": [factors], "decryption_proofs": [proofs]}

    def decryption_event(self, owner: int, partial: Json) -> Event:
        record = compact(partial)
        return Event("PartialDecryption", (record, compact({"owner": owner, "payload": sha256(record)})))

    def decryptions(self, owners: tuple[int, ...]) -> list[Event]:
        by_owner = {trustee.owner: trustee for trustee in self.trustees}
        return [self.decryption_event(owner, self.decrypt(by_owner[owner])) for owner in owners]

    @property
    def result(self) -> list[int]:
        """Voter 0 changed from Aye to No, voter 1 said No, voter 2 blank, voter 3 did not vote."""
        return [self.weights[2], 0, self.weights[0] + self.weights[1]]

    def result_event(self, result: Json = None) -> Event:
        return Event("Result", (compact({"result": [self.result if result is None else result]}),))

    @property
    def quorum(self) -> tuple[int, ...]:
        """Owners who decrypt: every mandatory trustee, and of the shared key the first and the last."""
        shared = [trustee.owner for trustee in self.trustees if trustee.index is not None]
        return tuple(trustee.owner for trustee in self.trustees if trustee.index is None) + tuple(shared[::2])

    def events(self) -> list[Event]:
        """The honest election, from beginning to end."""
        return [
            self.setup(), *self.cast(), Event("EndBallots"),
            self.tally_event(), *self.decryptions(self.quorum), self.result_event(),
        ]  # fmt: skip

    @property
    def secrets(self) -> Json:
        return {
            "uuid": self.uuid,
            "seed": self.seed,
            "credentials": self.private,
            "trustees": [{"owner": t.owner, "index": t.index, "private_key": str(t.secret_key)} for t in self.trustees],
        }
