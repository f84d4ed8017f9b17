# What developers type; README's two commands do without it.
VENV ?= .venv
BIN := $(VENV)/bin
MKDOCS := NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --config-file docs/site/mkdocs.yml

.PHONY: demo test check docs site bench

$(BIN)/ruff: pyproject.toml constraints.txt
	python3 -m venv $(VENV)
	$(BIN)/pip install -q -c constraints.txt -e '.[test,lint,docs]'
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
	folder=$$(mktemp -d) && trap 'rm -r "$$folder"' EXIT && $(MKDOCS) --site-dir "$$folder"

docs: $(BIN)/ruff  ## Write the generated documents anew.
	$(BIN)/python docs/generate.py

site: $(BIN)/ruff  ## The documentation as a site, to be opened from the disk: site/index.html.
	$(MKDOCS)

PACKETS ?= 1000000

bench: $(BIN)/ruff  ## Ratios against other tools, measured in the same run; PACKETS="1000000 10000000" for more sizes.
	$(BIN)/python benchmarks/decoding.py $(PACKETS)
	$(BIN)/python benchmarks/judging.py
