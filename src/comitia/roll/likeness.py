"""When two spellings may be the same person.

Names are kept as they came, letter for letter. Only for comparison they are folded: compatibility forms, case, accents,
hyphens, apostrophes and spacing fall away, so that `JOSÉ  O’Neill` meets `Jose O'Neill`. Folding says "look at these
two", never "these are one": two members of one name and one date of birth both stay on the roll, and the report names
both.

>>> fold("JOSÉ  O’Neill-Groß") == fold("jose oneill gross")
True
>>> fold("Łukasz") == fold("Lukasz")
True

Source: Unicode Standard Annex 15 (normalisation form KD); the letters that no form takes apart are listed below.
"""

import unicodedata

UNDIVIDED = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n",
}  # fmt: skip
_TABLE = str.maketrans(UNDIVIDED)


def fold(name: str) -> str:
    """The form of a name that is compared: lower-case letters and digits, one space between words."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold()).translate(_TABLE)
    kept = (" " if _divides(letter) else letter for letter in letters if not _falls_away(letter))
    return " ".join("".join(kept).split())


def fold_number(number: str) -> str:
    """The form of a membership number that is compared: full-width digits and letter case fold, zeros in front stay."""
    return "".join(unicodedata.normalize("NFKC", number).casefold().split())


def _falls_away(letter: str) -> bool:
    return unicodedata.category(letter) in ("Mn", "Mc", "Me", "Cf") or letter in "'’‘`´ʼ.\u02b9"


def _divides(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "ZPC"
