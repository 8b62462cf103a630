"""How two editions differ in meaning, entry by entry. Words that changed without changing the rule do not count."""

from dataclasses import dataclass
from datetime import date

from comitia.canonical import Json
from comitia.rulebook.form.book import Rulebook
from comitia.rulebook.form.words import day_words
from comitia.rulebook.tell.show import history


@dataclass(frozen=True, slots=True)
class Difference:
    """One entry that is new, gone, or says something else; only the sentences that differ."""

    entry: str
    clause: str
    change: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    def as_data(self) -> dict[str, Json]:
        """Plain data (JSON)."""
        return {
            "entry": self.entry,
            "clause": self.clause,
            "change": self.change,
            "before": list(self.before),
            "after": list(self.after),
        }


def differences(old: Rulebook, new: Rulebook) -> list[Difference]:
    """Every entry that differs, in the order of the newer page, what is gone last."""
    found = []
    for kind, name in [*new.entries, *(key for key in old.entries if key not in new.entries)]:
        before = _lines(old, kind, name)
        after = _lines(new, kind, name)
        if before == after:
            continue
        holder = new if (kind, name) in new.entries else old
        change = "new" if not before else "gone" if not after else "changed"
        found.append(
            Difference(
                f"{kind}.{name}",
                str(holder.entries[kind, name].table.get("clause", "")),
                change,
                tuple(line for line in before if line not in after),
                tuple(line for line in after if line not in before),
            )
        )
    return found


def _lines(rulebook: Rulebook, kind: str, name: str) -> list[str]:
    if (kind, name) not in rulebook.entries:
        return []
    clause = f"Clause: {rulebook.entries[kind, name].table.get('clause', 'none')}."
    told = [(begun, line) for begun, lines in history(rulebook, kind, name) for line in lines]
    return [clause, *(_dated(begun, line) for begun, line in told)]


def _dated(begun: date | None, line: str) -> str:
    return f"From {day_words(begun)}: {line}" if begun else line
