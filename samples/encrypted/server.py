"""Requests to the ticket shop's answers: HTTPS, WebSocket and events by hypercorn, gRPC by grpcio."""

import asyncio
import gzip
import json
import os
import re
import sys
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
from hypercorn.asyncio import serve
from hypercorn.config import Config
from places import CERTIFICATE, CIPHERS, CLEAR_PORT, EVENTS, GRPC_PORT, ORDERS, SERVICE, TLS_PORT

Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]

JSON = b"application/json"
PAUSE = 0.05  # seconds between two events of a stream


def event(number: int) -> dict[str, Any]:
    return {"id": number, "title": f"Concert {number}", "city": ("Bern", "Oslo", "Turin")[number % 3], "free": 120}


def order(name: str) -> dict[str, Any]:
    return {"id": name, "event": EVENTS[0], "seats": ["A1", "A2"], "state": "paid"}


def answer(method: str, path: str) -> tuple[int, Any]:
    """Return the status and the content of what is no stream."""
    found: tuple[int, Any] = 404, {"title": "Not found"}
    match method, path.strip("/").split("/"):
        case "GET", ["v2", "events"]:
            found = 200, {"events": [event(number) for number in EVENTS]}
        case "GET", ["v2", "events", number] if number.isdigit() and int(number) in EVENTS:
            found = 200, event(int(number))
        case "POST", ["v2", "orders"]:
            found = 201, order(ORDERS[0])
        case "GET", ["v2", "orders", name] if name in ORDERS:
            found = 200, order(name)
        case "DELETE", ["v2", "orders", name] if name in ORDERS:
            found = 204, None
        case "GET", ["v2", "tickets", number] if re.fullmatch("[0-9]{8}", number):
            found = 200, {"number": number, "valid": True}
        case "GET", ["v2", "internal", "metrics"]:
            found = 200, {"orders": len(ORDERS), "uptime": 86_400}
        case "POST", ["v1", "charges"]:
            found = 201, {"state": "captured"}
    return found


async def app(scope: Message, receive: Receive, send: Send) -> None:
    """Answer one request, or speak over one WebSocket."""
    if scope["type"] == "websocket":
        await floor(receive, send)
    elif scope["type"] == "http":
        while (await receive()).get("more_body"):
            pass
        if scope["path"] == "/v2/notices":
            await notices(send)
        else:
            await respond(scope, send)


async def respond(scope: Message, send: Send) -> None:
    """Send an answer, in gzip if it is long and the client takes that."""
    status, content = answer(scope["method"], scope["path"])
    body = json.dumps(content).encode() if content is not None else b""
    fields = [(b"content-type", JSON)] if body else []
    if len(body) > 400 and b"gzip" in dict(scope["headers"]).get(b"accept-encoding", b""):
        body = gzip.compress(body, mtime=0)
        fields.append((b"content-encoding", b"gzip"))
    fields.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": fields if status != 204 else []})
    await send({"type": "http.response.body", "body": body})


async def notices(send: Send) -> None:
    """Send three events."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
    for number in (1, 2, 3):
        data = json.dumps({"event": EVENTS[number], "free": 120 - number})
        await send(
            {"type": "http.response.body", "body": f"id: {number}\ndata: {data}\n\n".encode(), "more_body": True}
        )
        await asyncio.sleep(PAUSE)
    await send({"type": "http.response.body", "body": b""})


async def floor(receive: Receive, send: Send) -> None:
    """Confirm whatever seat is asked for, until the client has gone."""
    await receive()
    await send({"type": "websocket.accept"})
    while (said := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": json.dumps({"held": said["text"]})})


def text(value: str) -> bytes:
    """Return a message of one string in protobuf's wire format."""
    return b"\x0a" + bytes([len(value)]) + value.encode()


def find(request: bytes, context: grpc.ServicerContext) -> bytes:
    if request == text("Z9"):
        context.abort(grpc.StatusCode.NOT_FOUND, "no such seat")
    return text("free")


def watch(_request: bytes, _context: grpc.ServicerContext) -> Iterator[bytes]:
    yield from (text(f"A{number} taken") for number in range(1, 6))


def hold(requests: Iterator[bytes], _context: grpc.ServicerContext) -> bytes:
    return text(f"{sum(1 for _ in requests)} held")


def negotiate(requests: Iterator[bytes], _context: grpc.ServicerContext) -> Iterator[bytes]:
    for request in requests:
        yield from (request, text("agreed"))


async def main() -> None:
    methods = {
        "Find": grpc.unary_unary_rpc_method_handler(find),
        "Watch": grpc.unary_stream_rpc_method_handler(watch),
        "Hold": grpc.stream_unary_rpc_method_handler(hold),
        "Negotiate": grpc.stream_stream_rpc_method_handler(negotiate),
    }
    seats = grpc.server(ThreadPoolExecutor(4), [grpc.method_handlers_generic_handler(SERVICE, methods)])
    seats.add_insecure_port(f"127.0.0.1:{GRPC_PORT}")
    seats.start()
    config = Config()
    config.bind, config.insecure_bind = [f"127.0.0.1:{TLS_PORT}"], [f"127.0.0.1:{CLEAR_PORT}"]
    config.certfile = config.keyfile = os.environ[CERTIFICATE]
    config.ciphers, config.include_server_header = CIPHERS, False
    config.loglevel = "ERROR"
    await serve(app, config)  # type: ignore[arg-type]


if __name__ == "__main__":
    assert int(sys.argv[1]) == TLS_PORT
    asyncio.run(main())
