# Two commands for a newcomer: `make demo` and `make test`. Everything Python lives in .venv.

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
# Subprocess crawls and browsers share the cores: more workers than two only wait for each other.
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo test test-thorough bench clean
.PHONY: check check-style check-types check-scrapy check-rules

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.requirements ## Put Python packages into .venv and find or install a Chromium
	@scripts/chromium.sh

setup-dev: $(VENV)/.requirements-dev ## The same with what tests and linters need
	@scripts/chromium.sh

demo: setup ## Audit the bundled demo web: the whole job, nothing else to start
	@$(BIN)/scrapy demo

test: setup-dev ## Run the test suite
	@scripts/test.sh $(WORKERS)

test-thorough: setup-dev ## Run what the test suite only holds a part of: whole matrices
	@$(BIN)/pytest -m thorough

check: check-style check-types check-scrapy check-rules ## Run every linter, the type checker and the rules' own examples

check-style: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check-types: setup-dev
	$(BIN)/mypy

check-scrapy: setup-dev
	$(BIN)/scrapy-lint

check-rules: setup-dev
	$(BIN)/scrapy rules lint
	$(BIN)/scrapy rules test

bench: setup-dev ## Measure speed and memory; PARTS=store names one
	$(BIN)/python -m benchmarks $(PARTS)

clean: ## Remove .venv and everything that can be made again
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.* htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/pip:
	@scripts/venv.sh $(VENV)

$(VENV)/.requirements: requirements.txt constraints.txt | $(VENV)/bin/pip
	@echo "setup: installing the pinned packages into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.requirements-dev: requirements-dev.txt $(VENV)/.requirements
	@echo "setup: installing the test and lint packages into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
