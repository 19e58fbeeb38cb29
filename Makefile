# The commands of this project; each says what it does in `make help`. The work is in scripts/.
SHELL := /bin/bash
PYTHON := .venv/bin/python
.PHONY: help run test lint bench soak screenshots messages reset
.DEFAULT_GOAL := help

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 20
	@echo '  Options of make run:  AREA=path/to/any.osm.pbf   DEMO=0 (an empty bureau)   WEB_PORT=8110'

run: ## set up what is missing and start everything; Ctrl-C stops it all
	@export MUSTER_STARTED=$$(date +%s) && scripts/bootstrap.sh run && exec $(PYTHON) scripts/run.py

test: ## set up the same way and run every test, browser tests included (ARGS=… goes to pytest)
	@scripts/bootstrap.sh test && exec $(PYTHON) scripts/with_services.py pytest $(ARGS)

lint: ## style, types, floors, templates, migrations, message catalogues
	@scripts/bootstrap.sh test && exec scripts/lint.sh

bench: ## measure against the bare database, socket and router
	@scripts/bootstrap.sh test && exec $(PYTHON) scripts/with_services.py python -m benchmarks.run $(ARGS)

soak: ## 200 persons phoned while everything is killed at random; then the telephones' log against the rows
	@scripts/bootstrap.sh test && exec $(PYTHON) -m benchmarks.soak $(ARGS)

screenshots: ## make the pictures of the README into docs/screenshots
	@scripts/bootstrap.sh test && exec $(PYTHON) scripts/screenshots.py $(ARGS)

messages: ## gather new texts into the message catalogues
	@scripts/bootstrap.sh test && exec $(PYTHON) scripts/check_messages.py --write

reset: ## throw away this clone's database and what was built (asks; YES=1 does not)
	@[ -x $(PYTHON) ] || { echo "Nothing to reset here."; exit 0; }; exec $(PYTHON) scripts/reset.py
