# What developers type; README's two commands do without it.
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test check docs bench

$(BIN)/ruff: pyproject.toml constraints.txt
	python3 -m venv $(VENV)
	$(BIN)/pip install -q -c constraints.txt -e '.[test,lint]'
	touch $@

demo: $(BIN)/ruff  ## The main job on the samples.
	$(BIN)/inventory check samples/shop/capture.pcap --spec samples/shop/openapi-drifted.yaml --fail-on never

test: $(BIN)/ruff  ## All tests.
	$(BIN)/pytest

check: $(BIN)/ruff  ## Everything that must hold before a commit, but for the tests.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m migrations check
	$(BIN)/python docs/generate.py --check

docs: $(BIN)/ruff  ## Write the generated documents anew.
	$(BIN)/python docs/generate.py

PACKETS ?= 1000000

bench: $(BIN)/ruff  ## Ratios against other tools, measured in the same run; PACKETS="1000000 10000000" for more sizes.
	$(BIN)/python benchmarks/decoding.py $(PACKETS)
	$(BIN)/python benchmarks/judging.py
