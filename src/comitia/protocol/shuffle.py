"""Shuffles: the door where the specification puts them, still shut.

An election with non-homomorphic questions has, between the encrypted tally and the partial decryptions, one `Shuffle`
event for each trustee and then `EndShuffles`. The board knows their place and the archive carries them; what makes or
checks a shuffle comes with a later version. Until then everything that would have to act on one stops here, in one
sentence, and nothing ever says of such an election that it "holds".

Source: Belenios specification, "Shuffles" and "Shuffle algorithms".
"""

from comitia.protocol import NotSupported


def non_homomorphic(what: str) -> NotSupported:
    """The error to raise where ranked and graded questions would have to be acted on."""
    return NotSupported(
        f"{what}: a non-homomorphic question (ranks or grades, with shuffles) is not supported yet; homomorphic and "
        "lists questions are"
    )
