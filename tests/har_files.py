"""Captures of browsers for tests."""

import json
from collections.abc import Iterable
from pathlib import Path


def write_har(path: Path, urls: Iterable[str]) -> Path:
    """Write a HAR of GET requests, a second apart, that were all served with JSON."""
    entries = [
        {
            "startedDateTime": f"2026-01-01T00:00:{number:02}.000Z",
            "request": {"method": "GET", "url": url, "httpVersion": "HTTP/1.1", "headers": []},
            "response": {
                "status": 200,
                "httpVersion": "HTTP/1.1",
                "headers": [{"name": "content-type", "value": "application/json"}],
                "content": {"mimeType": "application/json", "size": 2},
            },
        }
        for number, url in enumerate(urls)
    ]
    log = {"version": "1.2", "creator": {"name": "t", "version": "1"}, "entries": entries}
    path.write_text(json.dumps({"log": log}), "utf-8")
    return path
