"""What we tamper with, belenios-tool refuses, save what it is known to miss.

Every fault of the corpus is made again in BELENIOS-2048, which it can read, and given to it. `MISSED` lists what
release 2.0 accepts, each with the reason; a fault that it begins to see, or one more that it misses, fails here.
"""

from pathlib import Path
from typing import Final

import pytest

from comitia.scrutineer import audit
from tests.interop.belenios import accepts
from tests.tampering.faults import FAULTS, HOLDS, Fault, forge

ORDER = "it walks back from the last event and does not ask what may follow what"
OWN_TALLY = "it computes the tally from the ballots itself and never looks at the one in the archive, nor at its size"
OLD_THRESHOLD = (
    "release 2.0 knows neither the context in a certificate nor the signatures of release 2.5.1; it passes them over"
)

MISSED: Final = {
    "ballot_after_close": ORDER,
    "two_results": ORDER,
    "two_tallies": ORDER,
    "ballots_never_closed": ORDER,
    "closed_twice": ORDER,
    "shuffles_out_of_place": ORDER,
    "question_unanswerable": "it does not ask whether a question can be answered before somebody tries",
    "no_question": "it does not ask whether there is a question",
    "certificate_of_another_threshold--mixed": OLD_THRESHOLD,
    "verification_key_not_signed--mixed": OLD_THRESHOLD,
    "certificates_not_countersigned--mixed": OLD_THRESHOLD,
    "coefficients_outside_group--mixed": "the keys made from the coefficients are checked, not the coefficients",
    "credential_neutral": "the neutral element is in the group; that anybody can sign for it is not looked at",
    "credentials_not_sorted": "it does not ask for the order that the specification gives",
    "scalar_with_leading_zero--b2048": "it reads numbers with a leading zero, and a signature over that spelling holds",
    "ballot_twice": "a ballot cast again is taken for a new one",
    "ballot_replayed--b2048": "a ballot cast again is taken for a new one, and takes the place of a newer vote",
    "tally_outside_group": OWN_TALLY,
    "tally_too_short": OWN_TALLY,
    "tally_overstated": OWN_TALLY,
    "total_weight_wrong--b2048": OWN_TALLY,
    "tally_size_as_text": OWN_TALLY,
}
"""What release 2.0 accepts, and why; `docs/protocol.md` tells it too."""

REFUSED: Final = {
    "setup_with_a_certificate": "release 2.0 knows no certificate of the credential authority",
    "spare_decryption_wrong--mixed": "one wrong partial decryption blocks a tally (until 3.3.0)",
}
"""What release 2.0 refuses and we accept."""

OF_ED25519: Final = {
    "credential_respelt": "capital letters exist in hexadecimal alone",
    "ballot_in_capitals": "capital letters exist in hexadecimal alone",
}


def base_of(fault: Fault) -> str:
    return "mixed-b2048" if fault.base == "mixed" else "b2048"


@pytest.mark.parametrize(
    "fault",
    [fault for fault in FAULTS if fault.check != HOLDS and fault.since is None and fault.name not in OF_ED25519],
    ids=lambda fault: fault.name,
)
def test_a_fault_is_refused_by_both_save_what_is_known(tmp_path: Path, fault: Fault) -> None:
    base = base_of(fault)
    raw = fault.make(base)
    path = tmp_path / "ours.bel"
    path.write_bytes(raw)
    report = audit(path)
    assert report.first_failure is not None
    assert report.first_failure.check.number == fault.check
    answer = accepts(tmp_path / "theirs", forge(base).uuid, raw)
    if fault.name in MISSED:
        assert answer is None, f"belenios-tool now refuses it: {answer}"
    else:
        assert answer is not None, "belenios-tool accepts it"


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault.check == HOLDS], ids=lambda fault: fault.name)
def test_an_honest_archive_is_accepted_by_both_save_what_is_known(tmp_path: Path, fault: Fault) -> None:
    base = base_of(fault)
    answer = accepts(tmp_path, forge(base).uuid, fault.make(base))
    assert (answer is not None) == (fault.name in REFUSED), answer
