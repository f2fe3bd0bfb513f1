# Two commands for people: `make run` and `make test`. The rest is for those who change the program.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run drill test lint types bench soak clean

$(VENV)/.run: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Canh Lửa needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.test: requirements-test.txt $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-test.txt
	touch $@

run: $(VENV)/.run
	$(BIN)/python -m dashboard

drill: $(VENV)/.run
	$(BIN)/python -m dashboard --drill

# Half of the time is won by two at once; a browser that shares its processor with them only waits for itself.
test: $(VENV)/.test lint types
	failed=0; \
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --ignore tests/browser || failed=1; \
	$(BIN)/python -m pytest tests/browser || failed=1; \
	exit $$failed

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/lint-imports

types: $(VENV)/.test
	$(BIN)/mypy

bench: $(VENV)/.test
	$(BIN)/python -m tests.benchmarks

# Half an hour: a wall for ten hours told faster, then fifty walls at once. Prints what it measured.
soak: $(VENV)/.test
	$(BIN)/python -m tests.soak.soak
	$(BIN)/python -m tests.soak.load

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
