"""Faults of one ballot (checks 8 to 14)."""

from tests.tampering.archive import compact, write_archive
from tests.tampering.faults.kit import changed, fault, plus_one, tail, with_ballot, with_setup, without
from tests.tampering.forge import Forge

# 8: a ballot's form


@fault(8, "a ballot with one space more, otherwise the same")
def ballot_with_a_space(f: Forge) -> bytes:
    return with_ballot(f, compact(f.ballot(3, (0, 1, 0))).replace(b'","', b'", "', 1))


@fault(8, "a ballot with two of its keys exchanged")
def ballot_keys_exchanged(f: Forge) -> bytes:
    ballot = f.ballot(3, (0, 1, 0))
    return with_ballot(f, dict([*list(ballot.items())[1::-1], *list(ballot.items())[2:]]))


@fault(8, "a number with a leading zero", "b2048")
def scalar_with_leading_zero(f: Forge) -> bytes:
    ballot = changed(f.ballot(3, (0, 1, 0)), "answers", 0, "individual_proofs", 0, 0, "response", to=lambda x: "0" + x)
    return with_ballot(f, f.sign(ballot, 3))


@fault(8, "a ballot's credential in capital letters")
def ballot_in_capitals(f: Forge) -> bytes:
    return with_ballot(f, f.sign(changed(f.ballot(3, (0, 1, 0)), "credential", to=str.upper), 3))


@fault(8, "a challenge written as itself plus q: the same residue, a second spelling")
def scalar_above_q(f: Forge) -> bytes:
    path = ("answers", 0, "individual_proofs", 0, 0, "challenge")
    return with_ballot(f, f.sign(changed(f.ballot(3, (0, 1, 0)), *path, to=lambda c: str(int(c) + f.group.q)), 3))


@fault(8, "a challenge written as itself plus q", "b2048")
def scalar_above_q_(f: Forge) -> bytes:
    path = ("answers", 0, "overall_proof", 0, "challenge")
    return with_ballot(f, f.sign(changed(f.ballot(3, (0, 1, 0)), *path, to=lambda c: str(int(c) + f.group.q)), 3))


@fault(8, "a response of exactly q")
def scalar_at_q(f: Forge) -> bytes:
    path = ("answers", 0, "blank_proof", 0, "response")
    return with_ballot(f, f.sign(changed(f.ballot(3, (0, 1, 0)), *path, to=str(f.group.q)), 3))


@fault(8, "a negative response")
def scalar_negative(f: Forge) -> bytes:
    path = ("answers", 0, "blank_proof", 0, "response")
    return with_ballot(f, f.sign(changed(f.ballot(3, (0, 1, 0)), *path, to=lambda x: str(int(x) - f.group.q)), 3))


@fault(8, "an element written in its second spelling (the neutral element, with the sign bit set)")
def point_not_canonical(f: Forge) -> bytes:
    path = ("answers", 0, "choices", 1, "alpha")
    return with_ballot(f, f.sign(changed(f.ballot(3, (0, 1, 0)), *path, to=f.group.respell_identity()), 3))


@fault(8, "an element written as itself plus p", "b2048")
def element_above_p(f: Forge) -> bytes:
    path = ("answers", 0, "choices", 1, "alpha")
    return with_ballot(f, f.sign(changed(f.ballot(3, (0, 1, 0)), *path, to=lambda a: str(int(a) + f.group.p)), 3))


@fault(8, "two answers where the election has one question")
def answer_too_many(f: Forge) -> bytes:
    return with_ballot(f, f.sign(changed(f.ballot(3, (0, 1, 0)), "answers", to=lambda answers: answers * 2), 3))


@fault(8, "no answer")
def answer_missing(f: Forge) -> bytes:
    return with_ballot(f, f.sign(f.ballot(3, (0, 1, 0)) | {"answers": []}, 3))


@fault(8, "a ballot without a signature")
def signature_missing(f: Forge) -> bytes:
    return with_ballot(f, without(f.ballot(3, (0, 1, 0)), "signature"))


@fault(8, "an answer in the shape of a question without a blank box: no other program sees it, and none can tally it")
def blank_proof_absent(f: Forge) -> bytes:
    return with_ballot(f, f.ballot(3, (1, 0), blank=False))


@fault(8, "one proof fewer than ciphertexts")
def proof_missing(f: Forge) -> bytes:
    return with_ballot(
        f, f.sign(changed(f.ballot(3, (0, 1, 0)), "answers", 0, "individual_proofs", to=lambda p: p[:-1]), 3)
    )


@fault(8, "a ballot that is no JSON")
def ballot_not_json(f: Forge) -> bytes:
    return with_ballot(f, b"Aye")


@fault(8, "a ballot nested a thousand levels deep")
def ballot_too_deep(f: Forge) -> bytes:
    return with_ballot(f, b'{"answers":' + b"[" * 1000 + b"]" * 1000 + b"}")


# 9 and 10: whose it is


@fault(9, "a ballot whose uuid is that of another election")
def ballot_of_another_uuid(f: Forge) -> bytes:
    return with_ballot(f, f.ballot(3, (0, 1, 0), election_uuid="TamperEd255192"))


@fault(9, "a ballot made in every part for an election of another fingerprint")
def ballot_of_another_election(f: Forge) -> bytes:
    return with_ballot(f, f.ballot(3, (0, 1, 0), election_hash="A" * 43))


@fault(10, "a ballot right in every part, under a credential that is not in the list")
def unknown_credential(f: Forge) -> bytes:
    f.secret_credentials.append(f.draw())
    return with_ballot(f, f.ballot(4, (0, 1, 0)))


@fault(10, "a ballot right in every part, under a credential that is not in the list", "b2048")
def unknown_credential_(f: Forge) -> bytes:
    f.secret_credentials.append(f.draw())
    return with_ballot(f, f.ballot(4, (0, 1, 0)))


@fault(10, "a voter who voted is removed from the list")
def credential_removed(f: Forge) -> bytes:
    return with_setup(f, credentials=[entry for entry in f.credentials if not entry.startswith(f.public(1))])


# 11: its elements


@fault(11, "an element of small order in place of a ciphertext's alpha")
def small_order_point(f: Forge) -> bytes:
    path = ("answers", 0, "choices", 1, "alpha")
    return with_ballot(f, f.sign(changed(f.ballot(3, (0, 1, 0)), *path, to=f.group.write(f.group.order_2)), 3))


@fault(11, "alpha times the element of order 2, every proof made to hold: only membership shows it")
def alpha_outside_group(f: Forge) -> bytes:
    return with_ballot(f, f.ballot(3, (0, 1, 0), twist="alpha"))


@fault(11, "alpha times p - 1, every proof made to hold: only membership shows it", "b2048")
def alpha_outside_group_(f: Forge) -> bytes:
    return with_ballot(f, f.ballot(3, (0, 1, 0), twist="alpha"))


@fault(11, "beta times the element of order 2, every proof made to hold: only membership shows it")
def beta_outside_group(f: Forge) -> bytes:
    return with_ballot(f, f.ballot(3, (0, 1, 0), twist="beta"))


# 12: its signature


@fault(12, "a signature, one number changed")
def signature_flipped(f: Forge) -> bytes:
    return with_ballot(f, changed(f.ballot(3, (0, 1, 0)), "signature", "proof", "response", to=plus_one(f)))


@fault(12, "a signature, one number changed", "b2048")
def signature_flipped_(f: Forge) -> bytes:
    return with_ballot(f, changed(f.ballot(3, (0, 1, 0)), "signature", "proof", "response", to=plus_one(f)))


@fault(12, "another hash in the signature, signed")
def signature_of_another_text(f: Forge) -> bytes:
    ballot = f.ballot(3, (0, 1, 0))
    digest = "B" * 43
    return with_ballot(
        f, ballot | {"signature": {"hash": digest, "proof": f.schnorr(f"sig|{digest}|", f.secret_credentials[3])}}
    )


@fault(12, "somebody else's ballot with one's own credential put in, not signed anew")
def copied_ballot_not_signed(f: Forge) -> bytes:
    return with_ballot(f, f.ballots[1] | {"credential": f.public(3)})


@fault(12, "a ballot for another voter's credential, signed with one's own")
def ballot_for_another_voter(f: Forge) -> bytes:
    return with_ballot(f, f.sign(f.ballot(3, (0, 1, 0)), 2))


# 13: its proofs


def _flipped(f: Forge, *path: str | int) -> bytes:
    """One number of a counted ballot's proof changed and the ballot signed anew; all that follows is as it was."""
    ballots = list(f.ballots)
    ballots[1] = f.sign(changed(ballots[1], "answers", 0, *path, to=plus_one(f)), 1)
    return write_archive([f.setup(), *f.cast(ballots), *tail(f)])


@fault(13, "the proof that one ciphertext holds 0 or 1: one number changed, signed anew, tallied")
def individual_proof_flipped(f: Forge) -> bytes:
    return _flipped(f, "individual_proofs", 1, 0, "response")


@fault(13, "the proof that one ciphertext holds 0 or 1: one number changed, signed anew, tallied", "b2048")
def individual_proof_flipped_(f: Forge) -> bytes:
    return _flipped(f, "individual_proofs", 1, 0, "response")


@fault(13, "the proof that as many answers are ticked as allowed: one number changed, signed anew, tallied")
def overall_proof_flipped(f: Forge) -> bytes:
    return _flipped(f, "overall_proof", 1, "challenge")


@fault(13, "the proof that a blank vote ticks nothing: one number changed, signed anew, tallied")
def blank_proof_flipped(f: Forge) -> bytes:
    return _flipped(f, "blank_proof", 0, "response")


@fault(13, "the two branches of a proof exchanged, signed anew")
def proof_branches_exchanged(f: Forge) -> bytes:
    ballot = changed(f.ballot(3, (0, 1, 0)), "answers", 0, "individual_proofs", 0, to=lambda proof: proof[::-1])
    return with_ballot(f, f.sign(ballot, 3))


@fault(13, "somebody else's answers under one's own credential, signed: the copier need not know the vote")
def copied_ballot(f: Forge) -> bytes:
    return with_ballot(f, f.sign(f.ballots[1] | {"credential": f.public(3)}, 3))


@fault(13, "somebody else's answers under one's own credential, signed", "b2048")
def copied_ballot_(f: Forge) -> bytes:
    return with_ballot(f, f.sign(f.ballots[1] | {"credential": f.public(3)}, 3))


@fault(13, "both answers ticked where one is allowed, each proof as good as it can be made")
def ticked_too_often(f: Forge) -> bytes:
    return with_ballot(f, f.ballot(3, (0, 1, 1)))


@fault(13, "a ciphertext that holds two votes", "b2048")
def vote_worth_two(f: Forge) -> bytes:
    ballot = f.ballot(3, (0, 1, 0))
    path = ("answers", 0, "choices", 1, "beta")
    return with_ballot(
        f, f.sign(changed(ballot, *path, to=lambda b: f.group.write(f.group.multiply(f.read(b), f.group.g))), 3)
    )


# 14: replay


@fault(14, "the very same ballot twice in a row")
def ballot_twice(f: Forge) -> bytes:
    return with_ballot(f, f.ballots[3])


@fault(14, "a voter's first ballot again after the second: it would take the newer vote's place", "b2048")
def ballot_replayed(f: Forge) -> bytes:
    return with_ballot(f, f.ballots[0])
