"""`comitia rules`: check, show, diff, try, as a user meets them."""

import json
from pathlib import Path
from typing import Any

import pytest

from comitia.cli.app import main
from tests.rulebook.pages import ROOT, motion_rule, page

LABOUR = str(ROOT / "rulebooks" / "labour-2016.md")
CONSERVATIVE = str(ROOT / "rulebooks" / "conservative-1998-2024.md")
TEMPLATE = str(ROOT / "rulebooks" / "template.md")


def run(capsys: Any, *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as left:
        main(["rules", *arguments])
    return int(left.value.code or 0), capsys.readouterr().out


def test_check_tells_faults_with_their_lines_and_leaves_with_one(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "club.md"
    path.write_text(page(motion_rule(tie=None)), encoding="utf-8")
    code, out = run(capsys, "check", str(path))
    assert code == 1
    assert "club.md:29: motion.m: a missing tie rule; expected tie =" in out
    code, out = run(capsys, "check", str(path), "--json")
    assert (code, json.loads(out)["faults"][0]["line"]) == (1, 29)


def test_check_counts_one_fault_and_one_silence_as_one(tmp_path: Path, capsys: Any) -> None:
    book = (ROOT / "rulebooks" / "template.md").read_text(encoding="utf-8")
    (tmp_path / "one.md").write_text(
        book.replace('eliminate = { kind = "last", tie = "lot" }', 'eliminate = { kind = "last", tie = "silent" }', 1),
        encoding="utf-8",
    )
    _, out = run(capsys, "check", str(tmp_path / "one.md"))
    assert "one.md: 0 faults, 1 silence, edition " in out


def test_check_of_a_rulebook_in_order_leaves_with_nought(capsys: Any) -> None:
    code, out = run(capsys, "check", TEMPLATE)
    assert code == 0
    assert "template.md: 0 faults, 0 silences, edition " in out


def test_show_puts_the_rule_in_english_beside_the_words(capsys: Any) -> None:
    code, out = run(capsys, "show", LABOUR, "--clause", "4.II.2.B(ii)", "--on", "2016-07-28")
    assert code == 0
    assert "any nomination needs 20 per" in out
    assert "at least 20 per cent of Commons members of the PLP and members of the EPLP together" in " ".join(
        out.split()
    )
    assert all(len(line) <= 100 for line in out.splitlines())


def test_show_takes_a_clause_with_its_parts(capsys: Any) -> None:
    _, out = run(capsys, "show", LABOUR, "--clause", "4.II.2.B", "--json")
    entries = {entry["entry"] for entry in json.loads(out)["entries"]}
    assert {"gate.vacancy", "gate.challenge", "exception.incumbent", "reading.foster"} <= entries
    assert "ballot.leader" not in entries
    _, out = run(capsys, "show", LABOUR, "--clause", "1.VIII", "--json")
    assert {entry["entry"] for entry in json.loads(out)["entries"]} == {"body.nec", "reading.evangelou-appeal"}


def test_show_tells_every_change_with_its_day(capsys: Any) -> None:
    _, out = run(capsys, "show", LABOUR, "--clause", "electorate.member")
    assert "from 2016-08-08: No day of freeze" in out
    _, out = run(capsys, "show", LABOUR, "--clause", "electorate.member", "--json")
    assert [part["from"] for part in json.loads(out)["entries"][0]["rule"]] == [
        None,
        "2016-07-12",
        "2016-08-08",
        "2016-08-12",
    ]


def test_every_entry_of_every_rulebook_can_be_shown(capsys: Any) -> None:
    for path in sorted((ROOT / "rulebooks").glob("*.md")):
        code, out = run(capsys, "show", str(path), "--json")
        assert code == 0
        assert all(part["says"] for entry in json.loads(out)["entries"] for part in entry["rule"])


def test_diff_tells_what_changed_in_meaning_and_not_in_words(tmp_path: Path, capsys: Any) -> None:
    old, new, words = tmp_path / "old.md", tmp_path / "new.md", tmp_path / "words.md"
    old.write_text(page(motion_rule()), encoding="utf-8")
    new.write_text(page(motion_rule(carries='{ at-least = "2/3", of = "yes+no" }')), encoding="utf-8")
    words.write_text(page(motion_rule()).replace("A rule.", "One rule."), encoding="utf-8")
    _, out = run(capsys, "diff", str(old), str(new))
    assert "changed: motion.m (2)" in out
    assert "- Carried by more than half of the votes for or against." in out
    assert "+ Carried by at least two-thirds of the votes for or against." in out
    _, out = run(capsys, "diff", str(old), str(words))
    assert out.strip() == "Nothing differs in meaning."
    _, out = run(capsys, "diff", str(old), str(new), "--json")
    assert json.loads(out)[0]["change"] == "changed"


def rows(capsys: Any, *arguments: str) -> dict[str, str]:
    code, out = run(capsys, "try", *arguments, "--json")
    assert code == 0
    return {row["case"].strip(): row["outcome"] for row in json.loads(out)["rows"]}


def test_try_tells_what_is_needed_and_the_edge_cases(capsys: Any) -> None:
    told = rows(capsys, LABOUR, "--motion", "no-confidence", "--size", "plp=229", "--on", "2016-06-28")
    assert told["turnout 100 %"] == "115 for, 114 against are enough"
    assert told["turnout 50 %"] == "58 for, 56 against are enough"
    for edge in ("a tie", "one short", "all abstain", "0-0"):
        assert told[edge] == "lost, binds nothing: no clause attaches an effect"
    assert told["just enough"] == "carried, binds nothing: no clause attaches an effect"


def test_try_without_a_size_takes_an_example_and_says_so(capsys: Any) -> None:
    _, out = run(capsys, "try", TEMPLATE, "--motion", "confidence")
    assert "for 100 entitled as an example (--size members=NUMBER)" in " ".join(out.split())
    assert "lost: the chair leaves and may stand again" in " ".join(out.split())


def test_try_shows_a_quorum_off_by_one_and_both_casting_votes(capsys: Any) -> None:
    told = rows(capsys, TEMPLATE, "--motion", "resolution", "--size", "members=40")
    assert told["quorum off by one"].startswith("invalid")
    assert told["quorum just met"].startswith("carried")
    assert told["a tie, casting vote for"].startswith("carried")
    assert told["a tie, casting vote against"].startswith("lost")


def test_try_of_the_templates_contest_has_lots_decide_ties_in_figures_of_its_size(capsys: Any) -> None:
    words = ("try", str(ROOT / "rulebooks" / "template.md"), "--contest", "chair", "--size", "members=40")
    told = json.loads(run(capsys, *words, "--json")[1])
    found = {row["case"].strip(): (row["figures"], row["outcome"]) for row in told["rows"]}
    assert found["a tie for first"] == ("A 20, B 20", "undecided: the lot decides a tie for first between A and B")
    assert found["a tie for last"][1] == "undecided: the lot decides a tie for last place between B and C"
    assert found["no votes at all"][1] == "undecided: the lot decides a tie for first between A and B"
    assert found["just more than half"] == ("A 21, B 10, C 9", "A elected chair")
    assert told["open"] == []


def test_try_of_a_contest_tells_gates_stages_and_silences(capsys: Any) -> None:
    arguments = ["--contest", "leader", "--on", "2022-07-13", "--size", "mps=358", "--size", "members=172437"]
    told = rows(capsys, CONSERVATIVE, *arguments, "--fact", "vacant(leader)=true", "--fact", "acting(leader)=true")
    assert told["gate: nominations for leader"].startswith("open now")
    assert told["a tie for last"] == "undecided: the rules are silent on a tie for last place between B and C"
    code, out = run(capsys, "try", CONSERVATIVE, *arguments)
    assert code == 0
    assert "What the rules leave open:" in out
    assert all(len(line) <= 100 for line in out.splitlines())


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", LABOUR, "--clause", "99"],
        ["show", LABOUR, "--on", "yesterday"],
        ["try", LABOUR],
        ["try", LABOUR, "--motion", "nothing", "--size", "plp=3"],
        ["try", LABOUR, "--motion", "no-confidence", "--size", "plp=many"],
        ["try", LABOUR, "--contest", "king"],
        ["try", LABOUR, "--motion", "no-confidence", "--size", "plp=3", "--on", "1900-01-01"],
        ["diff", LABOUR, "/nowhere.md"],
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(arguments: list[str], capsys: Any) -> None:
    with pytest.raises(SystemExit) as left:
        main(["rules", *arguments])
    assert left.value.code == 2
    told = capsys.readouterr()
    assert told.err.startswith("comitia: ") and "Traceback" not in told.err


VOTE = ["--motion", "resolution", "--on", "2026-03-20", "--people", "entitled=40", "--people", "present=30"]


def test_decide_tells_what_was_decided_and_who_must_act(capsys: Any) -> None:
    code, out = run(capsys, "decide", TEMPLATE, *VOTE, "--for", "17", "--against", "11", "--papers", "spoilt=1")
    assert code == 0
    assert out.startswith("a resolution: carried: the committee must carry it out")
    assert "17 for, 11 against, 1 spoilt" in out
    assert "Force: binding. Edition: " in out
    assert all(len(line) <= 100 for line in out.splitlines())


def test_decide_takes_the_casting_vote(capsys: Any) -> None:
    for casting, result in (("for", "carried"), ("against", "lost")):
        arguments = [*VOTE, "--for", "14", "--against", "14", "--casting", casting, "--json"]
        _, out = run(capsys, "decide", TEMPLATE, *arguments)
        assert json.loads(out)["result"] == result


@pytest.mark.parametrize(
    "more",
    [
        ["--for", "30", "--against", "11"],
        ["--for", "3", "--against", "1", "--papers", "lost=3"],
        ["--for", "3", "--against", "1", "--people", "friends=3"],
        ["--for", "3", "--against", "1", "--casting", "maybe"],
        ["--for", "14", "--against", "14"],
        ["--for", "3", "--against", "1", "--papers", "spoilt=x"],
    ],
)
def test_decide_refuses_figures_that_cannot_be(more: list[str], capsys: Any) -> None:
    with pytest.raises(SystemExit) as left:
        main(["rules", "decide", TEMPLATE, *VOTE, *more])
    assert left.value.code == 2
    assert capsys.readouterr().err.startswith("comitia: ")


def test_show_tells_what_an_exception_puts_in_place(capsys: Any) -> None:
    _, out = run(capsys, "show", CONSERVATIVE, "--clause", "exception.first-round-2022", "--on", "2022-07-13")
    said = " ".join(out.split())
    assert "if the round is 1: Who has below 30 votes goes out; if nobody has, the last." in said
    assert "leaves" not in said


def test_show_says_no_to_a_truth_in_english(capsys: Any) -> None:
    union = str(ROOT / "rulebooks" / "union-1992-act.md")
    _, out = run(capsys, "show", union, "--clause", "exception.forty-per-cent", "--on", "2019-04-30")
    assert "it is not so that the employer is a devolved Welsh authority" in " ".join(out.split())
    _, out = run(capsys, "show", union, "--clause", "ballot.general-secretary")
    assert "Elected is who leads with more than 0 votes." in " ".join(out.split())
