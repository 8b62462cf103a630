"""How far an audit has come, to be polled by whoever draws a progress bar.

The audit writes, another thread reads; nothing waits for anything. While a batch of ballots is in Rust, the batch's own
counter goes on moving and is added here.

>>> meter = Meter()
>>> meter.begin("ballots", 216)
>>> meter.advance(200)
>>> meter.step, meter.done, meter.total
('ballots', 200, 216)
"""

from comitia.protocol.group import Progress


class Meter:
    """The step an audit is at, and how much of it is done; `done` and `total` count what the step is named for, 0 if
    unknown."""

    def __init__(self) -> None:
        self.step = "opening"
        self.total = 0
        self._finished = 0
        self._batch: Progress | None = None

    @property
    def done(self) -> int:
        """What is finished, with what the running batch has done so far."""
        batch = self._batch
        return self._finished + (batch.done if batch is not None else 0)

    def begin(self, step: str, total: int) -> None:
        """Enter a step that will do `total` things."""
        self._batch = None
        self._finished = 0
        self.total = total
        self.step = step

    def start_batch(self) -> Progress:
        """A counter for a call into Rust, counted until the next `advance`."""
        self._batch = Progress()
        return self._batch

    def advance(self, finished: int) -> None:
        """So many more are finished; a running batch is over."""
        self._batch = None
        self._finished += finished
