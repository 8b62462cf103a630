"""Elements, scalars, proofs and whole ballots of the Belenios protocol, version 1: the contract of the Rust core.

What crosses is coarse: bytes in, verdicts out, the interpreter's lock released meanwhile. Four rules hold everywhere.

1. **Elements and scalars are the protocol's own strings.** An element of `Ed25519` is 64 lower-case hexadecimal digits,
   of the 2048-bit groups a decimal number; a scalar is a decimal number from 0 to q-1 without leading zeros. Another
   spelling of the same value is refused, never normalised.
2. **A secret is a `SecretScalar`, a `SecretPolynomial` or a `Credential`**: wiped when dropped, hidden in `repr`, not
   comparable, not hashable, not picklable; it leaves only through a method named `reveal_*`. What touches one runs in
   constant time. What is named `vartime_*`, and every `check_*` and `verify_*`, is for public data alone.
3. **What is wrong comes back as a `Fault`**: functions on many objects return one `Fault | None` each; functions on one
   object raise `Refused`, which carries the fault. `Fault.check` is a stable name (the list is in the docstring of
   `Fault`). Wrong Python types raise `TypeError`, negative sizes `ValueError`: those are mistakes of the caller.
4. **`threads`** is the width of the pool that a call may use: 1 (the default) works in one thread, 0 takes every core.
   A call with many items answers Ctrl-C, and can be watched and stopped through a `Progress` from another Python
   thread.

Source: Belenios specification, version 3.3.0.
"""

from collections.abc import Sequence
from typing import Literal, TypeAlias, final

Choices: TypeAlias = Sequence[int] | Sequence[Sequence[int]]
"""The plain answer to one question, as the specification nests it.

homomorphic: `[m_1, ..., m_n]`, each 0 or 1; with blank `[m_0, m_1, ..., m_n]`, m_0 = 1 for a blank vote.
Lists: `[[L_1, C_11, ...], ..., [L_n, C_n1, ...]]`, each 0 or 1. NonHomomorphic: `[v_1, ..., v_n]`, each 0..255.
"""

Proof: TypeAlias = tuple[str, str]
"""(challenge, response), decimal strings: the `proof` of the specification."""

@final
class Fault:
    """One thing that is wrong with something from outside.

    `check` names the check that caught it; these names are stable:

    of any object:
      `canonical`   the bytes are not the one canonical spelling (not JSON, spaces, key order, leading zeros, upper
      case, y >= p)
      `shape`       a field is missing or of the wrong type, or a length differs from what the election asks for
      `scalar`      a number is not in 0..q-1
      `membership`  an element is not in the prime-order group (off the curve, or with a component outside the subgroup)
    of an election:
      `version` `group` `question` `public_key` `uuid`
    of public credentials:
      `weight` `duplicate` `order` (the list is not sorted)
    of a ballot, in this order after canonical: `election` (uuid or fingerprint of another election), `credential` (not
      in the list), `shape`, `scalar`, `membership`, `signature` (its hash or its proof), `individual_proof`,
      `blank_proof`, `overall_proof`, `list_proof`, `nonzero_proof`, `raweg_proof` (non-homomorphic)
    of a Schnorr proof or signature: `proof`
    of a channel message: `channel` (does not decrypt under this key)
    of a partial decryption: `decryption_proof`; of a shuffle: `shuffle_proof`
    of a result: `discrete_log` (no value up to the bound), `result` (a claimed value is not the decrypted one)
    of a plain answer to encrypt: `choice`, `embedding` (more numbers than fit an element)
    of what this release cannot do: `unsupported`
    of a stopped call: `cancelled`

    `kind` says who must act: "malformed" (whoever sent the bytes), "invalid" (a proof, signature or arithmetic fails),
    "not_entitled" (`credential`), "unsupported", "cancelled".
    `what`, `found`, `expected` are short public texts (long values cut to their first characters); `message` joins
    them.
    """

    @property
    def check(self) -> str: ...
    @property
    def kind(self) -> Literal["malformed", "invalid", "not_entitled", "unsupported", "cancelled"]: ...
    @property
    def what(self) -> str:
        """Where and what, outermost first: `answer 1, choice 2: individual proof`."""

    @property
    def found(self) -> str: ...
    @property
    def expected(self) -> str: ...
    @property
    def message(self) -> str:
        """`<what>: found <found>, expected <expected>`, one sentence without the final full stop."""

    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> int: ...

class Refused(ValueError):
    """Something from outside is wrong; `fault` says what. `str()` is the fault's message."""

    @property
    def fault(self) -> Fault: ...

@final
class Progress:
    """A counter that a long call moves and another Python thread may poll; `cancel()` stops the call (it raises
    `Refused`, `cancelled`)."""

    def __new__(cls) -> Progress: ...
    @property
    def done(self) -> int: ...
    @property
    def total(self) -> int: ...
    @property
    def is_cancelled(self) -> bool: ...
    def cancel(self) -> None: ...

def backend() -> str:
    """The curve arithmetic that this machine runs: "serial", "avx2" or "avx512ifma"."""

def random_base58(length: int) -> str:
    """`length` characters of the Base58 alphabet from the operating system, without bias (a trustee's seed: 22; a uuid:
    14 or more)."""

# --------------------------------------------------------------------------------------------------------------- groups

@final
class Group:
    """One of "Ed25519", "BELENIOS-2048", "RFC-3526-2048"; `Group(name)` raises `Refused` (`group`) for any other
    name."""

    def __new__(cls, name: str) -> Group: ...
    @property
    def name(self) -> str: ...
    @property
    def order(self) -> int:
        """q."""

    @property
    def generator(self) -> str: ...
    @property
    def identity(self) -> str: ...
    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> int: ...

    # Elements (public).
    def check_elements(
        self, elements: Sequence[str], *, threads: int = 1, progress: Progress | None = None
    ) -> list[Fault | None]:
        """Canonical spelling (`canonical`) and membership in the prime-order group (`membership`). The identity IS a
        member."""

    def is_identity(self, element: str) -> bool: ...
    def sort_key(self, element: str) -> bytes:
        """Bytes whose order is the group's order (fields: numeric; Ed25519: the little-endian encoding). Raises
        `Refused` (`canonical`)."""

    def check_public_credentials(
        self, credentials: Sequence[str], *, threads: int = 1, progress: Progress | None = None
    ) -> list[Fault | None]:
        """One `Fault | None` for each of `y` or `y,weight`: `canonical`, `membership` (and y is not the identity),
        `weight` (not a canonical decimal number 0..10^11), `duplicate` (the same y before), `order` (sorts before its
        predecessor)."""

    def vartime_multiply(self, elements: Sequence[str]) -> str:
        """The product; of nothing, the identity. Elements must be canonical group members. Raises `Refused`."""

    def vartime_divide(self, numerator: str, denominator: str) -> str: ...
    def vartime_product_of_powers(self, bases: Sequence[str], exponents: Sequence[str]) -> str:
        """prod bases[i]^exponents[i]; exponents are decimal scalars. Raises `Refused`; `ValueError` if the lengths
        differ."""

    def vartime_evaluate_in_exponent(self, coefexps: Sequence[str], at: int) -> str:
        """prod_k coefexps[k]^(at^k): g^f(at) from A_k = g^(a_k). `at` >= 0. Members are checked. Raises `Refused`.

        A Pedersen verification key is `vartime_multiply` of these over all trustees."""

    # Scalars (public).
    def check_scalars(self, scalars: Sequence[str]) -> list[Fault | None]:
        """`canonical` (not a decimal number in its one spelling) or `scalar` (not below q)."""

    def hash_to_scalar(self, message: bytes) -> str:
        """SHA-256, read big-endian, mod q."""

    # Schnorr proofs of knowledge and signatures.
    def check_schnorr_proofs(
        self,
        statements: Sequence[tuple[str, bytes, Proof]],
        *,
        threads: int = 1,
        progress: Progress | None = None,
    ) -> list[Fault | None]:
        """For each (public key X, prefix, (challenge, response)): challenge = SHA-256(prefix || str(g^response
        X^challenge)) mod q.

        `prefix` is everything hashed before the commitment, with its bars: `b"pok|Ed25519|" + X + b"|"`,
        `b"sigmsg|" + message + b"|"`. Faults: `canonical`, `membership` (of X), `scalar`, `proof`."""

    # Channels between trustees.
    def encrypt_channel(self, encryption_key: str, message: bytes) -> tuple[str, str, str]:
        """(alpha, beta, data): alpha = g^r, beta = ek^r g^s, data = hex of AES-256-GCM(message || tag) with key
        SHA-256("key|" g^s) and iv SHA-256("iv|" alpha) (32 bytes). Raises `Refused` (`canonical`, `membership`) for the
        key."""

# -------------------------------------------------------------------------------------------------------------- secrets

@final
class SecretScalar:
    """A number modulo q that nobody else may learn. No `==`, no hash, no pickle (`TypeError`); `repr` shows the group
    alone."""

    @staticmethod
    def generate(group: Group) -> SecretScalar:
        """Uniform in 1..q-1, from the operating system."""

    @staticmethod
    def from_decimal(group: Group, decimal: str) -> SecretScalar:
        """Raises `Refused` (`canonical`, `scalar`); the message never shows the number."""

    @staticmethod
    def from_seed(group: Group, prefix: str, seed: str) -> SecretScalar:
        """SHA-256(prefix || seed), big-endian, mod q: the signing key with prefix "sk|", the decryption key with
        "dk|"."""

    @staticmethod
    def sum(shares: Sequence[SecretScalar]) -> SecretScalar:
        """The sum modulo q (a trustee's private key from the shares it received). `ValueError` for none or for mixed
        groups."""

    @property
    def group(self) -> Group: ...
    def public_key(self) -> str:
        """g^x."""

    def prove(self, prefix: bytes) -> Proof:
        """A Schnorr proof of knowledge of x, that is a signature: w random, A = g^w, challenge = SHA-256(prefix ||
        str(A)) mod q, response = w - x challenge mod q. See `Group.check_schnorr_proofs` for `prefix`."""

    def decrypt_channel(self, alpha: str, beta: str, data: str) -> bytes:
        """The message of `Group.encrypt_channel` for this decryption key. Raises `Refused` (`canonical`, `membership`,
        `channel`)."""

    def reveal_decimal(self) -> str:
        """The number itself, to be written to the key file of its owner and nowhere else."""

@final
class SecretPolynomial:
    """f(x) = a_0 + a_1 x + ... + a_t x^t over Z_q, t+1 = `threshold`."""

    @staticmethod
    def generate(group: Group, threshold: int) -> SecretPolynomial: ...
    @staticmethod
    def from_decimals(group: Group, coefficients: Sequence[str]) -> SecretPolynomial: ...
    @property
    def threshold(self) -> int: ...
    def evaluate(self, at: int) -> SecretScalar:
        """f(at) mod q; `at` is a trustee's index, from 1 (`ValueError` below)."""

    def coefexps(self) -> list[str]:
        """[A_0, ..., A_t], A_k = g^(a_k)."""

    def reveal_decimals(self) -> list[str]: ...

@final
class Credential:
    """A voter's private credential `XXXXX-XXXXXX-XXXXX-XXXXXX` in one election, with what is derived from it."""

    @staticmethod
    def generate(
        group: Group, uuid: str, count: int, *, threads: int = 1, progress: Progress | None = None
    ) -> list[Credential]:
        """`count` fresh ones (22 Base58 characters each, about 128 bits)."""

    @staticmethod
    def derive(
        group: Group,
        uuid: str,
        private_credentials: Sequence[str],
        *,
        threads: int = 1,
        progress: Progress | None = None,
    ) -> list[Credential]:
        """From the private strings. Raises `Refused` (`canonical`, naming the position, never the string)."""

    @property
    def public(self) -> str:
        """g^x."""

    def secret(self) -> SecretScalar:
        """x, to sign a ballot with."""

    def reveal_private(self) -> str:
        """The private string, to be written to its voter's letter and the authority's private file."""

# -------------------------------------------------------------------------------------------------------------- ballots

@final
class BallotVerdict:
    """What one ballot said of itself and whether every check holds. The context's public credential list gives
    `weight`."""

    @property
    def fault(self) -> Fault | None:
        """The first check that fails, in the order of `Fault`; None: the ballot is valid."""

    @property
    def tracker(self) -> str:
        """Base64(SHA-256(raw)), 43 characters: of the bytes, so there for a malformed ballot too."""

    @property
    def credential(self) -> str | None:
        """The public credential as written in the ballot; None if the bytes could not be read so far."""

    @property
    def number(self) -> int | None:
        """Position of the credential in the context's list, from 0; None if it is not there."""

    @property
    def weight(self) -> int | None:
        """Weight of the credential; None if it is not in the list."""

@final
class ElectionContext:
    """One election, read and checked once, with the tables for its key and its credentials decompressed. Immutable,
    shared by threads.

    `ElectionContext(election, public_credentials)`: `election` is the published bytes; `public_credentials` the
    published strings `y` or `y,weight` (an empty list does for making ballots; then every ballot's credential is
    unknown). `credentials_checked=True` skips membership and order of the credentials, for a caller who has called
    `Group.check_public_credentials` on them; duplicates are refused always.

    Raises `Refused`: `canonical` (not JSON; the election's own bytes need not be canonical: they are hashed as
    published), `shape`, `version`, `group`, `uuid`, `question`, `public_key`; and those of `check_public_credentials`.
    """

    def __new__(
        cls,
        election: bytes,
        public_credentials: Sequence[str] = (),
        *,
        credentials_checked: bool = False,
        threads: int = 1,
        progress: Progress | None = None,
    ) -> ElectionContext: ...
    @property
    def group(self) -> Group: ...
    @property
    def uuid(self) -> str: ...
    @property
    def fingerprint(self) -> str:
        """phi: Base64(SHA-256(election)), 43 characters, no padding."""

    @property
    def public_key(self) -> str: ...
    @property
    def n_credentials(self) -> int: ...
    @property
    def total_weight(self) -> int:
        """Of all credentials."""

    @property
    def question_types(self) -> list[Literal["Homomorphic", "Lists", "NonHomomorphic"]]: ...
    @property
    def n_ciphertexts(self) -> list[int]:
        """Ciphertexts in an answer to each question (answers, +1 with blank; all cells of Lists; 1 for
        NonHomomorphic)."""

    def weight_of(self, credential: str) -> int | None: ...
    def make_ballot(self, credential: SecretScalar, choices: Sequence[Choices]) -> bytes:
        """Encrypt `choices[i]` for question i, prove, sign: the canonical bytes of a ballot. Constant time in the
        credential and the choices. The credential need not be in the list. Raises `Refused` (`choice`: what the
        question does not allow; `embedding`)."""

    def verify_ballot(self, raw: bytes) -> BallotVerdict: ...
    def verify_ballots(
        self, ballots: Sequence[bytes], *, threads: int = 1, progress: Progress | None = None
    ) -> list[BallotVerdict]:
        """One verdict each, same order. Ballots are judged alone: replays and revotes are for the board.

        Best in batches of 64 to some thousands; memory grows with the batch, not with the election. `progress` counts
        ballots. Raises `Refused` (`cancelled`); KeyboardInterrupt."""

    def operation_counts(self) -> dict[str, int]:
        """Group operations in the verification of one ballot of this election, by the keys of `floor_bench`."""

    def receive_encrypted_tally(self, raw: bytes, *, threads: int = 1) -> EncryptedTally:
        """A tally from outside. Raises `Refused`: `canonical`, `shape`, `membership`. Compare it with
        `TallyAccumulator.render()` too."""

@final
class TallyAccumulator:
    """The encrypted tally of verified ballots, added batch after batch; bounded memory for homomorphic and lists
    questions."""

    def __new__(cls, context: ElectionContext) -> TallyAccumulator: ...
    def add(self, ballots: Sequence[bytes], *, threads: int = 1, progress: Progress | None = None) -> None:
        """Multiply each ballot's ciphertexts, raised to its credential's weight, into the tally.

        The ballots must have been verified, and be the last of their credential: neither is checked here. Raises
        `Refused` for what cannot be read, for an unknown `credential`, and (`weight`) for a weight other than 1 with a
        non-homomorphic question; the accumulator is then as it was before the call."""

    @property
    def num_tallied(self) -> int: ...
    @property
    def total_weight(self) -> int: ...
    def render(self) -> bytes:
        """The canonical `encrypted_tally` (non-homomorphic ciphertexts sorted)."""

@final
class EncryptedTally:
    """A received encrypted tally: every element is in the group, the shape is the election's."""

    @property
    def raw(self) -> bytes: ...
    def decrypt(self, key: SecretScalar, *, threads: int = 1, progress: Progress | None = None) -> bytes:
        """The canonical `partial_decryption`: factors alpha^x and their proofs. Constant time in the key.

        The caller must have compared this tally with the ballots: a key must not be used on a tally that somebody
        handed over."""

    def check_partial_decryption(self, raw: bytes, public_key: str, *, threads: int = 1) -> Fault | None:
        """`canonical`, `shape`, `scalar`, `membership`, `decryption_proof`. `public_key` is the trustee's verification
        key."""

    def shuffle(self) -> bytes:
        """The canonical `shuffle` of this tally's non-homomorphic questions: encrypted anew, permuted at random, with
        proofs.

        Constant time in the nonces. Raises `Refused` (`unsupported` in a group without independent generators)."""

    def receive_shuffle(self, raw: bytes, *, threads: int = 1, progress: Progress | None = None) -> EncryptedTally:
        """Check a shuffle of this tally; the outcome is the shuffled tally, to be shuffled again or decrypted.

        Raises `Refused`: `canonical`, `shape`, `scalar`, `membership`, `shuffle_proof`."""

    def open(
        self,
        partial_decryptions: Sequence[Sequence[tuple[int, bytes]]],
        bound: int,
        *,
        threads: int = 1,
        progress: Progress | None = None,
    ) -> list[list[int] | list[list[int]]]:
        """The values, `result[i][j]` as the specification nests them (Lists: `result[i][j][k]`; NonHomomorphic:
        `result[i][ballot][k]`, in the order of this tally, which must be the last shuffle's).

        `partial_decryptions` holds one list for each item of `trustees`, in order: `[(1, raw)]` for a Single; for a
        Pedersen exactly `threshold` pairs (index in the item from 1, raw), combined by Lagrange. Their proofs must have
        been checked: here they are only parsed. `bound` (at most 10^11) is the total weight. Raises `Refused`
        (`discrete_log`; those of parsing); `ValueError` for a doubled or zero index."""

    def check_result(
        self,
        partial_decryptions: Sequence[Sequence[tuple[int, bytes]]],
        result: Sequence[Choices],
        *,
        threads: int = 1,
    ) -> Fault | None:
        """Whether `result` (as `open` gives it) is what the factors decrypt to, by raising g to each value: `shape`,
        `result`."""

# ---------------------------------------------------------------------------------------------------------------- bench

def floor_bench(group: str, *, milliseconds: int = 300) -> dict[str, float]:
    """Microseconds of each bare group operation on this machine, one thread, on random public data, as this core does
    them: `decode` (string to element), `member` (subgroup check), `commit` (g^a X^b), `fixed` (g^a), `encode` (element
    to string, in a batch).

    The floor of a ballot is the sum over `ElectionContext.operation_counts()`."""
