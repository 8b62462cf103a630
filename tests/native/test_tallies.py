"""From ballots to a result: added up, decrypted, combined."""

import json
from typing import Any

import pytest

from comitia import _native

from .elections import CHOOSE_TWO, DIVISION, GROUPS, LISTS, context, make_election, vector


@pytest.mark.parametrize("name", GROUPS)
def test_what_the_voters_chose_is_what_the_tally_opens_to(name: str) -> None:
    made = make_election(name, [DIVISION, CHOOSE_TWO, LISTS], weights=3)
    choices: list[Any] = [
        [[0, 1, 0], [1, 1, 0], [[1, 1, 1], [0, 0]]],
        [[1, 0, 0], [0, 1, 0], [[0, 0, 0], [1, 1]]],
        [[0, 0, 1], [0, 0, 0], [[1, 0, 1], [0, 0]]],
    ]
    ballots = [made.context.make_ballot(one.secret(), c) for one, c in zip(made.credentials, choices, strict=True)]
    sums = _native.TallyAccumulator(made.context)
    sums.add(ballots[:1])
    sums.add(ballots[1:], threads=2)
    assert (sums.num_tallied, sums.total_weight) == (3, 9)
    tally = made.context.receive_encrypted_tally(sums.render())
    partial = tally.decrypt(made.key, threads=2)
    assert tally.check_partial_decryption(partial, made.key.public_key()) is None
    result = tally.open([[(1, partial)]], 9)
    assert result == [[3, 3, 3], [3, 6, 0], [[6, 3, 6], [3, 3]]]
    assert tally.check_result([[(1, partial)]], result) is None
    wrong = [[3, 3, 3], [3, 6, 1], [[6, 3, 6], [3, 3]]]
    fault = tally.check_result([[(1, partial)]], wrong)
    assert fault is not None and fault.check == "result" and "question 2, number 3" in fault.what


def test_nobody_voted() -> None:
    made = make_election("Ed25519", [DIVISION])
    tally = made.context.receive_encrypted_tally(_native.TallyAccumulator(made.context).render())
    partial = tally.decrypt(made.key)
    assert tally.open([[(1, partial)]], 0) == [[0, 0, 0]]


def test_any_two_of_three_trustees_open_the_tally_and_one_does_not() -> None:
    group = _native.Group("Ed25519")
    polynomials = [_native.SecretPolynomial.generate(group, 2) for _ in range(3)]
    keys = [_native.SecretScalar.sum([p.evaluate(index) for p in polynomials]) for index in (1, 2, 3)]
    single = _native.SecretScalar.generate(group)
    joint = group.vartime_multiply([*(p.coefexps()[0] for p in polynomials), single.public_key()])
    election = json.loads(vector("t-ed25519-h")["election"]) | {"public_key": joint}
    voter = _native.SecretScalar.generate(group)
    made = _native.ElectionContext(json.dumps(election).encode(), [voter.public_key()])
    sums = _native.TallyAccumulator(made)
    sums.add([made.make_ballot(voter, [[0, 1, 0]])])
    tally = made.receive_encrypted_tally(sums.render())
    mandatory = [(1, tally.decrypt(single))]
    partials = {index: tally.decrypt(key) for index, key in enumerate(keys, 1)}
    for chosen in ([1, 2], [1, 3], [3, 2]):
        assert tally.open([[(index, partials[index]) for index in chosen], mandatory], 1) == [[0, 1, 0]]
    for items in ([[(1, partials[1])], mandatory], [[(1, partials[1]), (2, partials[2])]]):
        with pytest.raises(_native.Refused) as refused:
            tally.open(items, 1)
        assert refused.value.fault.check == "discrete_log"
    for wrong in ([1, 1], [0, 1]):
        with pytest.raises(ValueError, match="index"):
            tally.open([[(index, partials[1]) for index in wrong], mandatory], 1)


def test_a_batch_with_a_fault_adds_nothing() -> None:
    made = make_election("Ed25519", [DIVISION])
    good = made.context.make_ballot(made.credentials[0].secret(), [[0, 1, 0]])
    stranger = made.context.make_ballot(_native.SecretScalar.generate(made.group), [[0, 1, 0]])
    sums = _native.TallyAccumulator(made.context)
    before = sums.render()
    for bad, check in [(stranger, "credential"), (b"{}", "shape")]:
        with pytest.raises(_native.Refused) as refused:
            sums.add([good, bad])
        assert refused.value.fault.check == check
    assert (sums.num_tallied, sums.render()) == (0, before)


def test_a_weight_is_not_for_a_ranked_question() -> None:
    name = "t-ed25519-nh"
    weighted = [f"{one},2" for one in vector(name)["credentials"]]
    heavy = _native.ElectionContext(vector(name)["election"].encode(), weighted)
    with pytest.raises(_native.Refused) as refused:
        _native.TallyAccumulator(heavy).add([vector(name)["ballots"][0].encode()])
    assert refused.value.fault.check == "weight"


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (lambda raw: raw + b"\n", "canonical"),
        (lambda raw: raw.replace(b'"beta"', b'"betta"', 1), "canonical"),
        (lambda raw: raw[:1] + raw[1:-1] + b"," + raw[1:], "canonical"),
        (lambda raw: b"[]", "shape"),
        (lambda raw: b"[" + raw[1 : raw.rindex(b",{")] + b"]]", "shape"),
        (lambda raw: raw.replace(raw[12:76], b"7" + b"f" * 61 + b"ec", 1), "membership"),
    ],
    ids=["newline", "key", "second question", "no question", "one fewer", "small order"],
)
def test_each_fault_of_a_tally_has_its_name(change: Any, check: str) -> None:
    raw = vector("t-ed25519-h")["encrypted_tally"].encode()
    with pytest.raises(_native.Refused) as refused:
        context("t-ed25519-h").receive_encrypted_tally(change(raw))
    assert refused.value.fault.check == check


def test_each_fault_of_a_partial_decryption_has_its_name() -> None:
    name = "t-ed25519-h"
    tally = context(name).receive_encrypted_tally(vector(name)["encrypted_tally"].encode())
    raw, key = vector(name)["partial_decryptions"][0]["raw"], vector(name)["keys"][0]
    assert tally.check_partial_decryption(raw.encode(), key) is None

    def fault_of(change: Any) -> str | None:
        partial = json.loads(raw)
        change(partial["decryption_factors"][0], partial["decryption_proofs"][0])
        changed = json.dumps(partial, separators=(",", ":")).encode()
        fault = tally.check_partial_decryption(changed, key)
        return fault and fault.check

    order = context(name).group.order
    assert fault_of(lambda factors, proofs: factors.pop()) == "shape"
    assert fault_of(lambda factors, proofs: proofs.append(proofs[0])) == "shape"
    assert fault_of(lambda factors, proofs: factors.reverse()) == "decryption_proof"
    assert fault_of(lambda factors, proofs: factors.__setitem__(0, "7" + "f" * 61 + "ec")) == "membership"
    assert fault_of(lambda factors, proofs: factors.__setitem__(0, factors[0].upper() + "A")) == "canonical"
    assert fault_of(lambda factors, proofs: proofs[0].update(response=str(order))) == "scalar"
    assert fault_of(lambda factors, proofs: proofs[0].update(response="1")) == "decryption_proof"
    other = tally.check_partial_decryption(raw.encode(), vector(name)["keys"][1])
    assert other is not None and other.check == "decryption_proof"


@pytest.mark.parametrize(
    ("question", "choice", "nested"),
    [
        (CHOOSE_TWO, [0, 1, 1], [[0, 1, 1]]),
        ({"type": "Lists", "value": {"answers": [["Unity", "Ann"]], "question": "Q"}}, [[1, 1]], [1, 1]),
        ({"type": "NonHomomorphic", "value": {"answers": ["A", "B"], "question": "Q"}}, [2, 1], [2, 1]),
    ],
)
def test_a_result_with_the_right_numbers_in_another_nesting_is_refused(question: Any, choice: Any, nested: Any) -> None:
    made = make_election("Ed25519", [question], voters=1)
    sums = _native.TallyAccumulator(made.context)
    sums.add([made.context.make_ballot(made.credentials[0].secret(), [choice])])
    tally = made.context.receive_encrypted_tally(sums.render())
    partial = tally.decrypt(made.key)
    result = tally.open([[(1, partial)]], 1)
    assert tally.check_result([[(1, partial)]], result) is None
    fault = tally.check_result([[(1, partial)]], [nested])
    assert fault is not None and fault.check == "shape"
