"""Secrets: they compute, and they do not show themselves."""

import pickle
from collections.abc import Callable

import pytest

from comitia import _native

from .elections import GROUPS


def holders(group: _native.Group) -> list[object]:
    credential = _native.Credential.generate(group, "11111111111111", 1)[0]
    return [
        _native.SecretScalar.from_decimal(group, "123456789"),
        _native.SecretPolynomial.generate(group, 2),
        credential,
    ]


def test_a_secret_does_not_appear_in_its_representation() -> None:
    for secret in holders(_native.Group("Ed25519")):
        assert "hidden" in repr(secret)
        assert "123456789" not in repr(secret) + str(secret)


@pytest.mark.parametrize(
    "act", [lambda s: s == s, hash, pickle.dumps, lambda s: s != 1], ids=["equal", "hash", "pickle", "unequal"]
)
def test_secrets_are_not_compared_hashed_or_pickled(act: Callable[[object], object]) -> None:
    scalar, polynomial, _ = holders(_native.Group("Ed25519"))
    for secret in (scalar, polynomial):
        with pytest.raises(TypeError):
            act(secret)


def test_a_refused_secret_is_not_quoted() -> None:
    group = _native.Group("Ed25519")
    for wrong, check in [("0123", "canonical"), (str(group.order + 777), "scalar"), ("123 ", "canonical")]:
        with pytest.raises(_native.Refused) as refused:
            _native.SecretScalar.from_decimal(group, wrong)
        assert refused.value.fault.check == check
        assert wrong.strip() not in str(refused.value)
    with pytest.raises(_native.Refused) as refused:
        _native.Credential.derive(group, "11111111111111", ["YnuFB-zboVtd-oBZPR-rFZ3Pr", "WrongForm"])
    assert refused.value.fault.check == "canonical"
    assert "2" in refused.value.fault.what
    assert "WrongForm" not in str(refused.value)


@pytest.mark.parametrize("name", GROUPS)
def test_a_revealed_secret_reads_back_to_the_same_key(name: str) -> None:
    group = _native.Group(name)
    secret = _native.SecretScalar.generate(group)
    again = _native.SecretScalar.from_decimal(group, secret.reveal_decimal())
    assert again.public_key() == secret.public_key()
    assert group.check_elements([secret.public_key()]) == [None]
    assert secret.public_key() == group.vartime_product_of_powers([group.generator], [secret.reveal_decimal()])


@pytest.mark.parametrize("name", GROUPS)
def test_shares_of_polynomials_make_the_keys_that_everybody_can_compute(name: str) -> None:
    """A trustee's key is the sum of the shares it received; its public side follows from the published coefexps."""
    group = _native.Group(name)
    polynomials = [_native.SecretPolynomial.generate(group, 2) for _ in range(3)]
    for index in (1, 2, 3):
        key = _native.SecretScalar.sum([polynomial.evaluate(index) for polynomial in polynomials])
        public = [group.vartime_evaluate_in_exponent(polynomial.coefexps(), index) for polynomial in polynomials]
        assert key.public_key() == group.vartime_multiply(public)
    again = _native.SecretPolynomial.from_decimals(group, polynomials[0].reveal_decimals())
    assert again.coefexps() == polynomials[0].coefexps()
    assert again.threshold == 2


def test_shares_of_different_groups_are_not_added() -> None:
    mixed = [_native.SecretScalar.generate(_native.Group(name)) for name in GROUPS[:2]]
    for shares in ([], mixed):
        with pytest.raises(ValueError, match="shares"):
            _native.SecretScalar.sum(shares)


@pytest.mark.parametrize("name", GROUPS)
def test_a_channel_message_opens_for_its_key_and_unaltered_alone(name: str) -> None:
    group = _native.Group(name)
    key, other = _native.SecretScalar.generate(group), _native.SecretScalar.generate(group)
    alpha, beta, data = group.encrypt_channel(key.public_key(), b"for your eyes")
    assert key.decrypt_channel(alpha, beta, data) == b"for your eyes"
    flipped = ("0" if data[0] != "0" else "1") + data[1:]
    for who, parts, check in [
        (other, (alpha, beta, data), "channel"),
        (key, (alpha, beta, flipped), "channel"),
        (key, (alpha, beta, data[:10]), "channel"),
        (key, (alpha, beta, data.upper() + "A"), "canonical"),
        (key, ("x", beta, data), "canonical"),
    ]:
        with pytest.raises(_native.Refused) as refused:
            who.decrypt_channel(*parts)
        assert refused.value.fault.check == check


def test_fresh_credentials_have_the_specified_form_and_differ() -> None:
    group = _native.Group("Ed25519")
    made = _native.Credential.generate(group, "11111111111111", 20, threads=2)
    private = [one.reveal_private() for one in made]
    assert len(set(private)) == 20
    assert all([len(part) for part in text.split("-")] == [5, 6, 5, 6] for text in private)
    assert not set("".join(private)) & set("0OIl")
    again = _native.Credential.derive(group, "11111111111111", private)
    assert [one.public for one in again] == [one.public for one in made]
    assert [one.secret().public_key() for one in made] == [one.public for one in made]
    elsewhere = _native.Credential.derive(group, "22222222222222", private)
    assert elsewhere[0].public != made[0].public


def test_random_text_is_as_long_as_asked_and_of_base58() -> None:
    assert [len(_native.random_base58(n)) for n in (0, 1, 22, 500)] == [0, 1, 22, 500]
    assert not set(_native.random_base58(5000)) & set("0OIl+/-")


@pytest.mark.parametrize(
    "ask",
    [
        lambda: _native.SecretPolynomial.generate(_native.Group("Ed25519"), 2**60),
        lambda: _native.SecretPolynomial.generate(_native.Group("Ed25519"), 0),
        lambda: _native.Credential.generate(_native.Group("Ed25519"), "1" * 14, 2**60),
        lambda: _native.random_base58(2**60),
    ],
)
def test_more_secrets_than_there_can_be_are_refused_before_memory_is_taken(ask: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"10,000|1,000,000"):
        ask()
