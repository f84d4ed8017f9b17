"""Small cases, as examples of rules write them, to findings."""

import inspect
import re
import tempfile
from datetime import datetime
from functools import cache
from pathlib import Path
from textwrap import indent
from urllib.parse import urlsplit

import msgspec

from inventory import endpoints, observe, pipeline
from inventory.model.coverage import Fate
from inventory.model.exchanges import Exchange, Fields, Place
from inventory.model.findings import Finding
from inventory.model.judged import Judged
from inventory.model.operations import Description, Operation, Server, SourceLine
from inventory.openapi import load
from inventory.openapi.servers import servers_of
from inventory.rules import Example
from inventory.scanning import settled

SERVER = Server("http://api.example", "http", "api.example", "")
HOST = "api.example"

_FIELD = re.compile(r"\[([A-Za-z0-9-]+): ([^\]]*)\]")


def judged(
    described: tuple[str, ...], observed: tuple[str, ...], paths: str = "", components: str = ""
) -> tuple[Finding, ...]:
    """Return all findings of a small case."""
    return judged_example(Example(title="", described=described, observed=observed, paths=paths, components=components))


def judged_example(example: Example, coverage: tuple[Fate, ...] = ()) -> tuple[Finding, ...]:
    """Return all findings of an example."""
    return judged_case(example, coverage).findings


def judged_case(example: Example, coverage: tuple[Fate, ...] = ()) -> Judged:
    """Return all that comes of an example."""
    gatherer = endpoints.Gatherer("example.pcap", shaper=observe.Shaper())
    for number, text in enumerate(example.observed, start=1):
        seen = exchange(number, text)
        observation = observe.observe(seen)
        gatherer.add(observation, observe.values(seen, observation))
    (server,) = servers_of([{"url": example.server or SERVER.url}])
    descriptions = [
        described_in(example.paths, example.components, server.url)
        if example.paths
        else described_by(example.described, server)
    ]
    if example.before:
        older = described_by(example.before, server)
        descriptions.insert(0, msgspec.structs.replace(older, file="old.yaml", version="0.9"))
    return pipeline.judge(map(settled, gatherer.sightings()), descriptions, coverage=coverage)


def described_by(texts: tuple[str, ...], server: Server = SERVER) -> Description:
    """Read operations as `METHOD /path`, perhaps with `deprecated` behind it."""
    operations = []
    for number, text in enumerate(texts, start=1):
        method, path, *words = text.split()
        place = SourceLine("api.yaml", number, 1)
        operations.append(Operation(method, path, (), place, deprecated="deprecated" in words))
    return Description("api.yaml", "Example", "1", "3.1", (server,), tuple(operations))


@cache
def described_in(paths: str, components: str = "", server: str = SERVER.url) -> Description:
    """Read the YAML of a Paths Object, and of a Components Object."""
    parts = ["openapi: 3.1.0", "info: {title: Example, version: '1'}", f"servers: [{{url: '{server}'}}]", "paths:"]
    parts.append(indent(inspect.cleandoc(paths), "  "))
    if components:
        parts += ["components:", indent(inspect.cleandoc(components), "  ")]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "api.yaml")
        file.write_text("\n".join(parts) + "\n", "utf-8")
        (description,) = load([file])
    return description


def exchange(number: int, text: str) -> Exchange:
    """Read `2026-01-02T03:04:05Z METHOD /path?query [name: value] {"body": 1} -> 201 [name: value] {"body": 2}`.

    The time may be missing; the path may be a URL.
    """
    time = number
    if text[0].isdigit():
        moment, _, text = text.partition(" ")
        time = int(datetime.fromisoformat(moment).timestamp()) * 10**9 + number
    asked, _, answered = text.partition(" -> ")
    method, target, rest = [*asked.split(" ", 2), "", ""][:3]
    scheme, host = ("http", HOST) if target.startswith("/") else urlsplit(target)[:2]
    status, _, told = answered.partition(" ")
    request_fields, request = _message(rest, "" if method in {"GET", "HEAD"} else "application/json")
    response_fields, response = _message(told, "application/json")
    return Exchange(
        method, scheme, host, target, "1.1", int(status or 200), Place(number, 0, time), request_fields,
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
