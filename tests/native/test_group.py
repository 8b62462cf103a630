"""Elements, scalars and proofs of knowledge."""

import hashlib

import pytest

from comitia import _native

from .elections import GROUPS, context, vector

P_2048 = 20694785691422546401013643657505008064922989295751104097100884787057374219242717401922237254497684338129066633138078958404960054389636289796393038773905722803605973749427671376777618898589872735865049081167099310535867780980030790491654063777173764198678527273474476341835600035698305193144284561701911000786737307333564123971732897913240474578834468260652327974647951137672658693582180046317922073668860052627186363386088796882120769432366149491002923444346373222145884100586421050242120365433561201320481118852408731077014151666200162313177169372189248078507711827842317498073276598828825169183103125680162072880719  # noqa: E501
"""p of BELENIOS-2048, from the specification."""


def check(group: _native.Group, element: str) -> str | None:
    fault = group.check_elements([element])[0]
    return fault and fault.check


@pytest.mark.parametrize("name", GROUPS)
def test_the_generator_and_the_identity_are_members(name: str) -> None:
    group = _native.Group(name)
    assert group.check_elements([group.generator, group.identity]) == [None, None]
    assert group.is_identity(group.identity)
    assert not group.is_identity(group.generator)
    assert group == _native.Group(name)
    assert hash(group) == hash(_native.Group(name))


def test_an_unknown_group_is_refused() -> None:
    with pytest.raises(_native.Refused) as refused:
        _native.Group("Curve448")
    assert refused.value.fault.check == "group"
    assert "Curve448" in str(refused.value)


def test_an_element_of_the_curve_has_one_spelling() -> None:
    group = _native.Group("Ed25519")
    f61 = "f" * 61
    for other in [
        "8" + "0" * 62 + "1",  # the identity with a sign
        f"7{f61}ee",  # y = p + 1
        "6" * 62 + "5",  # too short
        ("6" * 62 + "58").upper().replace("6", "A"),
        "",
        "0" * 65,
    ]:
        assert check(group, other) == "canonical", other
    assert check(group, f"7{f61}ec") == "membership"  # order two
    assert check(group, "0" * 63 + "2") == "membership"  # not on the curve


def test_an_element_modulo_p_has_one_spelling() -> None:
    group = _native.Group("BELENIOS-2048")
    for other in ["", "01", "+1", str(P_2048), str(P_2048 + 1), " 1", "1\n"]:
        assert check(group, other) == "canonical", other
    assert check(group, "0") == "membership"
    assert check(group, str(P_2048 - 1)) == "membership"  # order two
    assert check(group, "2") == "membership"
    assert check(group, "1") is None


@pytest.mark.parametrize("name", GROUPS)
def test_membership_is_what_the_power_says(name: str) -> None:
    """g^a g^b = g^(a+b), and dividing undoes it; computed with Python's own numbers."""
    group = _native.Group(name)
    a, b = 2**200 + 17, group.order - 5
    powers = [group.vartime_product_of_powers([group.generator], [str(x)]) for x in (a, b, (a + b) % group.order)]
    assert group.vartime_multiply(powers[:2]) == powers[2]
    assert group.vartime_divide(powers[2], powers[1]) == powers[0]
    assert group.vartime_multiply([]) == group.identity
    if name != "Ed25519":
        p = P_2048 if name == "BELENIOS-2048" else 2 * group.order + 1
        assert powers[0] == str(pow(int(group.generator), a, p))


@pytest.mark.parametrize("name", GROUPS)
def test_a_scalar_is_a_canonical_number_below_the_order(name: str) -> None:
    group = _native.Group(name)
    found = group.check_scalars(["0", str(group.order - 1), str(group.order), "00", "-1", "", "1e3", str(2**4000)])
    assert [fault and fault.check for fault in found] == [
        None,
        None,
        "scalar",
        "canonical",
        "canonical",
        "canonical",
        "canonical",
        "scalar",
    ]


@pytest.mark.parametrize("name", GROUPS)
def test_a_hash_is_the_digest_modulo_the_order(name: str) -> None:
    group = _native.Group(name)
    digest = int.from_bytes(hashlib.sha256(b"comitia").digest(), "big")
    assert group.hash_to_scalar(b"comitia") == str(digest % group.order)


@pytest.mark.parametrize("name", GROUPS)
def test_a_signature_holds_for_its_key_prefix_and_proof_alone(name: str) -> None:
    group = _native.Group(name)
    secret, other = _native.SecretScalar.generate(group), _native.SecretScalar.generate(group)
    proof = secret.prove(b"sigmsg|text|")
    changed = (proof[0], str((int(proof[1]) + 1) % group.order))
    public = secret.public_key()
    found = group.check_schnorr_proofs(
        [
            (public, b"sigmsg|text|", proof),
            (public, b"sigmsg|texts|", proof),
            (other.public_key(), b"sigmsg|text|", proof),
            (public, b"sigmsg|text|", changed),
            (public, b"sigmsg|text|", (proof[0], str(group.order))),
            (public, b"sigmsg|text|", (proof[0], "01")),
        ],
        threads=2,
    )
    assert [fault and fault.check for fault in found] == [None, "proof", "proof", "proof", "scalar", "canonical"]


def test_public_credentials_of_another_program_are_sorted_members() -> None:
    for name in ["t-ed25519-h", "d-ed25519-weights", "t-b2048-h-v20", "a-rfc3526-v20"]:
        group = context(name).group
        published = vector(name)["credentials"]
        assert group.check_public_credentials(published, threads=2) == [None] * len(published)
        keys = [group.sort_key(one.split(",")[0]) for one in published]
        assert keys == sorted(keys)


def test_each_fault_of_a_public_credential_has_its_name() -> None:
    group = _native.Group("Ed25519")
    first, second = sorted((_native.SecretScalar.generate(group).public_key() for _ in range(2)), key=group.sort_key)
    small_order = "7" + "f" * 61 + "ec"
    found = group.check_public_credentials(
        [second, first, f"{first},2", f"{small_order},1", group.identity, f"{second[:-1]}G", f"{second},01", "x"]
    )
    assert [fault and fault.check for fault in found] == [
        None,
        "order",
        "duplicate",
        "membership",
        "membership",
        "canonical",
        "weight",
        "canonical",
    ]
