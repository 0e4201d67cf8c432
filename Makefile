# Comptoir on one machine. It needs Python >= 3.11 and make; all else is installed below this folder, locked with hashes.
# Paths in recipes are relative and quoted, so that the folder may have any name.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help run test check format messages bench screens clean lock \
	check-python check-types check-imports check-templates check-frontend check-migrations browser FORCE

BIN := .venv/bin
# npm and what it starts take Node from the wheel in the virtual environment.
NPM := PATH="$$PWD/.venv/bin:$$PATH" npm --prefix frontend --no-progress --silent
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --no-deps
SOURCES := $(shell find frontend/js frontend/pwa frontend/css frontend/icons frontend/icons.mjs -type f 2>/dev/null)

RUNTIME := .venv/.runtime
DEVELOPMENT := .venv/.development
NODE_RUNTIME := frontend/node_modules/.runtime
NODE_DEVELOPMENT := frontend/node_modules/.development
BUILT := frontend/dist/manifest.json

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name words; do \
		printf '  make %-10s %s\n' "$$name" "$$words"; done
	@echo
	@echo '  make run PORT=8123 DATA="another folder"   chooses the port, and where database and mails live'
	@echo '  make run HOST=0.0.0.0 CERT=server.pem      serves the tablets of a network by HTTPS: docs/installing.md'
	@echo '  DATABASE_URL=postgresql://… make run       uses a PostgreSQL (15 or later) of yours'

run: $(RUNTIME) $(BUILT) ## Install, migrate, load the demo, and serve on http://127.0.0.1:8000
	@exec env $${PORT:+COMPTOIR_PORT="$$PORT"} $${DATA:+COMPTOIR_DATA="$$DATA"} $${HOST:+COMPTOIR_HOST="$$HOST"} \
		$${CERT:+COMPTOIR_CERTIFICATE="$$CERT"} $${KEY:+COMPTOIR_CERTIFICATE_KEY="$$KEY"} $(BIN)/python -m comptoir up

test: check $(BUILT) browser ## Run every check and every test
	@$(BIN)/python -m pytest tests -n 2
	@$(BIN)/python -m pytest e2e -n 2 --dist loadfile

check: check-python check-types check-imports check-templates check-frontend check-migrations ## Run the linters only

check-python: $(DEVELOPMENT)
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet

check-types: $(DEVELOPMENT) $(NODE_DEVELOPMENT)
	@PATH="$$PWD/.venv/bin:$$PATH" frontend/node_modules/.bin/pyright

check-imports: $(DEVELOPMENT)
	@$(BIN)/lint-imports --no-logo

check-templates: $(DEVELOPMENT)
	@$(BIN)/djlint --lint --quiet frontend/templates

check-frontend: $(NODE_DEVELOPMENT)
	@$(NPM) run lint

check-migrations: $(DEVELOPMENT)
	@$(BIN)/python scripts/check_migrations.py

format: $(DEVELOPMENT) $(NODE_DEVELOPMENT) ## Format Python, scripts and styles
	@$(BIN)/ruff check --fix --quiet || true
	@$(BIN)/ruff format
	@$(NPM) run format

messages: $(DEVELOPMENT) ## Bring the French catalogue in line with what templates and code say
	@$(BIN)/python scripts/messages.py

bench: $(DEVELOPMENT) $(BUILT) ## Run the benchmarks, or ONLY=<name>
	@$(BIN)/python -m bench $${ONLY:+"$$ONLY"}

screens: $(DEVELOPMENT) $(BUILT) browser ## Photograph every screen
	@$(BIN)/python -m e2e.screens

lock: $(DEVELOPMENT) ## Lock the newest versions of what pyproject.toml and package.json name
	@sh scripts/lock.sh

clean: ## Remove all that was installed and built; the data stay
	@rm -rf .venv frontend/node_modules frontend/dist .pytest_cache .ruff_cache .hypothesis test-results

browser: $(DEVELOPMENT)
	@sh scripts/browser.sh

# Virtual environments hold absolute paths: one that was moved or copied with the folder is made again.
.venv/.place: FORCE
	@[ "$$(cat .venv/.place 2>/dev/null)" = "$$PWD" ] || sh scripts/venv.sh

$(RUNTIME): .venv/.place requirements/runtime.txt pyproject.toml
	@echo 'Installing what Comptoir is built of …'
	@$(PIP) --require-hashes --requirement requirements/runtime.txt
	@$(PIP) --no-build-isolation --editable .
	@touch $@

$(DEVELOPMENT): $(RUNTIME) requirements/development.txt
	@echo 'Installing what checks and tests need …'
	@$(PIP) --require-hashes --requirement requirements/development.txt
	@touch $@

$(NODE_RUNTIME): $(RUNTIME) frontend/package-lock.json
	@echo 'Installing what the browser gets …'
	@$(NPM) ci --omit=dev
	@touch $@

$(NODE_DEVELOPMENT): $(RUNTIME) frontend/package-lock.json
	@$(NPM) ci
	@touch $(NODE_RUNTIME) $@

$(BUILT): $(NODE_RUNTIME) frontend/build.mjs $(SOURCES)
	@$(BIN)/node frontend/build.mjs

FORCE:
