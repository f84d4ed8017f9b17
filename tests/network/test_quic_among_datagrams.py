"""QUIC connections are found among other datagrams as a look at one packet after the other would find them."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from packets import CLIENT, SERVER, batch, ipv4, tcp
from shares import Found, in_shares
from udp_packets import ether, ip_udp

from inventory.decode import quic as reader
from inventory.model.anomalies import Anomaly
from inventory.model.datagrams import Datagrams
from inventory.model.flush import Flush
from inventory.model.load import Load
from inventory.model.overhead import Overhead
from inventory.model.packets import PacketBatch
from inventory.network import quic, reassemble, udp

START, SECOND = 10**18, 10**9  # nanoseconds
PAIRS = (
    (("192.0.2.1", 50_000), ("192.0.2.2", 443)),
    (("192.0.2.1", 50_001), ("192.0.2.2", 443)),
    (("192.0.2.2", 50_000), ("192.0.2.1", 443)),
    (("2001:db8::1", 50_000), ("2001:db8::2", 443)),
)


def long(version: int, first: int = 0xC3, size: int = 1_200, connection: int = 8) -> bytes:
    return (bytes([first]) + version.to_bytes(4, "big") + bytes([connection]) + bytes(connection)).ljust(size, b"\x55")


INITIALS = {
    "version 1": long(1),
    "fixed bit not set": long(1, 0x80),
    "version 2": long(0x6B3343CF, 0xD0),
    "draft 22": long(0xFF000016),
    "draft 34, longest name": long(0xFF000022, connection=20),
    "larger": long(1, size=1_350),
}
OTHERS = {
    "short header": b"\x41" + bytes(1_300),
    "empty": b"",
    "small": long(1, size=1_199),
    "draft 21": long(0xFF000015),
    "draft 35": long(0xFF000023),
    "version 3": long(3),
    "negotiation": long(0),
    "handshake": long(1, 0xE3),
    "0-RTT": long(1, 0xD3),
    "version 2, 0-RTT": long(0x6B3343CF, 0xE3),
    "version 1's kind in version 2": long(0x6B3343CF, 0xC3),
    "short header with a version": long(1, 0x40),
    "name too long": long(1, connection=21),
    "DNS": bytes(12) + b"\x07example",
}
PAYLOADS = INITIALS | OTHERS


@dataclass(frozen=True)
class Sent:
    """One packet."""

    pair: int
    side: int
    name: str
    gap: int = 1  # nanoseconds since the one before it
    missing: int = 0  # bytes that the capture left out
    wrapped: bool = False

    @property
    def frame(self) -> bytes:
        source, target = PAIRS[self.pair] if self.side == 0 else PAIRS[self.pair][::-1]
        packet = ip_udp(source, target, PAYLOADS[self.name])
        protocol = 41 if packet[0] >> 4 == 6 else 4
        whole = ether(ipv4(packet, CLIENT[0], SERVER[0], protocol=protocol) if self.wrapped else packet)
        return whole[: len(whole) - min(self.missing, len(PAYLOADS[self.name]))]

    @property
    def captured(self) -> bytes:
        payload = PAYLOADS[self.name]
        return payload[: len(payload) - min(self.missing, len(payload))]

    @property
    def begins(self) -> bool:
        return self.name in INITIALS and len(self.captured) > 5


@dataclass
class Connection:
    sides: tuple[str, str]
    firsts: list[tuple[int, bytes, int]] = field(default_factory=list)
    captured: int = 0
    cut: int = 0

    def known(self) -> tuple[object, ...]:
        firsts = tuple(one for side in (0, 1) for one in [f for f in self.firsts if f[0] == side][: quic.FIRSTS_LIMIT])
        return self.sides, firsts, self.captured, self.cut


def batches(sent: list[Sent], size: int) -> Iterator[PacketBatch]:
    times = START + np.cumsum([one.gap for one in sent])
    for at in range(0, len(sent), size):
        some = sent[at : at + size]
        made = batch([one.frame for one in some], first=at + 1)
        missing = np.array([len(PAYLOADS[one.name]) - len(one.captured) for one in some])
        yield dataclasses.replace(made, original=made.captured + missing, time=times[at : at + size])


def one_by_one(sent: list[Sent]) -> tuple[list[tuple[object, ...]], int, int, int]:
    """Return connections, other bytes, headers and bytes that were cut off."""
    live: dict[int, Connection] = {}
    clients, last = {}, {}
    ended, others, headers, time = [], 0, 0, START
    for one in sent:
        time += one.gap
        if one.begins and (one.pair not in live or time - last[one.pair] > quic.SILENCE):
            if one.pair in live:
                ended.append(live[one.pair])
            source, target = (_text(*end) for end in PAIRS[one.pair])
            live[one.pair] = Connection((source, target) if one.side == 0 else (target, source))
            clients[one.pair] = one.side
        last[one.pair] = time
        connection = live.get(one.pair)
        inner = len(one.frame) - 14 - 20 * one.wrapped
        headers += (len(one.frame) - inner) * one.wrapped
        if connection is None:
            others += inner if one.wrapped else len(one.frame)
            continue
        size = len(PAYLOADS[one.name])
        connection.captured += len(one.captured)
        connection.cut += size - len(one.captured)
        headers += (inner if one.wrapped else len(one.frame)) - len(one.captured)
        if one.begins:
            connection.firsts.append((int(one.side != clients[one.pair]), one.captured, size))
    ended += live.values()
    return sorted(one.known() for one in ended), others, headers, sum(one.cut for one in ended)


def _text(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def in_columns(
    items: Iterable[PacketBatch | Flush], load: Load | None = None
) -> tuple[list[tuple[object, ...]], int, int, int]:
    return summed_up(reassemble(items, load))


def summed_up(items: Iterable[Found]) -> tuple[list[tuple[object, ...]], int, int, int]:
    found: dict[int, Connection] = {}
    sizes: dict[str, int] = defaultdict(int)
    ended = []
    for item in items:
        if isinstance(item, Datagrams):
            one = found.setdefault(item.number, Connection(item.sides))
            assert one.sides == item.sides
            one.firsts += [(first.side, first.payload, first.size) for first in item.firsts]
            one.captured += item.captured
            one.cut += item.cut
            if item.final:
                ended.append(found.pop(item.number))
        elif isinstance(item, Overhead | Anomaly):
            sizes[item.kind] += item.size
    assert not found
    assert set(sizes) <= {"other-protocols", "packet-headers", "truncated-packet"}
    return (
        sorted(one.known() for one in ended), sizes["other-protocols"], sizes["packet-headers"],
        sizes["truncated-packet"],
    )  # fmt: skip


sent_packets = st.lists(
    st.builds(
        Sent,
        st.integers(0, len(PAIRS) - 1),
        st.integers(0, 1),
        st.sampled_from(["version 1", "short header"]) | st.sampled_from(list(PAYLOADS)),
        st.sampled_from([1, SECOND, quic.SILENCE, quic.SILENCE + 1]),
        st.sampled_from([0, 0, 0, 900, 1_194, 1_195, 5_000]),
        st.booleans(),
    ),
    max_size=40,
)


@given(sent_packets, st.integers(1, 50))
def test_as_one_packet_after_the_other(sent: list[Sent], size: int) -> None:
    assert in_columns(batches(sent, size)) == one_by_one(sent)


@given(sent_packets, st.integers(1, 50))
def test_every_byte_counts_once(sent: list[Sent], size: int) -> None:
    connections, others, headers, _ = in_columns(batches(sent, size))
    assert sum(one[2] for one in connections) + others + headers == sum(len(one.frame) for one in sent)


@given(sent_packets, st.integers(1, 50), st.integers(2, 3))
def test_shares_add_up(sent: list[Sent], size: int, of: int) -> None:
    parts = [summed_up(found) for found in in_shares(batches(sent, size), of)]
    connections = sorted(one for part in parts for one in part[0])
    assert (connections, *(sum(part[at] for part in parts) for at in (1, 2, 3))) == one_by_one(sent)


@given(sent_packets, st.integers(1, 10))
def test_a_flush_changes_nothing_in_the_sum(sent: list[Sent], size: int) -> None:
    items = [item for one in batches(sent, size) for item in (one, Flush())]
    assert in_columns(items) == one_by_one(sent)


def test_what_is_silent_for_long_is_told_at_a_flush_and_goes_on() -> None:
    sent = [Sent(0, 0, "version 1"), Sent(1, 0, "DNS", gap=quic.SILENCE + 1), Sent(0, 1, "short header")]
    first, *others = batches(sent, 1)
    items = [first, Flush(), others[0], Flush(), Flush(), others[1]]
    told = [item for item in reassemble(items) if isinstance(item, Datagrams) and not item.firsts]
    assert [(one.number, one.captured, one.final) for one in told] == [(0, 1_200, False), (0, 1_301, True)]


@pytest.mark.parametrize("name", INITIALS)
def test_only_what_the_reader_knows_is_looked_for(name: str) -> None:
    assert PAYLOADS[name][1:5] in reader._VERSIONS


def test_all_that_the_reader_knows_is_looked_for() -> None:
    for version, how in reader._VERSIONS.items():
        payload = long(int.from_bytes(version, "big"), 0xC0 | how.initial << 4)
        (found,) = in_columns([batch([ether(ip_udp(*PAIRS[0], payload))])])[0]
        assert found[1] == ((0, payload, 1_200),)


def test_no_more_than_the_first_datagrams_are_handed_on() -> None:
    sent = [Sent(0, number % 2, "version 1") for number in range(100)]
    ((_, firsts, captured, _),) = in_columns(batches(sent, 30))[0]
    assert [first[0] for first in firsts] == [0] * quic.FIRSTS_LIMIT + [1] * quic.FIRSTS_LIMIT
    assert captured == 120_000


@pytest.mark.parametrize(
    ("length", "payload"),
    [(0, 1_300), (8 + 1_200, 1_200), (2_000, 1_300), (7, 0), (8, 0)],
    ids=["left to the hardware", "padding behind it", "more than there is", "impossible", "empty"],
)
def test_lengths_of_headers(length: int, payload: int) -> None:
    first, odd = ether(ip_udp(*PAIRS[0], long(1))), ether(ip_udp(*PAIRS[0], bytes(1_300), length=length))
    ((*_, captured, cut),), others, headers, _ = in_columns([batch([first, odd])])
    assert (captured, cut, others) == (1_200 + payload, 0, 0)
    assert headers == len(first) + len(odd) - captured


@pytest.mark.parametrize("size", range(14 + 20, 14 + 20 + 14))
def test_cut_headers_are_no_first_packet(size: int) -> None:
    frame = ether(ip_udp(*PAIRS[0], long(1)))[:size]
    assert in_columns([batch([frame], missing=1_228 - size)])[:3] == ([], size, 0)


def test_too_many_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quic, "LIVE_LIMIT", 2)
    sent = [Sent(0, 0, "version 1"), Sent(1, 0, "version 1"), Sent(0, 1, "short header")]
    sent += [Sent(2, 0, "version 1"), Sent(1, 1, "short header"), Sent(0, 1, "short header")]
    load = Load()
    items = list(reassemble(batches(sent, 1), load))
    ended = [one.sides[0] for one in items if isinstance(one, Datagrams) and one.final]
    assert ended == ["192.0.2.1:50001", "192.0.2.2:50000", "192.0.2.1:50000"]
    assert [one.kind for one in items if isinstance(one, Anomaly)] == ["connection-given-up"]
    assert sum(one.size for one in items if isinstance(one, Overhead)) == 6 * 42 + 1_301
    assert load.quic == 3


def test_those_that_were_silent_for_long_are_dropped_without_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quic, "LIVE_LIMIT", 1)
    sent = [Sent(number % 3, 0, "version 1", gap=quic.SILENCE + 1) for number in range(6)]
    items = list(reassemble(batches(sent, 1)))
    assert sum(isinstance(one, Datagrams) and one.final for one in items) == 6
    assert not any(isinstance(one, Anomaly) for one in items)


def test_fewer_at_once_with_less_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quic, "LIVE_LIMIT", 6)
    sent = [Sent(pair, 0, "version 1") for pair in range(4)]
    kinds = [one.kind for one in reassemble(batches(sent, 1), Load(0.5)) if isinstance(one, Anomaly)]
    assert kinds == ["connection-given-up"]


def test_captures_without_first_packets_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(udp, "datagrams", None)
    sent = [Sent(0, 0, name) for name in OTHERS]
    assert in_columns(batches(sent, 4))[0] == []
    assert [summed_up(found)[0] for found in in_shares(batches(sent, 4), 2)] == [[], []]
    assert in_columns([batch([tcp(0, 0, b"GET")], linktype=101)])[0] == []


def test_datagrams_in_fragments() -> None:
    packet = ip_udp(*PAIRS[0], long(1))
    body, pieces = packet[20:], list(pairwise([0, 400, 800, 1_208]))
    frames = [
        ipv4(body[a:b], packet[12:16], packet[16:20], protocol=17, ident=7, fragment=a // 8 | (b < 1_208) << 13)
        for a, b in pieces
    ]
    assert in_columns([batch(frames, linktype=101)]) == (
        [(("192.0.2.1:50000", "192.0.2.2:443"), ((0, long(1), 1_200),), 1_200, 0)], 0, 60 + 8, 0,
    )  # fmt: skip


@pytest.mark.parametrize("port", [1_701, 2_152, 4_789, 6_081, 8_472])
def test_clients_may_have_the_ports_of_tunnels(port: int) -> None:
    frame = ether(ip_udp(("192.0.2.1", port), ("192.0.2.2", 443), long(1)))
    ((sides, _, captured, _),) = in_columns([batch([frame])])[0]
    assert (sides[0], captured) == (f"192.0.2.1:{port}", 1_200)
