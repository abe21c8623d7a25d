# Everything a newcomer types. Needs Python 3.11+ and make; the rest is set up in .venv.
.DEFAULT_GOAL := help
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
DEMO_OUT ?= demo
DEMO_SIZE ?= M
DEMO_SEED ?= 2026
LAWS ?= 50
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export DO_NOT_TRACK := 1

.PHONY: help setup demo test laws test-fast golden check fix docs clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(VENV)/.runtime: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or run make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Setting up .venv with $(PYTHON) (about a minute, once)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime
	@$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[dev]"
	@touch $@

setup: $(VENV)/.dev ## Set up .venv with everything for development

demo: $(VENV)/.runtime ## Live through one academic year of a synthetic department (writes demo/)
	@$(BIN)/mentorship demo --out $(DEMO_OUT) --size $(DEMO_SIZE) --seed $(DEMO_SEED)

test: $(VENV)/.dev ## Run all tests
	@$(BIN)/python -m pytest -n auto --dist loadgroup

laws: $(VENV)/.dev ## Try the laws on other random cases, LAWS times as many (LAWS=50: half an hour)
	@LAWS=$(LAWS) $(BIN)/python -m pytest -n auto --dist worksteal -m hypothesis --timeout 0

test-fast: $(VENV)/.dev ## Run the tests that need no Prefect server
	@$(BIN)/python -m pytest -m "not prefect and not server"

golden: $(VENV)/.dev ## Rewrite the golden texts of all mail; the diff is the review
	@GOLDEN=rewrite $(BIN)/python -m pytest -q tests/golden

check: $(VENV)/.dev ## Lint, types, import rules, stale docs
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@PYTHONPATH=. $(BIN)/lint-imports --no-cache
	@$(BIN)/mentorship docs --check

fix: $(VENV)/.dev ## Format and mend what ruff can mend
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: $(VENV)/.runtime ## Write the pages that are generated from the code
	@$(BIN)/mentorship docs

clean: ## Remove what make created
	@rm -rf $(VENV) $(DEMO_OUT) .mypy_cache .pytest_cache .ruff_cache .prefect
