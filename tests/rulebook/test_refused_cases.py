"""Cases that cannot be true, or cannot be read, are refused with a reason."""

import json
from typing import Any

import pytest

from comitia.cli.app import main
from comitia.errors import Malformed
from comitia.rulebook.cases import decide_case, receive_case
from tests.rulebook.case_maker import MAJORITY, TOP, ballot, case, motion

OF_ENTITLED = {**MAJORITY, "base": "entitled"}
NOMINATION = {
    "kind": "nomination",
    "name": "gate",
    "routes": [{"name": "MPs", "threshold": {"count": 10}, "received": {"A": 12, "B": 3}}],
    "combine": "all",
}
COLLEGE = {
    "kind": "weighted_round",
    "name": "college",
    "sections": [{"name": "one", "weight": "1", "votes": {"A": 2, "B": 1}}],
}

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "more papers than people": (case(motion(200, 40, entitled=229)), "240 papers, but only 229 entitled"),
    "more papers than the body has": (case(motion(200, 40), body={"name": "b", "entitled": 229}), "only 229 entitled"),
    "papers and absent exceed": (case(motion(200, 10, not_voting=20, entitled=229)), "exceed 229 entitled"),
    "complete but not": (case(motion(172, 40, entitled=229, complete=True)), "sum to 212 and 229"),
    "complete without entitled": (case(motion(172, 40, complete=True)), "number entitled"),
    "votes above their total": (case(motion(172, 40, voting_total=200)), "voting_total is 200"),
    "negative votes": (case(motion(-1, 40)), "no negative number"),
    "a vote that is no number": (case(motion("many", 40)), "exact number"),
    "a vote that is true": (case(motion(True, 40)), "exact number"),
    "unknown base": (case(motion(1, 0, {**MAJORITY, "base": "turnout"})), "expected one of yes_no"),
    "share without base": (case(motion(1, 0, {"measure": "yes", "op": ">", "share": "1/2"})), "base"),
    "share and count": (case(motion(1, 0, {**MAJORITY, "count": 3})), "exactly one"),
    "neither share nor count": (case(motion(1, 0, {"measure": "yes", "op": ">"})), "exactly one"),
    "share above one": (case(motion(1, 0, {**MAJORITY, "share": "15"})), "0.15 or 15%"),
    "unknown comparison": (case(motion(1, 0, {**MAJORITY, "op": "<"})), "one of >, >="),
    "unknown measure": (case(motion(1, 0, {**MAJORITY, "measure": "top"})), "one of yes"),
    "unknown figure": (case(motion(1, 0, maybe=3)), "unknown field 'maybe'"),
    "base without a figure": (case(motion(1, 0, OF_ENTITLED)), "'entitled' cannot be computed"),
    "noes not stated": (case(motion(1, None)), "cannot be computed"),
    "more present than members": (case(motion(7, 6, present=330, members=322)), "330 present, but only 322 members"),
    "more seats filled than there are": (
        case(motion(7, 6, seats_filled=230, members=220)),
        "230 seats filled, but only",
    ),
    "a third of a voter": (case(motion("172.3", 40)), "expected a whole number"),
    "a part of a nomination": (
        case({**NOMINATION, "routes": [{**NOMINATION["routes"][0], "received": {"A": "51.5"}}]}),
        "whole number of people",
    ),
    "a candidate without sections": (
        case({**ballot({"A": 4, "B": 3}), "by_section": {"A": [3, 1]}}),
        "every candidate of this round",
    ),
    "sections of two lengths": (
        case({**ballot({"A": 4, "B": 3}), "by_section": {"A": [3, 1], "B": [3, 0, 0]}}),
        "the same number in each",
    ),
    "a vote for a nominee who withdrew": (
        case({**NOMINATION, "withdrawn": ["B"]}, ballot({"A": 4, "B": 3})),
        "failed to be nominated or withdrew",
    ),
    "a casting vote not stated": (case(motion(7, 7, tie="casting_vote")), "how it was cast is not stated"),
    "unknown rule for ties": (case(motion(7, 6, tie="coin")), "expected one of"),
    "no condition": (case({**motion(1, 0), "requires": []}), "not empty"),
    "a vote for somebody eliminated": (
        case(ballot({"A": 4, "B": 3, "C": 2}), ballot({"A": 4, "C": 3}, "none")),
        "votes for C, who was out",
    ),
    "a vote for somebody withdrawn": (
        case(ballot({"A": 4, "B": 3, "C": 2}, withdrawn=["B"]), ballot({"A": 4, "B": 3}, "none")),
        "votes for B, who was out",
    ),
    "a vote for a stranger": (
        case(ballot({"A": 4, "B": 3, "C": 2}), ballot({"A": 4, "B": 3, "D": 1}, "none")),
        "is no new candidate",
    ),
    "a candidate who vanished": (
        case(ballot({"A": 4, "B": 4, "C": 4, "D": 1}), ballot({"A": 4, "B": 3}, "none")),
        "no votes stated for C",
    ),
    "a vote for somebody not nominated": (
        case(NOMINATION, ballot({"A": 4, "B": 3}, "none")),
        "votes for B, who failed to be nominated",
    ),
    "withdrawn without standing": (case(ballot({"A": 4, "B": 3}, "none", withdrawn=["C"])), "C cannot withdraw"),
    "sections that do not sum": (
        case(ballot({"A": 4, "B": 3}, "none", by_section={"A": [1, 2], "B": [3, 0]})),
        "the sections sum to 3",
    ),
    "a round of more papers than people": (case(ballot({"A": 4, "B": 3}, "none", entitled=6)), "only 6 entitled"),
    "a round that is not complete": (
        case(ballot({"A": 4, "B": 3}, "none", entitled=9, complete=True)),
        "called complete",
    ),
    "a total that is not the sum": (case(ballot({"A": 4, "B": 3}, "none", published_total=8)), "8 are stated"),
    "shares above a hundred": (case(ballot({"A": "60", "B": "50"}, "none", unit="percent")), "110 per cent"),
    "transfers that do not add up": (
        case(ballot({"A": 4, "B": 3, "C": 2}), ballot({"A": 6, "B": 3}, "none", transfers={"A": 1, "B": 0})),
        "which is not 6",
    ),
    "transfers from nowhere": (
        case(ballot({"A": 4, "B": 3, "C": 2}), ballot({"A": 7, "B": 3}, "none", transfers={"A": 3})),
        "2 papers were free",
    ),
    "no votes": (case(ballot({}, "none")), "at least one name"),
    "a base that a round has not": (case(ballot({"A": 1}, "none", {**TOP, "base": "yes_no"})), "cannot be computed"),
    "unknown elimination": (case(ballot({"A": 2, "B": 1}, "worst")), "one of none"),
    "below nothing": (case(ballot({"A": 2, "B": 1}, "below")), "exactly one"),
    "weights that do not sum to one": (
        case({**COLLEGE, "sections": [{**COLLEGE["sections"][0], "weight": "1/3"}]}),
        "sum to 1/3",
    ),
    "a section without votes": (
        case({**COLLEGE, "sections": [{**COLLEGE["sections"][0], "votes": {"A": 0}}]}),
        "no votes at all",
    ),
    "more nominations than members": (
        case(
            {
                "kind": "nomination",
                "name": "gate",
                "routes": [{"name": "MPs", "threshold": {"share": "0.1", "of": 10}, "received": {"A": 11}}],
            }
        ),
        "only 10 members",
    ),
    "rounding down": (
        case(
            {
                "kind": "trigger",
                "name": "gate",
                "routes": [{"name": "MPs", "threshold": {"share": "0.1", "of": 10, "rounding": "down"}}],
            }
        ),
        "one of up",
    ),
    "unknown kind": (case({"kind": "duel", "name": "dawn"}), "one of motion"),
    "no steps": (case(), "not empty"),
    "another schema": (case(motion(), schema="comitia-case/2"), "comitia-case/1"),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_a_contradictory_case_is_refused_with_its_reason(reason: str) -> None:
    document, message = REFUSED[reason]
    with pytest.raises(Malformed) as refusal:
        decide_case(receive_case(json.dumps(document).encode(), "case.json"))
    assert message in str(refusal.value)


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b"3", b"\xff", b'{"id": "x"}', b'{"id": "x", "steps": 3}', b"[" * 100_000, b'{"id":1e999999999}'],
)
def test_what_is_no_case_is_refused_without_a_traceback(raw: bytes, tmp_path: Any, capsys: Any) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(raw)
    with pytest.raises(SystemExit) as left:
        main(["decide", str(path), "--json"])
    assert left.value.code == 2
    assert json.loads(capsys.readouterr().out)["error"]["kind"] == "Malformed"


def test_the_command_prints_json_and_leaves_with_nought(tmp_path: Any, capsys: Any) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(case(motion(172, 40, spoilt=4))), encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        main(["decide", str(path), "--json"])
    assert left.value.code == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["result"], told["steps"][0]["requires"][0]["required"]) == ("carried", 107)


def test_the_command_tells_people_the_whole_derivation(tmp_path: Any, capsys: Any) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(case(motion(172, 40, spoilt=4))), encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["decide", str(path)])
    told = capsys.readouterr().out
    assert "votes for: 172 of 212 votes for or against (81.1 %)" in told
    assert all(len(line) <= 100 for line in told.splitlines())
