# Two commands start everything: `make demo` and `make test`. Both make their environment first; paths are relative, so a tree
# that was moved or that has a space in its path works as well.
PYTHON ?= python3
RUN := .venv/bin/python

.PHONY: help setup setup-dev demo test check format docs picture bench quality lock clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

setup:
	@$(PYTHON) -I deploy/bootstrap.py

setup-dev:
	@$(PYTHON) -I deploy/bootstrap.py --dev

demo: setup  ## start everything, crawl four demo newspapers, show searches and facets
	@$(RUN) -m deploy demo

test: setup-dev  ## all tests, against a real Redis and a real Elasticsearch that they start
	@$(RUN) -m pytest

check: setup-dev  ## style, types, import rules, documentation
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m mypy
	@.venv/bin/python -c "from importlinter.cli import lint_imports_command; lint_imports_command()"
	@$(RUN) -m pytest -q tests/test_docs.py

format: setup-dev  ## let the formatter and the linter mend what they can
	@$(RUN) -m ruff check --fix .
	@$(RUN) -m ruff format .

docs: setup-dev  ## write the reference pages of commands and settings anew
	@$(RUN) -m deploy.reference
	@$(RUN) -m deploy.example

TABLES ?=
picture: setup-dev  ## take the README's picture anew, of the demo newspapers in a real Chromium
	@$(RUN) -m pytest -q tests/search/web/test_picture.py
	@cp test-output/web/readme.png docs/images/search.png

bench: setup-dev  ## how fast each part is, beside what one would do without Newsloom; TABLES=search for one alone
	@$(RUN) -m tests.bench $(TABLES)

quality: setup-dev  ## how right each part is, with pinned floors
	@$(RUN) -m tests.quality

lock: setup-dev  ## renew both locks from pyproject.toml
	@$(RUN) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.lock
	@$(RUN) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:  ## remove the environment and all state
	rm -rf .venv var test-output
