"""Ranked ballots: encrypted, shuffled by two trustees, decrypted."""

import pytest

from comitia import _native

from .elections import CHOOSE_TWO, Made, make_election, vector

RANK = {"type": "NonHomomorphic", "value": {"answers": ["Abbott", "Benn", "Corbyn"], "question": "Rank"}}
VOTES = [[1, 2, 3], [3, 1, 2], [0, 0, 255]]


def tally_of(made: Made) -> _native.EncryptedTally:
    ballots = [
        made.context.make_ballot(one.secret(), [vote, [0, 1, 0]])
        for one, vote in zip(made.credentials, VOTES, strict=True)
    ]
    assert [verdict.fault for verdict in made.context.verify_ballots(ballots)] == [None] * 3
    sums = _native.TallyAccumulator(made.context)
    sums.add(ballots)
    return made.context.receive_encrypted_tally(sums.render())


def test_shuffled_ballots_open_to_the_votes_in_another_order() -> None:
    made = make_election("Ed25519", [RANK, CHOOSE_TWO])
    tally = tally_of(made)
    first = tally.receive_shuffle(tally.shuffle())
    second = first.receive_shuffle(first.shuffle(), threads=2)
    assert len({tally.raw, first.raw, second.raw}) == 3
    partial = second.decrypt(made.key)
    assert second.check_partial_decryption(partial, made.key.public_key()) is None
    ranked, counts = second.open([[(1, partial)]], 3)
    assert sorted(ranked) == sorted(VOTES)  # type: ignore[type-var]
    assert counts == [0, 3, 0]
    assert second.check_result([[(1, partial)]], [ranked, counts]) is None
    rotated = [*ranked[1:], ranked[0]]
    fault = second.check_result([[(1, partial)]], [rotated, counts])
    assert fault is not None and fault.check == "result"


def test_a_shuffle_holds_for_its_own_input_alone() -> None:
    made = make_election("Ed25519", [RANK, CHOOSE_TWO])
    tally = tally_of(made)
    shuffle = tally.shuffle()
    after = tally.receive_shuffle(shuffle)
    with pytest.raises(_native.Refused) as refused:
        after.receive_shuffle(shuffle)
    assert refused.value.fault.check == "shuffle_proof"


@pytest.mark.parametrize("name", ["t-ed25519-nh", "t-rfc3526-nh-v20"])
def test_shuffles_of_the_other_program_hold(name: str) -> None:
    context = _native.ElectionContext(vector(name)["election"].encode(), vector(name)["credentials"])
    tally = context.receive_encrypted_tally(vector(name)["encrypted_tally"].encode())
    for shuffle in vector(name)["shuffles"]:
        tally = tally.receive_shuffle(shuffle.encode())
    items = [[(1, one["raw"].encode())] for one in vector(name)["partial_decryptions"]]
    assert tally.open(items, 10) == vector(name)["result"]


def test_more_numbers_than_fit_an_element_are_refused() -> None:
    question = {"type": "NonHomomorphic", "value": {"answers": [str(i) for i in range(31)], "question": "Rank"}}
    made = make_election("Ed25519", [question], voters=1)
    with pytest.raises(_native.Refused) as refused:
        made.context.make_ballot(made.credentials[0].secret(), [[1] * 31])
    assert refused.value.fault.check == "embedding"
    with pytest.raises(_native.Refused) as refused:
        made.context.make_ballot(made.credentials[0].secret(), [[256] + [1] * 30])
    assert refused.value.fault.check == "choice"


def test_nobody_ranked() -> None:
    made = make_election("Ed25519", [RANK], voters=1)
    tally = made.context.receive_encrypted_tally(_native.TallyAccumulator(made.context).render())
    after = tally.receive_shuffle(tally.shuffle())
    partial = after.decrypt(made.key)
    assert after.open([[(1, partial)]], 0) == [[]]
    assert after.check_result([[(1, partial)]], [[]]) is None
