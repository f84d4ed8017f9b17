"""Traffic on the loopback interface, for tests that listen to it."""

import json
import shutil
import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def may_listen() -> bool:
    """Tell whether this process may listen to interfaces, and tcpdump is here."""
    try:
        socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0).close()
    except PermissionError:
        return False
    return shutil.which("tcpdump") is not None


@contextmanager
def serving(size: int = 200) -> Iterator[int]:
    """Serve JSON of about so many bytes for any path, 404 for those that end with 7; yield the port."""

    class Orders(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_GET(self) -> None:
            content = json.dumps({"path": self.path, "rest": "x" * size}).encode()
            self.send_response(404 if self.path.endswith("7") else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Orders) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def ask(port: int, paths: Iterable[str]) -> None:
    """Send requests over one connection."""
    with socket.create_connection(("127.0.0.1", port)) as connection, connection.makefile("rb") as answers:
        for path in paths:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: shop.test\r\n\r\n".encode())
            size = 0
            while (line := answers.readline()) != b"\r\n":
                name, _, value = line.partition(b":")
                size = int(value) if name == b"Content-Length" else size
            answers.read(size)
