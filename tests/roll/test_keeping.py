"""The folder: acts whole or not there, chained, for the owner's eyes; freezes, claims and rulings in it."""

import datetime as dt
import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from comitia.errors import ComitiaError, Invalid, Malformed, OutOfOrder
from comitia.roll import Change, Entry, commit, decide_electorate, open_roll, receive_rules
from comitia.roll import folder as folders
from comitia.roll.claims import ASKS, receive_electors
from comitia.roll.keeping import (
    claim,
    current_electors,
    decide_again,
    decide_claim,
    find_entry,
    freeze,
    load_roll,
)
from tests.roll.made import SIGNED

Keep = Callable[..., Path]
ANN = "L1,Ann Smith,1970-02-01,2015-09-12,,member,Hove"
BOB = "L2,Bob Jones,1970-02-01,2016-03-12,,member,Hove"
SALT = bytes(range(32))
DAY = dt.date(2016, 7, 12)


def frozen(folder: Path, rule: dict[str, Any], until: dt.date | None = None) -> Entry:
    entries = open_roll(folder)
    rules, counts = receive_rules(rule, "rule.json")
    return freeze(
        folder, entries, decide_electorate(load_roll(entries), rules, counts, DAY), rule, SALT, SIGNED, until
    ).entry


def test_acts_follow_each_other_and_are_read_back(keep: Keep, six_months: dict[str, Any]) -> None:
    folder = keep(ANN, BOB)
    frozen(folder, six_months)
    assert [(entry.number, entry.kind) for entry in open_roll(folder)] == [(1, "import"), (2, "freeze")]


def test_everything_is_for_the_owners_eyes_alone(keep: Keep, six_months: dict[str, Any]) -> None:
    folder = keep(ANN)
    frozen(folder, six_months)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}
    assert modes == {0o700, 0o600}


def test_what_is_published_names_nobody(keep: Keep, six_months: dict[str, Any]) -> None:
    folder = keep(ANN, BOB)
    published = (frozen(folder, six_months).folder / "declaration.json").read_text(encoding="utf-8")
    assert not [word for word in ("L1", "L2", "Ann", "Smith", "Hove", "1970", SALT.hex()) if word in published]
    assert json.loads(published)["electors"] == 1


@pytest.mark.parametrize("name", ["entry.json", "members.csv", "report.csv"])
def test_a_changed_file_is_found(keep: Keep, six_months: dict[str, Any], name: str) -> None:
    folder = keep(ANN, BOB)
    frozen(folder, six_months)
    path = folder / "0001-import" / name
    path.write_bytes(path.read_bytes().replace(b"members", b"membres").replace(b"L2", b"L3"))
    with pytest.raises(ComitiaError):
        entries = open_roll(folder)
        decide_again(entries, entries[1])
        entries[0].read("report.csv")


def test_a_changed_file_of_members_is_never_read_into_a_freeze(keep: Keep) -> None:
    folder = keep(ANN, BOB)
    path = folder / "0001-import" / "members.csv"
    path.write_bytes(path.read_bytes().replace(b"2016-03-12", b"2014-03-12"))
    from comitia.roll import members_on

    with pytest.raises(Invalid, match="not the file that was written"):
        members_on(load_roll(open_roll(folder)), DAY)


@pytest.mark.parametrize("damage", [b"", b"number\n", b'"', b"\xff\xfe"])
def test_a_ruined_file_of_members_is_told_and_ends_in_no_traceback(keep: Keep, damage: bytes) -> None:
    folder = keep(ANN, BOB)
    (folder / "0001-import" / "members.csv").write_bytes(damage)
    from comitia.roll import members_on

    with pytest.raises(Invalid):
        members_on(load_roll(open_roll(folder)), DAY)


def test_a_missing_act_is_found(keep: Keep, six_months: dict[str, Any]) -> None:
    folder = keep(ANN)
    frozen(folder, six_months)
    (folder / "0001-import").rename(folder / ".aside")
    with pytest.raises(Invalid, match="found act 2, expected act 1"):
        open_roll(folder)


def test_an_act_that_is_cut_off_leaves_nothing_behind(
    keep: Keep, six_months: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = keep(ANN)

    def fails(path: Path, raw: bytes) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(folders, "_write_synced", fails)
    with pytest.raises(OSError, match="disk full"):
        frozen(folder, six_months)
    monkeypatch.undo()
    assert [entry.kind for entry in open_roll(folder)] == ["import"]
    assert sorted(child.name for child in folder.iterdir()) == ["0001-import", "README.txt"]


def test_leavings_of_a_killed_process_are_not_acts(keep: Keep) -> None:
    folder = keep(ANN)
    (folder / ".unfinished-abc").mkdir()
    assert len(open_roll(folder)) == 1


def test_something_slipped_into_an_act_is_found(keep: Keep) -> None:
    (act,) = open_roll(keep(ANN))
    act.check_nothing_beside()
    (act.folder / "more.csv").write_text("L9", encoding="utf-8")
    with pytest.raises(Invalid, match="was not written with the act"):
        act.check_nothing_beside()


def test_an_act_written_meanwhile_is_not_overwritten(keep: Keep, six_months: dict[str, Any]) -> None:
    folder = keep(ANN)
    stale = open_roll(folder)
    frozen(folder, six_months)
    with pytest.raises(OutOfOrder, match="an act was written since the roll was read"):
        folders.append_entry(folder, stale, "claim", {"on": "2016-07-12"}, {})


@pytest.mark.parametrize("name", ["notes.txt", "0002-party", "import"])
def test_a_folder_that_is_no_roll_is_refused(keep: Keep, name: str) -> None:
    folder = keep(ANN)
    (folder / name).mkdir()
    with pytest.raises(Malformed, match="no act of a roll"):
        open_roll(folder)


def test_a_freeze_worked_out_again_uses_the_roll_as_it_was_known_then(keep: Keep, six_months: dict[str, Any]) -> None:
    folder = keep(ANN, BOB)
    first = frozen(folder, six_months)
    keep(ANN.replace("2015-09-12", "2016-05-01"), BOB)
    entries = open_roll(folder)
    assert decide_again(entries, first).codes[0].to_list() == [0, 1]
    assert frozen(folder, six_months).content["declaration"]["electors"] == 0


def test_a_claim_is_ruled_on_and_the_list_that_follows_has_its_digest(keep: Keep, six_months: dict[str, Any]) -> None:
    folder = keep(ANN, BOB)
    first = frozen(folder, six_months)
    claimed = claim(
        folder, open_roll(folder), first, Change("in", "L2"), ("joined in 2014, receipt shown", DAY), SIGNED
    )
    ruled = decide_claim(folder, open_roll(folder), claimed, True, ("receipt seen", "NEC, 4.II.2.C", DAY), SIGNED)
    entries = open_roll(folder)
    listed = current_electors(entries, first)
    assert listed == b"comitia-electorate/1\nL1\tmembers\t1\nL2\tmembers\t1\n"
    assert ruled.content["digest"] == commit(listed, SALT) != first.content["declaration"]["digest"]
    assert first.read("electors.txt") == b"comitia-electorate/1\nL1\tmembers\t1\n"
    with pytest.raises(OutOfOrder, match="has its ruling"):
        decide_claim(folder, entries, claimed, False, ("no", "NEC", DAY), SIGNED)


def test_a_refused_claim_leaves_the_list_as_it_was(keep: Keep, six_months: dict[str, Any]) -> None:
    folder = keep(ANN, BOB)
    first = frozen(folder, six_months)
    claimed = claim(folder, open_roll(folder), first, Change("out", "L1"), ("moved away", DAY), SIGNED)
    decide_claim(folder, open_roll(folder), claimed, False, ("no ground in the rules", "NEC", DAY), SIGNED)
    assert current_electors(open_roll(folder), first) == first.read("electors.txt")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (Change("in", "L1"), OutOfOrder),
        (Change("out", "L2"), OutOfOrder),
        (Change("vote", "L1"), Malformed),
        (Change("in", "L2", section="lords"), Malformed),
        (Change("weight", "L1"), Malformed),
        (Change("weight", "L1", weight="-1"), Malformed),
        (Change("section", "L1", section="members"), OutOfOrder),
        (Change("in", "a\tb"), Malformed),
    ],
)
def test_a_claim_that_asks_for_what_is_or_cannot_be_is_refused(
    keep: Keep, six_months: dict[str, Any], change: Change, error: type[ComitiaError]
) -> None:
    folder = keep(ANN, BOB)
    first = frozen(folder, six_months)
    with pytest.raises(error):
        claim(folder, open_roll(folder), first, change, ("reason", DAY), SIGNED)
    assert len(open_roll(folder)) == 2 and change.asks in (*ASKS, "vote")


def test_claims_close_on_the_day_that_was_said(keep: Keep, six_months: dict[str, Any]) -> None:
    folder = keep(ANN, BOB)
    first = frozen(folder, six_months, until=DAY)
    with pytest.raises(OutOfOrder, match="open until 2016-07-12"):
        claim(folder, open_roll(folder), first, Change("in", "L2"), ("late", DAY + dt.timedelta(1)), SIGNED)
    claim(folder, open_roll(folder), first, Change("in", "L2"), ("in time", DAY), SIGNED)


@pytest.mark.parametrize("told", [("", "NEC"), ("seen", " ")])
def test_a_ruling_without_reason_or_authority_is_refused(
    keep: Keep, six_months: dict[str, Any], told: tuple[str, str]
) -> None:
    folder = keep(ANN, BOB)
    first = frozen(folder, six_months)
    claimed = claim(folder, open_roll(folder), first, Change("in", "L2"), ("r", DAY), SIGNED)
    with pytest.raises(Malformed, match="reason and an authority"):
        decide_claim(folder, open_roll(folder), claimed, True, (*told, DAY), SIGNED)


def test_an_act_that_is_not_there_is_refused_with_those_that_are(keep: Keep) -> None:
    with pytest.raises(Malformed, match="acts of this kind: none yet"):
        find_entry(open_roll(keep(ANN)), 1, "freeze")


@pytest.mark.parametrize(
    "raw", [b"", b"other\n", b"comitia-electorate/1\nL1\tmembers\n", b"comitia-electorate/1\nL1\tm\t1"]
)
def test_a_list_of_electors_in_another_form_is_refused(raw: bytes) -> None:
    with pytest.raises(Malformed, match="list of electors"):
        receive_electors(raw)
