# The two commands of the README, and those that developers use. They need Python 3.11 or later, and nothing else.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help atlas web lint-web test-web mutants mutants-js test test-long hands hostile fuzz test-fast test-whole graph docs release release-data matrix lint format codebook clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

atlas: $(VENV)/.installed ## Draw all maps into output/
	$(BIN)/atlas build --output output
	@echo "Open output/index.html in a browser; no network is needed."

web: node_modules/.installed ## Build the page's script from its modules (needs Node.js; users of the atlas do not)
	npm run --silent build

test: $(VENV)/.tested ## Pass the tests, in a real browser too
	$(BIN)/python -m pytest -n auto --dist worksteal

test-long: $(VENV)/.tested | output/docs/index.html ## Pass the long tests, which `make test` leaves out: other software, whole sites, every language (needs Node.js)
	$(BIN)/python -m pytest -n auto --dist worksteal -m 'long and not whole'

test-whole: $(VENV)/.tested ## Pass the rest of the long sweeps of which `make test` passes a sample
	$(BIN)/python -m pytest -n auto --dist worksteal -m whole

test-fast: $(VENV)/.tested ## Pass the tests of the core, in half a minute
	grep -l "mark.fast" tests/*.py | xargs $(BIN)/python -m pytest -n auto --dist worksteal -q -m 'fast and not whole and not long'

hands: $(VENV)/.tested ## Walk over the maps at random for an hour (HANDS="--help" for its options)
	$(BIN)/python -m tests.hands $(HANDS)

hostile: $(VENV)/.tested ## Try every hostile input, and print one table
	$(BIN)/python tests/hostile/run.py $(HOSTILE)

fuzz: $(VENV)/.tested ## Fuzz the readers (RUNS=100000)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	$(BIN)/python tests/hostile/fuzz.py --runs $(or $(RUNS),20000)

docs: $(VENV)/.documented node_modules/.installed output/index.html ## Build the documentation into output/docs (needs Node.js)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict
	@echo "Open output/docs/index.html in a browser; no network is needed."

output/docs/index.html:
	$(MAKE) --no-print-directory docs

output/index.html: | $(VENV)/.installed
	$(BIN)/atlas build --output output

release: $(VENV)/.tested ## Build wheel and source archive into dist/, the same bytes twice, and judge them
	$(BIN)/pip install --quiet --disable-pip-version-check 'twine>=6'
	$(BIN)/python -m tests.release code dist

release-data: $(VENV)/.tested ## Write the record by itself into dist/: a Data Package in a zip, with its checksum
	$(BIN)/python -m tests.release data dist

matrix: $(VENV)/.tested ## Install and build with other Pythons, and with the oldest libraries allowed
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(BIN)/python tests/matrix.py $(MATRIX)

lint: $(VENV)/.linted ## Check style, types and the direction of imports (installs linters only)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory lint-web; else echo "No npm: the browser's half is not checked."; fi

lint-web: node_modules/.installed ## Check style and types of the browser's half (needs Node.js)
	npm run --silent lint

test-web: node_modules/.installed ## Pass the tests of the browser's half (needs Node.js)
	npm run --silent test

mutants-js: node_modules/.installed ## Break the browser's half on purpose, and see that a test notices (MUTANTS="--help")
	node atlas/page/web/tools/mutants.js $(MUTANTS)

mutants: $(VENV)/.tested ## Break the core on purpose, and see that a test notices (MUTANTS="--help")
	$(BIN)/python -m tests.mutants $(MUTANTS)

graph: $(VENV)/.created ## Print which room imports which
	$(BIN)/python -m tests.graph $(GRAPH)

format: $(VENV)/.linted ## Put the code into its canonical form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

codebook: $(VENV)/.installed ## Regenerate geodata/README.md
	$(BIN)/atlas codebook

clean: ## Remove the environment, caches and what was drawn
	rm -rf $(VENV) node_modules build dist .pytest_cache .ruff_cache .mypy_cache
	find output -mindepth 1 ! -name README.md -delete

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or later is needed (PYTHON=/path/to/python3.11 make ...)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { echo "Python's venv module is needed (on Debian: apt-get install python3-venv)"; exit 1; }
	@touch $@

$(VENV)/.installed: $(VENV)/.created pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[type]'
	@touch $@

$(VENV)/.linted: $(VENV)/.created pyproject.toml
	@$(BIN)/pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/pip install --quiet --disable-pip-version-check --group lint
	@touch $@

$(VENV)/.documented: $(VENV)/.installed pyproject.toml
	@$(BIN)/pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/pip install --quiet --disable-pip-version-check --group docs
	@touch $@

$(VENV)/.tested: $(VENV)/.created pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@ $(VENV)/.installed

node_modules/.installed: package.json package-lock.json
	npm ci --silent
	@touch $@
