"""docs/anomalies.md: every kind of anomaly and every fate that the code knows, and no other."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from document_files import DOCS
from program import ROOT

from inventory.model.coverage import BLIND, FATES
from inventory.network.meanings import OVERHEADS

TEXT = (DOCS / "anomalies.md").read_text("utf-8")
KIND = re.compile(r"[a-z]+(?:-[a-z]+)*-?")
TELLING = {
    "Anomaly",
    "anomaly",
    "note",
    "_note",
    "SkippedError",
}  # what is given the name of a kind as its first argument


def _kinds(path: Path) -> Iterator[str]:
    """Yield the kinds of anomaly that a module names: in a table of meanings, or where it tells of one."""
    module = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(module):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            if re.fullmatch(r"_?(MEANINGS|LEFT)", ast.unparse(node.targets[0])):
                for key in filter(None, node.value.keys):
                    yield from _texts(key, module)
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "self.trouble":
            yield from _texts(node.value, module)
        elif isinstance(node, ast.Call) and node.args and ast.unparse(node.func).split(".")[-1] in TELLING:
            yield from _texts(node.args[0], module)


def _texts(node: ast.expr, module: ast.Module) -> Iterator[str]:
    """Yield the texts that an expression may be: a text, one of two, or the name of one."""
    if isinstance(node, ast.IfExp):
        yield from (*_texts(node.body, module), *_texts(node.orelse, module))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Name):
        named = [
            one.value for one in module.body if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == node.id
        ]
        yield from (text for value in named if isinstance(value, ast.Constant) for text in _texts(value, module))


@cache
def _known() -> set[str]:
    found = {kind for path in sorted((ROOT / "inventory").rglob("*.py")) for kind in _kinds(path)} - OVERHEADS
    return {kind for kind in found if KIND.fullmatch(kind)}


def _rows(section: str) -> list[list[str]]:
    """Return the cells of the tables below a heading."""
    text = TEXT.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| `")]


def test_every_kind_is_explained_once() -> None:
    sections = [head for head in re.findall(r"(?m)^## (.*)$", TEXT) if not head.startswith("Blind spots")]
    rows = [row for section in sections for row in _rows(section)]
    named = [name.rstrip("…").rstrip("-") for row in rows for name in re.findall(r"`([^`]+)`", row[0])]
    assert sorted(named) == sorted(_known())
    assert all(len(row) == 3 and all(cell.strip() for cell in row) for row in rows)


def test_kinds_of_all_stages_are_known() -> None:
    assert {"truncated-file", "damaged-file", "dropped-packets", "lost-segment", "unknown-interface"} <= _known()
    assert {"encrypted", "unreadable-entry", "oversized-field", "folded-paths", "unfinished-fragments"} <= _known()


def test_every_fate_of_a_byte_is_explained() -> None:
    rows = _rows("Blind spots: what became of the bytes")
    assert [row[0].strip("`") for row in rows] == list(FATES)
    assert {row[0].strip("`") for row in rows if "●" in row[1]} == set(BLIND)
