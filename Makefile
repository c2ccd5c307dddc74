# Flywheel: the commands a newcomer needs. `make help` lists them.
.PHONY: help install up test lint

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

install:  ## install what is missing
	@bin/install

up: install  ## start everything and run the demo
	@.venv/bin/flywheel up

test: install  ## run every test
	@bin/test
