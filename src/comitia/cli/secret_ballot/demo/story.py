"""The figures of 28 June 2016, and how the play uses them.

From the public reports: 229 entitled, 172 ayes, 40 noes, 4 papers spoilt (some reports: abstentions; here blank
votes), 13 who did not vote. How many changed their minds is not known; here nine do, so that a second ballot is seen
to replace a first.
"""

from typing import Final

MOTION: Final = "That this PLP has no confidence in the Leader of the Parliamentary Labour Party"
ENTITLED: Final = 229
AYES: Final = 172
NOES: Final = 40
BLANKS: Final = 4
CHANGED: Final = 9
"""How many Members vote a second time, with another vote than the first."""

AYE: Final = (0, 1, 0)
NO: Final = (0, 0, 1)
BLANK: Final = (1, 0, 0)

TRUSTEES: Final = 3
NEEDED: Final = 2
DECRYPTING: Final = (1, 3)
"""The trustees who decrypt; the second stays away, and is not needed."""
