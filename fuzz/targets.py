"""The parsers, each as a function of bytes that returns or refuses with a `ComitiaError`, and never anything else.

A parser that needs a context gets a small fixed one: the bundled archive's election, its group, its committee.
"""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from comitia.canonical import receive_json
from comitia.contest.facts import receive_facts_jsonl, receive_facts_toml
from comitia.count import formats
from comitia.errors import ComitiaError
from comitia.protocol.archive.event import receive_event
from comitia.protocol.credential import receive_public_credentials
from comitia.protocol.decryption import receive_owned
from comitia.protocol.election import receive_draft, receive_election
from comitia.protocol.group import receive_group
from comitia.protocol.tally import receive_sized_tally
from comitia.protocol.trustee import receive_private_key, receive_trustee_key
from comitia.protocol.trustees import receive_trustees
from comitia.record.entries import receive_record
from comitia.record.questions import receive_questions
from comitia.record.register import receive_register
from comitia.roll.received import receive_table
from comitia.roll.rule.electorates import receive_rules
from comitia.rulebook.cases.door import receive_case
from comitia.rulebook.form.read import receive_rulebook
from comitia.scrutineer import audit

Target = Callable[[bytes], None]
GROUP = receive_group("Ed25519", "group")


def _refusing(parser: Callable[[bytes], object]) -> Target:
    def target(raw: bytes) -> None:
        with suppress(ComitiaError):
            parser(raw)

    return target


def _papers(form: str, raw: bytes) -> object:
    return formats.receive(formats.Source("input", raw), options=formats.Options(form=form))


def _audit(raw: bytes) -> object:
    with tempfile.NamedTemporaryFile(suffix=".bel") as file:
        file.write(raw)
        file.flush()
        return audit(Path(file.name), threads=1)


PARSERS: dict[str, Callable[[bytes], object]] = {
    "json": lambda raw: receive_json(raw, "input"),
    # protocol, and the scrutineer over it
    "archive": _audit,
    "event": lambda raw: receive_event(raw, "event"),
    "election": receive_election,
    "draft": receive_draft,
    "trustees": lambda raw: receive_trustees(raw, GROUP),
    "trustee-key": lambda raw: receive_trustee_key(raw, GROUP),
    "private-key": lambda raw: receive_private_key(raw, GROUP),
    "public-credentials": lambda raw: receive_public_credentials(raw, GROUP),
    "sized-tally": receive_sized_tally,
    "owned": lambda raw: receive_owned(raw, "partial decryption"),
    # count
    **{form: partial(_papers, form) for form in formats.FORMS if form != "rctab"},
    # rulebook, contest
    "case": lambda raw: receive_case(raw, "case"),
    "rulebook": lambda raw: receive_rulebook(raw, "rulebook.md"),
    "facts-toml": lambda raw: receive_facts_toml(raw, "facts"),
    "facts-jsonl": lambda raw: receive_facts_jsonl(raw, "facts"),
    # roll, record
    "roll": lambda raw: receive_table(raw, "roll.csv"),
    "electorate": lambda raw: receive_rules(receive_json(raw, "electorate"), "electorate"),
    "register": receive_register,
    "questions": receive_questions,
    "record": receive_record,
}
"""The ballots, the elections and the partial decryptions that Rust reads have their targets in `rust/fuzz`."""

TARGETS: dict[str, Target] = {name: _refusing(parser) for name, parser in PARSERS.items()}
