"""One target under the fuzzer: `python -m fuzz.run TARGET CORPUS ... [-options]`."""

import sys

import atheris

with atheris.instrument_imports(include=["comitia"]):
    from fuzz.targets import TARGETS

if __name__ == "__main__":
    name = sys.argv.pop(1)
    atheris.Setup(sys.argv, TARGETS[name])
    atheris.Fuzz()
