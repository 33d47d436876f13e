# Everything a contributor runs. `make` alone lists the targets.
# A fresh machine needs Python 3.11 or newer with venv, make, and git; the first target fills .venv/.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What serves needs no test tools: a server that holds a register installs as little as it can.
SERVES := $(VENV)/.serves
READY := $(VENV)/.ready
CODE := dashboard.py geo data pages scripts tests benchmarks
PYTEST := $(BIN)/python -m pytest
# Three workers on two cores: the one that drives the browser mostly waits. Modules come in the order of
# tests/conftest.py, the browser's first.
PARALLEL := --quiet --numprocesses 3 --no-loadscope-reorder
CHROMIUM := $(BIN)/python -m scripts.find_chromium --install

.DEFAULT_GOAL := help
.PHONY: help install run demo test check format unit browser cover messages screenshots bench lock clean lint types layers docstrings words chromium

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' \
		| while IFS="$$(printf '\t')" read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

$(SERVES): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Maraude needs Python 3.11 or newer: make PYTHON=python3.11 ...' >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) \
		|| { echo 'Python cannot make a virtual environment here; on Debian: apt install python3-venv' >&2; exit 1; }
	@echo 'Installing what Maraude needs into $(VENV)/ (once; some minutes)'
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(READY): $(SERVES)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

install: $(SERVES) ## Bring what serves Maraude into .venv/, without the tools of tests

run: $(SERVES) ## Start Maraude on http://127.0.0.1:8501 (an empty register gets the synthetic demo)
	$(BIN)/python -m data.commands prepare
	$(BIN)/streamlit run dashboard.py

demo: $(SERVES) ## Fill the empty register with the synthetic demo register
	$(BIN)/python -m data.commands demo

test: $(READY) ## Everything that must pass: checks, unit tests, screens, Chromium
	@$(MAKE) --no-print-directory --jobs 2 chromium check
	$(PYTEST) $(PARALLEL)

check: lint types layers docstrings words ## Lint, format, types, layers, docstrings, spelling, catalogues

lint: $(READY) ## Only the linter and the format
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(READY) ## Only the types
	$(BIN)/mypy $(CODE)

layers: $(READY) ## Only who may import whom
	$(BIN)/lint-imports

docstrings: $(READY) ## Only the form of docstrings
	$(BIN)/numpydoc lint $$(find geo data -name '*.py' -not -path '*/migrations/*')

words: $(READY) ## Only spelling and catalogues
	$(BIN)/codespell
	$(BIN)/python -m scripts.messages check

chromium: $(READY) ## Find Chromium, or install it
	$(CHROMIUM)

format: $(READY) ## Format the code and apply the linter's safe fixes
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

unit: $(READY) ## All tests but those that drive Chromium
	$(PYTEST) $(PARALLEL) --ignore tests/browser

browser: chromium ## The tests that drive Chromium
	$(PYTEST) tests/browser

cover: $(READY) ## Tests without Chromium, with branch coverage of geo and data
	$(PYTEST) --quiet --ignore tests/browser --cov --cov-report term-missing

messages: $(READY) ## Bring the catalogues in locales/ and the glossary's word lists up to date
	$(BIN)/python -m scripts.messages update
	$(BIN)/python -m scripts.glossary

screenshots: chromium ## Take the README's pictures on demo data
	$(BIN)/python -m scripts.screenshots

bench: $(READY) ## Measure map, import, protection, travel times, displacement and routing, beside other ways (over an hour)
	$(BIN)/python -m benchmarks.map_latency
	$(BIN)/python -m benchmarks.import_register
	$(BIN)/python -m benchmarks.protection
	$(BIN)/python -m benchmarks.travel
	$(BIN)/python -m benchmarks.displacement
	$(BIN)/python -m benchmarks.routing

lock: $(READY) ## Pin in constraints.txt what is installed now
	$(BIN)/python -m scripts.lock

clean: ## Remove caches and build products; the register in var/ stays
	rm -rf build *.egg-info .coverage htmlcov .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find geo data pages scripts tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
