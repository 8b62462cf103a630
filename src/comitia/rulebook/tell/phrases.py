"""Phrases from which the sentences about a rulebook are made: thresholds, eliminations, ties, methods."""

from collections.abc import Mapping
from typing import Any

from comitia.rulebook.arithmetic.figures import BASE_WORDS, MEASURE_WORDS
from comitia.rulebook.arithmetic.numbers import exact, share_words, show
from comitia.rulebook.form.vocabulary import EliminationRule, Threshold

TIE_WORDS: Mapping[str, str] = {
    "not-carried": "As many for as against: not carried.",
    "carried": "As many for as against: carried.",
    "rerun": "As many for as against: the vote is taken again.",
    "silent": "As many for as against: the rules are silent; somebody must rule.",
}
METHOD_WORDS: Mapping[str, str] = {
    "plurality": "one mark each; most votes",
    "majority": "one mark each",
    "exhaustive": "repeated ballots, one mark each",
    "preferential": "papers in order of preference, the last out and transferred",
    "stv": "the single transferable vote",
    "college": "an electoral college of weighted sections",
}


def threshold_words(threshold: Threshold, measure: str) -> str:
    """`more than half of the votes for or against`; another measure than the usual one is named first."""
    comparison = "more than" if threshold.strict else "at least"
    size = threshold.size
    amount = (
        f"{size} votes"
        if isinstance(size, int)
        else f"{share_words(exact(size))} of the {BASE_WORDS[threshold.of or 'cast']}"
    )
    what = threshold.measure or measure
    head = "" if what == measure else f"{MEASURE_WORDS[what]}: "
    return f"{head}{comparison} {amount}"


def elimination_words(rule: EliminationRule) -> str:
    """Who goes out of a round, and what a tie for last means."""
    below = (
        ""
        if rule.below is None
        else show(exact(rule.below))
        if isinstance(rule.below, int)
        else share_words(exact(rule.below))
    )
    base = f" of the {BASE_WORDS[rule.of]}" if rule.of else " votes"
    told = {
        "none": "Nobody goes out.",
        "last": "The last goes out.",
        "below": f"Who has below {below}{base} goes out{_also_last(rule)}; if nobody has, the last.",
        "top": f"All but the first {rule.keep} go out.",
        "named": "Whoever is named goes out.",
    }[rule.kind]
    if rule.kind in ("last", "below"):
        ties = {"all": " All who tie for last go.", "lot": " A tie for last is broken by lot."}
        told += ties.get(rule.tie or "silent", " On a tie for last the rules are silent.")
    return told


def _also_last(rule: EliminationRule) -> str:
    return ", and the last" if rule.also_last else ""


def plain(value: Any) -> str:
    """A value of the page without its signs."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {plain(part)}" for key, part in value.items())
    if isinstance(value, list):
        return " and ".join(plain(part) for part in value) or "nothing"
    return str(value)


def capital(text: str) -> str:
    """The same words as the beginning of a sentence."""
    return text[:1].upper() + text[1:]
