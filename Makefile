# A short menu; each command does its own set-up and may be run again at any time.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# Tools about packages live apart, so that they are no part of what they look at.
TOOLS := $(VENV)/tools/bin
COMPILE := pyproject.toml deploy/build.in --quiet --constraint constraints.txt --universal --python-version 3.11 --generate-hashes --no-annotate --no-header

# Python keeps what it has compiled, or each of the tests' many processes would compile it again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test check quick lint bench data messages fuzz faults load pins audit licences sbom

help: ## Show this menu
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1	/' | expand -t 16

run: $(VENV)/.run ## Install what is needed and start the page
	$(BIN)/streamlit run dashboard.py

test: $(VENV)/.dev ## Install what tests need, Chromium included, and run them
	$(BIN)/python -m tests.browser.chromium
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(VENV)/.dev ## Lint, all tests of changed packages, the quick ones of others: a minute or so
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target lint quick

quick: $(VENV)/.dev
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "not browser and not long" --hypothesis-profile quick --changed-first

lint: $(VENV)/.dev ## Check style, types and what may import what
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@# The scripts of the map, where npm is: npm --prefix tests/js install
	@if [ -d tests/js/node_modules ]; then npm --prefix tests/js run --silent lint; fi

bench: $(VENV)/.dev ## Time the atlas against its peers (ONLY=name for one)
	$(BIN)/python -m tests.browser.chromium --windowed
	$(BIN)/python -m tests.benchmarks $(if $(ONLY),"$(ONLY)")

fuzz: $(VENV)/.dev ## Feed every reader and the geocoder broken files (FUZZ_SECONDS=300)
	$(BIN)/python -m tests.hostile.fuzz $(FUZZ_SECONDS)

faults: $(VENV)/.dev ## Kill, fill and damage at many more moments than the tests do (MOMENTS=200)
	ATLAS_FAULT_MOMENTS=$(or $(MOMENTS),200) $(BIN)/python -m pytest -q tests/faults
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "long or not browser" --hypothesis-profile thorough tests

load: $(VENV)/.dev ## Many visitors, bad files and abusive clients at once (VISITORS=50 SECONDS=300 STORE=path)
	$(BIN)/python -m tests.benchmarks.load --visitors $(or $(VISITORS),50) --seconds $(or $(SECONDS),300) $(if $(STORE),--store $(STORE))

pins: $(VENV)/.tools ## Pin constraints.txt anew with the hashes of every file, into deploy/
	$(TOOLS)/uv pip compile $(COMPILE) --output-file deploy/requirements-run.txt
	$(TOOLS)/uv pip compile $(COMPILE) --extra dev --output-file deploy/requirements-dev.txt

audit: $(VENV)/.tools ## Ask the advisory database about every pinned package
	@# Strictly: a package that nobody could say anything about is no success.
	$(TOOLS)/pip-audit --strict --requirement deploy/requirements-dev.txt --require-hashes --disable-pip

licences: $(VENV)/.run ## List the licences of what the atlas runs with, in deploy/licences.md
	$(BIN)/python deploy/list_licences.py

sbom: $(VENV)/.tools ## Write build/sbom.json, a CycloneDX list of what the atlas runs with
	@mkdir -p build
	$(TOOLS)/cyclonedx-py requirements deploy/requirements-run.txt --pyproject pyproject.toml --mc-type application --output-reproducible --output-file build/sbom.json

messages: $(VENV)/.dev ## Bring the translations' catalogues up to date with the code
	@mkdir -p build
	$(BIN)/pybabel -q extract --mapping pyproject.toml --keyword N_ --no-location --sort-output --project incident-atlas --output-file build/atlas.pot geo
	$(BIN)/pybabel -q update --domain atlas --no-fuzzy-matching --omit-header --width 100 --ignore-obsolete --input-file build/atlas.pot --output-dir geo/locale

data: $(VENV)/.dev ## Build the gazetteer and the boundaries again from their sources
	$(INSTALL) --constraint constraints.txt --editable '.[data]'
	$(BIN)/python data/build_gazetteer.py
	$(BIN)/python data/build_boundaries.py
	$(BIN)/python data/make_checksums.py

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; name it with: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "Python cannot make an environment; on Debian or Ubuntu run: apt install python3-venv"; exit 1; }

# Every package is one whose hash stands in deploy/; then the atlas itself, which fetches nothing.
# What is never imported is never compiled, which is nearly half of the time that installing takes.
INSTALL := $(BIN)/python -m pip --quiet --disable-pip-version-check install --no-compile

$(VENV)/.tools: $(BIN)/python
	@$(PYTHON) -m venv $(VENV)/tools
	$(TOOLS)/python -m pip --quiet --disable-pip-version-check install 'uv>=0.9' 'pip-audit>=2.9' 'cyclonedx-bom>=7'
	@touch $@

$(VENV)/.run: $(BIN)/python pyproject.toml deploy/requirements-run.txt
	$(INSTALL) --require-hashes --requirement deploy/requirements-run.txt
	$(INSTALL) --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(VENV)/.dev: $(BIN)/python pyproject.toml deploy/requirements-dev.txt
	$(INSTALL) --require-hashes --requirement deploy/requirements-dev.txt
	$(INSTALL) --no-deps --no-build-isolation --no-index --editable .
	@touch $@ $(VENV)/.run
