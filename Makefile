# The commands of this project. `make` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# uv if it is there, else one of our own in .uv; either way the lock file decides what is installed.
UV_VERSION := 0.13.9
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
BIN := .venv/bin
READY := .venv/.ready
LIVE := tests/live/node_modules/.ready
PEERS := .venv-peers/.ready
LEARNS := .venv-classifier/.ready
# What `make quick` runs, on SQLite and with fewer examples. It leaves out PostgreSQL, browsers, the demo, the commands,
# the channels, summaries, the portal, imports, holds and doubts, every zone there is, the lists of danger, and
# hostile texts of great length.
QUICK := tests/core tests/content tests/flow/delivery/test_deliver.py tests/flow/planning/test_plan_due.py \
  tests/flow/reply/test_record.py tests/web/test_conversations.py tests/test_no_wall_clock.py \
  --ignore tests/core/danger --ignore tests/core/plan/test_slots_every_zone.py \
  -k "not postgresql and not its_length" --hypothesis-profile quick

# Tests start many processes, and each would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo up test quick properties odd-dates mutants check static format lint types imports emulators live bench bench-peers classifier torture torture-events failover api attack image samples mails clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

setup: $(READY) ## Install everything, from the lock file

.uv/bin/uv:
	python3 -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(READY): pyproject.toml uv.lock $(filter .uv/bin/uv,$(UV))
	$(UV) sync --frozen --quiet --compile-bytecode
	@touch $@

demo: $(READY) ## Three phones, an inbox and a clock you can turn, with no account anywhere
	@$(BIN)/nudges demo

up: $(READY) ## Run the service here: web and worker together
	@$(BIN)/nudges up

test: $(READY) ## Run the tests, on SQLite and on a real PostgreSQL
	$(BIN)/pytest -n 4 --dist worksteal -m "not live and not long"

quick: $(READY) ## What one runs after each edit: the core and the main road, on SQLite alone
	$(BIN)/pytest -n 2 --dist worksteal $(QUICK) $(ARGS)

properties: $(READY) ## 2,000 fresh examples of every property, every clock change, a year of mails (hours; ARGS="tests/core")
	$(BIN)/pytest -n 2 --dist worksteal -m "property or long" --hypothesis-profile long --timeout 0 $(ARGS)

odd-dates: $(READY) ## The tests that touch dates, at New Year, on 29 February, … (needs Debian's faketime)
	$(BIN)/python -m tests.odd_dates --all $(ARGS)

mutants: $(READY) ## Change the code by a little 120 times, and list what no test noticed (ARGS="-n 30 --seed 7")
	$(BIN)/python -m tests.mutants $(ARGS)

check: static test ## Everything before a commit: format, lint, types, import direction, tests

static: $(READY) lint types imports

lint: $(READY) ## Format and lint, changing nothing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(READY) ## mypy --strict
	$(BIN)/mypy

imports: $(READY) ## Imports point only down
	$(BIN)/lint-imports

format: $(READY) ## Format, and mend what lint can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(LIVE): tests/live/package.json
	cd tests/live && npm install --no-audit --no-fund --loglevel=error
	@touch $@

emulators: $(LIVE) ## Install npm's emulators of the providers, for `make live`

live: $(READY) $(LIVE) ## Tests against servers nobody here wrote (npm's emulators, a real SMTP server)
	$(BIN)/pytest -m live tests/live

bench: $(READY) ## Measure the road beside a loop written by hand (minutes; ARGS="road --quick")
	$(BIN)/python -m tests.bench $(ARGS)

$(PEERS): tests/bench/peers.txt $(READY)
	$(UV) venv --quiet --clear --python $(BIN)/python .venv-peers
	$(UV) pip install --quiet --python .venv-peers/bin/python -r tests/bench/peers.txt
	@touch $@

bench-peers: $(PEERS) ## Measure it beside taskiq, Celery, dramatiq, Procrastinate, APScheduler
	$(BIN)/python -m tests.bench peers $(ARGS)

$(LEARNS): tests/classifier.txt $(READY)
	rm -rf .venv-classifier
	$(UV) pip install --quiet --python $(BIN)/python --target .venv-classifier -r tests/classifier.txt
	@touch $@

classifier: $(LEARNS) ## Train what gives a second opinion on replies, after a labelled line changed (some minutes)
	PYTHONPATH=.:.venv-classifier $(BIN)/python -m tests.train_classifier $(ARGS)
	$(BIN)/python -m tests.known_mistakes

failover: $(READY) ## Fail over a PostgreSQL under Patroni, and compare ledgers (root; docs/scaling.md; ARGS="--only kill")
	$(BIN)/python -m tests.failover $(ARGS)

torture-events: $(READY) ## 100,000 events to a receiver that fails half the time, and compare ledgers (half an hour)
	$(BIN)/python -m tests.torture.events $(ARGS)

torture: $(READY) ## Kill, freeze, cut and lie to it, and compare ledgers (most of an hour; ARGS="--only points")
	$(BIN)/python -m tests.torture $(ARGS)

api: $(READY) ## Send thousands of made-up requests to the API with every scope, against its own description
	API_EXAMPLES=2000 $(BIN)/pytest tests/web/api/test_described.py --timeout 3600 -k whatever $(ARGS)

attack: $(READY) ## Flood a real server as a stranger may, and print what it costs (minutes; ARGS="--only fields")
	$(BIN)/python -m tests.attack $(ARGS)

image: $(READY) ## Build the container image with buildah, and try it (root; minutes; docs/deploy.md)
	$(BIN)/python -m tests.image

samples: $(READY) ## Play 12 weeks of every plan in schedules/ into docs/samples/
	@mkdir -p docs/samples
	@set -eo pipefail; for sample in $$(cd schedules && ls *.yaml | sed 's/yaml$$/en/') rebuilding-trust.es; do \
	  echo "$$sample"; \
	  COLUMNS=100 PROGRAMME=Nudges $(BIN)/nudges simulate "$${sample%.*}" --language "$${sample##*.}" \
	    --zone Europe/Madrid --from 2027-01-04 --days 84 | sed 's/ *$$//' > "docs/samples/$$sample.txt"; \
	done

mails: $(READY) ## Renew what the weekly mails are to look like, in tests/data/summaries
	$(BIN)/python -m tests.mails

clean: ## Remove what was installed and made here; never the data folder
	rm -rf .venv .venv-peers .venv-classifier .uv tests/live/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis
