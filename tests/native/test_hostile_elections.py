"""Elections made to mislead a reader or to fill the memory of whoever verifies them."""

import json
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from comitia import _native

from .elections import CHOOSE_TWO, LISTS, vector

RESPELLED = '"public\\u005fkey"'


def election(questions: list[Any], **fields: object) -> bytes:
    """An election of another program with other questions and fields."""
    own = json.loads(vector("t-ed25519-h")["election"])
    return json.dumps(own | {"questions": questions} | fields).encode()


@pytest.mark.parametrize("spelling", ['"public_key"', RESPELLED])
def test_a_key_that_stands_twice_is_refused_or_one_fingerprint_would_name_two_elections(spelling: str) -> None:
    other = _native.SecretScalar.generate(_native.Group("Ed25519")).public_key()
    raw = election([CHOOSE_TWO])
    assert _native.ElectionContext(raw).question_types == ["Homomorphic"]
    with pytest.raises(_native.Refused, match="twice") as refused:
        _native.ElectionContext(raw[:-1] + f',{spelling}:"{other}"}}'.encode())
    assert refused.value.fault.check == "canonical"


def test_a_key_that_stands_twice_deep_inside_a_question_is_refused() -> None:
    raw = election([CHOOSE_TWO]).replace(b'"max": 2', b'"max": 2, "max": 3')
    assert b'"max": 3' in raw
    with pytest.raises(_native.Refused, match="twice"):
        _native.ElectionContext(raw)


@pytest.mark.parametrize(
    "question",
    [
        {"type": "Homomorphic", "value": CHOOSE_TWO},
        {"type": "NonHomomorphic", "value": {"answers": [1, None], "question": "Q"}},
        CHOOSE_TWO | {"answers": ["A", 2, "C"]},
        {"type": "Lists", "value": {"answers": [["Unity", 1]], "question": "Q"}},
        {"type": "Lists", "value": {"answers": [["Unity"], []], "question": "Q"}},
        CHOOSE_TWO | {"max": 2**63},
        CHOOSE_TWO | {"min": -1},
    ],
)
def test_a_question_of_no_known_form_is_refused(question: dict[str, Any]) -> None:
    with pytest.raises(_native.Refused) as refused:
        _native.ElectionContext(election([question]))
    assert refused.value.fault.check == "question"


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(lambda long: election([CHOOSE_TWO], version=long), id="version"),
        pytest.param(lambda long: election([{"type": long, "value": {}}]), id="type"),
        pytest.param(lambda long: election([CHOOSE_TWO | {"blank": long}]), id="blank"),
        pytest.param(lambda long: election([CHOOSE_TWO], group=long), id="group"),
        pytest.param(lambda long: election([CHOOSE_TWO], uuid=long), id="uuid"),
        pytest.param(lambda long: election([CHOOSE_TWO], public_key=long), id="key"),
        pytest.param(
            lambda long: election([CHOOSE_TWO])[:-1] + b',"%s":1,"%s":2}' % (2 * (long.encode(),)), id="twice"
        ),
    ],
)
def test_a_refusal_does_not_repeat_a_long_text(raw: Any) -> None:
    with pytest.raises(_native.Refused) as refused:
        _native.ElectionContext(raw("!" * 100_000))
    assert len(str(refused.value)) < 200


def test_more_answers_than_an_honest_ballot_could_have_are_refused() -> None:
    rows = [["L", "C"]] * 5_000
    accepted = _native.ElectionContext(election([LISTS | {"value": {"answers": rows, "question": "Q"}}]))
    assert accepted.n_ciphertexts == [10_000]
    with pytest.raises(_native.Refused, match="at most 10000"):
        _native.ElectionContext(election([LISTS | {"value": {"answers": [*rows, ["L"]], "question": "Q"}}]))


@pytest.mark.skipif(sys.platform == "win32", reason="the peak of the memory is asked of POSIX")
def test_a_ballot_with_many_lists_is_verified_in_memory_that_grows_with_its_length() -> None:
    """Each list proof hashes all ciphertexts of the answer; copies of them took 230 MiB for 1.4 MB of ballot."""
    program = textwrap.dedent(
        """
        import resource
        from tests.native.elections import make_election
        peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        lists = {"type": "Lists", "value": {"answers": [["L", "C"]] * 1_000, "question": "Q"}}
        made = make_election("Ed25519", [lists], voters=1)
        ballot = made.context.make_ballot(made.credentials[0].secret(), [[[1, 1], *[[0, 0]] * 999]])
        before = peak()
        print(made.context.verify_ballot(ballot).fault, peak() - before)
        """
    )
    root = Path(__file__).resolve().parents[2]
    finished = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    fault, mebibytes = finished.stdout.split()
    assert fault == "None"
    assert int(mebibytes) < 60
