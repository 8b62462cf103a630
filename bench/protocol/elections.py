"""Elections to measure with: fresh ones, as large as asked, written without a sync for each ballot."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

from comitia.canonical import sha256_hex
from comitia.protocol.archive.event import Event, EventType, render_event
from comitia.protocol.archive.reader import DATA_SUFFIX, EVENT_SUFFIX, HEADER_NAME, render_archive_header
from comitia.protocol.archive.record import render_member
from comitia.protocol.board.setup import Setup, check_setup, render_setup_data
from comitia.protocol.credential import VoterCredential, generate_credentials, render_public_credentials
from comitia.protocol.decryption import Owned, choose_partial_decryptions, decrypt, open_tally, render_owned
from comitia.protocol.election import Draft, ElectionContext, render_election
from comitia.protocol.group import SecretScalar, random_base58, receive_group
from comitia.protocol.question import HomomorphicQuestion, Selection
from comitia.protocol.result import make_result, render_result
from comitia.protocol.tally import SizedTally, TallyAccumulator, receive_encrypted_tally, render_sized_tally
from comitia.protocol.trustee import generate_trustee_key
from comitia.protocol.trustees import Single, render_trustees

BLANK = HomomorphicQuestion("Confidence?", ("Aye", "No"), least=1, most=1, blank=True)
TEN = HomomorphicQuestion("Up to ten", tuple("ABCDEFGHIJ"), least=0, most=10, blank=False)
VOTES: dict[str, tuple[HomomorphicQuestion, Sequence[Selection]]] = {
    "2 + blank": (BLANK, [(0, 1, 0), (0, 0, 1), (1, 0, 0)]),
    "10": (TEN, [(1, 0) * 5, (0,) * 10, (1,) * 10]),
}
TIME = 1467072000
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Election:
    """One election with a single trustee, its credentials and its key at hand."""

    setup: Setup
    context: ElectionContext
    credentials: tuple[VoterCredential, ...]
    secret_key: SecretScalar = field(repr=False)
    votes: Sequence[Selection]

    def ballots(self, n: int, threads: int) -> list[bytes]:
        """`n` sealed ballots of as many voters."""
        votes = islice(cycle(self.votes), n)
        secrets = (voter.secret_credential.secret() for voter in self.credentials[:n])
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(lambda secret, vote: self.context.make_ballot(secret, [vote]), secrets, votes))


def draw_up(group_name: str, answers: str, n_voters: int) -> Election:
    """An election of one question, `VOTES[answers]`."""
    group = receive_group(group_name, "bench")
    question, votes = VOTES[answers]
    secret_key, key = generate_trustee_key(group)
    draft = Draft(random_base58(14), group_name, "Bench", "", (question,))
    credentials = generate_credentials(group, draft.uuid, [1] * n_voters)
    setup = check_setup(
        render_election(draft, key.public_key),
        render_trustees([Single(key)]),
        render_public_credentials(group, [(one.public, 1) for one in credentials]),
        threads=0,
    )
    return Election(setup, setup.open_context(threads=0), credentials, secret_key, votes)


def tally_of(election: Election, ballots: Sequence[bytes]) -> tuple[bytes, SizedTally]:
    """The encrypted tally of these ballots, one of each voter."""
    accumulator = TallyAccumulator(election.context)
    for start in range(0, len(ballots), BATCH):
        accumulator.add(ballots[start : start + BATCH], threads=0)
    raw = accumulator.render()
    return raw, SizedTally(accumulator.num_tallied, accumulator.total_weight, sha256_hex(raw))


def publish(election: Election, ballots: Sequence[bytes], folder: Path) -> Path:
    """The complete archive, from Setup to Result, as `<uuid>.bel` in the folder."""
    setup = election.setup
    raws = setup.election.raw, setup.trustees.raw, setup.credentials.raw
    tally, sized = tally_of(election, ballots)
    encrypted = receive_encrypted_tally(tally, election.context, threads=0)
    partial = decrypt(encrypted, election.secret_key)
    chosen = choose_partial_decryptions(setup.trustees, {1: partial})
    result = make_result(open_tally(encrypted, chosen, sized.total_weight))
    entries = [
        (EventType.SETUP, (*raws, render_setup_data(*raws))),
        *((EventType.BALLOT, (raw,)) for raw in ballots),
        (EventType.END_BALLOTS, ()),
        (EventType.ENCRYPTED_TALLY, (tally, render_sized_tally(sized))),
        (EventType.PARTIAL_DECRYPTION, (partial, render_owned(Owned(1, sha256_hex(partial))))),
        (EventType.RESULT, (render_result(result),)),
    ]
    path = folder / f"{setup.election.uuid}.bel"
    with path.open("wb") as archive:
        archive.write(render_member(HEADER_NAME, render_archive_header(TIME), TIME))
        parent = None
        for height, (kind, records) in enumerate(entries):
            for record in records:
                archive.write(render_member(sha256_hex(record) + DATA_SUFFIX, record, TIME))
            event = render_event(Event(kind, height, parent, sha256_hex(records[-1]) if records else None))
            parent = sha256_hex(event)
            archive.write(render_member(parent + EVENT_SUFFIX, event, TIME))
    return path
