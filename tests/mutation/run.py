"""`python -m tests.mutation.run [NAMES]`: mutmut, with the mutants of `operators.py`, one process at a time."""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":
    from mutmut.__main__ import cli  # here, because importing it changes how processes are started

    from tests.mutation.operators import choose_operators

    os.environ["COMITIA_SHARED"] = "/nowhere"  # only what is in the tree may kill
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    choose_operators()
    sys.argv[1:] = ["run", "--max-children", os.environ.get("MUTATE_WORKERS", "1"), *sys.argv[1:]]
    cli()
