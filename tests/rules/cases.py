"""Small cases, as examples of rules write them, to findings."""

import inspect
import re
import tempfile
from functools import cache
from pathlib import Path
from textwrap import indent

from inventory import drift, endpoints, observe
from inventory.model.exchanges import Exchange, Fields, Place
from inventory.model.findings import Finding
from inventory.model.operations import Description, Operation, Server, SourceLine
from inventory.openapi import load
from inventory.rules import check
from inventory.scanning import settled

SERVER = Server("http://api.example", "http", "api.example", "")
HOST = "api.example"

_FIELD = re.compile(r"\[([A-Za-z0-9-]+): ([^\]]*)\]")


def judged(
    described: tuple[str, ...], observed: tuple[str, ...], paths: str = "", components: str = ""
) -> tuple[Finding, ...]:
    """Return all findings of a small case."""
    gatherer = endpoints.Gatherer("example.pcap", shaper=observe.Shaper())
    for number, text in enumerate(observed, start=1):
        seen = exchange(number, text)
        observation = observe.observe(seen)
        gatherer.add(observation, observe.values(seen, observation))
    description = described_in(paths, components) if paths else described_by(described)
    claims = drift.claim(tuple(map(settled, gatherer.sightings())), [description], (), observe.redact_path)
    undeclared = endpoints.infer(claims.undeclared, declarations=claims.structure, stands_for=claims.stands_for)
    return check(drift.compare(claims, undeclared))


def described_by(texts: tuple[str, ...]) -> Description:
    """Read operations as `METHOD /path`, perhaps with `deprecated` behind it."""
    operations = []
    for number, text in enumerate(texts, start=1):
        method, path, *words = text.split()
        place = SourceLine("api.yaml", number, 1)
        operations.append(Operation(method, path, (), place, deprecated="deprecated" in words))
    return Description("api.yaml", "Example", "1", "3.1", (SERVER,), tuple(operations))


@cache
def described_in(paths: str, components: str = "") -> Description:
    """Read the YAML of a Paths Object, and of a Components Object."""
    parts = ["openapi: 3.1.0", "info: {title: Example, version: '1'}", f"servers: [{{url: '{SERVER.url}'}}]", "paths:"]
    parts.append(indent(inspect.cleandoc(paths), "  "))
    if components:
        parts += ["components:", indent(inspect.cleandoc(components), "  ")]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "api.yaml")
        file.write_text("\n".join(parts) + "\n", "utf-8")
        (description,) = load([file])
    return description


def exchange(number: int, text: str) -> Exchange:
    """Read `METHOD /path?query [name: value] {"body": 1} -> 201 [name: value] {"body": 2}`."""
    asked, _, answered = text.partition(" -> ")
    method, target, rest = [*asked.split(" ", 2), "", ""][:3]
    status, _, told = answered.partition(" ")
    request_fields, request = _message(rest, "" if method in {"GET", "HEAD"} else "application/json")
    response_fields, response = _message(told, "application/json")
    return Exchange(
        method, "http", HOST, target, "1.1", int(status or 200), Place(number, 0, number), request_fields,
        response_fields, request_size=len(request), response_size=len(response), request_content=request,
        response_content=response,
    )  # fmt: skip


def _message(text: str, media_type: str) -> tuple[Fields, bytes]:
    """Read header fields and a body; without a Content-Type it has the media type, if that has a name."""
    fields = [(name.lower(), value) for name, value in _FIELD.findall(text)]
    body = _FIELD.sub("", text).strip().encode()
    if media_type and all(name != "content-type" for name, _ in fields):
        fields.append(("content-type", media_type))
    return Fields(tuple(fields)), body
