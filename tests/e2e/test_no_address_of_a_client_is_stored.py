"""Of a client's address the database holds the network; the rest of it is nowhere, in no form."""

import ipaddress
import struct
from pathlib import Path

import pytest
from program import Invoke

from inventory.store import Store

SERVER = {4: "192.0.2.80", 6: "2001:db8:80::80"}
CLIENTS = {
    "198.51.100.217": "198.51.100.0/24",
    "203.0.113.193": "203.0.113.0/24",
    "2001:db8:c0ff:ee00:9d3f:77aa:5b1c:e2d4": "2001:db8:c0ff::/48",
}
SECOND = 1_750_000_000
AGENTS = ("shop-app/7.31.4 (Jane's phone; build 90210)", "Mozilla/5.0 (X11; Linux) Gecko/20100101 Firefox/121.0", "")


def segment(sender: str, receiver: str, ports: tuple[int, int], sequence: tuple[int, int], data: bytes) -> bytes:
    """Return an IP packet with a TCP segment; checksums are of no interest."""
    source, target = ipaddress.ip_address(sender), ipaddress.ip_address(receiver)
    tcp = struct.pack(">HHIIBBHHH", *ports, *sequence, 0x50, 0x18, 65_535, 0, 0) + data
    if source.version == 4:
        head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0)
        return head + source.packed + target.packed + tcp
    return struct.pack(">IHBB", 6 << 28, len(tcp), 6, 64) + source.packed + target.packed + tcp


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """Return a capture in which each client asks with each agent, 250 ms before it is answered."""
    packets: list[tuple[float, bytes]] = []
    for client in CLIENTS:
        server = SERVER[ipaddress.ip_address(client).version]
        for number, agent in enumerate(AGENTS):
            line = f"User-Agent: {agent}\r\n" if agent else ""
            asked = f"GET /orders HTTP/1.1\r\nHost: api.example\r\n{line}\r\n".encode()
            answered = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
            ports, at = (50_000 + number, 80), SECOND + len(packets) * 3_600
            packets.append((at, segment(client, server, ports, (1, 1), asked)))
            packets.append((at + 0.25, segment(server, client, ports[::-1], (1, 1 + len(asked)), answered)))
    path = tmp_path / "asked.pcap"
    rows = [struct.pack("<IIII", int(at), int(at % 1 * 1e6), len(one), len(one)) + one for at, one in packets]
    path.write_bytes(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65_535, 101) + b"".join(rows))
    return path


def test_products_and_networks_are_stored_and_addresses_are_not(recorded: Path, invoke: Invoke, tmp_path: Path) -> None:
    database = tmp_path / "i.db"
    assert invoke("scan", recorded, "--db", database).status == 0
    with Store.open(str(database), create=False) as store:
        (endpoint,) = store.endpoints()
    names = {
        role: {(one.name, one.count) for one in endpoint.names if one.role == role} for role in ("client", "network")
    }
    assert names["client"] == {("shop-app", 3), ("Firefox", 3), ("{none}", 3)}
    assert names["network"] == {(network, 3) for network in CLIENTS.values()}
    (tally,) = endpoint.tallies
    assert [count for _, _, count in tally.times] == [1] * 9
    assert tally.latencies == ((72, 9),), "250 ms are in the step that ends at 262 ms"
    stored = database.read_bytes()
    for address in map(ipaddress.ip_address, CLIENTS):
        written = (str(address), address.exploded, str(int(address)), address.packed.hex())
        assert not [form for form in written if form.encode() in stored]
        assert address.packed not in stored
    assert not [secret for secret in (b"Jane", b"7.31.4", b"90210", b"121.0", b"50001") if secret in stored]


def test_exchanges_tell_how_long_an_answer_took(recorded: Path, invoke: Invoke) -> None:
    found = invoke("exchanges", recorded, "--format", "json").document
    assert [one["latency_ms"] for one in found] == [250.0] * 9
