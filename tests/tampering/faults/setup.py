"""Faults of the setup: the election, its trustees, its key, its credentials (checks 4 to 7)."""

import json
import re

from tests.tampering.archive import compact, write_archive
from tests.tampering.faults.kit import changed, fault, in_order, plus_one, twisted, with_setup, without
from tests.tampering.forge import Forge

# 4: the election


@fault(4, "the election's key is the neutral element: every ballot could be read by anybody")
def election_key_neutral(f: Forge) -> bytes:
    return write_archive([f.setup(election=compact(f.election | {"public_key": f.group.write(f.group.identity)}))])


@fault(4, "the election's key times the element of order 2")
def election_key_outside_group(f: Forge) -> bytes:
    return write_archive([f.setup(election=compact(f.election | {"public_key": twisted(f, f.election["public_key"])}))])


@fault(4, "the election's key times the element of order 2", "b2048")
def election_key_outside_group_(f: Forge) -> bytes:
    return write_archive([f.setup(election=compact(f.election | {"public_key": twisted(f, f.election["public_key"])}))])


@fault(4, "a question that asks for at least two of at most one answer")
def question_unanswerable(f: Forge) -> bytes:
    return write_archive([f.setup(election=compact(changed(f.election, "questions", 0, "min", to=2)))])


@fault(4, "an election without questions")
def no_question(f: Forge) -> bytes:
    return write_archive([f.setup(election=compact(f.election | {"questions": []}))])


@fault(4, "a uuid with a letter that Base58 does not have")
def uuid_not_base58(f: Forge) -> bytes:
    return write_archive([f.setup(election=compact(f.election | {"uuid": "TamperlEd25519"}))])


@fault(4, "the election record has no key")
def election_key_missing(f: Forge) -> bytes:
    return write_archive([f.setup(election=compact(without(f.election, "public_key")))])


# 5: the trustees


@fault(5, "a trustee's key without a proof that anybody knows its secret")
def trustee_key_without_proof(f: Forge) -> bytes:
    return with_setup(f, trustees=without(f.trustee_list, 0, 1, "pok"))


@fault(5, "a trustee's proof of knowledge, one number changed")
def trustee_proof_flipped(f: Forge) -> bytes:
    return with_setup(f, trustees=changed(f.trustee_list, 1, 1, "pok", "response", to=plus_one(f)))


@fault(5, "a trustee's proof of knowledge, one number changed", "b2048")
def trustee_proof_flipped_(f: Forge) -> bytes:
    return with_setup(f, trustees=changed(f.trustee_list, 1, 1, "pok", "response", to=plus_one(f)))


@fault(5, "the proof of one trustee used for the key of another, chosen to cancel it")
def trustee_key_rogue(f: Forge) -> bytes:
    own = f.group.power(f.group.g, f.draw())
    rogue = f.group.write(f.group.multiply(own, f.group.invert(f.read(f.trustee_list[0][1]["public_key"]))))
    trustees = changed(f.trustee_list, 1, 1, "public_key", to=rogue)
    return write_archive(
        [f.setup(trustees=trustees, election=compact(f.election | {"public_key": f.group.write(own)}))]
    )


@fault(5, "two trustees' keys each times the element of order 2: their product is right, they are not in the group")
def trustee_keys_outside_group(f: Forge) -> bytes:
    trustees = f.trustee_list
    for i in (0, 1):
        secret, key = f.trustees[i].secret_key, twisted(f, trustees[i][1]["public_key"])
        proof = f.schnorr(f"pok|{f.group.name}|{key}|", secret)
        while int(proof["challenge"]) % 2:
            proof = f.schnorr(f"pok|{f.group.name}|{key}|", secret)
        trustees = changed(trustees, i, 1, to={"pok": proof, "public_key": key})
    return with_setup(f, trustees=trustees)


@fault(5, "a certificate's signature, one number changed", "mixed")
def certificate_not_signed(f: Forge) -> bytes:
    return with_setup(f, trustees=changed(f.trustee_list, 1, 1, "certs", 0, "signature", "response", to=plus_one(f)))


@fault(5, "a certificate made for another threshold, and signed so", "mixed")
def certificate_of_another_threshold(f: Forge) -> bytes:
    return with_setup(f, trustees=changed(f.trustee_list, 1, 1, "certs", 0, to=lambda cert: f.signed(
        changed(json.loads(cert["message"]), "context", "threshold", to=3), f.signing[0])))  # fmt: skip


@fault(5, "the threshold lowered to one", "mixed")
def threshold_lowered(f: Forge) -> bytes:
    return with_setup(f, trustees=changed(f.trustee_list, 1, 1, "threshold", to=1))


@fault(5, "two verification keys of a shared key exchanged", "mixed")
def verification_keys_exchanged(f: Forge) -> bytes:
    return with_setup(
        f, trustees=changed(f.trustee_list, 1, 1, "verification_keys", to=lambda keys: [keys[1], keys[0], keys[2]])
    )


@fault(5, "a verification key without its owner's signature", "mixed")
def verification_key_not_signed(f: Forge) -> bytes:
    return with_setup(f, trustees=without(f.trustee_list, 1, 1, "verification_keys", 2, "signature"))


@fault(5, "no signatures over the certificates that each trustee saw", "mixed")
def certificates_not_countersigned(f: Forge) -> bytes:
    return with_setup(f, trustees=without(f.trustee_list, 1, 1, "signatures"))


@fault(5, "a committed coefficient changed, its signature left as it was", "mixed")
def coefficient_altered(f: Forge) -> bytes:
    other = f.group.write(f.group.power(f.group.g, f.draw()))
    return with_setup(f, trustees=changed(f.trustee_list, 1, 1, "coefexps", 0, "message", to=lambda text: re.sub(
        r"[0-9a-f]{64,}", other, text, count=1)))  # fmt: skip


@fault(
    5,
    "two trustees' coefficients each times the element of order 2, signed anew: every key that follows is right",
    "mixed",
)
def coefficients_outside_group(f: Forge) -> bytes:
    trustees = f.trustee_list
    certs = trustees[1][1]["certs"]
    for i in (0, 1):
        points = json.loads(trustees[1][1]["coefexps"][i]["message"])["coefexps"]
        points = [twisted(f, points[0]), *points[1:]]
        trustees = changed(trustees, 1, 1, "coefexps", i, to=f.signed({"coefexps": points}, f.signing[i]))
        both = compact({"certs": certs, "coefexps": points}).decode()
        trustees = changed(trustees, 1, 1, "signatures", i, to=f.schnorr(f"sigmsg|certs_sig|{both}|", f.signing[i]))
    return with_setup(f, trustees=trustees)


# 6: the election's key


@fault(6, "one of the trustees is missing from the list")
def trustee_removed(f: Forge) -> bytes:
    return with_setup(f, trustees=f.trustee_list[:1])


@fault(6, "one of the trustees is missing from the list", "b2048")
def trustee_removed_(f: Forge) -> bytes:
    return with_setup(f, trustees=f.trustee_list[:1])


@fault(6, "the election's key is not the trustees' but that of a stranger")
def election_key_of_a_stranger(f: Forge) -> bytes:
    strange = f.group.write(f.group.power(f.group.g, f.draw()))
    return write_archive([f.setup(election=compact(f.election | {"public_key": strange}))])


@fault(6, "a further trustee, whose key is not in the election's")
def trustee_added(f: Forge) -> bytes:
    return with_setup(f, trustees=[*f.trustee_list, ["Single", f.trustee_key(f.draw())]])


# 7: the credentials


@fault(7, "a credential twice in the list")
def duplicate_credential(f: Forge) -> bytes:
    return with_setup(f, credentials=in_order(f, [*f.credentials, f.credentials[2]]))


@fault(7, "a credential twice in the list, with another weight", "b2048")
def duplicate_credential_(f: Forge) -> bytes:
    return with_setup(f, credentials=[*f.credentials, f.credentials[-1].split(",")[0] + ",5"])


@fault(7, "a credential outside the group")
def credential_outside_group(f: Forge) -> bytes:
    extra = twisted(f, f.group.write(f.group.power(f.group.g, f.draw())))
    return with_setup(f, credentials=in_order(f, [*f.credentials, extra]))


@fault(7, "the neutral element as a credential: anybody could sign for it")
def credential_neutral(f: Forge) -> bytes:
    return with_setup(f, credentials=in_order(f, [*f.credentials, f.group.write(f.group.identity)]))


@fault(7, "a credential written with capital letters")
def credential_respelt(f: Forge) -> bytes:
    return with_setup(f, credentials=changed(f.credentials, 3, to=str.upper))


@fault(7, "the credentials in the order of the roll and not sorted")
def credentials_not_sorted(f: Forge) -> bytes:
    return with_setup(f, credentials=f.credentials[::-1])


@fault(7, "a negative weight", "b2048")
def weight_negative(f: Forge) -> bytes:
    return with_setup(f, credentials=changed(f.credentials, 1, to=lambda entry: entry.split(",")[0] + ",-1"))


@fault(7, "a weight of one and a half", "b2048")
def weight_not_whole(f: Forge) -> bytes:
    return with_setup(f, credentials=changed(f.credentials, 1, to=lambda entry: entry.split(",")[0] + ",1.5"))
