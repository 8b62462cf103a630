"""What can go wrong, told by who must act.

Every error that Comitia raises on purpose descends from `ComitiaError`, and its class says whose turn it is: whoever
sent the bytes (`Malformed`), the scrutineer (`Invalid`), nobody yet or nobody any more (`OutOfOrder`), the returning
officer (`NotEntitled`), the members (`Unprovided`). The message goes from the outermost thing inward and says what,
found, expected, and what to do. It quotes public values, never a secret and never the name of a voter.

>>> raise Malformed("roll.csv, line 7: found '31.02.2015', expected a date such as 2015-03-02; correct the cell")
Traceback (most recent call last):
    ...
comitia.errors.Malformed: roll.csv, line 7: found '31.02.2015', expected a date such as 2015-03-02; correct the cell
"""


class ComitiaError(Exception):
    """Something from outside is not as it must be; the message says what, found, expected, and what to do."""


class Malformed(ComitiaError):
    """These bytes cannot be read as what they claim to be. Whoever sent them must act."""


class Invalid(ComitiaError):
    """A proof, a signature or a figure does not hold. The scrutineer must look."""


class OutOfOrder(ComitiaError):
    """Right, but not now: it comes too early, too late, or a second time."""


class NotEntitled(ComitiaError):
    """This credential or person may not do this. The returning officer can say why."""


class Unprovided(ComitiaError):
    """The rules are silent here, and the program does not guess. Whoever may rule must rule."""


class NotSupported(ComitiaError):
    """The text provides for it, and this release does not do it yet. Nothing is wrong with the bytes."""
