"""Speak conversations.toml through real sockets, to capture.pcap, capture.pcapng and expected.jsonl.

Run it as `python samples/odd-http/make.py`. Needs tcpdump and dumpcap, the right to capture packets, and IPv6 on
loopback.
"""

import json
import socket
import struct
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

import recording  # noqa: E402 (the folder above comes first)

PORT = 8081
AUTHORITY = f"odd.example:{PORT}"
PAUSE = 0.003  # seconds between segments, so that their order in the capture is theirs on the wire
PATIENCE = 5.0  # seconds to wait for what the other side said
OTHER = {"client": "server", "server": "client"}


class Pair:
    """The two ends of one connection."""

    def __init__(self, address: str, port: int) -> None:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with socket.create_server((address, port), family=family) as listener:
            client = socket.create_connection((address, port), PATIENCE)
            server, _ = listener.accept()
        self.ends = {"client": client, "server": server}
        for end in self.ends.values():
            end.settimeout(PATIENCE)
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def say(self, side: str, data: bytes, split: int) -> None:
        """Send bytes from one side, and see that the other receives exactly these."""
        for start in range(0, len(data), split):
            self.ends[side].sendall(data[start : start + split])
            time.sleep(PAUSE)
        received = b""
        while len(received) < len(data):
            received += self.ends[OTHER[side]].recv(len(data) - len(received))
        if received != data:
            raise RuntimeError(f"{side} said {data!r}, but {received!r} came")

    def close(self, side: str, *, reset: bool = False) -> None:
        """End the connection from one side; the other answers in kind."""
        if reset:
            self.ends[side].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.ends[side].close()
        time.sleep(PAUSE)
        self.ends[OTHER[side]].close()
        time.sleep(PAUSE)


def connect(conversation: dict[str, Any]) -> list[Pair]:
    """Open the connections of a conversation."""
    ports = conversation.get("ports") or [conversation.get("port", PORT)]
    return [Pair(conversation.get("address", recording.ADDRESS), port) for port in ports]


def play(pairs: list[Pair], steps: list[dict[str, Any]]) -> None:
    """Take the steps of a conversation."""
    for step in steps:
        pair = pairs[step.get("on", 0)]
        for side in pair.ends:
            if side in step:
                data = step[side].encode("latin-1")
                pair.say(side, data, step.get("split", len(data)))
        for word in {"close", "reset"} & step.keys():
            pair.close(step[word], reset=word == "reset")


def expected(conversation: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the exchanges of a conversation as `inventory exchanges` names their parts."""
    usual = {"method": "", "authority": AUTHORITY, "target": "", "http_version": "1.1", "status": None}
    return [usual | exchange for exchange in conversation["exchange"]]


def main() -> None:
    conversations = tomllib.loads((HERE / "conversations.toml").read_text(encoding="utf-8"))["conversation"]
    early = {}
    for number, conversation in enumerate(conversations):
        if "before" in conversation:
            early[number] = connect(conversation)
            play(early[number], conversation["before"])
    ports = {port for one in conversations for port in one.get("ports", [one.get("port", PORT)])}
    with recording.packets(HERE, sorted(ports)):
        for number, conversation in enumerate(conversations):
            play(early.get(number) or connect(conversation), conversation["steps"])
    lines = [json.dumps(exchange) + "\n" for conversation in conversations for exchange in expected(conversation)]
    (HERE / "expected.jsonl").write_text("".join(lines), encoding="utf-8")
    print(f"{len(conversations)} conversations, {len(lines)} exchanges")


if __name__ == "__main__":
    main()
