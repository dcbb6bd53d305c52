# Barrage's front door: every target is one line to remember. `make` alone lists them.

.DEFAULT_GOAL := help
.PHONY: help install build run test check format docs clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: node_modules/.package-lock.json ## install what the lock file names

node_modules/.package-lock.json: package.json package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

build: install ## compile the server to dist/ and the page to dist/web/
	@npm run --silent build

run: build ## start a live room with a demo crowd; Ctrl-C ends it
	@exec node dist/main.js all --demo

test: ## install what tests need, then lint, types, unit, contract, flow and browser tests
	@bash test/prepare.sh
	@$(MAKE) --no-print-directory build
	@npm test --silent

check: install ## formatting, lint and types alone
	@npm run --silent check

format: install ## put the formatting right
	@npx --no-install biome check --write .

docs: build ## make docs/settings.md anew from the schema
	@node dist/main.js config > docs/settings.md

clean: ## remove what was built (data/ stays)
	rm -rf dist
