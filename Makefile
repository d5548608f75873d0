# make run    the dashboard, in a virtual environment of its own
# make test   the tests, with what they need installed first
# make check  formatting, lint, types, layers, budgets, and the tests
# make docs   the README's table of keys and its picture, from the program as it is now
# make corpus every document of the corpus through the readers (CORPUS=folder)

PYTHON ?= python3
VENV ?= .venv
CORPUS ?= ../shared/corpus
ARGS ?=
BIN := $(VENV)/bin

# The tests start the program hundreds of times; it is compiled once, whatever the environment prefers.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test check lint format corpus docs

run: $(VENV)/installed
	@$(BIN)/briefing $(ARGS)

test: $(VENV)/installed-dev
	$(BIN)/pytest -n auto

check: lint test

lint: $(VENV)/installed-dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q tests/unit/test_budgets.py

format: $(VENV)/installed-dev
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

corpus: $(VENV)/installed-dev
	$(BIN)/python bench/corpus.py $(CORPUS)

docs: $(VENV)/installed-dev
	$(BIN)/python bench/readme.py
	$(BIN)/python bench/screenshot.py bench/screenshot.svg --keys j

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "briefing needs Python 3.11 or newer; try make PYTHON=python3.11")'
	@$(PYTHON) -m venv $(VENV) || (echo "On Debian and Ubuntu: apt install python3-venv" >&2; rm -rf $(VENV); exit 1)

$(VENV)/installed: pyproject.toml | $(BIN)/python
	@echo "Installing briefing into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/installed-dev: pyproject.toml | $(BIN)/python
	@echo "Installing briefing and what its tests need into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@
