# Each target does its own set-up; only Python >= 3.11 and make are needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
export PYTHONDONTWRITEBYTECODE ?=

WORLD ?= demo

.PHONY: demo test check bench soak account lock clean help

help:  ## Say what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(STAMP): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Onrecord needs Python 3.11 or newer; make PYTHON=python3.12 picks another one."; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP)  ## Start a local provider with the demo world, take its history in, open the screens
	$(BIN)/onrecord demo

test: $(STAMP)  ## Run every test: both databases, simulator, browser, documentation
	@PYTHON=$(BIN)/python sh tools/browser_install.sh
	@$(BIN)/python -m compileall -q src  # once, and not in each of the hundreds of commands that the tests start
	$(BIN)/python -m pytest -n 3 --dist worksteal  # on two cores: a journey waits for a third of its time

check: $(STAMP)  ## Lint, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP)  ## Measure; prints tables and writes bench/results/*.json
	@for question in bench/bench_*.py; do echo "== $$question"; $(BIN)/python $$question || exit 1; done

soak: $(STAMP)  ## Kill, lose, repeat and shuffle for a while, then compare everything
	$(BIN)/python tools/soak.py

account: $(STAMP)  ## Count from outside, among faults and after healing, on both surfaces; WORLD=origin for the large one
	$(BIN)/python tools/account.py --world $(WORLD) --surface dated
	$(BIN)/python tools/account.py --world $(WORLD) --surface v1

lock: $(STAMP)  ## Renew requirements.lock from pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile pyproject.toml --quiet --group dev --extra postgres --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header -o requirements.lock

clean:  ## Remove what make made
	rm -rf $(VENV) .demo build dist
