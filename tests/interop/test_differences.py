"""What release 2.0 does in another way than newer releases and we, as `docs/protocol.md` tells it."""

from pathlib import Path

import pytest

from comitia.canonical import render_json
from comitia.errors import Malformed
from comitia.protocol.credential import receive_private_credential
from comitia.protocol.group import receive_group
from comitia.protocol.question import ListsQuestion
from comitia.protocol.trustees import receive_trustees
from tests.chamber import AYE, NO, seat
from tests.interop.belenios import BeleniosTool, accepts

UUID = "o1dFormat12345"


def test_private_credentials_are_not_exchanged(tmp_path: Path) -> None:
    """14 characters and a checksum, derived with PBKDF2; ours are 22, as in release 2.4 and later."""
    private, _ = BeleniosTool(tmp_path, UUID).generate_credentials(["ann@example.org"])
    assert len(private[0].replace("-", "")) == 15
    with pytest.raises(Malformed, match="found 0 of the form XXXXX-XXXXXX-XXXXX-XXXXXX"):
        receive_private_credential(private[0].encode())


def test_the_older_format_of_shared_keys_is_refused(tmp_path: Path) -> None:
    """No context in the certificates, no signatures over them: each trustee might have seen other certificates."""
    parameters = BeleniosTool(tmp_path, UUID).make_committee(size=3, threshold=2)
    assert parameters["threshold"] == 2
    assert "signatures" not in parameters
    with pytest.raises(Malformed, match="signatures"):
        receive_trustees(render_json([["Pedersen", parameters]]), receive_group("BELENIOS-2048", "test"))


def test_it_does_not_read_ed25519(tmp_path: Path) -> None:
    path = seat(members=2, group="Ed25519", singles=1, committee=None).hold(tmp_path, [AYE, NO])
    assert accepts(tmp_path / "theirs", path.stem, path.read_bytes()) is not None


def test_it_does_not_read_lists_questions(tmp_path: Path) -> None:
    question = ListsQuestion("The council", (("Unity", "Ann", "Bob"), ("Reform", "Cy")))
    chamber = seat(members=2, group="BELENIOS-2048", singles=1, committee=None, questions=[question])
    path = chamber.hold(tmp_path, [((1, 1, 0), (0, 0)), ((0, 0, 0), (1, 1))])
    assert accepts(tmp_path / "theirs", path.stem, path.read_bytes()) is not None
