# Flywheel: the commands a newcomer needs. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help install up down test bench lint style types sql migrations check clean

PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(PYTHON) workers/local/install.py

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

install:  ## install what is missing
	@$(INSTALL)

up:  ## install what is missing, start everything and run the demo; Ctrl-C ends it
	@started=$$(date +%s.%N) && $(INSTALL) && FLYWHEEL_STARTED_AT=$$started $(BIN)/flywheel up

down:  ## stop what `flywheel up --detach` started
	@$(BIN)/flywheel down

test:  ## run every test
	@$(INSTALL) --test
	@.ci/tests $(ARGS)

bench:  ## measure the job queue beside others; ARGS="--save docs/benchmarks" writes it down
	@$(INSTALL) --bench
	@$(BIN)/flywheel bench queue $(ARGS)

lint: style types sql migrations  ## check style and types of Python and SQL

style: install
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: install
	@MYPYPATH=.venv/typing $(BIN)/mypy

sql: install
	@$(BIN)/sqlfluff lint sql policies

migrations: install
	@.ci/new-migrations | xargs --no-run-if-empty $(BIN)/squawk

check:  ## prove that migrations, sources, documents, diagrams and typed clients agree
	@$(INSTALL) --test
	@$(BIN)/flywheel db check
	@$(BIN)/flywheel db lineage
	@$(BIN)/flywheel db diagrams --check
	@$(BIN)/flywheel db types --check

clean:  ## remove what was installed or made here; the local database too
	@if [ -x $(BIN)/flywheel ]; then $(BIN)/flywheel down --remove-data; fi
	@rm -rf .venv node_modules .flywheel *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
