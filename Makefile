# Barrage's front door: every target is one line to remember. `make` alone lists them.

.DEFAULT_GOAL := help
.PHONY: help install build run services services-down test bench bench-ingest bench-import check format docs clean cluster bench-idle bench-faults bench-replay bench-joins bench-speaking simulation

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: node_modules/.package-lock.json ## install what the lock file names

node_modules/.package-lock.json: package.json package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

build: install ## compile the server to dist/ and the page to dist/web/
	@npm run --silent build

run: build ## start a live room with a demo crowd; Ctrl-C ends it
	@exec node dist/main.js all --demo

cluster: build ## start the services and nine processes behind one door; Ctrl-C ends them
	@exec node dist/deploy/cluster.js $(if $(DEMO),--demo)

bench: install ## the match against peers, and docs/benchmarks.md; ONLY=5000x100 WHO='Barrage edge,control' ROUNDS=2
	@npx --no-install tsc -p . && node copy-resources.mjs
	@ONLY="$(ONLY)" WHO="$(WHO)" ROUNDS="$(ROUNDS)" taskset -c 1 node dist/bench/match.js

bench-joins: install ## what a join costs, and how many a core lets in
	@npx --no-install tsc -p . && node copy-resources.mjs && node dist/bench/joins.js

bench-speaking: build ## how much viewers may say over their sockets, with all services beside
	@node dist/bench/speaking-viewers.js

bench-idle: build ## what a cluster costs that has nothing to do
	@node dist/bench/idle-cluster.js

bench-replay: install ## what replay carries: a stream of 1,000,000 comments, and 10,000 viewers who seek in it
	@npx --no-install tsc -p . && node copy-resources.mjs && node dist/bench/replay.js $(COMMENTS)

bench-faults: build ## what becomes of every message while a part of a cluster is away for 20 s; ONLY=kafka
	@ONLY="$(ONLY)" node dist/bench/faults.js

services: install ## start two Redis, Kafka and Postgres on this machine; installs what is missing
	@npx --no-install tsc -p . && node copy-resources.mjs && node dist/deploy/services.js up

services-down: ## end what `make services` started
	@[ -f dist/deploy/services.js ] || { $(MAKE) --no-print-directory install && npx --no-install tsc -p .; }
	@node dist/deploy/services.js down

simulation: install ## evenings of 20,000 viewers on edges that come and go, on a turned clock; SEED=17 for one alone
	@npx --no-install tsc -p . && node copy-resources.mjs && SEED="$(SEED)" node --test dist/test/simulation/seeds.test.js

test: ## install what tests need, then lint, types, unit, contract, flow and browser tests
	@bash test/prepare.sh
	@$(MAKE) --no-print-directory build
	@npm test --silent

bench-ingest: install ## what the four gears of ingestion are worth, on a Kafka and a Redis of its own; ADDRESSES="kafka://… redis://…"
	@npx --no-install tsc -p . && node copy-resources.mjs && node --max-semi-space-size=64 dist/bench/ingest.js $(ADDRESSES)

bench-import: build ## how fast a recording of a million comments comes into a Postgres; COMMENTS=100000
	@node dist/bench/import.js

check: install ## formatting, lint and types alone
	@npm run --silent check

format: install ## put the formatting right
	@npx --no-install biome check --write .

docs: build ## make docs/settings.md anew from the schema
	@node dist/main.js config > docs/settings.md

clean: ## remove what was built (data/ stays)
	rm -rf dist
