"""What the roles' commands share: reading files, writing new ones, saying what was done.

- A file is written beside its place and linked there when it is whole and on disk; if something of that name is
  there, it stays and the command stops. So nothing is ever overwritten and nothing is ever half there.
- Secret files get mode 0600. A secret is read from a file or from standard input (`-`), never from the command line,
  where other users of the machine could see it.
- Every command says what it did and what comes next; with `--json` the same as one object on standard output.
"""

import json
import os
import shutil
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from comitia.canonical import Json, sync_folder
from comitia.errors import Malformed, OutOfOrder

if TYPE_CHECKING:
    from comitia.protocol.board.view import BoardView

PUBLIC: Final = 0o644
SECRET: Final = 0o600

LARGEST_FILE: Final = 1 << 30

STANDARD_INPUT: Final = Path("-")


def read_file(path: Path) -> bytes:
    """The bytes of a file, or of standard input for `-`.

    Raises:
        Malformed: it is over a gigabyte; nothing that is read whole is.
        OSError: it cannot be read.
    """
    if path == STANDARD_INPUT:
        raw = sys.stdin.buffer.read(LARGEST_FILE + 1)
    else:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    if len(raw) > LARGEST_FILE:
        raise Malformed(f"{path}: over {LARGEST_FILE:,} bytes long; is it the right file?")
    return raw


def write_new(path: Path, raw: bytes, *, mode: int = PUBLIC) -> Path:
    """Put a new file on disk, whole or not at all, and never over another.

    Raises:
        OutOfOrder: there is something of that name already.
        OSError: the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        try:
            _put_in_place(Path(temporary), path, raw, mode)
        except FileExistsError:
            raise OutOfOrder(
                f"{path}: is there already and nothing is overwritten; if it is not needed, move it away, or choose "
                "another folder"
            ) from None
    finally:
        Path(temporary).unlink(missing_ok=True)
    sync_folder(path.parent)
    return path


def _put_in_place(temporary: Path, path: Path, raw: bytes, mode: int) -> None:
    """Give the finished file its name, unless something has it."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # memory sticks have file systems without links: write it a second time, where nothing may be yet
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())


def refuse_existing(*paths: Path) -> None:
    """Stop before the work begins if one of its files is there already.

    Raises:
        OutOfOrder: one is.
    """
    for path in paths:
        if path.exists():
            raise OutOfOrder(
                f"{path}: is there already and nothing is overwritten; move it away, or choose another folder"
            )


def say(facts: dict[str, Json], lines: Sequence[str], next_step: str | None, *, as_json: bool) -> None:
    """Tell what was done: `lines` and the next step for people, or `facts` as one JSON object."""
    if as_json:
        print(json.dumps(facts | ({"next": next_step} if next_step else {}), ensure_ascii=False))
        return
    for line in lines:
        print(_wrapped(line))
    if next_step:
        print(_wrapped(f"Next: {next_step}"))


def _wrapped(line: str) -> str:
    """A line folded to the terminal, hanging under its own beginning; names of files and hashes stay whole.

    Names and questions come from others, and are made harmless here.
    """
    line = harmless(line)
    width = min(max(shutil.get_terminal_size().columns, 40), 100)
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    return "\n".join(
        textwrap.wrap(
            line,
            width,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
            drop_whitespace=True,
            replace_whitespace=False,
        )
    )


@contextmanager
def progress(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on standard error while something takes its time; on anything but a terminal, nothing.

    Gives a function to be called with the number of units that were done.
    """
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda done: bar.advance(task, done)


@contextmanager
def reading(path: Path) -> Iterator[Callable[[int], None]]:
    """A bar on standard error while a file is read; gives a function to be called with the number of bytes read."""
    if not sys.stderr.isatty():
        yield lambda n_bytes: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    columns = (TextColumn("reading the board"), BarColumn(), DownloadColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=path.stat().st_size)
        yield lambda n_bytes: bar.advance(task, n_bytes)


@contextmanager
def busy(label: str) -> Iterator[None]:
    """A sign of life on standard error while something takes its time that cannot be counted."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(label):
        yield


def read_view(archive: Path) -> "BoardView":
    """What an archive says, with a bar while it is read; see `read_board`."""
    from comitia.protocol.board.view import read_board

    with reading(archive) as advance:
        return read_board(archive, threads=0, on_bytes=advance)


def harmless(text: str) -> str:
    """The same text, with what would steer a terminal shown as an escape.

    >>> harmless("Confidence \\x1b[2J é")
    'Confidence \\\\x1b[2J é'
    """
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


def plural(number: int, noun: str) -> str:
    """A number and its noun: `1 ballot`, `216 ballots`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
