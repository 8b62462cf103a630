"""What every test may ask for.

`shared` is the folder of data made by others that stands beside the checkout of those who develop Comitia. The ordinary
tests carry what they need in the tree; those that run over the whole of it ask for `shared` and say so loudly when it
is not there.
"""

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("house", deadline=None, max_examples=60)
settings.load_profile("house")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder `shared` beside the checkout, or where COMITIA_SHARED points."""
    folder = Path(os.environ.get("COMITIA_SHARED", ROOT.parent / "shared"))
    if not (folder / "ballots").is_dir():
        pytest.skip(
            f"SKIPPED LOUDLY: no shared test data beside the checkout ({folder}); set COMITIA_SHARED to run this"
        )
    return folder
