"""A dry run of a motion or a contest, before anybody votes.

What is needed at several turnouts is found by trying: for each number of papers the smallest number of ayes with which
the engine itself says "carried". The edge cases (a tie, one short, the quorum off by one, all abstain, nought to
nought) go through the same engine as a real vote, so that what is shown is what would be decided.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from comitia.canonical import Json
from comitia.errors import ComitiaError, Malformed, Unprovided
from comitia.rulebook.arithmetic.condition import Condition
from comitia.rulebook.arithmetic.figures import Division, Field
from comitia.rulebook.decide.ballot import Round, decide_sole, decide_stage
from comitia.rulebook.decide.decision import Decision
from comitia.rulebook.decide.gate import required_words, weigh_route
from comitia.rulebook.decide.motion import Put, conditions_of, decide_put
from comitia.rulebook.form.book import InForce, RulesOfDay
from comitia.rulebook.form.check import check_rulebook
from comitia.rulebook.form.vocabulary import Ballot, Body, Electorate, Gate, Motion, Office
from comitia.rulebook.tell.show import sentences

EXAMPLE_SIZE = 100
"""The size of a body for which none was given; the trial says that it is an example."""
TURNOUTS = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a trial: what was tried, with which figures, what comes out and under which clause."""

    case: str
    figures: str
    outcome: str
    clause: str


@dataclass(frozen=True, slots=True)
class Trial:
    """A dry run: what, in which edition, how many are entitled, the lines, and what the rules leave open."""

    title: str
    edition: str
    digest: str
    entitled: int | None
    rows: tuple[Row, ...]
    open: tuple[str, ...]

    def as_data(self) -> dict[str, Json]:
        """Plain data (JSON)."""
        return {
            "title": self.title,
            "edition": self.edition,
            "digest": self.digest,
            "entitled": self.entitled,
            "rows": [
                {"case": row.case, "figures": row.figures, "outcome": row.outcome, "clause": row.clause}
                for row in self.rows
            ],
            "open": list(self.open),
        }


def try_motion(rules: RulesOfDay, name: str, sizes: Mapping[str, int], facts: Mapping[str, Any]) -> Trial:
    """Try a motion.

    Raises:
        Malformed: a fact that its guard names is not given.
        Unprovided: no such motion.
    """
    found = rules.need("motion", name)
    motion = found.as_(Motion)
    body = rules.need("electorate", motion.electorate).as_(Electorate).body if motion.electorate else motion.body
    entitled = _size(rules, body, sizes)
    given = {"words": motion.words, **facts} if motion.words else dict(facts)
    motion = rules.applied("motion", name, {"today": rules.day, **given}).as_(Motion)
    rows: list[Row] = []
    for share in TURNOUTS:
        papers = int(share * entitled)
        needed = fewest_ayes(motion, papers, entitled)
        figures = f"{papers:,} papers of {entitled:,}"
        outcome = "cannot be carried" if needed is None else f"{needed:,} for, {papers - needed:,} against are enough"
        rows.append(Row(f"turnout {int(share * 100)} %", figures, outcome, motion.clause))
    for label, division in _edges(motion, entitled):
        rows += _edge_rows(rules, name, motion, label, division, given)
    example = body not in sizes and rules.need("body", body).as_(Body).members is None
    title = f"{motion.title}, for {entitled} entitled as an example (--size {body}=NUMBER)" if example else motion.title
    return _trial(rules, title, entitled, rows, [f"motion.{name}", *(f"effect.{e}" for e in motion.effect)])


def fewest_ayes(motion: Motion, papers: int, entitled: int) -> int | None:
    """The smallest number of ayes, the rest noes, that carries at this number of papers; None if none does."""
    conditions = conditions_of(motion)
    low, high = 0, papers + 1
    while low < high:
        middle = (low + high) // 2
        if middle > papers or _met(conditions, division_of(middle, papers - middle, entitled)):
            high = middle
        else:
            low = middle + 1
    return low if low <= papers and _met(conditions, division_of(low, papers - low, entitled)) else None


def division_of(ayes: int, noes: int, entitled: int, abstentions: int = 0) -> Division:
    """A division of a body in which whoever votes is present."""
    papers = Fraction(ayes + noes + abstentions)
    people = {name: Fraction(entitled) for name in ("entitled", "members", "seats-filled")} | {"present": papers}
    return Division(
        Fraction(ayes), Fraction(noes), Fraction(abstentions), not_returned=Fraction(entitled) - papers, people=people
    )


def try_contest(rules: RulesOfDay, office: str, sizes: Mapping[str, int], facts: Mapping[str, Any]) -> Trial:
    """Try the contest for an office: every gate, stage, edge case and deadline.

    Raises:
        Unprovided: no such office.
    """
    title = rules.need("office", office).as_(Office).title
    gates = [found for found in rules.all("gate") if found.as_(Gate).office == office]
    ballots = [found for found in rules.all("ballot") if found.as_(Ballot).office == office]
    rows: list[Row] = []
    for found in gates:
        rows += _gate_rows(rules, found, sizes, facts)
    for found in ballots:
        rows += _ballot_rows(rules, found, sizes, facts)
    for kind in ("succession", "deadline"):
        for found in rules.all(kind):
            of = found.raw.table.get("office") == office or any(
                found.raw.table.get("of") == f"ballot.{ballot.name}" for ballot in ballots
            )
            if of:
                rows.append(
                    Row(
                        kind,
                        str(getattr(found.entry, "title", "")),
                        " ".join(sentences(found, rules)),
                        found.entry.clause,
                    )
                )
    about = [f"office.{office}", *(f"{found.kind}.{found.name}" for found in (*gates, *ballots))]
    sizes_known = [_entitled(rules, found.as_(Ballot), sizes) for found in ballots]
    return _trial(rules, f"contest for {title}", sizes_known[-1] if sizes_known else None, rows, about)


def tell_trial(trial: Trial, width: int = 98) -> str:
    """The trial as a table that holds at a hundred columns."""
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=width, color_system=None, force_terminal=False, legacy_windows=False)
    table = Table(box=SIMPLE, show_edge=False, pad_edge=False, expand=True)
    for heading, ratio in (("tried", 5), ("figures", 5), ("what follows", 10)):
        table.add_column(heading, ratio=ratio, overflow="fold")
    clause = ""
    for row in trial.rows:
        if row.clause != clause:
            clause = row.clause
            table.add_section()
            table.add_row(Text(f"[{clause}]"), "", "")
        table.add_row(*(Text(cell) for cell in (row.case, row.figures, row.outcome)))
    with console.capture() as capture:
        entitled = f"; entitled: {trial.entitled:,}" if trial.entitled is not None else ""
        console.print(Text(f"{trial.title} ({trial.edition}, {trial.digest[:16]}){entitled}\n"))
        console.print(table)
        console.print(Text("What the rules leave open:" if trial.open else "The rules leave nothing open here."))
        for line in trial.open:
            console.print(Text(f"  - {line}"))
    return capture.get().rstrip()


def _met(conditions: Sequence[Condition], division: Division) -> bool:
    figures = division.figures()
    return all(condition.weigh(figures).met for condition in conditions)


def _edges(motion: Motion, entitled: int) -> list[tuple[str, Division]]:
    needed = fewest_ayes(motion, entitled, entitled)
    half = entitled // 2
    edges = [("a tie", division_of(half, half, entitled))]
    if needed is not None:
        edges.append(("just enough", division_of(needed, entitled - needed, entitled)))
        if needed:
            edges.append(("one short", division_of(needed - 1, entitled - needed + 1, entitled)))
    if motion.quorum is not None:
        condition = motion.quorum.condition("turnout")
        quorum = condition.weigh(division_of(0, 0, entitled).figures()).required or 0
        edges.append(("quorum just met", division_of(quorum, 0, entitled)))
        if quorum:
            edges.append(("quorum off by one", division_of(quorum - 1, 0, entitled)))
    edges.append(("all abstain", division_of(0, 0, entitled, entitled)))
    edges.append(("0-0", division_of(0, 0, entitled)))
    return edges


def _edge_rows(
    rules: RulesOfDay, name: str, motion: Motion, label: str, division: Division, facts: Mapping[str, Any]
) -> list[Row]:
    candidate = "the candidate" if motion.kind_ in ("constructive", "election") else None
    castings: list[bool | None] = [None]
    if motion.tie == "casting-vote" and division.tied:
        castings = [True, False]
    rows = []
    for cast in castings:
        sections = dict.fromkeys(motion.sections, division) if motion.sections else None
        put = Put(None if sections else division, sections, cast, candidate)
        side = "" if cast is None else f", casting vote {'for' if cast else 'against'}"
        ayes, noes, away = division.ayes or 0, division.noes or 0, division.abstentions
        figures = f"{ayes} for, {noes} against" + (f", {away} abstaining" if away else "")
        try:
            decision = decide_put(rules, name, put, facts)
        except (Malformed, Unprovided) as fault:
            rows.append(Row(label + side, figures, str(fault), motion.clause))
            continue
        triggers = f"; sets going: {', '.join(t.words for t in decision.triggers)}" if decision.triggers else ""
        silent = f"; the rules are silent on {decision.silent}" if decision.silent else ""
        rows.append(Row(label + side, figures, f"{decision.headline}{silent}{triggers}", decision.clause))
    return rows


def _gate_rows(rules: RulesOfDay, found: InForce, sizes: Mapping[str, int], facts: Mapping[str, Any]) -> list[Row]:
    gate = found.as_(Gate)
    try:
        is_open = rules.opens(found, facts)
        found = rules.applied("gate", found.name, facts)
        gate = found.as_(Gate)
        state = "open now" if is_open else f"not open now: {gate.when}"
    except ComitiaError as fault:
        state = str(fault)
    rows = [Row(f"gate: {gate.title}", "", f"{state}; the incumbent's place: {gate.incumbent}", gate.clause)]
    for route in gate.routes:
        try:
            for weighed in weigh_route(route, rules, sizes, {}):
                rows.append(
                    Row(
                        "  needed",
                        required_words(weighed),
                        f"names from {weighed.name}; with one less: {gate.short}",
                        gate.clause,
                    )
                )
        except Malformed as fault:
            rows.append(Row("  needed", "?", f"{fault}: --size BODY=NUMBER", gate.clause))
    return rows


def _ballot_rows(rules: RulesOfDay, found: InForce, sizes: Mapping[str, int], facts: Mapping[str, Any]) -> list[Row]:
    ballot = found.as_(Ballot)
    rows = [Row(f"ballot: {ballot.title}", ballot.method, " ".join(sentences(found, rules)[1:4]), ballot.clause)]
    if ballot.method == "college":
        return rows
    entitled = _entitled(rules, ballot, sizes)
    if entitled is not None and ballot.elects:
        for share in TURNOUTS:
            papers = int(share * entitled)
            rows.append(
                Row(
                    f"  turnout {int(share * 100)} %",
                    f"{papers:,} of {entitled:,}",
                    _wins(ballot, papers, entitled),
                    ballot.clause,
                )
            )
    size = EXAMPLE_SIZE if entitled is None else entitled
    for label, votes in _fields(size, goes_out=ballot.eliminate.kind != "none").items():
        people = {name: Fraction(size) for name in ("entitled", "members", "seats-filled", "present")}
        field = Field({who: Fraction(number) for who, number in votes.items()}, people=people)
        told = ", ".join(f"{who} {number}" for who, number in votes.items())
        rows.append(
            Row(label, told, _try(partial(decide_stage, rules, found.name, [Round(field)], facts)), ballot.clause)
        )
    sole = _try(partial(decide_sole, rules, found.name, "A", facts))
    rows.append(Row("  a sole candidate", "A", sole, ballot.clause))
    nobody = "nominations are opened again" if ballot.nobody == "reopen" else "the rules are silent"
    rows.append(Row("  no candidate", "", nobody, ballot.clause))
    return rows


def _fields(size: int, *, goes_out: bool) -> dict[str, dict[str, int]]:
    """Fields of a round at its edges, none with more votes than `size`."""
    half, most, last = size // 2, size // 2 + 1, size * 2 // 7
    edges = {"  a tie for first": {"A": half, "B": half}}
    if size > 1:
        edges["  just more than half"] = {"A": most, "B": (size - most + 1) // 2, "C": (size - most) // 2}
    if goes_out:
        edges["  a tie for last"] = {"A": size - 2 * last, "B": last, "C": last}
    return edges | {"  no votes at all": {"A": 0, "B": 0}}


def _try(decide: Callable[[], Decision]) -> str:
    try:
        return decide().headline
    except ComitiaError as fault:
        return str(fault)


def _wins(ballot: Ballot, papers: int, entitled: int) -> str:
    people = {name: Fraction(entitled) for name in ("entitled", "members", "seats-filled")} | {
        "present": Fraction(papers)
    }
    figures = Field({"A": Fraction(papers)}, people=people).figures()
    needed = [threshold.condition("top").weigh(figures) for threshold in ballot.wins]
    told = [f"{finding.condition.degree}: {finding.required:,}" for finding in needed]
    return f"{' and '.join(told)} needed of {papers:,} valid votes" if told else "nobody is elected here"


def _entitled(rules: RulesOfDay, ballot: Ballot, sizes: Mapping[str, int]) -> int | None:
    """How many may vote, where the size of every body of voters was given."""
    bodies = _bodies(rules, ballot)
    return sum(sizes[body] for body in bodies) if all(body in sizes for body in bodies) else None


def _bodies(rules: RulesOfDay, ballot: Ballot) -> list[str]:
    voters = [rules.find("electorate", name) for name in ballot.voters]
    return list(dict.fromkeys(found.as_(Electorate).body for found in voters if found is not None))


def _size(rules: RulesOfDay, body: str, sizes: Mapping[str, int]) -> int:
    members = rules.need("body", body).as_(Body).members
    if body in sizes:
        return sizes[body]
    return EXAMPLE_SIZE if members is None else members


def _trial(rules: RulesOfDay, title: str, entitled: int | None, rows: Sequence[Row], about: Sequence[str]) -> Trial:
    header = rules.rulebook.header
    silences = [
        fault.message
        for fault in check_rulebook(rules.rulebook)
        if fault.warning and any(fault.message.startswith(f"{name}:") for name in about)
    ]
    for row in rows:
        known = any(silence.partition(" silent on ")[2] in row.outcome for silence in silences)
        if "the rules are silent" in row.outcome and not known:
            silences.append(f"{row.case.strip()} ({row.figures}): {row.outcome}")
    return Trial(
        title, f"{header.title}, {header.edition}", rules.rulebook.digest, entitled, tuple(rows), tuple(silences)
    )
