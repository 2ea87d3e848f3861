# Banso. `make demo` shows the product, `make test` proves it. Needs git, make and Python 3.11+ with venv.
# Works with GNU make 3.81 (macOS). Steps that have nothing to do are skipped by their stamps.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	if $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$p; break; fi; done)

VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
DONE := $(VENV)/.done

BANSO_HOME ?= .banso
PORT ?= 8000
export BANSO_HOME PORT
# Two processes on two cores; PYTEST_ARGS= runs them in one. A file stays in one process, which makes its company once.
# The order is shuffled the same way in every run; nightly shuffles anew.
PYTEST_ARGS ?= -n 2 --dist loadfile
SHUFFLE := --randomly-seed=20261125
# Checks load the settings and keep their state away from the product's.
CHECK_HOME := BANSO_HOME=$(DONE)/home

ASSET_INPUTS = $(shell find assets -type f 2>/dev/null) package.json package-lock.json scripts/build_assets.py \
	$(shell find src/banso -name '*.html' 2>/dev/null)
CATALOGUES = $(shell find src/banso -name 'django.po' 2>/dev/null)
CHECKS = check-format check-lint check-types check-contracts check-messages check-migrations check-docs check-browser check-tests

.PHONY: help setup assets messages demo test check browser bench nightly fmt docs clean lock $(CHECKS) guards

help:
	@echo "make demo     the product in a browser, with demo data (PORT=$(PORT), BANSO_HOME=$(BANSO_HOME))"
	@echo "make test     set-up and every check, as the build machine runs them"
	@echo "make setup    the environment in $(VENV), assets, translations"
	@echo "make check    format, lint, types, contracts, guards, translations, migrations, docs, tests"
	@echo "make fmt      format and mend what can be mended by itself"
	@echo "make docs     rewrite the generated parts of docs/"
	@echo "make browser  every page in a browser: both languages, light and dark, wide and narrow"
	@echo "make bench    the speed figures of docs/quality.md"
	@echo "make nightly  the tests that take minutes"
	@echo "make lock     compile requirements*.txt anew from requirements*.in"

# --- set-up ---------------------------------------------------------------------------------------------

setup: $(DONE)/installed $(DONE)/assets $(DONE)/messages

$(DONE)/venv:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Banso needs Python 3.11 or newer with its venv module."; \
		echo "Debian, Ubuntu: apt install python3 python3-venv.  macOS: install a Python from python.org or a package manager."; \
		exit 1; fi
	@echo "[1/5] virtual environment in $(VENV) ($$($(PYTHON) --version))"
	@$(PYTHON) -m venv $(VENV)
	@mkdir -p $(DONE) && touch $@

$(DONE)/packages: requirements-dev.txt $(DONE)/venv
	@echo "[2/5] packages, each checked against its hash (the first time takes a minute or two)"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(DONE)/installed: pyproject.toml hatch_build.py requirements.in $(DONE)/packages
	@echo "[3/5] the banso command"
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(DONE)/assets: $(ASSET_INPUTS) $(DONE)/packages
	@echo "[4/5] assets"
	@$(PY) scripts/build_assets.py
	@touch $@

$(DONE)/messages: $(CATALOGUES) scripts/messages.py $(DONE)/packages
	@echo "[5/5] translations"
	@$(PY) scripts/messages.py compile
	@touch $@

assets: $(DONE)/assets
messages: $(DONE)/messages

# --- the product ------------------------------------------------------------------------------------------

demo: setup
	@$(BIN)/banso demo --serve

# --- checks -----------------------------------------------------------------------------------------------

test: setup
	@$(MAKE) --no-print-directory check

check: $(CHECKS)

check-format: $(DONE)/packages
	@echo "== format"
	@$(BIN)/ruff format --check --quiet . || { $(BIN)/ruff format --check .; exit 1; }

check-lint: $(DONE)/packages
	@echo "== lint"
	@$(BIN)/ruff check --quiet .

check-types: $(DONE)/installed
	@echo "== types"
	@$(CHECK_HOME) $(BIN)/mypy --no-error-summary

check-contracts: $(DONE)/installed
	@echo "== import contracts"
	@$(BIN)/lint-imports --no-logo > $(DONE)/contracts.log 2>&1 || { cat $(DONE)/contracts.log; exit 1; }

check-messages: $(DONE)/installed
	@echo "== translations"
	@$(PY) scripts/messages.py check

check-migrations: $(DONE)/installed
	@echo "== migrations"
	@$(CHECK_HOME) $(PY) -m banso.manage makemigrations --check --dry-run

check-docs: $(DONE)/installed
	@echo "== generated docs"
	@$(PY) scripts/requirements_doc.py check && $(PY) scripts/metrics_doc.py check && $(PY) scripts/cli_doc.py check

# The guards of tests/architecture run among the tests; `make guards` runs them alone.
check-tests: $(DONE)/installed $(DONE)/assets $(DONE)/messages
	@echo "== guards and tests"
	@$(BIN)/pytest -q $(SHUFFLE) $(PYTEST_ARGS) --ignore=tests/browser

# The morning, by keyboard, in both languages. One process: a browser, a server and a worker are busy enough for two
# cores. `make browser` looks at every page in every look, which takes longer.
check-browser: $(DONE)/installed $(DONE)/assets $(DONE)/messages
	@echo "== browser"
	@$(BIN)/pytest -q -p no:randomly tests/browser/test_morning.py

browser: setup
	@$(BIN)/pytest -q -p no:randomly tests/browser

guards: $(DONE)/installed
	@$(BIN)/pytest -q tests/architecture

nightly: setup
	@BANSO_NIGHTLY=1 $(BIN)/pytest -q -m nightly $(PYTEST_ARGS)

bench: setup
	@$(PY) scripts/bench.py

# --- by hand ----------------------------------------------------------------------------------------------

fmt: $(DONE)/packages
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .

docs: $(DONE)/installed
	@$(PY) scripts/requirements_doc.py write && $(PY) scripts/metrics_doc.py write && $(PY) scripts/cli_doc.py write

lock:
	python3 -m uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
		--no-emit-index-url --no-emit-find-links requirements.in -o requirements.txt
	python3 -m uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
		--no-emit-index-url --no-emit-find-links requirements-dev.in -o requirements-dev.txt

clean:
	rm -rf $(VENV) node_modules src/banso/platform/ui/static/dist build dist .mypy_cache .ruff_cache .pytest_cache
	find src -name '*.mo' -delete
