"""Reading the dumps of every action by the Droop reference implementation (tab-separated; see data/README.md)."""

from __future__ import annotations

from pathlib import Path

from tests.count.transferable.ballots import text_of

Position = tuple[str, ...]


def positions(path: Path, actions: tuple[str, ...] = ("begin", "transfer")) -> list[Position]:
    """The votes of every candidate after each of `actions`, equal neighbours once."""
    found: list[Position] = []
    for row in rows(path):
        if row.get("Action") in actions:
            votes = tuple(row[f"{k}.vote"] for k in numbers(row))
            if not found or found[-1] != votes:
                found.append(votes)
    return found


def rounds(path: Path) -> list[tuple[str, Position, Position]]:
    """Meek: quota, votes and keep factors of every round at its last election or defeat."""
    found: dict[str, tuple[str, Position, Position]] = {}
    for row in rows(path):
        if row.get("Action") in {"elect", "defeat"}:
            votes = tuple(row[f"{k}.vote"] for k in numbers(row))
            keep = tuple(row[f"{k}.kf"] for k in numbers(row))
            found.setdefault(row["R"], (row["Quota"], votes, keep))
    return list(found.values())


def winners(path: Path) -> set[str]:
    """Names in state `E` or `e` at the end."""
    last = [row for row in rows(path) if row.get("Action") == "end"][-1]
    return {last[f"{k}.name"] for k in numbers(last) if last[f"{k}.state"] in {"E", "e"}}


def quota(path: Path) -> str:
    """The quota with which the count began."""
    return next(row["Quota"] for row in rows(path) if row.get("Action") == "begin")


def rows(path: Path) -> list[dict[str, str]]:
    """Every line as a mapping from the heading to the cell."""
    lines = text_of(path).splitlines()
    heading = lines[0].split("\t")
    return [dict(zip(heading, line.split("\t"), strict=False)) for line in lines[1:]]


def numbers(row: dict[str, str]) -> list[str]:
    """The numbers of the candidates in a row; those who withdrew have none."""
    return [key.split(".")[0] for key in row if key.endswith(".vote") and key.split(".")[0].isdigit()]
