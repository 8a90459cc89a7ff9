# Python 3.11 or newer and a package registry are all that is needed; everything goes into .venv.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
TURTLE := $(wildcard ontology/*.ttl data/turtle/*.ttl shapes/*.ttl)

.PHONY: help run test format lint bench engines conformance docs wheel clean
.DEFAULT_GOAL := help

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z]+):.*## (.*)/\1|\2/' | \
		while IFS='|' read -r goal what; do printf '  make %-12s %s\n' "$$goal" "$$what"; done

run: .venv/.run ## validate the graph, answer a question, serve the explorer on port 8000 (PORT=…)
	@$(BIN)/scgraph validate
	@echo && $(BIN)/scgraph stats
	@echo && echo "Which topics does every council ask of its support roles?" && $(BIN)/scgraph query run common-core
	@echo && echo "Try next:"
	@echo "  $(BIN)/scgraph query list"
	@echo '  $(BIN)/scgraph gap "Bexley 07" "Range 4 Level C"'
	@echo '  $(BIN)/scgraph path "Community Care Officer" "Advanced Social Work Practitioner"'
	@echo "  the explorer, which starts now; stop it with Ctrl-C" && echo
	@$(BIN)/scgraph serve --port $(PORT)

test: lint ## all checks and tests, some eleven minutes on two cores
	$(BIN)/python -m pytest -m "not engines" -n 2 --dist loadfile --no-loadscope-reorder

lint: .venv/.test ## style, types, the floors of the package, the layout of Turtle
	$(BIN)/ruff check src tests benchmarks tools
	$(BIN)/ruff format --check --quiet src tests benchmarks tools
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m scgraph.turtle --check $(TURTLE)
	$(BIN)/python -m scgraph.questions.check queries/*.rq

format: .venv/.test ## Python and Turtle in the form that lint asks for
	$(BIN)/ruff check --fix --quiet src tests benchmarks tools
	$(BIN)/ruff format --quiet src tests benchmarks tools
	$(BIN)/python -m scgraph.turtle $(TURTLE)

# Every question on every engine that this machine has: Oxigraph, rdflib, Jena, Virtuoso. Apart from `test`, which has to
# stay quick.
engines: .venv/.engines ## every question on every engine of this machine
	$(BIN)/python -m pytest -m engines -n 2 --dist loadfile tests/engines

# The W3C's own SHACL test suite, fetched from the package registry with pySHACL's sources.
conformance: .venv/.test ## the W3C's SHACL tests
	$(BIN)/python tools/conformance.py

bench: .venv/.test ## measure questions, rules and validation
	$(BIN)/python benchmarks/questions.py
	$(BIN)/python benchmarks/materialise.py
	$(BIN)/python benchmarks/validation.py

docs: .venv/.test ## the pages and pictures that are made from the graph and the code
	$(BIN)/python tools/questions_page.py
	$(BIN)/python tools/ontology_page.py
	$(BIN)/python tools/architecture_page.py

wheel: .venv/.test ## a wheel that holds the whole project
	$(BIN)/python -m build --wheel

clean: ## away with .venv and all that was made
	rm -rf .venv dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/.run: pyproject.toml
	@test -d .venv || { echo "Setting up .venv …"; $(PYTHON) -m venv .venv; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[web,drawing]"
	@touch $@

.venv/.test: pyproject.toml
	@test -d .venv || { echo "Setting up .venv …"; $(PYTHON) -m venv .venv; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[web,drawing,reasoning,docs,test]"
	@touch $@

.venv/.engines: .venv/.test
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[engines]"
	@touch $@
