"""What a method needs beyond papers and seats: options of the command line, made into the method that they ask for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comitia.cli.count.reading import listed, receive_source
from comitia.errors import Malformed

if TYPE_CHECKING:
    from comitia.count import Method, Sheet
    from comitia.count.formats import Options
    from comitia.count.ties import TieRule


@dataclass(frozen=True, slots=True)
class Extras:
    """Options that only some methods take."""

    default: str | None = None
    quorum: str | None = None
    developers: int | None = None
    majority: list[str] = field(default_factory=list)
    threshold: str | None = None
    votes: int | None = None
    need: list[str] = field(default_factory=list)
    tied: str = "lost"
    reserve: list[str] = field(default_factory=list)
    cap: list[str] = field(default_factory=list)
    vacating: str | None = None
    contesting: str | None = None

    def refuse_others(self, method: str, *taken: str) -> None:
        """Refuse an option that this method would ignore."""
        flags = {"default": "default-option", "tied": "tied"}
        for name in self.__slots__:
            value = getattr(self, name)
            if value and not (name == "tied" and value == "lost") and name not in taken:
                raise Malformed(
                    f"{method}: does not take --{flags.get(name, name)}; leave it out, or choose another method"
                )


def count_file(
    name: str, file: Path, options: "Options", encoding: str, extras: Extras, seats: int | None, ties: "list[TieRule]"
) -> "Sheet":
    """Read the file as what the method takes, and count it."""
    from comitia.count import method_named, tell
    from comitia.count.formats import form_of, receive, receive_rctab

    chosen = _method(method_named(name), extras)
    if chosen.single_seat and seats is None:
        seats = 1  # the number of seats in the file is for methods that fill several
    source = receive_source(file, encoding)
    form = options.form or form_of(source)
    if form == "rctab" and name == "rcv" and options.beside is not None:
        from comitia.count.transferable.rcv import Rcv, rcv_method

        contest = receive_rctab(source, options.beside)
        wanted = seats if seats is not None else contest.seats or 1
        rules = ties or _ties_of_configuration(contest.rules, contest.papers.candidates)
        return tell(rcv_method(Rcv.of(contest.rules)), contest.papers, seats=wanted, ties=rules)
    options = replace(options, form=form, keep_receipt=name in {"irish", "hare-clark", "countback"})
    if extras.vacating is not None:
        from comitia.count import Papers
        from comitia.count.transferable.countback import Vacancy

        papers = receive(source, Papers, options)
        positions = seats if seats is not None else papers.seats or 1
        return tell(chosen, Vacancy(papers, positions, extras.vacating, listed(extras.contesting)), seats=1, ties=ties)
    return tell(chosen, receive(source, chosen.takes, options), seats=seats, ties=ties)


def _ties_of_configuration(rules: Mapping[str, Any], candidates: Sequence[str]) -> "list[TieRule]":
    """RCTab's way of settling ties; its random draws become a lot from its seed, not those of its generator."""
    from comitia.count.ties import EarlierStage, FixedOrder, PublicLot

    mode, seed = str(rules.get("tiebreakMode", "")), str(rules.get("randomSeed") or "")
    if mode in {"useCandidateOrder", "usePermutationInConfig", "generatePermutation"}:
        return [FixedOrder(tuple(candidates))]
    found: list[TieRule] = [EarlierStage()] if mode.startswith("previousRoundCounts") else []
    return [*found, PublicLot(seed)] if mode.lower().endswith("random") and seed else found


def _method(method: "Method[Any]", extras: Extras) -> "Method[Any]":
    """The method as its options make it."""
    name = method.identifier
    if name == "debian":
        from comitia.count.condorcet import Quorum, debian

        extras.refuse_others(name, "default", "quorum", "developers", "majority")
        votes = _whole(name, "--quorum", extras.quorum) if extras.quorum else 0
        ratios = {who: _ratio(text) for who, text in (_pair("--majority", item) for item in extras.majority)}
        return debian(extras.default, Quorum(votes, extras.developers or 0), ratios)
    if name == "division":
        return _division(extras)
    if name == "limited" and extras.votes is not None:
        from comitia.count.simple import limited

        extras.refuse_others(name, "votes")
        return limited(extras.votes)
    if method.family == "lists" and extras.threshold is not None:
        from comitia.count.formats.special import share_of
        from comitia.count.lists import LIST_RULES, lists

        extras.refuse_others(name, "threshold")
        return lists(LIST_RULES[name], threshold=share_of(extras.threshold))
    if extras.vacating is not None or name in {"countback", "recount"}:
        extras.refuse_others(name, *(("vacating", "contesting") if name in {"countback", "recount"} else ()))
        if extras.vacating is None:
            raise Malformed(f"{name}: needs --vacating with the name of the member who left")
        return method
    if extras.reserve or extras.cap:
        from comitia.count.lists import constrained

        extras.refuse_others(name, "reserve", "cap")
        return constrained(method, _constraints(extras))
    extras.refuse_others(name)
    return method


def _division(extras: Extras) -> "Method[Any]":
    from comitia.count.formats.special import share_of
    from comitia.count.simple import QuorumOf, Requirement, division
    from comitia.count.simple.division import BASES

    extras.refuse_others("division", "need", "tied", "quorum")
    needed = []
    for text in extras.need:
        found = re.fullmatch(r"(more-than|at-least) (.+) of ([a-z+-]+)", text.strip())
        if found is None or found[3] not in BASES:
            raise Malformed(
                f"--need {text!r}: expected such as 'more-than 1/2 of yes+no', the base one of {', '.join(BASES)}"
            )
        needed.append(Requirement(share_of(found[2]), found[3], found[1]))  # type: ignore[arg-type]
    if extras.tied not in {"lost", "carried", "casting-vote", "silent"}:
        raise Malformed(f"--tied {extras.tied!r}: expected lost, carried, casting-vote or silent")
    quorum = None
    if extras.quorum is not None:
        found = re.fullmatch(r"(\d{1,12}) of ([a-z+-]+)", extras.quorum.strip())
        if found is None or found[2] not in BASES:
            raise Malformed(
                f"--quorum {extras.quorum!r}: expected such as '40 of present', the base one of {', '.join(BASES)}"
            )
        quorum = QuorumOf(int(found[1]), found[2])
    return division(*needed, tie=extras.tied, quorum=quorum)  # type: ignore[arg-type]


def _constraints(extras: Extras) -> list[Any]:
    from comitia.count.lists import Constraint

    out = []
    for flag, items in (("--reserve", extras.reserve), ("--cap", extras.cap)):
        for item in items:
            group, text = _pair(flag, item)
            number, _, members = text.partition(":")
            who = frozenset(listed(members) or ())
            if not who:
                raise Malformed(f"{flag} {item!r}: expected GROUP=NUMBER:NAME,NAME")
            most = _whole(flag, item, number)
            out.append(Constraint(group, who, most, None) if flag == "--reserve" else Constraint(group, who, 0, most))
    return out


def _pair(flag: str, item: str) -> tuple[str, str]:
    name, mark, value = item.rpartition("=") if flag == "--majority" else item.partition("=")
    if not mark or not name.strip():
        raise Malformed(f"{flag} {item!r}: expected a name, = and a number")
    return name.strip(), value.strip()


def _whole(flag: str, item: str, text: str | None) -> int:
    if text is None or not re.fullmatch(r"\d{1,12}", text.strip()):
        raise Malformed(f"{flag} {item!r}: found {text!r}, expected a whole number")
    return int(text)


def _ratio(text: str) -> Fraction:
    found = re.fullmatch(r"(\d{1,6})(?:[:/](\d{0,5}[1-9]))?", text)
    if found is None:
        raise Malformed(f"--majority: found {text!r}, expected n or n:1")
    return Fraction(int(found[1]), int(found[2] or 1))


def tie_rules(words: list[str], commitment: str | None) -> "list[TieRule]":
    """The tie rules of the command line, in order."""
    from comitia.count.ties import AskRuling, EarlierStage, FixedOrder, PublicLot

    rules: list[TieRule] = []
    rulings: dict[int, str] = {}
    for word in words:
        kind, _, value = word.partition(":")
        if kind in {"latest", "first"} and not value:
            rules.append(EarlierStage(kind))  # type: ignore[arg-type]
        elif kind == "lot" and value:
            rules.append(PublicLot(value, commitment or ""))
        elif kind == "order" and value:
            rules.append(FixedOrder(listed(value) or ()))
        elif kind == "ruling" and value:
            number, mark, name = value.partition("=")
            if mark and number.strip().isdigit():
                rulings[int(number)] = name.strip()
            else:
                rulings[len(rulings) + 1] = value.strip()
        else:
            raise Malformed(
                f"--ties {word!r}: expected latest, first, lot:SEED, order:A,B,C or ruling:NAME (or ruling:2=NAME)"
            )
    if commitment and not any(word.startswith("lot:") for word in words):
        raise Malformed("--commitment: is the SHA-256 of a lot's seed; give the seed with --ties lot:SEED")
    return [*rules, AskRuling(rulings)] if rulings else rules
