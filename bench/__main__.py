"""`python -m bench [--quick] [ROOM ...]`: print the figures of the rooms named, or of all."""

import argparse
import importlib
import platform
from pathlib import Path

ROOMS = ("protocol", "count", "roll")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("rooms", nargs="*", choices=[[], *ROOMS], help=f"of {', '.join(ROOMS)}; all when none is named")
    parser.add_argument("--quick", action="store_true", help="smaller numbers, for a first look")
    arguments = parser.parse_args()
    print(f"machine: {_processor()}; {platform.system()} {platform.release()}; Python {platform.python_version()}\n")
    for room in arguments.rooms or ROOMS:
        importlib.import_module(f"bench.{room}").run(quick=arguments.quick)


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


if __name__ == "__main__":
    main()
