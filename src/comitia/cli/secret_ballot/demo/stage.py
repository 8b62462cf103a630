"""Where the play is told: numbered steps, progress bars, the result with its bases.

Every percentage names its base, because "80 per cent" was true of one base only.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from comitia.cli.secret_ballot.demo.story import ENTITLED

if TYPE_CHECKING:
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table

WIDTH: Final = 80


@dataclass(slots=True)
class Stage:
    """Where the play is told: numbered steps on a console, or nothing at all for `--json`."""

    console: "Console"
    number: int = 0
    began: float = field(default_factory=time.monotonic)

    def step(self, title: str, *lines: str) -> None:
        """Begin a step."""
        self.number += 1
        self.console.print()
        self.console.print(f"[bold]{self.number}  {title}[/bold]")
        self.tell(*lines)

    def tell(self, *lines: str) -> None:
        """Say something within a step."""
        for line in lines:
            self.console.print(_indented(line), highlight=False)

    @contextmanager
    def bar(self, label: str, total: int) -> Iterator[Callable[[int], None]]:
        """A progress bar of `total` ticks while something takes its time; gives the function that ticks."""
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        if not self.console.is_terminal:
            yield lambda done: None
            return
        with Progress(
            TextColumn(f"   {label}"), BarColumn(40), MofNCompleteColumn(), console=self.console, transient=True
        ) as progress:
            task = progress.add_task(label, total=total)
            yield lambda done: progress.advance(task, done)


def tell_result(stage: Stage, row: Sequence[int]) -> None:
    """The numbers, and every percentage with its base."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    blank, ayes, noes = row
    papers = blank + ayes + noes
    bases = {"% of ayes\nand noes": ayes + noes, "% of\npapers": papers, "% of those\nentitled": ENTITLED}
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("", min_width=20)
    table.add_column("\n\nvotes", justify="right")
    for name, base in bases.items():
        table.add_column(f"{name}\n({base})", justify="right", min_width=12)
    rows = {
        "Aye, no confidence": (ayes, 3), "No": (noes, 3), "Blank": (blank, 2), "Did not vote": (ENTITLED - papers, 1),
    }  # fmt: skip
    for name, (number, n_bases) in rows.items():
        shares = [percentage(number, base) for base in bases.values()]
        table.add_row(name, str(number), *(["–"] * (3 - n_bases)), *shares[3 - n_bases :])
    console = stage.console
    console.print()
    console.print("[bold]The result[/bold]")
    console.print(_indented(table))
    console.print(
        _indented(
            f"The Ayes have it by {ayes} to {noes}: {percentage(ayes, ayes + noes)} of ayes and noes, "
            f"{percentage(ayes, papers)} of papers, {percentage(ayes, ENTITLED)} of those entitled. Whether that "
            "binds anybody is a question for the rulebook, not for the ballot."
        ),
        highlight=False,
    )


def tell_reader(stage: Stage, archive: Path, program: str) -> None:
    """What the reader can do now."""
    stage.console.print()
    stage.console.print("[bold]Your turn[/bold]")
    stage.tell(
        "The archive holds all of it and no name. Do not believe this program: verify it yourself; change a byte of "
        "it, and verify it again."
    )
    stage.console.print()
    for command in ("verify", "show"):
        stage.console.print(f"     {program} {command} {archive}", soft_wrap=True, highlight=False)
    stage.console.print()


def percentage(part: int, base: int) -> str:
    """A share with two decimals, half up, exactly: `79.63 %`.

    >>> percentage(172, 216), percentage(1, 8)
    ('79.63 %', '12.50 %')
    """
    hundredths = (Fraction(part * 10000, base) + Fraction(1, 2)).__floor__()
    return f"{hundredths // 100}.{hundredths % 100:02} %"


def _indented(content: "str | Table") -> "Padding":
    """Three columns to the right, also where it wraps."""
    from rich.padding import Padding

    return Padding(content, (0, 0, 0, 3))
