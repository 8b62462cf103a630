"""An organisation in memory, for the tests of every room: members, trustees, voters, a clock.

`seat()` gives a small chamber with a motion before it. It can hold the ballot as its officers would, step by step
(`open`, `cast`, `close`, `decrypt`, `declare`), or all at once (`hold`). What is slow (the key ceremony) is done once
for each group and shape of committee; what must be fresh (credentials, identifiers) is fresh.

    chamber = seat(members=5, committee=(2, 3))
    archive = chamber.hold(tmp_path, [AYE, AYE, NO, BLANK])        # the fifth member does not vote

Nothing here checks anything: the tests do.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from comitia.canonical import receive_json, render_json
from comitia.protocol.archive.writer import ArchiveFile
from comitia.protocol.ballot import make_ballot
from comitia.protocol.board.board import Board, open_election
from comitia.protocol.board.setup import Setup, check_setup
from comitia.protocol.board.view import verify_for_trustee
from comitia.protocol.credential import VoterCredential, generate_credentials, render_public_credentials
from comitia.protocol.decryption import decrypt, owner_of
from comitia.protocol.election import Draft, ElectionContext, render_election
from comitia.protocol.group import Group, SecretScalar, random_base58, receive_group
from comitia.protocol.question import HomomorphicQuestion, Question, Selection
from comitia.protocol.result import Result
from comitia.protocol.threshold.certificate import Committee, generate_seed, make_certificate, receive_certificates
from comitia.protocol.threshold.parameters import assemble_threshold_parameters
from comitia.protocol.threshold.polynomial import make_polynomial, receive_polynomial
from comitia.protocol.threshold.share import make_vinput, make_voutput, receive_private_share, receive_voutput
from comitia.protocol.trustee import generate_trustee_key
from comitia.protocol.trustees import Item, Pedersen, Single, election_key, receive_trustees, render_trustees

CONFIDENCE = HomomorphicQuestion("That this House has no confidence", ("Aye", "No"), least=1, most=1, blank=True)
AYE: Selection = (0, 1, 0)
NO: Selection = (0, 0, 1)
BLANK: Selection = (1, 0, 0)


@dataclass(slots=True)
class Clock:
    """A clock that moves when a test says so."""

    now: datetime = datetime(2016, 6, 28, 10, 0, tzinfo=UTC)

    def tick(self, **span: float) -> datetime:
        """Move on: `clock.tick(hours=2)`."""
        self.now += timedelta(**span)
        return self.now

    @property
    def seconds(self) -> int:
        """Whole seconds since 1970, as archives have them."""
        return int(self.now.timestamp())


@dataclass(frozen=True, slots=True)
class Member:
    """A member: a number on the roll, a name, the day of joining."""

    number: int
    name: str
    joined_on: date


@dataclass(frozen=True, slots=True)
class Keyring:
    """A list of trustees with the private keys of all of them, by owner's number."""

    trustees_raw: bytes
    secret_keys: dict[int, SecretScalar] = field(repr=False)


@dataclass(slots=True)
class Chamber:
    """An organisation with a ballot before it."""

    group: Group
    members: tuple[Member, ...]
    draft: Draft
    keyring: Keyring
    credentials: tuple[VoterCredential, ...]
    clock: Clock
    path: Path | None = None

    @property
    def credentials_raw(self) -> bytes:
        """The public list as the credential authority sends it."""
        return render_public_credentials(self.group, [(one.public, one.weight) for one in self.credentials])

    @property
    def election_raw(self) -> bytes:
        """The election record as it is published."""
        trustees = receive_trustees(self.keyring.trustees_raw, self.group)
        return render_election(self.draft, election_key(trustees))

    @property
    def setup(self) -> Setup:
        """The three records, checked."""
        return check_setup(self.election_raw, self.keyring.trustees_raw, self.credentials_raw)

    def context(self) -> ElectionContext:
        """The election ready to make and check ballots."""
        return self.setup.open_context()

    def open(self, folder: Path) -> Path:
        """Publish the election."""
        self.path = folder / f"{self.draft.uuid}.bel"
        open_election(self.path, self.clock.seconds, self.election_raw, self.keyring.trustees_raw, self.credentials_raw)
        return self.path

    def ballot(self, voter: int, *selections: Selection) -> bytes:
        """The sealed ballot of the member with this place, from 0."""
        secret = self.credentials[voter].secret_credential.secret()
        return make_ballot(self.setup.election, self.context(), secret, selections)

    def cast(self, *ballots: bytes) -> None:
        """Hand ballots in."""
        with ArchiveFile(self.archive) as file:
            board = Board(file)
            for raw in ballots:
                board.receive_ballot(raw)

    def close(self) -> None:
        """End the voting and publish the encrypted tally."""
        with ArchiveFile(self.archive) as file:
            board = Board(file)
            board.end_ballots()
            board.publish_tally()

    def decrypt(self, owner: int) -> bytes:
        """The partial decryption of the trustee with this number, made as a trustee makes it."""
        view, tally = verify_for_trustee(self.archive)
        secret_key = self.keyring.secret_keys[owner]
        assert owner_of(view.setup.trustees, secret_key.public_key()).number == owner
        return decrypt(tally, secret_key)

    def declare(self, *owners: int) -> Result:
        """Let these trustees decrypt, and publish the result."""
        partials = {owner: self.decrypt(owner) for owner in owners}
        with ArchiveFile(self.archive) as file:
            board = Board(file)
            for owner, raw in partials.items():
                board.receive_partial_decryption(owner, raw)
            return board.declare()

    def hold(self, folder: Path, votes: Sequence[Selection | Sequence[Selection]], *owners: int) -> Path:
        """The whole ballot: member k votes `votes[k]` (a list of selections, where there are several questions)."""
        path = self.open(folder)
        one_question = len(self.draft.questions) == 1
        self.cast(*(self.ballot(k, *([vote] if one_question else vote)) for k, vote in enumerate(votes)))
        self.close()
        self.declare(*(owners or sorted(self.keyring.secret_keys)))
        return path

    @property
    def archive(self) -> Path:
        """Where the archive is, once it is open."""
        assert self.path is not None, "open() first"
        return self.path


def seat(
    members: int = 5,
    *,
    group: str = "Ed25519",
    singles: int = 0,
    committee: tuple[int, int] | None = (2, 3),
    questions: Sequence[Question] = (CONFIDENCE,),
    weights: Sequence[int] | None = None,
) -> Chamber:
    """A chamber of so many members; its trustees are `singles` who must take part and a committee (needed, of how
    many).
    """
    chosen = receive_group(group, "chamber")
    draft = Draft(random_base58(14), group, "Confidence in the chair", "A ballot in memory", tuple(questions))
    return Chamber(
        group=chosen,
        members=tuple(Member(n, f"Member {n}", date(2015, 9, 12)) for n in range(1, members + 1)),
        draft=draft,
        keyring=make_keyring(group, singles, committee),
        credentials=generate_credentials(chosen, draft.uuid, weights or [1] * members),
        clock=Clock(),
    )


@cache
def make_keyring(group_name: str, singles: int, committee: tuple[int, int] | None) -> Keyring:
    """The trustees' keys, made once for each group and shape."""
    group = receive_group(group_name, "chamber")
    items: list[Item] = []
    secret_keys: dict[int, SecretScalar] = {}
    for _ in range(singles):
        secret_key, key = generate_trustee_key(group)
        items.append(Single(key))
        secret_keys[len(secret_keys) + 1] = secret_key
    if committee is not None:
        item, shares = make_committee(Committee(group, committee[1], committee[0]))
        items.append(item)
        for share in shares:
            secret_keys[len(secret_keys) + 1] = share
    return Keyring(render_trustees(items), secret_keys)


def make_committee(committee: Committee) -> tuple[Pedersen, list[SecretScalar]]:
    """A key ceremony among honest trustees, and every trustee's private share."""
    indexes = range(1, committee.size + 1)
    seeds = [generate_seed() for _ in indexes]
    certs = [
        receive_json(make_certificate(committee, index, seed), "certificate")
        for index, seed in zip(indexes, seeds, strict=True)
    ]
    certificates = receive_certificates(render_json(certs), committee)
    polynomials = [
        receive_polynomial(make_polynomial(committee, certificates, seed), committee, certificates, index)
        for index, seed in zip(indexes, seeds, strict=True)
    ]
    coefexps = [one.coefexps for one in polynomials]
    raws = [
        make_voutput(make_vinput(polynomials, index), committee, certificates, seed)
        for index, seed in zip(indexes, seeds, strict=True)
    ]
    voutputs = [
        receive_voutput(raw, committee, certificates, coefexps, index) for index, raw in zip(indexes, raws, strict=True)
    ]
    shares = [receive_private_share(raw, committee.group, seed) for raw, seed in zip(raws, seeds, strict=True)]
    return Pedersen(assemble_threshold_parameters(committee, certificates, polynomials, voutputs)), shares
