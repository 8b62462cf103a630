"""The board: an archive and what follows from it.

- `setup`: the three records that an election begins with.
- `view`: what an archive says, for whoever only reads; what a trustee checks before using a key.
- `board`: what the board accepts, in what order.
"""
