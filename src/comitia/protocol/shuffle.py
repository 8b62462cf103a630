"""Shuffles: the door where the specification puts them, still shut.

An election with non-homomorphic questions has, between the encrypted tally and the partial decryptions, one `Shuffle` event
for each trustee and then `EndShuffles`. The board knows their place and the archive carries them; what makes or checks a
shuffle comes with a later version. Until then everything that would have to act on one stops here, in one sentence, and
nothing ever says of such an election that it "holds".

Source: Belenios specification, "Shuffles" and "Shuffle algorithms".
"""

from typing import NoReturn

from comitia.protocol import NotSupported


def refuse_non_homomorphic(what: str) -> NoReturn:
    """Say that ranked and graded questions are not supported yet.

    Raises:
        NotSupported: always.
    """
    raise NotSupported(
        f"{what}: a non-homomorphic question (ranks or grades, with shuffles) is not supported yet; "
        "homomorphic and lists questions are"
    )
