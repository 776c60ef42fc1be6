# make book    build the sample reader into dist/ (sets everything up first)
# make test    check style and types, and run the whole test suite
# make docs    make web pages of the documents in build/docs
# make clean   remove what was built; make distclean also the environment

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: book test docs lock clean distclean

book: $(VENV)/.ready-run
	$(BIN)/python build.py

test: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2

$(VENV)/.ready-run: requirements/run.txt pyproject.toml tools/setup
	tools/setup $(PYTHON) $(VENV) requirements/run.txt
	touch $@

$(VENV)/.ready-dev: requirements/dev.txt pyproject.toml tools/setup
	tools/setup $(PYTHON) $(VENV) requirements/dev.txt
	touch $@ $(VENV)/.ready-run

docs: $(VENV)/.ready-dev
	$(BIN)/sphinx-build --fail-on-warning --keep-going -q docs build/docs

# The lists of exact versions, for all platforms and Python versions at once (needs uv).
lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements/run.txt
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements/dev.txt

clean:
	rm -rf dist build .coursepack

distclean: clean
	rm -rf $(VENV)
