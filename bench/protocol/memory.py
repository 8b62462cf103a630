"""`python -m bench.protocol.memory ARCHIVE`: verify it, print the seconds taken and the largest memory, before and
after."""

import json
import sys
import time
from pathlib import Path

from comitia.scrutineer import audit


def peak() -> float:
    """The largest resident memory of this process so far, in MiB.

    Linux tells it in `VmHWM`; `getrusage` would tell that of the process that started this one, if it was larger.
    """
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    before = peak()
    start = time.perf_counter()
    report = audit(Path(sys.argv[1]), threads=int(sys.argv[2]))
    seconds = time.perf_counter() - start
    print(json.dumps({"verdict": report.verdict, "seconds": seconds, "before": before, "after": peak()}))
