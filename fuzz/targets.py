"""The parsers, each as a function of bytes that returns or refuses with a `ComitiaError`, and never anything else."""

from collections.abc import Callable
from contextlib import suppress

from comitia.canonical import receive_json
from comitia.errors import ComitiaError

Target = Callable[[bytes], None]


def _refusing(parser: Callable[[bytes], object]) -> Target:
    def target(raw: bytes) -> None:
        with suppress(ComitiaError):
            parser(raw)

    return target


TARGETS: dict[str, Target] = {
    "json": _refusing(lambda raw: receive_json(raw, "input")),
}
