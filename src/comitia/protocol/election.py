"""The election record: what is put to the vote, in which group, under which key.

The record is published once and hashed as it was published. Its fingerprint, Base64 of the SHA-256 of those very
bytes, stands in every ballot and in the hash of every proof, so that nothing made for one election counts in another.
Therefore an `Election` keeps the bytes that came (`raw`) and nobody ever renders it again; `render_election` is for
making a new one.

A *draft* is the record before the trustees' key is known: it has the uuid, the group and the questions, which is what
the credential authority and the trustees need to begin.

Fields stand in the order: version, description, name, group, public_key, questions, uuid, then as present
administrator, credential_authority, language. Fields of a newer release are passed over: the specification raises
`version` for changes that matter.

Source: Belenios specification, "Elections".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from comitia._native import ElectionContext
from comitia.canonical import Json, receive_json, render_json, sha256_hex
from comitia.errors import Malformed
from comitia.protocol import NotSupported
from comitia.protocol.fields import take_list, take_open_object, take_small, take_text
from comitia.protocol.group import (
    Element,
    Group,
    Progress,
    Refused,
    check_elements,
    compact_base64,
    receive_group,
    refuse,
)
from comitia.protocol.question import (
    NonHomomorphicQuestion,
    Question,
    check_askable,
    check_fits,
    read_question,
    render_question,
)

__all__ = [
    "VERSION", "Draft", "Election", "ElectionContext", "check_questions", "open_context", "read_uuid", "receive_draft",
    "receive_election", "render_draft", "render_election",
]  # fmt: skip

VERSION: Final = 1

_UUID = re.compile(r"[1-9A-HJ-NP-Za-km-z]{14,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Draft:
    """What an election asks and in which group, before its trustees have a key."""

    uuid: str
    group: str
    name: str
    description: str
    questions: tuple[Question, ...]
    administrator: str | None = None
    credential_authority: str | None = None


@dataclass(frozen=True, slots=True)
class Election:
    """A published election record: `raw` are its bytes, `digest` their SHA-256 in hexadecimal, `fingerprint` in
    Base64.
    """

    raw: bytes = field(repr=False)
    digest: str
    fingerprint: str
    uuid: str
    name: str
    description: str
    group: Group
    public_key: Element
    questions: tuple[Question, ...]
    administrator: str | None
    credential_authority: str | None

    @property
    def is_homomorphic(self) -> bool:
        """Whether every question is tallied without a shuffle."""
        return not any(isinstance(question, NonHomomorphicQuestion) for question in self.questions)


def receive_election(raw: bytes) -> Election:
    """Read a published election record.

    Raises:
        Malformed: not JSON, a field missing or of the wrong kind, a uuid that is not Base58 of 14 characters or more,
            ranks or grades that the group cannot carry.
        NotSupported: another version than 1, or a group other than the three.
        Invalid: the public key is not in the group, or is its neutral element.
    """
    what = "election"
    fields = take_open_object(
        receive_json(raw, what), what, ("version", "description", "name", "group", "public_key", "questions", "uuid")
    )
    version = take_small(fields["version"], f"{what}: version")
    if version != VERSION:
        raise NotSupported(
            f"{what}: written for version {version} of the protocol, this program reads version {VERSION}"
        )
    group = receive_group(take_text(fields["group"], f"{what}: group"), what)
    public_key = take_text(fields["public_key"], f"{what}: public_key")
    check_elements(group, [public_key], f"{what}: public_key")
    if group.is_identity(public_key):
        raise Malformed(f"{what}: public_key is the neutral element of the group; anybody could read the ballots")
    return Election(
        raw=raw,
        digest=sha256_hex(raw),
        fingerprint=compact_base64(raw),
        uuid=read_uuid(fields["uuid"], f"{what}: uuid"),
        name=take_text(fields["name"], f"{what}: name"),
        description=take_text(fields["description"], f"{what}: description"),
        group=group,
        public_key=public_key,
        questions=_read_questions(fields["questions"], group.name, what),
        administrator=_optional_text(fields, "administrator", what),
        credential_authority=_optional_text(fields, "credential_authority", what),
    )


def render_election(draft: Draft, public_key: Element) -> bytes:
    """The bytes to publish for a draft whose trustees have this key."""
    value: dict[str, Json] = {
        "version": VERSION,
        "description": draft.description,
        "name": draft.name,
        "group": draft.group,
        "public_key": public_key,
        "questions": [render_question(question) for question in draft.questions],
        "uuid": draft.uuid,
    }
    if draft.administrator is not None:
        value["administrator"] = draft.administrator
    if draft.credential_authority is not None:
        value["credential_authority"] = draft.credential_authority
    return render_json(value)


def receive_draft(raw: bytes) -> Draft:
    """Read a draft: the election record without its key. Stricter than `receive_election`: nobody is bound by it yet.

    Raises:
        Malformed: a field missing or of the wrong kind; a question that cannot be meant so.
        NotSupported: a group other than the three.
    """
    what = "draft"
    fields = take_open_object(receive_json(raw, what), what, ("description", "name", "group", "questions", "uuid"))
    group = receive_group(take_text(fields["group"], f"{what}: group"), what)
    questions = _read_questions(fields["questions"], group.name, what)
    check_questions(questions, what)
    name = take_text(fields["name"], f"{what}: name")
    if not name.strip():
        raise Malformed(f"{what}: the name is empty; say what the election is about")
    return Draft(
        uuid=read_uuid(fields["uuid"], f"{what}: uuid"),
        group=group.name,
        name=name,
        description=take_text(fields["description"], f"{what}: description"),
        questions=questions,
        administrator=_optional_text(fields, "administrator", what),
        credential_authority=_optional_text(fields, "credential_authority", what),
    )


def render_draft(draft: Draft) -> bytes:
    """The way back of `receive_draft`: the record's fields in their order, without version and public_key."""
    value = receive_json(render_election(draft, ""), "draft")
    return render_json({name: part for name, part in value.items() if name not in ("version", "public_key")})


def check_questions(questions: Sequence[Question], what: str) -> None:
    """Whether questions that are being drawn up can be meant so (see `check_askable`)."""
    for number, question in enumerate(questions, 1):
        check_askable(question, f"{what}, question {number}")


def open_context(
    election: Election,
    public_credentials: Sequence[str] = (),
    *,
    credentials_checked: bool = False,
    threads: int = 1,
    progress: Progress | None = None,
) -> ElectionContext:
    """The election with its credentials, ready to make and check ballots; built once and shared.

    `public_credentials` are the published strings. `credentials_checked` says that they came from
    `receive_public_credentials`, so that their membership in the group is not computed again.

    Raises:
        Malformed, Invalid, NotSupported: the record or a credential does not hold.
    """
    try:
        return ElectionContext(
            election.raw,
            public_credentials,
            credentials_checked=credentials_checked,
            threads=threads,
            progress=progress,
        )
    except Refused as refused:
        refuse(refused.fault, "election")


def read_uuid(value: Json, what: str) -> str:
    """An election's identifier: 14 to 64 Base58 characters."""
    uuid = take_text(value, what)
    if not _UUID.fullmatch(uuid):
        raise Malformed(
            f"{what}: found {uuid[:70]!r}, expected 14 to 64 Base58 characters (letters and digits without 0, O, I, l)"
        )
    return uuid


def _read_questions(value: Json, group: str, what: str) -> tuple[Question, ...]:
    questions = tuple(
        read_question(entry, f"{what}, question {number}")
        for number, entry in enumerate(take_list(value, f"{what}: questions"), 1)
    )
    if not questions:
        raise Malformed(f"{what}: asks no question; expected at least one")
    for number, question in enumerate(questions, 1):
        if isinstance(question, NonHomomorphicQuestion):
            check_fits(question, group, f"{what}, question {number}")
    return questions


def _optional_text(fields: dict[str, Json], name: str, what: str) -> str | None:
    return take_text(fields[name], f"{what}: {name}") if fields.get(name) is not None else None
