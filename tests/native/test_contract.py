"""What the stub promises is there, and nothing else is."""

import ast
from pathlib import Path

from comitia import _native

STUB = ast.parse((Path(__file__).resolve().parents[2] / "src" / "comitia" / "_native.pyi").read_text())


def promised() -> dict[str, set[str]]:
    """Public names of the stub: functions with no members, classes with theirs."""
    names: dict[str, set[str]] = {}
    for node in STUB.body:
        if isinstance(node, ast.FunctionDef):
            names[node.name] = set()
        elif isinstance(node, ast.ClassDef):
            names[node.name] = {
                member.name
                for member in node.body
                if isinstance(member, ast.FunctionDef) and not member.name.startswith("_")
            }
    return names


def test_the_module_has_the_names_of_its_stub_and_no_others() -> None:
    there = {name for name in dir(_native) if not name.startswith("_")}
    assert there == set(promised())


def test_every_class_has_the_members_of_its_stub_and_no_others() -> None:
    for name, members in promised().items():
        if members and name != "Refused":
            there = {member for member in vars(getattr(_native, name)) if not member.startswith("_")}
            assert there == members, name


def test_every_check_that_is_raised_is_a_documented_one() -> None:
    fault_doc = next(
        ast.get_docstring(node) for node in STUB.body if isinstance(node, ast.ClassDef) and node.name == "Fault"
    )
    source = (Path(__file__).resolve().parents[2] / "rust" / "messages" / "src" / "fault.rs").read_text()
    names = source.split("pub fn name", 1)[1].split("pub fn kind", 1)[0].split('"')[1::2]
    assert len(names) >= 25
    assert [name for name in names if f"`{name}`" not in (fault_doc or "")] == []


def test_the_backend_is_one_that_is_documented() -> None:
    assert _native.backend() in {"serial", "avx2", "avx512ifma"}
