"""`comitia election`: the administrator draws up an election, brings its trustees' keys together, and opens the board.

The administrator keeps one folder for the election; the files in it have fixed names, so that each step finds what
the one before it left. What comes from others (certificates, polynomials, keys, the public credentials) is given by
its path, checked, and copied into the folder. Nothing in this folder is secret.
"""

import time
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from comitia.canonical import Json, receive_json, render_json
from comitia.cli.files import busy, plural, read_file, refuse_existing, say, write_new
from comitia.errors import Malformed
from comitia.protocol.fields import take_list

if TYPE_CHECKING:
    from comitia.protocol.election import Draft
    from comitia.protocol.threshold.certificate import Certificate, Committee
    from comitia.protocol.threshold.parameters import ThresholdParameters
    from comitia.protocol.threshold.polynomial import Polynomial
    from comitia.protocol.trustees import Item

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Draw up an election and open its board (administrator)."
)

FOLDER = typer.Argument(help="The administrator's folder of this election.", metavar="FOLDER")
AS_JSON = typer.Option(False, "--json", help="Tell what was done as one JSON object.")

DRAFT_NAME = "draft.json"
CERTIFICATES_NAME = "certificates.json"
POLYNOMIALS_NAME = "polynomials.json"
TRUSTEES_NAME = "trustees.json"


@app.command()
def new(
    questions: Path = typer.Argument(help="The questions: a TOML file, or a JSON template.", metavar="QUESTIONS"),
    folder: Path = FOLDER,
    group: str = typer.Option("", "--group", help="Ed25519 (the default), BELENIOS-2048 or RFC-3526-2048."),
    as_json: bool = AS_JSON,
) -> None:
    """Draw up an election: its questions, a fresh identifier, its group."""
    from comitia.protocol.election import receive_draft
    from comitia.protocol.group import random_base58

    value = _read_questions(questions)
    value["uuid"] = random_base58(14)
    value["group"] = group or value.get("group") or "Ed25519"
    draft = receive_draft(render_json(value))
    from comitia.protocol.election import render_draft

    raw = render_draft(draft)
    path = write_new(folder / DRAFT_NAME, raw)
    facts: dict[str, Json] = {
        "draft": str(path), "uuid": draft.uuid, "group": draft.group, "name": draft.name,
        "questions": len(draft.questions),
    }  # fmt: skip
    say(
        facts,
        [
            f"{draft.name}",
            f"  {plural(len(draft.questions), 'question')}, group {draft.group}, identifier {draft.uuid}",
            f"  written to {path}",
        ],
        f"give {path} to the credential authority and to the trustees; collect what they send back",
        as_json=as_json,
    )


@app.command()
def certificates(
    folder: Path = FOLDER,
    files: list[Path] = typer.Argument(help="Every trustee's certificate.", metavar="CERTIFICATE..."),
    as_json: bool = AS_JSON,
) -> None:
    """Collect the certificates of the trustees of a k-of-n committee."""
    from comitia.protocol.threshold.certificate import read_context, receive_certificates

    draft = read_draft(folder / DRAFT_NAME)
    received = {str(path): receive_json(read_file(path), str(path)) for path in files}
    values = [received[name] for name in sorted(received, key=lambda name: read_context(received[name], name).index)]
    committee = read_committee(draft.group, values)
    raw = render_json(values)
    receive_certificates(raw, committee)
    path = write_new(folder / CERTIFICATES_NAME, raw)
    say(
        {"certificates": str(path), "size": committee.size, "threshold": committee.threshold},
        [
            f"{plural(committee.size, 'certificate')} hold; {committee.threshold} of {committee.size} trustees will "
            "suffice",
            f"  written to {path}",
        ],
        f"give {path} to every trustee, who runs `comitia trustee polynomial`",
        as_json=as_json,
    )


@app.command()
def shares(
    folder: Path = FOLDER,
    files: list[Path] = typer.Argument(help="Every trustee's polynomial.", metavar="POLYNOMIAL..."),
    as_json: bool = AS_JSON,
) -> None:
    """Sort the trustees' encrypted messages by addressee: one file for each trustee."""
    from comitia.protocol.threshold.share import make_vinput

    committee, certificates, polynomials, raws = _read_polynomials(folder, files)
    outputs = [folder / f"vinput-{one.index}.json" for one in certificates]
    refuse_existing(folder / POLYNOMIALS_NAME, *outputs)
    for certificate, output in zip(certificates, outputs, strict=True):
        write_new(output, make_vinput(polynomials, certificate.index))
    write_new(folder / POLYNOMIALS_NAME, render_json([receive_json(raw, "polynomial") for raw in raws]))
    say(
        {"vinputs": [str(path) for path in outputs]},
        [
            f"{plural(committee.size, 'polynomial')} hold; one file for each trustee:",
            *(f"  trustee {one.index}: {path}" for one, path in zip(certificates, outputs, strict=True)),
        ],
        "give each trustee its file; it runs `comitia trustee share`",
        as_json=as_json,
    )


@app.command()
def trustees(
    folder: Path = FOLDER,
    single: list[Path] = typer.Option([], "--single", help="The public key of a trustee who must take part."),
    voutput: list[Path] = typer.Option([], "--voutput", help="Every voutput of the committee (give all of them)."),
    as_json: bool = AS_JSON,
) -> None:
    """Bring the trustees' keys together: singles first, then the committee."""
    from comitia.protocol.trustee import receive_trustee_key
    from comitia.protocol.trustees import Item, Pedersen, Single, election_key, receive_trustees, render_trustees

    draft = read_draft(folder / DRAFT_NAME)
    from comitia.protocol.group import receive_group

    group = receive_group(draft.group, "draft")
    items: list[Item] = [Single(receive_trustee_key(read_file(path), group)) for path in single]
    if voutput:
        items.append(Pedersen(_assemble(folder, voutput)))
    raw = render_trustees(items)
    checked = receive_trustees(raw, group)
    path = write_new(folder / TRUSTEES_NAME, raw)
    described = [
        f"  {'trustee ' + str(owner.number)}: {_describe(checked.items[owner.item])} key {owner.key.public_key[:16]}…"
        for owner in checked.owners.values()
    ]
    say(
        {"trustees": str(path), "public_key": election_key(checked), "owners": len(checked.owners)},
        ["The trustees' keys hold:", *described, f"  written to {path}"],
        f"when the credential authority has sent its public list: comitia election open {folder} PUBLIC_CREDENTIALS",
        as_json=as_json,
    )


@app.command(name="open")
def open_board(
    folder: Path = FOLDER,
    credentials: Path = typer.Argument(help="The credential authority's public list.", metavar="PUBLIC_CREDENTIALS"),
    as_json: bool = AS_JSON,
) -> None:
    """Publish the election in a new archive; voting is open from then on."""
    from comitia.protocol.board.board import open_election
    from comitia.protocol.election import render_election
    from comitia.protocol.group import compact_base64, receive_group
    from comitia.protocol.trustees import election_key, receive_trustees

    draft = read_draft(folder / DRAFT_NAME)
    trustees_raw = read_file(folder / TRUSTEES_NAME)
    checked = receive_trustees(trustees_raw, receive_group(draft.group, "draft"))
    credentials_raw = read_file(credentials)
    path = folder / f"{draft.uuid}.bel"
    election_raw = render_election(draft, election_key(checked))
    with busy("checking the credentials"):
        setup = open_election(path, int(time.time()), election_raw, trustees_raw, credentials_raw)
    fingerprint = compact_base64(credentials_raw)
    say(
        {
            "archive": str(path),
            "uuid": draft.uuid,
            "fingerprint": setup.election.fingerprint,
            "credentials": len(setup.credentials.entries),
            "credentials_fingerprint": fingerprint,
            "total_weight": setup.credentials.total_weight,
            "trustees": len(checked.owners),
        },
        [
            f"{draft.name}: voting is open",
            f"  entitled     {plural(len(setup.credentials.entries), 'voter')}, weight "
            f"{setup.credentials.total_weight:,}",
            f"  fingerprint  {setup.election.fingerprint}",
            f"  credentials  {fingerprint}",
            f"  archive      {path}",
        ],
        "publish the archive; trustees and credential authority look for their own parts in it (comitia trustee "
        "check, comitia credentials check)",
        as_json=as_json,
    )


def read_draft(path: Path) -> "Draft":
    """The draft of an election."""
    from comitia.protocol.election import receive_draft

    return receive_draft(read_file(path))


def read_committee(group_name: str, certificates: list[Json]) -> "Committee":
    """The frame that a list of certificates speaks of: as many as there are, and the first one's threshold."""
    from comitia.protocol.group import receive_group
    from comitia.protocol.threshold.certificate import Committee, read_context

    if not certificates:
        raise Malformed("certificates: the list is empty; expected one for each trustee")
    threshold = read_context(certificates[0], "certificate 1").threshold
    return Committee(receive_group(group_name, "certificates"), len(certificates), threshold)


def _read_questions(path: Path) -> dict[str, Json]:
    """The questions file, as the fields of a draft without uuid."""
    raw = read_file(path)
    if path.suffix == ".json":
        value = receive_json(raw, str(path))
        if not isinstance(value, dict):
            raise Malformed(f"{path}: expected an object with name, description and questions")
        return _plain({"description": "", **value}, str(path))
    try:
        document = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise Malformed(f"{path}: not TOML ({fault}); see the handbook for an example of a questions file") from None
    except RecursionError:
        raise Malformed(f"{path}: nested too deep; a questions file has no more than lists of lists") from None
    entries = document.pop("question", None)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise Malformed(f"{path}: has no [[question]]; expected at least one")
    allowed = ("name", "description", "group", "administrator", "credential_authority")
    for key in document:
        if key not in allowed:
            raise Malformed(f"{path}: found {key!r}, expected {', '.join(allowed)} and [[question]]")
    questions = [_read_question(entry, f"{path}, question {number}") for number, entry in enumerate(entries, 1)]
    return _plain({"description": "", "name": "", **document, "questions": questions}, str(path))


def _plain(value: dict[str, Json], what: str) -> dict[str, Json]:
    """The same fields, if they are of the kinds that a draft has: text, whole numbers, true and false, lists, objects.

    Raises:
        Malformed: a date, a time, a number with a fraction.
    """
    waiting: list[Json] = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
        elif part is not None and not isinstance(part, str | int):
            raise Malformed(
                f"{what}: found {str(part)[:40]}, expected text or a whole number; put it in quotation marks"
            )
    return value


def _read_question(entry: dict[str, Json], what: str) -> Json:
    """One [[question]] in the words of the file, as the protocol's record."""
    if "lists" in entry:
        allowed: tuple[str, ...] = ("wording", "lists")
        value: Json = {
            "type": "Lists", "value": {"answers": entry["lists"], "question": entry.get("wording")}
        }  # fmt: skip
    elif "method" in entry:
        allowed = ("wording", "answers", "method", "blank", "seats", "grades")
        hint = {name: entry[name] for name in ("method", "blank", "seats", "grades") if name in entry}
        if entry["method"] in ("MajorityJudgment", "Schulze"):
            hint.setdefault("blank", False)
        value = {
            "type": "NonHomomorphic", "value": {"answers": entry.get("answers"), "question": entry.get("wording")},
            **({"extra": hint} if entry["method"] != "other" else {}),
        }  # fmt: skip
    else:
        allowed = ("wording", "answers", "blank", "min", "max")
        value = {
            "answers": entry.get("answers"), "blank": entry.get("blank", False), "min": entry.get("min", 1),
            "max": entry.get("max", 1), "question": entry.get("wording"),
        }  # fmt: skip
    for key in entry:
        if key not in allowed:
            raise Malformed(f"{what}: found {key!r}, expected {', '.join(allowed)}")
    return value


def _read_polynomials(
    folder: Path, files: list[Path]
) -> tuple["Committee", tuple["Certificate", ...], list["Polynomial"], list[bytes]]:
    """The committee's certificates and every trustee's polynomial, in the order of the indexes."""
    from comitia.protocol.threshold.certificate import receive_certificates
    from comitia.protocol.threshold.polynomial import find_author, receive_polynomial

    draft = read_draft(folder / DRAFT_NAME)
    certificates_raw = read_file(folder / CERTIFICATES_NAME)
    committee = read_committee(draft.group, receive_json(certificates_raw, "certificates"))
    certificates = receive_certificates(certificates_raw, committee)
    by_index: dict[int, bytes] = {}
    for path in files:
        raw = read_file(path)
        index = find_author(raw, committee, certificates, str(path))
        if index in by_index:
            raise Malformed(f"{path}: a second polynomial of trustee {index}; expected one of each trustee")
        by_index[index] = raw
    missing = [str(one.index) for one in certificates if one.index not in by_index]
    if missing:
        raise Malformed(f"polynomials: none from trustee {', '.join(missing)}; expected one of each trustee")
    raws = [by_index[one.index] for one in certificates]
    polynomials = [
        receive_polynomial(raw, committee, certificates, one.index) for raw, one in zip(raws, certificates, strict=True)
    ]
    return committee, certificates, polynomials, raws


def _assemble(folder: Path, voutputs: list[Path]) -> "ThresholdParameters":
    """The committee's threshold parameters, from the folder's certificates and polynomials and every voutput."""
    from comitia.protocol.threshold.certificate import receive_certificates
    from comitia.protocol.threshold.parameters import assemble_threshold_parameters
    from comitia.protocol.threshold.polynomial import receive_polynomial
    from comitia.protocol.threshold.share import find_share_owner, receive_voutput

    certificates_raw = read_file(folder / CERTIFICATES_NAME)
    committee = read_committee(read_draft(folder / DRAFT_NAME).group, receive_json(certificates_raw, "certificates"))
    certificates = receive_certificates(certificates_raw, committee)
    values = take_list(receive_json(read_file(folder / POLYNOMIALS_NAME), "polynomials"), "polynomials")
    polynomials = [
        receive_polynomial(render_json(value), committee, certificates, index) for index, value in enumerate(values, 1)
    ]
    coefexps = [one.coefexps for one in polynomials]
    received = {}
    for path in voutputs:
        raw = read_file(path)
        index = find_share_owner(raw, committee, certificates, str(path))
        received[index] = receive_voutput(raw, committee, certificates, coefexps, index)
    missing = [str(one.index) for one in certificates if one.index not in received]
    if missing:
        raise Malformed(
            f"voutputs: none from trustee {', '.join(missing)}; expected one of each trustee of the committee"
        )
    ordered = [received[one.index] for one in certificates]
    return assemble_threshold_parameters(committee, certificates, polynomials, ordered)


def _describe(item: "Item") -> str:
    """A trustee's part in words."""
    return (
        "must take part," if item.threshold == len(item.keys) == 1 else f"{item.threshold} of {len(item.keys)} suffice,"
    )
