"""The board as a machine: whatever is done to it in whatever order, it stays a board.

The model is plain Python: who voted what last, whether voting is open, who has decrypted. After every act the archive
on disk is read again from nothing and must say what the model says. Now and then the machine is killed in the middle
of an append, at any byte.
"""

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from comitia.errors import OutOfOrder
from comitia.protocol.archive.event import EventType
from comitia.protocol.archive.writer import ArchiveFile
from comitia.protocol.board.board import Board
from comitia.protocol.board.view import read_board
from comitia.protocol.decryption import TooFewTrustees
from tests.chamber import AYE, BLANK, NO, seat

VOTERS = 3
CHAMBER = seat(VOTERS, committee=(2, 3))
POOL = [(voter, vote, CHAMBER.ballot(voter, vote)) for voter in range(VOTERS) for vote in (AYE, NO, BLANK, AYE)]


class BoardMachine(RuleBasedStateMachine):
    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="board-machine-"))
        self.path = CHAMBER.open(self.folder)
        self.last: dict[int, tuple[int, ...]] = {}
        self.cast: list[bytes] = []
        self.stage = "open"
        self.owners: set[int] = set()
        self.acknowledged = self.path.read_bytes()

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)

    def act(self, do: object) -> None:
        with ArchiveFile(self.path) as file:
            do(Board(file))  # type: ignore[operator]
        self.acknowledged = self.path.read_bytes()

    @rule(which=st.sampled_from(range(len(POOL))))
    def vote(self, which: int) -> None:
        voter, vote, raw = POOL[which]
        if self.stage != "open" or raw in self.cast:
            self.refused(lambda board: board.receive_ballot(raw))
            return
        self.act(lambda board: board.receive_ballot(raw))
        self.cast.append(raw)
        self.last[voter] = vote

    @rule()
    def end(self) -> None:
        if self.stage != "open":
            self.refused(lambda board: board.end_ballots())
            return
        self.act(lambda board: board.end_ballots())
        self.stage = "ended"

    @rule()
    def tally(self) -> None:
        if self.stage != "ended":
            self.refused(lambda board: board.publish_tally())
            return
        self.act(lambda board: board.publish_tally())
        self.stage = "tallied"

    @precondition(lambda self: self.stage == "tallied")
    @rule(owner=st.integers(1, 3))
    def decrypt(self, owner: int) -> None:
        raw = CHAMBER.decrypt(owner)
        if owner in self.owners:
            self.refused(lambda board: board.receive_partial_decryption(owner, raw))
            return
        self.act(lambda board: board.receive_partial_decryption(owner, raw))
        self.owners.add(owner)

    @rule()
    def declare(self) -> None:
        if self.stage != "tallied" or len(self.owners) < 2:
            self.refused(lambda board: board.declare())
            return
        self.act(lambda board: board.declare())
        self.stage = "declared"

    @precondition(lambda self: self.stage == "open")
    @rule(which=st.sampled_from(range(len(POOL))), share=st.floats(0, 1, exclude_min=True, exclude_max=True))
    def killed_while_writing(self, which: int, share: float) -> None:
        """A process dies in the middle of an append: its ballot was never acknowledged."""
        raw = POOL[which][2]
        if raw in self.cast:
            return
        before = self.path.read_bytes()
        with ArchiveFile(self.path) as file:
            list(file.replay())
            file.append(EventType.BALLOT, [raw])
        after = self.path.read_bytes()
        self.path.write_bytes(after[: len(before) + max(1, int(share * (len(after) - len(before))))])
        with ArchiveFile(self.path) as file:
            Board(file)
            assert file.cut_off is not None
        assert self.path.read_bytes() == before

    @invariant()
    def the_archive_says_what_was_done(self) -> None:
        if not hasattr(self, "path"):
            return
        assert self.path.read_bytes() == self.acknowledged
        view = read_board(self.path)
        assert list(view.ballots()) == self.cast
        assert view.order.is_open == (self.stage == "open")
        assert set(view.partials) == self.owners
        if self.stage in ("tallied", "declared"):
            assert view.sized is not None
            assert view.sized.num_tallied == len(self.last)
        if self.stage == "declared":
            assert view.result is not None
            assert view.result.values == (tuple(sum(vote[box] for vote in self.last.values()) for box in range(3)),)

    def refused(self, do: object) -> None:
        with ArchiveFile(self.path) as file:
            board = Board(file)
            try:
                do(board)  # type: ignore[operator]
            except OutOfOrder as fault:
                assert isinstance(fault, TooFewTrustees) or str(fault)
            else:
                raise AssertionError("the board accepted an act out of its turn")


BoardMachine.TestCase.settings = settings(
    max_examples=15, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
)
TestBoard = BoardMachine.TestCase
