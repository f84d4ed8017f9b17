"""Requests to the answers of an old warehouse service, over HTTP/1.1 with the standard library's server."""

import json
import re
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

BASE = "/warehouse/api"
STOCK = {f"BOX-{number}": number * 7 % 23 for number in range(400, 408)}


def list_stock(_: str) -> tuple[int, object]:
    return 200, [{"sku": sku, "count": count} for sku, count in STOCK.items()]


def get_stock(_: str, sku: str) -> tuple[int, object]:
    return (200, {"sku": sku, "count": STOCK[sku]}) if sku in STOCK else (404, {"error": "no such box"})


def set_stock(content: str, sku: str) -> tuple[int, object]:
    STOCK[sku] = json.loads(content)["count"]
    return 200, {"sku": sku, "count": STOCK[sku]}


def book_pickup(content: str) -> tuple[int, object]:
    form = parse_qs(content)
    return 201, {"date": form["date"][0], "number": int(form["boxes"][0])}


def get_pickup(_: str, date: str, number: str) -> tuple[int, object]:
    return 200, {"date": date, "number": int(number)}


def get_count(_: str, date: str) -> tuple[int, object]:
    return 200, {"date": date, "boxes": sum(STOCK.values())}


ROUTES: tuple[tuple[str, str, Callable[..., tuple[int, object]]], ...] = (
    ("GET", r"/stock", list_stock),
    ("GET", r"/stock/([^/]+)", get_stock),
    ("PUT", r"/stock/([^/]+)", set_stock),
    ("POST", r"/pickups", book_pickup),
    ("GET", r"/pickups/([^/]+)/(\d+)", get_pickup),
    ("GET", r"/counts/([^/]+)", get_count),
)


class Handler(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    server_version = "warehouse/0.9"
    wbufsize = -1  # a response leaves in one piece

    def answer(self) -> None:
        """Read the request, find its route, and send the response."""
        content = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        path = self.path.partition("?")[0]
        for method, pattern, route in ROUTES:
            found = re.fullmatch(BASE + pattern, path)
            if found and method == self.command:
                self.respond(*route(content, *found.groups()))
                return
        self.respond(404, {"error": "not found"})

    do_GET = do_POST = do_PUT = answer  # noqa: N815 (the base class looks for these)

    def respond(self, status: int, content: object) -> None:
        """Send a response with JSON content."""
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def version_string(self) -> str:
        """Name the server, without the version of Python."""
        return self.server_version

    def log_message(self, format: str, *_: object) -> None:  # noqa: A002 (the base class names it so)
        """Say nothing: the HAR tells."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
