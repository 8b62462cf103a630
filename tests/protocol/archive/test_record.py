"""The 512 bytes before each member, against archives made by another implementation."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.errors import Malformed
from comitia.protocol.archive.record import BLOCK, read_header_block, render_header_block, render_member

DATA = Path(__file__).parent.parent / "data"


def test_the_header_of_another_implementation_is_the_one_we_write() -> None:
    raw = gzip.decompress((DATA / "a-ed25519-v33.bel.gz").read_bytes())
    header = read_header_block(raw[:BLOCK], 0)
    assert (header.name, header.size) == ("BELENIOS", 38)
    assert render_header_block(header.name, header.size, header.time) == raw[:BLOCK]


@given(
    name=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=99),
    size=st.integers(0, 2**31),
    time=st.integers(0, 8**11 - 1),
)
def test_reading_what_was_rendered_gives_it_back(name: str, size: int, time: int) -> None:
    header = read_header_block(render_header_block(name, size, time), 0)
    assert (header.name, header.size, header.time) == (name, size, time)


@given(place=st.integers(0, BLOCK - 1), change=st.integers(1, 255))
def test_no_byte_of_a_header_can_be_another(place: int, change: int) -> None:
    block = bytearray(render_header_block("BELENIOS", 38, 1467072000))
    block[place] ^= change
    try:
        header = read_header_block(bytes(block), 0)
    except Malformed:
        return
    raise AssertionError(f"byte {place} changed and still read, as {header}")


def test_the_zero_blocks_of_other_tar_programs_are_refused_by_name() -> None:
    with pytest.raises(Malformed, match="block of zeros"):
        read_header_block(bytes(BLOCK), 1024)


@given(size=st.integers(0, 3 * BLOCK))
def test_a_member_fills_whole_blocks(size: int) -> None:
    member = render_member("x", bytes([1]) * size, 0)
    assert len(member) % BLOCK == 0
    assert len(member) - BLOCK - size < BLOCK
