# Two commands do everything: `make demo` shows a whole ballot, `make test` proves the tree.
# Each sets up what it needs in .venv and target, from locked versions with hashes; a second run starts in seconds.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# The fastest curve arithmetic that this compiler can build; the processor's own is chosen at run time.
export RUSTFLAGS := $(shell rust/flags.sh 2>/dev/null)

PYTHON ?= python3
BIN := .venv/bin
RUST := $(shell find rust -name '*.rs' -o -name Cargo.toml 2>/dev/null) Cargo.toml Cargo.lock
WORKERS ?= 2
say = @printf '\n\033[1m%s\033[0m\n' '$(1)'

.PHONY: demo test check rust-check python-check python-test docs interop bench fuzz setup tools wheel lock mutate clean

demo: setup            ## play the ballot of 28 June 2016, verify it, leave the archive to the reader
	@$(BIN)/comitia demo

test: setup rust-check python-check python-test docs   ## everything that must hold
	$(call say,All tests pass.)

check: test            ## what to run before handing in: the same

rust-check: setup
	$(call say,Rust: format - lint - tests)
	cargo fmt --all --check
	cargo clippy --quiet --release --workspace --all-targets --locked -- -D warnings
	cargo test --quiet --release --locked --workspace --exclude comitia-python

python-check: setup
	$(call say,Python: format - lint - types)
	$(BIN)/ruff format --check --quiet src tests bench fuzz docs/conf.py
	$(BIN)/ruff check --quiet src tests bench fuzz docs/conf.py
	$(BIN)/mypy

python-test: setup
	$(call say,Python: tests and layers)
	$(BIN)/pytest -q -n $(WORKERS) --dist worksteal

docs: setup            ## the handbook as pages, warnings are errors
	$(call say,Handbook: built with warnings as errors)
	$(BIN)/sphinx-build -q -W --keep-going -j auto -d docs/_build/doctrees docs docs/_build/html

interop: setup         ## step by step with Debian's belenios-tool
	$(call say,Interop: belenios-tool)
	$(BIN)/pytest -q -n $(WORKERS) -m interop tests/interop

bench: setup           ## figures beside the peers, from one run on this machine
	@$(BIN)/uv pip install --quiet --require-hashes --no-deps -r requirements/bench.txt
	@$(BIN)/python -m bench $(BENCH)

fuzz: setup            ## every parser, for a bounded time (FUZZ_SECONDS each)
	@$(BIN)/uv pip install --quiet --require-hashes --no-deps -r requirements/fuzz.txt
	@FUZZ_SECONDS=$${FUZZ_SECONDS:-60} $(BIN)/python -m fuzz
	@cd target && cargo run --quiet --release --locked -p comitia-fuzz -- $${FUZZ_SECONDS:-60}

mutate: setup          ## mutation testing of what decides, on demand (about an hour; tests/mutation/README.md)
	$(BIN)/python -m tests.mutation.run
	$(BIN)/python -m tests.mutation.judge

wheel: setup           ## a wheel that runs with neither Rust nor Node
	$(BIN)/maturin build --release --locked --out dist

setup: tools .venv/.native

.venv/.native: .venv/.packages pyproject.toml $(RUST)
	$(call say,Building the Rust core)
	@$(BIN)/maturin develop --release --locked --uv --quiet
	@touch $@

.venv/.packages: requirements/bootstrap.txt requirements/dev.txt
	$(call say,Setting up .venv from locked versions)
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@$(BIN)/uv pip sync --quiet --require-hashes requirements/dev.txt
	@touch $@

tools:
	@command -v $(PYTHON) >/dev/null || { echo 'Python is missing: install python3 (3.11 or newer)'; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is older: make PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo 'Python cannot make a virtual environment: install python3-venv'; exit 1; }
	@command -v cargo >/dev/null || { echo 'Rust is missing: install a stable toolchain, 1.85 or newer (rustup, or packages rustc and cargo)'; exit 1; }
	@command -v cc >/dev/null || { echo 'A C linker is missing: install gcc'; exit 1; }

lock:                  ## resolve the versions anew (needs the network)
	$(BIN)/uv pip compile -q --upgrade --generate-hashes --python-version 3.11 --no-emit-index-url --no-header pyproject.toml -o requirements/core.txt
	$(BIN)/uv pip compile -q --upgrade --generate-hashes --python-version 3.11 --no-emit-index-url --no-header pyproject.toml requirements/dev.in -o requirements/dev.txt
	$(BIN)/uv pip compile -q --upgrade --generate-hashes --python-version 3.11 --no-emit-index-url --no-header -c requirements/dev.txt requirements/bench.in -o requirements/bench.txt
	$(BIN)/uv pip compile -q --upgrade --generate-hashes --python-version 3.11 --no-emit-index-url --no-header requirements/bootstrap.in -o requirements/bootstrap.txt

clean:                 ## back to a fresh checkout
	rm -rf .venv target dist docs/_build .mypy_cache .ruff_cache .pytest_cache .hypothesis
