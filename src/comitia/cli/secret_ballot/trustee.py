"""`comitia trustee`: a trustee makes a key, looks for it on the board, and decrypts.

A trustee keeps one folder, on its own machine and in a backup. Two files in it are secret, mode 0600, and never leave
it: `private_key.json` (of a trustee who must take part) or `seed.txt` (of a member of a k-of-n committee). Everything
else in it may be shown to anybody. The trustee's part of a committee is three steps before the election (cert,
polynomial, share) and one after it (decrypt); a trustee who must take part has one before (key) and the same one
after. Where ranks or grades were asked for, trustees shuffle before anybody decrypts.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from comitia.canonical import Json, receive_json, render_json, sha256_hex, write_whole
from comitia.cli.files import SECRET, busy, plural, progress, read_file, read_view, refuse_existing, say, write_new
from comitia.errors import Invalid, OutOfOrder

if TYPE_CHECKING:
    from comitia.protocol.board.view import BoardView
    from comitia.protocol.group import Group, SecretScalar
    from comitia.protocol.threshold.certificate import Certificate, Committee

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Make keys, certify, shuffle, decrypt (trustee).")

MINE = typer.Argument(help="The trustee's own folder.", metavar="MINE")
DRAFT = typer.Argument(help="The administrator's draft of the election.", metavar="DRAFT")
CERTIFICATES = typer.Argument(help="All certificates, from the administrator.", metavar="CERTIFICATES")
ARCHIVE = typer.Argument(help="The published archive.", metavar="ARCHIVE")
AS_JSON = typer.Option(False, "--json", help="Tell what was done as one JSON object.")

PRIVATE_KEY = "private_key.json"
CHECKED = "checked.json"
SEED = "seed.txt"


@app.command()
def key(draft: Path = DRAFT, mine: Path = MINE, as_json: bool = AS_JSON) -> None:
    """Make a key of your own: for a trustee who must take part."""
    from comitia.cli.secret_ballot.election import read_draft
    from comitia.protocol.group import receive_group
    from comitia.protocol.trustee import generate_trustee_key, render_private_key, render_trustee_key

    refuse_existing(mine / PRIVATE_KEY, mine / SEED)
    election = read_draft(draft)
    secret_key, public = generate_trustee_key(receive_group(election.group, "draft"))
    write_new(mine / PRIVATE_KEY, render_private_key(secret_key), mode=SECRET)
    raw = render_json(render_trustee_key(public))
    path = write_new(mine / f"public_key-{sha256_hex(raw)[:8]}.json", raw)
    say(
        {"public": str(path), "public_key": public.public_key, "election": election.uuid},
        [
            f"A key for {election.name}",
            f"  secret   {mine / PRIVATE_KEY}",
            f"  public   {path}",
            f"  the key begins with {public.public_key[:32]}",
        ],
        f"back up {mine}; send {path.name} to the administrator. Without your secret nobody can ever count",
        as_json=as_json,
    )


@app.command()
def cert(
    draft: Path = DRAFT,
    mine: Path = MINE,
    index: int = typer.Option(..., "--index", help="Your number in the committee, from 1."),
    size: int = typer.Option(..., "--of", help="How many trustees the committee has."),
    threshold: int = typer.Option(..., "--needed", help="How many of them suffice."),
    as_json: bool = AS_JSON,
) -> None:
    """Committee, step 1: draw a seed and certify your keys."""
    from comitia.cli.secret_ballot.election import read_draft
    from comitia.protocol.group import receive_group
    from comitia.protocol.threshold.certificate import Committee, generate_seed, make_certificate

    election = read_draft(draft)
    path = mine / f"certificate-{index}.json"
    refuse_existing(mine / SEED, mine / PRIVATE_KEY, path)
    committee = Committee(receive_group(election.group, "draft"), size, threshold)
    secret_seed = generate_seed()
    raw = make_certificate(committee, index, secret_seed)
    write_new(mine / SEED, secret_seed.encode("ascii") + b"\n", mode=SECRET)
    write_new(path, raw)
    say(
        {"certificate": str(path), "index": index, "size": size, "threshold": threshold, "election": election.uuid},
        [
            f"Trustee {index} of {size} for {election.name}; {threshold} suffice",
            f"  secret   {mine / SEED}",
            f"  public   {path}",
        ],
        f"back up {mine / SEED}; send {path.name} to the administrator and wait for certificates.json",
        as_json=as_json,
    )


@app.command()
def polynomial(certificates: Path = CERTIFICATES, mine: Path = MINE, as_json: bool = AS_JSON) -> None:
    """Committee, step 2: draw your polynomial, knowing everybody's certificate."""
    from comitia.protocol.threshold.polynomial import fingerprint_of_coefexps, make_polynomial, receive_polynomial

    committee, certified, secret_seed = _read_committee(certificates, mine)
    own = _own_index(committee, certified, secret_seed)
    path = mine / f"polynomial-{own}.json"
    refuse_existing(path)
    raw = make_polynomial(committee, certified, secret_seed)
    fingerprint = fingerprint_of_coefexps(receive_polynomial(raw, committee, certified, own).coefexps)
    write_new(path, raw)
    say(
        {"polynomial": str(path), "index": own, "fingerprint": fingerprint},
        [
            f"Trustee {own} of {committee.size}: your polynomial, all of it encrypted or public",
            f"  written to   {path}",
            f"  fingerprint  {fingerprint}",
        ],
        f"tell the other trustees the fingerprint; when you have all of theirs, send {path.name} to the "
        f"administrator and wait for vinput-{own}.json",
        as_json=as_json,
    )


@app.command()
def share(
    certificates: Path = CERTIFICATES,
    vinput: Path = typer.Argument(help="Your vinput, from the administrator.", metavar="VINPUT"),
    mine: Path = MINE,
    as_json: bool = AS_JSON,
) -> None:
    """Committee, step 3: check what the others sent you, and make your share of the key."""
    from comitia.protocol.threshold.polynomial import fingerprint_of_coefexps
    from comitia.protocol.threshold.share import make_voutput, receive_coefexps

    committee, certified, secret_seed = _read_committee(certificates, mine)
    own = _own_index(committee, certified, secret_seed)
    path = mine / f"voutput-{own}.json"
    refuse_existing(path)
    routed = read_file(vinput)
    raw = make_voutput(routed, committee, certified, secret_seed)
    fingerprints = [fingerprint_of_coefexps(one) for one in receive_coefexps(routed, committee, certified, own)]
    write_new(path, raw)
    public_key = receive_json(raw, "voutput")["public_key"]["public_key"]
    say(
        {"voutput": str(path), "index": own, "public_key": public_key, "fingerprints": fingerprints},
        [
            f"Trustee {own} of {committee.size}: every point that was sent to you is right; your share of the key is "
            "made",
            f"  written to   {path}  (keep it beside your seed: you need both to decrypt)",
            f"  public key begins with {public_key[:32]}",
            "  the polynomials that were used; compare with what each trustee told you:",
            *(f"  trustee {number}  {fingerprint}" for number, fingerprint in enumerate(fingerprints, 1)),
        ],
        f"send {path.name} to the administrator, keep it too; when the election is published: comitia trustee check "
        f"ARCHIVE {mine}",
        as_json=as_json,
    )


@app.command()
def check(archive: Path = ARCHIVE, mine: Path = MINE, as_json: bool = AS_JSON) -> None:
    """Look for your key on the board, before anybody votes."""
    from comitia.protocol.decryption import owner_of

    view = read_view(archive)
    secret_key = _read_private_key(mine, view.setup.election.group)
    owner = owner_of(view.setup.trustees, secret_key.public_key())
    item = view.setup.trustees.items[owner.item]
    seen = _standing(view)
    if (mine / CHECKED).exists():
        _check_seen_before(archive, mine)
    write_whole(mine / CHECKED, render_json(seen))
    needed = "you must take part" if len(item.keys) == 1 else f"{item.threshold} of {len(item.keys)} must take part"
    say(
        {
            "archive": str(archive),
            "owner": owner.number,
            "public_key": owner.key.public_key,
            "fingerprint": view.setup.election.fingerprint,
        },
        [
            f"{view.setup.election.name}: you are trustee {owner.number} of {len(view.setup.trustees.owners)}; "
            f"{needed}",
            "  the election's key is made of the listed trustees' and no other's",
            f"  fingerprint  {view.setup.election.fingerprint}",
        ],
        f"when voting has ended and the tally is published: comitia trustee "
        f"{'decrypt' if view.setup.election.is_homomorphic else 'shuffle'} ARCHIVE {mine}",
        as_json=as_json,
    )


@app.command()
def shuffle(archive: Path = ARCHIVE, mine: Path = MINE, as_json: bool = AS_JSON) -> None:
    """Verify the whole board, then shuffle the ranked ballots, so that nobody can tell whose is whose."""
    from comitia.protocol.archive.event import EventType
    from comitia.protocol.board.view import verify_for_trustee
    from comitia.protocol.decryption import owner_of
    from comitia.protocol.shuffle import check_new_owner, make_shuffle, receive_shuffle

    seen = read_view(archive)
    seen.order.require(EventType.SHUFFLE, "shuffle")
    owner = owner_of(seen.setup.trustees, _read_private_key(mine, seen.setup.election.group).public_key())
    check_new_owner(owner, seen.shufflers, "shuffle")
    path = mine / f"shuffle-{owner.number}-after-{seen.last.event.height}.json"
    refuse_existing(path)
    checked = _check_seen_before(archive, mine)
    with progress("ballots", 2 * seen.n_ballots) as advance:
        view, tally = verify_for_trustee(archive, EventType.SHUFFLE, threads=0, on_batch=advance)
    if view.last.digest != seen.last.digest:
        raise OutOfOrder(f"{archive}: the file changed while it was verified; do it again on a copy of it")
    with busy("shuffling and proving"):
        raw = make_shuffle(tally)
    with busy("checking the shuffle"):
        receive_shuffle(raw, tally, "your own shuffle", threads=0)
    write_new(path, raw)
    write_whole(mine / CHECKED, render_json({**_standing(view), "act": "shuffle"}))
    counted = 0 if view.sized is None else view.sized.num_tallied
    n_before = len(view.shufflers)
    say(
        {
            "shuffle": str(path),
            "owner": owner.number,
            "ballots": view.n_ballots,
            "counted": counted,
            "after": list(view.shufflers),
        },
        [
            f"{view.setup.election.name}: the board holds",
            f"  {plural(view.n_ballots, 'ballot')} on it, {counted:,} count; the tally computed here is the published "
            "one",
            f"  {plural(n_before, 'shuffle')} before yours{', each proved' if n_before else ''}",
            f"  {checked}",
            f"  your shuffle, as trustee {owner.number}: {path}",
            "  the order that it gave the ballots was never written anywhere",
        ],
        f"send {path.name} to the board (comitia board append {archive.name} {path.name} --owner {owner.number})",
        as_json=as_json,
    )


@app.command()
def decrypt(archive: Path = ARCHIVE, mine: Path = MINE, as_json: bool = AS_JSON) -> None:
    """Verify the whole board, compute the tally again, and only then use your key on it."""
    from comitia.protocol.board.view import verify_for_trustee
    from comitia.protocol.decryption import decrypt as make_partial_decryption
    from comitia.protocol.decryption import owner_of, receive_partial_decryption

    seen = read_view(archive)
    secret_key = _read_private_key(mine, seen.setup.election.group)
    owner = owner_of(seen.setup.trustees, secret_key.public_key())
    path = mine / f"partial_decryption-{owner.number}.json"
    refuse_existing(path)
    checked = _check_seen_before(archive, mine)
    with progress("ballots", 2 * seen.n_ballots) as advance:
        view, tally = verify_for_trustee(archive, threads=0, on_batch=advance)
    owner = owner_of(view.setup.trustees, secret_key.public_key())
    raw = receive_partial_decryption(make_partial_decryption(tally, secret_key, threads=0), tally, owner)
    write_new(path, raw)
    sized = view.sized
    if sized is None:
        raise OutOfOrder("partial decryption: there is no encrypted tally yet")
    say(
        {
            "partial_decryption": str(path),
            "owner": owner.number,
            "ballots": view.n_ballots,
            "counted": sized.num_tallied,
            "total_weight": sized.total_weight,
        },
        [
            f"{view.setup.election.name}: the board holds",
            f"  {plural(view.n_ballots, 'ballot')} on it, {sized.num_tallied:,} count, weight {sized.total_weight:,}",
            "  the tally computed here from the ballots is the published one",
            f"  {checked}",
            f"  your partial decryption, as trustee {owner.number}: {path}",
        ],
        f"send {path.name} to the board (comitia board append {archive.name} {path.name})",
        as_json=as_json,
    )


def _standing(view: "BoardView") -> dict[str, Json]:
    """How far the board has come that a trustee has seen: what it must have grown out of the next time."""
    return {
        "uuid": view.setup.election.uuid,
        "fingerprint": view.setup.election.fingerprint,
        "height": view.last.event.height,
        "event": view.last.digest,
    }


def _check_seen_before(archive: Path, mine: Path) -> str:
    """Whether this board grew out of the one on which the trustee found its key; says in what it trusts.

    Raises:
        Invalid: it did not: somebody shows the trustee another election, or has rewritten this one.
    """
    from comitia.protocol.board.view import find_event
    from comitia.protocol.fields import take_hash, take_open_object, take_small

    if not (mine / CHECKED).exists():
        return (
            "you did not look at this board before (comitia trustee check): compare its fingerprint with the "
            "published one"
        )
    seen = take_open_object(receive_json(read_file(mine / CHECKED), CHECKED), CHECKED, ("height", "event"))
    height, event = take_small(seen["height"], CHECKED), take_hash(seen["event"], CHECKED)
    found = find_event(archive, height)
    if found != event:
        raise Invalid(
            f"{archive}: its event {height} is {found or 'not there'}, expected {event}, which was there when you "
            "looked at it before; this is another board, an older copy, or it was rewritten: do not decrypt, tell the "
            "other trustees"
        )
    did = "you shuffled" if seen.get("act") == "shuffle" else "you found your key"
    return f"it grew out of the board on which {did} (event {height})"


def _read_committee(certificates: Path, mine: Path) -> "tuple[Committee, tuple[Certificate, ...], str]":
    """The committee, its certificates and the trustee's seed."""
    from comitia.cli.secret_ballot.election import read_committee
    from comitia.protocol.threshold.certificate import read_context, receive_certificates, receive_seed

    raw = read_file(certificates)
    values: Json = receive_json(raw, str(certificates))
    if not isinstance(values, list) or not values:
        raise Invalid(
            f"{certificates}: expected the list of all certificates; ask the administrator for certificates.json"
        )
    committee = read_committee(read_context(values[0], "certificate 1").group, values)
    return committee, receive_certificates(raw, committee), receive_seed(read_file(mine / SEED))


def _own_index(committee: "Committee", certificates: "tuple[Certificate, ...]", secret_seed: str) -> int:
    from comitia.protocol.threshold.certificate import derive_secrets
    from comitia.protocol.threshold.polynomial import find_own_certificate

    return find_own_certificate(certificates, derive_secrets(committee.group, secret_seed)).index


def _read_private_key(mine: Path, group: "Group") -> "SecretScalar":
    """The trustee's private key: from its file, or from the seed and the voutput."""
    from comitia.protocol.threshold.certificate import receive_seed
    from comitia.protocol.threshold.share import receive_private_share
    from comitia.protocol.trustee import receive_private_key

    if (mine / PRIVATE_KEY).exists():
        return receive_private_key(read_file(mine / PRIVATE_KEY), group)
    if not (mine / SEED).exists():
        raise OutOfOrder(f"{mine}: holds neither {PRIVATE_KEY} nor {SEED}; give the folder in which you made your key")
    outputs = sorted(mine.glob("voutput-*.json"))
    if len(outputs) != 1:
        raise OutOfOrder(
            f"{mine}: holds {len(outputs)} files voutput-*.json, expected the one that `comitia trustee share` made; "
            "if it is lost, the administrator has a copy: it is no secret"
        )
    return receive_private_share(read_file(outputs[0]), group, receive_seed(read_file(mine / SEED)))
