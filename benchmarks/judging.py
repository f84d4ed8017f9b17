"""What judging bodies and parameters adds to reading a capture: `check` with a description next to a plain scan.

    python benchmarks/judging.py [EXCHANGES]

The capture is made: requests with bodies and queries, and responses with lists of objects, each other than all before.
Both are measured in the same run, in turn, in one process; the least time of several counts. Printed are seconds, their
ratio, and microseconds for each exchange.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from decoding import Talk, generate

from inventory import pipeline
from inventory.scanning import scan_alone

EXCHANGES = 100_000
ROUNDS = 3

DESCRIPTION = {
    "openapi": "3.1.0",
    "info": {"title": "Orders", "version": "1"},
    "servers": [{"url": "http://api.example"}],
    "paths": {
        "/orders/{id}": {
            "put": {
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}},
                    {"name": "dry", "in": "query", "schema": {"type": "boolean"}},
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 1_000_000}},
                ],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}},
                "responses": {
                    "200": {
                        "description": "the order",
                        "content": {
                            "application/json": {
                                "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Order"}}
                            }
                        },
                    }
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Order": {
                "type": "object",
                "required": ["id", "state", "lines"],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "integer"},
                    "state": {"enum": ["open", "closed"]},
                    "note": {"type": ["string", "null"], "maxLength": 80},
                    "lines": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["sku"],
                            "properties": {"sku": {"type": "string"}, "count": {"type": "integer", "minimum": 1}},
                        },
                    },
                },
            }
        }
    },
}


def main() -> None:
    """Measure both, and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else EXCHANGES
    with tempfile.TemporaryDirectory() as folder:
        capture, description = Path(folder, "capture.pcap"), Path(folder, "openapi.json")
        generate(capture, count, Orders)
        description.write_text(json.dumps(DESCRIPTION), "utf-8")
        validator = pipeline.validator(pipeline.describe([description]))
        plain, judged = [], []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            scan_alone(capture)
            between = time.perf_counter()
            found = scan_alone(capture, validator=validator)
            plain.append(between - started)
            judged.append(time.perf_counter() - between)
        total = sum(one.count for sighting in found.sightings for one in sighting.outcomes if one.violation is None)
        broken = sum(
            one.count for sighting in found.sightings for one in sighting.outcomes if one.violation is not None
        )
    scan, check = min(plain), min(judged)
    print(f"{found.summary.exchanges:,} exchanges, {total:,} bodies and requests judged, {broken:,} violations")
    print(f"scan    {scan:7.2f} s")
    print(f"judging {check - scan:7.2f} s more, {(check - scan) / scan:.2f} of the scan")
    print(f"        {(check - scan) / found.summary.exchanges * 1e6:7.1f} µs for each exchange")


class Orders(Talk):
    """One connection over which orders are changed; one in a hundred has a state that is not declared."""

    def exchange(self, number: int) -> tuple[bytes, bytes]:
        """Return a request and its response."""
        state = "lost" if number % 100 == 0 else "open" if number % 3 else "closed"
        lines = [{"sku": f"s-{number + one}", "count": 1 + (number + one) % 9} for one in range(3)]
        order = {"id": number, "state": state, "note": f"the {number}th" if number % 2 else None, "lines": lines}
        asked, answered = json.dumps(order), json.dumps([order, {**order, "id": number + 1}])
        head = f"PUT /orders/{number + 1}?dry=true&limit={number} HTTP/1.1\r\nHost: api.example\r\n"
        fields = "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n"
        request = head + fields.format(len(asked)) + asked
        return request.encode(), ("HTTP/1.1 200 OK\r\n" + fields.format(len(answered)) + answered).encode()


if __name__ == "__main__":
    main()
