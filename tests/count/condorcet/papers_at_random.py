"""Random papers for tests: rankings that may be short, equal, skipped; few papers, so that ties are common."""

from __future__ import annotations

from hypothesis import strategies as st

from comitia.count import Papers

NAMES = ("A", "B", "C", "D", "E")


@st.composite
def strict_papers(draw: st.DrawFn, least: int = 2, most: int = 5, most_rows: int = 8) -> Papers:
    """Papers of strict, possibly short rankings."""
    m = draw(st.integers(least, most))
    row = st.permutations(range(m)).flatmap(lambda p: st.integers(0, m).map(lambda k: list(p)[:k]))
    rows = draw(st.lists(row, min_size=1, max_size=most_rows))
    weights = draw(st.lists(st.integers(1, 5), min_size=len(rows), max_size=len(rows)))
    return Papers.of_rankings(NAMES[:m], rows, weights)


@st.composite
def rank_vectors(
    draw: st.DrawFn, least: int = 2, most: int = 5, most_rows: int = 8
) -> tuple[list[list[int]], list[int]]:
    """Ranks of each candidate, 0 for none, with gaps and equals; and how many papers there are of each."""
    m = draw(st.integers(least, most))
    rows = draw(st.lists(st.lists(st.integers(0, m + 1), min_size=m, max_size=m), min_size=1, max_size=most_rows))
    weights = draw(st.lists(st.integers(1, 5), min_size=len(rows), max_size=len(rows)))
    return rows, weights


def of_vectors(vectors: tuple[list[list[int]], list[int]]) -> Papers:
    """Papers of such rank vectors."""
    rows, weights = vectors
    return Papers.of_ranks(NAMES[: len(rows[0])], [row for row, w in zip(rows, weights, strict=True) for _ in range(w)])
