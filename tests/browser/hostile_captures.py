"""Captures and a description in which every name that traffic can choose tries to be more than a name."""

import json
import struct
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from hostile_inventories import OWNED, PAYLOADS
from udp_packets import ether, pcap

SERVICE = "api.hostile.test"
NAMES = tuple(text for text in PAYLOADS if len(text) < 200 and text.strip())
FILE_NAME = "<img src=x onerror=1>=1+1 `@x`.har"


def captures(folder: Path) -> tuple[Path, Path]:
    """Write a HAR and a pcap into a folder."""
    return _har(folder / FILE_NAME), _pcap(folder / "'\"><svg onload=1>.pcap")


def description(folder: Path) -> Path:
    """Write a description of the service that knows some of the paths, and whose own words are hostile as well."""
    answer = {"200": {"description": NAMES[0], "content": {"application/json": {"schema": {"type": "object"}}}}}
    paths = {
        f"/v1/{_coded(text)}": {"get": {"summary": text, "operationId": text, "deprecated": True, "responses": answer}}
        for text in NAMES[::2]
        if not set(text) & set("{}")
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": NAMES[1], "version": NAMES[2], "description": "\n".join(NAMES)},
        "servers": [{"url": f"https://{SERVICE}"}],
        "paths": {"/v1/plain": {"get": {"summary": NAMES[3], "responses": answer}}, **paths},
    }
    path = folder / "<script>1<!--<img src=x onerror=1>.json"
    path.write_text(json.dumps(document, indent=1), "utf-8")
    return path


def _har(path: Path) -> Path:
    entries = [_entry(number, url, text) for number, (url, text) in enumerate(_urls())]
    log = {"version": "1.2", "creator": {"name": NAMES[0], "version": NAMES[1]}, "entries": entries}
    path.write_text(json.dumps({"log": log}), "utf-8")
    return path


def _urls() -> Iterator[tuple[str, str]]:
    yield f"https://{SERVICE}/v1/plain", "plain"
    for text in PAYLOADS:
        coded = _coded(text)
        yield f"https://{SERVICE}/v1/{coded}", text
        yield f"https://{SERVICE}/v1/{text}", text
        yield f"https://{SERVICE}/v2/search?{coded}=1&{text}=2", text
        yield f"https://{text}/v1/plain", text
        yield f"https://{coded[:60]}.test/v1/plain", text


def _entry(number: int, url: str, text: str) -> dict[str, object]:
    body = json.dumps({text: {text: 1}, "plain": text})
    named = [{"name": text, "value": text}, {"name": "User-Agent", "value": f"{text}/1.0"}]
    kind = f"application/{text}+json" if number % 5 == 4 else "application/json"
    return {
        "startedDateTime": f"2026-01-01T00:{number // 60:02}:{number % 60:02}.000Z",
        "request": {
            "method": text if number % 7 == 6 else "GET", "url": url, "httpVersion": "HTTP/1.1", "headers": named,
            "queryString": [{"name": text, "value": text}],
        },
        "response": {
            "status": 200, "httpVersion": "HTTP/1.1", "headers": [*named, {"name": "content-type", "value": kind}],
            "content": {"mimeType": kind, "size": len(body), "text": body},
        },
        "time": 12, "timings": {"send": 0, "wait": 12, "receive": 0},
    }  # fmt: skip


def _pcap(path: Path) -> Path:
    frames: list[tuple[int, bytes, int]] = []
    for number, text in enumerate(NAMES):
        for client, data in ((True, _request(text)), (False, _response(text))):
            frame = ether(_ip_tcp(20_000 + number, data, client=client))
            frames.append((1_780_000_000_000_000 + len(frames), frame, len(frame)))
    return pcap(path, frames)


def _request(text: str) -> bytes:
    raw = text.encode("utf-8", "surrogatepass").replace(b" ", b"%20").replace(b"\r\n", b"%0D%0A")
    coded = _coded(text).encode()
    head = b"GET /v1/%b?%b=1 HTTP/1.1\r\nHost: %b\r\nUser-Agent: %b/1\r\n%b: 1\r\n\r\n"
    return head % (raw, coded, SERVICE.encode(), raw, raw)


def _response(text: str) -> bytes:
    body = json.dumps({text: OWNED}).encode()
    kind = _coded(text, "<>\"'").encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/%b\r\nContent-Length: %d\r\n\r\n%b" % (kind, len(body), body)


def _ip_tcp(port: int, payload: bytes, *, client: bool) -> bytes:
    """Return an IPv4 packet that alone is all that one side says; its checksums are left out."""
    ports = (port, 80) if client else (80, port)
    ends = bytes((10, 0, 0, 1 if client else 2, 10, 0, 0, 2 if client else 1))
    sequence = (1, 1) if client else (1, 2)
    header = struct.pack(">HHIIBBHHH", *ports, *sequence, 0x50, 0x18, 9_000, 0, 0)
    return struct.pack(">BBHHHBBH", 0x45, 0, 40 + len(payload), 0, 0, 64, 6, 0) + ends + header + payload


def _coded(text: str, safe: str = "") -> str:
    return quote(text, safe=safe, errors="surrogatepass")
