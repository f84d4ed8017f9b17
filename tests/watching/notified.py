"""A server that is notified, and may be slow, or refuse."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Notified:
    """What came to a server; it answers with `status`, once `answering` is set."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self._server = server
        self.status = 200
        self.answering = threading.Event()
        self.answering.set()
        self.asked = 0
        self.received: list[dict[str, Any]] = []  # of requests that were answered with 200

    @property
    def url(self) -> str:
        return f"json://user:hunter2@127.0.0.1:{self._server.server_port}/t0ken?+x-key=s3cret"

    @property
    def texts(self) -> list[tuple[str, str]]:
        return [(one["title"], one["message"]) for one in self.received]


@contextmanager
def notified() -> Iterator[Notified]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found.asked += 1
            found.answering.wait(60)
            if found.status == 200:
                found.received.append(body)
            self.send_response(found.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:  # whoever asked has gone
            pass

    with Server(("127.0.0.1", 0), Handler) as server:
        found = Notified(server)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield found
        found.answering.set()
        server.shutdown()
