"""HAR files as browsers, proxies and converters write them."""

import io
import json
from typing import Any

from inventory.capture.formats import har
from inventory.model.anomalies import Anomaly
from inventory.model.exchanges import Exchange


def entry(url: str = "https://api.example/v1/pets?limit=2", **changes: Any) -> dict[str, Any]:
    """Return an entry; `request` and `response` in `changes` add to the usual ones."""
    request = {"method": "GET", "url": url, "httpVersion": "HTTP/1.1", "headers": []} | changes.pop("request", {})
    response = changes.pop("response", {})
    if isinstance(response, dict):
        response = {"status": 200, "headers": [], "content": {"size": 2, "mimeType": "text/plain"}} | response
    return {"startedDateTime": "2024-05-06T07:08:09.123Z", "request": request, "response": response} | changes


def text(*entries: Any) -> bytes:
    """Return the text of a HAR."""
    return json.dumps({"log": {"version": "1.2", "creator": {}, "entries": list(entries)}}).encode()


def read(data: bytes) -> tuple[list[Exchange], dict[str, Anomaly]]:
    """Read a HAR to exchanges, and anomalies by kind."""
    items = list(har.read(io.BytesIO(data)))
    anomalies = {item.kind: item for item in items if isinstance(item, Anomaly)}
    exchanges = [item for item in items if isinstance(item, Exchange)]
    assert len(anomalies) + len(exchanges) == len(items)
    return exchanges, anomalies


def one(changed: dict[str, Any]) -> Exchange:
    """Read a HAR of one entry."""
    (found,), anomalies = read(text(changed))
    assert anomalies == {}
    return found
