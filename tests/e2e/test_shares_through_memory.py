"""What one process reads of a capture gets to the others, however it is cut, wrapped or kept, and only while needed."""

import random
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from program import SAMPLES
from quic_packets import Client, crypto, hello
from several import parts, together
from udp_packets import ether, ip_udp

from inventory import handing, key_files, network, scanning, workers
from inventory.capture import reader
from inventory.decode import KeyLog
from inventory.handing import Handing, Taking
from inventory.model.load import Load

SHOP = SAMPLES / "shop" / "capture.pcap"
CHUNK = 4_096


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "CHUNK_SIZE", CHUNK)
    monkeypatch.setattr(reader, "LEAST_CHUNK", CHUNK)


@pytest.fixture
def overwritten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Write over memory as soon as it was given back, so that who still looks at it sees something else."""
    take, unseen, take_table = Handing.take, Taking._unseen, Taking._portion
    turns: dict[int, int] = {}

    def took(self: Handing, size: int) -> bytearray | memoryview:
        memory = take(self, size)
        memory[:] = b"\xee" * size
        return memory

    def portion(self: Taking, item: handing._Handed, turn: int) -> network.Portion:
        turns[id(self)] = turn
        return take_table(self, item, turn)

    def wrote(self: Taking) -> list[int]:
        table = self._shared.table(self._number, turns[id(self)])
        size = min(len(table), 65_536)
        table[:size] = b"\xdd" * size
        return unseen(self)

    monkeypatch.setattr(Handing, "take", took)
    monkeypatch.setattr(Taking, "_portion", portion)
    monkeypatch.setattr(Taking, "_unseen", wrote)
    yield
    assert turns


def records(path: Path) -> tuple[bytes, list[bytes]]:
    """Return the file header and the records of a pcap file."""
    data = path.read_bytes()
    found, at = [], 24
    while at < len(data):
        size = 16 + struct.unpack_from("<I", data, at + 8)[0]
        found.append(data[at : at + size])
        at += size
    return data[:24], found


def record(packet: bytes) -> bytes:
    return struct.pack("<IIII", 1_700_000_000, 0, len(packet), len(packet)) + packet


def in_fragments(frame: bytes, ident: int) -> list[bytes]:
    """Return an Ethernet frame with an IPv4 packet as frames with two fragments of it."""
    packet = frame[14:]
    header, body = packet[:20], packet[20 : int.from_bytes(packet[2:4], "big")]
    cut = len(body) // 16 * 8
    made = []
    for begin, some, more in ((0, body[:cut], 1), (cut, body[cut:], 0)):
        rest = struct.pack(">HHH", 20 + len(some), ident, begin // 8 | more << 13) + header[8:]
        made.append(frame[:14] + header[:2] + rest + some)
    return made


def in_tunnel(frame: bytes) -> bytes:
    outer = struct.pack(
        ">BBHHHBBH4s4s", 0x45, 0, 20 + len(frame) - 14, 0, 0, 64, 4, 0, b"\x0a\x09\0\1", b"\x0a\x09\0\2"
    )
    return frame[:14] + outer + frame[14:]


def strange(path: Path) -> Path:
    """Write the shop sample anew with tunnels, fragments, fragments in tunnels, repetitions, disorder and QUIC."""
    chance = random.Random(7)
    head, some = records(SHOP)
    written: list[bytes] = []
    client = Client()
    whole = hello(padding=1_000)
    quic = [client.initial(crypto(at, whole[at : at + 700]), number=at // 700) for at in (0, 700)]
    quic += [b"\x41" + bytes(900)] * 200
    talks = [(("192.0.2.1", port), ("192.0.2.9", 443)) for port in range(50_000, 50_008)]
    for number, one in enumerate(some):
        frame = one[16:]
        way = chance.random()
        four = frame[12:14] == b"\x08\x00"
        frames = [in_tunnel(frame)] if four and way < 0.2 else [frame]
        if four and 0.1 < way < 0.3 and len(frame) > 80:
            frames = in_fragments(frames[0], number & 0xFFFF)
        written += [record(made) for made in frames]
        if way > 0.9:
            written.append(written[-1])
        if number % 5 == 0 and number // 5 // len(talks) < len(quic):
            talk = talks[number // 5 % len(talks)]
            written.append(record(ether(ip_udp(*talk, quic[number // 5 // len(talks)]))))
    for at in range(0, len(written) - 3, 40):
        written[at], written[at + 2] = written[at + 2], written[at]
    path.write_bytes(head + b"".join(written))
    return path


@pytest.mark.usefixtures("overwritten")
@pytest.mark.parametrize("of", [2, 3, 4])
def test_nobody_looks_at_memory_that_was_given_back(of: int) -> None:
    assert together(SHOP, of) == scanning.scan_alone(SHOP)


@pytest.mark.usefixtures("overwritten")
@pytest.mark.parametrize("of", [2, 3])
def test_tunnels_fragments_and_quic(of: int, tmp_path: Path) -> None:
    path = strange(tmp_path / "strange.pcap")
    alone = scanning.scan_alone(path)
    assert alone.summary.exchanges > 200
    assert {fate.host for fate in alone.summary.coverage if fate.fate == "encrypted"} == {"api.example.test"}
    assert together(path, of) == alone


@pytest.mark.usefixtures("overwritten")
@pytest.mark.parametrize(("name", "value"), [("TABLES", 1), ("PIECES", 1), ("TABLE_SIZE", 1_024), ("PIECE_SIZE", 64)])
def test_where_there_is_no_more_memory_things_are_sent(
    name: str, value: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = strange(tmp_path / "strange.pcap")
    alone = scanning.scan_alone(path)
    monkeypatch.setattr(handing, name, value)
    assert together(path, 2) == alone


@pytest.mark.usefixtures("overwritten")
def test_secrets_of_a_capture_come_before_what_they_open() -> None:
    path = SAMPLES / "encrypted" / "capture.pcapng"
    alone = scanning.scan_alone(path)
    assert alone.summary.exchanges > scanning.scan_alone(path.with_suffix(".pcap")).summary.exchanges
    for of in (2, 3):
        assert together(path, of) == alone


def test_keys_of_the_user_are_known_to_all() -> None:
    path = SAMPLES / "encrypted" / "capture.pcap"
    keys = key_files.read([path.with_name("keys.log")])
    assert together(path, 3, keys) == scanning.scan_alone(path, keys=keys)


def test_a_damaged_record_ends_the_reading_for_all(tmp_path: Path) -> None:
    head, some = records(SHOP)
    path = tmp_path / "damaged.pcap"
    path.write_bytes(head + b"".join(some[:300]) + b"\xff" * 100 + b"".join(some[300:]))
    alone = scanning.scan_alone(path)
    assert [one.kind for one in alone.summary.anomalies if one.kind == "damaged-record"]
    assert together(path, 2) == alone


@pytest.mark.parametrize(("of", "strained"), [(2, 0), (2, 1), (3, 1), (3, 2)])
def test_who_holds_too_much_ends_it_for_all_at_once(of: int, strained: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not when all of it has been read: several processes would take several times the memory that one may."""
    handed: list[int] = []
    hand = Handing.hand

    def counted(self: Handing, *arguments: object) -> None:
        handed.append(1)
        hand(self, *arguments)  # type: ignore[arg-type]

    def bear(load: Load, _: object, number: int) -> None:
        if number == strained and len(load.firsts):
            raise workers._StrainedError

    monkeypatch.setattr(Handing, "hand", counted)
    monkeypatch.setattr(workers, "_bear", bear)
    found = parts(SHOP, of)
    assert found[strained] is None
    assert found[0] is None
    assert len(handed) < 40  # of more than sixty


def test_what_is_too_much_depends_on_the_share(monkeypatch: pytest.MonkeyPatch) -> None:
    job = workers._Job(SHOP, 2, KeyLog(), 1.0)
    load = Load()
    monkeypatch.setattr(network, "LIVE_LIMIT", 1_000)
    load.live = 700
    workers._bear(load, job, 1)
    with pytest.raises(workers._StrainedError):
        workers._bear(load, job, 0)


def test_the_reader_is_not_ahead_by_much(monkeypatch: pytest.MonkeyPatch) -> None:
    ahead: list[int] = []
    send = handing._Other.send

    def sent(self: handing._Other, *arguments: object) -> None:
        send(self, *arguments)  # type: ignore[arg-type]
        ahead.append(self._sent - self._returned)

    monkeypatch.setattr(handing._Other, "send", sent)
    assert all(parts(SHOP, 2))
    assert len(ahead) > 50
    assert max(ahead) <= handing.TABLES
