"""Faults of the count: tally, partial decryptions, result (checks 15 to 20)."""

from collections.abc import Callable
from typing import Any

from tests.tampering.archive import Event, Json, write_archive
from tests.tampering.faults.kit import changed, fault, plus_one, tail, twisted, with_setup
from tests.tampering.forge import Forge, Trustee

# 15 and 16: the tally


@fault(15, "one vote added to the encrypted tally, decrypted as it is, and the result so")
def tally_plus_one(f: Forge) -> bytes:
    sums = f.tally()
    sums[1] = (sums[1][0], f.group.multiply(sums[1][1], f.group.g))
    end, _, *decryptions, _ = tail(f)
    return write_archive([f.setup(), *f.cast(), end, f.tally_event(sums), *decryptions, f.result_event([1, 1, 2])])


@fault(15, "one ballot removed and the chain made anew, the tally left as it was")
def ballot_dropped(f: Forge) -> bytes:
    return write_archive([f.setup(), *f.cast([f.ballots[0], f.ballots[2], f.ballots[3]]), *tail(f)])


@fault(15, "a weight raised in the list, the tally left as it was", "b2048")
def wrong_weight(f: Forge) -> bytes:
    return with_setup(f, credentials=[
        f"{f.public(1)},5" if entry.startswith(f.public(1)) else entry for entry in f.credentials])  # fmt: skip


@fault(15, "the tally counts the first ballot of a voter who voted again")
def revote_not_counted(f: Forge) -> bytes:
    sums = f.tally(f.ballots[:3])
    by_owner = [f.decryption_event(t.owner, f.decrypt(t, sums)) for t in f.trustees]
    return write_archive(
        [f.setup(), *f.cast(), Event("EndBallots"), f.tally_event(sums), *by_owner, f.result_event([1, 1, 1])]
    )


@fault(15, "the ballots left out of the tally by weight: everybody counted once", "b2048")
def weights_not_counted(f: Forge) -> bytes:
    weights, f.weights = f.weights, (1, 1, 1, 1)
    sums = f.tally()
    f.weights = weights
    by_owner = [f.decryption_event(t.owner, f.decrypt(t, sums)) for t in f.trustees]
    return write_archive(
        [f.setup(), *f.cast(), Event("EndBallots"), f.tally_event(sums), *by_owner, f.result_event([1, 0, 2])]
    )


@fault(15, "an element of the tally times the element of order 2")
def tally_outside_group(f: Forge) -> bytes:
    sums = f.tally()
    sums[1] = (f.group.multiply(sums[1][0], f.group.order_2), sums[1][1])
    end, _, *rest = tail(f)
    return write_archive([f.setup(), *f.cast(), end, f.tally_event(sums), *rest])


@fault(15, "a tally with one ciphertext fewer")
def tally_too_short(f: Forge) -> bytes:
    end, _, *rest = tail(f)
    return write_archive([f.setup(), *f.cast(), end, f.tally_event(f.tally()[:2]), *rest])


@fault(16, "the number of ballots overstated by three")
def tally_overstated(f: Forge) -> bytes:
    end, _, *rest = tail(f)
    return write_archive([f.setup(), *f.cast(), end, f.tally_event(num_tallied=6), *rest])


@fault(16, "the total weight overstated by three", "b2048")
def total_weight_wrong(f: Forge) -> bytes:
    end, _, *rest = tail(f)
    return write_archive([f.setup(), *f.cast(), end, f.tally_event(total_weight=f.counted_weight + 3), *rest])


@fault(16, "the number of ballots written as a text")
def tally_size_as_text(f: Forge) -> bytes:
    end, _, *rest = tail(f)
    return write_archive([f.setup(), *f.cast(), end, f.tally_event(num_tallied="3"), *rest])


# 18 and 19: the partial decryptions


def with_decryptions(f: Forge, decryptions: list[Event], result: Json = None) -> bytes:
    return write_archive(
        [f.setup(), *f.cast(), Event("EndBallots"), f.tally_event(), *decryptions, f.result_event(result)]
    )


def _second_decryption(f: Forge, *path: str | int, to: Any) -> bytes:
    first = f.decryptions(f.quorum[:-1])
    last = f.trustees[f.quorum[-1] - 1]
    return with_decryptions(f, [*first, f.decryption_event(last.owner, changed(f.decrypt(last), *path, to=to))])


def _times_g(f: Forge) -> Callable[[str], str]:
    return lambda element: f.group.write(f.group.multiply(f.read(element), f.group.g))


@fault(18, "a decryption factor times g, its proof left as it was")
def altered_factor(f: Forge) -> bytes:
    return _second_decryption(f, "decryption_factors", 0, 1, to=_times_g(f))


@fault(18, "a decryption factor times g, its proof left as it was", "b2048")
def altered_factor_(f: Forge) -> bytes:
    return _second_decryption(f, "decryption_factors", 0, 1, to=_times_g(f))


@fault(18, "a decryption factor of a shared key times g, with none to spare", "mixed")
def altered_factor_of_a_shared_key(f: Forge) -> bytes:
    return _second_decryption(f, "decryption_factors", 0, 1, to=_times_g(f))


@fault(18, "the proof of a partial decryption, one number changed")
def decryption_proof_flipped(f: Forge) -> bytes:
    return _second_decryption(f, "decryption_proofs", 0, 2, "response", to=plus_one(f))


@fault(18, "a decryption factor times the element of order 2")
def factor_outside_group(f: Forge) -> bytes:
    return _second_decryption(f, "decryption_factors", 0, 1, to=lambda element: twisted(f, element))


@fault(18, "a partial decryption with one factor fewer")
def factor_missing(f: Forge) -> bytes:
    return _second_decryption(f, "decryption_factors", 0, to=lambda factors: factors[:2])


@fault(18, "two trustees' partial decryptions under each other's number")
def owners_exchanged(f: Forge) -> bytes:
    one, two = f.trustees
    return with_decryptions(f, [f.decryption_event(1, f.decrypt(two)), f.decryption_event(2, f.decrypt(one))])


@fault(18, "the partial decryption of one trustee twice, of the other never")
def owner_twice(f: Forge) -> bytes:
    return with_decryptions(f, [*f.decryptions((1,)), *f.decryptions((1,))])


@fault(18, "a partial decryption of a trustee that the election does not have")
def owner_unknown(f: Forge) -> bytes:
    stranger = Trustee(3, f.draw())
    return with_decryptions(f, [*f.decryptions((1, 2)), f.decryption_event(3, f.decrypt(stranger))])


@fault(18, "a partial decryption of trustee number 0", "b2048")
def owner_zero(f: Forge) -> bytes:
    return with_decryptions(f, [*f.decryptions((1,)), f.decryption_event(0, f.decrypt(f.trustees[1]))])


@fault(19, "one of two mandatory trustees has not decrypted, and there is a result")
def decryption_missing(f: Forge) -> bytes:
    return with_decryptions(f, f.decryptions((1,)))


@fault(19, "of a shared key only one of the two that it needs has decrypted", "mixed")
def quorum_not_met(f: Forge) -> bytes:
    return with_decryptions(f, f.decryptions((1, 3)))


@fault(19, "the mandatory trustee has not decrypted, all others have", "mixed")
def mandatory_trustee_missing(f: Forge) -> bytes:
    return with_decryptions(f, f.decryptions((2, 3, 4)))


# 20: the result


@fault(20, "one vote moved from one answer to another")
def wrong_result(f: Forge) -> bytes:
    return with_decryptions(f, f.decryptions((1, 2)), [1, 1, 1])


@fault(20, "one vote moved from one answer to another", "b2048")
def wrong_result_(f: Forge) -> bytes:
    return with_decryptions(f, f.decryptions((1, 2)), [3, 1, 2])


@fault(20, "one vote moved from one answer to another", "mixed")
def wrong_result_of_mixed_trustees(f: Forge) -> bytes:
    return with_decryptions(f, f.decryptions(f.quorum), [1, 1, 1])


@fault(20, "a result without one of the answers")
def result_too_short(f: Forge) -> bytes:
    return with_decryptions(f, f.decryptions((1, 2)), [1, 0])


@fault(20, "a negative number of votes, made up for elsewhere")
def result_negative(f: Forge) -> bytes:
    return with_decryptions(f, f.decryptions((1, 2)), [1, -1, 3])


@fault(20, "a number of votes written as a text")
def result_as_text(f: Forge) -> bytes:
    return with_decryptions(f, f.decryptions((1, 2)), [1, 0, "2"])
