"""Links between the documents, as GitHub shows them: to files and headings that are there."""

import re
from pathlib import Path

import pytest
from document_files import DOCUMENTS
from program import ROOT

_CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\((?![a-z]+:)([^)\s]*)\)")


def anchors(document: Path) -> set[str]:
    """Return the names by which GitHub knows the headings of a document."""
    text = re.sub(r"^```.*?^```$", "", document.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    heads = re.findall(r"(?m)^#+ (.*)$", text)
    return {
        re.sub(r"[^\w -]", "", re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", head)).lower().replace(" ", "-") for head in heads
    }


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(document: Path) -> None:
    for target in _LINK.findall(_CODE.sub("code", document.read_text("utf-8"))):
        name, _, anchor = target.partition("#")
        there = (document.parent / name).resolve() if name else document
        assert there.is_relative_to(ROOT), target
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


def test_links_are_found() -> None:
    assert sum(len(_LINK.findall(document.read_text("utf-8"))) for document in DOCUMENTS) > 150
