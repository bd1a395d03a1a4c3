# Needs git, make and a Python with venv (3.11 or newer); everything else is installed into this folder.
# Name another interpreter with: make PYTHON=python3.13 ...

PYTHON ?= python3
BIN := .venv/bin
# The CRM of the local hub: built-in, salesforce or hubspot.
CRM ?= built-in

.DEFAULT_GOAL := help
.PHONY: help install run demo run-two demo-two test check format synth deploy key bench lock clean

help: ## Show what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

install: ## Install everything, pinned by hash, into .venv and .venv-emulator
	@command -v $(PYTHON) >/dev/null || { echo "No $(PYTHON) on this machine: install Python 3.11 or newer with venv." >&2; exit 1; }
	@$(PYTHON) local/prepare.py

run: install ## Start the local hub, walk a referral through each door, stay up until Ctrl-C (CRM=salesforce|hubspot)
	@exec $(BIN)/python -m local run --crm $(CRM)

demo: install ## The same walk, then stop; fails if any step of it did not happen
	@exec $(BIN)/python -m local demo --crm $(CRM)

run-two: install ## Start two hubs, link them, send a deal from one to the other, stay up until Ctrl-C
	@exec $(BIN)/python -m local run-two

demo-two: install ## The same, then stop; fails if any step of it did not happen
	@exec $(BIN)/python -m local demo-two

test: check ## Run every check and every test
	@$(BIN)/python -m pytest

check: install ## Check format, lint, types and import rules
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: install ## Format the code and mend what can be mended
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

synth: install ## Synthesize the CloudFormation template into cdk.out
	@$(BIN)/python -m infra

deploy: synth ## Deploy to the AWS account of your environment (needs the CDK command line)
	@command -v cdk >/dev/null || { echo "The CDK command line is missing: npm install --global aws-cdk@2.1148.1" >&2; exit 1; }
	@cdk deploy --app cdk.out

key: install ## Make the first admin key of the hub deployed in AWS (the API makes the others)
	@$(BIN)/python -m local.first_key

bench: install ## Count what the main job costs: instructions, transitions, units
	@$(BIN)/python -m bench

lock: install ## Lock requirements/*.in again (needs uv)
	@for set in runtime dev emulator; do \
		uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
			--custom-compile-command "make lock" -o requirements/$$set.txt requirements/$$set.in || exit 1; done

clean: ## Remove everything that was made here
	@rm -rf .venv .venv-emulator .local cdk.out .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
