# The one door: what people and CI do with this project.
PYTHON ?= python3
BIN := .venv/bin
AXE := build/axe/node_modules
# Apart, because measuring coverage would double its time.
AT_LENGTH := tests/proof/test_oracle_at_length.py
SCHEMAS = $(shell $(BIN)/ksbcheck schema | cut -d ' ' -f 1)

.DEFAULT_GOAL := help
.PHONY: help setup test proof lint types contracts fresh check docs gold bench clean

help:  ## Show this list
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 14

setup: $(BIN)/pytest  ## Make .venv with ksbcheck and all that its tests need
	$(BIN)/python -m compileall -q src

$(BIN)/pytest: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

test: setup  ## Run the quick tests
	$(BIN)/pytest --numprocesses auto --dist worksteal -q

proof: setup $(AXE)  ## Run all tests, with 100 examples a property and the coverage gate
	$(BIN)/pytest --numprocesses auto --dist worksteal -q --hypothesis-profile proof --cov --cov-report term tests --ignore $(AT_LENGTH)
	$(BIN)/pytest --numprocesses auto --dist worksteal -q $(AT_LENGTH)

$(AXE):
	if command -v npm >/dev/null; then npm install --prefix build/axe --no-save --no-package-lock --no-audit --no-fund axe-core@4.11.1 jsdom@26.1.0; fi

lint: setup  ## Lint and check the format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup  ## Check the types
	$(BIN)/mypy

contracts: setup  ## Check that imports keep to the floors of the house
	$(BIN)/lint-imports --no-logo

fresh: setup  ## Check that generated files are fresh
	$(BIN)/ksbcheck rules --format markdown | cmp - docs/rules.md
	set -e; for name in $(SCHEMAS); do $(BIN)/ksbcheck schema $$name | cmp - schemas/$$name.schema.json; done

check: lint types contracts fresh proof  ## All that must pass

docs: setup  ## Generate the reference pages and the schemas anew
	$(BIN)/ksbcheck rules --format markdown --output docs/rules.md
	set -e; for name in $(SCHEMAS); do $(BIN)/ksbcheck schema $$name --output schemas/$$name.schema.json; done

gold: setup  ## Write the gold files and the README's output anew; read the difference before you commit it
	KSBCHECK_UPDATE_GOLD=1 $(BIN)/pytest --quiet tests/functional/test_gold*.py tests/functional/test_pdf_report.py tests/functional/test_readme.py

bench: setup  ## Measure speed as ratios
	$(BIN)/python -m benchmarks

clean:  ## Delete what was made
	rm -rf .venv build dist .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
