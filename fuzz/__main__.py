"""`python -m fuzz [TARGET ...]`: fuzz each target, or all, for FUZZ_SECONDS (60) each; leave 1 if one breaks."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from fuzz.targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"


def main() -> None:
    names = sys.argv[1:] or list(TARGETS)
    seconds = int(os.environ.get("FUZZ_SECONDS", "60"))
    unknown = sorted(set(names) - set(TARGETS))
    if unknown:
        sys.exit(f"no such target: {', '.join(unknown)}; there are {', '.join(TARGETS)}")
    broken = [name for name in names if not _holds(name, seconds)]
    print(f"{len(names) - len(broken)} of {len(names)} targets held for {seconds} s each")
    if broken:
        sys.exit(f"broken: {', '.join(broken)}; the inputs stand in fuzz/found/")


def _holds(name: str, seconds: int) -> bool:
    """Run one target in a process of its own: the fuzzer ends the process that it runs in."""
    print(f"{name}: {seconds} s", flush=True)
    found = Path(__file__).parent / "found"
    found.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as grown:
        command = [sys.executable, "-m", "fuzz.run", name, grown, str(CORPUS / name)]
        options = [f"-max_total_time={seconds}", "-max_len=65536", f"-artifact_prefix={found}/{name}-", "-verbosity=0"]
        run = subprocess.run(command + options, capture_output=True, text=True, check=False)
    if run.returncode:
        print(run.stderr[-4000:], file=sys.stderr)
    return run.returncode == 0


if __name__ == "__main__":
    main()
