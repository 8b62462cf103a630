"""Counts read literally, one paper after the other: slow, plain, and apart from the engine, to prove the engine by.

Ties are not settled here: `None` is given back when one decides.
"""

from __future__ import annotations

UNIT = 100_000


def scottish(papers: list[list[int]], n: int, seats: int) -> tuple[list[int], list[tuple[int, ...]]] | None:
    """Rules 45-52: (winners, totals in units of 0.00001 at each stage), every paper a list of its own."""
    valid = [list(p) for p in papers if p]
    quota = (len(valid) // (seats + 1) + 1) * UNIT
    piles: list[list[tuple[list[int], int]]] = [[] for _ in range(n)]
    for paper in valid:
        piles[paper[0]].append((paper, UNIT))
    totals = [len(pile) * UNIT for pile in piles]
    winners: list[int] = []
    done: set[int] = set()
    out: set[int] = set()
    history = [tuple(totals)]
    while True:
        for c in sorted((c for c in range(n) if c not in winners and c not in out), key=lambda c: -totals[c]):
            if totals[c] >= quota:
                winners.append(c)
        continuing = [c for c in range(n) if c not in winners and c not in out]
        if len(winners) >= seats:
            return winners, history
        if len(continuing) <= seats - len(winners):
            return winners + sorted(continuing, key=lambda c: -totals[c]), history
        over = [c for c in winners if totals[c] > quota and c not in done]
        if over:
            most = max(totals[c] for c in over)
            givers = [c for c in over if totals[c] == most]
            if len(givers) > 1:
                return None
            giver = givers[0]
            done.add(giver)
            surplus, total = totals[giver] - quota, totals[giver]
            for paper, value in piles[giver]:
                new = surplus * value // total
                nxt = next((c for c in paper if c in continuing), None)
                if nxt is not None:
                    piles[nxt].append((paper[paper.index(nxt) :], new))
                    totals[nxt] += new
            totals[giver] = quota
        else:
            least = min(totals[c] for c in continuing)
            losers = [c for c in continuing if totals[c] == least]
            if len(losers) > 1:
                return None
            loser = losers[0]
            out.add(loser)
            continuing.remove(loser)
            for paper, value in piles[loser]:
                nxt = next((c for c in paper if c in continuing), None)
                if nxt is not None:
                    piles[nxt].append((paper[paper.index(nxt) :], value))
                    totals[nxt] += value
            totals[loser] = 0
        history.append(tuple(totals))
