"""HAR files of the shared cases to what a judge says of their bodies and parameters; only for tests."""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from inventory.model.operations import Description, Operation
from inventory.model.violations import Violation
from inventory.openapi.judging import Judge
from inventory.openapi.judging.serialization import Values, query_of

Told = Counter[tuple[str, str, str, Violation]]  # by role, method and path of the operation


def entries(case: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(case / "capture.har.gz", "rt", encoding="utf-8") as file:
        yield from json.load(file)["log"]["entries"]


def judged(description: Description, case: Path) -> Told:
    judge, told = Judge(description), Told()
    base = description.servers[0].base_path
    for entry in entries(case):
        url = urlsplit(entry["request"]["url"])
        found = operation_for(description, entry["request"]["method"], url.path.removeprefix(base))
        if found is None:
            continue
        operation, path = found
        status = entry["response"]["status"]
        fields = {field["name"].lower(): field["value"] for field in entry["request"]["headers"]}
        values = Values(path, query_of(url.query), fields, {})
        answered = status < 400
        request = entry["request"].get("postData", {})
        response = entry["response"]["content"]
        for role, content in (("request", request), ("response", response)):
            body = _json(content)
            if body is not None and (role == "response" or answered):
                for one in judge.violations(operation, role, status, content["mimeType"], body[0]):
                    told[role, operation.method, operation.path, one] += 1
        if answered:
            for one in judge.parameters(operation, values):
                told["parameter", operation.method, operation.path, one] += 1
    assert judge.unusable == ()
    return told


def operation_for(description: Description, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
    for operation in sorted(description.operations, key=lambda one: one.path.count("{")):
        names = re.findall(r"\{([^}]*)\}", operation.path)
        pattern = re.sub(r"\\\{[^}]*\\\}", "([^/]+)", re.escape(operation.path))
        match = re.fullmatch(pattern, path)
        if match and operation.method == method:
            return operation, dict(zip(names, match.groups(), strict=True))
    return None


def _json(content: dict[str, Any]) -> tuple[Any] | None:
    if "json" not in content.get("mimeType", "") or not content.get("text"):
        return None
    try:
        return (json.loads(content["text"]),)
    except ValueError:
        return None
