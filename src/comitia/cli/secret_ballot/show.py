"""`comitia show`: what an archive says, in words. It believes the archive; `comitia verify` is the one who doubts."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from comitia.canonical import Json
from comitia.cli.files import plural, read_view, say
from comitia.cli.secret_ballot.answers import answer_lines

if TYPE_CHECKING:
    from comitia.protocol.board.view import BoardView
    from comitia.protocol.question import Question

app = typer.Typer(add_completion=False)

WIDTH = 78


@app.command()
def show(
    archive: Path = typer.Argument(help="The archive.", metavar="ARCHIVE"),
    ballots: bool = typer.Option(False, "--ballots", help="List the trackers of all ballots too."),
    as_json: bool = typer.Option(False, "--json", help="The same as one JSON object."),
) -> None:
    """Show what an archive holds."""
    from comitia.protocol.ballot import tracker_of

    view = read_view(archive)
    setup = view.setup
    election = setup.election
    trackers = [tracker_of(raw) for raw in view.ballots()] if ballots else None
    facts: dict[str, Json] = {
        "election": {
            "uuid": election.uuid, "name": election.name, "description": election.description,
            "group": election.group.name, "fingerprint": election.fingerprint,
        },
        "questions": [_question_facts(question) for question in election.questions],
        "trustees": [
            {"owners": [owner.number for owner in setup.trustees.owners.values() if owner.item == place],
             "threshold": item.threshold}
            for place, item in enumerate(setup.trustees.items)
        ],
        "credentials": {
            "number": len(setup.credentials.entries), "total_weight": setup.credentials.total_weight,
            "digest": setup.credentials.digest,
        },
        "ballots": view.n_ballots,
        "counted": None if view.sized is None else view.sized.num_tallied,
        "shuffles": list(view.shufflers),
        "partial_decryptions": sorted(view.partials),
        "result": None if view.result is None else view.result.as_json(),
        "last_event": {
            "height": view.last.event.height, "type": view.last.event.type.value, "hash": view.last.digest
        },
    }  # fmt: skip
    if trackers is not None:
        facts["trackers"] = trackers
    lines = _lines(view)
    if trackers is not None:
        lines += ["", "Trackers of all ballots, in the order of the board:", *(f"  {tracker}" for tracker in trackers)]
    say(facts, lines, f"comitia verify {archive}", as_json=as_json)


def result_lines(view: "BoardView") -> list[str]:
    """The result, question by question, each number beside its answer."""
    from comitia.protocol.question import HomomorphicQuestion, ListsQuestion, NonHomomorphicQuestion

    lines: list[str] = []
    if view.result is None:
        return lines
    for question, row in zip(view.setup.election.questions, view.result.values, strict=True):
        lines.append(question.wording)
        labels: list[tuple[str, int]] = []
        match question:
            case HomomorphicQuestion():
                names = (["(blank)"] if question.blank else []) + list(question.answers)
                labels += [(name, number) for name, number in zip(names, row, strict=True) if isinstance(number, int)]
            case ListsQuestion():
                for names_of_list, numbers in zip(question.lists, row, strict=True):
                    if isinstance(numbers, tuple):
                        indented = [names_of_list[0], *(f"  {name}" for name in names_of_list[1:])]
                        labels += list(zip(indented, numbers, strict=True))
            case NonHomomorphicQuestion():
                lines += answer_lines(question, [answer for answer in row if isinstance(answer, tuple)])
                continue
        width = max([len(name) for name, _ in labels] + [10])
        lines += [f"  {name:<{min(width, WIDTH - 20)}}  {number:>14,}" for name, number in labels]
    return lines


def _lines(view: "BoardView") -> list[str]:
    setup = view.setup
    election = setup.election
    items = ", ".join(
        f"trustee {numbers[0]} (must take part)"
        if len(numbers) == 1
        else f"{item.threshold} of trustees {numbers[0]} to {numbers[-1]}"
        for place, item in enumerate(setup.trustees.items)
        if (numbers := [owner.number for owner in setup.trustees.owners.values() if owner.item == place])
    )
    lines = [election.name]
    if election.description:
        lines.append(f"  {election.description}")
    lines += [
        "",
        f"  identifier   {election.uuid}, group {election.group.name}",
        f"  fingerprint  {election.fingerprint}",
        f"  entitled     {plural(len(setup.credentials.entries), 'voter')}, weight {setup.credentials.total_weight:,}",
        f"  trustees     {items}",
        f"  ballots      {view.n_ballots:,}"
        + ("" if view.sized is None else f", of which {view.sized.num_tallied:,} count"),
        *([f"  shuffled by  trustees {', '.join(map(str, view.shufflers))}"] if view.shufflers else []),
        f"  stands at    event {view.last.event.height} ({view.last.event.type.value}) {view.last.digest[:16]}…",
        "",
    ]
    if view.result is not None:
        return lines + result_lines(view)
    for question in election.questions:
        lines.append(question.wording)
        lines += [f"  {answer}" for answer in _answers(question)]
    return lines


def _answers(question: "Question") -> list[str]:
    from comitia.protocol.question import ListsQuestion

    if isinstance(question, ListsQuestion):
        return [f"{names[0]}: {', '.join(names[1:])}" for names in question.lists]
    return list(question.answers)


def _question_facts(question: "Question") -> Json:
    from comitia.protocol.question import render_question

    return render_question(question)
