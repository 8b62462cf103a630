"""Two electorates side by side: who would gain a vote, who would lose one, and by which clause.

Moving a freeze date is a decision about people. Before it is taken the secretary, and after it the court, should see
its effect in one sentence ("130,000 would lose their vote") and in one line a member.

Source: Evangelou v McNicol [2016] EWCA Civ 817: some 130,000 members joined between the freeze and the contest.
"""

from dataclasses import dataclass

import polars as pl

from comitia.roll.electorate import IN, UNKNOWN


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes from one electorate to another.

    `changes` has a line for each member whose place, section or weight differs: `number`, `was`, `now`, `section`,
    `weight`, `clause`, `why` (those of the later electorate; of the earlier one for somebody who has gone from the
    roll).
    """

    electors_before: int
    electors_after: int
    changes: pl.DataFrame

    @property
    def n_gain(self) -> int:
        """Members who are in now and were not."""
        return self.changes.filter((pl.col("now") == IN) & (pl.col("was") != IN)).height

    @property
    def n_lose(self) -> int:
        """Members who were in and are not now."""
        return self.changes.filter((pl.col("was") == IN) & (pl.col("now") != IN)).height

    @property
    def n_elsewhere(self) -> int:
        """Members who are in both times, in another section or with another weight."""
        return self.changes.filter((pl.col("was") == IN) & (pl.col("now") == IN)).height

    @property
    def n_unknown(self) -> int:
        """Members whose place cannot be told now and could before, or was another."""
        return self.changes.filter(pl.col("now") == UNKNOWN).height

    def reasons(self, *, lose: bool) -> list[tuple[str, str, int]]:
        """Clause, sentence and how many, of those who lose (or gain) a vote, most first."""
        was, now = ("was", "now") if lose else ("now", "was")
        moved = self.changes.filter((pl.col(was) == IN) & (pl.col(now) != IN))
        return list(
            moved.group_by("clause", "why")
            .len()
            .sort(["len", "clause", "why"], descending=[True, False, False])
            .iter_rows()
        )

    @property
    def sentence(self) -> str:
        """The effect in words."""
        parts = [
            words
            for n, words in (
                (self.n_lose, f"{self.n_lose:,} would lose their vote"),
                (self.n_gain, f"{self.n_gain:,} would gain one"),
                (self.n_elsewhere, f"{self.n_elsewhere:,} would vote in another section or with another weight"),
            )
            if n
        ]
        told = "nobody's vote would change" if not parts else ", ".join(parts)
        return f"{told}; electors: {self.electors_before:,} before, {self.electors_after:,} after"


def compare_places(before: pl.DataFrame, after: pl.DataFrame) -> Difference:
    """Compare two tables of places (`electorate.places_of`) by membership number."""
    told = ["place", "section", "weight", "clause", "why"]
    both = before.select("number", *told).join(
        after.select("number", *told), on="number", how="full", coalesce=True, suffix=" after"
    )
    was, now = pl.col("place").fill_null("not on the roll"), pl.col("place after").fill_null("not on the roll")
    place_differs = was != now
    seat_differs = (now == IN) & (
        pl.col("section").ne_missing(pl.col("section after")) | pl.col("weight").ne_missing(pl.col("weight after"))
    )
    changes = both.filter(place_differs | seat_differs).select(
        "number",
        was.alias("was"),
        now.alias("now"),
        *(
            pl.when(pl.col("place after").is_null()).then(pl.col(name)).otherwise(pl.col(f"{name} after")).alias(name)
            for name in ("section", "weight", "clause", "why")
        ),
    )
    return Difference(
        electors_before=before.filter(pl.col("place") == IN).height,
        electors_after=after.filter(pl.col("place") == IN).height,
        changes=changes.sort("number"),
    )
