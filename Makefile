# `make` or `make help` lists every command. Settings by environment: PORT, DATA_DIR, TRAINING, DATABASE_URL, …
# (`.venv/bin/tianping settings check` shows them all; docs/operations.md explains them).

SHELL := /bin/sh
PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
RUNTIME := $(VENV)/.installed
DEVELOPMENT := $(VENV)/.installed-dev

.DEFAULT_GOAL := help
.PHONY: help setup run test check format lock demo migrations screenshots clean

help: ## List every command with a sentence.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: $(RUNTIME) ## Make the Python environment in .venv; does nothing when it is up to date.

run: setup ## Run the whole platform here as a training instance with demo data; Ctrl-C stops it.
	@TRAINING="$${TRAINING-true}" exec $(BIN)/tianping up

demo: setup ## Carry one tender from notice to award on the running platform, while you watch.
	@$(BIN)/tianping demo

test: $(DEVELOPMENT) ## Install what the tests need, Chromium and a CJK font included, and run them all, side by side: one more than there are cores, for some wait.
	@.ci/browser
	@$(BIN)/pytest --numprocesses $$(($$(nproc) + 1)) --maxprocesses 8 --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(DEVELOPMENT) ## Check form, lints, types and the layers of the packages.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(DEVELOPMENT) ## Bring the code into form and mend what can be mended by machine.
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(DEVELOPMENT) ## Take the newest releases that pyproject.toml allows into requirements.txt and requirements-dev.txt.
	.ci/lock $(BIN)/uv

migrations: $(DEVELOPMENT) ## Write the migration for changed tables: make migrations package=trading (the platform runs).
	@test -n "$(package)" || { echo "Say for which package: make migrations package=trading"; exit 2; }
	PICCOLO_CONF=app.piccolo_conf $(BIN)/piccolo migrations new $(package) --auto

screenshots: $(DEVELOPMENT) ## Take the pictures of the README anew from a running platform.
	@.ci/browser
	$(BIN)/python deploy/screenshots.py

clean: ## Remove the environment, caches and builds; the data folder stays.
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUNTIME): pyproject.toml requirements.txt
	@.ci/environment $(VENV) $(PYTHON)
	@echo "Installing the platform and its servers into $(VENV) …"
	@$(PIP) install --require-hashes --requirement requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEVELOPMENT): $(RUNTIME) requirements-dev.txt
	@echo "Installing the tools for tests and checks …"
	@$(PIP) install --require-hashes --requirement requirements-dev.txt
	@touch $@
