"""Events: one spelling, and the payload where it belongs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.errors import Malformed
from comitia.protocol.archive.event import Event, EventType, receive_event, render_event

HASHES = st.text("0123456789abcdef", min_size=64, max_size=64)
A = "a" * 64


@st.composite
def events(draw: st.DrawFn) -> Event:
    kind = draw(st.sampled_from(EventType))
    return Event(
        kind,
        draw(st.integers(0, 2**30 - 1)),
        draw(st.none() | HASHES),
        draw(HASHES) if kind.has_payload else None,
    )


@given(event=events())
def test_receiving_what_was_rendered_gives_the_event_back(event: Event) -> None:
    assert receive_event(render_event(event), "event") == event


@pytest.mark.parametrize(
    "raw",
    [
        b'{"height": 0,"type":"Setup","payload":"%b"}' % A.encode(),  # a space
        b'{"type":"Setup","height":0,"payload":"%b"}' % A.encode(),  # another order
        b'{"height":0,"type":"Setup"}',  # no payload
        b'{"height":0,"type":"EndBallots","payload":"%b"}' % A.encode(),  # a payload too many
        b'{"height":0,"type":"Coup","payload":"%b"}' % A.encode(),  # no such event
        b'{"height":-1,"type":"Setup","payload":"%b"}' % A.encode(),
        b'{"height":0,"type":"Setup","payload":"%b"}' % A.upper().encode(),
        b'{"height":0,"type":"Setup","payload":"%b","note":""}' % A.encode(),
        b'{"height":true,"type":"Setup","payload":"%b"}' % A.encode(),
        b'[["Setup"]]',
        b"",
    ],
)
def test_another_spelling_is_refused(raw: bytes) -> None:
    with pytest.raises(Malformed):
        receive_event(raw, "event")
