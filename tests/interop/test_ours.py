"""What we make, belenios-tool accepts: every kind of question, of trustees and of voters that it knows."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from comitia.protocol.question import HomomorphicQuestion, Question, Selection
from comitia.scrutineer import audit
from tests.chamber import AYE, BLANK, CONFIDENCE, NO, seat
from tests.interop.belenios import BeleniosTool, accepts

PLAIN = HomomorphicQuestion("Shall we adjourn?", ("Yes", "No"), least=1, most=1, blank=False)
BOARD = HomomorphicQuestion("Up to two for the board", ("Ann", "Bob", "Cy", "Di"), least=0, most=2, blank=False)
PAIR = HomomorphicQuestion("Exactly two, or none of them", ("East", "West", "North"), least=2, most=2, blank=True)

KINDS: dict[str, tuple[Sequence[Question], Sequence[Sequence[Selection]], Sequence[Sequence[int] | int]]] = {
    "blank": ([CONFIDENCE], [[AYE], [NO], [BLANK], [AYE]], [[1, 2, 1]]),
    "no blank": ([PLAIN], [[(1, 0)], [(0, 1)], [(1, 0)]], [[2, 1]]),
    "several questions": (
        [CONFIDENCE, BOARD, PAIR],
        [
            [AYE, (1, 1, 0, 0), (0, 1, 1, 0)],
            [NO, (0, 0, 0, 0), (1, 0, 0, 0)],
            [BLANK, (0, 0, 0, 1), (0, 1, 0, 1)],
        ],
        [[1, 1, 1], [1, 1, 0, 1], [1, 2, 1, 1]],
    ),
    "nobody votes": ([CONFIDENCE], [], [[0, 0, 0]]),
}


def both_accept(path: Path, folder: Path) -> None:
    assert audit(path).verdict == "holds"
    assert accepts(folder / "theirs", path.stem, path.read_bytes()) is None


@pytest.mark.parametrize("group", ["BELENIOS-2048", "RFC-3526-2048"])
@pytest.mark.parametrize("kind", KINDS)
def test_an_election_of_every_kind_of_question(tmp_path: Path, kind: str, group: str) -> None:
    questions, votes, expected = KINDS[kind]
    chamber = seat(members=5, group=group, singles=1, committee=None, questions=questions)
    one = len(questions) == 1
    path = chamber.hold(tmp_path, [vote[0] if one else vote for vote in votes])
    assert audit(path).result == expected
    both_accept(path, tmp_path)


@pytest.mark.parametrize(
    ("singles", "committee", "owners"),
    [(1, None, (1,)), (3, None, (1, 2, 3)), (0, (2, 3), (1, 3)), (0, (3, 3), (1, 2, 3)), (2, (2, 3), (1, 2, 4, 5))],
    ids=["one", "three", "two of three", "three of three", "two and two of three"],
)
def test_an_election_of_every_kind_of_trustees(
    tmp_path: Path, singles: int, committee: tuple[int, int] | None, owners: tuple[int, ...]
) -> None:
    chamber = seat(members=4, group="BELENIOS-2048", singles=singles, committee=committee)
    path = chamber.hold(tmp_path, [AYE, NO, AYE], *owners)
    assert audit(path).result == [[0, 2, 1]]
    both_accept(path, tmp_path)


@pytest.mark.parametrize("weights", [[2, 1, 3, 0], [10**9, 2 * 10**9, 9 * 10**10, 1]], ids=["small", "large"])
def test_an_election_with_weights(tmp_path: Path, weights: list[int]) -> None:
    """A count above 2^30 - 1 is written as a text, as the other program does."""
    chamber = seat(members=4, group="BELENIOS-2048", singles=1, committee=None, weights=weights)
    path = chamber.hold(tmp_path, [AYE, NO, AYE, NO])
    row = [0, weights[0] + weights[2], weights[1] + weights[3]]
    assert audit(path).result == [[number if number < 2**30 else str(number) for number in row]]
    both_accept(path, tmp_path)


def test_an_election_in_which_voters_changed_their_minds(tmp_path: Path) -> None:
    chamber = seat(members=4, group="BELENIOS-2048", singles=1, committee=None)
    path = chamber.open(tmp_path)
    chamber.cast(chamber.ballot(0, AYE), chamber.ballot(1, AYE), chamber.ballot(0, NO), chamber.ballot(0, BLANK))
    chamber.close()
    chamber.declare(1)
    assert audit(path).result == [[1, 1, 0]]
    both_accept(path, tmp_path)


def test_an_election_at_every_step(tmp_path: Path) -> None:
    """The other program verifies what is there; and each archive goes on from the one before it."""
    chamber = seat(members=3, group="BELENIOS-2048", singles=2, committee=None)
    path = chamber.open(tmp_path)
    steps = [path.read_bytes()]
    chamber.cast(chamber.ballot(0, AYE))
    steps.append(path.read_bytes())
    chamber.cast(chamber.ballot(1, NO))
    steps.append(path.read_bytes())
    chamber.close()
    steps.append(path.read_bytes())
    chamber.declare(1, 2)
    steps.append(path.read_bytes())
    folders = [BeleniosTool(tmp_path / str(number), path.stem) for number in range(len(steps))]
    for tool, raw in zip(folders, steps, strict=True):
        tool.put_archive(raw)
        tool.verify()
        assert audit(tool.archive).verdict == "holds"
    for older, newer in pairwise(folders):
        newer.verify_diff(older.folder)
        assert audit(newer.archive, older=older.archive).verdict == "holds"
