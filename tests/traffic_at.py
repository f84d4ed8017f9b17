"""HAR files of requests at certain times, for tests of what changes."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

BEGIN = datetime(2026, 6, 1, tzinfo=UTC)  # a Monday
HOST = "https://api.example"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
DESCRIPTION = """
openapi: 3.0.3
info: {title: Orders, version: "1"}
servers: [{url: https://api.example}]
security: [{token: []}]
components: {securitySchemes: {token: {type: http, scheme: bearer}}}
paths:
  /v1/orders:
    get: {responses: {"200": {description: ok, content: {application/json: {}}}}}
"""


class Call(NamedTuple):
    """One request and its response."""

    hours: float  # after `BEGIN`
    target: str
    method: str = "GET"
    status: int = 200
    answer: object = None  # JSON
    headers: tuple[tuple[str, str], ...] = (("user-agent", BROWSER), ("authorization", "Bearer abcdefghijklmnop"))


def calls(count: int, hours: float, *args: Any, every: float = 1 / 3600, **others: Any) -> list[Call]:
    """Return so many calls, each a second after the one before unless something else is said."""
    return [Call(hours + number * every, *args, **others) for number in range(count)]


def day(number: float) -> float:
    """Return hours."""
    return number * 24


def write_calls(path: Path, found: Iterable[Call]) -> Path:
    """Write a HAR."""
    entries = [_entry(one) for one in sorted(found, key=lambda one: one.hours)]
    log = {"version": "1.2", "creator": {"name": "t", "version": "1"}, "entries": entries}
    path.write_text(json.dumps({"log": log}), "utf-8")
    return path


def _entry(one: Call) -> dict[str, object]:
    text = json.dumps({"ok": True} if one.answer is None else one.answer)
    headers = [{"name": name, "value": value} for name, value in one.headers]
    return {
        "startedDateTime": (BEGIN + timedelta(hours=one.hours)).isoformat(timespec="milliseconds"),
        "time": 10,
        "timings": {"send": 0, "wait": 10, "receive": 0},
        "request": {"method": one.method, "url": HOST + one.target, "httpVersion": "HTTP/1.1", "headers": headers},
        "response": {
            "status": one.status,
            "httpVersion": "HTTP/1.1",
            "headers": [{"name": "content-type", "value": "application/json"}],
            "content": {"mimeType": "application/json", "size": len(text), "text": text},
        },
    }
