"""Record how real clients and servers of HTTP/2, gRPC and WebSocket talk, mostly in TLS, with a key log.

Run it as `python samples/encrypted/make.py`. Needs curl (with HTTP/2), openssl, tcpdump, dumpcap and editcap, the right
to capture packets, and `pip install hypercorn grpcio 'httpx[http2]' websockets`, which nothing else here needs.
"""

import asyncio
import json
import os
import socket
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import httpx
from websockets.sync.client import connect

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

import recording  # noqa: E402 (the folder above comes first)
from places import (  # noqa: E402
    API,
    CERTIFICATE,
    CLEAR_PORT,
    EVENTS,
    FLOOR,
    GRPC_PORT,
    ORDERS,
    PAYMENTS,
    SEATS,
    SERVICE,
    TLS_PORT,
)

KEYS = HERE / "keys.log"


class Expected:
    """The exchanges that can be read with the key log, as the clients know them."""

    def __init__(self) -> None:
        self.lines: list[dict[str, Any]] = []

    def add(self, method: str, authority: str, target: str, status: int, **more: Any) -> None:
        """Note an exchange; what is not said is as it is most often."""
        usual = {"scheme": "https", "http_version": "2", "protocol": "", "request_messages": 0, "response_messages": 0}
        usual |= {"grpc_status": None}
        self.lines.append({"method": method, "authority": authority, "target": target, "status": status} | usual | more)

    def write(self) -> None:
        """Write them in an order of their own: streams of HTTP/2 begin when they like."""
        lines = sorted(json.dumps(line) for line in self.lines)
        (HERE / "expected.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


@contextmanager
def certificate() -> Iterator[Path]:
    """Make a key and a certificate for all hosts, for as long as the block runs."""
    with tempfile.TemporaryDirectory() as name:
        key, made, both = Path(name, "key.pem"), Path(name, "certificate.pem"), Path(name, "both.pem")
        hosts = ",".join(f"DNS:{host}" for host in (API, FLOOR, PAYMENTS))
        command = ("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        what = ("-days", "2", "-subj", "/CN=tickets.example", "-addext", f"subjectAltName={hosts}")
        files = ("-keyout", str(key), "-out", str(made))
        subprocess.run([*command, *what, *files], check=True, capture_output=True)
        both.write_bytes(key.read_bytes() + made.read_bytes())
        os.environ[CERTIFICATE] = str(both)
        yield made


def trusting(made: Path) -> ssl.SSLContext:
    """Return a client's context that trusts a certificate and writes its secrets to the key log."""
    context = ssl.create_default_context(cafile=made)
    context.keylog_filename = str(KEYS)
    return context


async def app(expected: Expected, context: ssl.SSLContext) -> None:
    """Browse and buy over one connection of HTTP/2 in TLS 1.3, several requests at a time."""
    async with httpx.AsyncClient(
        http2=True, verify=context, base_url=f"https://{recording.ADDRESS}:{TLS_PORT}", headers={"Host": API}
    ) as client:

        async def call(method: str, target: str, content: object = None, **more: Any) -> None:
            where = {"extensions": {"sni_hostname": API}, "json": content}
            response = await client.request(method, target, **where)
            assert response.http_version == "HTTP/2"
            expected.add(method, API, target, response.status_code, **more)

        await call("GET", "/v2/events?city=Oslo")
        for first in range(0, 12, 4):
            numbers = EVENTS[first : first + 4]
            await asyncio.gather(*(call("GET", f"/v2/events/{number}") for number in numbers))
        await asyncio.gather(
            call("GET", "/v2/notices", protocol="event-stream", response_messages=3),
            *(call("POST", "/v2/orders", {"event": number, "seats": ["A1", "A2"]}) for number in EVENTS[:3]),
        )
        await asyncio.gather(*(call("GET", f"/v2/orders/{name}") for name in ORDERS))
        await call("DELETE", f"/v2/orders/{ORDERS[2]}")
        await call("GET", "/v2/events/9999")


def curl(expected: Expected | None, made: Path, host: str, targets: list[str], *options: str) -> None:
    """Get targets with curl over one connection; without expectations it writes no key log."""
    environment = {name: value for name, value in os.environ.items() if name != "SSLKEYLOGFILE"}
    if expected is not None:
        environment["SSLKEYLOGFILE"] = str(KEYS)
    there = ("--cacert", str(made), "--connect-to", f"{host}:443:{recording.ADDRESS}:{TLS_PORT}")
    urls = [word for target in targets for word in ("-o", "/dev/null", f"https://{host}{target}")]
    command = ("curl", "-sS", *there, *options, "-w", "%{method} %{http_code} %{http_version}\n", *urls)
    said = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    for target, line in zip(targets, said.splitlines(), strict=True):
        method, status, version = line.split()
        if expected is not None:
            expected.add(method, host, target, int(status), http_version=version)


def tools(expected: Expected, made: Path) -> None:
    """Call the API with other versions of HTTP and TLS, and other ciphers."""
    old, new = ("--tls-max", "1.2", "--ciphers"), ("--tlsv1.3", "--tls13-ciphers")
    metrics, tickets = ["/v2/internal/metrics"], [f"/v2/tickets/{20481112 + number}" for number in range(3)]
    curl(expected, made, API, [*metrics, "/v2/events"], "--http2", "--compressed", *new, "TLS_CHACHA20_POLY1305_SHA256")
    curl(expected, made, API, tickets, "--http1.1", *old, "ECDHE-ECDSA-AES128-SHA256")
    curl(expected, made, API, [*metrics, *tickets[:1]], "--http1.1", *new, "TLS_AES_128_GCM_SHA256")
    curl(expected, made, API, ["/v2/events/4120", "/v2/events/4121"], "--http2", *old, "ECDHE-ECDSA-AES256-GCM-SHA384")
    curl(expected, made, API, metrics, "--http2", *old, "ECDHE-ECDSA-CHACHA20-POLY1305")
    order = ("--json", json.dumps({"event": EVENTS[5], "seats": ["B7"]}))
    curl(expected, made, API, ["/v2/orders"], "--http1.1", *order)
    charge = ("--json", json.dumps({"amount": 4200, "card": "4111111111111111"}))
    for version in ("--http2", "--http1.1"):
        curl(None, made, PAYMENTS, ["/v1/charges"], version, *charge)


def floor(expected: Expected, port: int, context: ssl.SSLContext | None, seats: list[str]) -> None:
    """Ask for seats over a WebSocket, in TLS if there is a context."""
    tls: dict[str, Any] = {"ssl": context, "server_hostname": FLOOR} if context is not None else {}
    target, status = f"/v2/floor/{EVENTS[0]}", 101
    with (
        socket.create_connection((recording.ADDRESS, port)) as plain,
        connect(f"ws{'s' if tls else ''}://{FLOOR}{target}", sock=plain, **tls) as there,
    ):
        for seat in seats:
            there.send(seat)
            assert seat in str(there.recv(recording.PATIENCE))
    facts = {"scheme": "https" if tls else "http", "http_version": "1.1", "protocol": "websocket"}
    expected.add("GET", FLOOR, target, status, **facts, request_messages=len(seats), response_messages=len(seats))


def text(value: str) -> bytes:
    """Return a message of one string in protobuf's wire format."""
    return b"\x0a" + bytes([len(value)]) + value.encode()


def seats(expected: Expected) -> None:
    """Call all four kinds of gRPC methods, and one in vain."""
    options = (("grpc.default_authority", SEATS),)
    with grpc.insecure_channel(f"{recording.ADDRESS}:{GRPC_PORT}", options) as channel:

        def called(method: str, sent: int, received: int, status: grpc.StatusCode = grpc.StatusCode.OK) -> None:
            facts = {"scheme": "http", "protocol": "grpc", "request_messages": sent, "response_messages": received}
            facts["grpc_status"] = status.value[0]
            expected.add("POST", SEATS, f"/{SERVICE}/{method}", 200, **facts)

        find = channel.unary_unary(f"/{SERVICE}/Find")
        for seat in ("A1", "B7"):
            find(text(seat), compression=grpc.Compression.Gzip)
            called("Find", 1, 1)
        try:
            find(text("Z9"))
        except grpc.RpcError as problem:
            called("Find", 1, 0, problem.code())  # type: ignore[attr-defined]
        called("Watch", 1, len(list(channel.unary_stream(f"/{SERVICE}/Watch")(text("A")))))
        wanted = [text(seat) for seat in ("A1", "A2", "A3")]
        channel.stream_unary(f"/{SERVICE}/Hold")(iter(wanted))
        called("Hold", len(wanted), 1)
        agreed = list(channel.stream_stream(f"/{SERVICE}/Negotiate")(iter(wanted)))
        called("Negotiate", len(wanted), len(agreed))


def main() -> None:
    KEYS.write_bytes(b"")
    expected = Expected()
    ports = (TLS_PORT, CLEAR_PORT, GRPC_PORT)
    with certificate() as made, recording.serving(HERE / "server.py", TLS_PORT), recording.packets(HERE, ports):
        asyncio.run(app(expected, trusting(made)))
        tools(expected, made)
        floor(expected, CLEAR_PORT, None, ["A1", "A2"])
        floor(expected, TLS_PORT, trusting(made), ["B1", "B2", "B3", "B4"])
        seats(expected)
    # The same packets with the secrets in the file itself: no key log is needed to read it.
    subprocess.run(
        ["editcap", "--inject-secrets", f"tls,{KEYS}", HERE / "capture.pcapng", HERE / "with-keys.pcapng"], check=True
    )
    (HERE / "with-keys.pcapng").replace(HERE / "capture.pcapng")
    expected.write()
    print(f"{len(expected.lines)} exchanges")


if __name__ == "__main__":
    main()
