"""`inventory report` tells why templates are what they are: where that is asked for, and on pages of few endpoints."""

from pathlib import Path
from typing import Any

import pytest
from program import Invoke
from traffic_at import Call, calls, write_calls

from inventory import reporting


@pytest.fixture
def scanned(invoke: Invoke, tmp_path: Path) -> None:
    numbers = [Call(0, f"/v1/orders/{number}") for number in range(100, 120)]
    invoke("scan", write_calls(tmp_path / "one.har", [*calls(9, 0, "/v1/orders"), *numbers]))


def in_the_document(invoke: Invoke, *options: object) -> list[Any]:
    found = invoke("report", "--format", "json", *options).document["endpoints"]
    return [segment["segment"] for one in found for segment in one.get("explanation") or ()]


@pytest.mark.usefixtures("scanned")
def test_a_page_of_few_endpoints_tells_it_unless_it_is_not_wanted(
    invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, not_asked = (invoke("report", "--format", "html", *one).out for one in (("--explain",), ("--no-explain",)))
    assert invoke("report", "--format", "html").out == asked != not_asked
    monkeypatch.setattr(reporting, "EXPLAINED_LIMIT", 1)
    assert invoke("report", "--format", "html").out == not_asked
    assert invoke("report", "--format", "html", "--explain").out == asked


@pytest.mark.usefixtures("scanned")
def test_other_formats_tell_it_where_that_is_asked_for(invoke: Invoke, tmp_path: Path) -> None:
    assert in_the_document(invoke) == []
    assert "{orderId}" in in_the_document(invoke, "--explain")
    assert "{orderId}" in in_the_document(invoke, "--explain", "--at", "2026-06-02")
    assert "{orderId}" in in_the_document(invoke, "--output", tmp_path / "report.html")
