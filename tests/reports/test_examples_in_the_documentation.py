"""docs/formats.md: a section for each format, with an example that is what the program prints."""

import re

import pytest
from program import ROOT, SAMPLES, Invoke

from inventory.reports import format_names
from inventory.reports.documents import DriftDocument

TEXT = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## ([a-z-]+)\n(.*?)(?=^## |\Z)", TEXT, re.DOTALL | re.MULTILINE))


def test_every_format_has_a_section() -> None:
    assert set(SECTIONS) == {*format_names(DriftDocument), "html"}


@pytest.mark.parametrize("form", format_names(DriftDocument))
def test_the_example_is_what_is_printed(invoke: Invoke, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.chdir(ROOT)
    shop = SAMPLES.relative_to(ROOT) / "shop"
    printed = invoke("check", shop / "capture.pcap", "--spec", shop / "openapi-drifted.yaml", "--format", form).out
    (example,) = re.findall(r"^```\w+\n(.*?)^```", SECTIONS[form], re.DOTALL | re.MULTILINE)
    lines = [line for line in example.splitlines() if line != "…" and not line.startswith("$ ")]
    assert lines
    assert set(lines) <= set(printed.splitlines())
