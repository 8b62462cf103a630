"""`comitia credentials`: the credential authority makes the voters' credentials, and checks that the board has them.

From the administrator's draft and a list of voters it makes one folder:

- `public_credentials.json`, for the administrator: no names, sorted, so that it tells nothing about who is who;
- `letters/0001.txt` and so on, one for each voter, to be handed to that voter alone;
- `voters.json`, which letter is whose;
- `private_credentials.json`, all of them, to give a voter theirs again. Delete it (and the letters, once handed out)
  if that will not be needed: then nobody can vote in anybody's place even if this machine is stolen.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from comitia.canonical import render_json, sync_folder
from comitia.cli.files import SECRET, plural, progress, read_file, read_view, refuse_existing, say, write_new
from comitia.errors import Invalid, Malformed

if TYPE_CHECKING:
    from comitia.protocol.credential import VoterCredential
    from comitia.protocol.election import Draft

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Make the voters' credentials (credential authority)."
)

AS_JSON = typer.Option(False, "--json", help="Tell what was done as one JSON object.")

BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Voter:
    """A voter as the list names them, and the weight of their vote."""

    identifier: str
    weight: int


@app.command()
def generate(
    draft: Path = typer.Argument(help="The administrator's draft of the election.", metavar="DRAFT"),
    voters: Path = typer.Argument(help="One voter a line: identifier, or identifier,weight.", metavar="VOTERS"),
    folder: Path = typer.Argument(help="A new folder for the credentials.", metavar="FOLDER"),
    as_json: bool = AS_JSON,
) -> None:
    """Make a credential for every voter."""
    from comitia.protocol.credential import check_weights, generate_credentials, render_public_credentials
    from comitia.protocol.election import receive_draft
    from comitia.protocol.group import compact_base64, receive_group

    refuse_existing(folder)
    election = receive_draft(read_file(draft))
    entitled = receive_voters(read_file(voters))
    group = receive_group(election.group, "draft")
    check_weights([voter.weight for voter in entitled])
    made: list[VoterCredential] = []
    with progress("credentials", len(entitled)) as advance:
        for start in range(0, len(entitled), BATCH):
            batch = entitled[start : start + BATCH]
            made += generate_credentials(group, election.uuid, [voter.weight for voter in batch], threads=0)
            advance(len(batch))
    public = render_public_credentials(group, [(one.public, one.weight) for one in made])

    with _new_folder(folder) as whole:
        _write_letters(whole, election, entitled, made)
        write_new(whole / "public_credentials.json", public)
    total = sum(voter.weight for voter in entitled)
    fingerprint = compact_base64(public)
    say(
        {"folder": str(folder), "voters": len(entitled), "total_weight": total, "credentials_fingerprint": fingerprint},
        [
            f"{election.name}: credentials for {plural(len(entitled), 'voter')}, weight {total:,} in all",
            f"  for the administrator   {folder / 'public_credentials.json'}",
            f"  for the voters          {folder / 'letters'}{os.sep} (secret; {folder / 'voters.json'} says which is "
            "whose)",
            f"  for recovery            {folder / 'private_credentials.json'} (secret)",
            f"  fingerprint of the list {fingerprint}",
        ],
        "send public_credentials.json to the administrator and each letter to its voter; when the election is "
        f"published: comitia credentials check ARCHIVE {folder}",
        as_json=as_json,
    )


@app.command()
def check(
    archive: Path = typer.Argument(help="The published archive.", metavar="ARCHIVE"),
    folder: Path = typer.Argument(help="The folder that `generate` made.", metavar="FOLDER"),
    as_json: bool = AS_JSON,
) -> None:
    """Check that the list on the board is the one that you made, to the last byte."""
    from comitia.protocol.group import compact_base64

    own = read_file(folder / "public_credentials.json")
    view = read_view(archive)
    published = view.setup.credentials
    if published.raw != own:
        raise Invalid(
            f"credentials: the board has a list with the fingerprint {compact_base64(published.raw)} and "
            f"{len(published.entries)} entries, expected {compact_base64(own)}; it is not yours: tell the "
            "administrator and the voters, and let nobody vote"
        )
    say(
        {
            "archive": str(archive),
            "credentials_fingerprint": compact_base64(published.raw),
            "voters": len(published.entries),
            "same": True,
        },
        [
            f"{view.setup.election.name}: the board has your list, to the last byte",
            f"  {plural(len(published.entries), 'voter')}, weight {published.total_weight:,} in all, fingerprint "
            f"{compact_base64(published.raw)}",
        ],
        None,
        as_json=as_json,
    )


@app.command()
def again(
    folder: Path = typer.Argument(help="The folder that `generate` made.", metavar="FOLDER"),
    voter: str = typer.Argument(help="The voter's identifier, as in the list.", metavar="VOTER"),
    as_json: bool = AS_JSON,
) -> None:
    """Say which letter is a voter's, to hand it out again."""
    from comitia.canonical import receive_json
    from comitia.errors import NotEntitled
    from comitia.protocol.fields import take_open_object

    letters = take_open_object(receive_json(read_file(folder / "voters.json"), "voters.json"), "voters.json", ())
    if voter not in letters:
        raise NotEntitled(
            f"voters: {voter!r} is not in the list of {len(letters)} voters that the credentials were made for"
        )
    path = folder / "letters" / str(letters[voter])
    say(
        {"voter": voter, "letter": str(path)},
        [f"The letter of {voter} is {path}"],
        "hand it to that voter alone, after making sure that it is them",
        as_json=as_json,
    )


def receive_voters(raw: bytes) -> list[Voter]:
    """Read the list of voters: one a line, `identifier` or `identifier,weight`; empty lines and lines after # do not
    count.

    Raises:
        Malformed: not text, no voter, the same voter twice, a weight that is no whole number.
    """
    try:
        lines = raw.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as fault:
        raise Malformed(f"voters: byte {fault.start} is not UTF-8 text; save the list as UTF-8") from None
    voters: list[Voter] = []
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        identifier, comma, weight_text = (part.strip() for part in line.partition(","))
        if not identifier or not identifier.isprintable():
            raise Malformed(f"voters, line {number}: expected an identifier, or an identifier, a comma and a weight")
        if comma and not (weight_text.isascii() and weight_text.isdigit() and len(weight_text) <= 12):
            raise Malformed(
                f"voters, line {number}: found the weight {weight_text[:20]!r}, expected a whole number of votes"
            )
        if identifier in seen:
            raise Malformed(f"voters, line {number}: this voter stands in the list twice; each gets one credential")
        seen.add(identifier)
        voters.append(Voter(identifier, int(weight_text) if comma else 1))
    if not voters:
        raise Malformed("voters: the list is empty; expected one voter a line")
    return voters


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """A folder to be filled, which appears in its place whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    whole = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".new-"))
    try:
        yield whole
        whole.rename(folder)
        sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(whole, ignore_errors=True)
        raise


def _write_letters(folder: Path, election: "Draft", voters: list[Voter], made: "list[VoterCredential]") -> None:
    """A letter for each voter, under a number; which is whose; and all private credentials in one file."""
    digits = max(4, len(str(len(voters))))
    names = [f"{number:0{digits}}.txt" for number in range(1, len(voters) + 1)]
    secrets = {}
    (folder / "letters").mkdir(mode=0o700)
    with progress("letters", len(voters)) as advance:
        for name, voter, one in zip(names, voters, made, strict=True):
            secret_text = one.secret_credential.reveal_private()
            secrets[voter.identifier] = secret_text
            _write_secret(folder / "letters" / name, _letter(election.name, election.uuid, voter, secret_text))
            advance(1)
    letters = {voter.identifier: name for name, voter in zip(names, voters, strict=True)}
    write_new(folder / "private_credentials.json", render_json(secrets), mode=SECRET)
    write_new(folder / "voters.json", render_json(letters), mode=SECRET)


def _letter(name: str, uuid: str, voter: Voter, secret_text: str) -> bytes:
    weight = "" if voter.weight == 1 else f"Weight      {voter.weight:,} votes\n"
    return (
        f"{name}\n\n"
        f"For         {voter.identifier}\n"
        f"Election    {uuid}\n"
        f"{weight}"
        f"\nYour credential:\n\n    {secret_text}\n\n"
        "Keep it to yourself: whoever has it can vote in your place. You may vote more\n"
        "than once while voting is open; your last ballot counts.\n"
    ).encode()


def _write_secret(path: Path, raw: bytes) -> None:
    """Into a folder that is not in its place yet: the folder appears whole or not at all."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, SECRET)
    with os.fdopen(descriptor, "wb") as file:
        file.write(raw)
