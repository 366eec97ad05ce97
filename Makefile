# The whole development habit: make demo, make test, make check. `make help` lists the rest.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
PACKAGES := .venv/.packages
TOOLS := .venv/.tools
READY := .venv/.ready
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
COMPILE := uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11
UI_SOURCES := $(shell find web/ui locales -name node_modules -prune -o -type f ! -name .building -print)

.PHONY: help install demo run ui test test-fast check format bench lock clean

help: ## List these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

install: $(READY) ## Install or upgrade what the shop runs with: packages, and the cabinet for browsers

$(PACKAGES): requirements.lock requirements-build.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 14) else "Vitrina needs Python 3.11, 3.12 or 3.13; say which: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	$(PIP) --require-hashes -r requirements.lock -r requirements-build.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(TOOLS): $(PACKAGES) requirements-dev.lock
	$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

# Of the packages and of the cabinet's sources, so that an upgrade makes the cabinet anew. Where there is no Node.js
# it is fetched for that.
$(READY): $(PACKAGES) $(UI_SOURCES)
	@$(BIN)/python web/ui/build.py --once
	@touch $@

# Developers alone need the tools of requirements-dev.lock.
test test-fast check format bench dist-check: $(TOOLS)

demo: $(READY) ## Run the whole shop against the sandbox: no token, no money, no internet
	@$(BIN)/vitrina demo

run: $(READY) ## Run the real shop with the settings in .env
	@$(BIN)/vitrina run

ui: $(PACKAGES) ## Build the cabinet for browsers and Telegram, served at /app
	$(BIN)/python web/ui/build.py
	@touch $(READY)

test: $(READY) ## Run all tests, or those of one file: make test FILE=tests/core/test_x.py
	$(BIN)/python -m pytest $(or $(FILE),-n auto --dist loadgroup)

test-fast: $(READY) ## Run the tests without browsers, whole shops and long attacks: three minutes
	$(BIN)/python -m pytest -n auto --dist loadgroup --ignore=tests/ui --ignore=tests/journeys -m "not slow"

check: $(READY) ## Format, lint, types, import rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY) ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY) ## Measure speed as ratios against a bare baseline
	$(BIN)/python -m tests.bench

.PHONY: dist dist-check
dist: $(READY) ## Build the wheel with the cabinet inside, and its checksum, into dist/
	@$(BIN)/python web/ui/build.py --current
	rm -rf dist
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist .
	cd dist && sha256sum *.whl > SHA256SUMS

dist-check: dist ## Install that wheel elsewhere, without Node.js, and let its demonstration sell a key
	$(BIN)/python -m tests.dist

lock: ## Renew the lock files (needs uv)
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) pyproject.toml --extra dev -o requirements-dev.lock
	$(COMPILE) --group build -c requirements-dev.lock -o requirements-build.lock
	$(COMPILE) --group node -c requirements-dev.lock -o requirements-node.lock

clean: ## Remove what the targets above have made; the shop's data stays
	rm -rf .venv build dist web/static/app web/ui/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
