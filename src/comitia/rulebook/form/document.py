"""A rulebook page, split into clauses: words, then one TOML block, each with its lines.

Words belong to the block that follows them, back to the block or heading before. A block without words, or words that
promise a rule and have none, are told by `check`. Values keep their dates; nothing is interpreted here.

>>> page = '# Rules\\n\\n**1.** The club has a chair.\\n```toml\\n[office.chair]\\nclause = "1"\\n```\\n'
>>> block = split_document(page, "rules.md").blocks[0]
>>> block.words, block.tables["office"]["chair"], block.line_of("office", "chair", "clause")
('**1.** The club has a chair.', {'clause': '1'}, 6)
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt

from comitia.rulebook.form.fault import Fault

_HEADER = re.compile(r"^\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_-]+|\"[^\"]+\")\s*=")
_AT_LINE = re.compile(r"\s*\(at line (\d+), column \d+\)")


@dataclass(frozen=True, slots=True)
class Block:
    """One TOML block: its heading, the words before it, its tables, and the line of every key."""

    heading: str
    words: str
    line: int
    tables: Mapping[str, Any]
    lines: Mapping[tuple[str, ...], int]

    def line_of(self, *path: str) -> int:
        """The line of a key, or of the nearest table around it that has a line of its own."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, self.line)


@dataclass(frozen=True, slots=True)
class Document:
    """A page: file name, title, blocks in order, and what could not be read as TOML."""

    file: str
    title: str
    blocks: tuple[Block, ...]
    faults: tuple[Fault, ...]


def split_document(text: str, file: str) -> Document:
    """Split a page; what is no TOML becomes a fault with its line, and the rest is still read."""
    lines = text.splitlines()
    blocks: list[Block] = []
    faults: list[Fault] = []
    title, heading, words_from = "", "", 0
    for token in MarkdownIt().parse(text):
        if token.map is None or token.level > 0:
            continue
        begin, end = token.map
        if token.type == "heading_open":
            heading = lines[begin].lstrip("#").strip() if lines[begin].startswith("#") else lines[begin].strip()
            title = title or heading
            words_from = end
        elif token.type == "fence" and token.info.strip().lower() == "toml":
            words = "\n".join(lines[words_from:begin]).strip()
            tables, fault = _read_toml(token.content, file, begin + 2)
            faults += [fault] if fault else []
            blocks.append(Block(heading, words, begin + 2, tables, _key_lines(token.content, begin + 2)))
            words_from = end
    return Document(file, title, tuple(blocks), tuple(faults))


def _read_toml(text: str, file: str, first: int) -> tuple[Mapping[str, Any], Fault | None]:
    try:
        return tomllib.loads(text), None
    except tomllib.TOMLDecodeError as fault:
        place = _AT_LINE.search(str(fault))
        line = first + (int(place[1]) - 1 if place else 0)
        reason = _AT_LINE.sub("", str(fault))
        return {}, Fault(file, line, f'not TOML: {reason}; expected lines such as clause = "4.II"')
    except RecursionError:
        return {}, Fault(file, first, "not TOML: nested too deep; nothing in a rulebook is so deep")


def _key_lines(text: str, first: int) -> dict[tuple[str, ...], int]:
    """The line of every table header and of every key below it; keys of inline tables share their line."""
    lines: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for place, line in enumerate(text.splitlines()):
        if header := _HEADER.match(line):
            table = tuple(part.strip().strip('"') for part in header[1].split("."))
            lines.setdefault(table, first + place)
        elif key := _KEY.match(line):
            lines.setdefault((*table, key[1].strip('"')), first + place)
    return lines
