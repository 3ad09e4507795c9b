# A short menu; each command does its own set-up and may be run again at any time.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: help run test lint bench data messages

help: ## Show this menu
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1	/' | expand -t 16

run: $(VENV)/.run ## Install what is needed and start the page
	$(BIN)/streamlit run dashboard.py

test: $(VENV)/.dev ## Install what tests need, Chromium included, and run them
	$(BIN)/python -m tests.browser.chromium
	$(BIN)/python -m pytest

lint: $(VENV)/.dev ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.dev ## Time the atlas against its peers (ONLY=name for one)
	$(BIN)/python -m tests.benchmarks $(ONLY)

messages: $(VENV)/.dev ## Bring the translations' catalogues up to date with the code
	@mkdir -p build
	$(BIN)/pybabel -q extract --mapping pyproject.toml --keyword N_ --no-location --sort-output --project incident-atlas --output-file build/atlas.pot geo
	$(BIN)/pybabel -q update --domain atlas --no-fuzzy-matching --omit-header --input-file build/atlas.pot --output-dir geo/locale

data: $(VENV)/.dev ## Build the gazetteer and the boundaries again from their sources
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[data]'
	$(BIN)/python data/build_gazetteer.py
	$(BIN)/python data/build_boundaries.py
	$(BIN)/python data/make_checksums.py

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; name it with: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "Python cannot make an environment; on Debian or Ubuntu run: apt install python3-venv"; exit 1; }

$(VENV)/.run: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.dev: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@ $(VENV)/.run
