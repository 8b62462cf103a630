"""`comitia ballot`: a voter fills in and seals a ballot on their own machine, and finds it on the board.

The credential is read from the voter's letter. The vote is asked for, question by question, or read from a file;
neither stands on the command line. What comes out is a file that may go through anybody's hands.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from comitia.canonical import Json, receive_json, sha256_hex
from comitia.cli.files import STANDARD_INPUT, harmless, read_file, read_view, say, write_new
from comitia.cli.secret_ballot.preference import ask_preference, read_preference
from comitia.errors import Malformed, NotEntitled, OutOfOrder

if TYPE_CHECKING:
    from comitia.protocol.question import Question, Selection

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Fill in and seal a ballot (voter).")

ARCHIVE = typer.Argument(help="The published archive.", metavar="ARCHIVE")
AS_JSON = typer.Option(False, "--json", help="Tell what was done as one JSON object.")


@app.command()
def encrypt(
    archive: Path = ARCHIVE,
    credential: Path = typer.Option(
        ..., "--credential", help="Your letter, or a file with your credential; - for standard input."
    ),
    vote: Path | None = typer.Option(None, "--vote", help="A file with your vote; without it you are asked."),
    folder: Path = typer.Option(Path(), "--folder", help="Where to put the sealed ballot."),
    as_json: bool = AS_JSON,
) -> None:
    """Encrypt your vote, prove that it is a proper one, sign it."""
    from comitia.protocol.ballot import make_ballot, receive_ballot
    from comitia.protocol.credential import derive_credential, receive_private_credential

    view = read_view(archive)
    if not view.order.is_open:
        raise OutOfOrder(f"{view.setup.election.name}: voting has ended; a ballot would not be accepted")
    context = view.setup.open_context()
    election = view.setup.election
    signing_key, public = derive_credential(
        election.group, election.uuid, receive_private_credential(read_file(credential))
    )
    if context.weight_of(public) is None:
        raise NotEntitled(
            f"{election.name}: this credential is not in the list of {len(view.setup.credentials.entries)}; is it of "
            "another election? The credential authority can say"
        )
    if vote is None:
        if credential == STANDARD_INPUT or not sys.stdin.isatty():
            raise Malformed("vote: not given and nobody to ask; give --vote FILE, or run the command in a terminal")
        selections = [_ask(question, number) for number, question in enumerate(election.questions, 1)]
    else:
        selections = receive_vote(read_file(vote), election.questions)
    raw = make_ballot(election, context, signing_key, selections)
    ballot = receive_ballot(raw, context)
    path = write_new(folder / f"ballot-{sha256_hex(raw)[:12]}.json", raw)
    say(
        {"ballot": str(path), "tracker": ballot.tracker, "weight": ballot.weight},
        [
            f"{election.name}: your ballot is sealed",
            f"  written to  {path}",
            f"  tracker     {ballot.tracker}",
        ],
        f"keep the tracker; hand the file in (comitia board append {archive.name} {path.name}). It does not show "
        "your vote",
        as_json=as_json,
    )


@app.command()
def find(
    archive: Path = ARCHIVE,
    tracker: str = typer.Argument(help="The tracker of your ballot.", metavar="TRACKER"),
    as_json: bool = AS_JSON,
) -> None:
    """Look for your ballot on the board."""
    from comitia.protocol.ballot import tracker_of

    view = read_view(archive)
    place: int | None = None
    credential = ""
    last: dict[str, int] = {}
    for number, raw in enumerate(view.ballots(), 1):
        value = receive_json(raw, f"ballot {number}")
        owner = str(value.get("credential")) if isinstance(value, dict) else ""
        last[owner] = number
        if tracker_of(raw) == tracker:
            place, credential = number, owner
    if place is None:
        raise NotEntitled(
            f"ballot: no ballot on this board has the tracker {tracker[:60]!r}; check the tracker, then ask the "
            "returning officer"
        )
    counts = last[credential] == place
    standing = "it counts" if counts else f"a later one, ballot {last[credential]} of the board, counts in its place"
    say(
        {"tracker": tracker, "place": place, "ballots": view.n_ballots, "counts": counts},
        [f"{view.setup.election.name}: your ballot is number {place} of {view.n_ballots} on the board; {standing}"],
        None,
        as_json=as_json,
    )


def receive_vote(raw: bytes, questions: "tuple[Question, ...]") -> "list[Selection]":
    """Read a vote file: an array with one entry for each question.

    An entry is `"blank"`, or the array of the answers ticked (`["Aye"]`), or for lists `{"list": "Unity",
    "candidates": ["Ann"]}`; or the boxes themselves as the protocol orders them (`[0, 1, 0]`). Ranks and grades:
    see `comitia.cli.secret_ballot.preference`.

    Raises:
        Malformed: another shape, or an answer that the question does not have. The message does not repeat the vote.
    """
    entries = receive_json(raw, "vote", max_bytes=1 << 20)
    if not isinstance(entries, list) or len(entries) != len(questions):
        raise Malformed(f"vote: expected an array of {len(questions)}, one entry for each question")
    return [
        _selection(question, entry, f"vote, question {number}")
        for number, (question, entry) in enumerate(zip(questions, entries, strict=True), 1)
    ]


def _selection(question: "Question", entry: Json, what: str) -> "Selection":
    from comitia.protocol.question import HomomorphicQuestion, ListsQuestion, NonHomomorphicQuestion

    match question:
        case HomomorphicQuestion():
            if entry == "blank":
                if not question.blank:
                    raise Malformed(
                        f"{what}: a blank vote is not provided for; tick {question.least} to {question.most} answers"
                    )
                return (1, *(0 for _ in question.answers))
            if isinstance(entry, list) and all(isinstance(name, str) for name in entry):
                ticks = tuple(int(answer in entry) for answer in question.answers)
                if len(set(entry)) != sum(ticks) or len(set(entry)) != len(entry):
                    raise Malformed(f"{what}: names an answer that the question does not have, or one twice")
                return (0, *ticks) if question.blank else ticks
            return _boxes(entry, what)
        case ListsQuestion():
            if (
                isinstance(entry, dict)
                and set(entry) == {"list", "candidates"}
                and isinstance(entry["candidates"], list)
            ):
                rows = tuple(
                    (1, *(int(name in entry["candidates"]) for name in names[1:]))
                    if names[0] == entry["list"]
                    else (0,) * len(names)
                    for names in question.lists
                )
                if sum(sum(row[1:]) for row in rows) != len(entry["candidates"]):
                    raise Malformed(
                        f"{what}: names a list or a candidate that the question does not have, or one twice"
                    )
                return rows
            if isinstance(entry, list):
                return tuple(_boxes(row, what) for row in entry)
            raise Malformed(f"{what}: expected a list and its candidates")
        case NonHomomorphicQuestion():
            return read_preference(question, entry, what)


def _boxes(entry: Json, what: str) -> tuple[int, ...]:
    if not isinstance(entry, list) or not all(isinstance(box, int) and not isinstance(box, bool) for box in entry):
        raise Malformed(f"{what}: expected the answers ticked, or a 0 or 1 for each box")
    return tuple(entry)


def _ask(question: "Question", number: int) -> "Selection":
    """Ask a question on the terminal, again until the answer fits."""
    from comitia.protocol.question import HomomorphicQuestion, ListsQuestion, NonHomomorphicQuestion, check_selection

    what = f"question {number}"
    print(f"\n{harmless(question.wording)}")
    match question:
        case HomomorphicQuestion():
            for place, answer in enumerate(question.answers, 1):
                print(f"  {place}  {harmless(answer)}")
            if question.blank:
                print("  b  a blank vote")
            rule = str(question.least) if question.least == question.most else f"{question.least} to {question.most}"
            while True:
                words = typer.prompt(f"Tick {rule} (numbers, with spaces)", default="", show_default=False).split()
                try:
                    if words == ["b"]:
                        selection: Selection = _selection(question, "blank", what)
                    else:
                        ticks = _numbers(words, len(question.answers), what)
                        boxes = tuple(int(place in ticks) for place in range(1, len(question.answers) + 1))
                        selection = (0, *boxes) if question.blank else boxes
                    check_selection(question, selection, what)
                except Malformed as fault:
                    print(f"  {fault}")
                    continue
                return selection
        case ListsQuestion():
            for place, names in enumerate(question.lists, 1):
                candidates = ", ".join(f"({number}) {name}" for number, name in enumerate(names[1:], 1))
                print(f"  {place}  {harmless(names[0])}: {harmless(candidates)}")
            while True:
                words = typer.prompt("The list's number, then its candidates' (with spaces)").split()
                try:
                    chosen = _numbers(words[:1], len(question.lists), what)
                    ticks = _numbers(words[1:], max(len(names) for names in question.lists), what)
                    rows = tuple(
                        tuple(int(place in chosen and (box == 0 or box in ticks)) for box in range(len(names)))
                        for place, names in enumerate(question.lists, 1)
                    )
                    check_selection(question, rows, what)
                except Malformed as fault:
                    print(f"  {fault}")
                    continue
                return rows
        case NonHomomorphicQuestion():
            return ask_preference(question, what)


def _numbers(words: list[str], most: int, what: str) -> set[int]:
    numbers = {int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 6}
    if len(numbers) != len(words) or not numbers <= set(range(1, most + 1)):
        raise Malformed(f"{what}: expected different numbers from 1 to {most}")
    return numbers
