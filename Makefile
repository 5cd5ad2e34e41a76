# `make run` and `make test` do everything, from a bare machine with Python 3.11 and pip.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= $(shell command -v python3.11 || command -v python3)
# PyTorch's CPU and GPU builds share a version number; pip takes the one its settings offer.
# Without such settings: make setup TORCH="torch==2.13.0 --index-url <PyTorch's CPU index>"
TORCH ?= torch==2.13.0

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
ENCODER := models/encoder/manifest.json
TRAINED := models/.trained
CHOICE := models/.encoder
TRAINING_INPUTS := config.yml domain.yml $(shell find data nlu_models -name '*.yml' -o -name '*.py')

.PHONY: FORCE help setup shop train run shell test lint format import seed clean lock privacy-report learn pretrain train-recommender

help:  ## Show the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(INSTALLED): requirements.lock deploy/install.py deploy/venv_defaults.pth
	@test -n "$(PYTHON)" || { echo "No Python found: install Python 3.11, or name it: make setup PYTHON=/path/to/python3.11" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { \
	  echo "Tactful needs Python 3.11; $(PYTHON) is $$("$(PYTHON)" --version). Name another: make setup PYTHON=/path/to/python3.11" >&2; exit 1; }
	"$(PYTHON)" -m venv --clear $(VENV)
	"$(PYTHON)" deploy/install.py $(VENV) requirements.lock -- $(TORCH)
	cp deploy/venv_defaults.pth $$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/tactful_defaults.pth
	touch $@

setup: $(INSTALLED)  ## Make .venv with the locked dependencies

seed: $(INSTALLED)  ## Make the demo shop's database, or bring it up to date
	$(BIN)/python -m actions.shop prepare

# Holds the setting TACTFUL_ENCODER as it was last; written anew, and thus newer, when it changes.
$(CHOICE): $(INSTALLED) FORCE
	@mkdir -p $(@D)
	@$(BIN)/python -c 'from settings import get_settings; print(get_settings().encoder)' > $@.now
	@if cmp -s $@.now $@; then rm $@.now; else mv $@.now $@; fi

$(ENCODER): $(INSTALLED) $(CHOICE)
	$(BIN)/python -m nlu_models export-encoder models/encoder

$(TRAINED): $(INSTALLED) $(ENCODER) $(TRAINING_INPUTS)
	$(MAKE) --no-print-directory seed
	$(BIN)/python -m deploy.train --quiet
	$(BIN)/python -W ignore -m actions.shopping.training
	touch $@

train: $(TRAINED)  ## Train the assistant, if anything it learns from has changed

train-recommender: $(INSTALLED) $(ENCODER)  ## Fine-tune product search for the shop's catalogue
	$(MAKE) --no-print-directory seed
	$(BIN)/python -W ignore -m actions.shopping.training

run: $(TRAINED)  ## Serve the assistant and the demo shop
	@$(BIN)/python -m deploy.local run

shell: $(TRAINED)  ## Talk to the assistant in the terminal
	@$(BIN)/python -m deploy.local shell

import: $(INSTALLED)  ## Import a catalogue: make import FILE=products.csv
	@test -n "$(FILE)" || { echo "Which file? make import FILE=products.csv" >&2; exit 1; }
	$(BIN)/python -m actions.shop migrate
	$(BIN)/python -m actions.shop import "$(FILE)"

# FILE: transcripts, or the URL of a tracker store; without it, this assistant's own conversations.
learn: $(if $(ACCEPT),$(INSTALLED),$(TRAINED))  ## Propose what to learn from conversations: make learn FILE=transcripts.csv
	@if [ -n "$(ACCEPT)" ]; then $(BIN)/python -W ignore -m bot.learn accept "$(ACCEPT)"; \
	  else $(BIN)/python -W ignore -m bot.learn propose $(if $(FILE),"$(FILE)") $(if $(OUT),--out "$(OUT)") $(ARGS); fi

pretrain: $(INSTALLED)  ## Make an encoder familiar with your shop's texts: make pretrain FILE=texts.txt
	$(BIN)/python -W ignore -m bot.learn pretrain $(if $(FILE),"$(FILE)") $(if $(OUT),--out "$(OUT)") $(ARGS)

test: $(TRAINED)  ## Run all tests
	$(BIN)/python -m pytest -n 2 --dist loadfile

privacy-report: $(INSTALLED)  ## Write what personal data is stored where, for how long, by which rule
	@$(BIN)/python -m bot.privacy report

lint: $(INSTALLED)  ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(INSTALLED)  ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(INSTALLED)  ## Resolve the dependencies anew (needs uv)
	uv pip compile pyproject.toml --group train --group dev --python-version 3.11 --generate-hashes --no-annotate --no-header -o requirements.lock

clean:  ## Remove models, databases and caches (not .venv)
	rm -rf models var results .rasa .mypy_cache .ruff_cache .pytest_cache
