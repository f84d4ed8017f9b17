"""Requests to the shop's answers, over HTTP/1.1 with the standard library's server."""

import gzip
import json
import sys
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import catalogue
import routes

PAGE = "<!doctype html><title>Demo shop</title><script src=/static/app.js></script><h1>Demo shop</h1>\n"
STATIC = {
    "/": ("text/html; charset=utf-8", PAGE.encode()),
    "/static/app.js": ("text/javascript", b"fetch('/v1/products?page=1').then(r => r.json()).then(console.log);\n"),
    "/static/shop.css": ("text/css", b"body { font-family: sans-serif }\n"),
    "/favicon.ico": ("image/x-icon", bytes.fromhex("00000100010001010000010018003000000016000000") + bytes(48)),
}


class Handler(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    server_version = "demo-shop"
    wbufsize = -1  # a response leaves in one piece, unless it is chunked
    disable_nagle_algorithm = True

    def answer(self) -> None:
        """Read the request and send the response."""
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        target = urlsplit(self.path)
        if self.command == "OPTIONS":
            origin = {"Access-Control-Allow-Origin": "https://www.shop.example"}
            allowed = {
                "Access-Control-Allow-Methods": "GET, POST, DELETE",
                "Access-Control-Allow-Headers": "authorization",
            }
            self.respond(routes.Answer(204, fields=origin | allowed))
        elif target.path in STATIC and self.command in ("GET", "HEAD"):
            media_type, asset = STATIC[target.path]
            self.respond(routes.Answer(content=asset, media_type=media_type))
        else:
            self.respond(self.routed(target.path, self.asked(target.query, content)))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer  # noqa: N815 (the base class looks for these)

    def asked(self, query: str, content: bytes) -> routes.Call:
        """Gather what a route may want to know."""
        bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
        customer = next((row for row in routes.SHOP.customers.values() if catalogue.token(row) == bearer), None)
        names = {name: values[0] for name, values in parse_qs(query).items()}
        sent = json.loads(content) if self.headers.get("Content-Type") == routes.JSON else {}
        return routes.Call(names, sent, customer, bearer == catalogue.STAFF_TOKEN)

    def routed(self, path: str, call: routes.Call) -> routes.Answer:
        """Find the route and take it."""
        method = "GET" if self.command == "HEAD" else self.command
        fitting = [
            (verb, function, found) for verb, pattern, function in routes.ROUTES if (found := pattern.match(path))
        ]
        for verb, function, found in fitting:
            if verb == method:
                return function(call, **found.groupdict())
        return routes.problem(405, "Not with this method") if fitting else routes.problem(404, "Not found")

    def respond(self, answer: routes.Answer) -> None:
        """Send an answer: as a whole with its length and entity tag, or chunk by chunk."""
        if answer.content is None or isinstance(answer.content, bytes | dict | list):
            self.respond_whole(answer, answer.content)
            return
        self.start(answer, {"Transfer-Encoding": "chunked"})
        for chunk in answer.content:  # type: ignore[attr-defined]
            self.wfile.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
            self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")

    def respond_whole(self, answer: routes.Answer, content: bytes | dict[str, Any] | list[Any] | None) -> None:
        """Send an answer whose length is known; 204 has none (RFC 9110 section 8.6)."""
        body = content if isinstance(content, bytes) else b"" if content is None else json.dumps(content).encode()
        fields = {} if answer.status == 204 else {"Content-Length": str(len(body))}
        if answer.status == 200 and self.command in ("GET", "HEAD"):
            fields["ETag"] = f'"{uuid.uuid5(uuid.NAMESPACE_URL, body.hex()).hex[:12]}"'
            if self.headers.get("If-None-Match") == fields["ETag"]:
                self.start(routes.Answer(304), {"ETag": fields["ETag"]})
                return
        if len(body) > 400 and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, mtime=0)
            fields |= {"Content-Length": str(len(body)), "Content-Encoding": "gzip"}
        self.start(answer, fields)
        if self.command != "HEAD":
            self.wfile.write(body)

    def start(self, answer: routes.Answer, fields: dict[str, str]) -> None:
        """Send the head of a response."""
        self.send_response(answer.status)
        if answer.content is not None:
            self.send_header("Content-Type", answer.media_type)
        for name, value in (answer.fields | fields).items():
            self.send_header(name, value)
        self.end_headers()

    def version_string(self) -> str:
        """Name the server, without the version of Python."""
        return self.server_version

    def log_message(self, format: str, *_: object) -> None:  # noqa: A002 (the base class names it so)
        """Say nothing: the captures tell."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
