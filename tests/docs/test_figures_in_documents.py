"""Figures in the documents that the code knows better: limits, states, exit statuses and defaults."""

import importlib
import re

import pytest
from document_files import DOCS, DOCUMENTS, calls
from program import ROOT

from inventory.errors import InventoryError
from inventory.model import endpoints
from inventory.rules import all_rules

LIMITS = re.findall(
    r"(?m)^\| .+ \| ([\d,]+)(?: bytes)? \| `([\w.]+)\.(\w+)` \|$",
    (DOCS / "explanation" / "security.md").read_text("utf-8"),
)


@pytest.mark.parametrize(("figure", "module", "name"), LIMITS)
def test_limits_are_those_of_the_code(figure: str, module: str, name: str) -> None:
    assert getattr(importlib.import_module(module), name) == int(figure.replace(",", ""))


def test_there_are_limits() -> None:
    assert len(LIMITS) > 10


def test_every_state_of_an_endpoint_is_explained() -> None:
    table = (DOCS / "quick-start.md").read_text("utf-8").partition("| state |")[2].partition("\n\n")[0]
    told = [name for line in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", line.split("|")[1])]
    assert sorted(told) == sorted({*endpoints._KINDS, *endpoints._STATES.values()})


def test_exit_statuses_of_all_errors_are_explained() -> None:
    kinds = [InventoryError, *InventoryError.__subclasses__()]
    for document in (DOCS / "exit-status.md", ROOT / "README.md"):
        rows = re.findall(r"(?m)^\| (\d[\d, ]*) \|", document.read_text("utf-8"))
        told = {int(number) for row in rows for number in row.split(",")}
        assert told == {0, 1, 130, 143, *(kind.exit_status for kind in kinds)}


def test_what_documents_fail_on_are_severities_tags_and_rules() -> None:
    tags = {tag for rule in all_rules().values() for tag in rule.tags}
    known = {"error", "warning", "note", "never", *tags, *all_rules()}
    given = [
        words[words.index("--fail-on") + 1] for path in DOCUMENTS for words in calls(path) if "--fail-on" in words[:-1]
    ]
    assert len(given) > 3
    assert {word for text in given for word in text.split(",")} <= known
