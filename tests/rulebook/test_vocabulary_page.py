"""The page of the vocabulary names every kind, every key and every word of a closed list."""

import re
from typing import Any, get_args

import pytest

from comitia.rulebook.form.vocabulary import KINDS, EliminationRule, Entry, Header, Quorum, Route, Threshold, Word
from tests.rulebook.pages import ROOT

PAGE = (ROOT / "docs" / "rulebook" / "vocabulary.md").read_text(encoding="utf-8")
SECTIONS = {part.split("`")[0]: part for part in re.split(r"^## `\[", PAGE, flags=re.MULTILINE)[1:]}
COMMON = set(Entry.model_fields)


def keys(model: type[Word]) -> set[str]:
    return {str(field.alias) for name, field in model.model_fields.items() if model is Header or name not in COMMON}


def words(annotation: Any) -> set[str]:
    found = {value for value in get_args(annotation) if isinstance(value, str)}
    return found.union(*(words(part) for part in get_args(annotation) if not isinstance(part, str)))


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_of_a_kind_stands_on_its_section(kind: str) -> None:
    section = SECTIONS[f"{kind}.NAME]"]
    missing = {key for key in keys(KINDS[kind]) if f"`{key}`" not in section}
    assert missing == set()


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_of_a_closed_list_stands_on_its_section(kind: str) -> None:
    section = SECTIONS[f"{kind}.NAME]"]
    closed = {"carries", "wins", "quorum", "routes", "tie"} if kind != "ballot" else {"wins", "quorum"}
    for name, field in KINDS[kind].model_fields.items():
        if name in COMMON or name in closed:
            continue
        missing = {
            word for word in words(field.annotation) if f"`{word}`" not in section and f'"{word}"' not in section
        }
        assert missing == set(), name


def test_the_tables_inside_are_described_too() -> None:
    assert all(f"`{key}`" in SECTIONS["rulebook]"] for key in keys(Header))
    assert all(f"`{key}`" in SECTIONS["gate.NAME]"] or key == "each" for key in keys(Route))
    assert all(f"`{key}`" in SECTIONS["ballot.NAME]"] for key in keys(EliminationRule))
    form = (ROOT / "docs" / "rulebook" / "form.md").read_text(encoding="utf-8")
    assert all(f"`{base}`" in form for base in words(Threshold.model_fields["of"].annotation))
    assert all(key in form for key in keys(Quorum))


def test_the_example_of_the_form_page_is_the_templates_own() -> None:
    template = (ROOT / "rulebooks" / "template.md").read_text(encoding="utf-8")
    form = (ROOT / "docs" / "rulebook" / "form.md").read_text(encoding="utf-8")
    for line in ('carries = { more-than = "1/2", of = "yes+no" }', 'tie = "casting-vote"', 'casting = "the chair"'):
        assert line in template and line in form
